"""Running heads, feet, page numbers and what a browser prints on the margin, told from where they stand and repeat.

Knows the stretches of all pages; nothing of columns or paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rag.corpus.formats.pdf_lines import Stretch

# Of the page's height, counted from either edge; and rows from there.
_MARGIN, _ROWS = 0.14, 3
_FEWEST, _SHARE = 2, 0.3
_NUMBER = re.compile(
    r"[-—–·・.\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?(?:\s*[/／,，共]\s*共?\s*[0-9０-９]{1,4}\s*页?)?"
    r"|第\s*[〇零一二三四五六七八九十百]{1,6}\s*页|[ivxlcIVXLC]{1,6}|(?i:page)\s*\d+(?:\s*(?:of|/)\s*\d+)?)[-—–·・.\s]*"
)
_ADDRESS = re.compile(r"(?:https?|file)://\S+", re.IGNORECASE)
_STAMP = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4},?\s*(?:[上下]午)?\s*\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?")
_DIGITS = re.compile(r"\d+|[〇零一二三四五六七八九十百]+(?=页)")


def furniture(pages: Sequence[tuple[Sequence[Stretch], float]]) -> list[dict[int, str]]:
    """Return for each page which of its stretches are no text, by their number, and why, in Chinese.

    Args:
        pages: Stretches from the top down and the height of each page.
    """
    marginal = [_marginal(found, height) for found, height in pages]
    heads: Counter[tuple[bool, str]] = Counter()
    for (found, _), edge in zip(pages, marginal, strict=True):
        heads.update({(top, _key(found[i].text)) for i, top in edge.items()})
    least = max(_FEWEST, _SHARE * sum(bool(found) for found, _ in pages))
    out = []
    for (found, height), edge in zip(pages, marginal, strict=True):
        told: dict[int, str] = {}
        for i, top in edge.items():
            text = found[i].text
            if heads[top, _key(text)] >= least and not _is_body(found, i, height):
                told[i] = "页码" if _NUMBER.fullmatch(text) else "页眉" if top else "页脚"
            elif _ADDRESS.fullmatch(text):
                told[i] = "网址"
            elif _STAMP.fullmatch(text):
                told[i] = "打印时间"
            elif _NUMBER.fullmatch(text) and _alone(found, i):
                told[i] = "页码"
        if "打印时间" in told.values():
            # A browser prints the page's title beside the time.
            y = next(found[i].y for i, why in told.items() if why == "打印时间")
            told.update((i, "页眉") for i, s in enumerate(found) if abs(s.y - y) < 1 and i not in told)
        out.append(told)
    return out


def _marginal(found: Sequence[Stretch], height: float) -> dict[int, bool]:
    """Return the stretches in the outermost rows near an edge, and whether that is the top.

    Of two that say the same the inner one is text: a title below the running head that repeats it.
    """
    levels = sorted({round(s.y, 1) for s in found}, reverse=True)
    top, bottom = set(levels[:_ROWS]), set(levels[-_ROWS:])
    edge: dict[int, bool] = {}
    for i, s in enumerate(found):
        y = round(s.y, 1)
        if y in top and s.y > (1 - _MARGIN) * height:
            edge[i] = True
        elif y in bottom and s.y < _MARGIN * height:
            edge[i] = False
    outer: dict[tuple[bool, str], int] = {}
    for i in sorted(edge, key=lambda i: -found[i].y if edge[i] else found[i].y):
        outer.setdefault((edge[i], _key(found[i].text)), i)
    return {i: edge[i] for i in outer.values()}


def _key(text: str) -> str:
    """Return what a running head looks like on every page: its figures blanked."""
    return _DIGITS.sub("#", text).replace(" ", "")


def _is_body(found: Sequence[Stretch], i: int, height: float) -> bool:
    """Whether a repeated line goes on in the text without a gap: prose that happens to begin alike on two pages."""
    near = [s for s in found if 0 < abs(s.y - found[i].y) < 2.0 * s.size and s.x0 < found[i].x1 and found[i].x0 < s.x1]
    inside = 0.08 * height < found[i].y < 0.92 * height
    return inside and any(abs(s.size - found[i].size) < 0.5 for s in near) and len(found[i].text) > 12


def _alone(found: Sequence[Stretch], i: int) -> bool:
    """Whether nothing else stands on the row of a number."""
    return all(j == i or abs(s.y - found[i].y) > 0.5 * s.size for j, s in enumerate(found))
