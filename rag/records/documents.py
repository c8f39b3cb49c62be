"""A document: as it was read, and repaired into articles and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records.places import OffsetMap, Span

ParagraphKind = Literal["body", "list", "table", "heading", "byline", "verse"]
LinkKind = Literal["copy", "version", "part", "whole"]


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file as it was read.

    Attributes:
        name: Path below the documents folder, with ``/``.
        sha256: Of the file's bytes, in hex.
        encoding: Name of the encoding found, such as ``utf-8`` or ``gb18030``.
        text: The decoded text, a byte-order mark left out, line ends as they are.
        pages: Source extents of its pages in order; empty where the format has none.
        warnings: What the reader of the document should know, in Chinese.
    """

    name: str
    sha256: str
    encoding: str
    text: str
    pages: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A source span that is not in the clean text, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """A paragraph whose bounds the format itself tells: one of Word or HTML, or lines of a PDF that geometry joins.

    Attributes:
        spans: Source spans of its characters in reading order; what lies between them (line breaks, a running head
            that a sentence steps over) is not part of it. Joined as they are: a space between Latin words that a line
            break parted belongs into a span.
        kind: What it is in print.
        level: Of a heading, outermost 1; else 0.
        opens: Whether it is the headline with which an article of a newspaper page begins.
    """

    spans: tuple[Span, ...]
    kind: ParagraphKind = "body"
    level: int = 0
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an extractor makes of a file that is not plain text.

    Attributes:
        text: The extracted text, which is from then on the source text; line breaks are single line feeds.
        shaped: Its paragraphs in reading order; empty where the text's own lines must tell.
        pages: Extents in ``text`` of its pages in order; empty where the format has none.
        left_out: Stretches of ``text`` that belong to no paragraph (running heads, page numbers), and why, in Chinese.
        title: What the file's own metadata calls it, ``""`` where it says nothing usable.
        warnings: What a reader of the document should know, in Chinese.
        author: Who wrote it, as the metadata says; else ``""``.
        date: Of its publication, ISO form, as the metadata says; else ``""``.
    """

    text: str
    shaped: tuple[Shaped, ...] = ()
    pages: tuple[Span, ...] = ()
    left_out: tuple[Dropped, ...] = ()
    title: str = ""
    warnings: tuple[str, ...] = ()
    author: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """A value of an article, with the clean place where it is printed.

    Attributes:
        value: What it says.
        place: Where it is printed; None where it is not.
        given: Whether the document's sidecar or the file's own metadata says it.
    """

    value: str
    place: Span | None = None
    given: bool = False

    @property
    def inferred(self) -> bool:
        """Whether neither print nor metadata say it."""
        return self.place is None and not self.given


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the clean text.

    Attributes:
        kind: What it is in print.
        start: Clean offset of its first character.
        end: Clean offset behind its last.
        headings: The section headings above it, outermost first; the article's headline not among them.
        page: Counted from 1, None where the format has no pages.
    """

    kind: ParagraphKind
    start: int
    end: int
    headings: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A piece of a document with one headline and one author; a circular is one article.

    Attributes:
        headline: Of the article; None where the page prints none. A headline on several lines
            is joined by single spaces.
        byline: Office and name, or reporters, as printed.
        date: ISO form (``2020-04-16``, ``2020-04`` or ``2020``), as far as it is known.
        number: A circular's number, in the one form of ``rag.text.file_numbers`` (温办通报〔2020〕第12期).
        paragraphs: In reading order, headline, byline and date lines included.
        issuer: The office that issued a circular.
        annex: Whether it is an annex (附件, 附表) of the article before it.
    """

    headline: Printed | None
    byline: Printed | None
    date: Printed | None
    number: Printed | None
    paragraphs: tuple[Paragraph, ...]
    issuer: Printed | None = None
    annex: bool = False

    @property
    def has_text(self) -> bool:
        """Whether it is more than head lines."""
        return any(paragraph.kind not in ("heading", "byline") for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Document:
    """A repaired document.

    Attributes:
        doc_id: 16 hex digits of a hash of name and source text.
        source: The file as it was read.
        title: What its sidecar or the document itself calls it, else its file name.
        text: The clean text: paragraphs joined by single line breaks.
        offsets: From clean to source.
        articles: In reading order; together their paragraphs cover the clean text but for the line breaks.
        dropped: Source spans that were left out, other than white space.
        warnings: Reading's, repair's and those on its sidecar, in Chinese.
    """

    doc_id: str
    source: SourceText
    title: str
    text: str
    offsets: OffsetMap
    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What one document is to another.

    Attributes:
        doc: Name of the one.
        other: Name of the other.
        kind: ``copy``: both say nearly the same; ``version``: at least half of each stands in the other; ``part``:
            nearly all of ``doc`` stands in ``other``, which says more; ``whole``: the reverse of this.
        share: Of its text that both have, from 0 to 1; for copies and versions of the one that has less in common.
    """

    doc: str
    other: str
    kind: LinkKind
    share: float

    @property
    def is_first(self) -> bool:
        """Whether this is the one of the two ways of saying it that is said: of parts, and of the smaller name."""
        return self.kind == "part" or (self.kind != "whole" and self.doc < self.other)
