"""Stretches of a page → blocks in reading order: columns one after the other, tables by rows.

A page is cut where an upright gap runs through several lines: above it, left of it, right of it, below it,
and each part again. Knows geometry only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from rag.corpus.formats.pdf_lines import GAP, Stretch, is_wide

_FEWEST_LINES = 3
_MOST_COLUMNS = 5
_FIGURES = re.compile(r"[\d.,%‰+\-—/]+")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one column, or rows of a table, from the top down.

    Attributes:
        lines: A line each; the cells of a table's row are parted by tabs.
        table: Whether they are rows.
        columns: How many columns stand side by side here.
    """

    lines: tuple[Stretch, ...]
    table: bool = False
    columns: int = 1


def blocks(found: Sequence[Stretch]) -> list[Block]:
    """Return the blocks of a page in reading order; together they hold every stretch."""
    return _ordered(_rows(found), 1)


Row = list[Stretch]


def _rows(found: Sequence[Stretch]) -> list[Row]:
    """Return stretches by rows, each from the left: on one base line, or side by side with the other column's lines."""
    rows: list[Row] = []
    for part in sorted(found, key=lambda s: -s.y):
        if rows and _beside(rows[-1], part):
            rows[-1].append(part)
        else:
            rows.append([part])
    for row in rows:
        row.sort(key=lambda s: s.x0)
    return rows


def _beside(row: Row, part: Stretch) -> bool:
    """Whether a stretch stands on a row: at its height, or between two of its lines in a column of its own."""
    lower = row[0].y - part.y
    size = min(row[0].size, part.size)
    apart = all(part.x0 - s.x1 > 0.8 * size or s.x0 - part.x1 > 0.8 * size for s in row)
    return lower < 0.45 * size or (lower < 0.95 * size and apart)


@dataclass(frozen=True, slots=True)
class _Cut:
    """An upright gap between ``left`` and ``right`` through the rows from ``top`` to before ``end``."""

    top: int
    end: int
    left: float
    right: float


def _ordered(rows: Sequence[Row], columns: int) -> list[Block]:
    """Return the blocks of some rows."""
    cut = _best_cut(rows)
    if cut is None:
        return _single(rows, columns)
    before, band, behind = rows[: cut.top], rows[cut.top : cut.end], rows[cut.end :]
    left = [part for row in band for part in row if part.x1 <= cut.right]
    right = [part for row in band for part in row if part.x1 > cut.right]
    if not _is_prose(band, left, right):
        inner = [Block(tuple(_merged(row, "\t") for row in band), table=True, columns=columns)]
    else:
        inner = [*_ordered(_rows(left), columns + 1), *_ordered(_rows(right), columns + 1)]
    return [
        *(_ordered(before, columns) if before else []),
        *inner,
        *(_ordered(behind, columns) if behind else []),
    ]


def _single(rows: Sequence[Row], columns: int) -> list[Block]:
    """Return one block of rows that no gap runs through; what stands apart on a row is parted by a space."""
    return [Block(tuple(_merged(row, " ") for row in rows), columns=columns)] if rows else []


def _merged(row: Row, gap: str) -> Stretch:
    first = max(row, key=lambda s: len(s.text))
    return replace(first, x0=row[0].x0, x1=max(s.x1 for s in row), text=gap.join(s.text for s in row))


def _best_cut(rows: Sequence[Row]) -> _Cut | None:
    """Return the gap with most lines on its shorter side, the wider one of equals; None where none has several."""
    best: tuple[int, float, _Cut] | None = None
    tried: set[tuple[int, int, int]] = set()
    for at, row in enumerate(rows):
        for a, b in zip(row, row[1:], strict=False):
            if b.x0 - a.x1 < GAP * min(a.size, b.size):
                continue
            cut = _run(rows, at, a.x1, b.x0, GAP * 0.8 * min(a.size, b.size))
            key = (cut.top, cut.end, round(cut.left))
            if key in tried:
                continue
            tried.add(key)
            both = _both_sides(rows, cut)
            if both < 2:
                continue
            if best is None or (both, cut.right - cut.left) > best[:2]:
                best = (both, cut.right - cut.left, cut)
    return best[2] if best else None


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
    while top < at and not _has_both(rows[top], left, right):
        top += 1
    while end > at + 1 and not _has_both(rows[end - 1], left, right) and not _goes_on(rows, end, left, right):
        end -= 1
    return _Cut(top, end, left, right)


def _goes_on(rows: Sequence[Row], end: int, left: float, right: float) -> bool:
    """Whether the last row of a band belongs to a column longer than its neighbour: it follows close."""
    last, above = rows[end - 1], rows[end - 2]
    side = [p for p in above if (p.x1 <= right) == (last[0].x1 <= right)]
    return bool(side) and side[0].y - last[0].y < 2.2 * last[0].size


def _narrowed(row: Row, left: float, right: float, least: float) -> tuple[float, float] | None:
    """Return what a row leaves of a gap; None where it crosses it."""
    middle = (left + right) / 2
    for part in row:
        if part.x0 < middle < part.x1:
            return None
        if part.x1 <= middle:
            left = max(left, part.x1)
        else:
            right = min(right, part.x0)
    return (left, right) if right - left >= least else None


def _has_both(row: Row, left: float, right: float) -> bool:
    return row[0].x1 <= right and row[-1].x0 >= left and len(row) > 1


def _both_sides(rows: Sequence[Row], cut: _Cut) -> int:
    """Return how many lines the shorter side of a gap has."""
    parts = [part for row in rows[cut.top : cut.end] for part in row]
    behind = sum(part.x0 >= cut.right - 0.01 for part in parts)
    return min(behind, len(parts) - behind)


def _is_prose(band: Sequence[Row], left: Sequence[Stretch], right: Sequence[Stretch]) -> bool:
    """Whether both sides of a gap are running text, not cells of a table: several lines, most of them full."""
    return all(_is_column(side) for side in (left, right))


def _is_column(side: Sequence[Stretch]) -> bool:
    """Whether stretches read as running text from the top down."""
    rows = _rows(side)
    if len(rows) < _FEWEST_LINES:
        return False
    cut = _best_cut(rows)
    if cut is not None:
        # Several columns again: judged when they are cut themselves, if one of them is running text.
        band = [part for row in rows[cut.top : cut.end] for part in row]
        return any(_is_column([p for p in band if (p.x1 <= cut.right) == inner]) for inner in (True, False))
    lines = [_merged(row, " ") for row in rows]
    low, high = min(s.x0 for s in lines), max(s.x1 for s in lines)
    full = sum(s.x1 >= high - 2.2 * s.size for s in lines)
    wide = median(sum(1.0 if is_wide(char) else 0.5 for char in s.text) for s in lines)
    figures = sum(_FIGURES.fullmatch(s.text) is not None for s in lines)
    return high > low and full >= 0.4 * len(lines) and wide >= 5 and figures < 0.3 * len(lines)
