"""Traditional to simplified characters, one for one, for the copy of a text that is searched.

Of OpenCC the copy rests on the character table only: its phrases change lengths and, with them, offsets.
Never used on text that is shown.
"""

from __future__ import annotations

from collections.abc import Callable
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


def traditional_of(text: str) -> dict[str, str]:
    """Return the traditional characters of those of a text, each with its simplified one.

    >>> traditional_of("公园A")
    {'園': '园'}
    """
    characters = set(simplified(text))
    return {chr(code): simple for code, simple in _table().items() if simple in characters}


def spellings(term: str) -> tuple[str, ...]:
    """Return how a term of Han characters may be written in a text: as it is, simplified, and traditional.

    None where others may be thought of (letters in either case, spaces, quotation marks): then a text has to be folded.

    >>> spellings("龙港"), spellings("GDP")
    (('龙港', '龍港'), ())
    """
    if not term or not all("\u4e00" <= char <= "\u9fff" for char in term):
        return ()
    return tuple(dict.fromkeys((term, simplified(term), *(convert(term) for convert in _converters()))))


@cache
def _converters() -> tuple[Callable[[str], str], ...]:
    """Return what writes a term in simplified and in traditional characters; made once, for it takes a second."""
    import opencc

    return tuple(opencc.OpenCC(variant).convert for variant in ("t2s", "s2t", "s2tw", "s2hk"))
