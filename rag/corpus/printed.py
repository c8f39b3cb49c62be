"""The pages of a file as they are printed, and where source places stand on them.

A page is drawn in the child process that reads such files (``formats/pool.py``). The text of an index and a page of
the file meet in the words alone: their lines are the same stretches, put in order by another reading.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

from rag.corpus.formats import pool
from rag.corpus.formats.refusal import RefusedError
from rag.corpus.read import is_regular
from rag.records import Box, PrintedLine, PrintedPage, SourceText, Span

_KINDS = {".pdf": "pdf"}
_MOST_KEPT = 24  # pages, some hundred kilobytes each
_Place = tuple[PrintedLine, int]  # a character of a line


def has_pages(source: SourceText) -> bool:
    """Whether the pages of a file can be shown as they are printed."""
    return bool(source.pages) and PurePosixPath(source.name).suffix.lower() in _KINDS


def page_at(source: SourceText, place: int) -> int:
    """Return the number of the page, from 0, on which a source offset stands; the first one for any before it."""
    return max(0, bisect_right([start for start, _ in source.pages], place) - 1)


def printed(folder: Path, source: SourceText, number: int) -> PrintedPage | None:
    """Return a page as it is printed; None where the file is gone, has changed, or its page cannot be drawn.

    The last pages are kept. Safe from any thread.

    Args:
        folder: The documents folder.
        source: The file as it was indexed.
        number: Of the page, from 0.
    """
    kind = _KINDS.get(PurePosixPath(source.name).suffix.lower())
    if kind is None or not 0 <= number < len(source.pages):
        return None
    try:
        return _drawn(folder / source.name, kind, source.sha256, number)
    except (OSError, RefusedError):
        return None


@lru_cache(maxsize=_MOST_KEPT)
def _drawn(path: Path, kind: str, sha256: str, number: int) -> PrintedPage:
    """Return a page of a file with a hash.

    Raises:
        OSError: The file cannot be read, or is another one by now.
        RefusedError: The page cannot be drawn.
    """
    if not is_regular(path):
        raise OSError(f"{path} is no file")
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OSError(f"{path} has changed")
    return pool.printed(kind, data, number)


# ---------------------------------------------------------------- places


def boxes(source: SourceText, number: int, page: PrintedPage, spans: Iterable[Span]) -> tuple[Box, ...]:
    """Return where source spans stand on a page: a box for each stretch of a line, in reading order.

    Args:
        source: The file as it was indexed.
        number: Of the page, from 0.
        page: The page.
        spans: Source spans; what stands on other pages is left out.
    """
    start, end = source.pages[number]
    wanted = [(max(low, start) - start, min(high, end) - start) for low, high in spans if low < end and high > start]
    if not wanted:
        return ()
    places = _places(source.text[start:end], page.lines)
    found: list[Box] = []
    for low, high in sorted(wanted):
        last: _Place | None = None
        for place in places[low:high]:
            if place is None:
                continue
            line, at = place
            left, right = line.edges[at]
            if last is not None and last[0] is line and found:
                found[-1] = (min(found[-1][0], left), line.top, max(found[-1][2], right), line.bottom)
            else:
                found.append((left, line.top, right, line.bottom))
            last = place
    return tuple(found)


def _places(text: str, lines: Sequence[PrintedLine]) -> list[_Place | None]:
    """Return the printed place of each character of a page's text; None where it has none.

    Each line of the text is a stretch of print, or several ones (the cells of a row). Of stretches that say the same
    the one nearest to what was read before is taken.
    """
    free: dict[str, list[PrintedLine]] = {}
    for line in lines:
        free.setdefault(_squeezed(line.text), []).append(line)
    found: list[_Place | None] = []
    before: PrintedLine | None = None
    for row in text.split("\n"):
        places, before = _row(_squeezed(row), free, before)
        at = iter(places)
        found += [None if char.isspace() else next(at) for char in row]
        found.append(None)
    return found


def _row(
    wanted: str, free: dict[str, list[PrintedLine]], before: PrintedLine | None
) -> tuple[list[_Place | None], PrintedLine | None]:
    """Return the places of a line without its blanks, and the last stretch that was taken."""
    places: list[_Place | None] = []
    while len(places) < len(wanted):
        rest = wanted[len(places) :]
        key = (
            rest
            if free.get(rest)
            else max((k for k in free if k and free[k] and rest.startswith(k)), key=len, default="")
        )
        if not key:
            places.append(None)
            continue
        line = min(free[key], key=lambda one: _away(one, before, within=bool(places)))
        free[key].remove(line)
        places += [(line, n) for n, char in enumerate(line.text) if not char.isspace()]
        before = line
    return places, before


def _away(line: PrintedLine, before: PrintedLine | None, *, within: bool) -> tuple[bool, float]:
    """Return how far a stretch is from the one before: cells of a row stand side by side, lines one below another."""
    if before is None:
        return False, line.top
    down, aside = line.top - before.top, line.edges[0][0] - before.edges[0][0]
    if within:
        return abs(down) > (line.bottom - line.top) / 2 or aside < 0, abs(down) + abs(aside)
    return down < 0 and abs(aside) < 0.1, abs(down) + 0.4 * abs(aside)


def _squeezed(text: str) -> str:
    return "".join(text.split())
