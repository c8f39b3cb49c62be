"""From one place to the next: the citations of an answer in their order, or the places that were found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.records import Scope, Span
from ui.assistants import Finds
from ui.state import OpenPlace, open_place
from ui.talks import Talk

Target = tuple[str, tuple[Span, ...]]


@dataclass(frozen=True, slots=True)
class Steps:
    """Where the open place stands among others.

    Attributes:
        at: Its number, from 1.
        total: How many there are.
        go: Opens the place so many further on, or back where it is negative; nothing beyond an end.
    """

    at: int
    total: int
    go: Callable[[int], None]


def of_answer(talk: Talk, place: OpenPlace) -> Steps | None:
    """Return the citations of the answer that was followed to a place, else of the last that cites it; None without."""
    followed = [e for e in talk.exchanges if e.exchange == place.of] or list(reversed(talk.exchanges))
    for exchange in followed:
        progress = exchange.asking.progress
        for answer in filter(None, (progress.answer, progress.first)):
            places: list[Target] = list(dict.fromkeys((c.doc, c.spans) for c in answer.citations))
            if (place.doc, place.spans) in places:
                return _among(places, (place.doc, place.spans), exchange.exchange)
    return None


def _among(places: list[Target], here: Target, of: str) -> Steps:
    at = places.index(here)

    def go(by: int) -> None:
        if 0 <= at + by < len(places):
            open_place(*places[at + by], of=of)

    return Steps(at + 1, len(places), go)


def of_found(
    finder: Finds, words: str, scope: Scope, place: OpenPlace, show: Callable[[int], None] = lambda _: None
) -> Steps | None:
    """Return the places at which words stand; None where the open place is none of them.

    Args:
        finder: Finds them.
        words: What is looked for.
        scope: Where.
        place: The place that is open.
        show: Told the number, from 0, of the place that is gone to.
    """
    at = finder.position(words, scope, place.doc, place.spans)
    if at is None:
        return None
    total = finder.find(words, scope, most=0).total

    def go(by: int) -> None:
        for target in finder.find(words, scope, at + by, 1).places if at + by >= 0 else ():
            show(at + by)
            open_place(target.doc, target.spans)

    return Steps(at + 1, total, go)
