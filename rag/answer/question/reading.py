"""How the composer reads one standalone question: its terms, what it wants, what it says apart from others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rag.answer.question.asked import Asked, asked
from rag.answer.question.designators import designators
from rag.answer.question.terms import Rarity, Terms, plain, question_terms
from rag.records import Constraints
from rag.text.equivalents import NO_SYNONYMS, Synonyms

_QUOTED = re.compile(r"[\"“「《]([^\"”」》]{2,20})[\"”」》]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read.

    Attributes:
        text: The question.
        plain: The same as it is compared.
        terms: Its weighted terms.
        asked: What it wants.
        designated: The years, editions, quarters … it names, by class.
        names: Places, persons, bodies, documents and quoted terms that it names, as they are compared.
        quoted: What stands in quotation marks in it.
    """

    text: str
    plain: str
    terms: Terms
    asked: Asked
    designated: Mapping[str, frozenset[str]]
    names: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()


def read(question: str, rarity: Rarity, constraints: Constraints | None = None, own: Synonyms = NO_SYNONYMS) -> Reading:
    """Return a standalone question as the composer reads it.

    Args:
        question: The question.
        rarity: How rare pairs of characters are.
        constraints: What it was understood to ask for, and of whom.
        own: The reader's own synonyms.
    """
    said = constraints or Constraints()
    text = plain(question)
    quoted = tuple(_QUOTED.findall(text))
    named = (*said.place, *said.organisation, *said.person, *said.document, *quoted)
    names = tuple(dict.fromkeys(name for name in map(plain, named) if len(name) > 1))
    terms = question_terms(text, rarity, own)
    return Reading(question, text, terms, asked(text, said.kind), designators(text), names, quoted)
