"""Ordinals that count through what is enumerated: 一是…二是…, 第一，, 一、, （一）, 1., （1）, ①, 其一，.

Each shape is a family: an enumeration goes on in its own family only. Reads text; knows no lines, levels or passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rag.text.numbers import numeral

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HAN = "[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]"
_SHAPES = (
    rf"(?P<n>{_HAN})[是要]",
    rf"第(?P<n>{_HAN})[，,、：:]",
    rf"(?P<n>{_HAN})、",
    rf"[（(](?P<n>{_HAN})[）)]",
    r"(?P<n>\d{1,2})[.、．](?!\d)",
    r"[（(](?P<n>\d{1,2})[）)]",
    rf"(?P<n>[{_CIRCLED}])",
    rf"其(?P<n>{_HAN})[，,：:是]",
)
# An ordinal opens a clause; 、 opens none, since 一、二、三 are then no three items.
_FAMILIES = tuple(re.compile(rf"(?:^|(?<=[\s。！？!?；;：:，,”]))\s*{shape}") for shape in _SHAPES)

FAMILIES = range(len(_FAMILIES))
CLAUSES = 0  # the family of 一是 and 一要, which counts through clauses and never heads a section
OUTERMOST_FIRST = (1, 2, 4, 3, 0, 5, 6, 7)  # families, from the headings of a speech to the points of a paragraph


_SECTION = re.compile(rf"第(?P<n>{_HAN}|\d{{1,2}})个?大?(?:部分|方面)")


class Ordinal(NamedTuple):
    """An ordinal: its value, and its place in code points, white space before it included."""

    value: int
    start: int
    end: int


def ordinals(text: str, family: int) -> Iterator[Ordinal]:
    """Yield the ordinals of one family in the order of a text.

    Args:
        text: Any text.
        family: One of ``FAMILIES``.

    >>> [o.value for o in ordinals("要抓落实。十一、督查；十二、通报", 2)]
    [11, 12]
    """
    for match in _FAMILIES[family].finditer(text):
        yield Ordinal(_value(match["n"]), match.start(), match.end())


def opening_ordinal(text: str) -> tuple[int, Ordinal] | None:
    """Return the family and the ordinal that a text opens with, white space aside; None where it opens with none.

    >>> opening_ordinal("（三）通报")
    (3, Ordinal(value=3, start=0, end=3))
    """
    for family, pattern in enumerate(_FAMILIES):
        if found := pattern.match(text):
            return family, Ordinal(_value(found["n"]), found.start(), found.end())
    return None


def section_asked(question: str) -> int:
    """Return the number of the section that a question names; 0 for none.

    >>> section_asked("讲话第六部分要求干部怎么做"), section_asked("第六届大会")
    (6, 0)
    """
    match = _SECTION.search(question)
    return int(numeral(match["n"]) or 0) if match else 0


def opens_section(text: str, number: int) -> bool:
    """Whether a text opens with the ordinal of a section: 六、 or 第六， for 6; clauses (六是) head none."""
    opened = opening_ordinal(text)
    return opened is not None and opened[0] != CLAUSES and opened[1].value == number


def _value(numerals: str) -> int:
    """Return the number that the numerals of a family stand for."""
    return _CIRCLED.find(numerals) + 1 or int(numeral(numerals) or 0)
