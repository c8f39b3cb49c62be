"""The legs over a collection of Milvus, equal to those over FAISS and tantivy. Knows rows; ``milvus`` fills them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from rag.encode.embedder import Embedder, Vectors
from rag.index.bm25 import exact, rarity, score
from rag.index.ranking import check_k, ranked, unit
from rag.index.vocabulary import Vocabulary
from rag.records import Hit
from rag.text.words import Segmenter

MOST = 16_384  # hits that a server gives at once
_AMONG = 8_192  # rows named in one condition
_FETCHED = 1_000
_MARGIN = 16
_DECIMALS = 6  # as ``dense``
# Servers may hold weights of words in half precision.
_SLACK = 1 + 2e-3
T = TypeVar("T")
Found = tuple[float, int, dict[str, Any]]


class Rows:
    """The rows of one collection, by their numbers in the order of the chunks' ids. Safe for concurrent use."""

    def __init__(
        self,
        client: Any,  # noqa: ANN401
        name: str,
        asking: Callable[[], AbstractContextManager[Any]],
        chunk_ids: Sequence[str],  # noqa: ANN401
    ) -> None:
        """Keep a connected client, the collection's name, what tells its errors, and the ids in the order of rows."""
        self._client, self._name, self._asking = client, name, asking
        self.ids = chunk_ids

    def row(self, chunk_id: str) -> int | None:
        """Return the number of a chunk; None for an unknown one. Ids are in order."""
        row = bisect_left(self.ids, chunk_id)
        return row if row < len(self.ids) and self.ids[row] == chunk_id else None

    def count(self) -> int:
        """Return how many rows there are."""
        with self._asking():
            return int(self._client.query(self._name, filter="", output_fields=["count(*)"])[0]["count(*)"])

    def fetch(self, rows: Sequence[int], field: str) -> list[dict[str, Any]]:
        """Return rows in the order asked for, each with ``row`` and a field.

        Raises:
            KeyError: There is none with one of the numbers.
        """
        found: dict[int, dict[str, Any]] = {}
        with self._asking():
            for some in in_batches(rows, _FETCHED):
                got = self._client.query(self._name, ids=some, output_fields=["row", field])
                found.update((row["row"], row) for row in got)
        return [found[row] for row in rows]

    def holding(self, words: Sequence[str]) -> list[int]:
        """Return the numbers of the rows whose terms hold each of some words, in order; the server looks at all."""
        found: list[int] = []
        condition = " and ".join(f'terms like "%{word}%"' for word in words) or "row >= 0"
        with self._asking():
            pages = self._client.query_iterator(
                self._name, batch_size=_FETCHED, filter=condition, output_fields=["row", "terms"]
            )
            try:
                while page := pages.next():
                    found += [row["row"] for row in page if set(words) <= set(row["terms"].split())]
            finally:
                pages.close()
        return sorted(found)

    def search(self, asked: Any, field: str, wanted: int, among: Set[str] | None, output: str) -> list[Found]:  # noqa: ANN401
        """Return the best rows by the product with a vector, best first, ties as they come.

        Args:
            asked: A vector or a sparse one.
            field: Of which field.
            wanted: How many; at most ``MOST``.
            among: Chunk ids to choose from; None for all.
            output: A field that is given with each.
        """
        conditions = [""]
        if among is not None:
            rows = sorted(row for row in map(self.row, among) if row is not None)
            conditions = [f"row in {some}" for some in in_batches(rows, _AMONG)]
        found: list[Found] = []
        with self._asking():
            for condition in conditions:
                hits = self._client.search(
                    self._name,
                    data=[asked],
                    anns_field=field,
                    filter=condition,
                    limit=min(wanted, MOST),
                    output_fields=["row", output],
                    search_params={"metric_type": "IP"},
                )[0]
                found += [(hit["distance"], hit["entity"]["row"], hit["entity"]) for hit in hits]
        return sorted(found, key=lambda hit: (-hit[0], hit[1]))[:wanted]


class MilvusDense:
    """Searches vectors by cosine; see ``Dense``. Safe for concurrent searches, never changed."""

    def __init__(self, rows: Rows, embedder: Embedder) -> None:
        """Keep the rows and the embedder of queries."""
        self._rows, self._embedder = rows, embedder

    def vectors(self, chunk_ids: Sequence[str]) -> Vectors:
        """Return the unit vectors of chunks: float32 of shape ``(len(chunk_ids), dim)``, in their order."""
        found = self._rows.fetch([self._row(chunk_id) for chunk_id in chunk_ids], "vector")
        rows = [row["vector"] for row in found]
        return np.array(rows, dtype=np.float32).reshape(len(rows), self._embedder.dim)

    def _row(self, chunk_id: str) -> int:
        row = self._rows.row(chunk_id)
        if row is None:
            raise KeyError(chunk_id)
        return row

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits by cosine with the query; see ``Leg``."""
        check_k(k)
        size = len(self._rows.ids) if among is None else min(len(among), len(self._rows.ids))
        vector = unit(self._embedder.queries([query]))[0]
        if not size or not vector.any():
            return []
        wanted = k + _MARGIN
        while True:
            hits = self._rows.search(vector.tolist(), "vector", min(wanted, MOST), among, "row")
            found = [(self._rows.ids[row], round(cosine, _DECIMALS)) for cosine, row, _ in hits]
            if len(hits) < wanted or wanted >= size or found[-1][1] < found[k - 1][1]:
                return ranked(found, k)
            wanted *= 4


class MilvusLexical:
    """Searches words by BM25; see ``Lexical``. Safe for concurrent searches, never changed."""

    def __init__(self, rows: Rows, vocabulary: Vocabulary, segmenter: Segmenter) -> None:
        """Keep the rows, the words of the generation and the segmenter of queries."""
        self._rows, self._vocabulary, self._segmenter = rows, vocabulary, segmenter

    def weight(self, term: str) -> float:
        """Return how rare a term is: its inverse document frequency, above 0 and highest for an unknown term."""
        return rarity(self._vocabulary.chunks, self._vocabulary.holding(term))

    def frequency(self, term: str) -> int:
        """Return in how many chunks a term stands."""
        return self._vocabulary.holding(term)

    def with_all(self, terms: Sequence[str]) -> list[str]:
        """Return the ids of the chunks that hold each of some terms, in order; of all chunks for no terms."""
        if not all(map(self._vocabulary.number, terms)):
            return []
        return [self._rows.ids[row] for row in self._rows.holding(terms)]

    def terms(self, chunk_ids: Sequence[str]) -> list[str]:
        """Return the terms of each chunk in the order of the text, a blank between them; in the order of the ids.

        Raises:
            KeyError: There is no chunk with one of them.
        """
        rows = [self._rows.row(chunk_id) for chunk_id in chunk_ids]
        if None in rows:
            raise KeyError(chunk_ids[rows.index(None)])
        return [found["terms"] for found in self._rows.fetch([row for row in rows if row is not None], "terms")]

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits by BM25 of the query's distinct terms; see ``Leg`` and ``Lexical.search``."""
        check_k(k)
        weights = {term: self.weight(term) for term in self._segmenter.terms(query)}
        asked = {number: weights[term] for term in weights if (number := self._vocabulary.number(term))}
        if not asked or (among is not None and not among):
            return []
        terms: dict[int, str] = {}

        def candidates(wanted: int) -> list[tuple[float, int]]:
            hits = self._rows.search(asked, "words", wanted, among, "terms")
            terms.update((row, entity["terms"]) for _, row, entity in hits)
            return [(bound, row) for bound, row, _ in hits]

        def scored(row: int) -> tuple[str, float]:
            return self._rows.ids[row], score(terms[row], weights, self._vocabulary.mean_length)

        return exact(candidates, scored, k, _SLACK)


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most ``size`` items, in order."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
