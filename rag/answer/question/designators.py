"""What tells like things apart: years, months, quarters, halves, editions, phases, other ordinals, and opposite kinds.

第五届 is no 第四届, 上半年 no 全年 and 末班车 no 首班车: where a question and a sentence both name one of a class and
not the same, the sentence speaks of something else. Reads text only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMERAL = r"(?:\d{1,4}|[〇零一二三四五六七八九十百]{1,4})"
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?=\s?年|[-—~/.至到](?:19|20)?\d\d|\))|([一二][〇零一二三四五六七八九]{3})年"
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s?年?\s?[-—~至到]\s?((?:19|20)\d\d)")
_ORDINAL = re.compile(rf"第({_NUMERAL})(?:\s?个)?\s?(届|季度|期|次|批|轮|号|级|代|章|条|场|站|名|位|世纪|大)")
# 上一届 and 下一期 are told by where they stand, not by a number.
_PLAIN = re.compile(
    rf"(?<![上下这那本前后每哪同近头末])({_NUMERAL})\s?(季度|世纪|届|期(?!间|待|望|盼|限|货|刊|末|初|中|权|许|冀)|号线|月(?!份?以来|子|球|亮|色))"
)
_PERIODS = (
    ("上半年", re.compile(r"上半年|前[六6]个?月|1\s?[-—~至到]\s?6\s?月")),
    ("下半年", re.compile(r"下半年")),
    ("全年", re.compile(r"全年|年度总|整年|一整年")),
    ("前三季度", re.compile(r"前三季度|前[九9]个?月")),
)
# Kinds of one thing that exclude each other, one class a pattern: what is said of one is not said of another.
_KINDS = re.compile(
    "|".join(
        f"(?P<kind{n}>{pattern})"
        for n, pattern in enumerate(
            (
                "(?:[首末]班|头班)(?=车|公交|地铁|船|飞机|[是在为几]|$)",
                "(?:职工|居民)(?=基本|医|养老|大病)",
                "旺季|淡季",
                "单程|往返|双程",
                "全程马拉松|半程马拉松|全马|半马",
                "冬装|夏装|春秋装",
                "冬季|夏季|春季|秋季",
                "次卡|月卡|季卡|年卡",
                "[金银]卡|白金卡|钻石卡",
                "(?:(?![一-鿿][出排改再绝盗正原初翻制拼])[一-鿿]{2})版(?![本权面画图块式税次])",
                "成人票|儿童票|学生票|老人票",
                "笔试|面试",
                "[春秋]游",
                "日场|夜场",
                "[大中小]班(?![长子])",
                "[上下]册",
                "[东西南北左右]岸",
                "城镇居民|农村居民",
                "[一二三]手房|新房",
                "特等奖|优秀奖|入围奖",
            )
        )
    )
)
_DAY = re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]")
_PLAN = re.compile(r"(?:十[一二三四五六七]五|[一二三四五六七八九]五)(?=[”\"']|期|规|时|计|以|末|$)")


def number_of(numeral: str) -> int | None:
    """Return the value of a small Chinese or Arabic numeral; None for anything else.

    >>> number_of("十二"), number_of("5"), number_of("二十"), number_of("多")
    (12, 5, 20, None)
    """
    if numeral.isdigit() and numeral.isascii():
        return int(numeral)
    total = digit = 0
    for char in numeral:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if "十" not in numeral and "百" not in numeral else _DIGITS[char]
        elif char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            return None
    return total + digit


@lru_cache(maxsize=1024)
def designators(text: str) -> Mapping[str, frozenset[str]]:
    """Return the designators of a folded text by class (``year``, ``month``, ``part``, ``届`` …); not to be changed.

    A span of years stands for its ends and all between.

    >>> sorted(designators("2019年第二季度，第五届").items())
    [('year', frozenset({'2019'})), ('季度', frozenset({'2'})), ('届', frozenset({'5'}))]
    """
    found: dict[str, set[str]] = {}
    for arabic, han in _YEAR.findall(text):
        found.setdefault("year", set()).add(arabic or "".join(str(_DIGITS.get(c, 0)) for c in han))
    for first, last in _YEARS.findall(text):
        if int(first) <= int(last) <= int(first) + 60:
            found.setdefault("year", set()).update(str(y) for y in range(int(first), int(last) + 1))
    for pattern in (_ORDINAL, _PLAIN):
        for numeral, name in pattern.findall(text):
            value = number_of(numeral)
            if value is not None:
                found.setdefault("month" if name == "月" else name, set()).add(str(value))
    parts = {name for name, pattern in _PERIODS if pattern.search(text)}
    if parts:
        found["part"] = parts
    for match in _KINDS.finditer(text):
        found.setdefault(str(match.lastgroup), set()).add(match[0])
    days = {f"{int(month)}-{int(day)}" for month, day in _DAY.findall(text)}
    if days:
        found["day"] = days
    plans = set(_PLAN.findall(text))
    if plans:
        found["plan"] = plans
    return {name: frozenset(values) for name, values in found.items()}


def clash(asked: Mapping[str, frozenset[str]], said: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the classes of which both name something, and nothing the same.

    >>> clash(designators("第四届诗歌奖"), designators("第五届诗歌奖征稿"))
    frozenset({'届'})
    """
    return frozenset(name for name, values in asked.items() if name in said and not values & said[name])


def agree(asked: Mapping[str, frozenset[str]], said: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the classes of which both name the same thing."""
    return frozenset(name for name, values in asked.items() if values & said.get(name, frozenset()))
