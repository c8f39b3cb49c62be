"""Where the annexes of a paper begin, and the record of a circular that stands behind them.

A label alone on its line above a title (附件1) begins one, and so does a paper behind the foot of another. Knows
blocks; nothing of pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from rag.corpus.repair import Block
from rag.corpus.shapes import is_date_line, is_imprint, numbering
from rag.corpus.titled import ANNEX, MOST_HEADLINES, OFFICE_ALONE, Cut

_ANNEX_TITLED = re.compile(
    r"附[件表录图](?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}(?!览)|[A-Z]) ?[：: ]?| ?[：: ] ?(?=.{4})) ?"
    r"(?P<title>[^。；，]{2,60})$"
)
_GOES_ON = re.compile(r"第(?!一条|1条)[〇零一二三四五六七八九十百\d]+条")
_PAPER = re.compile(
    r"(?:办法|规定|方案|意见|条例|细则|规则|规程|规划|计划|制度|标准|指南|名单|要点)(?:[（(].{1,12}[）)])?$"
)
_LONGEST_LISTED = 40
_ITEMS = ("-", "*", "+")


def annexes(blocks: Sequence[Block]) -> set[int]:
    """Return the blocks with which an annex begins: a label alone on its line above a title, or a paper behind a foot.

    A list of annexes in the text above the signature (附件：1.…) begins none, nor does an 附则 that goes on with the
    numbering of the paper.
    """
    found: set[int] = set()
    foot = signed = text = False
    for i, block in enumerate(blocks[:-1]):
        begins = i and block.mark not in _ITEMS and _begins_annex(blocks, i, foot=foot or bool(found))
        if begins and (signed or not _is_listed(blocks, i)):
            found.add(i)
        text = text or block.kind == "body"
        foot = foot or (i > 1 and _is_foot(block))
        signed = signed or (text and _is_foot(block))
    return found


def as_annex(cut: Cut) -> Cut:
    """Return an article as an annex: where all of it is short lines, those below its headline are what it says."""
    blocks, head = cut.blocks, max(cut.headline, default=0) + 1
    if all(block.kind in ("heading", "byline") for block in blocks):
        told = [b.kind == "heading" and not OFFICE_ALONE.match(b.text) for b in blocks[head:]]
        rows = [replace(b, kind="body") if row else b for b, row in zip(blocks[head:], told, strict=True)]
        return replace(cut, blocks=(*blocks[:head], *rows), head=min(cut.head, head), annex=True)
    return replace(cut, annex=True)


def record(blocks: Sequence[Block]) -> int:
    """Return where the record of a circular begins that stands behind its annexes (抄送：…, …印发); 0 for none."""
    first = len(blocks)
    for i in range(len(blocks) - 1, 0, -1):
        if blocks[i].kind == "byline" and is_imprint(blocks[i].text):
            first = i
        elif blocks[i].kind != "heading" or i + 1 != first or not OFFICE_ALONE.match(blocks[i].text):
            break
    return first if first < len(blocks) else 0


def _is_listed(blocks: Sequence[Block], i: int) -> bool:
    """Whether what looks like an annex is only its label in a list above the signature: short lines up to a date."""
    if not ANNEX.match(blocks[i].text):
        return False
    for block in blocks[i + 1 :]:
        if _is_foot(block):
            return True
        if len(block.text) > _LONGEST_LISTED or (numbering(block.text) is not None and block.text[-1] in "；;。"):
            return False
    return False


def _begins_annex(blocks: Sequence[Block], i: int, *, foot: bool) -> bool:
    """Whether an annex begins with block ``i``; ``foot`` says whether the paper's foot or an annex stands before it."""
    block, below = blocks[i], blocks[i + 1]
    if ANNEX.match(block.text):
        return foot or (below.kind == "heading" and numbering(below.text) is None and not ANNEX.match(below.text))
    if block.text == "附则":
        return not _GOES_ON.match(below.text) and numbering(below.text) is None
    if block.kind != "heading" or not foot:
        return False
    if said := _ANNEX_TITLED.match(block.text):
        return numbering(said["title"]) is None
    return _is_foot(blocks[i - 1]) and _PAPER.search(_title_at(blocks, i)) is not None


def _is_foot(block: Block) -> bool:
    """Whether a block closes a circular: a date on its own line, or who sent it or had it printed."""
    return block.kind == "byline" and (is_date_line(block.text) or is_imprint(block.text))


def _title_at(blocks: Sequence[Block], i: int) -> str:
    """Return the title that begins with block ``i``, over several lines."""
    lines = takewhile(lambda b: b.kind == "heading" and numbering(b.text) is None, blocks[i : i + MOST_HEADLINES])
    return "".join(block.text for block in lines)
