"""The seam through which texts become vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into unit vectors. Implementations may be called from several threads.

    Attributes:
        name: For people: the folder's name or the hub name.
        model_hash: SHA-256 over the model's files, in hex; written into the index manifest.
        dim: Length of a vector.
    """

    @property
    def name(self) -> str:
        """For people: the folder's name or the hub name."""
        ...

    @property
    def model_hash(self) -> str:
        """SHA-256 over the model's files, in hex."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row a text: float32 of shape ``(len(texts), dim)``.

        A row has unit length, or is all zero for a text without known pieces.
        """
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return one row a query, as ``passages`` does."""
        ...
