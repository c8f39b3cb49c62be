"""Rows of numbers, one a passage, in a file that is mapped: only what is read takes memory, and processes share it.

64 bytes (how many, of which length, of which passages, which version), then the rows in the order of ids: vectors as
little-endian float32, codes (``coarse``) as bytes. Older indexes keep a file of FAISS, which ``dense`` reads whole.
Knows files; nothing of searching.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from rag.index.ids import digest_of

VECTORS, CODES, OLD_VECTORS = "vectors", "codes", "vectors.faiss"
FLOATS, BYTES = "<f4", "u1"
_HEAD = 64


def write(
    path: Path,
    ids: Sequence[str],
    width: int,
    batches: Iterable[npt.NDArray[Any]],
    kind: str = FLOATS,
    version: int = 0,
) -> None:
    """Write rows into a new file; it is not synced.

    Args:
        path: The file.
        ids: Of the passages, in order.
        width: Length of a row.
        batches: Rows in the order of the ids, some together.
        kind: Of their numbers.
        version: Of what they are.

    Raises:
        OSError: It cannot be written.
        ValueError: There are more or fewer rows than ids.
    """
    written = 0
    with path.open("wb") as file:
        file.write(np.array([len(ids), width], "<u8").tobytes() + digest_of(ids))
        file.write(np.array([version, 0], "<u8").tobytes())
        for rows in batches:
            file.write(np.ascontiguousarray(rows, kind).data)
            written += len(rows)
    if written != len(ids):
        raise ValueError(f"{written} vectors for {len(ids)} chunks")


def version_of(path: Path) -> int:
    """Return the version that a file was written with; -1 for one that is none.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return int(np.frombuffer(head[48:56], "<u8")[0]) if len(head) == _HEAD else -1


def mapped(path: Path, ids: Sequence[str], width: int, kind: str = FLOATS) -> npt.NDArray[Any]:
    """Return the rows that ``write`` wrote, mapped; the file must have been verified by its hash before.

    Raises:
        ValueError: It is no such file, or holds vectors of other passages or of another length.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    count, length = np.frombuffer(head[:16], "<u8").tolist() if len(head) == _HEAD else (0, 0)
    if path.stat().st_size != _HEAD + np.dtype(kind).itemsize * count * length:
        raise ValueError(f"{count} vectors of {length} in {path.stat().st_size} bytes")
    if length != width:
        raise ValueError(f"vectors have {length} dimensions, the embedder {width}")
    if count != len(ids):
        raise ValueError(f"{count} vectors for {len(ids)} chunks")
    if head[16:48] != digest_of(ids):
        raise ValueError("vectors of other chunks")
    if not count:
        return np.zeros((0, width), kind)
    return np.memmap(path, kind, "r", offset=_HEAD, shape=(count, width))
