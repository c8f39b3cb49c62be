"""How the composer reads one standalone question: its terms, what it wants, what it says apart from others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.answer.asked import Asked, asked
from rag.answer.designators import designators
from rag.answer.terms import Rarity, Terms, plain, question_terms


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read.

    Attributes:
        text: The question.
        plain: The same as it is compared.
        terms: Its weighted terms.
        asked: What it wants.
        designated: The years, editions, quarters … it names, by class.
    """

    text: str
    plain: str
    terms: Terms
    asked: Asked
    designated: Mapping[str, frozenset[str]]


def read(question: str, rarity: Rarity, hints: tuple[str, ...] = ()) -> Reading:
    """Return a standalone question as the composer reads it.

    Args:
        question: The question.
        rarity: How rare pairs of characters are.
        hints: Kinds of thing asked for, as read off elsewhere.
    """
    text = plain(question)
    return Reading(question, text, question_terms(text, rarity), asked(text, hints), designators(text))
