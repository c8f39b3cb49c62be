"""Which headline belongs to which article, on a page where print order and reading order differ.

Told from words that a headline and a body share and the other articles lack, and from standing
directly above. Where the evidence is thin a headline stays by itself. Knows nothing of offsets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.corpus.follow import pair_key
from rag.corpus.runs import ranges
from rag.corpus.signs import Bools, codes_of

Values = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

_ABOVE = 0.20
_ABOVE_ON_REGULAR_PAGE = 0.40
_SHARE = 0.20
_MARGIN = 0.08
_LEFT_OVER_SHARE = 0.12
_RARE_PAIRS = 2
_LONGEST_LABEL = 3  # Four characters are a title often: 春风送暖.
_NOWHERE = np.zeros(0, np.int64)
_CODE_BITS = 21
_FEWEST_SLOTS, _SLOTS = 1 << 10, 16  # Of a table of hashes: at least, and for each pair.
_CELLS = 1 << 16  # Values that are looked at together.
_AT_ONCE = 1 << 17  # Characters of bodies that are looked at together.
_REACH = 256  # A newspaper's page has a few dozen articles; a file may hold the pages of years.


@dataclass(frozen=True, slots=True)
class Group:
    """Headline lines that were printed together.

    Attributes:
        text: The lines, one behind the other.
        run: Number of the stretch of the page in which it stands; groups of one run touch each other.
        above: The article that begins directly below it, else None.
        below: The article that ends directly above it, on a page that prints its headlines below their bodies; else
            None.
        place: How many of the articles stand before it.
    """

    text: str
    run: int
    above: int | None = None
    below: int | None = None
    place: int = 0


def assign(groups: Sequence[Group], bodies: Sequence[str], *, regular: bool) -> list[int | None]:
    """Return the article of each group of headline lines; None where the evidence is thin.

    A headline belongs to one of the ``_REACH`` articles before it or behind it. First come the pairs that stand out
    among these, clearest first; then what is left is tried on the articles that have no headline yet. An article takes
    several groups only where they touch each other. Time and memory are linear in the length of the page.

    Args:
        groups: In the page's order.
        bodies: Texts of the articles.
        regular: Whether the page prints its headlines above their bodies, as far as can be seen.
    """
    given: list[int | None] = [None] * len(groups)
    if not groups or not bodies:
        return given
    page = _Page(groups, bodies, regular=regular)
    taken: dict[int, list[int]] = {}
    for least in (_SHARE, _LEFT_OVER_SHARE):
        bare = np.array([a not in taken for a in range(len(bodies))], np.bool_)
        left = [g for g, a in enumerate(given) if a is None]
        for share, g, a in _clear(page, left, bare):
            if share < least or (least < _SHARE and page.rare(g, a) < _RARE_PAIRS):
                continue
            if _adjoins(groups, given, taken.get(a, ()), g):
                given[g] = a
                taken.setdefault(a, []).append(g)
    return _labelled(page, _completed(page, given))


class _Page:
    """Groups of headline lines and bodies, with the pairs of characters that they share."""

    def __init__(self, groups: Sequence[Group], bodies: Sequence[str], *, regular: bool) -> None:
        self.groups = groups
        self._regular = regular
        self._total = len(bodies)
        self.width = min(self._total, 2 * _REACH + 1)
        of, keys = _pairs([group.text for group in groups])
        asked = _different(keys)
        # The pairs of each group stand behind each other, and the bodies that hold each pair.
        self._pairs = np.searchsorted(asked, keys)
        self._first = np.searchsorted(of, np.arange(len(groups) + 1))
        self._held = _held(asked, bodies)
        self._bounds = np.searchsorted(self._held, np.arange(len(asked) + 1) * self._total)
        places = np.array([group.place for group in groups], np.int64)
        self._low = np.clip(places - _REACH, 0, self._total - self.width)
        self._above = np.array([-1 if group.above is None else group.above for group in groups], np.int64)
        self._below = np.array([-1 if group.below is None else group.below for group in groups], np.int64)
        self._near = self._nearness(of)

    def _nearness(self, of: Indices) -> Values:
        """Return what it counts for each group that it stands above a body.

        Args:
            of: Of which group each pair is.
        """
        held = self._holds(self._pairs, self._above[of]) & (self._above[of] >= 0)
        rare = np.bincount(of[held], minlength=len(self.groups)) >= _RARE_PAIRS
        near = np.full(len(self.groups), _ABOVE_ON_REGULAR_PAGE) if self._regular else np.where(rare, _ABOVE, 0.0)
        return np.asarray(np.where(self._above >= 0, near, 0.0))

    def _holds(self, pairs: Indices, bodies: Indices | int) -> Bools:
        """Return which pairs some bodies hold, and not all bodies do."""
        keys = pairs * self._total + bodies
        places = np.minimum(np.searchsorted(self._held, keys), max(0, len(self._held) - 1))
        there = self._held[places] == keys if len(self._held) else np.zeros(len(pairs), np.bool_)
        return np.asarray(there & (self._bounds[pairs + 1] - self._bounds[pairs] < self._total))

    def low(self, some: Indices) -> Indices:
        """Return the first of the bodies that some groups are compared with, ``width`` of them."""
        return np.asarray(self._low[some])

    def values(self, some: Indices) -> Values:
        """Return how well some groups go with each of the bodies around them, of shape ``(groups, width)``.

        That is the share of a group that the body holds, and how near it stands. Pairs that all of several bodies hold
        weigh nothing.
        """
        flat, _ = ranges(self._first[some], self._first[some + 1])
        row = np.repeat(np.arange(len(some)), self._first[some + 1] - self._first[some])
        pairs = self._pairs[flat]
        counts = self._bounds[pairs + 1] - self._bounds[pairs]
        told = counts <= self._total if self._total == 1 else counts < self._total
        row, pairs, counts = row[told], pairs[told], counts[told]
        weights = np.log((self._total + 1) / (counts + 0.5))
        begins = pairs * self._total + self._low[some][row]
        low, high = self._bounds[pairs], self._bounds[pairs + 1]
        if self.width < self._total:
            low, high = np.searchsorted(self._held, begins), np.searchsorted(self._held, begins + self.width)
        places, _ = ranges(low, high)
        column = self._held[places] - np.repeat(begins - row * self.width, high - low)
        sums = np.bincount(column, np.repeat(weights, high - low), len(some) * self.width)
        values = sums.reshape(len(some), self.width).astype(np.float64)
        # Summed in the same order, so that a body which holds all pairs gets exactly 1.
        whole = np.bincount(row, weights, len(some))
        values /= np.where(whole > 0, whole, 1.0)[:, None]
        self._add_near(some, values)
        return values

    def _add_near(self, some: Indices, values: Values) -> None:
        """Add to values what it counts that a group stands above or below a body."""
        both = self._above[some] == self._below[some]
        near = self._near[some] + np.where(both, _ABOVE_ON_REGULAR_PAGE, 0.0)
        for bodies, worth, asked in (
            (self._above[some], near, self._above[some] >= 0),
            (self._below[some], np.full(len(some), _ABOVE_ON_REGULAR_PAGE), (self._below[some] >= 0) & ~both),
        ):
            rows = np.flatnonzero(asked)
            values[rows, (bodies - self._low[some])[rows]] += worth[rows]

    def told(self, g: int) -> bool:
        """Whether any body holds a pair of a group."""
        pairs = self._pairs[self._first[g] : self._first[g + 1]]
        return bool((self._bounds[pairs + 1] > self._bounds[pairs]).any())

    def rare(self, g: int, a: int) -> int:
        """Return how many pairs a group shares with a body that not all bodies hold."""
        return int(np.count_nonzero(self._holds(self._pairs[self._first[g] : self._first[g + 1]], a)))


def _pairs(texts: Sequence[str]) -> tuple[Indices, Indices]:
    """Return the pairs of neighbouring Han characters of some texts as numbers, and of which text each is.

    By text and then number, each once.
    """
    codes = codes_of("\n".join(texts)).astype(np.int64)
    han = (codes == 0x3007) | ((codes >= 0x3400) & (codes <= 0x4DBF)) | ((codes >= 0x4E00) & (codes <= 0x9FFF))
    han |= (codes >= 0x20000) & (codes <= 0x323AF)
    at = np.flatnonzero(han[:-1] & han[1:])
    of = np.searchsorted(np.cumsum([len(text) + 1 for text in texts]), at, "right")
    found = _different(of << 2 * _CODE_BITS | codes[at] << _CODE_BITS | codes[at + 1])
    return found >> 2 * _CODE_BITS, found & ((1 << 2 * _CODE_BITS) - 1)


def _different(numbers: Indices) -> Indices:
    """Return numbers in order, each once."""
    found = np.sort(numbers)
    return np.asarray(found[np.append(True, found[1:] != found[:-1])]) if len(found) else found


def _held(asked: Indices, bodies: Sequence[str]) -> Indices:
    """Return which of some pairs stand in which bodies, by pair and then body, each once.

    Nearly all places of a text are passed over by one look into a table of hashes. Some bodies at a time are looked at.

    Args:
        asked: Numbers of pairs, rising.
        bodies: The texts.

    Returns:
        For each the number of the pair times the number of bodies, and the number of the body.
    """
    size = max(_FEWEST_SLOTS, 1 << (_SLOTS * len(asked)).bit_length())
    slots = np.full(size, -1, np.int32)
    slots[pair_key((asked >> _CODE_BITS).astype(np.uint32), (asked % (1 << _CODE_BITS)).astype(np.uint32), size)] = (
        np.arange(len(asked))
    )
    found = [_NOWHERE]
    sizes = np.cumsum([0, *map(len, bodies)])
    low = 0
    while low < len(bodies):
        high = max(low + 1, int(np.searchsorted(sizes, sizes[low] + _AT_ONCE, "right")) - 1)
        codes = codes_of("".join(bodies[low:high]))
        pair = slots[pair_key(codes[:-1], codes[1:], size)]
        near = np.flatnonzero(pair >= 0)
        pair = pair[near].astype(np.int64)
        keys = codes[near].astype(np.int64) << _CODE_BITS | codes[near + 1]
        # Of pairs that share a slot only one stands in it.
        others = np.flatnonzero(asked[pair] != keys)
        pair[others] = np.minimum(np.searchsorted(asked, keys[others]), len(asked) - 1)
        body = np.searchsorted(sizes, sizes[low] + near, "right") - 1
        inside = (asked[pair] == keys) & (sizes[low] + near + 1 < sizes[body + 1])
        found.append(_different(pair[inside] * len(bodies) + body[inside]))
        low = high
    whole = np.concatenate(found)  # No body is looked at twice.
    found.clear()
    whole.sort()
    return whole


def _clear(page: _Page, left: Sequence[int], bare: Bools) -> list[tuple[float, int, int]]:
    """Return the value, the group and the body of those groups for which one body stands out, clearest first.

    Args:
        page: What all share.
        left: The groups.
        bare: Which bodies there are to choose from.
    """
    found: list[tuple[float, float, int, int]] = []
    step = max(1, _CELLS // page.width)
    for at in range(0, len(left), step):
        some = np.array(left[at : at + step], np.int64)
        low, rows = page.low(some), np.arange(len(some))
        values = page.values(some)
        if not bare.all():
            values[~bare[low[:, None] + np.arange(page.width)]] = 0.0
        best = values.argmax(axis=1)
        most = values[rows, best]
        values[rows, best] = 0.0
        margin = most - values.max(axis=1)
        clear = margin >= _MARGIN
        columns = (margin, most, some, low + best)
        found += zip(*(column[clear].tolist() for column in columns), strict=True)
    found.sort(key=lambda entry: (-entry[0], entry[2]))
    return [(share, g, a) for _, share, g, a in found]


def _completed(page: _Page, given: list[int | None]) -> list[int | None]:
    """Return what groups were given, with those left over that go on the headline beside them.

    One between two groups of an article is that article's, unless it says more of another one; one beside a group of an
    article is, where it shares a rare pair with that article and less with all others.
    """
    groups, step = page.groups, max(1, _CELLS // page.width)
    alone = [
        all(not 0 <= i < len(groups) or groups[i].run != group.run for i in (g - 1, g + 1))
        for g, group in enumerate(groups)
    ]
    left = [g for g, a in enumerate(given) if a is None and not alone[g]]
    for order in (left, left[::-1]):
        for at in range(0, len(order), step):
            some = np.array(order[at : at + step], np.int64)
            for g, values, low in zip(some.tolist(), page.values(some), page.low(some).tolist(), strict=True):
                if given[g] is None:
                    given[g] = _completing(page, given, g, values, low)
    return given


def _labelled(page: _Page, given: list[int | None]) -> list[int | None]:
    """Return what groups were given, with short lines that say nothing of any article given to the headline they open.

    Such a line (外媒, 突发, 痛心) stands above a headline; what stands below all others may be one by itself.
    """
    groups = page.groups
    for g in reversed(range(len(groups) - 1)):
        if given[g] is None and groups[g + 1].run == groups[g].run and len(groups[g].text) <= _LONGEST_LABEL:
            given[g] = None if page.told(g) else given[g + 1]
    return given


def _completing(page: _Page, given: Sequence[int | None], g: int, values: Values, low: int) -> int | None:
    """Return the article of the group above or below that one which was left over goes with; None for none.

    Args:
        page: What all share.
        given: The article of each group so far.
        g: The group.
        values: How well it goes with the bodies around it.
        low: The first of these.
    """
    groups = page.groups
    near = [i for i in (g - 1, g + 1) if 0 <= i < len(groups) and groups[i].run == groups[g].run]
    beside = [a for i in near if (a := given[i]) is not None]
    for a in dict.fromkeys(beside):
        own, best = values[a - low], np.delete(values, a - low).max(initial=0.0)
        if (own > best and page.rare(g, a) >= 1) or (beside.count(a) == 2 and own >= best):
            return a
    return None


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
