"""The fitted numbers of the composer, read from a file that people can read too.

``training/composer.py`` writes the file; what each name means stands where it is computed (``candidates.FEATURES``,
``trim.CLAUSE_FEATURES``, ``refuse.SIGNS``, ``doubts.DOUBTS``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answer.passages.candidates import FEATURES
from rag.answer.passages.trim import CLAUSE_FEATURES
from rag.answer.refusing.doubts import DOUBTS
from rag.answer.refusing.refuse import SIGNS
from rag.errors import ModelNotFoundError


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign is worth.

    Attributes:
        sentence: One weight for each of ``FEATURES``.
        clause: One for each of ``CLAUSE_FEATURES``.
        answerable: One for each of ``SIGNS``, in logits.
        intercept: Added to them.
        least: Probability below which a question is refused.
    """

    sentence: tuple[float, ...]
    clause: tuple[float, ...]
    answerable: tuple[float, ...]
    intercept: float
    least: float

    @classmethod
    def load(cls, file: Path) -> Weights:
        """Read the weights.

        Raises:
            ModelNotFoundError: The file is missing, damaged or of another version.
        """
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            answerable = tables["answerable"]
            return cls(
                _in_order(tables["sentence"], FEATURES),
                _in_order(tables["clause"], CLAUSE_FEATURES),
                _in_order(answerable, SIGNS),
                float(answerable["intercept"]),
                float(answerable["least"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as exc:
            hint = f"内置作答模型 {file} 缺失或损坏；请运行 git checkout models，或重新下载本程序。"
            raise ModelNotFoundError(file.parent.name, f"{file}: {exc}", hint=hint) from exc


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line over the signs of a ranking below which the composer refuses; ``training/doubt.py`` writes the file.

    Attributes:
        signs: One weight for each of ``DOUBTS``.
        intercept: Added to their sum.
        least: What the sum must reach.
    """

    signs: tuple[float, ...]
    intercept: float
    least: float

    @classmethod
    def load(cls, file: Path) -> Doubt:
        """Read the line.

        Raises:
            ModelNotFoundError: The file is missing, damaged or of another version.
        """
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            return cls(_in_order(tables["signs"], DOUBTS), float(tables["intercept"]), float(tables["least"]))
        except (OSError, ValueError, KeyError, TypeError) as exc:
            hint = f"内置作答模型 {file} 缺失或损坏；请运行 git checkout models，或重新下载本程序。"
            raise ModelNotFoundError(file.parent.name, f"{file}: {exc}", hint=hint) from exc

    def doubts(self, row: Sequence[float]) -> bool:
        """Whether the values of ``DOUBTS`` are below the line."""
        return self.intercept + sum(w * v for w, v in zip(self.signs, row, strict=True)) < self.least


def _in_order(table: Mapping[str, float], names: Sequence[str]) -> tuple[float, ...]:
    """Return the weights of some names in their order."""
    return tuple(float(table[name]) for name in names)
