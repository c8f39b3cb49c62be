"""Places: half-open pairs of code points, and the map from clean to source ones."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import overload

Span = tuple[int, int]
Run = tuple[int, int, int]


class Runs(Sequence[Run]):
    """Rows of three numbers each, read like a tuple of triples; of a long text there are a million.

    They lie in one array of 32 bits a number, column behind column: as tuples they take ten times the room.
    """

    __slots__ = ("_flat", "_size")

    def __init__(self, rows: Iterable[Sequence[int]] = ()) -> None:
        """Take over some rows; all numbers are below 2³¹."""
        held = list(rows)
        self._flat = array("i", chain.from_iterable(zip(*held, strict=True)))
        self._size = len(held)

    @classmethod
    def of_columns(cls, packed: bytes | memoryview) -> Runs:
        """Return the rows whose three columns, one behind the other, are these bytes: what ``packed`` gives."""
        made = cls.__new__(cls)
        made._flat = array("i")
        made._flat.frombytes(packed)
        made._size = len(made._flat) // 3
        return made

    @property
    def packed(self) -> memoryview:
        """The three columns, one behind the other, as integers of 32 bits; not to be written to."""
        return memoryview(self._flat).toreadonly()

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Run]:
        size, flat = self._size, self._flat
        return zip(flat[:size], flat[size : 2 * size], flat[2 * size :], strict=True)

    @overload
    def __getitem__(self, at: int) -> Run: ...

    @overload
    def __getitem__(self, at: slice) -> Runs: ...

    def __getitem__(self, at: int | slice) -> Run | Runs:
        size, flat = self._size, self._flat
        if isinstance(at, slice):
            return Runs.of_columns(b"".join(flat[n : n + size][at].tobytes() for n in (0, size, 2 * size)))
        at = range(size)[at]
        return flat[at], flat[size + at], flat[2 * size + at]

    def __eq__(self, other: object) -> bool:
        return self._flat == other._flat if isinstance(other, Runs) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._flat.tobytes())

    def __repr__(self) -> str:
        return repr(tuple(self))

    def before(self, start: int, low: int = 0) -> int:
        """Return how many rows, of which the first ``low`` are taken on trust, have a smaller first number."""
        return bisect_left(self._flat, start, low, self._size)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Where each clean character stands in the source.

    Attributes:
        runs: ``(clean start, source start, length)``, ordered by clean start, not overlapping
            in either text, none empty; given as triples of any kind. A clean character outside all runs (the line
            break between two paragraphs) stands for nothing in the source. Source starts need not
            rise: a displaced headline is read before the body that it was printed behind.
    """

    runs: Runs = Runs()

    def __post_init__(self) -> None:
        """Hold triples of any kind as ``Runs``."""
        if not isinstance(self.runs, Runs):
            object.__setattr__(self, "runs", Runs(self.runs))

    def source_of(self, clean: int) -> int | None:
        """Return the source offset of one clean character; None where it has none."""
        at = self.runs.before(clean + 1) - 1
        if at < 0:
            return None
        start, source, length = self.runs[at]
        return source + clean - start if clean < start + length else None

    def pieces(self, start: int, end: int) -> tuple[Span, ...]:
        """Return the source spans of the clean characters ``start`` to ``end``, one per run, in clean order."""
        at = max(0, self.runs.before(start + 1) - 1)
        found = []
        for n in range(at, len(self.runs)):
            clean, source, length = self.runs[n]
            if clean >= end:
                break
            low, high = max(clean, start), min(clean + length, end)
            if low < high:
                found.append((source + low - clean, source + high - clean))
        return tuple(found)

    def cut(self, start: int, end: int, to: int = 0) -> OffsetMap:
        """Return the map of the clean text from ``start`` to ``end``, its clean offsets counted from ``start``.

        Args:
            start: Clean offset.
            end: Clean offset.
            to: Added to the clean offsets of the map returned.
        """
        at = max(0, self.runs.before(start + 1) - 1)
        stop = self.runs.before(end, at)
        by = to - start
        runs = [(clean + by, source, length) for clean, source, length in self.runs[at:stop]]
        if runs:
            clean, source, length = runs[-1]
            runs[-1] = (clean, source, min(length, end + by - clean))
            clean, source, length = runs[0]
            inside = max(0, to - clean)
            runs[0] = (clean + inside, source + inside, length - inside)
        return OffsetMap(Runs(runs if not runs or runs[0][2] > 0 else runs[1:]))


def merge_pieces(pieces: Iterable[Span], bridges: Iterable[Span]) -> tuple[Span, ...]:
    """Return pieces with neighbours joined where one bridge holds both and the second follows the first.

    Args:
        pieces: Source spans in reading order.
        bridges: Source spans known to hold, beside pieces, only white space and markup.
    """
    bridges = tuple(bridges)
    merged: list[Span] = []
    for start, end in pieces:
        if merged and merged[-1][1] <= start:
            low = merged[-1][0]
            if merged[-1][1] == start or any(b <= low and end <= e for b, e in bridges):
                merged[-1] = (low, end)
                continue
        merged.append((start, end))
    return tuple(merged)


def clean_spans(offsets: OffsetMap, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the clean places of source spans: in clean order, touching ones joined.

    Args:
        offsets: Of the text that the places are wanted in.
        spans: Source spans in any order; what lies outside the text is left out.
    """
    wanted = _disjoint(spans)
    ends = [end for _, end in wanted]
    found: list[Span] = []
    for clean, source, length in offsets.runs:
        for n in range(bisect_right(ends, source), len(wanted)):
            start, end = wanted[n]
            if start >= source + length:
                break
            at, to = clean + max(start, source) - source, clean + min(end, source + length) - source
            if found and found[-1][1] >= at:
                found[-1] = (found[-1][0], max(to, found[-1][1]))
            else:
                found.append((at, to))
    return tuple(found)


def _disjoint(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap or touch joined; empty ones left out."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if joined and joined[-1][1] >= start:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
