"""A document → chunks: passages on paragraph bounds, each with what is indexed and what is quoted.

Short neighbours under the same headings are merged, long paragraphs are cut at sentences, best
where an enumeration goes on (一是, 二是). The head lines of an article are one chunk of their own.
Knows nothing of questions and models.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.corpus.shapes import dateline, is_lead, numbering
from rag.corpus.spans import bridged
from rag.records import Article, Chunk, Document, OffsetMap, Paragraph, Span
from rag.text.sentences import clauses, sentences

SHORT_CHARS = 150
LONG_CHARS = 380


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk before it has an id: clean places in reading order, and the headings above."""

    places: tuple[Span, ...]
    headings: tuple[str, ...]
    kind: str
    page: int | None


def chunks(document: Document) -> list[Chunk]:
    """Return the chunks of a document in reading order.

    Together they hold every paragraph; only the reporters of a lead stand in two, their article's head and its
    first passage. A chunk is at most ``LONG_CHARS`` long but where a single clause is longer. An empty document
    has none.
    """
    found: list[Chunk] = []
    for article in document.articles:
        for passage in _passages(document, article):
            found.append(_chunk(document, article, passage, len(found)))
    return found


def _passages(document: Document, article: Article) -> Iterator[Passage]:
    """Yield an article's head, then its passages."""
    head, body = _parted(document, article)
    if head:
        yield Passage(tuple(head), (), "head", article.paragraphs[0].page)
    open_places: list[Span] = []
    open_paragraphs: list[Paragraph] = []

    def flush() -> Iterator[Passage]:
        if open_places:
            first = open_paragraphs[0]
            yield Passage(tuple(open_places), first.headings, "body", first.page)
            open_places.clear()
            open_paragraphs.clear()

    for paragraph in body:
        size = paragraph.end - paragraph.start
        held = sum(end - start for start, end in open_places)
        if open_places and (
            not _same(open_paragraphs[-1], paragraph, open_paragraphs)
            or held + size > LONG_CHARS
            or held >= SHORT_CHARS
        ):
            if not (open_paragraphs[-1].kind == "heading" and held < SHORT_CHARS):
                yield from flush()
        if size <= LONG_CHARS - (sum(e - s for s, e in open_places)):
            open_places.append((paragraph.start, paragraph.end))
            open_paragraphs.append(paragraph)
            continue
        lead = _lead(document.text, paragraph)
        for n, (start, end) in enumerate(_pieces(document.text, paragraph)):
            if n == 0:
                open_places.append((start, end))
                open_paragraphs.append(paragraph)
                yield from flush()
            else:
                yield Passage(((start, end),), (*paragraph.headings, *lead), "body", paragraph.page)
    yield from flush()


def _same(last: Paragraph, paragraph: Paragraph, held: Sequence[Paragraph]) -> bool:
    """Whether a paragraph may be merged with those before it: under the same headings, or the first below its heading."""
    if paragraph.kind == "heading":
        return False
    return last.headings == paragraph.headings or last.kind == "heading"


def _parted(document: Document, article: Article) -> tuple[list[Span], list[Paragraph]]:
    """Return the clean places of an article's head lines, and its other paragraphs."""
    values = [p.place for p in (article.headline, article.byline, article.number, article.date) if p and p.place]
    head: list[Span] = []
    body: list[Paragraph] = []
    for paragraph in article.paragraphs:
        inside = any(paragraph.start < end and start < paragraph.end for start, end in values)
        if paragraph.kind in ("heading", "byline") and (inside or not body):
            if paragraph.kind == "heading" and not inside and _numbered(document.text, paragraph):
                body.append(paragraph)
            else:
                head.append((paragraph.start, paragraph.end))
            continue
        if inside and (lead := dateline(document.text[paragraph.start : paragraph.end])):
            head.append((paragraph.start, paragraph.start + lead[0]))
        body.append(paragraph)
    return head, body


def _numbered(text: str, paragraph: Paragraph) -> bool:
    return numbering(text[paragraph.start : paragraph.end]) is not None


def _lead(text: str, paragraph: Paragraph) -> tuple[str, ...]:
    """Return the first sentence of a numbered paragraph: what its later pieces stand under."""
    body = text[paragraph.start : paragraph.end]
    if numbering(body) is None and not is_lead(body):
        return ()
    start, end = sentences(body)[0]
    return (body[start:end].rstrip("。"),) if end - start <= 60 else ()


def _pieces(text: str, paragraph: Paragraph) -> list[Span]:
    """Return a long paragraph in pieces of about equal size, cut at sentences, best before 一是 and the like."""
    body = text[paragraph.start : paragraph.end]
    units = [u for place in sentences(body, semicolons=True) for u in _small(body, place)]
    total = len(body)
    n = -(-total // LONG_CHARS)
    aim = total / n
    pieces: list[Span] = []
    start = 0
    for i, unit in enumerate(units):
        size = unit[1] - start
        last = i + 1 == len(units)
        if last:
            pieces.append((start, unit[1]))
            break
        follows = units[i + 1]
        over = follows[1] - start > LONG_CHARS
        lead = is_lead(body[follows[0] : follows[0] + 4]) and size >= SHORT_CHARS
        if over or lead or (size >= aim * 0.95 and total - unit[1] >= SHORT_CHARS / 2):
            pieces.append((start, unit[1]))
            start = follows[0]
    return [(paragraph.start + a, paragraph.start + b) for a, b in pieces]


def _small(body: str, place: Span) -> list[Span]:
    """Return a sentence, or where it is longer than a chunk its clauses, or else stretches of it."""
    if place[1] - place[0] <= LONG_CHARS:
        return [place]
    found: list[Span] = []
    for a, b in clauses(body[place[0] : place[1]]):
        start, end = place[0] + a, place[0] + b
        found += [(at, min(at + LONG_CHARS, end)) for at in range(start, end, LONG_CHARS)]
    return found


def _chunk(document: Document, article: Article, passage: Passage, ordinal: int) -> Chunk:
    """Return the chunk of a passage."""
    text = "\n".join(document.text[a:b] for a, b in passage.places)
    runs: list[tuple[int, int, int]] = []
    at = 0
    for a, b in passage.places:
        runs += [(clean + at, source, length) for clean, source, length in document.offsets.cut(a, b).runs]
        at += b - a + 1
    spans = bridged(document.source.text, [(s, s + n) for _, s, n in runs])
    headline = article.headline.value if article.headline else ""
    byline = article.byline.value if article.byline else ""
    above = [document.title, headline if headline != document.title else "", *passage.headings]
    if passage.kind == "body":
        above.append(byline)
    shown = " › ".join(part for part in above if part)
    return Chunk(
        chunk_id=f"{document.doc_id}:{min(a for a, _ in spans)}-{max(b for _, b in spans)}",
        doc_id=document.doc_id,
        doc=document.source.name,
        title=document.title,
        article=headline,
        byline=byline,
        date=article.date.value if article.date else "",
        date_inferred=article.date is not None and article.date.place is None,
        headings=passage.headings,
        kind="head" if passage.kind == "head" else "body",
        ordinal=ordinal,
        text=text,
        indexed=f"{shown}\n{text}",
        offsets=OffsetMap(tuple(runs)),
        spans=spans,
        page=passage.page,
    )
