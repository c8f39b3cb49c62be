"""Which lines belong together: printed lines and cut pages, told from the shapes of the lines around them.

A page that was printed in columns has lines that are full: the first character of the next line
would not have fitted any more. Where lines are full, a line end means nothing; where a line could
have taken more and did not, something ended. Text with a line per paragraph has no such measure;
there only a line that stops inside a sentence goes on. Each place is judged by the lines near it,
never by the file as a whole: a page may hold both. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.corpus.lines import Line, wide, width
from rag.corpus.shapes import (
    byline,
    ended,
    is_date_line,
    is_imprint,
    is_meta_line,
    is_number_line,
    lead_in,
    name,
    numbering,
    office,
    sentence_ended,
)
from rag.text.fold import is_han

_WIDEST = 46.0
_NEAR = 8
_AROUND = 10
_FAR = 40
_FEW = 4
_CUT_CHARS = 22
_INDENT = 2.0
_SOON = 26
_SLIM = "，。、；：！？“”‘’（）《》·"
_NO_START = "，。、；：！？,.;:!?…%）)》】〕」』”’·—"
_NO_END = "（(《【〔「『“‘"
_INNER = re.compile(r"[，。；：、！？,;:](?=.)")
_PROSE = re.compile(r"[，。；！？,;]")
_OPEN_BRACKET = re.compile(r"[（(][^（()）]{0,12}$")
_LAST_BRACKET = re.compile(r"[（(][^（()）]*[）)]$")
_FULL_STOP = re.compile(r"[。！？；]")


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
        return self.slack + 0.9 <= self.rooms[1] <= self.slack + _INDENT + 1.0


_OVER = 3.0


def first_unit(text: str, slim: float = 1.0) -> float:
    """Return the width of what stands together at the start of a line: a character with its marks, or a Latin word."""
    i = 0
    while i < len(text) and text[i] in _NO_END:
        i += 1
    if i < len(text) and not wide(text[i]) and text[i].isalnum():
        while i < len(text) and not wide(text[i]) and not text[i].isspace():
            i += 1
    else:
        i += 1
    while i < len(text) and text[i] in _NO_START:
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
    printed = (
        high - low >= 2
        and min(back, ahead) <= _WIDEST
        and len(full) >= 0.4 * len(near)
        and len(going) >= 0.5 * len(full)
        and sum(inner[low:high]) * 60 >= sum(len(lines[j].text) for j in near)
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


def paragraphs(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the lines that belong together, as half-open ranges of line numbers that cover all lines in order."""
    if not lines:
        return []
    sets = settings(lines)
    found: list[tuple[int, int]] = []
    start = 0
    for i in range(1, len(lines)):
        if not _joins(lines, sets, start, i):
            found.append((start, i))
            start = i
    return [*found, (start, len(lines))]


def _joins(lines: Sequence[Line], sets: Sequence[Setting], start: int, i: int) -> bool:
    """Whether line ``i`` goes on the paragraph that began with line ``start``."""
    a, b = lines[i - 1], lines[i]
    if b.mark or a.mark.startswith("#") or apart(a.text) or apart(b.text):
        return False
    if name(b.text) and (office(a.text) or byline(f"{a.text} {b.text}")):
        return False
    if b.text[0] in _NO_START and b.text[0] not in "—·.…" or a.text[-1] in _NO_END:
        return True
    if _OPEN_BRACKET.search(a.text):
        return True
    inside = i - 1 > start and not ended(a.text)
    if lead_in(b.text) and not (inside and sets[i - 1].full):
        return False
    if sets[i - 1].printed or sets[i].printed:
        return _joins_printed(lines, sets, start, i)
    return _joins_cut(lines, start, i)


def apart(text: str) -> bool:
    """Return whether a line stands for itself whatever is around it: a byline, a date, a number, a foot."""
    return byline(text) or is_date_line(text) or is_number_line(text) or is_imprint(text) or is_meta_line(text)


def _joins_printed(lines: Sequence[Line], sets: Sequence[Setting], start: int, i: int) -> bool:
    """Whether a printed line goes on: it is full, or stops inside a sentence."""
    a, b, here, there = lines[i - 1], lines[i], sets[i - 1], sets[i]
    indented = b.indent > there.indent
    last = i + 1 == len(lines) or lines[i + 1].mark or ended(b.text)
    heads = i + 1 < len(lines) and lines[i + 1].gap < there.gap <= b.gap
    opens = indented or heads or (there.lost and there.first and not last)
    short = i - 1 == start and here.lost and here.first
    if ended(a.text):
        if b.gap < here.gap and not indented:
            return True
        full = here.surely_full or short or (here.full and not sentence_ended(a.text))
        return full and not opens and b.gap <= here.gap and numbering(b.text) is None
    if i - 1 > start or _PROSE.search(a.text) or lead_in(a.text):
        return not (indented and not here.full)
    near = here.full or here.first or b.gap < here.gap
    return near and not opens and b.gap <= here.gap and _prose(lines, i)


def _prose(lines: Sequence[Line], i: int) -> bool:
    """Whether running text begins with line ``i`` or so soon below it that no headline lies between."""
    seen = 0
    for line in lines[i : i + 6]:
        if _PROSE.search(line.text):
            return True
        seen += len(line.text)
        if line.mark or seen >= _SOON:
            return False
    return False


def _joins_cut(lines: Sequence[Line], start: int, i: int) -> bool:
    """Whether a paragraph line was cut by the end of a page: it stops inside a sentence."""
    a, b = lines[i - 1], lines[i]
    if _closed(a.text) or numbering(b.text) is not None or (a.indent == 0 and b.indent >= 2):
        return False
    if _FULL_STOP.search(a.text) or i - 1 > start:
        return True
    comma = "，" in a.text or "," in a.text
    return numbering(a.text) is None and a.width >= _CUT_CHARS and comma and _PROSE.search(b.text) is not None


def _closed(text: str) -> bool:
    """Whether a paragraph line comes to its end; a bracket ends it only behind a sentence, or where there is none."""
    bare = _LAST_BRACKET.sub("", text)
    return ended(text) and (bare == text or not _FULL_STOP.search(bare) or ended(bare))


def glue(before: str, after: str) -> str:
    """Return what stands between two joined lines: a space between Latin words, else nothing.

    >>> [glue("AI", "Lab"), glue("温州", "AI"), glue("co-", "op")]
    [' ', '', '']
    """
    a, b = before[-1:], after[:1]
    latin = not wide(a or " ") and not wide(b or " ") and not is_han(a or " ")
    return " " if latin and (a.isalpha() or a in ",.;:") and b.isalpha() else ""
