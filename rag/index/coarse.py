"""Coarse codes of vectors: in a large index they propose, and the vectors themselves decide.

A code is a bit for each number of a vector and two numbers beside them (RaBitQ), about zero and not about the mean: so
it depends on its vector alone, and an index that was brought up to date has the codes of one built from nothing.
Here it is chosen how vectors are searched, by how many there are. Knows FAISS's codes; nothing of passages.
"""

from __future__ import annotations

from collections.abc import Iterator

import faiss
import numpy as np
import numpy.typing as npt

from rag.encode.embedder import Vectors
from rag.index.ids import Rows
from rag.threads import OF_FAISS

Codes = npt.NDArray[np.uint8]
# Up to so many vectors each is compared with a question; from there on that takes most of a search.
EXACT_UP_TO = 100_000
# Changes when the same vectors would have other codes.
VERSION = 1
# So many are compared exactly at the least, and so many for each that is wanted.
CANDIDATES, _FOR_EACH = 5000, 20
# Of how many bits each number of a question is, beside the codes.
_QUESTION_BITS = 8
_BATCH = 16384


def wanted_for(count: int) -> bool:
    """Whether so many vectors are searched by codes first."""
    return count > EXACT_UP_TO


def told(count: int) -> str:
    """Return how so many vectors are searched, for the manifest."""
    return f"RaBitQ 1 bit, version {VERSION}, {CANDIDATES} compared" if wanted_for(count) else "exact"


def width(dim: int) -> int:
    """Return how many bytes the code of a vector of a length takes."""
    return int(_empty(dim).sa_code_size())


def encoded(rows: Vectors) -> Iterator[Codes]:
    """Yield the codes of vectors, uint8 of shape ``(n, width)``, some together."""
    index = _empty(rows.shape[1])
    for start in range(0, len(rows), _BATCH):
        yield index.sa_encode(np.ascontiguousarray(rows[start : start + _BATCH], np.float32))


class Coarse:
    """Proposes vectors by their codes. Safe for concurrent use, never changed. Holds a copy of the codes."""

    def __init__(self, codes: Codes, dim: int) -> None:
        """Keep codes as ``encoded`` gave them, one a vector, and the length of a vector."""
        self._index = _empty(dim)
        for start in range(0, len(codes), _BATCH):
            self._index.add_sa_codes(np.ascontiguousarray(codes[start : start + _BATCH]))

    def proposed(self, vector: Vectors, k: int, within: Rows | None) -> Rows:
        """Return the numbers of the vectors among which the best ``k`` for a question nearly always are, rising.

        Args:
            vector: Of the question, of shape ``(1, dim)``.
            k: How many are wanted.
            within: Numbers of the vectors to choose from; None for all.
        """
        size = self._index.ntotal if within is None else len(within)
        faiss.omp_set_num_threads(OF_FAISS)
        params = faiss.RaBitQSearchParameters()
        params.qb = _QUESTION_BITS
        # What is set here is not kept alive by it: the selector has to outlive the search.
        chosen = None if within is None else faiss.IDSelectorBatch(within)
        if chosen is not None:
            params.sel = chosen
        _, found = self._index.search(vector, min(size, max(CANDIDATES, _FOR_EACH * k)), params=params)
        rows: Rows = np.sort(found[0][found[0] >= 0])
        return rows


def _empty(dim: int) -> faiss.IndexRaBitQ:
    """Return FAISS's index without a vector, its centre at zero."""
    index = faiss.IndexRaBitQ(dim, faiss.METRIC_INNER_PRODUCT, 1)
    index.train(np.zeros((1, dim), np.float32))
    return index
