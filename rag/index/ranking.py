"""Ordering scored chunks, one rule for every leg: the better score first, ties by ``chunk_id``."""

from __future__ import annotations

from collections.abc import Iterable

from rag.records import Hit


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
