"""What no shape leaves open of a line end: where something ends, or nothing can, whatever a model says.

Before marks, around bylines, dates, numbers and feet, at the articles of regulations and in letters something ends;
before marks that begin no line, inside dates and figures nothing does. Knows lines; nothing of models.
"""

from __future__ import annotations

import re

import numpy as np

from rag.corpus.bylines import attendance, byline, is_meta_line, lead_in, leads, name, office
from rag.corpus.lines import Lines
from rag.corpus.shapes import (
    addressed,
    breaks_words,
    changes_script,
    clause,
    clause_heading,
    ended,
    is_date_line,
    is_imprint,
    is_number_line,
    latin_goes_on,
    measured,
    refers,
    salute,
    sentence_ended,
)
from rag.corpus.signs import CLOSER, COLON, DIGIT, ENDS_NOT, HAN, LETTER, PROSE, STARTS_NOT, WHITE, Bools, among
from rag.corpus.unwrapped import SPANS
from rag.corpus.view import View

_MAY_START = "—·.…"
_BEFORE_BLANK = "：:_"
_MAY_OPEN = "来出稿作记编责校审时日索本见实特首全融通摄评撰文图（([二〇○零一第总"
_MAY_CLOSE = "号期发"
_MAY_LEAD = "本新中人央"
_MAY_CLAUSE = "第附此敬"
_MAY_ADDRESS = "各尊敬亲全"
_LONGEST_SIGNED = 24
_FIGURE = re.compile(r"\d+(?:\.\d+)?$")
_LONG_NUMBER = re.compile(r"[^\d].*\d{6}$")
_LONGEST_FIGURE, _FIGURE_NEAR = 12, 8
# Words behind which a number is called; alone on a line they may head a column.
_CALLS = "(?:电话|手机|热线|传真|邮编|账号|卡号|号码|微信|QQ)"
_CALLED, _SHORTEST_CALL = re.compile(f"[，。；,;：:].*{_CALLS}$"), 5
_CALLED_SO_FAR = re.compile(rf"{_CALLS}[：:]? ?\d{{1,10}}$")
_TIMED = re.compile(r".{0,4}(?:时间|日期)\s?[：:].*[\d年月日午]$")
_TIME_ON = re.compile(r"\d{0,2}[月日号时点分:：]|\d{0,4}年|[上下中]?午")
_DAY = re.compile(r"月\d{1,2}\n日|\d月\n\d{1,2}日|年\d{1,2}\n月|(?<!\d)(?:19|20)\d\d\n年")
_FEET = "发送抄主分报"
_LONGEST_APART = 60
_LONGEST_NAME = 4
_INDENT = 2
_NEAR_START = 4
_MONTH = re.compile(r"(?:19|20)\d\d年\d{1,2}月$")
_LONGEST_UNIT, _ROOM = 3, 3
_NO_MONEY = "旦宵"
_BRACKETS = "（("
_DATED = re.compile(r"[（(]\s?(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})\s?年")
_CLOSED_BRACKET = re.compile(r"[）)]$")
_PROMULGATED = re.compile(r"[（(][^（()）。]{4,160}(?:通过|公布|发布|批准|修正|修订|印发|施行)[^（()）。]{0,10}[）)]$")
_UNTIL = re.compile(r"\d[时点分年月日号%元℃]?[至到](?:[次翌当]日)?$")
_MOST_WRAPPED = 10
_LONGEST_OPENING = 10  # Lines.
_SENTENCE = re.compile("[。！？!?]")
_SAID = "据“‘《"
_PROSE = re.compile(r"[，。；！？,;]")


def parted(view: View) -> Bools:
    """Return behind which lines something ends whatever the model says.

    Before a mark, between rows of a table, around what stands for itself, where the script changes.
    """
    found = view.lines
    rows = found.cells > 2
    parted = (found.marked[1:] != 0) | (rows[:-1] & rows[1:]) | found.alone[1:] | found.alone[:-1]
    for i in _shaped(view):
        month = i > 0 and _MONTH.match(found.line(i)) and not _PROSE.search(found.line(i - 1))
        if month or apart(found.line(i)):
            parted[max(0, i - 1) : i + 1] = True
            if i < len(parted) and _TIMED.match(found.line(i)) and _TIME_ON.match(found.line(i + 1)):
                parted[i] = False  # Whether it was wrapped is left open.
            if i > 1 and is_date_line(found.line(i)) and _signed(found, i - 1):
                parted[i - 2] = True
    _clauses(found, parted)
    _letters(found, parted)
    _reports(found, parted)
    for i in _short(found):
        if name(found.line(i)) and (office(found.line(i - 1)) or byline(f"{found.line(i - 1)} {found.line(i)}")):
            parted[i - 1 : i + 1] = True
    for i in _latin(found):
        for n in (i - 1, i):
            if 0 <= n < len(parted) and changes_script(found.line(n), found.line(n + 1)):
                parted[n] = True
    return np.asarray(parted)


def _signed(found: Lines, i: int) -> bool:
    """Whether a line above a date is who signed: a few words behind the end of a sentence."""
    text = found.line(i)
    return 2 <= len(text) <= _LONGEST_SIGNED and not _PROSE.search(text) and sentence_ended(found.line(i - 1))


def _shaped(view: View) -> list[int]:
    """Return the lines that may be a byline, a date, a number or a foot, told from few of their characters."""
    found = view.lines
    size = found.end - found.start
    prose = found.count(PROSE) > 0
    blank = found.count(WHITE) > 0
    first, last = found.codes[found.start], found.codes[found.end - 1]
    opens = among(first, _MAY_OPEN) | view.nth_has(0, DIGIT)
    closes = among(last, _MAY_CLOSE)
    telling = ~prose & (size <= _LONGEST_APART) & (opens | closes | blank)
    feet = among(first, _FEET) & (found.count(COLON) > 0)
    places: list[int] = np.flatnonzero(telling | (feet & (size <= 2 * _LONGEST_APART))).tolist()
    return places


def _clauses(found: Lines, parted: Bools) -> None:
    """Set ends before the articles of a regulation and its annexes, and around the closing of a letter.

    An article may be named inside a sentence, so the line above has to be closed or a chapter's heading.
    """
    for i in np.flatnonzero(among(found.codes[found.start], _MAY_CLAUSE)).tolist():
        above = found.line(i - 1) if i else ""
        if salute(found.line(i)):
            parted[max(0, i - 1) : i + 1] = True
        elif i and clause(found.line(i)) and (ended(above) or clause_heading(above)):
            parted[i - 1] = True


def _reports(found: Lines, parted: Bools) -> None:
    """Set ends before the line with which a newspaper's report opens, and the one that tells who attended."""

    def two(i: int) -> str:
        """Return a line and the next, on which it may go on."""
        return found.line(i) + found.line(min(i + 1, len(found) - 1))

    for i in _leading(found):
        if sentence_ended(found.line(i - 1)) and attendance(two(i)):
            parted[i - 1] = True
    for i in np.flatnonzero(among(found.codes[found.start], _MAY_LEAD)).tolist():
        if i and leads(two(i)) and found.line(i - 1)[-1] not in _SAID:
            parted[i - 1] = True


def _letters(found: Lines, parted: Bools) -> None:
    """Set ends around the line that says whom a letter or a circular is for; above it stands a title."""
    for i in np.flatnonzero(among(found.codes[found.start], _MAY_ADDRESS)).tolist():
        if addressed(found.line(i)):
            parted[i : i + 1] = True
            if i and not _PROSE.search(found.line(i - 1)):
                parted[i - 1] = True


def _leading(found: Lines) -> list[int]:
    """Return the lines with 领导 among their first characters, but the first line."""
    low, codes = found.start[0], found.codes[found.start[0] : found.end[-1]]
    at = low + np.flatnonzero((codes[:-1] == ord("领")) & (codes[1:] == ord("导")))
    line = np.searchsorted(found.start, at, "right") - 1
    near = (line > 0) & (at - found.start[line] <= _NEAR_START)
    places: list[int] = np.unique(line[near]).tolist()
    return places


def promulgated(found: Lines) -> list[tuple[int, int]]:
    """Return the first and last lines of each passage in brackets under a title: （2023年6月5日…通过）."""
    opens = among(found.codes[found.start], _BRACKETS)
    places = []
    for i in np.flatnonzero(opens).tolist():
        if i == 0 or not _DATED.match(found.line(i)) or _PROSE.search(found.line(i - 1)):
            continue
        whole = ""
        for n in range(i, min(len(found), i + _MOST_WRAPPED)):
            whole += found.line(n)
            if _CLOSED_BRACKET.search(whole):
                if _PROMULGATED.match(whole):
                    places.append((i, n))
                break
    return places


def _short(found: Lines) -> list[int]:
    """Return the lines that may be a name alone."""
    size = found.end - found.start
    han = found.count(HAN)
    places: list[int] = np.flatnonzero((size <= _LONGEST_NAME) & (han == size)).tolist()
    return [i for i in places if i]


def _latin(found: Lines) -> list[int]:
    """Return the lines that are mostly of Latin letters."""
    letters = found.count(LETTER)
    places: list[int] = np.flatnonzero(2 * letters > found.end - found.start).tolist()
    return places


def tied(view: View) -> Bools:
    """Return behind which lines nothing can end: before a mark that begins no line, behind an opening one or a lead."""
    found = view.lines
    first = view.nth(0)[1:]
    tied = view.nth_has(0, STARTS_NOT)[1:] & ~among(first, _MAY_START)
    tied |= view.ends_in(ENDS_NOT)[:-1]
    # A blank to be filled in belongs to its label.
    tied |= (first == ord("_")) & among(found.codes[found.end[:-1] - 1], _BEFORE_BLANK)
    # 8:00— | 9:30, 月薪4500 | 元起
    last = found.codes[found.end[:-1] - 1]
    tied |= among(last, SPANS) & found.has(np.maximum(found.end[:-1] - 2, 0), DIGIT) & view.nth_has(0, DIGIT)[1:]
    tied |= view.ends_in(DIGIT)[:-1] & (first == ord("元")) & ~among(view.nth(1)[1:], _NO_MONEY)
    # 东门桥、 | 人民医院; 22:00至次日 | 6:00
    tied |= (last == ord("、")) & (found.marked[1:] == 0) & ~found.alone[1:]
    for i in np.flatnonzero(among(last, "至到日") & view.nth_has(0, DIGIT)[1:]).tolist():
        tied[i] |= _UNTIL.search(found.line(i)) is not None
    # The room for an answer: … | （ ）
    tied |= among(first, _BRACKETS) & view.ends_in(CLOSER)[1:] & ((found.end - found.start)[1:] <= _ROOM)
    # 7.5元/ | 斤
    tied |= (last == ord("/")) & view.nth_has(0, HAN)[1:] & ((found.end - found.start)[1:] <= _LONGEST_UNIT)
    for i in np.flatnonzero(among(found.codes[found.start[:-1]], _MAY_LEAD)).tolist():
        if lead_in(found.line(i)):
            _to_its_end(found, i, tied)
    dates = among(first, "年月日") | ((last == ord("月")) & view.nth_has(0, DIGIT)[1:])
    for i in np.flatnonzero(dates).tolist():
        if _DAY.search(f"{found.line(i)[-6:]}\n{found.line(i + 1)[:3]}"):
            tied[i] = True
    for i in np.flatnonzero(first == ord("第")).tolist():
        if refers(found.line(i + 1)) and not ended(found.line(i)):
            tied[i] = True
    tied[_figures(found)] = True
    for i in _latin(found):
        if i < len(tied) and found.gap[i + 1] == 0 and latin_goes_on(found.line(i), found.line(i + 1)):
            tied[i] = True
    words = view.ends_in(LETTER)[:-1] & view.nth_has(0, LETTER)[1:]
    words &= (found.gap[1:] == 0) & (found.indent[1:] < _INDENT)
    for i in np.flatnonzero(words).tolist():
        prose = found.indent[i] >= _INDENT or _PROSE.search(found.line(i))
        if prose and not found.marked[i] and breaks_words(found.line(i), found.line(i + 1)):
            tied[i] = True
    return np.asarray(tied)


def _to_its_end(found: Lines, i: int, tied: Bools) -> None:
    """Tie the lines of the sentence with which a report opens, from the line that holds its lead on."""
    for n in range(i, min(len(tied), i + _LONGEST_OPENING)):
        if ended(found.line(n)) or (n > i and _SENTENCE.search(found.line(n))) or found.marked[n + 1]:
            return
        tied[n] = True


def _figures(found: Lines) -> list[int]:
    """Return behind which lines a sentence goes on with a figure that has a line of its own, or from it.

    A long number that fills its line goes on; a figure belongs to a next line that opens with its unit and runs on.
    """
    size = found.end - found.start
    tied: list[int] = []
    for i in np.flatnonzero((found.count(DIGIT) >= size - 1) & (size <= _LONGEST_FIGURE)).tolist():
        if i == 0 or found.marked[i] or not _FIGURE.match(found.line(i)):
            continue
        above, below = found.line(i - 1), found.line(i + 1) if i + 1 < len(found) else ""
        full = size[i - 1] >= size[max(0, i - _FIGURE_NEAR) : i + _FIGURE_NEAR].max() - 1
        if full and _LONG_NUMBER.search(above):
            tied.append(i - 1)
        if (size[i] >= _SHORTEST_CALL and _CALLED.search(above)) or _CALLED_SO_FAR.search(above):
            tied.append(i - 1)
        near = below and found.gap[i + 1] <= found.gap[i] and not found.marked[i + 1]
        if near and _PROSE.search(below) and measured(found.line(i), below):
            tied += [i] if ended(above) or found.gap[i] > found.gap[i + 1] else [i - 1, i]
    return tied


def apart(text: str) -> bool:
    """Return whether a line stands for itself whatever is around it: a byline, a date, a number, a foot."""
    return byline(text) or is_date_line(text) or is_number_line(text) or is_imprint(text) or is_meta_line(text)
