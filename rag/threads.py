"""How many threads numeric libraries use, and what keeps two of them from harming each other on macOS.

One place for both, called before anything numeric is imported: OpenMP, the linear algebra of NumPy and the tokenizers
read these variables only once. faiss and torch are told again by the adapters that call them. rjieba cuts in the
thread that asks, tantivy writes with one. Knows no library.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

_READ_ONCE = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "RAYON_NUM_THREADS",
)
# Of NumPy: its products are of small matrices here, for which a second thread mostly spins.
_OF_NUMPY = ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
# One question is one row: with a second thread FAISS divides the vectors another way, and took seven times as long in
# both processor time and waiting (decision 045). On macOS its OpenMP must not start any beside torch's. It is set by
# each search, since OpenMP keeps the number for each thread that asks.
OF_FAISS = 1


def limit(threads: int, *, environ: MutableMapping[str, str] | None = None, platform: str = sys.platform) -> None:
    """Set how many threads numeric libraries use that are imported later, in this process and those it starts.

    NumPy itself gets one: it multiplies small matrices only.

    On macOS the wheels of torch and faiss bring an OpenMP each, and a process that loads both is ended by the second
    unless it is told that this is known (faiss-wheels#73, pytorch#149201).

    Args:
        threads: At least 1.
        environ: The variables to set; the process's own by default.
        platform: As ``sys.platform``.
    """
    environ = os.environ if environ is None else environ
    for name in _READ_ONCE:
        environ[name] = str(threads)
    for name in _OF_NUMPY:
        environ[name] = "1"
    if platform == "darwin":
        environ["KMP_DUPLICATE_LIB_OK"] = "TRUE"
