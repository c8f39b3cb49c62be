"""What the general Chinese dictionary says of a word: its tag, and which words are places.

Reads the word list that jieba brings along, as a file: jieba itself is not imported. Knows no
document and no user dictionary. Without jieba every word is unknown.
"""

from __future__ import annotations

import importlib.util
import re
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _entries() -> bytes:
    """Return the dictionary's lines (word, frequency, tag), a line break before the first one."""
    spec = importlib.util.find_spec("jieba")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "dict.txt"
        if path.is_file():
            return b"\n" + path.read_bytes().replace(b"\r\n", b"\n")
    return b""


@lru_cache(maxsize=1 << 15)
def _block(first: str) -> tuple[int, int]:
    """Return where the lines of the words with one first character lie: they stand together, so a look-up is short."""
    entries, head = _entries(), f"\n{first}".encode()
    start = entries.find(head)
    return (start, entries.find(b"\n", entries.rfind(head) + 1) + 1) if start >= 0 else (0, 0)


@lru_cache(maxsize=1 << 16)
def tag(word: str) -> str:
    """Return a word's tag in jieba's notation (``n``, ``v``, ``ns`` for a place …), ``""`` for a word not in it.

    >>> tag("温州"), tag("要求"), tag("陈某某某")
    ('ns', 'v', '')
    """
    if not word or " " in word:
        return ""
    entries = _entries()
    at = entries.find(f"\n{word} ".encode(), *_block(word[0]))
    if at < 0:
        return ""
    line = entries[at + 1 : entries.find(b"\n", at + 1)]
    return line.rsplit(b" ", 1)[-1].decode("ascii", "replace").strip()


@lru_cache(maxsize=1)
def place_words() -> frozenset[str]:
    """Return the dictionary's place names of at least two characters."""
    found = re.findall(rb"(?m)^(\S{6,}) \d+ ns$", _entries())
    return frozenset(word.decode("utf-8", "replace") for word in found)
