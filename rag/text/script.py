"""Traditional to simplified characters, one for one, for the copy of a text that is searched.

Knows OpenCC's character table only: its phrases change lengths and, with them, offsets.
Never used on text that is shown.
"""

from __future__ import annotations

from functools import cache

_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))


@cache
def _table() -> dict[int, str]:
    """Return the simplified character of every traditional one that has another."""
    import opencc

    characters = [chr(code) for low, high in _BLOCKS for code in range(low, high)]
    # Line breaks between the characters keep OpenCC's phrases from matching.
    simplified = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {
        ord(char): simple
        for char, simple in zip(characters, simplified, strict=True)
        if char != simple and len(simple) == 1
    }


def simplified(text: str) -> str:
    """Return text of the same length with each traditional character as its simplified one.

    >>> simplified("2019年溫州的經濟總量")
    '2019年温州的经济总量'
    """
    return text if text.isascii() else text.translate(_table())
