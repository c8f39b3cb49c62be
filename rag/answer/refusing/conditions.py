"""What a question takes for granted that its passages must have: a paper, a paragraph, a year, a body, a place.

Each is read off the wording and off what is printed above and within passages; weighs nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rag.answer.passages.candidates import Candidate, heading_of
from rag.answer.question.designators import designators, number_of
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.records import Chunk, Evidence
from rag.text.dictionary import place_words
from rag.text.file_numbers import file_numbers
from rag.text.names import organisations, places
from rag.text.years import years_within

_NUMERAL = "[〇零一二三四五六七八九十百\\d]{1,5}"
_PROVISION = re.compile(f"第({_NUMERAL})条(?:的)?第({_NUMERAL})款")
_ARTICLE = re.compile(f"(?:^|\n)\\s*第({_NUMERAL})条")
_ITEM = re.compile(r"\s*(?:[（(][一二三四五六七八九十\d]+[）)]|\d+[.、])")
# 哪所大学: what of its class a text may say instead. A country or place may be named by its name alone.
_CLASSES: Mapping[str, str] = {
    "公司": "公司|集团|企业|股份|厂",
    "企业": "公司|集团|企业|股份|厂",
    "集团": "集团|公司",
    "大学": "大学|学院|高校|[一-鿿]大(?![一-鿿])",
    "学院": "大学|学院",
    "高校": "大学|学院|高校",
    "学校": "学校|大学|学院|[中小]学|幼儿园|[一二三四五六七八九十]中",
    "中学": "中学|[一二三四五六七八九十]中|学校",
    "小学": "小学|学校",
    "医院": "医院|卫生院|诊所",
    "银行": "银行|[工农中建交]行|信用社|支行|分行",
    "支行": "支行|分行|银行",
    "协会": "协会|学会|联合会|商会",
    "法院": "法院",
    "航空公司": "航空|航",
    "街道": "[一-鿿]{2,4}街道",
    "乡镇": "[一-鿿]{1,3}[镇乡]",
    "社区": "[一-鿿]{2,4}社区",
}  # fmt: skip
_WHICH_BODY = re.compile(
    rf"(?:哪一?(?:家|所|个|间|些|几家|几所|几个)|什么)({'|'.join(sorted(_CLASSES, key=len, reverse=True))})"
)
_LEVEL = re.compile(r"(?:自治州|自治县|开发区|社区|街道|省|市|县|区|镇|乡|村)$")
_LEVEL_OF_PLACE = re.compile("[市县区镇乡]$")
_ABOUT, _BY_FAR = 4, 4  # how often a document that is about a place names it, and how much oftener than another one
_CITY = 2  # least characters of a place's name without its level


def is_paper_unheard(reading: Reading, evidence: Sequence[Evidence]) -> bool:
    """Whether a question names the number of a paper that no passage and no article has."""
    asked = file_numbers(reading.text)
    if not asked:
        return False
    held = [n for e in evidence for n in file_numbers(f"{e.chunk.number}\n{heading_of(e.chunk)}\n{e.chunk.text}")]
    return not any(one.same(other) for one in asked for other in held)


def is_paragraph_unheard(reading: Reading, evidence: Sequence[Evidence]) -> bool:
    """Whether a question asks for a paragraph (款) of an article (条) that has fewer, wherever the passages have it."""
    match = _PROVISION.search(reading.plain)
    if match is None:
        return False
    article, paragraph = number_of(match[1]), number_of(match[2])
    counts = [n for e in evidence for number, n in _paragraphs(plain(e.chunk.text)) if number == article]
    return bool(counts) and paragraph is not None and max(counts) < paragraph


def _paragraphs(text: str) -> list[tuple[int | None, int]]:
    """Return the number of each article of a regulation in a text, and of its paragraphs; items (一) are none."""
    found = list(_ARTICLE.finditer(text))
    rows = []
    for n, match in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else len(text)
        lines = [line for line in text[match.end() : end].split("\n") if line.strip() and not _ITEM.match(line)]
        rows.append((number_of(match[1]), len(lines)))
    return rows


def is_of_other_titled_year(years: frozenset[str], candidate: Candidate) -> bool:
    """Whether the title of a sentence's article names years, none of them asked for, and the sentence none of these.

    A bulletin of 2021 is issued in 2022, and what it says without a year it says of 2021.
    """
    chunk = candidate.evidence.chunk
    titled = designators(plain(f"{chunk.title}\n{chunk.article}")).get("year", frozenset())
    if not years or not titled or years & titled:
        return False
    spoken = {str(year) for year in years_within(chunk.years, candidate.start, candidate.end)}
    return not years & (spoken | designators(plain(candidate.text)).get("year", frozenset()))


def body_asked(question: str) -> str:
    """Return the pattern of what a body of the class asked for is called, ``""`` where no class is named.

    >>> bool(re.search(body_asked("他毕业于哪所大学"), "温州医科大学")), body_asked("他是谁")
    (True, '')
    """
    match = _WHICH_BODY.search(question)
    return _CLASSES[match[1]] if match else ""


def is_of_other_place(reading: Reading, chunk: Chunk, article: str) -> bool:
    """Whether a question names a county or the like that an article does not, whose title names another one.

    Args:
        reading: The question.
        chunk: A passage of the article.
        article: What is held of it, as it is compared.
    """
    asked = _counties(reading.plain)
    if not asked or any(core in article for core in asked):
        return False
    return bool(_counties(plain(f"{chunk.title}\n{chunk.article}")))


@lru_cache(maxsize=1024)
def _counties(text: str) -> tuple[str, ...]:
    """Return the names, without their level, of the counties and the like that a text names by their level."""
    named = (_LEVEL_OF_PLACE.sub("", name.text) for name in places(text) if _LEVEL_OF_PLACE.search(name.text))
    return tuple(core for core in named if len(core) >= _CITY)


def outweighed(reading: Reading, evidence: Sequence[Evidence]) -> dict[str, frozenset[str]]:
    """Return for each document, by its id, the places of a question which another place outweighs by far in it.

    我市生产总值 in a document about Wenzhou is not Hangzhou's, although Hangzhou is named there once: where a passage
    does not name the place asked for, it is about the other one. A place that any passage is headed by has articles
    of its own, or lies in the other one. Documents without any are left out.
    """
    bodies = {at for name in organisations(reading.plain) for at in range(name.start, name.end)}
    asked = {without_level(n.text) for n in places(reading.plain) if n.start not in bodies} & place_words()
    headed = "\n".join(plain(heading_of(item.chunk)) for item in evidence)
    asked = {core for core in asked if core not in headed}
    if not asked:
        return {}
    texts: dict[str, str] = {}
    for item in evidence:
        texts[item.chunk.doc_id] = texts.get(item.chunk.doc_id, "") + plain(item.chunk.text) + "\n"
    found = {}
    for doc, text in texts.items():
        counts = Counter(without_level(name.text) for name in places(text))
        most = max((n for name, n in counts.items() if name not in asked and name in place_words()), default=0)
        less = frozenset(core for core in asked if most >= max(_ABOUT, _BY_FAR * text.count(core)))
        if less:
            found[doc] = less
    return found


def place_unheard(reading: Reading, held: str) -> str:
    """Return the first known place that a question names and its passages do not, as it is printed; ``""`` for none.

    Args:
        reading: The question.
        held: The passages and what stands above them, as they are compared.
    """
    named = ((without_level(plain(name.text)), name.text) for name in places(reading.text))
    absent = {core: text for core, text in named if core in place_words() and core not in held}
    if not absent:
        return ""
    otherwise = {without_level(word) for word, put in reading.terms.others if put.search(held)}
    return next((text for core, text in absent.items() if core not in otherwise), "")


def without_level(place: str) -> str:
    """Return a place's name without its level, as people write it; the name where nothing would be left of it.

    >>> without_level("瓯海区"), without_level("云周街道"), without_level("沙县")
    ('瓯海', '云周', '沙县')
    """
    core = _LEVEL.sub("", place)
    return core if len(core) > 1 else place
