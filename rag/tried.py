"""A short question behind others, tried by itself and with what was asked before it.

Its words do not say which is meant (押金多少钱, 管线多长), so that both are looked for and composed, and the passages
decide (``answer.leaning``). Knows how to retrieve and to compose; no conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.answer.builtin import BuiltIn, Composition
from rag.answer.leaning import leans
from rag.records import Evidence, Language, Understood
from rag.search.question import Leaning
from rag.text.equivalents import NO_SYNONYMS, Synonyms


@dataclass(frozen=True, slots=True)
class Tried:
    """One reading of a question with what was found and composed for it."""

    understood: Understood
    evidence: tuple[Evidence, ...]
    composition: Composition


def tried(
    builtin: BuiltIn,
    retrieve: Callable[[Understood], tuple[Evidence, ...]],
    alone: Understood,
    merged: Understood,
    leaning: Leaning,
    language: Language = "zh",
    own: Synonyms = NO_SYNONYMS,
) -> Tried:
    """Return the reading of a question that its passages bear out.

    Args:
        builtin: Composes.
        retrieve: Finds the passages of a reading.
        alone: The question by itself.
        merged: The question with what was asked before it.
        leaning: What that was, and what it says itself.
        language: Of what a refusal says is missing.
        own: The reader's own synonyms.
    """
    by_itself, with_topic = (
        Tried(reading, evidence := retrieve(reading), builtin.compose(reading, evidence, language, own))
        for reading in (alone, merged)
    )
    own_terms, topic = builtin.terms(alone.queries[0], own), builtin.terms(leaning.about, own)
    pair = by_itself.composition, with_topic.composition
    lean = leans(leaning.words, own_terms, topic, *pair, with_topic.evidence)
    return with_topic if lean else by_itself
