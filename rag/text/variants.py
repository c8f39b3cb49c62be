"""Characters that count as the same where words are looked for: widths, case, quotation marks and script.

A text is searched as it is, by a pattern that takes every variant: to fold it first would cost many times as much.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rag.text.fold import fold, is_han
from rag.text.script import simplified

_BLOCKS = ((0x20, 0xD800), (0xE000, 0x10000), (0x20000, 0x2A6E0))
# What may stand between two Han characters that belong together: blanks that set a name apart, marks nobody sees.
_BLANKS = r"[^\S\n]"
_BETWEEN = r"[ \t\xa0\u00ad\u2000-\u200d\u202f\u2060\u3000\ufeff]*"
_PARTED = re.compile(rf"(?<=.){_BETWEEN[:-1]}+(?=.)")


@cache
def _variants() -> dict[str, str]:
    """Return the characters that are folded to each one, itself left out; only where there are any."""
    found: dict[str, str] = {}
    for low, high in _BLOCKS:
        text = "".join(map(chr, range(low, high)))
        for char, folded in zip(text, simplified(_folded(text)), strict=True):
            if char != folded:
                found[folded] = found.get(folded, "") + char
    return found


def _folded(text: str) -> str:
    """Return what ``fold`` does; its memory is spared the characters that nobody writes."""
    marks = {char: fold(char) for char in text if 0x2000 <= ord(char) < 0x2100 or char in "·～－"}
    return "".join(marks.get(char) or _one(char) for char in text)


def _one(char: str) -> str:
    wide = unicodedata.normalize("NFKC", char).lower()
    return wide if len(wide) == 1 else char


@cache
def _levels() -> dict[int, str]:
    return {ord(char): folded for folded, same in _variants().items() for char in same}


def levelled(text: str) -> str:
    """Return a text of the same length in which characters that count as the same are the same.

    >>> levelled("龍港ＧＤＰ")
    '龙港gdp'
    """
    return text.translate(_levels())


def without_blanks(text: str) -> str:
    """Return a text without the blanks between Han characters, which do not count.

    >>> without_blanks("王　芳 GDP")
    '王芳 GDP'
    """
    return _PARTED.sub(lambda m: "" if is_wide(text[m.start() - 1]) and is_wide(text[m.end()]) else m[0], text)


def pattern_of(words: str) -> re.Pattern[str] | None:
    r"""Return what finds words in a text as they stand, whatever their width, case and script; None for no words.

    Blanks between two Han characters do not count, on either side; other blanks of ``words`` stand for one or more.
    Nothing reaches over a line break, which parts two paragraphs.

    >>> [m.group() for m in pattern_of("龙港GDP").finditer("龍港ＧＤＰ与龙　港gdp，龙港\nGDP")]
    ['龍港ＧＤＰ', '龙　港gdp']
    """
    characters = " ".join(words.split())
    if not characters:
        return None
    parts: list[str] = []
    for n, char in enumerate(characters):
        before, behind = characters[n - 1 : n], characters[n + 1 : n + 2]
        if char == " ":
            parts.append(_BETWEEN if is_wide(before) and is_wide(behind) else f"{_BLANKS}+")
            continue
        if n and is_wide(before) and is_wide(char):
            parts.append(_BETWEEN)
        parts.append(one_of(char))
    return re.compile("".join(parts))


def one_of(char: str) -> str:
    """Return a pattern of one character that takes all that count as the same."""
    folded = simplified(fold(char))
    same = folded + _variants().get(folded, "")
    return re.escape(same) if len(same) == 1 else f"[{re.escape(same)}]"


def is_wide(char: str) -> bool:
    """Whether a character is a Han one; ``""`` is none."""
    return len(char) == 1 and is_han(char)
