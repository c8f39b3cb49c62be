"""A document → chunks: passages on paragraph bounds, each with what is indexed and what is quoted.

Short neighbours under the same headings are merged, long paragraphs are cut at sentences, best
where an enumeration goes on (一是, 二是). The head lines of an article are one chunk of their own.
Knows nothing of questions and models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from rag.corpus.acyclic import acyclic
from rag.corpus.bylines import dateline
from rag.corpus.lengths import DEFAULT, ChunkSettings
from rag.corpus.pieces import Pieces
from rag.corpus.shapes import is_lead, numbering
from rag.corpus.spoken import spoken
from rag.records import Article, Chunk, Document, Paragraph, Span
from rag.text.sentences import clauses, sentences

_AT_ONCE = 1024  # Passages that are made together.
_LONGEST_LEAD = 60
_CLAUSE_OF_PROVISION = re.compile(r"第[一二三四五六七八九十]+款")
_QUESTION = re.compile(r"(?:问|[Qq]|提问|[\u4e00-\u9fff·]{2,8})\s*[:：]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk before it has an id: clean places in reading order, and the headings above."""

    places: tuple[Span, ...]
    headings: tuple[str, ...]
    kind: Literal["body", "head"]
    page: int | None


@acyclic
def chunks(document: Document, settings: ChunkSettings = DEFAULT) -> list[Chunk]:
    """Return the chunks of a document in reading order; a function of the document and the settings.

    Together they hold every paragraph; only the lead of a report (本报讯（记者 …）) stands in two, its article's
    head and first passage. The number of a 条 is never cut from its text, and no passage holds two of them. An
    empty document has none.
    """
    # A title that is only the file's name says nothing.
    title = "" if document.title == PurePosixPath(document.source.name).stem else document.title
    pieces = Pieces(document.source.text, document.offsets)
    held: list[tuple[_Head, Passage]] = []
    for article in document.articles:
        head = _head(article)
        held += [(head, passage) for passage in _passages(document.text, article, settings)]
    found: list[Chunk] = []
    for low in range(0, len(held), _AT_ONCE):
        found += _made(document, pieces, held[low : low + _AT_ONCE], title, low)
    return found


# ---------------------------------------------------------------- passages


def _passages(text: str, article: Article, settings: ChunkSettings) -> Iterator[Passage]:
    """Yield an article's head, then its passages."""
    head, body = _parted(text, article)
    page = article.paragraphs[0].page if article.paragraphs else None
    for places in _fitted(head, settings.long):
        yield Passage(places, (), "head", page)
    held: list[Paragraph] = []
    room = settings.long
    for paragraph in body:
        size = paragraph.end - paragraph.start
        if held and not _merges(text, held[-1], paragraph, room, settings):
            yield _merged(held)
            held, room = [], settings.long
        if size <= room:
            held.append(paragraph)
            room -= size
            continue
        first, *rest = _pieces(text, paragraph, room, settings)
        headings = (*paragraph.headings, *_lead(text, paragraph))
        yield Passage((*((p.start, p.end) for p in held), first), (held or [paragraph])[0].headings, "body", page)
        for piece in rest:
            yield Passage((piece,), headings, "body", paragraph.page)
        held, room = [], settings.long
    if held:
        yield _merged(held)


def _merges(text: str, last: Paragraph, paragraph: Paragraph, room: int, settings: ChunkSettings) -> bool:
    """Whether a paragraph joins the passage begun: behind its heading or question, or short under the same headings."""
    size = paragraph.end - paragraph.start
    if last.kind == "heading" or _is_question(text, last):
        return room >= settings.short or size <= room
    if paragraph.kind == "heading" or size > room or _is_question(text, paragraph):
        return False
    if paragraph.headings != last.headings and _section(paragraph) != _section(last):
        return False
    return settings.long - room < settings.short or size < settings.tiny


def _is_question(text: str, paragraph: Paragraph) -> bool:
    """Whether a paragraph is marked as a question, whose answer follows (问：如何办理？)."""
    return text[paragraph.end - 1 : paragraph.end] in "？?" and _QUESTION.match(text, paragraph.start) is not None


def _section(paragraph: Paragraph) -> tuple[str, ...]:
    """Return the headings above a paragraph; the paragraphs of one 条 are under the same ones."""
    above = paragraph.headings
    return above[:-1] if above and _CLAUSE_OF_PROVISION.fullmatch(above[-1]) else above


def _merged(held: Sequence[Paragraph]) -> Passage:
    return Passage(tuple((p.start, p.end) for p in held), held[0].headings, "body", held[0].page)


def _parted(text: str, article: Article) -> tuple[list[Span], list[Paragraph]]:
    """Return the places of an article's head lines, those of its foot among them, and its other paragraphs."""
    values = [p.place for p in (article.headline, article.byline, article.number, article.date) if p and p.place]
    top = article.headline.place[1] if article.headline and article.headline.place else 0
    low, high = (min(values)[0], max([end for _, end in values])) if values else (0, 0)
    head: list[Span] = []
    body: list[Paragraph] = []
    begun = False
    for paragraph in article.paragraphs:
        inside = paragraph.start < high and low < paragraph.end
        inside = inside and any(paragraph.start < end and start < paragraph.end for start, end in values)
        if paragraph.kind == "byline" or (paragraph.kind == "heading" and (inside or not begun)):
            numbered = paragraph.kind == "heading" and numbering(text[paragraph.start : paragraph.end]) is not None
            if inside or not numbered:
                head.append((paragraph.start, paragraph.end))
                continue
        elif inside and (lead := dateline(text[paragraph.start : paragraph.end])):
            head.append((paragraph.start, paragraph.start + lead[0]))
        begun = begun or paragraph.start >= top
        body.append(paragraph)
    return head, body


def _fitted(places: Sequence[Span], long: int) -> Iterator[tuple[Span, ...]]:
    """Yield places in order, so many together as fit into a chunk; one that does not fit is cut."""
    held: list[Span] = []
    room = long
    for start, end in places:
        for at in range(start, end, long):
            size = min(long, end - at)
            if size > room:
                yield tuple(held)
                held, room = [], long
            held.append((at, at + size))
            room -= size
    if held:
        yield tuple(held)


def _lead(text: str, paragraph: Paragraph) -> tuple[str, ...]:
    """Return the first sentence of a numbered paragraph: what its later pieces stand under."""
    body = text[paragraph.start : min(paragraph.end, paragraph.start + 3 * _LONGEST_LEAD)]
    if _is_provision(paragraph.headings[-1:], body) or (numbering(body) is None and not is_lead(body)):
        return ()
    start, end = sentences(body)[0]
    return (body[start:end].rstrip("。"),) if end - start <= _LONGEST_LEAD else ()


def _is_provision(above: tuple[str, ...], body: str) -> bool:
    """Whether a paragraph begins with the 条 under which it stands, so that its later pieces stand under it too."""
    return bool(above) and body.startswith(above[0]) and above[0].startswith("第")


# ---------------------------------------------------------------- long paragraphs


def _pieces(text: str, paragraph: Paragraph, room: int, settings: ChunkSettings) -> list[Span]:
    """Return a long paragraph in pieces cut at sentences: near ``aim`` long, begun where an enumeration goes on.

    The cheapest cut is found by dynamic programming over the sentences; the first piece takes at most ``room``.
    """
    body = text[paragraph.start : paragraph.end]
    units = [unit for place in sentences(body, semicolons=True) for unit in _small(body, place, settings.long)]
    gains = [settings.lead_gain if is_lead(body[a : a + 4]) else 0.0 for a, _ in units]
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(units) + 1):
        options = []
        for start in range(end - 1, -1, -1):
            size = units[end - 1][1] - units[start][0]
            if start + 1 < end and size > settings.long:
                break
            over = max(0, size - room) if start == 0 else 0
            cost = ((size - settings.aim) / settings.aim) ** 2 + over / 10 - (gains[start] if start else 0.0)
            options.append((best[start][0] + cost, start))
        best.append(min(options))
    pieces: list[Span] = []
    end = len(units)
    while end:
        start = best[end][1]
        pieces.append((paragraph.start + units[start][0], paragraph.start + units[end - 1][1]))
        end = start
    return pieces[::-1]


def _small(body: str, place: Span, long: int) -> list[Span]:
    """Return a sentence, or where it is longer than a chunk its clauses, or else stretches of it."""
    if place[1] - place[0] <= long:
        return [place]
    found: list[Span] = []
    for a, b in clauses(body[place[0] : place[1]]):
        start, end = place[0] + a, place[0] + b
        found += [(at, min(at + long, end)) for at in range(start, end, long)]
    return found


# ---------------------------------------------------------------- chunks


def _made(
    document: Document, pieces: Pieces, held: Sequence[tuple[_Head, Passage]], title: str, first: int
) -> Iterator[Chunk]:
    """Yield the chunks of some passages.

    Args:
        document: Whose they are.
        pieces: Its offsets.
        held: The passages, each with what its article says.
        title: What stands above the text that is searched.
        first: How many chunks stand before them.
    """
    texts = ["\n".join([document.text[a:b] for a, b in passage.places]) for _, passage in held]
    years = spoken(texts, [(head.date, head.headline or document.title) for head, _ in held])
    places = pieces.of([passage.places for _, passage in held])
    made = zip(held, texts, places, years, strict=True)
    for ordinal, ((head, passage), text, (offsets, spans), said) in enumerate(made, first):
        start, end = spans[0] if len(spans) == 1 else (min(spans)[0], max([b for _, b in spans]))
        yield Chunk(
            chunk_id=f"{document.doc_id}:{start}-{end}",
            doc_id=document.doc_id,
            doc=document.source.name,
            title=document.title,
            article=head.headline,
            byline=head.byline,
            date=head.date,
            date_inferred=head.inferred,
            headings=passage.headings,
            kind=passage.kind,
            ordinal=ordinal,
            text=text,
            indexed=_indexed(title, head, passage, text),
            offsets=offsets,
            spans=spans,
            page=passage.page,
            number=head.number,
            issuer=head.issuer,
            years=said,
        )


@dataclass(frozen=True, slots=True)
class _Head:
    """What all chunks of an article say of it; ``""`` for what is not known."""

    headline: str
    byline: str
    date: str
    number: str
    issuer: str
    inferred: bool


def _head(article: Article) -> _Head:
    """Return what the chunks of an article say of it."""
    return _Head(
        article.headline.value if article.headline else "",
        article.byline.value if article.byline else "",
        article.date.value if article.date else "",
        article.number.value if article.number else "",
        article.issuer.value if article.issuer else "",
        inferred=article.date is not None and article.date.inferred,
    )


def _indexed(title: str, head: _Head, passage: Passage, text: str) -> str:
    """Return what is embedded and searched: title, headline, headings and author, then the text.

    What the text itself begins with is left out above it.
    """
    other = head.headline if head.headline != title else ""
    if passage.kind == "head":
        shown = title if other else ""
    else:
        shown = " › ".join([part for part in (title, other, *passage.headings, head.byline) if part])
    return f"{shown}\n{text}" if shown else text
