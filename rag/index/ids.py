"""Ids of chunks in their order: what stands where, found by halving, so that no leg keeps a table of its own.

Knows ids as strings.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence, Set
from itertools import islice
from operator import lt

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
# Where more than one in so many is asked for, going through all is quicker than looking for each.
_MANY_IN = 8


def in_order(chunk_ids: Sequence[str]) -> tuple[Sequence[str], Rows | None]:
    """Return ids in their order, and at which places they stood; None, and the same ids, where that was theirs.

    Raises:
        ValueError: Two are the same.

    >>> in_order(["b", "a"])
    (['a', 'b'], array([1, 0]))
    """
    if all(map(lt, chunk_ids, islice(chunk_ids, 1, None))):
        return chunk_ids, None
    order = sorted(range(len(chunk_ids)), key=chunk_ids.__getitem__)
    found = [chunk_ids[n] for n in order]
    distinct = len(set(found))
    if distinct < len(found):
        raise ValueError(f"{len(found)} chunks, {distinct} of them distinct")
    return found, np.array(order, np.int64)


def row_of(ids: Sequence[str], chunk_id: str) -> int | None:
    """Return at which place of ids in order one stands; None where it is not among them."""
    row = bisect_left(ids, chunk_id)
    return row if row < len(ids) and ids[row] == chunk_id else None


def rows_of(ids: Sequence[str], chunk_ids: Sequence[str]) -> list[int]:
    """Return at which places of ids in order some stand, in the order asked.

    Raises:
        KeyError: One is not among them.
    """
    found = []
    for chunk_id in chunk_ids:
        row = row_of(ids, chunk_id)
        if row is None:
            raise KeyError(chunk_id)
        found.append(row)
    return found


def rows_among(ids: Sequence[str], wanted: Set[str]) -> Rows:
    """Return at which places of ids in order some stand, rising; those that are not among them are left out."""
    if len(wanted) * _MANY_IN < len(ids):
        found = (row_of(ids, chunk_id) for chunk_id in wanted)
        return np.array(sorted(row for row in found if row is not None), np.int64)
    return np.flatnonzero(np.fromiter(map(wanted.__contains__, ids), bool, len(ids)))


def digest_of(ids: Sequence[str]) -> bytes:
    """Return 32 bytes that tell these ids from any others."""
    return hashlib.sha256("\n".join(ids).encode("utf-8", "surrogatepass")).digest()
