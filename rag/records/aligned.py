"""A paragraph beside the stretch of the source that it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records.documents import Paragraph
from rag.records.places import Span

Change = Literal["", "joined", "closed", "dropped", "moved"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the source text and what became of it.

    Attributes:
        start: Source offset of its first character.
        end: Source offset behind its last.
        change: ``""`` for characters that were kept as they are; ``joined`` for a line end taken out within a
            paragraph; ``closed`` for white space taken out within a line; ``dropped`` for characters left out;
            ``moved`` for characters read elsewhere, which a paragraph steps over.
        why: The reason of a dropped stretch, in Chinese; else ``""``.
    """

    start: int
    end: int
    change: Change = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph and its source.

    Attributes:
        article: Position of its article in the document.
        paragraph: The repaired paragraph; None for source text that belongs to none and was dropped.
        source: The stretches that it was made of, in the order of reading.
        displaced: Whether it was printed elsewhere on the page; of the rows that are not in the order of print,
            the fewest.
    """

    article: int
    paragraph: Paragraph | None
    source: tuple[Stretch, ...]
    displaced: bool = False

    @property
    def hull(self) -> Span:
        """The source from the first to the last character of the row."""
        return min(s.start for s in self.source), max(s.end for s in self.source)
