"""Source text → blocks: whole paragraphs with what print did to them undone.

Order of work: lines are closed up and measured, page furniture goes, lines are joined, blocks
get their kind. Every character that is not white space ends up in exactly one block or in the
list of what was dropped. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.corpus.bounds import follows, glues, paragraphs
from rag.corpus.furniture import furniture
from rag.corpus.lines import Lines, lines
from rag.corpus.mapped import Mapped, Run, join
from rag.corpus.shapes import (
    byline,
    is_date_line,
    is_imprint,
    is_meta_line,
    is_number_line,
    name,
    numbering,
    office,
    salute,
    sentence_ended,
    signed_name,
)
from rag.corpus.signs import BULLETS
from rag.records import Dropped, ParagraphKind

_BRACKETS = re.compile(r"[（(][^（()）]{0,60}[）)]")
_PROSE = re.compile(r"[，。；！？,;]")
_LIST_MARKS = ("-", "*", "+")
_LONGEST_HEADING = 60
_LONGEST_CLAUSES = 36
_LONGEST_SHAPED = 120
_NEAR = 6
_FEWEST_VERSES = 4
_LONGEST_VERSE = 26
_VERSE = re.compile(r"[^。！？!?]{2,24}[，。；！？、,;!?]$")


@dataclass(frozen=True, slots=True)
class Block:
    """A whole paragraph, still in the order of the source.

    Attributes:
        body: Its text.
        kind: As far as its own shape tells.
        mark: What stood before it: ``#`` and its like, a bullet such as ``■``, a list's ``-``, else ``""``.
        gap: Blank lines before it.
        indent: White columns before it.
    """

    body: Mapped
    kind: ParagraphKind
    mark: str
    gap: int
    indent: int

    @property
    def text(self) -> str:
        """The repaired text."""
        return self.body.text


def repair(source: str) -> tuple[list[Block], list[Dropped]]:
    """Return the paragraphs of a source text in its order, and what was left out.

    Linear in the length of the text. An empty or blank text has no blocks.
    """
    found, dropped = lines(source)
    found, pages = furniture(source, found)
    blocks = _blocks(found, paragraphs(found))
    return _verses(_bylines(blocks)), sorted([*dropped, *pages], key=lambda d: d.start)


def known(parts: Iterable[tuple[Mapped, ParagraphKind, int]]) -> list[Block]:
    """Return the blocks of paragraphs whose bounds the format itself tells, in the order given.

    Args:
        parts: Text, kind and heading level of each; of a ``body`` the kind is still told from its shape.
    """
    blocks = [
        Block(body, _kind(body.text, "") if kind == "body" else kind, "#" * level, 0, 0)
        for body, kind, level in parts
        if body.text.strip()
    ]
    return _verses(_bylines(blocks))


def _blocks(found: Lines, parts: Sequence[Sequence[int]]) -> list[Block]:
    """Return the blocks of lines that belong together."""
    if not parts:
        return []
    page = _Print(found)
    blocks = []
    for part in parts:
        first = part[0]
        body = page.body(part)
        mark = found.mark(first)
        row = len(part) == 1 and (page.cells[first] > 2 or found.alone[first])
        kind: ParagraphKind = "table" if row else _kind(body.text, mark)
        blocks.append(Block(body, kind, mark, page.gap[first], page.indent[first]))
    return blocks


class _Print:
    """Lines as lists, from which paragraphs are put together quickly."""

    def __init__(self, found: Lines) -> None:
        self._found = found
        self._glues = glues(found)
        self._start: list[int] = found.start.tolist()
        self._end: list[int] = found.end.tolist()
        self.gap: list[int] = found.gap.tolist()
        self.indent: list[int] = found.indent.tolist()
        self.cells: list[int] = found.cells.tolist()
        # How many lines before each were taken out from between others.
        self._holes: list[int] = np.cumsum(np.append(False, found.start[1:] != found.end[:-1])).tolist()
        # Where the source does not go on from one character to the next.
        breaks = np.flatnonzero(np.diff(found.origin, prepend=-2) != 1)
        self._breaks: list[int] = breaks.tolist()
        self._origins: list[int] = found.origin[breaks].tolist()
        self._heads: list[int] = found.origin[found.start].tolist()
        self._from: list[int] = np.searchsorted(breaks, found.start, "right").tolist()
        self._to: list[int] = np.searchsorted(breaks, found.end, "left").tolist()
        self._doubts: list[int] = found.doubts.tolist()
        self._follow: list[bool] = follows(found, found.doubts - 1, found.doubts + 1).tolist()
        near = np.convolve(found.spaced, np.ones(2 * _NEAR + 1), "same")
        self._spaced: list[bool] = (near > 0).tolist()
        self._doubted: list[int] = np.searchsorted(found.doubts, found.start).tolist()

    def body(self, part: Sequence[int]) -> Mapped:
        """Return the text of a paragraph."""
        first, last = part[0], part[-1]
        if len(part) == 1:
            return self._stretch(first, last)
        whole = last - first == len(part) - 1 and self._holes[first] == self._holes[last]
        if whole and not self._between(first, last):
            return self._stretch(first, last)
        body = join([self._stretch(i, i) for i in part], [self._glues.get(i, "") for i in part[:-1]])
        return self._settled(body, part)

    def _between(self, first: int, last: int) -> bool:
        """Whether something has to be put between the lines of a paragraph, or taken out of them."""
        at = self._doubted[first]
        if at < len(self._doubts) and self._doubts[at] < self._end[last]:
            return True
        return bool(self._glues) and any(i in self._glues for i in range(first, last))

    def _stretch(self, first: int, last: int) -> Mapped:
        """Return the text from one line to another, all of it."""
        start, end = self._start[first], self._end[last]
        low, high = self._from[first], self._to[last]
        points = [start, *self._breaks[low:high], end]
        heads = [self._heads[first], *self._origins[low:high]]
        runs: list[Run] = [
            (a - start, origin, b - a) for a, b, origin in zip(points, points[1:], heads, strict=False) if origin >= 0
        ]
        return Mapped(self._found.text[start:end], tuple(runs))

    def _settled(self, body: Mapped, part: Sequence[int]) -> Mapped:
        """Return a joined text with the blanks in doubt closed where the column set them.

        It did where lines nearby were spaced out, or the characters on both sides make a word; not inside brackets.
        """
        doubts: list[int] = []
        at = 0
        for i in part:
            n = self._doubted[i]
            while n < len(self._doubts) and self._doubts[n] < self._end[i]:
                if self._spaced[i] or self._follow[n]:
                    doubts.append(at + self._doubts[n] - self._start[i])
                n += 1
            at += self._end[i] - self._start[i] + len(self._glues.get(i, ""))
        if not doubts:
            return body
        shields = [found.span() for found in _BRACKETS.finditer(body.text)]
        return body.edited((d, d + 1, "") for d in doubts if not any(start < d < end for start, end in shields))


def _kind(text: str, mark: str) -> ParagraphKind:
    """Return what a paragraph is in print, as far as its own shape tells."""
    if mark.startswith("#"):
        return "heading"
    if mark in _LIST_MARKS:
        return "list"
    if len(text) > _LONGEST_SHAPED or salute(text):
        return "body"
    if (
        byline(text)
        or is_date_line(text)
        or is_imprint(text)
        or is_meta_line(text)
        or (mark in BULLETS and mark and signed_name(text))
    ):
        return "byline"
    return "heading" if is_number_line(text) or _heading(text) else "body"


def _heading(text: str) -> bool:
    """Whether a paragraph has the shape of a heading: short, no sentence, no end mark."""
    if len(text) > _LONGEST_HEADING or "。" in text or text[-1] in "！？；：，、!?;:,…":
        return False
    if numbering(text) is not None:
        return True
    clauses = len(_PROSE.findall(text)) + 1
    return not sentence_ended(text) and clauses <= 3 and (clauses == 1 or len(text) <= _LONGEST_CLAUSES)


def _bylines(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with an office and the name printed on the line below made one byline."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if last and last.kind == "heading" and office(last.text) and not block.mark and name(block.text):
            whole = join([last.body, block.body], [" "])
            found[-1] = Block(whole, "byline", last.mark, last.gap, last.indent)
            continue
        found.append(block)
    return found


def _is_verse(text: str) -> bool:
    """Whether a paragraph is short and ends in a mark, as a line of verse does."""
    return len(text) <= _LONGEST_VERSE and _VERSE.match(text) is not None


def _verses(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with runs of short lines that all end in a mark told apart as verse."""
    found = list(blocks)
    start = 0
    for i in range(len(blocks) + 1):
        if i < len(blocks) and blocks[i].kind == "body" and not blocks[i].mark and _is_verse(blocks[i].text):
            continue
        run = blocks[start:i]
        if len(run) >= _FEWEST_VERSES and any(block.text[-1] in "，,、；;" for block in run):
            found[start:i] = [replace(block, kind="verse") for block in run]
        start = i + 1
    return found
