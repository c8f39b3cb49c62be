"""The general English words of ``glossary.txt`` with the Chinese ones that say the same; inflected forms told by rule.

Knows no grammar of sentences, no names and no documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Role = Literal["amount", "time", "unit", "thing", "quality", "deed"]

_FILE = Path(__file__).with_name("glossary.txt")
_ROLES: Mapping[str, Role] = {
    "amounts": "amount",
    "times": "time",
    "units": "unit",
    "things": "thing",
    "qualities": "quality",
    "deeds": "deed",
}
_LONGEST = 5  # words of a phrase
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an English word or phrase says in Chinese.

    Attributes:
        role: ``amount`` for what is told by a number, ``time`` by a date; ``unit`` for what numbers count in;
            ``thing``, ``quality`` and ``deed`` for other nouns, adjectives and verbs.
        chinese: The words that say the same, the likeliest first.
        measures: The words that count such things (位, 届), the likeliest first; empty where none is known.
    """

    role: Role
    chinese: tuple[str, ...]
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Entries that words of an English text stand for.

    Attributes:
        entries: One for each role, in the order of the file; at least one.
        words: How many words of the text they take.
        plural: Whether the last one is a plural by its form.
        inflected: Whether it is a form that only verbs have: past, participle, -ing.
    """

    entries: tuple[Entry, ...]
    words: int
    plural: bool = False
    inflected: bool = False


def found_at(words: Sequence[str], at: int = 0) -> Found | None:
    """Return what the longest phrase that begins at a word stands for; None for an unknown word.

    Args:
        words: Small letters.
        at: Where to begin.

    >>> [e.chinese[0] for e in found_at(["party", "secretaries", "of"]).entries], found_at(["xyzzy"])
    (['书记'], None)
    """
    table = _table()
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        *before, last = words[at : at + size]
        for form, plural, inflected in _forms(last):
            if entries := table.get(" ".join((*before, form))):
                return Found(entries, size, plural, inflected)
            # was put into use: the word that changes stands first.
            if before and (entries := _first_changed(table, (*before, last))):
                return Found(entries, size, inflected=True)
    return None


def _first_changed(table: Mapping[str, tuple[Entry, ...]], words: Sequence[str]) -> tuple[Entry, ...]:
    first, *rest = words
    return next((e for form, *_ in _forms(first) if (e := table.get(" ".join((form, *rest))))), ())


@cache
def _table() -> Mapping[str, tuple[Entry, ...]]:
    """Return the entries of the file by phrase, at most one for each role."""
    found: dict[str, dict[Role, Entry]] = {}
    role: Role = "thing"
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            role = _ROLES[line.strip("[] ")]
        elif line and not line.startswith("#"):
            phrases, _, put = line.partition("=")
            chinese, _, measures = put.partition("/")
            entry = Entry(role, tuple(chinese.split()), tuple(measures.split()))
            for phrase in phrases.split(","):
                found.setdefault(phrase.strip(), {}).setdefault(role, entry)
    return {phrase: tuple(roles.values()) for phrase, roles in found.items()}


def _forms(word: str) -> Iterator[tuple[str, bool, bool]]:
    """Yield a word and what it may be a form of, each with whether it would be a plural, or a verb's form.

    >>> [form for form, *_ in _forms("cities")], [form for form, *_ in _forms("stopped")]
    (['cities', 'city', 'citie'], ['stopped', 'stopp', 'stoppe', 'stop'])
    """
    yield word, False, False
    if word.endswith("ies"):
        yield f"{word[:-3]}y", True, False
    if word.endswith("es") and word[-3:-2] in tuple("sxzho"):
        yield word[:-2], True, False
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1], True, False
    if word.endswith("ly") and len(word) > 4:
        yield word[:-2], False, False
    for ending in ("ied", "ed", "ing"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word.removesuffix(ending)
            if ending == "ied":
                yield f"{stem}y", False, True
                continue
            yield stem, False, True
            yield f"{stem}e", False, True
            if re.search(rf"([^{_VOWELS}])\1$", stem):
                yield stem[:-1], False, True
