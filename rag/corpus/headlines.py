"""Which headline belongs to which article, on a page where print order and reading order differ.

Told from words that a headline and a body share and the other articles lack, and from standing
directly above. Where the evidence is thin a headline stays by itself. Knows nothing of offsets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import add

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_HAN_RUN = re.compile("[〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+")
_ABOVE = 0.20
_ABOVE_ON_REGULAR_PAGE = 0.40
_SHARE = 0.20
_MARGIN = 0.08
_LEFT_OVER_SHARE = 0.12
_RARE_PAIRS = 2
_NOWHERE = np.zeros(0, np.int64)


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
    articles that have no headline yet. An article takes several groups only where they touch each other. Memory is
    linear in the length of the page.

    Args:
        groups: In the page's order.
        bodies: Texts of the articles.
        regular: Whether the page prints its headlines above their bodies, as far as can be seen.
    """
    page = _Page(groups, bodies, regular=regular)
    given: list[int | None] = [None] * len(groups)
    taken: dict[int, list[int]] = {}
    for least in (_SHARE, _LEFT_OVER_SHARE):
        bare = np.array([a for a in range(len(bodies)) if a not in taken], np.int64)
        left = [g for g, a in enumerate(given) if a is None]
        for share, g, a in _clear(page, left, bare):
            known = least == _SHARE or page.rare(g, a) >= _RARE_PAIRS
            if share >= least and known and _adjoins(groups, given, taken.get(a, ()), g):
                given[g] = a
                taken.setdefault(a, []).append(g)
    return _completed(page, given)


class _Page:
    """Groups of headline lines and bodies, with the pairs of characters that they share."""

    def __init__(self, groups: Sequence[Group], bodies: Sequence[str], *, regular: bool) -> None:
        self.groups = groups
        self._regular = regular
        self._pairs = [bigrams(group.text) for group in groups]
        asked = frozenset[str]().union(*self._pairs)
        self._held = [asked.intersection(map(add, body, body[1:])) for body in bodies]
        holders: dict[str, list[int]] = {}
        for a, held in enumerate(self._held):
            for pair in held:
                holders.setdefault(pair, []).append(a)
        self._holders = {pair: np.array(at, np.int64) for pair, at in holders.items()}

    def values(self, g: int) -> Values:
        """Return how well a group goes with each body: the share of it that the body holds, and how near it stands.

        Pairs that all of several bodies hold weigh nothing.
        """
        total = len(self._held)
        row = np.zeros(total)
        whole = 0.0
        for pair in self._pairs[g]:
            holders = self._holders.get(pair, _NOWHERE)
            if total == 1 or len(holders) < total:
                weight = math.log((total + 1) / (len(holders) + 0.5))
                whole += weight
                row[holders] += weight
        if whole:
            row /= whole
        group = self.groups[g]
        if group.above is not None and (self._regular or self.rare(g, group.above) >= _RARE_PAIRS):
            row[group.above] += _ABOVE_ON_REGULAR_PAGE if self._regular else _ABOVE
        if group.below is not None:
            row[group.below] += _ABOVE_ON_REGULAR_PAGE
        return row

    def rare(self, g: int, a: int) -> int:
        """Return how many pairs a group shares with a body that not all bodies hold."""
        return sum(len(self._holders[pair]) < len(self._held) for pair in self._pairs[g] & self._held[a])


def _clear(page: _Page, left: Sequence[int], bare: Indices) -> list[tuple[float, int, int]]:
    """Return the value, the group and the body of those groups for which one body stands out, clearest first.

    Args:
        page: What all share.
        left: The groups.
        bare: The bodies to choose from.
    """
    found = []
    for g in left if len(bare) else ():
        row = page.values(g)[bare]
        best = int(row.argmax())
        margin = row[best] - max(row[:best].max(initial=0.0), row[best + 1 :].max(initial=0.0))
        if margin >= _MARGIN:
            found.append((float(margin), float(row[best]), g, int(bare[best])))
    found.sort(key=lambda entry: (-entry[0], entry[2]))
    return [(share, g, a) for _, share, g, a in found]


def _completed(page: _Page, given: list[int | None]) -> list[int | None]:
    """Return what groups were given, with those left over that go on the headline beside them.

    One between two groups of an article is that article's, unless it says more of another one; one beside a group of an
    article is, where it shares a rare pair with that article and less with all others.
    """
    groups = page.groups
    for g in [*range(len(groups)), *reversed(range(len(groups)))]:
        if given[g] is not None:
            continue
        beside = [
            given[i]
            for i in (g - 1, g + 1)
            if 0 <= i < len(groups) and groups[i].run == groups[g].run and given[i] is not None
        ]
        row = page.values(g) if beside else np.zeros(0)
        for a in dict.fromkeys(beside):
            best = max(row[:a].max(initial=0.0), row[a + 1 :].max(initial=0.0))
            if (row[a] > best and page.rare(g, a) >= 1) or (beside.count(a) == 2 and row[a] >= best):
                given[g] = a
                break
    return given


def bigrams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Han characters of a text."""
    return frozenset(run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1))


def _adjoins(groups: Sequence[Group], given: Sequence[int | None], taken: Sequence[int], g: int) -> bool:
    """Whether group ``g`` may join the groups that an article already has: it has none, or they touch it.

    One line between them that was given to no article may be theirs too.

    Args:
        groups: All of them.
        given: The article of each so far.
        taken: Those that the article has.
        g: The one in question.
    """
    own = [i for i in taken if groups[i].run == groups[g].run]
    return not taken or any(abs(g - i) == 1 or (abs(g - i) == 2 and given[(g + i) // 2] is None) for i in own)
