"""What speaks for and against the best sentence of a ranking being an answer, where people word freely.

Questions in people's own words repeat little of the text, and near misses repeat much of it. What tells them apart a
little is whether each word that carries matter is met at least in meaning, and how far the best sentence stands out.
``training/doubt.py`` learns a line over these signs. Knows nothing of how answers are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.answer.passages.candidates import FEATURES, Candidate, heading_of
from rag.answer.passages.select import Ranking
from rag.answer.question.reading import Reading
from rag.answer.question.terms import UNKNOWN, plain
from rag.answer.refusing.refuse import SIGNS
from rag.encode.interaction import LateInteraction
from rag.text.dictionary import tag
from rag.text.fold import is_han

_TAKEN = ("meaning", "passage", "near", "other_clash", "agree", "rank", "length")  # as they are in ``SIGNS``
DOUBTS = (
    *_TAKEN,
    "words",  # share of the weight of the question's words that sentence and headings meet, at least in meaning
    "words_said",  # the same, in so many characters or in words that say the same
    "least_word",  # how well the word is met that is met worst
    "spread",  # over how many sentences the ranking is undecided: its entropy, a quarter of it
    "second",  # how far the best sentence is above the next one, up to 5 points
    "brief",  # shortness of the sentence
    "no_kind",  # whether the question asks for nothing of a known kind
    "place",  # whether it asks for a place
    "named",  # whether all names of the question stand in the sentence or above it; a half where it names nothing
)
_WORD = 4  # longest word that is looked for, in characters
_OF_ONE = 4.0  # weight of a word of one character
_NO_MATTER = frozenset("有是能会要行算让给到去来用做说还想怎办人事家几个一这那我你他们不也就都又才再得着过上下里")
_FADED = frozenset("可以 时候 地方 东西 这个 那个 现在 怎么 起来 出来 一个 我们 他们".split())  # noqa: SIM905  easier to read
# Tags of words of one character that carry matter: 修, 批, 罚, 路.
_SINGLE = ("v", "n", "a")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a question: its characters, how rare it is, and which of the question's terms it is made of."""

    text: str
    weight: float
    terms: tuple[str, ...]


def doubts(
    reading: Reading, ranking: Ranking, row: Sequence[float], interaction: LateInteraction | None
) -> tuple[float, ...]:
    """Return the values of ``DOUBTS`` for a question's ranking, which must not be empty.

    Args:
        reading: The question.
        ranking: Its sentences, best first.
        row: The values of ``SIGNS``.
        interaction: Measures meaning; without one only characters count.
    """
    known = dict(zip(SIGNS, row, strict=True))
    best = ranking[0][1]
    text = _told(best)
    words = _words(reading)
    weights = np.array([word.weight for word in words] or [1.0])
    said = np.array([_said(word, reading, text) for word in words] or [1.0])
    meant = np.maximum(said, [_meant(word.text, text, interaction) for word in words] or [1.0])
    scores = np.array([score for score, _ in ranking])
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    own = {
        "words": float(meant @ weights / weights.sum()),
        "words_said": float(said @ weights / weights.sum()),
        "least_word": float(meant.min()),
        "spread": float(-(shares * np.log(shares + 1e-12)).sum()) / 4.0,
        "second": min(5.0, float(scores[0] - scores[1])) / 5.0 if len(scores) > 1 else 1.0,
        "brief": best.features[FEATURES.index("brief")],
        "no_kind": float(not reading.asked.kind),
        "place": float(reading.asked.kind == "place"),
        "named": float(all(name in text for name in reading.names)) if reading.names else 0.5,
    }
    return tuple(own[name] if name in own else known[name] for name in DOUBTS)


def _told(candidate: Candidate) -> str:
    """Return a sentence with the lines that head it and what stands above its passage, as they are compared."""
    return plain("\n".join([candidate.text, candidate.led_by, heading_of(candidate.evidence.chunk)]))


def _words(reading: Reading) -> list[_Word]:
    """Return the words of a question that carry matter, each once."""
    weights = reading.terms.weights
    found: dict[str, _Word] = {}
    for run in reading.terms.runs:
        for word in _cut(run):
            terms = tuple(t for t in weights if (t in word if len(word) > 1 else word in t))
            weight = max((weights[t] for t in terms), default=UNKNOWN) if len(word) > 1 else _OF_ONE
            found[word] = _Word(word, weight, terms)
    return list(found.values())


@lru_cache(maxsize=4096)
def _cut(run: str) -> tuple[str, ...]:
    """Return the words of a stretch of a question that carry matter, the longest known ones first."""
    if not is_han(run[0]):
        return (run,)
    found: list[str] = []
    at = 0
    while at < len(run):
        size = next((n for n in range(min(_WORD, len(run) - at), 1, -1) if tag(run[at : at + n])), 1)
        word = run[at : at + size]
        at += size
        if word not in _FADED if size > 1 else word not in _NO_MATTER and tag(word).startswith(_SINGLE):
            found.append(word)
    return tuple(found)


def _said(word: _Word, reading: Reading, text: str) -> float:
    """Return how much of a word stands in a text, in its own characters or in words that say the same."""
    if word.text in text:
        return 1.0
    held = {term for _, term in reading.terms.occurrences(text)}
    total = sum(reading.terms.weights[term] for term in word.terms)
    return sum(reading.terms.weights[term] for term in word.terms if term in held) / total if total else 0.0


def _meant(word: str, text: str, interaction: LateInteraction | None) -> float:
    """Return how well a text covers a word in meaning."""
    if interaction is None:
        return 0.0
    weights, best = interaction.coverage(word, [text])
    return float((weights @ best)[0] / weights.sum()) if len(weights) and weights.sum() else 0.0
