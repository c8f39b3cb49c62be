"""Passages that belong together: the items of one enumeration, the openings of an article's sections.

A list or a summary is spread over neighbouring passages, of which only one or two look like the
question. Reads ordinals at the beginning of clauses, and headings; knows records, no index.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rag.records import Chunk
from rag.text.fold import content
from rag.text.numbering import FAMILIES, opens_section, ordinals

Ranked = tuple[Chunk, float]
Neighbours = Callable[[Chunk, int, int], list[Chunk]]

_REACH = 8  # Passages looked at on each side of an anchor.
_HEADING_CHARS = 16


def same_article(a: Chunk, b: Chunk) -> bool:
    """Whether two chunks are of one article."""
    return (a.doc, a.article, a.byline) == (b.doc, b.article, b.byline)


def enumeration(anchor: Chunk, neighbours: Neighbours, wanted: int | None = None) -> list[Chunk]:
    """Return the other passages of the enumeration that a passage is part of, in reading order.

    They are the neighbours in the same article whose ordinals of one family go on from those of the
    anchor, forwards and backwards, with at most one passage between. Of several families the one
    with as many items as wanted is taken, else one that begins in the anchor, else the longest.

    Args:
        anchor: The passage that matches the question best.
        neighbours: Gives the chunks before and after a chunk, in reading order.
        wanted: How many items the question asks for, where it says so.

    Returns:
        Nothing where the anchor holds no ordinal and does not stand right before the first one.
    """
    around = [c for c in neighbours(anchor, _REACH, _REACH) if c.kind == "body" and same_article(c, anchor)]
    after = [c for c in around if c.ordinal > anchor.ordinal]
    before = [c for c in around if c.ordinal < anchor.ordinal][::-1]
    best: list[Chunk] = []
    merit = (False, False, 0)
    for family in FAMILIES:
        held = _counted(anchor, family)
        if held:
            found, last = _going_on(after, family, held[-1])
            found += _going_back(before, family, held[0])
        elif after and _counted(after[0], family)[:1] == (1,):
            found, last = _going_on(after, family, 0)
        else:
            continue
        this = (last == wanted, held[:1] == (1,), len(found))
        if found and this > merit:
            best, merit = found, this
    return sorted(best, key=lambda c: c.ordinal)


def _counted(chunk: Chunk, family: int) -> tuple[int, ...]:
    """Return the values of the ordinals of one family in a passage, in order."""
    return tuple(ordinal.value for ordinal in ordinals(chunk.text, family))


def _going_on(after: Sequence[Chunk], family: int, last: int) -> tuple[list[Chunk], int]:
    """Return the passages behind an anchor that hold the ordinals after ``last``, and the last of these."""
    found: list[Chunk] = []
    gap = 0
    for chunk in after:
        values = _counted(chunk, family)
        if last + 1 in values[:2]:
            found.append(chunk)
            run = values[values.index(last + 1) :]
            last, gap = next((a for a, b in zip(run, run[1:], strict=False) if b != a + 1), run[-1]), 0
        elif gap or (values and values[0] <= last):
            break
        else:
            gap += 1
    return found, last


def _going_back(before: Sequence[Chunk], family: int, first: int) -> list[Chunk]:
    """Return the passages before an anchor that hold the ordinals down to the first one."""
    found: list[Chunk] = []
    gap = 0
    for chunk in before:
        if first <= 1:
            break
        values = _counted(chunk, family)
        if first - 1 in values[-2:]:
            found.append(chunk)
            first, gap = values[0], 0
        elif gap or values:
            break
        else:
            gap += 1
    return found


def openings(chunks: Sequence[Chunk], of: Chunk) -> list[Chunk]:
    """Return the passages that open the sections of an article, in reading order.

    Sections are told by the outermost level of headings of which there are several, else by the
    ordinals that run through most passages.

    Args:
        chunks: All of the document, in reading order.
        of: A chunk of the article.

    Returns:
        Nothing for an article without sections.
    """
    article = [c for c in chunks if c.kind == "body" and same_article(c, of)]
    for level in range(max((len(c.headings) for c in article), default=0)):
        titles = list(dict.fromkeys(c.headings[level] for c in article if len(c.headings) > level))
        if len(titles) > 1:
            found = [opening for title in titles if (opening := _opening(article, title, level))]
            return list(dict.fromkeys(sorted(found, key=lambda c: c.ordinal)))
    runs = [_going_on_from_start(article, family) for family in FAMILIES]
    best = max(runs, key=len)
    return best if len(best) > 1 else []


def section(chunks: Sequence[Chunk], of: Chunk, number: int) -> list[Chunk]:
    """Return the passages of a numbered section of an article, in reading order; nothing where it has no such section.

    Args:
        chunks: All of the document, in reading order.
        of: A chunk of the article.
        number: Of the section, from 1, on the outermost level.
    """
    return [c for c in chunks if c.kind == "body" and same_article(c, of) and is_of_section(c, number)]


def is_of_section(chunk: Chunk, number: int) -> bool:
    """Whether a passage stands below the heading of a section of the outermost level, or opens with it."""
    return opens_section(chunk.headings[0] if chunk.headings else chunk.text, number)


def _opening(article: Sequence[Chunk], title: str, level: int) -> Chunk | None:
    """Return the passage that holds a heading, else the first one under it."""
    words = content(title)[:_HEADING_CHARS]
    under = next((c for c in article if len(c.headings) > level and c.headings[level] == title), None)
    if under is None:
        return None
    holding = [c for c in article if c.ordinal <= under.ordinal and words in content(c.text)]
    return holding[-1] if holding else under


def _going_on_from_start(article: Sequence[Chunk], family: int) -> list[Chunk]:
    """Return the passages of an article in which a family of ordinals rises from one."""
    found: list[Chunk] = []
    last = 0
    for chunk in article:
        values = _counted(chunk, family)
        if last + 1 in values:
            found.append(chunk)
            last = max(last + 1, values[-1])
    return found
