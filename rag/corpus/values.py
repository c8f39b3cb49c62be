"""An article's values read off its head and foot: byline, date, number, issuer; and what a page lets infer.

A printed value has its place. What is not printed in the article itself (a date of the page's folio line or of
the file's name, a year that the page names twice) has none. Knows shapes and places, no document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np

from rag.corpus.bylines import author_in, byline, dateline, is_folio, is_meta_line, name, reporters_behind, speaker
from rag.corpus.repair import Block
from rag.corpus.shapes import (
    CLOSING_BRACKETS,
    LONGEST_DATE_LINE,
    LONGEST_NUMBER_LINE,
    SENT,
    date_of,
    is_date_line,
    is_imprint,
    number_end,
)
from rag.corpus.signs import codes_of
from rag.corpus.titled import Cut, dated_line, names_author, names_speaker
from rag.records import Article, Printed, Span
from rag.text.file_numbers import file_numbers

Placed = Sequence[tuple[Block, Span]]

_LONGEST_NAME_LINE = 30
_LONGEST_FOLIO = 40
_SPEAKER_AT = re.compile(
    r"^[—-]{1,2}(?P<name>[\u4e00-\u9fff]{2,4}?)(?:同志|书记|市长|县长|区长|省长|主任|部长|局长|主席)?在.{2,80}(?:讲话|报告|发言|致辞)$"
)
_RED_HEAD = re.compile(r"^(?P<office>[\u4e00-\u9fff（）() 、]{4,60}?) ?(?:文件|公告|令|通告)$")
_ABOUT = re.compile(
    r"^(?P<office>[\u4e00-\u9fff（）()、 ]{4,50}?) ?关于"
    r".{2,120}的?(?:通知|意见|决定|通报|公告|函|批复|请示|报告|办法|方案)"
)
_OF_YEAR = re.compile(r"([\u4e00-\u9fff]{1,10}[发函办字])\s?((?:19|20)\d\d)年\s?第?\s?0*(\d{1,5})\s?号$")
_OFFICE_END = re.compile(
    r"(?:委|委员会|政府|办公室|办公厅|厅|局|部|院|会|会议|署|社|馆|中心|集团|公司|学校|大学|学院|医院|法院|检察院|支队|总队)$"
)
_PRINTS = re.compile(r"^(?P<office>[\u4e00-\u9fff（）()、]{4,40}?) ?(?=(?:19|20)\d\d ?年|印发)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[^\W\d元个家人名公万亿米吨平多户亩项起次余名只])")
# A year by which something is planned: 力争到2035年, 预计2023年底, 2025年前.
_PLANNED_FOR = re.compile(r"(?:预计|预期|有望|力争|争取|计划|拟于?|将于|至|到|展望)[^，。；！？\n]{0,4}$")
_PLANNED = re.compile(r"年?(?:[底末]?之?前|[底末]|以前|远景|愿景|规划|目标|力争|将[^继]|预计|基本实现|全面建成)")
_NEAR = 10
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})日")
# Of a file's name: 2020-04-16, 20200416, 2020年4月16日, 2020年4月, 2020-04; never inside a longer run.
_IN_NAME = re.compile(
    r"(?<![0-9A-Za-z])((?:19|20)\d\d)(?:"
    r"(?P<sep>[-_.年])(0?[1-9]|1[0-2])(?:(?:(?P=sep)|月)(0?[1-9]|[12]\d|3[01])日?|月)?"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])"
    r")(?![0-9A-Za-z])"
)


# ---------------------------------------------------------------- printed


def byline_of(cut: Cut, placed: Placed) -> Printed | None:
    """Return who wrote it: a byline line, the reporters of a lead, or the speaker whom the head names."""
    shaped = _shaped(placed)
    for block, (start, end) in shaped:
        if block.kind == "byline" and (block.mark or byline(block.text)):
            return Printed(block.text, (start, end))
    for block, (start, _) in shaped:
        if block.kind == "byline" and is_meta_line(block.text) and (names := author_in(block.text)):
            return Printed(block.text[slice(*names)], (start + names[0], start + names[1]))
    for block, (start, _) in shaped:
        if block.kind == "body" and (lead := dateline(block.text)) and lead[1] < lead[2]:
            return Printed(block.text[lead[1] : lead[2]], (start + lead[1], start + lead[2]))
    for block, (start, _) in shaped:
        if block.kind == "body" and block.text[-1] in CLOSING_BRACKETS and (names := reporters_behind(block.text)):
            return Printed(block.text[slice(*names)], (start + names[0], start + names[1]))
    for block, (start, _) in placed[: cut.head]:
        if found := _speaker(block.text):
            return Printed(block.text[slice(*found)], (start + found[0], start + found[1]))
    alone = next((i for i in range(cut.head) if names_speaker(cut.blocks, i) or names_author(cut.blocks, i)), None)
    return None if alone is None else Printed(placed[alone][0].text, placed[alone][1])


def _shaped(placed: Placed) -> Placed:
    """Return the blocks that are not running text beyond doubt."""
    return [entry for entry in placed if not entry[0].plain]


def _speaker(text: str) -> Span | None:
    """Return the place of the speaker's name in a subtitle (——某某同志在…会议上的讲话); None where there is none."""
    if found := speaker(text):
        return found
    at = _SPEAKER_AT.match(text) if len(text) <= 100 else None
    return at.span("name") if at and name(at["name"]) else None


def signed(made: Sequence[Article]) -> list[Article]:
    """Return the papers of one circular with what its head or foot says for all of them.

    Speeches that name no speaker are given the one whom the head names; all are given the one office that issued it.
    """
    first = made[0].byline if made else None
    shared = first if first and first.place and all(a.byline is None for a in made[1:]) else None
    offices = {a.issuer.value: a.issuer for a in made if a.issuer}
    issuer = next(iter(offices.values())) if len(offices) == 1 else None
    made = [a if a.byline or not a.headline or a.annex else replace(a, byline=shared) for a in made]
    return [a if a.issuer or issuer is None else replace(a, issuer=issuer) for a in made]


def annexed(made: Sequence[Article]) -> list[Article]:
    """Return articles with what an annex does not print itself taken from the paper that it is annexed to."""
    found: list[Article] = []
    main: Article | None = None
    for article in made:
        if not article.annex:
            main = article
        elif main is not None:
            date = article.date or (Printed(main.date.value) if main.date else None)
            number = article.number or (Printed(main.number.value) if main.number else None)
            article = replace(article, date=date, number=number)
        found.append(article)
    return found


def date_of_article(cut: Cut, placed: Placed) -> Printed | None:
    """Return the date of the first date line; one near the head comes before one in the foot.

    Behind these come a date in brackets under the title (（2021年1月15日在…会议上）), of which a later revision counts,
    a line of year and month, and the date on which a circular was printed (…办公室2022年3月9日印发).
    """
    shaped = _shaped(placed)
    for block, (start, _) in shaped:
        if (
            block.kind == "byline"
            and (is_date_line(block.text) or is_meta_line(block.text))
            and not is_folio(block.text)
            and (found := date_of(block.text))
        ):
            return Printed(found[0], (start + found[1], start + found[2]))
    for block, (start, _) in _shaped([*placed[: cut.head], *placed[max(cut.head, len(placed) - 3) :]]):
        if found := dated_line(block.text):
            return Printed(found[0], (start + found[1], start + found[2]))
    for block, (start, _) in reversed(shaped):
        text = block.text
        if (text[0] in SENT or text.endswith("印发")) and is_imprint(text) and (found := date_of(block.text)):
            return Printed(found[0], (start + found[1], start + found[2]))
    return None


def number_of(placed: Placed) -> Printed | None:
    """Return the number of a circular in its one form, with the bulletin's name where that stands on the line above.

    A number like 第12期 without a year stays as it is printed.
    """
    for i, (block, (start, _)) in enumerate(placed[:12]):
        if block.plain or len(block.text) > LONGEST_NUMBER_LINE:
            continue
        if size := number_end(block.text):
            number, end = block.text[:size], start + size
            above = placed[i - 1] if i and block.text[0] in "〔[（【第" else None
            if above and above[0].kind == "heading" and len(above[0].text) <= _LONGEST_NAME_LINE:
                return Printed(_form(above[0].text + number), (above[1][0], end))
            return Printed(_form(number), (start, end))
    return None


def _form(text: str) -> str:
    """Return a number line in the one form, with all that stands before the year."""
    if numbered := _OF_YEAR.match(text):
        text = f"{numbered[1]}〔{numbered[2]}〕{numbered[3]}号"
    found = file_numbers(text)
    if not found:
        return text
    name = text[: found[0].start].strip() + found[0].office
    return replace(found[0], office=name).form


def issuer_of(cut: Cut, placed: Placed, number: Printed | None) -> Printed | None:
    """Return the office that issued a paper; None for what is neither a circular nor signed by an office.

    It is the one of a circular's red head (…文件), else the one that its headline begins with (…关于…的通知), else the
    one that signs above the date of the foot, else the one that had it printed or sent (…印发, behind 发：…).
    """
    foot = [(block, place) for block, place in placed[cut.head :][-8:] if len(block.text) <= 120]
    if number is None and not any(is_imprint(block.text) for block, _ in foot):
        return _signature(foot)
    for block, (start, _) in placed[: cut.head]:
        if (found := _RED_HEAD.match(block.text)) and _OFFICE_END.search(found["office"]):
            return _stretch(block.text, start, found.span("office"))
    headline = [placed[i] for i in cut.headline]
    whole = "".join(block.text for block, _ in headline)
    if (found := _ABOUT.match(whole)) and _OFFICE_END.search(found["office"]):
        first, (start, _) = headline[0]
        if len(found["office"]) <= len(first.text):
            return _stretch(first.text, start, found.span("office"))
    if signature := _signature(foot):
        return signature
    for (above, _), (block, (start, end)) in zip([(None, (0, 0)), *foot], foot, strict=False):
        prints = _PRINTS.match(block.text) if is_imprint(block.text) else None
        if prints and _OFFICE_END.search(prints["office"]):
            return _stretch(block.text, start, prints.span("office"))
        if (
            above
            and is_imprint(above.text)
            and _OFFICE_END.search(block.text)
            and len(block.text) <= _LONGEST_NAME_LINE
        ):
            return Printed(block.text, (start, end))
    return None


def _signature(foot: Placed) -> Printed | None:
    """Return the office that signs on the line above a date; None where none does."""
    for (block, place), (below, _) in zip(foot, foot[1:], strict=False):
        if (
            len(below.text) <= LONGEST_DATE_LINE
            and is_date_line(below.text)
            and _OFFICE_END.search(block.text)
            and len(block.text) <= _LONGEST_NAME_LINE
        ):
            return Printed(block.text, place)
    return None


def is_office(text: str) -> bool:
    """Return whether a line ends like the name of an office: …局, …委员会."""
    return _OFFICE_END.search(text) is not None


def _stretch(text: str, start: int, place: Span) -> Printed:
    return Printed(text[slice(*place)], (start + place[0], start + place[1]))


# ---------------------------------------------------------------- inferred


def dated(found: Sequence[Article], text: str, name: str) -> tuple[Article, ...]:
    """Return the articles of a document, those without a date given the one that can be inferred, if any.

    First comes the folio line of a page, a short line of no article's text with a full date; then the file's name;
    then, on a newspaper page only, its latest year, where it is named at least twice and not as a plan, with the day
    that the article's lead names. What the text says counts before the name where it only says it more exactly.

    Args:
        found: In reading order.
        text: The clean text.
        name: Of the document, with its folders.
    """
    folio = _folio(found, text)
    named = date_in_name(name)
    year = _year(text) if _of_press(found, text) else ""
    made = []
    for article in found:
        body = next((p for p in article.paragraphs if p.kind == "body"), None)
        if article.date is None and body is not None:
            said = _said(text[body.start : body.end], year)
            value = folio or (said if said.startswith(named) else named)
            article = replace(article, date=Printed(value)) if value else article
        made.append(article)
    return tuple(made)


def date_in_name(name: str) -> str:
    """Return the date in a file's name, ISO form; ``""`` where there is none.

    >>> [date_in_name(n) for n in ("a/2020-04-16 讲话.txt", "通报20200416.md", "2020年4月简报.txt", "2020年报告.txt")]
    ['2020-04-16', '2020-04-16', '2020-04', '']
    """
    found = _IN_NAME.search(PurePosixPath(name).stem)
    if found is None:
        return ""
    year, month, day = found[1], found[3] or found[5], found[4] or found[6]
    return "-".join([year, f"{int(month):02d}", *([f"{int(day):02d}"] if day else [])])


def _folio(found: Sequence[Article], text: str) -> str:
    """Return the date that a newspaper page prints on its folio, or alone beside its articles; ``""`` for none."""
    for article in found:
        beside = len(found) > 1 and all(p.kind != "body" for p in article.paragraphs)
        for paragraph in article.paragraphs:
            if paragraph.end - paragraph.start > 2 * _LONGEST_FOLIO:
                continue
            line = text[paragraph.start : paragraph.end]
            if (is_folio(line) or (beside and len(line) <= _LONGEST_FOLIO)) and (date := date_of(line)):
                return date[0]
    return ""


def _of_press(found: Sequence[Article], text: str) -> bool:
    """Whether articles are those of a newspaper: several name who wrote them, or one opens as a report does."""
    bodies = [next((p for p in article.paragraphs if p.kind == "body"), None) for article in found]
    leads = any(body is not None and dateline(text[body.start : body.end]) for body in bodies)
    return leads or sum(article.byline is not None for article in found) > 1


def _year(text: str) -> str:
    """Return the latest year of a text, where it is named at least twice and not for what is planned; else ``""``."""
    found = [match for at in _of_19_or_20(text) if (match := _YEAR.match(text, at))]
    latest = max((match[1] for match in found), default="")
    told = [
        match
        for match in found
        if match[1] == latest
        and not _PLANNED_FOR.search(text, max(0, match.start() - _NEAR), match.start())
        and not _PLANNED.match(text, match.end())
    ]
    return latest if len(told) > 1 else ""


def _of_19_or_20(text: str) -> list[int]:
    """Return where a text says 19 or 20."""
    codes = codes_of(text)
    first, second = codes[:-1], codes[1:]
    places = ((first == 0x31) & (second == 0x39)) | ((first == 0x32) & (second == 0x30))
    return [int(at) for at in np.flatnonzero(places)]


def _said(lead: str, year: str) -> str:
    """Return the day that a report's lead names in a year; the year alone where it names none."""
    day = _DAY.search(lead[:120]) if year and dateline(lead) else None
    return f"{year}-{int(day[1]):02d}-{int(day[2]):02d}" if day else year
