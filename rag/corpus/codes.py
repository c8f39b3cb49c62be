"""Something about each character of long texts, looked up in a table that learns a character when it first meets it.

Knows arrays of code points; nothing of what is looked up.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from rag.corpus.signs import Codes

_CODES = 0x110000
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
        self._table: npt.NDArray[np.uint32] | None = None

    def of(self, codes: Codes) -> npt.NDArray[np.uint32]:
        """Return what is told of each character of a text."""
        if self._table is None:
            self._table = np.full(_CODES, _UNKNOWN, np.uint32)
        found = self._table[codes]
        unknown = found == _UNKNOWN
        if unknown.any():
            new = np.unique(codes[unknown])
            self._table[new] = [self._tell(chr(code)) for code in new.tolist()]
            found = self._table[codes]
        return found
