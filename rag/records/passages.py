"""Passages: what is indexed, found and quoted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records.places import OffsetMap, Span, merge_pieces


@dataclass(frozen=True, slots=True)
class SpokenYears:
    """A year, or a range of them, that a passage speaks of.

    Attributes:
        start: Offset in its text of the first character of the word (2019年, 去年).
        end: Offset behind its last.
        first: Four digits.
        last: Of a range; else the same.
        resolved: Whether the year is not printed but told from the date of the article or from a year before it.
    """

    start: int
    end: int
    first: int
    last: int
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage: what is indexed, retrieved and quoted.

    Attributes:
        chunk_id: ``doc_id:start-end`` in source offsets.
        doc: The document's name.
        title: The document's title.
        article: Headline of its article, ``""`` where there is none.
        byline: Byline of its article, ``""`` where there is none.
        date: Date of its article, ISO form, ``""`` where unknown.
        date_inferred: Whether that date is not printed in the article itself.
        headings: Section headings above it, outermost first.
        kind: ``head`` for an article's head lines, else ``body``.
        ordinal: Position among the document's chunks, from 0.
        text: The quoted text: clean paragraphs joined by line breaks.
        indexed: The text that is embedded and searched: title, headings and author, then the text.
        offsets: From ``text`` to source.
        spans: Source spans that hold, beside the text, only white space and markup; in reading order.
        page: Page of its first character, None where the format has no pages.
        number: Number of its article (海政办发〔2022〕15号), ``""`` where there is none.
        issuer: The office that issued its article, ``""`` where unknown.
        years: The years that it speaks of, in the order of ``text``.
    """

    chunk_id: str
    doc_id: str
    doc: str
    title: str
    article: str
    byline: str
    date: str
    date_inferred: bool
    headings: tuple[str, ...]
    kind: Literal["body", "head"]
    ordinal: int
    text: str
    indexed: str
    offsets: OffsetMap
    spans: tuple[Span, ...]
    page: int | None = None
    number: str = ""
    issuer: str = ""
    years: tuple[SpokenYears, ...] = ()

    @property
    def start(self) -> int:
        """Source offset of its first character in the file's order."""
        return min(start for start, _ in self.spans)

    @property
    def end(self) -> int:
        """Source offset behind its last character in the file's order."""
        return max(end for _, end in self.spans)

    def spans_of(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the source spans of the stretch of ``text`` from ``start`` to ``end``."""
        return merge_pieces(self.offsets.pieces(start, end), self.spans)


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found by one leg; a higher score is better, ranks count from 1."""

    chunk_id: str
    score: float
    rank: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another document in which the same passage stands, in source offsets."""

    doc: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage found for a question.

    Attributes:
        rank: From 1, best first.
        score: Higher is better; comparable within one question only.
        chunk: The passage.
        also: Where else the same text stands.
    """

    rank: int
    score: float
    chunk: Chunk
    also: tuple[Elsewhere, ...] = ()
