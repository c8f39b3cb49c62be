"""How text was set: column widths, told from the shapes of the lines around each line.

A page that was printed in columns has lines that are full: the first character of the next line
would not have fitted any more. Each place is judged by the lines near it, never by the file as a
whole: a page may hold columns of several widths, and text with a line per paragraph beside them.
Knows widths and gaps; which lines belong together is ``joints``' business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.corpus.lines import Line, wide, width
from rag.corpus.shapes import ended, sentence_ended

_WIDEST = 46.0
_NEAR = 8
_AROUND = 10
_FAR = 40
_FEW = 4
_INDENT = 2.0
_OVER = 3.0
_SLIM = "，。、；：！？“”‘’（）《》·"
NO_START = "，。、；：！？,.;:!?…%）)》】〕」』”’·—"
NO_END = "（(《【〔「『“‘"
_INNER = re.compile(r"[，。；：、！？,;:](?=.)")


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text around one line was set.

    Attributes:
        printed: Whether lines here end where the column ends.
        rooms: What the column had left when this line ended, the start of the next line counted as
            taken, told from the lines before and from those behind; 0 and less is a full line.
        slack: The room that lines leave here although their paragraph goes on.
        gap: Blank lines usual between two lines here.
        indent: White columns usual before a line here.
        lost: Whether paragraphs here begin with a line that is short by an indent.
    """

    printed: bool
    rooms: tuple[float, float]
    slack: float
    gap: int
    indent: int
    lost: bool = False

    @property
    def full(self) -> bool:
        """Whether the line is full by either measure."""
        return min(self.rooms) <= self.slack + 0.5 and max(self.rooms) >= -_OVER

    @property
    def surely_full(self) -> bool:
        """Whether the line is full by both measures."""
        return max(self.rooms) <= self.slack + 0.5

    @property
    def first(self) -> bool:
        """Whether the line is short by about an indent."""
        back, ahead = self.rooms
        return back >= self.slack + 0.4 and self.slack + 0.9 <= ahead <= self.slack + _INDENT + 1.0


def first_unit(text: str, slim: float = 1.0) -> float:
    """Return the width of what stands together at the start of a line: a character with its marks, or a Latin word."""
    i = 0
    while i < len(text) and text[i] in NO_END:
        i += 1
    if i < len(text) and not wide(text[i]) and text[i].isalnum():
        while i < len(text) and not wide(text[i]) and not text[i].isspace():
            i += 1
    else:
        i += 1
    while i < len(text) and text[i] in NO_START:
        i += 1
    return _size(text[:i], slim)


def _size(text: str, slim: float) -> float:
    """Return the width of a text whose punctuation takes ``slim`` of a full-width character."""
    return width(text) - (1.0 - slim) * sum(char in _SLIM for char in text)


@dataclass(frozen=True, slots=True)
class _Measure:
    """Widths of all lines and of their first units with punctuation taken as full or slim."""

    sizes: tuple[float, ...]
    units: tuple[float, ...]


def settings(lines: Sequence[Line]) -> list[Setting]:
    """Return how the text around each line was set, one for each line."""
    usual = Counter(line.indent for line in lines).most_common(1)[0][0]
    shifts = [max(0.0, min(_INDENT, (line.indent - usual) / 2)) if line.indent >= 2 else 0.0 for line in lines]
    measures = [
        _Measure(
            tuple(_size(line.text, slim) + shift for line, shift in zip(lines, shifts, strict=True)),
            tuple(first_unit(line.text, slim) for line in lines),
        )
        for slim in (1.0, 0.5)
    ]
    ends = [ended(line.text) for line in lines]
    inner = [len(_INNER.findall(line.text)) for line in lines]
    return _with_lost([_setting(lines, measures, ends, inner, i) for i in range(len(lines))], lines)


def _with_lost(sets: list[Setting], lines: Sequence[Line]) -> list[Setting]:
    """Return the settings with what the lines that begin a paragraph tell about indents.

    An indent is lost where lines behind the end of a sentence are short by it, and other lines hardly ever.
    """
    behind = [0] * (len(lines) + 1)
    inside = [0] * (len(lines) + 1)
    for i, here in enumerate(sets):
        short = here.printed and here.first and i > 0 and i + 1 < len(lines) and not ended(lines[i].text)
        behind[i + 1] = behind[i] + (short and sentence_ended(lines[i - 1].text))
        inside[i + 1] = inside[i] + (short and not ended(lines[i - 1].text))
    found = []
    for i, here in enumerate(sets):
        low, high = max(0, i - _FAR), min(len(lines), i + _FAR)
        found.append(replace(here, lost=behind[high] - behind[low] > inside[high] - inside[low]))
    return found


def _setting(
    lines: Sequence[Line], measures: Sequence[_Measure], ends: Sequence[bool], inner: Sequence[int], i: int
) -> Setting:
    """Return how the text around line ``i`` was set."""
    low, high = max(0, i - _AROUND), min(len(lines), i + _AROUND + 1)
    measure = min(measures, key=lambda m: _spread(m.sizes[low:high]) * (1.0 if m is measures[1] else 0.85))
    sizes, units = measure.sizes, measure.units
    back = _column(sizes[max(0, i - _NEAR + 1) : max(i + 1, _FEW)])
    ahead = _column(sizes[min(i, max(0, len(sizes) - _FEW)) : i + _NEAR])
    near = range(low, high)
    full = [j for j in near if _is_near(sizes[j], back) or _is_near(sizes[j], ahead)]
    going = [j for j in full if not ends[j]]
    # Verse and lists have even lines too, but their marks stand at line ends and hardly ever inside.
    commas = sum(lines[j].text[-1] in "，、,；;" for j in going)
    within = sum(inner[j] for j in going)
    over = sum(sizes[j] for j in near if sizes[j] > max(back, ahead) + 1.5)
    printed = (
        min(back, ahead) <= _WIDEST
        and len(full) >= min(3.0, 0.5 * len(near))
        and len(full) >= 0.25 * len(near)
        and sum(sizes[j] for j in full) >= over
        and len(going) >= 0.5 * len(full)
        and 2 * commas <= len(going)
        and within > 0
        and 60 * (within + commas) >= sum(len(lines[j].text) for j in going)
    )
    room = sorted(
        min((c - sizes[j] - units[j + 1] for c in (back, ahead)), key=abs) for j in going if j + 1 < high and inner[j]
    )
    gaps = Counter(lines[j + 1].gap for j in going if j + 1 < len(lines))
    indents = Counter(lines[j].indent for j in near)
    after = units[i + 1] if i + 1 < len(lines) else 0.0
    return Setting(
        printed,
        (back - sizes[i] - after, ahead - sizes[i] - after),
        max(0.0, min(1.0, room[int(0.7 * (len(room) - 1))])) if room else 0.5,
        gaps.most_common(1)[0][0] if gaps else 0,
        indents.most_common(1)[0][0],
    )


def _spread(sizes: Sequence[float]) -> float:
    """Return how far lines that are about full fall short of the column, on average."""
    column = _column(sizes)
    short = [column - size for size in sizes if abs(column - size) <= 3]
    return sum(map(abs, short)) / len(short) + 0.2


def _column(sizes: Sequence[float]) -> float:
    """Return the column width that some lines suggest: what at least two of them reach, or nearly."""
    first, *rest = sorted(sizes, reverse=True)
    if not rest:
        return first
    if len(rest) == 1:
        return first if first - rest[0] <= 2.5 else rest[0]
    return first if first - rest[0] <= 0.5 else rest[0]


def _is_near(size: float, column: float) -> bool:
    return column - 2.5 <= size <= column + 1.5
