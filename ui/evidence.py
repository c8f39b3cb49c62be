"""Sentences and evidence as the page draws them: records in, components' data out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from rag.corpus.read import shown
from rag.records import Answer, Chunk, Citation, Evidence, Sentence, Span, clean_spans
from ui import components
from ui.places import pieces
from ui.plurals import Count
from ui.state import OpenPlace
from ui.texts import Texts

_NEAREST = 3
_LONGEST_NAME = 40
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


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that is shown below an answer, with the citations in it by number; none where it is not cited."""

    evidence: Evidence
    citations: tuple[Citation, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where its words stand in the source: those cited, else all of it."""
        return tuple(span for c in self.citations for span in c.spans) or self.evidence.chunk.spans


def cited_passages(answer: Answer) -> list[Passage]:
    """Return the cited passages by first citation."""
    found = {e.chunk.chunk_id: e for e in answer.evidence}
    by_chunk: dict[str, list[Citation]] = {}
    for citation in answer.citations:
        if citation.chunk_id in found:
            by_chunk.setdefault(citation.chunk_id, []).append(citation)
    return [Passage(found[chunk_id], tuple(citations)) for chunk_id, citations in by_chunk.items()]


def other_passages(answer: Answer) -> list[Passage]:
    """Return the passages that are not cited, best first."""
    cited = {c.chunk_id for c in answer.citations}
    return [Passage(e) for e in answer.evidence if e.chunk.chunk_id not in cited]


def nearest_and_more(passages: Sequence[Passage]) -> tuple[list[Passage], list[Passage]]:
    """Return the passages shown at once where nothing was found, and the others."""
    return list(passages[:_NEAREST]), list(passages[_NEAREST:])


def cards_of(passages: Sequence[Passage], texts: Texts) -> list[components.Card]:
    """Return a card for each article, in the order in which they first come, with its passages in it."""
    by_article: dict[tuple[str, ...], list[Passage]] = {}
    for passage in passages:
        chunk = passage.evidence.chunk
        by_article.setdefault((chunk.doc, chunk.article, chunk.byline, chunk.date), []).append(passage)
    return [_card(found, texts) for found in by_article.values()]


def draw_cards(
    passages: Sequence[Passage], texts: Texts, *, key: str, open_at: Opening, place: OpenPlace | None = None
) -> None:
    """Draw passages in cards; 打开原文 opens a passage's document at its words, a number at those cited by it.

    Args:
        passages: In the order in which their articles stand.
        texts: The words of the page.
        key: Of the component.
        open_at: Called with document and source spans.
        place: The place that is open.
    """
    places = {p.evidence.rank: (p.evidence.chunk.doc, p.spans) for p in passages}
    cited = {c.n: (c.doc, c.spans) for p in passages for c in p.citations}

    def opening(known: dict[int, tuple[str, tuple[Span, ...]]]) -> Callable[[int], None]:
        return lambda at: open_at(*known[at]) if at in known else None

    labels = {"open": texts.open, "unfold": texts.unfold, "fold": texts.fold}
    opened = (place.doc, place.spans) if place is not None else None
    data: components.CardsData = {
        "cards": cards_of(passages, texts),
        "labels": labels,
        "open": [c.n for p in passages for c in p.citations if opened in ((c.doc, c.spans), (c.doc, p.spans))],
    }
    components.cards(data, key=key, on_open=opening(places), on_cite=opening(cited))


def _card(passages: Sequence[Passage], texts: Texts) -> components.Card:
    """Return the card of an article; what all its passages stand under is said once, above them."""
    chunk = passages[0].evidence.chunk
    date = dated(chunk.date, texts, inferred=chunk.date_inferred)
    headline, document, file = headed(chunk.article, chunk.title, chunk.doc)
    inside = [_inside(passage.evidence.chunk, texts) for passage in passages]
    shared = inside[0] if len(set(inside)) == 1 else ""
    # What the document lacks stands under the answer that rests on it.
    warnings = dict.fromkeys(warning for p in passages for c in p.citations for warning in c.warnings)
    return {
        "title": headline,
        "where": " · ".join(filter(None, (document, chunk.byline, date, shared, file))),
        "passages": [
            _passage(passage, "" if shared else where, texts) for passage, where in zip(passages, inside, strict=True)
        ],
        "note": " · ".join(warnings),
    }


def _passage(passage: Passage, where: str, texts: Texts) -> components.CardPassage:
    chunk, also = passage.evidence.chunk, passage.evidence.also
    marks = clean_spans(chunk.offsets, passage.spans) if passage.citations else ()
    paragraphs, at = [], 0
    for line in chunk.text.split("\n"):
        paragraphs.append(pieces(chunk.text, at, at + len(line), marks))
        at += len(line) + 1
    return {
        "id": passage.evidence.rank,
        "numbers": [c.n for c in passage.citations],
        "where": where,
        "paragraphs": paragraphs,
        "also": texts.also.format(total=Count(len(also))) if also else "",
    }


def _inside(chunk: Chunk, texts: Texts) -> str:
    """Return where in its article a passage stands: headings and page."""
    page = texts.page.format(page=chunk.page) if chunk.page is not None else ""
    return " · ".join(filter(None, (" › ".join(map(_cut, chunk.headings)), page)))


def _cut(heading: str) -> str:
    return heading if len(heading) <= _MOST_OF_HEADING else f"{heading[: _MOST_OF_HEADING - 1]}…"


def dated(date: str, texts: Texts, *, inferred: bool) -> str:
    """Return a date as it is shown: one that is not printed where it stands says so; ``""`` stays that."""
    return f"{date}{texts.inferred}" if date and inferred else date


def headed(article: str, title: str, doc: str) -> tuple[str, str, str]:
    """Return what stands above a passage: its headline, and below that the document's title and file; nothing twice.

    >>> headed("开放时间调整", "通知汇编", "2020/003.txt"), headed("", "003", "2020/003.txt")
    (('开放时间调整', '通知汇编', '2020/003.txt'), ('2020/003.txt', '', ''))
    """
    stem, file, headline = PurePosixPath(doc).stem, file_name(doc), article or title
    if headline in ("", stem):
        return file, "", ""
    return headline, "" if title in (headline, stem) else title, file


def _short_place(citation: Citation, texts: Texts) -> str:
    date = dated(citation.date, texts, inferred=citation.date_inferred)
    # A document that has no headline is known by its file alone.
    headline, _, file = headed(citation.article, citation.title, citation.doc)
    parts = (headline, citation.byline, date, file if "/" in citation.doc else "")
    return " · ".join(part for part in parts if part)


def file_name(doc: str) -> str:
    r"""Return a document's name below its folder as it is shown: of a very long one the folder is cut, or its middle.

    Two folders may hold a file of one name. Marks that turn the direction of writing are told, not carried out.

    >>> file_name("2020/通报.txt"), file_name("\u202egpj.通报.txt")
    ('2020/通报.txt', '\\u202egpj.通报.txt')
    """
    name = shown(doc)
    if len(name) <= _LONGEST_NAME:
        return name
    folder, _, file = name.rpartition("/")
    if folder and len(file) <= _LONGEST_NAME - 10:
        return f"{folder[: _LONGEST_NAME - 2 - len(file)]}…/{file}"
    return f"{file[:24]}…{file[-12:]}"
