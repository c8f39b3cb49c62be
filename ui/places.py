"""Where cited words stand in a text that is drawn. Pure: knows offsets, nothing of the page.

Citations count in the source; passages and documents are drawn from their clean text. Links carry
places as ``10-60,75-90``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.records import Span

Piece = tuple[str, bool]
_LINK = re.compile(r"\d{1,12}-\d{1,12}(,\d{1,12}-\d{1,12}){0,199}", re.ASCII)


def pieces(text: str, start: int, end: int, marks: Sequence[Span]) -> list[Piece]:
    """Return the stretch of ``text`` from ``start`` to ``end`` in pieces, each with whether it is marked.

    Args:
        text: The clean text.
        start: Of the stretch.
        end: Behind the stretch.
        marks: Clean places, ordered, not overlapping; they may reach beyond the stretch.

    >>> pieces("甲乙丙丁", 1, 4, [(0, 2), (3, 9)])
    [('乙', True), ('丙', False), ('丁', True)]
    """
    found: list[Piece] = []
    at = start
    for low, high in marks:
        low, high = max(low, start), min(high, end)
        if low >= high:
            continue
        if at < low:
            found.append((text[at:low], False))
        found.append((text[low:high], True))
        at = high
    if at < end:
        found.append((text[at:end], False))
    return found


def link_of(spans: Iterable[Span]) -> str:
    """Return places as a link carries them.

    >>> link_of([(10, 60), (75, 90)])
    '10-60,75-90'
    """
    return ",".join(f"{start}-{end}" for start, end in spans)


def spans_of_link(link: str) -> tuple[Span, ...]:
    """Return the places that a link carries; none where it is not well formed, for anyone can write a link.

    >>> spans_of_link("10-60,75-90"), spans_of_link("10-"), spans_of_link("60-10")
    (((10, 60), (75, 90)), (), ())
    """
    if not _LINK.fullmatch(link):
        return ()
    ends = (tuple(int(number) for number in part.split("-")) for part in link.split(","))
    return tuple((start, end) for start, end in ends if start < end)
