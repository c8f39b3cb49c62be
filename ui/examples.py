"""Example questions, drawn from the documents themselves and tried before they are shown.

A question is offered only where the built-in composer answers it with what it was drawn from: the byline for an
author, the definition for a term, the number for a figure, sentences of the article for its contents. So each of
them is answered, over any folder. Knows headlines, bylines and a few turns of phrase; nothing of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest
from time import monotonic
from typing import TYPE_CHECKING, Literal

from rag.records import Answer, Article, Document

if TYPE_CHECKING:
    from rag.index.index import Index

Kind = Literal["about", "author", "meaning", "figure"]
Compose = Callable[[str], Answer | None]

_MOST = 4
_LOOKED_AT = 8
_TRIED = 14
_PATIENCE_S = 1.5
_LONGEST_HEADLINE = 34
_READ_CHARS = 20_000
_MEANING = re.compile(r"(?:所谓)?“([\u4e00-\u9fff\d]{2,8})”(?:是指|指的是|即|就是指?)([^，。；\n]{4,60})")
_FIGURE = re.compile(
    r"(?<![\u4e00-\u9fff])(?P<what>(?:[\u4e00-\u9fff]{0,6}的)?[\u4e00-\u9fff]{0,6}"
    r"(?:总值|收入|面积|投资|热线|电话|金额|产值|总数|价格|人口|产量|总额|奖金|编制|补贴|标准|里程|用地))"
    r"(?:总计|合计)?(?:达到?|为|是|共)?(?P<number>\d[\d,.\-]*(?:余|多)?[\u4e00-\u9fff%]{0,3})"
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question and what its answer must hold.

    Attributes:
        kind: What is asked.
        question: As a person would ask it.
        doc: The document it was drawn from.
        proof: Words of the answer; for ``about`` the headline of the article that it must come from.
    """

    kind: Kind
    question: str
    doc: str
    proof: str


def examples_of(index: Index, compose: Compose) -> list[Example]:
    """Return up to four examples about the documents of an index, spread over it, each tried.

    Args:
        index: Whose documents are looked at; a few of them.
        compose: Answers a question with the built-in composer; None where it cannot.
    """
    names = index.names()
    spread = names[:: max(1, len(names) // _LOOKED_AT)][:_LOOKED_AT]
    return tried(candidates(document for name in spread if (document := index.document(name))), compose)


def tried(found: Iterable[Example], compose: Compose) -> list[Example]:
    """Return the first four examples that are answered as they must be; not all are tried where that takes long."""
    good: list[Example] = []
    began = monotonic()
    for n, example in enumerate(found):
        if len(good) == _MOST or n == _TRIED or (good and monotonic() - began > _PATIENCE_S):
            break
        answer = compose(example.question)
        if answer is not None and holds(answer, example):
            good.append(example)
    return good


def holds(answer: Answer, example: Example) -> bool:
    """Whether an answer says what the question was drawn from."""
    if answer.outcome != "answered":
        return False
    if example.kind == "about":
        return len(answer.citations) > 1 and all(
            (c.doc, c.article) == (example.doc, example.proof) for c in answer.citations
        )
    first = next(s for s in answer.sentences if s.citations)
    return _squeezed(example.proof) in _squeezed(first.text)


def candidates(documents: Iterable[Document]) -> Iterator[Example]:
    """Yield questions to try: of each kind in turn, and within a kind of each document in turn."""
    found = list(documents)
    # Authors from the other end, so that an article is not first asked for its contents, then for its author.
    turns = ((_about, found), (_meanings, found), (_authors, found[::-1]), (_figures, found))
    by_kind = [_in_turn(map(kind, documents)) for kind, documents in turns]
    return (example for example in chain.from_iterable(zip_longest(*by_kind)) if example)


def _about(document: Document) -> list[Example]:
    name = document.source.name
    titled = [(_headline(a), a) for a in document.articles if any(p.kind == "body" for p in a.paragraphs)]
    return [Example("about", f"{_quoted(title)}讲了什么？", name, title) for title, _ in titled if title]


def _authors(document: Document) -> list[Example]:
    name = document.source.name
    signed = [(_headline(a), a.byline.value.split()) for a in document.articles if a.byline and a.byline.value.split()]
    return [Example("author", f"{_quoted(title)}是谁写的？", name, names[-1]) for title, names in signed if title]


def _meanings(document: Document) -> list[Example]:
    found = _MEANING.finditer(document.text[:_READ_CHARS])
    return [Example("meaning", f"“{m[1]}”指的是什么？", document.source.name, m[2][:6]) for m in found]


def _figures(document: Document) -> list[Example]:
    found = _FIGURE.finditer(document.text[:_READ_CHARS])
    return [Example("figure", f"{m['what']}是多少？", document.source.name, m["number"]) for m in found]


def _headline(article: Article) -> str:
    """Return an article's headline, ``""`` where it has none or one that is too long for a question."""
    headline = article.headline.value if article.headline else ""
    return headline if len(headline) <= _LONGEST_HEADLINE else ""


def _quoted(title: str) -> str:
    """Return a title in title marks; those within it are the small ones.

    >>> _quoted("读《共产党宣言》有感")
    '《读〈共产党宣言〉有感》'
    """
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _in_turn(by_document: Iterable[list[Example]]) -> Iterator[Example]:
    """Yield the first example of each document, then the second of each, and so on; none twice."""
    seen: set[str] = set()
    for example in chain.from_iterable(zip_longest(*by_document)):
        if example and example.question not in seen:
            seen.add(example.question)
            yield example
