"""What a slogan (六比, 六大赋能) stands for, as the passages spell it out. Reads shapes only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.passages.lists import Item
from rag.answer.question.reading import Reading
from rag.records import Chunk, Evidence, Span
from rag.text.slogans import SLOGANS_ASKED, Slogan, Spelling, slogans, spelled_in


@dataclass(frozen=True, slots=True)
class Spelled:
    """A slogan spelled out.

    Attributes:
        items: What it stands for, in reading order; one stretch where a sentence holds all of it.
        sentence: The sentence around that stretch, with the question before it; None where the items stand apart.
    """

    items: tuple[Item, ...]
    sentence: Span | None


def spelled(reading: Reading, evidence: Sequence[Evidence]) -> list[Spelled]:
    """Return what the slogans stand for whose meaning a question asks for, in its order.

    Args:
        reading: The question.
        evidence: The passages, best first; of places that are as sure the one in the best passage counts.

    Returns:
        Nothing where the question asks for no slogan, or the passages spell out none.
    """
    if reading.asked.kind and reading.asked.kind not in SLOGANS_ASKED:
        return []
    asked = slogans(reading.text, [f"{e.chunk.article}\n{e.chunk.text}" for e in evidence])
    found = [_best(slogan, _articles(evidence)) for slogan in asked]
    return [one for one in found if one is not None]


def _best(slogan: Slogan, articles: Sequence[Sequence[Evidence]]) -> Spelled | None:
    """Return where a slogan is spelled out most surely, in the best passage of equals; None for nowhere."""
    found: list[tuple[Spelling, Sequence[Evidence]]] = []
    for article in articles:
        found += [(one, article) for one in spelled_in(slogan, [e.chunk for e in article])]
    if not found:
        return None
    spelling, article = min(found, key=lambda one: (-one[0].merit, min(one[1][n].rank for n, *_ in one[0].items)))
    items = tuple(Item(article[n].chunk, start, end) for n, start, end in spelling.items)
    return Spelled(items, spelling.sentence)


def _articles(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return the body passages by article, each in reading order, that of the best passage first."""
    groups: dict[tuple[str, str, str], list[Evidence]] = {}
    for item in evidence:
        if item.chunk.kind != "head":
            groups.setdefault(_key(item.chunk), []).append(item)
    return [sorted(group, key=lambda e: e.chunk.ordinal) for group in groups.values()]


def _key(chunk: Chunk) -> tuple[str, str, str]:
    return chunk.doc, chunk.article, chunk.byline
