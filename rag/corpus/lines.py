"""Source text → its lines: white space closed up, markup and invisible characters taken out, width measured.

Every line is judged by itself here; what belongs together is ``columns``' business.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from rag.corpus.mapped import Mapped, of_source
from rag.records import Dropped, Span
from rag.text.fold import is_han

BULLETS = "■□◆◇●○▲△★☆▶►▌▍•"
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_OPENING_MARK = re.compile(rf"(?:#{{1,6}}(?=\s|[^#\s])|[{BULLETS}]+(?=\s*[^\s{BULLETS}]))\s*|[*+-]\s+(?=\S)")
# Bold and other emphasis; a single asterisk may be content (5*3) and stays.
_MARKUP = re.compile(r"\*{2,3}|`+|(?<=\S)\s#+$|■")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc]"
)
_CELL = re.compile(r"\S(?:\t|\s{2,})(?=\S)")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
# Two characters inside one number: 20 21, 3 . 5, 12 %.
_FIGURE = re.compile(r"\d[\d.,%‰]|[.,]\d")
_WIDE_BLANK = 3
_BESIDE_WORDS = "%‰，。；：！？、,.;:!?“”‘’"
_WHITE = re.compile(r"\s+")
_PROSE = re.compile(r"[，。；！？,;]")
_CLOSE_BESIDE = "，。；：！？、,;:!?…）)】〕》」』”’“‘（(【〔《「『—·"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank.

    Attributes:
        body: Its text, closed up.
        mark: What stood before it: ``#`` and its like, a bullet such as ``■``, a list's ``-``, else ``""``.
        indent: White columns before it; a full-width blank counts two.
        gap: Blank lines before it.
        width: Of the text in full-width characters; what is Latin counts half.
        spaced: Whether its characters were set apart to fill a column.
        loose: Places of spaces in ``body`` that a column may have set, or a writer.
        fresh: Whether a page break (form feed) stands before it.
        cells: How many cells it has, if it is a row of a table; wide blanks or bars part them.
    """

    body: Mapped
    mark: str
    indent: int
    gap: int
    width: float
    spaced: bool
    loose: tuple[Span, ...]
    fresh: bool
    cells: int = 1

    @property
    def text(self) -> str:
        """The closed-up text."""
        return self.body.text


def lines(source: str) -> tuple[list[Line], list[Dropped]]:
    """Return the lines of a source text that hold content, and what was taken out of them.

    White space is neither kept nor listed as dropped. Linear in the length of the text.
    """
    found: list[Line] = []
    dropped: list[Dropped] = []
    gap, at, fresh = 0, 0, False
    breaks = [*_BREAK.finditer(source), None]
    for stop in breaks:
        end = stop.start() if stop else len(source)
        line = _line(source, at, end, gap, fresh, dropped)
        if line is None:
            gap += 1
        else:
            found.append(line)
            gap, fresh = 0, False
        if stop:
            at = stop.end()
            fresh = fresh or stop[0] == "\f"
    return found, dropped


def width(text: str) -> float:
    """Return how wide a text prints, in full-width characters."""
    return sum(1.0 if wide(char) else 0.5 for char in text)


def wide(char: str) -> bool:
    """Return whether a character takes a full column in Chinese print; quotation marks and dashes do."""
    return char > "\u2e7f" or char in "“”‘’—…·×〇" or unicodedata.east_asian_width(char) in "WF"


def _line(source: str, start: int, end: int, gap: int, fresh: bool, dropped: list[Dropped]) -> Line | None:
    """Return the line between two offsets; None where nothing of it is content."""
    first = start
    while first < end and source[first].isspace():
        first += 1
    if first == end:
        return None
    indent = sum(2 if c == "\u3000" else 4 if c == "\t" else 1 for c in source[start:first])
    mark = ""
    if opening := _OPENING_MARK.match(source, first, end):
        mark = opening[0].strip()
        dropped.append(Dropped(first, first + len(mark), "标记"))
        first = opening.end()
    spans: list[Span] = []
    at = first
    for found in sorted(
        [*_MARKUP.finditer(source, first, end), *_INVISIBLE.finditer(source, first, end)], key=lambda m: m.start()
    ):
        if found.start() < at:
            continue
        spans.append((at, found.start()))
        text = found[0]
        skip = len(text) - len(text.lstrip())
        dropped.append(
            Dropped(
                found.start() + skip,
                found.end(),
                "标记" if _MARKUP.match(text.strip()) or "#" in text else "不可见字符",
            )
        )
        if "■" in text and not mark:
            mark = "■"
        at = found.end()
    spans.append((at, end))
    raw = _trim(of_source(source, spans))
    if not raw.text:
        return None
    body, loose, spaced = _close_up(raw)
    cells = 1 if spaced else 1 + max(len(_CELL.findall(raw.text)), raw.text.count("|") - 1)
    return Line(body, mark, indent, gap, width(body.text), spaced, loose, fresh, cells)


def _trim(text: Mapped) -> Mapped:
    """Return a text without the white space at its ends."""
    end = len(text.text.rstrip())
    start = len(text.text) - len(text.text.lstrip())
    return text if start == 0 and end == len(text) else text.cut(start, max(start, end))


def _close_up(raw: Mapped) -> tuple[Mapped, tuple[Span, ...], bool]:
    """Return a line without the blanks that print set, the places of those in doubt, and whether it was spaced out."""
    blanks = [found.span() for found in _WHITE.finditer(raw.text)]
    if not blanks:
        return raw, (), False
    bounds = [0, *(p for blank in blanks for p in blank), len(raw)]
    segments = [raw.text[a:b] for a, b in zip(bounds[::2], bounds[1::2], strict=True)]
    counts = [_han(segment) for segment in segments]
    single = sum(n == 1 for n in counts)
    words = sum(not all(c.isdigit() or c in _BESIDE_WORDS for c in segment) for segment in segments)
    digits = sum(any(c.isdigit() for c in segment) for segment in segments)
    spaced, prose = single >= 3 and 2 * single >= words, _PROSE.search(raw.text) is not None
    setting = _Blanks(spaced, prose, spaced and (prose or single >= 2 * digits))
    edits: list[tuple[int, int, str]] = []
    loose: list[Span] = []
    removed = 0
    for i, (start, end) in enumerate(blanks):
        verdict = setting.judge(segments[i], segments[i + 1], counts[i], counts[i + 1], end - start)
        if verdict == "doubt":
            loose.append((start - removed, start - removed + 1))
        kept = raw.text.find(" ", start, end) if verdict != "close" else -1
        if kept != -1:
            edits += ((start, kept, ""), (kept + 1, end, ""))
        else:
            edits.append((start, end, "" if verdict == "close" else " "))
        removed += end - start - (verdict != "close")
    return raw.edited(edits), tuple(loose), setting.spaced


@dataclass(frozen=True, slots=True)
class _Blanks:
    """What a line tells about its blanks.

    Attributes:
        spaced: Whether the line was spaced out.
        prose: Whether it is running text.
        figures: Whether its numbers were spaced out too; in the row of a table they are cells.
    """

    spaced: bool
    prose: bool
    figures: bool

    def judge(
        self, left: str, right: str, left_han: int, right_han: int, size: int
    ) -> Literal["keep", "close", "doubt"]:
        """Return what becomes of the blank between two segments of the line."""
        before, after = left[-1], right[0]
        if not wide(before) and not wide(after):
            return "close" if self.figures and size < _WIDE_BLANK and _FIGURE.match(before + after) else "keep"
        if self.spaced:
            return "keep" if size >= _WIDE_BLANK else "close"
        if self.prose and (before in _CLOSE_BESIDE or after in _CLOSE_BESIDE):
            return "close"
        if (_latin(before) or _latin(after)) and size == 1:
            return "doubt" if not self.prose and left_han >= 3 and _YEAR.match(right) else "close"
        singles = (left_han == 1) + (right_han == 1)
        return "close" if singles == 2 or (singles and self.prose) else "doubt"


def _han(text: str) -> int:
    """How many Han characters a stretch holds; a Latin word counts as two, for it is no spaced-out character."""
    return sum(map(is_han, text)) + (2 if any(c.isascii() and c.isalnum() for c in text) else 0)


def _latin(char: str) -> bool:
    return not wide(char) and (char.isalnum() or char in "%‰°")
