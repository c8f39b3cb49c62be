"""Source text → blocks: whole paragraphs with what print did to them undone.

Order of work: lines are closed up and measured, page furniture goes, lines are joined, blocks
get their kind. Every character that is not white space ends up in exactly one block or in the
list of what was dropped. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rag.corpus.furniture import furniture
from rag.corpus.joints import glue, paragraphs
from rag.corpus.lines import BULLETS, Line, lines
from rag.corpus.mapped import Mapped, join
from rag.corpus.shapes import (
    byline,
    is_date_line,
    is_imprint,
    is_meta_line,
    is_number_line,
    name,
    numbering,
    office,
    sentence_ended,
)
from rag.records import Dropped, ParagraphKind, Span

_BRACKETS = re.compile(r"[（(][^（()）]{0,60}[）)]")
_PROSE = re.compile(r"[，。；！？,;]")
_LIST_MARKS = ("-", "*", "+")
_LONGEST_HEADING = 60
_LONGEST_CLAUSES = 36
_FEWEST_VERSES = 4
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
    blocks = [block for part in paragraphs(found) for block in _blocks([found[i] for i in part])]
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


def _blocks(part: Sequence[Line]) -> list[Block]:
    """Return the block of some joined lines; lines of a headline stay apart."""
    if len(part) > 1 and len(part) <= 3 and not any(_PROSE.search(line.text) for line in part):
        return [_block([line]) for line in part]
    return [_block(part)]


def _block(part: Sequence[Line]) -> Block:
    """Return the block of lines that belong together."""
    gaps = [glue(a.text, b.text) for a, b in zip(part, part[1:], strict=False)]
    body = join([line.body for line in part], gaps)
    if len(part) > 1:
        body = _settled(body, part, gaps)
    first = part[0]
    kind = "table" if len(part) == 1 and first.cells > 2 else _kind(body.text, first.mark)
    return Block(body, kind, first.mark, first.gap, first.indent)


def _settled(body: Mapped, part: Sequence[Line], gaps: Sequence[str]) -> Mapped:
    """Return a joined text with the spaces in doubt closed, for the column set them; those inside brackets stay."""
    shields = [found.span() for found in _BRACKETS.finditer(body.text)]
    doubts: list[Span] = []
    at = 0
    for line, gap in zip(part, [*gaps, ""], strict=True):
        doubts += [(at + start, at + end) for start, end in line.loose]
        at += len(line.body) + len(gap)
    return body.edited((*d, "") for d in doubts if not any(start < d[0] < end for start, end in shields))


def _kind(text: str, mark: str) -> ParagraphKind:
    """Return what a paragraph is in print, as far as its own shape tells."""
    if mark.startswith("#"):
        return "heading"
    if mark in _LIST_MARKS:
        return "list"
    if (
        byline(text)
        or is_date_line(text)
        or is_imprint(text)
        or is_meta_line(text)
        or (mark in BULLETS and mark and name(text))
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


def _verses(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with runs of short lines that all end in a mark told apart as verse."""
    found = list(blocks)
    start = 0
    for i in range(len(blocks) + 1):
        if i < len(blocks) and blocks[i].kind == "body" and not blocks[i].mark and _VERSE.match(blocks[i].text):
            continue
        run = blocks[start:i]
        if len(run) >= _FEWEST_VERSES and any(block.text[-1] in "，,、；;" for block in run):
            found[start:i] = [replace(block, kind="verse") for block in run]
        start = i + 1
    return found
