"""Fine pieces of a source text made coarse: joined where only white space and markup lie between."""

from __future__ import annotations

from collections.abc import Iterable

from rag.records import Span
from rag.text.fold import content

_GLANCE = 16


def bridged(source: str, pieces: Iterable[Span]) -> tuple[Span, ...]:
    """Return source spans in reading order, joined where the next one follows and nothing of content lies between.

    >>> bridged("励 精**图 ■治x理", [(0, 1), (2, 3), (5, 6), (8, 9), (10, 11)])
    ((0, 9), (10, 11))
    """
    found: list[Span] = []
    first, last = -1, -1
    for start, end in pieces:
        if 0 <= last <= start and is_bridge(source[last:start]):
            last = end
            continue
        if last >= 0:
            found.append((first, last))
        first, last = start, end
    return (*found, (first, last)) if last >= 0 else ()


def is_bridge(text: str) -> bool:
    """Whether a text is nothing but white space and markup; mostly it is, or shows at once that it is not."""
    return not text or text.isspace() or not (content(text[:_GLANCE]) or content(text))
