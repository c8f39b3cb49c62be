"""The reader: a whole document beside the talk, as it was indexed, scrolled to the cited words.

At a wish the source stands beside each paragraph, with what repair joined, closed up, left out and moved; or the page
of a PDF as it is printed stands in place of the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.corpus.aligned import aligned, counted
from rag.corpus.printed import has_pages
from rag.library.conversations import folded
from rag.library.quoted import Quoted, find_again
from rag.records import Article, Document, Paragraph, Row, Span, Stretch, clean_spans
from rag.text.script import traditional_of
from ui import components, scope
from ui.evidence import file_name, headed
from ui.places import pieces
from ui.plurals import Count
from ui.reader_texts import reader_texts
from ui.search_texts import search_texts
from ui.sheets import Sheet, sheet
from ui.state import (
    OpenPlace,
    close_place,
    finding,
    pick,
    picking,
    scope_named,
    switch_beside,
    switch_paged,
    turn_to,
)
from ui.steps import Steps
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.index.index import Index

_MOST_KIN = 3


def draw(
    index: Index,
    folder: Path,
    place: OpenPlace,
    texts: Texts,
    quoted: Quoted | None = None,
    steps: Steps | None = None,
) -> None:
    """Draw the document that is open.

    Args:
        index: Keeps the text, so that a file that has changed or gone can still be read.
        folder: The documents folder, to say whether the file is still as it was indexed.
        place: What is open; from the address, so that it may name anything.
        texts: The words of the page.
        quoted: What the answer that was followed here quotes from it. Where the document is no longer the one that
            was quoted, the words are looked for, and shown as they were kept where they stand there no more.
        steps: Where the place stands among others.
    """
    document = index.document(place.doc)
    shown: Sheet | None = None
    if document is None:
        data = _empty(place, folder, texts, quoted)
    else:
        data, shown = _whole(index, document, folder, place, texts, quoted, steps)
    number = shown.number if shown is not None else 0
    components.reader(
        data,
        key="reader",
        on_pick=pick,
        on={
            "close": lambda _: close_place(),
            "beside": lambda _: switch_beside(),
            "paged": lambda _: switch_paged(),
            "only": lambda _: scope.switch_document(place.doc),
            "turn": lambda by: turn_to(max(1, number + 1 + by)),
            "step": lambda by: steps.go(by) if steps is not None else None,
        },
    )


def _whole(
    index: Index,
    document: Document,
    folder: Path,
    place: OpenPlace,
    texts: Texts,
    quoted: Quoted | None,
    steps: Steps | None,
) -> tuple[components.ReaderData, Sheet | None]:
    """Return a document as it is drawn, and its page where that is shown; arguments as for ``draw``."""
    marks, notice = _marks(document, place, quoted, texts)
    other = _file_notice(document, folder, texts)
    notice = notice or other
    spans = tuple(span for mark in marks for span in document.offsets.pieces(*mark))
    shown: Sheet | None = None
    if place.paged and not other and has_pages(document.source):
        shown = sheet(document, folder, place, spans, texts)
        notice = notice or (search_texts(texts).no_page if shown is None else "")
    rows = aligned(document) if place.beside else ()
    title, where = _about(document, marks)
    data: components.ReaderData = {
        "title": title,
        "where": where,
        "notice": _lines(notice, *document.warnings, *_kin(index, document, texts)),
        "changes": _changes(rows, texts) if place.beside else "",
        "beside": place.beside,
        "only": scope_named().docs == (document.source.name,),
        "sheet": shown.data if shown is not None else None,
        "steps": _steps(steps, texts),
        "seek": finding() or "",
        "folds": _folds(document.text),
        "pick": picking(),
        "paragraphs": [_beside(row, document, marks, spans, texts) for row in rows]
        or [_alone(p, article, document, marks) for article in document.articles for p in article.paragraphs],
        "text_id": f"{document.doc_id} {marks} {place.beside}",
        "visit": f"{document.doc_id} {marks} {place.visit}",
        "labels": _labels(texts, paged=has_pages(document.source)),
    }
    return data, shown


def _changes(rows: Sequence[Row], texts: Texts) -> str:
    """Return what repair did to a document, in a line; what it did nowhere is left out."""
    words = reader_texts(texts)
    said = [words.change_counts[change].format(total=Count(n)) for change, n in counted(rows).items() if n]
    return words.changes.format(found=texts.listed.join(said) or words.no_changes)


def _about(document: Document, marks: Sequence[Span]) -> tuple[str, str]:
    """Return what the document is called, and headline and byline of the article of the first mark, and the file.

    A document without a title of its own is called by that headline, else by its file.
    """
    start = marks[0][0] if marks else -1
    holding = (a for a in document.articles if any(p.start <= start < p.end for p in a.paragraphs))
    article = next(holding, None)
    headline, byline = (one.value if one else "" for one in (article.headline, article.byline)) if article else ("", "")
    said, _, file = headed("", document.title, document.source.name)
    if not file:  # which is what it is called, then
        said, _, file = headed(headline, document.title, document.source.name)
    return said, " · ".join(one for one in (headline, byline, file) if one and one != said)


def _steps(steps: Steps | None, texts: Texts) -> tuple[str, bool, bool] | None:
    """Return where a place stands among others, and whether there is one before and behind it."""
    if steps is None or steps.total < 2:
        return None
    said = search_texts(texts).step.format(at=steps.at, total=steps.total)
    return said, steps.at > 1, steps.at < steps.total


def _folds(text: str) -> dict[str, str]:
    """Return what characters are folded to where words are looked for in a text: its own, and those typed for them."""
    characters = "".join(set(text))
    own = {char: plain for char, plain in zip(characters, folded(characters), strict=True) if char != plain}
    return traditional_of(text) | own


def _marks(document: Document, place: OpenPlace, quoted: Quoted | None, texts: Texts) -> tuple[tuple[Span, ...], str]:
    """Return the clean places to be marked, and what to say of them; nothing where all is as it was."""
    words = reader_texts(texts)
    if quoted is None or quoted.doc_id == document.doc_id:
        marks = clean_spans(document.offsets, place.spans)
        return marks, words.place_lost if place.spans and not marks else ""
    marks = find_again(document.text, quoted.quotes)
    if marks:
        return marks, words.quote_moved
    quotes = (words.quoted.format(quote=quote) for quote in quoted.quotes)
    return (), _lines(words.quote_gone, *quotes, _made(quoted, texts))


def _made(quoted: Quoted, texts: Texts) -> str:
    """Return of which file and index kept words were."""
    words = reader_texts(texts)
    if not quoted.sha256:
        return words.quoted_index.format(index=quoted.generation) if quoted.generation else ""
    return words.quoted_of.format(sha256=quoted.sha256[:16], index=quoted.generation or "–")


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
    return {**drawn, "source": source, "note": reader_texts(texts).displaced if row.displaced else ""}


def _source(stretch: Stretch, source: str, cited: Sequence[Span], texts: Texts) -> list[components.SourcePiece]:
    """Return a stretch of the source in pieces; text that a paragraph steps over is only hinted at."""
    hint = texts.colon.join(filter(None, (reader_texts(texts).change_hints.get(stretch.change, ""), stretch.why)))
    if stretch.change == "moved":
        return [{"text": "", "marked": False, "change": stretch.change, "hint": hint}]
    return [
        {"text": text, "marked": marked, "change": stretch.change, "hint": hint}
        for text, marked in pieces(source, stretch.start, stretch.end, cited)
    ]


def _kin(index: Index, document: Document, texts: Texts) -> list[str]:
    """Return what the document is to others: a copy, a version, a part; at most a few are named."""
    words = reader_texts(texts)
    links = index.links(document.source.name)
    said = []
    for link in links[:_MOST_KIN]:
        other = index.document(link.other) if link.kind == "copy" else None
        # Copies may differ in a few words, which may be all that matters: a number, a date, a name.
        same = other is not None and other.text == document.text
        said.append((words.kin_same if same else words.kin[link.kind]).format(other=file_name(link.other)))
    return [*said, words.kin_more.format(total=Count(len(links) - _MOST_KIN))] if len(links) > _MOST_KIN else said


def _lines(*found: str) -> str:
    return "\n".join(filter(None, found))


def _file_notice(document: Document, folder: Path, texts: Texts) -> str:
    """Return what to say of the file: nothing where it is as it was indexed."""
    words = reader_texts(texts)
    try:
        with (folder / document.source.name).open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == document.source.sha256
    except OSError:
        return words.file_gone
    return "" if same else words.file_changed


def _empty(place: OpenPlace, folder: Path, texts: Texts, quoted: Quoted | None) -> components.ReaderData:
    """Return a document that is not in the index: what was quoted from it, where that was kept."""
    words = reader_texts(texts)
    notice = words.not_indexed
    if quoted:  # by an answer of ours: its name is a document's, and may be looked for
        notice = words.quote_not_in if (folder / place.doc).is_file() else words.quote_deleted
    return {
        "title": file_name(place.doc),
        "where": _made(quoted, texts) if quoted else "",
        "notice": notice,
        "changes": "",
        "beside": False,
        "only": False,
        "sheet": None,
        "steps": None,
        "seek": "",
        "folds": {},
        "pick": False,
        "paragraphs": _kept(quoted) if quoted else [],
        "text_id": f"kept {quoted.doc_id} {quoted.spans}" if quoted else "",
        "visit": str(place.visit),
        # There is no source to be set beside, and nothing to be asked.
        "labels": _labels(texts, paged=False) | {"beside": "", "only": ""},
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


def _labels(texts: Texts, *, paged: bool) -> dict[str, str]:
    """Return the words of the reader; ``paged`` where the document's pages can be shown as they are printed."""
    words, own = search_texts(texts), reader_texts(texts)
    return {
        "reader": own.reader,
        "close": own.close,
        "beside": own.beside,
        "alone": own.alone,
        "only": words.only_this,
        "others": words.also_others,
        "paged": words.see_page if paged else "",
        "text": words.see_text,
        "seek": words.seek,
        "seek_count": words.seek_count,
        "seek_none": words.seek_none,
        "seek_up": words.last_hit,
        "seek_down": words.next_hit,
        "larger": words.larger,
        "smaller": words.smaller,
        "turn_up": words.last_page,
        "turn_down": words.next_page,
        "steps_up": words.last_step,
        "steps_down": words.next_step,
    }
