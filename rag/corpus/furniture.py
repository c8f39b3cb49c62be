"""Page furniture: page numbers and running heads that stand between the lines of a text.

A line goes only where its shape or its coming back says that it is no text. Knows nothing of paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.corpus.lines import Line
from rag.corpus.shapes import ended
from rag.records import Dropped, Span
from rag.text.fold import content

_PAGE = re.compile(
    r"(?:[—–―\-－·•]{1,3}\s?\d{1,4}\s?[—–―\-－·•]{1,3}|第\s?\d{1,4}\s?页(?:\s?[，,/]?\s?共\s?\d{1,4}\s?页)?|\d{1,4}\s?/\s?\d{1,4}\s?页?)$"
)
_RULE = re.compile(r"[-=_~—*－─━|: ]*[-=_~—*－─━]{3}[-=_~—*－─━|: ]*$")
_PROSE = re.compile(r"[，。；、]")
_OFTEN = 3
_LONGEST = 40


def furniture(source: str, lines: Sequence[Line]) -> tuple[list[Line], list[Dropped]]:
    """Return the lines that are text, and the page numbers and running heads among them."""
    keys = [content(line.text) if len(line.text) <= _LONGEST else "" for line in lines]
    counts = Counter(keys)
    pages = [_PAGE.match(line.text) is not None for line in lines]
    odd = [page or (key != "" and counts[key] >= _OFTEN) for page, key in zip(pages, keys, strict=True)]
    kept: list[Line] = []
    dropped: list[Dropped] = []
    for i, line in enumerate(lines):
        why = _why(lines, odd, i, page=pages[i])
        if why is None:
            kept.append(line)
        else:
            dropped += [Dropped(start, end, why) for start, end in _solid(source, line)]
    return kept, dropped


def _solid(source: str, line: Line) -> list[Span]:
    """Return a line's source spans, joined over white space."""
    found: list[Span] = []
    for _, start, length in line.body.runs:
        if found and source[found[-1][1] : start].isspace():
            found[-1] = (found[-1][0], start + length)
        else:
            found.append((start, start + length))
    return found


def _why(lines: Sequence[Line], odd: Sequence[bool], i: int, *, page: bool) -> str | None:
    """Why a line is no text; None where it is."""
    line = lines[i]
    if page:
        return "页码"
    if _RULE.match(line.text):
        return "分隔线"
    if not odd[i] or line.mark or ended(line.text):
        return None
    above = next((n for n in range(i - 1, max(-1, i - 5), -1) if not odd[n]), None)
    below = next((n for n in range(i + 1, min(len(lines), i + 5)) if not odd[n]), None)
    if above is None or below is None or ended(lines[above].text):
        return None
    # A line that comes back again and again is a running head only where a sentence goes on around it.
    return "页眉" if _running(lines[above]) and _running(lines[below]) else None


def _running(line: Line) -> bool:
    """Whether a line looks like running text."""
    return not line.mark and _PROSE.search(line.text) is not None
