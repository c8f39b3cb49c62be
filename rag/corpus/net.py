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
        state = np.maximum(matrix @ weight + bias, 0)
        n, size = state.shape
        for (weight, bias), step in zip(blocks, self._dilations, strict=True):
            padded = np.zeros((n + 2 * step, size), np.float32)
            padded[step : step + n] = state
            # Rows of the weight: the line before, the line itself, the line behind.
            moved = padded[:n] @ weight[:size]
            moved += state @ weight[size : 2 * size]
            moved += padded[2 * step :] @ weight[2 * size :]
            moved += bias
            state += np.maximum(moved, 0, out=moved)
        return np.asarray(state @ last + shift, np.float32)
