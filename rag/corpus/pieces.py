"""Where the places of many passages stand in the source: their runs and their spans, for all of them at once.

A span is as ``spans.bridged`` makes it. Knows places and offsets; nothing of what passages are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np

from rag.corpus.codes import CodeTable
from rag.corpus.runs import ranges
from rag.corpus.signs import Bools, Int32s, Ints, codes_of
from rag.records import OffsetMap, Runs, Span
from rag.text.fold import content

_AT_ONCE = 1 << 17  # Characters that are looked at together, so that memory stays bounded.
_ROW = 12  # Bytes of a run.
_CONTENT = CodeTable(lambda char: int(content(char) != ""))


class Pieces:
    """The runs of a document, with which places of its clean text are found in the source."""

    def __init__(self, source: str, offsets: OffsetMap) -> None:
        """Put the runs into arrays.

        Args:
            source: The source text.
            offsets: From the clean text to it.
        """
        self._solid = _solid(source)
        self._clean, self._at, self._length = np.frombuffer(offsets.runs.packed, np.int32).reshape(3, -1)

    def of(self, passages: Sequence[Sequence[Span]]) -> Iterator[tuple[OffsetMap, tuple[Span, ...]]]:
        """Yield the offsets and the spans of some passages, at least one.

        Args:
            passages: The places of each, whose texts a line break parts.
        """
        sizes = np.array([len(places) for places in passages], np.int64)
        bounds = np.fromiter(chain.from_iterable(chain.from_iterable(passages)), np.int32, 2 * int(sizes.sum()))
        clean, at, length, count = self._cut(bounds[::2], bounds[1::2], sizes)
        of = np.append(0, np.cumsum(np.add.reduceat(count, np.cumsum(sizes) - sizes)))
        begins = np.flatnonzero(self._parted(at, at + length, of[:-1]))
        ends = (at + length)[np.append(begins[1:], len(at)) - 1]
        spans = list(zip(at[begins].tolist(), ends.tolist(), strict=True))
        packed = _packed(np.stack([clean, at, length]).astype(np.int32), of)
        bounds_of, held = of.tolist(), np.searchsorted(begins, of).tolist()
        for n in range(len(passages)):
            yield (
                OffsetMap(Runs.of_columns(packed[_ROW * bounds_of[n] : _ROW * bounds_of[n + 1]])),
                tuple(spans[held[n] : held[n + 1]]),
            )

    def _cut(self, start: Int32s, end: Int32s, sizes: Ints) -> tuple[Int32s, Int32s, Int32s, Ints]:
        """Return the pieces of some places one behind the other, and how many each place has.

        Of a piece that is the offset in the text of its passage, the source offset and the length.

        Args:
            start: Clean offsets where the places begin.
            end: Clean offsets behind them.
            sizes: How many places each passage has.
        """
        low = np.maximum(np.searchsorted(self._clean, start, "right") - 1, 0)
        low += self._clean[low] + self._length[low] <= start
        high = np.maximum(np.searchsorted(self._clean, end, "left"), low)
        run, _ = ranges(low, high)
        place = np.repeat(np.arange(len(start)), high - low)
        begins = np.maximum(self._clean[run], start[place])
        length = np.minimum(self._clean[run] + self._length[run], end[place]) - begins
        # Behind each place but the last of its passage stands a line break.
        before = np.cumsum(end - start + 1) - (end - start + 1)
        moved = before - np.repeat(before[np.cumsum(sizes) - sizes], sizes) - start
        return begins + moved[place], self._at[run] + begins - self._clean[run], length, high - low

    def _parted(self, at: Int32s, end: Int32s, first: Ints) -> Bools:
        """Return which pieces do not go on from the one before: content lies between, or it stands behind.

        Args:
            at: Source offsets of the pieces.
            end: Those behind them.
            first: Which pieces are the first of their passage.
        """
        gap = np.append(0, at[1:] - end[:-1])
        parted = gap < 0
        gap[first] = 0
        asked = np.flatnonzero(gap > 0)
        if len(asked):
            between, _ = ranges(end[asked - 1].astype(np.int64), at[asked].astype(np.int64))
            begins = np.cumsum(gap[asked]) - gap[asked]
            parted[asked] = np.logical_or.reduceat(self._solid[between], begins)
        parted[first] = True
        return np.asarray(parted)


def _packed(columns: Int32s, of: Ints) -> bytes:
    """Return three columns as bytes, those of each passage one behind the other; ``of`` are the bounds of passages."""
    count = np.diff(of)
    order, _ = ranges(np.repeat(of[:-1], 3), np.repeat(of[1:], 3))
    column = np.repeat(np.tile(np.arange(3), len(count)), np.repeat(count, 3))
    return columns[column, order].tobytes()


def _solid(source: str) -> Bools:
    """Return which characters of a text are content: neither white space nor markup."""
    windows = (source[low : low + _AT_ONCE] for low in range(0, len(source), _AT_ONCE))
    return np.concatenate([np.zeros(0, np.bool_), *(_CONTENT.of(codes_of(some)) != 0 for some in windows)])
