"""Which line ends cannot be wraps: a line is wrapped only where it is full, and words go on over wraps.

A bound before what was learned: lines that differ in width without a common full one, entries across whose ends no
characters follow each other as in a text, and items of one list are not joined, whatever a model says.
"""

from __future__ import annotations

import re

import numpy as np

from rag.corpus.follow import PAIRS, Pairs, pair_key
from rag.corpus.lines import Lines
from rag.corpus.runs import ranges
from rag.corpus.shapes import labelled
from rag.corpus.signs import (
    CLOSER,
    COLON,
    COMMA,
    DIGIT,
    END,
    HAN_DIGIT,
    MARK,
    PROSE,
    SEMICOLON,
    STARTS_NOT,
    Bools,
    Codes,
    Floats,
    Ints,
    among,
)
from rag.corpus.view import WIDEST, View

_NEAR = 8
_SLACK = 1.5
_SLACK_FIRST = 3.5  # An indent may be lost, and a blank behind a number.
_ABOUT = 2.5
_BEFORE = 3
# Logarithms of how much oftener entries of lists show this than wrapped lines do, from 5,000 and 15,000 line ends
# without a mark, of lists and of news printed in columns: how likely the characters on both sides follow each other
# (natural logarithms, by their upper bounds), and what a line and the next one have in common.
_BOUNDS = np.array([-1.5, -0.5, 0.5, 1.5, 2.5])
_FOLLOW = np.array([1.85, 1.04, 0.2, -0.3, -0.6, -2.0])
_SAME_LAST, _SAME_FIRST, _DIGITS = (2.9, -0.1), (2.5, -0.1), (3.3, -0.1)
_SAME_LABELS, _SAME_COMMAS = (2.0, 0.0), (0.8, 0.0)
_FIGURES = (1.2, 0.0)
_MOST_ALIKE = 4.5
_LIST = 3.5
_SENTENCE = 1.5
_AGAINST, _DOUBTED = 0.25, -3.0
_LABELLED, _WRAPPED = -5.0, -9.0
SPANS = "—–~～至"  # What stands between two times or years.
_MEAN = 0.6
# Of 5,000 ends of wrapped lines one alone lies below the first in 12 %, three in a row below the second in 4 %.
_APART_ONE, _APART_EACH, _WORD = -0.5, -0.3, 1.5
_TEXT = 0.0
_ORPHAN = 2.0
_REGULAR = 0.8
_FEWEST = 4
_REACH = 40
_LEADERS = re.compile(r"(?:…{2,}|[.．·\-_]{3,}|—{3,})[…. ．·—\-_]*\d{1,4}$")
_DIGITS_HAN = "一二三四五六七八九十"
_ITEM = re.compile(
    rf"(?P<a>[（(]?)(?P<n>\d{{1,2}}|[{_DIGITS_HAN}]{{1,3}})(?P<b>[、．)）]|\.(?!\d)|是|要)"
    rf"|(?P<c>第)(?P<m>[{_DIGITS_HAN}]{{1,3}})(?P<d>[，、：])|(?P<o>[①-⑳])|(?P<l>[A-H])(?P<e>[.．、])(?![A-Z])"
)
_WORDED = "是要"
_COUNTED = 5  # Characters at most up to what stands behind the number of an item, and what that may be.
_COUNTS = "、．)）.是要，：:"
_LED = 4  # Digits of a page number at most, and what may stand before them.
_LEADER_SIGNS = "…. ．·—-_"
_PROSE = re.compile("[，。；！？,;]")
_TIME = re.compile(r"\d{1,2}[:：][0-5]\d(?!\d)")
_TIMES = 3
SINCE = re.compile(r"(?:19|20)\d\d[.年/\-]\d{1,2}月? ?(?:[—–~～至]|-(?=\d{4}))")


def room_left(view: View, ends: Bools) -> Bools:
    """Return behind which lines the next word would have fitted into the column that their own paragraph shows.

    Args:
        view: The lines.
        ends: Behind which of them a paragraph ends, as far as is known.
    """
    slack = np.where(np.append(True, ends[:-1]), _SLACK_FIRST, _SLACK)
    # By width, with marks at half of it, and by characters: some programs count these.
    counted = np.asarray(view.size + np.clip(view.lines.indent, 0, 4) / 2, np.float32)
    taken = np.vstack([view.shifted, counted])
    needed = taken + slack
    needed[:2, :-1] += view.first_unit[:, 1:]
    needed[2, :-1] += 1
    left: Bools = np.logical_and.reduce(needed < _column(taken, ends))
    left[0] &= view.count(PROSE)[0] == 0  # A passage may begin inside a line.
    return np.asarray(left & ~ends)


def _column(taken: Floats, ends: Bools) -> Floats:
    """Return for each line how wide the lines of its paragraph are: the three above it, else those near it.

    Where a column of another width begins inside a paragraph, its lines say nothing of those above.

    Args:
        taken: Widths, a row for each way to count them.
        ends: Behind which lines a paragraph ends.
    """
    count = taken.shape[1]
    first = np.append(True, ends[:-1])
    starts = np.flatnonzero(first)
    part = np.cumsum(first) - 1
    own = np.arange(count) - starts[part]
    above, near = np.zeros_like(taken), taken.copy()
    for step in range(1, min(_BEFORE, count - 1) + 1):
        same = part[step:] == part[:-step]
        np.maximum(above[:, step:], taken[:, :-step] * same, out=above[:, step:])
        np.maximum(near[:, :-step], taken[:, step:] * same, out=near[:, :-step])
    return np.asarray(np.where(own >= 2, above, np.maximum(near, above)), np.float32)


def entries(view: View, pairs: Pairs, against: Floats) -> Bools:
    """Return behind which lines an entry of a list ends.

    Ends without a mark, up to eight lines to each side, speak together: characters that never follow each other in
    text, and lines that begin or end alike, tell a list. Sentences are text.

    Args:
        view: The lines.
        pairs: How characters follow each other.
        against: Logits of the model; the lower, the surer it is that a line end is a wrap.
    """
    found = view.lines
    sentences = view.count(END)
    bare = ~view.ends_in(MARK | CLOSER) & (sentences == 0)
    bare[-1] = False
    bare[:-1] &= ~view.nth_has(0, STARTS_NOT)[1:]
    follow = followed(found, pairs)
    said = _FOLLOW[np.searchsorted(_BOUNDS, follow)] + _alike(view)
    total, count = around(np.where(bare, said, 0)), around(bare)
    inside = (sentences > view.ends_in(END)) & (view.wide <= WIDEST)
    # Where paragraphs are indented, what begins flush goes on.
    flush = np.append(found.indent[1:] < 2, True) & (around(found.indent >= 2) > 0)
    needed = _LIST + _SENTENCE * around(inside, _NEAR // 2)
    each = _MEAN + _AGAINST * np.maximum(0, _DOUBTED - against)
    told = (total > needed) & (total > each * count) & (said > _TEXT)
    alone = np.append(view.wide[1:], 0) <= _ORPHAN  # The last characters of a wrapped entry.
    goes_on = (sentences > 0) | view.ends_in(COMMA)
    return np.asarray(bare & told & ~alone & ~flush & ~np.append(goes_on[1:], True))


def _alike(view: View) -> Floats:
    """Return how much a line and the next one look like entries of one list."""
    last, first = view.codes[view.last], view.nth(0)
    ends, begins = view.ends_in(DIGIT), view.nth_has(0, DIGIT | HAN_DIGIT)

    def both(same: Bools, said: tuple[float, float]) -> Floats:
        return np.append(np.where(same, *said), 0.0).astype(np.float32)

    colons, commas = view.count(COLON), view.count(COMMA)
    inner = both((colons[:-1] == colons[1:]) & (colons[1:] > 0), _SAME_LABELS)
    inner += both((commas[:-1] == commas[1:]) & (commas[1:] > 1), _SAME_COMMAS)
    figures = _figures(view)
    inner += both((np.abs(figures[:-1] - figures[1:]) <= 1) & (np.minimum(figures[1:], figures[:-1]) > 0), _FIGURES)
    behind = np.maximum(both(last[:-1] == last[1:], _SAME_LAST), both(ends[:-1] & ends[1:], _DIGITS))
    before = np.maximum(both(first[:-1] == first[1:], _SAME_FIRST), both(begins[:-1] & begins[1:], _DIGITS))
    return np.asarray(np.minimum(behind + before + inner, _MOST_ALIKE), np.float32)


def _figures(view: View) -> Floats:
    """Return how many figures each line holds; those with a point count one."""
    low = view.start[0]
    points = low + np.flatnonzero(view.codes[low : view.last[-1] + 1] == ord("."))
    some = view.count(DIGIT) > 0
    some[np.searchsorted(view.start, points, "right") - 1] = True
    at, _ = ranges(view.start[some], view.last[some] + 1)
    figure, before = (view.has(near, DIGIT) | (view.codes[near] == ord(".")) for near in (at, np.maximum(at - 1, 0)))
    begins = at[figure & ~(before & (at > low))]
    line = np.searchsorted(view.start, begins, "right") - 1
    return np.bincount(line, minlength=len(view.start)).astype(np.float32)


def stopped(view: View, column: Floats) -> Bools:
    """Return behind which lines a sentence and its paragraph end: no full line nearby stops inside a sentence.

    Or they are much wider than the column.

    Args:
        view: The lines.
        column: How wide the column of each is.
    """
    taken = view.shifted[0]
    ended = view.stops()
    ended |= view.ends_in(SEMICOLON)
    wraps = ~ended & ~view.ends_in(COLON) & (np.abs(taken - column) <= _ABOUT)
    return np.asarray(ended & ((around(wraps) == 0) | (taken > column + 2 * _ABOUT)))


def indented(view: View) -> Bools:
    """Return behind which lines a paragraph ends since a sentence does and the next line is indented, as few are."""
    found = view.lines
    ended = view.stops()
    begins = np.append((found.indent[1:] >= 2) & (found.indent[1:] <= 8), False)
    return np.asarray(ended & begins & (around(found.indent == 0) >= 1))


def regular(view: View) -> Bools:
    """Return behind which lines a line of verse or an item ends: nearly all lines around end in a mark too."""
    found = view.lines
    marked = view.ends_in(END | SEMICOLON | COMMA)
    there = around(np.ones(len(found), bool))
    return np.asarray(marked & (around(marked) >= _REGULAR * there) & (there >= _FEWEST))


def labels(view: View, against: Floats) -> Bools:
    """Return behind which lines without a mark a label and its value begin, unless the model is sure of a wrap."""
    ends: Bools = np.zeros(len(view.lines), np.bool_)
    asked = (view.count(COLON)[1:] > 0) & (view.count(PROSE)[:-1] == 0) & (against[:-1] > _LABELLED)
    for i in np.flatnonzero(asked).tolist():
        ends[i] = labelled(view.lines.line(i + 1))
    return ends


def itemised(view: View, against: Floats) -> Bools:
    """Return behind which lines an item of a list ends: the next one bears the number behind one that begins a line.

    So does a sign that begins lines nearby (·, ——, √), and around the lines of a table of contents. Worded numbers
    (一是) count where the line above has come to an end or is short.
    """
    found = view.lines
    ends: Bools = np.zeros(len(found), np.bool_)
    full = view.wide + np.append(view.first_unit[0, 1:], 0) > view.wide[np.maximum(np.arange(len(found)) - 1, 0)]
    closed = view.ends_in(END | SEMICOLON | CLOSER)
    # An entry ends with its line, unless the model is sure that it does not, what stands flush goes on, or blank lines
    # part entries.
    open_to = (against <= _WRAPPED) | _begun(view) | ((found.gap > 0) & (np.append(found.gap[1:], 1) == 0))
    spanned = np.append(False, among(found.codes[found.end[:-1] - 1], SPANS))  # 8:00— | 9:30
    seen: dict[tuple[str, int], int] = {}
    first = view.nth(0)
    opens = view.nth_has(0, DIGIT | HAN_DIGIT) | among(first, "（(第")
    opens |= _circled(first) | ((first >= ord("A")) & (first <= ord("H")))
    timed = -_REACH
    some = np.flatnonzero(opens)
    for i in some[_may_count(view, some)].tolist():
        text = found.line(i)
        if _TIME.match(text) and not spanned[i]:
            ends[i - 1] |= i > 0 and i - timed <= _TIMES
            timed = i
        if SINCE.match(text):
            ends[max(0, i - 1)] |= i > 0
            ends[i] |= not (open_to[i] or _PROSE.search(text))
        number = _number(text)
        if number is None:
            continue
        form, n = number
        above = seen.get((form, n - 1), -_REACH - 1)
        sure = form[-1] not in _WORDED or above == i - 1 or closed[i - 1] or not full[i - 1]
        if i and i - above <= _REACH and sure:
            ends[i - 1] = True
        seen[form, n] = i
    sign = _signs(first)
    beside = sign & (around(sign) >= 2)
    dash = (first == ord("—")) & ~closed[np.maximum(np.arange(len(found)) - 1, 0)] & (around(~sign) > around(sign))
    ends[:-1] |= (beside & ~dash)[1:]
    some = np.flatnonzero(view.ends_in(DIGIT))
    for i in some[_may_lead(view, some)].tolist():
        if _LEADERS.search(found.line(i)):
            ends[max(0, i - 1) : i + 1] = True
    return ends


def _may_count(view: View, some: Ints) -> Bools:
    """Return which of some lines may open with a number, a time or a span of years, by their first characters."""
    heads = np.stack([view.nth(n)[some] for n in range(_COUNTED)])
    years = ((heads[0] == 0x31) & (heads[1] == 0x39)) | ((heads[0] == 0x32) & (heads[1] == 0x30))
    return np.asarray(among(heads[1:], _COUNTS).any(axis=0) | years | _circled(heads[0]))


def _circled(codes: Codes) -> Bools:
    """Return which characters are numbers in circles."""
    return np.asarray((codes >= 0x2460) & (codes <= 0x2473))


def _may_lead(view: View, some: Ints) -> Bools:
    """Return which of some lines may end in leaders and a page number, by their last characters."""
    near = np.maximum(view.last[some] - np.arange(1, _LED + 1)[:, None], view.start[some])
    return np.asarray(among(view.codes[near], _LEADER_SIGNS).any(axis=0))


def _signs(first: Codes) -> Bools:
    """Return which characters are signs that stand before items: arrows, ticks, stars, dots, dashes."""
    signs = (first >= 0x2190) & (first <= 0x27BF) & ~((first >= 0x2460) & (first <= 0x249B))
    return np.asarray(signs | among(first, "※·•▪—"))


def _number(text: str) -> tuple[str, int] | None:
    """Return the form and the value of the number that a line begins with; None where it has none."""
    found = _ITEM.match(text)
    if found is None:
        return None
    if found["o"]:
        return "o", ord(found["o"]) - 0x245F
    if found["l"]:
        return f"l{found['e']}", ord(found["l"]) - ord("A") + 1
    digits = found["n"] or found["m"]
    value = int(digits) if digits.isdigit() else _value(digits)
    kind = "d" if digits.isdigit() else "h"
    return f"{kind}{found['a'] or found['c'] or ''}{found['b'] or found['d']}", value


def _value(digits: str) -> int:
    """Return the value of a Han number below one hundred."""
    tens, mark, ones = digits.rpartition("十")
    high = (_DIGITS_HAN.find(tens[-1:]) + 1 if tens else 1) * 10 if mark else 0
    return high + (_DIGITS_HAN.find(ones) + 1 if ones else 0)


def blanks_decide(view: View, ends: Bools) -> Bools:
    """Return which lines stand where blank lines part paragraphs and nothing else does.

    Args:
        view: The lines.
        ends: Behind which of them a paragraph ends, as far as is known.
    """
    found = view.lines
    closed = view.ends_in(END | SEMICOLON | CLOSER | MARK)
    gap = np.append(found.gap[1:] > 0, True)
    inner, outer = around(~gap, 2 * _NEAR), around(gap, 2 * _NEAR)
    agreed = around(~gap & ~ends, 2 * _NEAR) >= 0.9 * inner
    parted = around(gap & (closed | ends), 2 * _NEAR) >= 0.9 * outer
    return np.asarray(agreed & parted & (inner >= _FEWEST) & (outer >= 2) & (inner >= outer))


def set_apart(view: View, pairs: Pairs) -> Bools:
    """Return behind which lines a paragraph ends at a blank line: one stands behind every line, and words do not go on.

    Where print left a blank line behind each line of a column, sentences end inside lines, and characters across line
    ends follow each other as in a text.
    """
    found = view.lines
    gap = np.append(found.gap[1:] > 0, False)
    inside = view.count(END | SEMICOLON) > view.ends_in(END | SEMICOLON)
    bare = gap & ~view.ends_in(MARK | CLOSER)
    bare[:-1] &= ~view.nth_has(0, STARTS_NOT)[1:]
    follow = followed(found, pairs)
    said, count = around(np.where(bare, follow, 0)), around(bare)
    closed = np.append(gap[:-1], True)  # The last line of all has none behind it.
    other = around(~closed, 2 * _NEAR) + around(inside, 2 * _NEAR)
    bare &= (follow < _WORD) & ~_begun(view)
    return np.asarray(bare & (other == 0) & (said < np.minimum(_APART_ONE, _APART_EACH * count)))


def _filled(view: View) -> Bools:
    """Return which lines are as full as those beside them allow: the next word would have made them the widest."""
    taken = view.shifted[0]
    widest = taken.copy()
    for step in range(1, min(_BEFORE, len(taken) - 1) + 1):
        np.maximum(widest[step:], taken[:-step], out=widest[step:])
        np.maximum(widest[:-step], taken[step:], out=widest[:-step])
    return np.asarray(np.append(taken[:-1] + view.first_unit[0, 1:] > widest[:-1], False))


def _begun(view: View) -> Bools:
    """Return which lines begin with an indent, as others nearby do, and are so full that what stands flush goes on."""
    indent = view.lines.indent
    flush = np.append(indent[1:] < 2, False) & (indent >= 2) & (around(indent >= 2) > 1)
    return np.asarray(flush & _filled(view))


def followed(found: Lines, pairs: Pairs) -> Floats:
    """Return for each line how likely its last character is followed by the first one of the next, in natural logs."""
    after = np.append(found.codes[found.start[1:]], np.uint32(0x20))
    return np.asarray(pairs.follow[pair_key(found.codes[found.end - 1], after, PAIRS)] / 16, np.float32)


def around(values: Bools | Floats | Ints, near: int = _NEAR) -> Floats:
    """Return the sum of some values over the lines around each line, so many to each side."""
    total = np.zeros(len(values) + 2 * near + 1)
    np.cumsum(values, out=total[near + 1 : near + 1 + len(values)])
    total[near + 1 + len(values) :] = total[near + len(values)]
    return (total[2 * near + 1 :] - total[: len(values)]).astype(np.float32)
