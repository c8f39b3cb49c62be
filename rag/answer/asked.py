"""What a question wants to be told: which kind of thing, in which unit, how many of them.

Reads the question's own words only. Knows no documents and no models; what the retriever made of the
question (its constraints) is a hint here, never a command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rag.text.fold import fold

Kind = Literal[
    "number",
    "date",
    "duration",
    "person",
    "place",
    "organisation",
    "name",
    "list",
    "reason",
    "manner",
    "yes_no",
    "other",
]

_UNITS = (
    "个百分点|百分点|亿美元|万美元|美元|欧元|亿元|万元|元|块|公里|千米|平方米|平方公里|立方米|米|厘米|毫米|公顷|亩|吨|公斤|千克|克|"
    "万人|人次|人|名|位|家|个|项|件|条|支|只|辆|台|座|所|间|栋|幢|套|户|村|次|场|届|期|批|份|种|类|门|艘|架|处|"
    "倍|成|岁|级|度|层|枚|册|本|部|篇|集|首|字|票|分|行|颗|株|头|匹|瓦|千瓦|兆瓦|千瓦时|例|起|宗|步|圈|声|对|块牌子"
)
_TIME_UNITS = "年|个月|月|周|星期|天|日|小时|个小时|分钟|秒"
# Units that stand for one another: an answer in any of a row answers a question in any of it.
_FAMILIES = (
    ("人", "名", "位", "人次", "万人", "户"),
    ("元", "万元", "亿元", "块", "美元", "亿美元", "万美元", "欧元", "亿", "万"),
    ("%", "个百分点", "百分点", "成", "倍"),
    ("家", "个"),
    ("项", "件", "条", "个"),
    ("支", "个"),
    ("公里", "千米", "米", "里"),
    ("亩", "公顷", "平方米", "平方公里"),
)
_MONEY = re.compile(
    r"钱|gdp|产值|收入|金额|资金|投资|奖金|税收|营收|利润|价格|成本|总量|规模|费用|补贴|销售额|亿|市值|财政|罚款|成交额"
)
_RATE = re.compile(r"百分|比例|占比|增速|增幅|涨幅|降幅|增长率|率|几个点|比重|同比|环比|百分点")

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("reason", r"为什么|为何|何以|什么原因|原因是|因何|怎么会|缘由|的原因|什么理由"),
    ("duration", rf"多久|多长时间|(?:多少|几|好多)个?(?:{_TIME_UNITS})(?!份|代|级|[几前])|几分钟"),
    (
        "date",
        r"什么时[候间]|什么时[候间]|何时|哪一?[年天月日]|几时|几[月号日]|何年|何月|多会儿|哪个(?:年|月|日|世纪|年代|时期|朝代)|"
        r"什么(?:日期|年代|时期|朝代|日子)|哪一[个]?(?:年|天|月|日|世纪|年代|时期|朝代)|日期|年份|截止时间|时间是|于何",
    ),
    (
        "number",
        r"多少|几分之|第几|排名|名次|(?<![哪这那十百好])几(?!乎|何)|多[大高长宽重深远快厚](?!的?影响)|多大|数量|数字|增速|占比|比例是",
    ),
    (
        "person",
        r"谁|哪位|哪一?名|何人|哪(?:一)?个(?:人|记者|作者|皇帝|国王|演员|导演|歌手|球员|选手|人物)|什么人|哪些人|姓名|"
        r"记者(?:是|叫)|作者(?:是|叫)|一把手|负责人是|书记是|主任是|领导是",
    ),
    (
        "place",
        r"哪里|哪儿|在哪|何处|何地|什么地方|哪个?(?:地方|城市|国家|省|市|区|县|镇|乡|村|街道|社区|岛|洲|地区|州)|位于何|地点|于哪|哪国|"
        r"哪[一]?[省市区县镇国]|什么国家|什么城市",
    ),
    (
        "organisation",
        r"哪[一]?家|哪[一]?个(?:单位|部门|公司|机构|组织|企业|集团|学校|大学|政党|党派|球队|团队|委员会|法院|银行)|"
        r"哪[一]?所|什么(?:公司|单位|部门|机构|组织|企业)|哪个?(?:部门|公司|机构|单位)|哪支",
    ),
    ("list", r"哪些|哪(?:[几两二三四五六七八九十]|\d+)|有何(?!关系)|几大|包括什么|包含什么|包括哪|分别"),
    (
        "name",
        r"什么名|名[称字]|叫什么|叫啥|叫做什么|称为什么|代号|主题是|口号|哪[一]?[部本首款种项届部场条]|什么(?:片|书|歌|奖|称号|职务|职位)",
    ),
    ("manner", r"如何|怎么|怎样|何种方式|什么方式|通过什么|什么办法"),
    ("yes_no", r"吗[？?]?$|是否|是不是|有没有|能不能|会不会|可不可以|要不要"),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)
_QUANTITY_ASKED = re.compile(rf"(?:多少|第?几|百分之几)(?:个)?(?:多)?({_UNITS}|{_TIME_UNITS}|亿|万|%|点)?")
_SLOT = re.compile(r"多少|第?几(?!乎)|什么时[候间]|哪[一]?[年天]|谁|哪位|哪[个家里些所]|多[大高长久]|什么")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants.

    Attributes:
        kinds: Kinds of thing asked for, in the order in which the question names them; at least one.
        units: Units asked for (``家``, ``亿元``, ``%``); empty where the question names none.
        slots: How many things are asked (完成几家、启动几家 are two), at least 1.
    """

    kinds: tuple[Kind, ...]
    units: tuple[str, ...] = ()
    slots: int = 1

    @property
    def kind(self) -> Kind:
        """The first kind asked for."""
        return self.kinds[0]


def asked(question: str, hints: tuple[str, ...] = ()) -> Asked:
    """Return what a standalone question wants.

    Args:
        question: One question.
        hints: Kinds read off it elsewhere, used where its own words say nothing.

    >>> asked("2019年温州的经济总量做到了多少亿，比上年涨了几个点？").units
    ('亿元', '%')
    >>> asked("局长是谁？").kind
    'person'
    """
    text = fold(question)
    found = sorted((m.start(), order, kind) for order, (kind, p) in enumerate(_PATTERNS) if (m := p.search(text)))
    kinds: list[Kind] = []
    for _, _, kind in found:
        if kind not in kinds:
            kinds.append(kind)
    if "duration" in kinds and "number" in kinds:
        kinds.remove("number")
    if not kinds:
        known = {kind for kind, _ in _KINDS}
        kinds = [h for h in hints if h in known] or ["other"]
    return Asked(tuple(kinds), _units(text) if "number" in kinds or "duration" in kinds else (), _slots(text))


def _units(text: str) -> tuple[str, ...]:
    """Return the units that a question about numbers wants."""
    units: list[str] = []
    last = 0
    for match in _QUANTITY_ASKED.finditer(text):
        unit = match.group(1) or ""
        before = text[last : match.start()]
        if (
            unit in ("点", "百分点", "个百分点")
            or match.group().startswith("百分")
            or (not unit and _RATE.search(before))
        ):
            unit = "%"
        elif unit in ("亿", "万") or (not unit and _MONEY.search(before + text[match.end() : match.end() + 3])):
            unit = "亿元"
        if unit and unit not in units:
            units.append(unit)
        last = match.end()
    if not units and _RATE.search(text):
        units.append("%")
    return tuple(units)


def _slots(text: str) -> int:
    """Return how many things a question asks for."""
    return max(1, len(_SLOT.findall(text)))


def same_family(one: str, other: str) -> bool:
    """Return whether two units can answer for one another (家 and 个, 元 and 亿元).

    >>> same_family("亿元", "万元"), same_family("家", "公里")
    (True, False)
    """
    return one == other or any(one in family and other in family for family in _FAMILIES)
