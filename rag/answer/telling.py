"""From the sentences that were chosen to drafts: a fact cut to what was asked, lists, summaries, parts side by side.

Every draft is literal text of its passage with its exact place. Decides how an answer is told; whether it is, and from
which sentences, is decided before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.answer.citing.drafts import draft_of
from rag.answer.passages.candidates import FEATURES, Candidate
from rag.answer.passages.lists import Enumeration, Item
from rag.answer.passages.select import Ranking, alike, assigned
from rag.answer.passages.sources import Work, occasion_of, work_of
from rag.answer.passages.spelled import Spelled
from rag.answer.passages.summary import main_points
from rag.answer.passages.trim import around, shorten, trim, with_cases
from rag.answer.passages.under import under
from rag.answer.question.designators import clash, designators
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.answer.refusing.demands import Demands
from rag.answer.refusing.gaps import lacking
from rag.answer.refusing.owners import article_of
from rag.answer.weights import Weights
from rag.answer.words.notice_words import Words
from rag.records import Draft, Place
from rag.text.numbers import dates

_WISH = 72  # characters that an answer to one question stays within where that costs nothing
_WISH_OF_PART = 60  # the same, for each of several parts
_LONGEST_FACT = 118  # characters of an answer to a question about one fact
_NEARLY = 1.0  # a score so little below the best one says that either may answer
_SEVERAL = 4.0  # how far below the best one a sentence may be that adds to a list
_OF_DAY = 6.0  # the same where all that happened on a day is asked for
_MOST_SENTENCES, _MOST_OF_DAY = 3, 6
_AROUND = 110  # characters of the clauses around an enumeration within a sentence
_LINES, _LEAST_LINE = 340, 24  # characters of all lines of a list, and of each at least


def of_parts(
    facts: Sequence[int],
    readings: Sequence[Reading],
    demands: Sequence[Demands],
    rankings: Sequence[Ranking],
    meant: Sequence[Work | None],
    texts: Sequence[str],
    weights: Weights,
    words: Words,
) -> Iterator[Draft]:
    """Yield what answers the parts of a question that ask for facts, and a gap for each of several that nothing meets.

    Args:
        facts: The numbers of those parts.
        readings: All parts.
        demands: Their demands.
        rankings: Their rankings.
        meant: The works that they name as their sources.
        texts: Their words.
        weights: The composer's.
        words: Of what is missing.
    """
    whole = assigned([readings[n] for n in facts], [rankings[n] for n in facts], [meant[n] for n in facts])
    shares = {n: demands[n].meeting(ranking) for n, ranking in zip(facts, whole, strict=True)}
    met = [n for n in facts if not demands[n].unmet(shares[n][0][1])]
    if met:
        asked, own = [readings[n] for n in met], [shares[n] for n in met]
        yield from _occasions(asked, own, [rankings[n] for n in met])
        yield from _facts(asked, own, weights, [meant[n] for n in met])
    yield from (lacking(texts[n], words) for n in facts if n not in met)


def summed_up(ranking: Ranking, reading: Reading) -> Iterator[Draft]:
    """Yield the main points of the article asked about, a line each."""
    for item in main_points(ranking, reading):
        yield draft_of(item.chunk, (item.start, item.end), item=True)


def listing(found: Enumeration) -> Iterator[Draft]:
    """Yield an enumeration as one sentence, or its items a line each."""
    if found.inline is not None:
        chunk = found.inline.evidence.chunk
        yield draft_of(chunk, around(chunk.text, found.inline.start, found.inline.end, found.place, _AROUND))
        return
    yield from _lines(found.items)


def spelling_of(found: Spelled) -> Iterator[Draft]:
    """Yield what a slogan stands for: the clauses that say all of it, or a line for each thing."""
    if found.sentence is not None:
        (item,) = found.items
        yield draft_of(item.chunk, around(item.chunk.text, *found.sentence, (item.start, item.end), _AROUND))
        return
    yield from _lines(found.items)


def _lines(items: Sequence[Item]) -> Iterator[Draft]:
    """Yield things a line each, cut so that all have room."""
    each = max(_LEAST_LINE, _LINES // len(items))
    for item in items:
        yield draft_of(item.chunk, shorten(item.chunk.text, item.start, item.end, each), item=True)


def of_one(
    reading: Reading, ranking: Ranking, demands: Demands, weights: Weights, meant: Sequence[Work | None]
) -> Iterator[Draft]:
    """Yield the answer to a question of one part that no enumeration answers."""
    if points := under(ranking, reading, _LONGEST_FACT):
        yield from _points(points)
    elif "list" in reading.asked.kinds and not _is_dated(reading, ranking):
        yield from _several(ranking, reading, weights)
    else:
        own = demands.meeting(ranking)
        yield from _occasions([reading], [own], [ranking])
        yield from _facts([reading], [own], weights, meant)


def _is_dated(reading: Reading, ranking: Ranking) -> bool:
    """Whether a date is asked for in the first place, and the best sentence has one."""
    return reading.asked.kind == "date" and bool(dates(ranking[0][1].text))


def _points(points: Sequence[Item]) -> Iterator[Draft]:
    """Yield what stands under a line that says what is asked: one stretch, or its lines one by one."""
    if len(points) > 1:
        yield from _lines(points)
    else:
        yield draft_of(points[0].chunk, (points[0].start, points[0].end))


def _several(ranking: Ranking, reading: Reading, weights: Weights) -> Iterator[Draft]:
    """Yield what the best sentences of several passages say, where a list is asked for that no passage enumerates."""
    shown: list[Candidate] = []
    # What happened on a day is told in several articles, each of which says whose day it was in its own place.
    of_day = "day" in reading.designated
    share = _in_context if of_day else _covered
    most, below = (_MOST_OF_DAY, _OF_DAY) if of_day else (_MOST_SENTENCES, _SEVERAL)
    for score, candidate in ranking[:12]:
        if len(shown) == most or score < ranking[0][0] - below:
            break
        if share(candidate) < 0.5 * share(ranking[0][1]):
            continue
        if of_day and "day" in clash(reading.designated, designators(plain(candidate.text))):
            continue
        if of_day and any(article_of(c.evidence.chunk) == article_of(candidate.evidence.chunk) for c in shown):
            continue
        if not any(alike(candidate.text, other.text) for other in shown):
            shown.append(candidate)
    for candidate in shown:
        yield draft_of(candidate.evidence.chunk, trim(candidate, reading, weights.clause), item=len(shown) > 1)


def _covered(candidate: Candidate) -> float:
    """Return the share of a question that a sentence repeats."""
    return candidate.features[FEATURES.index("covered")]


def _in_context(candidate: Candidate) -> float:
    """Return the share of a question that a sentence repeats with its neighbours and what stands above it."""
    return sum(candidate.features[FEATURES.index(name)] for name in ("covered", "neighbours", "heading"))


def _facts(
    readings: Sequence[Reading], own: Sequence[Ranking], weights: Weights, meant: Sequence[Work | None]
) -> Iterator[Draft]:
    """Yield the best sentence for each part, one that answers several parts only once, cut to what was asked.

    The second best joins it where it is nearly as good; of a part that names its source, only one of that source.
    """
    shown: list[Place] = []
    for reading, ranking in zip(readings, own, strict=True):
        candidate = ranking[0][1]
        cut = trim(candidate, reading, weights.clause, wish=_WISH if len(readings) == 1 else _WISH_OF_PART)
        cut = with_cases(candidate.evidence.chunk.text, *cut, _LONGEST_FACT)
        _show(shown, Place(candidate.evidence.chunk, *cut), candidate)
    # Two parts in one sentence need no second guess.
    if len(shown) == len(readings):
        room = _LONGEST_FACT - (shown[0].end - shown[0].start) if len(readings) == 1 else _WISH_OF_PART
        for reading, ranking, source in zip(readings, own, meant, strict=True):
            of_it = [pair for pair in ranking if not source or work_of(pair[1].evidence.chunk) == source]
            for place in _runner_up(reading, of_it or ranking[:1], shown, room, weights):
                shown.append(place)
    for place in shown:
        yield draft_of(place.chunk, (place.start, place.end))


def _occasions(readings: Sequence[Reading], own: Sequence[Ranking], whole: Sequence[Ranking]) -> Iterator[Draft]:
    """Yield what says at which meeting something was, where that is asked and the best sentence does not say it."""
    for reading, ranking, every in zip(readings, own, whole, strict=True):
        place = occasion_of(reading, ranking[0][1], [candidate for _, candidate in every])
        if place is not None:
            yield draft_of(place.chunk, (place.start, place.end), item=True)


def _show(shown: list[Place], place: Place, candidate: Candidate) -> None:
    """Add a place, or widen one of the same sentence to hold it too."""
    for n, other in enumerate(shown):
        low, high = min(other.start, place.start), max(other.end, place.end)
        if (
            other.chunk == place.chunk
            and candidate.start <= other.start < candidate.end
            and high - low <= _LONGEST_FACT
        ):
            shown[n] = Place(place.chunk, low, high)
            return
    shown.append(place)


def _runner_up(
    reading: Reading, ranking: Ranking, shown: Sequence[Place], room: int, weights: Weights
) -> Iterator[Place]:
    """Yield the second best sentence where it is nearly as good as the best, says something else and is short."""
    best_score, best = ranking[0]
    for score, candidate in ranking[1:6]:
        if score < best_score - _NEARLY:
            return
        chunk = candidate.evidence.chunk
        known = any(p.chunk == chunk and candidate.start <= p.start < candidate.end for p in shown)
        if known or alike(best.text, candidate.text):
            continue
        start, end = trim(candidate, reading, weights.clause, wish=room, most=room)
        if end - start <= room:
            yield Place(chunk, start, end)
        return
