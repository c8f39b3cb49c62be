"""The years a text speaks of: printed ones, and 去年, 今年, 上半年 and their like resolved by the date of the article.

What cannot be told is left out: a relative word without a date, 当年 with no year before it, a 四季度 in an article
of January that tells no growth. Reads dates only; knows no document.
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
_BOTH = "今明两年"
_MAY_NAME = re.compile(r"[年季]|前.{0,6}月|(?:19|20)\d{2}\s?[-/.]")
_THIS = re.compile("本年(?!级|轻|龄)")
# 以前年度, 上年纪, 同年龄, 战后年代, 一年中 hold no year.
_NO_YEAR_BEFORE = re.compile("[以之战产]$")
_NO_YEAR_BEHIND = re.compile("[龄轻纪级代]")
_LOOK_BACK = 2
_COUNTED_BEFORE = re.compile(r"[一两三四五六七八九十几多半每这整\d]\s?$")
# What an article of January or February may mean of the last year or of this one.
_OPEN_EARLY = re.compile("下半年|全年|[四4]季度|前三季度|年[底末]")
_LAST_EARLY = 2
# In which month a period begins; of what lies ahead of an article nothing can be told but plans.
_BEGINS = {"二": 4, "2": 4, "三": 7, "3": 7, "四": 10, "4": 10, "下": 7}
_ENDING = re.compile("前?[一二三四1-4]季度|[上下]半年|全年|年[底末]")
_TELLS = re.compile("增长|下降|增加|减少|回升|回落|反弹|下滑|转正|转负|收窄|同比|环比|突破了|达到了|实现了|完成了")
_PLANS = re.compile(
    "[要将拟]|力争|争取|确保|力保|计划|规划|预[计期测]|目标|安排|部署|打算|任务|必须|开门红|以上|以内|左右|不低于|控制在|今年|本年"
)
_LONGEST_SENTENCE = 200
_CLAUSE_END = re.compile("[。！？；\n]")
_PRINTED_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# 23年 behind what counts, lasts or passes is a span; so is 23年前, and 23年的历史. Round ones are years
# at the head only.
_SHORT_YEAR = re.compile(
    r"(?:^|(?<=[，,、？?；;。])|(?<![\d.〇一-十百第了过满近约共到来用花长达逾超隔每前后足整干住租保期贷存])(?![1-9][05]))([0-289]\d)年"
    r"(?![前后来以间内里多制期龄限之份房工]|的?(?:历史|时间|经验|工龄|租期|期限))"
)
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
        month: Of its date, where 全年 may be of the last year or a quarter lies ahead; 0 where neither matters.
    """

    issued: int | None
    meant: int | None
    month: int

    @property
    def early(self) -> bool:
        """Whether it is of the first months of a year, in which 全年 may be of the last."""
        return 0 < self.month <= _LAST_EARLY


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
            place = start + mention.start, start + mention.end
            if years := _years(mention, text, place, own, told):
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
        if years := _years(mention, text, (at, end), before, told):
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
def with_whole_years(question: str) -> str:
    """Return a question with years of two digits written out (23年 is 2023年); a span of years stays as it is.

    >>> with_whole_years("97年赔了多少，23年呢"), with_whole_years("修了23年的路")
    ('1997年赔了多少，2023年呢', '修了23年的路')
    """
    return _SHORT_YEAR.sub(lambda match: _whole(match[0]), question)


def short_years(question: str) -> list[tuple[str, str]]:
    """Return the years of two digits that ``with_whole_years`` writes out, each with its whole form, in order, once.

    >>> short_years("97年赔了多少，23年呢")
    [('97年', '1997年'), ('23年', '2023年')]
    """
    return list(dict.fromkeys((match[0], _whole(match[0])) for match in _SHORT_YEAR.finditer(question)))


def _whole(short: str) -> str:
    """Return a year of two digits and 年 with its century."""
    return ("19" if short >= "50" else "20") + short


def _told(date: str, headline: str) -> _Told:
    """Return what the date and the headline of an article tell."""
    issued = int(date[:4]) if date[:4].isdigit() else None
    about = {int(year) for year in _PRINTED_YEAR.findall(headline)} if _ON_A_YEAR.search(headline) else set()
    year = about.pop() if len(about) == 1 else None
    if year is None or issued not in (None, year + 1):
        return _Told(issued, issued, int(date[5:7]) if date[5:7].isdigit() else 0)
    # A review of the last year goes on to plans for this one: there 全年 may be either.
    return _Told(issued, None if _REVIEW.search(headline) else year, 0)


def _years(mention: DateMention, text: str, place: Span, before: list[SpokenYears], told: _Told) -> Span | None:
    """Return the first and last year of a mention; None where it names none or that cannot be told.

    Args:
        mention: As printed.
        text: In which it stands.
        place: Where it stands there.
        before: What its sentence has named before it.
        told: What its article tells.
    """
    if mention.year is not None:
        return mention.year, mention.until or mention.year
    anchor = before[-1].last if before else None
    word = mention.period
    line = text.rfind("\n", max(0, place[0] - _LOOK_BACK), place[0]) + 1
    left, right = text[line or max(0, place[0] - _LOOK_BACK) : place[0]], text[place[1] : place[1] + 1]
    if mention.kind == "relative" and word == _BOTH:
        return None if told.issued is None else (told.issued, told.issued + 1)
    if mention.kind == "relative" and word in _RELATIVE:
        if _NO_YEAR_BEFORE.search(left[-1:]) or _NO_YEAR_BEHIND.match(right):
            return None
        if word in _FROM_DATE:
            further = word == "前年" and left.endswith("大")  # 大前年
            year = None if told.issued is None else told.issued + _FROM_DATE[word] - further
        elif anchor is not None:
            year = anchor + _FROM_SENTENCE[word]
        else:
            year = told.meant - 1 if told.meant is not None and word == "上年" else None
        return None if year is None else (year, year)
    if mention.kind == "period" and not (word.startswith("年") and _COUNTED_BEFORE.search(left[-_LOOK_BACK:])):
        if word.startswith(("月", "上旬", "中旬", "下旬")) or _NO_YEAR_BEHIND.match(right):
            return None
        if anchor in (None, told.issued) and told.issued is not None and _of_last_year(word, text, place, told):
            anchor = told.issued - 1
        elif anchor is None and not (told.early and _OPEN_EARLY.search(word)):
            anchor = told.meant
        return None if anchor is None else (anchor, anchor)
    return None


def _of_last_year(word: str, text: str, place: Span, told: _Told) -> bool:
    """Whether a period without a year is one of the last: it lies ahead of the article, which tells how it went.

    Early in a year all that is told of quarters and halves is.
    """
    if not told.month or not _ENDING.match(word):
        return False
    if told.month > _LAST_EARLY and (word[0] == "前" or _BEGINS.get(word[0], 0) <= told.month):
        return False
    low = max(0, place[0] - _LONGEST_SENTENCE)
    low = max((match.end() for match in _CLAUSE_END.finditer(text, low, place[0])), default=low)
    high = _CLAUSE_END.search(text, place[1], place[1] + _LONGEST_SENTENCE)
    clause = text[low : high.start() if high else place[1] + _LONGEST_SENTENCE]
    return bool(_TELLS.search(clause)) and not _PLANS.search(clause) and not _PRINTED_YEAR.search(clause)
