"""Source text → blocks: whole paragraphs with what print did to them undone.

Order of work: lines are closed up and measured, page furniture goes, lines are joined, blocks
get their kind. Every character that is not white space ends up in exactly one block or in the
list of what was dropped. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from rag.corpus.bounds import follows, glues, paragraphs
from rag.corpus.bylines import byline, is_meta_line, name, office, signed_name
from rag.corpus.furniture import furniture
from rag.corpus.lines import Lines, lines
from rag.corpus.mapped import Mapped
from rag.corpus.plain import is_plain
from rag.corpus.shapes import is_date_line, is_imprint, is_number_line, is_prose, numbering, salute, sentence_ended
from rag.corpus.signs import BULLETS, DIGIT, HAN, PROSE, Bools, Int32s, Ints
from rag.corpus.stretches import Stretches, texts
from rag.records import Dropped, ParagraphKind, Span

_BRACKETS = re.compile(r"[（(][^（()）]{0,60}[）)]")
_PROSE = re.compile(r"[，。；！？,;]")
_ANNEX = re.compile("附[件表录图]")
# Paragraphs at the end among which the date of a paper may stand, and those above it that sign.
_FOOT, _SIGNS = 6, 2
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
        text: It, repaired.
        runs: Where its characters stand in the source: a row for each run, as in ``OffsetMap``.
        kind: As far as its own shape tells.
        mark: What stood before it: ``#`` and its like, a bullet such as ``■``, a list's ``-``, else ``""``.
        gap: Blank lines before it.
        indent: White columns before it.
        opens: Whether its place on the page tells that an article begins with it.
        plain: Whether it is running text beyond doubt (``plain``), without a mark.
    """

    text: str
    runs: Int32s = field(compare=False)
    kind: ParagraphKind
    mark: str
    gap: int
    indent: int
    opens: bool = False
    plain: bool = False


def repair(source: str) -> tuple[list[Block], list[Dropped]]:
    """Return the paragraphs of a source text in its order, and what was left out.

    Linear in the length of the text. An empty or blank text has no blocks.
    """
    found, dropped = lines(source)
    found, pages = furniture(source, found)
    parts = paragraphs(found)
    blocks = _blocks(found.with_counts_of(PROSE), parts)
    return _verses(_bylines(blocks)), sorted([*dropped, *pages], key=lambda d: d.start)


def known(parts: Iterable[tuple[Mapped, ParagraphKind, int, bool]]) -> list[Block]:
    """Return the blocks of paragraphs whose bounds the format itself tells, in the order given.

    Args:
        parts: Text, kind and heading level of each, and whether an article begins with it; of a ``body`` the kind is
            still told from its shape.
    """
    told = [part for part in parts if part[0].text.strip()]
    # Who marks the headings of sections has marked them all; the office and the date that sign are none.
    marked = any(level > 1 for _, _, level, _ in told)
    last = ((i, told[i][0].text) for i in range(max(0, len(told) - _FOOT), len(told)))
    dates = (i for i, text in last if is_date_line(text) or is_imprint(text))
    foot = next(dates, len(told) + _SIGNS) - _SIGNS
    blocks = []
    for i, (body, kind, level, opens) in enumerate(told):
        shape = _kind(body.text, "") if kind == "body" else kind
        unmarked = marked and kind == "body" and shape == "heading" and i < foot
        if unmarked and numbering(body.text) is None and not _ANNEX.match(body.text):
            shape = "body"
        plain = shape == "body" and not level and is_plain(body.text)
        runs = np.array(body.runs, np.int32).reshape(-1, 3)
        blocks.append(Block(body.text, runs, shape, "#" * level, 0, 0, opens, plain))
    return _verses(_bylines(blocks))


def _blocks(found: Lines, parts: Sequence[Sequence[int]]) -> list[Block]:
    """Return the blocks of lines that belong together."""
    if not parts:
        return []
    made, runs = _bodies(found, parts)
    firsts = [part[0] for part in parts]
    rows = ((found.cells > 2) | found.alone)[firsts].tolist()
    beside = zip(rows, found.gap[firsts].tolist(), found.indent[firsts].tolist(), strict=True)
    blocks = []
    for part, text, run, (row, gap, indent) in zip(parts, made, runs, beside, strict=True):
        mark = found.marks.get(part[0], "")
        plain = not row and not mark and is_plain(text)
        kind: ParagraphKind = "body" if plain else "table" if row and len(part) == 1 else _kind(text, mark)
        blocks.append(Block(text, run, kind, mark, gap, indent, plain=plain))
    return blocks


def _bodies(found: Lines, parts: Sequence[Sequence[int]]) -> tuple[list[str], list[Int32s]]:
    """Return the texts and the runs of some paragraphs, given by their lines; every line stands in one."""
    sizes = np.array([len(part) for part in parts], np.int64)
    lines = np.fromiter(chain.from_iterable(parts), np.int64, int(sizes.sum()))
    part = np.repeat(np.arange(len(parts)), sizes)
    glued = np.zeros(len(found), np.bool_)
    glued[list(glues(found))] = True
    # A stretch goes on over a line end, unless a space is put there or what stands between the lines was taken out.
    inside, before = part[1:] == part[:-1], lines[:-1]
    begins = np.append(True, ~inside | glued[before] | (found.start[lines[1:]] != found.end[before]))
    first = np.flatnonzero(begins)
    of = Stretches(
        found.start[lines[first]],
        found.end[lines[np.append(first[1:], len(lines)) - 1]],
        part[first],
        np.append(False, inside & glued[before])[first],
    )
    if len(found.doubts):
        part_of = np.empty(len(found), np.int64)
        part_of[lines] = part
        closed = _closed(found, of, np.where(sizes > 1, np.arange(len(parts)), -1)[part_of])
        of = of.without(closed) if len(closed) else of
    return texts(found, of)


def _closed(found: Lines, of: Stretches, part: Ints) -> Ints:
    """Return the places of blanks in doubt that the column set, in paragraphs of several lines.

    It did where lines nearby were spaced out, the characters on both sides make a word, or a figure follows in running
    text; not inside brackets.

    Args:
        found: The lines.
        of: The stretches of which they are made.
        part: The paragraph of each line, -1 for one of a single line.
    """
    near = np.convolve(found.spaced, np.ones(2 * _NEAR + 1), "same") > 0
    line = np.searchsorted(found.start, found.doubts, "right") - 1
    prose = np.zeros(len(found) + 1, np.bool_)
    prose[part[found.count(PROSE) > 0]] = True
    figure = found.has(found.doubts - 1, DIGIT) | found.has(found.doubts + 1, DIGIT)
    closes = near[line] | (follows(found, found.doubts - 1, found.doubts + 1) & ~figure)
    closes |= _before_figures(found) & prose[part[line]]
    closes &= part[line] >= 0
    doubts, parts = found.doubts[closes], part[line[closes]]
    places = doubts + of.moved[of.around(doubts)]
    shields: dict[int, list[Span]] = {}
    outside = np.ones(len(doubts), np.bool_)
    for n, (p, place) in enumerate(zip(parts.tolist(), places.tolist(), strict=True)):
        if p not in shields:
            shields[p] = [bracket.span() for bracket in _BRACKETS.finditer(of.text(found, p))]
        outside[n] = not any(start < place < end for start, end in shields[p])
    return np.asarray(doubts[outside])


def _before_figures(found: Lines) -> Bools:
    """Return which blanks in doubt part a word from its figure, which is no year: print sets such blanks in text."""
    first, second = (found.codes[np.minimum(found.doubts + n, len(found.codes) - 1)] for n in (1, 2))
    century = ((first == 0x31) & (second == 0x39)) | ((first == 0x32) & (second == 0x30))
    return np.asarray(found.has(found.doubts - 1, HAN) & found.has(found.doubts + 1, DIGIT) & ~century)


def _kind(text: str, mark: str) -> ParagraphKind:
    """Return what a paragraph is in print, as far as its own shape tells."""
    if mark.startswith("#"):
        return "heading"
    if mark in _LIST_MARKS:
        return "list"
    if len(text) > _LONGEST_SHAPED or is_prose(text) or salute(text):
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
    last: Block | None = None
    for block in blocks:
        if last and last.kind == "heading" and not block.mark and name(block.text) and office(last.text):
            found[-1] = last = _beneath(last, block)
            continue
        found.append(block)
        last = block
    return found


def _beneath(block: Block, below: Block) -> Block:
    """Return a byline that was printed on two lines, a blank between."""
    moved = below.runs + np.array([len(block.text) + 1, 0, 0], np.int32)
    text, runs = f"{block.text} {below.text}", np.concatenate([block.runs, moved])
    return Block(text, runs, "byline", block.mark, block.gap, block.indent)


def _is_verse(text: str) -> bool:
    """Whether a paragraph is short and ends in a mark, as a line of verse does."""
    return len(text) <= _LONGEST_VERSE and _VERSE.match(text) is not None


def _verses(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with runs of short lines that all end in a mark told apart as verse."""
    found = list(blocks)
    short = [i for i, block in enumerate(blocks) if block.kind == "body" and not block.mark and _is_verse(block.text)]
    start = 0
    for n in range(1, len(short) + 1):
        if n < len(short) and short[n] == short[n - 1] + 1:
            continue
        run = blocks[short[start] : short[n - 1] + 1]
        if len(run) >= _FEWEST_VERSES and any(block.text[-1] in "，,、；;" for block in run):
            found[short[start] : short[n - 1] + 1] = [replace(block, kind="verse", plain=False) for block in run]
        start = n
    return found
