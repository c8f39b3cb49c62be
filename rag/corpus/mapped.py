"""Text that knows its source: every character kept has the source offset that it came from.

The one tool with which repair cuts and joins, so that no stage keeps offsets by hand.
Knows nothing of lines or documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.corpus.signs import Int32s
from rag.records import OffsetMap, Run, Runs, Span


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and the runs that say where its characters stand in the source, as in ``OffsetMap``."""

    text: str = ""
    runs: tuple[Run, ...] = ()

    def __len__(self) -> int:
        return len(self.text)

    def cut(self, start: int, end: int) -> Mapped:
        """Return the stretch from ``start`` to ``end``."""
        return Mapped(self.text[start:end], tuple(OffsetMap(Runs(self.runs)).cut(start, end).runs))

    def edited(self, edits: Iterable[tuple[int, int, str]]) -> Mapped:
        """Return the text with some stretches replaced, by characters that stand for nothing in the source.

        Linear in the length of the text and the number of edits.

        Args:
            edits: Start, end and replacement (often ``""``), in order and not overlapping.
        """
        texts: list[str] = []
        runs: list[Run] = []
        size = at = n = 0
        for start, end, new in (*edits, (len(self.text), len(self.text), "")):
            while n < len(self.runs) and self.runs[n][0] < start:
                clean, source, length = self.runs[n]
                low, high = max(clean, at), min(clean + length, start)
                if low < high:
                    _add(runs, (size + low - at, source + low - clean, high - low))
                if clean + length > start:
                    break
                n += 1
            texts += (self.text[at:start], new)
            size += start - at + len(new)
            at = end
        return Mapped("".join(texts), tuple(runs))

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
        if part.runs:  # Only the first of its runs may go on from the last one before.
            (clean, source, length), *others = part.runs
            _add(runs, (clean + at, source, length))
            runs += [(clean + at, source, length) for clean, source, length in others]
        texts.append(part.text)
        at += len(part.text)
    return Mapped("".join(texts), tuple(runs))


def lined(texts: Sequence[str], runs: Sequence[Int32s]) -> tuple[str, Runs]:
    """Return texts one behind the other with a line break between, and their runs; as ``join`` does, of very many.

    Args:
        texts: The texts.
        runs: Of each, an array with a row for each run.
    """
    sizes = np.array([len(text) + 1 for text in texts], np.int64)
    whole = np.concatenate([np.zeros((0, 3), np.int32), *runs], dtype=np.int32)
    whole[:, 0] += np.repeat((np.cumsum(sizes) - sizes).astype(np.int32), [len(rows) for rows in runs])
    return "\n".join(texts), Runs.of_columns(whole.T.tobytes())


def _add(runs: list[Run], run: Run) -> None:
    """Append a run, or lengthen the last one where it goes on from it in both texts."""
    if runs:
        clean, source, length = runs[-1]
        if clean + length == run[0] and source + length == run[1]:
            runs[-1] = (clean, source, length + run[2])
            return
    runs.append(run)
