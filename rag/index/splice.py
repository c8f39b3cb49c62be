"""How the chunks of a generation follow from those of the one before, so that what is kept of them is copied in runs.

Both stand in the order of their ids, and so do those that both have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from rag.index.ids import rows_of

T = TypeVar("T", bound=np.generic)
# Rows that are copied at once.
_RUN = 8192


@dataclass(frozen=True, slots=True)
class Splice:
    """Which chunks went and which came.

    Attributes:
        gone: Their places before, rising.
        came: Their places now, rising.
        before: How many there were.
    """

    gone: tuple[int, ...]
    came: tuple[int, ...]
    before: int

    @property
    def size(self) -> int:
        """How many there are now."""
        return self.before - len(self.gone) + len(self.came)

    def runs(self) -> Iterator[tuple[int, int] | None]:
        """Yield in order where chunks that both have stood before, first and end; None for each that came.

        >>> list(Splice(gone=(1,), came=(0, 2), before=4).runs())
        [None, (0, 1), None, (2, 4)]
        """
        at = row = 0
        gone = iter((*self.gone, self.before))
        following = next(gone)
        for came in (*self.came, self.size):
            while row < came:
                if at == following:
                    at, following = at + 1, next(gone)
                    continue
                end = min(following, at + came - row, at + _RUN)
                yield at, end
                row, at = row + end - at, end
            if came < self.size:
                yield None
                row += 1

    def spliced(self, before: npt.NDArray[T], came: Iterable[npt.NDArray[T]]) -> Iterator[npt.NDArray[T]]:
        """Yield the rows of now, some together.

        Args:
            before: A row for each chunk before.
            came: The rows of those that came, some together, in their order.
        """
        rows = (row[None] for some in came for row in some)
        for run in self.runs():
            yield next(rows) if run is None else before[run[0] : run[1]]


def between(before: Sequence[str], now: Sequence[str], kept: Set[str]) -> Splice:
    """Return how ids in order follow from others in order; ``kept`` are those that both have and are as they were."""
    gone, came = (sorted(frozenset(ids).difference(kept)) for ids in (before, now))
    return Splice(tuple(rows_of(before, gone)), tuple(rows_of(now, came)), len(before))
