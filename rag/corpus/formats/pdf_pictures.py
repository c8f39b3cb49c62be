"""A page of a PDF that is a picture → its characters with their places, as if they had been printed.

What recognises gives lines and their boxes; characters are spread over a box by their widths, so that columns,
paragraphs and running heads are told as on other pages. Knows pdfium and lines; nothing of what recognises.
"""

from __future__ import annotations

from statistics import median

import pypdfium2 as pdfium

from rag.corpus.formats.pdf_glyphs import NO_SPACE, PRINTED_SPACE, Glyph, Page
from rag.corpus.formats.pdf_lines import is_wide
from rag.corpus.formats.pdf_rules import Rules
from rag.corpus.formats.recognise import Line, Recogniser
from rag.corpus.formats.text import folded

# Dots an inch, and the longest side of a picture: a page may claim any size.
_DPI, _LONGEST_SIDE = 200, 2400
_OPENING, _CLOSING = "（《「『“‘【〔", "，。、；：！？）》」』”’】〕"
# A box is drawn around the ink: a mark at either end leaves half of its width blank.
_BLANK = 0.45
# Of what a box is high, the size of its characters; from its middle down to the base line, in sizes.
_HEIGHT, _BASE = 0.95, 0.38
_FEWEST, _SAME = 5, 0.2


def recognised(document: pdfium.PdfDocument, number: int, recognise: Recogniser) -> Page:
    """Return a page by its number, from 0, with the characters that are recognised in its picture."""
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(_DPI / 72, _LONGEST_SIDE / max(width, height, 1.0))
        picture = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=False).to_numpy()
    finally:
        page.close()
    lines = recognise(picture[:, :, :3])
    sizes = _sizes(lines)
    glyphs = [
        glyph for line, size in zip(lines, sizes, strict=True) for glyph in _glyphs(line, size, scale, float(height))
    ]
    return Page(glyphs, float(width), float(height), 0, False, Rules())


def _sizes(lines: list[Line]) -> list[float]:
    """Return the size of each line's characters in pixels; about the usual one is the usual one."""
    found = []
    for line in lines:
        tall = _HEIGHT * (line.bottom - line.top)
        units = _units(line.text)
        wide = (line.right - line.left) / units if units >= _FEWEST else tall
        found.append(max(1.0, min(tall, wide)))
    weights = [size for line, size in zip(lines, found, strict=True) for _ in line.text]
    usual = median(weights) if weights else 1.0
    return [usual if abs(size - usual) <= _SAME * usual else size for size in found]


def _units(text: str) -> float:
    """Return about how many Chinese characters a text is wide, the blank half of a mark at either end left out."""
    units = sum(1.0 if is_wide(char) else 0.5 for char in text)
    return units - _BLANK * (text[0] in _OPENING) - _BLANK * (text[-1] in _CLOSING)


def _glyphs(line: Line, size: float, scale: float, height: float) -> list[Glyph]:
    """Return the characters of a line in points, counted from the lower left of the page."""
    text = folded(line.text.strip())
    if not text:
        return []
    left = line.left - _BLANK * size * (text[0] in _OPENING)
    right = line.right + _BLANK * size * (text[-1] in _CLOSING)
    widths = [1.0 if is_wide(char) else 0.5 for char in text]
    step = (right - left) / sum(widths)
    base = height - ((line.top + line.bottom) / 2 + _BASE * size) / scale
    found = []
    x, space = left, NO_SPACE
    for char, width in zip(text, widths, strict=True):
        end = x + width * step
        if char.isspace():
            space = PRINTED_SPACE
        else:
            found.append(Glyph(char, x / scale, end / scale, base, size / scale, space))
            space = NO_SPACE
        x = end
    return found
