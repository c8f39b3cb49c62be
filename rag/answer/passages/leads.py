"""Lines of a passage that head what follows, such as 二、安装要求, 【禁忌】, 问：…？ or 有关事项如下：….

What such a line says holds for the sentences under it, and by itself it answers nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.records import Span

_DIGIT = "一二三四五六七八九十百"
# Outermost first; a line belongs to the first level that matches.
_NUMBERS = re.compile(
    rf"(第[{_DIGIT}\d]+(?:部分|[编章篇]))\s*"
    rf"|(第[{_DIGIT}\d]+节)\s*"
    rf"|([{_DIGIT}]+[、.．])\s*"
    rf"|([（(][{_DIGIT}]+[）)])\s*"
    r"|(\d{1,2}(?:[、．]|\.(?!\d)|\s(?=[\u4e00-\u9fff])))\s*"
    r"|(\d{1,2}(?:\.\d{1,2})+|[（(]\d{1,2}[）)]|[①-⑳])\s*"
)
_BRACKETED = re.compile(r"【[^】\n]{1,16}】$")
_ASKS = re.compile(r"(?:问|q|Q|提问|记者)\s*[:：]")
_ANSWERS = re.compile(r"(?:答|a|A|回答|回复)\s*[:：]")
_SPEAKS = re.compile(r"[^，。！？；：,!?;]{1,40}：")  # who says a line of a talk, perhaps behind a date
_ENDS = "。！？；：!?;:"
_ASKED = "？?"
_SAYS = "，,；;：:、"  # a line with one of these is a sentence, or a label and its value
_LONGEST_HEADING = 30
_LONGEST_QUESTION = 60
_LONGEST_RUN_IN = 14
_PLAIN_HEADING = 16  # characters up to which a line without number or mark may be a heading
_LONGEST_FIGURE = 48
_FIGURE = re.compile(r"\d")
_QUESTION_LEVEL, _PLAIN_LEVEL, _BRACKET_LEVEL = -1, -1, 2


@dataclass(frozen=True, slots=True)
class Leads:
    """Which sentences of a passage head which.

    Attributes:
        leading: Indices of the sentences that head others and answer nothing by themselves.
        over: For each sentence the indices of those that head it, outermost first.
        begun: For each the index of the one with which its sentence begins, where semicolons part it: itself or less.
    """

    leading: frozenset[int]
    over: tuple[tuple[int, ...], ...]
    begun: tuple[int, ...]

    def helping(self, i: int) -> tuple[int, ...]:
        """Return the indices of the sentences whose words hold for a sentence as well."""
        return self.over[i] if self.begun[i] == i else (*self.over[i], self.begun[i])


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a passage: its sentences, and the level of its number, None where it has none."""

    text: str
    first: int
    last: int
    level: int | None
    body: str


def leads(text: str, spans: Sequence[Span]) -> Leads:
    r"""Return which sentences of a passage head which.

    Args:
        text: The passage; line breaks part paragraphs.
        spans: Places of its sentences, in order.

    >>> text = "二、保修\n保修三年。"
    >>> leads(text, [(0, 4), (5, 10)])
    Leads(leading=frozenset({0}), over=((), (0,)), begun=(0, 1))
    """
    lines = _lines(text, spans)
    leading: set[int] = set()
    over: list[tuple[int, ...]] = [()] * len(spans)
    open_: list[tuple[int, int]] = []
    announced: int | None = None  # a line such as 如下： heads the numbered lines behind it
    for n, line in enumerate(lines):
        below = lines[n + 1] if n + 1 < len(lines) else None
        level, run_in = _level(line, below), _runs_in(line, text, spans)
        if line.level is not None or level is not None:
            here = level if level is not None else line.level
            open_ = [(other, index) for other, index in open_ if here is not None and other < here]
        above = tuple(index for _, index in open_)
        if announced is not None and (line.level is not None or lines[n - 1].last == announced):
            above = (announced, *above)
        elif line.level is None:
            announced = None
        for index in range(line.first, line.last + 1):
            over[index] = above if index == line.first or not run_in else (*above, line.first)
        if level is None and line.text[-1:] in _ASKED and _ASKS.match(line.text):
            leading.add(line.last)  # its answer stands in another passage
        if level is not None or run_in:
            leading.add(line.first)
            open_.append((level if level is not None else line.level or 0, line.first))
        if below and line.text[-1:] in "：:":
            leading.add(line.last)
            announced = line.last
    return Leads(frozenset(leading), tuple(over), _begun(text, spans))


def none_of(found: Leads) -> Leads:
    """Return that no sentence heads another, for as many sentences."""
    return Leads(frozenset(), ((),) * len(found.over), tuple(range(len(found.over))))


def _begun(text: str, spans: Sequence[Span]) -> tuple[int, ...]:
    """Return for each sentence the first of those that only semicolons part from it, where all tell figures.

    摄影大赛设一等奖1名；二等奖3名: the second is of the contest too. Clauses that each say their own are left apart.
    """
    found = list(range(len(spans)))
    first = 0
    for n, (_, end) in enumerate(spans):
        if text[end - 1] in "；;" and n + 1 < len(spans) and "\n" not in text[end : spans[n + 1][0]]:
            continue
        if all(b - a <= _LONGEST_FIGURE and _FIGURE.search(text, a, b) for a, b in spans[first : n + 1]):
            found[first : n + 1] = [first] * (n + 1 - first)
        first = n + 1
    return tuple(found)


def _lines(text: str, spans: Sequence[Span]) -> list[_Line]:
    """Return the lines that hold sentences."""
    found: list[_Line] = []
    first = 0
    for n, (_, end) in enumerate(spans):
        if n + 1 < len(spans) and "\n" not in text[end : spans[n + 1][0]]:
            continue
        line = text[spans[first][0] : end]
        number = _NUMBERS.match(line)
        level = number.lastindex - 1 if number and number.lastindex else None
        found.append(_Line(line, first, n, level, line[number.end() :] if number else line))
        first = n + 1
    return found


def _level(line: _Line, below: _Line | None) -> int | None:
    """Return the level on which a whole line heads what is below; None where it heads nothing."""
    if below is None or line.first != line.last:
        return None
    if line.text[-1:] in _ASKED:
        if _SPEAKS.match(line.text) and not _ASKS.match(line.text):
            return None
        asks = _ASKS.match(line.text) or _ANSWERS.match(below.text) or below.text[-1:] not in _ASKED
        return _QUESTION_LEVEL if asks and len(line.text) <= _LONGEST_QUESTION else None
    if _BRACKETED.match(line.text):
        return _BRACKET_LEVEL
    if len(line.text) > _LONGEST_HEADING or line.text[-1:] in _ENDS or any(mark in line.body for mark in _SAYS):
        return None
    if line.level is not None:
        return line.level if below.level is None or below.level > line.level else None
    prose = len(below.text) > len(line.text) and below.text[-1:] in _ENDS
    return _PLAIN_LEVEL if prose and line.first == 0 and len(line.text) <= _PLAIN_HEADING else None


def _runs_in(line: _Line, text: str, spans: Sequence[Span]) -> bool:
    """Whether a numbered paragraph opens with a heading of its own, as 一、放假时间。1月31日起放假。 does."""
    if line.level is None or line.first == line.last:
        return False
    start, end = spans[line.first]
    body = text[start + len(line.text) - len(line.body) : end].rstrip(_ENDS)
    return 0 < len(body) <= _LONGEST_RUN_IN and not any(c.isdigit() or c in _SAYS for c in body)
