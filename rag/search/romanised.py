"""Names of the documents typed in Latin letters: Wenzhou for 温州.

Knows the index and the shapes of names; what counts as a name is what the dictionary or a shape says of it.
"""

from __future__ import annotations

import re
from collections import Counter

from rag.index.index import Index
from rag.text.dictionary import tag
from rag.text.names import is_person_shaped, organisations, persons, places
from rag.text.pinyin import pattern

_GENERIC = re.compile(
    r"[\s,]+(?:city|district|county|town|township|village|province|prefecture|municipality|island|street|subdistrict)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_LONGEST = 40  # letters
_PLACE_ENDS = "省市县区镇乡村"
_TRIED = 8  # spellings looked at, the most frequent first


def name_of(index: Index, typed: str) -> str:
    """Return the name in the documents that Latin letters stand for, the most frequent one; ``""`` for none.

    Args:
        index: Where to look; every passage is looked at, which a large index takes a moment for.
        typed: Such as ``Wenzhou``, ``Ouhai District`` or ``Li Jian``.
    """
    letters = _GENERIC.sub("", typed.strip())
    found = pattern(letters) if len(letters) <= _LONGEST and all(map(_WORD.fullmatch, letters.split())) else None
    if found is None:
        return ""
    counts: Counter[str] = Counter()
    seen: dict[str, str] = {}
    for name in index.names():
        for chunk in index.chunks_of(name):
            for text in (chunk.byline, chunk.text):
                for match in found.finditer(text):
                    counts[match[0]] += 1
                    seen.setdefault(match[0], text[max(0, match.start() - 12) : match.end() + 12])
    return next((name for name, _ in counts.most_common(_TRIED) if _is_name(name, seen[name])), "")


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


def _is_name(name: str, around: str) -> bool:
    if tag(name) in ("ns", "nr", "nt", "nrt", "nrfg", "nz"):
        return True
    if any(
        name == found.text or name == found.text.rstrip(_PLACE_ENDS)
        for found in (*places(around), *organisations(around))
    ):
        return True
    return is_person_shaped(name) and any(name == found.text for found in persons(around))
