"""Which fonts of a PDF page say truly what their characters are: told from the characters that they give.

A font may call its characters by the wrong codes, all of them or some. What comes of it is ideographs and letters
picked at random, where print is made of a few thousand: in 300,000 stretches of 60 characters of news,
encyclopaedias and biographies at most 18 % stood outside of the two lists below, in pages at most 7 %. Of ideographs at
random it is two thirds. Knows characters and fonts, nothing of pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Sequence
from functools import cache

# Ideographs, Yi and Hangul: what wrong codes give. Kana stand in Japanese, which is written with ideographs of its own.
_LETTERS = re.compile("[\u3400-\u9fff\ua000-\ua4cf\ua500-\ua63f\uac00-\ud7af\uf900-\ufaff]")
_KANA, _HANGUL = re.compile("[\u3041-\u30ff]"), re.compile("[\uac00-\ud7af]+")
_FOREIGN = 0.1
# Korean is written in words; single syllables between ideographs are none.
_KOREAN_WORD = 2.2
# From so many letters on a share of unusual ones tells: with few, nearly all have to be. Names may hold several.
_CERTAIN = ((40, 0.2), (12, 0.4), (6, 0.7))
_DOUBTFUL = (100, 0.1)
# The most frequent character of a text, of all: 的 stays below a tenth.
_SAME = (40, 0.4)


@cache
def _unusual() -> re.Pattern[str]:
    """Letters but for the ideographs in use, simplified and traditional: the first levels of GB 2312 and Big5."""
    rows = [(range(0xB0, 0xD8), "gb2312"), (range(0xA4, 0xC7), "big5")]
    tails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    usual = {bytes((a, b)).decode(encoding, "ignore") for row, encoding in rows for a in row for b in tails}
    # A pattern of them all: looking each letter of a page up in a set takes five times as long.
    return re.compile(f"[{''.join(char for char in map(chr, range(0x3400, 0xFB00)) if _is_unusual(char, usual))}]")


def _is_unusual(char: str, usual: Container[str]) -> bool:
    return char not in usual and _LETTERS.match(char) is not None


def _counted(text: str) -> tuple[int, int]:
    """Return how many letters of a text could be Chinese, and how many of them are unusual; none of other languages."""
    letters, unusual = len(_LETTERS.findall(text)), len(_unusual().findall(text))
    if not letters or len(_KANA.findall(text)) >= _FOREIGN * letters:
        return 0, 0
    words = _HANGUL.findall(text)
    syllables = sum(map(len, words))
    korean = syllables if words and syllables >= _KOREAN_WORD * len(words) else 0
    return letters - korean, unusual - korean


def is_garbled(text: str) -> bool:
    """Return whether a text is none: its letters are taken at random, or are nearly all the same.

    >>> is_garbled("全市财政总收入比上年增长百分之七点八"), is_garbled("再帧丯卯庙寃珕生仌恠偡令全吱比壃长壃速")
    (False, True)
    """
    return _is_garbled(text, *_counted(text))


def _is_garbled(text: str, letters: int, unusual: int) -> bool:
    if any(letters >= least and unusual > share * letters for least, share in _CERTAIN):
        return True
    return letters >= _SAME[0] and max(Counter(_LETTERS.findall(text)).values()) > _SAME[1] * letters


def is_doubtful(text: str) -> bool:
    """Return whether a text holds more unusual letters than print does, and too few to say that it is none."""
    letters, unusual = _counted(text)
    return letters >= _DOUBTFUL[0] and unusual > _DOUBTFUL[1] * letters


def may_be_garbled(text: str) -> bool:
    """Return whether a page is worth looking at font by font: it holds unusual letters, or one letter over and over."""
    letters, unusual = _counted(text)
    return unusual > 4 or (letters > 0 and _is_garbled(text, letters, unusual))


def garbled(chars: Sequence[tuple[int, str, str]]) -> frozenset[int]:
    """Return the numbers of the characters whose font calls them by wrong codes.

    Args:
        chars: Number, character and font of each character of a page.
    """
    of_font: dict[str, list[str]] = defaultdict(list)
    for _, char, font in chars:
        of_font[font].append(char)
    bad = {font for font, own in of_font.items() if is_garbled("".join(own))}
    return frozenset(number for number, _, font in chars if font in bad)
