"""The straight lines drawn on a page of a PDF. Knows pdfium's paths; nothing of text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as c

Rule = tuple[float, float, float]
_THIN, _LONG = 2.5, 6.0
_MOST_PATHS, _MOST_SEGMENTS = 3_000, 400


@dataclass(frozen=True, slots=True)
class Rules:
    """Lines of a page: upright ones as (x, from, to), level ones as (y, from, to), in points."""

    upright: tuple[Rule, ...] = ()
    level: tuple[Rule, ...] = ()


def rules_of(page: pdfium.PdfPage, left: float, bottom: float) -> Rules:
    """Return the lines drawn on a page, counted from its corner; none where it draws too many to be a table."""
    raw = page.raw
    paths = [
        item
        for i in range(c.FPDFPage_CountObjects(raw))
        if c.FPDFPageObj_GetType(item := c.FPDFPage_GetObject(raw, i)) == c.FPDF_PAGEOBJ_PATH
    ]
    if not len(paths) + 3 * bool(paths) >= 4 or len(paths) > _MOST_PATHS:
        return Rules()
    upright, level = set[Rule](), set[Rule]()
    for path in paths:
        for x0, y0, x1, y1 in _pieces(path):
            low_x, high_x, low_y, high_y = min(x0, x1) - left, max(x0, x1) - left, min(y0, y1), max(y0, y1)
            low_y, high_y = low_y - bottom, high_y - bottom
            if high_x - low_x < _THIN and high_y - low_y > _LONG:
                upright.add((round((low_x + high_x) / 2, 1), round(low_y, 1), round(high_y, 1)))
            elif high_y - low_y < _THIN and high_x - low_x > _LONG:
                level.add((round((low_y + high_y) / 2, 1), round(low_x, 1), round(high_x, 1)))
    return Rules(tuple(sorted(upright)), tuple(sorted(level)))


def _pieces(path: c.FPDF_PAGEOBJECT) -> Iterator[tuple[float, float, float, float]]:
    """Yield the straight pieces of a path: all of it where it is a thin bar, else those that it strokes."""
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(path, *map(ctypes.byref, (x0, y0, x1, y1))):
        return
    if x1.value - x0.value < _THIN or y1.value - y0.value < _THIN:
        yield x0.value, y0.value, x1.value, y1.value
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    count = c.FPDFPath_CountSegments(path)
    drawn = c.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not drawn or not stroke.value or not 1 < count <= _MOST_SEGMENTS:
        return
    matrix = c.FS_MATRIX()
    c.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
    first = last = None
    for i in range(count):
        segment = c.FPDFPath_GetPathSegment(path, i)
        x, y = ctypes.c_float(), ctypes.c_float()
        c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        if c.FPDFPathSegment_GetType(segment) == c.FPDF_SEGMENT_MOVETO:
            first = point
        elif last is not None:
            yield (*last, *point)
        last = point
        if c.FPDFPathSegment_GetClose(segment) and first is not None:
            yield (*last, *first)
