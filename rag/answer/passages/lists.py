"""Enumerations in passages: 、-lists, 一是…二是…, numbered headings, clauses set apart by ；, and clauses of one mould.

Finds them with their items and places; which one answers is decided by ``best_list`` from how well the sentences
around it match and how many items were wanted. Reads shapes only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.passages.candidates import Candidate
from rag.answer.passages.trim import tidy
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.records import Chunk, Span
from rag.text.enumerations import enumerated
from rag.text.numbering import FAMILIES, OUTERMOST_FIRST, ordinals
from rag.text.sentences import clauses, sentences

_COLON = re.compile("(?<![0-9])[：:]")
_PARTING = "；;"
_LEAD = 6  # sentences before its first item among which what leads up to an enumeration is sought
_SHARED = 3  # character pairs that clauses of one mould have in common
_CONSIDERED = 40  # best sentences in which enumerations are looked for
_AMONG = 2.5  # off for an enumeration in which what is asked about is itself an item
_LEAST_RUN = 4
_OPENING = 2  # characters with which clauses that each name one of a kind begin
_LEAST_CALLED = 3
_RANK = re.compile(
    "(?<=[一-鿿])第[一二三四五六七八九十](?![一二三四五六七八九十届季期批次个场条款项章节部轮天年号种类点方])"
)
# 三种精神 names none of them.
_OF_MANY = re.compile(r"(?:[这那哪各几两三四五六七八九十\d]|多|一)(?:个|种|条|项|大|类|些)?$")
_NAMED = 1.5  # what it is worth that an enumeration says what it enumerates, all of the name
_UNNAMED = 0.4  # the share that is neither for nor against an enumeration
_BESIDE = 16  # characters beside an enumeration that say what it enumerates


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an enumeration, in offsets of its passage."""

    chunk: Chunk
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Items that belong together.

    Attributes:
        items: In reading order.
        score: How well it answers, on the scale of the candidates' scores.
        inline: The sentence that holds all of them, None where they stand apart.
        place: Where in that sentence the enumeration stands, in offsets of its passage.
        complete: Whether it has as many items as the question wants.
        lead: The sentence that leads up to the items with a colon, where one does.
    """

    items: tuple[Item, ...]
    score: float
    inline: Candidate | None = None
    place: Span = (0, 0)
    complete: bool = False
    lead: Candidate | None = None

    @property
    def telling(self) -> Candidate | None:
        """The sentence that says what is enumerated: the one that holds all, or leads up to it with a colon."""
        return self.inline or self.lead


def best_list(ranking: Sequence[tuple[float, Candidate]], reading: Reading) -> Enumeration | None:
    """Return the enumeration that answers best; None where none is nearly as good as the best sentence.

    Args:
        ranking: Every candidate with its score, best first.
        reading: The question.
    """
    if not ranking:
        return None
    found = [*_inline(ranking[:_CONSIDERED], reading), *_numbered(ranking, reading)]
    found += [*_parted(ranking[:_CONSIDERED], reading), *_moulded(ranking, reading)]
    best = max(found, key=lambda e: e.score, default=None)
    return best if best is not None and best.score >= ranking[0][0] - 0.5 else None


def following(ranking: Sequence[tuple[float, Candidate]], term: str, counts: Sequence[int]) -> Enumeration | None:
    """Return a numbered run of one of some lengths that a term leads up to; None where there is none.

    Args:
        ranking: Every candidate with its score, best first.
        term: As it is compared: it stands shortly before the first item, or above it.
        counts: How many items it may have.
    """
    for article in _articles(ranking):
        for family in FAMILIES:
            for run in _runs(article, family):
                first = run[0][0]
                before = "".join(article[n][1].text for n in range(max(0, first - _LEAD), first))
                above = "".join(article[first][1].evidence.chunk.headings)
                if len(run) in counts and term in plain(before + above):
                    return Enumeration(tuple(item for _, item in run), article[first][0], complete=True)
    return None


def _bonus(count: int, reading: Reading) -> float:
    """Return what the number of items is worth: most where it is the number wanted."""
    wanted = reading.asked.wanted
    if wanted is not None:
        return 1.5 if count == wanted else -0.5
    return min(1.0, 0.3 * (count - 1))


# ---------------------------------------------------------------- in one sentence


def _inline(ranking: Sequence[tuple[float, Candidate]], reading: Reading) -> Iterator[Enumeration]:
    """Yield the longest enumeration within each of the best sentences."""
    for score, candidate in ranking:
        text = candidate.evidence.chunk.text
        for count, span in enumerated(text[candidate.start : candidate.end]):
            if count < 3 and count != reading.asked.wanted:
                continue
            start, end = candidate.start + span[0], candidate.start + span[1]
            inside = reading.terms.share(t for at, t in candidate.terms if start - _BESIDE <= at < end + _BESIDE)
            value = score - 1.0 + _bonus(count, reading) + 2.0 * inside
            near = text[max(candidate.start, start - _BESIDE) : min(candidate.end, end + _BESIDE)]
            value += _NAMED * (_named(near, reading.asked.noun) - _UNNAMED)
            if _is_of_other_rank(reading.plain, plain(text[start : min(candidate.end, end + _BESIDE)])):
                value -= _AMONG
            if any(f"{term}、" in text[start:end] or f"、{term}" in text[start:end] for term in reading.quoted):
                value -= _AMONG
            yield Enumeration(
                (Item(candidate.evidence.chunk, start, end),),
                value,
                candidate,
                (start, end),
                count == reading.asked.wanted,
            )


def _is_of_other_rank(question: str, text: str) -> bool:
    """Whether a question asks for those of one rank (哪些部门排第二) and a text tells those of another."""
    asked = set(_RANK.findall(question))
    return bool(asked) and bool(told := set(_RANK.findall(text))) and not asked & told


def _named(text: str, noun: str) -> float:
    """Return the share of the character pairs of what the items are called that a stretch of text has."""
    pairs = {noun[i : i + 2] for i in range(len(noun) - 1)}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else _UNNAMED


# ---------------------------------------------------------------- numbered


def numbered(article: Sequence[tuple[float, Candidate]]) -> list[list[Item]]:
    """Return the numbered runs of an article's sentences in reading order, of the highest level first."""
    found = [[item for _, item in run] for family in OUTERMOST_FIRST for run in _runs(article, family)]
    return sorted(found, key=lambda run: -len(run) if len(run) < 3 else -3)


def _numbered(ranking: Sequence[tuple[float, Candidate]], reading: Reading) -> Iterator[Enumeration]:
    """Yield enumerations whose items are numbered, within an article."""
    for article in _articles(ranking):
        for family in FAMILIES:
            for run in _runs(article, family):
                yield _scored(run, article, reading)


def _articles(ranking: Sequence[tuple[float, Candidate]]) -> list[list[tuple[float, Candidate]]]:
    """Return the candidates by article, each in reading order."""
    groups: dict[tuple[str, str, str], list[tuple[float, Candidate]]] = {}
    for score, candidate in ranking:
        chunk = candidate.evidence.chunk
        if chunk.kind == "body":
            groups.setdefault((chunk.doc, chunk.article, chunk.byline), []).append((score, candidate))
    return [sorted(g, key=lambda pair: (pair[1].evidence.chunk.ordinal, pair[1].start)) for g in groups.values()]


def _runs(article: Sequence[tuple[float, Candidate]], family: int) -> Iterator[list[tuple[int, Item]]]:
    """Yield runs of items numbered 1, 2, 3 …, each with the index of its sentence in the article."""
    run: list[tuple[int, Item]] = []
    last = 0
    for index, (_, candidate) in enumerate(article):
        chunk = candidate.evidence.chunk
        sentence = chunk.text[candidate.start : candidate.end]
        marks = [(ordinal.start, ordinal.value) for ordinal in ordinals(sentence, family)]
        for k, (at, value) in enumerate(marks):
            end = marks[k + 1][0] if k + 1 < len(marks) else len(sentence)
            item = Item(chunk, *tidy(chunk.text, candidate.start + at, candidate.start + end))
            if value == last + 1 and run:
                run.append((index, item))
            else:
                if len(run) > 1:
                    yield run
                run = [(index, item)] if value == 1 else []
            last = value if run else 0
    if len(run) > 1:
        yield run


def _scored(
    run: Sequence[tuple[int, Item]], article: Sequence[tuple[float, Candidate]], reading: Reading
) -> Enumeration:
    """Return a numbered run with its score: that of what leads up to it, or of most of its items.

    One item that answers by itself is no list: 一、审议旧区改造 among the points of an agenda.
    """
    first = run[0][0]
    leads = [article[first - back][0] - 0.2 * back for back in range(min(first, _LEAD) + 1)]
    items = sorted((article[i][0] for i, _ in run), reverse=True)
    said = "".join(article[n][1].text for n in range(max(0, first - 1), first + 1))
    score = max([*leads, items[len(items) // 2]]) + _NAMED * (_named(said, reading.asked.noun) - _UNNAMED)
    return Enumeration(
        tuple(item for _, item in run), score + _bonus(len(run), reading), complete=len(run) == reading.asked.wanted
    )


# ---------------------------------------------------------------- set apart by semicolons


def _parted(ranking: Sequence[tuple[float, Candidate]], reading: Reading) -> Iterator[Enumeration]:
    """Yield what stands behind a colon, set apart by semicolons, as in 前三大股东为：甲，持股三成；乙，持股两成."""
    for score, candidate in ranking:
        text = candidate.evidence.chunk.text
        colon = _COLON.search(text, candidate.start, candidate.end)
        if colon is None or text[candidate.end - 1] not in _PARTING:
            continue
        stop = text.find("\n", candidate.end)
        places = [(colon.end(), candidate.end)]
        for start, end in sentences(text[: stop if stop >= 0 else len(text)], semicolons=True):
            if start >= candidate.end and text[places[-1][1] - 1] in _PARTING:
                places.append((start, end))
        if len(places) > 1:
            items = tuple(Item(candidate.evidence.chunk, *tidy(text, start, end)) for start, end in places)
            value = score + _bonus(len(items), reading)
            yield Enumeration(items, value, complete=len(items) == reading.asked.wanted, lead=candidate)


# ---------------------------------------------------------------- of one mould


def _moulded(ranking: Sequence[tuple[float, Candidate]], reading: Reading) -> Iterator[Enumeration]:
    """Yield clauses of one article that repeat the same stretch of the question."""
    runs = [run for run in reading.terms.runs if len(run) >= _LEAST_RUN]
    if reading.asked.wanted and reading.asked.noun:
        runs.append(reading.asked.noun)
    for article in _articles(ranking):
        for run in runs:
            found = list(_holding(article, run))
            names = dict.fromkeys(item.chunk.chunk_id for _, item in found)
            of_one = [[pair for pair in found if pair[1].chunk.chunk_id == name] for name in names]
            for pairs in (found, *of_one):
                items = tuple(item for _, item in pairs)
                complete = len(items) == reading.asked.wanted
                if (complete or (reading.asked.wanted is None and len(items) >= 3)) and _one_mould(items, run):
                    score = max(score for score, _ in pairs) + _bonus(len(items), reading)
                    yield Enumeration(items, score, complete=complete)


def called(ranking: Sequence[tuple[float, Candidate]], reading: Reading) -> Enumeration | None:
    """Return the clauses of one article that each name one of what is asked for, opening alike; None where none do.

    强化政治意识，…… 强化大局意识，…… for 要强化哪些意识: as many as the question wants, or three and more where it does
    not say how many. Of several the one with the best sentence, the longer of equals.

    Args:
        ranking: Every candidate with its score, best first.
        reading: The question.
    """
    noun, wanted = reading.asked.noun, reading.asked.wanted
    best: Enumeration | None = None
    for article in _articles(ranking) if len(noun) > 1 else ():
        alike: dict[str, dict[str, tuple[float, Item]]] = {}
        for score, item in _holding(article, noun):
            said = item.chunk.text[item.start : item.end]
            which = said[: said.index(noun)]
            if len(which) > _OPENING and not _OF_MANY.search(which):
                alike.setdefault(said[:_OPENING], {}).setdefault(which, (score, item))
        for found in alike.values():
            items = tuple(item for _, item in found.values())
            complete = len(items) == wanted
            if not (complete or (wanted is None and len(items) >= _LEAST_CALLED)):
                continue
            score = max(score for score, _ in found.values()) + _bonus(len(items), reading)
            if best is None or (score, len(items)) > (best.score, len(best.items)):
                best = Enumeration(items, score, complete=complete)
    return best


def _holding(article: Sequence[tuple[float, Candidate]], run: str) -> Iterator[tuple[float, Item]]:
    """Yield the clauses of an article that hold a stretch of text, each with its sentence's score."""
    for score, candidate in article:
        chunk = candidate.evidence.chunk
        for a, b in clauses(chunk.text[candidate.start : candidate.end]):
            if run in chunk.text[candidate.start + a : candidate.start + b]:
                yield score, Item(chunk, *tidy(chunk.text, candidate.start + a, candidate.start + b))


def _one_mould(items: Sequence[Item], run: str) -> bool:
    """Whether clauses share more than the stretch that they were found by."""
    rests = [item.chunk.text[item.start : item.end].replace(run, "\n") for item in items]
    shared = set.intersection(*({rest[i : i + 2] for i in range(len(rest) - 1)} for rest in rests))
    return sum("\n" not in pair for pair in shared) >= _SHARED
