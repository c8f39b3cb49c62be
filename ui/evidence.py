"""Sentences and evidence as the page draws them: records in, components' data out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from rag.records import Answer, Chunk, Citation, Evidence, Sentence, Span, clean_spans
from ui import components
from ui.places import pieces
from ui.plurals import Count
from ui.texts import Texts

_NEAREST = 3
_MOST_OF_HEADING = 24  # characters: what was taken for a heading may be a sentence
Opening = Callable[[str, tuple[Span, ...]], None]


def draw_sentence(
    sentence: Sentence, citations: Iterable[Citation], texts: Texts, *, key: str, opened: int, open_at: Opening
) -> None:
    """Draw one sentence; a click on a citation number opens its place.

    Args:
        sentence: The sentence.
        citations: Of the whole answer, or at least of this sentence.
        texts: The words of the page.
        key: Of the component, unlike all others on the page.
        opened: The number of the citation whose place is open; 0 for none.
        open_at: Called with document and source spans.
    """
    known = {c.n: c for c in citations}
    cited = [known[n] for n in sentence.citations if n in known]

    def open_number(n: int) -> None:
        if n in known:
            open_at(known[n].doc, known[n].spans)

    components.sentence(
        {
            "segments": pieces(sentence.text, 0, len(sentence.text), sentence.added),
            "marks": [
                {"n": c.n, "label": texts.citation.format(n=c.n), "where": _short_place(c, texts), "quote": c.quote}
                for c in cited
            ],
            "verdict": sentence.verdict,
            "item": sentence.item,
            "note": texts.partial if sentence.verdict == "partial" else "",
            "gloss": sentence.gloss or "",
            "open": opened if opened in sentence.citations else 0,
        },
        key=key,
        on_open=open_number,
    )


def cited_cards(answer: Answer, texts: Texts) -> list[tuple[components.Card, tuple[Span, ...]]]:
    """Return a card for each cited passage by first citation, with the source spans that it cites."""
    found = {e.chunk.chunk_id: e for e in answer.evidence}
    by_chunk: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        if citation.chunk_id in found:
            by_chunk.setdefault(citation.chunk_id, []).append(citation)
    cards = []
    for chunk_id, citations in by_chunk.items():
        spans = tuple(span for c in citations for span in c.spans)
        card = _card(found[chunk_id], [c.n for c in citations], spans, texts)
        # What the document lacks stands under the answer that rests on it.
        card["also"] = " · ".join(filter(None, (card["also"], *citations[0].warnings)))
        cards.append((card, spans))
    return cards


def other_cards(answer: Answer, texts: Texts) -> list[tuple[components.Card, tuple[Span, ...]]]:
    """Return a card for each passage that is not cited, best first, with its own source spans."""
    cited = {c.chunk_id for c in answer.citations}
    return [(_card(e, [], (), texts), e.chunk.spans) for e in answer.evidence if e.chunk.chunk_id not in cited]


def nearest_and_more(
    cards: Sequence[tuple[components.Card, tuple[Span, ...]]],
) -> tuple[list[tuple[components.Card, tuple[Span, ...]]], list[tuple[components.Card, tuple[Span, ...]]]]:
    """Return the passages shown at once where nothing was found, and the others."""
    return list(cards[:_NEAREST]), list(cards[_NEAREST:])


def draw_cards(
    cards: Sequence[tuple[components.Card, tuple[Span, ...]]],
    answer: Answer,
    texts: Texts,
    *,
    key: str,
    open_at: Opening,
) -> None:
    """Draw cards; 打开原文 opens a card's document at its spans."""
    docs = {e.rank: e.chunk.doc for e in answer.evidence}
    places = {card["id"]: (docs[card["id"]], spans) for card, spans in cards}

    def open_card(at: int) -> None:
        if at in places:
            open_at(*places[at])

    labels = {"open": texts.open, "unfold": texts.unfold, "fold": texts.fold}
    components.cards({"cards": [card for card, _ in cards], "labels": labels}, key=key, on_open=open_card)


def _card(evidence: Evidence, numbers: list[int], spans: tuple[Span, ...], texts: Texts) -> components.Card:
    chunk = evidence.chunk
    marks = clean_spans(chunk.offsets, spans)
    paragraphs, at = [], 0
    for line in chunk.text.split("\n"):
        paragraphs.append(pieces(chunk.text, at, at + len(line), marks))
        at += len(line) + 1
    return {
        "id": evidence.rank,
        "numbers": numbers,
        "title": chunk.article or chunk.title,
        "where": _place_of(chunk, texts),
        "paragraphs": paragraphs,
        "also": texts.also.format(total=Count(len(evidence.also))) if evidence.also else "",
    }


def _place_of(chunk: Chunk, texts: Texts) -> str:
    """Return where a passage stands: byline, date, headings, page, document."""
    date = dated(chunk.date, texts, inferred=chunk.date_inferred)
    said = {"", chunk.article or chunk.title, PurePosixPath(chunk.doc).stem}
    document = "" if chunk.title in said else chunk.title
    page = texts.page.format(page=chunk.page) if chunk.page is not None else ""
    headings = " › ".join(map(_cut, chunk.headings))
    return " · ".join(part for part in (document, chunk.byline, date, headings, page, file_name(chunk.doc)) if part)


def _cut(heading: str) -> str:
    return heading if len(heading) <= _MOST_OF_HEADING else f"{heading[: _MOST_OF_HEADING - 1]}…"


def dated(date: str, texts: Texts, *, inferred: bool) -> str:
    """Return a date as it is shown: one that is not printed where it stands says so; ``""`` stays that."""
    return f"{date}{texts.inferred}" if date and inferred else date


def _short_place(citation: Citation, texts: Texts) -> str:
    date = dated(citation.date, texts, inferred=citation.date_inferred)
    parts = (citation.article or citation.title, citation.byline, date)
    return " · ".join(part for part in parts if part)


def file_name(doc: str) -> str:
    """Return a document's file name as it is shown: a very long one is cut in its middle.

    >>> file_name("2020/通报.txt")
    '通报.txt'
    """
    name = PurePosixPath(doc).name
    return name if len(name) <= 40 else f"{name[:24]}…{name[-12:]}"
