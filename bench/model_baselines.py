"""What a user would take instead of the built-in models: BM25 over jieba's words, and the first embedder.

The first embedder is the one that was committed first; it is read out of the repository's history. Knows nothing of
passages or questions.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from rag.encode.static import StaticEmbedder
from rag.index.bm25 import K1, B, rarity
from rag.text.words import Segmenter

FIRST = "1bd8907637a3be7dbc511ef481b375d915ab5e66"  # the commit that brought it
_FOLDER = "models/embedder"


def first_embedder(root: Path) -> StaticEmbedder | None:
    """Return the first embedder; None where the project's history does not hold it."""
    told = subprocess.run(["git", "-C", str(root), "archive", FIRST, _FOLDER], capture_output=True, check=False)
    if told.returncode:
        return None
    with tempfile.TemporaryDirectory() as home, tarfile.open(fileobj=io.BytesIO(told.stdout)) as packed:
        packed.extractall(home, filter="data")
        return StaticEmbedder(Path(home) / _FOLDER)


class Words:
    """BM25 of texts that are not indexed, by how rare words are in others."""

    def __init__(self, known: Sequence[str]) -> None:
        """Count the words of texts like those that are to be scored."""
        self._segmenter = Segmenter()
        rows = [self._segmenter.terms(text) for text in known]
        self._counts = Counter(word for row in rows for word in set(row))
        self._texts = len(rows)
        self._length = max(1.0, sum(map(len, rows)) / max(1, len(rows)))

    def score(self, query: str, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return a score for each text; 0 where it shares no word with the query."""
        wanted = {word: rarity(self._texts, self._counts[word]) for word in self._segmenter.terms(query)}
        scores = np.zeros(len(texts))
        for at, text in enumerate(texts):
            row = self._segmenter.terms(text)
            held = Counter(word for word in row if word in wanted)
            norm = K1 * (1 - B + B * len(row) / self._length)
            scores[at] = sum(wanted[word] * (K1 + 1) * n / (n + norm) for word, n in held.items())
        return scores
