"""Areas of a page parted by white space, from the outermost inwards: one step of a recursive XY-cut.

A newspaper page is read article by article, each column by column. The method is that of Nagy and Seth (Hierarchical
representation of optically scanned documents, 1984), on the boxes of lines as in Ha, Haralick and Phillips (Recursive
X-Y cut using bounding boxes of connected components, 1995): an area is cut where a white valley runs through all of it,
level or upright, and each part again. What makes a valley one between articles is told by print: its height beside the
distance of lines, a line drawn in it, a headline below it. Level valleys come first, so that the columns of an article
are not torn apart by gutters that happen to go on in the one below. Knows geometry only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product, takewhile
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
# What stands in the rows above and below a page of a newspaper, and how many these are at the most.
_MAST = re.compile(
    r"(?:19|20)\d\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日|星期[一二三四五六日天]"
    r"|第? ?[A-Z]?[0-9〇零一二三四五六七八九十]{1,3} ?版"
    r"|(?:责任编辑|责编|本版编辑|值班编委|版式|校对|统一刊号|国内统一|邮发代号|新闻热线)"
)
_MOST_ROWS = 3
# Of more columns it is not asked which headline is theirs.
_MOST_COLUMNS = 10
# Of an area's characters, how many stand in running text where it is a column.
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Setting:
    """How running text is set on a page.

    Attributes:
        size: Of its characters, in points.
        lead: From line to line.
        flowing: The ids of the stretches that are lines of running text.
        columned: Whether lines of running text stand side by side.
    """

    size: float
    lead: float
    flowing: frozenset[int]
    columned: bool


def setting(found: Sequence[Stretch]) -> Setting:
    """Return how running text is set; ``flowing`` is good as long as the stretches live."""
    chains = [chain for chain in _chains(found) if len(chain) >= _FEWEST and _is_wide(chain)]
    lines = [line for chain in chains for line in chain]
    leads = [a.y - b.y for chain in chains for a, b in zip(chain, chain[1:], strict=False)]
    if not lines:
        return Setting(median(s.size for s in found) if found else 0.0, 0.0, frozenset(), False)
    columned = any(
        a[-1].y < b[0].y and b[-1].y < a[0].y and (a[0].reach < b[0].x0 or b[0].reach < a[0].x0)
        for i, a in enumerate(chains)
        for b in chains[:i]
    )
    return Setting(median(s.size for s in lines), median(leads), frozenset(map(id, lines)), columned)


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


def without_mast(found: Sequence[Stretch], how: Setting) -> tuple[list[Stretch], list[Stretch], list[Stretch]]:
    """Return the rows above a page of columns that say which page of which paper it is, the rest, and such rows below.

    Such a row has no running text beside it, and a date, a number or who edited the page in it.
    """
    rest = list(found)
    ends: tuple[list[Stretch], list[Stretch]] = [], []
    for taken, top in zip(ends, (True, False), strict=True):
        for _ in range(_MOST_ROWS if how.columned else 0):
            edge = max((s.y for s in rest), default=0.0) if top else min((s.y for s in rest), default=0.0)
            row = [s for s in rest if abs(s.y - edge) < 0.6 * max(s.size, how.size)]
            others = len(row) == len(rest) or any(id(s) in how.flowing or s.row for s in row)
            if others or not any(_MAST.search(s.text) for s in row):
                break
            taken += row
            rest = [s for s in rest if s not in row]
    return ends[0], rest, ends[1]


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
    """Whether a level valley parts articles.

    A table begins or ends at it, a line is drawn in it, or it is high; less so above a headline.
    """
    (low, top), (left, right) = valley, edges
    if _is_lone_row(ordered, at) != _is_lone_row(ordered, at - 1):
        return True
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


def _is_lone_row(ordered: Sequence[Stretch], at: int) -> bool:
    """Whether what stands at a place is a row of a table with nothing beside the table."""
    one = ordered[at]
    return one.row and not any(
        not s.row and one.y - 2 * one.size < s.y < one.y + 2 * one.size for s in ordered if s is not one
    )


def _with_text(parts: Sequence[list[Stretch]], how: Setting) -> list[list[Stretch]]:
    """Return parts so that each holds lines of running text: what has none, such as a headline, joins the one below."""
    joined: list[list[Stretch]] = []
    waiting: list[Stretch] = []
    for part in parts:
        waiting += part
        if any(id(s) in how.flowing or s.row for s in part):
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
        s.y - BELOW * s.size < o.y + ABOVE * o.size
        and o.y - BELOW * o.size < s.y + ABOVE * s.size
        and max(s.x0 - o.x1, o.x0 - s.x1) >= GAP * min(s.size, o.size)
        for o in others
    )


def _upright(found: Sequence[Stretch], rules: Rules, how: Setting) -> list[list[Stretch]]:
    """Return what stands left and right of each upright valley between columns of running text, from the left."""
    parts = _between_gutters(found, rules, how)
    if len(parts) == 1 or not all(_is_column(part, how) for part in parts):
        return [list(found)]
    return [[s for part in group for s in part] for group in _under_heads(parts, how)]


def _under_heads(parts: Sequence[list[Stretch]], how: Setting) -> list[list[list[Stretch]]]:
    """Return columns in groups, one for each headline: that belongs to all columns beside it that begin lower.

    A headline may be no wider than the column that it stands above, and be that of the columns beside it all the same,
    since nothing stands at its height there. Columns between two headlines go where these stand more nearly in the
    middle, or at the left edge, of what is below them.
    """
    if len(parts) > _MOST_COLUMNS:
        return [[part] for part in parts]
    heads = [_head(part, how) for part in parts]
    tops = [max(s.y + ABOVE * s.size for s in part) for part in parts]
    may: list[list[int]] = []
    for i in range(len(parts)):
        before = next((n for n in range(i, -1, -1) if heads[n]), None)
        behind = next((n for n in range(i, len(parts)) if heads[n]), None)
        near = [n for n in (before, behind) if n is not None and (n == i or tops[i] <= _low(heads[n]))]
        may.append(list(dict.fromkeys(near)) or [i])
    # Columns that begin as high as a headline part those beside them from it.
    choices = [own for own in product(*may) if list(own) == sorted(own)]
    best = min(choices, key=lambda own: _misfit(own, heads, parts), default=tuple(range(len(parts))))
    return [[parts[i] for i in range(len(parts)) if best[i] == n] for n in dict.fromkeys(best)]


def _head(part: Sequence[Stretch], how: Setting) -> list[Stretch]:
    """Return the lines of a headline at the top of a column."""
    ordered = sorted(part, key=lambda s: -(s.y + ABOVE * s.size))
    if ordered[0].size < 1.12 * how.size:
        return []
    return list(takewhile(lambda s: id(s) not in how.flowing, ordered))


def _low(head: Sequence[Stretch]) -> float:
    return min(s.y - BELOW * s.size for s in head if s.size >= 0.9 * head[0].size)


def _misfit(own: Sequence[int], heads: Sequence[list[Stretch]], parts: Sequence[list[Stretch]]) -> float:
    """Return how far headlines stand from the middles, or the left edges, of the columns that are theirs."""
    total = 0.0
    for n in set(own):
        if not heads[n]:
            continue
        below = [s for i, part in enumerate(parts) if own[i] == n for s in part if s not in heads[n]]
        if not below:
            continue
        left, right = min(s.x0 for s in below), max(s.reach for s in below)
        head = heads[n][0]
        total += min(abs(head.x0 + head.x1 - left - right) / 2, abs(head.x0 - left))
    return total


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
