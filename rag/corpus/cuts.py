"""Blocks → cuts: which blocks make one article, in reading order, and which of them are its headline.

A newspaper page is told by its bylines: where two or more articles begin with a byline or a
本报讯 lead, the page is cut there, and headlines that print displaced are brought to their body.
Everything else is one article, unless a second title begins its numbering anew. Knows nothing of
places in the clean text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.corpus.annexes import annexes, as_annex, record
from rag.corpus.bylines import byline, dateline, is_meta_line
from rag.corpus.headlines import Group, assign
from rag.corpus.repair import Block
from rag.corpus.shapes import numbering
from rag.corpus.signs import BULLETS
from rag.corpus.titled import ANNEX, MOST_HEADLINES, Cut, titled

_MARKS = tuple(BULLETS)
_SPEECH = re.compile(r"(?:讲话|报告|发言|致辞|通知|意见|方案|决定|办法|规定|通报|公告)(?:[（(].{1,12}[）)])?$")


def cuts(blocks: Sequence[Block]) -> tuple[str, list[Cut]]:
    """Return the page's own title (``""`` where it has none) and its articles in reading order.

    Every block stands in exactly one article; no blocks give no article.
    """
    opening = [i for i, block in enumerate(blocks) if block.opens]
    if len(opening) >= 2:
        return "", list(_opened(blocks, opening))
    starts = _starts(blocks)
    if len(starts) >= 2:
        return _page(blocks, starts)
    return "", _whole(blocks)


# ---------------------------------------------------------------- newspaper pages


def _opened(blocks: Sequence[Block], opening: Sequence[int]) -> Iterator[Cut]:
    """Yield the articles of a page on which headlines stand above their bodies, as their places tell.

    Args:
        blocks: All of them.
        opening: Those with which articles begin; what stands before the first is one without a headline.
    """
    if opening[0]:
        yield _cut(blocks, [], range(opening[0]), [])
    for start, end in zip(opening, [*opening[1:], len(blocks)], strict=True):
        last = start + 1
        while last < min(end, start + MOST_HEADLINES) and blocks[last].kind == "heading" and blocks[last].mark:
            last += 1
        yield _cut(blocks, range(start, last), range(last, end), range(start, last))


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Return the blocks with which articles of a newspaper page begin: a byline above a body, or a 本报讯 lead."""
    opening = [i for i, block in enumerate(blocks) if not block.plain and _opens(blocks, i)]
    return [i for i in opening if i == 0 or blocks[i - 1].kind != "byline" or not _opens(blocks, i - 1)]


def _opens(blocks: Sequence[Block], i: int) -> bool:
    """Whether an article's body begins with block ``i``."""
    block = blocks[i]
    if block.kind == "body":
        return dateline(block.text) is not None
    if block.kind == "byline" and (block.mark != "" or byline(block.text)):
        below = [(b.kind, b.mark) for b in blocks[i + 1 : i + 3]]
        # Of the text below a byline that is marked the first line may have been parted from the rest.
        parted = block.mark in _MARKS and below == [("heading", ""), ("body", "")]
        return parted or (bool(below) and below[0][0] == "body")
    return False


def _page(blocks: Sequence[Block], starts: Sequence[int]) -> tuple[str, list[Cut]]:
    """Return the page's title and its articles."""
    begins = _with_marked(blocks, starts)
    bodies: list[range] = []
    loose: list[range] = [range(begins[0])]
    for start, stop in zip(begins, [*begins[1:], len(blocks)], strict=True):
        end = stop
        while end > start + 1 and (blocks[end - 1].kind == "heading" or _of_page(blocks[end - 1])):
            end -= 1
        bodies.append(range(start, end))
        loose.append(range(end, stop))
    groups = [group for run in loose for group in _groups(blocks, run)]
    given = _given(blocks, groups, loose, bodies)
    heads: list[list[int]] = [[] for _ in bodies]
    for group, a in zip(groups, given, strict=True):
        if a is not None:
            heads[a] += group
    cuts: list[tuple[int, Cut]] = []
    for own, body in zip(heads, bodies, strict=True):
        cuts.append((body[0], _cut(blocks, own, body, [i for i in own if blocks[i].mark] or own)))
    title = ""
    for run in _touching([group for group, a in zip(groups, given, strict=True) if a is None]):
        first = next((i for i in run if not _of_page(blocks[i])), None)
        if run[-1] < begins[0] and first is not None:
            title = title or blocks[first].text
        cuts.append((run[0], _cut(blocks, run, [], [i for i in run if not _of_page(blocks[i])])))
    cuts.sort(key=lambda pair: pair[0])
    return title, [cut for _, cut in cuts]


def _with_marked(blocks: Sequence[Block], starts: Sequence[int]) -> list[int]:
    """Return the starts, and the bodies below marked headlines of the same level that have no byline."""
    marked = (i for i, block in enumerate(blocks[:-1], 1) if block.mark and block.mark.startswith("#"))
    tops = [i for i in marked if blocks[i].kind == "body"]
    levels = {len(blocks[s - 1].mark) for s in starts if s and blocks[s - 1].mark.startswith("#")}
    return sorted({*starts, *(i for i in tops if len(blocks[i - 1].mark) in levels)})


def _groups(blocks: Sequence[Block], run: range) -> list[list[int]]:
    """Return loose headline lines in groups: one without the blank line usual there goes on the one above."""
    groups: list[list[int]] = []
    usual = max((blocks[i].gap for i in run), default=0)
    for i in run:
        block = blocks[i]
        apart = _of_page(block) or (bool(groups) and _of_page(blocks[groups[-1][-1]]))
        if groups and usual and not block.gap and not block.indent and not block.mark and not apart:
            groups[-1].append(i)
        else:
            groups.append([i])
    return groups


def _of_page(block: Block) -> bool:
    """Whether a line is the page's and no article's: its folio, its editors."""
    return block.kind == "byline" and is_meta_line(block.text)


def _given(
    blocks: Sequence[Block], groups: Sequence[Sequence[int]], loose: Sequence[range], bodies: Sequence[range]
) -> list[int | None]:
    """Return the article of each group; a marked headline and the labels above it belong to the body below."""
    run_of = {i: r for r, run in enumerate(loose) for i in run}
    runs = [run_of[group[0]] for group in groups]
    given: list[int | None] = [None] * len(groups)
    for g in range(len(groups) - 1, -1, -1):
        marked = blocks[groups[g][0]].mark.startswith("#")
        label = g + 1 < len(groups) and runs[g] == runs[g + 1] > 0 and given[g + 1] is not None
        if runs[g] < len(bodies) and (marked or label):
            given[g] = runs[g]
    taken = set(given)
    bare = {a: n for n, a in enumerate(a for a in range(len(bodies)) if a not in taken)}
    free = [g for g in range(len(groups)) if given[g] is None and not _of_page(blocks[groups[g][0]])]
    regular = not loose[-1] and all(loose[1:-1])
    beneath = not loose[0] and all(loose[1:])
    sizes: Counter[int] = Counter()
    lower: dict[int, int] = {}  # How many groups of its run stand below each.
    for g in reversed(range(len(groups))):
        lower[g] = sizes[runs[g]]
        sizes[runs[g]] += 1
    near = max((sizes[r] for r in range(1, len(bodies))), default=1) if regular else 1
    bodies_of = list(bare)
    found = assign(
        [
            Group(
                "".join(blocks[i].text for i in groups[g]),
                runs[g],
                bare.get(runs[g]) if not beneath and lower[g] < near else None,
                bare.get(runs[g] - 1) if beneath else None,
                bisect_left(bodies_of, runs[g]),
            )
            for g in free
        ],
        ["".join(blocks[i].text for i in bodies[a]) for a in bare],
        regular=regular,
    )
    for g, n in zip(free, found, strict=True):
        given[g] = None if n is None else bodies_of[n]
    return given


def _touching(groups: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield groups that touch each other as one."""
    run: list[int] = []
    for group in groups:
        if run and group[0] != run[-1] + 1:
            yield run
            run = []
        run += group
    if run:
        yield run


def _cut(blocks: Sequence[Block], head: Sequence[int], body: Sequence[int], headline: Sequence[int]) -> Cut:
    """Return the article of a page that some head blocks and some others make."""
    order = [*head, *body]
    above = len(head) + (bool(body) and blocks[body[0]].kind == "byline")
    place = {i: n for n, i in enumerate(order)}
    return Cut(tuple(blocks[i] for i in order), tuple(place[i] for i in headline), above)


# ---------------------------------------------------------------- circulars, speeches, anything else


def _whole(blocks: Sequence[Block]) -> list[Cut]:
    """Return a document as one article, its annexes apart, or as several where a second title numbers anew."""
    begun = annexes(blocks)
    if begun and (foot := record(blocks)):
        first = min(begun)
        blocks = [*blocks[:first], *blocks[foot:], *blocks[first:foot]]
        begun = {i + len(blocks) - foot for i in begun}
    bounds = [0, *sorted({*_titles(blocks), *begun}), len(blocks)]
    # A label ends in a colon and is a heading all the same.
    blocks = [replace(b, kind="heading") if i in begun and ANNEX.match(b.text) else b for i, b in enumerate(blocks)]
    pairs = zip(bounds, bounds[1:], strict=False)
    return [as_annex(titled(blocks[a:b])) if a in begun else titled(blocks[a:b]) for a, b in pairs if a < b]


def _titles(blocks: Sequence[Block]) -> list[int]:
    """Return the blocks with which a further speech or paper begins: a title behind text, its numbering begun anew."""
    found = []
    for i in range(1, len(blocks)):
        if (
            blocks[i].kind != "heading"
            or blocks[i - 1].kind == "heading"
            or blocks[i].mark
            or numbering(blocks[i].text) is not None
        ):
            continue
        end = i
        while end < len(blocks) and blocks[end].kind == "heading" and numbering(blocks[end].text) is None:
            end += 1
        if _SPEECH.search("".join(b.text for b in blocks[i:end])):
            found.append(i)
    return _anew(blocks, found) if found else []


def _anew(blocks: Sequence[Block], titles: Sequence[int]) -> list[int]:
    """Return the titles of which the first numbering behind is one that stood before too."""
    first: dict[str, int] = {}
    numbered: list[int] = []
    for i, block in enumerate(blocks):
        for opening in (block.text[:1], block.text[:2]):
            first.setdefault(opening, i)
        if numbering(block.text) is not None:
            numbered.append(i)
    found = []
    for i in titles:
        at = bisect_left(numbered, i)
        if at < len(numbered) and first[blocks[numbered[at]].text[:2]] < i:
            found.append(i)
    return found
