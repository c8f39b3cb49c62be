"""What a question wants to be told: which kind of thing, in which unit, how many of them.

The kinds come from how the question was understood (``Constraints.kind``); units and counts are read off its
own words here. Knows no documents and no models.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.text.fold import fold
from rag.text.numbers import Quantity, QuantityKind, numeral, quantities


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit asked for: what it measures and its common form (``元`` for 亿元)."""

    kind: QuantityKind
    name: str


_ASKED_QUANTITY = re.compile(
    r"(?P<rank>第几|排名|位次|名次)|百分之几|(?:多少|(?<![哪好这那])几(?![乎何]))个?(?P<unit>%|百分点|点(?!钟)|[万亿]?[\u4e00-\u9fff]{0,3}|)"
)
_MONEY = re.compile(
    r"钱|出口额|零售额|交易额|出口总额|gdp|生产总值|产值|收入|金额|资金|投资|奖金|税收|营收|利润|价格|售价|单价|原价|赔|亏了|亏损|赚|挣|押金|定金|保证金|房租|租金|月租|门票|补助|津贴|手续费|工本费|报名费|成本|经济总量|费用|补贴|销售额|市值|罚款|成交额|融资|预算|经费|开支|支出|薪|工资|学费|票价|房价|罚金"
)
_RATE = re.compile(
    r"百分|比例|占比|增速|增幅|涨幅|降幅|增长率|比率|比重|同比|环比|涨了|增长了|下降了|提高了|利率|率(?:是|为|达|有|$)"
    # 收入增长多少 is told in per cent, 收入增加多少 may be told in yuan.
    "|(?:增长|下降|上升|回落|下滑|涨|跌)(?:大?约)?$"
)
# What is measured where the question names no unit.
_MEASURED = (
    (re.compile("几比几|几成"), Unit("percent", "%")),
    (_RATE, Unit("percent", "%")),
    (re.compile(rf"(?:规模|{_MONEY.pattern})[^，。？?]{{0,6}}多[大高]"), Unit("money", "元")),
    (
        re.compile(
            r"多(?:长(?!时间|期)|远|高|宽|深|厚)|(?:全长|总长|长度|里程|宽度|高度|海拔|距离|路程)[^，。？?]{0,4}多少"
        ),
        Unit("measure", "米"),
    ),
    (re.compile(r"面积[^，。？?]{0,6}(?:多少|多大)|[多几][少个]?平(?!均)"), Unit("measure", "平方米")),
    (re.compile(r"多久|多长时间"), Unit("duration", "天")),
    (re.compile(r"年纪|岁数|年龄|多少岁|几岁"), Unit("duration", "岁")),
)
_PERCENT = Unit("percent", "%")
_FINES = re.compile("罚$|(?<![米平亩人])赔$")  # told by a part of the price, too: 按金额的万分之五
_DEGREES = re.compile("(?:[气水室体低高]温|温度)[^，,。；;]{0,8}$")
# What is done with money only, right before how much: 投了多少, 还要交多少.
_PAYS = re.compile(
    "(?:收费|收|交|付|缴|缴纳|赔|赔偿|补|罚|还|领|拿|欠|投|投入|花|攒|省|捐|募|筹|造价|总?价|[^消免经浪旅自]费)[了过]?$"
)
# 多少常住人口, 多少名博士生: people are counted, whatever they are called.
_PEOPLE_ASKED = re.compile(
    "[^，。？?是有]{0,6}?(?:人口|人数|人才|人员|职工|员工|学生|学员|教师|老师|师傅|孩子|小孩|娃|家长|病人|患者|用户|队员|球员|游客|旅客|党员|干部|专家|院士|村民|居民|观众|选手|志愿者|代表|工人|老人|儿童|[\u4e00-\u9fff]人(?=[?？。了]?$))"
)
_SLOT = re.compile(
    r"多少|第?几(?![乎何])|什么时[候间]|什么|哪[一]?[年天]|谁|哪位|哪[个家里些所次]|多[大高长久远快](?![家的])|是否|怎么样?|如何"
)
# How finely a date is asked for.
_GRAINS = (
    ("year", re.compile(r"[哪几][一]?年|几几年|哪个年份|年份")),
    ("month", re.compile(r"[哪几][一]?个?月")),
    ("day", re.compile(r"[哪几][一]?[天日号]|日期")),
    ("time", re.compile(r"几点|几时|哪个时[间刻]")),
)
_NUMERAL = r"(?:[二两三四五六七八九十]{1,3}|\d{1,2})"
_WANTED = re.compile(
    rf"哪({_NUMERAL})|({_NUMERAL})(?:个|大|条|项|类|种|块|点|方面|句|位|家|张|件|支|场|步|批|座|名)[^，。？?]{{0,10}}"
    rf"(?:分别|各?是(?:什么|哪|啥)|是哪|叫|包括|有哪)|(?:总结|概括|归纳|列[举出]|说出|讲)(?:成|出)?({_NUMERAL})(?:点|条|个|项)"
)
_WRITES = re.compile("记者|通讯员|作者|署名|撰|写|报道|采访|编辑|摄影|拍")
_NOUN = re.compile(
    rf"(?:哪(?:些|几|{_NUMERAL})|(?<![\d第]){_NUMERAL})(?:个|大|条|项|类|种|块|点|方面|句|位|家|张|件|支|场|步|批|座|名)?的?"
    r"([\u4e00-\u9fff]{2,6}?)(?=叫|是|分|各|有|要|做|达|组成|[，。？?]|$)"
    r"|的([\u4e00-\u9fff]{2,5})(?:都|各|分别)?(?:有|是|包括|包含)哪"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants.

    Attributes:
        kinds: As in ``Constraints.kind``, best guess first; may be empty.
        units: Units asked for, in order; empty where the question names none.
        slots: How many things are asked (完成几家、启动几家 are two), at least 1.
        wanted: How many items of a list are wanted (哪六个); None where it does not say.
        reporter: Whether the question names reporters or authors, as who wrote something.
        grain: Whether a ``year``, ``month``, ``day`` or ``time`` is asked for; ``""`` for any date.
        noun: What the items of a list are called (哪些重点工程: 重点工程); ``""`` where it does not say.
    """

    kinds: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    slots: int = 1
    wanted: int | None = None
    noun: str = ""
    grain: str = ""
    reporter: bool = False

    @property
    def kind(self) -> str:
        """The first kind asked for, ``""`` for none."""
        return self.kinds[0] if self.kinds else ""


def asked(question: str, kinds: tuple[str, ...] = ()) -> Asked:
    """Return what a standalone question wants.

    Args:
        question: One question.
        kinds: What it was understood to ask for.

    >>> [u.name for u in asked("2019年温州的经济总量做到了多少亿，比上年涨了几个点？", ("number",)).units]
    ['元', '%']
    >>> [u.name for u in asked("上半年税收增长多少", ("number",)).units]
    ['%']
    >>> asked("是哪六个“大”？", ("list",)).wanted
    6
    """
    text = fold(question)
    slots = max(1, len(_SLOT.findall(text)))
    noun = _NOUN.search(text)
    units = _units(text) if "number" in kinds else ()
    grain = next((name for name, shape in _GRAINS if shape.search(text)), "") if "date" in kinds else ""
    named, writes = (noun[1] or noun[2]) if noun else "", bool(_WRITES.search(text))
    return Asked(kinds, units, slots, wanted_items(text), named, grain, writes)


def wanted_items(question: str) -> int | None:
    """Return how many items a folded question wants, 2 to 20; None where it does not say."""
    match = _WANTED.search(question)
    value = numeral(next(g for g in match.groups() if g)) if match else None
    return int(value) if value is not None and 2 <= value <= 20 else None


def _units(text: str) -> tuple[Unit, ...]:
    """Return the units that a question about numbers wants, in order."""
    units: list[Unit] = []
    last = 0
    for match in _ASKED_QUANTITY.finditer(text):
        before, after = text[last : match.start()], text[match.end() : match.end() + 4]
        unit = _unit_of(match["unit"] or "")
        if unit is not None and unit.kind == "count" and unit.name not in _PEOPLE and "个" in match[0][:-1]:
            unit = Unit("count", "个")  # 几个省会城市 does not count 省
        if match["unit"] == "块" or (match["unit"] or "").startswith("块一"):
            unit = Unit("money", "元")  # 一个月几块
        if match["rank"]:
            unit = Unit("rank", "")
        elif unit is None and _DEGREES.search(before):
            unit = Unit("measure", "℃")
        elif (
            match["unit"] in ("点", "百分点", "%")
            or match[0].startswith("百分")
            or unit is None
            and _RATE.search(before)
        ):
            unit = Unit("percent", "%")
        elif unit is None and _PEOPLE_ASKED.match(text, match.end() - len(match["unit"] or "")):
            unit = Unit("count", "人")
        elif (match["unit"] or "")[:1] in ("亿", "万") or (
            unit is None and (_MONEY.search(before + match[0] + after) or _PAYS.search(before))
        ):
            unit = unit or Unit("money", "元")
        if unit is not None and unit not in units:
            units.append(unit)
        if unit is not None and unit.kind == "money" and _FINES.search(before) and _PERCENT not in units:
            units.append(_PERCENT)
        last = match.end()
    if not units:
        units.extend(unit for pattern, unit in _MEASURED if pattern.search(text))
    return tuple(units)


@lru_cache(maxsize=1024)
def _unit_of(words: str) -> Unit | None:
    """Return the unit with which some words begin."""
    for size in (len(words), 3, 2, 1):
        found = quantities("5" + words[:size]) if size and size <= len(words) else []
        if found and found[0].unit:
            return Unit(found[0].kind, found[0].unit)
    return None


def fit(quantity: Quantity, units: tuple[Unit, ...]) -> float:
    """Return how well a quantity answers a question that wants some units, 0 to 1.

    The unit asked for is best, then another of its kind (元 for 美元), then a count for a count; where no unit
    is asked for, any number with a unit will do.
    """
    # 一次 and 一个 seldom say how many.
    factor = 0.4 if quantity.text.startswith("一") and len(quantity.text) < 3 else 1.0
    if not units:
        return factor * {"bare": 0.5, "rank": 0.3}.get(quantity.kind, 0.6)
    return factor * max(_fit(quantity, unit) for unit in units)


def _fit(quantity: Quantity, unit: Unit) -> float:
    """Return how well a quantity fits one unit."""
    if quantity.kind == unit.kind:
        if quantity.unit == unit.name or unit.kind in ("percent", "rank") or {quantity.unit, unit.name} <= _PEOPLE:
            return 1.0
        if unit.kind == "count":
            # 个 counts anything, but seldom people, cases or times.
            of_any = "个" in (quantity.unit, unit.name) and unit.name not in _PEOPLE | _EVENTS
            return 0.45 if of_any or {quantity.unit, unit.name} <= _HOUSES else 0.3
        return 0.8
    if quantity.kind == "bare":
        if unit.name in _PEOPLE and quantity.text[-1:] in "万亿":
            return 0.8  # 常住人口32.8万
        return 0.35 if unit.kind == "count" else 0.2
    return 0.15


_PEOPLE = {"人", "名", "位", "人次", "票"}
_EVENTS = {"例", "起", "宗", "次", "回", "场", "届"}
_HOUSES = {"家", "户"}
