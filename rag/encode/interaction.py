"""Late interaction over static piece vectors: how well a text covers what a query says, piece by piece.

A cheap reranker that can say which words matched. Knows pieces, their vectors and their rarity;
nothing of where the texts come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.encode.embedder import Vectors
from rag.encode.static import Ids, StaticEmbedder
from rag.records import Span


def distinct(ids: Ids) -> Ids:
    """Return the distinct ones of some pieces, rising."""
    return np.unique(ids)


@dataclass(frozen=True, slots=True)
class Match:
    """A piece of a query and the piece of a text that is nearest to it.

    Attributes:
        query: Place in the query.
        text: Place in the text.
        cosine: Of the two pieces' vectors, 1 for the same piece.
        weight: Inverse document frequency of the query's piece.
    """

    query: Span
    text: Span
    cosine: float
    weight: float


class LateInteraction:
    """Scores texts against a query by their pieces; safe to call from several threads."""

    def __init__(self, static: StaticEmbedder, *, cached: int = 8192) -> None:
        """Rest on a static embedder.

        Args:
            static: Gives pieces, vectors and weights.
            cached: Texts whose pieces are kept.
        """
        self.static = static
        self._distinct = lru_cache(maxsize=cached)(self._read)

    def _read(self, text: str) -> Ids:
        """Return the distinct piece ids of a text, rising."""
        return distinct(self.static.ids([text])[0])

    def score(self, query: str, texts: Sequence[str], pieces: Sequence[Ids] | None = None) -> Vectors:
        """Return how well each text covers the query, float32 of shape ``(len(texts),)``; higher is better.

        The sum over the query's distinct pieces of inverse document frequency times the best cosine with
        any piece of the text (at least 0), as a share of what a text with all of them would reach, lightly
        lowered for long texts. 0 for an empty query or text; at most 1.

        Args:
            query: The query.
            texts: The texts.
            pieces: The distinct pieces of each, rising, where they are known.
        """
        held = [self._distinct(text) for text in texts] if pieces is None else pieces
        weights, best = self._best(query, held)
        total = float(weights.sum())
        if not total:
            return np.zeros(len(texts), np.float32)
        lengths = np.array([len(ids) for ids in held], np.float32)
        damp = 1 / (1 + 0.04 * np.log2(1 + lengths / 32))
        return np.asarray(weights @ best / total * damp, np.float32)

    def coverage(self, query: str, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """Return the weights of the query's distinct pieces, and how well each text covers each of them.

        Returns:
            Inverse document frequencies, float32 of shape ``(n,)``, and best cosines from 0 to 1, float32 of
            shape ``(n, len(texts))``; pieces in the order of their ids.
        """
        return self._best(query, [self._distinct(text) for text in texts])

    def _best(self, query: str, pieces: Sequence[Ids]) -> tuple[Vectors, Vectors]:
        """Return the query's piece weights and, by the pieces of texts, each text's best cosine with each of them."""
        asked = self._distinct(query)
        weights = self.static.idf[asked]
        best = np.zeros((len(asked), len(pieces)), np.float32)
        held = [(i, ids) for i, ids in enumerate(pieces) if len(ids)]
        if not len(asked) or not held:
            return weights, best
        union, where = np.unique(np.concatenate([ids for _, ids in held]), return_inverse=True)
        cosines = self.static.vectors[asked] @ self.static.vectors[union].T
        starts = np.cumsum([0] + [len(ids) for _, ids in held[:-1]])
        reached = np.maximum.reduceat(cosines[:, where], starts, axis=1)
        best[:, [i for i, _ in held]] = np.clip(reached, 0, 1)
        return weights, best

    def matches(self, query: str, text: str, *, least: float = 0.5) -> list[Match]:
        """Return where the query's pieces are met in a text, in the order of the text.

        Each piece of the text is matched with the piece of the query nearest to it.

        Args:
            query: The query.
            text: The text to look in.
            least: Cosine below which two pieces have nothing to do with each other.
        """
        asked, found = self.static.pieces(query), self.static.pieces(text)
        if not len(asked.ids) or not len(found.ids):
            return []
        cosines = self.static.vectors[found.ids] @ self.static.vectors[asked.ids].T
        nearest = cosines.argmax(axis=1)
        return [
            Match(
                (int(asked.places[j, 0]), int(asked.places[j, 1])),
                (int(found.places[i, 0]), int(found.places[i, 1])),
                float(min(1.0, cosines[i, j])),
                float(self.static.idf[asked.ids[j]]),
            )
            for i, j in enumerate(nearest)
            if cosines[i, j] >= least
        ]
