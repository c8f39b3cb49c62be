"""Which blanks inside lines stay: those between words and cells, not those that spread characters over a column.

Names side by side, figures and ordinals are told from spaced-out print by what stands between the blanks of a line.
All lines are looked at together, in arrays. Knows nothing of what lines mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from rag.corpus.bylines import SURNAMES
from rag.corpus.runs import Runs, ranges
from rag.corpus.signs import (
    BESIDE,
    CLOSER,
    CLOSES,
    DIGIT,
    HAN,
    HAN_DIGIT,
    LATIN,
    LETTER,
    OPENER,
    PROSE,
    WIDE,
    Bools,
    Codes,
    Flags,
    Ints,
    among,
    flags_of,
)

_WIDE_BLANK = 3
_FEWEST_APART = 4
_LONGEST_NAME = 4
BLANK = 0x20
_LONGEST_ORDINAL = 9
_YEAR = 4  # Digits of one.
_FIGURE = 3  # Characters of a figure that stands for itself: 8:30, 2017.9, 110.
_AT_ONCE = 1 << 14  # Blanks that are looked at together.
_NOWHERE = np.zeros(0, np.int64)
_MEASURES = (
    "年月日时点分秒周天个名人位家户项件条次起座栋间所处台辆艘套万亿千百十元角公里米厘毫吨斤克升"
    "亩平立度岁届期号楼层级类种多余余几至和与及或、"
)


@dataclass(frozen=True, slots=True)
class Kept:
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


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Blanks between contents of one line.

    Attributes:
        left: The contents before them.
        size: How many white characters each has.
        columns: How many columns these take.
        tabbed: Whether a tab is among them.
    """

    left: Ints
    size: Ints
    columns: Ints
    tabbed: Bools

    def part(self, low: int, high: int) -> _Gaps:
        """Return some of them that follow each other."""
        return _Gaps(self.left[low:high], self.size[low:high], self.columns[low:high], self.tabbed[low:high])


def kept_blanks(codes: Codes, white: Bools, content: Runs, first: Ints, code: Bools) -> Kept:
    """Return which blanks inside lines stay. Of the lines only those that have some are looked at.

    Args:
        codes: The source.
        white: Which of its characters are white.
        content: Where its content stands.
        first: Which characters of this are the first of their line.
        code: Which lines are code and keep their blanks.
    """
    bars = np.searchsorted(content.origins(first), np.flatnonzero(codes == 0x7C), "right") - 1
    bars = np.bincount(bars, minlength=len(first))
    cells, spaced = np.maximum(1, bars), np.zeros(len(first), np.bool_)
    begins = content.at[1:]
    line = np.searchsorted(first, begins, "right") - 1
    gaps, line = _gaps(codes, white, content, begins[first[line] < begins], line[first[line] < begins])
    at, doubt, low = [_NOWHERE], [_NOWHERE > 0], 0
    while low < len(line):  # Some lines at a time, so that memory stays bounded.
        high = int(np.searchsorted(line, line[min(low + _AT_ONCE, len(line)) - 1], "right"))
        stays, doubted = _kept(
            codes, white, content, first, gaps.part(low, high), line[low:high], code, bars, cells, spaced
        )
        at.append(stays)
        doubt.append(doubted)
        low = high
    return Kept(np.concatenate(at), np.concatenate(doubt), cells, spaced)


def _kept(
    codes: Codes,
    white: Bools,
    content: Runs,
    first: Ints,
    gaps: _Gaps,
    line: Ints,
    code: Bools,
    bars: Ints,
    cells: Ints,
    spaced: Bools,
) -> tuple[Ints, Bools]:
    """Return which blanks of some lines stay and which of these are in doubt.

    Args:
        codes: The source.
        white: Which of its characters are white.
        content: Where its content stands.
        first: Which characters of this are the first of their line, of all lines.
        gaps: The blanks.
        line: The line of each.
        code: Which of all lines are code.
        bars: How many bars each of all lines has.
        cells: How many cells each of all lines has; set for these.
        spaced: Which of all lines were spaced out; set for these.
    """
    # A year may go on in the lines below.
    near = np.zeros(line[-1] - line[0] + 1 + _YEAR, np.bool_)
    for below in range(_YEAR + 1):
        near[line - line[0] + below] = True
    some = line[0] + np.flatnonzero(near[: len(first) - line[0]])
    ends = np.append(first, content.size)[some + 1]
    pieces = content.cut(first[some], ends)
    places, _ = ranges(pieces.origin, pieces.origin + pieces.size)
    _, moved = ranges(first[some], ends)
    gaps = replace(gaps, left=gaps.left - moved[np.searchsorted(some, line)])
    of = _Segments(codes, places, first[some] - moved, gaps.left)
    verdict, spaced[some] = _verdicts(of, gaps)
    inner = np.bincount(of.line[(gaps.size >= 2) | gaps.tabbed], minlength=len(some))
    cells[some] = np.where(spaced[some], 1, 1 + np.maximum(inner, bars[some] - 1))
    verdict[code[line]] = 2
    return _chosen(codes, white, places, gaps.left[verdict > 0]), verdict[verdict > 0] == 1


def _gaps(codes: Codes, white: Bools, content: Runs, begins: Ints, line: Ints) -> tuple[_Gaps, Ints]:
    """Return the blanks before some contents with the line of each; where nothing but markup stands there is none."""
    low, high = content.origins(begins - 1) + 1, content.origins(begins)
    between, _ = ranges(low, high)
    if not len(between):
        return _Gaps(begins, begins, begins, begins > 0), line
    at = np.cumsum(high - low) - (high - low)
    size = np.add.reduceat(white[between], at, dtype=np.int64)
    tabs, wide = codes[between] == 0x09, codes[between] == 0x3000
    columns = size + np.add.reduceat(tabs | wide, at, dtype=np.int64)
    some = size > 0
    tabbed = np.logical_or.reduceat(tabs, at)
    return _Gaps(begins[some] - 1, size[some], columns[some], tabbed[some]), line[some]


def _verdicts(of: _Segments, gaps: _Gaps) -> tuple[Ints, Bools]:
    """Return for each blank whether it is closed up (0), in doubt (1) or kept (2), and which lines were spaced out."""
    line, left, size, columns = of.line, gaps.left, gaps.size, gaps.columns
    before, after = of.flags(left), of.flags(left + 1)
    wide_before, wide_after = (before & WIDE) != 0, (after & WIDE) != 0
    spaced = (of.singles >= 3) & (2 * of.singles >= of.words)
    apart = spaced & of.apart()  # Digits and letters too.
    figures = spaced & (of.prose | apart | (of.singles >= 2 * of.numbers))
    narrowest = np.full(len(spaced), np.iinfo(np.int64).max)
    np.minimum.at(narrowest, line, columns)
    prose = of.prose[line]
    single_before, single_after = of.han[of.segment] == 1, of.han[of.segment + 1] == 1
    singles = single_before.astype(int) + single_after
    figure = _told(figures[line] & (size < _WIDE_BLANK), of.figure)
    latin = ((before | after) & LATIN != 0) & (size == 1) & (prose | (columns == 1))
    beside = prose & ((before | after) & CLOSES != 0)
    year = _told(latin & ~prose & (of.han[of.segment] >= 3), of.year)
    # 票价 2元, 8:30—11:00 七年级: a figure and its word, in lines where none stands apart from its unit as print sets
    # them (13 公里).
    word = of.han[of.segment] >= 2
    figured = ((before & HAN) != 0) & word | ((before & CLOSER) != 0)
    figured = latin & ~prose & figured & ((after & DIGIT) != 0)
    called = latin & ~prose & ((before & DIGIT) != 0) & ((after & HAN) != 0)
    called &= (of.size(of.segment) >= _FIGURE) & (of.han[of.segment + 1] >= 2)
    units = ((before & DIGIT) != 0) & among(of.code(left + 1), _MEASURES)
    valued = (figured | called) & (np.bincount(line[units], minlength=len(spaced)) == 0)[line]
    room = ((before & OPENER) != 0) & ((after & CLOSER) != 0)  # （ ）
    numbered = _told(of.first[of.segment], lambda some: of.numbered(some, spaced))
    # Names side by side: 王　芳　　李国栋, 王　芳　李国栋.
    parts = ~prose & (columns >= 2) & ((columns >= 2 * narrowest[line]) | of.between_names())
    # 落叶 屋子 小船 伞 信: words, of which two are short; 王 芳 is a name.
    words = ~prose & (2 * of.singles < of.words)[line] & ~among(of.code(left), SURNAMES)
    verdict = np.select(  # The first that applies.
        [
            numbered | room | _told(spaced[line], of.article),
            ~wide_before & ~wide_after,
            spaced[line] & parts,
            spaced[line],
            beside,
            latin,
        ],
        [2, np.where(figure, 0, 2), 1, np.where(size >= _WIDE_BLANK, 2, 0), 0, (year | valued).astype(int)],
        np.where((((singles == 2) & ~words) | ((singles > 0) & prose)) & ~parts, 0, 1),
    )
    return verdict, spaced


def _told(asked: Bools, tell: Callable[[Ints], Bools]) -> Bools:
    """Return what is told of the blanks in question, those of the others being none of it."""
    some = np.flatnonzero(asked)
    asked[some] = tell(some)
    return asked


def _chosen(codes: Codes, white: Bools, places: Ints, left: Ints) -> Ints:
    """Return for each blank that stays the one character of it that stands for it: a plain blank if there is one."""
    chosen = places[left] + 1
    for n in np.flatnonzero((codes[chosen] != BLANK) | ~white[chosen]).tolist():
        inside = range(int(places[left[n]]) + 1, int(places[left[n] + 1]))
        whites = [at for at in inside if white[at]]
        chosen[n] = next((at for at in whites if codes[at] == BLANK), whites[0])
    return chosen


class _Segments:
    """The stretches between the blanks of lines that have some, with what each holds."""

    def __init__(self, codes: Codes, places: Ints, first: Ints, left: Ints) -> None:
        self._codes, self._places, self._left, self._starts = codes, places, left, first
        count = len(first)
        self.line = np.searchsorted(first, left, "right") - 1
        some = self.line[np.append(True, self.line[1:] != self.line[:-1])]
        inside, moved = ranges(first[some], np.append(first, len(places))[some + 1])
        code = codes[places[inside]]
        own = flags_of(code)
        begins = np.sort(np.concatenate([first[some], left + 1]))
        self.begins = begins[np.append(True, begins[1:] != begins[:-1])]
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
        surname = among(self._codes[self._places[self.begins]], SURNAMES)
        whole = ~single & (self._size == self.han) & (self._size <= _LONGEST_NAME)
        paired = np.append(given[1:], False) & (np.diff(line, append=-1) == 0)
        named = given | ((whole | (single & paired)) & surname)
        names = np.bincount(line[whole], minlength=len(self.singles)) > 0
        names[line[~named]] = False
        inside = single[self.segment] & given[np.minimum(self.segment + 1, count - 1)]
        return np.asarray(names[self.line] & ~inside)

    def size(self, some: Ints) -> Ints:
        """Return how many characters some stretches have."""
        return np.asarray(self._size[some])

    def apart(self) -> Bools:
        """Return in which lines a blank stands between all characters, four of them or more."""
        longest = np.zeros(len(self.singles), np.int64)
        np.maximum.at(longest, self._of, self._size)
        parts = np.bincount(self._of, minlength=len(longest))
        return np.asarray((longest == 1) & (parts >= _FEWEST_APART))

    def flags(self, at: Ints) -> Flags:
        """Return the flags of some contents."""
        return flags_of(self._codes[self._places[at]])

    def holds(self, at: Ints, flag: np.uint32) -> Bools:
        """Return whether some contents carry a flag."""
        return np.asarray((self.flags(at) & flag) != 0)

    def code(self, at: Ints) -> Codes:
        """Return the code points of some contents."""
        return self._codes[self._places[np.minimum(at, len(self._places) - 1)]]

    def figure(self, some: Ints) -> Bools:
        """Return which of some blanks stand inside one number (20 21, 3 . 5, 12 %)."""
        left = self._left[some]
        before, after = self.code(left), self.code(left + 1)
        point = (before == 0x2E) | (before == 0x2C)
        digit_before, digit_after = self.holds(left, DIGIT), self.holds(left + 1, DIGIT)
        return np.asarray((digit_before & (digit_after | among(after, ".,%‰"))) | (point & digit_after))

    def article(self, some: Ints) -> Bools:
        """Return which of some blanks stand behind the number of an article that opens its line: 第 十 二 条."""
        left, opened = self._left[some], self._starts[self.line[some]]
        inside = left - opened
        told = (inside >= 2) & (inside < _LONGEST_ORDINAL)
        told[told] = (self.code(opened[told]) == ord("第")) & among(self.code(left[told]), "条章节编款篇")
        few = np.flatnonzero(told)
        for n in range(1, _LONGEST_ORDINAL - 1):
            told[few] &= (n >= inside[few]) | self.holds(np.maximum(left[few] - n, 0), HAN_DIGIT | DIGIT)
        return told

    def year(self, some: Ints) -> Bools:
        """Return before which of some blanks a year begins: four digits, 19… or 20…."""
        at = self._left[some] + 1
        opened = ((self.code(at) == 0x31) & (self.code(at + 1) == 0x39)) | (
            (self.code(at) == 0x32) & (self.code(at + 1) == 0x30)
        )
        last = len(self._places) - 1
        digits = [self.holds(np.minimum(at + k, last), DIGIT) for k in (2, 3)]
        more = self.holds(np.minimum(at + 4, last), DIGIT) & (at + 4 <= last)
        return np.asarray(opened & digits[0] & digits[1] & ~more)

    def numbered(self, some: Ints, spaced: Bools) -> Bools:
        """Return which of some blanks part 第十二条, 1., a day, a time or a number from what a line goes on with.

        Args:
            some: The blanks, each the first of its line.
            spaced: Which lines were spaced out.
        """
        segment, line, left = self.segment[some], self.line[some], self._left[some]
        opened = self.begins[segment]
        before, after = self.code(left), self.code(left + 1)
        size = left + 1 - opened
        later = self.holds(left, HAN_DIGIT) & (self.code(left - 1) == ord("之"))  # 第四十三条之一
        ordinal = (
            (self.code(opened) == ord("第")) & (among(before, "条章节编款篇") | later) & (size <= _LONGEST_ORDINAL)
        )
        counted = (
            self.holds(opened + 1, HAN_DIGIT) & self.holds(left, HAN) & ((size == 3) | self.holds(left - 1, HAN_DIGIT))
        )
        counted &= (self.code(opened) == ord("第")) & (size >= 3) & (size <= _LONGEST_ORDINAL)  # 第三世, 第二组
        item = ((before == 0x2E) | (before == 0x29)) & (size <= 3) & self.holds(left - 1, DIGIT | LETTER)
        figure = self.holds(opened, DIGIT)
        day = figure & among(before, "年月日")
        time = figure & self._colons[segment]
        number = self.holds(left, DIGIT) & figure & (size <= 2) & ~among(after, _MEASURES) & ~self.prose[line]
        told = ~spaced[line] & (counted | day | time | number)
        return np.asarray(ordinal | (self.holds(left + 1, HAN) & (item | told)))
