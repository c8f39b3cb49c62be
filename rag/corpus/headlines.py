"""Which headline belongs to which article, on a page where print order and reading order differ.

Told from words that a headline and a body share and the other articles lack, and from standing
directly above. Where the evidence is thin a headline stays by itself. Knows nothing of offsets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.corpus.blanks import ranges
from rag.corpus.features import pair_key
from rag.corpus.signs import Bools, codes_of

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
_CODE_BITS = 21
_HASHES = 1 << 20
_AT_ONCE = 1 << 20  # Characters of bodies that are looked at together.


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
        bare = np.array([a not in taken for a in range(len(bodies))], np.bool_)
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
        self._total = len(bodies)
        own = [np.array(sorted(map(_key, bigrams(group.text))), np.int64) for group in groups]
        asked = np.unique(np.concatenate([*own, _NOWHERE]))
        self._pairs = [np.searchsorted(asked, keys) for keys in own]
        pairs, self._holders = _held(asked, bodies)
        # The bodies that hold each pair stand behind each other.
        self._bounds = np.searchsorted(pairs, np.arange(len(asked) + 1))

    def values(self, g: int) -> tuple[Indices, Values]:
        """Return bodies, in order, with how well a group goes with each; with all others it does not go at all.

        That is the share of it that the body holds, and how near it stands. Pairs that all of several bodies hold
        weigh nothing.
        """
        holders, counts = self._shared(g, all_hold=self._total == 1)
        weights = np.log((self._total + 1) / (counts + 0.5))
        group = self.groups[g]
        near: dict[int, float] = {}
        if group.above is not None and (self._regular or self.rare(g, group.above) >= _RARE_PAIRS):
            near[group.above] = _ABOVE_ON_REGULAR_PAGE if self._regular else _ABOVE
        if group.below is not None:
            near[group.below] = near.get(group.below, 0.0) + _ABOVE_ON_REGULAR_PAGE
        bodies, at = np.unique(np.concatenate([holders, np.array(list(near), np.int64)]), return_inverse=True)
        values = np.bincount(at[: len(holders)], np.repeat(weights, counts), len(bodies)).astype(np.float64)
        if len(weights):  # Summed one by one as well, so that a body which holds all pairs gets exactly 1.
            values /= np.cumsum(weights)[-1]
        values[at[len(holders) :]] += list(near.values())
        return bodies, values

    def rare(self, g: int, a: int) -> int:
        """Return how many pairs a group shares with a body that not all bodies hold."""
        holders, _ = self._shared(g, all_hold=False)
        return int(np.count_nonzero(holders == a))

    def _shared(self, g: int, *, all_hold: bool) -> tuple[Indices, Indices]:
        """Return the bodies that hold each pair of a group, one pair behind the other, and how many each pair has.

        Args:
            g: The group.
            all_hold: Whether pairs that all bodies hold count.
        """
        pairs = self._pairs[g]
        counts = self._bounds[pairs + 1] - self._bounds[pairs]
        some = counts <= self._total if all_hold else counts < self._total
        places, _ = ranges(self._bounds[pairs[some]], self._bounds[pairs[some] + 1])
        return self._holders[places], counts[some]


def _key(pair: str) -> int:
    """Return a number for two characters."""
    return ord(pair[0]) << _CODE_BITS | ord(pair[1])


def _held(asked: Indices, bodies: Sequence[str]) -> tuple[Indices, Indices]:
    """Return which of some pairs stand in which bodies, by pair and then body, each once.

    Nearly all places of a text are passed over by one look into a table of hashes. Some bodies at a time are looked at.

    Args:
        asked: Numbers of pairs, rising.
        bodies: The texts.
    """
    asked_first, asked_second = (asked >> _CODE_BITS).astype(np.uint32), (asked % (1 << _CODE_BITS)).astype(np.uint32)
    table = np.zeros(_HASHES, np.bool_)
    table[pair_key(asked_first, asked_second, _HASHES)] = True
    found = [_NOWHERE]
    sizes = np.cumsum([0, *map(len, bodies)])
    low = 0
    while low < len(bodies):
        high = max(low + 1, int(np.searchsorted(sizes, sizes[low] + _AT_ONCE, "right")) - 1)
        codes = codes_of("".join(bodies[low:high]))
        near = np.flatnonzero(table[pair_key(codes[:-1], codes[1:], _HASHES)])
        keys = codes[near].astype(np.int64) << _CODE_BITS | codes[near + 1]
        pair = np.minimum(np.searchsorted(asked, keys), len(asked) - 1)
        body = np.searchsorted(sizes, sizes[low] + near, "right") - 1
        inside = (asked[pair] == keys) & (sizes[low] + near + 1 < sizes[body + 1])
        found.append(np.unique(pair[inside] * len(bodies) + body[inside]))
        low = high
    both = np.unique(np.concatenate(found))
    return both // max(1, len(bodies)), both % max(1, len(bodies))


def _clear(page: _Page, left: Sequence[int], bare: Bools) -> list[tuple[float, int, int]]:
    """Return the value, the group and the body of those groups for which one body stands out, clearest first.

    Args:
        page: What all share.
        left: The groups.
        bare: Which bodies there are to choose from.
    """
    found = []
    for g in left:
        bodies, values = page.values(g)
        bodies, values = bodies[bare[bodies]], values[bare[bodies]]
        if not len(bodies):
            continue
        best = int(values.argmax())
        margin = values[best] - max(values[:best].max(initial=0.0), values[best + 1 :].max(initial=0.0))
        if margin >= _MARGIN:
            found.append((float(margin), float(values[best]), g, int(bodies[best])))
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
        if not beside:
            continue
        bodies, values = page.values(g)
        for a in dict.fromkeys(beside):
            own, best = values[bodies == a].sum(), values[bodies != a].max(initial=0.0)
            if (own > best and page.rare(g, a) >= 1) or (beside.count(a) == 2 and own >= best):
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
