"""Lines of two columns that an extraction put down in turns: suspected, and told; nobody can undo that for certain.

Where columns are whole, a line's last character goes on in the next line; where they were interleaved it goes on in
the line after that. Which two characters follow each other is what the tables of ``models/repair`` know.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from rag.corpus.bounds import pairs
from rag.corpus.features import PAIRS, pair_key
from rag.corpus.signs import codes_of
from rag.records import Span

Ints = npt.NDArray[np.int64]

# Lines that show it together, and by how much the line after the next has to fit better on average, in natural
# logarithms. Of 387 pages of two whole columns none was suspected, of the same ones interleaved all.
_LINES = 12
_BETTER = 1.2
_WIDEST = 46
_SHORTEST = 5
# Behind and before these a line end tells nothing: a sentence or clause is over.
_CLOSED = np.frombuffer("。！？；：，、”）!?;:,)》".encode("utf-32-le"), np.uint32)


def interleaved(text: str) -> tuple[Span, ...]:
    """Return the stretches of a source text whose lines seem to be those of two columns in turns, in order.

    Linear in the length of the text; a text of fewer than fourteen lines has none.
    """
    codes = codes_of(text)
    first, last = _line_bounds(codes)
    if len(first) < _LINES + 2:
        return ()
    size = last - first + 1
    end, begin = codes[last], codes[first]
    goes_on = ~np.isin(end[:-2], _CLOSED) & ~np.isin(begin[1:-1], _CLOSED)
    told = (size[:-2] >= _SHORTEST) & (size[:-2] <= _WIDEST) & goes_on
    at = np.flatnonzero(told)
    if len(at) < _LINES:
        return ()
    follow = pairs().follow
    gain = follow[pair_key(end[at], begin[at + 2], PAIRS)].astype(np.float64)
    gain -= follow[pair_key(end[at], begin[at + 1], PAIRS)]
    sums = np.cumsum(np.append(0.0, gain / 16))
    bad = np.flatnonzero(sums[_LINES:] - sums[:-_LINES] > _BETTER * _LINES)
    found: list[Span] = []
    for window in bad.tolist():
        start, stop = int(first[at[window]]), int(last[at[window + _LINES - 1] + 2]) + 1
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return tuple(found)


def _line_bounds(codes: npt.NDArray[np.uint32]) -> tuple[Ints, Ints]:
    """Return where the first and the last character of each line stand that is not blank."""
    ends = (codes == 0x0A) | (codes == 0x0D) | (codes == 0x0C)
    blank = ends | (codes == 0x20) | (codes == 0x09) | (codes == 0x3000) | (codes == 0xA0)
    solid = np.flatnonzero(~blank)
    if not len(solid):
        return solid, solid
    line = np.cumsum(ends)[solid]
    turns = np.flatnonzero(np.diff(line))
    return solid[np.append(0, turns + 1)], solid[np.append(turns, len(solid) - 1)]


def warning(text: str) -> str:
    """Return what a reader of a source text should be told of interleaved columns, in Chinese; ``""`` for nothing."""
    found = interleaved(text)
    if not found:
        return ""
    start, end = found[0]
    lines = f"第 {text.count(chr(10), 0, start) + 1}–{text.count(chr(10), 0, end) + 1} 行"
    more = f"等 {len(found)} 处" if len(found) > 1 else ""
    return f"{lines}{more}疑为两栏文字逐行交错，修复后的文字可能不通顺；请对照原文，或换一种方式重新提取。"
