"""Areas of a page parted by white space, from the outermost inwards: one step of a recursive XY-cut.

A newspaper page is read article by article, each column by column. The method is that of Nagy and Seth (Hierarchical
representation of optically scanned documents, 1984), on the boxes of lines as in Ha, Haralick and Phillips (Recursive
X-Y cut using bounding boxes of connected components, 1995): an area is cut where a white valley runs through all of it,
level or upright, and each part again. What makes a valley one between articles is told by print: its height beside the
distance of lines, a line drawn in it, a headline below it. Level valleys come first, so that the columns of an article
are not torn apart by gutters that happen to go on in the one below. Knows geometry only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from rag.corpus.formats.pdf_lines import GAP, Stretch
from rag.corpus.formats.pdf_rules import Rules

# Of a character's size: what a line takes above and below its base line.
ABOVE, BELOW = 0.88, 0.12
# In distances of lines: the white between two articles where a headline stands below it, and where nothing does.
_BEFORE_HEADLINE, _ANYWHERE = 0.75, 2.0
# A level line parts an area where it takes this share of its width.
_ACROSS = 0.8
# And an upright one where it takes this share of its height.
_ALONG = 0.6
# What makes running text: lines of one left and right edge below each other, in sizes; how many, and how wide.
_EDGE, _NEXT, _FEWEST, _NARROWEST = 1.6, 2.4, 3, 6.0
_INDENT = 2.6
# Of an area's characters, how many stand in running text where it is a column.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Setting:
    """How running text is set on a page.

    Attributes:
        size: Of its characters, in points.
        lead: From line to line.
        flowing: The ids of the stretches that are lines of running text.
    """

    size: float
    lead: float
    flowing: frozenset[int]


def setting(found: Sequence[Stretch]) -> Setting:
    """Return how running text is set; ``flowing`` is good as long as the stretches live."""
    chains = [chain for chain in _chains(found) if len(chain) >= _FEWEST and _is_wide(chain)]
    lines = [line for chain in chains for line in chain]
    leads = [a.y - b.y for chain in chains for a, b in zip(chain, chain[1:], strict=False)]
    if not lines:
        return Setting(median(s.size for s in found) if found else 0.0, 0.0, frozenset())
    return Setting(median(s.size for s in lines), median(leads), frozenset(map(id, lines)))


def _chains(found: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Yield the lines that follow each other in one column at the usual distance, in one size, with the same edges."""
    open_: list[list[Stretch]] = []
    for line in sorted(found, key=lambda s: -s.y):
        if line.row:
            continue
        kept, home = [], None
        for chain in open_:
            last = chain[-1]
            if last.y - line.y > _NEXT * last.size:
                yield chain
                continue
            kept.append(chain)
            if home is None and last.y - line.y > 0.8 * line.size and _follows(last, line):
                home = chain
        if home is None:
            kept.append([line])
        else:
            home.append(line)
        open_ = kept
    yield from open_


def _follows(last: Stretch, line: Stretch) -> bool:
    """Whether a line may be the next one of a column: one left edge, but for indents, and the right edge of that."""
    size = line.size
    if not 0.93 < size / last.size < 1.08 or abs(line.x0 - last.x0) > _INDENT * size:
        return False
    return line.x1 <= last.x1 + _EDGE * size or last.x1 - last.x0 >= _NARROWEST * size


def _is_wide(chain: Sequence[Stretch]) -> bool:
    """Whether the lines of a chain are running text: most reach its right edge, and they are as wide as a column."""
    size = chain[0].size
    right = max(s.x1 for s in chain)
    full = sum(s.x1 >= right - _EDGE * size for s in chain)
    return right - min(s.x0 for s in chain) >= _NARROWEST * size and full >= 0.4 * len(chain)


def parted(found: Sequence[Stretch], rules: Rules, how: Setting) -> list[list[Stretch]]:
    """Return the parts of an area in reading order; the area alone where no valley goes through all of it.

    Args:
        found: What stands in the area.
        rules: Lines drawn on the page.
        how: How running text is set on the page.
    """
    if len(found) > 1 and how.flowing:
        for part in (_level, _below_head, _upright):
            if len(parts := part(found, rules, how)) > 1:
                return parts
    return [list(found)]


def _level(found: Sequence[Stretch], rules: Rules, how: Setting) -> list[list[Stretch]]:
    """Return what stands above and below each level valley between articles, from the top down."""
    ordered = sorted(found, key=lambda s: -(s.y + ABOVE * s.size))
    left, right = min(s.x0 for s in found), max(s.x1 for s in found)
    parts: list[list[Stretch]] = [[]]
    low = ordered[0].y + ordered[0].size
    for i, s in enumerate(ordered):
        top = s.y + ABOVE * s.size
        if parts[-1] and low > top and _is_between(ordered, i, (low, top), (left, right), rules, how):
            parts.append([])
        parts[-1].append(s)
        low = min(low, s.y - BELOW * s.size)
    return _with_text(parts, how)


def _is_between(
    ordered: Sequence[Stretch],
    at: int,
    valley: tuple[float, float],
    edges: tuple[float, float],
    rules: Rules,
    how: Setting,
) -> bool:
    """Whether a level valley parts articles: a line is drawn in it, or it is high; less so above a headline."""
    (low, top), (left, right) = valley, edges
    for y, x0, x1 in rules.level:
        if top - 1 <= y <= low + 1 and min(x1, right) - max(x0, left) >= _ACROSS * (right - left):
            return True
    white = low - top
    if white >= _ANYWHERE * how.lead:
        return True
    if white < _BEFORE_HEADLINE * how.lead:
        return False
    first = ordered[at]
    return any(
        s.size >= 1.12 * how.size and s.y + ABOVE * s.size > top - how.lead
        for s in ordered[at : at + 8]
        if s is first or s.y <= first.y + first.size
    )


def _with_text(parts: Sequence[list[Stretch]], how: Setting) -> list[list[Stretch]]:
    """Return parts so that each holds lines of running text: what has none, such as a headline, joins the one below."""
    joined: list[list[Stretch]] = []
    waiting: list[Stretch] = []
    for part in parts:
        waiting += part
        if any(id(s) in how.flowing for s in part):
            joined.append(waiting)
            waiting = []
    if waiting and joined:
        joined[-1] += waiting
    elif waiting:
        joined.append(waiting)
    return joined


def _below_head(found: Sequence[Stretch], rules: Rules, how: Setting) -> list[list[Stretch]]:
    """Return what stands above several columns with nothing beside it, such as their headline, and the columns."""
    ordered = sorted(found, key=lambda s: -(s.y + ABOVE * s.size))
    low = ordered[0].y + ordered[0].size
    end = 0
    for i, s in enumerate(ordered):
        top = s.y + ABOVE * s.size
        if low >= top:
            end = i
        elif _is_apart(s, ordered[end:i]):
            break
        if id(s) in how.flowing:
            break
        low = min(low, s.y - BELOW * s.size)
    head, rest = ordered[:end], ordered[end:]
    return [head, rest] if head and rest and len(_between_gutters(rest, rules, how)) > 1 else [list(found)]


def _is_apart(s: Stretch, others: Sequence[Stretch]) -> bool:
    """Whether a line stands beside one of some others with a gap between."""
    return any(
        abs(s.y - o.y) < 0.5 * max(s.size, o.size) and max(s.x0 - o.x1, o.x0 - s.x1) >= GAP * min(s.size, o.size)
        for o in others
    )


def _upright(found: Sequence[Stretch], rules: Rules, how: Setting) -> list[list[Stretch]]:
    """Return what stands left and right of each upright valley between columns of running text, from the left."""
    parts = _between_gutters(found, rules, how)
    return parts if len(parts) > 1 and all(_is_column(part, how) for part in parts) else [list(found)]


def _between_gutters(found: Sequence[Stretch], rules: Rules, how: Setting) -> list[list[Stretch]]:
    """Return what stands left and right of each upright valley, from the left; a narrow one where a line is drawn."""
    ordered = sorted(found, key=lambda s: s.x0)
    low, high = min(s.y for s in found), max(s.y for s in found)
    drawn = [x for x, bottom, top in rules.upright if min(top, high) - max(bottom, low) >= _ALONG * (high - low)]
    parts: list[list[Stretch]] = [[]]
    reach = ordered[0].x0
    for s in ordered:
        white = s.x0 - reach
        if parts[-1] and (
            white >= GAP * min(s.size, how.size) or (white > 0 and any(reach - 1 <= x <= s.x0 + 1 for x in drawn))
        ):
            parts.append([])
        parts[-1].append(s)
        reach = max(reach, s.reach)
    return parts


def _is_column(part: Sequence[Stretch], how: Setting) -> bool:
    """Whether most of an area's characters stand in running text."""
    flowing = sum(len(s.text) for s in part if id(s) in how.flowing)
    return flowing >= _MOSTLY * sum(len(s.text) for s in part)
