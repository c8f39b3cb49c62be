"""Regulations: which blocks are a 条, and which 款 of it; told from numbers that rise through the text.

第五条规定… in running text is no provision, so one is taken only where it goes on from the one before, and only
in a text that has three of them. Knows blocks and numerals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.corpus.repair import Block
from rag.corpus.shapes import numbering
from rag.text.numbers import numeral

_FEWEST = 3
_OPENING = re.compile(
    r"(?P<label>第(?P<number>[〇零一二三四五六七八九十百千]{1,8}|\d{1,4})条(?:之[一二三四五六七八九十])?)"
    r"(?=$|[ \u3000【（(〔]|[^规之的款项中、，。至和及与])"
)
_CHAPTER = re.compile(r"第[〇零一二三四五六七八九十百\d]{1,6}[编篇章节]|第[一二三四五六七八九十\d]+部分")
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Provision:
    """Where a block stands in a regulation.

    Attributes:
        label: 第五条.
        clause: 第二款 for a block of the second paragraph of a provision that has several; else ``""``.
        first: Whether the provision begins with this block.
    """

    label: str
    clause: str
    first: bool

    @property
    def headings(self) -> tuple[str, ...]:
        """What it is called in a path of headings."""
        return (self.label, self.clause) if self.clause else (self.label,)


def provisions(blocks: Sequence[Block]) -> dict[int, Provision]:
    """Return by number of the block where it stands in a regulation; nothing for a text that is none.

    A provision goes on to the next one, or to a heading that is not numbered as one of its items. Numbered items
    (（一）, 1.) belong to the paragraph above them.
    """
    begins = _begins(blocks)
    if len(begins) < _FEWEST:
        return {}
    found: dict[int, Provision] = {}
    for start, stop in zip(begins, [*list(begins)[1:], len(blocks)], strict=True):
        own = [start]
        for i in range(start + 1, stop):
            if _CHAPTER.match(blocks[i].text) or blocks[i].kind == "byline":
                break
            if blocks[i].kind == "heading" and numbering(blocks[i].text) is None:
                break
            own.append(i)
        clauses = _clauses(blocks, own, alone=blocks[start].text == begins[start])
        several = max(clauses) > 1
        for i, n in zip(own, clauses, strict=True):
            clause = f"第{_ordinal(n)}款" if several and n > 1 else ""
            found[i] = Provision(begins[start], clause, i == start)
    return found


def _begins(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the blocks that open a provision, with its label: those whose numbers rise one by one."""
    found: dict[int, str] = {}
    last = 0
    for i, block in enumerate(blocks):
        match = _OPENING.match(block.text) if block.kind in ("body", "heading", "list") else None
        value = numeral(match["number"]) if match else None
        if match is None or value is None:
            continue
        inserted = "之" in match["label"] and int(value) == last
        if int(value) == last + 1 or inserted or (last == 0 and block.text == match["label"]):
            found[i] = match["label"]
            last = int(value)
    return found


def _clauses(blocks: Sequence[Block], own: Sequence[int], *, alone: bool) -> list[int]:
    """Return of which paragraph of their provision some blocks are, from 1; items count with the one above them.

    Args:
        blocks: All blocks.
        own: Those of the provision.
        alone: Whether its number stands on a line of its own.
    """
    found = [1]
    n = 0 if alone else 1
    for i in own[1:]:
        if blocks[i].kind == "body" and numbering(blocks[i].text) is None:
            n += 1
        found.append(max(n, 1))
    return found


def _ordinal(n: int) -> str:
    """Return a small number in Chinese numerals."""
    if n <= 10:
        return _ORDINALS[n - 1]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else _ORDINALS[tens - 1]) + "十" + (_ORDINALS[ones - 1] if ones else "")
