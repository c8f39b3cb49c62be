"""Something about each character of long texts, looked up in a table that learns a character when it first meets it.

Knows arrays of code points; nothing of what is looked up.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from rag.corpus.signs import Codes

_SIZES = (0x10000, 0x110000)  # Of the table: nearly all texts stay within the basic plane.
_UNKNOWN = np.uint32(0xFFFFFFFF)


class CodeTable:
    """What a function says of each character, for whole arrays of them at once.

    Two threads that meet the same character write the same.
    """

    def __init__(self, tell: Callable[[str], int]) -> None:
        """Keep the function; nothing is asked yet.

        Args:
            tell: Returns a number below 2³² - 1 for a character, always the same.
        """
        self._tell = tell
        self._table: npt.NDArray[np.uint32] = np.zeros(0, np.uint32)

    def of(self, codes: Codes) -> npt.NDArray[np.uint32]:
        """Return what is told of each character of a text."""
        table = self._table
        if (highest := int(codes.max(initial=0))) >= len(table):
            table = np.full(next(size for size in _SIZES if highest < size), _UNKNOWN, np.uint32)
            table[: len(self._table)] = self._table
            self._table = table
        found = table[codes]
        unknown = found == _UNKNOWN
        if unknown.any():
            new = np.unique(codes[unknown])
            table[new] = [self._tell(chr(code)) for code in new.tolist()]
            found = table[codes]
        return found
