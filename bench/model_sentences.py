"""Which sentence answers, and does one at all? Held-out questions over their own passage and over five.

Every scorer reads the same sentences. ``pairs`` (rare character pairs shared) and ``late`` (late interaction) are
what a sentence shares with the question, nothing learned; ``composer`` is the product's built-in composer: its weights
for sentences, its probability that one answers, and ``refusal`` the trees that doubt it. Knows nothing of retrieval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.model_passages import chunk_of
from rag.answer.passages.candidates import FEATURES, Candidate, candidates
from rag.answer.passages.select import Ranking, ranked
from rag.answer.question.reading import Reading, read
from rag.answer.question.terms import Rarity
from rag.answer.refusing.demands import Demands
from rag.answer.refusing.refuse import SIGNS, probability, signs
from rag.answer.weights import Weights
from rag.encode.interaction import LateInteraction
from rag.encode.trees import Trees
from rag.records import Evidence
from rag.search.question import constraints
from training.cases import Case, Placed, around, measured_cases, names_of
from training.data import Question, questions, touched

Scores = npt.NDArray[np.floating]
FALSE_REFUSALS = (1, 3, 5)
PLAIN = {"pairs": "covered", "late": "meaning"}  # features of a candidate that are scorers of their own


@dataclass(frozen=True, slots=True)
class Read:
    """A case with what each scorer says of its sentences, and whether it is answered at all.

    Attributes:
        case: The question and its passages.
        right: Whether a sentence answers.
        sentences: A score for each sentence, in the same order, by scorer.
        answered: How sure each scorer is that a sentence answers.
        refused: Whether the product would refuse.
    """

    case: Case
    right: npt.NDArray[np.bool_]
    sentences: dict[str, Scores]
    answered: dict[str, float]
    refused: bool


class Scorers:
    """All scorers over one set of models."""

    def __init__(self, models: Path, late: LateInteraction) -> None:
        """Load the models of a folder such as ``models/``."""
        self._late = late
        self._rarity = Rarity.load(models / "composer" / "rarity.npz")
        self._weights = Weights.load(models / "composer" / "weights.toml")
        self._refusal = Trees(models / "composer" / "refusal.safetensors")

    def read(self, case: Case) -> Read:
        """Return what all scorers say of a case."""
        ranking, reading = self.compose(case)
        # As they stand, so that sentences that a scorer holds for equal are not in the composer's order.
        rows = sorted(ranking, key=lambda row: (row[1].evidence.rank, row[1].start))
        right = np.array([_answers(case, int(c.evidence.chunk.chunk_id), (c.start, c.end)) for _, c in rows], bool)
        scores: dict[str, Scores] = {
            name: np.array([c.features[FEATURES.index(feature)] for _, c in rows]) for name, feature in PLAIN.items()
        }
        sure = {name: float(values.max()) for name, values in scores.items()}
        sure["composer"] = self._sure(reading, ranking)
        sure["refusal"] = self._doubt(reading, ranking)
        refused = (
            sure["composer"] < self._weights.least
            or sure["refusal"] < self._refusal.about["least"]
            or bool(self._lacks(reading, ranking))
        )
        scores["composer"] = np.array([score for score, _ in rows])
        return Read(case, right, scores, sure, refused)

    def compose(self, case: Case) -> tuple[Ranking, Reading]:
        """Return the composer's ranking of the sentences of a case, and how it read the question."""
        texts = [p.headings + p.text for p in case.passages]
        order = np.argsort(-self._late.score(case.question, texts), kind="stable")
        found = [
            Evidence(rank, 0.0, chunk_of(str(i), case.passages[i].text, case.passages[i].headings))
            for rank, i in enumerate(order.tolist(), 1)
        ]
        reading = read(case.question, self._rarity, constraints(case.question))
        return ranked(candidates(reading, found, self._late), self._weights.sentence), reading

    def _sure(self, reading: Reading, ranking: Ranking) -> float:
        """Return the composer's probability that its best sentence answers."""
        return probability(signs(reading, ranking), self._weights.answerable, self._weights.intercept)

    def _doubt(self, reading: Reading, ranking: Ranking) -> float:
        """Return what the trees over the signs of a ranking make of it; low where they would refuse."""
        values = np.array([signs(reading, ranking)], np.float32)
        return float(self._refusal.score(values[:, [SIGNS.index(name) for name in self._refusal.features]])[0])

    def _lacks(self, reading: Reading, ranking: Ranking) -> str:
        """Return the demand of the question that the best sentence does not meet."""
        evidence = list({c.evidence.rank: c.evidence for _, c in ranking}.values())
        demands = Demands.of(reading, evidence)
        best: Candidate = demands.meeting(ranking)[0][1]
        return demands.unmet(best)


def _answers(case: Case, passage: int, place: tuple[int, int]) -> bool:
    """Whether a sentence holds the answer of a case."""
    a, b = place
    if passage != case.gold:
        return False
    return a <= case.start < b or (len(case.answer) > 1 and case.answer in case.passages[passage].text[a:b])


# ---------------------------------------------------------------- tables


def first_and_two(reads: Sequence[Read], scorer: str) -> tuple[float, float]:
    """Return how often a right sentence stands first, and among two, in percent; equal scores stay in their order."""
    ranks = []
    for one in reads:
        order = np.argsort(-one.sentences[scorer], kind="stable")
        held = np.flatnonzero(one.right[order])
        ranks.append(int(held[0]) if len(held) else 99)
    return tuple(round(100 * float(np.mean([r < k for r in ranks])), 1) for k in (1, 2))  # type: ignore[return-value]


def area(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Return the area under the curve: how often a positive outscores a negative, ties counting half."""
    values = np.concatenate([positive, negative])
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[where]
    n = len(positive)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(negative)))


def refusals(positive: Sequence[float], negative: Sequence[float]) -> dict[str, float]:
    """Return the share of negatives refused where so many percent of the positives are, in percent."""
    return {
        f"at {share}%": round(100 * float(np.mean(np.array(negative) < np.percentile(positive, share))), 1)
        for share in FALSE_REFUSALS
    }


def sentence_rows(placed: Sequence[Placed], scorers: Scorers, asked: Sequence[Question]) -> list[dict]:
    """Return a row for each source and scorer: right sentence first and among two, in its passage and among five.

    ``news untouched`` are those over articles that share no run with the article of a question to learn from.
    """
    rows = []
    random = np.random.default_rng(4)
    learned = dict.fromkeys(q.paragraph for q in asked if not q.held_out)
    known = touched((p.question.paragraph for p in placed), learned)
    for source in ("drcd", "cmrc", "news"):
        some = [p for p in placed if p.question.source == source]
        alone = [Case(p.question.text, (p.own,), 0, p.start, p.question.answer, "answered", source, True) for p in some]
        among = [measured_cases(p, {}, random)[0] for p in some]
        for label, cases in (("own passage", alone), ("five passages", among)):
            reads = [scorers.read(case) for case in cases]
            free = [one for one, p in zip(reads, some, strict=True) if p.question.paragraph not in known]
            for name, chosen in {source: reads, f"{source} untouched": free}.items():
                if len(chosen) == len(reads) and name != source:
                    continue
                for scorer in (*PLAIN, "composer"):
                    first, two = first_and_two(chosen, scorer)
                    about = {"set": name, "among": label, "scorer": scorer, "first": first, "two": two}
                    rows.append(about | {"cases": len(chosen)})
    return rows


def answer_rows(placed: Sequence[Placed], scorers: Scorers, asked: Sequence[Question]) -> list[dict]:
    """Return a row for each kind of absent answer and scorer: AUC, and refusals at 1, 3 and 5 % false ones.

    ``product`` says what the built-in composer with its demands refuses, and how many answered cases it refuses.
    """
    random = np.random.default_rng(4)
    names = names_of([q.text for q in asked])
    reads = [scorers.read(case) for p in placed for case in measured_cases(p, names, random)]
    answered = [r for r in reads if r.case.kind == "answered"]
    rows = []
    for label, chosen in _kinds(reads):
        for scorer in (*PLAIN, "composer", "refusal"):
            positive, negative = ([r.answered[scorer] for r in some] for some in (answered, chosen))
            about = {"absent": label, "scorer": scorer, "auc": round(area(positive, negative), 3)}
            rows.append(about | refusals(positive, negative) | {"cases": len(chosen)})
        share, false = (round(100 * float(np.mean([r.refused for r in some])), 1) for some in (chosen, answered))
        rows.append({"absent": label, "scorer": "product", "refused": share, "false": false, "cases": len(chosen)})
    return rows


def _kinds(reads: Sequence[Read]) -> Iterable[tuple[str, list[Read]]]:
    """Yield the cases without an answer by what is wrong with them."""
    kinds: dict[str, Callable[[Case], bool]] = {
        "wrong article": lambda c: c.kind == "others",
        "same topic": lambda c: c.kind == "same_topic",
        "sentence taken out": lambda c: c.kind == "taken_out",
        "near miss": lambda c: c.kind == "swapped",
    }
    for what in ("year", "number", "place", "person", "office", "organisation"):
        kinds[f"near miss: {what}"] = lambda c, what=what: c.swap == what  # type: ignore[misc]
    for label, is_of in kinds.items():
        if chosen := [r for r in reads if is_of(r.case)]:
            yield label, chosen


def case_of(placed: Placed, count: int) -> Case:
    """Return a question put to its own passage and others, so many in all."""
    found = (placed.own, *placed.others[: count - 1])
    return Case(placed.question.text, found, 0, placed.start, placed.question.answer, "answered", "", True)


def held_out(data: Path, most: int) -> tuple[list[Placed], list[Question]]:
    """Return held-out questions with the passages around them, at most so many a source, and all questions."""
    asked = questions(data)
    placed = [p for p in around(asked) if p.question.held_out]
    by_source = {s: [p for p in placed if p.question.source == s] for s in ("drcd", "cmrc", "news")}
    return [p for some in by_source.values() for p in some[:: -(-len(some) // most)]], asked
