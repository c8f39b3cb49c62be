"""Makes the cases that the sentence ranker learns from: a question put to passages, with or without an answer.

Each question is put to its own passage among others that BM25 finds for it. So that an absent answer can be
told, it is also put to passages without one: only others; its own with the sentence that answers taken out;
or its own, a name, year or number in the question having been swapped. Knows questions and passages; nothing
of features or trees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import rjieba

from rag.encode.static import StaticEmbedder
from rag.text.sentences import sentences
from training.data import Question, passages
from training.measure import bm25

Kind = Literal["answered", "others", "taken_out", "swapped"]
_YEAR_OR_NUMBER = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?=年)|第[一二三四五六七八九十\d]+|\d+")
_ASKING = re.compile(r"[哪谁何几吗呢]|多少|什么|怎[么样]|为什么|如何")
_HAN_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with the words above it."""

    text: str
    headings: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question put to passages.

    Attributes:
        question: Its words, perhaps swapped.
        passages: In any order; what was taken out is not in them.
        gold: Number of the passage that answers, -1 where none does.
        start: Offset of the answer in it.
        answer: The answer.
        kind: What was done to the question or its passages.
        source: Where the question is from.
        held_out: Whether it is kept for measuring.
    """

    question: str
    passages: tuple[Passage, ...]
    gold: int
    start: int
    answer: str
    kind: Kind
    source: str
    held_out: bool


def _places(question: Question) -> tuple[list[Passage], int, int]:
    """Return the passages that a question's paragraph is cut into, which one answers, and where in it."""
    if question.source != "news":
        return [Passage(question.paragraph, question.title)], 0, question.start
    cut = passages(question.paragraph)
    headline = cut[0][:40] if cut else ""
    found = [Passage(text, headline if i else "") for i, text in enumerate(cut)]
    # The answer may stand in several places: the one that shares most with the question is meant.
    best = max(
        ((_shared(question.text, p.text), i) for i, p in enumerate(found) if question.answer in p.text),
        default=(0, -1),
    )[1]
    if best < 0:
        return found, -1, -1
    text = found[best].text
    holding = [(a, b) for a, b in sentences(text) if question.answer in text[a:b]]
    if not holding:
        return found, best, text.find(question.answer)
    a, b = max(holding, key=lambda place: _shared(question.text, text[place[0] : place[1]]))
    return found, best, text.index(question.answer, a, b)


def _shared(question: str, text: str) -> int:
    """Return how many of a question's character pairs stand in a text."""
    return sum(a + b in text for a, b in zip(question, question[1:], strict=False))


def make_cases(asked: Sequence[Question], random: np.random.Generator) -> list[Case]:
    """Return the cases of each question: one that is answered, one that is not, and perhaps a swapped one."""
    pool: list[Passage] = []
    where: dict[str, int] = {}
    placed = []
    for question in asked:
        found, gold, start = _places(question)
        for passage in found:
            if passage.text not in where:
                where[passage.text] = len(pool)
                pool.append(passage)
        if gold >= 0 and start >= 0 and question.answer:
            placed.append((question, found[gold], start))
    scores = bm25([p.text for p in pool], [q.text for q, _, _ in placed])
    names = _names([q.text for q, _, _ in placed])
    cases = []
    for row, (question, own, start) in enumerate(placed):
        near = [pool[i] for i in np.argsort(-scores[row], kind="stable")[:30]]
        others = [p for p in near if p.text != own.text and question.answer not in p.text][:12]
        if len(others) < 4:
            continue
        cases += _cases_of(question, own, start, others, names, random)
    return cases


def _cases_of(
    question: Question,
    own: Passage,
    start: int,
    others: list[Passage],
    names: dict[str, list[str]],
    random: np.random.Generator,
) -> list[Case]:
    """Return the question with an answer, without one, and swapped where it has something to swap."""
    chosen = [others[i] for i in random.permutation(len(others))[: int(random.choice([0, 2, 4, 9, 9]))]]
    if random.random() < 0.4:
        own = replace(own, headings="")
    at = int(random.integers(len(chosen) + 1))
    found = (*chosen[:at], own, *chosen[at:])
    case = Case(question.text, found, at, start, question.answer, "answered", question.source, question.held_out)
    without = replace(case, passages=tuple(others[: len(chosen) + 1]), gold=-1, start=-1, kind="others")
    kept = "".join(own.text[a:b] for a, b in sentences(own.text) if question.answer not in own.text[a:b])
    if kept and random.random() < 0.5:
        found = (*chosen[:at], replace(own, text=kept), *chosen[at:])
        without = replace(without, passages=found, kind="taken_out")
    made = [case, without]
    if swapped := _swap(question.text, own.text, names, random):
        made.append(replace(case, question=swapped, gold=-1, start=-1, kind="swapped"))
    return made


def _names(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return the names in texts by their kind: person, place, organisation, other."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for word, tag in rjieba.tag(text):
            if tag in ("nr", "ns", "nt", "nz", "nrt") and len(word) > 1:
                found.setdefault(tag, set()).add(word)
    return {tag: sorted(words) for tag, words in found.items()}


def _swap(question: str, passage: str, names: dict[str, list[str]], random: np.random.Generator) -> str:
    """Return a question with one year, number or name replaced by one that its passage lacks; ``""`` if none can be."""
    choices: list[tuple[str, str]] = []
    for match in _YEAR_OR_NUMBER.finditer(question):
        old = match[0]
        if old.startswith("第"):
            other = int(random.integers(1, 11))
            new = "第" + (str(other) if old[1:].isdigit() else _HAN_DIGITS[other - 1])
        elif len(old) == 4:
            new = str(int(old) + int(random.choice([-10, -3, -2, -1, 1, 2, 3, 10])))
        else:
            new = str(int(random.integers(1, 3 * int(old) + 5)))
        choices.append((old, new))
    for word, tag in rjieba.tag(question):
        if tag in names and word in names[tag] and word in passage:
            choices.append((word, names[tag][int(random.integers(len(names[tag])))]))
    choices = [(old, new) for old, new in choices if new not in passage and new not in question]
    if not choices:
        return ""
    old, new = choices[int(random.integers(len(choices)))]
    return question.replace(old, new)


def reword(question: str, static: StaticEmbedder, random: np.random.Generator) -> str:
    """Return a question with about a third of its words exchanged for one of the five nearest in meaning."""
    words = rjieba.cut(question)
    for i, word in enumerate(words):
        ids = static.ids([word])[0]
        if len(word) < 2 or len(ids) != 1 or word.isdigit() or _ASKING.search(word) or random.random() > 0.35:
            continue
        near = static.vectors @ static.vectors[ids[0]]
        near[ids[0]] = -1
        chosen = int(np.argsort(-near)[int(random.integers(5))])
        if near[chosen] > 0.4:
            words[i] = static.piece(chosen)
    return "".join(words)
