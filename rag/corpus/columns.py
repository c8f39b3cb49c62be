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
from rag.corpus.shapes import ended, labelled, sentence_ended

_WIDEST = 46.0
_NEAR = 8
_AROUND = 10
_FAR = 40
_FEW = 4
_INDENT = 2.0
_OVER = 3.0
_HANGING = 1.5
_CLEARLY = 0.85
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
    """Widths of all lines and of their first units, with punctuation taken as full or slim."""

    sizes: tuple[float, ...]
    units: tuple[float, ...]

    def room(self, i: int, column: float) -> float:
        """Return what a column has left behind line ``i`` once the start of the next line is counted in."""
        after = self.units[i + 1] if i + 1 < len(self.units) else 0.0
        return column - self.sizes[i] - after


@dataclass(frozen=True, slots=True)
class _Page:
    """Lines with what is told of each by itself.

    Attributes:
        lines: The lines.
        full: Their measure with punctuation at full width.
        slim: Their measure with punctuation at half width, as many newspapers set it.
        ends: Whether a line can end a paragraph.
        inner: How many marks a line holds before its last character.
        labels: Whether a line opens with a label and its value; such lines end where their value does.
    """

    lines: Sequence[Line]
    full: _Measure
    slim: _Measure
    ends: Sequence[bool]
    inner: Sequence[int]
    labels: Sequence[bool]


def settings(lines: Sequence[Line]) -> list[Setting]:
    """Return how the text around each line was set, one for each line. Linear in the number of lines."""
    usual = Counter(line.indent for line in lines).most_common(1)[0][0] if lines else 0
    shifts = [max(0.0, min(_INDENT, (line.indent - usual) / 2)) if line.indent >= 2 else 0.0 for line in lines]
    full, slim = (
        _Measure(
            tuple(_size(line.text, part) + shift for line, shift in zip(lines, shifts, strict=True)),
            tuple(first_unit(line.text, part) for line in lines),
        )
        for part in (1.0, 0.5)
    )
    ends = [ended(line.text) for line in lines]
    inner = [len(_INNER.findall(line.text)) for line in lines]
    page = _Page(lines, full, slim, ends, inner, [labelled(line.text) for line in lines])
    return _with_lost([_setting(page, i) for i in range(len(lines))], page)


def _setting(page: _Page, i: int) -> Setting:
    """Return how the text around line ``i`` was set."""
    lines = page.lines
    near = range(max(0, i - _AROUND), min(len(lines), i + _AROUND + 1))
    # Full-width marks are the rule; slim ones have to fit clearly better.
    slim = _spread(page.slim.sizes[near.start : near.stop]) < _CLEARLY * _spread(
        page.full.sizes[near.start : near.stop]
    )
    measure = page.slim if slim else page.full
    sizes = measure.sizes
    back = _column(sizes[max(0, i - _NEAR + 1) : max(i + 1, _FEW)])
    ahead = _column(sizes[min(i, max(0, len(sizes) - _FEW)) : i + _NEAR])
    full = [j for j in near if _fills(sizes[j], back) or _fills(sizes[j], ahead)]
    going = [j for j in full if not page.ends[j]]
    over = sum(sizes[j] for j in near if sizes[j] > max(back, ahead) + _HANGING)
    printed = (
        min(back, ahead) <= _WIDEST
        and len(full) >= max(min(3.0, len(near) / 2), len(near) / 4)
        and sum(sizes[j] for j in full) >= over
        and 2 * len(going) >= len(full)
        and 2 * sum(page.labels[near.start : near.stop]) < len(near)
        and _runs_on(page, going)
    )
    left = sorted(
        min((measure.room(j, column) for column in (back, ahead)), key=abs)
        for j in going
        if j + 1 < near.stop and page.inner[j]
    )
    gaps = Counter(lines[j + 1].gap for j in going if j + 1 < len(lines))
    return Setting(
        printed=printed,
        rooms=(measure.room(i, back), measure.room(i, ahead)),
        slack=max(0.0, min(1.0, left[int(0.7 * (len(left) - 1))])) if left else 0.5,
        gap=gaps.most_common(1)[0][0] if gaps else 0,
        indent=Counter(lines[j].indent for j in near).most_common(1)[0][0],
    )


def _runs_on(page: _Page, going: Sequence[int]) -> bool:
    """Whether full lines without an end mark are running text: marks stand anywhere in them.

    Verse and lists have even lines too, but their marks stand at line ends, or there are none.
    """
    texts = [page.lines[j].text for j in going]
    commas = sum(text[-1] in "，、,；;" for text in texts)
    inside = sum(page.inner[j] for j in going)
    return inside > 0 and 2 * commas <= len(texts) and 60 * (inside + commas) >= sum(map(len, texts))


def _with_lost(sets: Sequence[Setting], page: _Page) -> list[Setting]:
    """Return the settings with what the lines that begin a paragraph tell about indents.

    An indent is lost where lines behind the end of a sentence are short by it, and other lines less often.
    """
    behind, inside = [0], [0]
    for i, here in enumerate(sets):
        short = here.printed and here.first and 0 < i < len(sets) - 1 and not page.ends[i]
        behind.append(behind[-1] + (short and sentence_ended(page.lines[i - 1].text)))
        inside.append(inside[-1] + (short and not page.ends[i - 1]))
    found = []
    for i, here in enumerate(sets):
        low, high = max(0, i - _FAR), min(len(sets), i + _FAR)
        found.append(replace(here, lost=behind[high] - behind[low] > inside[high] - inside[low]))
    return found


def _spread(sizes: Sequence[float]) -> float:
    """Return how far lines that are about full miss the column, on average; never 0."""
    column = _column(sizes)
    missed = [abs(column - size) for size in sizes if abs(column - size) <= 3]
    return sum(missed) / len(missed) + 0.2


def _column(sizes: Sequence[float]) -> float:
    """Return the column width that some lines suggest: what at least two of them reach, or nearly."""
    first, *rest = sorted(sizes, reverse=True)
    if not rest:
        return first
    tolerance = 2.5 if len(rest) == 1 else 0.5
    return first if first - rest[0] <= tolerance else rest[0]


def _fills(size: float, column: float) -> bool:
    """Whether a line is about as wide as a column: short by an indent at most, or with a mark hanging over."""
    return column - _INDENT - 0.5 <= size <= column + _HANGING
