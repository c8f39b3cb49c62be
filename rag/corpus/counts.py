"""How many characters of a kind each line of a text holds, several kinds in one pass.

A number of 64 bits holds the counts of five kinds side by side, so that they are summed together. Knows flags and
places; nothing of lines.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from rag.corpus.signs import (
    CLOSER,
    COLON,
    COMMA,
    DIGIT,
    END,
    HAN,
    LETTER,
    MARK,
    OPENER,
    PROSE,
    RULE,
    SEMICOLON,
    SLIM,
    WHITE,
    WIDE,
    Codes,
    Ints,
    flag_table,
    flags_of,
)

Counts = npt.NDArray[np.signedinteger]

COUNTED = (RULE, DIGIT, WIDE, SLIM, END, COMMA, CLOSER, OPENER, MARK, LETTER, HAN, PROSE, WHITE, COLON, END | SEMICOLON)
_TOGETHER, _BITS = 5, 12
_MOST = (1 << _BITS) - 1
_SHORT = (1 << 11) - 1  # Of lines up to this long counts take 16 bits, which leaves room for sums of several.
_AT_ONCE = 1 << 17  # Characters that are looked at together, so that they stay near the processor.


@lru_cache(maxsize=1)
def _tables() -> tuple[npt.NDArray[np.uint64], ...]:
    """Return for each group of kinds what a character adds to their counts, by its code point."""
    flags = flag_table()
    groups = [COUNTED[n : n + _TOGETHER] for n in range(0, len(COUNTED), _TOGETHER)]
    return tuple(
        np.bitwise_or.reduce(
            [((flags & flag) != 0).astype(np.uint64) << np.uint64(_BITS * k) for k, flag in enumerate(g)]
        )
        for g in groups
    )


def counts(codes: Codes, start: Ints, end: Ints) -> dict[int, Counts]:
    """Return for each kind of ``COUNTED`` how many of its characters each line holds.

    Args:
        codes: The text.
        start: Where the lines begin, rising.
        end: Where they end.
    """
    found = np.zeros((len(COUNTED), len(start)), _kind(start, end))
    low = 0
    while low < len(start):
        high = max(low + 1, int(np.searchsorted(end, start[low] + _AT_ONCE, "right")))
        first, some = start[low], codes[start[low] : end[high - 1]]
        total = np.zeros(len(some) + 1, np.uint64)
        for group, table in enumerate(_tables()):
            np.cumsum(table.take(some, mode="clip"), out=total[1:])
            sums = total[end[low:high] - first] - total[start[low:high] - first]
            for k in range(min(_TOGETHER, len(COUNTED) - group * _TOGETHER)):
                found[group * _TOGETHER + k, low:high] = (sums >> np.uint64(_BITS * k)) & np.uint64(_MOST)
        low = high
    for n in np.flatnonzero(end - start > _MOST).tolist():
        flags = flag_table().take(codes[start[n] : end[n]], mode="clip")
        found[:, n] = [np.count_nonzero(flags & flag) for flag in COUNTED]
    return {int(flag): row for flag, row in zip(COUNTED, found, strict=True)}


def counted(codes: Codes, flag: np.uint32, start: Ints, end: Ints) -> Counts:
    """Return how many characters of any one kind each line holds."""
    at = np.flatnonzero(flags_of(codes) & flag)
    return (np.searchsorted(at, end) - np.searchsorted(at, start)).astype(_kind(start, end))


def _kind(start: Ints, end: Ints) -> type[np.int16 | np.int32]:
    """Return what holds the counts of some lines."""
    return np.int16 if np.max(end - start, initial=0) <= _SHORT else np.int32
