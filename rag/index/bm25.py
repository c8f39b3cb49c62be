"""BM25, exactly: the formula, and a leg over term lists in memory.

Knows terms only as strings. The leg on disk (``lexical``) scores its candidates by the same formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from heapq import heappush, heappushpop
from math import log
from typing import TypeVar

from rag.index.ranking import check_k, ranked
from rag.records import Hit
from rag.text.words import Segmenter

T = TypeVar("T", bound=Hashable)
K1, B = 1.2, 0.75
_MARGIN = 16


def rarity(total: int, holding: int) -> float:
    """Return the inverse document frequency of a term that ``holding`` of ``total`` texts hold; above 0."""
    return log(1 + (total - holding + 0.5) / (holding + 0.5))


def score(terms: str, weights: Mapping[str, float], mean_length: float) -> float:
    """Return the BM25 score of a text for weighted query terms; 0 where it holds none of them.

    Args:
        terms: Of the text, a blank between them.
        weights: Of the query's distinct terms, from ``rarity``.
        mean_length: Words of a text, on average over the index.
    """
    found = terms.split()
    times = Counter(filter(weights.__contains__, found))
    if not times:
        return 0.0
    norm = K1 * (1 - B + B * len(found) / mean_length)
    # In the order of the query, so that equal texts score equally to the last bit.
    return sum(weights[term] * (K1 + 1) * times[term] / (times[term] + norm) for term in weights if term in times)


def exact(
    candidates: Callable[[int], Sequence[tuple[float, T]]],
    scored: Callable[[T], tuple[str, float]],
    k: int,
    slack: float,
) -> list[Hit]:
    """Return the ``k`` best by exact score out of an engine whose own scores are bounds of it.

    Args:
        candidates: Gives the best so many by the engine, each with its score there, best first; fewer where there are
            no more.
        scored: Gives the chunk id and exact score of a candidate.
        k: Hits wanted.
        slack: By what factor an exact score may be above the engine's.
    """
    scores: dict[T, tuple[str, float]] = {}
    best: list[float] = []  # The k best scores so far; the least of them first.
    wanted = 2 * k + _MARGIN
    while True:
        found = candidates(wanted)
        for bound, candidate in found:
            # What comes from here on scores at most what the engine gave to this one.
            if len(best) == k and best[0] > bound * slack:
                return ranked(scores.values(), k)
            if candidate not in scores:
                scores[candidate] = scored(candidate)
                (heappush if len(best) < k else heappushpop)(best, scores[candidate][1])
        if len(found) < wanted:
            return ranked(scores.values(), k)
        wanted *= 2


class TermLists:
    """A lexical leg over a few term lists in memory: every one is scored. Never changed."""

    def __init__(self, chunk_ids: Sequence[str], terms: Iterable[Sequence[str]], segmenter: Segmenter) -> None:
        """Keep one term list a chunk, in the order of the ids, as ``segmenter`` cuts them."""
        lists = dict(zip(chunk_ids, terms, strict=True))
        self._terms = {chunk_id: " ".join(found) for chunk_id, found in lists.items()}
        self._holding = Counter(term for found in lists.values() for term in set(found))
        self._mean_length = sum(map(len, lists.values())) / max(1, len(lists))
        self._segmenter = segmenter

    def weight(self, term: str) -> float:
        """Return how rare a term is: its inverse document frequency, above 0 and highest for an unknown term."""
        return rarity(len(self._terms), self._holding[term])

    def frequency(self, term: str) -> int:
        """Return in how many chunks a term stands."""
        return self._holding[term]

    def with_all(self, terms: Sequence[str]) -> list[str]:
        """Return the ids of the chunks that hold each of some terms, in order; of all chunks for no terms."""
        return sorted(chunk_id for chunk_id, found in self._terms.items() if set(terms) <= set(found.split()))

    def terms(self, chunk_ids: Sequence[str]) -> list[str]:
        """Return the terms of each chunk in the order of the text, a blank between them; in the order of the ids.

        Raises:
            KeyError: There is no chunk with one of them.
        """
        return [self._terms[chunk_id] for chunk_id in chunk_ids]

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits by BM25 of the query's distinct terms; see ``Leg`` and ``Lexical.search``."""
        check_k(k)
        weights = {term: self.weight(term) for term in self._segmenter.terms(query)}
        scores = (
            (chunk_id, score(terms, weights, self._mean_length))
            for chunk_id, terms in self._terms.items()
            if among is None or chunk_id in among
        )
        return ranked(((chunk_id, value) for chunk_id, value in scores if value > 0), k)
