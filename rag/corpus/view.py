"""Lines seen with what many questions ask of each: its width, its first and last characters, the columns around it.

Knows shapes of print; nothing of models.
"""

from __future__ import annotations

from copy import copy

import numpy as np
import numpy.typing as npt

from rag.corpus.lines import Lines
from rag.corpus.runs import ranges
from rag.corpus.signs import (
    CLOSER,
    COLON,
    END,
    ENDS_NOT,
    LATIN,
    SLIM,
    STARTS_NOT,
    WIDE,
    Bools,
    Codes,
    Flags,
    Floats,
    Ints,
    flags_of,
)

WIDEST = 46.0
_NEAR = 8
_FAR = 24
_HEAD = 5  # So many characters at the start of a line are looked at.
_BLANK = np.uint32(0x20)


class View:
    """Lines, at least one, with what many features ask for.

    Attributes:
        lines: The lines.
        codes: The code points of the text.
        start: Where a line begins in these.
        last: Where its last character stands.
        size: Its length.
        wide: How wide it prints, in full-width characters.
        slim: The same where marks take half of one.
        shifted: Both with a part of the indent, of shape ``(2, lines)``.
        reach: Of these, and behind them of ``wide``, the columns that ``_reach`` tells.
        first_unit: The width of what stands together at its start, a character with its marks or a word: in the first
            row as ``wide`` counts it, in the second as ``slim`` does.
        colon: Where the first colon stands in it, -1 where none does.
    """

    def __init__(self, found: Lines) -> None:
        self.lines = found
        self.codes: Codes = found.codes
        self.start: Ints = found.start
        self.last: Ints = found.end - 1
        self.size: Ints = found.end - found.start
        self.wide: Floats = np.asarray((self.size + found.count(WIDE)) / 2, np.float32)
        self.slim: Floats = np.asarray(self.wide - self.count(SLIM) / 2, np.float32)
        both = np.stack([self.wide, self.slim])
        self.shifted: Floats = np.asarray(both + np.clip(found.indent, 0, 4) / 2, np.float32)
        self.reach = _reach(np.concatenate([self.shifted, both[:1]]))
        at = np.minimum(self.start + np.arange(_HEAD)[:, None], self.last)
        there = np.arange(_HEAD)[:, None] < self.size
        self._head: Codes = np.where(there, self.codes[at], _BLANK)
        self._head_flags: Flags = np.where(there, flags_of(self._head), np.uint32(0))
        self._last_flags: Flags = flags_of(self.codes[self.last])
        self.first_unit: Floats = self._first_unit()
        self.colon: Ints = self._first_colon()

    def part(self, low: int, high: int) -> View:
        """Return the view of some lines that follow each other; what it tells of their neighbours it knows of all."""
        part = copy(self)
        part.lines = self.lines.part(low, high)
        for name in ("start", "last", "size", "wide", "slim", "colon", "_last_flags"):
            setattr(part, name, getattr(self, name)[low:high])
        for name in ("shifted", "reach", "_head", "_head_flags", "first_unit"):
            setattr(part, name, getattr(self, name)[..., low:high])
        return part

    def has(self, at: Ints, flag: np.uint32) -> Bools:
        """Return whether some characters carry a flag."""
        return self.lines.has(at, flag)

    def ends_in(self, flag: np.uint32) -> Bools:
        """Return whether the last character of each line carries a flag."""
        return np.asarray((self._last_flags & flag) != 0)

    def stops(self) -> Bools:
        """Return whether each line ends in 。 or its like, or in one that a closing mark follows."""
        before = self.has(np.maximum(self.last - 1, 0), END)
        return np.asarray(self.ends_in(END) | (self.ends_in(CLOSER) & before))

    def nth(self, n: int) -> Codes:
        """Return the ``n``-th character of each line, a blank where it is shorter."""
        return np.asarray(self._head[n])

    def nth_has(self, n: int, flag: np.uint32) -> Bools:
        """Return whether the ``n``-th character of each line carries a flag."""
        return np.asarray((self._head_flags[n] & flag) != 0)

    def count(self, flag: np.uint32) -> Floats:
        """Return how many characters of each line carry a flag."""
        return self.lines.count(flag).astype(np.float32)

    def _first_unit(self) -> Floats:
        """Return the width of what stands together at the start of each line: a character with its marks, or a word."""
        opens = self.nth_has(0, ENDS_NOT)
        at = np.minimum(self.start + opens, self.last)
        width = np.where(opens, self._widths(self.start), 0)
        stop = at.copy()
        words = np.flatnonzero(self.has(at, LATIN))
        stop[words] = self._next(at[words], words, LATIN, carried=False)
        word = np.where(stop > at, 0.5 * (stop - at), self._widths(at))
        after = np.maximum(stop, at + 1)
        for _ in range(2):
            inside = np.minimum(after, self.last)
            held = (after <= self.last) & self.has(inside, STARTS_NOT)
            width += np.where(held, self._widths(inside), 0)
            after = after + held
        return np.asarray(width + word, np.float32)

    def _first_colon(self) -> Ints:
        """Return for each line where its first colon stands, -1 where it has none."""
        found = np.full(len(self.start), -1, np.int64)
        some = np.flatnonzero(self.lines.count(COLON))
        found[some] = self._next(self.start[some], some, COLON, carried=True) - self.start[some]
        return found

    def _next(self, at: Ints, lines: Ints, flag: np.uint32, *, carried: bool) -> Ints:
        """Return from some places in some lines on the first one that carries a flag, or does not; else the line's end.

        Args:
            at: The places, one a line, rising.
            lines: The lines.
            flag: The flag.
            carried: Whether it is carried.
        """
        inside, _ = ranges(at, self.last[lines] + 1)
        places = np.append(inside[self.has(inside, flag) == carried], len(self.codes))
        return np.asarray(np.minimum(places[np.searchsorted(places, at)], self.last[lines] + 1))

    def _widths(self, at: Ints) -> npt.NDArray[np.float64]:
        """Return how wide some characters print, counted in both ways."""
        full = np.where(self.has(at, WIDE), 1.0, 0.5)
        return np.stack([full, full - 0.5 * self.has(at, SLIM)])


def _reach(sizes: Floats) -> Floats:
    """Return the columns that lines around each line suggest: what the second widest reaches, or the widest nearly.

    Args:
        sizes: Widths, of shape ``(rows, lines)``.

    Returns:
        By the ``_NEAR`` lines up to the line itself, by as many from it on, and by the ``_FAR`` lines around it; of
        shape ``(3, rows, lines)``.
    """
    n = sizes.shape[1]
    half = _FAR // 2
    widest = np.pad(sizes, ((0, 0), (half, half)))
    second = np.zeros_like(widest)
    step = 1
    while step < _NEAR:  # The two widest of a window, put together from those of its halves.
        widest, second = _two_widest((widest[:, :-step], second[:, :-step]), (widest[:, step:], second[:, step:]))
        step *= 2
    near = [(widest[:, at : at + n], second[:, at : at + n]) for at in range(0, _FAR, _NEAR)]
    far = _two_widest(_two_widest(near[0], near[1]), near[2])
    back, ahead = ((widest[:, at : at + n], second[:, at : at + n]) for at in (half - _NEAR + 1, half))
    most, less = np.stack([back, ahead, far], axis=1)
    return np.asarray(np.where((most - less <= 1.0) | (less == 0), most, less), np.float32)


def _two_widest(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the widest and the second widest of two windows that share no line, given those of each."""
    (most, less), (more, fewer) = one, other
    return np.maximum(most, more), np.maximum(np.minimum(most, more), np.maximum(less, fewer))
