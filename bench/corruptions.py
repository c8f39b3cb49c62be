"""Sentences made wrong on purpose, and sentences said differently but rightly: what verification must tell apart.

Every function takes a true sentence and gives variants of it, each a new text, or none where the
sentence has nothing to change. Chance comes from the caller, so that runs repeat.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from rag.text.names import organisations, persons, places
from rag.text.numbers import dates, quantities
from rag.text.sentences import clauses

_PAIRS = (
    "增长-下降 增加-减少 上升-下降 提高-降低 上涨-下跌 高于-低于 上调-下调 进口-出口 最高-最低 最大-最小 支持-反对 "
    "扩大-缩小 盈利-亏损 加快-放缓 开工-竣工 首次-再次 上午-下午 上半年-下半年 超过-低于 成功-失败 收入-支出"
)
_FLIPS = [tuple(pair.split("-")) for pair in _PAIRS.split()]
_VERBS = re.compile(
    "(?<=[一-鿿])(?=(?:完成|实现|达到|建成|取得|开展|召开|通过|推进|参加|获得|同意|支持|出席|宣布|表示|超过|发布))"
)
_DROPPED = re.compile(r"没有|未能|尚未|并未|不再|不会|不能|不得|无法|不是|不要")


def digits(text: str, chance: random.Random) -> list[str]:
    """Return the text with two figures of one number swapped, or one figure changed."""
    found = [m for m in re.finditer(r"\d[\d.]*\d|\d", text)]
    if not found:
        return []
    match = chance.choice(found)
    figures = list(match[0])
    at = chance.choice([i for i, c in enumerate(figures) if c.isdigit()])
    figures[at] = chance.choice([d for d in "123456789" if d != figures[at]])
    return [text[: match.start()] + "".join(figures) + text[match.end() :]]


def units(text: str, chance: random.Random) -> list[str]:
    """Return the text with 亿 and 万, % and 个百分点, 元 and 美元 exchanged."""
    made = []
    for match in re.finditer(r"(?<=[\d多余])([万亿])", text):
        made.append(text[: match.start()] + ("亿" if match[0] == "万" else "万") + text[match.end() :])
    for match in re.finditer(r"(?<=\d)%", text):
        made.append(text[: match.start()] + "倍" + text[match.end() :])
    for match in re.finditer(r"(?<=[\d万亿])元", text):
        made.append(text[: match.start()] + "美元" + text[match.end() :])
    return made[:1] if len(made) < 2 else [chance.choice(made)]


def other_number(text: str, chance: random.Random) -> list[str]:
    """Return the text with two different numbers of one unit exchanged."""
    found = [q for q in quantities(text) if q.unit and q.kind != "rank"]
    pairs = [(a, b) for i, a in enumerate(found) for b in found[i + 1 :] if a.unit == b.unit and a.value != b.value]
    return [_swapped(text, (a.start, a.end), (b.start, b.end)) for a, b in pairs[:1]]


def years(text: str, chance: random.Random) -> list[str]:
    """Return the text with another year."""
    found = [m for m in re.finditer(r"(?<!\d)20[012]\d(?=年)", text)]
    if not found:
        return []
    match = chance.choice(found)
    return [text[: match.start()] + str(int(match[0]) + chance.choice((-1, 1))) + text[match.end() :]]


def days(text: str, chance: random.Random) -> list[str]:
    """Return the text with another month or day."""
    found = [d for d in dates(text) if d.kind == "day" and d.day and re.search(r"\d+日", d.text)]
    if not found:
        return []
    date = chance.choice(found)
    day = str(date.day % 28 + 1)
    return [text[: date.start] + re.sub(r"\d+(?=日)", day, date.text) + text[date.end :]]


def names_swapped(text: str, chance: random.Random) -> list[str]:
    """Return the text with two persons, or two organisations, exchanged."""
    for finder in (persons, organisations):
        found = [n for n in finder(text) if len(n.text) >= 2]
        for i, a in enumerate(found):
            for b in found[i + 1 :]:
                between = text[a.end : b.start]
                if a.text != b.text and len(between) > 4 and "、" not in between and "和" not in between:
                    return [_swapped(text, (a.start, a.end), (b.start, b.end))]
    return []


def names_foreign(text: str, chance: random.Random) -> list[str]:
    """Return the text with a person or a place that it does not know."""
    made = []
    for finder, others in ((persons, ("王建国", "赵铁柱", "李晓梅")), (places, ("兰州", "海口", "株洲"))):
        found = finder(text)
        if found:
            name = chance.choice(found)
            made.append(text[: name.start] + chance.choice(others) + text[name.end :])
    return made


def negated(text: str, chance: random.Random) -> list[str]:
    """Return the text with a negation put before one of its verbs."""
    found = [m.start() for m in _VERBS.finditer(text) if text[m.start() - 1] not in "不未没无非有"]
    return [text[:at] + "没有" + text[at:] for at in found[:1]]


def affirmed(text: str, chance: random.Random) -> list[str]:
    """Return the text without one of its negations."""
    match = _DROPPED.search(text)
    return [text[: match.start()] + text[match.end() :]] if match else []


def flipped(text: str, chance: random.Random) -> list[str]:
    """Return the text with one direction turned."""
    found = [(m.start(), a, b) for a, b in [*_FLIPS, *((b, a) for a, b in _FLIPS)] for m in re.finditer(a, text)]
    if not found:
        return []
    at, before, after = chance.choice(found)
    return [text[:at] + after + text[at + len(before) :]]


_ROUGH_WORDS = re.compile(
    r"(?:大约|约|将近|超过|不低于|不少于|不超过|至少|不足|逾)(?=[\d一二三四五六七八九十百千]+(?![月日号]))"
    r"|(?<=[\d万亿%人元个家名里亩米吨])(?:左右|以上|以下|以内)(?![的]?[学政])"
)
_PLANNED = re.compile(
    r"(?:预计|(?<![持资动年展项])计划|力争|争取|确保|有望|拟)(?=[将于到在投建新总实达完可能\d])|(?<=[年月日])将(?=[于在达会有建实正开全继新投举])"
)
_CONDITIONAL = re.compile(
    "(?<![^，。；])(?:除(?!了)[^，。；]{2,20}外|(?:如果(?!说)|若(?!干)|未经|逾期)[^，。；]{3,28})，(?![^，。；]{0,6}[还也又])"
)


def limit_dropped(text: str, chance: random.Random) -> list[str]:
    """Return the text without a word that limits a number, a plan or a rule."""
    found = [m for p in (_ROUGH_WORDS, _PLANNED, _CONDITIONAL) for m in p.finditer(text)]
    if not found:
        return []
    match = chance.choice(found)
    rest = text[match.end() :]
    # 计划将: both go, or what is left says the same.
    return [text[: match.start()] + (rest[1:] if match[0] in _PLANS and rest[:1] == "将" else rest)]


_PLANS = ("预计", "计划", "力争", "争取", "确保", "有望", "拟")
_OPPOSITE = "以上-以下 以下-以上 以内-以上 至少-至多 不低于-不超过 不超过-至少 超过-不足 不足-超过 约-超过 将近-超过"
_TURNED = {a: b for a, _, b in (pair.partition("-") for pair in _OPPOSITE.split())}


def limit_changed(text: str, chance: random.Random) -> list[str]:
    """Return the text with a word that limits a number turned into another one, or a plan told as done."""
    rough = [m for m in _ROUGH_WORDS.finditer(text) if m[0] in _TURNED]
    planned = list(_PLANNED.finditer(text))
    if not rough and not planned:
        return []
    match = chance.choice(rough + planned)
    rest = text[match.end() :].removeprefix("将" if match[0] in _PLANS else "\n")
    return [text[: match.start()] + _TURNED.get(match[0], "已") + rest]


def quotes(text: str, chance: random.Random) -> list[str]:
    """Return the text with another term in quotation marks."""
    return [re.sub(r"“[^”]{2,20}”", "“乡村振兴工程”", text, count=1)] if re.search(r"“[^”]{2,20}”", text) else []


WRONG: dict[str, Callable[[str, random.Random], list[str]]] = {
    f.__name__: f
    for f in (
        digits, units, other_number, years, days, names_swapped, names_foreign, negated, affirmed, flipped, quotes,
        limit_dropped, limit_changed,
    )
}  # fmt: skip


# ---------------------------------------------------------------- said differently, but rightly

_ALIKE = (
    "共同-一起 此外-另外 目前-当前 同时-并且 举行-举办 表示-称 进行-开展 需要-须 已经-已 因为-由于 非常-十分 "
    "指出-提到 帮助-协助 立即-马上"
)
_SYNONYMS = [tuple(pair.split("-")) for pair in _ALIKE.split()]


def reordered(text: str, chance: random.Random) -> list[str]:
    """Return the text with its last two clauses exchanged."""
    bounds = [text[a:b].rstrip("，。；、") for a, b in clauses(text)]
    return ["，".join([*bounds[:-2], bounds[-1], bounds[-2]]) + "。"] if len(bounds) > 2 else []


def shortened(text: str, chance: random.Random) -> list[str]:
    """Return the text without one of its middle clauses."""
    bounds = [text[a:b].rstrip("，。；、") for a, b in clauses(text)]
    return ["，".join(bounds[:1] + bounds[2:]) + "。"] if len(bounds) > 3 else []


def worded(text: str, chance: random.Random) -> list[str]:
    """Return the text with common words replaced by words of the same meaning, widths changed and blanks put in."""
    changed = text
    for a, b in _SYNONYMS:
        changed = changed.replace(a, b)
    changed = re.sub(r"(\d)([一-鿿])", r"\1 \2", changed).replace("%", "％")
    return [changed] if changed != text else []


def counted(text: str, chance: random.Random) -> list[str]:
    """Return the text with 万 written out."""
    made = re.sub(r"(?<![\d.])([1-9]\d{0,2})万(?=[元人吨户])", r"\g<1>0000", text)
    return [made] if made != text else []


def framed(text: str, chance: random.Random) -> list[str]:
    """Return the text behind words that only say where it comes from."""
    return [f"根据资料，{text}"]


RIGHT: dict[str, Callable[[str, random.Random], list[str]]] = {
    f.__name__: f for f in (reordered, shortened, worded, counted, framed)
}


def _swapped(text: str, first: tuple[int, int], second: tuple[int, int]) -> str:
    (a, b), (c, d) = first, second
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]
