"""The years a text speaks of: printed ones, and 去年, 今年, 上半年 and their like resolved by the date of the article.

What cannot be told is left out: a relative word without a date, 当年 with no year before it, a 四季度 in an article
of January. Reads dates only; knows no document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.records import Span, SpokenYears
from rag.text.numbers import DateMention, year_dates
from rag.text.sentences import sentences

# From the date of the article; 上年 and its like count from a year that the sentence names before.
_FROM_DATE = {"去年": -1, "今年": 0, "本年": 0, "前年": -2, "明年": 1, "后年": 2}
_FROM_SENTENCE = {"上年": -1, "当年": 0, "同年": 0, "次年": 1}
_RELATIVE = _FROM_DATE.keys() | _FROM_SENTENCE.keys()
_MAY_NAME = re.compile(r"[年季]|前.{0,6}月|(?:19|20)\d{2}\s?[-/.]")
_THIS = re.compile("本年(?!级|轻|龄)")
# 以前年度, 上年纪, 同年龄, 战后年代, 一年中 hold no year.
_NO_YEAR_BEFORE = re.compile("[以之战产]$")
_NO_YEAR_BEHIND = re.compile("[龄轻纪级代]")
_LOOK_BACK = 2
_COUNTED_BEFORE = re.compile(r"[一两三四五六七八九十几多半每这整\d]\s?$")
# What an article of January or February may mean of the last year or of this one.
_OPEN_EARLY = re.compile("下半年|全年|[四4]季度|前三季度|年[底末]")
_EARLY_MONTHS = ("01", "02")
_PRINTED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# Of the plans of five years; the sixth began in 1981. 五五 and earlier ones are not written as 十三五 is.
_PLAN = re.compile("(?<![一二三四五六七八九十])十([一二三四五六])五(?![年个家名月])")
_PLAN_YEARS, _BEFORE_FIRST_PLAN = 5, 1951
_REVIEW = re.compile(r"总结|工作报告|计划|执行情况")
_ON_A_YEAR = re.compile(rf"公报|年报|年鉴|年度报告|决算|统计|{_REVIEW.pattern}")


@dataclass(frozen=True, slots=True)
class _Told:
    """What an article tells of the years that it speaks of.

    Attributes:
        issued: The year of its date, from which 今年 and 去年 count; None where unknown.
        meant: The year that 上半年 and 全年 mean by themselves, and that 上年 is the one before of.
        early: Whether it is of the first months of a year, in which 全年 may be of the last.
    """

    issued: int | None
    meant: int | None
    early: bool


def spoken_years(text: str, date: str = "", headline: str = "") -> tuple[SpokenYears, ...]:
    """Return the years that a text speaks of, in order.

    Args:
        text: Clean text.
        date: Of its article, ISO form as far as known; ``""`` where unknown, and then only printed years and what
            leans on them are found.
        headline: Of its article. A report on a year (2020年…统计公报), most often of the spring after it, means that
            year by 全年, and the one before it by 上年.

    >>> [(y.first, y.resolved) for y in spoken_years("2018年增长7%，去年增长8%，今年一季度下降。", "2020-04-16")]
    [(2018, False), (2019, True), (2020, True), (2020, True)]
    """
    # Sentences and dates are looked for only where one may name a year: that is most of the work.
    if not _MAY_NAME.search(text):
        return ()
    told = _told(date, headline)
    found: list[SpokenYears] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        if not _MAY_NAME.search(sentence):
            continue
        mentions = year_dates(sentence)
        if "本年" in sentence:
            mentions += this_year(sentence)
            mentions.sort(key=lambda mention: mention.start)
        own: list[SpokenYears] = []
        for mention in mentions:
            if years := _years(mention, sentence[: mention.start], sentence[mention.end :], own, told):
                place = start + mention.start, start + mention.end
                own.append(SpokenYears(*place, *years, mention.year is None))
        found += own
    return tuple(found)


def said_years(
    text: str, start: int, mentions: Sequence[DateMention], date: str, headline: str
) -> tuple[SpokenYears, ...] | None:
    """Return the years that a text speaks of, its dates being known; None where its sentences have to be looked at.

    Args:
        text: Clean text.
        start: From where the places of the dates are counted: its first character.
        mentions: All of its dates that may name a year, in order.
        date: As in ``spoken_years``.
        headline: As in ``spoken_years``.
    """
    told = _told(date, headline)
    bounds: list[int] = []
    found: list[SpokenYears] = []
    for mention in mentions:
        # A sentence names a year only where print says so in the usual characters.
        if not _MAY_NAME.search(mention.text):
            return None
        at, end = mention.start - start, mention.end - start
        before = found[-1:]
        if before and mention.year is None and mention.period not in _FROM_DATE:
            bounds = bounds or [stop for _, stop in sentences(text)]
            if bisect_right(bounds, before[0].start) != bisect_right(bounds, at):
                before = []
        line = text.rfind("\n", max(0, at - _LOOK_BACK), at) + 1
        if years := _years(mention, text[line or max(0, at - _LOOK_BACK) : at], text[end : end + 1], before, told):
            found.append(SpokenYears(at, end, *years, mention.year is None))
    return tuple(found)


def years_within(found: tuple[SpokenYears, ...], start: int, end: int) -> frozenset[int]:
    """Return the years spoken of in the stretch from ``start`` to ``end``, all of a range up to twenty."""
    return frozenset(
        year
        for spoken in found
        if spoken.start < end and start < spoken.end
        for year in range(spoken.first, min(spoken.last, spoken.first + 20) + 1)
    )


def plan_years(text: str) -> frozenset[int]:
    """Return the years of the five-year plans that a text names.

    >>> sorted(plan_years("“十四五”期间"))
    [2021, 2022, 2023, 2024, 2025]
    """
    found = frozenset[int]()
    for match in _PLAN.finditer(text):
        first = _BEFORE_FIRST_PLAN + _PLAN_YEARS * (11 + "一二三四五六".index(match[1]))
        found |= frozenset(range(first, first + _PLAN_YEARS))
    return found


def this_year(text: str) -> list[DateMention]:
    """Return where a text says 本年, which no date is."""
    return [DateMention(*match.span(), match[0], "relative", period="本年") for match in _THIS.finditer(text)]


@lru_cache(maxsize=64)
def _told(date: str, headline: str) -> _Told:
    """Return what the date and the headline of an article tell."""
    issued = int(date[:4]) if date[:4].isdigit() else None
    about = {int(year) for year in _PRINTED_YEAR.findall(headline)} if _ON_A_YEAR.search(headline) else set()
    year = about.pop() if len(about) == 1 else None
    if year is None or issued not in (None, year + 1):
        return _Told(issued, issued, date[5:7] in _EARLY_MONTHS)
    # A review of the last year goes on to plans for this one: there 全年 may be either.
    return _Told(issued, None if _REVIEW.search(headline) else year, early=False)


def _years(mention: DateMention, left: str, right: str, before: list[SpokenYears], told: _Told) -> Span | None:
    """Return the first and last year of a mention; None where it names none or that cannot be told.

    Args:
        mention: As printed.
        left: What stands before it in its sentence, at least the last two characters.
        right: What stands behind it, at least one character.
        before: What its sentence has named before it.
        told: What its article tells.
    """
    if mention.year is not None:
        return mention.year, mention.until or mention.year
    anchor = before[-1].last if before else None
    word = mention.period
    if mention.kind == "relative" and word in _RELATIVE:
        if _NO_YEAR_BEFORE.search(left[-1:]) or _NO_YEAR_BEHIND.match(right):
            return None
        if word in _FROM_DATE:
            year = None if told.issued is None else told.issued + _FROM_DATE[word]
        elif anchor is not None:
            year = anchor + _FROM_SENTENCE[word]
        else:
            year = told.meant - 1 if told.meant is not None and word == "上年" else None
        return None if year is None else (year, year)
    if mention.kind == "period" and not (word.startswith("年") and _COUNTED_BEFORE.search(left[-_LOOK_BACK:])):
        if word.startswith(("月", "上旬", "中旬", "下旬")) or _NO_YEAR_BEHIND.match(right):
            return None
        if anchor is None and not (told.early and _OPEN_EARLY.search(word)):
            anchor = told.meant
        return None if anchor is None else (anchor, anchor)
    return None
