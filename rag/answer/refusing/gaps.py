"""What a refusal says is missing, and what there is instead; and which part of a question nothing answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answer.citing.drafts import draft_of
from rag.answer.passages.listed import spells_out
from rag.answer.passages.select import Ranking
from rag.answer.passages.trim import trim
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.answer.refusing.demands import Demands
from rag.answer.refusing.refuse import missing
from rag.answer.words.notice_words import Words
from rag.records import Draft, Evidence
from rag.text.bare import bare

_LONGEST_PART = 40  # characters of a part of a question that a gap names


def refusal_of(
    readings: Sequence[Reading],
    rankings: Sequence[Ranking],
    demands: Sequence[Demands],
    evidence: Sequence[Evidence],
    clause_weights: Sequence[float],
    words: Words,
) -> list[Draft]:
    """Return what a refusal says is missing, and what there is instead."""
    if len(readings) > 1:
        return list(gap_of(readings, evidence, words))
    named = list(_named_only(demands[0], rankings[0], readings[0], clause_weights, words))
    return named or list(gap_of(readings, evidence, words, *demands[0].another(rankings[0][0][1])))


def gap_of(
    readings: Sequence[Reading], evidence: Sequence[Evidence], words: Words, asked: str = "", there: str = ""
) -> Iterator[Draft]:
    """Yield a sentence that names what no passage mentions, where there is such a thing.

    Where another year or edition than the one asked for is there, that is said.
    """
    if there:
        yield Draft(words.another.format(asked=asked, there=there), gap=True)
        return
    word = next((w for reading in readings if (w := missing(reading, evidence))), "")
    if word:
        yield Draft(words.not_mentioned.format(word=word), gap=True)


def lacking(part: str, words: Words) -> Draft:
    """Return the gap that names a part of a question: its end, where it asks."""
    return Draft(words.not_answered.format(part=part.rstrip("？?。 ")[-_LONGEST_PART:]), gap=True)


def _named_only(
    demands: Demands, ranking: Ranking, reading: Reading, clause_weights: Sequence[float], words: Words
) -> Iterator[Draft]:
    """Yield that a term is named and not explained, and the sentence that names it; nothing where that is not so."""
    if demands.meaning and demands.unmet(ranking[0][1]) == "meaning":
        yield from _used_only(demands.meaning, ranking, reading, clause_weights, words)
        return
    if demands.term is None:
        return
    best = next((c for _, c in ranking if demands.term.text in plain(c.text)), None)
    if best is not None and not spells_out(demands.term, plain(best.text)):
        yield Draft(words.not_spelt_out.format(word=demands.term.text), gap=True)
        yield draft_of(best.evidence.chunk, trim(best, reading, clause_weights))


def _used_only(
    term: str, ranking: Ranking, reading: Reading, clause_weights: Sequence[float], words: Words
) -> Iterator[Draft]:
    """Yield that a term is used and not explained, with the best sentence that uses it, or that nothing mentions it."""
    best = next((c for _, c in ranking if term in bare(c.text)), None)
    if best is None:
        yield Draft(words.not_mentioned.format(word=term), gap=True)
        return
    yield Draft(words.not_explained.format(word=term), gap=True)
    yield draft_of(best.evidence.chunk, trim(best, reading, clause_weights))
