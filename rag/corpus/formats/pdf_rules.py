"""The straight lines, frames and pictures drawn on a page of a PDF. Knows pdfium's objects; nothing of text."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as c

Rule = tuple[float, float, float]
Area = tuple[float, float, float, float]
_THIN, _LONG = 2.5, 6.0
# Frames and pictures that are smaller hold no text and part none.
_SMALLEST, _LOWEST = 40.0, 20.0
_CORNER, _MOST_CORNERS = 3.5, 20
_WHITE = 250
_MOST_PATHS, _MOST_SEGMENTS = 3_000, 400


@dataclass(frozen=True, slots=True)
class Rules:
    """What is drawn on a page besides text, in points.

    Attributes:
        upright: Upright lines as (x, from, to).
        level: Level lines as (y, from, to).
        frames: Rectangles that are framed or tinted, as (left, bottom, right, top).
        pictures: Images, as frames.
    """

    upright: tuple[Rule, ...] = ()
    level: tuple[Rule, ...] = ()
    frames: tuple[Area, ...] = ()
    pictures: tuple[Area, ...] = ()


def rules_of(page: pdfium.PdfPage, left: float, bottom: float) -> Rules:
    """Return what is drawn on a page, counted from its corner; nothing where that is too much to be print."""
    raw = page.raw
    paths, pictures = list[c.FPDF_PAGEOBJECT](), set[Area]()
    get_object, get_type = c.FPDFPage_GetObject, c.FPDFPageObj_GetType
    for i in range(c.FPDFPage_CountObjects(raw)):
        item = get_object(raw, i)
        kind = get_type(item)
        if kind == c.FPDF_PAGEOBJ_PATH:
            paths.append(item)
        elif kind == c.FPDF_PAGEOBJ_IMAGE and (area := _bounds(item, left, bottom)) is not None:
            pictures.add(area)
    if not paths or len(paths) > _MOST_PATHS:
        return Rules(pictures=tuple(sorted(pictures)))
    upright, level, frames = set[Rule](), set[Rule](), set[Area]()
    for path in paths:
        if (area := _bounds(path, left, bottom)) is not None and _is_frame(path):
            frames.add(area)
        for x0, y0, x1, y1 in _pieces(path):
            low_x, high_x, low_y, high_y = min(x0, x1) - left, max(x0, x1) - left, min(y0, y1), max(y0, y1)
            low_y, high_y = low_y - bottom, high_y - bottom
            if high_x - low_x < _THIN and high_y - low_y > _LONG:
                upright.add((round((low_x + high_x) / 2, 1), round(low_y, 1), round(high_y, 1)))
            elif high_y - low_y < _THIN and high_x - low_x > _LONG:
                level.add((round((low_y + high_y) / 2, 1), round(low_x, 1), round(high_x, 1)))
    return Rules(tuple(sorted(upright)), tuple(sorted(level)), tuple(sorted(frames)), tuple(sorted(pictures)))


def _bounds(item: c.FPDF_PAGEOBJECT, left: float, bottom: float) -> Area | None:
    """Return where something stands, counted from the page's corner; None where it is small."""
    x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
    if not c.FPDFPageObj_GetBounds(item, *map(ctypes.byref, (x0, y0, x1, y1))):
        return None
    if x1.value - x0.value < _SMALLEST or y1.value - y0.value < _LOWEST:
        return None
    return (
        round(x0.value - left, 1),
        round(y0.value - bottom, 1),
        round(x1.value - left, 1),
        round(y1.value - bottom, 1),
    )


def _is_frame(path: c.FPDF_PAGEOBJECT) -> bool:
    """Whether a path is a rectangle that is seen: all its points are corners, and it is drawn, or filled in a tint."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    count = c.FPDFPath_CountSegments(path)
    if not c.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke)) or not 4 <= count <= _MOST_CORNERS:
        return False
    if not stroke.value:
        colours = [ctypes.c_uint() for _ in range(4)]
        seen = c.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, colours))
        *shades, opaque = (colour.value for colour in colours)
        if not fill.value or (seen and (min(shades) >= _WHITE or not opaque)):
            return False
    points = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for i in range(count):
        segment = c.FPDFPath_GetPathSegment(path, i)
        c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append((x.value, y.value))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    edges = (min(xs), max(xs)), (min(ys), max(ys))
    return all(
        min(abs(x - edge) for edge in edges[0]) <= _CORNER and min(abs(y - edge) for edge in edges[1]) <= _CORNER
        for x, y in points
    )


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
