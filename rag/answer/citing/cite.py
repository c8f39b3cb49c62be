"""From checked drafts to shown sentences with numbered citations.

Knows how places become citations: which of them are the same, how long one may be, what number
it has. Knows nothing of how sentences are found or checked.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from rag.records import Check, Citation, Draft, Elsewhere, Evidence, Place, Sentence, SourceText, Span
from rag.text.sentences import clauses, sentences

LONGEST_QUOTE = 300


class Numbering:
    """Gives the places of one answer their numbers, counted from 1 by first use.

    One per answer; not for several threads.
    """

    def __init__(self, evidence: Sequence[Evidence], sources: Mapping[str, SourceText]) -> None:
        """Begin with no citations.

        Args:
            evidence: The passages of the answer, for where else they stand.
            sources: The file of each cited document, by name.
        """
        self._also: dict[str, tuple[Elsewhere, ...]] = {e.chunk.chunk_id: e.also for e in evidence}
        self._sources = sources
        self._known: dict[tuple[str, tuple[Span, ...]], int] = {}

    def sentence(self, draft: Draft, check: Check) -> tuple[Sentence, tuple[Citation, ...]]:
        """Return a draft as it is shown, and those of its citations that were not used before.

        Places longer than 300 characters become several citations, cut at sentence or clause
        bounds; a place inside another one of the same draft is left out, an empty one too.

        Raises:
            ValueError: The check found that the draft must not be shown.
            KeyError: The file of a document that the draft cites is not known.
        """
        if check.verdict is None:
            raise ValueError(f"an unsupported sentence is not shown: {draft.text!r}")
        numbers: list[int] = []
        new: list[Citation] = []
        for place in outermost(piece for whole in draft.places for piece in quotable(whole)):
            key = (place.chunk.doc, place.chunk.spans_of(place.start, place.end))
            if key not in self._known:
                self._known[key] = len(self._known) + 1
                new.append(self._citation(self._known[key], place, key[1]))
            if self._known[key] not in numbers:
                numbers.append(self._known[key])
        shown = Sentence(draft.text, tuple(numbers), check.verdict, draft.added, item=draft.item)
        return shown, tuple(new)

    def _citation(self, n: int, place: Place, spans: tuple[Span, ...]) -> Citation:
        chunk = place.chunk
        source = self._sources[chunk.doc]
        return Citation(
            n=n,
            doc=chunk.doc,
            title=chunk.title,
            article=chunk.article,
            byline=chunk.byline,
            date=chunk.date,
            date_inferred=chunk.date_inferred,
            headings=chunk.headings,
            location=_location(source, spans),
            start=min(start for start, _ in spans),
            end=max(end for _, end in spans),
            spans=spans,
            quote=place.quote,
            sha256=source.sha256,
            chunk_id=chunk.chunk_id,
            also=self._also.get(chunk.chunk_id, ()),
            warnings=source.warnings,
        )


def _location(source: SourceText, spans: Sequence[Span]) -> str | None:
    """Return the pages that a place stands on (第3页, 第3–4页); None where the file has none."""
    if not source.pages:
        return None
    starts = [start for start, _ in source.pages]
    first = max(1, bisect_right(starts, min(start for start, _ in spans)))
    last = max(first, bisect_right(starts, max(end for _, end in spans) - 1))
    return f"第{first}页" if first == last else f"第{first}–{last}页"


def quotable(place: Place, limit: int = LONGEST_QUOTE) -> tuple[Place, ...]:
    """Return a place as places of at most ``limit`` characters, in order, none with white space at its ends.

    A longer place is cut behind the last sentence that fits, else behind the last clause, else at
    the limit. What has no character in the source, such as a line break, is no place.
    """
    text, found = place.chunk.text, []
    start, end = _trim(text, place.start, place.end)
    while start < end:
        cut = end if end - start <= limit else start + _cut(text[start:end], limit)
        low, high = _trim(text, start, cut)
        if low < high and place.chunk.spans_of(low, high):
            found.append(Place(place.chunk, low, high))
        start = _trim(text, cut, end)[0]
    return tuple(found)


def outermost(places: Iterable[Place]) -> list[Place]:
    """Return places in their order without those that lie within another one; of equal places the first stays."""
    given = list(places)
    return [
        place
        for i, place in enumerate(given)
        if not any(
            j != i and _holds(other, place) and (j < i or not _holds(place, other)) for j, other in enumerate(given)
        )
    ]


def _holds(outer: Place, inner: Place) -> bool:
    same = outer.chunk.chunk_id == inner.chunk.chunk_id
    return same and outer.start <= inner.start and inner.end <= outer.end


def _cut(text: str, limit: int) -> int:
    """Return where a text longer than the limit is best cut, at most at the limit."""
    for bounds in (sentences(text), clauses(text)):
        fitting = [end for _, end in bounds if end <= limit]
        if fitting:
            return fitting[-1]
    return limit


def _trim(text: str, start: int, end: int) -> Span:
    """Return a stretch without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
