"""A PDF file whose pages may be pictures → its paragraphs, text recognised in pictures included."""

from __future__ import annotations

from rag.corpus.formats import pdf, recognise
from rag.corpus.formats.recognise import Line, Picture
from rag.records import Extracted


def extract(data: bytes) -> Extracted:
    """Return the text of a PDF, pages of pictures recognised; what recognises is loaded with the first of them.

    Refuses what ``pdf.extract`` refuses.
    """
    return pdf.extract(data, _recognise)


def _recognise(picture: Picture) -> list[Line]:
    return recognise.recogniser()(picture)
