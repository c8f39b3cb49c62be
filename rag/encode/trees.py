"""Gradient-boosted trees as data: read from a safetensors file, scored in NumPy on one thread.

Knows nodes and thresholds; nothing of what the numbers mean.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open

from rag.encode.embedder import Vectors
from rag.errors import ModelNotFoundError


class Trees:
    """A sum of binary trees; safe to call from several threads.

    Attributes:
        features: Names of the columns that the trees look at, in the order of the matrix.
        about: What else stands in the file's header, such as a calibration.
    """

    def __init__(self, file: Path) -> None:
        """Read a file with ``feature``, ``threshold``, ``left``, ``right``, ``value`` (a row a node) and ``roots``.

        A node goes left where the value of its feature is at most its threshold; a leaf is its own child.

        Raises:
            ModelNotFoundError: The file is missing or damaged.
        """
        try:
            with safe_open(file, framework="numpy") as opened:
                header = opened.metadata() or {}
                self._feature, self._threshold, self._left, self._right, self._value, self._roots = (
                    opened.get_tensor(name) for name in ("feature", "threshold", "left", "right", "value", "roots")
                )
            self.features: tuple[str, ...] = tuple(json.loads(header["features"]))
            self.about: dict[str, float] = json.loads(header["about"])
        except (OSError, SafetensorError, KeyError, ValueError) as exc:
            raise ModelNotFoundError(
                str(file),
                f"missing or damaged: {exc}",
                hint=f"模型文件 {file} 缺失或已损坏；请重新取得 models 文件夹。",
            ) from exc

    def score(self, matrix: Vectors) -> npt.NDArray[np.float64]:
        """Return the sum of the trees for each row of a matrix ``(n, len(features))``, float64 of shape ``(n,)``."""
        if not len(matrix):
            return np.zeros(0)
        rows = np.arange(len(matrix))[:, None]
        nodes = np.repeat(self._roots[None, :], len(matrix), axis=0)  # Shape: (n, trees)
        while True:
            left = matrix[rows, self._feature[nodes]] <= self._threshold[nodes]
            below = np.where(left, self._left[nodes], self._right[nodes])
            if np.array_equal(below, nodes):
                return np.asarray(self._value[nodes].sum(axis=1), np.float64)
            nodes = below
