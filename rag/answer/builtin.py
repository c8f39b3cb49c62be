"""The built-in composer: picks the sentences that answer, cuts them to what was asked, or refuses.

Every draft is literal text of its passage with its exact place; the only words of its own are a closing mark
and what a refusal says is missing. Deterministic; knows passages, never an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answer.passages.candidates import Candidate, candidates
from rag.answer.passages.listed import spells_out
from rag.answer.passages.lists import Enumeration, Item, best_list, called, following
from rag.answer.passages.select import Ranking, ranked
from rag.answer.passages.sources import Sourced, sourced, works_meant
from rag.answer.passages.spelled import Spelled, spelled
from rag.answer.question.reading import Reading, read
from rag.answer.question.terms import Rarity, Terms, plain, question_terms
from rag.answer.refusing.demands import Demands
from rag.answer.refusing.doubts import DOUBTS, doubts
from rag.answer.refusing.gaps import gap_of, refusal_of
from rag.answer.refusing.refuse import probability, refused_by, signs
from rag.answer.telling import listing, of_one, of_parts, spelling_of, summed_up
from rag.answer.weights import Doubt, Weights
from rag.answer.words.notice_words import WORDS
from rag.encode.files import check_whole
from rag.encode.interaction import LateInteraction
from rag.encode.trees import Trees
from rag.records import Draft, Evidence, Language, Place, Understood
from rag.settings import ROOT
from rag.text.equivalents import NO_SYNONYMS, Synonyms
from rag.text.numbers import dates

_OF_WORDS = ("kind", "doubt")  # reasons of a refusal that lie in which sentence was chosen
_UNSURE = 0.03  # probability below which a list is doubted as a fact is; at 0.1 the line of signs costs a seed question
_MET = 0.3  # share of a question's words below which an improbable answer is doubted, whatever the line says
_PAIR = 2  # items of which no list is surely the one asked for
# Asks, behind who speaks and whom they address, and says nothing itself; 孩子对花生过敏，午餐能不能注意一下？ does.
_WONDERS = re.compile(
    r"(?:[^，。；！？：]{1,40}：(?:[^。；！？]*，)?|(?:[^，。；！？：]{1,10}，)?)[^，。；！？]*(?:什么|谁|哪|怎么|怎样|如何|为何|多少|几)[^，。；！？]*[？?]"
)


@dataclass(frozen=True, slots=True)
class Composition:
    """What the composer made of a question and its evidence.

    Attributes:
        drafts: Sentences in order; for a refusal at most a gap that names what is missing.
        refused: Whether the evidence does not answer.
        reason: Why it was refused, for a log; ``""`` for an answer.
        confidence: Estimated probability that the evidence answers the question.
        best: For each part of the question the sentence that answers it best, whether or not it was refused.
    """

    drafts: tuple[Draft, ...]
    refused: bool = False
    reason: str = ""
    confidence: float = 0.0
    best: tuple[Candidate, ...] = ()


class BuiltIn:
    """Composes answers without a language model. Safe for several threads."""

    def __init__(
        self,
        interaction: LateInteraction | None = None,
        folder: Path = ROOT / "models" / "composer",
        *,
        doubts: bool = True,
    ) -> None:
        """Load the tables of the composer.

        Args:
            interaction: Late interaction over the built-in vectors; without one, only shared characters count.
            folder: Where its tables lie.
            doubts: Whether it refuses by scores too; False is for learning when it had better.

        Raises:
            ModelNotFoundError: A table is missing, damaged or of another version.
        """
        if doubts:
            check_whole(folder)
        self._interaction = interaction
        self._rarity = Rarity.load(folder / "rarity.npz")
        self._weights = Weights.load(folder / "weights.toml")
        self._doubts = doubts
        line = folder / "doubt.toml"  # models of one's own may go without; of released ones it is in the sums
        self._line = Doubt.load(line) if doubts and line.is_file() else None
        self._trees = Trees(folder / "refusal.safetensors") if doubts and self._line is None else None

    def compose(
        self,
        understood: Understood,
        evidence: tuple[Evidence, ...],
        language: Language = "zh",
        own: Synonyms = NO_SYNONYMS,
    ) -> Composition:
        """Return drafts with exact places, or a refusal.

        Args:
            understood: The question and its parts.
            evidence: Passages, best first; none is a refusal.
            language: Of what a refusal says is missing.
            own: The reader's own synonyms.
        """
        if not evidence:
            return Composition((), refused=True, reason="no passage was found")
        parts = [sourced(part.text, self._rarity) for part in understood.parts]
        if len(parts) > 1:
            return self._composed(understood, parts, evidence, language, own)
        composed = self._composed(understood, [Sourced("", understood.parts[0].text)], evidence, language, own)
        if composed.reason not in _OF_WORDS or not parts[0].source:
            return composed
        # The words for its source (全会报告说) drew the sentences that name it: without them another may answer.
        apart = self._composed(understood, parts, evidence, language, own)
        return composed if apart.refused else apart

    def _composed(
        self,
        understood: Understood,
        parts: Sequence[Sourced],
        evidence: tuple[Evidence, ...],
        language: Language,
        own: Synonyms,
    ) -> Composition:
        """Return what ``compose`` does, over its parts with the words for their sources set apart or not."""
        weights = self._weights
        meant = works_meant([part.source for part in parts], evidence, self._rarity)
        readings = [
            read(part.rest, self._rarity, of.constraints, own) for part, of in zip(parts, understood.parts, strict=True)
        ]
        demands, rankings, seen = self._weighed(readings, evidence)
        if not rankings:
            return Composition((), refused=True, reason="the passages are empty")
        sure = max(probability(row, weights.answerable, weights.intercept) for row in seen)
        best = tuple(ranking[0][1] for ranking in rankings)
        heard = demands[0].is_heard_of(best[0])
        slogans = [spelled(reading, evidence) if heard else [] for reading in readings]
        if understood.constraints.kind[:1] == ("summary",) and heard and not any(slogans):
            if named := called(rankings[0], readings[0]):
                return Composition(tuple(listing(named)), confidence=sure, best=best)
            return Composition(tuple(summed_up(rankings[0], readings[0])), confidence=sure, best=best)
        drafts, facts, complete = _enumerated(readings, rankings, demands, slogans)
        # What says outright what a term means needs no likeness to the question.
        explained = len(readings) == 1 and bool(demands[0].meaning) and not demands[0].unmet(best[0])
        sure = max(sure, weights.least) if complete or explained else sure
        rankings = [_answering(ranking) if n in facts else ranking for n, ranking in enumerate(rankings)]
        lacks = "" if explained else self._lacking(readings, rankings, demands, seen[0], facts, sure)
        if (sure < weights.least and self._doubts) or lacks:
            gap = tuple(refusal_of(readings, rankings, demands, evidence, weights.clause, WORDS[language]))
            return Composition(gap, True, lacks or "no sentence fits", sure, best)
        if len(readings) == 1 and facts:
            drafts.extend(of_one(readings[0], rankings[0], demands[0], weights, meant))
        elif facts:
            texts = [part.text for part in understood.parts]
            told = list(of_parts(facts, readings, demands, rankings, meant, texts, weights, WORDS[language]))
            if not drafts and all(draft.gap for draft in told):
                gap = tuple(gap_of(readings, evidence, WORDS[language]))
                return Composition(gap, True, "no part is met", sure, best)
            drafts.extend(told)
        return Composition(tuple(_once(drafts)), confidence=sure, best=best)

    def _lacking(
        self,
        readings: Sequence[Reading],
        rankings: Sequence[Ranking],
        demands: Sequence[Demands],
        row: Sequence[float],
        facts: Sequence[int],
        sure: float,
    ) -> str:
        """Return why a question of one part is refused, ``""`` for no reason; ``row`` are its signs."""
        if len(readings) > 1:
            return ""
        best, lacks = rankings[0][0][1], ""
        if facts:
            lacks = demands[0].unmet(best) or ("list" if _too_few(readings[0], best) else "")
        if facts or sure < _UNSURE:
            lacks = lacks or self._doubt(readings[0], rankings[0], row, sure)
        return lacks

    def terms(self, question: str, own: Synonyms = NO_SYNONYMS) -> Terms:
        """Return the weighed words of a question, met by the reader's ``own`` synonyms too."""
        return question_terms(question, self._rarity, own)

    def doubts(self, understood: Understood, evidence: tuple[Evidence, ...]) -> tuple[float, ...]:
        """Return the values of ``DOUBTS`` for a question of one part, over passages of which there is at least one."""
        (part,) = understood.parts
        readings = [read(part.text, self._rarity, part.constraints)]
        _, rankings, seen = self._weighed(readings, evidence)
        return doubts(readings[0], _answering(rankings[0]), seen[0], self._interaction)

    def _weighed(
        self, readings: Sequence[Reading], evidence: tuple[Evidence, ...]
    ) -> tuple[list[Demands], list[Ranking], list[tuple[float, ...]]]:
        """Return for each part its demands, its sentences that meet them, best first, and what tells how sure they are.

        Three empty lists where the passages hold no sentence.
        """
        rankings = [ranked(candidates(r, evidence, self._interaction), self._weights.sentence) for r in readings]
        if not all(rankings):
            return [], [], []
        demands = [Demands.of(reading, evidence) for reading in readings]
        meeting = [d.meeting(ranking) for d, ranking in zip(demands, rankings, strict=True)]
        return demands, meeting, [signs(r, ranking) for r, ranking in zip(readings, meeting, strict=True)]

    def _doubt(self, reading: Reading, ranking: Ranking, row: Sequence[float], sure: float) -> str:
        """Return ``doubt`` where the signs of a ranking are below the line; the trees judge where there is none.

        What is improbable is doubted, too, where most of the question's words are met by nothing, not even in meaning:
        collections of a page or two are nothing like those that the line was learned from.
        """
        if self._line is None:
            return "doubt" if self._trees is not None and refused_by(self._trees, row, reading.asked.kinds) else ""
        told = doubts(reading, ranking, row, self._interaction)
        unmet = sure < _UNSURE and told[DOUBTS.index("words")] < _MET
        return "doubt" if unmet or self._line.doubts(told) else ""


def _answering(ranking: Ranking) -> Ranking:
    """Return a ranking without lines that only head what follows or that ask, unless there is nothing else."""
    return [pair for pair in ranking if not pair[1].leads and not _WONDERS.fullmatch(pair[1].text)] or ranking


def _once(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Yield drafts without those whose places stand within a draft before them."""
    shown: list[Place] = []
    for draft in drafts:
        if not draft.places or not all(any(_within(p, known) for known in shown) for p in draft.places):
            yield draft
        shown.extend(draft.places)


def _within(place: Place, other: Place) -> bool:
    return place.chunk == other.chunk and other.start <= place.start and place.end <= other.end


def _too_few(reading: Reading, best: Candidate) -> bool:
    """Whether so many items are asked for that a sentence which enumerates fewer is no answer."""
    wanted = reading.asked.wanted or 0
    named_here = reading.plain.count("、") + 1  # 四个“最”（最强、最美、最响、最暖）指什么 names them itself
    return "list" in reading.asked.kinds and named_here < wanted and wanted > 2 + best.text.count("、")


def _enumerated(
    readings: Sequence[Reading],
    rankings: Sequence[Ranking],
    demands: Sequence[Demands],
    slogans: Sequence[Sequence[Spelled]],
) -> tuple[list[Draft], list[int], bool]:
    """Return what enumerations and slogans answer, the numbers of the parts left, and whether one is told whole."""
    drafts: list[Draft] = []
    facts: list[int] = []
    complete = False
    for n, (reading, ranking) in enumerate(zip(readings, rankings, strict=True)):
        listed = None if slogans[n] else _listed(reading, ranking, demands[n])
        if slogans[n]:
            drafts.extend(draft for slogan in slogans[n] for draft in spelling_of(slogan))
        elif listed is None:
            facts.append(n)
            continue
        else:
            drafts.extend(listing(listed))
        # Two things stand side by side in most sentences.
        complete = complete or listed is None or (listed.complete and (reading.asked.wanted or 0) > _PAIR)
    return drafts, facts, complete


def _listed(reading: Reading, ranking: Ranking, demands: Demands) -> Enumeration | None:
    """Return the enumeration that answers a question for a list, or spells out a term; None where none does."""
    found = best_list(ranking, reading) if "list" in reading.asked.kinds else None
    if found is not None and reading.asked.kind == "date" and not any(dates(_text_of(item)) for item in found.items):
        return None  # 分别在哪几个月
    if (found is None or not found.complete) and demands.term is None and (named := called(ranking, reading)):
        return named
    telling = found.telling if found is not None else None
    if demands.term is None or (telling is not None and spells_out(demands.term, plain(telling.text))):
        return found
    return following(ranking, demands.term.text, demands.term.counts)


def _text_of(item: Item) -> str:
    return item.chunk.text[item.start : item.end]
