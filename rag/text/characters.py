"""A table of single characters, put in the place of a text's own one by one. Knows nothing of what it is for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

# From so many characters on an array is quicker than a look into the table for each; and so many are taken at once.
_LONG, _AT_ONCE = 80, 1 << 18
_CODES = 0x110000


class _Known(dict[int, str]):
    """What stands for each character, by code point; found when first asked for."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        self[code] = found = self._of(chr(code))
        return found


class Characters:
    """What stands for each character, learned when it is first met; two threads that ask for the same find the same."""

    def __init__(self, of: Callable[[str], str]) -> None:
        """Say what stands for a character: one character for one."""
        self._known = _Known(of)

    @cached_property
    def _codes(self) -> npt.NDArray[np.uint32]:
        """What stands for each code point; 0 where it is not known yet. Takes up memory where it is touched."""
        import numpy as np

        return np.zeros(_CODES, np.uint32)

    def instead(self, text: str) -> str:
        """Return text of the same length with what stands for each of its characters.

        >>> Characters(str.lower).instead("瓯江 ABC")
        '瓯江 abc'
        """
        if len(text) < _LONG:
            return text.translate(self._known)
        if len(text) > _AT_ONCE:
            return "".join(self.instead(text[n : n + _AT_ONCE]) for n in range(0, len(text), _AT_ONCE))
        import numpy as np

        own = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        found = self._codes.take(own)
        if not found.all():
            for code in map(ord, set(text)):
                if not self._codes[code]:
                    self._codes[code] = ord(self._known[code])
            found = self._codes.take(own)
        return found.astype("<u4", copy=False).tobytes().decode("utf-32-le", "surrogatepass")
