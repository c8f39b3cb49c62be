"""Where a text mentions things of the kind asked for: numbers with units, dates, persons, places, bodies, names.

Reads shapes, never lists of known things, and prefers finding too much: what it finds is weighed by
``candidates``, not believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.question.asked import Asked, fit
from rag.text.names import SURNAMES
from rag.text.numbers import DateMention, dates, quantities

_HAN = "[\u4e00-\u9fff]"
_NAME = f"[{''.join(sorted(SURNAMES))}]{_HAN}{{1,2}}"
_OFFICE = (
    "书记|主任|局长|市长|区长|县长|镇长|部长|省长|厅长|司长|处长|科长|主席|总理|总统|首相|会长|院长|校长|董事长|总裁|经理|总监|教授|博士|院士|"
    "委员|常委|记者|通讯员|作者|主编|导演|演员|队长|队员|教练|站长|所长|秘书长|代表|先生|女士|同志|老师|医生|律师|皇帝|国王|将军|诗人|作家|歌手|"
    "选手|总队长|理事长|行长|负责人|发言人|工程师|研究员|大使|议员|法官|烈士|首席|创始人"
)
_SAYS = "说|表示|介绍|认为|指出|强调|主持|出席|率|当选|担任|出任|任|获|在|与|和|以|于|为|[,，、。）)]|$"
_PERSONS = (
    (1.0, re.compile(rf"(?:{_OFFICE})[、/ ]?\s?{_NAME}|{_NAME}(?:{_OFFICE})")),
    (1.0, re.compile(rf"{_HAN}{{1,8}}·{_HAN}{{1,12}}")),
    (0.6, re.compile(rf"(?m)(?<!{_HAN}){_NAME}(?={_SAYS})|(?<=[由、和与被]){_NAME}(?={_SAYS})")),
    (0.35, re.compile(rf"(?:{_OFFICE})(?!{_HAN}?[的人们])")),
)
_PLACES = (
    (1.0, re.compile(
        rf"(?:位于|座落|坐落|来自|抵达|前往|出生(?:于|在)|建于|设(?:于|在)|在|于){_HAN}{{0,12}}?"
        r"(?:省|市|区|县|镇|乡|村|街道|社区|国|州|岛|湾|港|山|河|江|湖|路|街|园|场|站|中心|学|院|馆|寺|城|洲|地)"
    )),
    (0.7, re.compile(
        rf"{_HAN}{{1,8}}?(?:省|市|区|县|镇|乡|村|街道|社区|国|州|岛|湾|港|山|河|江|湖|海|路|街|广场|公园|园区|机场|站|中心|大学|学院|医院|馆|寺|城|洲|半岛|平原|盆地)"
    )),
    (0.4, re.compile(rf"(?:在|于|至|到){_HAN}{{2,8}}")),
)  # fmt: skip
_BODIES = (
    (1.0, re.compile(
        r"[\u4e00-\u9fffa-z0-9]{2,14}?(?:公司|集团|局|委员会|部门|委(?!托|员|屈)|部(?!分|署)|厅|办(?!法|理|好)|大学|学院|中学|小学|银行|协会|学会|联合会|"
        r"中心|组织(?!实|开|召)|政府|法院|党(?!员|建|性)|队(?!伍)|俱乐部|基金会|研究所|企业|工厂|报社?|联盟|医院|机构|电视台|出版社|乐团|团队)"
    )),
)  # fmt: skip
_NAMES = (
    (1.0, re.compile(r"《[^》\n]{1,40}》|[“\"「『‘][^”\"」』’\n]{1,30}[”\"」』’]")),
    (0.6, re.compile(r"[a-z][a-z0-9+\-.&' ]{1,30}")),
    (0.5, re.compile(r"(?:名为|称为|叫做?|命名为|取名|又称|简称|俗称|即|主题是|主题为|是)[^，。；,;\n]{2,16}")),
)
_REASONS = (
    (
        1.0,
        re.compile(r"因为|由于|为了|因此|因而|所以|原因|旨在|以便|鉴于|致使|导致|为的是|出于|起因|缘于|以致|使得|是因"),
    ),
    (0.5, re.compile(rf"因{_HAN}{{2,}}|为{_HAN}{{2,}}|从而|以{_HAN}{{2,6}}$")),
)
_LISTS = (
    (
        1.0,
        re.compile(
            r"(?:[^、，。；,;\n]{1,24}、){2,}[^、，。；,;\n]{1,24}|(?:[“《][^”》\n]{1,20}[”》]){3,}|一是|一要|其一|①"
        ),
    ),
    (0.6, re.compile(r"[^、，。；,;\n]{1,24}[、和及与][^、，。；,;\n]{1,24}|包括|分别|第一|首先|以及")),
)
_SHAPES: dict[str, tuple[tuple[float, re.Pattern[str]], ...]] = {
    "person": _PERSONS,
    "place": _PLACES,
    "organisation": _BODIES,
    "name": _NAMES,
    "reason": _REASONS,
    "list": _LISTS,
}
# 新华社北京3月5日电: when it was reported, seldom what is asked for.
_DATELINE = re.compile(r"(?:\d{1,2}月)?\d{1,2}日[电讯]")
_REPORTED = 0.4
# （记者 李明）, 通讯员王芳 李强: who reports, asked for by 记者 or 作者 and seldom by 谁.
_REPORTER = re.compile(rf"(?:记者|通讯员|摄影|编辑|责编|实习生)[、/: ：]?\s?{_NAME}(?:[、/ ]\s?{_NAME})*")
_OF_REPORTERS = 0.3
_COARSE = 0.4  # for a date that does not say what is asked for
BOUND = frozenset(("number", "date", "person"))  # kinds without whose shape a sentence hardly answers


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that may be what is asked for, and how well its shape fits, from 0 to 1."""

    start: int
    end: int
    fit: float


def mentions(text: str, asked: Asked) -> list[Mention]:
    """Return the things of the first kinds asked for.

    Args:
        text: A passage as it is compared (folded).
        asked: What the question wants.
    """
    found: list[Mention] = []
    for kind in asked.kinds[:2]:
        # 什么 of 什么时候 asks for no name.
        if kind != "name" or asked.kinds[0] not in BOUND:
            found.extend(_of_kind(text, kind, asked))
    return found


# Passages of a page are asked about again and again; reading numbers is the dearest part of it.
_CELL = re.compile(r"\| *[0-9.,]+ *\|")
_IN_TABLE = 0.5  # how well a bare number of a table answers
# Shares that are no numbers: told of where a rate is asked for.
_SHARE = re.compile(
    r"减半|一半|半价|对半|免收|全免|翻(?:了?[一两]?番|倍)|(?:\d{1,4}|[一二三四五六七八九十]{1,3})(?:[:：∶]|比)(?:\d{1,4}|[一二三四五六七八九十]{1,3})"
)
_OF_SHARE = 0.8
_quantities = lru_cache(maxsize=512)(lambda text: tuple(quantities(text)))
_dates = lru_cache(maxsize=512)(lambda text: tuple(dates(text)))


def _of_kind(text: str, kind: str, asked: Asked) -> Iterator[Mention]:
    """Yield the mentions of one kind."""
    if kind == "number":
        for quantity in _quantities(text):
            value = fit(quantity, asked.units)
            # In a table the unit stands in another row, if anywhere.
            if quantity.kind == "bare" and _CELL.match(text, text.rfind("|", 0, quantity.start)):
                value = max(value, _IN_TABLE)
            yield Mention(quantity.start, quantity.end, value)
        if any(unit.kind == "percent" for unit in asked.units):
            yield from (Mention(*match.span(), _OF_SHARE) for match in _SHARE.finditer(text))
    elif kind == "date":
        reported = [m.span() for m in _DATELINE.finditer(text)]
        for date in _dates(text):
            within = any(a <= date.start < b for a, b in reported)
            # 2026年度 says whose year it is, and 3月5日电 when it was reported.
            factor = _REPORTED if within or text.startswith("度", date.end) else 1.0
            yield Mention(date.start, date.end, _date_fit(date, asked.grain) * factor)
    else:
        reporting = [m.span() for m in _REPORTER.finditer(text)] if kind == "person" and not asked.reporter else []
        for weight, pattern in _SHAPES.get(kind, ()):
            for match in pattern.finditer(text):
                within = any(a < match.end() and match.start() < b for a, b in reporting)
                yield Mention(match.start(), match.end(), weight * (_OF_REPORTERS if within else 1.0))


def _date_fit(date: DateMention, grain: str) -> float:
    """Return how well a date answers a question for a year, a month, a day or a time."""
    said = {"year": date.year, "month": date.month, "day": date.day, "time": date.kind == "time" or None}
    weight = 0.4 if date.kind in ("relative", "plan") else 0.8 if date.kind in ("period", "holiday", "time") else 1.0
    return weight if not grain or said[grain] is not None else _COARSE * weight
