"""All documents, articles or sentences that a question about the collection asks for; nothing is left out.

Every passage is looked at, not the best ones: what is counted has to be right. Knows the index and how a term is
compared; words nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from rag.index.index import Index
from rag.records import Chunk, Collected, CollectedPlace, Collecting, Scope, Span
from rag.text.fold import content
from rag.text.script import simplified, spellings
from rag.text.sentences import sentences


def collect(index: Index, asked: Collecting, scope: Scope) -> Collected:
    """Return everything that was asked for, in the order of document names and of print.

    A term is compared without width, case, script and white space, and has to stand within one sentence. Of a document
    or an article the place is its first sentence that holds the term; without a term its headline, else its
    first sentence. The lead of a report stands in two passages and is counted once. Linear in the size of the index.
    """
    places = _of_year(_matching(index, asked, scope), asked)
    return Collected(asked, tuple(_one_each(places, asked)))


def occurrences(text: str, term: str) -> list[Span]:
    """Return the sentences of a text that hold a term, as places.

    >>> text = "龙港撤镇设市。龙 港市成立。瑞安。"
    >>> [text[a:b] for a, b in occurrences(text, "龍港")]
    ['龙港撤镇设市。', '龙 港市成立。']
    """
    key = _key(term)
    if not key or key not in _key(text):
        return []
    return [(start, end) for start, end in sentences(text) if key in _key(text[start:end])]


def _matching(index: Index, asked: Collecting, scope: Scope) -> Iterator[CollectedPlace]:
    """Yield the places that hold the term, or the first place of each passage where there is none to hold."""
    allowed = index.chunk_ids(scope)
    author = _key(asked.author)
    for chunk in _passages(index, asked.term, allowed):
        if author and author not in _key(chunk.byline):
            continue
        if asked.term:
            yield from (CollectedPlace(chunk, start, end) for start, end in occurrences(chunk.text, asked.term))
        elif first := sentences(chunk.text):
            yield CollectedPlace(chunk, *_opening(chunk, first))


def _passages(index: Index, term: str, allowed: Set[str] | None) -> Iterator[Chunk]:
    for chunk in index.holding(spellings(term)):
        if allowed is None or chunk.chunk_id in allowed:
            yield chunk


def _opening(chunk: Chunk, found: Sequence[Span]) -> Span:
    """Return the headline of a head passage, its first sentence else."""
    if chunk.article and chunk.kind == "head":
        # A headline on several lines is joined by spaces in the records.
        at = chunk.text.replace("\n", " ").find(chunk.article)
        if at >= 0:
            return at, at + len(chunk.article)
    return found[0]


def _of_year(places: Iterator[CollectedPlace], asked: Collecting) -> Iterator[CollectedPlace]:
    year = str(asked.year or "")
    return (place for place in places if place.chunk.date.startswith(year))


def _one_each(places: Iterator[CollectedPlace], asked: Collecting) -> Iterator[CollectedPlace]:
    """Yield the first place of each document, article or sentence."""
    seen: set[object] = set()
    for place in places:
        chunk = place.chunk
        of: object = chunk.doc
        if asked.unit == "articles":
            of = (chunk.doc, chunk.article, chunk.byline)
        elif asked.unit == "sentences":
            of = (chunk.doc, chunk.spans_of(place.start, place.end))
        if of not in seen:
            seen.add(of)
            yield place


def _key(text: str) -> str:
    return content(simplified(text))
