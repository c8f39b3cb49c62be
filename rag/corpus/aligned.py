"""A document's paragraphs beside the source they were made of: what repair joined, closed up, left out and moved.

All of it follows from the offset map: what lies between two neighbouring runs of a paragraph was taken out.
Knows nothing of how repair decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.records import Change, Document, Dropped, Row, Span, Stretch

_LINE_END = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")
_BLANK_OR_NOT = re.compile(r"\s+|\S+")


def aligned(document: Document) -> tuple[Row, ...]:
    """Return every paragraph beside its source, and what was left out beside nothing, in the order of reading.

    What was left out next to a paragraph on its own line (a mark, a bullet) stands in that paragraph's row; what was
    left out elsewhere (a running head) has a row of its own, behind the paragraph that is printed before it. White
    space between paragraphs stands nowhere. An empty document has no rows.
    """
    source = document.source.text
    kept = sorted((start, start + length) for _, start, length in document.offsets.runs)
    starts = [start for start, _ in kept]
    rows: list[Row] = []
    for number, article in enumerate(document.articles):
        for paragraph in article.paragraphs:
            pieces = document.offsets.pieces(paragraph.start, paragraph.end)
            if not pieces:
                continue
            stretches = list(_stretches(source, pieces, document.dropped, starts))
            stretches = _margins(source, stretches, document.dropped)
            rows.append(Row(number, paragraph, tuple(stretches)))
    in_place = _rising([row.hull[0] for row in rows])
    rows = [replace(row, displaced=i not in in_place) for i, row in enumerate(rows)]
    return _with_loose(rows, document.dropped)


def counted(rows: Sequence[Row]) -> dict[Change, int]:
    """Return how many places were joined, closed up, dropped and moved; a row that was displaced counts as moved."""
    found = Counter(s.change for row in rows for s in row.source if s.change not in ("", "moved"))
    found["moved"] = sum(row.displaced for row in rows)
    return {change: found[change] for change in ("joined", "closed", "dropped", "moved")}


def _rising(values: Sequence[int]) -> set[int]:
    """Return the positions of a longest rising subsequence (patience sorting, O(n log n))."""
    tails: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        at = bisect_left(tails, value, key=lambda j: values[j])
        before.append(tails[at - 1] if at else -1)
        tails[at : at + 1] = [i]
    found: set[int] = set()
    i = tails[-1] if tails else -1
    while i >= 0:
        found.add(i)
        i = before[i]
    return found


def _stretches(
    source: str, pieces: Sequence[Span], dropped: Sequence[Dropped], starts: Sequence[int]
) -> Iterator[Stretch]:
    """Yield the kept pieces of a paragraph and what lies between them."""
    before: int | None = None
    for start, end in pieces:
        if before is not None and before != start:
            yield from _between(source, before, start, dropped, starts)
        yield Stretch(start, end)
        before = end


def _between(source: str, start: int, end: int, dropped: Sequence[Dropped], starts: Sequence[int]) -> Iterator[Stretch]:
    """Yield what became of the source between two pieces that follow one another in the paragraph."""
    if end < start or bisect_left(starts, end) > bisect_left(starts, start):
        # It goes on in another place: in the next column, behind a headline that belongs elsewhere.
        yield Stretch(start, max(start, end), "moved")
        return
    for part in _BLANK_OR_NOT.finditer(source, start, end):
        if not part[0].isspace():
            yield Stretch(part.start(), part.end(), "dropped", _why(part.start(), dropped))
        else:
            yield Stretch(part.start(), part.end(), "joined" if _LINE_END.search(part[0]) else "closed")


def _why(at: int, dropped: Sequence[Dropped]) -> str:
    """Return the reason for which the character at a source offset was left out."""
    i = bisect_right(dropped, at, key=lambda d: d.start) - 1
    return dropped[i].why if i >= 0 and at < dropped[i].end else ""


def _margins(source: str, stretches: list[Stretch], dropped: Sequence[Dropped]) -> list[Stretch]:
    """Return the stretches with what was left out before and behind them on the same line."""
    low, high = stretches[0].start, stretches[-1].end
    before: list[Stretch] = []
    i = bisect_left(dropped, low, key=lambda d: d.start)
    while i and _same_line(source, dropped[i - 1].end, low):
        i -= 1
        before.insert(0, Stretch(dropped[i].start, low, "dropped", dropped[i].why))
        low = dropped[i].start
    behind: list[Stretch] = []
    i = bisect_left(dropped, high, key=lambda d: d.start)
    while i < len(dropped) and _same_line(source, high, dropped[i].start):
        behind.append(Stretch(high, dropped[i].end, "dropped", dropped[i].why))
        high = dropped[i].end
        i += 1
    return [*before, *stretches, *behind]


def _same_line(source: str, start: int, end: int) -> bool:
    """Whether nothing but white space of one line lies between two offsets."""
    between = source[start:end]
    return start <= end and not between.strip() and not _LINE_END.search(between)


def _with_loose(rows: Sequence[Row], dropped: Sequence[Dropped]) -> tuple[Row, ...]:
    """Return the rows, and behind the row printed last before it what was left out and stands in none of them."""
    printed = sorted((s.start, s.end, i) for i, row in enumerate(rows) for s in row.source if s.change != "moved")
    behind: dict[int, list[Row]] = {}
    for left_out in dropped:
        at = bisect_right(printed, left_out.start, key=lambda stretch: stretch[0]) - 1
        if at >= 0 and left_out.start < printed[at][1]:
            continue
        after = printed[at][2] if at >= 0 else -1
        article = rows[after].article if after >= 0 else 0
        stretch = Stretch(left_out.start, left_out.end, "dropped", left_out.why)
        behind.setdefault(after, []).append(Row(article, None, (stretch,)))
    found = behind.get(-1, [])
    for i, row in enumerate(rows):
        found += [row, *behind.get(i, ())]
    return tuple(found)
