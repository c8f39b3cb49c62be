"""The dense leg: vectors of chunks in FAISS, searched exactly by cosine.

Knows FAISS and its file format; nothing of texts or records. FAISS's own paths fail on Windows
with Chinese names, so it reads and writes through Python's files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from threading import Lock
from typing import Any

import faiss
import numpy as np

from rag.encode.embedder import Embedder, Vectors
from rag.index.ranking import check_k, ranked, unit
from rag.records import Hit
from rag.threads import of_faiss

_MARGIN = 16
# What single precision is good for: beyond it equal cosines differ, and from one processor to the next.
_DECIMALS = 6
_reading = Lock()
faiss.omp_set_num_threads(of_faiss())


class Dense:
    """Searches vectors by cosine; scores are from -1 to 1. Safe for concurrent searches, never changed."""

    def __init__(self, index: Any, chunk_ids: Sequence[str], embedder: Embedder) -> None:  # noqa: ANN401
        """Keep a FAISS index, the ids of its chunks and the embedder of queries.

        Raises:
            ValueError: Index and chunk ids do not belong together.
        """
        self._index = index
        self._ids = {_number(chunk_id): chunk_id for chunk_id in chunk_ids}
        self._embedder = embedder
        if not index.ntotal == len(self._ids) == len(chunk_ids):
            raise ValueError(f"{index.ntotal} vectors for {len(chunk_ids)} chunks, {len(self._ids)} of them distinct")

    @classmethod
    def of(cls, chunk_ids: Sequence[str], vectors: Iterable[Vectors], embedder: Embedder) -> Dense:
        """Return a leg over vectors.

        Args:
            chunk_ids: One a row, none twice.
            vectors: Float32 batches of shape ``(n, dim)``, in the order of the ids. Rows need not
                have unit length; a zero row scores 0 with every query.
            embedder: Of the queries; the one that made the vectors.
        """
        index = faiss.index_factory(embedder.dim, "IDMap2,Flat", faiss.METRIC_INNER_PRODUCT)
        numbers = np.array([_number(chunk_id) for chunk_id in chunk_ids], dtype=np.int64)
        for batch in vectors:
            done = index.ntotal
            index.add_with_ids(unit(batch), numbers[done : done + len(batch)])
        return cls(index, chunk_ids, embedder)

    @classmethod
    def read(cls, path: Path, chunk_ids: Sequence[str], embedder: Embedder) -> Dense:
        """Return the leg that ``write`` wrote; the file must have been verified by its hash before.

        Raises:
            ValueError: It holds other chunks or vectors of another length.
            RuntimeError: It is no FAISS file.
        """
        with _reading, path.open("rb") as file:
            # A FAISS file names its own sizes: none of its vectors can be longer than the file.
            faiss.set_deserialization_vector_byte_limit(max(path.stat().st_size, 1 << 16))
            index = faiss.read_index(faiss.PyCallbackIOReader(file.read))  # type: ignore[attr-defined]
        if not isinstance(index, faiss.IndexIDMap2):
            raise ValueError(f"{type(index).__name__} in place of vectors with their numbers")
        if index.d != embedder.dim:
            raise ValueError(f"vectors have {index.d} dimensions, the embedder {embedder.dim}")
        leg = cls(index, chunk_ids, embedder)
        if set(faiss.vector_to_array(index.id_map).tolist()) != leg._ids.keys():
            raise ValueError("vectors of other chunks")
        return leg

    def write(self, path: Path) -> None:
        """Write the vectors into a new file."""
        with path.open("wb") as file:
            writer = faiss.PyCallbackIOWriter(file.write)  # type: ignore[attr-defined]
            faiss.write_index(self._index, writer)

    def vectors(self, chunk_ids: Sequence[str]) -> Vectors:
        """Return the unit vectors of chunks: float32 of shape ``(len(chunk_ids), dim)``, in their order."""
        if not chunk_ids:
            return np.zeros((0, self._embedder.dim), dtype=np.float32)
        numbers = np.array([_number(chunk_id) for chunk_id in chunk_ids], dtype=np.int64)
        rows: Vectors = self._index.reconstruct_batch(numbers)
        return rows

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits by cosine with the query; see ``Leg``.

        Nothing for a query that the embedder knows no piece of.
        """
        check_k(k)
        size = self._index.ntotal if among is None else min(len(among), self._index.ntotal)
        if not size:
            return []
        vector = unit(self._embedder.queries([query]))
        if not vector.any():
            return []
        params = None if among is None else _only(among)
        wanted = k + _MARGIN
        while True:
            scores, numbers = self._index.search(vector, min(wanted, size), params=params)
            found = [
                (self._ids[number], round(score, _DECIMALS))
                for number, score in zip(numbers[0].tolist(), scores[0].tolist(), strict=True)
                if number >= 0
            ]
            # FAISS breaks ties as it likes: go on until those at the k-th place are all at hand.
            if wanted >= size or found[-1][1] < found[k - 1][1]:
                return ranked(found, k)
            wanted *= 4


def _number(chunk_id: str) -> int:
    """Return 63 bits of the hash of a chunk id: what FAISS calls its id."""
    return int.from_bytes(hashlib.sha256(chunk_id.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 1


def _only(chunk_ids: Set[str]) -> Any:  # noqa: ANN401
    """Return FAISS's parameters for a search among some chunks."""
    numbers = np.array([_number(chunk_id) for chunk_id in chunk_ids], dtype=np.int64)
    return faiss.SearchParameters(sel=faiss.IDSelectorBatch(numbers))  # type: ignore[call-arg]
