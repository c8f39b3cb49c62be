"""A document as the object that ``show --json`` prints; all offsets in it are source offsets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rag.corpus.spans import bridged
from rag.records import Article, Document, Link, Paragraph, Printed


def show_object(document: Document, links: Iterable[Link] = ()) -> dict[str, Any]:
    """Return the object of the contract, ready for ``json.dumps``.

    Args:
        document: The document.
        links: What it is to other documents, as far as an index knows.
    """
    return {
        "doc": document.source.name,
        "encoding": document.source.encoding,
        "articles": [_article(document, article) for article in document.articles],
        "dropped": [{"start": d.start, "end": d.end, "why": d.why} for d in document.dropped],
        "warnings": list(document.warnings),
        "links": [{"doc": link.other, "kind": link.kind, "share": link.share} for link in links],
    }


def _article(document: Document, article: Article) -> dict[str, Any]:
    return {
        "headline": _value(article.headline),
        "byline": _value(article.byline),
        "date": _value(article.date),
        "date_inferred": article.date is not None and article.date.inferred,
        "number": _value(article.number),
        "issuer": _value(article.issuer),
        "annex": article.annex,
        "paragraphs": [_paragraph(document, paragraph) for paragraph in article.paragraphs],
    }


def _value(printed: Printed | None) -> str | None:
    return printed.value if printed else None


def _paragraph(document: Document, paragraph: Paragraph) -> dict[str, Any]:
    spans = bridged(document.source.text, document.offsets.pieces(paragraph.start, paragraph.end))
    return {
        "text": document.text[paragraph.start : paragraph.end],
        "start": min(start for start, _ in spans),
        "end": max(end for _, end in spans),
        "spans": [list(span) for span in spans],
        "kind": paragraph.kind,
        "page": paragraph.page,
    }
