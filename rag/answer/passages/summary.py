"""Summaries of an article from its own sentences: its lead, its numbered points, its thesis.

Chooses among the passages that were found; writes nothing of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.passages.candidates import Candidate, heading_of
from rag.answer.passages.lists import Item, numbered
from rag.answer.passages.select import Ranking
from rag.answer.passages.trim import shorten
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.records import Chunk
from rag.text.numbering import CLAUSES, opening_ordinal, opens_section, section_asked

_ORDER = re.compile(r"\s*(?:首先|其次|最后)")
_THESIS = re.compile(r"强调|指出|要求|提出|概括|关键词|主题|核心|围绕|总体|目标|就是要|重点")
_NAME = 8  # characters up to which a numbered line may be the name of a section
_PREDICATE = re.compile(
    r"坚持|加[强快大]|推进|推动|提升|突出|聚焦|建设|打造|深化|强化|狠抓|抓好|落实|完善|优化|做[好大强]|.*[，,。：:“”要是]"
)
_LEAST_POINTS = 3
_WHOLE = 5  # numbered points that make a summary by themselves
_MOST_POINTS = 12
_LEAST = 6  # characters of a sentence that says something
_EACH = 60  # characters a sentence is cut to, at clause bounds
_SPEECH = re.compile(r"强调|指出|要求|提出|表示|认为")
_PROCEDURE = re.compile(
    r"(?:参加|出席)(?:会议|活动)?。?$|审议了|听取了|汇报|作.{0,4}(?:发言|讲话)。?$|主持会议|受.{2,12}委托|报告工作"
)
_EMPTY = re.compile(r"(?:按|发|抄送)：|.{0,20}(?:年\d+月\d+日印发|办公室)$|(?:同志们|大家好|谢谢)")


def main_points(ranking: Ranking, reading: Reading, *, most: int = 560) -> list[Item]:
    """Return the main points of the article asked about, in reading order.

    The numbered points of its highest level where it has three or more; else the sentences that
    look most like points, cut short.

    Args:
        ranking: Every candidate with its score, best first.
        reading: The question.
        most: Characters in all.
    """
    article = _section(_article(ranking, reading), section_asked(reading.text))
    run = next(iter(numbered(article)), [])
    if len(run) >= _LEAST_POINTS:
        each = max(30, most // len(run))
        cut = [Item(i.chunk, *shorten(i.chunk.text, i.start, i.end, each)) for i in _said(run, article)]
        if len(run) >= _WHOLE:
            return cut
        return _filled(article, reading, cut, most)
    return _filled(article, reading, [], most)


def _said(run: Sequence[Item], article: Ranking) -> list[Item]:
    """Return points with the first sentence below each that is only the name of a section: 一、综合 says nothing."""
    found: list[Item] = []
    for item in run:
        at = _position(item, article) + 1
        if _is_name(item.chunk.text[item.start : item.end]) and at < len(article):
            below = article[at][1]
            if below.evidence.chunk.kind == "body" and not _named_from(below.text):
                item = Item(below.evidence.chunk, below.start, below.end)
        found.append(item)
    return found


def _is_name(text: str) -> bool:
    """Whether a numbered line is only the name of a section."""
    at = _named_from(text)
    return at > 0 and len(text) - at <= _NAME and not _PREDICATE.match(text, at)


def _named_from(text: str) -> int:
    """Return where a point's own words begin behind 二、 or 其次; 0 where a text opens with nothing of the kind."""
    opened = opening_ordinal(text)
    if opened is not None and opened[0] != CLAUSES:
        return opened[1].end
    order = _ORDER.match(text)
    return order.end() if order else 0


def _filled(article: Ranking, reading: Reading, given: Sequence[Item], most: int) -> list[Item]:
    """Return points in reading order: those given, and as many of the best sentences as there is room for."""
    spoken = _spoken(article)
    weighed = sorted(
        ((_weight(c, score) + said, n, c) for n, ((score, c), said) in enumerate(zip(article, spoken, strict=True))),
        key=lambda row: (-row[0], row[1]),
    )
    chosen = [(_position(item, article), item) for item in given]
    used = sum(item.end - item.start for item in given)
    for weight, n, candidate in weighed:
        chunk = candidate.evidence.chunk
        start, end = shorten(chunk.text, _behind_ordinal(candidate), candidate.end, _EACH)
        taken = any(i.chunk.chunk_id == chunk.chunk_id and i.start < end and start < i.end for _, i in chosen)
        if weight < 0 or taken or end - start < _LEAST or used + end - start > most or len(chosen) >= _MOST_POINTS:
            continue
        chosen.append((n, Item(chunk, start, end)))
        used += end - start
    return [item for _, item in sorted(chosen, key=lambda pair: (pair[0], pair[1].start))]


def _behind_ordinal(candidate: Candidate) -> int:
    """Return where a sentence begins that stands by itself, behind 二是, which without 一是 counts nothing."""
    opened = opening_ordinal(candidate.text)
    return candidate.start + (opened[1].end if opened is not None and opened[0] == CLAUSES else 0)


def _position(item: Item, article: Ranking) -> int:
    """Return the index of the sentence that holds an item."""
    return next(
        (
            n
            for n, (_, c) in enumerate(article)
            if c.evidence.chunk.chunk_id == item.chunk.chunk_id and c.start <= item.start < c.end
        ),
        0,
    )


def _article(ranking: Ranking, reading: Reading) -> list[tuple[float, Candidate]]:
    """Return the sentences of the article that the question means, in reading order."""
    groups: dict[tuple[str, str, str], list[tuple[float, Candidate]]] = {}
    for score, candidate in ranking:
        groups.setdefault(_key(candidate.evidence.chunk), []).append((score, candidate))

    def meant(group: list[tuple[float, Candidate]]) -> float:
        passages = {c.evidence.rank: c.evidence.chunk for _, c in group}
        above = {t for _, t in reading.terms.occurrences(plain(heading_of(next(iter(passages.values())))))}
        return sum(1.0 / (rank + 1) for rank in passages) + 1.5 * reading.terms.share(above)

    best = max(groups.values(), key=meant, default=[])
    return sorted(best, key=lambda pair: (pair[1].evidence.chunk.ordinal, pair[1].start))


def _section(article: list[tuple[float, Candidate]], number: int) -> list[tuple[float, Candidate]]:
    """Return the sentences of the section that a question names, without its heading; all where there is none."""
    told = []
    for pair in article:
        sentence, chunk = pair[1], pair[1].evidence.chunk
        heads_it = not chunk.headings and sentence.start == 0
        if opens_section(chunk.headings[0] if chunk.headings else chunk.text, number) and not heads_it:
            told.append(pair)
    return told or article


def _key(chunk: Chunk) -> tuple[str, str, str]:
    return chunk.doc, chunk.article, chunk.byline


def _spoken(article: Ranking) -> list[float]:
    """Return what being said in a speech that is reported is worth: from 李明强调 to the end of the passage."""
    found, speaking = [], ""
    for _, candidate in article:
        chunk = candidate.evidence.chunk
        if _SPEECH.search(candidate.text[:40]):
            speaking = chunk.chunk_id
        found.append(0.6 if speaking == chunk.chunk_id else 0.0)
    return found


def _weight(candidate: Candidate, score: float) -> float:
    """Return how much a sentence looks like a main point."""
    text = candidate.text
    if _EMPTY.match(text) or len(text) < _LEAST or _is_name(text):
        return -10.0
    weight = 0.06 * score + 0.3 / candidate.evidence.rank
    weight += 1.5 if _named_from(text) else 0.7 if opening_ordinal(text) else 0.0
    weight += 0.5 if _THESIS.search(text[:30]) else 0.25 if _THESIS.search(text) else 0.0
    weight += 0.5 if candidate.start == 0 else 0.0
    weight -= 0.8 if _PROCEDURE.search(text) else 0.0
    return weight - (2.0 if candidate.evidence.chunk.kind == "head" else 0.0)
