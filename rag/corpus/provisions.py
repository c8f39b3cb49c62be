"""Regulations: which blocks are a 条, and which 款 of it; told from numbers that rise through the text.

第五条规定… in running text is no provision, so one that nothing parts from its text is taken only where it goes on from
the one before, and any only in a text that has three of them. Knows blocks and numerals.
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
_APART = ("", " ", "\u3000", "【", "（", "(", "〔")
_BACK = 32  # openings among which the one before is sought; keeps the work linear
_ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class _Opening:
    """What looks like the opening of a provision.

    Attributes:
        at: The number of its block.
        label: 第五条, 第五条之一.
        value: 5.
        inserted: Whether it is a 之一.
        apart: Whether a space, a bracket or nothing stands behind the label.
    """

    at: int
    label: str
    value: int
    inserted: bool
    apart: bool


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
    """Return the blocks that open a provision, with its label.

    Numbers may leave some out (an excerpt, a law with a 条 repealed), but never fall: where one does, the most blocks
    that rise are taken. A number that stands apart from its text (第五条 …) opens one by itself, another only where it
    goes on from the one before. A second 第一条 begins another regulation.
    """
    found: dict[int, str] = {}
    held: list[_Opening] = []
    for i in [i for i, block in enumerate(blocks) if block.text[0] == "第"]:
        block = blocks[i]
        match = _OPENING.match(block.text) if block.kind in ("body", "heading", "list") else None
        value = numeral(match["number"]) if match else None
        if match is None or value is None:
            continue
        apart = block.text[match.end() : match.end() + 1] in _APART
        if int(value) == 1 and apart and any(opening.value > 1 for opening in held):
            found.update(_rising(held))
            held = []
        held.append(_Opening(i, match["label"], int(value), "之" in match["label"], apart))
    found.update(_rising(held))
    return found


def _rising(openings: Sequence[_Opening]) -> dict[int, str]:
    """Return the longest run of openings whose numbers rise, the first of equals; see ``_begins``."""
    if not openings:
        return {}
    best: list[tuple[int, int]] = []  # The length of the best run that ends here, and the opening before.
    for n, opening in enumerate(openings):
        near = range(max(0, n - _BACK), n)
        before = [(best[k][0] + 1, -k) for k in near if best[k][0] and _follows(openings[k], opening)]
        first = opening.apart or opening.value == 1
        length, k = max(before, default=(1 if first else 0, 1))
        best.append((length, -k))
    at = max(range(len(best)), key=lambda n: (best[n][0], -n), default=-1)
    run: list[_Opening] = []
    while at >= 0 and best[at][0]:
        run.append(openings[at])
        at = best[at][1]
    return {opening.at: opening.label for opening in reversed(run)}


def _follows(before: _Opening, opening: _Opening) -> bool:
    """Whether an opening may stand behind another one in a regulation."""
    if opening.value == before.value:
        return opening.inserted and opening.label != before.label
    return opening.value == before.value + 1 or (opening.apart and opening.value > before.value)


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
