"""The vectors of passages in a file that is mapped into memory: only what is read takes room, and others may share it.

A line of 64 bytes (how many, of which length, of which passages), then the rows in the order of ids, little-endian
float32. Older indexes keep a file of FAISS, which ``dense`` reads whole. Knows files; nothing of searching.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from rag.encode.embedder import Vectors
from rag.index.ids import digest_of

VECTORS, OLD_VECTORS = "vectors", "vectors.faiss"
_HEAD = 64


def write(path: Path, ids: Sequence[str], dim: int, batches: Iterable[Vectors]) -> None:
    """Write vectors into a new file; it is not synced.

    Args:
        path: The file.
        ids: Of the passages, in order.
        dim: Length of a vector.
        batches: Unit rows, float32, in the order of the ids.

    Raises:
        OSError: It cannot be written.
        ValueError: There are more or fewer rows than ids.
    """
    written = 0
    with path.open("wb") as file:
        file.write(np.array([len(ids), dim], "<u8").tobytes() + digest_of(ids) + bytes(_HEAD - 48))
        for rows in batches:
            file.write(np.ascontiguousarray(rows, "<f4").data)
            written += len(rows)
    if written != len(ids):
        raise ValueError(f"{written} vectors for {len(ids)} chunks")


def mapped(path: Path, ids: Sequence[str], dim: int) -> Vectors:
    """Return the rows that ``write`` wrote, mapped; the file must have been verified by its hash before.

    Raises:
        ValueError: It is no such file, or holds vectors of other passages or of another length.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    count, length = np.frombuffer(head[:16], "<u8").tolist() if len(head) == _HEAD else (0, 0)
    if path.stat().st_size != _HEAD + 4 * count * length:
        raise ValueError(f"{count} vectors of {length} in {path.stat().st_size} bytes")
    if length != dim:
        raise ValueError(f"vectors have {length} dimensions, the embedder {dim}")
    if count != len(ids):
        raise ValueError(f"{count} vectors for {len(ids)} chunks")
    if head[16:48] != digest_of(ids):
        raise ValueError("vectors of other chunks")
    if not count:
        return np.zeros((0, dim), np.float32)
    rows: Vectors = np.memmap(path, "<f4", "r", offset=_HEAD, shape=(count, dim))
    return rows
