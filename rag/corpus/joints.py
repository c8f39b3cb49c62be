"""Which lines belong together: printed lines, and paragraphs that the end of a page cut.

Where lines are full, a line end means nothing; where a line could have taken more and did not,
something ended. Text with a line per paragraph has no such measure; there only a line that stops
inside a sentence goes on. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.corpus.columns import NO_END, NO_START, Setting, settings
from rag.corpus.lines import Line, wide
from rag.corpus.shapes import (
    attendance,
    byline,
    changes_script,
    ended,
    is_date_line,
    is_imprint,
    is_meta_line,
    is_number_line,
    labelled,
    latin_goes_on,
    lead_in,
    name,
    names_reporter,
    numbering,
    office,
    sentence_ended,
)

_SOON = 32
_CUT_CHARS = 22
_MOST_FOREIGN = 4
_LONGEST_FOREIGN = 40
_PROSE = re.compile(r"[，。；！？,;]")
_FULL_STOP = re.compile(r"[。！？；]")
_OPEN_BRACKET = re.compile(r"[（(][^（()）]{0,12}$")
_LAST_BRACKET = re.compile(r"[（(][^（()）]*[）)]$")
_MAY_START = "—·.…"


def paragraphs(lines: Sequence[Line]) -> list[list[int]]:
    """Return the numbers of the lines that belong together, by the first of them.

    Every line stands in exactly one paragraph. A paragraph's lines follow each other, but where a headline that
    belongs elsewhere was printed between two of them.
    """
    if not lines:
        return []
    sets = settings(lines)
    found = [[0]]
    for i in range(1, len(lines)):
        if _joins(lines, sets, found[-1][0], i):
            found[-1].append(i)
        else:
            found.append([i])
    return _healed(lines, sets, found)


def apart(text: str) -> bool:
    """Return whether a line stands for itself whatever is around it: a byline, a date, a number, a foot."""
    return byline(text) or is_date_line(text) or is_number_line(text) or is_imprint(text) or is_meta_line(text)


def _joins(lines: Sequence[Line], sets: Sequence[Setting], start: int, i: int) -> bool:
    """Whether line ``i`` goes on the paragraph that began with line ``start``."""
    a, b = lines[i - 1], lines[i]
    if b.mark or a.mark.startswith("#") or apart(a.text) or apart(b.text) or (a.cells > 2 and b.cells > 2):
        return False
    if name(b.text) and (office(a.text) or byline(f"{a.text} {b.text}")):
        return False
    if changes_script(a.text, b.text) or _labels(lines, i):
        return False
    if latin_goes_on(a.text, b.text) and b.gap == 0:
        return True
    if (b.text[0] in NO_START and b.text[0] not in _MAY_START) or a.text[-1] in NO_END or _OPEN_BRACKET.search(a.text):
        return True
    inside = i - 1 > start and not ended(a.text)
    if lead_in(b.text) and not (inside and sets[i - 1].full):
        return False
    if sets[i - 1].printed or sets[i].printed:
        return _joins_printed(lines, sets, start, i)
    return _joins_cut(lines, start, i)


def _labels(lines: Sequence[Line], i: int) -> bool:
    """Whether line ``i`` opens with a label, as a line beside it does, and the line above has not stopped short."""
    if not labelled(lines[i].text) or _fragment(lines[i - 1].text):
        return False
    return any(labelled(line.text) for line in (*lines[max(0, i - 2) : i], *lines[i + 1 : i + 3]))


# ---------------------------------------------------------------- printed lines


def _joins_printed(lines: Sequence[Line], sets: Sequence[Setting], start: int, i: int) -> bool:
    """Whether a printed line goes on: it is full, or stops inside a sentence."""
    a, b, here = lines[i - 1], lines[i], sets[i - 1]
    indented = b.indent > sets[i].indent
    opens = _opens(lines, sets, i)
    if ended(a.text):
        if b.gap < here.gap and not indented:
            return True
        short = i - 1 == start and here.lost and here.first
        full = here.surely_full or short or (here.full and not sentence_ended(a.text))
        starts = opens or b.gap > here.gap or numbering(b.text) is not None or attendance(b.text)
        return full and not starts
    near = here.full or here.first or b.gap < here.gap
    if i - 1 > start or lead_in(a.text) or _fragment(a.text) or (near and _PROSE.search(a.text)):
        return not (indented and not here.full) and not _foreign(lines, sets, i)
    if i == 1 and not opens and numbering(a.text) is None and _PROSE.search(a.text):
        return True  # A passage may begin in the middle of a line.
    return near and not opens and b.gap <= here.gap and _prose(lines, i)


def _opens(lines: Sequence[Line], sets: Sequence[Setting], i: int) -> bool:
    """Whether line ``i`` begins a paragraph by its shape: indented, short by a lost indent, or heading a block."""
    line, there = lines[i], sets[i]
    below = lines[i + 1] if i + 1 < len(lines) else None
    if line.indent > there.indent or (below is not None and below.gap < there.gap <= line.gap):
        return True
    return there.lost and there.first and below is not None and not below.mark and not ended(line.text)


def _fragment(text: str) -> bool:
    """Whether a line cannot stand alone: it ends in a comma, or begins with what ends a clause."""
    return text[-1] in "，、," or (text[0] in NO_START and text[0] not in _MAY_START)


def _prose(lines: Sequence[Line], i: int) -> bool:
    """Whether running text begins with line ``i`` or so soon below it that no headline lies between."""
    seen = 0
    for line in lines[i : i + 6]:
        if _PROSE.search(line.text) or "：" in line.text:
            return True
        seen += len(line.text)
        if line.mark or seen >= _SOON:
            return False
    return False


def _foreign(lines: Sequence[Line], sets: Sequence[Setting], i: int) -> bool:
    """Whether line ``i`` is a headline printed into a paragraph: short, no sentence, set off from the lines above."""
    line, here = lines[i], sets[i - 1]
    if _PROSE.search(line.text) or ended(line.text) or len(line.text) > _LONGEST_FOREIGN:
        return False
    set_off = line.gap > here.gap or line.indent > sets[i].indent or line.fresh
    return set_off and min(sets[i].rooms) > sets[i].slack + 0.5


def _healed(lines: Sequence[Line], sets: Sequence[Setting], found: list[list[int]]) -> list[list[int]]:
    """Return the paragraphs with those made whole that a headline printed into them cut."""
    healed: list[list[int]] = []
    skip = 0
    for n, paragraph in enumerate(found):
        if skip:
            skip -= 1
            healed.append(paragraph)
            continue
        between = _between(lines, sets, found, n)
        if between:
            paragraph += found[n + between + 1]
            found[n + between + 1] = []
        if paragraph:
            healed.append(paragraph)
            skip = between
    return healed


def _between(lines: Sequence[Line], sets: Sequence[Setting], found: Sequence[Sequence[int]], n: int) -> int:
    """Return how many headlines stand between paragraph ``n`` and the lines that go on with it; 0 where none do."""
    if not found[n]:
        return 0
    last = found[n][-1]
    if ended(lines[last].text) or not sets[last].printed or not any(_PROSE.search(lines[i].text) for i in found[n]):
        return 0
    for count in range(1, _MOST_FOREIGN + 1):
        if n + count + 1 >= len(found):
            return 0
        foreign, after = found[n + count], found[n + count + 1]
        if len(foreign) > 1 or apart(lines[foreign[0]].text) or _PROSE.search(lines[foreign[0]].text):
            return 0
        b = lines[after[0]]
        if len(after) > 1 or ended(b.text):
            goes_on = sets[after[0]].printed and not b.mark and not lead_in(b.text) and numbering(b.text) is None
            return count if goes_on and not apart(b.text) and not _opens(lines, sets, after[0]) else 0
    return 0


# ---------------------------------------------------------------- a line per paragraph


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
    """Return what stands between two joined lines: a space between Latin words or role and name, else nothing.

    >>> [glue("AI", "Lab"), glue("温州", "AI"), glue("co-", "op"), glue("本报讯（记者", "周文）近日")]
    [' ', '', '', ' ']
    """
    if names_reporter(before, after):
        return " "
    a, b = before[-1:], after[:1]
    if not a or not b or wide(a) or wide(b):
        return ""
    return " " if (a.isalpha() or a in ",.;:") and b.isalpha() else ""
