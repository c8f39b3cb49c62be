"""Which entries of lists begin, and which go on in the next line: posts of a career, ranks of a family, marked items.

Knows the shapes of a few kinds of entries; what else is wrapped or not is the business of ``unwrapped``.
"""

from __future__ import annotations

import re

import numpy as np

from rag.corpus.lines import HASH
from rag.corpus.signs import COLON, DIGIT, END, MARK, SEMICOLON, Bools
from rag.corpus.unwrapped import SINCE
from rag.corpus.view import View

_DIGITS = "一二三四五六七八九十"
_RANK = re.compile(rf"第(?P<n>[{_DIGITS}]{{1,2}})(?P<unit>[\u4e00-\u9fff]{{1,2}}) \S")
_REACH = 40  # Lines.
_LONGEST_ENTRY = 4  # Lines.
_EVEN = 1.0  # By how much wrapped lines differ, in full-width characters.


def hung(view: View, reached: Bools) -> Bools:
    """Return behind which lines a marked item goes on: it fills its column, and one shorter line is before the next.

    Args:
        view: The lines.
        reached: Which lines fill their column.
    """
    found = view.lines
    own, ended = found.marked, view.ends_in(END | SEMICOLON | COLON)
    on = (own != 0) & (own != HASH) & reached & ~ended
    on[:-1] &= (own[1:] == 0) & (view.wide[1:] < view.wide[:-1]) & ~found.alone[1:]
    on[:-2] &= own[2:] == own[:-2]
    on[-2:] = False
    return np.asarray(on)


def posts(view: View) -> Bools:
    """Return behind which lines the posts of a career may go on: all that do are as wide as any.

    Where a post has a line of its own below its years and its place, these are not; what was done there has marks.
    """
    found, wide, bare = view.lines, view.wide, ~view.ends_in(MARK)
    on: Bools = np.zeros(len(found), np.bool_)
    since = [i for i in np.flatnonzero(view.nth_has(0, DIGIT)).tolist() if SINCE.match(found.line(i))]
    begun = 0
    for n in range(1, len(since) + 1):
        if n < len(since) and since[n] - since[n - 1] <= _LONGEST_ENTRY:
            continue
        career = np.array(since[begun:n])
        full = wide[career] >= wide[career].max() - _EVEN
        long = career[:-1][np.diff(career) > 1]
        if len(long) and full[:-1][np.diff(career) > 1].all() and bare[long + 1].all():
            some = np.append(long, career[-1]) if full[-1] else long
            on[some] = bare[np.minimum(some + 1, len(found) - 1)]
        begun = n
    return on


def ranked(view: View) -> Bools:
    """Return behind which lines an entry ends since the next has the rank of one nearby, or the next one (第二世 …)."""
    found = view.lines
    ends: Bools = np.zeros(len(found), np.bool_)
    last: dict[str, tuple[int, int]] = {}
    for i in np.flatnonzero(view.nth(0) == ord("第")).tolist():
        if (rank := _RANK.match(found.line(i))) is None:
            continue
        # Rises by one with the number, but from 十九 to 二十.
        n = sum(_DIGITS.index(sign) + 1 for sign in rank["n"])
        at, before = last.get(rank["unit"], (-_REACH - 1, 0))
        if i and i - at <= _REACH and n - before in (0, 1):
            ends[i - 1] = True
        last[rank["unit"]] = (i, n)
    return ends
