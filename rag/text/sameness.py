"""What of a text is found again in another: its clauses, each with a mark that is equal where they say the same.

Widths, quotation marks, white space and markup count nothing, so that a paragraph printed, wrapped or converted
keeps its marks. Knows text only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import lru_cache

from rag.text.fold import fold, unmarked

# What of a passage must be found again for it to say nothing new, its clauses without a number aside.
COVERED = 0.95
_FEWEST_CHARS = 6
# In folded text, where ，；：！？ are their ASCII forms.
_CLAUSE = re.compile(r"[^。,;:!?\n]+")
# 一 stands in any sentence (一方面, 进一步) and seldom counts.
_FIGURE = re.compile(r"[0-9〇零二三四五六七八九十百千万亿]")
# Of folded text what is said: its letters and digits, with what belongs to a number; particles say nothing.
_SAID = re.compile(r"[^\W_的地得之了着与和及]|[%‰°℃$¥€£]|(?<=\d)\.(?=\d)|[-~+](?=\d)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A clause of a text.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        size: Its characters without white space and markup.
        value: 63 bits of a hash of these, folded.
        figure: Whether it holds a digit or a numeral other than 一.
    """

    start: int
    end: int
    size: int
    value: int
    figure: bool


def marks(text: str) -> tuple[Mark, ...]:
    """Return the marks of a text's clauses in order, those of fewer than six characters left out.

    A text that has no other clauses has one mark, of the whole; one without content has none.

    >>> [m.value for m in marks("温州市要加快，发展。")] == [m.value for m in marks("温 州 市\u3000要加快,发展;")]
    True
    """
    folded = fold(text)
    found = []
    for match in _CLAUSE.finditer(folded):
        plain = unmarked(match[0])
        if len(plain) >= _FEWEST_CHARS:
            found.append(_mark(*match.span(), plain))
    whole = "" if found else unmarked(folded)
    return tuple(found) if found or not whole else (_mark(0, len(text), whole),)


def mark_values(text: str) -> set[int]:
    """Return the values of a text's marks: as ``marks`` does, five times as fast."""
    folded = fold(text)
    clauses = [plain for clause in _CLAUSE.findall(folded) if len(plain := unmarked(clause)) >= _FEWEST_CHARS]
    return {_value(plain) for plain in clauses or [unmarked(folded)] if plain}


@lru_cache(maxsize=4096)
def passage_marks(text: str) -> tuple[Mark, ...]:
    """Return the marks of a passage; those of the last passages are kept."""
    return marks(text)


def _mark(start: int, end: int, plain: str) -> Mark:
    return Mark(start, end, len(plain), _value(plain), _FIGURE.search(plain) is not None)


def _value(plain: str) -> int:
    """Return 63 bits of the hash of a clause."""
    digest = hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def said(text: str) -> tuple[str, list[int]]:
    """Return what a text says, without widths, white space, punctuation and particles, and the place of each character.

    Two texts that say the same have the same one; no digit, numeral, name or negation is left out of it.

    >>> said("总价 １２.5万元，不含税。")[0] == said("总价12.5万元不含税")[0], said("4.87亿")[0] == said("48.7亿")[0]
    (True, False)
    """
    found = [(match[0], match.start()) for match in _SAID.finditer(fold(text))]
    return "".join(char for char, _ in found), [at for _, at in found]


def is_covered(own: Iterable[Mark], known: Set[int]) -> bool:
    """Return whether a passage says nothing that is not known: nearly all of it is, and every clause with a number.

    Args:
        own: Its marks; a passage without any says nothing.
        known: Values of the marks that are known.
    """
    held = total = 0
    for mark in own:
        total += mark.size
        if mark.value in known:
            held += mark.size
        elif mark.figure:
            return False
    return held >= COVERED * total


def shared(own: Iterable[Mark], known: Set[int]) -> float:
    """Return the share of a text's clauses, by their characters, that are known; 0 for a text without any."""
    sizes = [(mark.size, mark.value in known) for mark in own]
    total = sum(size for size, _ in sizes)
    return sum(size for size, held in sizes if held) / total if total else 0.0
