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
from dataclasses import dataclass

from rag.corpus.lines import Line, wide, width
from rag.corpus.shapes import (
    byline,
    dateline,
    ended,
    is_date_line,
    is_imprint,
    is_number_line,
    numbering,
    sentence_ended,
)
from rag.text.fold import is_han

_WIDEST = 46
_NEAR = 6
_AROUND = 10
_NO_START = "，。、；：！？,.;:!?…%）)》】〕」』”’·—"
_NO_END = "（(《【〔「『“‘"
_INNER = re.compile(r"[，。；：、！？,;:](?=.)")
_PROSE = re.compile(r"[，。；！？,;]")
_FULL_STOP = re.compile(r"[。！？；]")


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text around one line was set.

    Attributes:
        back: Column width told from the lines up to this one.
        ahead: Column width told from this line on.
        printed: Whether lines here end where the column ends.
        gap: Blank lines usual between two lines here.
        indent: White columns usual before a line here.
        slack: How much room lines that surely go on leave here, in full-width characters.
    """

    back: float
    ahead: float
    printed: bool
    gap: int
    indent: int
    slack: float


def first_unit(text: str) -> float:
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
    return width(text[:i])


def settings(lines: Sequence[Line]) -> list[Setting]:
    """Return how the text around each line was set, one for each line."""
    widths = [line.width for line in lines]
    back = [_column(widths[max(0, i - _NEAR + 1) : i + 1]) for i in range(len(lines))]
    ahead = [_column(widths[i : i + _NEAR]) for i in range(len(lines))]
    units = [first_unit(line.text) for line in lines]
    return [_setting(lines, back, ahead, units, i) for i in range(len(lines))]


def _column(widths: Sequence[float]) -> float:
    """Return the column width that some lines suggest: the widest, unless it stands out."""
    first, *rest = sorted(widths, reverse=True)
    return first if not rest or first - rest[0] <= 2.5 else rest[0]


def _setting(
    lines: Sequence[Line], back: Sequence[float], ahead: Sequence[float], units: Sequence[float], i: int
) -> Setting:
    low, high = max(0, i - _AROUND), min(len(lines), i + _AROUND + 1)
    near = range(low, high)
    full = [j for j in near if _is_near(lines[j].width, back[j]) or _is_near(lines[j].width, ahead[j])]
    going = [j for j in full if not ended(lines[j].text)]
    text = "".join(lines[j].text for j in near)
    printed = (
        len(near) >= 2
        and min(back[i], ahead[i]) <= _WIDEST
        and len(full) >= 0.4 * len(near)
        and len(going) >= 0.5 * len(full)
        and sum(len(_INNER.findall(lines[j].text)) for j in near) * 60 >= len(text)
    )
    gaps = Counter(lines[j].gap for j in near if j and j in going)
    indents = Counter(lines[j].indent for j in near)
    room = sorted(
        min(back[j], ahead[j]) - lines[j].width - units[j + 1]
        for j in going
        if j + 1 < high and not ended(lines[j].text) and _PROSE.search(lines[j].text)
    )
    slack = max(0.0, min(2.0, room[int(0.9 * (len(room) - 1))])) if room else 1.0
    return Setting(
        back[i],
        ahead[i],
        printed,
        gaps.most_common(1)[0][0] if gaps else 0,
        indents.most_common(1)[0][0],
        slack,
    )


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
    if b.mark or a.mark.startswith("#") or apart(a.text) or apart(b.text) or dateline(b.text):
        return False
    if sets[i - 1].printed or sets[i].printed:
        return _joins_printed(lines, sets, start, i)
    return _joins_cut(lines, start, i)


def apart(text: str) -> bool:
    """Return whether a line stands for itself whatever is around it: a byline, date, number or imprint line."""
    return byline(text) or is_date_line(text) or is_number_line(text) or is_imprint(text)


def _joins_printed(lines: Sequence[Line], sets: Sequence[Setting], start: int, i: int) -> bool:
    """Whether a printed line goes on: it is full, or stops inside a sentence."""
    a, b, here = lines[i - 1], lines[i], sets[i - 1]
    unit = first_unit(b.text)
    columns = (here.back, here.ahead)
    full = [_full(a.width, unit, column, here.slack) for column in columns]
    opens = begins(lines, sets, i)
    if ended(a.text):
        return all(full) and not opens and b.gap <= here.gap and numbering(b.text) is None
    going = i - 1 > start or _PROSE.search(a.text) is not None
    if going:
        return any(full) or not (opens or b.gap > here.gap)
    return (
        (any(full) or any(_is_near(a.width, c) for c in columns))
        and not opens
        and b.gap <= here.gap
        and _PROSE.search(b.text + _next(lines, i)) is not None
    )


def _next(lines: Sequence[Line], i: int) -> str:
    return lines[i + 1].text if i + 1 < len(lines) else ""


def _full(size: float, unit: float, column: float, slack: float) -> bool:
    """Whether the next unit would not have fitted behind a line of this size."""
    return size <= column + 1.5 and size + unit > column - slack


def begins(lines: Sequence[Line], sets: Sequence[Setting], i: int) -> bool:
    """Whether line ``i`` has the shape of a paragraph's first line: indented, or short by a lost indent."""
    line, here = lines[i], sets[i]
    if line.indent > here.indent:
        return True
    if i + 1 == len(lines) or ended(line.text) or lines[i + 1].mark:
        return False
    room = here.ahead - line.width - first_unit(lines[i + 1].text)
    return room >= here.slack + 0.9 and line.width >= here.ahead - 3.5


def _joins_cut(lines: Sequence[Line], start: int, i: int) -> bool:
    """Whether a paragraph line was cut by the end of a page: it stops inside a sentence."""
    a, b = lines[i - 1], lines[i]
    if ended(a.text) or numbering(b.text) is not None:
        return False
    if a.indent == 0 and b.indent >= 2:
        return False
    if _FULL_STOP.search(a.text) or i - 1 > start:
        return True
    return (
        numbering(a.text) is None
        and a.width >= 24
        and "，" in a.text.replace(",", "，")
        and _PROSE.search(b.text) is not None
    )


def glue(before: str, after: str) -> str:
    """Return what stands between two joined lines: a space between Latin words, else nothing.

    >>> [glue("AI", "Lab"), glue("温州", "AI"), glue("co-", "op")]
    [' ', '', '']
    """
    a, b = before[-1:], after[:1]
    latin = not wide(a or " ") and not wide(b or " ") and not is_han(a or " ")
    return " " if latin and (a.isalpha() or a in ",.;:") and b.isalpha() else ""
