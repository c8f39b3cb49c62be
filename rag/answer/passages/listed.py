"""Terms that stand for a list (五地五区, 三牛精神, “两个担当”), and whether a sentence says what is on it.

A paper names its slogans far oftener than it spells them out, and a sentence that only names one does not say what it
is. Reads wording; knows no list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.question.reading import Reading
from rag.text.enumerations import enumerated
from rag.text.numbering import opening_ordinal
from rag.text.numbers import numeral
from rag.text.slogans import SLOGANS_ASKED, slogans

_N = "[二两三四五六七八九十]"
_HAN = "[一-鿿](?<!的)"
_TERM = rf"(?:{_N}(?:{_HAN}){{1,7}}?|(?:{_HAN}){{0,4}}{_N}(?:{_HAN}){{1,3}}?)"
_KIND = "(?:的?(?:标准|精神|目标|要求|方法|战略|工程|行动|机制|理念|原则|任务|方针|口号|建设))?"
_ASKS = (
    r"(?:具体|主要|到底|究竟|都|各|分别)*(?:[比说讲指]的)?(?:是|指|指的是|是指|包括|包含|有|叫|怎么)(?:的)?"
    rf"(?:什么|啥|哪(?:些|几|{_N})|怎么回事|意思)"
)
_QUOTED = re.compile(rf"[“\"「‘'](?P<term>{_TERM})[”\"」’']{_KIND}{_ASKS}")
_BARE = re.compile(rf"(?:^|的|，|请问|所谓)(?P<term>{_TERM}){_KIND}{_ASKS}")
_OPENERS = "“\"「‘'"
_COUNTED = re.compile(rf"^{_N}(?:个|条|项|类|种|块|点|方面|句|位|家|张|件|支|场|步|批|座|名|次|年|月|天|期|届)")
_SAYS = "(?:[，,]?(?:即|就是|也就是|指的?是|是指|系指|意思是|包括|包含|分别是|分别为)|[：:]|——|[（(](?!下称|简称|以下))"
_SAID = re.compile(f"[”\"」’']?[一-鿿]{{0,4}}{_SAYS}")
_FEW = 2
_NEAR = 24  # the same where as many things are enumerated as the term counts
_BESIDE = 2  # characters between an enumeration and the term for it


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A term that stands for a list.

    Attributes:
        text: Its words, as they are compared.
        counts: How many things may be on it: five, or ten, of 五地五区.
    """

    text: str
    counts: tuple[int, ...]


def listed_term(reading: Reading) -> ListedTerm | None:
    """Return the term whose meaning a question asks for, where its own words say that it stands for several things.

    A counted noun (三块牌子) is none: what it counts is asked for, and told by lists of any wording.
    """
    match = _QUOTED.search(reading.plain) or _BARE.search(reading.plain)
    if match is None or (match[0][0] not in _OPENERS and _COUNTED.match(match["term"])):
        return None
    values = [int(value) for n in re.findall(_N, match["term"]) if (value := numeral(n)) is not None]
    # Two things stand side by side in most sentences: of two numbers, two alone says nothing.
    counts = {sum(values), *(n for n in values if n > _FEW)} if len(values) > 1 else set(values)
    return ListedTerm(match["term"], tuple(sorted(counts)))


def quoted_term(reading: Reading, passages: Sequence[str]) -> ListedTerm | None:
    """Return the slogan whose meaning a question asks for, where passages put it in quotation marks (“两个健康”)."""
    if reading.asked.kind and reading.asked.kind not in SLOGANS_ASKED:
        return None
    asked = [slogan for slogan in slogans(reading.text, passages) if slogan.known]
    quoted = (slogan for slogan in asked if any(f"“{slogan.text}”" in passage for passage in passages))
    return next((ListedTerm(slogan.text, (slogan.count,)) for slogan in quoted), None)


def spells_out(term: ListedTerm, text: str) -> bool:
    """Whether a sentence, as it is compared, says what a term stands for, or begins to.

    It does where 即, 是指, a colon or a bracket stands behind the term, or it enumerates as many things. A sentence
    without the term has to begin numbering them: it may follow one that names it.

    >>> term = ListedTerm("五地五区", (5, 10))
    >>> spells_out(term, "紧扣“五地五区”建设目标，甩开膀子马上去干"), spells_out(term, "“五地五区”，即开放高地、")
    (False, True)
    """
    at = text.find(term.text)
    if at < 0:
        opened = opening_ordinal(text)
        return opened is not None and opened[1].value == 1
    if _SAID.match(text, at + len(term.text)):
        return True
    # Two things side by side are no list, unless the term stands right behind; what leads up to more may hold a 、 too.
    end = at + len(term.text)
    return any(
        (n in term.counts and n > _FEW and start < end + _NEAR and at < stop + _NEAR)
        or (n >= min(term.counts) and start < at < stop + _BESIDE and _ends_in(text[start:stop], at - start))
        for n, (start, stop) in enumerated(text)
    )


def _ends_in(enumeration: str, at: int) -> bool:
    """Whether what stands at a place belongs to the last thing of an enumeration, and is not that thing itself."""
    return "、" not in enumeration[at:] and not enumeration[:at].rstrip(_OPENERS).endswith("、")
