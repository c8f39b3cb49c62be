"""Words that a collection says often and the dictionary does not know, so that searching cuts them apart.

A stretch of Han characters is a word of its own where its parts stand together more often than chance has it
(cohesion: the smallest pointwise mutual information over its cuts in two) and what stands beside it varies (freedom:
the smaller entropy of the characters on its left and on its right), after Gu Sen ("互联网时代的社会语言学", 2012) and
the accessor variety of Feng et al. (2004). Knows texts and the dictionary; nothing of indexes or pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from rag.text.dictionary import tag
from rag.text.words import Segmenter

_HAN = re.compile("[\u4e00-\u9fff]+")
_LONGEST, _FEWEST = 6, 5
_COHESION, _FREEDOM = 3.5, 1.2
_MOST_CHARS = 400_000
# Characters that join words and hardly ever begin or end one, and those of numbers and dates.
_LOOSE = frozenset(
    "的了在是和与及对为以于由等也都就将把被从到向让使要有不其这那该各并或而且但又很更最上下中内外前后来去我你他她它们"
)
_COUNTING = frozenset("一二三四五六七八九十百千万亿零两几第年月日时个条项次名位元号届")
_JOINING = frozenset("dpcurq")  # adverbs, prepositions, conjunctions, particles, pronouns, measures


@dataclass(frozen=True, slots=True)
class Proposal:
    """A word that the dictionary may take in, how often it stands in the texts, and how searching cuts it now."""

    word: str
    count: int
    cut: tuple[str, ...]


def proposed(texts: Iterable[str], segmenter: Segmenter, *, most: int = 30) -> list[Proposal]:
    """Return words that are cut apart, those first that stand together most often; ties by the word.

    Of long texts the first 400,000 characters are read; it takes about a second.

    Args:
        texts: Clean texts.
        segmenter: Cuts as searching does, the reader's own words known to it.
        most: No more than these.
    """
    counts, left, right, total = _counted(texts)
    found = []
    for word, count in counts.items():
        if len(word) < 2 or count < _FEWEST or not _may_be(word):
            continue
        if _cohesion(word, counts, total) < _COHESION or min(_entropy(left[word]), _entropy(right[word])) < _FREEDOM:
            continue
        cut = segmenter.words(word)
        if word not in cut:
            found.append(Proposal(word, count, tuple(cut)))
    whole = [one for one in found if not _is_part(one, found)]
    return sorted(whole, key=lambda one: (-one.count * len(one.word), one.word))[:most]


def _counted(texts: Iterable[str]) -> tuple[Counter[str], dict[str, Counter[str]], dict[str, Counter[str]], int]:
    """Return how often each short stretch stands there, what stands beside each frequent one, and all characters."""
    counts: Counter[str] = Counter()
    runs: list[str] = []
    total = 0
    for text in texts:
        for run in _HAN.findall(text):
            runs.append(run)
            total += len(run)
        if total > _MOST_CHARS:
            break
    for size in range(1, _LONGEST + 1):
        for run in runs:
            counts.update(
                run[at : at + size]
                for at in range(len(run) - size + 1)
                # What is rare is no part of anything frequent.
                if size < 3 or counts[run[at : at + size - 1]] >= _FEWEST
            )
    frequent = {word for word, count in counts.items() if len(word) > 1 and count >= _FEWEST}
    left: dict[str, Counter[str]] = {word: Counter() for word in frequent}
    right: dict[str, Counter[str]] = {word: Counter() for word in frequent}
    for number, run in enumerate(runs):
        for size in range(2, _LONGEST + 1):
            for at in range(len(run) - size + 1):
                word = run[at : at + size]
                if word in frequent:
                    # An edge is met with another neighbour each time.
                    left[word][run[at - 1] if at else f"<{number}"] += 1
                    right[word][run[at + size] if at + size < len(run) else f">{number}"] += 1
    return counts, left, right, total


def _may_be(word: str) -> bool:
    """Whether nothing at its ends speaks against a word."""
    if {word[0], word[-1]} & _LOOSE or {word[0], word[-1]} <= _COUNTING or word[0] in _COUNTING:
        return False
    return not any(_is_phrase(tag(word[:at]), tag(word[at:]), at) for at in range(1, len(word)))


def _is_phrase(first: str, second: str, at: int) -> bool:
    """Whether two words beside each other, by their tags, are a phrase: an adverb and a verb, a verb and its object."""
    return second == "v" or (at > 1 and (first[:1] in _JOINING or (first == "v" and second != "")))


def _cohesion(word: str, counts: Counter[str], total: int) -> float:
    """Return how much more often a word stands there than its parts by chance: over its cuts in two the smallest."""
    return min(log(counts[word] * total / (counts[word[:at]] * counts[word[at:]])) for at in range(1, len(word)))


def _entropy(beside: Counter[str]) -> float:
    n = sum(beside.values())
    return -sum(count / n * log(count / n) for count in beside.values())


def _is_part(one: Proposal, found: Iterable[Proposal]) -> bool:
    """Whether a word stands mostly inside a longer one that is proposed, too."""
    return any(one.word != other.word and one.word in other.word and other.count > 0.7 * one.count for other in found)
