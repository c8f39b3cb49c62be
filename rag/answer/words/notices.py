"""Notices: what is said where no question is asked, composed from what the collection says of itself.

Knows records and the words of both languages; no index, no question and no model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath, PurePosixPath

from rag.answer.words.notice_words import WORDS, Words
from rag.records import Chunk, Collection, DocumentSummary, Language, RemarkKind

_LISTED, _SHOWN_OF_MANY = 12, 8  # all documents where they are so few, else so many of them
_ELSEWHERE = 5  # documents named where a name does not occur
_ARTICLES = 5  # articles named in which a name occurs
_LONGEST_TITLE = 36


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice may speak of.

    Attributes:
        collection: What there is.
        formats: Endings of the files that can be read.
        llm: Where a language model would be put.
        model: Name of the language model that composes, ``""`` for none.
        last: The last question asked, ``""`` for none.
        subject: What passages are offered on, ``""`` where none are.
    """

    collection: Collection = Collection(())
    formats: tuple[str, ...] = ()
    llm: str = ""
    model: str = ""
    last: str = ""
    subject: str = ""


def notice_text(kind: RemarkKind, facts: Facts, language: Language) -> str:
    """Return the words of a notice of any kind but ``topic``, ``term`` and ``mention`` (see ``topic_text``)."""
    words, collection = WORDS[language], facts.collection
    if kind == "holdings":
        return "\n".join([_counts(words, collection), *_listing(words, collection.documents, _LISTED)])
    if kind == "newest":
        return _dates(words, collection.documents)
    template: str = getattr(words, kind)
    if kind == "greeting" and not collection.documents:
        template = words.greeting_empty
    elif kind in ("identity", "privacy", "trust", "writing") and facts.model:
        template = getattr(words, f"{kind}_model")
    elif kind in ("complaint", "repetition", "continuation") and not facts.last:
        template = getattr(words, f"{kind}_first")
    found = getattr(words, f"{kind}_found") if facts.subject and kind in ("writing", "beyond") else ""
    return "\n".join(filter(None, (template, found))).format(
        documents=len(collection.documents),
        folder=collection.folder,
        formats=" ".join(facts.formats),
        llm=facts.llm,
        model=facts.model,
        last=facts.last,
        subject=facts.subject,
    )


def topic_text(name: str, chunks: Sequence[Chunk], facts: Facts, language: Language, *, more: bool = False) -> str:
    """Return what there is about a name: the articles in which it stands, most passages first, or that it does not.

    Args:
        name: The name or term.
        chunks: The passages that hold it.
        facts: What there is.
        language: Of our words.
        more: Whether there may be further ones.
    """
    words = WORDS[language]
    documents = {document.name: document for document in facts.collection.documents}
    if not chunks:
        nowhere = words.nowhere_latin if re.search("[A-Za-z]", name) else words.nowhere
        return "\n".join([nowhere.format(name=name), *_listing(words, documents.values(), _ELSEWHERE)])
    articles = Counter(
        (chunk.doc, chunk.article, chunk.byline, _date(words, chunk.date, chunk.date_inferred)) for chunk in chunks
    )
    if len(articles) == 1:
        head = words.topic_one.format(name=name)
    else:
        counts = (len({chunk.doc for chunk in chunks}), len(articles), len(chunks))
        said = [words.at_least.format(n=n) if more else str(n) for n in counts]
        head = words.topic.format(name=name, documents=said[0], articles=said[1], passages=said[2])
    lines = []
    for (doc, headline, byline, date), _ in articles.most_common(_ARTICLES):
        label = (
            words.title.format(title=_cut(headline))
            if headline
            else _label(words, documents[doc])
            if doc in documents
            else doc
        )
        lines.append("· " + words.comma.join(filter(None, (label, byline, date))))
    if len(articles) > _ARTICLES:
        lines.append(words.several.format(n=words.at_least.format(n=len(articles)) if more else len(articles)))
    return "\n".join([head, *lines])


def _counts(words: Words, collection: Collection) -> str:
    if not collection.documents:
        return words.greeting_empty
    template = words.holdings_of if collection.folder else words.holdings
    return template.format(
        folder=PurePath(collection.folder).name,
        documents=len(collection.documents),
        articles=collection.articles,
        passages=collection.passages,
    )


def _listing(words: Words, documents: Iterable[DocumentSummary], most: int) -> list[str]:
    """Return a line for each document, or for the first ones and how many there are."""
    known = list(documents)
    shown = known if len(known) <= most else known[: min(most, _SHOWN_OF_MANY)]
    lines = []
    for number, document in enumerate(shown, start=1):
        date = _period(words, document)
        articles = words.articles.format(n=document.articles) if document.articles > 1 else ""
        lines.append(f"{number}. " + " · ".join(filter(None, (_label(words, document), articles, date))))
    return lines + ([words.and_more.format(n=len(known))] if len(shown) < len(known) else [])


def _dates(words: Words, documents: Sequence[DocumentSummary]) -> str:
    """Return which document is the latest and which the earliest, as far as they are dated."""
    dated = [document for document in documents if document.last]
    if not dated:
        return words.all_undated
    latest = max(dated, key=lambda document: document.last)
    earliest = min(dated, key=lambda document: document.first)
    lines = [words.newest.format(label=_label(words, latest), date=_date(words, latest.last, latest.inferred))]
    if earliest is not latest:
        date = _date(words, earliest.first, earliest.inferred)
        lines.append(words.oldest.format(label=_label(words, earliest), date=date))
    if len(dated) < len(documents):
        lines.append(words.undated.format(n=len(documents) - len(dated)))
    return "\n".join(lines)


def _period(words: Words, document: DocumentSummary) -> str:
    if document.first == document.last:
        return _date(words, document.last, document.inferred)
    return f"{_date(words, document.first, False)} – {_date(words, document.last, document.inferred)}"


def _date(words: Words, iso: str, inferred: bool) -> str:
    """Return a date as the language writes it, marked where it was inferred.

    >>> _date(WORDS["zh"], "2020-04-16", False), _date(WORDS["en"], "2020", True), _date(WORDS["zh"], "", False)
    ('2020年4月16日', '2020 (inferred)', '')
    """
    if not iso:
        return ""
    parts = [part.lstrip("0") for part in iso.split("-")]
    shown = "".join(map(str.__add__, parts, "年月日")) if words is WORDS["zh"] else iso
    return words.inferred.format(date=shown) if inferred else shown


def _label(words: Words, document: DocumentSummary) -> str:
    """Return what a document is called; where it has no title, its file name and what it begins with."""
    name = PurePosixPath(document.name).name
    if document.title != PurePosixPath(document.name).stem:
        return words.title.format(title=_cut(document.title))
    begins = document.headlines[0] if document.headlines else " ".join(document.opening.split())
    return words.quoted.format(name=name, words=_cut(begins)) if begins else name


def _cut(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
