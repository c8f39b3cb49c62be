"""Running heads, feet, page numbers and what a browser prints on the margin, told from where they stand and repeat.

Knows the stretches of all pages; nothing of columns or paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from rag.corpus.formats.pdf_lines import Stretch

# Of the page's height, counted from either edge; and rows from there.
_MARGIN, _ROWS = 0.14, 3
_FEWEST, _SHARE = 2, 0.3
# Of what does not stand apart from the text: on how many pages it has to stand at the same height.
_FEWEST_BESIDE, _SHARE_BESIDE = 3, 0.6
# Distances in usual distances of lines, sizes in shares: what stands apart.
_APART, _OTHER_SIZE, _TITLE = 1.3, 0.08, 1.15
# Of all distances of lines: from there on one is usual, such as that of paragraphs set apart.
_USUAL = 0.05
_NUMBER = re.compile(
    r"[-—–·・.\s]*(?:第?\s*[0-9０-９]{1,4}\s*页?(?:\s*[/／,，共]\s*共?\s*[0-9０-９]{1,4}\s*页?)?"
    r"|第\s*[〇零一二三四五六七八九十百]{1,6}\s*[页版]|第?\s*[A-Z]?[0-9]{1,3}\s*版|[ivxlcIVXLC]{1,6}|(?i:page)\s*\d+(?:\s*(?:of|/)\s*\d+)?)[-—–·・.\s]*"
)
_BARE = re.compile(r"[.\s]*[0-9０-９]{1,4}(?:[,，][0-9０-９]{3})*[.\s]*")
_FIGURE = re.compile(r"\d{1,9}")
_MOST_FIGURES = 4
_ADDRESS = re.compile(r"(?:https?|file)://\S+", re.IGNORECASE)
_STAMP = re.compile(r"\d{1,4}/\d{1,2}/\d{1,4},?\s*(?:[上下]午)?\s*\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?")
# A note or a sentence: only what says the same on every page to the figure is none of the text.
_SAID = re.compile(r"[①-⑳*＊※†‡]|[\[〔［(（][0-9]+[\]〕］)）].|注|.*[。！？；;，]$")
_DIGITS = re.compile(r"\d+|[〇零一二三四五六七八九十百]+(?=页)")


def furniture(pages: Sequence[tuple[Sequence[Stretch], float]]) -> list[dict[int, str]]:
    """Return for each page which of its stretches are no text, by their number, and why, in Chinese.

    Args:
        pages: Stretches from the top down and the height of each page.
    """
    marginal = [_marginal(found, height) for found, height in pages]
    heads: Counter[tuple[bool, str]] = Counter()
    levels: Counter[tuple[bool, str, int]] = Counter()
    for (found, _), edge in zip(pages, marginal, strict=True):
        heads.update({(top, _key(found[i].text)) for i, top in edge.items()})
        levels.update({(top, _key(found[i].text), round(found[i].y / 2)) for i, top in edge.items()})
    count = sum(bool(found) for found, _ in pages)
    least, least_beside = max(_FEWEST, _SHARE * count), max(_FEWEST_BESIDE, _SHARE_BESIDE * count)
    size, lead = _usual([(found, edge) for (found, _), edge in zip(pages, marginal, strict=True)])
    figures = _figures([(found, edge) for (found, _), edge in zip(pages, marginal, strict=True)])
    out = []
    read: set[str] = set()
    for (found, _), kept, edge in zip(pages, figures, marginal, strict=True):
        edge = {i: top for i, top in edge.items() if i not in kept}
        told: dict[int, str] = {}
        apart = _apart(found, edge, size, lead)
        for i, top in edge.items():
            text = found[i].text
            level = levels[top, _key(text), round(found[i].y / 2)]
            repeats = heads[top, _key(text)] >= least if i in apart else level >= least_beside
            if repeats and top and found[i].size > _TITLE * size and _key(text) not in read:
                # Printed larger than the text, it is what a form or a paper is called: it is read once.
                read.add(_key(text))
            elif repeats:
                told[i] = "页码" if _NUMBER.fullmatch(text) else "页眉" if top else "页脚"
            elif _ADDRESS.fullmatch(text):
                told[i] = "网址"
            elif _STAMP.fullmatch(text):
                told[i] = "打印时间"
        told.update({i: "页码" for i in edge if i not in told and _is_number(found, i, told)})
        if "打印时间" in told.values():
            # A browser prints the page's title beside the time.
            y = next(found[i].y for i, why in told.items() if why == "打印时间")
            told.update((i, "页眉") for i, s in enumerate(found) if abs(s.y - y) < 3 and i not in told)
        out.append(told)
    return out


def _figures(pages: Sequence[tuple[Sequence[Stretch], Mapping[int, bool]]]) -> list[set[int]]:
    """Return for each page what at its margin differs from others by figures that count no pages: 本页合计 1280.

    The number of a page is one more than that of the page before (or two, where a sheet holds two pages), or the number
    of its place in the file; what names the year of a volume says the same on several pages.
    """
    said: Counter[tuple[bool, str]] = Counter()
    by_one: Counter[tuple[bool, str, int, int]] = Counter()
    by_two: Counter[tuple[bool, str, int, int]] = Counter()
    varied: list[tuple[int, int, tuple[bool, str], list[int]]] = []
    for page, (found, edge) in enumerate(pages):
        for i, top in edge.items():
            text = found[i].text
            figures = [int(figure) for figure in _FIGURE.findall(text)[:_MOST_FIGURES]]
            form = _NUMBER.fullmatch(text) and not _BARE.fullmatch(text)
            if not figures or form or _STAMP.fullmatch(text) or _ADDRESS.fullmatch(text):
                continue
            key = top, _key(text)
            varied.append((page, i, key, figures))
            said[top, text] += 1
            by_one.update((*key, n, value - page) for n, value in enumerate(figures))
            by_two.update((*key, n, value - 2 * page) for n, value in enumerate(figures))
    out: list[set[int]] = [set() for _ in pages]
    for page, i, key, figures in varied:
        counted = any(
            value == page + 1 or by_one[*key, n, value - page] >= _FEWEST or by_two[*key, n, value - 2 * page] > _FEWEST
            for n, value in enumerate(figures)
        )
        if not counted and said[key[0], pages[page][0][i].text] < _FEWEST:
            out[page].add(i)
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
    """Return what a running head looks like on every page: its figures blanked, unless it is a note or a sentence."""
    return (text if _SAID.match(text) else _DIGITS.sub("#", text)).replace(" ", "")


def _usual(pages: Sequence[tuple[Sequence[Stretch], Mapping[int, bool]]]) -> tuple[float, float]:
    """Return the size in which most is printed and the widest usual distance of lines; zeros where there are none."""
    sizes: Counter[float] = Counter()
    for found, _ in pages:
        for s in found:
            sizes[round(s.size * 2) / 2] += len(s.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    leads: Counter[int] = Counter()
    for found, edge in pages:
        inner = sorted({round(s.y, 1) for i, s in enumerate(found) if i not in edge}, reverse=True)
        leads.update(round(a - b) for a, b in zip(inner, inner[1:], strict=False) if a - b > 0.8 * size)
    return size, float(max((lead for lead, n in leads.items() if n >= _USUAL * leads.total()), default=0))


def _apart(found: Sequence[Stretch], edge: Mapping[int, bool], size: float, lead: float) -> set[int]:
    """Return which stretches at the margin stand apart from the text: in another size, or beyond a wider distance.

    Rows are followed from the edge inwards; what lies outside of a row that stands apart does so too.
    """
    apart = {i for i in edge if abs(found[i].size - size) > _OTHER_SIZE * size}
    for top in (True, False):
        rows = sorted({round(s.y, 1) for s in found}, reverse=top)
        outer = {round(found[i].y, 1) for i, at_top in edge.items() if at_top is top}
        far = [a for a, b in zip(rows, rows[1:], strict=False) if a in outer and abs(a - b) > _APART * lead]
        if far:
            last = max(map(rows.index, far))
            apart |= {i for i, at_top in edge.items() if at_top is top and rows.index(round(found[i].y, 1)) <= last}
    return apart


def _is_number(found: Sequence[Stretch], i: int, told: Mapping[int, str]) -> bool:
    """Whether a stretch is a page's number and nothing else of the text stands on its row."""
    alone = all(j == i or j in told or abs(s.y - found[i].y) > 0.5 * s.size for j, s in enumerate(found))
    return alone and _NUMBER.fullmatch(found[i].text) is not None
