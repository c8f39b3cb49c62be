"""A small learned model over lines: convolutions along the text, scored in NumPy.

Knows weights and shapes; nothing of what the numbers mean.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open

from rag.corpus.follow import Pairs
from rag.corpus.signs import Floats
from rag.encode.files import check_whole
from rag.errors import ModelNotFoundError

_ROWS = 2048


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
                    _layer(*(opened.get_tensor(f"{name}.{part}") for part in ("weight", "bias"))) for name in names
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
            matrix: Their features, of shape ``(n, len(features))``; best with a column behind the other in memory.
        """
        found = []
        columns = matrix.T
        for low in range(0, len(matrix), _ROWS):
            first = max(0, low - self.reach)
            some = self._logits(columns[:, first : low + _ROWS + self.reach])
            found.append(some[:, low - first : low - first + _ROWS])
        return np.concatenate(found, axis=1).T if found else self._logits(columns).T

    def _logits(self, columns: Floats) -> Floats:
        """Return the logits of so few lines that what is made of them stays near the processor; a column a line."""
        first, *blocks, last = self._layers
        size, n = len(first), columns.shape[1]
        # Of each line: what stands at the line before, at itself and at the line behind; and a one, for the bias.
        state = np.zeros((3 * size + 1, n), np.float32)
        before, own, behind = (state[at * size : (at + 1) * size] for at in range(3))
        state[-1] = 1
        np.matmul(first[:, :-1], columns, out=own)
        own += first[:, -1:]
        np.maximum(own, 0, out=own)
        moved = np.empty((size, n), np.float32)
        for weight, step in zip(blocks, self._dilations, strict=True):
            both = max(0, n - step)
            before[:, :step], behind[:, both:] = 0, 0
            before[:, step:], behind[:, :both] = own[:, :both], own[:, step:]
            np.matmul(weight, state, out=moved)
            own += np.maximum(moved, 0, out=moved)
        return np.asarray(last[:, :-1] @ own + last[:, -1:], np.float32)


def _layer(weight: npt.NDArray[np.generic], bias: npt.NDArray[np.generic]) -> Floats:
    """Return a layer as one matrix: a row for each number that it makes, what it adds to that in the last column."""
    return np.ascontiguousarray(np.vstack([weight, bias]).T, np.float32)
