"""Display print set plain: drop caps put before the line they open, headlines whose letters stand apart made one.

Both would tear columns: a drop cap stands beside the lines of its paragraph like a column of its own, and letters set
apart leave gaps as wide as gutters. Knows stretches; nothing of columns or paragraphs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median

from rag.corpus.formats.pdf_lines import Stretch, is_wide

# A drop cap in sizes of the text beside it; how far from it that stands, and how many lines at the most.
_LEAST_CAP, _MOST_CAP, _BESIDE, _SET_IN, _MOST_LINES = 1.7, 6.5, 1.3, 3.5, 6
_LONGEST_CAP = 3
# Set apart: how far, in sizes; how even; and from how many characters on, in large print and in any other.
_FARTHEST, _EVEN = 4.5, 0.35
_FEWEST_LARGE, _FEWEST = 3, 5
_LARGER = 1.12
# What a paragraph is indented by, in sizes: a drop cap opens one.
_INDENT = 2.0


def plain(found: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches of a page, from the top down, with drop caps and letters set apart made lines of print."""
    if not found:
        return []
    sizes: Counter[float] = Counter()
    for s in found:
        sizes[round(2 * s.size) / 2] += len(s.text)
    size = sizes.most_common(1)[0][0]
    whole = _with_caps(_closed_up(found, size), size)
    return sorted(whole, key=lambda s: (-s.y, s.x0))


def _closed_up(found: Sequence[Stretch], size: float) -> list[Stretch]:
    """Return stretches, those of single characters that stand evenly apart on a row as one."""
    single = [s for s in found if len(s.text) == 1 and is_wide(s.text) and not s.row]
    if len(single) < _FEWEST_LARGE:
        return list(found)
    rows: list[list[Stretch]] = []
    for s in sorted(single, key=lambda s: -s.y):
        if rows and rows[-1][0].y - s.y < 0.3 * s.size and abs(rows[-1][0].size - s.size) < 0.08 * s.size:
            rows[-1].append(s)
        else:
            rows.append([s])
    gone: set[int] = set()
    made = []
    for row in rows:
        row.sort(key=lambda s: s.x0)
        for run in _runs(row):
            large = run[0].size >= _LARGER * size
            if len(run) >= (_FEWEST_LARGE if large else _FEWEST) and (large or not _in_columns(run, single)):
                gone.update(map(id, run))
                made.append(replace(run[0], x1=run[-1].x1, text="".join(s.text for s in run)))
    return [s for s in found if id(s) not in gone] + made


def _runs(row: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Yield what stands evenly apart on a row."""
    run = [row[0]]
    steps: list[float] = []
    for last, s in zip(row, row[1:], strict=False):
        step = s.x0 - last.x0
        usual = median(steps) if steps else step
        if step - s.size <= _FARTHEST * s.size and abs(step - usual) <= _EVEN * max(usual - s.size, s.size):
            run.append(s)
            steps.append(step)
        else:
            yield run
            run, steps = [s], []
    yield run


def _in_columns(run: Sequence[Stretch], single: Sequence[Stretch]) -> bool:
    """Whether other single characters stand above or below most of a run: then they are cells."""
    near = [s for s in single if 0.5 * s.size < abs(s.y - run[0].y) < 4 * s.size]
    held = sum(any(abs(s.x0 - other.x0) < 0.4 * s.size for other in near) for s in run)
    return 2 * held >= len(run)


def _with_caps(found: Sequence[Stretch], size: float) -> list[Stretch]:
    """Return stretches, each drop cap put before the first line that stands beside it."""
    caps = [
        s
        for s in found
        if len(s.text) <= _LONGEST_CAP and is_wide(s.text[-1]) and _LEAST_CAP * size <= s.size <= _MOST_CAP * size
    ]
    if not caps:
        return list(found)
    changed: dict[int, Stretch | None] = {}
    for cap in caps:
        beside = sorted((s for s in found if _stands_beside(cap, s, size)), key=lambda s: -s.y)
        # Only the first line may be set in from the drop cap.
        beside = [s for s in beside if s is beside[0] or s.x0 - cap.x1 <= _BESIDE * size]
        if not 2 <= len(beside) <= _MOST_LINES or beside[0].y < cap.y + 0.3 * cap.size:
            continue
        first, *others = beside
        left = _left_below(cap, others[-1], found)
        changed[id(first)] = replace(first, x0=min(left + _INDENT * first.size, first.x0), text=cap.text + first.text)
        changed.update((id(s), replace(s, x0=left)) for s in others)
        changed[id(cap)] = None
    return [s for one in found if (s := changed.get(id(one), one)) is not None]


def _left_below(cap: Stretch, last: Stretch, found: Sequence[Stretch]) -> float:
    """Return the left edge of the column of a drop cap: where the line below it begins, or else itself."""
    below = (s for s in found if 0 < last.y - s.y < 2.4 * last.size and 0 <= cap.x0 - s.x0 <= 2 * _INDENT * last.size)
    return min((s.x0 for s in below if s.x1 > cap.x1), default=cap.x0)


def _stands_beside(cap: Stretch, s: Stretch, size: float) -> bool:
    """Whether a line of text stands beside a drop cap, at its right."""
    level = cap.y - 0.35 * cap.size < s.y < cap.y + 1.05 * cap.size
    near = -0.3 * size <= s.x0 - cap.x1 <= _SET_IN * size
    return level and near and abs(s.size - size) <= 0.15 * size
