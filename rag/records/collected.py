"""A question about the collection as a whole, and all that was collected for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records.passages import Chunk

Unit = Literal["documents", "articles", "sentences"]


@dataclass(frozen=True, slots=True)
class Collecting:
    """What a question asks of the whole collection (哪些文件提到龙港, 涂秀明写过什么, 有几份2020年的).

    Attributes:
        unit: What is counted and listed.
        term: What has to stand in the text, literally; ``""`` where nothing has to.
        author: Who has to be named in the byline; ``""`` where nobody has to.
        year: Of the article's date; None where any will do.
        origin: Whether the question asks where given words come from.
    """

    unit: Unit
    term: str = ""
    author: str = ""
    year: int | None = None
    origin: bool = False


@dataclass(frozen=True, slots=True)
class CollectedPlace:
    """One document, article or sentence that was asked for: the words in ``chunk.text`` that show it."""

    chunk: Chunk
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Collected:
    """All that was asked for.

    Attributes:
        asked: What was collected.
        places: Every one, by document and position in it.
    """

    asked: Collecting
    places: tuple[CollectedPlace, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.places)
