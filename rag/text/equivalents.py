"""Words that say the same: what people say, how documents put it, abbreviations of bodies, and the reader's own list.

One table serves both ends of an answer: a question is searched with the words that documents use as well, and a text
that has an equivalent of a word meets that word. Holds words of everyday and official Chinese, none of any document.
The reader's own lines stand in ``data/synonyms.txt``; they act on the question only: no index is rebuilt for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from rag.errors import ConfigFileError
from rag.text.fold import fold
from rag.text.handwritten import entries
from rag.text.script import simplified

# Said in a question · what a text may say instead · words that the question is searched with, "" where its own do.
_TABLE = tuple(
    (re.compile(said), re.compile(put), searched)
    for said, put, searched in (
        ("gdp|经济总量|经济规模|生产总值", "gdp|生产总值|经济总量", "GDP 地区生产总值 国内生产总值"),
        ("[前头上][六6]个月|前半年|上半年", "上半年|1-6月|前六个月", "上半年"),
        ("[后下][六6]个月|后半年|下半年", "下半年", "下半年"),
        ("第?一季度|[前头][三3]个月", "一季度|1-3月", "一季度"),
        ("前三季度|[前头][九9]个月", "前三季度|1-9月", "前三季度"),
        (
            "一把手|负责人|主要领导|领导",
            "书记|主任|局长|会长|院长|校长|主席|总经理|董事长|负责人",
            "书记 主任 局长",
        ),
        ("涨|上升|提高|增加|增速|增幅|增长|上涨", "增长|上升|提高|增加|增速|增幅|上涨", "增长"),
        ("跌|减少|下滑|降了|回落|下降|降低", "下降|减少|下滑|回落|降低", "下降"),
        ("财政收入", "财政收入|一般公共预算收入", "一般公共预算收入"),
        ("外贸|进出口", "外贸|进出口", "进出口"),
        ("规上", "规上|规模以上", "规模以上"),
        ("新冠", "新冠", "新冠肺炎 疫情"),
        ("环评", "环评|环境影响评价", "环境影响评价"),
        ("启用|投用|投入使用|开放使用", "启用|投用|投入使用|运营|开放", "投入使用"),
        ("建好|建完|完工|建成|竣工|落成", "建成|竣工|完工|落成", "建成 竣工"),
        ("截止|最晚|最迟|期限|截至", "截止|截至|截稿|之前|期限|前完成", "截至 截止 之前"),
        ("投稿|征稿|来稿|征文", "投稿|征稿|来稿|征文|截稿", ""),
        ("去世|过世|死了|逝世|离世", "逝世|去世|病逝|离世|牺牲", "逝世"),
        ("献出生命|牺牲|殉职", "牺牲|殉职|生命|英勇", ""),
        ("出生|生于", "出生|生于", ""),
        ("成立|创办|创立|创建|设立|组建", "成立|创办|创立|创建|设立|组建|建立", ""),
        ("花了|花费|花多少|要花|投了|投资|造价|耗资|总价", "投资|耗资|造价|总投|斥资", "投资"),
        ("追责|问责|处分", "问责|追责|处分|查处", ""),
        ("拉起|组建|成立", "组建|成立|组成", ""),
        ("派出|选派|派了|派", "选派|派出|派遣|下派", ""),
        ("自己开发|自主开发|研发|开发", "自主研发|研发|开发|研制", ""),
        ("跑腿|代办", "代办|帮办", ""),
        ("叫|名字|名称|称为", "名为|叫|称为|命名|称", ""),
        ("放映|放了|播放|看了", "播放|放映|观看", ""),
        ("片子|影片|短片", "专题片|影片|短片|纪录片|电影", ""),
        ("奖金|奖励|领多少|拿多少", "奖金|奖励|奖", ""),
        ("写的|作者|撰写|谁写", "记者|作者|撰文|文/", ""),
        ("招|招聘|招收|招募", "招聘|招收|招募|招录", ""),
        ("工资|薪水|薪酬", "工资|薪酬|薪资", "薪酬"),
        ("办|举办|举行|召开|开会", "举办|举行|召开|开展", ""),
        ("来了|参加|出席|到场", "参加|出席|参会|相聚|参与|到会", ""),
        ("占|比例|比重|占比", "占|比例|比重|%", ""),
        ("便宜|优惠|打折", "优惠|减免|补贴|折", ""),
        ("开工|动工|破土", "开工|动工|启动|破土", ""),
        ("赢|夺冠|冠军|第一名", "夺冠|冠军|金牌|第一", ""),
        ("多大|面积", "面积|平方|亩|公顷", ""),
        ("多长|长度|全长", "全长|长|公里", ""),
        ("省|节省|节约|减负", "节省|节约|减负|减免|降低", ""),
        ("副作用|不良反应", "副作用|不良反应", "不良反应"),
        ("治什么|治哪|主治|适应症|治疗", "适应症|主治|用于|治疗|缓解", "适应症"),
        ("服用|口服|吃几|吃多少|能吃|怎么吃", "服用|口服|用法|用于", "用法用量"),
        ("保质期|有效期|过期", "保质期|有效期", "有效期"),
        ("保存|存放|贮藏|储存|贮存", "保存|存放|贮藏|储存|贮存|密封", "贮藏"),
        ("护士", "护士|护理", "护理"),
        ("医生|大夫|医师", "医生|大夫|医师", "医师"),
        ("房租|租金", "租金|房租", "租金"),
        ("房东|出租人|出租方", "房东|出租人|出租方", "出租方"),
        ("租客|房客|租户|承租[人方]", "租客|房客|租户|承租[人方]", "承租方"),
        ("租期|租赁期|租约", "租期|租赁期|租约", "租赁期限"),
        ("年假|年休假", "年假|年休假", "年休假"),
        ("工作时间|上班|下班", "工作时间|上班|下班|作息", "上班时间"),
        ("打车|打的|出租车|网约车", "打车|出租车|网约车", "出租车"),
        ("罚款|怎么罚|罚多少|扣多少|扣钱|扣款", "罚款|扣款|处罚|扣", "罚款"),
        ("丢了|丢失|遗失|弄丢|不见了", "丢失|遗失|挂失|弄丢", "丢失 遗失"),
        ("外地|异地|市外|外省", "外地|异地|市外|外省", "异地"),
        ("门槛费|起付", "门槛费|起付", "起付标准"),
        ("封顶|上限|最多能?报", "封顶|上限|最高支付限额", "最高支付限额"),
        ("交费|缴费|缴纳|交钱|交多少|缴多少", "交费|缴费|缴纳|缴存", "缴费"),
        ("开学|上课", "开学|上课|报到", "报到 上课"),
        ("放假|放寒假|放暑假|休假", "放假|寒假|暑假|休假", "放假"),
        ("电话|手机号|联系方式|热线|怎么联系", "电话|热线|联系方式|手机", "电话"),
        ("保修|质保|包修", "保修|质保|包修", "保修"),
        ("故障|坏了|报错|出错", "故障|损坏|错误", "故障"),
        ("老人|老年人|老头|老太", "老人|老年人", "老年人"),
        ("小孩|孩子|儿童|娃", "儿童|小孩|孩子|未成年人|幼儿", "儿童"),
        ("结论|结果表明|研究发现", "结论|结果表明|研究表明|结果显示|研究发现", "结果表明"),
        ("想|打算|计划|准备|预计", "计划|预计|拟|力争|将|打算", ""),
    )
)
_HAN = "[\u4e00-\u9fff]"
_SCHOOL = re.compile("([一二三四五六七八九十])([小中])(?![一-鿿]?[学型国])")
_FULL_NAME = re.compile(rf"{_HAN}{{3,8}}[局委办室厅院部会]")
_ABBREVIATION = re.compile(rf"(?=({_HAN}{{2}}[局委办室厅院部会]))")
_ONE_WAY = "=>"
_BETWEEN_WORDS = re.compile(r"[\s,、=]+")
_LONGEST = 64  # Characters of a word: what is longer was not meant as one.


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What the reader's own list adds.

    Attributes:
        rules: A word as a question may say it, and the words that say the same; folded and simplified.
    """

    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def read(cls, path: Path) -> Synonyms:
        """Return the synonyms of a file; none for a missing one.

        A line holds words that mean the same, set apart by spaces, ``，``, ``、`` or ``=``; each stands for all others
        of its line, and for none of another line's. ``甲 => 乙 丙`` works one way: a question that says 甲 is also
        searched for 乙 and 丙, but not the other way round. What follows ``#`` is a comment.

        Raises:
            ConfigFileError: The file is not UTF-8, or a line is no list of words.
        """
        rules: list[tuple[str, tuple[str, ...]]] = []
        for number, line in entries(path):
            said, arrow, put = simplified(fold(line)).partition(_ONE_WAY)
            left, right = _words(said), _words(put)
            whole = left and right and _ONE_WAY not in put if arrow else len(left) > 1
            if not whole or not all(map(_is_word, left + right)):
                hint = f"{path} 第 {number} 行“{line[:40]}”看不懂；请写成“词 词 …”（意思相同）或“词 => 词 …”（单向）。"
                raise ConfigFileError(path, f"line {number}: {line!r}", hint=hint)
            rules += [(word, right or tuple(other for other in left if other != word)) for word in left]
        return cls(tuple(rules))


NO_SYNONYMS = Synonyms()


def also_searched(question: str, own: Synonyms = NO_SYNONYMS) -> list[str]:
    """Return the words that a question is searched with beside its own: the reader's, then those of documents for both.

    Nothing is added for a word whose equivalents the question says itself.

    >>> also_searched("前六个月的外贸")
    ['上半年', '进出口']
    """
    text = simplified(fold(question))
    own_words = [other for _, others in _said(text, own) for other in others if other not in text]
    found = list(own_words)
    for said, _, searched in _TABLE:
        words = searched.split()
        if (said.search(text) or any(map(said.fullmatch, own_words))) and any(fold(w) not in text for w in words):
            found += words
    return list(dict.fromkeys(found))


def equivalents(question: str, own: Synonyms = NO_SYNONYMS) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield each word of a folded question that has equivalents, with the pattern of what says the same.

    A word of the reader's list is met by what its own equivalents are met by, too.

    >>> [word for word, _ in equivalents("经济总量涨了几个点")]
    ['经济总量', '涨']
    """
    yield from _known(question)
    for word, others in _said(question, own):
        yield word, _pattern(others)
        yield from ((word, put) for other in others for meant, put in _known(other) if meant == other)


def _known(question: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the words of a folded question that have equivalents in general Chinese, with these."""
    for said, put, _ in _TABLE:
        for match in said.finditer(question):
            yield match[0], put
    for match in _ABBREVIATION.finditer(question):
        short = match[1]
        yield short, re.compile(f"{short[0]}{_HAN}{{0,4}}{short[1]}{_HAN}{{0,6}}{short[2]}")
    for match in _SCHOOL.finditer(question):
        yield match[0], re.compile(f"第{match[1]}(?:实验)?{match[2]}学")
    for match in _FULL_NAME.finditer(question):
        full = match[0]
        shorts = {a + b + full[-1] for a, b in combinations(full[:-1], 2)}
        yield full, re.compile("|".join(sorted(s for s in shorts if s not in full)) or r"(?!)")


def _said(question: str, own: Synonyms) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the rules of the reader's list whose word a folded question says."""
    return ((word, others) for word, others in own.rules if word in question and _pattern((word,)).search(question))


def _words(text: str) -> tuple[str, ...]:
    """Return the words of one side of a line, each once."""
    return tuple(dict.fromkeys(word for word in _BETWEEN_WORDS.split(text) if word))


def _is_word(word: str) -> bool:
    return len(word) <= _LONGEST and any(char.isalnum() for char in word)


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of some words: a Latin one only whole, and none behind 副, which makes another of it."""
    return re.compile("|".join(f"(?<!副){_edge(w[0], '(?<!')}{re.escape(w)}{_edge(w[-1], '(?!')}" for w in words))


def _edge(char: str, look: str) -> str:
    """Return the look-around that keeps a Latin word or a number from matching inside a longer one."""
    return f"{look}[a-z0-9])" if char.isascii() and char.isalnum() else ""
