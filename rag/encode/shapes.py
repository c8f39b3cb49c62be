"""What a question asks for and what a sentence holds, read off their shapes: numbers, dates, names, reasons, lists.

Broad on purpose: these readings are features that trees weigh, not decisions. Knows wordings and shapes of
Chinese text; nothing of rankings or documents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.text.fold import content

HAN_NUMBER = "一二两三四五六七八九十百千万亿零〇"
_NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|[{HAN_NUMBER}]{{1,8}}(?=[\u4e00-\u9fff%])|[{HAN_NUMBER}]{{2,8}}")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_MONEY = re.compile(r"\d[万亿千百]*(?:余|多)?(?:元|美元|英镑|欧元|日元|港元|块)")
_SHARE = re.compile(r"\d%|\d个百分点|百分之|分之|[一二两三四五六七八九十]成")
_DATE = re.compile(
    r"\d{1,4}年|\d{1,2}月|\d{1,2}[日号]|[一二三四五六七八九十〇]{2,4}年|世纪|年代|上半年|下半年|季度|年初|年底|年末|春天|夏天|秋天|冬天|"
    r"今年|去年|明年|前年|同年|次年|昨[日天]|今[日天]|当[日天]|[上下]午|时期|初期|中期|晚期|期间|以前|以后|之前|之后|周[一二三四五六日]|星期"
)
_PERSON = re.compile(
    r"书记|主任|局长|[市县区镇省部厅院校会站社馆台州队组]长|董事|经理|总裁|主席|总统|总理|首相|大臣|外长|皇帝|国王|女王|大帝|[教讲]授|博士|院士|专家|分析师|"
    r"律师|记者|导演|演员|歌手|作家|作者|诗人|画家|教练|球员|选手|将军|先生|女士|同志|父亲|母亲|儿子|女儿|妻子|丈夫|弟弟|哥哥|·[\u4e00-\u9fff]|"
    r"(?:说|表示|指出|认为|强调)[：:，,]|[:：]“|[（(](?:\d{3,4}年|[\u4e00-\u9fff]{1,4} )|"
    r"由[\u4e00-\u9fff]{2,4}(?:担任|创|建|设计|执导|主演|撰)"
)
_PLACE = re.compile(
    r"[\u4e00-\u9fff][省市县区镇乡村州岛国洲湖河江山海港湾街路道岭寺]|街道|社区|地区|半岛|大学|机场|车站|位于|[东南西北]部"
)
_ORGANISATION = re.compile(
    r"公司|集团|银行|大学|学院|研究[院所]|中心|医院|协会|学会|商会|基金会|委员会|办公[厅室]|政府|法院|检察院|报社|出版社|工会|俱乐部|[部局厅委署社队党团]"
)
_REASON = re.compile(
    r"因为|因此|因[\u4e00-\u9fff]|由于|为了|为[^\s，。]{2,12}[，,]|以便|导致|使得|从而|所以|原因|目的|故而|旨在|致使|理由|是因|基于|源于"
)
_NAMED = re.compile(r"[“《「『〈\"]|名为|称为|称作|叫[做作]?|简称|又称|俗称|命名|即")
_MEANS = re.compile(r"通过|采用|采取|利用|以[^\s，。]{1,12}(?:方式|方法|形式)|方式|方法|经由|使用|凭借|根据|措施|机制")
_LISTED = re.compile(r"、|一是|二是|分别|包括|以及|第[一二三四五]|[①②③]|其中")
_DEFINED = re.compile(r"是(?:一|指|由|中国|位|个|以)|属于|指的?是|[，,]即|意为|意思|称之?为")

# Each kind: how a question asks for it, and what a sentence that gives it looks like.
KINDS: dict[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "number": (re.compile(r"多少|几(?!乎)|多[大高长远久重深宽快]|第几|数量|[总人]数(?:是|为)|比例|占比|百分"), _NUMBER),
    "money": (
        re.compile(
            r"(?:多少|几)[个十百千万亿多]*(?:元|钱|美元|资金|投资|块)|金额|价格|造价|票房|成本|收入|奖金|多少钱"
        ),
        _MONEY,
    ),
    "share": (re.compile(r"百分之几|百分点|比例|占比|增速|增幅|增长率|比重|几成|几个点"), _SHARE),
    "date": (
        re.compile(
            r"什么时[候间]|何[时年]|哪[一]?[年天月日]|哪个?(?:世纪|年代|时[期代]|朝代|季)|几[年月日号点]|时间|日期|多久|截止|何日|年份"
        ),
        _DATE,
    ),
    "person": (
        re.compile(
            r"谁|何人|哪[一几两]?[位名人]|什么人|哪个(?:人|皇帝|国王|导演|演员|作家|歌手|球员|领导|将军)|名字|姓名|叫什么|作者|[负创发]\w?人"
        ),
        _PERSON,
    ),
    "place": (
        re.compile(
            r"哪里|哪儿|何[处地]|在哪|哪[一]?[个些座条]?(?:地|国|省|市|县|区|镇|城|岛|洲|州|村|街|路|河|湖|山)|什么地[方点]|地点|位置|首都"
        ),
        _PLACE,
    ),
    "organisation": (
        re.compile(
            r"哪[一几]?[个家些所支]?(?:公司|单位|机构|部门|组织|大学|学校|学院|银行|企业|政党|球?队|委|局|集团|医院|出版社|俱乐部)|哪家|什么(?:单位|机构|组织|部门|公司)"
        ),
        _ORGANISATION,
    ),
    "reason": (re.compile(r"为什么|为何|原因|因为什么|为了什么|何以|目的|理由|怎么会|由于什么"), _REASON),
    "name": (
        re.compile(
            r"什么名|叫什么|称[为作]|名称|什么(?:样的)?[\u4e00-\u9fff]{1,4}[？?]?$|哪[一]?[部首本种款项届]|代号|口号|书名"
        ),
        _NAMED,
    ),
    "means": (re.compile(r"如何|怎[么样]|什么方[式法]|通过什么|哪种方|以什么|靠什么|凭什么"), _MEANS),
    "list": (re.compile(r"哪些|哪[几两二三四五六七八九十]|哪\d|有什么|分别|包括|几[个项种类大方]|什么和什么"), _LISTED),
    "definition": (re.compile(r"^什么是|是什么[？?]?$|指的?是?什么|什么意思|含义|定义|是谁|特点|特征|作用"), _DEFINED),
}
ASKING = re.compile(
    r"请问|多少|什么时[候间]|什么|为什么|为何|哪[一几两个些年里儿位家种天月座届部]*|谁|何[时年地处人]?|怎么样?|怎样|如何|几(?!乎)|是否|吗|呢|[？?]|多[大高长远久]|是(?=$|[？?])"
)
_UNIT_ASKED = re.compile(r"(?:多少|几|第几)[十百千万亿]*(?:余|多)?个?([\u4e00-\u9fff])")
_QUOTED = re.compile(r"[“「《『\"]([^“”「」《》『』\"\n]{1,30})[”」》』\"]")
_ORDINAL = re.compile(
    rf"第[\d{HAN_NUMBER}]{{1,4}}[届次期章条批轮季号]|[\d{HAN_NUMBER}]{{1,3}}届|[上下]半年|全年|[一二三四]季度|前\S个月"
)
_WORD_CHAR = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is read off a text once.

    Attributes:
        text: Folded, without white space and markup.
        pairs: Its distinct pairs of neighbouring word characters.
        chars: Its distinct word characters.
        numbers: Its numbers.
        years: Its four-digit years.
        ordinals: Its ordinals and periods (第五届, 上半年).
        held: For each kind, the places of what looks like it.
    """

    text: str
    pairs: frozenset[str]
    chars: frozenset[str]
    numbers: frozenset[str]
    years: frozenset[str]
    ordinals: frozenset[str]
    held: tuple[tuple[int, ...], ...]


@lru_cache(maxsize=8192)
def read(raw: str) -> Reading:
    """Return what is read off a text."""
    text = content(raw)
    chars = frozenset(c for c in text if _WORD_CHAR.match(c))
    return Reading(
        text,
        frozenset(a + b for a, b in zip(text, text[1:], strict=False) if a in chars and b in chars),
        chars,
        frozenset(_NUMBER.findall(text)),
        frozenset(_YEAR.findall(text)),
        frozenset(_ORDINAL.findall(text)),
        tuple(tuple(m.start() for m in shape.finditer(text)) for _, shape in KINDS.values()),
    )


def asked_kinds(question: str) -> tuple[str, ...]:
    """Return the kinds of thing a question asks for by its wording, in the order of ``KINDS``; often several.

    >>> asked_kinds("2019年温州的经济总量做到了多少亿？")
    ('number',)
    """
    return tuple(kind for kind, (asks, _) in KINDS.items() if asks.search(question))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the features need it; ``topic`` is what is left without the words that ask."""

    text: str
    topic: Reading
    kinds: frozenset[str]
    unit: str
    quoted: tuple[str, ...]


def read_question(text: str, kinds: Sequence[str]) -> Asked:
    """Return a question read for the features; kinds given from outside are joined to those of its wording."""
    unit = _UNIT_ASKED.search(text)
    return Asked(
        content(text),
        read(ASKING.sub(" ", text)),
        frozenset(asked_kinds(text)) | (frozenset(kinds) & KINDS.keys()),
        unit[1] if unit else "",
        tuple(content(q) for q in _QUOTED.findall(text)),
    )
