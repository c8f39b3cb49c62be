"""Passages that belong together: the items of one enumeration, the openings of an article's sections.

A list or a summary is spread over neighbouring passages, of which only one or two look like the
question. Reads ordinals at the beginning of clauses, and headings; knows records, no index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.records import Chunk
from rag.text.fold import content

Ranked = tuple[Chunk, float]
Neighbours = Callable[[Chunk, int, int], list[Chunk]]

_NUMERALS = "一二三四五六七八九十"
_AT_CLAUSE = r"(?:^|(?<=[\s。；;：:，,、！？”]))"
# 一是, 第一，, 一、, （一）, 1.: each family goes on from passage to passage.
_FAMILIES = tuple(
    re.compile(_AT_CLAUSE + pattern)
    for pattern in (
        rf"(?P<n>[{_NUMERALS}])[是要]",
        rf"第(?P<n>[{_NUMERALS}])[，,、：:]",
        rf"(?P<n>[{_NUMERALS}])、",
        rf"[（(](?P<n>[{_NUMERALS}])[）)]",
        r"(?P<n>\d{1,2})[.、．](?!\d)",
    )
)
_REACH = 8  # Passages looked at on each side of an anchor.
_HEADING_CHARS = 16


def ordinals(text: str) -> dict[int, tuple[int, ...]]:
    """Return the ordinals of a text by family, in order.

    >>> ordinals("要做到联动。一是市县要联动。二是部门要联动。")
    {0: (1, 2)}
    """
    found = {}
    for family, pattern in enumerate(_FAMILIES):
        values = tuple(int(m["n"]) if m["n"].isdigit() else _NUMERALS.index(m["n"]) + 1 for m in pattern.finditer(text))
        if values:
            found[family] = values
    return found


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
    own = ordinals(anchor.text)
    best: list[Chunk] = []
    merit = (False, False, 0)
    for family in range(len(_FAMILIES)):
        held = own.get(family, ())
        if held:
            found, last = _going_on(after, family, held[-1])
            found += _going_back(before, family, held[0])
        elif after and ordinals(after[0].text).get(family, (0,))[0] == 1:
            found, last = _going_on(after, family, 0)
        else:
            continue
        this = (last == wanted, held[:1] == (1,), len(found))
        if found and this > merit:
            best, merit = found, this
    return sorted(best, key=lambda c: c.ordinal)


def _going_on(after: Sequence[Chunk], family: int, last: int) -> tuple[list[Chunk], int]:
    """Return the passages behind an anchor that hold the ordinals after ``last``, and the last of these."""
    found: list[Chunk] = []
    gap = 0
    for chunk in after:
        values = ordinals(chunk.text).get(family, ())
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
        values = ordinals(chunk.text).get(family, ())
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
    runs = [_going_on_from_start(article, family) for family in range(len(_FAMILIES))]
    best = max(runs, key=len)
    return best if len(best) > 1 else []


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
        values = ordinals(chunk.text).get(family, ())
        if last + 1 in values:
            found.append(chunk)
            last = max(last + 1, values[-1])
    return found
