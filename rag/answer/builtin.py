"""The built-in composer: picks the sentences that answer, cuts them to what was asked, or refuses.

Every draft is literal text of its passage with its exact place; the only words of its own are a closing mark
and what a refusal says is missing. Deterministic; knows passages, never an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rag.answer.candidates import Candidate, Interaction, candidates
from rag.answer.reading import read
from rag.answer.select import ranked
from rag.answer.terms import Rarity
from rag.answer.trim import trim
from rag.records import Draft, Evidence, Place, Span, SubQuestion, Understood
from rag.settings import ROOT

_CLOSED = "。！？”』」）.!?"


@dataclass(frozen=True, slots=True)
class Composition:
    """What the composer made of a question and its evidence.

    Attributes:
        drafts: Sentences in order; for a refusal at most a gap that names what is missing.
        refused: Whether the evidence does not answer.
        reason: Why it was refused, for a log; ``""`` for an answer.
        confidence: Estimated probability that the evidence answers the question.
    """

    drafts: tuple[Draft, ...]
    refused: bool = False
    reason: str = ""
    confidence: float = 0.0


class BuiltIn:
    """Composes answers without a language model. Safe for several threads."""

    def __init__(self, interaction: Interaction | None = None, folder: Path = ROOT / "models" / "composer") -> None:
        """Load the tables of the composer.

        Args:
            interaction: Late interaction over the built-in vectors; without one, only shared characters count.
            folder: Where its tables lie.
        """
        self._interaction = interaction
        self._rarity = Rarity.load(folder / "rarity.npz")

    def compose(self, understood: Understood, evidence: tuple[Evidence, ...]) -> Composition:
        """Return drafts with exact places, or a refusal.

        Args:
            understood: The question and its parts.
            evidence: Passages, best first; none is a refusal.
        """
        if not evidence:
            return Composition((), refused=True, reason="no passage was found")
        drafts: list[Draft] = []
        for part in understood.parts:
            drafts.extend(self._fact(part, evidence))
        return (
            Composition(tuple(drafts), confidence=1.0)
            if drafts
            else Composition((), refused=True, reason="nothing fits")
        )

    def _fact(self, part: SubQuestion, evidence: tuple[Evidence, ...]) -> list[Draft]:
        """Return the best sentence for one part, cut to what it asks."""
        reading = read(part.text, self._rarity, part.constraints.kind)
        order = ranked(candidates(reading, evidence, self._interaction))
        if not order:
            return []
        best: Candidate = order[0][1]
        return [draft_of(best.evidence, trim(best, reading))]


def draft_of(evidence: Evidence, span: Span, *, item: bool = False) -> Draft:
    """Return a stretch of a passage as a draft, closed by a full stop of ours where it was cut."""
    text = evidence.chunk.text[span[0] : span[1]]
    added: tuple[Span, ...] = ()
    if text[-1:] not in _CLOSED and not item:
        added = ((len(text), len(text) + 1),)
        text += "。"
    return Draft(text, (Place(evidence.chunk, *span),), added, item=item)
