"""What is seen of each line end: named numbers on the lines around it.

How full the line is against the columns that the lines nearby suggest, whether the next word would have fitted, how
lines end and begin, blank lines, indents, marks, numbering, and how likely the characters on both sides follow each
other. Knows shapes of print; nothing of models.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from rag.corpus.lines import DASH, DOT, HASH, Lines
from rag.corpus.runs import ranges
from rag.corpus.signs import (
    CLOSER,
    COLON,
    COMMA,
    DIGIT,
    END,
    ENDS_NOT,
    HAN,
    HAN_DIGIT,
    LATIN,
    LETTER,
    MARK,
    OPENER,
    SEMICOLON,
    SLIM,
    STARTS_NOT,
    WIDE,
    Bools,
    Codes,
    Flags,
    Floats,
    Ints,
    flags_of,
)

PAIRS = 1 << 19
OPENINGS = 1 << 16
_NEAR = 8
_FAR = 24
_INDENT = 2.0
WIDEST = 46.0
_ABOUT = 2.5
_HEAD = 5  # So many characters at the start of a line are looked at.
_BLANK = np.uint32(0x20)


@dataclass(frozen=True, slots=True)
class Pairs:
    """How characters follow each other in Chinese, as hashed tables of int8 in steps of a sixteenth.

    Attributes:
        follow: By a character and the next one: log of how much likelier they stand together than by chance.
        opening: By the two first characters of a line: log of how much likelier they begin a paragraph than a
            sentence inside one.
    """

    follow: npt.NDArray[np.int8]
    opening: npt.NDArray[np.int8]


def pair_key(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32], size: int) -> npt.NDArray[np.uint32]:
    """Return the rows of two characters in a hashed table of ``size`` rows, a power of two."""
    mixed = first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA77)
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    mixed ^= mixed >> np.uint32(13)
    return mixed & np.uint32(size - 1)


def features(view: View, pairs: Pairs) -> tuple[tuple[str, ...], Floats]:
    """Return the names of the features and their values, float32 of shape ``(lines, len(names))``.

    Row ``i`` tells of line ``i`` and of the line end behind it.
    """
    columns = {**_own(view), **_ends(view), **_begins(view), **_rooms(view), **_across(view, pairs)}
    # A column behind the other, which is how they are made; the net multiplies them as they lie.
    matrix = np.empty((len(columns), len(view.lines)), np.float32)
    for row, column in zip(matrix, columns.values(), strict=True):
        row[:] = column
    return tuple(columns), matrix.T


def columns(view: View) -> tuple[Floats, Bools]:
    """Return the column that the lines around each line suggest, and whether they bear it out.

    They do where three of them or half are about as wide, and hold more than those that are wider.
    """
    sizes = view.shifted[0]
    back, ahead, _ = view.reach
    column = np.maximum(back[0], ahead[0])
    near = sliding_window_view(np.pad(sizes, _NEAR), len(sizes))  # A row a neighbour, from the eighth above on.
    full = np.abs(near - column) <= _ABOUT
    over = np.where(near > column + _ABOUT, near, 0).sum(axis=0)
    at = np.arange(len(sizes))
    there = np.minimum(at, _NEAR) + np.minimum(at[::-1], _NEAR) + 1
    enough = full.sum(axis=0) >= np.minimum(3, there / 2)
    return column, np.asarray(enough & (np.where(full, near, 0).sum(axis=0) >= over))


class View:
    """Lines, at least one, with what many features ask for.

    Attributes:
        lines: The lines.
        codes: The code points of the text.
        start: Where a line begins in these.
        last: Where its last character stands.
        size: Its length.
        wide: How wide it prints, in full-width characters.
        slim: The same where marks take half of one.
        shifted: Both with a part of the indent, of shape ``(2, lines)``.
        reach: Of these, and behind them of ``wide``, the columns that ``_reach`` tells.
        first_unit: The width of what stands together at its start, a character with its marks or a word: in the first
            row as ``wide`` counts it, in the second as ``slim`` does.
        colon: Where the first colon stands in it, -1 where none does.
    """

    def __init__(self, found: Lines) -> None:
        self.lines = found
        self.codes: Codes = found.codes
        self.start: Ints = found.start
        self.last: Ints = found.end - 1
        self.size: Ints = found.end - found.start
        self.wide: Floats = np.asarray((self.size + found.count(WIDE)) / 2, np.float32)
        self.slim: Floats = np.asarray(self.wide - self.count(SLIM) / 2, np.float32)
        both = np.stack([self.wide, self.slim])
        self.shifted: Floats = np.asarray(both + np.clip(found.indent, 0, 4) / 2, np.float32)
        self.reach = _reach(np.concatenate([self.shifted, both[:1]]))
        at = np.minimum(self.start + np.arange(_HEAD)[:, None], self.last)
        there = np.arange(_HEAD)[:, None] < self.size
        self._head: Codes = np.where(there, self.codes[at], _BLANK)
        self._head_flags: Flags = np.where(there, flags_of(self._head), np.uint32(0))
        self._last_flags: Flags = flags_of(self.codes[self.last])
        self.first_unit: Floats = self._first_unit()
        self.colon: Ints = self._first_colon()

    def part(self, low: int, high: int) -> View:
        """Return the view of some lines that follow each other; what it tells of their neighbours it knows of all."""
        part = copy(self)
        part.lines = self.lines.part(low, high)
        for name in ("start", "last", "size", "wide", "slim", "colon", "_last_flags"):
            setattr(part, name, getattr(self, name)[low:high])
        for name in ("shifted", "reach", "_head", "_head_flags", "first_unit"):
            setattr(part, name, getattr(self, name)[..., low:high])
        return part

    def has(self, at: Ints, flag: np.uint32) -> Bools:
        """Return whether some characters carry a flag."""
        return self.lines.has(at, flag)

    def ends_in(self, flag: np.uint32) -> Bools:
        """Return whether the last character of each line carries a flag."""
        return np.asarray((self._last_flags & flag) != 0)

    def stops(self) -> Bools:
        """Return whether each line ends in 。 or its like, or in one that a closing mark follows."""
        before = self.has(np.maximum(self.last - 1, 0), END)
        return np.asarray(self.ends_in(END) | (self.ends_in(CLOSER) & before))

    def nth(self, n: int) -> Codes:
        """Return the ``n``-th character of each line, a blank where it is shorter."""
        return np.asarray(self._head[n])

    def nth_has(self, n: int, flag: np.uint32) -> Bools:
        """Return whether the ``n``-th character of each line carries a flag."""
        return np.asarray((self._head_flags[n] & flag) != 0)

    def count(self, flag: np.uint32) -> Floats:
        """Return how many characters of each line carry a flag."""
        return self.lines.count(flag).astype(np.float32)

    def _first_unit(self) -> Floats:
        """Return the width of what stands together at the start of each line: a character with its marks, or a word."""
        opens = self.nth_has(0, ENDS_NOT)
        at = np.minimum(self.start + opens, self.last)
        width = np.where(opens, self._widths(self.start), 0)
        stop = at.copy()
        words = np.flatnonzero(self.has(at, LATIN))
        stop[words] = self._next(at[words], words, LATIN, carried=False)
        word = np.where(stop > at, 0.5 * (stop - at), self._widths(at))
        after = np.maximum(stop, at + 1)
        for _ in range(2):
            inside = np.minimum(after, self.last)
            held = (after <= self.last) & self.has(inside, STARTS_NOT)
            width += np.where(held, self._widths(inside), 0)
            after = after + held
        return np.asarray(width + word, np.float32)

    def _first_colon(self) -> Ints:
        """Return for each line where its first colon stands, -1 where it has none."""
        found = np.full(len(self.start), -1, np.int64)
        some = np.flatnonzero(self.lines.count(COLON))
        found[some] = self._next(self.start[some], some, COLON, carried=True) - self.start[some]
        return found

    def _next(self, at: Ints, lines: Ints, flag: np.uint32, *, carried: bool) -> Ints:
        """Return from some places in some lines on the first one that carries a flag, or does not; else the line's end.

        Args:
            at: The places, one a line, rising.
            lines: The lines.
            flag: The flag.
            carried: Whether it is carried.
        """
        inside, _ = ranges(at, self.last[lines] + 1)
        places = np.append(inside[self.has(inside, flag) == carried], len(self.codes))
        return np.asarray(np.minimum(places[np.searchsorted(places, at)], self.last[lines] + 1))

    def _widths(self, at: Ints) -> npt.NDArray[np.float64]:
        """Return how wide some characters print, counted in both ways."""
        full = np.where(self.has(at, WIDE), 1.0, 0.5)
        return np.stack([full, full - 0.5 * self.has(at, SLIM)])


def _next(values: npt.NDArray[np.generic], fill: float = 0.0) -> npt.NDArray[np.float32]:
    """Return for each line the value of the next one."""
    return np.append(values[1:].astype(np.float32), np.float32(fill))


def _own(view: View) -> dict[str, npt.ArrayLike]:
    """What a line holds."""
    found, size = view.lines, view.size
    stops, commas = view.count(END), view.count(COMMA)
    shut, opened = view.count(CLOSER), view.count(OPENER)
    return {
        "long": np.log1p(size) / 4,
        "width": np.minimum(view.wide, 60) / 20,
        "very long": view.wide > WIDEST,
        "stops": np.minimum(stops, 3) / 3,
        "commas": np.minimum(commas, 4) / 4,
        "marks per character": np.minimum(view.count(MARK) / size, 0.3) * 3,
        "no mark": view.count(MARK) == 0,
        "digits": view.count(DIGIT) / size,
        "latin": view.count(LETTER) / size,
        "han": view.count(HAN) / size,
        "unclosed": np.clip(opened - shut, -2, 2) / 2,
        "indent": np.minimum(found.indent, 12) / 4,
        "indented two": (found.indent >= 2) & (found.indent <= 4),
        "gap before": np.minimum(found.gap, 3) / 2,
        "hash": found.marked == HASH,
        "dash": found.marked == DASH,
        "bullet": found.marked == DOT,
        "spaced": found.spaced,
        "fresh": found.fresh,
        "cells": np.minimum(found.cells, 4) / 4,
    }


def _ends(view: View) -> dict[str, npt.ArrayLike]:
    """How a line ends."""
    last, before = view.last, np.maximum(view.last - 1, view.start)
    closer, stop = view.ends_in(CLOSER), view.has(before, END)
    return {
        "ends stop": view.ends_in(END) | (closer & stop),
        "ends semicolon": view.ends_in(SEMICOLON),
        "ends colon": view.ends_in(COLON),
        "ends comma": view.ends_in(COMMA),
        "ends closer": closer & ~stop,
        "ends bracket": _in(view.codes[last], "）)】〕"),
        "ends opener": view.ends_in(OPENER) & ~closer,
        "ends latin": view.ends_in(LETTER),
        "ends digit": view.ends_in(DIGIT),
        "ends office": _pair_in(view.codes[before], view.codes[last], "书记主任局长部长市长记者日报编辑教授"),
        "ends day": _in(view.codes[last], "日月年号期"),
    }


def _begins(view: View) -> dict[str, npt.ArrayLike]:
    """How a line and the next one begin."""
    first, second, third = (view.nth(n) for n in range(3))
    han = [view.nth_has(n, HAN_DIGIT) for n in range(4)]
    digit = [view.nth_has(n, DIGIT) for n in range(4)]
    comma_like = "、．.，,"
    point = [_in(view.nth(n), comma_like) for n in range(4)]
    fourth = view.nth(3)
    bracket = _in(first, "（(")
    closes = [_in(code, "）)") for code in (third, fourth)]
    article = (first == ord("第")) & (han[1] | digit[1])
    unit = "条章节编款篇部届"
    at = np.where(_in(third, unit), 2, np.where(_in(fourth, unit), 3, np.where(_in(view.nth(4), unit), 4, 0)))
    colon = view.colon
    begins = {
        "begins stop": view.nth_has(0, STARTS_NOT) & ~_in(first, "—·.…"),
        "begins opener": view.nth_has(0, OPENER),
        "begins digit": digit[0],
        "begins latin": view.nth_has(0, LETTER),
        "begins dash": _in(first, "—-·.…"),
        "begins numeral": han[0] & (point[1] | (han[1] & point[2]) | (han[1] & han[2] & point[3])),
        "begins bracketed": bracket & ((han[1] | digit[1]) & (closes[0] | closes[1]))
        | ((first >= 0x2460) & (first <= 0x2473)),
        "begins number": digit[0] & ((point[1] & ~digit[2]) | (digit[1] & point[2] & ~digit[3])),
        "begins article": article & (at > 0),
        "begins item": (han[0] & _in(second, "是要")) | ((first == ord("第")) & han[1] & _in(third, "，,、")),
        "begins press": _in(first, "本新") & _in(second, "报华台刊网") | ((first == ord("记")) & (second == ord("者"))),
        "begins date": digit[0] & (_in(view.nth(4), "年") | _in(second, "月") | _in(third, "月日")),
        "begins ask": _in(first, "问答") & _in(second, "：:"),
        "label": np.where((colon > 0) & (colon <= 9), 1.0 - colon / 20, 0.0),
        "label alone": (colon > 0) & (colon <= 9) & (view.size == colon + 1),
    }
    both = dict(begins)
    for name, values in begins.items():
        both[f"next {name}"] = _next(np.asarray(values))
    return both


def _rooms(view: View) -> dict[str, npt.ArrayLike]:
    """How full a line is against the columns that lines around it suggest."""
    found = view.lines
    columns: dict[str, npt.ArrayLike] = {
        "gap": _next(np.minimum(found.gap, 3), 3.0) / 2,
        "next indent": _next(np.minimum(found.indent, 12)) / 4,
        "indent more": np.clip(_next(found.indent) - found.indent, -4, 4) / 4,
        "next fresh": _next(found.fresh),
        "last": np.arange(len(found)) == len(found) - 1,
    }
    sizes, after = view.shifted, view.first_unit
    after = np.concatenate([after[:, 1:], np.zeros((2, 1), np.float32)], axis=1)
    back, ahead, _ = view.reach
    # Shape: (columns, ways to count, lines)
    room = view.reach[:, :2] - sizes - after
    left = np.exp(-np.square(np.clip(view.reach[:, :2] - sizes, -4, 8)))
    fits = 1 / (1 + np.exp(-4 * np.clip(room - 0.25, -4, 4)))
    room = np.clip(room, -4, 12) / 4
    best = np.maximum(back, ahead)[:2]
    share = np.clip(sizes / np.maximum(best, 1), 0, 1.2)
    short = np.exp(-np.square(np.clip(best - sizes - _INDENT, -3, 3)))
    before = np.exp(-np.abs(np.diff(sizes, prepend=sizes[:, :1])))
    spread = _spread(sizes)
    for n, label in enumerate(("full", "slim")):
        for k, name in enumerate(("back", "ahead", "far")):
            columns[f"{label} room {name}"] = room[k, n]
            columns[f"{label} left {name}"] = left[k, n]
            columns[f"{label} fits {name}"] = fits[k, n]
        columns[f"{label} share"] = share[n]
        columns[f"{label} short by indent"] = short[n]
        columns[f"{label} as before"] = before[n]
        columns[f"{label} spread"] = spread[n]
    columns["column"] = np.minimum(ahead[2], 60) / 20
    return columns


def _reach(sizes: Floats) -> Floats:
    """Return the columns that lines around each line suggest: what the second widest reaches, or the widest nearly.

    Args:
        sizes: Widths, of shape ``(rows, lines)``.

    Returns:
        By the ``_NEAR`` lines up to the line itself, by as many from it on, and by the ``_FAR`` lines around it; of
        shape ``(3, rows, lines)``.
    """
    n = sizes.shape[1]
    half = _FAR // 2
    widest = np.pad(sizes, ((0, 0), (half, half)))
    second = np.zeros_like(widest)
    step = 1
    while step < _NEAR:  # The two widest of a window, put together from those of its halves.
        widest, second = _two_widest((widest[:, :-step], second[:, :-step]), (widest[:, step:], second[:, step:]))
        step *= 2
    near = [(widest[:, at : at + n], second[:, at : at + n]) for at in range(0, _FAR, _NEAR)]
    far = _two_widest(_two_widest(near[0], near[1]), near[2])
    back, ahead = ((widest[:, at : at + n], second[:, at : at + n]) for at in (half - _NEAR + 1, half))
    most, less = np.stack([back, ahead, far], axis=1)
    return np.asarray(np.where((most - less <= 1.0) | (less == 0), most, less), np.float32)


def _two_widest(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return the widest and the second widest of two windows that share no line, given those of each."""
    (most, less), (more, fewer) = one, other
    return np.maximum(most, more), np.maximum(np.minimum(most, more), np.maximum(less, fewer))


def _spread(sizes: Floats) -> Floats:
    """Return how much the widths of nearby lines differ, 0 to 1."""
    n = 9
    padded = np.pad(sizes, ((0, 0), (n // 2, n // 2)), mode="edge")
    window = np.sort(sliding_window_view(padded, n, axis=1), axis=2)
    spread = (window[..., 6] - window[..., 2]) / np.maximum(window[..., 6], 1)
    return np.asarray(np.clip(spread, 0, 1), np.float32)


def _across(view: View, pairs: Pairs) -> dict[str, npt.ArrayLike]:
    """How likely the characters on both sides of a line end follow each other."""
    first, second = view.nth(0), view.nth(1)
    last = view.codes[view.last]
    before = view.codes[np.maximum(view.last - 1, view.start)]
    after = np.append(first[1:], np.uint32(0x20))
    then = np.append(second[1:], np.uint32(0x20))
    follow = pairs.follow[pair_key(last, after, PAIRS)] / 64
    return {
        "follows": follow,
        "follows word": pairs.follow[pair_key(before, last, PAIRS)] / 64,
        "next word": pairs.follow[pair_key(after, then, PAIRS)] / 64,
        "next opening": pairs.opening[pair_key(after, then, OPENINGS)] / 64,
        "opening": pairs.opening[pair_key(first, second, OPENINGS)] / 64,
    }


def _in(codes: Codes, chars: str) -> Bools:
    """Return which code points are among some characters."""
    found = codes == ord(chars[0])
    for char in chars[1:]:
        found |= codes == ord(char)
    return np.asarray(found)


def _pair_in(before: Codes, last: Codes, words: str) -> Bools:
    """Return which two characters make one of some words of two characters."""
    found = np.zeros(len(last), bool)
    for i in range(0, len(words), 2):
        found |= (before == ord(words[i])) & (last == ord(words[i + 1]))
    return found
