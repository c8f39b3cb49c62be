"""Answers over other documents than the seeds: a regulation, minutes, bulletins made up for it, ten news articles.

    python -m bench.others --data DIR [--misses]

DIR holds ``news_dev_docs.jsonl.xz`` as for ``bench.news``; its articles are named in ``evals/others.jsonl`` and stand
nowhere in this repository. Asked are those questions over ``evals/others/`` and the ten articles, and the English ones
of ``evals/others_en.jsonl`` over ``seeds/``, the built-in composer writing. Prints the figures of ``rag.evaluate``,
how many of each type were refused, and how much would be refused where at most 1, 3 and 5 % of the answerable
questions may be: one threshold for these questions and those of ``evals/seeds.jsonl`` and ``evals/more.jsonl``.

The threshold is set on the questions it is measured by, so the curve says what a score could do, not what it will do.
"""

from __future__ import annotations

import argparse
import math
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.news import SHOWN, Object, lines
from bench.over import over
from rag.answer.builtin import BuiltIn
from rag.answer.passages.candidates import candidates
from rag.answer.passages.select import ranked
from rag.answer.question.reading import read
from rag.answer.question.terms import Rarity
from rag.answer.refusing.demands import Demands
from rag.answer.refusing.refuse import SIGNS, signs
from rag.answer.weights import Weights
from rag.assistant import Assistant
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.encode.trees import Trees
from rag.evaluate import figures, gold_of
from rag.records import AnswerReady, Evidence, EvidenceFound, Turn, Understood
from rag.settings import ROOT, Settings
from rag.wire import answer_object

EVALS = ROOT / "evals"
SHARES = (1, 3, 5)  # percent of the answerable questions that may be refused
_JUDGED = ("doubt", "no sentence fits")  # refusals by a score; any other one is by a rule that has none
_HAN = re.compile("[\u4e00-\u9fff]")
RULES = ("probability", "trees", "rules, then probability", "rules, then trees")


@dataclass(frozen=True, slots=True)
class Scored:
    """How sure one question is of its answer.

    Attributes:
        answerable: Whether the documents hold an answer.
        scores: One for each of ``RULES``, low where it would be refused; minus infinity where a rule without a
            score refuses it.
    """

    answerable: bool
    scores: tuple[float, ...]


class Scorer:
    """Reads off passages what the refusal rests on, as the built-in composer does."""

    def __init__(self, settings: Settings) -> None:
        """Load the composer and its tables."""
        folder = settings.models / "composer"
        self._interaction = LateInteraction(load_static(settings))
        self._composer = BuiltIn(self._interaction, folder)
        self._rarity = Rarity.load(folder / "rarity.npz")
        self._weights = Weights.load(folder / "weights.toml")
        self._trees = Trees(folder / "refusal.safetensors")

    def scores(self, understood: Understood, evidence: tuple[Evidence, ...]) -> tuple[float, ...]:
        """Return a score for each of ``RULES``; of several parts the surest one's."""
        composition = self._composer.compose(understood, evidence)
        if not evidence:
            return (-math.inf,) * len(RULES)
        judged = max(self._trees_of(row) for row in self._rows(understood, evidence))
        ruled_out = composition.refused and composition.reason not in _JUDGED
        by_rule = (-math.inf, -math.inf) if ruled_out else (composition.confidence, judged)
        return (composition.confidence, judged, *by_rule)

    def _rows(self, understood: Understood, evidence: tuple[Evidence, ...]) -> Iterable[Sequence[float]]:
        for part in understood.parts:
            reading = read(part.text, self._rarity, part.constraints)
            ranking = ranked(candidates(reading, evidence, self._interaction), self._weights.sentence)
            yield signs(reading, Demands.of(reading, evidence).meeting(ranking))

    def _trees_of(self, row: Sequence[float]) -> float:
        columns = [SIGNS.index(name) for name in self._trees.features]
        return float(self._trees.score(np.array([row], np.float32)[:, columns])[0])


def caught(scored: Sequence[Scored], rule: int, percent: float) -> float | None:
    """Return the share of unanswerable questions, in percent, under the highest threshold that costs no more.

    Args:
        scored: Questions of both sorts.
        rule: Which score.
        percent: Of the answerable questions, at most so many may be below the threshold. Equal scores stand or fall
            together.

    Returns:
        None where rules without a score refuse more than that, or there are no questions of one sort.
    """
    good = sorted(s.scores[rule] for s in scored if s.answerable)
    bad = [s.scores[rule] for s in scored if not s.answerable]
    if not good or not bad:
        return None
    least = good[min(int(percent * len(good) / 100), len(good) - 1)]
    return None if math.isinf(least) else 100 * sum(score < least for score in bad) / len(bad)


def asked(assistant: Assistant, questions: Iterable[Object], scorer: Scorer) -> tuple[dict[str, Object], list[Scored]]:
    """Return the answer objects by id, and the scores of those questions that came as far as passages."""
    answers: dict[str, Object] = {}
    scored: list[Scored] = []
    for question in questions:
        history = [Turn(turn["role"], turn["content"]) for turn in question.get("history") or ()]
        understood, evidence = None, None
        for event in assistant.ask(question["question"], history):
            if isinstance(event, Understood):
                understood = event
            elif isinstance(event, EvidenceFound):
                evidence = event.evidence
            elif isinstance(event, AnswerReady) and event.final:
                answers[question["id"]] = answer_object(event.answer, question["id"])
        if understood is not None and evidence is not None:
            scored.append(Scored(question["type"] != "unanswerable", scorer.scores(understood, evidence)))
    return answers, scored


def told(
    label: str, questions: Sequence[Object], answers: dict[str, Object], texts: dict[str, str], misses: bool
) -> None:
    """Print the figures over some questions and, if wanted, what was missed outside the test third."""
    measured, missed = figures([gold_of(question) for question in questions], answers, texts)
    print(f"{label}:", "  ".join(f"{name} {measured[name]}" for name in (*SHOWN, "refused")))
    for kind in dict.fromkeys(question["type"] for question in questions):
        some = [question for question in questions if question["type"] == kind]
        part, _ = figures([gold_of(question) for question in some], answers, texts)
        shown = ("refused",) if kind == "unanswerable" else ("hit@5", "solved", "wrong", "refused_ok")
        print(f"  {kind:12} {len(some):3}  " + "  ".join(f"{name} {part[name]}" for name in shown))
    known = {question["id"]: question for question in questions}
    for miss in missed if misses else ():
        if not miss.gold.is_held_out:
            question = known[miss.gold.id]
            said = answers[miss.gold.id]["answer"][:120]
            print(f"  {miss.gold.id} {question['question']} → {said!r} ({question['answer']})")


def kept(questions: Sequence[Object], answers: dict[str, Object], texts: dict[str, str]) -> int:
    """Return how many English questions end as promised: solved, or refused in English with passages beside it."""
    ids = {miss.gold.id for miss in figures([gold_of(q) for q in questions], answers, texts)[1]}
    done = 0
    for question in questions:
        answer = answers[question["id"]]
        refused = answer["outcome"] == "no_evidence" and answer["evidence"] and not _HAN.search(answer["answer"])
        done += bool(refused) or (question["id"] not in ids and answer["outcome"] == "answered")
    return done


def opened(docs: Path, home: Path) -> tuple[Assistant, dict[str, str]]:
    """Return an assistant over a folder, indexed anew, and its texts by file name."""
    assistant, _ = over(docs, home)
    return assistant, {d.source.name: d.source.text for d in assistant.index.documents()}


def main() -> None:
    """Read the command line, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    own, english = lines(EVALS / "others.jsonl"), lines(EVALS / "others_en.jsonl")
    named = {quote["doc"] for question in own for quote in question["evidence"]}
    scorer = Scorer(Settings())
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        home = Path(place)
        shutil.copytree(EVALS / "others", home / "docs")
        for item in lines(args.data / "news_dev_docs.jsonl.xz"):
            if item["name"] in named:
                (home / "docs" / item["name"]).write_text(item["text"], encoding="utf-8")
        assistant, texts = opened(home / "docs", home / "others")
        answers, scored = asked(assistant, own, scorer)
        told(f"others, {len(texts)} documents", own, answers, texts, args.misses)
        assistant, texts = opened(ROOT / "seeds", home / "seeds")
        answers, _ = asked(assistant, english, scorer)
        told("English over the seeds", english, answers, texts, args.misses)
        print(f"  solved, or refused in English with passages: {kept(english, answers, texts)} of {len(english)}")
        more = [s for name in ("seeds", "more") for s in asked(assistant, lines(EVALS / f"{name}.jsonl"), scorer)[1]]
    for label, some in (("others", scored), ("others, seeds and more under one threshold", scored + more)):
        good = sum(s.answerable for s in some)
        print(f"{label}: refused of {len(some) - good} unanswerable at most {SHARES} % of {good} answerable refused")
        for rule, name in enumerate(RULES):
            shares = (caught(some, rule, percent) for percent in SHARES)
            print(f"  {name:24}", "  ".join("–" if share is None else f"{share:.1f}" for share in shares))


if __name__ == "__main__":
    main()
