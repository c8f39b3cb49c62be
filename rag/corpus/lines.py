"""Source text → its lines: white space closed up, markup and invisible characters taken out.

All lines are held in arrays, for a text may have a million of them. Every line is judged by itself here; what belongs
together is ``bounds``' business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np

from rag.corpus.shapes import SURNAMES
from rag.corpus.signs import (
    BESIDE,
    BREAK,
    BULLET,
    BULLETS,
    CLOSES,
    DIGIT,
    HAN,
    HAN_DIGIT,
    INVISIBLE,
    LATIN,
    LETTER,
    PROSE,
    STAR,
    WHITE,
    WIDE,
    Bools,
    Codes,
    Flags,
    Ints,
    codes_of,
    flags_of,
    text_of,
)
from rag.records import Dropped

_OPENING_MARK = re.compile(rf"(?:#{{1,6}}(?=\s|[^#\s])|[{BULLETS}]+(?=\s*[^\s{BULLETS}]))\s*|[*+-]\s+(?=\S)")
# A quotation in Markdown; not the sign before a number.
_QUOTE = re.compile(r">(?:\s*>)*(?:\s+(?=[^\s\d])|\s*$)")
_FENCE = re.compile(r"^[^\S\n]*```+[^\S\n]*[\w+#.-]*[^\S\n]*$", re.M)
# Bold and other emphasis; a single asterisk may be content (5*3) and stays.
_MARKUP = re.compile(r"\*{2,3}|`+|(?<=\S)\s#+$|■")
PAGE_NUMBER = re.compile(
    r"(?:[—–―\-－·•~～]{1,3}\s{0,4}\d{1,4}\s{0,4}[—–―\-－·•~～]{1,3}|第\s?\d{1,4}\s?页(?:\s?[，,/]?\s?共\s?\d{1,4}\s?页)?"
    r"|\d{1,4}\s?/\s?\d{1,4}\s?页?|[Pp]age\s?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?)$"
)
_FOLIO = re.compile(r"-[ \t]{0,4}\d{1,4}[ \t]{0,4}-(?=\s)")
_WIDE_BLANK = 3
_FEWEST_APART = 4
_LONGEST_NAME = 4
_SURNAME_CODES = np.array([ord(char) for char in SURNAMES], np.uint32)
_ROW = 3
_BLANK = 0x20
_LONGEST_ORDINAL = 9
_MEASURES = (
    "年月日时点分秒周天个名人位家户项件条次起座栋间所处台辆艘套万亿千百十元角公里米厘毫吨斤克升"
    "亩平立度岁届期号楼层级类种多余余几至和与及或、"
)
HASH, DASH, DOT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text that hold content, as arrays; all but the first four have a value a line.

    Attributes:
        text: The closed-up lines, one behind the other with nothing between.
        codes: Its code points.
        flags: What each of these is to a printer (``signs``).
        origin: Where each of its characters stands in the source; -1 for a blank put in place of wider ones.
        start: Where a line begins in ``text``.
        end: Where it ends.
        at: Where it begins in the source.
        indent: White columns before it; a full-width blank counts two.
        gap: Blank lines before it.
        cells: How many cells it has, if it is the row of a table; wide blanks or bars part them.
        spaced: Whether its characters were set apart to fill a column.
        fresh: Whether a page break (form feed) stands before it.
        alone: Whether it stands for itself whatever is around it: code between fences, a row of a table between bars.
        marked: What kind of mark stood before it: ``HASH``, ``DASH``, ``DOT`` or 0.
        marks: The marks (``#`` and its like, a list's ``-``, a bullet such as ``■``) by the number of the line.
        doubts: Places in ``text`` of blanks that a column may have set, or a writer.
    """

    text: str
    codes: Codes
    flags: Flags
    origin: Ints
    start: Ints
    end: Ints
    at: Ints
    indent: Ints
    gap: Ints
    cells: Ints
    spaced: Bools
    fresh: Bools
    alone: Bools
    marked: Ints
    marks: dict[int, str]
    doubts: Ints

    def __len__(self) -> int:
        return len(self.start)

    def line(self, i: int) -> str:
        """Return the text of a line."""
        return self.text[self.start[i] : self.end[i]]

    def mark(self, i: int) -> str:
        """Return what stood before a line, ``""`` for nothing."""
        return self.marks.get(i, "")

    def count(self, flag: np.uint32) -> Ints:
        """Return how many characters of each line carry a flag."""
        if not len(self):
            return np.zeros(0, np.int64)
        low, high = int(self.start[0]), int(self.end[-1])
        # In turns a line, whose sum is wanted, and what lies between it and the next one.
        bounds = np.stack([self.start, self.end], axis=1).ravel()[:-1] - low
        return np.asarray(np.add.reduceat((self.flags[low:high] & flag) != 0, bounds, dtype=np.int64)[::2])

    def without(self, gone: Bools) -> Lines:
        """Return the lines without some of them; the blank lines around those stand before the next line."""
        kept = np.flatnonzero(~gone)
        gaps = np.cumsum(self.gap)
        news = np.diff(gaps[kept], prepend=0)
        feeds = np.cumsum(self.fresh)
        old = {int(i): n for n, i in enumerate(kept)}
        return replace(
            self,
            **{
                n: getattr(self, n)[kept]
                for n in ("start", "end", "at", "indent", "cells", "spaced", "alone", "marked")
            },
            gap=news,
            fresh=np.diff(feeds[kept], prepend=0) > 0,
            marks={old[i]: mark for i, mark in self.marks.items() if i in old},
        )

    def part(self, low: int, high: int) -> Lines:
        """Return some lines that follow each other; their marks are known by kind only."""
        names = ("start", "end", "at", "indent", "gap", "cells", "spaced", "fresh", "alone", "marked")
        return replace(self, **{n: getattr(self, n)[low:high] for n in names}, marks={})


def lines(source: str) -> tuple[Lines, list[Dropped]]:
    """Return the lines of a source text that hold content, and what was taken out of them.

    White space is neither kept nor listed as dropped. Linear in the length of the text.
    """
    codes = codes_of(source)
    flags = flags_of(codes)
    white = (flags & WHITE) != 0
    starts = _starts(codes, flags)
    marked = _marked(source, flags, white, starts)
    solid = ~(white | marked.gone)
    places = np.flatnonzero(solid)
    first, numbers = _firsts(places, starts)
    code, rows = marked.code[places[first]], _barred(codes, places, first)
    blanks = _blanks(codes, flags, white, places, first, code)
    heads = places[first]
    del places, flags  # Of long texts the largest arrays: gone before others are made.
    solid[blanks.at] = True
    origin = np.flatnonzero(solid)
    doubts = np.searchsorted(origin, blanks.at[blanks.doubt])
    blank, flat = white[origin], codes[origin]
    origin[blank & (flat != _BLANK)] = -1
    flat[blank] = _BLANK
    begins = first + np.searchsorted(blanks.at, heads)
    feeds = np.searchsorted(np.flatnonzero(codes == 0x0C), heads)
    indent, at = _indents(codes, white, starts[numbers], heads, numbers, marked)
    del codes, white, solid, blank
    of_mark = np.searchsorted(numbers, marked.lines).astype(np.int64)
    sorts = np.zeros(len(begins), np.int64)
    sorts[of_mark] = [HASH if mark[0] == "#" else DASH if mark in "-*+" else DOT for mark in marked.marks]
    found = Lines(
        text=text_of(flat),
        codes=flat,
        flags=flags_of(flat),
        origin=origin,
        start=begins,
        end=np.append(begins[1:], len(flat)) if len(begins) else begins,
        at=at,
        indent=indent,
        gap=np.diff(numbers, prepend=np.int64(-1)) - 1,
        cells=np.where(code, 1, np.where(rows, np.maximum(blanks.cells, _ROW), blanks.cells)),
        spaced=blanks.spaced & ~code,
        fresh=np.diff(feeds, prepend=0) > 0,
        alone=code | rows,
        marked=sorts,
        marks=dict(zip(of_mark.tolist(), marked.marks, strict=True)),
        doubts=doubts,
    )
    return found, marked.dropped


def _barred(codes: Codes, places: Ints, first: Ints) -> Bools:
    """Return which lines are rows of a table: they begin and end with a bar."""
    last = np.append(first[1:], len(places)) - 1 if len(first) else first
    bars = (codes[places[first]] == 0x7C) & (codes[places[last]] == 0x7C)
    return np.asarray(bars & (last - first >= 2))


def _starts(codes: Codes, flags: Flags) -> Ints:
    """Return where each line of the source begins, blank ones too; a carriage return and a line feed end one line."""
    breaks = np.flatnonzero(flags & BREAK)
    after = codes[np.minimum(breaks + 1, len(codes) - 1)]
    breaks = breaks[(codes[breaks] != 0x0D) | (after != 0x0A)]
    return np.concatenate([np.zeros(1, np.int64), breaks + 1])


def _firsts(places: Ints, starts: Ints) -> tuple[Ints, Ints]:
    """Return which of some places are the first of their line, and the numbers of these lines."""
    first = np.searchsorted(places, starts)
    numbers = np.flatnonzero(np.diff(first, append=len(places)))
    return first[numbers], numbers


def _indents(
    codes: Codes, white: Bools, starts: Ints, begins: Ints, numbers: Ints, marked: _Marked
) -> tuple[Ints, Ints]:
    """Return the white columns before each line and where it begins, the mark before it counted in.

    Args:
        codes: The source.
        white: Which of its characters are white.
        starts: Where the lines start, blanks counted in.
        begins: Where their content begins.
        numbers: Their numbers, blank lines counted.
        marked: The marks.
    """
    if marked.lines:
        begins[np.searchsorted(numbers, marked.lines)] = marked.starts
    before, _ = _ranges(starts, begins)
    line = np.repeat(np.arange(len(starts)), begins - starts)
    code = codes[before]
    columns = np.where(code == 0x3000, 2, np.where(code == 0x09, 4, 1)) * white[before]
    return np.bincount(line, columns, minlength=len(starts)).astype(np.int64), begins


# ---------------------------------------------------------------- markup


@dataclass(frozen=True, slots=True)
class _Marked:
    """Markup and invisible characters.

    Attributes:
        gone: Characters that are markup or invisible.
        code: Characters between fences, where nothing but invisible ones is markup.
        dropped: The same as places with reasons.
        lines: Numbers of the lines, blank ones counted, that carry a mark.
        marks: The marks.
        starts: Where they stand.
    """

    gone: Bools
    code: Bools
    dropped: list[Dropped]
    lines: list[int]
    marks: list[str]
    starts: list[int]


def _marked(source: str, flags: Flags, white: Bools, starts: Ints) -> _Marked:
    """Return the markup of a text, found in the lines whose characters may be some.

    Args:
        source: The text.
        flags: Of each of its characters.
        white: Which of these are white.
        starts: Where its lines begin, blank ones too.
    """
    gone = np.zeros(len(source), bool)
    found = _Marked(gone, np.zeros(len(source), bool), [], [], [], [])
    inner = np.flatnonzero(flags & (STAR | INVISIBLE | BULLET))
    if not len(inner):
        return found
    ends = np.append(starts[1:], len(source))
    _fences(source, found)
    lines = np.searchsorted(starts, inner, "right") - 1
    strong = (flags[inner] & (STAR | INVISIBLE)) != 0
    # A bullet, a hash or a dash matters as the first character of a line, or at its end.
    solid = np.concatenate([[-1], np.flatnonzero(~white), [len(source)]])
    at = np.searchsorted(solid, inner)
    outer = (solid[at - 1] < starts[lines]) | (solid[np.minimum(at + 1, len(solid) - 1)] >= ends[lines])
    for line in np.unique(lines[strong | outer]).tolist():
        _mark_line(source, found, flags, line, int(starts[line]), int(ends[line]))
    return found


def _fences(source: str, found: _Marked) -> None:
    """Take out the fences around code, and note what stands between two of them."""
    fences = list(_FENCE.finditer(source)) if "```" in source else []
    for opening, closing in zip(fences[::2], fences[1::2], strict=False):
        found.code[opening.end() : closing.start()] = True
        for fence in (opening, closing):
            low = fence.start() + len(fence[0]) - len(fence[0].lstrip())
            high = low + len(fence[0].strip())
            found.gone[low:high] = True
            found.dropped.append(Dropped(low, high, "标记"))


def _mark_line(source: str, found: _Marked, flags: Flags, line: int, start: int, end: int) -> None:
    """Take the markup out of a line between two offsets."""
    text = source[start:end].rstrip()
    end = start + len(text)
    first = start + len(text) - len(text.lstrip())
    if first >= end:
        return
    if found.gone[first]:  # A fence.
        return
    content = first
    mark = ""
    code = bool(found.code[first])
    quote = None if code else _QUOTE.match(source, first, end)
    if quote:
        found.dropped.append(Dropped(first, first + len(quote[0].rstrip()), "标记"))
        found.gone[first : first + len(quote[0].rstrip())] = True
        first = content = quote.end()
    folio = PAGE_NUMBER.match(text.strip()) or _FOLIO.match(source, first)
    opening = None if code or folio else _OPENING_MARK.match(source, first, end)
    if opening:
        mark = opening[0].strip()
        content = opening.end()
    spans = [(first, first + len(mark), "标记")] if mark else []
    at = content
    inner = (
        []
        if code
        else [
            (m.start() + len(m[0]) - len(m[0].lstrip()), m.end(), "标记")
            for m in _MARKUP.finditer(source, content, end)
        ]
    )
    hidden = np.flatnonzero((flags[content:end] & INVISIBLE) != 0) + content
    inner += [(int(place), int(place) + 1, "不可见字符") for place in hidden]
    for low, high, why in sorted(inner):
        if low < at:
            continue
        if not mark and source[low] == "■":
            mark, first = "■", low
        spans.append((low, high, why))
        at = high
    for low, high, why in spans:
        if found.dropped and found.dropped[-1].end == low and found.dropped[-1].why == why and why != "标记":
            found.dropped[-1] = Dropped(found.dropped[-1].start, high, why)
        else:
            found.dropped.append(Dropped(low, high, why))
        found.gone[low:high] = True
    if mark and any(not found.gone[i] and not source[i].isspace() for i in range(content, end)):
        found.lines.append(line)
        found.marks.append(mark)
        found.starts.append(first)


# ---------------------------------------------------------------- blanks


@dataclass(frozen=True, slots=True)
class _Kept:
    """Blanks that stay, and what the blanks of a line tell of it.

    Attributes:
        at: Source offsets of the blanks that stay.
        doubt: Whether each of these is in doubt.
        cells: For each line, how many cells it has.
        spaced: For each line, whether it was spaced out.
    """

    at: Ints
    doubt: Bools
    cells: Ints
    spaced: Bools


def _blanks(codes: Codes, flags: Flags, white: Bools, places: Ints, first: Ints, code: Bools) -> _Kept:
    """Return which blanks inside lines stay. Of the lines only those that have some are looked at.

    Args:
        codes: The source.
        flags: Of each of its characters.
        white: Which of them are white.
        places: Where content stands.
        first: Which of these are the first of their line.
        code: Which lines are code and keep their blanks.
    """
    count = len(first)
    bars = np.searchsorted(places[first], np.flatnonzero(codes == 0x7C), "right") - 1
    bars = np.bincount(bars, minlength=count)
    left = np.flatnonzero(np.diff(places) > 1)  # Contents with a blank behind them.
    line = np.searchsorted(first, left, "right") - 1
    left = left[line == np.searchsorted(first, left + 1, "right") - 1]
    size = _whites(white, places[left] + 1, places[left + 1])
    left, size = left[size > 0], size[size > 0]
    if not len(left):
        return _Kept(left, left > 0, np.maximum(1, bars), np.zeros(count, bool))
    of = _Segments(codes, flags, places, first, left)
    line = of.line
    wide_before, wide_after = of.holds(left, WIDE), of.holds(left + 1, WIDE)
    spaced = (of.singles >= 3) & (2 * of.singles >= of.words)
    apart = spaced & of.apart()  # Digits and letters too.
    figures = spaced & (of.prose | apart | (of.singles >= 2 * of.numbers))
    columns = size + _whites((codes == 0x3000) | (codes == 0x09), places[left] + 1, places[left + 1])
    narrowest = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(narrowest, line, columns)
    tabs = np.flatnonzero(codes == 0x09)
    tabbed = np.searchsorted(tabs, places[left + 1]) > np.searchsorted(tabs, places[left])
    cells = np.where(spaced, 1, 1 + np.maximum(np.bincount(line[(size >= 2) | tabbed], minlength=count), bars - 1))
    prose = of.prose[line]
    single_before, single_after = of.han[of.segment] == 1, of.han[of.segment + 1] == 1
    singles = single_before.astype(int) + single_after
    figure = figures[line] & (size < _WIDE_BLANK) & of.figure()
    latin = (of.holds(left, LATIN) | of.holds(left + 1, LATIN)) & (size == 1) & (prose | (columns == 1))
    beside = prose & (of.holds(left, CLOSES) | of.holds(left + 1, CLOSES))
    year = ~prose & (of.han[of.segment] >= 3) & of.year()
    # Names side by side: 王　芳　　李国栋, 王　芳　李国栋.
    parts = ~prose & (columns >= 2) & ((columns >= 2 * narrowest[line]) | of.between_names())
    # Verdicts: 0 close, 1 doubt, 2 keep; the first that applies.
    verdict = np.select(
        [of.numbered(spaced), ~wide_before & ~wide_after, spaced[line] & parts, spaced[line], beside, latin],
        [2, np.where(figure, 0, 2), 1, np.where(size >= _WIDE_BLANK, 2, 0), 0, year.astype(int)],
        np.where(((singles == 2) | ((singles > 0) & prose)) & ~parts, 0, 1),
    )
    verdict[code[line]] = 2
    stays = left[verdict > 0]
    return _Kept(_chosen(codes, white, places, stays), verdict[verdict > 0] == 1, cells, spaced)


def _whites(white: Bools, low: Ints, high: Ints) -> Ints:
    """Return how much white there is in each of some stretches, none of them empty."""
    bounds = np.stack([low, high], axis=1).ravel()
    return np.asarray(np.add.reduceat(white, bounds, dtype=np.int64)[::2]) if len(low) else low


def _chosen(codes: Codes, white: Bools, places: Ints, left: Ints) -> Ints:
    """Return for each blank that stays the one character of it that stands for it: a plain blank if there is one."""
    chosen = places[left] + 1
    for n in np.flatnonzero((codes[chosen] != _BLANK) | ~white[chosen]).tolist():
        inside = range(int(places[left[n]]) + 1, int(places[left[n] + 1]))
        whites = [at for at in inside if white[at]]
        chosen[n] = next((at for at in whites if codes[at] == _BLANK), whites[0])
    return chosen


class _Segments:
    """The stretches between the blanks of lines that have some, with what each holds."""

    def __init__(self, codes: Codes, flags: Flags, places: Ints, first: Ints, left: Ints) -> None:
        self._codes, self._flags, self._places, self._left = codes, flags, places, left
        count = len(first)
        self.line = np.searchsorted(first, left, "right") - 1
        some = np.unique(self.line)
        inside, moved = _ranges(first[some], np.append(first, len(places))[some + 1])
        own, code = flags[places[inside]], codes[places[inside]]
        self.begins = np.union1d(first[some], left + 1)
        self.segment = np.searchsorted(self.begins, left + 1) - 1  # The stretch before each blank.
        line = np.searchsorted(first, self.begins, "right") - 1
        self.first = np.diff(line, prepend=-1) > 0
        self._of = line
        stops = np.append(self.begins[1:], len(places))
        self._size = np.minimum(stops, np.append(first, len(places))[line + 1]) - self.begins
        begins = self.begins - moved[np.searchsorted(some, line)]
        latin = np.add.reduceat((own & (LETTER | DIGIT)) != 0, begins, dtype=np.int64) > 0
        digit = np.add.reduceat((own & DIGIT) != 0, begins, dtype=np.int64) > 0
        # A Latin word counts as two, for it is no spaced-out character.
        self.han = np.add.reduceat((own & HAN) != 0, begins, dtype=np.int64) + 2 * latin
        word = np.add.reduceat((own & BESIDE) == 0, begins, dtype=np.int64) > 0
        self._colons = np.add.reduceat(code == 0x3A, begins, dtype=np.int64) > 0
        self.singles = np.bincount(line[self.han == 1], minlength=count)
        self.words = np.bincount(line[word], minlength=count)
        self.numbers = np.bincount(line[digit], minlength=count)
        prose = np.searchsorted(first, inside[(own & PROSE) != 0], "right") - 1
        self.prose = np.bincount(prose, minlength=count) > 0

    def between_names(self) -> Bools:
        """Return which blanks part names, where those of two characters have a blank inside: 王　芳　李国栋."""
        count, line, single = len(self.begins), self._of, self.han == 1
        run = np.maximum.accumulate(np.where(~single | self.first, np.arange(count), 0))
        place = np.arange(count) - run - ~single[run]  # In a run of single characters, from 0.
        given = single & (place % 2 == 1)
        surname = np.isin(self._codes[self._places[self.begins]], _SURNAME_CODES)
        whole = ~single & (self._size == self.han) & (self._size <= _LONGEST_NAME)
        paired = np.append(given[1:], False) & (np.diff(line, append=-1) == 0)
        named = given | ((whole | (single & paired)) & surname)
        names = np.bincount(line[whole], minlength=len(self.singles)) > 0
        names[line[~named]] = False
        inside = single[self.segment] & given[np.minimum(self.segment + 1, count - 1)]
        return np.asarray(names[self.line] & ~inside)

    def apart(self) -> Bools:
        """Return in which lines a blank stands between all characters, four of them or more."""
        longest = np.zeros(len(self.singles), np.int64)
        np.maximum.at(longest, self._of, self._size)
        parts = np.bincount(self._of, minlength=len(longest))
        return np.asarray((longest == 1) & (parts >= _FEWEST_APART))

    def holds(self, at: Ints, flag: np.uint32) -> Bools:
        """Return whether some contents carry a flag."""
        return np.asarray((self._flags[self._places[at]] & flag) != 0)

    def code(self, at: Ints) -> Codes:
        """Return the code points of some contents."""
        return self._codes[self._places[np.minimum(at, len(self._places) - 1)]]

    def figure(self) -> Bools:
        """Return which blanks stand inside one number (20 21, 3 . 5, 12 %)."""
        before, after = self.code(self._left), self.code(self._left + 1)
        point = (before == 0x2E) | (before == 0x2C)
        digit_before, digit_after = self.holds(self._left, DIGIT), self.holds(self._left + 1, DIGIT)
        return np.asarray((digit_before & (digit_after | _among(after, ".,%‰"))) | (point & digit_after))

    def year(self) -> Bools:
        """Return before which blanks a year begins: four digits, 19… or 20…."""
        at = self._left + 1
        opened = ((self.code(at) == 0x31) & (self.code(at + 1) == 0x39)) | (
            (self.code(at) == 0x32) & (self.code(at + 1) == 0x30)
        )
        last = len(self._places) - 1
        digits = [self.holds(np.minimum(at + k, last), DIGIT) for k in (2, 3)]
        more = self.holds(np.minimum(at + 4, last), DIGIT) & (at + 4 <= last)
        return np.asarray(opened & digits[0] & digits[1] & ~more)

    def numbered(self, spaced: Bools) -> Bools:
        """Return which blanks part 第十二条, a day, a time or a number from what a line goes on with.

        Args:
            spaced: Which lines were spaced out.
        """
        opened = self.begins[self.segment]
        line = self.line
        before, after = self.code(self._left), self.code(self._left + 1)
        size = self._left + 1 - opened
        later = self.holds(self._left, HAN_DIGIT) & (self.code(self._left - 1) == ord("之"))  # 第四十三条之一
        ordinal = (
            (self.code(opened) == ord("第")) & (_among(before, "条章节编款篇") | later) & (size <= _LONGEST_ORDINAL)
        )
        figure = self.holds(opened, DIGIT)
        day = figure & _among(before, "年月日")
        time = figure & self._colons[self.segment]
        number = self.holds(self._left, DIGIT) & figure & (size <= 2) & ~_among(after, _MEASURES) & ~self.prose[line]
        parts = ordinal | (~spaced[line] & self.holds(self._left + 1, HAN) & (day | time | number))
        return np.asarray(self.first[self.segment] & parts)


def _ranges(low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Return the numbers of some ranges one behind the other, and by how much each range was moved to the front."""
    sizes = high - low
    moved = low - (np.cumsum(sizes) - sizes)
    return np.arange(int(sizes.sum())) + np.repeat(moved, sizes), moved


def _among(codes: Codes, chars: str) -> Bools:
    """Return which code points are among some characters."""
    return np.isin(codes, [ord(char) for char in chars])
