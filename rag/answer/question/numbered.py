"""What bears a number or a code for a name: 第三人民医院, 雾溪2号, 四等奖, 5幢, HC-300.

Its number tells it from others of its kind, as 第五届 is told from 第四届 (``designators``). Where a passage has such a
thing and never the one asked for, it speaks of another one. Reads text only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.question.designators import number_of
from rag.text.dictionary import tag
from rag.text.fold import is_han

_NUMERAL = r"(?:\d{1,6}|[〇零一二三四五六七八九十百]{1,4})"
# What is told apart by its number and never counted: 三级医院 is one, and so is 三年级.
_UNITS = "|".join(
    ("号", "等(?=[奖功舱座])", "级(?!别)", "年级", "幢", "栋", "室", "单元")
    + ("路(?![人上程口径线段面])", "环(?=[路内外以])", "线(?=城市)", "期(?=工程|项目)")
)
_GROUP = re.compile(
    rf"(?<![第\d.．年月])(?P<numbers>{_NUMERAL}(?:(?:{_UNITS})?[、和及至到—~-]{_NUMERAL})*)(?P<unit>{_UNITS})"
)
_NTH = re.compile(
    rf"第(?P<numbers>{_NUMERAL})(?P<unit>号?)(?P<what>(?![大高低多长短密条]|小(?!学))[\u4e00-\u9fff]{{2}})"
)
# 海滨二小 is 海滨第二小学; 二小时, 二中心 and 三中全会 are none.
_SCHOOL = re.compile(
    r"(?<=[\u4e00-\u9fff])(?<![第高初大年月日点星期〇零一二三四五六七八九十百])(?P<numbers>[一二三四五六七八九十]{1,3})"
    "(?P<what>[小中])(?![时部段块只批件型步组队班孩朋心介国央午途旬间等期]|全会)"
)
_SCHOOLS = {"小": "小学", "中": "中学"}
_CODE = re.compile(r"(?<![a-z0-9])(?P<letters>[a-z]{1,6})(?P<between>[- ]?)(?P<number>\d{1,5})(?![\d.])")
_RANGE = re.compile(rf"({_NUMERAL})[^、和及]{{0,2}}[至到—~-]({_NUMERAL})")
_QUOTES = re.compile("[“”\"'‘’《》「」]")
_NO_CONTEXT = frozenset("的是有在了为多几怎什哪何谁由被和与及或共各每将已也都就还又从到于对以把给这那其该")
_HOUSES = "楼院门库厂"  # 4号楼 is told by its house, 雾溪2号 by what stands before it
_ALONE = frozenset(("等", "年级", "幢", "栋", "室", "单元", "环", "线"))  # told by the word behind the number alone
_LONGEST_RANGE = 60


@dataclass(frozen=True, slots=True)
class Numbered:
    """Something that bears a number.

    Attributes:
        numbers: Its number; all of a range or list (三至六年级).
        unit: The word behind it, ``第`` for an ordinal, the letters of a code.
        before: Up to two characters before it, ``""`` where they say nothing.
        after: Up to two behind it.
        text: As it is shown.
    """

    numbers: frozenset[int]
    unit: str
    before: str
    after: str
    text: str

    def is_like(self, other: Numbered) -> bool:
        """Whether another one is of the same kind: a 墩 and a 墩, a 雾溪 and a 雾溪."""
        if self.unit != other.unit:
            return False
        if self.unit in _ALONE or self.unit.isascii():
            return True
        if self.after and self.after[0] == other.after[:1]:
            return True
        return bool(self.before) and self.before == other.before


@lru_cache(maxsize=2048)
def numbered(text: str) -> tuple[Numbered, ...]:
    """Return what bears a number in a text as it is compared, by kind of mention, then by place.

    >>> [(sorted(n.numbers), n.unit, n.before, n.after) for n in numbered("大桥26号墩高58米")]
    [([26], '号', '大桥', '墩高')]
    >>> [sorted(n.numbers) for n in numbered("三至六年级考试")], numbered("第十二条规定")
    ([[3, 4, 5, 6]], ())
    """
    bare = _QUOTES.sub("", text)
    return tuple(_mentions(bare))


def _mentions(text: str) -> Iterator[Numbered]:
    for match in _GROUP.finditer(text):
        if match["unit"] == "号" and text[match.start() - 1 : match.start()] == "月":
            continue
        before, after = _context(text, match.start(), match.end())
        house = after[:1] if match["unit"] == "号" and after[:1] in _HOUSES else ""
        named = before if match["unit"] in ("号", "路") and not house else ""
        noun = "" if named else _noun(after)
        unit = "第号" if match["unit"] == "号" and noun and not house else match["unit"]  # 7号项目 is 第7号项目
        yield Numbered(_numbers(match["numbers"]), unit, before, after, named + match[0] + (house or noun))
    for match in _NTH.finditer(text):
        if match["unit"] or (match["what"] != "季度" and tag(match["what"])[:1] == "n"):
            shown = match[0]
            yield Numbered(_numbers(match["numbers"]), "第" + match["unit"], "", match["what"], shown)
    for match in _SCHOOL.finditer(text):
        yield Numbered(_numbers(match["numbers"]), "第", "", _SCHOOLS[match["what"]], match[0])
    for match in _CODE.finditer(text):
        number = frozenset((int(match["number"]),))
        yield Numbered(number, match["letters"], "", "", match[0])


def _numbers(text: str) -> frozenset[int]:
    """Return the numbers of a list or range."""
    found = {n for numeral in re.findall(_NUMERAL, text) if (n := number_of(numeral)) is not None}
    for first, last in _RANGE.findall(text):
        low, high = number_of(first), number_of(last)
        if low is not None and high is not None and low < high <= low + _LONGEST_RANGE:
            found.update(range(low, high + 1))
    return frozenset(found)


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """Return up to two Han characters before and behind a place, as far as they may be part of a name."""
    before, after = "", ""
    while len(before) < 2 and start > 0 and is_han(text[start - 1]) and text[start - 1] not in _NO_CONTEXT:
        start -= 1
        before = text[start] + before
    while len(after) < 2 and end < len(text) and is_han(text[end]) and text[end] not in _NO_CONTEXT:
        after += text[end]
        end += 1
    return before, after


def _noun(after: str) -> str:
    """Return what stands behind a number as far as it is one word."""
    return after if tag(after)[:1] == "n" else after[:1] if tag(after[:1])[:1] == "n" else ""


_ARTICLE = re.compile(f"第{_NUMERAL}[条章]")
_NAME_BEFORE = re.compile("([\u4e00-\u9fff]{3,}?)(?:[》”]|的|里|中)*$")
_LONGEST_NAME = 40  # before an article's number; a question may be thousands of characters long
_LEAST_OF_NAME = 0.5  # share of a document's name that what stands in it, or above it, has
_ITEM_ASKED = re.compile(rf"第({_NUMERAL})[条项款点]")
_ITEM = re.compile(rf"(?:^|\n)\s*[（(]?({_NUMERAL})[）)、.．]")


def is_item_unheard(asked: str, said: str) -> bool:
    r"""Whether a question asks for an item of a list (合同第九条) that a text numbers as 一、 or (1) and ends before.

    >>> is_item_unheard("合同第三条写了什么", "一、租金3800元。\n二、押金7600元。")
    True
    """
    match = _ITEM_ASKED.search(asked)
    wanted = number_of(match[1]) if match else None
    if match is None or wanted is None or match[0] in said:
        return False
    have = {n for numeral in _ITEM.findall(said) if (n := number_of(numeral)) is not None}
    return len(have) > 1 and wanted > max(have)


def is_of_other_document(asked: str, said: str) -> bool:
    r"""Whether a question asks for an article of a document (租赁合同第九条) whose name a text does not have.

    >>> is_of_other_document("租赁合同第九条写了什么", "员工手册\n第九条 报销单须在30日内提交。")
    True
    """
    before = (asked[max(0, at.start() - _LONGEST_NAME) : at.start()] for at in _ARTICLE.finditer(asked))
    match = next(filter(None, map(_NAME_BEFORE.search, before)), None)
    if match is None:
        return False
    pairs = [match[1][at : at + 2] for at in range(len(match[1]) - 1)]
    return sum(pair in said for pair in pairs) < _LEAST_OF_NAME * len(pairs)


def other_number(asked: str, said: str) -> tuple[str, str]:
    """Return the numbered thing that a question names and a text has others of, and the nearest of these.

    Two empty strings where the text has it, or one of several of its kind that are named, or nothing of that kind.

    Args:
        asked: The question, as it is compared.
        said: The text, likewise.

    >>> other_number("雾溪2号糖度多少", "新品种“雾溪1号”糖度达到19度")
    ('雾溪2号', '雾溪1号')
    >>> other_number("海滨二小几点放学", "龙湾区海滨第三小学")
    ('二小', '第三小学')
    >>> other_number("四年级考试是哪天", "三至六年级考试时间为1月27日")
    ('', '')
    """
    wanted, there = numbered(asked), numbered(said)
    for one in wanted:
        like = [other for other in there if one.is_like(other)]
        any_of = frozenset(n for other in wanted if one.is_like(other) for n in other.numbers) | one.numbers
        if not like or any(any_of & other.numbers for other in like):
            continue
        least = min(one.numbers)
        nearest = min(like, key=lambda other: (min(abs(n - least) for n in other.numbers), other.text))
        return one.text, nearest.text
    return "", ""
