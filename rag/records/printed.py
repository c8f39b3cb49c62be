"""A page as it is printed: its picture, and where its lines stand on it."""

from __future__ import annotations

from dataclasses import dataclass

Box = tuple[float, float, float, float]  # left, top, right, bottom, as shares of a page's width and height


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A stretch of a line: its text, its extent from the top down, and the left and right edge of each character.

    Shares of the page's height and width. A blank that print only shows by a gap has the edges of the gap.
    """

    text: str
    top: float
    bottom: float
    edges: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page.

    Attributes:
        image: Its picture, WebP.
        width: Of the picture, in pixels.
        height: The same.
        lines: From the top down, on one base line from the left; none where the page has no text.
    """

    image: bytes
    width: int
    height: int
    lines: tuple[PrintedLine, ...]
