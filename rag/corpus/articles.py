"""Cuts → articles: their values and their paragraphs under the headings above each.

Knows what section headings and the foot of a circular look like; which blocks make an article is ``cuts``'
business, and what its head says that of ``values``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.corpus.bylines import speaker
from rag.corpus.cuts import cuts
from rag.corpus.mapped import lined
from rag.corpus.provisions import Provision, provisions
from rag.corpus.repair import Block
from rag.corpus.shapes import date_of, is_date_line, is_imprint, is_lead, is_number_line, numbering
from rag.corpus.titled import Cut
from rag.corpus.values import (
    Placed,
    annexed,
    byline_of,
    date_of_article,
    dated,
    is_office,
    issuer_of,
    number_of,
    signed,
)
from rag.records import Article, OffsetMap, Paragraph, ParagraphKind, Printed, Span
from rag.text.sentences import sentences

_LONGEST_RUN_IN = 60
_LONGEST_SECTION = 110
_LONGEST_FOOT = 30
_PAPER_TITLE = re.compile(r"关于[^。；：]{2,120}的?(?:通知|意见|决定|通报|公告|通告|函|批复|请示|报告|办法|方案|决议)$")
_CHAPTER = re.compile(r"第[^ 章]{1,6}章")
# Inside 编, 章 and 节, whose ranks are 10 to 12.
_PROVISION = 13
# What numbers, 首先 and its like, and addresses begin with.
_OPENERS = frozenset("第（(一二三四五六七八九十百首其再最同各①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_ADDRESS = re.compile(r"(?:同志们|各位[\u4e00-\u9fff]{1,6})[，,：:！!]")


def articles(blocks: Sequence[Block], name: str = "") -> tuple[str, OffsetMap, tuple[Article, ...], str]:
    """Return the clean text, its map, the articles in reading order, and the page's own title.

    The title is ``""`` where the page has none. Every block stands in exactly one article. No blocks give no
    article and an empty text.

    Args:
        blocks: In the order of the source.
        name: Of the document, from which a date may be inferred.
    """
    title, found = cuts(blocks)
    blocks = [block for cut in found for block in cut.blocks]
    text, runs = lined([block.text for block in blocks], [block.runs for block in blocks])
    made: list[Article] = []
    at = 0
    for cut in found:
        placed: list[tuple[Block, Span]] = []
        for block in cut.blocks:
            placed.append((block, (at, at + len(block.text))))
            at += len(block.text) + 1
        made.append(_article(cut, placed))
    return text, OffsetMap(runs), dated(made if title else annexed(signed(made)), text, name), title


def _article(cut: Cut, placed: Placed) -> Article:
    """Return an article with its values read off and its paragraphs under their headings."""
    headline = None
    if cut.headline:
        first, last = cut.headline[0], cut.headline[-1]
        text = _headline([cut.blocks[i].text for i in cut.headline])
        headline = Printed(text, (placed[first][1][0], placed[last][1][1]))
    number = number_of(placed)
    return Article(
        headline,
        byline_of(cut, placed),
        date_of_article(cut, placed),
        number,
        tuple(_paragraphs(cut, placed)),
        issuer_of(cut, placed, number),
        annex=cut.annex,
    )


def _headline(lines: Sequence[str]) -> str:
    """Return the lines of a headline as one: nothing stands between those of a circular's title (…关于…的 / 通知)."""
    about = next((n for n, line in enumerate(lines) if "关于" in line), len(lines))
    for end in range(about, len(lines)):
        whole = "".join(lines[about : end + 1])
        if _PAPER_TITLE.search(whole):
            return " ".join([*lines[:about], whole, *lines[end + 1 :]])
    return " ".join(lines)


# ---------------------------------------------------------------- paragraphs


def _paragraphs(cut: Cut, placed: Placed) -> Iterator[Paragraph]:
    """Yield the paragraphs with the section headings that stand above each."""
    above: list[tuple[int, str, bool]] = []
    foot = _foot(cut.blocks)
    regulation = provisions(cut.blocks)
    plain: tuple[str, ...] | None = None  # The headings above running text, where they are known.
    for i, (block, (start, end)) in enumerate(placed):
        inner = cut.head <= i < foot and i not in regulation
        if plain is not None and inner and (block.plain or _runs_on(block)):
            yield Paragraph("body", start, end, plain)
            continue
        plain = None
        if i < cut.head or i >= foot:
            signs = i >= foot or (block.kind == "heading" and speaker(block.text) is not None)
            yield Paragraph("byline" if signs else block.kind, start, end)
            continue
        if i in regulation:
            above = [entry for entry in above if entry[0] < _PROVISION and not entry[2]]
            headings = (*(text for _, text, _ in above), *regulation[i].headings)
            yield Paragraph(_of_provision(block, regulation[i]), start, end, headings)
            continue
        rank = _rank(block)
        if rank is not None:
            above = [entry for entry in above if entry[0] < rank]
        elif _ADDRESS.match(block.text):
            above = []
        elif not is_lead(block.text):
            above = [entry for entry in above if not entry[2]]
        kind = _section(cut.blocks, i)
        headings = tuple(text for _, text, _ in above)
        yield Paragraph(kind, start, end, headings)
        if rank is not None and (lead := _heading_of(block, kind)):
            above.append((rank, lead, kind == "body"))
        elif not any(entry[2] for entry in above):
            plain = headings


def _runs_on(block: Block) -> bool:
    """Whether a block is running text that is neither numbered nor an item of it nor an address."""
    first = block.text[0]
    return block.kind == "body" and not block.mark and first not in _OPENERS and not first.isdecimal()


def _of_provision(block: Block, of: Provision) -> ParagraphKind:
    """Return the kind of a block of a provision: its numbered items are a list, whatever their shape."""
    return "list" if not of.first and numbering(block.text) is not None else block.kind


def _foot(blocks: Sequence[Block]) -> int:
    """Return where a circular's foot begins (发：…, the office, …印发); the number of blocks where it has none."""
    first = len(blocks)
    for i in range(len(blocks) - 1, 0, -1):
        text = blocks[i].text
        if is_imprint(text) or is_date_line(text):
            first = i
        elif blocks[i].kind == "body" or numbering(text) is not None or len(text) > _LONGEST_FOOT:
            break
    if first == len(blocks) or date_of(blocks[first].text) is None:
        return first
    # Who signs stands above the date: one line of any kind, or several offices.
    while first > 1 and _signs(blocks[first - 1]):
        first -= 1
        if not (is_office(blocks[first].text) and is_office(blocks[first - 1].text)):
            break
    return first


def _signs(block: Block) -> bool:
    """Whether a block may be the office that signs above the date of a circular."""
    return (
        block.kind == "heading"
        and not block.mark
        and numbering(block.text) is None
        and len(block.text) <= _LONGEST_FOOT
    )


def _rank(block: Block) -> int | None:
    """Return how far outside a heading stands, 1 the outermost; None for running text."""
    if block.mark.startswith("#"):
        return len(block.mark)
    level = numbering(block.text)
    if level is not None and block.kind in ("heading", "body"):
        # A 章 stands inside a 编, a 篇 or a 部分.
        return 10 if level == 0 and not _CHAPTER.match(block.text) else 11 + level
    return 9 if block.kind == "heading" else None


def _section(blocks: Sequence[Block], i: int) -> ParagraphKind:
    """Return the kind of a block: a numbered sentence is a heading above text of its own, else an item of a list."""
    block = blocks[i]
    level = numbering(block.text)
    if block.kind != "body" or level is None or len(block.text) > _LONGEST_SECTION:
        return block.kind
    if len(sentences(block.text)) > 1:
        return "body"
    above = numbering(blocks[i - 1].text) if i and blocks[i - 1].kind == "body" else None
    below = blocks[i + 1] if i + 1 < len(blocks) else None
    inner = numbering(below.text) if below else None
    if level in (above, inner):
        return "list"
    carries = below is not None and (inner > level if inner is not None else below.kind != "heading")
    return "heading" if carries and block.text[-1] not in "；;" else "body"


def _heading_of(block: Block, kind: ParagraphKind) -> str:
    """Return what a block is called by those below it: a heading's text, or a numbered paragraph's first sentence."""
    if kind == "heading":
        return "" if is_number_line(block.text) else block.text
    start, end = sentences(block.text[: 3 * _LONGEST_RUN_IN])[0]
    return block.text[start:end].rstrip("。") if kind == "body" and end - start <= _LONGEST_RUN_IN else ""
