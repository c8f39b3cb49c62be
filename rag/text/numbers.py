"""Numbers, money, percentages, counts, ranks and dates in Chinese text, as places with a value to compare.

Reads shapes: digits, Chinese numerals before a unit, 万 and 亿, dates and named periods. Knows no
document and resolves nothing: 去年 stays 去年. Numerals that are part of a name (十四五, 八八战略,
一些) are left alone unless a unit follows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from rag.text.fold import fold

QuantityKind = Literal["money", "percent", "measure", "duration", "count", "rank", "bare"]
DateKind = Literal["day", "month", "year", "range", "period", "plan", "relative", "holiday", "time"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        text: As printed.
        kind: What it measures; ``rank`` for ordinals, ``bare`` where no unit follows.
        value: With 万 and 亿 multiplied in and lengths, areas and weights in a common unit.
        unit: The common unit (元, %, 米, 个, 名 …), ``""`` where there is none.
        vague: Whether 多, 余, 来 or 几 makes it a rough number.
    """

    start: int
    end: int
    text: str
    kind: QuantityKind
    value: Decimal
    unit: str
    vague: bool = False

    def same(self, other: Quantity) -> bool:
        """Whether two numbers say the same: equal value, and equal units where both have one."""
        return self.value == other.value and (self.unit == other.unit or not self.unit or not other.unit)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or period as printed; what is not said stays None or empty.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        text: As printed.
        kind: ``day``, ``month``, ``year``, ``range`` (2018-2022年), ``period`` (上半年), ``plan`` (十四五),
            ``relative`` (去年, 日前), ``holiday`` (国庆期间) or ``time`` (9时30分).
        year: Four digits; the first one of a range.
        month: 1 to 12.
        day: 1 to 31.
        period: 上半年, 底, 十四五 …, without quotation marks.
        until: Last year of a range.
    """

    start: int
    end: int
    text: str
    kind: DateKind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    period: str = ""
    until: int | None = None

    @property
    def iso(self) -> str:
        """``2020-04-16``, ``2020-04``, ``2020``, or ``""`` where no year is said."""
        if self.year is None:
            return ""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


# ---------------------------------------------------------------- numerals

# Bounded, so that a run of thousands of numerals costs no more than other text.
_NUMERAL = "[〇零一二两三四五六七八九十百千万亿]{1,12}"
_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_LARGEST = Decimal(10) ** 24


def numeral(text: str) -> Decimal | None:
    """Return the value of a number in digits or Chinese numerals; None if it is none.

    >>> [str(numeral(t)) for t in ("二十三", "一万二千", "二〇一九", "一万亿", "1,200.5", "温州")]
    ['23', '12000', '2019', '1000000000000', '1200.5', 'None']
    """
    plain = text.replace(",", "")
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain):
        return Decimal(plain)
    if not plain or any(c not in _DIGITS and c not in _SMALL and c not in _LARGE for c in plain):
        return None
    if all(c in _DIGITS for c in plain):
        return Decimal("".join(str(_DIGITS[c]) for c in plain))
    total = section = digit = 0
    for char in plain:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL:
            section, digit = section + (digit or 1) * _SMALL[char], 0
        elif char == "万":
            total, section, digit = total + (section + digit or 1) * _LARGE[char], 0, 0
        else:  # 亿 multiplies all that was read so far: 一万亿
            total, section, digit = (total + section + digit or 1) * _LARGE[char], 0, 0
    return Decimal(total + section + digit)


# ---------------------------------------------------------------- quantities


def _table(text: str) -> dict[str, tuple[str, Decimal]]:
    """Return unit → common unit and the factor to it, from words like ``公里=米*1000`` or ``元``."""
    table = {}
    for word in text.split():
        unit, _, rest = word.partition("=")
        common, _, factor = rest.partition("*")
        table[unit] = (common or unit, Decimal(factor or 1))
    return table


_UNITS: dict[QuantityKind, dict[str, tuple[str, Decimal]]] = {
    "measure": _table("""
        公里=米*1000 千米=米*1000 米 厘米=米*0.01 毫米=米*0.001 km=米*1000 mm=米*0.001 cm=米*0.01 海里
        平方公里=平方米*1000000 平方千米=平方米*1000000 平方米 ㎡=平方米 平米=平方米 平=平方米 公顷=平方米*10000 亩
        立方米 吨=千克*1000 公斤=千克 千克 kg=千克 克=千克*0.001 毫克=千克*0.000001 斤=千克*0.5 升 毫升=升*0.001
        千瓦时 度 兆瓦=千瓦*1000 千瓦 摄氏度=℃ ℃ gb tb=gb*1024
    """),
    "duration": _table("""
        个月=月 小时 个小时=小时 分钟 秒钟=秒 秒 天 日=天 周年=年 年 星期=周 周 个工作日=工作日 工作日 周岁=岁 岁 世纪
    """),
    "money": _table("""
        元人民币=元 人民币=元 元 块钱=元 美元 欧元 港元 港币=港元 日元 英镑 卢布 韩元 澳元 加元 瑞士法郎
    """),
    "percent": _table("% ‰ 个百分点=百分点 百分点 个基点=基点 基点 倍 成=%*10"),
    "count": _table("""
        个 家 名 人 位 支 项 件 条 次 场 批 所 座 台 辆 套 户 村 篇 首 行 种 类 例 起 处 间 张 本 部 艘 架 枚 只 头
        匹 棵 株 页 字 人次 户次 车次 家次 班 列 颗 发 门 道 份 款 点 大 面 块 把 幅 层 级 档 组 队 对 双 桩 宗 笔 单
        轮 代 段 步 站 席 票 分 环 集 盘 局 剂 床 粒 盒 瓶 袋 册 幢 栋 箱 丸 课时 学时 学分
        平台 县 市 区 镇 省 国 省份 国家 城市 社区 街道
    """),
}
_KIND_OF: dict[str, QuantityKind] = {unit: kind for kind, table in reversed(_UNITS.items()) for unit in table}
_CURRENCY = {"$": "美元", "¥": "元", "€": "欧元", "£": "英镑"}
_UNIT = "|".join(map(re.escape, sorted(_KIND_OF, key=len, reverse=True)))
_ROUGH = "[多余来几]?"
_QUANTITY = re.compile(
    rf"第(?P<ordinal>\d{{1,9}}|{_NUMERAL})(?P<of>[届期号版季名位次批条章个轮年家大])?"
    rf"|(?P<session>\d{{1,9}}|{_NUMERAL})届"
    rf"|百分之(?P<percent>\d{{1,9}}(?:\.\d{{1,9}})?|{_NUMERAL}(?:点[〇零一二三四五六七八九]{{1,9}})?)"
    rf"|(?P<below>\d{{1,9}}|{_NUMERAL})分之(?P<above>\d{{1,9}}|{_NUMERAL})"
    r"|(?<![\d.一二三四五六七八九十])(?P<tens>[1-9]|[一二三四五六七八九])(?P<ones>(?:\.?\d)|[一二三四五六七八九])?折(?![扣叠合旧线断算返磨腾])"
    r"|(?P<currency>[$¥€£])?(?<!\d)(?P<arabic>\d{1,3}(?:,\d{3})+(?:\.\d{1,9})?|\d{1,18}(?:\.\d{1,9})?)(?!\d)"
    rf"\s?(?P<rough>{_ROUGH}[百千十]?[万亿]{{0,2}}{_ROUGH})\s?(?P<unit>{_UNIT})?"
    rf"|(?P<han>{_NUMERAL})(?P<hrough>{_ROUGH}[万亿]?)(?P<hunit>{_UNIT})"
)
# With 一 these say "a" rather than how many.
_ARTICLE_LIKE = frozenset("个次把面起道点代大级分对")
# A unit that begins one of these words is no unit: 20人民, 三家园.
_NO_UNIT = re.compile(
    "人(?:民|大|才|员|口|社|类|工|事|物|心|文|士|均|们)|部(?:分|门|署|长|队)|大(?:大|家|会|学|力)|点[到多]|把手|"
    "面[镜积对]|道[路德]|条件|对[接外口]|头[等号]|处[理置罚]|级别|代表|单[位独]|字典|国[家际道]|分[别析]|次性|"
    "市[场民]|区域|站点|行[业动政为]|位于|起[来步跑]|家[园庭]|度假|年[级代轻]|元[旦宵素月]|周[边年期]|天[然气]|"
    "米饭|升级|号召|集[团体]|平[均时等台安原整面]|成[员不立为长功果就本绩败都份分交人年熟套型效名文品]"
)


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text with their units, in order, those inside dates left out.

    >>> [(q.text, str(q.value), q.unit) for q in quantities("达到6606亿元，增长8.2%，选派 5400多名专员")]
    [('6606亿元', '660600000000', '元'), ('8.2%', '8.2', '%'), ('5400多名', '5400', '名')]
    """
    plain = fold(text)
    for date in dates(text):
        if date.kind not in ("relative", "holiday"):
            plain = plain[: date.start] + " " * (date.end - date.start) + plain[date.end :]
    found = (_quantity(match, text) for match in _QUANTITY.finditer(plain))
    return [quantity for quantity in found if quantity is not None]


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    """Return the quantity that a match describes; None for numerals that only look like one."""
    group = match.groupdict()
    if group["ordinal"]:
        return _made(match, text, "rank", numeral(group["ordinal"]), group["of"] or "第")
    if group["session"]:
        return _made(match, text, "rank", numeral(group["session"]), "届")
    if group["percent"]:
        whole, _, rest = group["percent"].replace("点", ".").partition(".")
        value = numeral(whole)
        if value is not None and rest:
            value += (numeral(rest) or Decimal(0)) / 10 ** len(rest)
        return _made(match, text, "percent", value, "%")
    if group["tens"]:  # 八五折 and 8.5折 are 85 % of the price
        ones = numeral((group["ones"] or "").removeprefix(".")) or Decimal(0)
        return _made(match, text, "percent", (numeral(group["tens"]) or Decimal(0)) * 10 + ones, "折")
    if group["below"]:
        below, above = numeral(group["below"]), numeral(group["above"])
        return _made(match, text, "percent", round(above / below, 6) if below and above else None, "")
    return _counted(match, text)


def _counted(match: re.Match[str], text: str) -> Quantity | None:
    """Return the quantity of a number that a unit may follow."""
    group = match.groupdict()
    number, unit = group["arabic"] or group["han"], group["unit"] or group["hunit"] or ""
    rough = group["rough"] or group["hrough"] or ""
    end = match.end()
    if unit and _NO_UNIT.match(match.string, end - len(unit)):
        end, unit = end - len(unit), ""
    if unit == "大" and len(number) > 1:  # 二十大, 20大
        end, unit = end - 1, ""
    if group["han"] and (not unit or (number == "一" and unit in _ARTICLE_LIKE)):
        return None
    value = numeral(number)
    for char in rough:
        if value is not None and char in "十百千万亿":
            value *= _SMALL.get(char) or _LARGE[char]
    kind: QuantityKind = _KIND_OF.get(unit, "bare")
    if unit:
        unit, factor = _UNITS[kind][unit]
        value = None if value is None else value * factor
    elif group["currency"]:
        kind, unit = "money", _CURRENCY[group["currency"]]
    return _made(match, text, kind, value, unit, rough=any(c in "多余来几" for c in rough), end=end)


def _made(
    match: re.Match[str],
    text: str,
    kind: QuantityKind,
    value: Decimal | None,
    unit: str,
    *,
    rough: bool = False,
    end: int | None = None,
) -> Quantity | None:
    """Return a quantity in plain decimal form, without white space at its end; None without a value."""
    if value is None or value >= _LARGEST:
        return None
    printed = text[match.start() : match.end() if end is None else end].rstrip()
    plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
    return Quantity(match.start(), match.start() + len(printed), printed, kind, plain, unit, rough)


# ---------------------------------------------------------------- dates

_YEAR = r"(?:19|20)\d{2}|二[〇零][〇零一二三四五六七八九]{2}|一九[〇零一二三四五六七八九]{2}"
_MONTH = r"1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]"
_DAY = rf"3[01]|[12]\d|0?[1-9]|{_NUMERAL}"
_NAMED = (
    r"[上下]半年|前?[一二三四1-4]季度|前[一二三四五六七八九十\d]{1,3}个?月|全年|年[初中底末内]|月[初中底]|"
    r"[上中下]旬|[春夏秋冬]季"
)
# What a date begins with: places where none can begin are passed over at once.
_DATE_HEAD = '[\\d一二三四五六七八九十前去今明后当同次上中下本昨近日目全年月春夏秋冬"“元清端国暑寒除凌早晚傍]'
_DATE = re.compile(
    rf"(?={_DATE_HEAD})(?:(?P<from>{_YEAR})年?\s?[-~至到]\s?(?P<until>{_YEAR})[学财]?年"
    r"|(?P<iyear>(?:19|20)\d{2})[-/.](?P<imonth>1[0-2]|0?[1-9])[-/.](?P<iday>3[01]|[12]\d|0?[1-9])(?!\d)"
    rf"|(?P<year>{_YEAR})\s?年(?![级代])(?:\s?(?P<month>{_MONTH})\s?月(?:\s?(?P<day>{_DAY})\s?[日号])?)?"
    rf"(?P<part>{_NAMED}|[初中底末内])?"
    rf"|(?<![\d.第一-鿿])(?P<hmonth>十[一二]|[一二三四五六七八九十])月(?P<hday>{_NUMERAL}(?=[日号]))?[日号]?"
    r"|(?<![\d.])(?P<amonth>1[0-2]|0?[1-9])\s?月(?:\s?(?P<aday>3[01]|[12]\d|0?[1-9])\s?[日号](?![线楼]))?"
    r"(?P<mpart>[初底份]|[上中下]旬)?"
    r"|(?<![\d.])(?P<lone>3[01]|[12]\d|[1-9])日(?![元均常本报])"
    rf"|(?P<period>{_NAMED})"
    r"|(?P<plan>[“\"]?十[二三四五六]五[”\"]?(?![年个家名月\d])|[“\"]一五[”\"])"
    r"|(?P<relative>今明两年|[前去今明后当同次上]年|[昨今明当][日天]|近日|日前|目前|[本上下][月周]|近年来)"
    r"|(?P<holiday>(?:元旦|春节|清明|五一|端午|中秋|国庆|暑假|寒假|除夕|元宵)节?(?:假期|期间|长假|前后)?)"
    r"|(?P<time>(?:(?:凌晨|早上|上午|中午|下午|晚上|傍晚)|(?<![\d.]))(?:[01]?\d|2[0-4])"
    r"(?::[0-5]\d(?::[0-5]\d)?|[时点](?:[0-5]?\d分|半|整|许|(?=[,。、;)前后左至到起]|$)))(?!\d)))"
)
# What a date holds beside digits and white space.
DATE_CHARS = frozenset(
    "〇零一二两三四五六七八九十百千万亿年月日号季度旬个半全前上中下初底末内份春夏秋冬去今明后当同次昨天近目来本周"
    '元旦节清端午国庆暑寒假除夕宵期间长凌晨早晚傍时点分整许五学财"“”-~至到/.:'
)
# The last group of a date that names no year, in digits or by its words.
_YEARLESS = frozenset({"hmonth", "hday", "amonth", "aday", "mpart", "lone", "plan", "holiday", "time"})
_NAMED_KINDS: dict[str, DateKind] = {
    "period": "period",
    "plan": "plan",
    "relative": "relative",
    "holiday": "holiday",
    "time": "time",
}
_OF_DAYS = (
    "iyear",
    "imonth",
    "iday",
    "year",
    "month",
    "day",
    "part",
    "hmonth",
    "hday",
    "amonth",
    "aday",
    "mpart",
    "lone",
)


def dates(text: str) -> list[DateMention]:
    """Return the dates and periods of a text, in order, not overlapping.

    >>> [(d.text, d.kind, d.iso) for d in dates("2020年4月16日至5月底，“十四五”期间")]
    [('2020年4月16日', 'day', '2020-04-16'), ('5月底', 'month', ''), ('“十四五”', 'plan', '')]
    """
    return [_date(match, text) for match in _DATE.finditer(fold(text))]


def year_dates(text: str) -> list[DateMention]:
    """Return those of the dates of a text that may name a year: a printed one, a period, a relative word.

    >>> [d.text for d in year_dates("2020年4月16日9时，5月3日，去年一季度")]
    ['2020年4月16日', '去年', '一季度']
    """
    return [_date(match, text) for match in _DATE.finditer(fold(text)) if match.lastgroup not in _YEARLESS]


def year_dates_in(folded: str, text: str, start: int, end: int) -> list[DateMention]:
    """Return the dates of a stretch of a text that may name a year; none may go on over the bounds of the stretch.

    Args:
        folded: The text, folded.
        text: As printed, of the same length.
        start: Where the stretch begins; what stands before it is looked at.
        end: Where it ends; one character behind it is looked at.
    """
    matches = _DATE.finditer(folded, start, end + 1)
    return [_date(match, text) for match in matches if match.lastgroup not in _YEARLESS]


def _date(match: re.Match[str], text: str) -> DateMention:
    """Return the date that a match describes."""
    start, end = match.span()
    printed = text[start:end]
    if kind := _NAMED_KINDS.get(match.lastgroup or ""):
        return DateMention(start, end, printed, kind, period=match[0].strip('“”"'))
    if match["from"]:
        return DateMention(start, end, printed, "range", _whole(match["from"]), until=_whole(match["until"]))
    iyear, imonth, iday, year, month, day, part, hmonth, hday, amonth, aday, mpart, lone = match.group(*_OF_DAYS)
    months, days = _whole(imonth or month or hmonth or amonth), _whole(iday or day or hday or aday or lone)
    precision: DateKind = "day" if days else "month" if months else "year"
    return DateMention(start, end, printed, precision, _whole(iyear or year), months, days, part or mpart or "")


@lru_cache(maxsize=1024)
def _whole(text: str | None) -> int | None:
    """Return a whole number in digits or numerals; None for nothing."""
    value = numeral(text) if text else None
    return None if value is None else int(value)
