"""Ruled tables of a page: what stands in the cells between drawn lines becomes rows. Knows geometry only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from rag.corpus.formats.pdf_lines import Stretch, is_wide
from rag.corpus.formats.pdf_rules import Rule, Rules

_TOUCH = 3.0
_LONGEST_CELL = 400


def with_rows(found: Sequence[Stretch], rules: Rules) -> list[Stretch]:
    """Return the stretches of a page, those in cells of a ruled table replaced by its rows, cells parted by tabs."""
    rest = list(found)
    for xs, ys in _grids(rules):
        inside = [s for s in rest if xs[0] < (s.x0 + s.x1) / 2 < xs[-1] and ys[0] < s.y + s.size / 3 < ys[-1]]
        rows = _rows(inside, xs, ys)
        if rows:
            held = set(map(id, inside))
            rest = [s for s in rest if id(s) not in held] + rows
    return sorted(rest, key=lambda s: (-s.y, s.x0))


def _grids(rules: Rules) -> Iterator[tuple[list[float], list[float]]]:
    """Yield the places of the lines of each table: lines that touch each other, two columns and a row at the least."""
    left = list(rules.upright)
    while left:
        uprights, levels = {left.pop()}, set[Rule]()
        grown = True
        while grown:
            more = {h for h in rules.level if h not in levels and any(_touches(v, h) for v in uprights)}
            levels |= more
            beside = [v for v in left if any(_touches(v, h) for h in levels)]
            uprights |= set(beside)
            left = [v for v in left if v not in uprights]
            grown = bool(more or beside)
        xs, ys = _apart(v[0] for v in uprights), _apart(h[0] for h in levels)
        if len(xs) >= 3 and len(ys) >= 2:
            yield xs, ys


def _touches(upright: Rule, level: Rule) -> bool:
    return (
        level[1] - _TOUCH <= upright[0] <= level[2] + _TOUCH and upright[1] - _TOUCH <= level[0] <= upright[2] + _TOUCH
    )


def _apart(places: Iterable[float]) -> list[float]:
    """Return places in order, those closer than a line is wide as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _TOUCH:
            found.append(place)
    return found


def _rows(inside: Sequence[Stretch], xs: Sequence[float], ys: Sequence[float]) -> list[Stretch]:
    """Return the rows of a table from its stretches; none where a cell holds so much that the lines only frame text."""
    cells: dict[int, dict[int, list[Stretch]]] = {}
    for s in sorted(inside, key=lambda s: (-s.y, s.x0)):
        band, column = bisect_right(ys, s.y + s.size / 3), bisect_right(xs, (s.x0 + s.x1) / 2)
        cells.setdefault(band, {}).setdefault(column, []).append(s)
    made = []
    for row in cells.values():
        texts = [_text(row[column]) if column in row else "" for column in range(1, len(xs))]
        if max(map(len, texts)) > _LONGEST_CELL:
            return []
        parts = [s for cell in row.values() for s in cell]
        size = median(s.size for s in parts)
        text = "\t".join(texts).strip("\t")
        made.append(Stretch(xs[0], xs[-1], max(s.y for s in parts), size, text, row=True))
    return made


def _text(lines: Sequence[Stretch]) -> str:
    """Return the lines of a cell as one, a space where words of letters meet."""
    text = lines[0].text
    for line in lines[1:]:
        text += ("" if is_wide(text[-1]) or is_wide(line.text[0]) else " ") + line.text
    return text
