"""Makes the cases that the composer learns from: a question put to passages, with or without an answer.

Each question is put to its own passage among others that BM25 finds for it. So that an absent answer can be
told, it is also put to passages without one: of other articles; of its own article; its own with the sentence that
answers taken out; or its own, a name, office, year or number in the question having been swapped. Knows questions
and passages; nothing of features or trees.
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

Kind = Literal["answered", "others", "same_topic", "taken_out", "swapped"]
Names = dict[str, list[str]]
_OFFICES = (
    "书记|主任|省长|市长|区长|县长|镇长|局长|厅长|部长|处长|校长|院长|会长|主席|秘书长|总经理|董事长|首相|总统|总理|队长|导演|编剧|"
    "作者|创办人|设计师|主教练"
)
_OFFICE = re.compile(_OFFICES)
_SWAPPED = {"nr": "person", "nrt": "person", "ns": "place", "nt": "organisation", "nz": "other"}
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
        swap: Which kind of thing was swapped, ``""`` for nothing.
    """

    question: str
    passages: tuple[Passage, ...]
    gold: int
    start: int
    answer: str
    kind: Kind
    source: str
    held_out: bool
    swap: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with the passages around its own.

    Attributes:
        question: The question.
        own: The passage that answers.
        start: Offset of the answer in it.
        others: Passages of other articles that lack the answer, nearest by BM25 first, 4 to 12.
        kin: Other passages of its article that lack the answer, nearest first, at most 6.
    """

    question: Question
    own: Passage
    start: int
    others: tuple[Passage, ...]
    kin: tuple[Passage, ...]


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


def around(asked: Sequence[Question]) -> list[Placed]:
    """Return the questions whose answer stands in a passage and that have other passages near them."""
    pool: list[Passage] = []
    article: list[str] = []
    where: dict[str, int] = {}
    placed = []
    for question in asked:
        found, gold, start = _places(question)
        for passage in found:
            if passage.text not in where:
                where[passage.text] = len(pool)
                pool.append(passage)
                article.append(_article(question))
        if gold >= 0 and start >= 0 and question.answer:
            placed.append((question, found[gold], start))
    scores = bm25([p.text for p in pool], [q.text for q, _, _ in placed])
    by_article: dict[str, list[int]] = {}
    for i, name in enumerate(article):
        by_article.setdefault(name, []).append(i)
    made = []
    for row, (question, own, start) in enumerate(placed):
        home = _article(question)
        best = np.argpartition(-scores[row], min(60, len(pool) - 1))[:60]
        near = sorted({*best.tolist(), *by_article.get(home, ())}, key=lambda i: (-scores[row, i], i))
        free = [i for i in near if pool[i].text != own.text and question.answer not in pool[i].text]
        others = tuple(pool[i] for i in free if article[i] != home)[:12]
        kin = tuple(pool[i] for i in free if article[i] == home)[:6]
        if len(others) >= 4:
            made.append(Placed(question, own, start, others, kin))
    return made


def _article(question: Question) -> str:
    """Return what tells the article of a question from all others."""
    return question.source + (question.title if question.source == "drcd" else question.paragraph[:60])


def make_cases(asked: Sequence[Question], random: np.random.Generator) -> list[Case]:
    """Return the cases of each question: one that is answered, two that are not, and perhaps a swapped one."""
    placed = around(asked)
    names = names_of([p.question.text for p in placed])
    return [case for p in placed for case in _cases_of(p, names, random)]


def spread(cases: Sequence[Case], n: int) -> list[Case]:
    """Return at most ``n`` cases, evenly from all sources and kinds as they stand."""
    return list(cases[:: -(-len(cases) // n)])


def measured_cases(placed: Placed, names: Names, random: np.random.Generator) -> list[Case]:
    """Return a question put to five passages: its own among them, none of its article, near ones, and swapped ones.

    ``same_topic`` has passages of its own article first, then what BM25 finds nearest; ``swapped`` cases have the
    passages of the answered one.
    """
    at = int(random.integers(5))
    question = placed.question
    # What stands beside the own passage is what stands in its place where there is no answer.
    near = (*placed.kin[:2], *placed.others)
    found = (*near[:at], placed.own, *near[at:4])
    case = Case(question.text, found, at, placed.start, question.answer, "answered", question.source, True)
    empty = replace(case, gold=-1, start=-1)
    made = [case, replace(empty, passages=placed.others[:5], kind="others")]
    if placed.kin:
        made.append(replace(empty, passages=(*placed.kin[:4], *placed.others)[:5], kind="same_topic"))
    if kept := _without_answer(placed):
        made.append(replace(empty, passages=(*near[:at], kept, *near[at:4]), kind="taken_out"))
    held = "\n".join(p.headings + p.text for p in found)
    made += [
        replace(empty, question=q, kind="swapped", swap=what) for what, q in swaps(question.text, held, names, random)
    ]
    return made


def _without_answer(placed: Placed) -> Passage | None:
    """Return the passage that answers without the sentences that hold the answer; None where nothing is left."""
    text, answer = placed.own.text, placed.question.answer
    kept = "".join(text[a:b] for a, b in sentences(text) if answer not in text[a:b])
    return replace(placed.own, text=kept) if kept else None


def _cases_of(placed: Placed, names: Names, random: np.random.Generator) -> list[Case]:
    """Return the question with an answer, without one in two ways, and swapped where it has something to swap."""
    question, others, own = placed.question, placed.others, placed.own
    chosen = [others[i] for i in random.permutation(len(others))[: int(random.choice([0, 2, 4, 9, 9]))]]
    if placed.kin and random.random() < 0.5:
        chosen = [*placed.kin[:2], *chosen][: max(2, len(chosen))]
    if random.random() < 0.4:
        own = replace(own, headings="")
    at = int(random.integers(len(chosen) + 1))
    found = (*chosen[:at], own, *chosen[at:])
    case = Case(question.text, found, at, placed.start, question.answer, "answered", question.source, question.held_out)
    empty = replace(case, gold=-1, start=-1)
    made = [case]
    kept = _without_answer(placed)
    if kept and random.random() < 0.5:
        made.append(
            replace(
                empty, passages=(*chosen[:at], replace(kept, headings=own.headings), *chosen[at:]), kind="taken_out"
            )
        )
    else:
        made.append(replace(empty, passages=tuple(others[: len(chosen) + 1]), kind="others"))
    if placed.kin:
        made.append(replace(empty, passages=(*placed.kin, *chosen)[: max(3, len(found))], kind="same_topic"))
    swapped = swaps(question.text, "\n".join(p.headings + p.text for p in found), names, random)
    for i in random.permutation(len(swapped))[:2]:
        made.append(replace(empty, question=swapped[i][1], kind="swapped", swap=swapped[i][0]))
    return made


def names_of(texts: Sequence[str]) -> Names:
    """Return the names in texts by their kind: person, place, organisation, other."""
    found: dict[str, set[str]] = {}
    for text in texts:
        for word, tag in rjieba.tag(text):
            if tag in _SWAPPED and len(word) > 1:
                found.setdefault(tag, set()).add(word)
    return {tag: sorted(words) for tag, words in found.items()}


def swaps(question: str, held: str, names: Names, random: np.random.Generator) -> list[tuple[str, str]]:
    """Return a question with one thing that its passages hold replaced by one that they lack, a way of doing so each.

    The way is named: ``year``, ``number``, ``office``, ``place``, ``person``, ``organisation`` or ``other``.
    """
    choices: list[tuple[str, str, str]] = []
    for match in _YEAR_OR_NUMBER.finditer(question):
        old = match[0]
        if old.startswith("第"):
            other = int(random.integers(1, 11))
            new = "第" + (str(other) if old[1:].isdigit() else _HAN_DIGITS[other - 1])
        elif len(old) == 4:
            new = str(int(old) + int(random.choice([-10, -3, -2, -1, 1, 2, 3, 10])))
        else:
            new = str(int(random.integers(1, 3 * int(old) + 5)))
        choices.append(("year" if len(old) == 4 else "number", old, new))
    for match in _OFFICE.finditer(question):
        choices.append(("office", match[0], str(random.choice([o for o in _OFFICES.split("|") if o != match[0]]))))
    for word, tag in rjieba.tag(question):
        if tag in names and word in names[tag] and word in held:
            choices.append((_SWAPPED[tag], word, names[tag][int(random.integers(len(names[tag])))]))
    usable = [(what, old, new) for what, old, new in choices if new not in held and new not in question]
    order = random.permutation(len(usable))
    one_a_way = {usable[i][0]: question.replace(usable[i][1], usable[i][2]) for i in order}
    return sorted(one_a_way.items())


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
