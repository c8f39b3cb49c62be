"""A question, and how it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look. Empty means everywhere.

    Attributes:
        docs: Documents by path prefix.
        years: First and last: passages of articles of these years, and those that speak of one of them.
    """

    docs: tuple[str, ...] = ()
    years: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A word of the question that was read as another one."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the question says of the answer it wants; an empty tuple says nothing.

    Attributes:
        year: Four digits each.
        period: 上半年, 全年, 一季度, …
        place: Places named.
        organisation: Organisations named.
        person: Persons named.
        document: Documents or document numbers named.
        kind: What is asked for, best guess first: ``number``, ``date``, ``person``, ``place``,
            ``organisation``, ``name``, ``list``, ``reason``, ``summary``, ``yes_no``, ``comparison``, ``collection``.
    """

    year: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    organisation: tuple[str, ...] = ()
    person: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SubQuestion:
    """One thing that is asked, standalone."""

    text: str
    constraints: Constraints = Constraints()


@dataclass(frozen=True, slots=True)
class Understood:
    """An event: how the question was read.

    Attributes:
        question: As it was typed.
        parts: The standalone questions that it asks, at least one; none where it is no question.
        corrections: Words read as others.
        constraints: Of the whole question.
    """

    question: str
    parts: tuple[SubQuestion, ...]
    corrections: tuple[Correction, ...] = ()
    constraints: Constraints = Constraints()

    @property
    def queries(self) -> tuple[str, ...]:
        """The standalone questions used for retrieval."""
        return tuple(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class EnglishQuestion:
    """An English question as it was read in Chinese.

    Attributes:
        text: The same in Chinese; ``""`` where nothing of it could be read.
        synonyms: Words of ``text``, each with others that say the same.
        names: Names of the documents by the words as they were typed.
        words: General words as they were typed, each with the Chinese ones that say so, that of ``text`` first.
        persons: Those of the names that are people's.
        places: Those that are places'.
        missing: Names that the documents do not have, as they were typed.
        unread: Words of which nothing is known.
        read: How many of its names and general words the documents have.
    """

    text: str
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    persons: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    read: int = 0

    @property
    def enough(self) -> bool:
        """Whether an answer to the Chinese question is one to it: no name is missing, three words of four are read."""
        if not self.text or self.missing or not self.read:
            return False
        return 3 * len(self.unread) <= self.read
