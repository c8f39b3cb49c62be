"""The reader: a whole document beside the talk, as it was indexed, scrolled to the cited words.

At a wish the source stands beside each paragraph, with what repair joined, closed up, left out and moved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.corpus.aligned import aligned, counted
from rag.library.quoted import Quoted, find_again
from rag.records import Article, Document, Paragraph, Row, Span, Stretch, clean_spans
from ui import components, scope
from ui.evidence import file_name
from ui.places import pieces
from ui.state import OpenPlace, close_place, scope_named, switch_beside
from ui.texts import Texts
from ui.texts_search import SEARCH

if TYPE_CHECKING:
    from rag.index.index import Index

_MOST_KIN = 3


def draw(index: Index, folder: Path, place: OpenPlace, texts: Texts, quoted: Quoted | None = None) -> None:
    """Draw the document that is open.

    Args:
        index: Keeps the text, so that a file that has changed or gone can still be read.
        folder: The documents folder, to say whether the file is still as it was indexed.
        place: What is open; from the address, so that it may name anything.
        texts: The words of the page.
        quoted: What the answer that was followed here quotes from it. Where the document is no longer the one that
            was quoted, the words are looked for, and shown as they were kept where they stand there no more.
    """
    document = index.document(place.doc)
    if document is None:
        data = _empty(place, texts, quoted)
    else:
        marks, notice = _marks(document, place, quoted, texts)
        notice = notice or _file_notice(document, folder, texts)
        spans = tuple(span for mark in marks for span in document.offsets.pieces(*mark))
        rows = aligned(document) if place.beside else ()
        data = {
            "title": document.title,
            "where": file_name(document.source.name),
            "notice": _lines(notice, *document.warnings, *_kin(index, document, texts)),
            "changes": texts.changes.format(**counted(rows)) if place.beside else "",
            "beside": place.beside,
            "only": scope_named().docs == (document.source.name,),
            "paragraphs": [_beside(row, document, marks, spans, texts) for row in rows]
            or [_alone(p, article, document, marks) for article in document.articles for p in article.paragraphs],
            "text_id": f"{document.doc_id} {marks} {place.beside}",
            "visit": f"{document.doc_id} {marks} {place.visit}",
            "labels": _labels(texts),
        }
    components.reader(
        data,
        key="reader",
        on_close=close_place,
        on_beside=switch_beside,
        on_only=lambda: scope.switch_document(place.doc),
    )


def _marks(document: Document, place: OpenPlace, quoted: Quoted | None, texts: Texts) -> tuple[tuple[Span, ...], str]:
    """Return the clean places to be marked, and what to say of them; nothing where all is as it was."""
    if quoted is None or quoted.doc_id == document.doc_id:
        marks = clean_spans(document.offsets, place.spans)
        return marks, texts.place_lost if place.spans and not marks else ""
    marks = find_again(document.text, quoted.quotes)
    if marks:
        return marks, texts.quote_moved
    quotes = (texts.quoted.format(quote=quote) for quote in quoted.quotes)
    return (), _lines(texts.quote_gone, *quotes, _made(quoted, texts))


def _made(quoted: Quoted, texts: Texts) -> str:
    """Return of which file and index kept words were."""
    if not quoted.sha256:
        return texts.quoted_index.format(index=quoted.generation) if quoted.generation else ""
    return texts.quoted_of.format(sha256=quoted.sha256[:16], index=quoted.generation or "–")


def _alone(
    paragraph: Paragraph, article: Article, document: Document, marks: Sequence[Span]
) -> components.ReaderParagraph:
    """Return a paragraph of an article; those that print its headline are larger."""
    headline = article.headline.place if article.headline else None
    of_headline = headline is not None and headline[0] <= paragraph.start and paragraph.end <= headline[1]
    return {
        "kind": "headline" if of_headline else paragraph.kind,
        "pieces": pieces(document.text, paragraph.start, paragraph.end, marks),
        "source": [],
        "note": "",
    }


def _beside(
    row: Row, document: Document, marks: Sequence[Span], spans: Sequence[Span], texts: Texts
) -> components.ReaderParagraph:
    """Return a paragraph with its source; what was left out in between has a source alone."""
    article = document.articles[row.article] if document.articles else None
    drawn: components.ReaderParagraph = {"kind": "left_out", "pieces": [], "source": [], "note": ""}
    if row.paragraph is not None and article is not None:
        drawn = _alone(row.paragraph, article, document, marks)
    cited = sorted(spans)
    source = [piece for stretch in row.source for piece in _source(stretch, document.source.text, cited, texts)]
    return {**drawn, "source": source, "note": texts.displaced if row.displaced else ""}


def _source(stretch: Stretch, source: str, cited: Sequence[Span], texts: Texts) -> list[components.SourcePiece]:
    """Return a stretch of the source in pieces; text that a paragraph steps over is only hinted at."""
    hint = texts.colon.join(filter(None, (texts.change_hints.get(stretch.change, ""), stretch.why)))
    if stretch.change == "moved":
        return [{"text": "", "marked": False, "change": stretch.change, "hint": hint}]
    return [
        {"text": text, "marked": marked, "change": stretch.change, "hint": hint}
        for text, marked in pieces(source, stretch.start, stretch.end, cited)
    ]


def _kin(index: Index, document: Document, texts: Texts) -> list[str]:
    """Return what the document is to others: a copy, a version, a part; at most a few are named."""
    links = index.links(document.source.name)
    said = [texts.kin[link.kind].format(other=file_name(link.other)) for link in links[:_MOST_KIN]]
    return [*said, texts.kin_more.format(total=len(links) - _MOST_KIN)] if len(links) > _MOST_KIN else said


def _lines(*found: str) -> str:
    return "\n".join(filter(None, found))


def _file_notice(document: Document, folder: Path, texts: Texts) -> str:
    """Return what to say of the file: nothing where it is as it was indexed."""
    try:
        with (folder / document.source.name).open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == document.source.sha256
    except OSError:
        return texts.file_gone
    return "" if same else texts.file_changed


def _empty(place: OpenPlace, texts: Texts, quoted: Quoted | None) -> components.ReaderData:
    """Return a document that is not in the index: what was quoted from it, where that was kept."""
    return {
        "title": file_name(place.doc),
        "where": _made(quoted, texts) if quoted else "",
        "notice": texts.quote_deleted if quoted else texts.not_indexed,
        "changes": "",
        "beside": False,
        "only": False,
        "paragraphs": _kept(quoted) if quoted else [],
        "text_id": f"kept {quoted.doc_id} {quoted.spans}" if quoted else "",
        "visit": str(place.visit),
        # There is no source to be set beside, and nothing to be asked.
        "labels": _labels(texts) | {"beside": "", "only": ""},
    }


def _kept(quoted: Quoted) -> list[components.ReaderParagraph]:
    """Return the passage that was kept, the quoted words marked; the words alone where it was not."""
    passage = quoted.passage
    if passage is None:
        lines = [[(quote, True)] for quote in quoted.quotes]
    else:
        marks, at = clean_spans(passage.offsets, quoted.spans), 0
        lines = []
        for line in passage.text.split("\n"):
            lines.append(pieces(passage.text, at, at + len(line), marks))
            at += len(line) + 1
    return [{"kind": "body", "pieces": line, "source": [], "note": ""} for line in lines]


def _labels(texts: Texts) -> dict[str, str]:
    words = SEARCH[texts.language]
    return {
        "reader": texts.reader,
        "close": texts.close,
        "beside": texts.beside,
        "alone": texts.alone,
        "only": words.only_this,
        "others": words.also_others,
    }
