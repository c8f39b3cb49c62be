"""Page furniture: page numbers and running heads that stand between the lines of a text.

A line goes only where its shape, its number or its coming back says that it is no text. Knows nothing of paragraphs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from rag.corpus.alike import AT_ONCE, keys_of
from rag.corpus.lines import PAGE_NUMBER, Lines
from rag.corpus.running_heads import running_heads, stands_out
from rag.corpus.runs import ranges
from rag.corpus.shapes import ended, measured, numbering
from rag.corpus.signs import (
    DIGIT,
    END,
    HAN,
    RULE,
    SEMICOLON,
    STARTS_NOT,
    WHITE,
    Bools,
    Ints,
    among,
)
from rag.records import Dropped

_RULE = re.compile(r"[-=_~—*－─━|: ]*[-=_~—*－─━]{3}[-=_~—*－─━|: ]*$")
_ROW_RULE = re.compile(r"\|[-:| ]*-[-:| ]*\|$")
_RULES = "分隔线"
_BLANK, _BEFORE_BLANK = re.compile("_+$"), "：:_"
_BARE = re.compile(r"\d{1,4}$")
_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})$")
# What a number follows on in its sentence, and what is no word of Chinese.
_CALLS = re.compile(r"[\dA-Za-z第共计约达到至为是有近超过逾增减加少多比占每号码价款数：:、=（(¥￥$.．-]$")
_WORD = re.compile(r"[\dA-Za-z.]")
_SURELY = 8
_EVEN = 2  # Lines by which pages of one length differ.
_OFTEN = 3
_LONGEST = 40
_LONGEST_NUMBER = 24
_MOST_HAN = 4  # 第3页 共96页
_SHORTEST_PAGE, _LONGEST_PAGE = 4, 1000
_NEAR = 5
_BESIDE = 2
# Lines that hold the number of their page, and how regular their distances have to be.
_UNITS = "年月日号期届条章节款项课题、．"
_FIGURE = re.compile(rf"(?<!\d)\d{{1,4}}(?![\d{_UNITS}]|\.\d)")
_MOST_FIGURES = 3
_BARE_FORM = re.compile(r"(?:[^\w\s]|[Pp](?:age|\.)?|of|第|页|共|\s)*$")
_SENTENCE = re.compile(r"[。；！？;]")
_UNEVEN = 2.2
_AROUND = 12
_APART = re.compile(
    r"(?:(?P<first>\d{1,4})|[-—–·] ?(?P<dashed>\d{1,4}) ?[-—–·])(?:\u3000|[\t\u3000 ]{2}).*\D$"
    r"|\D.*(?:\u3000|[\t\u3000 ]{2})(?:(?P<last>\d{1,4})|[-—–·] ?(?P<dashed2>\d{1,4}) ?[-—–·])$"
)
_LETTERS = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_LONG_HEAD = 4
_CUTS = 0.25


def furniture(source: str, found: Lines) -> tuple[Lines, list[Dropped]]:
    """Return the lines that are text, and the page numbers, rules and running heads that were among them."""
    if not len(found):
        return found, []
    why = {**_rules(found), **_numbers(found)}
    why |= _numbered(source, found, why)
    why |= running_heads(found, why)
    why = {i: reason for i, reason in why.items() if not (found.alone[i] and reason != _RULES)}
    if not why:
        return found, []
    gone = np.zeros(len(found), bool)
    gone[list(why)] = True
    return found.without(gone), list(_dropped(source, found, why))


def _dropped(source: str, found: Lines, why: dict[int, str]) -> Iterator[Dropped]:
    """Yield the source spans of some lines, joined over white space, with why they go."""
    some = np.array(sorted(why), np.int64)
    pieces = found.runs.cut(found.start[some], found.end[some])
    line = np.repeat(some, pieces.count)
    begun, start, end = -1, 0, 0
    for i, at, size in zip(line.tolist(), pieces.origin.tolist(), pieces.size.tolist(), strict=True):
        if at < 0:
            continue
        if i != begun or source[end:at].strip():
            if begun >= 0:
                yield Dropped(start, end, why[begun])
            begun, start = i, at
        end = at + size
    yield Dropped(start, end, why[begun])


def _rules(found: Lines) -> dict[int, str]:
    """Return the lines that are drawn rules."""
    size = found.end - found.start
    drawn = found.count(RULE) == size
    return {i: _RULES for i in np.flatnonzero(drawn & (size >= 3)).tolist() if _drawn(found, i)}


def _drawn(found: Lines, i: int) -> bool:
    """Whether a line is a drawn rule, or the one below the head of a table; in code nothing is."""
    if found.alone[i]:
        return found.cells[i] > 1 and _ROW_RULE.match(found.line(i)) is not None
    return _RULE.match(found.line(i)) is not None and not _to_fill(found, i)


def _to_fill(found: Lines, i: int) -> bool:
    """Whether a line of underscores is a blank to be filled in: a label stands above it, or more of the blank."""
    return i > 0 and _BLANK.match(found.line(i)) is not None and found.line(i - 1)[-1] in _BEFORE_BLANK


def _numbers(found: Lines) -> dict[int, str]:
    """Return the lines that are page numbers: by their form, or digits that count pages."""
    size = found.end - found.start
    digits = found.count(DIGIT)
    few = (size - digits <= 12) & (found.count(HAN) <= _MOST_HAN)
    short = np.flatnonzero((size <= _LONGEST_NUMBER) & (digits > 0) & few)
    why: dict[int, str] = {}
    bare: list[tuple[int, int]] = []
    of_all: dict[int, list[tuple[int, int]]] = {}
    for i in short.tolist():
        text = found.line(i)
        if fraction := _FRACTION.match(text):
            of_all.setdefault(int(fraction[2]), []).append((i, int(fraction[1])))
        elif PAGE_NUMBER.match(text):
            why[i] = "页码"
        elif _BARE.match(text) and i not in found.marks:
            bare.append((i, int(text)))
    counted = [i for places in (bare, *of_all.values()) for i in _counted(found, places)]
    return why | dict.fromkeys(counted, "页码")


def _counted(found: Lines, bare: list[tuple[int, int]]) -> list[int]:
    """Return which of some bare numbers count pages; what may be a figure of the text stays.

    One alone has to stand inside a sentence that goes on without it; ``_count_pages`` tells of those that are one more
    than the one before, a page further on. Where a paragraph is a line, pages that cut some are but lines apart.

    Args:
        found: The lines.
        bare: Places and values, from the first line on.
    """
    sure = {i for i, _ in bare if _goes_on(found, i - 1, i + 1) and not _belongs(found, i)}
    places = [i for i, _ in bare]
    cutting = {i for i, lines in zip(places, _around(found, places), strict=True) if _goes_on(found, *lines)}
    held = set(sure)
    run: list[int] = []
    for (i, a), (j, b) in zip([(-1, -1), *bare], [*bare, (-1, -1)], strict=True):
        near = {i, j} <= cutting and any(ended(found.line(n)) for n in range(i + 1, j))
        if i >= 0 and b == a + 1 and (near or j - i > _SHORTEST_PAGE):
            run = [*(run or [i]), j]
            continue
        if run and (sure.intersection(run) or _count_pages(found, run)):
            held.update(run)
        run = []
    return sorted(held)


def _count_pages(found: Lines, run: Sequence[int]) -> bool:
    """Whether numbers that rise by one count pages.

    Some of them cut a sentence, as no number of a section, a row or a question does; or a running head stands beside
    each, or they stand at even distances, in running text.
    """
    around = _around(found, run)
    cuts = sum(_goes_on(found, *lines) for lines in around)
    if cuts >= max(2, _CUTS * len(run)):
        return True
    steps = [j - i for i, j in zip(run, run[1:], strict=False)]
    headed = all(lines != (i - 1, i + 1) for i, lines in zip(run, around, strict=True))
    even = len(run) >= _OFTEN and max(steps) - min(steps) <= _EVEN
    return min(steps) > 2 * _SHORTEST_PAGE and (headed or even) and _in_prose(found, run)


def _around(found: Lines, places: Sequence[int]) -> list[tuple[int, int]]:
    """Return the lines above and below each of some numbers; running heads that stand beside two of them are passed."""
    beside = [Counter(found.line(i + step) for i in places if 0 <= i + step < len(found)) for step in (-1, 1)]
    heads = [
        {text for text, often in texts.items() if often > 1 and _LONG_HEAD <= len(text) <= _LONGEST} for texts in beside
    ]
    return [
        (
            i - 2 if i > 1 and found.line(i - 1) in heads[0] else i - 1,
            i + 2 if i + 2 < len(found) and found.line(i + 1) in heads[1] else i + 1,
        )
        for i in places
    ]


def _goes_on(found: Lines, above: int, below: int) -> bool:
    """Whether a sentence goes on from a line to one further below."""
    if above < 0 or below >= len(found):
        return False
    on = found.line(below)[0] not in "（(第"
    return on and not ended(found.line(above)) and found.runs_on(above) and found.runs_on(below)


def _belongs(found: Lines, i: int) -> bool:
    """Whether a number inside a sentence may be its own: the rest of a longer one, or counted by what follows."""
    above, below = found.line(i - 1), found.line(i + 1)
    if _CALLS.search(above) or found.has(found.start[i + 1 : i + 2], STARTS_NOT)[0] or _WORD.match(below):
        return True
    return measured(found.line(i), below)


def _in_prose(found: Lines, places: Sequence[int]) -> bool:
    """Whether running text stands beside each of some lines."""
    return all(
        any(found.runs_on(n) for n in range(max(0, i - _NEAR), min(len(found), i + _NEAR + 1)) if n != i)
        for i in places
    )


# ---------------------------------------------------------------- lines that hold the number of their page


def _numbered(source: str, found: Lines, why: dict[int, str]) -> dict[int, str]:
    """Return the lines that come back with a number that counts up page by page, with why they go.

    Such lines are alike but for one number, stand about a page apart for each that it grows by, and some of them cut
    a sentence in two, as no heading and no item of a list does; or the number is set apart at an edge of the line.
    """
    held: dict[int, int] = {}
    for key, places in _alike(found, why).items():
        pages = _counting(places)
        cuts = sum(_cuts(found, i) for i, _ in pages)
        cutting = cuts >= max(2, _CUTS * len(pages)) and (len(pages) >= _OFTEN or _plain(key))
        cutting = cutting and (_plain(key) or (2 * len(pages) >= len(places) and _no_text(found, pages)))
        if cutting or (len(pages) >= _OFTEN and all(_set_apart(source, found, i, number) for i, number in pages)):
            held |= dict(pages)
    if len(held) >= _OFTEN:
        held |= _between(found, why, held)
    return {i: "页码" if _plain_line(found, i) else "页眉" for i in held}


def _alike(found: Lines, why: dict[int, str], among: Bools | None = None) -> dict[str, list[tuple[int, int]]]:
    """Return the short lines with a number by what is left of them without it: their places and that number.

    Args:
        found: The lines.
        why: Those that go already.
        among: Which lines are looked at; those that are like another one where this is not said.
    """
    size = found.end - found.start
    asked = (size <= _LONGEST) & (found.count(DIGIT) > 0) & (found.marked == 0)
    asked[list(why)] = False
    short = np.flatnonzero(asked if among is None else asked & among)
    windows = (short[low : low + AT_ONCE] for low in range(0, len(short), AT_ONCE))
    short = np.concatenate([short[:0], *(some[_may_figure(found, some)] for some in windows)])
    if among is None and len(short):
        same, often = _without_figures(found, short)
        short = short[often[same] > 1]
    alike: dict[str, list[tuple[int, int]]] = {}
    for i, stops in zip(short.tolist(), found.count(END | SEMICOLON)[short].tolist(), strict=True):
        text = found.line(i)
        if stops and _SENTENCE.search(text):
            continue
        figures = list(_FIGURE.finditer(text))
        for figure in figures if len(figures) <= _MOST_FIGURES else ():
            key = f"{text[: figure.start()]}\0{text[figure.end() :]}".replace(" ", "")
            alike.setdefault(key, []).append((i, int(figure[0])))
    return {key: places for key, places in alike.items() if key != "\0"}


def _may_figure(found: Lines, some: Ints) -> Bools:
    """Return which of some lines hold a number that no word behind it makes a date, an article or an item."""
    inside, _ = ranges(found.start[some], found.end[some])
    last = np.cumsum(found.end[some] - found.start[some]) - 1
    after = found.codes[np.minimum(inside + 1, len(found.codes) - 1)]
    after[last] = 0
    counts = found.has(inside, DIGIT) & ~among(after, _UNITS) & ((after < 0x30) | (after > 0x39))
    held = np.append(0, np.cumsum(counts))
    return np.asarray(held[last + 1] > np.append(0, held[last[:-1] + 1]))


def _without_figures(found: Lines, some: Ints) -> tuple[Ints, Ints]:
    """Return for each of some lines which text it has, digits and blanks left out, and how often each text is there."""
    keys = [_bare_keys(found, some[low : low + AT_ONCE]) for low in range(0, max(1, len(some)), AT_ONCE)]
    _, same, often = np.unique(np.concatenate(keys), return_inverse=True, return_counts=True)
    return same, often


def _bare_keys(found: Lines, some: Ints) -> Ints:
    """Return a number for the text of each of some lines, digits and blanks left out."""
    size = found.end[some] - found.start[some]
    inside = ranges(found.start[some], found.end[some])[0]
    kept = ~found.has(inside, DIGIT | WHITE)
    line = np.repeat(np.arange(len(some)), size)[kept]
    return keys_of(found.codes[inside[kept]], np.bincount(line, minlength=len(some)))


def _counting(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places whose numbers grow evenly with their distance, at least a few lines for each."""
    steps = [((j - i) / (b - a), (i, a), (j, b)) for (i, a), (j, b) in zip(places, places[1:], strict=False) if b > a]
    grown = sorted(b - a for _, (_, a), (_, b) in steps)
    if not steps or grown[len(steps) // 2] > _BESIDE:  # Odd and even pages may have heads of their own.
        return []
    usual = sorted(step for step, _, _ in steps)[len(steps) // 2]
    low, high = max(_SHORTEST_PAGE + 1, usual / _UNEVEN), min(_LONGEST_PAGE, usual * _UNEVEN)
    even = [pair for step, *pair in steps if low <= step <= high]
    return sorted({place for pair in even for place in pair})


def _set_apart(source: str, found: Lines, i: int, number: int) -> bool:
    """Whether a number stands at an edge of a line of some length, behind a wide blank or between dashes."""
    start, end = int(found.at[i]), int(found.runs.origins(found.end[i : i + 1] - 1)[0]) + 1
    line = source[start:end]
    apart = _APART.match(line)
    if apart is None or int(next(group for group in apart.groups() if group)) != number:
        return False
    return len(_LETTERS.findall(line)) >= _LONG_HEAD


def _between(found: Lines, why: dict[int, str], held: dict[int, int]) -> dict[int, int]:
    """Return the lines that carry on the count of known ones a page away, as where a chapter's name changes."""
    known = sorted(held.items())
    page = float(np.median([(j - i) / max(1, b - a) for (i, a), (j, b) in zip(known, known[1:], strict=False)]))
    # Lines further away carry no count on.
    among = np.zeros(len(found), np.bool_)
    for i in held:
        among[max(0, i - round(_OFTEN * _UNEVEN * page)) : i + round(_OFTEN * _UNEVEN * page) + 1] = True
    alike = _alike(found, why, among)
    others = sorted({place for places in alike.values() for place in places if place[0] not in held})
    more: dict[int, int] = {}
    for i, number in others:
        at = bisect_left(known, (i, 0))
        for k, b in known[max(0, at - 1) : at + 1]:
            pages = number - b
            even = 0 < abs(pages) <= _OFTEN and page / _UNEVEN <= (i - k) / pages <= page * _UNEVEN
            if even and _cuts(found, i) and (_plain_line(found, i) or _unlike(found, [(i, number)])[0]):
                more[i] = number
    return more


def _no_text(found: Lines, pages: list[tuple[int, int]]) -> bool:
    """Whether lines that are alike but for a rising number are no running text, a few lines of which may be by chance.

    No column can have wrapped them, or they count on and on.
    """
    numbers = {number for _, number in pages}
    on = len(numbers) == len(pages) >= _SURELY and max(numbers) - min(numbers) <= 2 * len(pages)
    return on or 2 * int(_unlike(found, pages).sum()) >= len(pages)


def _unlike(found: Lines, places: list[tuple[int, int]]) -> Bools:
    """Return which of some lines no column can have wrapped."""
    some = np.array([i for i, _ in places], np.int64)
    return stands_out(found, np.maximum(some - 1, 0), some, np.minimum(some + 1, len(found) - 1))


def _plain_line(found: Lines, i: int) -> bool:
    """Whether a line holds nothing but a number and what page numbers carry."""
    return _plain(_FIGURE.sub("", found.line(i)))


def _plain(key: str) -> bool:
    """Whether nothing stands beside a number but what page numbers carry: marks, P, Page, 第, 页."""
    return _BARE_FORM.match(key.replace("\0", "")) is not None


def _cuts(found: Lines, i: int) -> bool:
    """Whether a line stands between two lines of one sentence: the one above is full or prose and has no end."""
    if not 0 < i < len(found) - 1 or i - 1 in found.marks or i + 1 in found.marks:
        return False
    above, below = found.line(i - 1), found.line(i + 1)
    if ended(above) or numbering(below) is not None or found.indent[i + 1] > found.indent[i - 1] + 1:
        return False
    low, high = max(0, i - _AROUND), i + _AROUND + 1
    full = len(above) >= np.median(found.end[low:high] - found.start[low:high]) - 1 and len(above) >= _SHORTEST_PAGE
    return bool((full and _in_prose(found, [i])) or (found.runs_on(i - 1) and found.runs_on(i + 1)))
