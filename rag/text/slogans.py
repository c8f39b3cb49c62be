"""Slogans that count what they stand for (六比, 六大赋能, 三大外事品牌), and where a text spells them out.

A paper names its slogans in every section and says once what is behind them: in a sentence (比质量、比位次…), in
quotation marks before it, or in sections with numbers. What tells the one place from the many is that as many things
stand there as the slogan counts, called alike (each 比 something), or right beside its name. Reads texts alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rag.records import Chunk, Span
from rag.text.bare import bare
from rag.text.enumerations import enumerated
from rag.text.fold import fold
from rag.text.numbering import FAMILIES, ordinals
from rag.text.numbers import numeral
from rag.text.script import simplified
from rag.text.sentences import clauses, sentences

SLOGANS_ASKED = ("list", "name", "summary")  # kinds of question that may ask what a slogan stands for

_COUNTS = "二两三四五六七八九十"
_NUMERALS = f"一{_COUNTS}百千万亿"
_COUNTED = re.compile(
    rf"(?<![第\d{_NUMERALS}前近每年月日])(?P<n>十[一二]?|[{_COUNTS}])(?![{_NUMERALS}年月日天号点时届期])"
    rf"(?P<measure>[大个种项条张块根类句](?!$))?(?P<head>(?:(?![{_COUNTS}])[一-鿿]){{1,10}})"
)
# Where a slogan's own words end in a question.
_BEHIND = re.compile(
    "(?:的|都|分别|各自?|具体|到底|究竟|主要)*(?:[里中的是指有叫]|包[括含]|哪|什么|啥|怎么?|如何|[讲说]的|归纳|概括|总结|列[出举])"
    "|都|分别|各[是有]"
)
# What asks for its meaning right behind it, with the verb that it is made of: 五亮都亮啥.
_ASKS_WHAT = (
    "的?(?:具体|主要|核心|全部)?(?:内容|含义|意思|名称|名字|内涵)?(?:到底|究竟|具体|分别|各自|各|都|主要|[指讲说{head}]的)*"
    "(?:(?:[是指有叫讲说为{head}]|的是|包[括含])*[了些]?(?:什么|啥|怎么回事|哪)"
    rf"(?:内容|方面|东西|意思|含义|领域|名字|些|几|[{_COUNTS}{{head}}{{tail}}]|[，,。？?！!]|$)|$)"
)
_ASKS_FOR_IT = re.compile(
    "归纳|概括|总结|列[出举]|[说讲谈]一?[说讲谈下]|介绍|解释|什么是|何谓|何为|所谓|[指是](?:什么|啥)"
)
# What may stand between a slogan and what asks.
_KIND = re.compile(
    "^(?:竞赛|活动|标准|精神|目标|要求|方法|战略|工程|行动|机制|理念|原则|任务|方针|口号|建设|内容|联动|工作)"
)
_NO_MORE = re.compile(rf"$|[，,。？?！!；;、和与及{_COUNTS}]|归纳|概括|总结|列[出举]|分别|[是指]")
_ASKS_MORE = re.compile("关系|联系|区别|不同|差别|意义|作用|目的|效果|[进结]展")
_ANYTHING = frozenset(("方面", "内容", "问题", "地方", "部分", "领域", "环节", "层面", "阶段", "点", "人"))
_SAYS = "[^、]{0,4}?(?:即|就?是|指|包[括含]|分别为)"
_POINTING = "这那该各"
_OPENING = re.compile(r"[^，。；：！？,;:!?\n]*")
_LEAD = 40  # characters before its first item in which a slogan leads up to a numbered run
_BESIDE = 12  # characters beside an enumeration in a sentence
_SHORT = 2  # characters that a longer name of a thing may be cut to
_REACH = 3  # neighbouring passages over which things in quotation marks are spread
_NAMED, _ALIKE = 2, 2  # merits of standing beside the name, and of being called alike
_THREE = 3  # things called alike stand in any text
_FEW = 2  # things that stand side by side in most sentences


@dataclass(frozen=True, slots=True)
class Slogan:
    """A slogan that a question asks the meaning of.

    Attributes:
        text: Its words without quotation marks, as passages have them where they do.
        count: How many things it stands for.
        heads: What each of them may be called: 比 of 六比竞赛, 外事品牌 and 品牌 of 三大外事品牌.
        known: Whether some passage names it; 三个大 may be the asker's own words.
    """

    text: str
    count: int
    heads: tuple[str, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Spelling:
    """Where a slogan is spelled out.

    Attributes:
        items: Number of the passage, beginning and end of each thing, in reading order; one stretch where a sentence
            holds all of them.
        sentence: The sentence around that stretch, None where the things stand apart.
        merit: How surely it is the slogan's, from 1.
    """

    items: tuple[tuple[int, int, int], ...]
    sentence: tuple[int, int] | None
    merit: int


def slogans(question: str, passages: Sequence[str]) -> list[Slogan]:
    """Return the slogans whose meaning a question asks for, in its order.

    How far a slogan goes (六比 or 六比竞赛) is told by what the passages call it. A counted noun (三块牌子) is one.

    Args:
        question: A standalone question.
        passages: The texts in which it may stand.

    >>> slogans("温州擂台的“六比”都比啥", ["二、把握“六比”核心内容，谱写新篇"])
    [Slogan(text='六比', count=6, heads=('比',), known=True)]
    """
    asked = bare(question)
    if _ASKS_MORE.search(asked) or not _COUNTED.search(asked):
        return []
    held = [bare(passage) for passage in passages]
    found: list[Slogan] = []
    for match in _COUNTED.finditer(asked):
        end = _BEHIND.search(match["head"], 1)
        words = match["head"][: end.start()] if end else match["head"]
        one, size = _called(match["n"], match["measure"] or "", words, held)
        if asked[: match.start()].endswith("哪"):
            is_asked = bool(match["measure"]) and one.known  # 靠哪六大赋能; 是哪六类 only counts
        else:
            is_asked = _is_asked(asked, match.start("head") + size, words)
        if not is_asked or one.heads[0] in _ANYTHING:
            continue
        if found and any(found[-1].text + one.text in text for text in held):
            found.pop()  # 五地五区 is one slogan, and none for here
            continue
        found.append(one)
    return found


def _is_asked(question: str, end: int, words: str) -> bool:
    """Whether a question asks what the slogan that ends somewhere in it, of some words, stands for."""
    behind = _KIND.sub("", question[end:], count=1)
    asks = _ASKS_WHAT.format(head=words[0], tail=words[-1])
    return bool(re.match(asks, behind) or (_ASKS_FOR_IT.search(question) and _NO_MORE.match(behind)))


def _called(n: str, measure: str, words: str, held: Sequence[str]) -> tuple[Slogan, int]:
    """Return a slogan by the longest of its words that some passage has, by all where none has any, and its length."""
    counted, size = n + measure, len(words)
    known = next((words[:k] for k in range(size, 0, -1) if any(counted + words[:k] in text for text in held)), "")
    if known:
        size = len(known)
    elif measure and size > _SHORT and any(counted + words[-_SHORT:] in text for text in held):
        known = words[-_SHORT:]
    heads = (words[:size], known, words[size - _SHORT : size]) if measure else (words[:size], words[0])
    called = tuple(dict.fromkeys(head for head in heads if head))
    return Slogan(counted + (known or words), int(numeral(n) or 0), called, bool(known)), size


def spellings(slogan: Slogan, passages: Sequence[str], above: Sequence[str]) -> list[Spelling]:
    """Return where the passages of one article spell a slogan out; nothing where they only name it.

    Args:
        slogan: From ``slogans``.
        passages: In reading order.
        above: What stands above each: its innermost heading, the headline where it has none.

    Returns:
        The surest first, of equals in reading order, those within a sentence before numbered ones.
    """
    names_it = not slogan.known or any(slogan.text in bare(text) for text in (*passages, *above))
    found = [s for s in _in_sentences(slogan, passages) if s.merit > _ALIKE or names_it or slogan.count > _THREE]
    found += [*_numbered(slogan, passages, above), *_in_quotes(slogan, passages)]
    return sorted(found, key=lambda spelling: -spelling.merit)


def spelled_in(slogan: Slogan, article: Sequence[Chunk]) -> list[Spelling]:
    """Return where the passages of one article, in reading order, spell a slogan out, the surest first."""
    above = [chunk.headings[-1] if chunk.headings else chunk.article for chunk in article]
    return spellings(slogan, [chunk.text for chunk in article], above)


def _in_sentences(slogan: Slogan, passages: Sequence[str]) -> Iterator[Spelling]:
    """Yield the enumerations within a sentence of as many things as a slogan, called alike or beside its name."""
    for n, text in enumerate(passages):
        before = (0, 0)
        for start, end in sentences(text):
            asked = text[slice(*before)].rstrip().endswith(("?", "？")) and slogan.text in bare(text[slice(*before)])
            for count, (a, b) in enumerated(text[start:end]):
                if count != slogan.count:
                    continue
                low, high = start + a, start + b
                named = asked or _is_beside(slogan, text[start:low], text[low:high], text[high:end])
                alike = count > _FEW and _are_called(slogan, [_plain(text[low:high])], each=count)
                if named or alike:
                    place = (before[0] if asked else start, end)
                    yield Spelling(((n, low, high),), place, (_NAMED + 1) * named + _ALIKE * alike)
            before = (start, end)


def _numbered(slogan: Slogan, passages: Sequence[str], above: Sequence[str]) -> Iterator[Spelling]:
    """Yield the numbered runs of as many things as a slogan, called alike or led up to by it."""
    for family in FAMILIES:
        run: list[tuple[int, int, int, str]] = []
        for n, text in enumerate(passages):
            marks = list(ordinals(text, family))
            for mark, after in zip_longest(marks, marks[1:]):
                if mark.value != len(run) + 1:
                    yield from _run(slogan, run, passages, above)
                    run = []
                if mark.value == len(run) + 1:
                    stop = _end_of_sentence(text, mark.end, after.start if after else len(text))
                    run.append((n, mark.start, stop, _plain(_OPENING.match(text, mark.end)[0])))  # type: ignore[index]
        yield from _run(slogan, run, passages, above)


def _run(
    slogan: Slogan, run: Sequence[tuple[int, int, int, str]], passages: Sequence[str], above: Sequence[str]
) -> Iterator[Spelling]:
    """Yield a numbered run, where it is a slogan's."""
    if len(run) != slogan.count:
        return
    n, start = run[0][:2]
    before = (passages[n - 1] if n else "") + "\n" + passages[n][:start]
    named = slogan.text in bare(above[n]) or slogan.text in bare(before[-_LEAD:])
    alike = slogan.count > _FEW and _are_called(slogan, [opening for *_, opening in run])
    if named or (alike and not slogan.known):
        yield Spelling(tuple((n, a, b) for n, a, b, _ in run), None, _NAMED * named + _ALIKE * alike)


def _in_quotes(slogan: Slogan, passages: Sequence[str]) -> Iterator[Spelling]:
    """Yield the clauses of neighbouring passages that each have one thing in quotation marks, called as a slogan says.

    要有虎口夺食的“拼抢精神”, 要有紧盯不放的“蚂蟥精神” for 三种精神, which nobody but the asker counts.
    """
    if slogan.known or slogan.count <= _FEW:
        return
    shape = re.compile("“[^“”]{1,10}(?:" + "|".join(map(re.escape, slogan.heads)) + ")”")
    told = [[(n, a, b) for a, b in _clauses(text) if shape.search(text, a, b)] for n, text in enumerate(passages)]
    for first in range(len(told)):
        for last in range(first, min(first + _REACH, len(told))):
            items = tuple(item for row in told[first : last + 1] for item in row)
            if len(items) == slogan.count and told[first] and told[last]:
                yield Spelling(items, None, _ALIKE)


def _clauses(text: str) -> Iterator[Span]:
    """Yield the clauses of all sentences of a text."""
    for start, end in sentences(text):
        yield from ((start + a, start + b) for a, b in clauses(text[start:end]))


def _is_beside(slogan: Slogan, before: str, among: str, behind: str) -> bool:
    """Whether a slogan's name stands right before an enumeration or behind its last thing, and is none of them."""
    things = bare(among).split("、")
    led = bare(before)[-_BESIDE:].rstrip("即就是指为:：,，").endswith(slogan.text)
    after = bare(behind)
    if led or after.startswith(slogan.text) or re.search(slogan.text + _SAYS, things[0]):
        return True
    if re.search(f"[{_POINTING}]{slogan.text}", after):  # 古城、古渡、古街是…，要用好这“三张名片”
        return True
    at = things[-1].find(slogan.text)
    return at > 0 and things[-1][at - 1] not in _POINTING and not any(slogan.text in thing for thing in things[:-1])


def _are_called(slogan: Slogan, openings: Sequence[str], each: int = 1) -> bool:
    """Whether all things of a slogan are called as it says; what holds all of them has the name once for ``each``."""
    return any(all(text.count(head) >= each for text in openings) for head in slogan.heads)


def _end_of_sentence(text: str, start: int, stop: int) -> int:
    """Return where the sentence that a thing opens with ends, ``stop`` at the latest."""
    return next((at + 1 for at in range(start, stop) if text[at] in "。；！？!?;\n"), stop)


def _plain(text: str) -> str:
    """Return a text as it is compared, of the same length."""
    return simplified(fold(text))
