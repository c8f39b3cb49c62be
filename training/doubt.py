"""Learns when the built-in composer had better refuse: a line over the signs of its ranking.

Training questions over news are put to an index that holds their article and to one that does not; with them go the
development questions of ``evals/`` (never their test third), which people word more freely. What the rules refuse by
themselves is not learned. The line is chosen so that few of the development questions that are answered fall below
it, each judged by a line that did not see it. Passages are those that the product finds; draws by hashes and a seed.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from rag.answer.builtin import BuiltIn, Composition
from rag.answer.refusing.refuse import SIGNS, refused_by
from rag.assistant import Assistant
from rag.build import build
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.encode.trees import Trees
from rag.evaluate import ENOUGH_KEYS, fold, gold_of, holds
from rag.records import EvidenceFound, Turn, Understood
from rag.settings import ROOT, Settings
from training.data import Question, cases_from, news, news_dev, runs_of, shares_a_run

Floats = npt.NDArray[np.float64]
Object = dict[str, Any]
Found = tuple[Understood, Composition, tuple[float, ...]]
OTHER_NEWS = 400  # articles beside those that questions are over
RIDGE = 0.03  # ``C`` of the regression over signs scaled to unit variance
OF_PEOPLE = 2.0  # weight of a development question beside one over news
LOST = 0.02  # share of the answered development questions that may fall below the line
FOLDS = 6


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the composer sees it.

    Attributes:
        signs: Values of ``SIGNS``.
        right: Whether what it would say holds the answer.
        of_people: Whether it is a development question of ``evals/``.
        answerable: Whether the documents hold an answer.
        ruled: Whether rules refuse it already, whatever its signs.
    """

    signs: tuple[float, ...]
    right: bool
    of_people: bool
    answerable: bool
    ruled: bool


def _even(text: str, byte: int) -> bool:
    return hashlib.sha256(text.encode()).digest()[byte] % 2 == 0


def halves(articles: Sequence[str]) -> dict[str, bool]:
    """Return for each article in which half it is, by hash; those that share a run of characters are in one."""
    half = {article: _even(article[:60], 1) for article in articles}
    runs = {article: runs_of([article]) for article in articles}
    changed = True
    while changed:
        changed = False
        for n, one in enumerate(articles):
            for other in articles[:n]:
                if half[one] != half[other] and not runs[one].isdisjoint(runs[other]):
                    half[one], changed = half[other], True
    return half


class Asker:
    """Asks an index of some texts, and composes without doubting."""

    def __init__(self, texts: Iterable[str], home: Path, composer: BuiltIn) -> None:
        """Build the index in a folder that is empty."""
        docs = home / "docs"
        docs.mkdir(parents=True)
        for n, text in enumerate(texts):
            (docs / f"{n:05}.txt").write_text(text, encoding="utf-8")
        settings = replace(Settings(), docs=docs, index=home / "index", data=home / "data", generator="built-in")
        build(settings, docs=docs)
        self._assistant = Assistant(settings)
        self._composer = composer

    def ask(
        self, question: str, history: Sequence[Turn] = ()
    ) -> tuple[Understood, Composition, tuple[float, ...]] | None:
        """Return how a question was read, what is composed and its signs; None where it is of several parts or none."""
        understood, evidence = None, None
        for event in self._assistant.ask(question, history):
            if isinstance(event, Understood):
                understood = event
            elif isinstance(event, EvidenceFound):
                evidence = event.evidence
                break
        if understood is None or not evidence or len(understood.parts) != 1:
            return None
        composition = self._composer.compose(understood, evidence)
        signs = self._composer.signs(understood, evidence)[0]
        return understood, composition, signs


def _said(composition: Composition) -> str:
    return fold("".join(draft.text for draft in composition.drafts if not draft.gap))


def _of_news(asked: Sequence[Question], askers: dict[bool, Asker], half: dict[str, bool]) -> Iterator[Row]:
    """Yield the rows of questions with their article there and without."""
    for question in asked:
        for where, asker in askers.items():
            if found := asker.ask(question.text):
                there, refused = half[question.paragraph] == where, found[1].refused
                right = there and not refused and holds(question.answer, _said(found[1]))
                yield Row(found[2], right, of_people=False, answerable=there, ruled=refused)


def _of_people(questions: Iterable[Object], asker: Asker, trees: Trees | None = None) -> Iterator[Row]:
    """Yield the rows of development questions, none of them of a test third.

    With trees, of all questions, and what these refuse counts as refused by a rule.
    """
    for question in questions:
        gold = gold_of(question)
        history = [Turn(turn["role"], turn["content"]) for turn in question.get("history") or ()]
        found = None if gold.is_held_out and trees is None else asker.ask(question["question"], history)
        if found is None or found[0].constraints.kind[:1] == ("summary",):
            continue
        need = ENOUGH_KEYS.get(gold.type, 1.0) * max(1, len(gold.keys))
        there, refused = gold.type != "unanswerable", found[1].refused
        if trees is not None:
            refused = refused or refused_by(trees, found[2], found[0].constraints.kind)
        right = there and not refused and sum(holds(k, _said(found[1])) for k in gold.keys) >= need
        yield Row(found[2], right, of_people=True, answerable=there, ruled=refused)


def _lines(path: Path) -> list[Object]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def rows_of(data: Path, composer: BuiltIn, home: Path, seed: int) -> list[Row]:
    """Return the rows of all questions, in a fixed order."""
    asked = [
        q for q in cases_from(data) if q.source == "news" and not q.held_out and q.answer and q.answer in q.paragraph
    ]
    asked = [q for q in asked if _even(q.text, 0)]
    articles = list(dict.fromkeys(q.paragraph for q in asked))
    known = runs_of(articles)
    others: list[str] = []
    every = ["\n".join(paragraphs) for paragraphs in news(data)]
    for n in np.random.default_rng(seed).permutation(len(every)).tolist():
        if len(others) < OTHER_NEWS and 300 < len(every[n]) < 4000 and not shares_a_run(every[n], known):
            others.append(every[n])
    half = halves(articles)
    askers = {
        where: Asker([*(a for a in articles if half[a] == where), *others], home / f"news-{where}", composer)
        for where in (False, True)
    }
    rows = list(_of_news(asked, askers, half))
    print(f"{len(rows)} rows over news, {sum(row.right for row in rows)} right", flush=True)
    seeds = Asker(
        (path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").iterdir())), home / "seeds", composer
    )
    own = _lines(ROOT / "evals" / "others.jsonl")
    named = {quote["doc"] for question in own for quote in question["evidence"]}
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "evals" / "others").iterdir())]
    texts += [text for name, text in sorted(news_dev(data)[0].items()) if name in named]
    rows += _of_people([*_lines(ROOT / "evals" / "seeds.jsonl"), *_lines(ROOT / "evals" / "more.jsonl")], seeds)
    rows += _of_people(own, Asker(texts, home / "others", composer))
    for name in ("everyday", "genres", "wordings"):
        rows += _of_folder(name, composer, home)
    return rows


def _of_folder(name: str, composer: BuiltIn, home: Path, trees: Trees | None = None) -> Iterator[Row]:
    """Yield the rows of the questions over a folder of ``evals/``, as ``_of_people`` does."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "evals" / name).iterdir())]
    yield from _of_people(_lines(ROOT / "evals" / f"{name}.jsonl"), Asker(texts, home / name, composer), trees)


def fitted(values: Floats, right: npt.NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """Return the weights of a logistic regression in the signs' own scale, and its intercept."""
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    model: Any = LogisticRegression(C=RIDGE, max_iter=5000).fit((values - mean) / scale, right, sample_weight=weights)
    own = model.coef_[0] / scale
    return np.asarray(own), float(model.intercept_[0] - own @ mean)


@dataclass(frozen=True, slots=True)
class Line:
    """What was learned.

    Attributes:
        signs: A weight for each of ``SIGNS``.
        intercept: Added to their sum.
        least: What it must reach.
        false_refusals: Share of answerable questions over documents that nothing was learned from which are refused,
            rules and line together; in percent.
        false_answers: Share of the unanswerable ones that are answered all the same.
        figures: How it was measured, a line each.
    """

    signs: Floats
    intercept: float
    least: float
    false_refusals: float
    false_answers: float
    figures: tuple[str, ...]


def line_of(every: Sequence[Row], unseen_rows: Sequence[Row], seed: int) -> Line:
    """Return the line learned from what rules leave of some questions, and what it does to others."""
    rows = [row for row in every if not row.ruled]
    values = np.array([row.signs for row in rows], np.float64)
    right = np.array([row.right for row in rows], bool)
    people = np.flatnonzero([row.of_people for row in rows])
    weights = np.array([OF_PEOPLE if row.of_people else 1.0 for row in rows])
    unseen = np.zeros(len(rows))
    for _, left_out in KFold(FOLDS, shuffle=True, random_state=seed).split(people):
        kept = np.setdiff1d(np.arange(len(rows)), people[left_out])
        own, intercept = fitted(values[kept], right[kept], weights[kept])
        unseen[people[left_out]] = values[people[left_out]] @ own + intercept
    answered, absent = people[right[people]], people[~right[people]]
    least = float(np.quantile(unseen[answered], LOST))
    own, intercept = fitted(values, right, weights)
    raw = values @ own + intercept
    of_news = np.array([not row.of_people for row in rows])
    shares = [float(100 * np.mean(raw[of_news & flag] < least)) for flag in (right, ~right)]
    lost, caught = (100 * float(np.mean(unseen[some] < least)) for some in (answered, absent))
    there, gone = (sum(row.answerable is flag for row in unseen_rows) for flag in (True, False))
    kept = [row for row in unseen_rows if not row.ruled and float(np.array(row.signs) @ own) + intercept >= least]
    false_refusals = 100 * (1 - sum(row.answerable for row in kept) / max(1, there))
    false_answers = 100 * sum(not row.answerable for row in kept) / max(1, gone)
    lines = (
        f"development questions, judged unseen: refused {lost:.1f} % of {len(answered)} answered, {caught:.0f} % of",
        f"{len(absent)} that are not and that the rules leave; news learned from: refused {shares[0]:.1f} % of",
        f"{int((of_news & right).sum())} answered rightly, {shares[1]:.0f} % of {int((of_news & ~right).sum())} not;",
        f"with the rules: refused {false_refusals:.1f} % of {there} questions of one part never looked at that have an",
        f"answer, answered {false_answers:.1f} % of {gone} that have none",
    )
    return Line(own, intercept, least, false_refusals, false_answers, lines)


def train(data: Path, out: Path, *, seed: int = 5) -> None:
    """Write ``doubt.toml`` into the folder of the composer, whose weights and pairs are there already."""
    began = time.perf_counter()
    composer = BuiltIn(LateInteraction(load_static(Settings())), out, doubts=False)
    with tempfile.TemporaryDirectory() as home:
        rows = rows_of(data, composer, Path(home), seed)
        unseen = list(_of_folder("unseen", composer, Path(home), Trees(out / "refusal.safetensors")))
    line = line_of(rows, unseen, seed)
    print("\n".join(line.figures))
    text = ["# Made by `python -m training doubt`; what each sign means stands in rag/answer/refusing/refuse.py."]
    text += [f"#   {figure}" for figure in line.figures]
    text += ["", f"least = {line.least:.2f}", f"intercept = {line.intercept:.2f}", "", "[signs]"]
    text += [f"{name} = {value:.2f}" for name, value in zip(SIGNS, line.signs.tolist(), strict=True)]
    text += ["", "# What to expect over documents like those of evals/unseen, in percent.", "[expected]"]
    text += [f"false_refusals = {line.false_refusals:.1f}", f"false_answers = {line.false_answers:.1f}"]
    (out / "doubt.toml").write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)
