"""The dense leg: vectors of chunks, searched by cosine; of very many, those that coarse codes propose.

Knows FAISS, and its files in older indexes; nothing of texts or records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from threading import Lock

import faiss
import numpy as np

from rag.encode.embedder import Embedder, Vectors
from rag.index import coarse
from rag.index import vectors as files
from rag.index.coarse import Coarse, Codes
from rag.index.ids import Rows, in_order, rows_among, rows_of
from rag.index.ranking import check_k, ranked, unit
from rag.index.splice import Splice
from rag.records import Hit
from rag.threads import OF_FAISS

_MARGIN = 16
# What single precision is good for: beyond it equal cosines differ, and from one processor to the next.
_DECIMALS = 6
_reading = Lock()


class Dense:
    """Searches vectors by cosine; scores are from -1 to 1. Safe for concurrent searches, never changed.

    Attributes:
        ids: Of the chunks, in order.
        rows: A unit vector a chunk, in the order of ids; zero rows are possible. Perhaps mapped into memory.
        codes: A code a chunk, where there are any (``coarse``): they propose what is compared. Mapped.
    """

    def __init__(self, rows: Vectors, chunk_ids: Sequence[str], embedder: Embedder, codes: Codes | None = None) -> None:
        """Keep the vectors of chunks, their ids in order, the embedder of queries, and codes of the vectors.

        Raises:
            ValueError: Vectors and ids do not belong together.
        """
        if len(rows) != len(chunk_ids):
            raise ValueError(f"{len(rows)} vectors for {len(chunk_ids)} chunks")
        self.ids, self.rows, self.codes = chunk_ids, rows, codes
        self._embedder = embedder
        self._coarse = None if codes is None else Coarse(codes, embedder.dim)

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
        if path.name == files.OLD_VECTORS:
            return cls(_of_faiss(path, ids, embedder.dim), ids, embedder)
        beside = path.with_name(files.CODES)
        codes: Codes | None = None
        if beside.exists() and files.version_of(beside) == coarse.VERSION:
            codes = files.mapped(beside, ids, coarse.width(embedder.dim), files.BYTES)
        return cls(files.mapped(path, ids, embedder.dim), ids, embedder, codes)

    def write(self, path: Path) -> None:
        """Write the vectors into a new file, and codes beside them where there are so many that they help."""
        write(path, self.ids, self._embedder.dim, [self.rows])

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
            scores, numbers = self._nearest(vector, min(wanted, size), within)
            found = [
                (self.ids[number], round(score, _DECIMALS))
                for number, score in zip(numbers.tolist(), scores.tolist(), strict=True)
            ]
            # FAISS breaks ties as it likes: go on until those at the k-th place are all at hand.
            if wanted >= size or found[-1][1] < found[k - 1][1]:
                return ranked(found, k)
            wanted *= 4

    def _nearest(self, vector: Vectors, k: int, within: Rows | None) -> tuple[Vectors, Rows]:
        """Return the best ``k`` products and their rows, best first; with codes, of the rows that these propose."""
        if self._coarse is None or not coarse.wanted_for(len(self.ids) if within is None else len(within)):
            return _best(self.rows, vector, k, within)
        proposed = self._coarse.proposed(vector, k, within)
        scores, numbers = _best(np.ascontiguousarray(self.rows[proposed]), vector, k, None)
        return scores, proposed[numbers]


def write(
    path: Path, ids: Sequence[str], dim: int, batches: Iterable[Vectors], before: tuple[Dense, Splice] | None = None
) -> None:
    """Write vectors into a new file, and codes beside them where there are so many that they help; not synced.

    Args:
        path: The file.
        ids: Of the chunks, in order.
        dim: Length of a vector.
        batches: Unit rows in the order of the ids; not of those that were there before.
        before: Where the others are, and how these chunks follow from those.
    """
    came: list[Vectors] = []

    def kept() -> Iterator[Vectors]:
        for rows in batches:
            came.append(rows)
            yield rows

    if before is None:
        files.write(path, ids, dim, batches)
    else:
        files.write(path, ids, dim, before[1].spliced(before[0].rows, kept()))
    if not coarse.wanted_for(len(ids)):
        return
    if before is None or before[0].codes is None:
        codes = coarse.encoded(files.mapped(path, ids, dim))
    else:
        codes = before[1].spliced(before[0].codes, (some for rows in came for some in coarse.encoded(rows)))
    files.write(path.with_name(files.CODES), ids, coarse.width(dim), codes, files.BYTES, coarse.VERSION)


def _best(rows: Vectors, vector: Vectors, k: int, within: Rows | None) -> tuple[Vectors, Rows]:
    """Return the ``k`` best products of rows with a vector, best first, and the numbers of those rows.

    FAISS reads the rows where they are: an index of its own would hold a copy of them.

    Args:
        rows: Of shape ``(n, dim)``.
        vector: Of shape ``(1, dim)``.
        k: At most as many as there are to choose from.
        within: Numbers of the rows to choose from, none twice; None for all.
    """
    faiss.omp_set_num_threads(OF_FAISS)
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
