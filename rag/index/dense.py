"""The dense leg: vectors of chunks, searched exactly by cosine.

Knows FAISS, and its files in older indexes; nothing of texts or records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from threading import Lock

import faiss
import numpy as np

from rag.encode.embedder import Embedder, Vectors
from rag.index import vectors as files
from rag.index.ids import Rows, in_order, rows_among, rows_of
from rag.index.ranking import check_k, ranked, unit
from rag.records import Hit
from rag.threads import of_faiss

_MARGIN = 16
# What single precision is good for: beyond it equal cosines differ, and from one processor to the next.
_DECIMALS = 6
_reading = Lock()
faiss.omp_set_num_threads(of_faiss())


class Dense:
    """Searches vectors by cosine; scores are from -1 to 1. Safe for concurrent searches, never changed.

    Attributes:
        ids: Of the chunks, in order.
        rows: A unit vector a chunk, in the order of ids; zero rows are possible. Perhaps mapped into memory.
    """

    def __init__(self, rows: Vectors, chunk_ids: Sequence[str], embedder: Embedder) -> None:
        """Keep the vectors of chunks, their ids in order, and the embedder of queries.

        Raises:
            ValueError: Vectors and ids do not belong together.
        """
        if len(rows) != len(chunk_ids):
            raise ValueError(f"{len(rows)} vectors for {len(chunk_ids)} chunks")
        self.ids, self.rows = chunk_ids, rows
        self._embedder = embedder

    @classmethod
    def of(cls, chunk_ids: Sequence[str], vectors: Iterable[Vectors], embedder: Embedder) -> Dense:
        """Return a leg over vectors in memory.

        Args:
            chunk_ids: One a row, none twice.
            vectors: Float32 batches of shape ``(n, dim)``, in the order of the ids. Rows need not
                have unit length; a zero row scores 0 with every query.
            embedder: Of the queries; the one that made the vectors.

        Raises:
            ValueError: Two ids are the same, or there are more or fewer vectors.
        """
        ids, order = in_order(chunk_ids)
        rows = np.concatenate([np.zeros((0, embedder.dim), np.float32), *map(unit, vectors)])
        return cls(rows if order is None or len(rows) != len(order) else rows[order], ids, embedder)

    @classmethod
    def read(cls, path: Path, chunk_ids: Sequence[str], embedder: Embedder) -> Dense:
        """Return the leg whose vectors were written; the file must have been verified by its hash before.

        Raises:
            ValueError: It holds other chunks or vectors of another length.
            RuntimeError: It is no file of vectors.
        """
        ids, _ = in_order(chunk_ids)
        read = _of_faiss if path.name == files.OLD_VECTORS else files.mapped
        return cls(read(path, ids, embedder.dim), ids, embedder)

    def write(self, path: Path) -> None:
        """Write the vectors into a new file."""
        files.write(path, self.ids, self._embedder.dim, [self.rows])

    def vectors(self, chunk_ids: Sequence[str]) -> Vectors:
        """Return the unit vectors of chunks: float32 of shape ``(len(chunk_ids), dim)``, in their order.

        Raises:
            KeyError: There is no chunk with one of the ids.
        """
        return np.asarray(self.rows[rows_of(self.ids, chunk_ids)], np.float32).reshape(-1, self._embedder.dim)

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits by cosine with the query; see ``Leg``.

        Nothing for a query that the embedder knows no piece of.
        """
        check_k(k)
        within = None if among is None else rows_among(self.ids, among)
        size = len(self.ids) if within is None else len(within)
        if not size:
            return []
        vector = unit(self._embedder.queries([query]))
        if not vector.any():
            return []
        wanted = k + _MARGIN
        while True:
            scores, numbers = _best(self.rows, vector, min(wanted, size), within)
            found = [
                (self.ids[number], round(score, _DECIMALS))
                for number, score in zip(numbers.tolist(), scores.tolist(), strict=True)
            ]
            # FAISS breaks ties as it likes: go on until those at the k-th place are all at hand.
            if wanted >= size or found[-1][1] < found[k - 1][1]:
                return ranked(found, k)
            wanted *= 4


def _best(rows: Vectors, vector: Vectors, k: int, within: Rows | None) -> tuple[Vectors, Rows]:
    """Return the ``k`` best products of rows with a vector, best first, and the numbers of those rows.

    FAISS reads the rows where they are: an index of its own would hold a copy of them.

    Args:
        rows: Of shape ``(n, dim)``.
        vector: Of shape ``(1, dim)``.
        k: At most as many as there are to choose from.
        within: Numbers of the rows to choose from, none twice; None for all.
    """
    if within is None:
        scores, numbers = faiss.knn(vector, rows, k, metric=faiss.METRIC_INNER_PRODUCT)
        return scores[0], numbers[0]
    marks = np.zeros(-(-len(rows) // 8) * 8, bool)
    marks[within] = True
    bits = np.packbits(marks, bitorder="little")
    chosen = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
    scores, numbers = np.empty((1, k), np.float32), np.empty((1, k), np.int64)
    at = faiss.swig_ptr
    faiss.knn_inner_product(at(vector), at(rows), rows.shape[1], 1, len(rows), k, at(scores), at(numbers), chosen)
    return scores[0], numbers[0]


def _of_faiss(path: Path, ids: Sequence[str], dim: int) -> Vectors:
    """Return the rows of a file of an older format, in the order of ids; it must have been verified before.

    Raises:
        ValueError: It holds vectors of other passages or of another length.
        RuntimeError: It is no FAISS file.
    """
    with _reading, path.open("rb") as file:
        # A FAISS file names its own sizes: none of its vectors can be longer than the file.
        faiss.set_deserialization_vector_byte_limit(max(path.stat().st_size, 1 << 16))
        index = faiss.read_index(faiss.PyCallbackIOReader(file.read))  # type: ignore[attr-defined]
    if not isinstance(index, faiss.IndexIDMap2):
        raise ValueError(f"{type(index).__name__} in place of vectors with their numbers")
    if index.d != dim:
        raise ValueError(f"vectors have {index.d} dimensions, the embedder {dim}")
    numbers = [_number(chunk_id) for chunk_id in ids]
    if index.ntotal != len(ids) or set(faiss.vector_to_array(index.id_map).tolist()) != set(numbers):
        raise ValueError(f"{index.ntotal} vectors of other chunks than {len(ids)}")
    if not numbers:
        return np.zeros((0, dim), np.float32)
    rows: Vectors = index.reconstruct_batch(np.array(numbers, np.int64))
    return rows


def _number(chunk_id: str) -> int:
    """Return 63 bits of the hash of a chunk id: what FAISS called its id."""
    return int.from_bytes(hashlib.sha256(chunk_id.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 1
