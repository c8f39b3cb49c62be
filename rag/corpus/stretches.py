"""Stretches of lines put together to paragraphs, all of a text at once, every character with its source offset.

Knows where stretches begin and end; which ones make a paragraph is ``repair``'s business.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.corpus.lines import Lines
from rag.corpus.signs import Bools, Int32s, Ints

_AT_ONCE = 1 << 14  # Stretches that are put together at once, so that memory stays bounded.


@dataclass(frozen=True, slots=True)
class Stretches:
    """Stretches of the text of some lines, by the paragraph that they make; none is empty.

    Attributes:
        start: Where they begin.
        end: Where they end.
        part: The number of the paragraph, from 0 on without a gap.
        spaced: Whether a space stands before one; never before the first of a paragraph.
    """

    start: Ints
    end: Ints
    part: Ints
    spaced: Bools

    @property
    def heads(self) -> Ints:
        """Which of them are the first of their paragraph."""
        return np.flatnonzero(np.diff(self.part, prepend=-1))

    @property
    def moved(self) -> Ints:
        """By how much the characters of each are moved in the text of its paragraph."""
        size = self.end - self.start
        before = np.cumsum(size + self.spaced) - size
        heads = self.heads
        return np.asarray(before - np.repeat(before[heads], np.diff(heads, append=len(size))) - self.start)

    def some(self, low: int, high: int) -> Stretches:
        """Return those from one to another, whole paragraphs; these are numbered from 0 on."""
        part = self.part[low:high] - self.part[low]
        return Stretches(self.start[low:high], self.end[low:high], part, self.spaced[low:high])

    def text(self, found: Lines, part: int) -> str:
        """Return the text of a paragraph."""
        low, high = np.searchsorted(self.part, [part, part + 1]).tolist()
        bounds = zip(
            self.start[low:high].tolist(), self.end[low:high].tolist(), self.spaced[low:high].tolist(), strict=True
        )
        return "".join([" " * spaced + found.text[start:end] for start, end, spaced in bounds])

    def around(self, places: Ints) -> Ints:
        """Return in which of them some places stand."""
        order = np.argsort(self.start)
        return np.asarray(order[np.searchsorted(self.start[order], places, "right") - 1])

    def without(self, places: Ints) -> Stretches:
        """Return the stretches without the characters at some places, each inside of one."""
        of = np.append(np.arange(len(self.start)), self.around(places))
        start, end = np.append(self.start, places + 1), np.append(self.end, places)
        end = end[np.lexsort((end, of))]
        order = np.lexsort((start, of))
        of, start = of[order], start[order]
        spaced = self.spaced[of] & (np.diff(of, prepend=-1) > 0)
        some = (start < end) | spaced
        return Stretches(start[some], end[some], self.part[of[some]], spaced[some])


def texts(found: Lines, of: Stretches) -> tuple[list[str], list[Int32s]]:
    """Return the paragraphs that stretches of some lines make: their texts and, as rows, their runs."""
    whole: list[str] = []
    rows: list[Int32s] = []
    bounds = np.append(of.heads, len(of.start))
    low = 0
    while low < len(bounds) - 1:
        high = max(low + 1, int(np.searchsorted(bounds, bounds[low] + _AT_ONCE, "right")) - 1)
        made, runs = _texts(found, of.some(int(bounds[low]), int(bounds[high])))
        whole += made
        rows += runs
        low = high
    return whole, rows


def _texts(found: Lines, of: Stretches) -> tuple[list[str], list[Int32s]]:
    """Return the paragraphs of some stretches, as ``texts`` does."""
    cut = found.runs.cut(of.start, of.end)
    kept = cut.origin >= 0
    clean = cut.at + np.repeat(of.moved, cut.count)
    runs = np.stack([clean, cut.origin, cut.size], axis=1, dtype=np.int32, casting="same_kind")[kept]
    heads = of.heads
    first = (np.cumsum(cut.count) - cut.count)[heads]
    held = np.append(0, np.cumsum(kept))[np.append(first, len(kept))].tolist()
    text = found.text
    pieces = [text[a:b] for a, b in zip(of.start.tolist(), of.end.tolist(), strict=True)]
    for n in np.flatnonzero(of.spaced).tolist():
        pieces[n] = " " + pieces[n]
    bounds = [*heads.tolist(), len(pieces)]
    whole = [pieces[a] if b == a + 1 else "".join(pieces[a:b]) for a, b in zip(bounds, bounds[1:], strict=False)]
    return whole, [runs[a:b] for a, b in zip(held, held[1:], strict=False)]
