"""The sentences that might answer a question, and what speaks for each: named features between 0 and 1.

Knows passages and the question's terms; weighs nothing (see ``select``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.answer.passages.leads import Leads, leads, none_of
from rag.answer.question.asked import Asked
from rag.answer.question.designators import agree, clash, designators
from rag.answer.question.mentions import BOUND, Mention, mentions
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.encode.embedder import Vectors
from rag.encode.interaction import LateInteraction
from rag.records import Chunk, Evidence, Span
from rag.text.sentences import sentences

FEATURES = (
    "covered",  # share of the question's weight that the sentence repeats
    "covered_here",  # the same, terms weighted by how few of the candidate sentences hold them
    "neighbours",  # share that only the sentences beside it add
    "heading",  # share that only title, headline, headings or byline add
    "passage",  # share that the whole passage, headings included, repeats
    "unseen",  # weight of the rarest term that the whole passage lacks, 1 for the rarest there is
    "run",  # longest stretch of the question repeated, over the longest there is
    # Best fit of a thing of the kind asked for, not named in the question itself; and that fit times the share of
    # the question's weight that stands close to it. By kind, for some shapes are surer signs than others.
    "fit_measured",  # a number in the unit asked for
    "near_measured",
    "fit_number",  # a number where no unit is named
    "near_number",
    "fit_date",
    "near_date",
    "fit_person",
    "near_person",
    "fit_other",
    "near_other",
    "brief",  # shortness: 1 for none, falling with the logarithm of length
    "rank",  # 1 for the first passage, falling
    "opening",  # whether it opens its passage
    "head",  # whether it is a head line: headline, byline, date
    "head_person",  # the same, where a person is asked for
    "clash",  # whether it names a year, quarter, edition …, and not the one asked for
    "agree",  # whether it names the one asked for
    "lacking",  # whether a number, date, person … is asked for and the sentence has none
    "other_clash",  # whether its passage names another year, edition … where the sentence names none
    "meaning",  # how well the sentence covers the question in meaning (late interaction)
    "meaning_here",  # the same, pieces weighted by how few of the candidate sentences cover them
    "meaning_beside",  # the same with the help of the sentences beside it and the headings
    "passage_meaning",  # how well its passage does, headings included
)
_NEAR = 24
_TOLD_BY_HEADLINES = {"name", "person", "date", "organisation"}
_LED = 0.9  # how much of what a line covers counts for the sentences that it heads


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
        leads: Whether it only heads what follows (二、安装要求; 问：…？).
        over: Places of the lines of its passage that head it, outermost first.
    """

    evidence: Evidence
    start: int
    end: int
    terms: tuple[tuple[int, str], ...]
    mentions: tuple[Mention, ...]
    features: tuple[float, ...]
    leads: bool = False
    over: tuple[Span, ...] = ()

    @property
    def place(self) -> Span:
        """Where it stands in ``evidence.chunk.text``."""
        return self.start, self.end

    @property
    def text(self) -> str:
        """The sentence as it stands."""
        return self.evidence.chunk.text[self.start : self.end]

    @property
    def led_by(self) -> str:
        """The lines that head it, one below the other, outermost first; ``""`` for none."""
        return "\n".join(self.evidence.chunk.text[start:end] for start, end in self.over)


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage read for one question.

    Attributes:
        evidence: The passage.
        text: As it is compared.
        sentences: Places of its sentences.
        leads: Which of them head which.
        rows: Terms of the question in each sentence, with their offsets.
        heading: Terms in what stands above it.
        mentions: Things of the kind asked for, not named in the question.
        designated: Years, editions … named anywhere in it or above it.
        meanings: How well each sentence covers the question's pieces, shape ``(sentences, 4)``: alone, with rare
            pieces counting more, with the sentences beside it and the headings, and the whole passage.
    """

    evidence: Evidence
    text: str
    sentences: tuple[Span, ...]
    leads: Leads
    rows: tuple[tuple[tuple[int, str], ...], ...]
    heading: frozenset[str]
    mentions: tuple[Mention, ...]
    designated: Mapping[str, frozenset[str]]
    meanings: Vectors

    @property
    def terms(self) -> frozenset[str]:
        """Terms anywhere in it or above it."""
        return self.heading.union(t for row in self.rows for _, t in row)

    def headed_by(self, i: int) -> set[str]:
        """Return the terms in the lines of the passage that head a sentence, and in what it begins with."""
        return {t for lead in self.leads.helping(i) for _, t in self.rows[lead]}


def candidates(
    reading: Reading, evidence: Sequence[Evidence], interaction: LateInteraction | None = None
) -> list[Candidate]:
    """Return every sentence of the passages with its features, passages in their order, sentences in theirs.

    Args:
        reading: The question as it was read.
        evidence: Best first; may be empty.
        interaction: Measures meaning; without one those features are 0.
    """
    passages = _read(reading, evidence, interaction)
    spread = _spread(passages)
    return [_candidate(reading, passage, i, spread) for passage in passages for i in range(len(passage.sentences))]


def heading_of(chunk: Chunk) -> str:
    """Return what stands above a passage: title, headline, byline and headings, one a line."""
    return "\n".join(x for x in (chunk.title, chunk.article, chunk.byline, *chunk.headings) if x)


def _read(reading: Reading, evidence: Sequence[Evidence], interaction: LateInteraction | None) -> list[_Passage]:
    """Return the passages read for a question."""
    above = [plain(heading_of(e.chunk)) + "\n" for e in evidence]
    cut = [_cut(e.chunk.text) for e in evidence]
    heads = [led if item.chunk.kind == "body" else none_of(led) for item, (*_, led) in zip(evidence, cut, strict=True)]
    meanings = _meanings(reading, [pieces for _, _, pieces, _ in cut], above, heads, interaction)
    found = []
    for n, (item, (text, spans, _, _)) in enumerate(zip(evidence, cut, strict=True)):
        terms = reading.terms.occurrences(text)
        found.append(
            _Passage(
                item,
                text,
                spans,
                heads[n],
                tuple(tuple((i, t) for i, t in terms if a <= i and i + len(t) <= b) for a, b in spans),
                frozenset(t for _, t in reading.terms.occurrences(above[n])),
                tuple(m for m in mentions(text, reading.asked) if text[m.start : m.end].strip() not in reading.plain),
                designators(above[n] + text),
                meanings[n],
            )
        )
    return found


@lru_cache(maxsize=512)
def _cut(text: str) -> tuple[str, tuple[Span, ...], tuple[str, ...], Leads]:
    """Return a passage as it is compared, the places of its sentences, these, and which head which.

    Kept for the next question.
    """
    folded, spans = plain(text), tuple(sentences(text, semicolons=True))
    return folded, spans, tuple(folded[a:b] for a, b in spans), leads(text, spans)


def _meanings(
    reading: Reading,
    pieces: Sequence[Sequence[str]],
    above: Sequence[str],
    heads: Sequence[Leads],
    interaction: LateInteraction | None,
) -> list[Vectors]:
    """Return for each passage how its sentences cover the question in meaning, all texts measured in one go."""
    flat = [piece for row in pieces for piece in row]
    if interaction is None or not flat:
        return [np.zeros((len(row), 4), np.float32) for row in pieces]
    weights, best = interaction.coverage(reading.plain, [*flat, *above])
    _meet_equivalents(reading, [*flat, *above], interaction, best)
    total = max(float(weights.sum()), 1e-6)
    # A piece that every candidate covers tells none of them apart.
    telling = weights * (1.0 - best[:, : len(flat)].mean(axis=1))
    found, at = [], 0
    for n, row in enumerate(pieces):
        own = _headed(best[:, at : at + len(row)].T, heads[n])  # Shape: (sentences, pieces)
        head = best[:, len(flat) + n]
        padded = np.vstack([np.zeros_like(head), own, np.zeros_like(head)])
        beside = np.maximum(np.maximum(padded[:-2], padded[2:]) * 0.8, head)
        context = np.maximum(own, beside)
        whole = np.maximum(own.max(axis=0), head) if len(row) else head
        columns = (own @ weights / total, own @ telling / max(float(telling.sum()), 1e-6), context @ weights / total)
        found.append(np.stack([*columns, np.full(len(row), whole @ weights / total)], axis=1).astype(np.float32))
        at += len(row)
    return found


def _headed(own: Vectors, led: Leads) -> Vectors:
    """Return how well sentences cover the question's pieces, with the help of the lines that head them."""
    found = own.copy()
    for i in range(len(led.over)):
        if helping := led.helping(i):
            found[i] = np.maximum(own[i], _LED * own[list(helping)].max(axis=0))
    return found


_KINDS = ("measured", "number", "date", "person", "other")


def kind_group(asked: Asked) -> str:
    """Return which of the kinds of ``FEATURES`` a question's first kind counts as."""
    if asked.kind == "number" and asked.units:
        return "measured"
    return asked.kind if asked.kind in _KINDS else "other"


def _fits(reading: Reading, here: Sequence[Mention], row: Sequence[tuple[int, str]]) -> list[float]:
    """Return fit and nearness for each kind; 0 for all but the one asked for."""
    found = [0.0] * (2 * len(_KINDS))
    at = 2 * _KINDS.index(kind_group(reading.asked))
    found[at] = max((m.fit for m in here), default=0.0)
    found[at + 1] = max((m.fit * reading.terms.share(t for i, t in row if _close(i, m)) for m in here), default=0.0)
    return found


def _meet_equivalents(reading: Reading, texts: Sequence[str], interaction: LateInteraction, best: Vectors) -> None:
    """Count the pieces of a word as covered by the texts that say the same in other words."""
    found = interaction.static.pieces(reading.plain)
    order = np.unique(found.ids)
    for word, pattern in reading.terms.others:
        at = reading.plain.find(word)
        inside = (found.places[:, 0] < at + len(word)) & (found.places[:, 1] > at)
        rows = np.searchsorted(order, found.ids[inside])
        columns = np.array([n for n, text in enumerate(texts) if pattern.search(text)], np.intp)
        if len(rows) and len(columns):
            best[np.ix_(rows, columns)] = 1.0


def _candidate(reading: Reading, passage: _Passage, i: int, spread: Mapping[str, float]) -> Candidate:
    """Return one sentence with its features."""
    terms, rows, span = reading.terms, passage.rows, passage.sentences[i]
    own = {t for _, t in rows[i]} | passage.headed_by(i)
    whole = passage.terms
    beside = {t for row in (*rows[max(0, i - 1) : i], *rows[i + 1 : i + 2]) for _, t in row} - own
    here = tuple(m for m in passage.mentions if span[0] <= m.start and m.end <= span[1])
    text = passage.text[span[0] : span[1]]
    said = designators(text) if reading.designated else {}
    clashing = clash(reading.designated, said)
    features = (
        terms.share(own),
        terms.share(own, spread),
        terms.share(beside),
        terms.share(passage.heading - own),
        terms.share(whole),
        terms.rarest_missing(whole),
        _longest_run(rows[i]) / terms.longest,
        *_fits(reading, here, rows[i]),
        1.0 / (1.0 + math.log1p(len(text) / 20)),
        1.0 / passage.evidence.rank,
        float(i == 0),
        float(passage.evidence.chunk.kind == "head"),
        float(passage.evidence.chunk.kind == "head" and reading.asked.kind == "person" and bool(here)),
        float(bool(clashing)),
        float(bool(agree(reading.designated, said))),
        float(reading.asked.kind in BOUND and not here),
        float(bool(clash(reading.designated, passage.designated) - clashing)),
        *map(float, passage.meanings[i]),
    )
    over = tuple(passage.sentences[lead] for lead in passage.leads.over[i])
    return Candidate(passage.evidence, *span, rows[i], here, features, _only_heads(reading, passage, i), over)


def _only_heads(reading: Reading, passage: _Passage, i: int) -> bool:
    """Whether a sentence only heads others: a line above some, or a headline where none tells what is asked."""
    chunk, (start, end) = passage.evidence.chunk, passage.sentences[i]
    text = chunk.text[start:end]
    if chunk.kind != "head" or not reading.asked.kinds or _TOLD_BY_HEADLINES & {*reading.asked.kinds}:
        return i in passage.leads.leading or (
            chunk.kind == "head" and text.startswith("——") and reading.asked.kind != "person"
        )
    return text in (chunk.article, chunk.title)


def _spread(passages: Sequence[_Passage]) -> dict[str, float]:
    """Return for each term that occurs how rare it is among the candidate sentences, near 0 for all, 1 for one."""
    rows = [{t for _, t in row} for passage in passages for row in passage.rows]
    counts = Counter(t for row in rows for t in row)
    return {t: math.log((len(rows) + 1.0) / n) / math.log(len(rows) + 1.0) for t, n in counts.items()}


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
