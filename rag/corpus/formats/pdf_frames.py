"""What stands beside the text of a page in a frame of its own: boxes, and captions below pictures.

Such text interrupts columns without being part of them. It is taken out before these are told, and put back behind the
article in which it stands. Knows geometry only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.corpus.formats.pdf_cut import ABOVE, BELOW, Setting
from rag.corpus.formats.pdf_lines import Stretch
from rag.corpus.formats.pdf_rules import Area, Rules

# Of a page's lines, how many a frame may hold and be one in the page, not around it.
_MOST = 0.7
_TOUCH = 3.0
# A page with more frames has cells; the largest are looked at.
_MOST_FRAMES = 200
# A caption: from its picture in sizes, its lines, how far it may reach over the picture, and how much smaller it is.
_BELOW_PICTURE, _MOST_LINES, _OVER, _SMALLER = 2.4, 5, 1.5, 0.96
_CAPTION_LEAD = 1.9


@dataclass(frozen=True, slots=True)
class Framed:
    """Lines that stand in a frame or below a picture, and the place of that."""

    area: Area
    lines: tuple[Stretch, ...]


def taken_out(found: Sequence[Stretch], rules: Rules, how: Setting) -> tuple[list[Stretch], list[Framed]]:
    """Return what stands in the columns of a page, and what stands in frames and below pictures beside them.

    Args:
        found: All that stands on the page.
        rules: What is drawn on it.
        how: How its running text is set.
    """
    rest, out = list(found), list[Framed]()
    if not how.flowing or not (rules.frames or rules.pictures):
        return rest, out
    bare = list[Area](rules.pictures)
    for area in sorted(rules.frames, key=lambda a: -(a[2] - a[0]) * (a[3] - a[1]))[:_MOST_FRAMES]:
        inside = [s for s in rest if _is_inside(s, area)]
        if not inside:
            bare.append(area)
        elif _is_box(area, inside, rest, rules, how):
            out.append(Framed(area, tuple(inside)))
            rest = _without(rest, inside)
    for area in bare:
        caption = _caption(area, rest, how)
        if caption and _beside(area, rest, caption, how):
            low = min(s.y for s in caption) - BELOW * how.size
            out.append(Framed((area[0], low, area[2], area[3]), tuple(caption)))
            rest = _without(rest, caption)
    return rest, sorted(out, key=lambda f: (-f.area[3], f.area[0]))


def _without(found: Sequence[Stretch], some: Sequence[Stretch]) -> list[Stretch]:
    gone = set(map(id, some))
    return [s for s in found if id(s) not in gone]


def _is_inside(s: Stretch, area: Area) -> bool:
    """Whether a line's middle stands in an area."""
    return area[0] <= (s.x0 + s.x1) / 2 <= area[2] and area[1] <= s.y + s.size / 3 <= area[3]


def _is_box(area: Area, inside: Sequence[Stretch], found: Sequence[Stretch], rules: Rules, how: Setting) -> bool:
    """Whether a frame holds text of its own beside columns: no page's frame, no cell, nothing reaching over it."""
    if len(inside) < 2 or len(inside) > _MOST * len(found) or all(s.row for s in inside):
        return False
    if any(s.x0 < area[0] - _TOUCH or s.x1 > area[2] + how.size for s in inside):
        return False
    cells = [
        other
        for other in rules.frames
        if other != area
        and min(abs(other[0] - area[2]), abs(other[2] - area[0])) <= _TOUCH
        and min(other[3], area[3]) - max(other[1], area[1]) > 0.9 * (area[3] - area[1])
    ]
    return not cells and _beside(area, found, inside, how)


def _beside(area: Area, found: Sequence[Stretch], own: Sequence[Stretch], how: Setting) -> bool:
    """Whether running text stands beside an area."""
    held = set(map(id, own))
    return any(
        id(s) in how.flowing and id(s) not in held and area[1] < s.y < area[3] and not area[0] < s.x0 < area[2]
        for s in found
    )


def _caption(area: Area, found: Sequence[Stretch], how: Setting) -> list[Stretch]:
    """Return the lines right below a picture that are no running text: smaller, or few with white below them."""
    reach = _OVER * how.size
    below = sorted(
        (
            s
            for s in found
            if s.y < area[1] and s.x0 >= area[0] - reach and s.x1 <= area[2] + reach and s.size <= 1.05 * how.size
        ),
        key=lambda s: -s.y,
    )
    lines: list[Stretch] = []
    for s in below:
        low = lines[-1].y if lines else area[1]
        most = _CAPTION_LEAD * s.size if lines else _BELOW_PICTURE * s.size
        if low - s.y > most or (lines and abs(s.size - lines[0].size) > 0.04 * s.size):
            break
        lines.append(s)
    if not lines or len(lines) > _MOST_LINES:
        return []
    small = lines[0].size <= _SMALLER * how.size
    behind = next((s for s in below[len(lines) :]), None)
    white = behind is None or lines[-1].y - behind.y > 1.25 * max(how.lead, how.size + ABOVE)
    return lines if small or (white and not any(id(s) in how.flowing for s in lines)) else []
