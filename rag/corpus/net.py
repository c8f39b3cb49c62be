"""A small learned model over lines: convolutions along the text, scored in NumPy.

Knows weights and shapes; nothing of what the numbers mean.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open

from rag.corpus.features import Pairs
from rag.corpus.signs import Floats
from rag.encode.files import check_whole
from rag.errors import ModelNotFoundError

_ROWS = 1024


class LineNet:
    """Gives each line some logits from its own numbers and those of its neighbours; safe to call from several threads.

    Attributes:
        features: Names of the columns it looks at, in the order of the matrix.
        pairs: Tables of how characters follow each other, which the features need.
        reach: How many lines on each side take part in a logit.
    """

    def __init__(self, folder: Path) -> None:
        """Read ``bounds.safetensors`` of a folder.

        Raises:
            ModelNotFoundError: The file is missing or damaged.
        """
        check_whole(folder)
        file = folder / "bounds.safetensors"
        try:
            with safe_open(file, framework="numpy") as opened:
                header = opened.metadata() or {}
                self.features: tuple[str, ...] = tuple(json.loads(header["features"]))
                self._dilations: tuple[int, ...] = tuple(json.loads(header["dilations"]))
                self.pairs = Pairs(opened.get_tensor("follow"), opened.get_tensor("opening"))
                names = ["in", *(f"block{n}" for n in range(len(self._dilations))), "out"]
                self._layers = [
                    tuple(opened.get_tensor(f"{name}.{part}").astype(np.float32) for part in ("weight", "bias"))
                    for name in names
                ]
        except (OSError, SafetensorError, KeyError, ValueError) as exc:
            raise ModelNotFoundError(
                str(file),
                f"missing or damaged: {exc}",
                hint=f"模型文件 {file} 缺失或已损坏；请重新取得 models 文件夹。",
            ) from exc
        self.reach = sum(self._dilations)

    def logits(self, matrix: Floats) -> Floats:
        """Return the logits of lines that follow each other, float32 of shape ``(len(matrix), outputs)``.

        Args:
            matrix: Their features, of shape ``(n, len(features))``.
        """
        found = []
        for low in range(0, len(matrix), _ROWS):
            first = max(0, low - self.reach)
            some = self._logits(matrix[first : low + _ROWS + self.reach])
            found.append(some[low - first : low - first + _ROWS])
        return np.concatenate(found) if found else self._logits(matrix)

    def _logits(self, matrix: Floats) -> Floats:
        """Return the logits of so few lines that what is made of them stays near the processor."""
        (weight, bias), *blocks, (last, shift) = self._layers
        state = matrix @ weight
        state += bias
        np.maximum(state, 0, out=state)
        n, size = state.shape
        widest = max(self._dilations)
        padded = np.zeros((n + 2 * widest, size), np.float32)
        moved, part = np.empty((n, size), np.float32), np.empty((n, size), np.float32)
        for (weight, bias), step in zip(blocks, self._dilations, strict=True):
            padded[widest : widest + n] = state
            # Rows of the weight: the line before, the line itself, the line behind.
            np.matmul(padded[widest - step : widest - step + n], weight[:size], out=moved)
            moved += np.matmul(state, weight[size : 2 * size], out=part)
            moved += np.matmul(padded[widest + step : widest + step + n], weight[2 * size :], out=part)
            moved += bias
            state += np.maximum(moved, 0, out=moved)
        return np.asarray(state @ last + shift, np.float32)
