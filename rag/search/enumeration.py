"""Passages that belong together: the items of one enumeration, the section heads of one article.

A list or summary is spread over neighbouring passages, of which only one or two look like the
question. Reads ordinals at the beginning of clauses; knows records, no index.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.records import Chunk

Ranked = tuple[Chunk, float]
Neighbours = Callable[[Chunk, int, int], list[Chunk]]

_NUMERALS = "一二三四五六七八九十"
# 一是, 一要, 第一，, 一、, （一）, 1.: families of ordinals that go on from passage to passage.
_FAMILIES = tuple(
    re.compile(rf"(?:^|[\s。；;：:，,\n])(?:{pattern})")
    for pattern in (
        rf"(?P<n>[{_NUMERALS}])(?:是|要|抓)",
        rf"第(?P<n>[{_NUMERALS}])[，,、：:]",
        rf"(?P<n>[{_NUMERALS}])、",
        rf"[（(](?P<n>[{_NUMERALS}])[）)]",
        r"(?P<n>\d)[.、．](?!\d)",
        rf"[在突比干](?P<n>[{_NUMERALS}])",
    )[:5]
)
_REACH = 6  # Passages looked at on each side of an anchor.


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


def enumeration(anchor: Chunk, neighbours: Neighbours) -> list[Chunk]:
    """Return the other passages of the enumeration that a passage is part of, in reading order.

    They are the neighbours in the same article whose ordinals of one family go on from those of the
    anchor, forwards and backwards, without a gap of more than one passage. Nothing where the
    anchor holds no ordinal and does not stand right before the first one.
    """
    around = [c for c in neighbours(anchor, _REACH, _REACH) if c.kind == "body" and same_article(c, anchor)]
    after = [c for c in around if c.ordinal > anchor.ordinal]
    before = [c for c in around if c.ordinal < anchor.ordinal][::-1]
    best: list[Chunk] = []
    own = ordinals(anchor.text)
    for family in range(len(_FAMILIES)):
        if family in own:
            found = _going_on(after, family, own[family][-1]) + _going_back(before, family, own[family][0])
        elif after and ordinals(after[0].text).get(family, (0,))[0] == 1:
            found = _going_on(after, family, 0)
        else:
            continue
        if len(found) > len(best):
            best = found
    return sorted(best, key=lambda c: c.ordinal)


def _going_on(after: Sequence[Chunk], family: int, last: int) -> list[Chunk]:
    """Return the passages behind an anchor that hold the ordinals after ``last``."""
    found: list[Chunk] = []
    gap = 0
    for chunk in after:
        values = ordinals(chunk.text).get(family, ())
        if last + 1 in values[:2]:
            found.append(chunk)
            last, gap = values[-1], 0
        elif gap or (values and values[0] <= last):
            break
        else:
            gap += 1
    return found


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


def section_heads(chunks: Sequence[Chunk], of: Chunk) -> list[Chunk]:
    """Return the passages that open an article and each of its sections, in reading order.

    A section opens where the headings change, or with an ordinal of the family that goes highest
    with one ordinal a passage.

    Args:
        chunks: All of the document, in reading order.
        of: A chunk of the article.
    """
    article = [c for c in chunks if c.kind == "body" and same_article(c, of)]
    opening = [c for i, c in enumerate(article) if i == 0 or c.headings[:1] != article[i - 1].headings[:1]]
    if len(opening) > 2:
        return opening
    runs = [_going_on(article, family, 0) for family in range(len(_FAMILIES))]
    best = max(runs, key=len)
    if len(best) < 2:
        return opening
    return [*(c for c in article[:1] if c not in best), *best]
