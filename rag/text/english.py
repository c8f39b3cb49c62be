"""Dates and numbers of English text, in Chinese: April 16, 2020 is 2020年4月16日, 1.2 billion yuan is 12亿元.

Reads shapes; knows no document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

FigureKind = Literal["date", "number", "ordinal"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A date or a number of an English text.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        chinese: What it is in Chinese: 2019年, 上半年, 三, 第六, 12亿.
        kind: Of an ordinal, what is counted is to follow: 第六届.
    """

    start: int
    end: int
    chinese: str
    kind: FigureKind


_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]}|t)?\\.?" if len(name) > 3 else name for name in _MONTHS)
_CARDINALS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth"),
)
_NUMERALS = ("", *"一二三四五六七八九十", "十一", "十二", "十三", "十四", "十五")
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EDGES = {"end": "底", "late": "底", "beginning": "初", "start": "初", "early": "初", "middle": "中", "mid": "中"}
_RELATIVE = {"last": "去年", "this": "今年", "next": "明年"}
_ORDINAL = rf"(?:{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))"
_YEAR = r"(?:(?:19|20)\d{2}|(?:last|this)\s+year)"
_OF_YEAR = rf"(?:\s+(?:(?:of|in)\s+)?(?:the\s+year\s+)?(?P<year>{_YEAR})|\s+of\s+the\s+year)?"
_ND = "(?:st|nd|rd|th)?"
_Said = dict[str, str]
_Shape = tuple[str, FigureKind, Callable[[_Said], str]]


def figures(text: str) -> list[Figure]:
    """Return the dates and numbers of an English text, in order, not overlapping.

    A month alone is one only behind *in*; *first* and *second* are ordinals wherever they stand.

    >>> [f.chinese for f in figures("the sixth prize, April 16, 2020, the first half of 2019, 1.2 billion yuan, three")]
    ['第六', '2020年4月16日', '2019年上半年', '12亿元', '三']
    """
    found: list[Figure] = []
    taken: set[int] = set()
    for shape, kind, said in _SHAPES:
        for match in re.finditer(shape, text, re.IGNORECASE):
            if taken.isdisjoint(range(*match.span())):
                groups = {name: (value or "").lower() for name, value in match.groupdict().items()}
                found.append(Figure(*match.span(), said(groups), kind))
                taken.update(range(*match.span()))
    return sorted(found, key=lambda figure: figure.start)


def _plan(said: _Said) -> str:
    n = _nth(said["n"])
    return f"“{_NUMERALS[n]}五”" if n < len(_NUMERALS) else f"第{n}个五年"


def _half(said: _Said) -> str:
    return _year(said) + ("上半年" if said["n"] in ("first", "1") else "下半年")


def _quarter(said: _Said) -> str:
    return f"{_year(said)}{_NUMERALS[_nth(said['n'])]}季度"


def _quarters(said: _Said) -> str:
    return f"{_year(said)}前三季度"


def _iso(said: _Said) -> str:
    return f"{int(said['year'])}年{int(said['month'])}月{int(said['day'])}日"


def _day(said: _Said) -> str:
    return f"{_year(said)}{_month(said)}月{int(said['day'])}日"


def _of_month(said: _Said) -> str:
    return f"{_year(said)}{_month(said)}月"


def _years(said: _Said) -> str:
    return f"{said['first']}-{said['last']}年"


def _edge(said: _Said) -> str:
    return _year(said) + _EDGES[said["edge"]]


def _relative(said: _Said) -> str:
    return _RELATIVE[said["which"]]


def _number(said: _Said) -> str:
    """Return a number with 万 and 亿 where that is exact and shorter, and with its unit."""
    value = Decimal(said["number"].replace(",", "")) * _SCALES.get(said["scale"], 1)
    if said["percent"]:
        return f"{_plain(value)}%"
    unit = "元" if said["unit"] else ""
    for size, name in ((10**8, "亿"), (10**4, "万")):
        if value >= size:
            return f"{_plain(value / size)}{name}{unit}"
    return f"{_plain(value)}{unit}"


def _ordinal(said: _Said) -> str:
    n = _nth(said["n"])
    return f"第{_NUMERALS[n] if n < len(_NUMERALS) else n}"


def _cardinal(said: _Said) -> str:
    """Return a small number as it counts things: 两个, 十二个."""
    n = _CARDINALS.index(said["n"]) + 1
    return "两" if n == 2 else _NUMERALS[n]


def _year(said: _Said) -> str:
    year = said["year"]
    return _RELATIVE[year.split()[0]] if year.endswith("year") else f"{year}年" if year else ""


def _month(said: _Said) -> int:
    return next(n for n, month in enumerate(_MONTHS, start=1) if month.startswith(said["month"][:3]))


def _nth(word: str) -> int:
    return _ORDINALS.index(word) + 1 if word in _ORDINALS else int(re.sub(r"\D", "", word))


def _plain(value: Decimal) -> str:
    """Return a number in digits, without zeros behind its point that say nothing."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


# The first shape that fits a place has it.
_SHAPES: tuple[_Shape, ...] = (
    (rf"\b(?P<n>{_ORDINAL})[\s-]+five[\s-]year[\s-]plan(?:\s+period)?\b", "date", _plan),
    (rf"\b(?P<n>first|second)\s+(?:half|six\s+months){_OF_YEAR}\b", "date", _half),
    (rf"\bh(?P<n>[12])(?:\s+(?P<year>{_YEAR}))?\b", "date", _half),
    (rf"\bfirst\s+(?:three|3)\s+quarters{_OF_YEAR}\b", "date", _quarters),
    (rf"\b(?P<n>first|second|third|fourth)\s+quarter{_OF_YEAR}\b", "date", _quarter),
    (rf"\bq(?P<n>[1-4])(?:\s+(?P<year>{_YEAR}))?\b", "date", _quarter),
    (r"\b(?P<year>(?:19|20)\d{2})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b", "date", _iso),
    (rf"\b(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}}){_ND}(?!\d)(?:,?\s+(?P<year>{_YEAR}))?\b", "date", _day),
    (rf"\b(?P<day>\d{{1,2}}){_ND}\s+(?:of\s+)?(?P<month>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?\b", "date", _day),
    (rf"\b(?P<month>{_MONTH}),?\s+(?:of\s+)?(?P<year>{_YEAR})\b", "date", _of_month),
    (rf"(?<=in\s)(?P<month>{'|'.join(_MONTHS)})(?P<year>)\b", "date", _of_month),
    (
        r"\b(?:from\s+)?(?P<first>(?:19|20)\d{2})\s*(?:-|–|to|through|until)\s*(?P<last>(?:19|20)\d{2})\b",
        "date",
        _years,
    ),
    (
        rf"\b(?P<edge>end|beginning|start|middle)\s+of\s+(?:the\s+year\s+)?(?P<year>{_YEAR})\b",
        "date",
        _edge,
    ),
    (rf"\b(?P<edge>early|late|mid)[\s-](?P<year>{_YEAR})\b", "date", _edge),
    (r"\b(?P<which>last|this|next)\s+year\b", "date", _relative),
    (r"\b(?:the\s+year\s+)?(?P<year>(?:19|20)\d{2})\b(?!\s*(?:yuan|people|%|km))", "date", _year),
    (
        r"(?<![\w.])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<percent>\s*%|\s+per\s?cent\b)?"
        rf"(?:\s+(?P<scale>{'|'.join(_SCALES)}))?(?:\s+(?P<unit>yuan|rmb))?(?![\w.]\w)",
        "number",
        _number,
    ),
    (rf"\b(?P<n>{_ORDINAL})\b", "ordinal", _ordinal),
    (rf"\b(?P<n>{'|'.join(_CARDINALS)})\b", "number", _cardinal),
)
