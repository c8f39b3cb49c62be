"""Characters with places → stretches of lines: what stands side by side on one base line, without wide gaps.

Knows geometry and how wide characters print; nothing of columns or paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import median

from rag.corpus.formats.pdf_glyphs import NO_SPACE, PRINTED_SPACE, WIDE_SPACE, Glyph
from rag.corpus.formats.pdf_rules import Rule

# In ems. Across a wider gap two characters belong to different stretches: columns, cells, letters set far apart.
GAP = 0.9
# What a full-width space may leave, justified lines and all; what may stand between a number and what it counts.
_ONE_SPACE, _BEHIND_NUMBER = 1.6, 2.6
_NUMBERING = re.compile(
    r"第[〇零一二三四五六七八九十百千0-9０-９]{1,7}[编篇章节条款项](?:之[一二三四五六七八九十]{1,3})?"
    r"|[〇零一二三四五六七八九十百]{1,5}[、.．]|[(（][〇零一二三四五六七八九十百0-9０-９]{1,4}[)）]"
    r"|[0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3})*[.．、)）]|[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}|[①-⑳]"
)
_SAME_BASE, _RAISED = 0.3, 0.65
# A character so much larger than what it stands beside is a drop cap.
_DROPPED, _LONGEST_DROPPED = 1.9, 3
_WIDE_CHAR = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\u3000-\u303f\U00020000-\U0003ffff“”‘’—…·]")
# At the end of a line these may hang over the edge of their column; so far they do not fill a gap.
_HANGING = "，。、；：！？）》」』”’】〕"
# A shorter line is none of a column: who speaks, what is named before a colon.
_SHORTEST = 5
_TOUCHING = 0.15
_FEWEST_GAPS, _TIGHT = 4, 0.6
# Letters set apart, in ems.
_FEWEST_SPREAD, _LEAST_SPREAD, _UNEVEN = 2, 0.25, 0.25


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a line.

    Attributes:
        x0: Left edge, in points.
        x1: Right edge.
        y: Base line.
        size: Of its characters: the width of a Chinese one, in points.
        text: What it says.
        row: Whether it is a row of a ruled table.
    """

    x0: float
    x1: float
    y: float
    size: float
    text: str
    row: bool = False

    @property
    def reach(self) -> float:
        """The right edge without a mark at the end that may hang over the edge of a column."""
        return self.x1 - self.size if may_hang(self.text) else self.x1


@cache
def _is_han(char: str) -> bool:
    # Asked for every character several times.
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


@cache
def is_wide(char: str) -> bool:
    """Return whether a character takes a full column in Chinese print."""
    return _WIDE_CHAR.match(char) is not None


@lru_cache(maxsize=1 << 13)
def may_hang(text: str) -> bool:
    """Return whether a line ends in a mark that may hang over the edge of its column."""
    return text.endswith(tuple(_HANGING)) and len(text) >= (_SHORTEST if text[-1] != "：" else 2 * _SHORTEST)


def stretches(glyphs: Sequence[Glyph], upright: Sequence[Rule] = ()) -> list[Stretch]:
    """Return the stretches of a page, from the top down, on one base line from the left.

    Args:
        glyphs: Its characters in the order drawn.
        upright: Upright lines drawn on it, as (x, from, to); no stretch goes across one.
    """
    runs = _runs(glyphs, upright)
    found = [_stretch(group) for group in _joined(runs, upright)]
    return sorted(found, key=lambda s: (-s.y, s.x0))


SetLine = tuple[str, float, float, list[tuple[float, float]]]


def set_lines(glyphs: Sequence[Glyph], upright: Sequence[Rule] = ()) -> list[SetLine]:
    """Return the stretches of a page with the places of their characters, in the order of ``stretches``.

    Args:
        glyphs: Its characters in the order drawn.
        upright: As for ``stretches``.

    Returns:
        Of each: its text, its base line, its size, and the edges of each of its characters.
    """
    found = []
    for group in _joined(_runs(glyphs, upright), upright):
        stretch, characters = _stretch(group), list(_characters(group, _em(group)))
        found.append((stretch.text, stretch.y, stretch.size, [edges for _, edges in characters]))
    return sorted(found, key=lambda line: (-line[1], line[3][0][0]))


def _em(glyphs: Sequence[Glyph]) -> float:
    """Return the size of some characters: that of their font, unless Chinese ones are plainly wider or narrower."""
    size = median(g.size for g in glyphs)
    wide = [g.x1 - g.x0 for g in glyphs if _is_han(g.char)]
    if wide and not 0.5 * size < median(wide) < 1.6 * size:
        size = median(wide)
    return max(1.0, size)


def _runs(glyphs: Sequence[Glyph], upright: Sequence[Rule]) -> list[list[Glyph]]:
    """Return the characters in runs that were drawn one behind the other on one base line."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        last = runs[-1][-1] if runs else None
        if last is not None:
            em = max(last.x1 - last.x0, glyph.x1 - glyph.x0, 0.6 * glyph.size, 1.0)
            most = _ONE_SPACE if glyph.space == WIDE_SPACE else 0.5
            near = -0.5 * em < glyph.x0 - last.x1 < most * em and glyph.x0 >= last.x0
            level = abs(glyph.y - last.y) < 0.1 * em and 0.8 < (glyph.size or 1) / (last.size or 1) < 1.25
            if near and level and not (upright and _crossed(upright, last.x1, glyph.x0, glyph.y)):
                runs[-1].append(glyph)
                continue
        runs.append([glyph])
    return runs


def _is_numbering(run: Sequence[Glyph]) -> bool:
    """Whether a run is the number of an article, chapter or item and nothing else."""
    return len(run) <= 12 and _NUMBERING.fullmatch(_text(run)) is not None


def _is_dropped(run: Sequence[Glyph], beside: Sequence[Glyph]) -> bool:
    """Whether a run is a drop cap of the much smaller one beside it: a Chinese character or mark, or both."""
    return (
        len(run) <= _LONGEST_DROPPED < len(beside)
        and any(is_wide(glyph.char) for glyph in run)
        and any(is_wide(glyph.char) for glyph in beside)
    )


def _text(run: Sequence[Glyph]) -> str:
    return "".join([glyph.char for glyph in run])


def _crossed(upright: Sequence[Rule], left: float, right: float, y: float) -> bool:
    """Whether a line stands between two places on a base line; it may touch either."""
    low, high = min(left, right) - 1.0, max(left, right) + 1.0
    return any(low <= x <= high and bottom <= y + 2.0 <= top for x, bottom, top in upright)


def _joined(runs: Sequence[list[Glyph]], upright: Sequence[Rule]) -> list[list[Glyph]]:
    """Return the runs that stand on one base line without a wide gap as one, raised figures with what bears them."""
    boxes = sorted(
        ((run[0].y, min(g.x0 for g in run), max(g.x1 for g in run), _em(run), run) for run in runs),
        key=lambda b: (-b[0], b[1]),
    )
    parent = list(range(len(boxes)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    tallest = max((box[3] for box in boxes), default=0.0)
    for i, (y, x0, x1, em, _) in enumerate(boxes):
        for j in range(i + 1, len(boxes)):
            other_y, other_x0, other_x1, other_em, _ = boxes[j]
            if y - other_y > _RAISED * tallest:
                break
            big, small = max(em, other_em), min(em, other_em)
            gap = max(x0, other_x0) - min(x1, other_x1)
            most = GAP
            if GAP * small < gap <= _BEHIND_NUMBER * big and _is_numbering(boxes[i if x0 < other_x0 else j][4]):
                most = _BEHIND_NUMBER
            apart = gap
            if _TOUCHING * big < gap <= GAP * big and may_hang(_text(boxes[i if x0 < other_x0 else j][4])):
                apart += big
            same = y - other_y <= _SAME_BASE * small and apart <= most * (small if small > 0.7 * big else big)
            raised = small < 0.8 * big and y - other_y <= _RAISED * big and -0.2 * small <= gap <= 0.35 * big
            if upright and _crossed(upright, min(x1, other_x1), max(x0, other_x0), y):
                continue
            if big > _DROPPED * small and _is_dropped(*(boxes[n][4] for n in ((i, j) if em > other_em else (j, i)))):
                continue
            if (same and gap > -0.7 * big) or raised or (same and small < 0.8 * big):
                parent[root(j)] = root(i)
    groups: dict[int, list[Glyph]] = {}
    for i, box in enumerate(boxes):
        groups.setdefault(root(i), []).extend(box[4])
    return list(groups.values())


def _stretch(glyphs: list[Glyph]) -> Stretch:
    """Return some characters of one line as text, spaces where print shows or draws them."""
    em = _em(glyphs)
    glyphs.sort(key=lambda g: g.x0)
    text = "".join(char for char, _ in _characters(glyphs, em))
    sizes = [g for g in glyphs if _is_han(g.char)] or glyphs
    y = median(g.y for g in sizes)
    return Stretch(min(g.x0 for g in glyphs), max(g.x1 for g in glyphs), y, em, text)


def _characters(glyphs: Sequence[Glyph], em: float) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield the characters of one line, spaces where print shows or draws them, each with its edges.

    Args:
        glyphs: From the left.
        em: Their size.
    """
    last: Glyph | None = None
    tight, spread = _is_tight(glyphs, em), _spread(glyphs, em)
    for glyph in glyphs:
        if last is not None:
            # Bold print is often the same character drawn twice, a little apart.
            if glyph.char == last.char and glyph.x0 - last.x0 < 0.3 * (last.x1 - last.x0):
                continue
            if glyph.x0 - last.x1 > spread and _spaced(last, glyph, em, tight=tight):
                yield " ", (last.x1, max(last.x1, glyph.x0))
        yield glyph.char, (glyph.x0, glyph.x1)
        last = glyph


def _is_tight(glyphs: Sequence[Glyph], em: float) -> bool:
    """Whether the Chinese characters of a line touch each other but for a few: nothing was spread to fill the line."""
    gaps = [b.x0 - a.x1 for a, b in zip(glyphs, glyphs[1:], strict=False) if _is_han(a.char) and _is_han(b.char)]
    return len(gaps) >= _FEWEST_GAPS and sum(abs(gap) < 0.06 * em for gap in gaps) >= _TIGHT * len(gaps)


def _spread(glyphs: Sequence[Glyph], em: float) -> float:
    """Return how wide a gap may be without being a space, where all Chinese characters stand evenly apart; else -1."""
    gaps = [b.x0 - a.x1 for a, b in zip(glyphs, glyphs[1:], strict=False) if is_wide(a.char) and is_wide(b.char)]
    if len(gaps) < _FEWEST_SPREAD or min(gaps) < _LEAST_SPREAD * em or max(gaps) - min(gaps) > _UNEVEN * em:
        return -1.0
    return max(gaps) + 0.3 * em


def _spaced(last: Glyph, glyph: Glyph, em: float, *, tight: bool) -> bool:
    """Whether print shows a space between two neighbours."""
    gap = glyph.x0 - last.x1
    # A browser leaves out the space itself and sets what follows apart by a quarter of a character.
    if tight and glyph.space != NO_SPACE and gap >= 0.2 * em and _is_han(last.char) and _is_han(glyph.char):
        return True
    if is_wide(last.char) or is_wide(glyph.char):
        return gap >= 0.8 * em or (glyph.space >= PRINTED_SPACE and gap >= 0.2 * em)
    return gap > 0.22 * em or (glyph.space != NO_SPACE and gap > 0.05 * em)
