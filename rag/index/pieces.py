"""The distinct pieces of every passage, for late interaction: cut once, when the index is built.

A file of numbers: how many passages, where the pieces of each end, then the pieces, all little-endian. Mapped into
memory, so that only what is asked for is read. Knows pieces as numbers; nothing of what they stand for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.index.sound import reading

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
        with reading(self._path):
            for chunk_id in chunk_ids:
                row = bisect_left(self._chunk_ids, chunk_id)
                if row == len(self._chunk_ids) or self._chunk_ids[row] != chunk_id:
                    break
                ids = self._pieces[int(self._ends[row]) : int(self._ends[row + 1])].astype(np.int32)
                if len(ids) and int(ids.max()) >= self._known:
                    raise ValueError(f"piece {ids.max()} of {self._known}")
                found.append(ids)
        if len(found) < len(chunk_ids):
            raise KeyError(chunk_ids[len(found)])
        return found

    def together(self, chunk_ids: Sequence[str]) -> Block:
        """Return the same as ``of`` in two arrays; much quicker where the passages stand together here.

        Args:
            chunk_ids: At least one, rising, none twice.

        Raises:
            KeyError: There is no passage with one of the ids.
            IndexCorruptError: The file makes no sense.
        """
        first = bisect_left(self._chunk_ids, chunk_ids[0])
        # As many as there are from the first to the last, and all are here: these are they.
        end = bisect_left(self._chunk_ids, chunk_ids[-1], first) + 1
        if end - first != len(chunk_ids):
            return block(self.of(chunk_ids))
        with reading(self._path):
            pieces = self._pieces[int(self._ends[first]) : int(self._ends[end])].astype("<u2")
            if len(pieces) and int(pieces.max()) >= self._known:
                raise ValueError(f"piece {pieces.max()} of {self._known}")
            ends = self._ends[first : end + 1].astype(np.int64)
            sizes = ends[1:] - ends[:-1]
            if int(sizes.min()) < 0 or int(sizes.sum()) != len(pieces):
                raise ValueError("pieces end where none begin")
            return Block(sizes, pieces)


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
