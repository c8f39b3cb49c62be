"""Running heads: lines that come back page by page, and are not text that comes back.

A line goes only where its place says that it is no text, most times that it comes back or at the distances of pages:
beside a page number or a page break, or between two lines of one sentence, where no column can have wrapped it.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np

from rag.corpus.alike import same_texts
from rag.corpus.bylines import byline
from rag.corpus.lines import Lines
from rag.corpus.shapes import ended, numbering
from rag.corpus.signs import CLOSER, COLON, END, PROSE, SEMICOLON, WIDE, Bools, Ints, width

_OFTEN = 3
_LONGEST = 40
_NEAR = 5
_BESIDE = 2
_MOSTLY = 0.8
_CLOSED = re.compile(r"[。！？；：!?;:…][”’」』）)》】]*$")
_STOPPED = re.compile("[。；]")
# A line that a column wrapped is full but for the next word, and for half marks and a mark that hangs out of it.
_UNIT = re.compile(r"(?:[“‘（(《【〔「『]*(?:[A-Za-z\d.%‰°/:-]+|.)[，。、；：！？,;:!?）)》】〕」』”’%]*)?")
_SLACK = 1.5
_COLUMN = 3  # Lines to each side that show how wide a column is.
_BRACKETS = ("（(", "）)")
_FACING = 2  # Pages that facing ones with heads of their own stand apart.
_FURNITURE = 8  # Lines in a row that are no text, at most.
_PAGES = 3  # Pages that a running head may miss.
_OFF, _EVEN = 0.15, 0.7
_EVENLY = 5  # Places at even distances and those of them that are sure: three alone may be so by chance.


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
    pages = np.stack([np.cumsum(found.fresh), np.searchsorted(numbers, np.arange(len(found)))])
    turned = set(asked[known].tolist())
    if len(asked) and asked[0] == 0:
        known[0] |= _titled(found)
    often[list(why)] = True
    known[~known] = _within(found, often, asked[~known])
    seen: dict[int, list[tuple[int, bool]]] = {}
    for i, text, sure in zip(asked.tolist(), of[asked].tolist(), known.tolist(), strict=True):
        seen.setdefault(text, []).append((i, sure))
    heads: dict[int, str] = {}
    running = _running_text(of, gone=why, asked=asked)
    for text, places in seen.items():
        if running.issuperset(i for i, _ in places):
            continue
        told = [i for i, sure in places if sure]
        # What comes back in other places too, and not page by page, is text.
        paged = _paged([i for i, _ in places])
        if 2 * len(told) < counts[text] and not paged:
            continue
        if told and (_of_text(found, told[0], len(told)) or _far([i for i in told if i in turned], pages)):
            continue
        # What a page begins with that stands above the first one too is no text.
        if len(told) >= 2 or (any(told) and (len(places) >= _OFTEN or places[0][0] == 0)):
            every = len(told) >= _OFTEN or (paged and len(told) + len(places) >= _EVENLY)
            heads |= {i: "页眉" for i, sure in places if sure or every}
    return _without_text(of, seen, heads, why)


def _without_text(
    of: Ints, seen: dict[int, list[tuple[int, bool]]], heads: dict[int, str], why: Collection[int]
) -> dict[int, str]:
    """Return the heads but for text that comes back once or twice, other heads and page numbers passed over.

    Text that is printed again may be broken by other pages; what is a head then stays too, rather than text is lost.

    Args:
        of: Which text each line has.
        seen: By each text that may be a head its places, and whether these are sure.
        heads: The lines that were taken for heads.
        why: Lines that are no text, such as page numbers.
    """

    def beside(i: int, step: int) -> int:
        """Return which text stands beside a line, -1 for none."""
        for at in range(i + step, i + _FURNITURE * step, step):
            if not 0 <= at < len(of):
                break
            if at not in why and (at not in heads or of[at] == of[i]):
                return int(of[at])
        return -1

    again: set[int] = set()
    for text in {int(of[i]) for i in heads}:
        places = [i for i, _ in seen[text]]
        if 2 <= len(places) <= _OFTEN and all(len({beside(i, step) for i in places}) == 1 for step in (-1, 1)):
            again.add(text)
    return {i: reason for i, reason in heads.items() if int(of[i]) not in again}


def _of_text(found: Lines, i: int, often: int) -> bool:
    """Whether a line that was told so often is text for all that: it names who wrote, or closes what it did not open.

    So is part of a sentence that was told twice only: text that is printed twice may stand beside two page numbers.
    """
    line = found.line(i)
    opens, closes = (sum(map(line.count, marks)) for marks in _BRACKETS)
    return closes > opens or byline(line) or (often < _OFTEN and found.runs_on(i))


def _far(places: list[int], pages: Ints) -> bool:
    """Whether lines where pages turn stand on pages far from each other, as text that is printed again does.

    Args:
        places: The lines.
        pages: How many page breaks, and how many page numbers, stand above each line.
    """
    if len(places) < 2:
        return False
    steps = np.diff(pages[:, places], axis=1)
    # Of the two kinds one may be missing.
    turns = np.where(pages[:, -1:] > 0, steps, _FACING + 1).min(axis=0)
    return bool(np.mean(turns <= _FACING) < 1 / 2)


def _paged(places: list[int]) -> bool:
    """Whether lines stand at about the same distance from each other, or at two or three times that distance."""
    steps = np.diff(places)
    if len(steps) < 2:
        return False
    pages = steps / np.median(steps)
    near = np.clip(np.round(pages), 1, _PAGES)
    return bool(np.mean(np.abs(pages - near) <= _OFF) >= _EVEN)


def _closed(found: Lines, some: Ints) -> Bools:
    """Return in which of some lines a sentence ends, or which come to an end in a mark."""
    closed = found.has(found.end[some] - 1, END | SEMICOLON | COLON | CLOSER)
    closed[closed] = [_CLOSED.search(found.line(i)) is not None for i in some[closed].tolist()]
    inside = ~closed & (found.count(END | SEMICOLON)[some] > 0)
    closed[inside] = [_STOPPED.search(found.line(i)) is not None for i in some[inside].tolist()]
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
    goes_on = runs[above] & runs[below] & stands_out(found, above, lines, below)
    goes_on[goes_on] = [not ended(found.line(i)) for i in above[goes_on].tolist()]
    within[places] = goes_on
    return np.asarray(within)


def stands_out(found: Lines, above: Ints, some: Ints, below: Ints) -> Bools:
    """Return which of some lines no column can have wrapped: blanks set them apart, or the lines around are of another.

    Such a line is wider than these, or leaves room for the next word.
    """
    out = np.maximum(found.gap[some], found.gap[some + 1]) > found.gap[above]
    wide = (found.end - found.start + found.count(WIDE)) / 2
    near = [np.maximum(above - step, 0) for step in range(_COLUMN)]
    near += [np.minimum(below + step, len(found) - 1) for step in range(_COLUMN)]
    column = np.max(wide[np.stack(near)], axis=0) if len(some) else wide[:0]
    out |= wide[some] > column + _SLACK
    left = column - wide[some] - _SLACK
    for n in np.flatnonzero(~out & (left > 1)).tolist():
        unit = _UNIT.match(found.line(int(below[n])))
        out[n] = unit is not None and width(unit[0]) < left[n]
    return np.asarray(out)
