"""A stretch of a passage as a draft: closed by a full stop, and with what limits it."""

from __future__ import annotations

from rag.answer.verdict.limits import complete
from rag.records import Chunk, Draft, Place, Span

_CLOSED = "。！？”』」）.!?"
_BARE = 40  # characters up to which an item of a list needs no closing mark


def draft_of(chunk: Chunk, span: Span, *, item: bool = False) -> Draft:
    """Return a stretch of a passage as a draft, closed by a full stop of ours unless it is a short item.

    What limits it (预计…, 除…外, 专家认为) joins it where the stretch begins behind that.
    """
    span = complete(chunk.text, span)
    text = chunk.text[span[0] : span[1]]
    added: tuple[Span, ...] = ()
    if text[-1:] not in _CLOSED and not (item and len(text) <= _BARE):
        added = ((len(text), len(text) + 1),)
        text += "。"
    return Draft(text, (Place(chunk, *span),), added, item=item)
