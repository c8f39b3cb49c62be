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
from dataclasses import dataclass, replace
from itertools import takewhile

from rag.corpus.bylines import byline, dateline, is_meta_line, name
from rag.corpus.headlines import Group, assign
from rag.corpus.repair import Block
from rag.corpus.shapes import date_of, is_date_line, is_imprint, is_number_line, labelled, numbering

NOTE = re.compile(r"(?:编者)?按[：:]|[【\[]?(?:编者按|导读|摘要|内容提要)[】\]：:]")
_SPEECH = re.compile(r"(?:讲话|报告|发言|致辞|通知|意见|方案|决定|办法|规定|通报|公告)(?:[（(].{1,12}[）)])?$")
_SPOKEN = re.compile(r"(?:讲话|报告|发言|致辞)(?:提纲|稿|摘要|要点)?(?:[（(].{1,12}[）)])?$")
_MOST_HEADLINES = 4
_ANNEX = re.compile(r"附[件表录图] ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[A-Z])?(?:[-—]\d)? ?[：:]?$")
_ANNEX_TITLED = re.compile(
    r"附[件表录图](?: ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}(?!览)|[A-Z]) ?[：: ]?| ?[：: ] ?(?=.{4})) ?"
    r"(?P<title>[^。；，]{2,60})$"
)
_GOES_ON = re.compile(r"第(?!一条|1条)[〇零一二三四五六七八九十百\d]+条")
_PAPER = re.compile(
    r"(?:办法|规定|方案|意见|条例|细则|规则|规程|规划|计划|制度|标准|指南|名单|要点)(?:[（(].{1,12}[）)])?$"
)
# Of items that ``numbering`` gives no level: 甲、 I. A. 1.1.
_ITEM = re.compile(
    r"(?:[甲乙丙丁戊己庚辛壬癸]|[IVXⅠ-Ⅻivx]{1,4}|[A-Za-z])[、．.] ?(?=\S)|\d{1,2}(?:\.\d{1,2})+ ?(?=[^\d%])"
)
_POET = re.compile(
    r"(?:[\[〔【（(]?(?:先秦|两汉|[汉魏晋唐宋元明清]|[东西南北][汉晋宋]|近现代|近代|现代|当代)[\]〕】）)]? ?[·・]? ?)?"
)
_LONGEST_LISTED = 40
_OFFICE_ALONE = re.compile(
    r"[^ 的与]{2,16}(?:局|委员会|人民政府|办公室|办公厅)(?: [^ 的]{2,20}(?:局|队|委员会|中心))*$"
)
_ITEMS = ("-", "*", "+")
_LONGEST_NAME = 5
_SUBTITLE = ("——", "—", "--")
_IN_BRACKETS = re.compile(r"[（(].{6,118}[）)]$")
_MAY_DATE = frozenset("（(12")
_REVISED = re.compile(r"修正|修订|修改")
_MONTH_LINE = re.compile(r"[（(]?((?:19|20)\d\d) ?年 ?(1[0-2]|0?[1-9]) ?月[）)]?$")


@dataclass(frozen=True, slots=True)
class Cut:
    """An article before it has places.

    Attributes:
        blocks: In reading order, head blocks first where the page printed them elsewhere.
        headline: Numbers of the blocks that make the headline.
        head: How many blocks, from the first on, stand above the text: headline, number, byline, note.
        annex: Whether it is an annex of the one before it.
    """

    blocks: tuple[Block, ...]
    headline: tuple[int, ...]
    head: int
    annex: bool = False


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
        while last < min(end, start + _MOST_HEADLINES) and blocks[last].kind == "heading" and blocks[last].mark:
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
        return i + 1 < len(blocks) and blocks[i + 1].kind == "body"
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
    annexes = _annexes(blocks)
    if annexes and (record := _record(blocks)):
        last = min(annexes)
        blocks = [*blocks[:last], *blocks[record:], *blocks[last:record]]
        annexes = {i + len(blocks) - record for i in annexes}
    bounds = [0, *sorted({*_titles(blocks), *annexes}), len(blocks)]
    # A label ends in a colon and is a heading all the same.
    blocks = [replace(b, kind="heading") if i in annexes and _ANNEX.match(b.text) else b for i, b in enumerate(blocks)]
    pairs = zip(bounds, bounds[1:], strict=False)
    return [_annexed(_titled(blocks[a:b])) if a in annexes else _titled(blocks[a:b]) for a, b in pairs if a < b]


def _annexed(cut: Cut) -> Cut:
    """Return an article as an annex: where all of it is short lines, those below its headline are what it says."""
    blocks, head = cut.blocks, max(cut.headline, default=0) + 1
    if all(block.kind in ("heading", "byline") for block in blocks):
        told = [b.kind == "heading" and not _OFFICE_ALONE.match(b.text) for b in blocks[head:]]
        rows = [replace(b, kind="body") if row else b for b, row in zip(blocks[head:], told, strict=True)]
        return replace(cut, blocks=(*blocks[:head], *rows), head=min(cut.head, head), annex=True)
    return replace(cut, annex=True)


def _record(blocks: Sequence[Block]) -> int:
    """Return where the record of a circular begins that stands behind its annexes (抄送：…, …印发); 0 for none."""
    first = len(blocks)
    for i in range(len(blocks) - 1, 0, -1):
        if blocks[i].kind == "byline" and is_imprint(blocks[i].text):
            first = i
        elif blocks[i].kind != "heading" or i + 1 != first or not _OFFICE_ALONE.match(blocks[i].text):
            break
    return first if first < len(blocks) else 0


def _annexes(blocks: Sequence[Block]) -> set[int]:
    """Return the blocks with which an annex begins: a label alone on its line above a title, or a paper behind a foot.

    A list of annexes in the text above the signature (附件：1.…) begins none, nor does an 附则 that goes on with the
    numbering of the paper.
    """
    found: set[int] = set()
    foot = signed = text = False
    for i, block in enumerate(blocks[:-1]):
        begins = i and block.mark not in _ITEMS and _begins_annex(blocks, i, foot=foot or bool(found))
        if begins and (signed or not _is_listed(blocks, i)):
            found.add(i)
        text = text or block.kind == "body"
        foot = foot or (i > 1 and _is_foot(block))
        signed = signed or (text and _is_foot(block))
    return found


def _is_listed(blocks: Sequence[Block], i: int) -> bool:
    """Whether what looks like an annex is only its label in a list above the signature: short lines up to a date."""
    if not _ANNEX.match(blocks[i].text):
        return False
    for block in blocks[i + 1 :]:
        if _is_foot(block):
            return True
        if len(block.text) > _LONGEST_LISTED or (numbering(block.text) is not None and block.text[-1] in "；;。"):
            return False
    return False


def _begins_annex(blocks: Sequence[Block], i: int, *, foot: bool) -> bool:
    """Whether an annex begins with block ``i``; ``foot`` says whether the paper's foot or an annex stands before it."""
    block, below = blocks[i], blocks[i + 1]
    if _ANNEX.match(block.text):
        return foot or (below.kind == "heading" and numbering(below.text) is None and not _ANNEX.match(below.text))
    if block.text == "附则":
        return not _GOES_ON.match(below.text) and numbering(below.text) is None
    if block.kind != "heading" or not foot:
        return False
    if said := _ANNEX_TITLED.match(block.text):
        return numbering(said["title"]) is None
    return _is_foot(blocks[i - 1]) and _PAPER.search(_title_at(blocks, i)) is not None


def _is_foot(block: Block) -> bool:
    """Whether a block closes a circular: a date on its own line, or who sent it or had it printed."""
    return block.kind == "byline" and (is_date_line(block.text) or is_imprint(block.text))


def _title_at(blocks: Sequence[Block], i: int) -> str:
    """Return the title that begins with block ``i``, over several lines."""
    lines = takewhile(lambda b: b.kind == "heading" and numbering(b.text) is None, blocks[i : i + _MOST_HEADLINES])
    return "".join(block.text for block in lines)


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


def _titled(blocks: Sequence[Block]) -> Cut:
    """Return one article with its headline: the headings above the first text, behind a bulletin's name and number."""
    head = 0
    # 3.15晚会… and V.S.奈保尔… open headlines: items come behind a title, and more than one.
    items = [i for i, block in enumerate(blocks) if i and not block.plain and _ITEM.match(block.text)]
    first_item = items[0] if len(items) > 1 else 0
    for block in blocks:
        numbered = not block.mark and (numbering(block.text) is not None or 0 < first_item == head)
        if (block.kind == "heading" and numbered) or (block.kind != "heading" and not _above(block)):
            break
        head += 1
    first = next((i for i in range(head) if not _ANNEX.match(blocks[i].text)), 0)
    if head == len(blocks) and len(blocks) > _MOST_HEADLINES:
        head = first + 1
    elif 1 < head < len(blocks) and not any(b.kind in ("body", "table", "list") or b.mark for b in blocks):
        # Short lines all through: one behind the other is no headline of several lines.
        head = next((i for i in range(first + 1, head) if not names_author(blocks, i)), head)
    headings = [
        i
        for i in range(head)
        if blocks[i].kind == "heading"
        and not is_number_line(blocks[i].text)
        and not blocks[i].text.startswith(_SUBTITLE)
        and not dated_line(blocks[i].text)
        and not names_speaker(blocks, i)
        and not names_author(blocks, i)
    ]
    # 地点：…, 甲方：… and the office that issued it stand below a headline, not in it.
    below = next((i for i in headings[1:] if _stands_below(blocks[i].text)), head)
    headings = [i for i in headings if i < below]
    number = next((i for i in range(head) if is_number_line(blocks[i].text)), -1)
    headings = [i for i in headings if i > number] or headings
    marks = {len(blocks[i].mark) for i in headings if blocks[i].mark}
    if marks:
        headings = next([i] for i in headings if len(blocks[i].mark) == min(marks))
        head = min(head, headings[0] + 1)
    return Cut(tuple(blocks), tuple(headings[:_MOST_HEADLINES]), head)


def _stands_below(text: str) -> bool:
    """Whether a line under a headline is none of its lines: a label with its value, an address, or an office alone."""
    return labelled(text) or text[-1:] in "：:" or _OFFICE_ALONE.match(text) is not None


def _above(block: Block) -> bool:
    """Whether a block that is no heading may stand above the text: a byline, a date, an editor's note."""
    return block.kind == "byline" or NOTE.match(block.text) is not None or dated_line(block.text) is not None


def names_speaker(blocks: Sequence[Block], i: int) -> bool:
    """Return whether block ``i`` is the name, alone on its line, of who held the speech whose title stands above it."""
    text = blocks[i].text
    if i == 0 or len(text) > _LONGEST_NAME or not name(text.replace(" ", "")):
        return False
    return _SPOKEN.search(blocks[i - 1].text) is not None or (
        i > 1 and dated_line(blocks[i - 1].text) is not None and _SPOKEN.search(blocks[i - 2].text) is not None
    )


def names_author(blocks: Sequence[Block], i: int) -> bool:
    """Return whether block ``i`` is the name, behind a dynasty or alone, of who wrote the poem that begins below it."""
    if i == 0 or i + 1 >= len(blocks) or blocks[i + 1].kind != "verse" or blocks[i].kind != "heading":
        return False
    text = blocks[i].text
    found = _POET.match(text)
    alone = text[found.end() :] if found else text
    return len(alone) <= _LONGEST_NAME and name(alone.replace(" ", ""))


def dated_line(text: str) -> tuple[str, int, int] | None:
    """Return the date, ISO form, of a line that stands under a title to date it, with its place; None for any other.

    It is in brackets with a day in it, of which the latest revision counts, or a year and a month alone.

    >>> dated_line("（2021年1月15日在海州市第十届人民代表大会上）"), dated_line("2022年4月")
    (('2021-01-15', 1, 11), ('2022-04', 0, 7))
    """
    if text[:1] not in _MAY_DATE:
        return None
    if month := _MONTH_LINE.match(text):
        return f"{month[1]}-{int(month[2]):02d}", month.start(1), len(text.rstrip("）)"))
    if not _IN_BRACKETS.match(text) or (found := date_of(text)) is None:
        return None
    while _REVISED.search(text, found[2]) and (later := date_of(text[found[2] :])):
        found = later[0], later[1] + found[2], later[2] + found[2]
    return found
