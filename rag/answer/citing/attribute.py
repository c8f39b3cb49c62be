"""Which places of given passages support a sentence: a passage's number becomes a place in it.

Knows how places are chosen; whether they support is ``verify``'s to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.citing.cite import LONGEST_QUOTE, quotable
from rag.answer.verdict.verify import check, support
from rag.records import Check, Chunk, Place
from rag.text.sentences import clauses, sentences

_MOST_PLACES = 3
_TRIED = 6
_WORTH_NARROWING = 60
_RANK = {"supported": 2, "partial": 1, None: 0}


def supporting(text: str, passages: Sequence[Chunk]) -> tuple[tuple[Place, ...], Check]:
    """Return the places of the passages that support a sentence best, and the verdict on them.

    A place is a sentence, two neighbouring ones, or the clauses of one that matter; places of the same passage are
    added, at most three in all, while the verdict or the share of what is supported gets better. Different passages
    bear out one sentence only where each of its clauses has its own: a name of one and a figure of another make no
    fact.

    Args:
        text: A sentence without marks.
        passages: Where to look; earlier ones win ties.

    Returns:
        Places in the order of their use; none where the passages hold no word of the sentence.
    """
    places, verdict = _within_one(text, passages)
    if verdict.verdict == "supported" or len(passages) < 2:
        return places, verdict
    parts = [text[start:end] for start, end in clauses(text)]
    if not 1 < len(parts) <= _MOST_PLACES:
        return places, verdict
    found = [_within_one(part, passages) for part in parts]
    if any(each.verdict != "supported" for _, each in found):
        return places, verdict
    together = tuple(dict.fromkeys(place for some, _ in found for place in some))
    whole = check(text, together)
    return (together, whole) if whole.verdict == "supported" else (places, verdict)


def _within_one(text: str, passages: Sequence[Chunk]) -> tuple[tuple[Place, ...], Check]:
    """Return the places of one passage that support a text best, and the verdict on them."""
    scored = [(support(text, place.quote), place) for chunk in passages for place in _candidates(chunk)]
    scored = sorted((s for s in scored if s[0] > 0), key=lambda s: -s[0])[:_TRIED]
    if not scored:
        return (), check(text, ())
    tried = [(_quality(text, (place,)), place) for _, place in scored]
    best = max(tried, key=lambda t: (t[0][:2], -len(t[1].quote)))[1]
    chosen: tuple[Place, ...] = (best,)
    while len(chosen) < _MOST_PLACES:
        others = (place for _, place in scored if place.chunk == best.chunk and place not in chosen)
        wider = [(*chosen, place) for place in others]
        better = max(wider, key=lambda places: _quality(text, places), default=chosen)
        if _quality(text, better)[:2] <= _quality(text, chosen)[:2]:
            break
        chosen = better
    verdict = check(text, chosen)
    if verdict.verdict is not None and len(chosen) == 1:
        chosen = (_narrowed(text, chosen[0], verdict),)
    return chosen, check(text, chosen)


def _quality(text: str, places: Sequence[Place]) -> tuple[int, float, int]:
    """Return how good places are for a sentence: verdict, share supported, brevity."""
    verdict = check(text, places)
    share = support(text, "\n".join(place.quote for place in places))
    return _RANK[verdict.verdict], round(share - 0.05 * len(verdict.missing), 3), -sum(len(p.quote) for p in places)


def _candidates(chunk: Chunk) -> list[Place]:
    """Return the sentences of a passage, and two neighbours together where they are short enough."""
    bounds = sentences(chunk.text)
    single = [piece for start, end in bounds for piece in quotable(Place(chunk, start, end))]
    double = [
        Place(chunk, start, end)
        for (start, _), (_, end) in zip(bounds, bounds[1:], strict=False)
        if end - start <= LONGEST_QUOTE
    ]
    return single + double


def _narrowed(text: str, place: Place, verdict: Check) -> Place:
    """Return the fewest neighbouring clauses of a place that support a sentence as well as all of it."""
    if place.end - place.start <= _WORTH_NARROWING:
        return place
    share = support(text, place.quote)
    bounds = clauses(place.quote)
    for size in range(1, len(bounds)):
        for i in range(len(bounds) - size + 1):
            part = Place(place.chunk, place.start + bounds[i][0], place.start + bounds[i + size - 1][1])
            if support(text, part.quote) >= share - 0.01 and check(text, (part,)).verdict == verdict.verdict:
                return part
    return place
