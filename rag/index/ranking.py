"""Ordering scored chunks, one rule for every leg: the better score first, ties by ``chunk_id``; and unit vectors."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from rag.records import Hit

# How far from 1 the length of a vector may be that was brought to length 1 in single precision.
_UNIT = 1e-6


def ranked(scores: Iterable[tuple[str, float]], k: int) -> list[Hit]:
    """Return the ``k`` best of pairs of chunk id and score, ranked from 1; ties by chunk id.

    >>> [hit.chunk_id for hit in ranked([("b", 1.0), ("c", 2.0), ("a", 1.0)], 2)]
    ['c', 'a']
    """
    best = sorted(scores, key=lambda pair: (-pair[1], pair[0]))[:k]
    return [Hit(chunk_id, score, rank) for rank, (chunk_id, score) in enumerate(best, 1)]


def check_k(k: int) -> None:
    """Raise ``ValueError`` for fewer than one hit wanted."""
    if k < 1:
        raise ValueError(f"k is {k}; at least 1")


def unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return rows of unit length, zero rows as they are.

    So are those whose length is 1 already: a vector that one generation takes over from the other stays the same to
    the last bit, however often.
    """
    rows = np.ascontiguousarray(rows, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    norms[(norms == 0) | (np.abs(norms - 1) < _UNIT)] = 1
    made: npt.NDArray[np.float32] = (rows / norms).astype(np.float32, copy=False)
    return made
