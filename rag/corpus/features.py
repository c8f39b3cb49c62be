"""What is seen of each line end: named numbers on the lines around it.

How full the line is against the columns that the lines nearby suggest, whether the next word would have fitted, how
lines end and begin, blank lines, indents, marks, numbering, and how likely the characters on both sides follow each
other. Knows shapes of print; nothing of models.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from rag.corpus.follow import OPENINGS, PAIRS, Pairs, pair_key
from rag.corpus.lines import DASH, DOT, HASH
from rag.corpus.signs import (
    CLOSER,
    COLON,
    COMMA,
    DIGIT,
    END,
    HAN,
    HAN_DIGIT,
    LETTER,
    MARK,
    OPENER,
    SEMICOLON,
    STARTS_NOT,
    Bools,
    Codes,
    Floats,
)
from rag.corpus.view import WIDEST, View

_NEAR = 8
_INDENT = 2.0
_ABOUT = 2.5


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
