"""Blocks → articles: headline, byline, date, number and the paragraphs under their headings.

A newspaper page is told by its bylines: where two or more articles begin with a byline or a
本报讯 lead, the page is cut there, and headlines that print displaced are brought to their body.
Everything else is one article, unless a second title begins its numbering anew. Knows nothing of
files and chunks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.corpus.headlines import assign
from rag.corpus.mapped import join
from rag.corpus.repair import Block
from rag.corpus.shapes import byline, date_of, dateline, is_date_line, is_number_line, numbering, speaker
from rag.records import Article, OffsetMap, Paragraph, ParagraphKind, Printed, Span
from rag.text.sentences import sentences

_NOTE = re.compile(r"(?:编者)?按[：:]|[【\[]?(?:编者按|导读|摘要|内容提要)[】\]：:]")
_SPEECH = re.compile(r"(?:讲话|报告|发言|致辞|通知|意见|方案|决定|办法|规定|通报|公告)(?:[（(].{1,12}[）)])?$")
_LONGEST_RUN_IN = 60
_LONGEST_SECTION = 110


@dataclass(frozen=True, slots=True)
class Cut:
    """An article before it has places: its blocks in reading order, and which of them are its head.

    Attributes:
        blocks: In reading order, head blocks first where the page printed them elsewhere.
        headline: How many blocks, from ``first`` on, make the headline.
        first: Number of the first headline block.
    """

    blocks: tuple[Block, ...]
    headline: tuple[int, ...] = ()


def articles(blocks: Sequence[Block]) -> tuple[str, OffsetMap, tuple[Article, ...], str]:
    """Return the clean text, its map, the articles in reading order and the page's own title (``""`` where it has none).

    Every block stands in exactly one article. No blocks give no article and an empty text.
    """
    starts = _starts(blocks)
    title = ""
    if len(starts) >= 2:
        title, cuts = _page(blocks, starts)
    else:
        cuts = _whole(blocks)
    whole = [block.body for cut in cuts for block in cut.blocks]
    clean = join(whole, ["\n"] * len(whole))
    found, at = [], 0
    for cut in cuts:
        places = []
        for block in cut.blocks:
            places.append((at, at + len(block.text)))
            at += len(block.text) + 1
        found.append(_article(cut, places))
    return clean.text, OffsetMap(clean.runs), _dated(found, clean.text), title


# ---------------------------------------------------------------- newspaper pages


def _starts(blocks: Sequence[Block]) -> list[int]:
    """Return the blocks with which articles of a newspaper page begin: a byline above a body, or a 本报讯 lead."""
    found: list[int] = []
    for i, block in enumerate(blocks):
        if not _opens(blocks, i):
            continue
        if found and found[-1] == i - 1:
            continue
        found.append(i)
    return found


def _opens(blocks: Sequence[Block], i: int) -> bool:
    """Whether an article's body begins with block ``i``."""
    block = blocks[i]
    if block.kind == "byline" and (block.mark == "■" or byline(block.text)):
        return i + 1 < len(blocks) and blocks[i + 1].kind == "body"
    return block.kind == "body" and dateline(block.text) is not None


def _page(blocks: Sequence[Block], starts: Sequence[int]) -> tuple[str, list[Cut]]:
    """Return the page's title and its articles."""
    begins = _with_marked(blocks, starts)
    bodies: list[list[int]] = []
    loose: list[tuple[int, int | None]] = []
    loose += [(i, 0) for i in range(begins[0])]
    for k, start in enumerate(begins):
        stop = begins[k + 1] if k + 1 < len(begins) else len(blocks)
        end = stop
        while end > start + 1 and blocks[end - 1].kind == "heading":
            end -= 1
        bodies.append(list(range(start, end)))
        loose += [(i, k + 1 if k + 1 < len(begins) else None) for i in range(end, stop)]
    groups = _groups(blocks, loose)
    given = _given(blocks, groups, bodies)
    cuts: list[tuple[int, Cut]] = []
    for k, body in enumerate(bodies):
        own = [i for group, a in zip(groups, given, strict=True) if a == k for i in group[0]]
        marked = [i for i in own if blocks[i].mark]
        cuts.append((body[0], _cut(blocks, own, body, marked or own)))
    rest = [group[0] for group, a in zip(groups, given, strict=True) if a is None]
    title = ""
    for run in _runs(rest):
        if run[0] == 0 or all(i < begins[0] for i in run):
            title = blocks[run[0]].text
        cuts.append((run[0], _cut(blocks, run, [], run)))
    cuts.sort(key=lambda pair: pair[0])
    return title, [cut for _, cut in cuts]


def _with_marked(blocks: Sequence[Block], starts: Sequence[int]) -> list[int]:
    """Return the starts and, on a page whose headlines are marked with ``#``, the bodies below headlines without a byline."""
    tops = [i for i in range(1, len(blocks)) if blocks[i - 1].mark.startswith("#") and blocks[i].kind == "body"]
    levels = {len(blocks[s - 1].mark) for s in starts if s and blocks[s - 1].mark.startswith("#")}
    return sorted({*starts, *(i for i in tops if len(blocks[i - 1].mark) in levels)})


def _groups(blocks: Sequence[Block], loose: Sequence[tuple[int, int | None]]) -> list[tuple[list[int], int | None]]:
    """Return loose headline lines in groups: a line without the blank line that is usual here goes on the one above."""
    groups: list[tuple[list[int], int | None]] = []
    usual = max((blocks[i].gap for i, _ in loose), default=0)
    for i, above in loose:
        if (
            groups
            and groups[-1][0][-1] == i - 1
            and blocks[i].gap < min(1, usual)
            and not blocks[i].indent
            and not blocks[i].mark
        ):
            groups[-1][0].append(i)
        else:
            groups.append(([i], above))
    return groups


def _given(
    blocks: Sequence[Block], groups: Sequence[tuple[list[int], int | None]], bodies: Sequence[Sequence[int]]
) -> list[int | None]:
    """Return the article of each group; a marked headline and the labels above it belong to the body below."""
    given: list[int | None] = [None] * len(groups)
    for g in range(len(groups) - 1, -1, -1):
        ids, above = groups[g]
        marked = blocks[ids[0]].mark.startswith("#")
        follows = g + 1 < len(groups) and groups[g + 1][0][0] == ids[-1] + 1 and given[g + 1] is not None
        if above is not None and (marked or (follows and above == given[g + 1] and ids[0] > 0 and above > 0)):
            given[g] = above
    free = [g for g in range(len(groups)) if given[g] is None]
    texts = ["".join(blocks[i].text for i in body) for body in bodies]
    taken = {a for a in given if a is not None}
    open_bodies = [a for a in range(len(bodies)) if a not in taken]
    if open_bodies:
        found = assign(
            ["".join(blocks[i].text for i in groups[g][0]) for g in free],
            [open_bodies.index(a) if (a := groups[g][1]) is not None and a in open_bodies else None for g in free],
            [texts[a] for a in open_bodies],
        )
        for g, a in zip(free, found, strict=True):
            given[g] = open_bodies[a] if a is not None else None
    return given


def _runs(groups: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield groups that stand next to each other as one."""
    run: list[int] = []
    for group in groups:
        if run and group[0] != run[-1] + 1:
            yield run
            run = []
        run += group
    if run:
        yield run


def _cut(blocks: Sequence[Block], head: Sequence[int], body: Sequence[int], headline: Sequence[int]) -> Cut:
    order = [*head, *body]
    return Cut(tuple(blocks[i] for i in order), tuple(order.index(i) for i in headline))


# ---------------------------------------------------------------- circulars, speeches, anything else


def _whole(blocks: Sequence[Block]) -> list[Cut]:
    """Return a document as one article, or as several where a second title begins the numbering anew."""
    bounds = [0, *_titles(blocks), len(blocks)]
    return [_titled(blocks[a:b]) for a, b in zip(bounds, bounds[1:], strict=False) if a < b]


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
        if _SPEECH.search("".join(b.text for b in blocks[i:end])) and _anew(blocks, i):
            found.append(i)
    return found


def _anew(blocks: Sequence[Block], i: int) -> bool:
    """Whether the first numbering behind block ``i`` is one that stood before it too."""
    below = next((b.text[:2] for b in blocks[i:] if numbering(b.text) is not None), None)
    return below is not None and any(b.text.startswith(below) for b in blocks[:i])


def _titled(blocks: Sequence[Block]) -> Cut:
    """Return one article with its headline: the headings above the first text, number lines and labels aside."""
    headings: list[int] = []
    for i, block in enumerate(blocks):
        if block.kind == "body" and not _NOTE.match(block.text):
            break
        if block.kind == "heading" and numbering(block.text) is not None and not block.mark:
            break
        if block.kind == "heading" and not is_number_line(block.text) and not _label(blocks, i):
            headings.append(i)
    levels = {len(blocks[i].mark) for i in headings}
    if len(levels) > 1:
        top = min(level for level in levels if level)
        headings = [i for i in headings if len(blocks[i].mark) == top][:1]
    headings = [i for i in headings if not blocks[i].text.startswith(("——", "—", "--"))]
    return Cut(tuple(blocks), tuple(headings))


def _label(blocks: Sequence[Block], i: int) -> bool:
    """Whether a heading is the name of a bulletin: a bare number line stands below it."""
    return i + 1 < len(blocks) and is_number_line(blocks[i + 1].text) and blocks[i + 1].text[0] in "〔[（【第"


# ---------------------------------------------------------------- values and paragraphs


def _article(cut: Cut, places: Sequence[Span]) -> Article:
    """Return an article with its values read off and its paragraphs under their headings."""
    blocks = cut.blocks
    headline = None
    if cut.headline:
        first, last = cut.headline[0], cut.headline[-1]
        headline = Printed(" ".join(blocks[i].text for i in cut.headline), (places[first][0], places[last][1]))
    return Article(
        headline,
        _byline(blocks, places, cut.headline),
        _date(blocks, places),
        _number(blocks, places),
        tuple(_paragraphs(blocks, places, frozenset(cut.headline))),
    )


def _byline(blocks: Sequence[Block], places: Sequence[Span], headline: Sequence[int]) -> Printed | None:
    """Return who wrote it: a byline line, the reporters of a lead, or the speaker that a subtitle names."""
    for block, (start, _) in zip(blocks, places, strict=True):
        if block.kind == "byline" and (block.mark == "■" or byline(block.text)):
            return Printed(block.text, (start, start + len(block.text)))
    for block, (start, _) in zip(blocks, places, strict=True):
        if block.kind == "body" and (lead := dateline(block.text)) and lead[1] < lead[2]:
            return Printed(block.text[lead[1] : lead[2]], (start + lead[1], start + lead[2]))
    for block, (start, _) in list(zip(blocks, places, strict=True))[: len(headline) + 6]:
        if (name := speaker(block.text)) and len(block.text) <= 120:
            return Printed(block.text[slice(*name)], (start + name[0], start + name[1]))
    return None


def _date(blocks: Sequence[Block], places: Sequence[Span]) -> Printed | None:
    """Return the date of a date line; one near the head goes before one in the imprint."""
    for block, (start, _) in zip(blocks, places, strict=True):
        if block.kind == "byline" and is_date_line(block.text) and (found := date_of(block.text)):
            return Printed(found[0], (start + found[1], start + found[2]))
    return None


def _number(blocks: Sequence[Block], places: Sequence[Span]) -> Printed | None:
    """Return the number of a circular, with the bulletin's name where that stands on the line above."""
    for i, block in enumerate(blocks[:12]):
        if is_number_line(block.text):
            first = i - 1 if i and _label(blocks, i - 1) else i
            return Printed("".join(b.text for b in blocks[first : i + 1]), (places[first][0], places[i][1]))
    return None


def _paragraphs(blocks: Sequence[Block], places: Sequence[Span], headline: frozenset[int]) -> Iterator[Paragraph]:
    """Yield the paragraphs with the section headings that stand above each."""
    stack: list[tuple[int, str]] = []
    for i, (block, (start, end)) in enumerate(zip(blocks, places, strict=True)):
        kind = block.kind
        if i in headline or kind not in ("heading", "body"):
            yield Paragraph(kind, start, end, tuple(text for _, text in stack))
            continue
        rank = _rank(block)
        if rank is not None:
            stack = [above for above in stack if above[0] < rank]
        kind = _section(blocks, i)
        yield Paragraph(kind, start, end, tuple(text for _, text in stack))
        if rank is not None and i > max(headline, default=-1) and not is_number_line(block.text):
            if lead := _heading_of(block, kind):
                stack.append((rank, lead))


def _rank(block: Block) -> int | None:
    """Return how far outside a heading stands, 1 the outermost; None for running text."""
    if block.mark.startswith("#"):
        return len(block.mark)
    level = numbering(block.text)
    if level is not None:
        return 10 + level
    return 9 if block.kind == "heading" else None


def _section(blocks: Sequence[Block], i: int) -> ParagraphKind:
    """Return the kind of a block, a numbered sentence above unnumbered text being a heading."""
    block = blocks[i]
    if block.kind == "heading" or numbering(block.text) is None or len(block.text) > _LONGEST_SECTION:
        return block.kind
    alone = len(sentences(block.text)) == 1
    below = blocks[i + 1] if i + 1 < len(blocks) else None
    if not alone or below is None:
        return "body"
    return "list" if numbering(below.text) == numbering(block.text) else "heading"


def _heading_of(block: Block, kind: ParagraphKind) -> str:
    """Return what a block is called by the paragraphs below it: a heading's text, or a numbered paragraph's first sentence."""
    if kind == "heading":
        return block.text
    start, end = sentences(block.text[: _LONGEST_RUN_IN * 3])[0]
    return block.text[start:end].rstrip("。") if kind == "body" and end - start <= _LONGEST_RUN_IN else ""


# ---------------------------------------------------------------- dates that are not printed

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s?年)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")


def _dated(found: Sequence[Article], text: str) -> tuple[Article, ...]:
    """Return the articles, those without a date given the one that the page lets infer, if any.

    The year is inferred only where the page's latest year is named at least twice; the day only
    where the article's lead names one.
    """
    years = [match[1] for match in _YEAR.finditer(text)]
    if not years or years.count(max(years)) < 2:
        return tuple(found)
    year = max(years)
    dated = []
    for article in found:
        if article.date is None and (body := next((p for p in article.paragraphs if p.kind == "body"), None)):
            lead = text[body.start : body.end]
            day = _DAY.search(lead[:120]) if dateline(lead) else None
            value = f"{year}-{int(day[1]):02d}-{int(day[2]):02d}" if day else year
            article = replace(article, date=Printed(value))
        dated.append(article)
    return tuple(dated)
