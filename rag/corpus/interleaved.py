"""Lines of two columns that an extraction put down in turns or side by side: suspected, and told; nobody can undo that.

Where columns are whole, a line's last character goes on in the next line; where they were interleaved it goes on in
the line after that, and where they stand side by side the left part of a line goes on in the left part of the next
one. Which two characters follow each other is what the tables of ``models/repair`` know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import numpy.typing as npt

from rag.corpus.bounds import pairs
from rag.corpus.follow import PAIRS, pair_key
from rag.corpus.runs import kept
from rag.corpus.signs import Codes, codes_of, width
from rag.records import Span

Ints = npt.NDArray[np.int64]

# Lines that show it together, and by how much the line after the next has to fit better on average, in natural
# logarithms. Of 387 pages of two whole columns none was suspected, of the same ones interleaved all.
_LINES = 10
_ROWS = 8
_AT_ONCE = 1 << 19  # Characters that are looked at together, with the rest of their line.
# Of two columns side by side: shares of lines, and how wide a part is long, in full-width characters.
_MOSTLY = 0.75
_HALF = 0.5
_SOME = 0.3
_LONG_PART = 7.0
_INDENTED = 2.5
_PROSE = re.compile("[，。；！？,;]")
_BETTER = 1.5
_WIDEST = 46
_SHORTEST = 5
_FULL = 0.8
_PARTED = re.compile(r"^[ \t\u3000]*([^\s][^\n]{1,60}?)[ \t\u3000]{2,}([^\s][^\n]{1,80}?)[ \t\r\u3000]*$", re.M)
_MOST_BETWEEN = 4
_ENDS = "。！？；：，、”）!?;:,)》"
# Behind and before these a line end tells nothing: a sentence or clause is over.
_CLOSED = np.frombuffer("。！？；：，、”）!?;:,)》".encode("utf-32-le"), np.uint32)


def interleaved(text: str) -> tuple[Span, ...]:
    """Return the stretches of a source text whose lines seem to be those of two columns in turns, in order.

    Linear in the length of the text; a text of fewer than fourteen lines has none.
    """
    found = [_lines(text, low, high) for low, high in _windows(text)]
    first, last, indent, begin, end = map(np.concatenate, zip(*found, strict=True))
    if len(first) < _LINES + 2:
        return ()
    size = last - first + 1
    goes_on = ~np.isin(end[:-2], _CLOSED) & ~np.isin(begin[1:-1], _CLOSED)
    goes_on &= (indent[1:-1] <= indent[:-2]) & (indent[2:] <= indent[:-2])  # No paragraph begins.
    goes_on &= size[:-2] >= _FULL * np.maximum(size[1:-1], size[2:])  # Nor ended one short of its column.
    told = (size[:-2] >= _SHORTEST) & (size[:-2] <= _WIDEST) & goes_on
    at = np.flatnonzero(told)
    if len(at) < _LINES:
        return ()
    gain = _follow(end[at], begin[at + 2]) - _follow(end[at], begin[at + 1])
    return _stretches(gain, first[at], last[at + 2] + 1, _LINES)


def side_by_side(text: str) -> tuple[Span, ...]:
    """Return the stretches of a source text whose lines seem to hold two columns side by side, in order.

    Wide blanks part them at one place, as they part the cells of a table; but both parts are long, many hold the marks
    of sentences, and many end inside one. Linear in the length of the text; eight such lines at least make a stretch.
    """
    rows = [_row(match) for at in _with_wide_blanks(text) if (match := _PARTED.match(text, at))]
    found: list[Span] = []
    at = 0
    while at < len(rows):
        stop = at + 1
        while stop < len(rows) and rows[stop].start - rows[stop - 1].end <= _MOST_BETWEEN:
            stop += 1
        found += _columns(rows[at:stop])
        at = stop
    return tuple(found)


def _with_wide_blanks(text: str) -> list[int]:
    """Return where the lines begin that hold a blank of two characters behind others."""
    return [low + at for low, high in _windows(text) for at in _widely_blank(codes_of(text[low:high]))]


def _widely_blank(codes: Codes) -> list[int]:
    """Return the same of some lines by their code points."""
    blank = (codes == 0x20) | (codes == 0x09) | (codes == 0x3000)
    wide = np.flatnonzero(blank[1:-1] & blank[2:] & ~blank[:-2] & (codes[:-2] != 0x0A))
    if not len(wide):
        return []
    starts = np.append(0, np.flatnonzero(codes == 0x0A) + 1)
    lines = starts[np.searchsorted(starts, wide, "right") - 1]
    return [int(at) for at in lines[np.append(True, lines[1:] != lines[:-1])]]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of two parts: where it stands, where its right part is printed, and what is seen of both."""

    start: int
    end: int
    column: float
    long: bool
    prose: tuple[bool, bool]
    open: bool


def _row(found: re.Match[str]) -> _Row:
    """Return what is seen of a line of two parts."""
    left, right = found[1], found[2]
    return _Row(
        found.start(),
        found.end(),
        width(found[0][: found.start(2) - found.start()]),
        min(width(left), width(right)) >= _LONG_PART,
        (_PROSE.search(left) is not None, _PROSE.search(right) is not None),
        left[-1] not in _ENDS,
    )


def _columns(rows: Sequence[_Row]) -> list[Span]:
    """Return the stretch from the first to the last of some lines, if they hold two columns."""
    if len(rows) < _ROWS:
        return []
    usual = median(row.column for row in rows)
    at = [row for row in rows if abs(row.column - usual) <= _INDENTED]
    share = 1 / len(rows)
    both = min(sum(row.prose[0] for row in rows), sum(row.prose[1] for row in rows))
    told = len(at) * share >= _MOSTLY and sum(row.long for row in rows) * share >= _HALF
    if told and both * share >= _SOME and sum(row.open for row in rows) * share >= _SOME:
        return [(rows[0].start, rows[-1].end)]
    return []


def _follow(first: Codes, second: Codes) -> npt.NDArray[np.float64]:
    """Return how much likelier than by chance characters follow each other, in natural logarithms."""
    return pairs().follow[pair_key(first, second, PAIRS)].astype(np.float64) / 16


def _stretches(gain: npt.NDArray[np.float64], starts: Ints, stops: Ints, lines: int) -> tuple[Span, ...]:
    """Return where so many lines that follow each other fit much better to other ones than to their neighbours."""
    sums = np.cumsum(np.append(0.0, gain))
    bad = np.flatnonzero(sums[lines:] - sums[:-lines] > _BETTER * lines)
    found: list[Span] = []
    for window in bad.tolist():
        start, stop = int(starts[window]), int(stops[window + lines - 1])
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return tuple(found)


def _windows(text: str) -> Iterator[Span]:
    """Yield whole lines of a text at a time, so that memory stays bounded; at least once."""
    low = 0
    while True:
        high = text.find("\n", low + _AT_ONCE) + 1 or len(text)
        yield low, high
        if high == len(text):
            return
        low = high


def _lines(text: str, low: int, high: int) -> tuple[Ints, Ints, Ints, Codes, Codes]:
    """Return of each line from one place to another where its first and last character stand, its indent, and both."""
    codes = codes_of(text[low:high])
    first, last, indent = _line_bounds(codes)
    return first + low, last + low, indent, codes[first], codes[last]


def _line_bounds(codes: Codes) -> tuple[Ints, Ints, Ints]:
    """Return where the first and the last character of each line stand that is not blank, and the blanks before it."""
    ends = (codes == 0x0A) | (codes == 0x0D) | (codes == 0x0C)
    solid = kept(~(ends | (codes == 0x20) | (codes == 0x09) | (codes == 0x3000) | (codes == 0xA0)))
    breaks = np.flatnonzero(ends)
    begin, size = solid.origin, solid.ends - solid.at
    of = np.concatenate([[0], np.searchsorted(begin, breaks), [len(begin)]])
    held = np.flatnonzero(of[1:] > of[:-1])
    first, last = begin[of[held]], of[held + 1] - 1
    return first, begin[last] + size[last] - 1, first - np.append(-1, breaks)[held] - 1


def warning(text: str) -> str:
    """Return what a reader of a source text should be told of interleaved columns, in Chinese; ``""`` for nothing."""
    found, how = side_by_side(text), "疑为左右两栏并排在一行"
    if not found:
        found, how = interleaved(text), "疑为两栏文字逐行交错"
    if not found:
        return ""
    start, end = found[0]
    lines = f"第 {text.count(chr(10), 0, start) + 1}–{text.count(chr(10), 0, end) + 1} 行"
    more = f"等 {len(found)} 处" if len(found) > 1 else ""
    return f"{lines}{more}{how}，修复后的文字可能不通顺；请对照原文，或换一种方式重新提取。"
