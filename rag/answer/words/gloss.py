"""An English reading of a Chinese sentence's figures, dates and names, beside the answer to an English question.

240多万 is more than 2.4 million, and exactly that: each number is read back from its English words and compared with
the one that stands in the sentence; what does not come out the same is left out. Translates nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from rag.answer.verdict.limits import bound
from rag.records import Span
from rag.text.fold import fold
from rag.text.names import persons
from rag.text.numbers import DateMention, Quantity, dates, quantities
from rag.text.pinyin import letters_of

_BOUNDS = {
    "about": "about {}",
    "near": "nearly {}",
    "under": "less than {}",
    "most": "at most {}",
    "over": "more than {}",
    "least": "at least {}",
}
# A unit as printed, longest first: how English calls it, and its size in the common unit of ``numbers``.
_UNITS: tuple[tuple[str, str, Decimal], ...] = tuple(
    (unit, english, Decimal(size))
    for unit, english, size in (
        ("平方公里", "square kilometres", "1000000"),
        ("平方千米", "square kilometres", "1000000"),
        ("个百分点", "percentage points", "1"),
        ("个工作日", "working days", "1"),
        ("立方米", "cubic metres", "1"),
        ("平方米", "square metres", "1"),
        ("百分点", "percentage points", "1"),
        ("千瓦时", "kWh", "1"),
        ("工作日", "working days", "1"),
        ("个小时", "hours", "1"),
        ("人民币", "yuan", "1"),
        ("公里", "km", "1000"),
        ("千米", "km", "1000"),
        ("厘米", "cm", "0.01"),
        ("毫米", "mm", "0.001"),
        ("公顷", "hectares", "10000"),
        ("公斤", "kg", "1"),
        ("千克", "kg", "1"),
        ("美元", "US dollars", "1"),
        ("欧元", "euros", "1"),
        ("港元", "Hong Kong dollars", "1"),
        ("日元", "yen", "1"),
        ("英镑", "pounds", "1"),
        ("个月", "months", "1"),
        ("小时", "hours", "1"),
        ("分钟", "minutes", "1"),
        ("周年", "years", "1"),
        ("周岁", "years old", "1"),
        ("星期", "weeks", "1"),
        ("人次", "visits", "1"),
        ("米", "metres", "1"),
        ("亩", "mu", "1"),
        ("吨", "tonnes", "1000"),
        ("元", "yuan", "1"),
        ("秒", "seconds", "1"),
        ("天", "days", "1"),
        ("日", "days", "1"),
        ("年", "years", "1"),
        ("周", "weeks", "1"),
        ("岁", "years old", "1"),
        ("人", "people", "1"),
        ("名", "people", "1"),
        ("位", "people", "1"),
        ("户", "households", "1"),
        ("倍", "times", "1"),
        ("%", "%", "1"),
        ("‰", "‰", "1"),
    )
)
_RANKED = {"届": "the {} edition", "期": "issue {}", "号": "No. {}", "批": "batch {}", "次": "the {} time"}
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
_SAID = re.compile(r"(?P<number>\d[\d,]*(?:\.\d+)?)(?:\s(?P<scale>trillion|billion|million))?")
_DIGITS = 6  # digits with which a number is still read with million and billion
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PERIODS = {
    "上半年": "the first half of the year",
    "下半年": "the second half of the year",
    "全年": "the whole year",
    "年底": "the end of the year",
    "年初": "the beginning of the year",
    "年末": "the end of the year",
    "年内": "within the year",
    "一季度": "the first quarter",
    "二季度": "the second quarter",
    "三季度": "the third quarter",
    "四季度": "the fourth quarter",
    "前三季度": "the first three quarters",
    "去年": "last year",
    "今年": "this year",
    "前年": "the year before last",
    "明年": "next year",
}
_PLANS = {"十二五": "12th", "十三五": "13th", "十四五": "14th", "十五五": "15th"}
_PARTS = {
    **{word[1:]: said for word, said in _PERIODS.items() if word in ("年底", "年初", "年末")},
    **{word: said for word, said in _PERIODS.items() if word.endswith(("半年", "季度"))},
}


def gloss(text: str, names: Iterable[tuple[str, str]] = ()) -> str:
    """Return the figures, dates and names of a sentence in English, in its order; ``""`` where it has none.

    Args:
        text: The sentence. What reads the same in both languages (8.2%) is left out.
        names: Names as they were typed in the question, with the Chinese ones that they stand for.

    >>> gloss("2019年温州地区生产总值达到6606亿元，增长8.2%。", [("Wenzhou", "温州")])
    '2019年 = 2019 · 温州 = Wenzhou · 6606亿元 = 660.6 billion yuan'
    """
    found: dict[Span, str] = {}
    for date in dates(text):
        if said := date_in_english(date):
            found[date.start, date.end] = said
    folded = fold(text)
    for number in quantities(text):
        if said := number_in_english(number, bound(folded, (number.start, number.end))):
            found[number.start, number.end] = said
    known = dict.fromkeys((chinese, typed if typed[0].isupper() else typed.title()) for typed, chinese in names)
    for chinese, typed in (*known, *((name.text, _person(name.text)) for name in persons(text))):
        at = text.find(chinese)
        place = (at, at + len(chinese))
        if typed and at >= 0 and not any(a < place[1] and place[0] < b for a, b in found):
            found[place] = typed
    told = sorted((place, english) for place, english in found.items() if english != text[slice(*place)])
    return " · ".join(dict.fromkeys(f"{text[slice(*place)]} = {english}" for place, english in told))


def number_in_english(number: Quantity, limit: str = "") -> str:
    """Return a number with its unit in English, exactly; ``""`` where that cannot be said.

    Args:
        number: The number.
        limit: What the words around it make of it, as ``limits.bound`` tells.
    """
    if number.kind == "rank":
        shape = _RANKED.get(number.unit, "")
        nth = _nth(int(number.value)) if "the" in shape else f"{number.value}"
        return shape.format(nth)
    unit, size = _unit_of(number)
    if unit is None:
        return ""
    value = number.value / size
    if not unit and number.text[0] not in "0123456789":
        return ""  # 一条, 三大: to say so in digits tells nothing
    said = _figure(value)
    if read_back(said) != value:
        return ""
    said = said + unit if unit in ("%", "‰") else f"{said} {_one(unit) if value == 1 else unit}".rstrip()
    return _BOUNDS.get(limit or ("over" if number.vague else ""), "{}").format(said)


def read_back(english: str) -> Decimal | None:
    """Return the number that English words say; None for none.

    >>> read_back("660.6 billion"), read_back("1,800")
    (Decimal('660600000000.0'), Decimal('1800'))
    """
    match = _SAID.fullmatch(english)
    if match is None:
        return None
    scale = next((size for size, name in _SCALES if name == match["scale"]), 1)
    return Decimal(match["number"].replace(",", "")) * scale


def date_in_english(date: DateMention) -> str:
    """Return a date in English; ``""`` where it cannot be said."""
    if date.kind == "plan":
        return f"the {_PLANS[date.period]} Five-Year Plan" if date.period in _PLANS else ""
    if date.kind in ("period", "relative"):
        return _PERIODS.get(date.period.removeprefix("第"), "")
    if date.kind == "range":
        return f"{date.year} to {date.until}"
    if date.kind not in ("day", "month", "year"):
        return ""
    month = _MONTHS[date.month - 1] if date.month and 1 <= date.month <= 12 else ""
    if date.period:
        part = _PARTS.get(date.period, "")
        return part.replace("the year", str(date.year)) if part and date.year and not month else ""
    if date.day and not month:
        return f"the {_nth(date.day)}"
    day = f"{month} {date.day}" if date.day else month
    return f"{day}, {date.year}" if date.day and date.year else f"{day} {date.year or ''}".strip()


def _unit_of(number: Quantity) -> tuple[str | None, Decimal]:
    """Return how English calls the unit of a number, and its size; None for a unit that is not known here."""
    for unit, english, size in _UNITS:
        if number.text.endswith(unit):
            return english, size
    if number.kind == "count":
        return "", Decimal(1)
    return ("%", Decimal(1)) if number.kind == "percent" and number.unit == "%" else (None, Decimal(1))


def _figure(value: Decimal) -> str:
    """Return a number in digits, with million or billion where it is large and stays exact and short."""
    for size, name in _SCALES:
        whole = value / size
        if whole >= 1 and len(f"{whole.normalize():f}".replace(".", "")) <= _DIGITS:
            return f"{whole.normalize():f} {name}"
    return f"{value.normalize():,f}"


def _one(unit: str) -> str:
    """Return a unit as one of it is called."""
    irregular: Mapping[str, str] = {"people": "person", "years old": "year old", "US dollars": "US dollar"}
    return irregular.get(unit) or (unit[:-1] if unit.endswith("s") and unit != "times" else unit)


def _nth(n: int) -> str:
    ending = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _person(name: str) -> str:
    """Return a person's name in pinyin where each character has one reading only; ``""`` otherwise."""
    read = letters_of(name)
    return f"{read[0].capitalize()} {''.join(read[1:]).capitalize()}" if 1 < len(read) <= 3 else ""
