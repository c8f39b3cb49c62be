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
_PROSE = re.compile(r"[，。；、]")
_OFTEN = 3
_LONGEST = 40


def furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Dropped]]:
    """Return the lines that are text, and the page numbers and running heads among them."""
    counts = Counter(content(line.text) for line in lines if len(line.text) <= _LONGEST)
    kept: list[Line] = []
    dropped: list[Dropped] = []
    for i, line in enumerate(lines):
        why = "页码" if _PAGE.match(line.text) else "页眉" if _running_head(lines, i, counts) else None
        if why is None:
            kept.append(line)
        else:
            dropped += [Dropped(start, start + length, why) for _, start, length in line.body.runs]
    return kept, dropped


def _running_head(lines: Sequence[Line], i: int, counts: Counter[str]) -> bool:
    """Whether a line that comes back again and again stands where a sentence is going on."""
    line = lines[i]
    if len(line.text) > _LONGEST or counts[content(line.text)] < _OFTEN or line.mark or ended(line.text):
        return False
    above = next((o for o in reversed(lines[:i][-4:]) if not _furnished(o, counts)), None)
    below = next((o for o in lines[i + 1 : i + 5] if not _furnished(o, counts)), None)
    return above is not None and below is not None and not ended(above.text) and _running(above) and _running(below)


def _furnished(line: Line, counts: Counter[str]) -> bool:
    """Whether a line may be furniture itself."""
    return _PAGE.match(line.text) is not None or counts[content(line.text)] >= _OFTEN


def _running(line: Line) -> bool:
    """Whether a line looks like running text."""
    return not line.mark and _PROSE.search(line.text) is not None
