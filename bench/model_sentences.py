"""Which sentence answers, and does one at all? Held-out questions over their own passage and over five.

Every scorer reads the same sentences. ``bm25`` (words of jieba's), ``pairs`` (rare character pairs shared), ``late``
(late interaction) and ``first`` (cosine of the first embedder) are what a sentence shares with the question, nothing
learned from questions to sentences; ``composer`` is the product's built-in composer: its weights for sentences, its
probability that one answers, ``line`` the line of signs below which it refuses, and ``trees`` those that judge where
there is no such line. Knows nothing of retrieval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bench.model_baselines import Words
from bench.model_passages import chunk_of
from rag.answer.builtin import BuiltIn
from rag.answer.passages.candidates import FEATURES, candidates
from rag.answer.passages.select import Ranking, ranked
from rag.answer.question.reading import Reading, read
from rag.answer.question.terms import Rarity
from rag.answer.refusing.refuse import SIGNS, probability, signs
from rag.answer.weights import Doubt, Weights
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.encode.trees import Trees
from rag.records import Evidence, SubQuestion
from rag.search.question import constraints, understand
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

    def __init__(
        self,
        models: Path,
        late: LateInteraction,
        words: Words | None = None,
        first: StaticEmbedder | None = None,
    ) -> None:
        """Load the models of a folder such as ``models/``.

        Args:
            models: The folder.
            late: Late interaction over its vectors.
            words: BM25 to stand beside them; None for none.
            first: The first embedder; None for none.
        """
        self._late, self._words, self._first = late, words, first
        composer = models / "composer"
        self._rarity = Rarity.load(composer / "rarity.npz")
        self.weights = Weights.load(composer / "weights.toml")
        self._trees = Trees(composer / "refusal.safetensors")
        self._line = Doubt.load(composer / "doubt.toml") if (composer / "doubt.toml").is_file() else None
        self._composer = BuiltIn(late, composer)

    def read(self, case: Case, *, whole: bool = True) -> Read:
        """Return what all scorers say of a case; whether it is answered at all only where the ``whole`` is wanted."""
        ranking, reading = self.compose(case)
        # As they stand, so that sentences that a scorer holds for equal are not in the composer's order.
        rows = sorted(ranking, key=lambda row: (row[1].evidence.rank, row[1].start))
        right = np.array([_answers(case, int(c.evidence.chunk.chunk_id), (c.start, c.end)) for _, c in rows], bool)
        scores: dict[str, Scores] = {
            name: np.array([c.features[FEATURES.index(feature)] for _, c in rows]) for name, feature in PLAIN.items()
        }
        texts = [c.text for _, c in rows]
        if self._words:
            scores["bm25"] = self._words.score(case.question, texts)
        if self._first:
            scores["first"] = self._first.passages(texts) @ self._first.queries([case.question])[0]
        sure = {name: float(values.max()) for name, values in scores.items()}
        scores["composer"] = np.array([score for score, _ in rows])
        if not whole:
            return Read(case, right, scores, sure, False)
        row = signs(reading, ranking)
        sure["composer"] = probability(row, self.weights.answerable, self.weights.intercept)
        sure["trees"] = self._doubt(row)
        # As the product asks: with what its rules demand, and for one thing.
        asked = understand(case.question)
        evidence = tuple(self._evidence(case))
        refused = self._composer.compose(asked, evidence).refused
        if self._line:
            one = replace(asked, parts=(SubQuestion(case.question, constraints(case.question)),))
            values = np.array(self._composer.doubts(one, evidence))
            sure["line"] = self._line.intercept + float(values @ np.array(self._line.signs))
        return Read(case, right, scores, sure, refused)

    def compose(self, case: Case) -> tuple[Ranking, Reading]:
        """Return the composer's ranking of the sentences of a case, and how it read the question."""
        reading = read(case.question, self._rarity, constraints(case.question))
        return ranked(candidates(reading, self._evidence(case), self._late), self.weights.sentence), reading

    def _evidence(self, case: Case) -> list[Evidence]:
        """Return the passages of a case, ordered as a retriever would; a chunk is named by its number in the case."""
        texts = [p.headings + p.text for p in case.passages]
        order = np.argsort(-self._late.score(case.question, texts), kind="stable")
        return [
            Evidence(rank, 0.0, chunk_of(str(i), case.passages[i].text, case.passages[i].headings))
            for rank, i in enumerate(order.tolist(), 1)
        ]

    def _doubt(self, row: Sequence[float]) -> float:
        """Return what the trees over the signs of a ranking make of it; low where they would refuse."""
        values = np.array([row], np.float32)
        return float(self._trees.score(values[:, [SIGNS.index(name) for name in self._trees.features]])[0])


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


def cases_of(placed: Sequence[Placed]) -> tuple[list[Case], list[Case]]:
    """Return questions put to their own passage, and to five of which it is one."""
    random = np.random.default_rng(4)
    return [case_of(p, 1) for p in placed], [measured_cases(p, {}, random)[0] for p in placed]


def sentence_rows(placed: Sequence[Placed], scorers: Scorers, asked: Sequence[Question]) -> list[dict]:
    """Return a row for each source and scorer: right sentence first and among two, in its passage and among five.

    ``news untouched`` are those over articles that share no run with the article of a question to learn from.
    """
    rows = []
    learned = dict.fromkeys(q.paragraph for q in asked if not q.held_out)
    known = touched((p.question.paragraph for p in placed), learned)
    for source in ("drcd", "cmrc", "news"):
        some = [p for p in placed if p.question.source == source]
        alone, among = cases_of(some)
        for label, cases in (("own passage", alone), ("five passages", among)):
            reads = [scorers.read(case, whole=False) for case in cases]
            free = [one for one, p in zip(reads, some, strict=True) if p.question.paragraph not in known]
            for name, chosen in {source: reads, f"{source} untouched": free}.items():
                if len(chosen) == len(reads) and name != source:
                    continue
                for scorer in reads[0].sentences if reads else ():
                    first, two = first_and_two(chosen, scorer)
                    about = {"set": name, "among": label, "scorer": scorer, "first": first, "two": two}
                    rows.append(about | {"cases": len(chosen)})
    return rows


def answer_rows(placed: Sequence[Placed], scorers: Scorers, asked: Sequence[Question]) -> list[dict]:
    """Return a row for each kind of absent answer and scorer: AUC, and refusals at 1, 3 and 5 % false ones.

    ``product`` says what the built-in composer refuses by rules and scores, and how many answered cases it refuses.
    """
    random = np.random.default_rng(4)
    names = names_of([q.text for q in asked])
    reads = [scorers.read(case) for p in placed for case in measured_cases(p, names, random)]
    answered = [r for r in reads if r.case.kind == "answered"]
    rows = []
    for label, chosen in _kinds(reads):
        for scorer in reads[0].answered:
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
    asked = placed.question
    return Case(asked.text, found, 0, placed.start, asked.answer, "answered", asked.source, True)


def held_out(data: Path, most: int) -> tuple[list[Placed], list[Question]]:
    """Return held-out questions with the passages around them, at most so many a source, and all questions."""
    asked = questions(data)
    placed = [p for p in around(asked) if p.question.held_out]
    by_source = {s: [p for p in placed if p.question.source == s] for s in ("drcd", "cmrc", "news")}
    return [p for some in by_source.values() for p in some[:: -(-len(some) // most)]], asked
