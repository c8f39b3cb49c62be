"""Tables of a page: what stands in cells becomes rows, between drawn lines or below each other without any.

Knows geometry only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from rag.corpus.formats.pdf_cut import Setting
from rag.corpus.formats.pdf_lines import GAP, Stretch, is_wide
from rag.corpus.formats.pdf_rules import Rule, Rules

_TOUCH = 3.0
_LONGEST_CELL = 400
# Without lines: rows of cells below each other, how many, how far apart and how well in line, in sizes.
_FEWEST_ROWS, _NEXT_ROW, _IN_LINE = 3, 3.2, 1.0
_LONGEST_LINE, _OTHER = 20, 0.08


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


# ---------------------------------------------------------------- without lines


def with_unruled(found: Sequence[Stretch], how: Setting) -> list[Stretch]:
    """Return the stretches of a page of columns, those in tables without lines replaced by their rows.

    Pages without columns side by side are left as they are: their tables are told when their rows are put in order.
    """
    if not how.columned:
        return list(found)
    rows = _cell_rows(found, how)
    rest = list(found)
    while rows:
        table = [rows.pop(0)]
        for row in list(rows):
            if table[-1][0].y - row[0].y > _NEXT_ROW * row[0].size:
                break
            if _in_line(table, row):
                table.append(row)
                rows.remove(row)
        if len(table) >= _FEWEST_ROWS:
            held = {id(s) for row in table for s in row}
            left, right = min(row[0].x0 for row in table), max(row[-1].x1 for row in table)
            made = [replace(row, x0=left, x1=right, row=True) for row in rows_of(table)]
            rest = [s for s in rest if id(s) not in held] + made
    return sorted(rest, key=lambda s: (-s.y, s.x0))


def _cell_rows(found: Sequence[Stretch], how: Setting) -> list[list[Stretch]]:
    """Return what stands side by side in short lines that are no running text, from the top down."""
    rows: list[list[Stretch]] = []
    for s in sorted(found, key=lambda s: (-round(s.y), s.x0)):
        cell = id(s) not in how.flowing and not s.row and len(s.text) <= _LONGEST_LINE and s.size < 1.12 * how.size
        last = rows[-1][-1] if rows and rows[-1] else None
        if last is not None and abs(last.y - s.y) > 0.4 * s.size:
            rows.append([])
        if not cell:
            # Running text on the same level parts what stands on either side of it.
            rows.append([])
        elif not rows or (last is not None and (s.x0 - last.x1 < GAP * s.size or abs(s.size / last.size - 1) > _OTHER)):
            rows.append([s])
        else:
            rows[-1].append(s)
    return [row for row in rows if len(row) > 1]


def _in_line(table: Sequence[Sequence[Stretch]], row: Sequence[Stretch]) -> bool:
    """Whether two cells of a row stand below cells of a table: at one left edge, one right edge or in the middle."""
    last = table[-1]
    held = 0
    for s in row:
        near = _IN_LINE * s.size
        held += any(min(abs(s.x0 - o.x0), abs(s.x1 - o.x1), abs(s.x0 + s.x1 - o.x0 - o.x1) / 2) <= near for o in last)
    return held >= 2


def rows_of(band: Sequence[Sequence[Stretch]]) -> tuple[Stretch, ...]:
    """Return the rows of a table without lines, a tab for every cell that is blank before a filled one.

    Its columns are where cells stand below each other; where two of a row fall into one column, blanks are not told.
    """
    columns: list[tuple[float, float]] = []
    for part in sorted((part for row in band for part in row), key=lambda s: s.x0):
        if columns and part.x0 < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], part.x1)
        else:
            columns.append((part.x0, part.x1))
    made = []
    for row in band:
        at = [next(i for i, (left, right) in enumerate(columns) if left <= s.x0 <= right) for s in row]
        if len(set(at)) < len(row):
            return tuple(_tabbed(row, [s.text for s in row]) for row in band)
        cells = dict(zip(at, (s.text for s in row), strict=True))
        made.append(_tabbed(row, [cells.get(i, "") for i in range(len(columns))]))
    return tuple(made)


def _tabbed(row: Sequence[Stretch], cells: Sequence[str]) -> Stretch:
    first = max(row, key=lambda s: len(s.text))
    return replace(first, x0=row[0].x0, x1=max(s.x1 for s in row), text="\t".join(cells).strip("\t"))
