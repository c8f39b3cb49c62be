"""Whether the evidence answers at all: signs read off the ranking, and the probability they add up to.

The weights were fitted by ``training/composer.py`` on public questions, half of which had lost their answer.
Knows nothing of how answers are written.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence, Set

import numpy as np

from rag.answer.passages.candidates import FEATURES, Candidate, heading_of, kind_group
from rag.answer.passages.select import Ranking
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.answer.refusing.conditions import place_unheard
from rag.encode.trees import Trees
from rag.records import Answer, Evidence
from rag.text.dictionary import tag

_LONGEST = 12  # characters of a stretch that is named as missing
_VAGUE = frozenset(
    ("名字", "名称", "期间", "时候", "方面", "内容", "情况", "问题", "报道", "数字", "要点", "大意", "程度", "地步")
    + ("大概", "样子", "结果", "事情")
)
_FUNCTION_WORDS = frozenset(
    """
    a about all am an and any are as at be been big but by can could did do does each for from had has have
    how i if in into is it its last long many me more most much my near new not of old on one or our out over
    own please say said says she he show so some tell than that the their them there these they this those to
    up us was we were what when where which who whom whose why will with would you your
    """.split()  # noqa: SIM905  a text is easier to read than a list
)
SIGNS = (
    "score",  # of the best sentence
    "margin",  # over the best other sentence that has such a thing as is asked for, if this one has
    "covered",
    "meaning",
    "meaning_beside",
    "passage_meaning",
    "passage",
    "fit",
    "near",
    "unfit",  # whether a date, person or number is asked for and no such thing is there
    "unmeasured",  # whether a number in a certain unit is asked for and none at all is there
    "clash",
    "other_clash",
    "agree",
    "unmet",  # weight of the rarest term that neither sentence, its neighbours nor headings meet, 1 for the rarest
    "unmet_two",  # mean weight of the two rarest such
    "name_unmet",  # most of a name in the question that the passage and its headings lack, 0 to 1
    "name_nowhere",  # the same for all passages together
    "rank",
    "length",  # of the question: many words are harder to meet
)


def probability(row: Sequence[float], weights: Sequence[float], intercept: float) -> float:
    """Return the probability that the best sentence answers.

    Args:
        row: The values of ``SIGNS``.
        weights: One for each.
        intercept: Added to their sum.
    """
    total = intercept + sum(w * v for w, v in zip(weights, row, strict=True))
    return 1.0 / (1.0 + math.exp(-total))


def refused_by(trees: Trees, row: Sequence[float], kinds: Sequence[str]) -> bool:
    """Whether trees over some of the ``SIGNS`` would rather refuse a question; lists and summaries they do not judge.

    Args:
        trees: Those of ``refusal.safetensors``, which name the signs that they look at.
        row: The values of ``SIGNS``.
        kinds: What the question asks for.
    """
    if {"list", "summary"} & set(kinds):
        return False
    values = np.array([row], np.float32)[:, [SIGNS.index(name) for name in trees.features]]
    return bool(trees.score(values)[0] < trees.about["least"])


def missing(reading: Reading, evidence: Sequence[Evidence]) -> str:
    """Return what the question names and no passage mentions: a place, a name, a year or a noun; ``""`` for nothing.

    Only what stands as a word is named: a name, or a stretch of the question that the dictionary knows as a noun.
    """
    texts = "\n".join(plain(heading_of(e.chunk) + "\n" + e.chunk.text) for e in evidence)
    if place := place_unheard(reading, texts):
        return place
    for name in reading.names:
        if len(name) <= _LONGEST and name not in texts and not any(name[i : i + 2] in texts for i in range(len(name))):
            return name
    for year in sorted(reading.designated.get("year", ())):
        if year not in texts:
            return f"{year}年"
    held = {t for _, t in reading.terms.occurrences(texts)}
    nouns = [run for run in reading.terms.runs if len(run) > 1 and _is_noun(run) and run not in _VAGUE]
    lacking = [run for run in nouns if not held.intersection(t for t in reading.terms.weights if t in run)]
    return max(lacking, key=len, default="")


def is_met_literally(question: str, answer: Answer) -> bool:
    """Whether the passages that an answer cites hold a third of the words that an English question is about.

    The models know no English: what they make of one by meaning is chance.
    """
    words = {word for word in re.findall("[a-z][a-z0-9]+", question.lower()) if word not in _FUNCTION_WORDS}
    cited = {citation.chunk_id for citation in answer.citations}
    text = "\n".join(heading_of(e.chunk) + "\n" + e.chunk.text for e in answer.evidence if e.chunk.chunk_id in cited)
    held = words.intersection(re.findall("[a-z][a-z0-9]+", text.lower()))
    return bool(held) and 3 * len(held) >= len(words)


def _is_noun(run: str) -> bool:
    """Whether the dictionary knows a stretch as a noun, or as two nouns one behind the other (火星探测器)."""
    cuts = [(run,), *((run[:i], run[i:]) for i in range(2, len(run) - 1))]
    return any(all(tag(word).startswith(("n", "vn")) for word in words) for words in cuts)


def signs(reading: Reading, ranking: Ranking) -> tuple[float, ...]:
    """Return the signs of ``SIGNS`` for a question's ranking, which must not be empty."""
    score, best = ranking[0]
    named = dict(zip(FEATURES, best.features, strict=True))
    second = next((s for s, c in ranking[1:] if c.text != best.text and _rivals(best, c)), score - 5.0)
    above = {t for _, t in reading.terms.occurrences(plain(heading_of(best.evidence.chunk)))}
    passage = {t for _, t in reading.terms.occurrences(plain(best.evidence.chunk.text))} | above
    everywhere = {t for _, c in ranking for _, t in c.terms} | above
    missing = sorted((w for t, w in reading.terms.weights.items() if t not in passage), reverse=True)
    group = kind_group(reading.asked)
    fit = max(v for n, v in named.items() if n.startswith("fit_"))
    own = {
        "fit": fit,
        "near": max(v for n, v in named.items() if n.startswith("near_")),
        "unfit": float(group not in ("other", "measured") and not fit),
        "unmeasured": float(group == "measured" and not fit),
        "score": score / 10.0,
        "margin": min(score - second, 5.0) / 5.0,
        "unmet": min(1.0, (missing[0] if missing else 0.0) / 10.0),
        "unmet_two": min(1.0, sum(missing[:2]) / 20.0),
        "name_unmet": _unmet(reading, passage),
        "name_nowhere": _unmet(reading, everywhere),
        "length": min(1.0, len(reading.terms.weights) / 24.0),
    }
    return tuple(own[name] if name in own else named[name] for name in SIGNS)


def _rivals(best: Candidate, other: Candidate) -> bool:
    """Whether another sentence could answer as well, having what is asked for if the best one has it."""
    fits = [max((m.fit for m in c.mentions), default=0.0) for c in (best, other)]
    return fits[1] >= 0.5 * fits[0]


def _unmet(reading: Reading, held: Set[str]) -> float:
    """Return the share of its weight that the name least met lacks, 0 where every name is met or none is named."""
    worst = 0.0
    for name in reading.names:
        own = {t: w for t, w in reading.terms.weights.items() if t in name}
        if own:
            worst = max(worst, sum(w for t, w in own.items() if t not in held) / sum(own.values()))
    return worst
