"""The reader: a whole document beside the talk, as it was indexed, scrolled to the cited words."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from rag.records import Article, Document
from ui import components
from ui.evidence import file_name
from ui.places import clean_spans, pieces
from ui.state import OpenPlace, close_place
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.index.index import Index


def draw(index: Index, folder: Path, place: OpenPlace, texts: Texts) -> None:
    """Draw the document that is open.

    Args:
        index: Keeps the text, so that a file that has changed or gone can still be read.
        folder: The documents folder, to say whether the file is still as it was indexed.
        place: What is open; from the address, so that it may name anything.
        texts: The words of the page.
    """
    document = index.document(place.doc)
    if document is None:
        data = _empty(place, texts)
    else:
        marks = clean_spans(document.offsets, place.spans)
        notice = texts.place_lost if place.spans and not marks else _file_notice(document, folder, texts)
        data = {
            "title": document.title,
            "where": file_name(document.source.name),
            "notice": notice,
            "paragraphs": [p for article in document.articles for p in _paragraphs(article, document, marks)],
            "text_id": f"{document.doc_id} {marks}",
            "visit": f"{document.doc_id} {marks} {place.visit}",
            "labels": _labels(texts),
        }
    components.reader(data, key="reader", on_close=close_place)


def _paragraphs(
    article: Article, document: Document, marks: tuple[tuple[int, int], ...]
) -> list[components.ReaderParagraph]:
    """Return an article's paragraphs; those that print its headline are larger."""
    headline = article.headline.place if article.headline else None
    found: list[components.ReaderParagraph] = []
    for paragraph in article.paragraphs:
        of_headline = headline is not None and headline[0] <= paragraph.start and paragraph.end <= headline[1]
        found.append(
            {
                "kind": "headline" if of_headline else paragraph.kind,
                "pieces": pieces(document.text, paragraph.start, paragraph.end, marks),
            }
        )
    return found


def _file_notice(document: Document, folder: Path, texts: Texts) -> str:
    """Return what to say of the file: nothing where it is as it was indexed."""
    try:
        with (folder / document.source.name).open("rb") as file:
            same = hashlib.file_digest(file, "sha256").hexdigest() == document.source.sha256
    except OSError:
        return texts.file_gone
    return "" if same else texts.file_changed


def _empty(place: OpenPlace, texts: Texts) -> components.ReaderData:
    return {
        "title": file_name(place.doc),
        "where": "",
        "notice": texts.not_indexed,
        "paragraphs": [],
        "text_id": "",
        "visit": str(place.visit),
        "labels": _labels(texts),
    }


def _labels(texts: Texts) -> dict[str, str]:
    return {"reader": texts.reader, "close": texts.close}
