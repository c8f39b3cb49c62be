"""A page of a PDF → its characters with their places, turned upright. Knows pdfium; nothing of lines."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, cast

import pypdfium2 as pdfium
import pypdfium2.raw as c

from rag.corpus.formats.pdf_fonts import garbled, may_be_garbled
from rag.corpus.formats.pdf_rules import Rules, rules_of
from rag.corpus.formats.text import folded

# Space before a character: none, put in by pdfium for a gap, printed, or printed as wide as a Chinese character.
NO_SPACE, GUESSED_SPACE, PRINTED_SPACE, WIDE_SPACE = 0, 1, 2, 3
_FULL_WIDTH = 0.8
_SPACES = frozenset((0x09, 0x0A, 0x0D, 0x20, 0xA0, 0x3000, *range(0x2000, 0x200C), 0x202F, 0xFEFF))
_HYPHENS = frozenset((0x02, 0xFFFE, 0xAD))
# A page with more characters is one of text, whatever picture lies beside or behind it.
_FEW = 500


def _quick(name: str) -> Callable[..., Any]:
    """Return a function of pdfium that takes its arguments unchecked: the check takes longer than what it guards."""
    function = getattr(c, name)
    unchecked = type(function)(ctypes.cast(function, ctypes.c_void_p).value)
    unchecked.restype = function.restype
    return cast(Callable[..., Any], unchecked)


# Asked for every character of every page.
_angle_of, _unicode_of = _quick("FPDFText_GetCharAngle"), _quick("FPDFText_GetUnicode")
_box_of, _origin_of = _quick("FPDFText_GetLooseCharBox"), _quick("FPDFText_GetCharOrigin")
_size_of = _quick("FPDFText_GetFontSize")


class Glyph(NamedTuple):
    """A character as it is printed; lengths in points, the origin of the page at its lower left.

    ``y`` is its base line, ``size`` that of its font, and ``space`` says whether white space came before it in the
    order in which it was drawn.
    """

    char: str
    x0: float
    x1: float
    y: float
    size: float
    space: int


class Page(NamedTuple):
    """A page: its upright characters as drawn, its size, how many stand aslant, if a picture fills it, its lines.

    ``lost`` counts the characters of fonts that call theirs by wrong codes: they are not among the others.
    """

    glyphs: list[Glyph]
    width: float
    height: float
    aslant: int
    picture: bool
    rules: Rules
    lost: int = 0


def page_of(document: pdfium.PdfDocument, number: int) -> Page:
    """Return a page by its number, from 0; an error of pdfium where it cannot be loaded."""
    page = document[number]
    try:
        text = page.get_textpage()
        try:
            turn, strays = _turned(text.raw)
            glyphs = _glyphs(text.raw, strays)
            garbled = (
                _garbled(text.raw, strays) if may_be_garbled("".join([part[0] for part in glyphs])) else frozenset()
            )
            if garbled:
                glyphs = _glyphs(text.raw, strays | garbled)
        finally:
            text.close()
        left, bottom, right, top = page.get_bbox()
        placed, width, height = _upright(glyphs, turn, left, bottom, right, top)
        picture = len(placed) < _FEW and _has_picture(page, (right - left) * (top - bottom))
        rules = rules_of(page, left, bottom) if turn == 0 else Rules()
        return Page(placed, width, height, len(strays), picture, rules, len(garbled))
    finally:
        page.close()


def turn_of(page: pdfium.PdfPage) -> int:
    """Return the quarter turns, against the clock, of most characters of a page before it is turned upright."""
    text = page.get_textpage()
    try:
        return _turned(text.raw)[0]
    finally:
        text.close()


def _turned(text: c.FPDF_TEXTPAGE) -> tuple[int, frozenset[int]]:
    """Return the quarter turns of most characters, and the numbers of those that stand otherwise."""
    turns = [_quarter(_angle_of(text, i)) for i in range(c.FPDFText_CountChars(text))]
    usual = [turn for turn, _ in Counter(turns).most_common() if turn >= 0]
    turn = usual[0] if usual else 0
    return turn, frozenset([i for i, other in enumerate(turns) if other != turn])


@lru_cache(maxsize=256)
def _quarter(angle: float) -> int:
    """Return a character's quarter turns against the clock; -1 where it stands aslant."""
    quarters = angle / 1.5707963
    nearest = round(quarters)
    return nearest % 4 if abs(quarters - nearest) < 0.05 else -1


def _garbled(text: c.FPDF_TEXTPAGE, strays: frozenset[int]) -> frozenset[int]:
    """Return the numbers of the characters whose font calls them by wrong codes."""
    name, flags = ctypes.create_string_buffer(256), ctypes.c_int()
    chars = []
    for i in range(c.FPDFText_CountChars(text)):
        code = c.FPDFText_GetUnicode(text, i)
        if i not in strays and code not in _SPACES and code < 0xD800 or 0xE000 <= code <= 0x10FFFF:
            size = c.FPDFText_GetFontInfo(text, i, name, len(name), ctypes.byref(flags))
            chars.append((i, chr(code), f"{name.raw[:size]!r}{flags.value}"))
    return garbled(chars)


# Character, left, right, bottom, top, origin, size and space before, as pdfium gives them: plain, for speed.
_Raw = tuple[str, float, float, float, float, float, float, float, int]


def _glyphs(text: c.FPDF_TEXTPAGE, strays: frozenset[int]) -> list[_Raw]:
    """Return the characters that are not white and no strays, in the order drawn."""
    box, matrix, x, y = c.FS_RECTF(), c.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    to_box, to_matrix, to_x, to_y = ctypes.byref(box), ctypes.byref(matrix), ctypes.byref(x), ctypes.byref(y)
    found: list[_Raw] = []
    space, high = NO_SPACE, 0
    size = font = base = -1.0
    for i in range(c.FPDFText_CountChars(text)):
        code = _unicode_of(text, i)
        if code in _SPACES:
            kind = GUESSED_SPACE
            if not c.FPDFText_IsGenerated(text, i):
                # What the font calls it is lost: a full-width space is told by its box.
                wide = code != 0x0A and _box_of(text, i, to_box) and box.right - box.left >= _FULL_WIDTH * size > 0
                kind = WIDE_SPACE if wide else PRINTED_SPACE
            space = max(space, kind)
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        char, high = _char(code, high), 0
        if i in strays or not _box_of(text, i, to_box) or not _origin_of(text, i, to_x, to_y):
            continue
        at, said = y.value, _size_of(text, i)
        if said != font or at != base:
            # The matrix changes with the line or the font; asking for it once a stretch saves time.
            font, base = said, at
            c.FPDFText_GetMatrix(text, i, to_matrix)
            size = said * math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
        found.append((char, box.left, box.right, box.bottom, box.top, x.value, at, size, space))
        space = NO_SPACE
    return found


@lru_cache(maxsize=1 << 14)
def _char(code: int, high: int) -> str:
    """Return the character of a code, behind the first half of a pair or 0; of what is none the replacement."""
    if code in _HYPHENS:
        return "-"
    if 0xDC00 <= code < 0xE000 and high:
        return chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00)
    odd = code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF
    return "\ufffd" if odd else chr(code)


def _upright(
    raw: list[_Raw], turn: int, left: float, bottom: float, right: float, top: float
) -> tuple[list[Glyph], float, float]:
    """Return the characters turned upright and counted from the page's corner, and the page's width and height.

    What lies outside the page is not printed and falls away.
    """
    text = folded("".join([part[0] for part in raw]))
    placed = []
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    for char, (_, x0, x1, y0, y1, x, y, size, space) in zip(text, raw, strict=True):
        if not (left - 1 <= x <= right + 1 and bottom - 1 <= y <= top + 1):
            continue
        if turn == 0:
            glyph = Glyph(char, x0 - left, x1 - left, y - bottom, size, space)
        elif turn == 1:
            glyph = Glyph(char, y0 - bottom, y1 - bottom, right - x, size, space)
        elif turn == 2:
            glyph = Glyph(char, right - x1, right - x0, top - y, size, space)
        else:
            glyph = Glyph(char, top - y1, top - y0, x - left, size, space)
        placed.append(glyph)
    return placed, width, height


def _has_picture(page: pdfium.PdfPage, area: float) -> bool:
    """Whether pictures cover at least half of a page."""
    covered = 0.0
    for picture in page.get_objects(filter=(c.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        try:
            x0, y0, x1, y1 = picture.get_bounds()
        except pdfium.PdfiumError:
            continue
        covered += max(0.0, x1 - x0) * max(0.0, y1 - y0)
    return area > 0 and covered >= area / 2
