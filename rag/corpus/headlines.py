"""Which headline belongs to which article, on a page where print order and reading order differ.

Told from words that a headline and a body share and the other articles lack, and from standing
directly above. Where the evidence is thin a headline stays by itself. Knows nothing of offsets.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_HAN_RUN = re.compile("[〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+")
_ABOVE = 0.20
_ABOVE_ON_REGULAR_PAGE = 0.40
_SHARE = 0.20
_MARGIN = 0.08
_LEFT_OVER_SHARE = 0.12
_RARE_PAIRS = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Headline lines that were printed together.

    Attributes:
        text: The lines, one behind the other.
        run: Number of the stretch of the page in which it stands; groups of one run touch each other.
        above: The article that begins directly below it, else None.
        below: The article that ends directly above it, on a page that prints its headlines below their bodies; else
            None.
    """

    text: str
    run: int
    above: int | None = None
    below: int | None = None


def assign(groups: Sequence[Group], bodies: Sequence[str], *, regular: bool) -> list[int | None]:
    """Return the article of each group of headline lines; None where the evidence is thin.

    First come the pairs that stand out among all articles, clearest first; then what is left is tried on the
    articles that have no headline yet. An article takes several groups only where they touch each other.

    Args:
        groups: In the page's order.
        bodies: Texts of the articles.
        regular: Whether the page prints its headlines above their bodies, as far as can be seen.
    """
    held = [bigrams(body) for body in bodies]
    spread = Counter(pair for body in held for pair in body)
    values = [_shares(group.text, held, spread) for group in groups]
    rare = [[_rare(group.text, body, spread, len(held)) for body in held] for group in groups]
    for g, group in enumerate(groups):
        if group.above is not None and (regular or rare[g][group.above] >= _RARE_PAIRS):
            values[g][group.above] += _ABOVE_ON_REGULAR_PAGE if regular else _ABOVE
        if group.below is not None:
            values[g][group.below] += _ABOVE_ON_REGULAR_PAGE
    given: list[int | None] = [None] * len(groups)
    bare = list(range(len(bodies)))
    for least in (_SHARE, _LEFT_OVER_SHARE):
        for margin, g, a in _ranked(values, bare):
            clear = margin >= _MARGIN and values[g][a] >= least
            known = least == _SHARE or rare[g][a] >= _RARE_PAIRS
            if clear and known and given[g] is None and _adjoins(groups, given, g, a):
                given[g] = a
        bare = [a for a in bare if a not in given]
    return _completed(groups, given, values, rare)


def _completed(
    groups: Sequence[Group],
    given: list[int | None],
    values: Sequence[Sequence[float]],
    rare: Sequence[Sequence[int]],
) -> list[int | None]:
    """Return what groups were given, with those left over that go on the headline beside them.

    One between two groups of an article is that article's, unless it says more of another one; one beside a group of an
    article is, where it shares a rare pair with that article and less with all others.
    """
    for g in [*range(len(groups)), *reversed(range(len(groups)))]:
        if given[g] is not None:
            continue
        beside = [
            given[i]
            for i in (g - 1, g + 1)
            if 0 <= i < len(groups) and groups[i].run == groups[g].run and given[i] is not None
        ]
        for a in dict.fromkeys(beside):
            best = max((value for o, value in enumerate(values[g]) if o != a), default=0.0)
            if (values[g][a] > best and rare[g][a] >= 1) or (beside.count(a) == 2 and values[g][a] >= best):
                given[g] = a
                break
    return given


def _rare(text: str, body: frozenset[str], spread: Counter[str], total: int) -> int:
    """Return how many pairs a text shares with a body that not all articles hold."""
    return sum(pair in body and spread[pair] < total for pair in bigrams(text))


@lru_cache(maxsize=4096)
def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Han characters of a text."""
    return frozenset(run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1))


def _shares(group: str, bodies: Sequence[frozenset[str]], spread: Counter[str]) -> list[float]:
    """Return how much of a group each body holds; pairs that all of several articles hold weigh nothing."""
    total = len(bodies)
    weights = {
        pair: math.log((total + 1) / (spread[pair] + 0.5))
        for pair in bigrams(group)
        if total == 1 or spread[pair] < total
    }
    whole = sum(weights.values())
    return [sum(w for pair, w in weights.items() if pair in body) / whole if whole else 0.0 for body in bodies]


def _ranked(values: Sequence[Sequence[float]], among: Sequence[int]) -> list[tuple[float, int, int]]:
    """Return how far each group stands out with each of some articles, clearest first."""
    found = []
    for g, row in enumerate(values):
        best, second = [*sorted((row[a] for a in among), reverse=True)[:2], 0.0, 0.0][:2]
        found += [(row[a] - (second if row[a] == best else best), g, a) for a in among]
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))


def _adjoins(groups: Sequence[Group], given: Sequence[int | None], g: int, a: int) -> bool:
    """Whether group ``g`` may join the groups that article ``a`` already has: it has none, or they touch it.

    One line between them that was given to no article may be theirs too.
    """
    taken = [i for i, article in enumerate(given) if article == a and groups[i].run == groups[g].run]
    near = any(abs(g - i) == 1 or (abs(g - i) == 2 and given[(g + i) // 2] is None) for i in taken)
    return a not in given or near
