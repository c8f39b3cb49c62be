"""The passages that spell out a slogan (六比, 六大赋能), wherever in their article they stand.

A slogan is named in dozens of passages, of which those that say what it stands for need not look most like the
question. Knows records, no index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.records import Chunk
from rag.search.enumeration import Ranked, same_article
from rag.text.slogans import SLOGANS_ASKED, Slogan, Spelling, slogans, spelled_in

_ARTICLES = 6  # best articles that are looked through


def spelled(
    question: str, kind: Sequence[str], ranking: Sequence[Ranked], chunks_of: Callable[[str], list[Chunk]]
) -> list[Chunk]:
    """Return the passages that spell out the slogans that a question asks the meaning of, in reading order.

    Args:
        question: One thing asked, standalone.
        kind: What it asks for; only one for a list, a name or a summary asks what a slogan is.
        ranking: The candidates with their scores, best first.
        chunks_of: Gives the chunks of a document, in reading order.

    Returns:
        Nothing where no slogan is asked for, or none of the best articles spells it out.
    """
    if kind and kind[0] not in SLOGANS_ASKED:
        return []
    asked = slogans(question, [f"{chunk.article}\n{chunk.text}" for chunk, _ in ranking])
    if not asked:
        return []
    scores = {chunk.chunk_id: score for chunk, score in ranking}
    found: dict[str, Chunk] = {}
    for slogan in asked:
        best: tuple[float, float, list[Chunk]] = (0.0, 0.0, [])
        for article in _articles(ranking, chunks_of):
            for spelling in spelled_in(slogan, article):
                held = _with_lead(slogan, spelling, article)
                this = (spelling.merit, max(scores.get(chunk.chunk_id, 0.0) for chunk in held), held)
                best = max(best, this, key=lambda one: one[:2])
        found |= {chunk.chunk_id: chunk for chunk in best[2]}
    return list(found.values())


def _with_lead(slogan: Slogan, spelling: Spelling, article: Sequence[Chunk]) -> list[Chunk]:
    """Return the passages of a spelling, with the one before them where that is what names the slogan."""
    numbers = list(dict.fromkeys(n for n, *_ in spelling.items))
    held = [article[n] for n in numbers]
    alone = next(iter(spelled_in(slogan, held)), None)
    if alone is not None and alone.merit >= spelling.merit:
        return held
    return [*article[max(0, numbers[0] - 1) : numbers[0]], *held]


def _articles(ranking: Sequence[Ranked], chunks_of: Callable[[str], list[Chunk]]) -> list[list[Chunk]]:
    """Return the body passages of the best articles, each in reading order, that of the best passage first."""
    leads: list[Chunk] = []
    for chunk, _ in ranking:
        if len(leads) < _ARTICLES and not any(same_article(chunk, lead) for lead in leads):
            leads.append(chunk)
    documents = {lead.doc: chunks_of(lead.doc) for lead in leads}
    return [[c for c in documents[lead.doc] if c.kind != "head" and same_article(c, lead)] for lead in leads]
