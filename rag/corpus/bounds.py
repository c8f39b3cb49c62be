"""Which lines belong together: printed lines, and paragraphs that the end of a column or page cut.

A small learned model says of each line end whether a paragraph ends there, from the shapes of the lines around it; what
no shape leaves open is a rule. Knows nothing of articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from rag.corpus.bylines import names_reporter
from rag.corpus.entries import hung, posts, ranked
from rag.corpus.features import columns, features
from rag.corpus.follow import OPENINGS, PAIRS, Pairs, pair_key
from rag.corpus.lines import Lines
from rag.corpus.net import LineNet
from rag.corpus.ruled import parted, promulgated, tied
from rag.corpus.shapes import (
    ended,
    numbering,
)
from rag.corpus.signs import (
    CLOSER,
    COLON,
    END,
    LETTER,
    MARK,
    PROSE,
    SEMICOLON,
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
from rag.corpus.view import WIDEST, View
from rag.settings import Settings

_ROUNDS = 2
_WRAPPED, _NEARLY = -9.0, -2.0
# What the shapes of lines only suggest yields to a model that is surer than this of a wrap, or of an end.
_DENIED, _CLAIMED = -4.5, 2.5
_FOLLOWED = 1.0
_MANY = 2
_OFTEN_OPEN = 0.5
_INSIDE_ADDRESS = re.compile(r"(?:https?://|www\.|[\w.]@)[^\s\u2e80-\uffff]*$")
_OFTEN = 24  # Sixteenths: four to five times as often as by chance.
_OPENS = 24
_FULL_STOP = re.compile(r"[。！？；]")
_COMMA = re.compile("[，,]")
_PROSE = re.compile(r"[，。；！？,;]")
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
    ends[:-1] &= ~tied(view)
    ends[:-1] |= parted(view)
    ends |= itemised(view, logits[:, 0]) | ranked(view)
    columned = reached & (column <= WIDEST)
    ends &= ~(columned & posts(view) & (logits[:, 0] <= _NEARLY))
    ends &= ~(hung(view, columned) & (logits[:, 0] <= _CLAIMED))
    for first, last in promulgated(found):
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
    # What was taken out between two lines says where a page ended.
    if inside or _FULL_STOP.search(above) or found.start[i + 1] != found.end[i]:
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
