"""Text that knows its source: every character kept has the source offset that it came from.

The one tool with which repair cuts and joins, so that no stage keeps offsets by hand.
Knows nothing of lines or documents.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.records import OffsetMap, Span

Run = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and the runs that say where its characters stand in the source, as in ``OffsetMap``."""

    text: str = ""
    runs: tuple[Run, ...] = ()

    def __len__(self) -> int:
        return len(self.text)

    def cut(self, start: int, end: int) -> Mapped:
        """Return the stretch from ``start`` to ``end``."""
        return Mapped(self.text[start:end], OffsetMap(self.runs).cut(start, end).runs)

    def without(self, places: Iterable[Span]) -> Mapped:
        """Return the text without some stretches, given in order and not overlapping."""
        kept, at = [], 0
        for start, end in places:
            kept.append(self.cut(at, start))
            at = end
        return join([*kept, self.cut(at, len(self.text))]) if kept else self

    @property
    def start(self) -> int:
        """Source offset of the first mapped character; 0 where there is none."""
        return self.runs[0][1] if self.runs else 0


def of_source(source: str, spans: Iterable[Span]) -> Mapped:
    """Return the source at some spans, in the order given.

    >>> of_source("励 精", [(0, 1), (2, 3)])
    Mapped(text='励精', runs=((0, 0, 1), (1, 2, 1)))
    """
    parts: list[str] = []
    runs: list[Run] = []
    at = 0
    for start, end in spans:
        if start < end:
            parts.append(source[start:end])
            _add(runs, (at, start, end - start))
            at += end - start
    return Mapped("".join(parts), tuple(runs))


def join(parts: Iterable[Mapped], gaps: Iterable[str] = ()) -> Mapped:
    """Return texts one behind the other.

    Args:
        parts: The texts in order.
        gaps: What stands between one text and the next, in order; it stands for nothing in the
            source. Nothing where there are fewer gaps than joints.
    """
    texts: list[str] = []
    runs: list[Run] = []
    at = 0
    fill = iter(gaps)
    for i, part in enumerate(parts):
        if i:
            gap = next(fill, "")
            texts.append(gap)
            at += len(gap)
        for clean, source, length in part.runs:
            _add(runs, (clean + at, source, length))
        texts.append(part.text)
        at += len(part.text)
    return Mapped("".join(texts), tuple(runs))


def _add(runs: list[Run], run: Run) -> None:
    """Append a run, or lengthen the last one where it goes on from it in both texts."""
    if runs:
        clean, source, length = runs[-1]
        if clean + length == run[0] and source + length == run[1]:
            runs[-1] = (clean, source, length + run[2])
            return
    runs.append(run)
