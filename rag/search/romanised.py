"""Names of the documents typed in Latin letters: Wenzhou for 温州.

Every way to write the syllables is looked up in the vocabulary of the index, pair of characters by pair, so that no
list of names is needed and the size of the collection does not matter. What counts as a name is what the dictionary or
a shape says of it where it stands; three characters in a row that sound so are hardly there by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.index.index import Index
from rag.text.dictionary import tag
from rag.text.names import SURNAMES, is_person_shaped, organisations, persons, places
from rag.text.pinyin import spellings
from rag.text.script import simplified

_GENERIC = re.compile(
    r"[\s,]+(?:city|district|county|town|township|village|province|prefecture|municipality|island|street|subdistrict)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_LONGEST = 40  # letters
_PLACE_ENDS = re.compile("(?:省|市|县|区|新区|镇|乡|村|街道|社区|岛|港|江|河|湖|山|路|街)+$")
_NAME_TAGS = ("ns", "nr", "nt", "nrt", "nrfg", "nz")
_TRIED = 8  # spellings looked at, the most frequent first
_READ = 30  # passages in which each is looked for
_AROUND = 12  # characters on each side by which a name is told
_SURE = 3  # characters that are no accident


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the documents.

    Attributes:
        text: As it stands there.
        kind: What it names, as far as its shape or the dictionary tells.
    """

    text: str
    kind: Literal["person", "place", "other"]


def name_of(index: Index, typed: str) -> str:
    """Return the name in the documents that Latin letters stand for, the most frequent one; ``""`` for none.

    Args:
        index: Where to look.
        typed: Such as ``Wenzhou``, ``Ouhai District`` or ``Li Jian``.
    """
    found = named(index, _GENERIC.sub("", typed.strip()))
    return found.text if found else ""


def named(index: Index, letters: str, endings: Sequence[str] = ()) -> Named | None:
    """Return the name that Latin letters stand for, the most frequent one; None for none.

    Args:
        index: Where to look.
        letters: A name without what it is: ``Ouhai``, not ``Ouhai District``.
        endings: What the name may be followed by (区, 街道): one that is goes before the others.
    """
    if len(letters) > _LONGEST or not all(map(_WORD.fullmatch, letters.split())):
        return None
    ranked: list[tuple[bool, int, str]] = []
    texts: dict[str, list[str]] = {}
    for name in _written(index, letters)[:_TRIED]:
        texts[name] = _around(index, name)
        ended = any(text.partition(name)[2].startswith(tuple(endings)) for text in texts[name]) if endings else False
        ranked.append((ended, len(texts[name]), name))
    for ended, count, name in sorted(ranked, key=lambda row: (row[0], row[1]), reverse=True):
        kind = "place" if ended else _kind(name, texts[name]) if count else None
        if kind is None and count and len(name) >= _SURE:
            kind = "other"
        if kind is not None:
            return Named(name, kind)
    return None


def names_in(index: Index, text: str) -> dict[str, str]:
    """Return the names in the documents that words of an English text stand for, by the words as they were typed.

    Only words with a capital letter are tried, two that stand together before each alone.
    """
    found: dict[str, str] = {}
    words = [match[0] for match in re.finditer(r"\b[A-Z][a-z]+(?:['’-](?!s\b)[A-Za-z]+)*", text)][:12]
    pairs = [f"{one} {two}" for one, two in zip(words, words[1:], strict=False) if f"{one} {two}" in text]
    for typed in (*pairs, *words):
        name = "" if any(typed in known for known in found) else name_of(index, typed)
        if name:
            found[typed] = name
    return found


def _written(index: Index, letters: str) -> list[str]:
    """Return the ways to write a name of which the index holds every pair of characters, the most frequent first."""
    found: Counter[str] = Counter()
    for first, *rest in spellings(letters):
        chains = dict.fromkeys(first, 1 << 30)
        for read in rest:
            chains = {
                chain + char: min(least, count)
                for chain, least in chains.items()
                for char in read
                if (count := index.frequency(chain[-1] + char))
            }
        found.update(chains)
    return [name for name, _ in found.most_common()]


def _around(index: Index, name: str) -> list[str]:
    """Return a name with the characters beside it, of each passage that holds it among the best ones."""
    hits = index.lexical.search(name, _READ)
    found = []
    for chunk in index.chunks([hit.chunk_id for hit in hits]):
        for text in (chunk.byline, chunk.text):
            at = simplified(text).find(name)
            if at >= 0:
                found.append(simplified(text)[max(0, at - _AROUND) : at + len(name) + _AROUND])
                break
    return found


def _kind(name: str, around: Sequence[str]) -> Literal["person", "place", "other"] | None:
    """Return what a name names, None where nothing tells that it is one."""
    if tag(name) == "ns" or any(_bare(place.text) == _bare(name) for text in around for place in places(text)):
        return "place"
    if is_person_shaped(name) and any(name == person.text for text in around for person in persons(text)):
        return "person"
    if tag(name) in _NAME_TAGS:
        return "person" if tag(name).startswith("nr") else "other"
    if any(_bare(name) == _bare(body.text) for text in around for body in organisations(text)):
        return "other"
    if len(name) == _SURE and name[0] in SURNAMES and is_person_shaped(name):
        return "person"
    return None


def _bare(name: str) -> str:
    """Return a name of a place without what it is."""
    return _PLACE_ENDS.sub("", name) or name
