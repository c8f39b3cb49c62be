"""The parts of an English clause: what asks, who does what to whom, and what stands around it.

Knows the roles of words and the order in which English puts them; no Chinese and no document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rag.search.english.words import Word

_NOUNS = ("amount", "time", "unit", "thing", "quality", "name", "date", "number", "ordinal", "pronoun", "and")
_BE = ("is", "are", "was", "were", "be")


@dataclass(slots=True)
class Parts:
    """The parts of a clause, each a list of words.

    Attributes:
        ask: What asks (``many``, ``who``, ``when`` …), ``""`` for nothing.
        asked: What *which* and *how many* ask for.
        front: Times, places and what else stands around, each on its own.
        subject: Before the verbs.
        deeds: The verbs.
        objects: Behind them.
        is_subject: Whether what asks is who does it: who wrote, which village got.
        inverted: Whether an auxiliary stands before the subject: did, will, is.
        has_be: Whether that is a form of *be*.
    """

    ask: str = ""
    asked: list[Word] = field(default_factory=list)
    front: list[list[Word]] = field(default_factory=list)
    subject: list[Word] = field(default_factory=list)
    deeds: list[Word] = field(default_factory=list)
    objects: list[Word] = field(default_factory=list)
    is_subject: bool = False
    inverted: bool = False
    has_be: bool = False


def parsed(words: Sequence[Word]) -> Parts:
    """Return the parts of a clause."""
    parts = Parts()
    at = next((n for n, word in enumerate(words) if word.role == "ask"), None)
    rest = list(words)
    if at is not None:
        parts.ask = words[at].chinese[0]
        _fronted(parts, words[:at])
        rest = rest[at + 1 :]
    if parts.ask in ("many", "much", "which", "what", "whose") or (
        parts.ask and rest and rest[0].role in ("amount", "thing")
    ):
        size = _noun_phrase(rest)
        parts.asked, rest = rest[:size], rest[size:]
    if parts.ask == "what" and parts.asked:
        parts.ask = "much" if parts.asked[-1].role == "amount" else "which"
    if rest and rest[0].role == "aux":
        parts.inverted, parts.has_be = True, rest[0].english in _BE
        rest = rest[1:]
    else:
        parts.is_subject = bool(parts.ask)
    _placed(parts, rest)
    if parts.has_be and parts.ask in ("who", "which") and parts.deeds and not parts.subject:
        parts.is_subject = True
    return parts


def _noun_phrase(words: Sequence[Word]) -> int:
    """Return how many words at the beginning are one noun with what stands before it.

    How many people live …: a word that may be a verb is one where a noun went before and no other verb is to come.
    """
    size = 0
    while size < len(words) and words[size].role in _NOUNS:
        if size and words[size].deed and not any(w.role in ("deed", "aux") for w in words[size:]):
            break
        size += 1
    return size


def _fronted(parts: Parts, words: Sequence[Word]) -> None:
    """Put what stands before the word that asks where times and places are."""
    apart = True
    for word in words:
        if word.role in ("link", "stop"):
            apart = True
        elif word.role == "date" or (apart and word.role != "aux"):
            parts.front.append([word])
            apart = word.role == "date"
        elif word.role != "aux":
            parts.front[-1].append(word)


def _placed(parts: Parts, words: Sequence[Word]) -> None:
    """Put the words behind the one that asks where they belong."""
    current = parts.subject
    wanted = parts.inverted and not parts.has_be
    around: list[Word] | None = None
    for n, word in enumerate(words):
        if word.role == "date":
            parts.front.insert(0, [word])
        elif word.role == "link" and (parts.deeds or not current):
            around = []
            parts.front.append(around)
        elif word.role == "stop":
            around = None
        elif word.role == "deed" or (not parts.deeds and _is_verb(parts, words, n, wanted=wanted)):
            parts.deeds.append(word if word.role == "deed" else replace(word, role="deed", chinese=word.deed))
            current, around = parts.objects, None
        elif word.role not in ("aux", "ask"):
            (current if around is None else around).append(word)
    parts.front = [group for group in parts.front if group]
    while parts.subject and parts.subject[-1].role == "link":
        parts.subject.pop()


def _is_verb(parts: Parts, words: Sequence[Word], at: int, *, wanted: bool) -> bool:
    """Whether a word that may be a noun or a verb is the verb: behind a noun, where a verb is still to come."""
    if not words[at].deed or any(word.role == "deed" for word in words[at + 1 :]):
        return False
    before = words[at - 1].role if at else ""
    if at == 0 and parts.has_be and words[at].english.endswith("ing"):
        return True
    if wanted:
        return before in ("name", "thing", "amount", "pronoun")
    return parts.is_subject and (at == 0 or before in ("thing", "name"))
