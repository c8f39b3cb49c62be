"""The years of many passages at once: the places where one may be named are found in all of them together.

What a place says is ``text.years``' business. Knows passages as texts, and no document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from rag.corpus.codes import CodeTable
from rag.corpus.signs import Bools, Codes, Ints, codes_of, text_of
from rag.records import SpokenYears
from rag.text.fold import fold
from rag.text.numbers import DATE_CHARS, DateMention, year_dates_in
from rag.text.years import said_years, spoken_years, this_year

_AT_ONCE = 1 << 17  # Characters of passages that are looked at together, so that memory stays bounded.
_INSIDE, _YEAR, _MONTH, _FRONT, _POINT, _DIGIT = (1 << n for n in range(6))
_REACH = 5  # From 前 to 月 in 前十二个月.
_BREAK, _NOTHING = ord("\n"), 0


def _kind(char: str) -> int:
    """Return what a folded character may be in a date."""
    kind = _INSIDE * (char in DATE_CHARS or char.isspace()) * (char != "\n")
    kind |= _YEAR * (char in "年季") | _MONTH * (char == "月") | _FRONT * (char == "前") | _POINT * (char in "-/.")
    return kind | (_INSIDE | _DIGIT) * char.isdigit()


_FOLDED = CodeTable(lambda char: ord(fold(char)))
_KINDS = CodeTable(lambda char: _kind(fold(char)))


def spoken(texts: Sequence[str], told: Sequence[tuple[str, str]]) -> list[tuple[SpokenYears, ...]]:
    """Return for each of some texts what ``spoken_years`` tells of it.

    Args:
        texts: The passages.
        told: Date and headline of the article of each.
    """
    found: list[tuple[SpokenYears, ...]] = []
    sizes = np.cumsum([0, *map(len, texts)])
    while len(found) < len(texts):
        low = len(found)
        high = max(low + 1, int(np.searchsorted(sizes, sizes[low] + _AT_ONCE, "right")) - 1)
        found += _spoken(texts[low:high], told[low:high])
    return found


def _spoken(texts: Sequence[str], told: Sequence[tuple[str, str]]) -> Iterator[tuple[SpokenYears, ...]]:
    """Yield the years of some texts, which are put one behind the other with a line break between."""
    whole = "\n".join(texts)
    mentions = _mentions(whole)
    n = start = 0
    for text, (date, headline) in zip(texts, told, strict=True):
        first, end = n, start + len(text)
        while n < len(mentions) and mentions[n].start < end:
            n += 1
        if first == n:
            yield ()
        elif (said := said_years(text, start, mentions[first:n], date, headline)) is not None:
            yield said
        else:
            yield spoken_years(text, date, headline)
        start = end + 1


def _mentions(whole: str) -> list[DateMention]:
    """Return the dates of a text that may name a year, in order, each on one line.

    Dates are looked for in the runs of characters that dates are made of, where such a run may name a year: a date
    cannot begin before its run, nor end behind it.
    """
    codes = codes_of(whole)
    begins, ends = _runs(_KINDS.of(codes))
    if not len(begins):
        return []
    folded = text_of(np.where(codes == _BREAK, np.uint32(_NOTHING), _FOLDED.of(codes)))
    found: list[DateMention] = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        found += year_dates_in(folded, whole, begin, end)
    if "本年" in whole:
        found += this_year(whole)
        found.sort(key=lambda mention: mention.start)
    return found


def _runs(kinds: Codes) -> tuple[Ints, Ints]:
    """Return where the runs begin and end that may name a year: with 年 or 季, 前…月, or a day in figures."""
    named = (kinds & _YEAR) != 0
    months = np.flatnonzero(kinds & _MONTH)
    named[months[_near(kinds, months)]] = True
    points = np.flatnonzero(kinds & _POINT)
    figures = np.ones(len(points), np.bool_)
    for step in range(1, 5):
        figures &= (points >= step) & ((kinds[np.maximum(points - step, 0)] & _DIGIT) != 0)
    named[points[figures]] = True
    inside = np.zeros(len(kinds) + 2, np.bool_)
    inside[1:-1] = (kinds & _INSIDE) != 0
    edges = np.flatnonzero(inside[1:] != inside[:-1])
    run = np.searchsorted(edges, np.flatnonzero(named), "right")
    run = run[np.diff(run, prepend=-1) > 0]
    return edges[run - 1], edges[run]


def _near(kinds: Codes, months: Ints) -> Bools:
    """Return before which months stands a 前 that may open 前三个月."""
    near = np.zeros(len(months), np.bool_)
    for step in range(2, _REACH + 1):
        near |= (months >= step) & ((kinds[np.maximum(months - step, 0)] & _FRONT) != 0)
    return near
