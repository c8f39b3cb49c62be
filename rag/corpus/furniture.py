"""Page furniture: page numbers and running heads that stand between the lines of a text.

A line goes only where its shape or its coming back says that it is no text. Knows nothing of paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.corpus.lines import Line
from rag.corpus.shapes import ended
from rag.records import Dropped
from rag.text.fold import content

_PAGE = re.compile(
    r"(?:[—–―\-－·•]{1,3}\s?\d{1,4}\s?[—–―\-－·•]{1,3}|第\s?\d{1,4}\s?页(?:\s?[，,/]?\s?共\s?\d{1,4}\s?页)?|\d{1,4}\s?/\s?\d{1,4}\s?页?)$"
)
_OFTEN = 3
_LONGEST = 40


def furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Dropped]]:
    """Return the lines that are text, and the page numbers and running heads among them."""
    counts = Counter(content(line.text) for line in lines if len(line.text) <= _LONGEST)
    kept: list[Line] = []
    dropped: list[Dropped] = []
    for line in lines:
        why = _why(line, kept, counts)
        if why is None:
            kept.append(line)
        else:
            dropped += [Dropped(start, start + length, why) for _, start, length in line.body.runs]
    return kept, dropped


def _why(line: Line, kept: Sequence[Line], counts: Counter[str]) -> str | None:
    """Why a line is no text; None where it is."""
    if _PAGE.match(line.text):
        return "页码"
    often = counts[content(line.text)] >= _OFTEN if len(line.text) <= _LONGEST else False
    inside = bool(kept) and not ended(kept[-1].text)
    if often and inside and not line.mark and not ended(line.text) and len(kept) > 1:
        return "页眉"
    return None
