"""The frozen records that pass between the rooms.

Two coordinate systems exist and no third, both in Python code points: *clean* (into the
repaired text of a document, or of a chunk where a chunk is at hand) and *source* (into the
file's decoded text). A place is a half-open pair ``(start, end)``. Imports nothing of ours.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

Span = tuple[int, int]
ParagraphKind = Literal["body", "list", "table", "heading", "byline", "verse"]
Verdict = Literal["supported", "partial", "gap"]
Outcome = Literal["answered", "no_evidence", "notice", "error"]

# ---------------------------------------------------------------- places


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each clean character stands in the source.

    Attributes:
        runs: ``(clean start, source start, length)``, ordered by clean start, not overlapping
            in either text, none empty. A clean character outside all runs (the line break
            between two paragraphs) stands for nothing in the source. Source starts need not
            rise: a displaced headline is read before the body that it was printed behind.
    """

    runs: tuple[tuple[int, int, int], ...] = ()

    def source_of(self, clean: int) -> int | None:
        """Return the source offset of one clean character; None where it has none."""
        at = bisect_right(self.runs, clean, key=lambda run: run[0]) - 1
        if at < 0:
            return None
        start, source, length = self.runs[at]
        return source + clean - start if clean < start + length else None

    def pieces(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the source spans of the clean characters ``start`` to ``end``, one per run, in clean order."""
        at = max(0, bisect_right(self.runs, start, key=lambda run: run[0]) - 1)
        found = []
        for clean, source, length in islice(self.runs, at, None):
            if clean >= end:
                break
            low, high = max(clean, start), min(clean + length, end)
            if low < high:
                found.append((source + low - clean, source + high - clean))
        return tuple(found)

    def cut(self, start: int, end: int) -> OffsetMap:
        """Return the map of the clean text from ``start`` to ``end``, its clean offsets counted from ``start``."""
        at = max(0, bisect_right(self.runs, start, key=lambda run: run[0]) - 1)
        runs = []
        for clean, source, length in islice(self.runs, at, None):
            if clean >= end:
                break
            low, high = max(clean, start), min(clean + length, end)
            if low < high:
                runs.append((low - start, source + low - clean, high - low))
        return OffsetMap(tuple(runs))


def merge_pieces(pieces: Iterable[Span], bridges: Iterable[Span]) -> tuple[Span, ...]:
    """Return pieces with neighbours joined where one bridge holds both and the second follows the first.

    Args:
        pieces: Source spans in reading order.
        bridges: Source spans known to hold, beside pieces, only white space and markup.
    """
    bridges = tuple(bridges)
    merged: list[Span] = []
    for start, end in pieces:
        if merged and merged[-1][1] <= start:
            low = merged[-1][0]
            if merged[-1][1] == start or any(b <= low and end <= e for b, e in bridges):
                merged[-1] = (low, end)
                continue
        merged.append((start, end))
    return tuple(merged)


# ---------------------------------------------------------------- documents


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
class Printed:
    """A value read off the page, with the clean place where it is printed; no place where it was inferred."""

    value: str
    place: Span | None = None


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
        number: A circular's number line (温办通报〔2020〕第12期).
        paragraphs: In reading order, headline, byline and date lines included.
    """

    headline: Printed | None
    byline: Printed | None
    date: Printed | None
    number: Printed | None
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A source span that is not in the clean text, and why."""

    start: int
    end: int
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """A repaired document.

    Attributes:
        doc_id: 16 hex digits of a hash of name and source text.
        source: The file as it was read.
        title: What the document calls itself, else its file name.
        text: The clean text: paragraphs joined by single line breaks.
        offsets: From clean to source.
        articles: In reading order; together their paragraphs cover the clean text but for the line breaks.
        dropped: Source spans that were left out, other than white space.
        warnings: Reading's and repair's, in Chinese.
    """

    doc_id: str
    source: SourceText
    title: str
    text: str
    offsets: OffsetMap
    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...] = ()
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- chunks and hits


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


# ---------------------------------------------------------------- questions


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: documents by path prefix, years as an inclusive pair. Empty means everywhere."""

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
            ``organisation``, ``name``, ``list``, ``reason``, ``summary``, ``yes_no``, ``comparison``.
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
        parts: The standalone questions that it asks, at least one.
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


# ---------------------------------------------------------------- answers


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a passage: ``start`` and ``end`` count in ``chunk.text``."""

    chunk: Chunk
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The clean text of the place."""
        return self.chunk.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence before it is checked.

    Attributes:
        text: What it says; never citation marks.
        places: What it rests on.
        added: Stretches of ``text`` that are words of ours.
        gap: Whether it says only what the documents lack.
        item: Whether it is an item of a list, set on a line of its own.
    """

    text: str
    places: tuple[Place, ...] = ()
    added: tuple[Span, ...] = ()
    gap: bool = False
    item: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What verification found: a verdict, None where the sentence must not be shown, and what is missing."""

    verdict: Verdict | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that a shown sentence rests on: a clause, sentence, headline or byline of at most 300 characters.

    ``start`` and ``end`` are the hull of ``spans``; all are source offsets. ``n`` counts from 1 by first use.
    ``sha256`` is that of the file that was indexed.
    """

    n: int
    doc: str
    title: str
    article: str
    byline: str
    date: str
    date_inferred: bool
    headings: tuple[str, ...]
    location: str | None
    start: int
    end: int
    spans: tuple[Span, ...]
    quote: str
    sha256: str
    chunk_id: str
    also: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is shown: its text, the numbers of its citations, and how it was found."""

    text: str
    citations: tuple[int, ...]
    verdict: Verdict
    added: tuple[Span, ...] = ()
    gloss: str | None = None
    item: bool = False


@dataclass(frozen=True, slots=True)
class DroppedSentence:
    """A sentence that verification held back, and what it could not find."""

    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that is known of an answer; ``wire.answer_object`` gives the JSON of the contract."""

    question: str
    understood: Understood
    outcome: Outcome
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    dropped: tuple[DroppedSentence, ...] = ()
    notice: str = ""
    generator: str = "built-in"
    embedder: str = ""
    index: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentences in order, each followed by its marks, a line break between list items; or the notice."""
        if not self.sentences:
            return self.notice
        parts: list[str] = []
        for i, sentence in enumerate(self.sentences):
            if i and (sentence.item or self.sentences[i - 1].item):
                parts.append("\n")
            parts.append(sentence.text + "".join(f"[{n}]" for n in sentence.citations))
        return "".join(parts)


# ---------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """An event: the passages found, best first."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """An event: a language model has begun or goes on to write; no text, for it is not checked yet."""


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """An event: a checked sentence, and those of its citations that are new."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """An event: the whole answer; ``final`` is False where a language model will give another one."""

    answer: Answer
    final: bool = True


Event = Understood | EvidenceFound | Writing | SentenceReady | AnswerReady
