"""An English question as a Chinese one, with the same names, dates, figures and general words.

Cuts it into the things it asks, each put in Chinese by ``words``, ``parts`` and ``order``, and
says how much of it was read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.index.index import Index
from rag.records import Constraints, EnglishQuestion, SubQuestion, Turn, Understood
from rag.search.english.order import Order
from rag.search.english.parts import parsed
from rag.search.english.words import Word, words_of
from rag.search.remarks.recognise import without_courtesies
from rag.text.fold import fold, is_han

_CONTENT = ("amount", "time", "unit", "thing", "quality", "deed")
_WH = "how|what|when|who|where|which|why"
_CLAUSES = re.compile(
    rf"[?.!;]+(?:\s+|$)|,?\s+and\s+(?=(?:by\s+)?(?:{_WH})\b)|,\s+(?=(?:{_WH})\b)",
    re.IGNORECASE,
)
_AUX = "is|are|was|were|do|does|did|has|have|will|can"
_ASKS = re.compile(rf"\b(?:{_WH}|whom|whose|list|name|summari[sz]e)\b|^(?:{_AUX})\b", re.IGNORECASE)
_HAS_VERB = re.compile(rf"\b(?:{_AUX})\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:and\s+|but\s+)?(?:what|how)\s+about\s+(?P<a>.+)$|^and\s+(?:(?:in|for|of)\s+)?(?P<b>.+)$", re.IGNORECASE
)
_SUMMARY = re.compile(
    r"\b(?:main|key)\s+(?:points?|ideas?|contents?|message)\s+of\b|\bsummary\s+of\b|"
    r"^what\s+(?:is|was)\s+(?P<a>.+?)\s+(?:mainly\s+)?about$|"
    r"^what\s+(?:does|do|did)\s+(?P<b>.+?)\s+(?:mainly\s+)?(?:say|talk about|discuss)$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:(?:please|kindly|(?:can|could|would) you|do you know|i(?:'d| would)? (?:want|like|need) to know|"
    r"(?:tell|show|give) (?:me|us)|let me know|find out|i wonder)\b[\s,]*)+",
    re.IGNORECASE,
)


def in_chinese(index: Index, question: str) -> EnglishQuestion:
    """Return an English question as a Chinese one to the documents of an index.

    Args:
        index: Whose names are known, and whose vocabulary decides between words that say the same.
        question: As typed.
    """
    reader = _Reader(index)
    parts = [part for clause in _clauses(without_courtesies(question)) if (part := reader.clause(clause))]
    return reader.question("，".join(parts))


def _clauses(question: str) -> list[str]:
    """Return what an English question asks one after the other; what only leads up to a question belongs to it."""
    found: list[str] = []
    before = ""
    for clause in _CLAUSES.split(question.strip()):
        before = f"{before}, {clause.strip()}" if before else clause.strip()
        if _ASKS.search(before):
            found.append(before)
            before = ""
    return [*found, before] if before else found


def read_turns(index: Index, history: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return a conversation with what was asked in English as it is read in Chinese."""
    return tuple(Turn(turn.role, _turn(index, turn)) for turn in history)


def _turn(index: Index, turn: Turn) -> str:
    if turn.role != "user" or any(map(is_han, turn.content)):
        return turn.content
    read = in_chinese(index, turn.content)
    return read.text if read.enough else turn.content


def understood_as(understood: Understood, question: EnglishQuestion) -> Understood:
    """Return how the Chinese question was understood, with the names known to be people's and places'."""

    def known(constraints: Constraints, text: str) -> Constraints:
        people = (*constraints.person, *(name for name in question.persons if name in text))
        places = (*constraints.place, *(name for name in question.places if _is_new(name, text, constraints)))
        return replace(constraints, person=tuple(dict.fromkeys(people)), place=tuple(dict.fromkeys(places)))

    parts = tuple(SubQuestion(part.text, known(part.constraints, part.text)) for part in understood.parts)
    whole = known(understood.constraints, " ".join(part.text for part in parts))
    return replace(understood, parts=parts, constraints=whole)


def _is_new(name: str, text: str, constraints: Constraints) -> bool:
    """Whether a place stands in a text and no constraint holds it already, as the part of a longer name."""
    held = (*constraints.place, *constraints.organisation, *constraints.document)
    return name in text and not any(name in other for other in held)


class _Reader:
    """Turns clauses and remembers what was read."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._order = Order(index)
        self._words: list[Word] = []

    def question(self, text: str) -> EnglishQuestion:
        """Return all that was read."""
        names = {word.english: word.name for word in self._words if word.name is not None}
        unread = [word.english for word in self._words if word.unread]
        missing = tuple(dict.fromkeys(word for word in unread if word[0].isupper()))
        content = [word for word in self._words if word.role in _CONTENT]
        literal = [word for word in content if self._stands_in_english(word)]
        if 2 * len(literal) > len(content):
            # The documents are in English themselves, or this part of them.
            return EnglishQuestion("", unread=tuple(unread))
        return EnglishQuestion(
            text=f"{text}？" if text else "",
            synonyms=tuple(self._order.synonyms.items()),
            names=tuple((typed, name.text) for typed, name in names.items()),
            words=tuple(self._order.said.items()),
            persons=tuple(name.text for name in names.values() if name.kind == "person"),
            places=tuple(name.text for name in names.values() if name.kind == "place"),
            missing=missing,
            unread=tuple(dict.fromkeys(unread)),
            read=len(names) + sum(not word.unread and self._order.holds(word) for word in content),
        )

    def clause(self, text: str) -> str:
        """Return a clause in Chinese; ``""`` where nothing of it says anything."""
        if (match := _ABOUT.match(text)) and not _HAS_VERB.search(text):
            about = self._order.phrase(self._read(match["a"] or match["b"]))
            return f"{about}呢" if about else ""
        if match := _SUMMARY.search(text):
            about = self._order.phrase(self._read(match["a"] or match["b"] or text[match.end() :]))
            return f"{about}主要讲了什么" if about else ""
        return self._order.clause(parsed(self._read(_LEAD_IN.sub("", text) or text)))

    def _stands_in_english(self, word: Word) -> bool:
        """Whether the index holds the English words, and the Chinese ones are others."""
        said = [fold(part) for part in word.english.split()]
        return fold(word.chinese[0]) not in said and all(self._index.frequency(part) for part in said)

    def _read(self, text: str) -> list[Word]:
        """Return the words of a text; what *its* means is not said again where a name went before."""
        words = words_of(self._index, text)
        self._words += words
        named = any(word.role == "name" for word in self._words)
        return [word for word in words if word.role != "pronoun" or not named]
