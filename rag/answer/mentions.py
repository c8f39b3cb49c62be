"""Where a text mentions things of the kind asked for: numbers with units, dates, persons, places, bodies, names.

Reads shapes, never lists of known things; what it finds is a candidate to be weighed, not a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.answer.asked import Asked, Kind, same_family
from rag.records import Span

_DIGITS = r"\d[\d,.]*"
_HAN = "[〇零一二两三四五六七八九十百千万亿]+"
_SCALE = r"\s?(?:多|余|几)?(?:百|千|万|亿|万亿)?(?:多|余)?\s?"
_UNIT = (
    r"%|个百分点|百分点|美元|欧元|元|块|公里|千米|平方(?:米|公里|千米)|立方米|米|公顷|亩|吨|公斤|千克|人次|人|名|位|家|个|项|件|条|支|只|"
    r"辆|台|座|所|间|栋|幢|套|户|村|次|场|届|期|批|份|种|类|门|艘|架|处|倍|成|岁|级|度|层|枚|册|本|部|篇|集|首|字|票|分|行|颗|株|头|例|起|宗|"
    r"千瓦时|千瓦|瓦|年|个月|月|周|天|日|小时|个小时|分钟|秒|届|轮|号|对|只|kg|km|m|mm"
)
_NUMBER = re.compile(rf"(第)?(?:{_DIGITS}{_SCALE}|{_HAN}(?:点{_HAN})?)(?:多|余)?\s?({_UNIT})?(?![年月])")
_BARE = re.compile(rf"{_DIGITS}{_SCALE}")
_DATE = re.compile(
    r"(?:公元)?(?:前)?\d{2,4}\s?年(?:代|底|初|末|中|春|夏|秋|冬)?(?:\s?\d{1,2}\s?月(?:份|底|初|中旬|上旬|下旬)?(?:\s?\d{1,2}\s?日)?)?"
    r"|\d{1,2}\s?月(?:份|底|初|中旬|上旬|下旬)?(?:\s?\d{1,2}\s?日)?|\d{1,2}\s?日(?:[上下]午|晚|凌晨)?|[一二三四五六七八九十〇零]{2,4}年"
    r"|(?:\d{1,2}|[一二三四五六七八九十]+)世纪(?:\d0年代|[初中末]期?)?|[上下]半年|[一二三四]季度|年底|年初|月底|[今明去昨前]年|[今明昨]天|[今昨明]日"
    r"|春节|国庆|五一|元旦|中秋|清明|[一二三四五六七八九十]+月(?:[初一二三四五六七八九十]+日)?|\d{1,2}[:点时]\d{0,2}"
    r"|[唐宋元明清汉隋秦晋]代|[唐宋元明清汉隋秦晋]朝|星期[一二三四五六日天]|周[一二三四五六日]|同日|当日|次年|翌年"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白"
    "崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文涂季柯习栗鲁葛尤施岑池虞翁章包庄颜华俞项温娄纪舒屈项祝左齐殷詹申柳聂焦柴关饶欧缪阮蓝蒲莫"
)
_OFFICE = (
    "书记|主任|局长|市长|区长|县长|镇长|部长|省长|主席|总理|总统|会长|院长|校长|董事长|总裁|经理|总监|教授|博士|院士|委员|常委|记者|通讯员|作者|主编|导演|演员|"
    "队长|队员|教练|站长|所长|处长|科长|厅长|司长|秘书长|代表|先生|女士|同志|老师|医生|律师|皇帝|国王|将军|诗人|作家|歌手|选手|总队长|理事长|行长|负责人|发言人|工程师|研究员"
)
_PERSON = re.compile(
    rf"(?:{_OFFICE})[、 /]?\s?[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
    rf"|(?<![\u4e00-\u9fff])[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?={_OFFICE}|说|表示|介绍|认为|指出|强调|主持|出席|任|在|获|以|和|[,，、。）)]|$)"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:{_OFFICE})|[\u4e00-\u9fff]{{1,8}}·[\u4e00-\u9fff·]{{1,12}}"
    rf"|[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=说|表示|介绍|认为|指出|强调|主持|出席|率|当选|担任|出任)"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:省|市|区|县|镇|乡|村|街道|社区|国|州|岛|湾|港|山|河|江|湖|海|路|街|广场|公园|园区|机场|车站|站|中心|大学|学院|医院|馆|寺|宫|城|洲|半岛|平原|盆地|新区|基地)"
    r"|(?:位于|在|于|到|至|赴|抵达|来自|出生)[\u4e00-\u9fff]{2,8}"
)
_BODY = re.compile(
    r"[\u4e00-\u9fffa-z0-9]{2,14}?(?:公司|集团|局|委员会|委|部|厅|办|院|大学|学院|中学|小学|银行|协会|学会|联合会|中心|组织|政府|法院|党|队|"
    r"俱乐部|基金会|研究所|企业|工厂|厂|报|社|联盟|联社|医院|机构|电视台|出版社|乐团|团队)"
)
_QUOTED = re.compile(r"[“\"《「『‘]([^”\"》」』’\n]{1,40})[”\"》」』’]|[a-z][a-z0-9+\-. ]{1,30}")
_REASON = re.compile(
    r"因为|由于|为了|因此|因而|所以|原因|旨在|以便|鉴于|致使|导致|为的是|出于|起因|缘于|以致|使得|因[\u4e00-\u9fff]{2,}而?"
)
_MANNER = re.compile(
    r"通过|采取|采用|以[\u4e00-\u9fff]{2,}方式|利用|借助|实行|按照|坚持|加强|推进|依托|用[\u4e00-\u9fff]"
)
_LIST = re.compile(r"[^、，。；\n]{1,24}、[^、，。；\n]{1,24}|一是|一要|其一|第一|首先|①|包括|分别")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that may be what is asked for, and how well its shape fits, from 0 to 1."""

    start: int
    end: int
    fit: float


def mentions(text: str, asked: Asked) -> list[Mention]:
    """Return the things of the kinds asked for, in text order within each kind.

    Args:
        text: Folded text of one sentence or passage.
        asked: What the question wants.
    """
    found: list[Mention] = []
    for kind in asked.kinds:
        found.extend(_of_kind(text, kind, asked))
    return found


def _of_kind(text: str, kind: Kind, asked: Asked) -> Iterator[Mention]:
    """Yield the mentions of one kind."""
    if kind in ("number", "duration"):
        yield from _numbers(text, asked.units)
        return
    pattern = _SHAPES.get(kind)
    if pattern is not None:
        for match in pattern.finditer(text):
            yield Mention(match.start(), match.end(), 1.0)


def _numbers(text: str, units: tuple[str, ...]) -> Iterator[Mention]:
    """Yield quantities; those in the unit asked for fit best, bare numerals and list numbering least."""
    dates = [m.span() for m in _DATE.finditer(text) if "年" in m.group() or "月" in m.group()]
    for match in _NUMBER.finditer(text):
        unit = match.group(2) or ""
        digits = text[match.start()].isascii()
        if not unit and not digits:
            continue
        fit = 0.6 if digits else 0.35
        if units:
            scaled = unit or match.group()[-1]
            fit = 1.0 if any(same_family(scaled, u) for u in units) else 0.25 if digits else 0.1
        if _within(match.span(), dates):
            fit *= 0.3 if not any(u in ("年", "月", "日") for u in units) else 1.0
        yield Mention(match.start(), match.end(), fit)


def _within(span: Span, others: list[Span]) -> bool:
    """Whether a place overlaps one of the others."""
    return any(start < span[1] and span[0] < end for start, end in others)


_SHAPES: dict[Kind, re.Pattern[str]] = {
    "date": _DATE,
    "person": _PERSON,
    "place": _PLACE,
    "organisation": _BODY,
    "name": _QUOTED,
    "reason": _REASON,
    "manner": _MANNER,
    "list": _LIST,
}
