"""Lines in reading order → paragraphs: which line goes on in the next one, across columns and pages too.

Told from the right edge (a line that ends short ends its paragraph), the indent, the distance and the size.
Knows blocks of lines; nothing of files.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from rag.corpus.formats.pdf_layout import Block
from rag.corpus.formats.pdf_lines import Stretch, is_wide
from rag.records import ParagraphKind
from rag.text.numbers import numeral

_INDENT, _DEEP = 0.8, 5.0
_SAME_SIZE = 0.12
_LARGER = 1.12
_MOST_LEVELS = 4
_LONGEST_HEADING = 80
# How much larger than the text the headline of an article is; less so is that of a section.
_HEADLINE = 1.3
_SECTION = re.compile(
    r"第[一二三四五六七八九十\d]+[章节部编]|[一二三四五六七八九十\d]+ "
    r"|(?:摘 ?要|参考文献|结语|附录|目录|附件|Abstract|References)"
)
_FEW = 4
# Of a page's width between its margins: a block that takes less is no column, but short lines such as verse.
_NARROW = 0.25
_ENDED = re.compile(r"[。！？!?：:；;…][”’」』）)》\"']*$")
_OPENING = "（《「『“‘【〔(["
_LONGEST_UNIT = 30
_CLOSING = "，。、；：！？）》」』”’】〕…％%,.;:!?)"
# What a number may be parted between, and how much of its column a line so parted fills.
_IN_NUMBER = re.compile(r"[0-9][.,]?\n[0-9%‰]|[0-9]\n[.,年月日万亿]")
_FILLED = 0.6
_ALIKE, _LONGER = 0.5, 0.05
_NEVER_FIRST = "，。、；：！？）》」』”’】〕％%"
_ITEM = re.compile(
    r"(?:[■□◆◇●○▲△★☆•·\-–—*]|[(（]?[0-9０-９]{1,3}[)）.．、]|[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳]|[a-zA-Z][.)）])"
)
_NUMBERED = re.compile(r"([(（]?)([0-9]{1,3}|[一二三四五六七八九十]{1,3})([)）.．、])(?![0-9])")


@dataclass(frozen=True, slots=True)
class Placed:
    """A line with the page, block and column that it stands in.

    Attributes:
        line: The line.
        page: Counted from 0.
        block: Number of its block in the document.
        left: Left edge of the column.
        right: Right edge of the column.
        table: Whether it is a row of a table.
        count: Characters of a full line where lines are parted by their count; else 0.
        aside: The number of the box or caption on its page that it is of; else 0.
        columned: Whether its block stands on a page of several columns, as one of them or above them.
    """

    line: Stretch
    page: int
    block: int
    left: float
    right: float
    table: bool
    count: int = 0
    aside: int = 0
    columned: bool = False


@dataclass(slots=True)
class Part:
    """A paragraph: its lines in order, what it is, the level of a heading, and if that opens an article."""

    lines: list[Placed] = field(default_factory=list)
    kind: ParagraphKind = "body"
    level: int = 0
    opens: bool = False


def placed(pages: Sequence[Sequence[Block]], widths: Sequence[float]) -> list[Placed]:
    """Return all lines in reading order with their columns.

    A block of few lines, or of very short ones, may be narrower than its column. One that stands alone is taken to be
    as wide as the widest other one, or else as what the margin at its left leaves of the page.

    Args:
        pages: The blocks of each page.
        widths: Of each page, in points.
    """
    # The last page of narrow columns may hold one of them alone; elsewhere what is as narrow are short lines.
    narrow = 0.0 if any(block.columns > 1 for page in pages for block in page) else _NARROW
    usual = max(
        (
            _right(block) - _left(block)
            for page, width in zip(pages, widths, strict=True)
            for block in page
            if block.columns == 1 and not block.table and not _is_short(block, narrow, width)
        ),
        default=0.0,
    )
    made: list[Placed] = []
    number = 0
    for at, page in enumerate(pages):
        for block in page:
            left, right = _left(block), _right(block)
            if _is_short(block, narrow, widths[at]) and block.columns == 1 and not block.table:
                right = max(right, left + usual if usual else widths[at] - left)
            count = 0 if block.table else _count(block, left)
            made += [
                Placed(
                    *(line, at, number, left, right, block.table or line.row, count),
                    block.aside,
                    columned=block.columns > 1,
                )
                for line in block.lines
            ]
            number += 1
    return made


def _is_short(block: Block, narrow: float, width: float) -> bool:
    """Whether a block says nothing of how wide its column is: few lines, or such as take little of the page's width."""
    left = _left(block)
    return len(block.lines) < _FEW or _right(block) - left < narrow * (width - 2 * left)


def _left(block: Block) -> float:
    return min(line.x0 for line in block.lines)


def _right(block: Block) -> float:
    """Return the right edge of a column: where most of the long lines end, since marks may hang over it."""
    edge = max(line.x1 for line in block.lines)
    if block.table:
        return edge
    ends = Counter(round(2 * (edge - line.x1) / line.size) for line in block.lines)
    near = {step: count for step, count in ends.items() if step <= 5}
    most = max(near.values())
    step = min(step for step, count in near.items() if count == most)
    return max(line.x1 for line in block.lines if round(2 * (edge - line.x1) / line.size) == step)


def _count(block: Block, left: float) -> int:
    """Return how many characters a full line of a column has, 0 where that differs: narrow ones count as much."""
    counts = Counter(len(line.text) + round((line.x0 - left) / line.size) for line in block.lines)
    most, times = counts.most_common(1)[0]
    longer = sum(n for count, n in counts.items() if count > most + 1)
    return most if times >= max(_FEW, _ALIKE * len(block.lines)) and longer <= _LONGER * len(block.lines) else 0


def parts(lines: Sequence[Placed]) -> list[Part]:
    """Return the paragraphs of a document in reading order; together they hold every line once."""
    size = body_size(lines)
    levels = _levels(lines, size)
    look = _Look(lines, size)
    found: list[Part] = []
    for line in lines:
        last = found[-1] if found else None
        if last and look.goes_on(last, line):
            last.lines.append(line)
        elif (open_part := _left_open(found, line, look)) is not None:
            open_part.lines.append(line)
        else:
            found.append(Part([line]))
    for part in found:
        _name(part, levels, size)
    for before, part in zip([None, *found], found, strict=False):
        part.opens = _opens(before, part, size)
    return found


def _opens(before: Part | None, part: Part, size: float) -> bool:
    """Whether a heading is the headline of an article on a page of columns.

    It is large, stands at the top of its block and not below another headline, and has no number of a section.
    """
    first = part.lines[0]
    if part.kind != "heading" or not first.columned or first.line.size < _HEADLINE * size:
        return False
    if _ITEM.match(first.line.text) or _SECTION.match(first.line.text):
        return False
    if before is None:
        return True
    last = before.lines[-1]
    return last.block != first.block and (
        before.kind != "heading" or (last.page, last.aside) != (first.page, first.aside)
    )


def body_size(lines: Sequence[Placed]) -> float:
    """Return the size of running text: the one in which most characters are printed; 0 where there are none."""
    counts: Counter[float] = Counter()
    for line in lines:
        counts[round(line.line.size * 2) / 2] += len(line.line.text)
    return counts.most_common(1)[0][0] if counts else 0.0


def _levels(lines: Sequence[Placed], size: float) -> list[int]:
    """Return the sizes of headings, largest first."""
    sizes = {round(p.line.size) for p in lines if p.line.size >= _LARGER * size and not p.table}
    return sorted(sizes, reverse=True)[:_MOST_LEVELS]


def _name(part: Part, levels: Sequence[float], size: float) -> None:
    """Say what a paragraph is, as far as its place and size tell."""
    first = part.lines[0]
    text = "".join(p.line.text for p in part.lines)
    if first.table:
        part.kind = "table"
    elif first.line.size >= _LARGER * size and len(text) <= _LONGEST_HEADING and not text.endswith(("。", "；", "，")):
        rank = next((i for i, level in enumerate(levels) if round(first.line.size) >= level), len(levels) - 1)
        part.kind, part.level = "heading", rank + 1


class _Look:
    """How a document sets its paragraphs: the usual distance of lines by block and size, indented or not."""

    def __init__(self, lines: Sequence[Placed], size: float) -> None:
        self._size = size
        leads: dict[tuple[int, int], list[float]] = defaultdict(list)
        all_leads: dict[int, list[float]] = defaultdict(list)
        for a, b in zip(lines, lines[1:], strict=False):
            if _same(a, b):
                leads[a.block, round(a.line.size)].append(a.line.y - b.line.y)
                all_leads[round(a.line.size)].append(a.line.y - b.line.y)
        self._leads = {key: _low_median(found) for key, found in leads.items() if len(found) >= 3}
        self._all_leads = {key: _low_median(found) for key, found in all_leads.items()}
        starts = [b for a, b in zip(lines, lines[1:], strict=False) if a.block == b.block and not _full(a, b)]
        indented = sum(_indent(b) >= _INDENT for b in starts)
        spaced = sum(
            a.line.y - b.line.y > min(1.3 * self._lead(b), self._lead(b) + 0.5 * b.line.size)
            for a, b in zip(lines, lines[1:], strict=False)
            if _same(a, b) and not _full(a, b)
        )
        self.spaced = bool(starts) and spaced >= 0.5 * len(starts)
        self.indents = indented >= 0.3 * len(starts) if starts else any(_indent(p) >= _INDENT for p in lines)

    def _lead(self, line: Placed) -> float:
        """Return the usual distance of lines such as one, in its block or else in all; 0 where none is known."""
        return self._leads.get((line.block, round(line.line.size))) or self._all_leads.get(round(line.line.size), 0.0)

    def goes_on(self, part: Part, line: Placed) -> bool:
        """Whether a line goes on with the paragraph before it."""
        last = part.lines[-1]
        if last.table or line.table or not _alike(last, line):
            return False
        if (last.aside or line.aside) and (last.page, last.aside) != (line.page, line.aside):
            return False
        if last.block == line.block:
            return self._within(part, last, line)
        return self._across(part, last, line)

    def _within(self, part: Part, last: Placed, line: Placed) -> bool:
        """Whether a line goes on with the one above it in the same column."""
        lead, size = self._lead(line), line.line.size
        # Where paragraphs are set apart as a rule, a little distance tells; elsewhere a tall character may bring it.
        if last.line.y - line.line.y > (lead + 0.4 * size if self.spaced else max(1.4 * lead, lead + 0.5 * size)):
            return False
        if _is_heading(last, self._size) and _is_heading(line, self._size):
            return (_full(last, line) or _centred(last) == _centred(line)) and len(part.lines) < 4
        if not _full(last, line) or _next_item(part.lines[0].line.text, line.line.text):
            return False
        indent, before = _indent(line), _indent(last)
        if min(indent, before) > _DEEP:
            # An office and its date at the right edge; text set in as a whole has one edge, and fills more.
            wide = last.line.x1 - last.line.x0 > (last.right - last.left) / 2
            return wide and abs(indent - before) < 0.3
        if indent >= _INDENT:
            return self._indented(part, line.line.text, indent, before)
        if before >= _INDENT or not _ENDED.search(last.line.text):
            return True
        return self.indents or self.spaced or _snug(last)

    def _indented(self, part: Part, text: str, indent: float, before: float) -> bool:
        """Whether an indented line goes on: below an item whose further lines hang, or in a text set in as a whole."""
        if _ITEM.match(part.lines[0].line.text) and not _ITEM.match(text):
            return indent > before + 0.3 if len(part.lines) == 1 else abs(indent - before) < 0.3
        if len(part.lines) > 1 and abs(indent - before) < 0.3 and _indent(part.lines[0]) > indent + 0.5:
            return True
        return abs(indent - before) < 0.3 and not _ENDED.search(part.lines[-1].line.text)

    def _across(self, part: Part, last: Placed, line: Placed) -> bool:
        """Whether a line at the top of a column or page goes on with what ended the one before."""
        if _is_heading(last, self._size) or _is_heading(line, self._size) or not _full(last, line):
            return False
        ended = _ENDED.search(last.line.text) is not None
        if _indent(line) >= _INDENT:
            return not ended and abs(_indent(line) - _indent(last)) < 0.3 and (len(part.lines) > 1 or not self.indents)
        return not ended or self.indents or _snug(last)


def _left_open(found: Sequence[Part], line: Placed, look: _Look) -> Part | None:
    """Return the paragraph of the page before that a page's first lines go on with, small notes between them."""
    if not found or found[-1].lines[-1].page + 1 != line.page:
        return None
    page = found[-1].lines[-1].page
    for part in reversed(found[-8:]):
        last = part.lines[-1]
        if last.page != page:
            return None
        if last.line.size < (1 - 0.06) * line.line.size:
            continue
        return part if look.goes_on(part, line) and not _ENDED.search(last.line.text) else None
    return None


def _low_median(found: Sequence[float]) -> float:
    """Return the usual distance of lines: paragraphs set apart must not widen it."""
    ordered = sorted(found)
    return median(ordered[: max(1, (2 * len(ordered) + 2) // 3)])


def _same(a: Placed, b: Placed) -> bool:
    """Whether two lines follow each other in one column, in one size."""
    return a.block == b.block and a.line.y > b.line.y and _alike(a, b)


def _alike(a: Placed, b: Placed) -> bool:
    """Whether two lines are printed in about the same size."""
    return abs(a.line.size - b.line.size) <= _SAME_SIZE * max(a.line.size, b.line.size)


def _indent(p: Placed) -> float:
    """Return how far a line is set in from its column, in ems."""
    return (p.line.x0 - p.left) / p.line.size


def _full(last: Placed, line: Placed) -> bool:
    """Whether a line ends where it had to: what the next one begins with would not have fitted."""
    if last.line.x1 + _first_unit(line.line) > last.right - 0.2 * last.line.size:
        return True
    if last.line.x1 - last.left < _FILLED * (last.right - last.left):
        return False
    text, behind = last.line.text, line.line.text
    if behind[0] in _NEVER_FIRST or _IN_NUMBER.search(text[-2:] + "\n" + behind[0]):
        return True
    counted = len(text) + round(_indent(last)) + _unit_length(behind[:_LONGEST_UNIT])
    return counted > last.count > 0 and _ENDED.search(text) is None


def _next_item(text: str, behind: str) -> bool:
    """Whether a line opens with the number behind the one that a paragraph opens with: 3. behind 2."""
    first, second = _NUMBERED.match(text), _NUMBERED.match(behind)
    if first is None or second is None or (first[1], first[3]) != (second[1], second[3]):
        return False
    return numeral(second[2]) == (numeral(first[2]) or 0) + 1


def _first_unit(line: Stretch) -> float:
    """Return about how wide what may not be parted at the start of a line is, in points."""
    text = line.text[:_LONGEST_UNIT]
    return line.size * sum(1.0 if is_wide(char) else 0.55 for char in text[: _unit_length(text)])


def _unit_length(text: str) -> int:
    """Return how many characters at the start of a line may not be parted."""
    return next((i for i in range(1, len(text)) if _parts(text[i - 1], text[i])), len(text))


def _parts(before: str, behind: str) -> bool:
    """Whether a line may end between two characters."""
    if behind in _CLOSING or before in _OPENING:
        return False
    return " " in (before, behind) or is_wide(before) or is_wide(behind)


def _snug(last: Placed) -> bool:
    """Whether a line reaches its column's edge to the character."""
    return last.line.x1 > last.right - 0.3 * last.line.size


def _is_heading(p: Placed, size: float) -> bool:
    return p.line.size >= _LARGER * size


def _centred(p: Placed) -> bool:
    """Whether a line stands in the middle of its column, with room on both sides."""
    before, behind = p.line.x0 - p.left, p.right - p.line.x1
    return before > p.line.size and abs(before - behind) < p.line.size
