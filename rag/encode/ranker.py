"""The learned sentence ranker: which sentence answers a question, and whether one does at all.

Two sets of trees over the features of ``features.py``: one learned to put the right sentence before the
others of a question, one learned apart from it to tell questions that are answered from those that are not.
Knows neither indexes nor how an answer is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.encode.embedder import Vectors
from rag.encode.features import SentenceInContext, features, vector_of
from rag.encode.interaction import LateInteraction
from rag.encode.trees import Trees

__all__ = ["Judgement", "SentenceInContext", "SentenceRanker"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the ranker makes of the sentences of one question.

    Attributes:
        scores: float32, one a sentence: higher is better; comparable within one question only.
        probabilities: float32, one a sentence, 0 to 1: that this sentence answers the question. Their
            largest says whether the question is answered at all; comparable across questions.
    """

    scores: Vectors
    probabilities: Vectors

    @property
    def answered(self) -> float:
        """The largest probability; 0 without sentences."""
        return float(self.probabilities.max(initial=0))


class SentenceRanker:
    """Scores sentences against a question; safe to call from several threads."""

    def __init__(self, folder: Path, interaction: LateInteraction) -> None:
        """Read ``ranker.safetensors`` and ``answerability.safetensors`` of a folder.

        Args:
            folder: As made by ``python -m training ranker``.
            interaction: Over the static embedder that the trees were made with.

        Raises:
            ModelNotFoundError: A file is missing or damaged.
        """
        self._ranker = Trees(folder / "ranker.safetensors")
        self._answerability = Trees(folder / "answerability.safetensors")
        self._interaction = interaction

    def score(self, question: str, kinds: Sequence[str], sentences: Sequence[SentenceInContext]) -> Vectors:
        """Return how well each sentence answers, float32 of shape ``(len(sentences),)``; higher is better.

        Args:
            question: One standalone question.
            kinds: Kinds of thing asked for, as in ``records.Constraints.kind``; joined to what the wording says.
            sentences: All sentences that compete, passage by passage. Scores compare them with each other.
        """
        return self.judge(question, kinds, sentences).scores

    def judge(self, question: str, kinds: Sequence[str], sentences: Sequence[SentenceInContext]) -> Judgement:
        """Return scores and probabilities of the sentences that compete for a question; arguments as for ``score``."""
        if not sentences:
            return Judgement(np.zeros(0, np.float32), np.zeros(0, np.float32))
        return self.judge_features(*features(question, kinds, sentences, self._interaction))

    def judge_features(self, names: Sequence[str], matrix: Vectors) -> Judgement:
        """Return the same from features that were read already; at least one row."""
        scores = self._ranker.score(vector_of(names, matrix, self._ranker.features))
        raw = self._answerability.score(vector_of(names, matrix, self._answerability.features))
        about = self._answerability.about
        calibrated = 1 / (1 + np.exp(-(about["slope"] * raw + about["intercept"])))
        return Judgement(scores.astype(np.float32), calibrated.astype(np.float32))
