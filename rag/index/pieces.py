"""The distinct pieces of every passage, for late interaction: cut once, when the index is built.

A file of numbers: how many passages, where the pieces of each end, then the pieces, all little-endian. Mapped into
memory, so that only what is asked for is read. Knows pieces as numbers; nothing of what they stand for.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.index.sound import reading

Ids = npt.NDArray[np.int32]
MOST = 1 << 16  # Pieces there may be: each takes two bytes.
PIECES = "pieces"


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


def write(path: Path, count: int, pieces: Iterable[Ids]) -> None:
    """Write the distinct pieces of so many passages into a new file; it is not synced.

    Args:
        path: The file.
        count: How many passages there are.
        pieces: Of each, in the order of their ids, numbers below ``MOST``.

    Raises:
        OSError: It cannot be written.
    """
    ends = array("Q", [0])
    with path.open("wb") as file:
        # Where each ends is known afterwards.
        file.seek(8 * (count + 2))
        for ids in pieces:
            file.write(ids.astype("<u2").tobytes())
            ends.append(ends[-1] + len(ids))
        # A whole number of numbers, so that their part can be mapped.
        file.write(bytes(-2 * ends[-1] % 8))
        file.seek(0)
        file.write(np.array([count, *ends], "<u8").tobytes())
