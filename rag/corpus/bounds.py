"""Which lines belong together: printed lines, and paragraphs that the end of a column or page cut.

A small learned model says of each line end whether a paragraph ends there, from the shapes of the lines around it; what
no shape leaves open is a rule. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rag.corpus.features import OPENINGS, PAIRS, WIDEST, Pairs, View, columns, features, pair_key
from rag.corpus.lines import Lines
from rag.corpus.net import LineNet
from rag.corpus.shapes import (
    addressed,
    attendance,
    breaks_words,
    byline,
    changes_script,
    clause,
    clause_heading,
    ended,
    is_date_line,
    is_imprint,
    is_meta_line,
    is_number_line,
    latin_goes_on,
    lead_in,
    measured,
    name,
    names_reporter,
    numbering,
    office,
    refers,
    salute,
    sentence_ended,
)
from rag.corpus.signs import (
    CLOSER,
    COLON,
    DIGIT,
    END,
    ENDS_NOT,
    HAN,
    LETTER,
    MARK,
    PROSE,
    SEMICOLON,
    STARTS_NOT,
    WHITE,
    WIDE,
    Bools,
    Floats,
    Ints,
    among,
)
from rag.corpus.unwrapped import (
    around,
    blanks_decide,
    entries,
    followed,
    indented,
    itemised,
    labels,
    regular,
    room_left,
    set_apart,
    stopped,
)
from rag.settings import Settings

_MAY_START = "—·.…"
_BEFORE_BLANK = "：:_"
_MAY_OPEN = "来出稿作记编责校审时日索本见实特首全融通摄评撰文图（([二〇○零一第总"
_MAY_CLOSE = "号期发"
_MAY_LEAD = "本新中人央"
_MAY_CLAUSE = "第附此敬"
_MAY_ADDRESS = "各尊敬亲全"
_LONGEST_SIGNED = 24
_ROUNDS = 2
_WRAPPED = -9.0
# What the shapes of lines only suggest yields to a model that is surer than this of a wrap, or of an end.
_DENIED, _CLAIMED = -4.5, 2.5
_FOLLOWED = 1.0
_MANY = 2
_OFTEN_OPEN = 0.5
_INSIDE_ADDRESS = re.compile(r"(?:https?://|www\.|[\w.]@)[^\s\u2e80-\uffff]*$")
_FIGURE = re.compile(r"\d+(?:\.\d+)?$")
_LONG_NUMBER = re.compile(r"[^\d].*\d{6}$")
_LONGEST_FIGURE, _FIGURE_NEAR = 12, 8
_DAY = re.compile(r"月\d{1,2}\n日|年\d{1,2}\n月|(?<!\d)(?:19|20)\d\d\n年")
_FEET = "发送抄主分报"
_LONGEST_APART = 60
_LONGEST_NAME = 4
_INDENT = 2
_NEAR_START = 4
_OFTEN = 24  # Sixteenths: four to five times as often as by chance.
_OPENS = 24
_MONTH = re.compile(r"(?:19|20)\d\d年\d{1,2}月$")
_LONGEST_UNIT = 3
_FULL_STOP = re.compile(r"[。！？；]")
_COMMA = re.compile("[，,]")
_PROSE = re.compile(r"[，。；！？,;]")
_BRACKETS = "（("
_DATED = re.compile(r"[（(]\s?(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})\s?年")
_CLOSED_BRACKET = re.compile(r"[）)]$")
_PROMULGATED = re.compile(r"[（(][^（()）。]{4,160}(?:通过|公布|发布|批准|修正|修订|印发|施行)[^（()）。]{0,10}[）)]$")
_MOST_WRAPPED = 10
_LAST_BRACKET = re.compile(r"[（(][^（()）]*[）)]$")
_SURE = 2.0
_UNSURE = 5.0
_CUT_CHARS = 22
_LAST = 3
_ROOM = 2.0
_MOST_LINES = 3
_MARGIN = 128  # The model looks at 53 lines to each side, rules behind it at 48 more.
_WINDOW = (1 << 14) - 2 * _MARGIN
_MOST_FOREIGN = 4
_LONGEST_FOREIGN = 40


@lru_cache(maxsize=1)
def _net() -> LineNet:
    """Return the built-in model, read once."""
    return LineNet(Settings().models / "repair")


def pairs() -> Pairs:
    """Return how characters follow each other in Chinese, as the built-in model knows it."""
    return _net().pairs


def paragraphs(found: Lines) -> list[Sequence[int]]:
    """Return the numbers of the lines that belong together, by the first of them.

    Every line stands in exactly one paragraph. A paragraph's lines follow each other, but where a headline that
    belongs elsewhere was printed between two of them. Linear in the number of lines.
    """
    if len(found) < 2:
        return [range(1)] if len(found) else []
    count, some, seen = len(found), [], []
    # Some lines at a time, so that memory stays bounded and what is made of them near the processor.
    for low in range(0, count, _WINDOW):
        first, high = max(0, low - _MARGIN), min(count, low + _WINDOW)
        view = View(found.part(first, min(count, high + _MARGIN)))
        ends, logits = _ended(view)
        some.append(ends[low - first : high - first])
        seen.append(logits[low - first : high - first])
    ends = np.concatenate(some)
    ends[-1] = True
    return _healed(found, ends, np.concatenate(seen))


def _ended(view: View) -> tuple[Bools, Floats]:
    """Return behind which lines a paragraph ends, and what the model says of each where it may be healed.

    Of the first and the last ``_MARGIN`` lines this is true only where no lines stand before or behind them.
    """
    found = view.lines
    logits, (column, reached) = _logits(view), columns(view)
    # A sentence that ends where its column does ends no paragraph unless that is likely.
    ends = logits[:, 0] > _SURE * (view.ends_in(END) & reached)
    ends = _unwrapped(view, column, reached, logits[:, 0], ends)
    _by_line(view, (column > WIDEST) | (~reached & (np.abs(logits[:, 0]) < _UNSURE)), ends)
    _headlines(found, column, logits[:, 0], ends)
    ends[:-1] &= ~_tied(view)
    ends[:-1] |= _parted(view)
    ends |= itemised(view)
    for first, last in _promulgated(found):
        ends[first:last] = False
        ends[first - 1] = ends[last] = True
    return ends, np.where((reached & ~found.alone)[:, None], logits, np.float32(-1))


def _logits(view: View) -> Floats:
    """Return what the model says of each line end."""
    net = _net()
    names, matrix = features(view, net.pairs)
    if names != net.features:
        message = "models/repair was trained on other features; run python -m training repair"
        raise RuntimeError(message)
    return net.logits(matrix)


def _unwrapped(view: View, column: Floats, reached: Bools, logits: Floats, ends: Bools) -> Bools:
    """Return the ends with those behind lines that no column can have wrapped."""
    columned = column <= WIDEST
    ends = ends | indented(view) | labels(view, logits)
    if not columned.any():
        return ends
    open_to = logits > _DENIED
    shaped = (regular(view) | set_apart(view, pairs())) & open_to
    ends |= columned & (entries(view, pairs(), logits) | shaped | stopped(view, column))
    for _ in range(_ROUNDS):
        ends |= columned & room_left(view, ends) & (logits > _WRAPPED)
    decided = reached & columned & blanks_decide(view, ends)
    blank = np.append(view.lines.gap[1:] > 0, True)
    return np.where(decided, (blank & (ends | open_to)) | (ends & (logits > _CLAIMED)), ends)


def _by_line(view: View, alone: Bools, ends: Bools) -> None:
    """Set the ends where every line is a paragraph's own: only one that stops inside a sentence was cut by a page.

    Args:
        view: The lines.
        alone: Which of them are a paragraph's own for all their neighbours say.
        ends: Behind which of them a paragraph ends; changed in place.
    """
    found, own = view.lines, alone[:-1]
    closed, quoted = (view.ends_in(flag)[:-1] for flag in (END | SEMICOLON | COLON | CLOSER, CLOSER))
    # A quotation at the end of a line may be followed by the rest of its sentence, or by what begins a report.
    begun = quoted & _begins(found)[1:]
    commas = found.count(PROSE)[:-1] > 0
    ends[:-1][own] = True
    open_ended = commas & ~closed
    # Where many lines end so, that is how the text is written; long lines are prose.
    wide = found.count(WIDE)[:-1] > WIDEST
    usual = ~wide & (around(open_ended) > _MANY) & (around(open_ended) > _OFTEN_OPEN * around(commas))
    cut = ~usual | (found.count(END)[:-1] > 0) | (followed(found, pairs())[:-1] >= _FOLLOWED)
    for i in np.flatnonzero(own & commas & cut & ~begun & ~(closed & ~quoted)).tolist():
        if _cut(found, i, inside=i > 0 and not ends[i - 1]):
            ends[i] = False


def _begins(found: Lines) -> Bools:
    """Return which lines begin as paragraphs do much oftener than sentences inside them: 据报道, 本报讯."""
    second = found.codes[np.minimum(found.start + 1, found.end - 1)]
    return np.asarray(pairs().opening[pair_key(found.codes[found.start], second, OPENINGS)] >= _OPENS)


def _cut(found: Lines, i: int, *, inside: bool) -> bool:
    """Whether a paragraph's line was cut by the end of a page: it stops inside a sentence."""
    above, below = found.line(i), found.line(i + 1)
    if _closed(above) or numbering(below) is not None or (found.indent[i] == 0 and found.indent[i + 1] >= 2):
        return False
    if inside or _FULL_STOP.search(above):
        return True
    long = numbering(above) is None and len(above) >= _CUT_CHARS
    return long and _COMMA.search(above) is not None and _PROSE.search(below) is not None


def _closed(text: str) -> bool:
    """Whether a line comes to its end; a bracket ends it only behind a sentence, or where there is none."""
    bare = _LAST_BRACKET.sub("", text)
    return ended(text) and (bare == text or not _FULL_STOP.search(bare) or ended(bare))


def _headlines(found: Lines, column: Floats, logits: Floats, ends: Bools) -> None:
    """Set ends between the lines of a headline: two or three without a mark, that leave room in their column.

    Args:
        found: The lines.
        column: How wide the column of each is.
        logits: Of the model, which may deny it.
        ends: Behind which of them a paragraph ends; changed in place.
    """
    wide = found.count(WIDE)
    taken = (found.end - found.start + wide + np.clip(found.indent, 0, 4)) / 2
    room = column - taken >= _ROOM
    marks = found.count(MARK) > 0
    stops = np.flatnonzero(ends)
    starts = np.concatenate([[0], stops[:-1] + 1])
    marked, full = (np.append(0, np.cumsum(held)) for held in (marks, ~room | (logits <= _DENIED)))
    few = (stops > starts) & (stops - starts < _MOST_LINES)
    few &= (marked[stops + 1] == marked[starts]) & (full[stops] == full[starts])
    for a, b in zip(starts[few].tolist(), stops[few].tolist(), strict=True):
        ends[a:b] = True


def _parted(view: View) -> Bools:
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
            if i > 1 and is_date_line(found.line(i)) and _signed(found, i - 1):
                parted[i - 2] = True
    _clauses(found, parted)
    _letters(found, parted)
    for i in _leading(found):
        if sentence_ended(found.line(i - 1)) and attendance(found.line(i) + found.line(min(i + 1, len(found) - 1))):
            parted[i - 1] = True
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


def _promulgated(found: Lines) -> list[tuple[int, int]]:
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


def _tied(view: View) -> Bools:
    """Return behind which lines nothing can end: before a mark that begins no line, behind an opening one or a lead."""
    found = view.lines
    first = view.nth(0)[1:]
    tied = view.nth_has(0, STARTS_NOT)[1:] & ~among(first, _MAY_START)
    tied |= view.ends_in(ENDS_NOT)[:-1]
    # A blank to be filled in belongs to its label.
    tied |= (first == ord("_")) & among(found.codes[found.end[:-1] - 1], _BEFORE_BLANK)
    # 7.5元/ | 斤
    last = found.codes[found.end[:-1] - 1]
    tied |= (last == ord("/")) & view.nth_has(0, HAN)[1:] & ((found.end - found.start)[1:] <= _LONGEST_UNIT)
    for i in np.flatnonzero(among(found.codes[found.start[:-1]], _MAY_LEAD)).tolist():
        if lead_in(found.line(i)) and not ended(found.line(i)):
            tied[i] = True
    for i in np.flatnonzero(among(first, "年月日")).tolist():
        if _DAY.search(f"{found.line(i)[-6:]}\n{found.line(i + 1)[0]}"):
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
        near = below and found.gap[i + 1] <= found.gap[i] and not found.marked[i + 1]
        if near and _PROSE.search(below) and measured(found.line(i), below):
            tied += [i] if ended(above) or found.gap[i] > found.gap[i + 1] else [i - 1, i]
    return tied


def apart(text: str) -> bool:
    """Return whether a line stands for itself whatever is around it: a byline, a date, a number, a foot."""
    return byline(text) or is_date_line(text) or is_number_line(text) or is_imprint(text) or is_meta_line(text)


def _healed(found: Lines, ends: Bools, logits: Floats) -> list[Sequence[int]]:
    """Return the paragraphs with those made whole that a headline printed into them cut.

    Args:
        found: The lines.
        ends: Behind which of them a paragraph ends.
        logits: Of the model.
    """
    lasts = np.flatnonzero(ends)
    firsts = np.append(0, lasts[:-1] + 1)
    parts: list[Sequence[int]] = list(map(range, firsts.tolist(), (lasts + 1).tolist()))
    cut, goes_on = logits[lasts, 1] > 0, logits[firsts, 2] > 0
    gone = set()
    for n in np.flatnonzero(cut).tolist():
        later = next((m for m in range(n + 2, min(len(parts), n + 2 + _MOST_FOREIGN)) if goes_on[m]), None)
        if later is None or n in gone or not any(_PROSE.search(found.line(i)) for i in parts[n][-_LAST:]):
            continue
        between = parts[n + 1 : later]
        if all(len(part) <= 2 and found.end[part[-1]] - found.start[part[0]] <= _LONGEST_FOREIGN for part in between):
            parts[later] = [*parts[n], *parts[later]]
            gone.add(n)
    if not gone:
        return parts
    # A paragraph stands where it begins.
    return sorted((part for n, part in enumerate(parts) if n not in gone), key=lambda part: part[0])


def glues(found: Lines) -> dict[int, str]:
    """Return what stands between a line and the next where they are joined, by the line: a space, else nothing.

    A space stands between Latin words, not inside an address, and between a role in brackets and the name that was
    printed below it.
    """
    end = found.end[:-1]
    last = found.codes[end - 1]
    letters = [found.has(at, LETTER) for at in (end - 1, np.maximum(end - 2, 0), found.start[1:])]
    latin = letters[0] | (letters[1] & among(last, ",.;:"))
    words = np.flatnonzero(latin & letters[2]).tolist()
    places = [i for i in words if not _INSIDE_ADDRESS.search(found.line(i))]
    roles = np.flatnonzero(among(last, "者员辑生影")).tolist()
    return dict.fromkeys([*places, *(i for i in roles if names_reporter(found.line(i), found.line(i + 1)))], " ")


def follows(found: Lines, before: Ints, after: Ints) -> Bools:
    """Return which characters of the lines often follow each other, given by their places."""
    if not len(before):
        return np.zeros(0, bool)
    rows = pair_key(found.codes[before], found.codes[after], PAIRS)
    return np.asarray(_net().pairs.follow[rows] > _OFTEN)
