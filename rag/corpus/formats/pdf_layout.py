"""Stretches of a page → blocks in reading order: columns one after the other, tables by rows.

A page is cut where an upright gap runs through several lines: above it, left of it, right of it, below it,
and each part again. Knows geometry only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from rag.corpus.formats.pdf_cut import Setting, parted, setting, without_mast
from rag.corpus.formats.pdf_frames import taken_out
from rag.corpus.formats.pdf_lines import GAP, Stretch, is_wide
from rag.corpus.formats.pdf_rules import Area, Rules
from rag.corpus.formats.pdf_tables import rows_of, with_unruled

_FEWEST_LINES = 3
_STRETCHED = 4
_LARGER = 1.12
_INTERRUPTED = 3.2  # distance of lines, in sizes
_FEWEST_APART = 2  # lines that run on beside others that begin anew, from which columns are told
_RUNS_ON = 8  # characters of a line that may run on
_ENDS = "。！？；：!?;:"
_OPENERS, _CLOSERS = ("（", "("), ("）", ")")
# In ems: half the distance of widely set lines, by which columns may be out of step; the distance within a column.
_HALF_A_LINE, _NEXT_LINE = 1.1, 2.4
_FIGURES = re.compile(r"[\d.,%‰+\-—/]+")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one column, or rows of a table, from the top down.

    Attributes:
        lines: A line each; the cells of a table's row are parted by tabs.
        table: Whether they are rows.
        columns: How many columns stand side by side here.
        aside: The number of the box or caption that it is of; 0 where it stands in the text itself.
    """

    lines: tuple[Stretch, ...]
    table: bool = False
    columns: int = 1
    aside: int = 0


Gutters = tuple[float, ...]


def blocks(pages: Sequence[tuple[Sequence[Stretch], Rules]]) -> list[list[Block]]:
    """Return the blocks of each page in reading order; together they hold every stretch.

    Where columns are parted on one page, a line or two on another page are told to be columns by the same gap.

    Args:
        pages: Stretches of each page and what is drawn on it.
    """
    gutters = tuple({round(middle) for found, _ in pages for middle in _gutters(_rows(found))})
    return [_page(found, rules, gutters) for found, rules in pages]


def _page(found: Sequence[Stretch], rules: Rules, gutters: Gutters) -> list[Block]:
    """Return the blocks of a page, what stands in boxes behind the article in which they stand."""
    how = setting(found)
    rest, framed = taken_out(found, rules, how)
    above, rest, below = without_mast(with_unruled(rest, how), how)
    whole = _areas(rest, 1, gutters, rules, how)
    starts = [i for i, block in enumerate(whole) if i == 0 or block.lines[0].size >= _LARGER * how.size]
    ends = [*starts[1:], len(whole)]
    put: dict[int, list[Block]] = {}
    for number, one in enumerate(framed, 1):
        shares = [max(_shared(block, one.area) for block in whole[a:b]) for a, b in zip(starts, ends, strict=True)]
        end = ends[shares.index(max(shares))] if shares else 0
        inner = _areas(list(one.lines), 2, gutters, rules, how)
        put.setdefault(end, []).extend(replace(block, aside=number) for block in inner)
    within = [block for i in range(len(whole) + 1) for block in (*put.get(i, []), *whole[i : i + 1])]
    aside = [_single(_rows(lines), 2) for lines in (above, below)]
    first, last = ([replace(block, aside=-1) for block in found] for found in aside)
    return [*first, *within, *last]


def _shared(block: Block, area: Area) -> float:
    """Return how much of an area a block overlaps; below 0 how far off it is."""
    left, right = min(s.x0 for s in block.lines), max(s.x1 for s in block.lines)
    top, bottom = block.lines[0].y + block.lines[0].size, block.lines[-1].y
    across = min(right, area[2]) - max(left, area[0])
    level = min(top, area[3]) - max(bottom, area[1])
    return across * level if across > 0 and level > 0 else min(across, 0.0) + min(level, 0.0)


def _areas(found: Sequence[Stretch], columns: int, gutters: Gutters, rules: Rules, how: Setting) -> list[Block]:
    """Return the blocks of an area: of its parts where white space parts it, else as its rows are ordered."""
    if not found:
        return []
    parts = parted(found, rules, how)
    if len(parts) == 1:
        return _ordered(_rows(found), columns, gutters, rules, how)
    return [block for part in parts for block in _areas(part, columns + 1, gutters, rules, how)]


def _gutters(rows: Sequence[Row]) -> Iterator[float]:
    """Yield the middles of the gaps that surely part columns on a page."""
    cut = _best_cut(rows, ())
    if cut is None:
        return
    left, right = _sides(rows, cut)
    if _is_prose(left, right):
        yield (cut.left + cut.right) / 2
        for side in (left, right):
            yield from _gutters(_rows(side))


Row = list[Stretch]


def _rows(found: Sequence[Stretch]) -> list[Row]:
    """Return stretches by rows, each from the left: on one base line, or side by side with the other column's lines."""
    rows: list[Row] = []
    for part in sorted(found, key=lambda s: -s.y):
        if rows and _beside(rows[-1], part):
            rows[-1].append(part)
        else:
            rows.append([part])
    return [_bracketed(sorted(row, key=lambda s: s.x0)) for row in rows]


def _bracketed(row: Row) -> Row:
    """Return a row in which brackets around nothing are not parted: the room to write in is no gutter."""
    found = row[:1]
    for part in row[1:]:
        if found[-1].text[-1:] in _OPENERS and part.text[:1] in _CLOSERS:
            found[-1] = _merged([found[-1], part], " ")
        else:
            found.append(part)
    return found


def _beside(row: Row, part: Stretch) -> bool:
    """Whether a stretch stands on a row: at its height, or between two of its lines in a column of its own."""
    lower = row[0].y - part.y
    size = min(row[0].size, part.size)
    apart = all(part.x0 - s.reach > 0.8 * size or s.x0 - part.reach > 0.8 * size for s in row)
    return lower < 0.45 * size or (lower < _HALF_A_LINE * size and apart)


@dataclass(frozen=True, slots=True)
class _Cut:
    """An upright gap between ``left`` and ``right`` through the rows from ``top`` to before ``end``."""

    top: int
    end: int
    left: float
    right: float


def _ordered(rows: Sequence[Row], columns: int, gutters: Gutters, rules: Rules, how: Setting) -> list[Block]:
    """Return the blocks of some rows."""
    cut = _best_cut(rows, gutters)
    if cut is None:
        return _single(rows, columns)
    before, band, behind = rows[: cut.top], rows[cut.top : cut.end], rows[cut.end :]
    left, right = _sides(rows, cut)
    known = _is_known(cut.left, cut.right, gutters)
    if not (_is_prose(left, right) or (known and _column(left) is not None)):
        prose = _last_lines(before, band)
        before, band = rows[: cut.top + prose], band[prose:]
        inner = [Block(rows_of(band), table=True, columns=columns)]
    else:
        inner = [part for side in (left, right) for part in _areas(side, columns + 1, gutters, rules, how)]
    return [
        *_areas([s for row in before for s in row], columns, gutters, rules, how),
        *inner,
        *_areas([s for row in behind for s in row], columns, gutters, rules, how),
    ]


def _last_lines(before: Sequence[Row], band: Sequence[Row]) -> int:
    """Return how many rows at the top of a table are lines of what is above it: alone, and closer to that."""
    count = 0
    while count < len(band) - 1 and len(band[count]) == 1:
        (line,), below = band[count], band[count + 1]
        above = band[count - 1] if count else before[-1] if before else None
        near = above is not None and above[0].y - line.y < min(2.2 * line.size, line.y - below[0].y - 0.1 * line.size)
        if not near and not line.text.endswith("。"):
            break
        count += 1
    return count


def _single(rows: Sequence[Row], columns: int) -> list[Block]:
    """Return one block of rows that no gap runs through; what stands apart on a row is parted by a space."""
    lines = [_merged(row, " ") for row in rows]
    if columns == 1 or not rows:
        return [Block(tuple(lines), columns=columns)] if rows else []
    # Where a box or a picture interrupts a column, the sentence goes on below it as on the top of another column.
    parts: list[list[Stretch]] = [[lines[0]]]
    for above, line in zip(lines, lines[1:], strict=False):
        if above.y - line.y > _INTERRUPTED * above.size and above.text[-1] not in _ENDS:
            parts.append([])
        parts[-1].append(line)
    return [Block(tuple(part), columns=columns) for part in parts]


def _merged(row: Row, gap: str) -> Stretch:
    first = max(row, key=lambda s: len(s.text))
    if gap == " " and len(row) >= _STRETCHED and median(len(s.text) for s in row) <= 2:
        # A line stretched over its column, not words set apart.
        gap = ""
    text = row[0].text
    for last, part in zip(row, row[1:], strict=False):
        # Behind a mark that might have hung over a gutter, but did not, there is no space.
        text += ("" if gap == " " and part.x0 - last.x1 < GAP * part.size else gap) + part.text
    return replace(first, x0=row[0].x0, x1=max(s.x1 for s in row), text=text)


def _sides(rows: Sequence[Row], cut: _Cut) -> tuple[list[Stretch], list[Stretch]]:
    """Return what stands left and right of a gap."""
    parts = [part for row in rows[cut.top : cut.end] for part in row]
    return [p for p in parts if p.reach <= cut.right], [p for p in parts if p.reach > cut.right]


def _is_known(left: float, right: float, gutters: Gutters) -> bool:
    return any(left - 1 < gutter < right + 1 for gutter in gutters)


def _best_cut(rows: Sequence[Row], gutters: Gutters) -> _Cut | None:
    """Return the gap with most lines on its shorter side, the wider one of equals; None where none has several."""
    found: list[_Cut] = []
    for at, row in enumerate(rows):
        for a, b in zip(row, row[1:], strict=False):
            least = GAP * min(a.size, b.size)
            middle = (a.reach + b.x0) / 2
            seen = any(cut.top <= at < cut.end and cut.left < middle < cut.right for cut in found)
            if b.x0 - a.reach >= least and not seen:
                found.append(_run(rows, at, a.reach, b.x0, 0.8 * least))
    told = [
        (lines, cut.right - cut.left, -i)
        for i, cut in enumerate(found)
        if ((lines := _both_sides(rows, cut)) > 1 and _rows_with_both(rows, cut) > 1)
        or _is_known(cut.left, cut.right, gutters)
    ]
    return found[-max(told)[2]] if told else None


def _run(rows: Sequence[Row], at: int, left: float, right: float, least: float) -> _Cut:
    """Return a gap drawn up and down as far as no row crosses it; it narrows on the way, but not below ``least``."""
    top, end = at, at + 1
    while end < len(rows) and (found := _narrowed(rows[end], left, right, least)):
        left, right = found
        end += 1
    while top > 0 and (found := _narrowed(rows[top - 1], left, right, least)):
        left, right = found
        top -= 1
    # Rows at either end that stand on one side only may be headings or last lines of what is above or below.
    while top < at and not _has_both(rows[top], left, right) and not _close(rows[top : top + 3], right):
        top += 1
    while (
        end > at + 1
        and not _has_both(rows[end - 1], left, right)
        and not _close(rows[max(at, end - 3) : end][::-1], right)
    ):
        end -= 1
    return _Cut(top, end, left, right)


def _close(rows: Sequence[Row], right: float) -> bool:
    """Whether a row and one of the next two follow each other at the usual distance on one side of a gap.

    Then they are lines of one column; between them may stand a line of the other one.
    """
    first, *others = rows
    sides = {part.reach <= right for part in first}
    return any(
        sides & {part.reach <= right for part in other}
        and abs(first[0].y - other[0].y) < _NEXT_LINE * min(first[0].size, other[0].size)
        for other in others
    )


def _narrowed(row: Row, left: float, right: float, least: float) -> tuple[float, float] | None:
    """Return what a row leaves of a gap; None where it crosses it."""
    middle = (left + right) / 2
    for part in row:
        if part.x0 < middle < part.reach:
            return None
        if part.reach <= middle:
            left = max(left, part.reach)
        else:
            right = min(right, part.x0)
    return (left, right) if right - left >= least else None


def _has_both(row: Row, left: float, right: float) -> bool:
    return row[0].reach <= right and row[-1].x0 >= left and len(row) > 1


def _rows_with_both(rows: Sequence[Row], cut: _Cut) -> int:
    """Return how many rows have text on both sides of a gap."""
    return sum(_has_both(row, cut.left, cut.right) for row in rows[cut.top : cut.end])


def _both_sides(rows: Sequence[Row], cut: _Cut) -> int:
    """Return how many lines the shorter side of a gap has."""
    parts = [part for row in rows[cut.top : cut.end] for part in row]
    behind = sum(part.x0 >= cut.right - 0.01 for part in parts)
    return min(behind, len(parts) - behind)


def _is_prose(left: Sequence[Stretch], right: Sequence[Stretch]) -> bool:
    """Whether both sides of a gap are running text, not cells.

    So they are where one side surely is and the other is at least not against it, or where lines of the one run on
    beside lines of the other that begin anew: the cells of a row begin together.
    """
    told = [_column(side) for side in (left, right)]
    return (None not in told and any(told)) or _run_on_apart(left, right)


def _run_on_apart(left: Sequence[Stretch], right: Sequence[Stretch]) -> bool:
    """Whether lines run on beside lines of the other side that begin anew, more often than beside nothing."""
    sides = [[_merged(row, " ") for row in _rows(side)] for side in (left, right)]
    if any(sum(_FIGURES.fullmatch(s.text) is not None for s in lines) >= 0.3 * len(lines) for lines in sides):
        return False
    going_on = [_running_on(lines) for lines in sides]
    apart = alone = 0
    for here, there in ((0, 1), (1, 0)):
        others = sides[there]
        for line, runs_on in zip(sides[here], going_on[here], strict=True):
            if not runs_on or not others[-1].y - line.size < line.y < others[0].y + line.size:
                continue
            near = min(range(len(others)), key=lambda i: abs(others[i].y - line.y))
            if abs(others[near].y - line.y) > 0.8 * line.size:
                alone += 1
            else:
                apart += not going_on[there][near]
    return apart >= _FEWEST_APART and apart > 2 * alone


def _running_on(lines: Sequence[Stretch]) -> list[bool]:
    """Return which lines of one side go on from the line above: that one is full and ends within a sentence."""
    high = max(s.x1 for s in lines)
    found = [False]
    for above, line in zip(lines, lines[1:], strict=False):
        full = above.x1 >= high - 1.6 * above.size and above.text[-1:] not in _ENDS
        near = above.y - line.y < 2.2 * line.size
        found.append(full and near and line.x0 < above.x0 + 0.5 * line.size and len(above.text) >= _RUNS_ON)
    return found


def _column(side: Sequence[Stretch]) -> bool | None:
    """Return whether stretches surely read as running text from the top down; None where they are like cells."""
    rows = _rows(side)
    cut = _best_cut(rows, ())
    if cut is not None:
        # Several columns again: they are cut themselves; here one of them tells.
        told = [_column(part) for part in _sides(rows, cut)]
        return None if None in told else any(told)
    lines = [_merged(row, " ") for row in rows]
    high = max(s.x1 for s in lines)
    full = sum(s.x1 >= high - 2.2 * s.size for s in lines)
    wide = median(sum(1.0 if is_wide(char) else 0.5 for char in s.text) for s in lines)
    figures = sum(_FIGURES.fullmatch(s.text) is not None for s in lines)
    if wide < 5 or figures >= 0.3 * len(lines) or full < 0.4 * len(lines):
        return None
    return len(lines) >= _FEWEST_LINES or (len(lines) > 1 and full == len(lines) and wide >= 8)
