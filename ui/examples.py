"""Example questions, drawn from the headlines of the documents themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rag.records import Article, Document
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.index.index import Index

_MOST = 4
_LOOKED_AT = 8
_LONGEST_HEADLINE = 34


def examples_of(index: Index, texts: Texts) -> list[str]:
    """Return example questions about a few documents of an index, spread over it."""
    names = index.names()
    spread = names[:: max(1, len(names) // _LOOKED_AT)][:_LOOKED_AT]
    return examples([document for name in spread if (document := index.document(name))], texts)


def examples(documents: Iterable[Document], texts: Texts) -> list[str]:
    """Return up to four questions, each about another document as long as there are enough.

    An article whose byline is printed is asked for its author every second time, the others for
    what they say. Articles without a headline, with a very long one or without a text give none.
    """
    found: list[str] = []
    for article in _in_turn([_with_headline(document) for document in documents]):
        template = texts.example_author if len(found) % 2 and article.byline else texts.example_about
        question = template.format(headline=article.headline.value if article.headline else "")
        if question not in found:
            found.append(question)
        if len(found) == _MOST:
            break
    return found


def _with_headline(document: Document) -> list[Article]:
    return [
        article
        for article in document.articles
        if article.headline
        and len(article.headline.value) <= _LONGEST_HEADLINE
        and any(paragraph.kind == "body" for paragraph in article.paragraphs)
    ]


def _in_turn(by_document: list[list[Article]]) -> Iterator[Article]:
    """Yield the first article of each document, then the second of each, and so on."""
    for at in range(max((len(articles) for articles in by_document), default=0)):
        yield from (articles[at] for articles in by_document if at < len(articles))
