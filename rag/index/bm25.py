"""BM25, exactly: the formula, and a leg over word lists in memory.

Knows words only as strings. The leg on disk (``lexical``) scores its candidates by the same formula.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from math import log

from rag.index.ranking import check_k, ranked
from rag.records import Hit
from rag.text.words import Segmenter

K1, B = 1.2, 0.75


def rarity(total: int, holding: int) -> float:
    """Return the inverse document frequency of a word that ``holding`` of ``total`` texts hold; above 0."""
    return log(1 + (total - holding + 0.5) / (holding + 0.5))


def score(words: Sequence[str], weights: Mapping[str, float], mean_length: float) -> float:
    """Return the BM25 score of a text for weighted query words; 0 where it holds none of them.

    Args:
        words: Of the text.
        weights: Of the query's distinct words, from ``rarity``.
        mean_length: Words of a text, on average over the index.
    """
    times: dict[str, int] = {}
    for word in words:
        if word in weights:
            times[word] = times.get(word, 0) + 1
    norm = K1 * (1 - B + B * len(words) / mean_length) if times else 0.0
    # In the order of the query, so that equal texts score equally to the last bit.
    return sum(weights[word] * (K1 + 1) * n / (n + norm) for word in weights if (n := times.get(word)))


class WordLists:
    """A lexical leg over a few word lists in memory: every one is scored. Never changed."""

    def __init__(self, chunk_ids: Sequence[str], words: Iterable[Sequence[str]], segmenter: Segmenter) -> None:
        """Keep one word list a chunk, in the order of the ids, as ``segmenter`` cuts them."""
        self._words = dict(zip(chunk_ids, words, strict=True))
        self._holding = Counter(word for found in self._words.values() for word in set(found))
        self._mean_length = sum(map(len, self._words.values())) / max(1, len(self._words))
        self._segmenter = segmenter

    def weight(self, word: str) -> float:
        """Return how rare a word is: its inverse document frequency, above 0 and highest for an unknown word."""
        return rarity(len(self._words), self._holding[word])

    def words(self, chunk_id: str) -> list[str]:
        """Return the words of a chunk, in order.

        Raises:
            KeyError: There is no such chunk.
        """
        return list(self._words[chunk_id])

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits by BM25 of the query's distinct words; see ``Leg`` and ``Lexical.search``."""
        check_k(k)
        weights = {word: self.weight(word) for word in self._segmenter.words(query)}
        scores = (
            (chunk_id, score(words, weights, self._mean_length))
            for chunk_id, words in self._words.items()
            if among is None or chunk_id in among
        )
        return ranked(((chunk_id, value) for chunk_id, value in scores if value > 0), k)
