"""Learns when the built-in composer had better refuse: a line over the signs of its ranking.

Training questions over news are put to an index that holds their article and to one that does not; with them go the
development questions of ``evals/`` (never their test third), which people word more freely, and near misses beside
their twins. What the rules refuse by themselves is not learned. The line is chosen so that few of the development
questions that are answered fall below it, each judged by a line that saw nothing over its documents. Passages are
those that the product finds; draws by hashes and a seed.
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
from sklearn.metrics import roc_auc_score

from rag.answer.builtin import BuiltIn, Composition
from rag.answer.refusing.doubts import DOUBTS
from rag.assistant import Assistant
from rag.build import build
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.evaluate import ENOUGH_KEYS, fold, gold_of, holds
from rag.records import EvidenceFound, Turn, Understood
from rag.settings import ROOT, Settings
from training.data import Question, cases_from, news, news_dev, runs_of, shares_a_run

Floats = npt.NDArray[np.float64]
Object = dict[str, Any]
Found = tuple[Understood, Composition, tuple[float, ...]]
OTHER_NEWS = 400  # articles beside those that questions are over
RIDGE = 0.03  # ``C`` of the regression over signs scaled to unit variance
OF_PEOPLE = 4.0  # weight of a development question beside one over news
LOST = 0.04  # share of the answered development questions that may fall below the line
SHARES = (5, 10)  # percent of false refusals at which what is refused is told of each set


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the composer sees it.

    Attributes:
        signs: Values of ``DOUBTS``.
        right: Whether what it would say holds the answer.
        of_people: Whether it is a development question of ``evals/``.
        answerable: Whether the documents hold an answer.
        ruled: Whether rules refuse it already, whatever its signs.
        over: Name of the documents it is asked of.
    """

    signs: tuple[float, ...]
    right: bool
    of_people: bool
    answerable: bool
    ruled: bool
    over: str = "news"


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
        return understood, composition, self._composer.doubts(understood, evidence)


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


def _of_people(questions: Iterable[Object], asker: Asker, over: str, *, every: bool = False) -> Iterator[Row]:
    """Yield the rows of development questions, none of them of a test third unless every one is wanted."""
    for question in questions:
        gold = gold_of(question)
        history = [Turn(turn["role"], turn["content"]) for turn in question.get("history") or ()]
        found = None if gold.is_held_out and not every else asker.ask(question["question"], history)
        if found is None or found[0].constraints.kind[:1] == ("summary",):
            continue
        need = ENOUGH_KEYS.get(gold.type, 1.0) * max(1, len(gold.keys))
        there, refused = gold.type != "unanswerable", found[1].refused
        right = there and not refused and sum(holds(k, _said(found[1])) for k in gold.keys) >= need
        yield Row(found[2], right, of_people=True, answerable=there, ruled=refused, over=over)


def _twins(over: str) -> Iterator[Object]:
    """Yield near misses over some documents and their twins, which are answered there, as gold questions."""
    for pair in _lines(ROOT / "evals" / "twins.jsonl"):
        if pair["over"] == over:
            yield {"id": pair["id"], "question": pair["miss"], "type": "unanswerable"}
            yield {"id": pair["id"], "question": pair["twin"], "type": "fact", "answer_keys": pair["keys"]}


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
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").iterdir())]
    seeds = Asker(texts, home / "seeds", composer)
    for name in ("seeds", "more", "askers", "readers"):
        rows += _of_people(_lines(ROOT / "evals" / f"{name}.jsonl"), seeds, "seeds")
    rows += _of_people(_twins("seeds"), seeds, "seeds")
    own = _lines(ROOT / "evals" / "others.jsonl")
    named = {quote["doc"] for question in own for quote in question["evidence"]}
    texts = [text for name, text in sorted(news_dev(data)[0].items()) if name in named]
    rows += _of_folder("others", composer, home, own, texts)
    for name in ("everyday", "genres", "wordings", "offices"):
        rows += _of_folder(name, composer, home, _lines(ROOT / "evals" / f"{name}.jsonl"))
    return rows


def _of_folder(
    name: str,
    composer: BuiltIn,
    home: Path,
    questions: list[Object],
    beside: Sequence[str] = (),
    *,
    every: bool = False,
) -> Iterator[Row]:
    """Yield the rows of questions over a folder of ``evals/`` and the texts beside it, as ``_of_people`` does."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "evals" / name).iterdir())]
    asker = Asker([*texts, *beside], home / name, composer)
    yield from _of_people(questions, asker, name, every=every)
    if not every:
        yield from _of_people(_twins(name), asker, name)


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
        signs: A weight for each of ``DOUBTS``.
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


def line_of(every: Sequence[Row], unseen_rows: Sequence[Row]) -> Line:
    """Return the line learned from what rules leave of some questions, and what it does to others."""
    rows = [row for row in every if not row.ruled]
    values = np.array([row.signs for row in rows], np.float64)
    right = np.array([row.right for row in rows], bool)
    people = np.array([row.of_people for row in rows], bool)
    over = np.array([row.over for row in rows])
    weights = np.where(people, OF_PEOPLE, 1.0)
    unseen = np.zeros(len(rows))
    lines: list[str] = []
    for name in dict.fromkeys(over[people].tolist()):
        out = over == name
        own, intercept = fitted(values[~out], right[~out], weights[~out])
        unseen[out] = values[out] @ own + intercept
        lines.append(_told(name, unseen[out], right[out]))
    least = float(np.quantile(unseen[people & right], LOST))
    own, intercept = fitted(values, right, weights)
    raw = values @ own + intercept
    lost, caught = (100 * float(np.mean(unseen[people & flag] < least)) for flag in (right, ~right))
    shares = [100 * float(np.mean(raw[~people & flag] < least)) for flag in (right, ~right)]
    there, gone = (sum(row.answerable is flag for row in unseen_rows) for flag in (True, False))
    left = [row for row in unseen_rows if not row.ruled and float(np.array(row.signs) @ own) + intercept >= least]
    false_refusals = 100 * (1 - sum(row.answerable for row in left) / max(1, there))
    false_answers = 100 * sum(not row.answerable for row in left) / max(1, gone)
    lines += [
        f"all of these: refused {lost:.1f} % of {int((people & right).sum())} answered rightly, {caught:.0f} % of",
        f"{int((people & ~right).sum())} that are not and that the rules leave; news learned from: refused",
        f"{shares[0]:.1f} % of {int((~people & right).sum())} answered rightly, {shares[1]:.0f} % of "
        f"{int((~people & ~right).sum())} not;",
        f"with the rules: refused {false_refusals:.1f} % of {there} questions of one part never looked at that have an",
        f"answer, answered {false_answers:.1f} % of {gone} that have none",
    ]
    return Line(own, intercept, least, false_refusals, false_answers, tuple(lines))


def _told(name: str, scores: Floats, right: npt.NDArray[np.bool_]) -> str:
    """Return how well a line that saw nothing over some documents tells their questions."""
    caught = [100 * float(np.mean(scores[~right] < np.quantile(scores[right], share / 100))) for share in SHARES]
    at = ", ".join(f"{share:.0f} % at {lost} %" for share, lost in zip(caught, SHARES, strict=True))
    return f"{name}, left out: AUC {roc_auc_score(right, scores):.2f}, refused {at} false refusals"


def train(data: Path, out: Path, *, seed: int = 5) -> None:
    """Write ``doubt.toml`` into the folder of the composer, whose weights and pairs are there already."""
    began = time.perf_counter()
    composer = BuiltIn(LateInteraction(load_static(Settings())), out, doubts=False)
    with tempfile.TemporaryDirectory() as home:
        rows = rows_of(data, composer, Path(home), seed)
        asked = _lines(ROOT / "evals" / "unseen.jsonl")
        unseen = list(_of_folder("unseen", composer, Path(home), asked, every=True))
    line = line_of(rows, unseen)
    print("\n".join(line.figures))
    text = ["# Made by `python -m training doubt`; what each sign means stands in rag/answer/refusing/doubts.py."]
    text += [f"#   {figure}" for figure in line.figures]
    text += ["", f"least = {line.least:.2f}", f"intercept = {line.intercept:.2f}", "", "[signs]"]
    text += [f"{name} = {value:.2f}" for name, value in zip(DOUBTS, line.signs.tolist(), strict=True)]
    text += ["", "# What to expect over documents like those of evals/unseen, in percent.", "[expected]"]
    text += [f"false_refusals = {line.false_refusals:.1f}", f"false_answers = {line.false_answers:.1f}"]
    (out / "doubt.toml").write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)
