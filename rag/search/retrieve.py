"""Retrieval: the passages of an index that a question is answered from.

Each thing that is asked is searched by words and by meaning; the candidates of both legs are scored
together with late interaction and with what the question says of its source (author, headline,
place, document, year). Knows legs and records; nothing of how answers are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

import numpy as np
import numpy.typing as npt

from rag.encode.interaction import LateInteraction
from rag.index.index import Index
from rag.index.leg import Leg
from rag.records import Chunk, Constraints, Evidence, Scope, SubQuestion, Understood
from rag.search.designated import designated
from rag.search.enumeration import Ranked, enumeration, openings, same_article, section
from rag.search.explained import explained
from rag.search.kinds import wanted_count
from rag.search.query import search_words
from rag.search.spelled import spelled
from rag.text.equivalents import NO_SYNONYMS, Synonyms
from rag.text.file_numbers import file_numbers
from rag.text.names import organisations, same_organisation, tells_post, whom
from rag.text.numbering import section_asked
from rag.text.sameness import is_covered, passage_marks
from rag.text.words import Segmenter
from rag.text.years import years_within

Scores = npt.NDArray[np.float64]
# Asked for what stands in the head lines of an article: who wrote it, which office, number, issue.
ASKS_HEAD = re.compile(
    "谁写|作者|记者|署名|执笔|撰写|撰文|职务|负责人|一把手|主要领导|文号|哪一?[期号]|第几期|谁是|"
    "哪一?[次个场]?(?:全会|会议|大会|会上)|什么会(?:议|上)|"
    "(?:书记|主任|局长|市长|区长|县长|部长|秘书长|领导|主席)(?:现在)?(?:是|由|叫)?(?:谁|哪[位个]|什么名字|啥名字)"
)
# Asked for what no other line says.
ASKS_AUTHOR = re.compile("谁写|作者|记者|署名|执笔|撰写|撰文")
_BROUGHT = 3  # Passages of an enumeration that are put right behind its best one, and of those that say an office.
_TITLE_CHARS = 40
_SPARE = 4  # One hit more in so many, in place of those that are hidden.
_FIRST = 5  # What is read first: here no two head chunks stand, and each thing asked has its share.


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign counts beside BM25, which is scaled to 1 for the best candidate.

    Late interaction counts twice as much as words do: under less, words alone put the right passage first more often
    on questions that repeat their document, and among 50,000 paragraphs under all that was tried
    (``bench.model_passages``, decision 023).

    Attributes:
        interaction: Late interaction, which is from 0 to 1.
        dense: Cosine with the question.
        source: Share of the question's rare terms that stand in the article's title, headline, byline or headings,
            and 1 more where it names the author or the author's office.
        article: Best score among the article's other candidates.
        other_year: Taken off where the article is of another year than the one asked for.
        candidates: Hits taken from each leg.
    """

    interaction: float = 2.0
    dense: float = 0.6
    source: float = 0.3
    article: float = 0.2
    other_year: float = 0.2
    candidates: int = 40


class Retriever:
    """Finds the evidence for questions in one index. Safe for concurrent use, never changed."""

    def __init__(
        self,
        index: Index,
        interaction: LateInteraction,
        segmenter: Segmenter,
        weights: Weights | None = None,
    ) -> None:
        """Rest on an open index, the built-in late interaction and the segmenter of the index."""
        self._index = index
        self._interaction = interaction
        self._segmenter = segmenter
        self._weights = weights or Weights()
        self._terms = lru_cache(maxsize=4096)(self._read_terms)

    def retrieve(
        self, understood: Understood, scope: Scope | None = None, k: int = 10, own: Synonyms = NO_SYNONYMS
    ) -> tuple[Evidence, ...]:
        """Return the best passages for a question.

        Where several things are asked, their passages take turns. A list brings the neighbours that its
        enumeration runs through, a summary the passages that open the sections of its article, the question who
        somebody is those that say their office, the question what a slogan stands for those that spell it out, the one
        what a term means those that tell it, one about something with a number those that name it. Passages with the
        same text are one, the other places in ``also``; of articles' head lines at most one stands among the first five
        unless the question asks for what only they say.

        Args:
            understood: The question as it was read.
            scope: Where to look; None for everywhere.
            k: Passages wanted, at least 1.
            own: The reader's own synonyms.

        Returns:
            At most ``k``, best first, scores falling or equal; nothing where no leg finds anything.

        Raises:
            ValueError: ``k`` is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}, must be at least 1")
        scope = scope or Scope()
        among, hidden = self._index.chunk_ids(scope), self._index.hidden(scope)
        ranked = [(part, self._ranked(part, among, hidden, own)) for part in understood.parts]
        rankings = [self._widened(part, ranking, among, hidden) for part, ranking in ranked]
        merged = collapsed(_in_turns(rankings), k)
        ordered = merged if wants_head(understood.constraints) else _few_heads(merged)
        return self._evidence(ordered[:k])

    def _ranked(self, part: SubQuestion, among: Set[str] | None, hidden: Set[str], own: Synonyms) -> list[Ranked]:
        """Return the candidates for one thing asked with their scores, best first."""
        weights = self._weights
        query = search_words(part.text, own)
        lexical = _hits(self._index.lexical, query, weights.candidates, among, hidden)
        dense = _hits(self._index.dense, query, weights.candidates, among, hidden)
        ids = sorted({*lexical, *dense})
        if not ids:
            return []
        chunks = self._index.chunks(ids)
        scores = _column(ids, lexical, scale=True) + weights.dense * _column(ids, dense)
        pieces = self._index.pieces(ids, self._interaction.static.model_hash)
        scores += weights.interaction * self._interaction.score(query, [chunk.indexed for chunk in chunks], pieces)
        scores += weights.source * self._named(query, part.constraints, chunks)
        scores += weights.article * _of_article(chunks, scores)
        scores -= weights.other_year * np.array([is_of_other_year(chunk, part.constraints) for chunk in chunks])
        order = sorted(range(len(ids)), key=lambda i: (-scores[i], ids[i]))
        return [(chunks[i], float(scores[i])) for i in order]

    def _named(self, query: str, constraints: Constraints, chunks: Sequence[Chunk]) -> Scores:
        """Return how well the question names each chunk's source: a share of its terms, 1 more for author or office."""
        # In the order of the question, so that sums are the same to the last bit whenever it is asked.
        rarity = {term: self._index.weight(term) for term in dict.fromkeys(self._segmenter.terms(query))}
        total = sum(rarity.values()) or 1.0
        shares = []
        for chunk in chunks:
            held = self._terms(f"{chunk.title}\n{chunk.article}\n{chunk.byline}\n{' '.join(chunk.headings)}")
            share = sum(weight for term, weight in rarity.items() if term in held) / total
            shares.append(share + is_named(chunk, constraints))
        return np.array(shares)

    def _read_terms(self, text: str) -> frozenset[str]:
        """Return the distinct terms of a text."""
        return frozenset(self._segmenter.terms(text))

    def _widened(
        self, part: SubQuestion, ranking: list[Ranked], among: Set[str] | None, hidden: Set[str]
    ) -> list[Ranked]:
        """Return a ranking with what belongs to its best passages put behind them."""
        asked = part.constraints.kind
        if not ranking or not asked:
            return ranking
        anchor, score = ranking[0]
        brought: list[Chunk] = []
        if told := spelled(part.text, asked, ranking, self._index.chunks_of):
            brought = told
        elif told := explained(part.text, self._index, among) or designated(part.text, ranking, self._index, among):
            # What likeness does not find.
            brought = [chunk for chunk in told if chunk.chunk_id not in hidden]
        elif asked[0] == "summary":
            brought = self._outline(_prevailing(ranking), section_asked(part.text))
        elif "list" in asked:
            brought = [anchor, *enumeration(anchor, self._index.neighbours, wanted_count(part.text))[:_BROUGHT]]
        if ASKS_HEAD.search(part.text):
            head = self._head_of(anchor)
            brought = [*head, anchor, *brought[1:]] if ASKS_AUTHOR.search(part.text) else [anchor, *head, *brought[1:]]
        if person := whom(part.text):
            brought = [chunk for chunk, _ in ranking if tells_post(person, chunk.text)][:_BROUGHT] or brought
        return _first([c for c in brought if among is None or c.chunk_id in among], ranking, score)

    def _outline(self, anchor: Chunk, number: int = 0) -> list[Chunk]:
        """Return the passages that sum up an article, or its section of a number, where it has that one.

        Of an article these are its overview and its sections' openings, or how it begins.
        """
        chunks = self._index.chunks_of(anchor.doc)
        if number and (asked := section(chunks, anchor, number)):
            return asked
        sections = openings(chunks, anchor)
        article = [c for c in chunks if same_article(c, anchor) and c.kind == "body"]
        if not sections:
            return article[:_FIRST]
        before = [c for c in article if c.ordinal < sections[0].ordinal]
        if not before:
            return sections
        titles = [(c.text[:_TITLE_CHARS]) for c in sections]
        covered = np.mean([self._interaction.score(title, [c.text for c in before]) for title in titles], axis=0)
        overview = before[int(np.argmax(covered))]
        return [overview, *sections] if len(sections) < _FIRST else [*sections, overview]

    def _head_of(self, anchor: Chunk) -> list[Chunk]:
        """Return the head chunk of a passage's article, where it has one."""
        chunks = self._index.chunks_of(anchor.doc)
        return [c for c in chunks if c.kind == "head" and same_article(c, anchor) and c.byline][:1]

    def _evidence(self, ordered: Sequence[Ranked]) -> tuple[Evidence, ...]:
        """Return ranked evidence whose scores never rise, with the other documents in which each passage stands."""
        found = []
        lowest = float("inf")
        for rank, (chunk, score) in enumerate(ordered, 1):
            lowest = min(lowest, score)
            found.append(Evidence(rank, lowest, chunk, self._index.elsewhere(chunk)))
        return tuple(found)


def _hits(leg: Leg, query: str, k: int, among: Set[str] | None, hidden: Set[str]) -> dict[str, float]:
    """Return the scores of the best ``k`` hits of a leg that are not hidden.

    Where any are hidden, some more are asked for at once: of 64,000 articles one passage in twenty is, and nearly every
    question would be searched for twice.
    """
    wanted = k + k // _SPARE if hidden else k
    while True:
        hits = leg.search(query, wanted, among)
        found = {hit.chunk_id: hit.score for hit in hits if hit.chunk_id not in hidden}
        if len(found) >= k or len(hits) < wanted:
            return dict(list(found.items())[:k])
        wanted *= 2


def wants_head(constraints: Constraints) -> bool:
    """Whether a question asks for what an article's head lines say: who wrote it, which office, number or date."""
    return bool({"person", "date"} & set(constraints.kind[:2]))


def is_named(chunk: Chunk, constraints: Constraints) -> bool:
    """Whether a question names a chunk's article: its number, its author, or the author's office, if abbreviated."""
    if chunk.number and constraints.document and _has_number(chunk.number, constraints.document):
        return True
    if not chunk.byline:
        return False
    if any(person in chunk.byline for person in constraints.person):
        return True
    offices = _offices(chunk.byline) if constraints.organisation else ()
    return any(same_organisation(asked, office) for asked in constraints.organisation for office in offices)


@lru_cache(maxsize=4096)
def _has_number(number: str, documents: tuple[str, ...]) -> bool:
    """Whether a question's documents are named by an article's number, in whatever brackets."""
    own = file_numbers(number)
    return any(mine.same(asked) for mine in own for name in documents for asked in file_numbers(name))


@lru_cache(maxsize=4096)
def _offices(byline: str) -> tuple[str, ...]:
    """Return the organisations that a byline names."""
    return tuple(name.text for name in organisations(byline))


def is_of_other_year(chunk: Chunk, constraints: Constraints) -> bool:
    """Whether a chunk is of a year that contradicts the question: dated otherwise, and not speaking of the year."""
    if not constraints.year or not chunk.date:
        return False
    spoken = {str(year) for year in years_within(chunk.years, 0, len(chunk.text))}
    return not any(year == chunk.date[:4] or year in chunk.text or year in spoken for year in constraints.year)


def _prevailing(ranking: Sequence[Ranked]) -> Chunk:
    """Return the best passage of the article that has the best three passages among the first ten."""
    scores: dict[tuple[str, str, str], list[float]] = {}
    for chunk, score in ranking[:10]:
        scores.setdefault((chunk.doc, chunk.article, chunk.byline), []).append(score)
    best = max(scores, key=lambda article: sum(scores[article][:3]))
    return next(chunk for chunk, _ in ranking if (chunk.doc, chunk.article, chunk.byline) == best)


def _column(ids: Sequence[str], scores: Mapping[str, float], *, scale: bool = False) -> Scores:
    """Return scores in the order of ids: 0 for those not found, the best one 1 where they are scaled."""
    top = max(scores.values(), default=1.0) if scale else 1.0
    return np.array([scores.get(chunk_id, 0.0) / (top or 1.0) for chunk_id in ids])


def _of_article(chunks: Sequence[Chunk], scores: Scores) -> Scores:
    """Return for each chunk the best score among the other candidates of its article, 0 where it has none."""
    best: dict[tuple[str, str, str], list[tuple[float, str]]] = {}
    for chunk, score in zip(chunks, scores.tolist(), strict=True):
        best.setdefault((chunk.doc, chunk.article, chunk.byline), []).append((score, chunk.chunk_id))
    for rows in best.values():
        rows.sort(reverse=True)
    others = []
    for chunk in chunks:
        rows = best[(chunk.doc, chunk.article, chunk.byline)]
        others.append(next((score for score, chunk_id in rows[:2] if chunk_id != chunk.chunk_id), 0.0))
    return np.array(others)


def _first(brought: Sequence[Chunk], ranking: list[Ranked], score: float) -> list[Ranked]:
    """Return a ranking led by some passages, which score as the best one does."""
    ids = {chunk.chunk_id for chunk in brought}
    return [*((chunk, score) for chunk in brought), *(pair for pair in ranking if pair[0].chunk_id not in ids)]


def _in_turns(rankings: Sequence[list[Ranked]]) -> list[Ranked]:
    """Return several rankings as one in which each gives its next best in turn, every chunk once."""
    seen: set[str] = set()
    merged: list[Ranked] = []
    for row in zip_longest(*rankings):
        for pair in row:
            if pair is not None and pair[0].chunk_id not in seen:
                seen.add(pair[0].chunk_id)
                merged.append(pair)
    return merged


def collapsed(ranking: Iterable[Ranked], k: int) -> list[Ranked]:
    """Return the first passages of a ranking that say something new, at least ``k`` where there are as many.

    A passage is left out where the same text stands before it, or where another document says all of it: nearly
    every clause, and every one with a figure. The places it has are named beside those that stay.
    """
    kept: list[Ranked] = []
    texts: set[str] = set()
    known: dict[str, set[int]] = {}
    for chunk, score in ranking:
        if len(kept) >= k + _FIRST:
            break
        text = "".join(chunk.text.split())
        own = passage_marks(chunk.text)
        others = {value for doc, values in known.items() if doc != chunk.doc for value in values}
        if text in texts or (others and is_covered(own, others)):
            continue
        texts.add(text)
        known.setdefault(chunk.doc, set()).update(mark.value for mark in own)
        kept.append((chunk, score))
    return kept


def _few_heads(ranking: Sequence[Ranked]) -> list[Ranked]:
    """Return a ranking with no second head chunk among the first five."""
    lead: list[Ranked] = []
    later: list[Ranked] = []
    heads = 0
    for pair in ranking:
        if len(lead) < _FIRST and pair[0].kind == "head" and heads:
            later.append(pair)
        elif len(lead) < _FIRST:
            lead.append(pair)
            heads += pair[0].kind == "head"
        else:
            break
    rest = ranking[len(lead) + len(later) :]
    return [*lead, *later, *rest]
