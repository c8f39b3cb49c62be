"""An answer: its sentences, and the places that they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from rag.records.collected import Collected
from rag.records.passages import Chunk, Elsewhere, Evidence
from rag.records.places import Span
from rag.records.questions import Understood

Verdict = Literal["supported", "partial", "gap"]
Outcome = Literal["answered", "no_evidence", "notice", "error"]


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
    ``sha256`` is that of the file that was indexed, ``warnings`` what a reader of the document should know, in Chinese.
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
    warnings: tuple[str, ...] = ()


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
    """All that is known of an answer; ``wire.answer_object`` gives the JSON of the contract.

    ``notice`` is words of ours, alone or beside a refusal; ``suggestions`` are questions to ask next; ``collected`` is
    all that a question about the whole collection asked for, of which the sentences show the first ones.
    """

    question: str
    understood: Understood
    outcome: Outcome
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    dropped: tuple[DroppedSentence, ...] = ()
    notice: str = ""
    suggestions: tuple[str, ...] = ()
    collected: Collected | None = None
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
