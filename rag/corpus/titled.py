"""What of a document's blocks is its headline, and what else stands above its text: names, dates, an editor's note.

Knows shapes of lines; nothing of pages, nor where one article ends and the next begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.corpus.bylines import name
from rag.corpus.repair import Block
from rag.corpus.shapes import date_of, is_number_line, labelled, numbering

MOST_HEADLINES = 4
ANNEX = re.compile(r"附[件表录图] ?(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[A-Z])?(?:[-—]\d)? ?[：:]?$")
OFFICE_ALONE = re.compile(r"[^ 的与]{2,16}(?:局|委员会|人民政府|办公室|办公厅)(?: [^ 的]{2,20}(?:局|队|委员会|中心))*$")
_NOTE = re.compile(r"(?:编者)?按[：:]|[【\[]?(?:编者按|导读|摘要|内容提要)[】\]：:]")
_SPOKEN = re.compile(r"(?:讲话|报告|发言|致辞)(?:提纲|稿|摘要|要点)?(?:[（(].{1,12}[）)])?$")
# Of items that ``numbering`` gives no level: 甲、 I. A. 1.1.
_ITEM = re.compile(
    r"(?:[甲乙丙丁戊己庚辛壬癸]|[IVXⅠ-Ⅻivx]{1,4}|[A-Za-z])[、．.] ?(?=\S)|\d{1,2}(?:\.\d{1,2})+ ?(?=[^\d%])"
)
_POET = re.compile(
    r"(?:[\[〔【（(]?(?:先秦|两汉|[汉魏晋唐宋元明清]|[东西南北][汉晋宋]|近现代|近代|现代|当代)[\]〕】）)]? ?[·・]? ?)?"
)
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


def titled(blocks: Sequence[Block]) -> Cut:
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
    first = next((i for i in range(head) if not ANNEX.match(blocks[i].text)), 0)
    if head == len(blocks) and len(blocks) > MOST_HEADLINES:
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
    return Cut(tuple(blocks), tuple(headings[:MOST_HEADLINES]), head)


def _stands_below(text: str) -> bool:
    """Whether a line under a headline is none of its lines: a label with its value, an address, or an office alone."""
    return labelled(text) or text[-1:] in "：:" or OFFICE_ALONE.match(text) is not None


def _above(block: Block) -> bool:
    """Whether a block that is no heading may stand above the text: a byline, a date, an editor's note."""
    return block.kind == "byline" or _NOTE.match(block.text) is not None or dated_line(block.text) is not None


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
