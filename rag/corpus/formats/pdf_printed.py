"""A page of a PDF as it is printed: its picture, upright as its text is read, and where its lines stand.

Rendered by pdfium, within the bounds of the child process it runs in.
"""

from __future__ import annotations

import base64
import io
import math
from typing import Any

import pypdfium2 as pdfium
from PIL import Image

from rag.corpus.formats.pdf_glyphs import page_of, turn_of
from rag.corpus.formats.pdf_lines import set_lines
from rag.corpus.formats.refusal import DAMAGED, LOCKED, RefusedError

# Wide enough for a column of the screen at twice its pixels; a poster is not drawn larger than memory bears.
_WIDTH, _MOST_PIXELS = 1400, 5_000_000
# Of a line, in ems: how far it reaches above and below its base line.
_ABOVE, _BELOW = 0.92, 0.24


def printed(data: bytes, number: int) -> dict[str, Any]:
    """Return a page as an object for JSON: picture (base64), its width and height in pixels, its lines.

    Args:
        data: The file.
        number: Of the page, from 0.

    Raises:
        RefusedError: It is locked or damaged, or has no such page.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        raise RefusedError(LOCKED if "password" in str(exc).lower() else DAMAGED) from exc
    try:
        if not 0 <= number < len(document):
            raise RefusedError(DAMAGED)
        read = page_of(document, number)
        picture = _picture(document[number], read.width, read.height)
        lines = [
            [
                text,
                round(1 - (y + _ABOVE * size) / read.height, 5),
                round(1 - (y - _BELOW * size) / read.height, 5),
                [round(x / read.width, 5) for edges in places for x in edges],
            ]
            for text, y, size, places in set_lines(read.glyphs, read.rules.upright)
        ]
        return {"image": base64.b64encode(picture[0]).decode("ascii"), "size": picture[1], "lines": lines}
    except pdfium.PdfiumError as exc:
        raise RefusedError(DAMAGED) from exc
    finally:
        document.close()


def _picture(page: pdfium.PdfPage, width: float, height: float) -> tuple[bytes, tuple[int, int]]:
    """Return a page's picture as WebP, turned as its text is read, and its size in pixels."""
    try:
        scale = min(_WIDTH / width, math.sqrt(_MOST_PIXELS / (width * height)))
        turn = (turn_of(page) * 90 - page.get_rotation()) % 360
        image: Image.Image = page.render(scale=scale, rotation=turn, rev_byteorder=True).to_pil().convert("RGB")
        made = io.BytesIO()
        image.save(made, "WEBP", quality=86, method=2)
        return made.getvalue(), image.size
    finally:
        page.close()
