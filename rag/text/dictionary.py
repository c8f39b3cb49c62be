"""What the general Chinese dictionary says of a word: its tag, and which words are places.

Reads the word list that jieba brings along, as a file: jieba itself is not imported. Knows no
document and no user dictionary. Without jieba every word is unknown.
"""

from __future__ import annotations

import importlib.util
import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np


@lru_cache(maxsize=1)
def _entries() -> bytes:
    """Return the dictionary's lines (word, frequency, tag), a line break before the first one."""
    spec = importlib.util.find_spec("jieba")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "dict.txt"
        if path.is_file():
            return b"\n" + path.read_bytes().replace(b"\r\n", b"\n")
    return b""


@lru_cache(maxsize=1)
def _blocks() -> dict[str, tuple[int, int]]:
    """Return where the lines of the words with one first character lie, by that character.

    They stand together, so that a look-up is short. Found in one pass: a search for each character would read the
    whole list each time.
    """
    if not _entries():
        return {}
    entries = np.frombuffer(_entries(), np.uint8)
    breaks = np.flatnonzero(entries[:-4] == ord("\n"))
    heads = np.stack([entries[breaks + n] for n in (1, 2, 3)])
    # Characters of one and of two bytes.
    heads[1:, heads[0] < 0x80] = 0
    heads[2:, heads[0] < 0xE0] = 0
    turns = np.flatnonzero(np.any(heads[:, 1:] != heads[:, :-1], axis=0)) + 1
    found: dict[str, tuple[int, int]] = {}
    for first, behind in pairwise([0, *turns.tolist(), len(breaks)]):
        char = heads[:, first].tobytes().rstrip(b"\0").decode("utf-8", "replace")
        start, end = int(breaks[first]), int(breaks[behind]) + 1 if behind < len(breaks) else len(entries)
        found[char] = (min(start, found[char][0]), end) if char in found else (start, end)
    return found


def tag(word: str) -> str:
    """Return a word's tag in jieba's notation (``n``, ``v``, ``ns`` for a place …), ``""`` for a word not in it.

    >>> tag("温州"), tag("要求"), tag("陈某某某")
    ('ns', 'v', '')
    """
    return _entry(word)[1]


def frequency(word: str) -> int:
    """Return how often the dictionary has seen a word, 0 for a word not in it.

    >>> frequency("旅馆") > frequency("馆里") > frequency("陈某某某")
    True
    """
    return _entry(word)[0]


@lru_cache(maxsize=1 << 16)
def _entry(word: str) -> tuple[int, str]:
    """Return how often the dictionary has seen a word, and its tag."""
    if not word or " " in word:
        return 0, ""
    entries = _entries()
    at = entries.find(f"\n{word} ".encode(), *_blocks().get(word[0], (0, 0)))
    if at < 0:
        return 0, ""
    line = entries[at + 1 : entries.find(b"\n", at + 1)]
    _, seen, kind = line.decode("utf-8", "replace").rsplit(" ", 2)
    return int(seen), kind.strip()


# Tagged as places, and words of everyday Chinese: 上市 is what a company does, 礼拜 a day.
_NO_PLACES = Path(__file__).with_name("no_places.txt")
# Cities, counties and districts that it does not tag as places (乐清, 合肥, 义乌), without those that are words, too.
_MORE_PLACES = Path(__file__).with_name("more_places.txt")


@lru_cache(maxsize=1)
def place_words() -> frozenset[str]:
    """Return names of places of at least two characters, without words that only look like one."""
    found = re.findall(rb"(?m)^(\S{6,}) \d+ ns$", _entries())
    tagged = {word.decode("utf-8", "replace") for word in found} - set(_NO_PLACES.read_text(encoding="utf-8").split())
    return more_places() | tagged


@lru_cache(maxsize=1)
def more_places() -> frozenset[str]:
    """Return the names of cities, counties and districts that the dictionary does not tag as places."""
    return frozenset(_MORE_PLACES.read_text(encoding="utf-8").split())
