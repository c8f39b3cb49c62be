"""The words that a kept answer rests on, and where they stand in a document that has changed since. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.records import Answer, Chunk, Citation, Span
from rag.text.fold import content, fold, unmarked

_LONG = 8  # characters that are hardly the same by chance


@dataclass(frozen=True, slots=True)
class Quoted:
    """What was quoted from one document.

    Attributes:
        doc_id: Of the document as it was indexed then: a hash of its name and text.
        quotes: The words, in the order of their places.
        spans: Where they stood in its source.
        sha256: Of its file then; ``""`` where no citation says it.
        generation: Of the index that answered.
        passage: The passage that they stood in, as far as it was kept.
    """

    doc_id: str
    quotes: tuple[str, ...]
    spans: tuple[Span, ...]
    sha256: str = ""
    generation: str = ""
    passage: Chunk | None = None


def quoted_at(answer: Answer, doc: str, spans: Sequence[Span]) -> Quoted | None:
    """Return what an answer quotes at a place of a document: its citations there, else a passage shown with it.

    Args:
        answer: As it was kept.
        doc: The document's name.
        spans: Source spans as the answer gives them: of one citation, of all in a passage, or of a passage.

    Returns:
        None where the answer quotes nothing there.
    """
    wanted = set(spans)
    chunks = {e.chunk.chunk_id: e.chunk for e in answer.evidence}
    cited = [c for c in answer.citations if c.doc == doc and wanted.issuperset(c.spans)]
    if cited:
        ordered = _by_place(cited)
        first = ordered[0]
        doc_id = first.chunk_id.rpartition(":")[0]
        quotes = tuple(c.quote for c in ordered)
        return Quoted(doc_id, quotes, tuple(spans), first.sha256, answer.index, chunks.get(first.chunk_id))
    collected = [place.chunk for place in answer.collected.places] if answer.collected else []
    for chunk in (*chunks.values(), *collected):
        if chunk.doc == doc and wanted and wanted <= set(chunk.spans):
            return Quoted(chunk.doc_id, (chunk.text,), tuple(spans), "", answer.index, chunk)
    for place in answer.collected.places if answer.collected else ():
        if place.chunk.doc == doc and place.chunk.spans_of(place.start, place.end) == tuple(spans):
            words = place.chunk.text[place.start : place.end]
            return Quoted(place.chunk.doc_id, (words,), tuple(spans), "", answer.index, place.chunk)
    return None


def find_again(text: str, quotes: Sequence[str]) -> tuple[Span, ...]:
    """Return where quoted words stand in a text, in its order; empty unless every quote is found.

    White space, markup, width and case do not matter. Of several places each quote takes the first behind the one
    before it, else the first; short words that stand in several places are not taken for the quoted ones.
    """
    squeezed, at = _squeezed(text)
    found: list[Span] = []
    behind = 0
    for quote in quotes:
        words = content(quote)
        if not words:
            continue
        start = squeezed.find(words, behind)
        start = start if start >= 0 else squeezed.find(words)
        if start < 0 or (len(words) < _LONG and squeezed.count(words) > 1):
            return ()
        behind = start + len(words)
        found.append((at[start], at[behind - 1] + 1))
    return _disjoint(found)


def _by_place(citations: Sequence[Citation]) -> list[Citation]:
    return sorted(citations, key=lambda citation: (citation.start, citation.end))


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return the content of a text, and where each of its characters stands in the text."""
    folded = fold(text)
    kept = {char for char in set(folded) if unmarked(char)}
    at = [n for n, char in enumerate(folded) if char in kept]
    return "".join(folded[n] for n in at), at


def _disjoint(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that overlap joined."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
