"""The sentences that might answer a question, and what speaks for each: named features between 0 and 1.

Knows passages and the question's terms; weighs nothing (see ``select``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.asked import Asked
from rag.answer.mentions import Mention, mentions
from rag.answer.terms import Terms
from rag.records import Chunk, Evidence
from rag.text.fold import fold
from rag.text.sentences import sentences

FEATURES = (
    "covered",  # share of the question's weight that the sentence repeats
    "covered_here",  # the same, terms weighted by how few of the candidate sentences hold them
    "neighbours",  # share that only the sentences beside it add
    "heading",  # share that only title, headline, headings or byline add
    "passage",  # share that the whole passage, headings included, repeats
    "unseen",  # weight of the rarest term that the whole passage lacks, 1 for the rarest there is
    "run",  # longest stretch of the question repeated, over the longest there is
    "fit",  # best fit of a thing of the kind asked for, not named in the question
    "near",  # that fit times the share of the question's weight close to it
    "fit_covered",  # fit times covered
    "brief",  # shortness: 1 for none, falling with the logarithm of length
    "rank",  # 1 for the first passage, falling
    "opening",  # whether it opens its passage
    "head",  # whether it is a head line: headline, byline, date
    "year_clash",  # whether it names a year, and not the one asked for
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s?年|[-—~/])")
_NEAR = 24


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage.

    Attributes:
        evidence: Its passage.
        start: Where it begins in ``evidence.chunk.text``.
        end: Where it ends.
        terms: Where terms of the question stand in it, by offset into the passage.
        mentions: Things of the kind asked for that the question does not name itself, by offset into the passage.
        features: One value for each name of ``FEATURES``.
    """

    evidence: Evidence
    start: int
    end: int
    terms: tuple[tuple[int, str], ...]
    mentions: tuple[Mention, ...]
    features: tuple[float, ...]

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.evidence.chunk.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage read for one question."""

    evidence: Evidence
    folded: str
    sentences: tuple[tuple[int, int], ...]
    terms: tuple[tuple[int, str], ...]
    heading: frozenset[str]
    mentions: tuple[Mention, ...]


def candidates(question: str, terms: Terms, asked: Asked, evidence: Sequence[Evidence]) -> list[Candidate]:
    """Return every sentence of the passages with its features, passages in their order, sentences in theirs.

    Args:
        question: The standalone question.
        terms: Its terms.
        asked: What it wants.
        evidence: Best first; may be empty.
    """
    folded = fold(question)
    passages = [_read(e, folded, terms, asked) for e in evidence]
    inside = [[_between(p.terms, s) for s in p.sentences] for p in passages]
    spread = _spread(inside)
    years = set(_YEAR.findall(folded))
    found = []
    for passage, rows in zip(passages, inside, strict=True):
        whole = {t for _, t in passage.terms} | passage.heading
        shared = (terms.share(whole), _rarest_missing(terms, whole))
        for i, span in enumerate(passage.sentences):
            found.append(_candidate(passage, i, span, rows, terms, spread, shared, years))
    return found


def heading_of(chunk: Chunk) -> str:
    """Return what stands above a passage: title, headline, byline and headings, one a line."""
    return "\n".join(x for x in (chunk.title, chunk.article, chunk.byline, *chunk.headings) if x)


def _read(evidence: Evidence, question: str, terms: Terms, asked: Asked) -> _Passage:
    text = fold(evidence.chunk.text)
    heading = frozenset(t for _, t in terms.occurrences(fold(heading_of(evidence.chunk))))
    found = tuple(m for m in mentions(text, asked) if text[m.start : m.end].strip() not in question)
    places = tuple(sentences(evidence.chunk.text, semicolons=True))
    return _Passage(evidence, text, places, tuple(terms.occurrences(text)), heading, found)


def _candidate(
    passage: _Passage,
    i: int,
    span: tuple[int, int],
    rows: Sequence[Sequence[tuple[int, str]]],
    terms: Terms,
    spread: dict[str, float],
    shared: tuple[float, float],
    years: set[str],
) -> Candidate:
    """Return one sentence with its features."""
    own = {t for _, t in rows[i]}
    beside = {t for row in (*rows[max(0, i - 1) : i], *rows[i + 1 : i + 2]) for _, t in row} - own
    here = tuple(m for m in passage.mentions if span[0] <= m.start and m.end <= span[1])
    covered = terms.share(own)
    fit = max((m.fit for m in here), default=0.0)
    local = sum(terms.weights[t] * spread[t] for t in own)
    local_total = sum(terms.weights[t] * spread.get(t, 1.0) for t in terms.weights)
    text = passage.folded[span[0] : span[1]]
    named = set(_YEAR.findall(text))
    features = (
        covered,
        local / local_total if local_total else 0.0,
        terms.share(beside),
        terms.share(passage.heading - own),
        shared[0],
        shared[1],
        _longest_run(rows[i]) / max((len(r) for r in terms.runs), default=1),
        fit,
        max((m.fit * terms.share(t for at, t in rows[i] if _close(at, m)) for m in here), default=0.0),
        fit * covered,
        1.0 / (1.0 + math.log1p(len(text) / 20)),
        1.0 / passage.evidence.rank,
        float(i == 0),
        float(passage.evidence.chunk.kind == "head"),
        float(bool(years and named and not years & named)),
    )
    return Candidate(passage.evidence, *span, tuple(rows[i]), here, features)


def _between(terms: Sequence[tuple[int, str]], span: tuple[int, int]) -> list[tuple[int, str]]:
    """Return the term places within a sentence."""
    return [(at, t) for at, t in terms if span[0] <= at and at + len(t) <= span[1]]


def _spread(inside: Sequence[Sequence[Sequence[tuple[int, str]]]]) -> dict[str, float]:
    """Return for each term that occurs how rare it is among the candidate sentences, near 0 for all, 1 for one."""
    rows = [{t for _, t in row} for passage in inside for row in passage]
    counts: dict[str, int] = {}
    for row in rows:
        for term in row:
            counts[term] = counts.get(term, 0) + 1
    top = math.log(len(rows) + 1.0) if rows else 1.0
    return {t: math.log((len(rows) + 1.0) / n) / top for t, n in counts.items()}


def _rarest_missing(terms: Terms, whole: set[str]) -> float:
    """Return the weight of the rarest term that a passage lacks, over 10."""
    return min(1.0, max((w for t, w in terms.weights.items() if t not in whole), default=0.0) / 10.0)


def _longest_run(row: Sequence[tuple[int, str]]) -> int:
    """Return the length of the longest stretch of a sentence made of the question's terms."""
    best = length = 0
    end = -1
    for at, term in row:
        length = length + at + len(term) - end if at < end else len(term)
        end = max(end, at + len(term))
        best = max(best, length)
    return best


def _close(at: int, mention: Mention) -> bool:
    """Whether a term stands close to a mention."""
    return mention.start - _NEAR <= at <= mention.end + _NEAR
