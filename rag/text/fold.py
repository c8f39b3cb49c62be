"""Folding for comparison: one character in, one character out, so that offsets stay.

Never used on text that is shown. Script (traditional to simplified) is folded here too where
it is one to one. Knows nothing of words.
"""

from __future__ import annotations

import re
import unicodedata

from rag.text.characters import Characters

# NFKC would change lengths (… → ..., ㎡ → m2); only what stays one character is folded.
_MARKS = dict(zip("“”„‘’—–－～•・", '"""\'\'---~··', strict=True))
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_CONTENT = re.compile(r"[\s*#`■\u00ad\u200b-\u200d\u2060\ufeff]")


def _folded(char: str) -> str:
    """Return what stands for a character in comparisons."""
    wide = _MARKS.get(char) or unicodedata.normalize("NFKC", char).lower()
    return wide if len(wide) == 1 else char


_FOLDS = Characters(_folded)


def scalars(text: str) -> str:
    """Return text of the same length with U+FFFD for each lone surrogate, which no UTF-8 can carry."""
    return _SURROGATE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Return text of the same length with widths, case, compatibility characters and quotation marks folded.

    >>> fold("Ａ１，“温州”")
    'a1,"温州"'
    """
    return _FOLDS.instead(text)


def content(text: str) -> str:
    """Return folded text without white space, markup and invisible characters; lengths change.

    >>> content("**二要** 让")
    '二要让'
    """
    return unmarked(fold(text))


def unmarked(folded: str) -> str:
    """Return a folded text without white space, markup and invisible characters."""
    return _NOT_CONTENT.sub("", folded)


def is_han(char: str) -> bool:
    """Return whether a character is a Han ideograph (the unified blocks, extensions A to G, and 〇)."""
    code = ord(char)
    return 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x323AF or char == "〇"
