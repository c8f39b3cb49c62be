"""Cutting a sentence to what was asked: the clauses that hold the answer, and what they need to stand alone.

Knows clauses, marks and the question's terms; never changes a character of the source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.passages.candidates import Candidate, kind_group
from rag.answer.question.reading import Reading
from rag.answer.question.terms import Terms
from rag.records import Span
from rag.text.sentences import clauses

_PAIRS = ("“”", "‘’", "（）", "《》", "「」", "〔〕", "()", "【】")
# Openers that lean on what was said before; a sentence cannot begin with them.
_LEADING = re.compile(
    r"[，、；。：）,;:)|\s]+|(?:答|回答|回复)[:：]|(?:但是|但|并且|并|而且|而|其中(?![文国医药])|此外|同时|因此|所以|以及|不过|然而|于是|另外|且)[，,：:]?|(?:比如|例如|譬如|同样|对此|为此)[，,：:]"
)
# A clause that says where, when, by what or for what, and leaves the saying to the next.
_ADVERBIAL = re.compile(
    r"(?:当前|如今|近年来|[^，,；;：:]{1,6}以来|一年来|同时|[^，,；;：:]{0,3}[在当][^，,；;：:]{2,40}[上中下里后前时际内间]"
    r"|(?:紧紧|紧密|紧扣|紧盯|着眼|立足|围绕|按照|根据|针对|面对|随着|为了?|通过|依托|借力|以|对于?|作为|自从?)[^，,；;：:]{2,})[，,；;：:]$"
)
# A clause whose predicate is still to come, though its subject may stand in it: 全市在市委领导下，街道以奋进的姿态，
_UNFINISHED = re.compile(
    r"(?:在[^，,；;：:]{2,40}(?:[上中下时]|之后|以来|期间)|作为[^，,；;：:]{2,}|以[^，,；;：:]{2,30}为[^，,；;：:]{1,8}|[以用][^，,；;：:]{1,30}的(?:姿态|精神|决心|勇气|状态|标准|力度|担当|作风|方式|办法|理念|要求|态度))[，,]$"
)
# A clause that announces what is said next, and says nothing itself: 泽连斯基8月1日在讲话中表示，
_ANNOUNCING = re.compile(
    r"(?:称|说|道|表示|表明|显示|指出|认为|强调|介绍|透露|坦言|宣布|获悉|了解到|预计|预测|告诉[^，,；;：:]{2,8})[，,：:]$"
)
# A clause that says when and nothing else: 7月21日下午，
_WHEN = re.compile(
    r"(?:(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:上午|下午|晚上?|凌晨|中午|傍晚)?|日前|近日|[昨今前]日|[昨今前]天|[去今前]年|会上|会后|会前|当天|随后)"
    "[，,]$"
)
_LEADING_UP = 24  # characters that such a clause may cost beyond the length wished for
_SHORTEST = 4
# 本报讯（记者 李明）, 新华社北京3月5日电（记者 李明）: who reports and when, seldom what was asked.
_REPORTER = r"[（(][^）)\n]{2,24}[）)]"
_DATELINE = re.compile(
    rf"(?:[^，。,（(\n]{{0,14}}\d{{1,2}}日[电讯]\s?(?:{_REPORTER})?|[^，。,（(\n]{{0,6}}[讯电]\s?{_REPORTER})\s?"
)
# One of several cases: 已满10年不满20年的，年休假10天.
_CASE = re.compile(r"\s*[^，,；;：:]{2,30}(?:的|者|时)[，,]")
_MARK_AT_END = re.compile(r"[，,；;：:、|\s]+$")


CLAUSE_FEATURES = (
    "fit",  # best fit of a thing of the kind asked for
    "bound_fit",  # the same, where a number, date or person is asked for
    "share",  # share of the question's weight in the clause
    "before",  # in the clause before
    "after",  # in the clause behind
    "both",  # fit times share
    "length",  # up to 40 characters
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a sentence, in offsets of its passage."""

    start: int
    end: int
    terms: frozenset[str]
    fit: float


def trim(candidate: Candidate, reading: Reading, weights: Sequence[float], *, wish: int = 72, most: int = 118) -> Span:
    """Return the stretch of a candidate sentence that answers, in offsets of its passage.

    A sentence within the wish stays whole. Otherwise the clauses that hold what is asked for are kept,
    then those beside them that repeat more of the question, as long as the wish lasts.

    Args:
        candidate: The sentence.
        reading: The question.
        weights: One for each of ``CLAUSE_FEATURES``.
        wish: Length in characters to stay within where that costs nothing.
        most: Length never exceeded, unless a single clause does.
    """
    text = candidate.evidence.chunk.text
    if not {"person", "date"} & set(reading.asked.kinds) and (
        dateline := _DATELINE.match(text, candidate.start, candidate.end - _SHORTEST)
    ):
        candidate = replace(candidate, start=dateline.end())
    if candidate.end - candidate.start <= wish:
        return tidy(text, candidate.start, candidate.end)
    parts = parted(candidate)
    held = _targets(parts, reading, weights, most)
    low, high = _said(text, parts, held, *_grow(parts, min(held), max(held), reading.terms, wish, most), most)
    return tidy(text, parts[low].start, parts[high].end)


def shorten(text: str, start: int, end: int, most: int) -> Span:
    """Return the first clauses of a stretch, within a length where the first clause allows it.

    A clause that only leads up to the next one (在全市大会上，李明强调，) does not stand alone: the next one joins it,
    or stands for it where both together are too long. Who reports from where is left out.
    """
    if dateline := _DATELINE.match(text, start, end - _SHORTEST):
        start = dateline.end()
    if end - start <= most:
        return tidy(text, start, end)
    spans = [(start + a, start + b) for a, b in clauses(text[start:end])]
    first = next((n for n, (a, b) in enumerate(spans) if not _leads_up(text, a, b)), 0)
    length = [end - spans[0][0] for _, end in spans]
    whole = [n for n in range(first, len(spans)) if n + 1 == len(spans) or not _goes_on(text, *spans[n])]
    last = max((n for n in whole if length[n] <= most), default=whole[0])
    if length[last] > 2 * most:
        last = max((n for n in range(first, len(spans)) if length[n] <= most), default=first)
    low = 0 if spans[last][1] - spans[0][0] <= most + _LEADING_UP else first
    return tidy(text, spans[low][0], spans[last][1])


def _leads_up(text: str, start: int, end: int) -> bool:
    """Whether a clause only says when, in what way or who says what the next one says."""
    if _ADVERBIAL.match(text, start, end) or _WHEN.match(text, start, end):
        return True
    return _ANNOUNCING.search(text, start, end) is not None


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a clause leaves its predicate, or what it announces, to the next one; 了 shows that it has its own."""
    if _UNFINISHED.search(text, start, end) or _ANNOUNCING.search(text, start, end):
        return True
    return _leads_up(text, start, end) and "了" not in text[start:end]


def around(text: str, start: int, end: int, place: Span, wish: int) -> Span:
    """Return the clauses of a stretch that hold a place, with those before it while the wish lasts."""
    spans = [(start + a, start + b) for a, b in clauses(text[start:end])]
    held = [n for n, (a, b) in enumerate(spans) if a < place[1] and place[0] < b]
    low, high = (held[0], held[-1]) if held else (0, len(spans) - 1)
    while low > 0 and spans[high][1] - spans[low - 1][0] <= wish:
        low -= 1
    return tidy(text, spans[low][0], spans[high][1])


def with_cases(text: str, start: int, end: int, most: int) -> Span:
    """Return a stretch with the other cases of its sentence, where it tells one of several and all fit.

    ；超过三次的，每次扣款100元: what is told of one case only is half of the answer.
    """
    low = max(text.rfind(mark, 0, start) for mark in "。！？!?\n") + 1
    high = min((at for mark in "。！？!?\n" if (at := text.find(mark, end - 1)) >= 0), default=len(text))
    low, high = tidy(text, low, min(high + 1, len(text)))
    cases = re.split("[；;]", text[low:high])
    if low > start or high - low > most or len(cases) < 2 or not any(map(_CASE.match, cases[1:])):
        return start, end
    return low, high


def tidy(text: str, start: int, end: int) -> Span:
    """Return a stretch without leading connectives and trailing commas; the same one where nothing else is left."""
    first, last = start, end
    while match := _LEADING.match(text, first, last):
        first = match.end()
    # 该总站 leans on the sentence before; 总站 stands alone.
    if text.startswith("该", first) and last - first > _SHORTEST:
        first += 1
    if match := _MARK_AT_END.search(text, first, last):
        last = match.start()
    if last - first < _SHORTEST or not balanced(text[first:last]):
        return start, end
    return first, last


def balanced(text: str) -> bool:
    """Return whether every quotation mark and bracket has its partner."""
    return all(text.count(pair[0]) == text.count(pair[1]) for pair in _PAIRS)


def parted(candidate: Candidate) -> list[Clause]:
    """Return the clauses of a sentence with the terms and mentions in each."""
    text = candidate.evidence.chunk.text
    found = []
    for a, b in clauses(text[candidate.start : candidate.end]):
        start, end = candidate.start + a, candidate.start + b
        own = frozenset(t for at, t in candidate.terms if start <= at < end)
        fit = max((m.fit for m in candidate.mentions if start <= m.start and m.end <= end), default=0.0)
        found.append(Clause(start, end, own, fit))
    return found


def clause_features(parts: Sequence[Clause], reading: Reading) -> list[tuple[float, ...]]:
    """Return the values of ``CLAUSE_FEATURES`` for each clause of a sentence."""
    shares = [0.0, *(reading.terms.share(part.terms) for part in parts), 0.0]
    bound = float(kind_group(reading.asked) != "other")
    return [
        (
            part.fit,
            part.fit * bound,
            shares[i],
            shares[i - 1],
            shares[i + 1],
            part.fit * shares[i],
            min(1.0, (part.end - part.start) / 40),
        )
        for i, part in enumerate(parts, start=1)
    ]


def _targets(parts: Sequence[Clause], reading: Reading, weights: Sequence[float], most: int) -> list[int]:
    """Return the clauses that most likely hold what is asked for, as many as are asked where they fit."""
    scores = [sum(w * v for w, v in zip(weights, row, strict=True)) for row in clause_features(parts, reading)]
    order = sorted(range(len(parts)), key=lambda i: (-scores[i], i))
    held = order[:1]
    for i in order[1 : reading.asked.slots]:
        if scores[i] > 0.6 * scores[held[0]] and parts[max(*held, i)].end - parts[min(*held, i)].start <= most:
            held.append(i)
    return held


def _said(text: str, parts: Sequence[Clause], held: Sequence[int], low: int, high: int, most: int) -> tuple[int, int]:
    """Return a run of clauses that does not end in one that only announces what is said next.

    What is said joins it, and clauses before what was asked make room; where both are too long, the announcing clause
    goes unless it is what was asked.
    """
    while high + 1 < len(parts) and _ANNOUNCING.search(text, parts[high].start, parts[high].end):
        end = parts[high + 1].end
        first = next((n for n in range(low, min(held) + 1) if end - parts[n].start <= most), None)
        if first is None and high > max(held):
            return low, high - 1
        low, high = min(held) if first is None else first, high + 1
    return low, high


def _grow(parts: Sequence[Clause], low: int, high: int, terms: Terms, wish: int, most: int) -> tuple[int, int]:
    """Return a run of clauses widened by those that repeat more of the question or that it leans on."""
    covered = set().union(*(p.terms for p in parts[low : high + 1]))
    while True:
        options = []
        for i, lo, hi in ((low - 1, low - 1, high), (high + 1, low, high + 1)):
            if not 0 <= i < len(parts):
                continue
            size = parts[hi].end - parts[lo].start
            gain = terms.share(parts[i].terms - covered) + 0.2 * parts[i].fit + (0.03 if i < low else 0.0)
            if size <= wish or (gain > 0.15 and size <= most):
                options.append((gain, lo, hi))
        if not options:
            return low, high
        _, low, high = max(options)
        covered |= parts[low].terms | parts[high].terms
