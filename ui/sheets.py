"""A page of a PDF as it is printed, the cited words boxed on it, for the reader."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from rag.corpus.printed import boxes, page_at, printed
from rag.records import Document, Span
from ui import components
from ui.search_texts import search_texts
from ui.state import OpenPlace
from ui.texts import Texts


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page to be drawn: its number from 0, of how many, and what the component takes."""

    number: int
    total: int
    data: components.SheetData


def sheet(document: Document, folder: Path, place: OpenPlace, spans: tuple[Span, ...], texts: Texts) -> Sheet | None:
    """Return the page that is open of a document; None where its file is not as it was, or it cannot be drawn.

    Args:
        document: As it was indexed; one whose pages can be shown.
        folder: The documents folder.
        place: Which page; where it names none, that of the first cited words.
        spans: The cited words in the source.
        texts: The words of the page.
    """
    source = document.source
    total = len(source.pages)
    first = page_at(source, spans[0][0]) if spans else 0
    number = min(place.page - 1 if place.page else first, total - 1)
    page = printed(folder, source, number)
    if page is None:
        return None
    words = search_texts(texts)
    data: components.SheetData = {
        "image": base64.b64encode(page.image).decode("ascii"),
        "width": page.width,
        "height": page.height,
        "boxes": [list(box) for box in boxes(source, number, page, spans)],
        "at": words.page_of.format(page=number + 1, total=total),
        "first": number == 0,
        "last": number + 1 == total,
    }
    return Sheet(number, total, data)
