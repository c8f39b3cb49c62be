"""What is seen of each line end: named numbers on the lines around it.

How full the line is against the columns that the lines nearby suggest, whether the next word would have fitted, how
lines end and begin, blank lines, indents, marks, numbering, and how likely the characters on both sides follow each
other. Knows shapes of print; nothing of models.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from rag.corpus.lines import DASH, DOT, HASH, Lines
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


def features(found: Lines, pairs: Pairs) -> tuple[tuple[str, ...], Floats]:
    """Return the names of the features and their values, float32 of shape ``(len(found), len(names))``.

    Row ``i`` tells of line ``i`` and of the line end behind it. Without lines both are empty.
    """
    if not len(found):
        return (), np.zeros((0, 0), np.float32)
    view = _View(found)
    columns = {**_own(view), **_ends(view), **_begins(view), **_rooms(view), **_across(view, pairs)}
    return tuple(columns), np.stack([np.asarray(c, np.float32) for c in columns.values()], axis=1)


def columns(found: Lines) -> tuple[Floats, Bools]:
    """Return the column that the lines around each line suggest, and whether they bear it out.

    They do where three of them or half are about as wide, and hold more than those that are wider.
    """
    view = _View(found)
    sizes = np.asarray(view.wide + np.clip(found.indent, 0, 4) / 2, np.float32)
    column = np.maximum(reach(sizes, -_NEAR), reach(sizes, _NEAR))
    window = sliding_window_view(np.pad(sizes, _NEAR), 2 * _NEAR + 1)
    full = np.abs(window - column[:, None]) <= _ABOUT
    over = np.where(window > column[:, None] + _ABOUT, window, 0).sum(axis=1)
    at = np.arange(len(sizes))
    there = np.minimum(at, _NEAR) + np.minimum(at[::-1], _NEAR) + 1
    enough = full.sum(axis=1) >= np.minimum(3, there / 2)
    return column, np.asarray(enough & (np.where(full, window, 0).sum(axis=1) >= over))


class _View:
    """Lines with what many features ask for."""

    def __init__(self, found: Lines) -> None:
        self.lines = found
        low, high = int(found.start[0]), int(found.end[-1])
        self.codes: Codes = np.append(found.codes[low:high], np.uint32(0x20))
        self.flags: Flags = flags_of(self.codes)
        self.start: Ints = found.start - low
        self.end: Ints = found.end - low
        self.last: Ints = self.end - 1
        self.size: Ints = self.end - self.start
        self.wide = self.sums(np.where((self.flags & WIDE) != 0, 1.0, 0.5))
        slim = 0.5 * ((self.flags & SLIM) != 0)
        self.slim = self.wide - self.sums(slim)

    def sums(self, values: npt.NDArray[np.float64]) -> Floats:
        """Return the sum of some values of characters for each line."""
        total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
        return np.asarray(total[self.end] - total[self.start], np.float32)

    def has(self, at: Ints, flag: np.uint32) -> Bools:
        """Return whether some characters carry a flag."""
        return np.asarray((self.flags[at] & flag) != 0)

    def nth(self, n: int) -> Codes:
        """Return the ``n``-th character of each line, a blank where it is shorter."""
        return np.where(n < self.size, self.codes[np.minimum(self.start + n, self.last)], np.uint32(0x20))

    def nth_has(self, n: int, flag: np.uint32) -> Bools:
        """Return whether the ``n``-th character of each line carries a flag."""
        return np.asarray((n < self.size) & self.has(np.minimum(self.start + n, self.last), flag))

    def count(self, flag: np.uint32) -> Floats:
        """Return how many characters of each line carry a flag."""
        return self.sums((self.flags & flag) != 0)

    def first_unit(self, slim: float) -> Floats:
        """Return the width of what stands together at the start of each line: a character with its marks, or a word."""
        codes = np.where((self.flags & WIDE) != 0, 1.0, 0.5) - (1 - slim) * ((self.flags & SLIM) != 0)
        opens = self.nth_has(0, ENDS_NOT)
        at = np.minimum(self.start + opens, self.last)
        width = np.where(opens, codes[self.start], 0.0)
        other = np.flatnonzero((self.flags & LATIN) == 0)
        stop = np.minimum(other[np.searchsorted(other, at)], self.end)
        word = np.where(stop > at, 0.5 * (stop - at), codes[at])
        after = np.where(stop > at, stop, at + 1)
        for _ in range(2):
            inside = after < self.end
            held = inside & self.has(np.minimum(after, self.last), STARTS_NOT)
            width += np.where(held, codes[np.minimum(after, self.last)], 0.0)
            after = after + held
        return np.asarray(width + word, np.float32)


def _next(values: npt.NDArray[np.generic], fill: float = 0.0) -> npt.NDArray[np.float32]:
    """Return for each line the value of the next one."""
    return np.append(values[1:].astype(np.float32), np.float32(fill))


def _own(view: _View) -> dict[str, npt.ArrayLike]:
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


def _ends(view: _View) -> dict[str, npt.ArrayLike]:
    """How a line ends."""
    last, before = view.last, np.maximum(view.last - 1, view.start)
    closer = view.has(last, CLOSER)
    return {
        "ends stop": view.has(last, END) | (closer & view.has(before, END)),
        "ends semicolon": view.has(last, SEMICOLON),
        "ends colon": view.has(last, COLON),
        "ends comma": view.has(last, COMMA),
        "ends closer": closer & ~view.has(before, END),
        "ends bracket": np.isin(view.codes[last], [ord(c) for c in "）)】〕"]),
        "ends opener": view.has(last, OPENER) & ~closer,
        "ends latin": view.has(last, LETTER),
        "ends digit": view.has(last, DIGIT),
        "ends office": _pair_in(view.codes[before], view.codes[last], "书记主任局长部长市长记者日报编辑教授"),
        "ends day": _in(view.codes[last], "日月年号期"),
    }


def _begins(view: _View) -> dict[str, npt.ArrayLike]:
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
    colon = _first(view, (view.flags & COLON) != 0)
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


def _rooms(view: _View) -> dict[str, npt.ArrayLike]:
    """How full a line is against the columns that lines around it suggest."""
    found = view.lines
    columns: dict[str, npt.ArrayLike] = {
        "gap": _next(np.minimum(found.gap, 3), 3.0) / 2,
        "next indent": _next(np.minimum(found.indent, 12)) / 4,
        "indent more": np.clip(_next(found.indent) - found.indent, -4, 4) / 4,
        "next fresh": _next(found.fresh),
        "last": np.arange(len(found)) == len(found) - 1,
    }
    for label, sizes, unit in (("full", view.wide, view.first_unit(1.0)), ("slim", view.slim, view.first_unit(0.5))):
        after = _next(unit)
        shifted = np.asarray(sizes + np.clip(found.indent, 0, 4) / 2, np.float32)
        back, ahead, far = reach(shifted, -_NEAR), reach(shifted, _NEAR), reach(shifted, _FAR)
        for name, column in (("back", back), ("ahead", ahead), ("far", far)):
            room = column - shifted - after
            columns[f"{label} room {name}"] = np.clip(room, -4, 12) / 4
            columns[f"{label} left {name}"] = np.exp(-np.square(np.clip(column - shifted, -4, 8)))
            columns[f"{label} fits {name}"] = 1 / (1 + np.exp(-4 * np.clip(room - 0.25, -4, 4)))
        best = np.maximum(back, ahead)
        columns[f"{label} share"] = np.clip(shifted / np.maximum(best, 1), 0, 1.2)
        columns[f"{label} short by indent"] = np.exp(-np.square(np.clip(best - shifted - _INDENT, -3, 3)))
        columns[f"{label} as before"] = np.exp(-np.abs(np.diff(shifted, prepend=shifted[0])))
        columns[f"{label} spread"] = _spread(shifted)
    columns["column"] = np.minimum(reach(view.wide, _NEAR), 60) / 20
    return columns


def reach(sizes: Floats, span: int) -> Floats:
    """Return the column that lines around each line suggest: what the second widest reaches, or the widest nearly.

    Args:
        sizes: Widths.
        span: How many lines ahead are looked at, the line itself counted in; negative back; ``_FAR`` both ways.
    """
    n = abs(span)
    before = n - 1 if span < 0 else n // 2 if span == _FAR else 0
    padded = np.concatenate([np.zeros(before, np.float32), sizes, np.zeros(n - 1 - before, np.float32)])
    top = np.partition(sliding_window_view(padded, n), n - 2, axis=1)[:, -2:]
    return np.asarray(np.where((top[:, 1] - top[:, 0] <= 1.0) | (top[:, 0] == 0), top[:, 1], top[:, 0]), np.float32)


def _spread(sizes: Floats) -> Floats:
    """Return how much the widths of nearby lines differ, 0 to 1."""
    n = 9
    padded = np.pad(sizes, n // 2, mode="edge")
    window = np.sort(sliding_window_view(padded, n), axis=1)
    return np.asarray(np.clip((window[:, 6] - window[:, 2]) / np.maximum(window[:, 6], 1), 0, 1), np.float32)


def _across(view: _View, pairs: Pairs) -> dict[str, npt.ArrayLike]:
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


def _first(view: _View, held: Bools) -> Ints:
    """Return for each line where the first of some characters stands in it, -1 where none does."""
    places = np.append(np.flatnonzero(held), len(view.codes))
    at = places[np.searchsorted(places, view.start)]
    return np.where(at < view.end, at - view.start, -1)
