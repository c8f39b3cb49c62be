"""Where the characters of a text stand in another one, as runs: most follow each other in both.

A text of a million characters has some ten thousand of them, so that they take little room. Knows numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.corpus.signs import Bools, Ints


@dataclass(frozen=True, slots=True)
class Pieces:
    """The runs of some stretches of a text, one behind the other.

    Attributes:
        count: How many each stretch has, at least one.
        at: Where they begin in the text.
        origin: Where they begin in the other one; -1 for a character that stands for nothing there.
        size: Their lengths.
    """

    count: Ints
    at: Ints
    origin: Ints
    size: Ints


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a text, in its order.

    Attributes:
        at: Where they begin in the text, the first at 0.
        origin: Where they begin in the other one; -1 for a character that stands for nothing there.
        size: Length of the text.
    """

    at: Ints
    origin: Ints
    size: int

    @property
    def ends(self) -> Ints:
        """Where they end in the text."""
        return np.append(self.at[1:], self.size)[: len(self.at)]

    def origins(self, places: Ints) -> Ints:
        """Return where some characters of the text stand in the other one, -1 for nowhere."""
        run = np.searchsorted(self.at, places, "right") - 1
        origin = self.origin[run]
        return np.where(origin < 0, -1, origin + places - self.at[run])

    def places(self, origins: Ints) -> Ints:
        """Return where some characters of the other text stand in this one; all do."""
        run = np.searchsorted(self.origin, origins, "right") - 1
        return np.asarray(self.at[run] + origins - self.origin[run])

    def cut(self, start: Ints, end: Ints) -> Pieces:
        """Return the runs of some stretches of the text, none of them empty."""
        low, high = np.searchsorted(self.at, start, "right") - 1, np.searchsorted(self.at, end)
        count = high - low
        run, _ = ranges(low, high)
        at = np.maximum(self.at[run], np.repeat(start, count))
        origin = self.origin[run]
        origin = np.where(origin < 0, -1, origin + at - self.at[run])
        return Pieces(count, at, origin, np.minimum(self.ends[run], np.repeat(end, count)) - at)

    def without(self, places: Ints) -> Runs:
        """Return the runs with some characters of the text standing for nothing in the other one."""
        if not len(places):
            return self
        at = np.unique(np.concatenate([self.at, places, places + 1]))
        at = at[at < self.size]
        origin = self.origins(at)
        origin[np.searchsorted(at, places)] = -1
        return Runs(at, origin, self.size)


def kept(held: Bools) -> Runs:
    """Return where the characters of a text that are held stand in it, once the others are taken out."""
    edges = np.flatnonzero(np.diff(held, prepend=False, append=False))
    low, high = edges[::2], edges[1::2]
    ends = np.cumsum(high - low)
    return Runs(ends - (high - low), low, int(ends[-1]) if len(ends) else 0)


def ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the numbers of some ranges one behind the other, and by how much each range was moved to the front."""
    sizes = high - low
    moved = low - (np.cumsum(sizes) - sizes)
    return np.arange(int(sizes.sum())) + np.repeat(moved, sizes), moved
