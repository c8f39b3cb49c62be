"""Which lines hold the same text, told by numbers in place of the texts. Knows nothing of what that means."""

from __future__ import annotations

import numpy as np

from rag.corpus.lines import Lines
from rag.corpus.runs import ranges
from rag.corpus.signs import Codes, Ints

AT_ONCE = 1 << 13  # Lines whose texts are compared together, so that memory stays bounded.


def same_texts(found: Lines) -> tuple[Ints, Ints]:
    """Return for each line which text it has, as a number, and how often each text is there.

    Most lines are told from all others by their length and a few of their characters; only the rest is read whole.
    """
    size = found.end - found.start
    rough = size.astype(np.uint64)
    for quarter in range(4):
        rough = rough * np.uint64(0x9E3779B97F4A7C15) + found.codes[found.start + size * quarter // 4]
    rough = rough * np.uint64(0x9E3779B97F4A7C15) + found.codes[found.end - 1]
    _, of, counts = np.unique(rough, return_inverse=True, return_counts=True)
    again = np.flatnonzero(counts[of] > 1)
    keys = [np.zeros(0, np.int64)]
    for low in range(0, len(again), AT_ONCE):
        some = again[low : low + AT_ONCE]
        keys.append(keys_of(found.codes[ranges(found.start[some], found.end[some])[0]], size[some]))
    of[again] = len(counts) + np.unique(np.concatenate(keys), return_inverse=True)[1]
    return of, np.bincount(of)


def keys_of(codes: Codes, size: Ints) -> Ints:
    """Return a number for each of some texts that stand one behind the other; of equal texts equal ones.

    Those of others are nearly never equal.
    """
    ends = np.cumsum(size)
    inside = np.arange(len(codes)) - np.repeat(ends - size, size)
    weights = inside.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(1)
    mixed = (codes.astype(np.uint64) + np.uint64(0x9E3779B9)) * weights
    mixed ^= mixed >> np.uint64(29)
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
    return np.asarray((total[ends] - total[ends - size]).astype(np.int64))
