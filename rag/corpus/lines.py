"""Source text → its lines: white space closed up, markup and invisible characters taken out.

All lines are held in arrays, for a text may have a million of them. Every line is judged by itself here; what belongs
together is ``bounds``' business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from rag.corpus.blanks import BLANK, kept_blanks
from rag.corpus.counts import Counts, counted, counts
from rag.corpus.runs import Runs, kept, ranges
from rag.corpus.signs import (
    BREAK,
    BULLET,
    BULLETS,
    INVISIBLE,
    PROSE,
    STAR,
    WHITE,
    Bools,
    Codes,
    Int32s,
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
# Boxes and rings of a form, those of one kind or both; a choice has empty ones.
_BOX = re.compile("[■□☐☑☒●○]")
_OPENS = re.compile(r"\s*([■□☐☑☒])")
_EMPTY = frozenset("□☐")
_MOST_OPTIONS = 8
PAGE_NUMBER = re.compile(
    r"(?:[—–―\-－·•~～]{1,3}\s{0,4}\d{1,4}\s{0,4}[—–―\-－·•~～]{1,3}|第\s?\d{1,4}\s?页(?:\s?[，,/]?\s?共\s?\d{1,4}\s?页)?"
    r"|\d{1,4}\s?/\s?\d{1,4}\s?页?|[Pp]age\s?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?)$"
)
_FOLIO = re.compile(r"-[ \t]{0,4}\d{1,4}[ \t]{0,4}-(?=\s)")
_ROW = 3
_AT_ONCE = 1 << 16  # Characters that are looked at together.
_NOWHERE = np.zeros(0, np.int64)
HASH, DASH, DOT = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text that hold content, as arrays; all but the first three have a value a line.

    Attributes:
        text: The closed-up lines, one behind the other with nothing between.
        codes: Its code points.
        runs: Where its characters stand in the source; nowhere a blank put in place of wider ones.
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
    runs: Runs
    start: Ints
    end: Ints
    at: Ints
    indent: Int32s
    gap: Int32s
    cells: Int32s
    spaced: Bools
    fresh: Bools
    alone: Bools
    marked: npt.NDArray[np.int8]
    marks: dict[int, str]
    doubts: Ints
    _counted: dict[int, Counts] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.start)

    def line(self, i: int) -> str:
        """Return the text of a line."""
        return self.text[self.start.item(i) : self.end.item(i)]

    def runs_on(self, i: int) -> bool:
        """Whether a line looks like running text."""
        return i not in self.marks and bool(self.count(PROSE)[i])

    def has(self, at: Ints, flag: np.uint32) -> Bools:
        """Return whether some characters carry a flag (``signs``)."""
        return np.asarray((flags_of(self.codes[at]) & flag) != 0)

    def mark(self, i: int) -> str:
        """Return what stood before a line, ``""`` for nothing."""
        return self.marks.get(i, "")

    def count(self, flag: np.uint32) -> Counts:
        """Return how many characters of each line carry a flag; not to be changed. Most kinds are counted at once."""
        if not self._counted:
            self._counted.update(counts(self.codes, self.start, self.end))
        held = self._counted.get(int(flag))
        if held is None:
            held = self._counted[int(flag)] = counted(self.codes, flag, self.start, self.end)
        return held

    def with_counts_of(self, flag: np.uint32) -> Lines:
        """Return the lines with the counts of one kind of character, others forgotten: they take much room."""
        return replace(self, _counted={int(flag): self.count(flag)})

    def without(self, gone: Bools) -> Lines:
        """Return the lines without some of them; the blank lines around those stand before the next line."""
        kept = np.flatnonzero(~gone)
        gaps = np.cumsum(self.gap)
        news = np.diff(gaps[kept], prepend=0).astype(np.int32)
        feeds = np.cumsum(self.fresh)
        old = dict(zip(kept.tolist(), range(len(kept)), strict=True)) if self.marks else {}
        return replace(
            self,
            **{
                n: getattr(self, n)[kept]
                for n in ("start", "end", "at", "indent", "cells", "spaced", "alone", "marked")
            },
            gap=news,
            fresh=np.diff(feeds[kept], prepend=0) > 0,
            marks={old[i]: mark for i, mark in self.marks.items() if i in old},
            _counted={flag: held[kept] for flag, held in self._counted.items()},
        )

    def part(self, low: int, high: int) -> Lines:
        """Return some lines that follow each other; their marks are known by kind only."""
        names = ("start", "end", "at", "indent", "gap", "cells", "spaced", "fresh", "alone", "marked")
        counted = {flag: held[low:high] for flag, held in self._counted.items()}
        return replace(self, **{n: getattr(self, n)[low:high] for n in names}, marks={}, _counted=counted)


def lines(source: str) -> tuple[Lines, list[Dropped]]:
    """Return the lines of a source text that hold content, and what was taken out of them.

    White space is neither kept nor listed as dropped. Linear in the length of the text.
    """
    codes = codes_of(source)
    white, breaks, odd = _told(codes)
    starts = _starts(codes, breaks)
    marked = _marked(source, codes, odd, white, starts)
    solid = ~(white | marked.gone)
    content = kept(solid)
    first, numbers = _firsts(content, starts)
    heads = content.origins(first)
    code, rows = marked.code[heads], _barred(codes, content, first)
    blanks = kept_blanks(codes, white, content, first, code)
    solid[blanks.at] = True
    runs = kept(solid)
    flat = codes[solid]
    wider = runs.places(blanks.at[codes[blanks.at] != BLANK])
    flat[wider] = BLANK
    doubts = runs.places(blanks.at[blanks.doubt])
    begins = first + np.searchsorted(blanks.at, heads)
    feeds = np.searchsorted(np.flatnonzero(codes == 0x0C), heads)
    indent, at = _indents(codes, white, starts[numbers], heads, numbers, marked)
    del codes, white, solid  # Of long texts the largest arrays: gone before others are made.
    of_mark = np.searchsorted(numbers, marked.lines).astype(np.int64)
    sorts = np.zeros(len(begins), np.int8)
    sorts[of_mark] = [HASH if mark[0] == "#" else DASH if mark in "-*+" else DOT for mark in marked.marks]
    found = Lines(
        text=text_of(flat),
        codes=flat,
        runs=runs.without(wider),
        start=begins,
        end=np.append(begins[1:], len(flat)) if len(begins) else begins,
        at=at,
        indent=indent,
        gap=(np.diff(numbers, prepend=np.int64(-1)) - 1).astype(np.int32),
        cells=np.where(code, 1, np.where(rows, np.maximum(blanks.cells, _ROW), blanks.cells)).astype(np.int32),
        spaced=blanks.spaced & ~code,
        fresh=np.diff(feeds, prepend=0) > 0,
        alone=code | rows,
        marked=sorts,
        marks=dict(zip(of_mark.tolist(), marked.marks, strict=True)),
        doubts=doubts,
    )
    return found, marked.dropped


def _told(codes: Codes) -> tuple[Bools, Ints, Ints]:
    """Return which characters of a source are white, where lines end, and where what may be markup or print nothing.

    Some characters at a time are looked at: what is told of each of a long text takes as much room as the text.
    """
    white = np.empty(len(codes), np.bool_)
    breaks, odd = [_NOWHERE], [_NOWHERE]
    for low in range(0, len(codes), _AT_ONCE):
        flags = flags_of(codes[low : low + _AT_ONCE])
        np.not_equal(flags & WHITE, 0, out=white[low : low + _AT_ONCE])
        breaks.append(low + np.flatnonzero(flags & BREAK))
        odd.append(low + np.flatnonzero(flags & (STAR | INVISIBLE | BULLET)))
    return white, np.concatenate(breaks), np.concatenate(odd)


def _barred(codes: Codes, content: Runs, first: Ints) -> Bools:
    """Return which lines are rows of a table: they begin and end with a bar."""
    last = np.append(first[1:], content.size) - 1 if len(first) else first
    bars = (codes[content.origins(first)] == 0x7C) & (codes[content.origins(last)] == 0x7C)
    return np.asarray(bars & (last - first >= 2))


def _starts(codes: Codes, breaks: Ints) -> Ints:
    """Return where each line of the source begins, blank ones too; a carriage return and a line feed end one line."""
    after = codes[np.minimum(breaks + 1, len(codes) - 1)]
    breaks = breaks[(codes[breaks] != 0x0D) | (after != 0x0A)]
    return np.concatenate([np.zeros(1, np.int64), breaks + 1])


def _firsts(content: Runs, starts: Ints) -> tuple[Ints, Ints]:
    """Return which characters of the content are the first of their line, and the numbers of these lines."""
    first = np.append(content.at, content.size)[np.searchsorted(content.origin, starts)]
    numbers = np.flatnonzero(np.diff(first, append=content.size))
    return first[numbers], numbers


def _indents(
    codes: Codes, white: Bools, starts: Ints, begins: Ints, numbers: Ints, marked: _Marked
) -> tuple[Int32s, Ints]:
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
    before, _ = ranges(starts, begins)
    line = np.repeat(np.arange(len(starts)), begins - starts)
    code = codes[before]
    columns = np.where(code == 0x3000, 2, np.where(code == 0x09, 4, 1)) * white[before]
    return np.bincount(line, columns, minlength=len(starts)).astype(np.int32), begins


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


def _marked(source: str, codes: Codes, inner: Ints, white: Bools, starts: Ints) -> _Marked:
    """Return the markup of a text, found in the lines whose characters may be some.

    Args:
        source: The text.
        codes: Its characters.
        inner: Where characters stand that may be markup or print nothing.
        white: Which of these are white.
        starts: Where its lines begin, blank ones too.
    """
    gone = np.zeros(len(source), bool)
    found = _Marked(gone, np.zeros(len(source), bool), [], [], [], [])
    if not len(inner):
        return found
    ends = np.append(starts[1:], len(source))
    _fences(source, found)
    lines = np.searchsorted(starts, inner, "right") - 1
    strong = (flags_of(codes[inner]) & (STAR | INVISIBLE)) != 0
    # A bullet, a hash or a dash matters as the first character of a line, or at its end.
    some = np.unique(lines)
    inside, _ = ranges(starts[some], ends[some])
    solid = np.concatenate([[-1], inside[~white[inside]], [len(source)]])
    at = np.searchsorted(solid, inner)
    outer = (solid[at - 1] < starts[lines]) | (solid[np.minimum(at + 1, len(solid) - 1)] >= ends[lines])
    for line in np.unique(lines[strong | outer]).tolist():
        _mark_line(source, found, codes, line, int(starts[line]), int(ends[line]))
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


def _ticked(source: str, start: int, end: int) -> bool:
    """Whether boxes in a line are there to be ticked: an empty one beside another, or lines that open with either."""
    boxes = _BOX.findall(source, start, end)
    if len(boxes) > 1 and ({"●", "○"} <= {*boxes} or not _EMPTY.isdisjoint(boxes)):
        return True
    own = _OPENS.match(source, start, end)
    found = {own[1]} if own else set()
    above, below = start, end
    for _ in range(_MOST_OPTIONS if found else 0):
        low = source.rfind("\n", 0, max(0, above - 1)) + 1
        beside = _OPENS.match(source, low, above)
        if beside is None or low == above:
            break
        found.add(beside[1])
        above = low
    for _ in range(_MOST_OPTIONS if found else 0):
        low = source.find("\n", below) + 1
        beside = _OPENS.match(source, low) if low else None
        if beside is None or "\n" in beside[0]:
            break
        found.add(beside[1])
        below = beside.end()
    return len(found) > 1 and not _EMPTY.isdisjoint(found)


def _mark_line(source: str, found: _Marked, codes: Codes, line: int, start: int, end: int) -> None:
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
    boxed = _BOX.search(text) is not None and _ticked(source, start, end)
    if opening and boxed and _BOX.match(opening[0]):
        opening = None
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
            if not (boxed and m[0] == "■")
        ]
    )
    hidden = np.flatnonzero(flags_of(codes[content:end]) & INVISIBLE) + content
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
