"""Which sentences answer best: the features of ``candidates``, weighed, and shared out to the parts of a question."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.passages.candidates import Candidate, heading_of
from rag.answer.passages.sources import Work, work_of
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain

Ranking = Sequence[tuple[float, Candidate]]
_OWN = 4.0  # worth of what one part of a question says and the others do not
_CONSIDERED = 40  # best candidates of a part among which it is chosen
_SAME = 1.5  # how much worse a sentence may be that answers two parts at once
_FROM_SOURCE = 4.0  # worth of standing in the work that a part names as its source


def ranked(found: Sequence[Candidate], weights: Sequence[float]) -> Ranking:
    """Return candidates with their scores, best first; ties stay in the order given.

    Args:
        found: The candidates.
        weights: One for each of ``candidates.FEATURES``.
    """
    scored = [(sum(w * f for w, f in zip(weights, c.features, strict=True)), c) for c in found]
    return sorted(scored, key=lambda pair: -pair[0])


def assigned(
    readings: Sequence[Reading], rankings: Sequence[Ranking], meant: Sequence[Work | None] = ()
) -> list[Ranking]:
    """Return for each part of a question its ranking, best first, with what sets the part apart taken into account.

    What one part says and the others do not (云周街道 in one, 市委全会 in the other) has to be met by its own
    sentence or the headings above it. A sentence that is best for a part before, and nearly as good for this one
    as the best, comes first here too.

    Args:
        readings: The parts.
        rankings: Their rankings, over the same passages; none empty.
        meant: The work that each names as its source, None for none.
    """
    if len(readings) == 1:
        return list(rankings)
    found: list[Ranking] = []
    for n, (reading, ranking) in enumerate(zip(readings, rankings, strict=True)):
        others = {t for m, other in enumerate(readings) if m != n for t in other.terms.weights}
        # What no sentence holds (厂销 of 水泵厂销量) tells none of them apart.
        own = _anywhere(reading, ranking) - others
        source = meant[n] if meant else None
        among = ranking if source else ranking[:_CONSIDERED]
        rows = [(score, _met(own, reading, c) + _from(source, c), c) for score, c in among]
        rows.sort(key=lambda row: -(row[0] + row[1]))
        before = {_place(one[0][1]) for one in found}
        least, met = rows[0][0] + rows[0][1] - _SAME, rows[0][1]
        again = [r for r in rows if _place(r[2]) in before and r[0] + r[1] >= least and r[1] >= met]
        found.append([(score + m, c) for score, m, c in again[:1] + [r for r in rows if r not in again[:1]]])
    return found


def _anywhere(reading: Reading, ranking: Ranking) -> set[str]:
    """Return the terms of a part that some sentence holds, or what stands above it."""
    heads = {plain(heading_of(c.evidence.chunk)) for _, c in ranking}
    held = {t for _, c in ranking for _, t in c.terms}
    return held.union(t for head in heads for _, t in reading.terms.occurrences(head))


def _from(source: Work | None, candidate: Candidate) -> float:
    """Return what it is worth that a candidate stands in the work that is meant."""
    return _FROM_SOURCE if source and work_of(candidate.evidence.chunk) == source else 0.0


def _place(candidate: Candidate) -> tuple[str, int]:
    """Return what tells a sentence from all others."""
    return candidate.evidence.chunk.chunk_id, candidate.start


def _met(own: set[str], reading: Reading, candidate: Candidate) -> float:
    """Return how much of a part's own terms a candidate and its headings meet, weighed."""
    if not own:
        return 0.0
    weights = reading.terms.weights
    above = {t for _, t in reading.terms.occurrences(plain(heading_of(candidate.evidence.chunk)))}
    held = own & ({t for _, t in candidate.terms} | above)
    return _OWN * sum(weights[t] for t in held) / sum(weights[t] for t in own)


def alike(one: str, other: str) -> bool:
    """Return whether two sentences say much the same: the shorter one's character pairs are mostly in the other."""
    first, second = ({text[i : i + 2] for i in range(len(text) - 1)} for text in (one, other))
    fewer = min(len(first), len(second))
    return not fewer or len(first & second) > 0.6 * fewer
