"""Running heads: lines that come back page by page, and are not text that comes back.

A line goes only where its coming back, its place beside page numbers or the sentence that it cuts says that it is
no text.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np

from rag.corpus.alike import same_texts
from rag.corpus.lines import Lines
from rag.corpus.shapes import ended, numbering
from rag.corpus.signs import CLOSER, COLON, END, PROSE, SEMICOLON, Bools, Ints

_OFTEN = 3
_LONGEST = 40
_NEAR = 5
_BESIDE = 2
_MOSTLY = 0.8
_CLOSED = re.compile(r"[。！？；：!?;:…][”’」』）)》】]*$")


def running_heads(found: Lines, why: dict[int, str]) -> dict[int, str]:
    """Return the lines that come back again and again where pages end, with why they go.

    Args:
        found: The lines.
        why: Those that go already, page numbers among them, with why.
    """
    size = found.end - found.start
    of, counts = same_texts(found)
    often = (counts[of] >= 2) & (size <= _LONGEST) & (size >= 2)
    often[list(why)] = False
    # Lines that come back in a row are text that comes back.
    numbers = np.array([i for i, reason in why.items() if reason == "页码"], np.int64)
    often &= ~(np.append(often[1:], False) | np.append(False, often[:-1])) | _beside(of, counts, numbers)
    asked = np.flatnonzero(often & (found.marked == 0))
    asked = asked[~_closed(found, asked)]
    known = found.fresh[asked] | _near(numbers, len(found))[asked]
    if len(asked) and asked[0] == 0:
        known[0] |= _titled(found)
    often[list(why)] = True
    known[~known] = _within(found, often, asked[~known])
    seen: dict[int, list[tuple[int, bool]]] = {}
    for i, text, sure in zip(asked.tolist(), of[asked].tolist(), known.tolist(), strict=True):
        seen.setdefault(text, []).append((i, sure))
    heads: dict[int, str] = {}
    running = _running_text(of, gone=why, asked=asked)
    for places in seen.values():
        if running.issuperset(i for i, _ in places):
            continue
        told = [i for i, sure in places if sure]
        # What a page begins with that stands above the first one too is no text.
        if len(told) >= 2 or (any(told) and (len(places) >= _OFTEN or places[0][0] == 0)):
            heads |= {i: "页眉" for i, sure in places if sure or len(told) >= _OFTEN}
    return heads


def _closed(found: Lines, some: Ints) -> Bools:
    """Return which of some lines come to an end in a mark."""
    closed = found.has(found.end[some] - 1, END | SEMICOLON | COLON | CLOSER)
    closed[closed] = [_CLOSED.search(found.line(i)) is not None for i in some[closed].tolist()]
    return closed


def _near(numbers: Ints, count: int) -> Bools:
    """Return which of so many lines stand beside some of them, or are some."""
    near = np.zeros(count, np.bool_)
    for step in range(-_BESIDE, _BESIDE + 1):
        places = numbers + step
        near[places[(places >= 0) & (places < count)]] = True
    return near


def _titled(found: Lines) -> bool:
    """Whether the first line is no title: one stands below it."""
    if len(found) < 2:
        return False
    below = found.line(1)
    return len(below) <= _LONGEST and not found.runs_on(1) and not ended(below) and numbering(below) is None


def _running_text(of: Ints, *, gone: Collection[int], asked: Ints) -> set[int]:
    """Return which lines belong to text that comes back whole: the lines around them come back with them.

    What stands around a running head differs from page to page.

    Args:
        of: Which text each line has.
        gone: Lines that are no text, such as page numbers.
        asked: The lines in question.
    """
    kept = np.delete(np.arange(len(of)), list(gone))
    texts = np.concatenate([[-1], of[kept], [-1]])
    places = np.searchsorted(kept, asked) + 1
    around: dict[int, list[tuple[int, int]]] = {}
    own = of[asked].tolist()
    for text, above, below in zip(own, texts[places - 1].tolist(), texts[places + 1].tolist(), strict=True):
        around.setdefault(text, []).append((above, below))
    before = {text: {a for a, _ in pairs} for text, pairs in around.items()}
    behind = {text: {b for _, b in pairs} for text, pairs in around.items()}
    inner = {text for text in around if len(before[text]) == len(behind[text]) == 1}
    # The first and the last line of such a stretch have a neighbour of it on one side.
    edges = {text for text in around if any(len(side[text]) == 1 and side[text] <= inner for side in (before, behind))}
    return {i for i, text in zip(asked.tolist(), own, strict=True) if text in inner or text in edges}


def _beside(of: Ints, counts: Ints, numbers: Ints) -> Bools:
    """Return the lines that come back beside page numbers and nearly nowhere else.

    Args:
        of: The key of each line.
        counts: How often each key occurs.
        numbers: Which lines are page numbers.
    """
    beside = _near(numbers, len(of))
    there = np.bincount(of[beside], minlength=len(counts))
    return np.asarray(beside & (_MOSTLY * counts <= there)[of])


def _within(found: Lines, odd: Bools, some: Ints) -> Bools:
    """Return inside which of some lines a sentence goes on: from the next line of text above to the next one below.

    Args:
        found: The lines.
        odd: Those that may be no text, among them those in question.
        some: Those in question.
    """
    count = len(found)
    text = np.flatnonzero(~odd)
    at = np.searchsorted(text, some)
    above, below = np.append(-_NEAR, text)[at], np.append(text, count + _NEAR)[at]
    within = (some - above < _NEAR) & (below - some < _NEAR)
    places = np.flatnonzero(within)
    above, lines, below = above[places], some[places], below[places]
    runs = (found.count(PROSE) > 0) & (found.marked == 0)
    goes_on = runs[above] & runs[below] & _stands_out(found, above, lines, below)
    goes_on[goes_on] = [not ended(found.line(i)) for i in above[goes_on].tolist()]
    within[places] = goes_on
    return np.asarray(within)


def _stands_out(found: Lines, above: Ints, some: Ints, below: Ints) -> Bools:
    """Return which of some lines differ in width or distance from the lines of a column around them."""
    apart = np.maximum(found.gap[some], found.gap[some + 1]) > found.gap[above]
    size = found.end - found.start
    return np.asarray(apart | (np.abs(size[some] - np.maximum(size[above], size[below])) > 2))
