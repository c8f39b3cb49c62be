"""The distinct pieces of every passage, for late interaction: cut once, when the index is built.

A file of numbers: how many passages, where the pieces of each end, then the pieces, all little-endian. Mapped into
memory, so that only what is asked for is read. Knows pieces as numbers; nothing of what they stand for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.index.ids import rows_of
from rag.index.sound import reading
from rag.index.splice import Splice

Ids = npt.NDArray[np.int32]
MOST = 1 << 16  # Pieces there may be: each takes two bytes.
PIECES = "pieces"


class Block(NamedTuple):
    """Pieces of passages: how many each has, int64 of shape ``(n,)``, and one after the other, little-endian uint16."""

    sizes: npt.NDArray[np.int64]
    pieces: npt.NDArray[np.uint16]


class Pieces:
    """Pieces of passages by chunk id. Safe for concurrent use, never changed."""

    def __init__(self, path: Path, chunk_ids: Sequence[str], known: int) -> None:
        """Map what ``write`` wrote; the file must have been verified by its hash before.

        Args:
            path: The file.
            chunk_ids: Of all passages, in their order.
            known: How many pieces there are; each number is below.

        Raises:
            ValueError: It is no such file, or one of other passages.
        """
        numbers = np.memmap(path, "<u8", "r", shape=(path.stat().st_size // 8,))
        count = int(numbers[0]) if len(numbers) else -1
        if count != len(chunk_ids) or len(numbers) < count + 2:
            raise ValueError(f"pieces of {count} passages for {len(chunk_ids)}")
        self._path, self._chunk_ids, self._known = path, chunk_ids, known
        self._ends = numbers[1 : count + 2]
        self._pieces = np.memmap(path, "<u2", "r", offset=8 * (count + 2), shape=(int(self._ends[-1]),))

    def of(self, chunk_ids: Sequence[str]) -> list[Ids]:
        """Return the distinct pieces of each passage, rising, int32 of shape ``(n,)``.

        Raises:
            KeyError: There is no passage with one of the ids.
            IndexCorruptError: The file makes no sense.
        """
        found = []
        rows = rows_of(self._chunk_ids, chunk_ids)
        with reading(self._path):
            for row in rows:
                ids = self._pieces[int(self._ends[row]) : int(self._ends[row + 1])].astype(np.int32)
                if len(ids) and int(ids.max()) >= self._known:
                    raise ValueError(f"piece {ids.max()} of {self._known}")
                found.append(ids)
        return found

    def spliced(self, splice: Splice, came: Iterable[Block]) -> Iterator[Block]:
        """Yield the pieces of the passages of now, some together.

        Args:
            splice: How they follow from these.
            came: The pieces of those that came, some together, in their order.

        Raises:
            IndexCorruptError: The file makes no sense.
        """
        each = (Block(np.array([len(ids)]), ids) for some in came for ids in _each(some))
        for run in splice.runs():
            yield next(each) if run is None else self.together(*run)

    def together(self, first: int, end: int) -> Block:
        """Return the pieces of the passages from one place in the order of ids to another, at least one.

        Raises:
            IndexCorruptError: The file makes no sense.
        """
        with reading(self._path):
            pieces = self._pieces[int(self._ends[first]) : int(self._ends[end])].astype("<u2")
            if len(pieces) and int(pieces.max()) >= self._known:
                raise ValueError(f"piece {pieces.max()} of {self._known}")
            ends = self._ends[first : end + 1].astype(np.int64)
            sizes = ends[1:] - ends[:-1]
            if int(sizes.min()) < 0 or int(sizes.sum()) != len(pieces):
                raise ValueError("pieces end where none begin")
            return Block(sizes, pieces)


def _each(some: Block) -> Iterator[npt.NDArray[np.uint16]]:
    """Yield the pieces of each passage."""
    for size, end in zip(some.sizes.tolist(), some.sizes.cumsum().tolist(), strict=True):
        yield some.pieces[end - size : end]


def block(pieces: Sequence[Ids]) -> Block:
    """Return the pieces of some passages, numbers below ``MOST``, in two arrays."""
    sizes = np.array([len(ids) for ids in pieces], np.int64)
    return Block(sizes, np.concatenate([np.empty(0, np.int32), *pieces]).astype("<u2"))


def write(path: Path, count: int, pieces: Iterable[Block]) -> None:
    """Write the distinct pieces of so many passages into a new file; it is not synced.

    Args:
        path: The file.
        count: How many passages there are.
        pieces: Of all, in the order of their ids.

    Raises:
        OSError: It cannot be written.
    """
    sizes = [np.zeros(1, np.int64)]
    with path.open("wb") as file:
        # Where each ends is known afterwards.
        file.seek(8 * (count + 2))
        for some in pieces:
            file.write(some.pieces.tobytes())
            sizes.append(some.sizes)
        ends = np.concatenate(sizes).cumsum()
        # A whole number of numbers, so that their part can be mapped.
        file.write(bytes(-2 * int(ends[-1]) % 8))
        file.seek(0)
        file.write(np.array([count], "<u8").tobytes() + ends.astype("<u8").tobytes())
