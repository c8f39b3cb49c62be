"""Which headline belongs to which article, on a page where print order and reading order differ.

Told from words that a headline and a body share and the other articles lack, and from standing
directly above. Where the evidence is thin a headline stays by itself. Knows nothing of offsets.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rag.text.fold import is_han

_ENOUGH = 0.30
_ABOVE = 0.20


def assign(groups: Sequence[str], above: Sequence[int | None], bodies: Sequence[str]) -> list[int | None]:
    """Return the article of each group of headline lines; None where the evidence is thin.

    An article takes several groups only where they stand next to each other.

    Args:
        groups: Texts of the groups, in the page's order.
        above: The article that begins directly below a group's run, else None.
        bodies: Texts of the articles.
    """
    pairs = [bigrams(body) for body in bodies]
    spread = Counter(pair for body in pairs for pair in body)
    rows = [_shares(group, pairs, spread) for group in groups]
    options = sorted(
        (
            (share + (_ABOVE if above[g] == a else 0.0), g, a)
            for g, row in enumerate(rows)
            for a, share in enumerate(row)
        ),
        key=lambda option: (-option[0], option[1], option[2]),
    )
    given: list[int | None] = [None] * len(groups)
    for value, g, a in options:
        if value < _ENOUGH:
            break
        if given[g] is None and _adjoins(given, g, a):
            given[g] = a
    return given


def _adjoins(given: Sequence[int | None], g: int, a: int) -> bool:
    """Whether group ``g`` may join the groups that article ``a`` already has: it has none, or they stand next to it."""
    taken = [i for i, article in enumerate(given) if article == a]
    return not taken or g in (taken[0] - 1, taken[-1] + 1)


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Han characters of a text."""
    return frozenset(a + b for a, b in zip(text, text[1:], strict=False) if is_han(a) and is_han(b))


def _shares(group: str, bodies: Sequence[frozenset[str]], spread: Counter[str]) -> list[float]:
    """Return how much of a group each body holds, pairs that all articles hold weighing nothing."""
    weights = {
        pair: math.log((len(bodies) + 1) / (spread[pair] + 0.5)) if spread[pair] < len(bodies) else 0.0
        for pair in bigrams(group)
    }
    total = sum(weights.values())
    if len(bodies) == 1:
        return [sum(p in bodies[0] for p in weights) / max(1, len(weights))]
    return [sum(w for p, w in weights.items() if p in body) / total if total > 0 else 0.0 for body in bodies]
