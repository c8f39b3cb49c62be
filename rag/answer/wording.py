"""What people say and how documents put it: general equivalents, and abbreviations of bodies.

Holds words of everyday and official Chinese, none of any document. A text that has an equivalent of a word meets
that word; so does the full name of a body whose abbreviation was asked for (经信局: 经济和信息化局).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

# A question that says the first may be answered by a text that says the second.
_EQUIVALENTS = tuple(
    (re.compile(said), re.compile(put))
    for said, put in (
        ("gdp|经济总量|经济规模|生产总值", "gdp|生产总值|经济总量"),
        ("[前头上][六6]个月|前半年|上半年", "上半年|1-6月|前六个月"),
        ("后半年|下半年", "下半年"),
        ("第?一季度|[前头]三个月", "一季度|1-3月"),
        ("前三季度|[前头]九个月", "前三季度|1-9月"),
        ("一把手|负责人|主要领导|领导", "书记|主任|局长|会长|院长|校长|主席|总经理|董事长|负责人"),
        ("涨|上升|提高|增加|增速|增幅|增长|上涨", "增长|上升|提高|增加|增速|增幅|上涨"),
        ("跌|减少|下滑|降了|回落|下降|降低", "下降|减少|下滑|回落|降低"),
        ("外贸|进出口", "外贸|进出口"),
        ("启用|投用|投入使用|开放使用", "启用|投用|投入使用|运营|开放"),
        ("建好|建完|完工|建成|竣工|落成", "建成|竣工|完工|落成"),
        ("截止|最晚|最迟|期限|截至", "截止|截至|截稿|之前|期限|前完成"),
        ("投稿|征稿|来稿|征文", "投稿|征稿|来稿|征文|截稿"),
        ("去世|过世|死了|逝世|离世", "逝世|去世|病逝|离世|牺牲"),
        ("献出生命|牺牲|殉职", "牺牲|殉职|生命|英勇"),
        ("出生|生于", "出生|生于"),
        ("成立|创办|创立|创建|设立|组建", "成立|创办|创立|创建|设立|组建|建立"),
        ("花了|花费|投了|投资|造价|耗资", "投资|耗资|造价|总投|斥资"),
        ("追责|问责|处分", "问责|追责|处分|查处"),
        ("拉起|组建|成立", "组建|成立|组成"),
        ("派出|选派|派了|派", "选派|派出|派遣|下派"),
        ("自己开发|自主开发|研发|开发", "自主研发|研发|开发|研制"),
        ("跑腿|代办", "代办|帮办"),
        ("叫|名字|名称|称为", "名为|叫|称为|命名|称"),
        ("放映|放了|播放|看了", "播放|放映|观看"),
        ("片子|影片|短片", "专题片|影片|短片|纪录片|电影"),
        ("奖金|奖励|领多少|拿多少", "奖金|奖励|奖"),
        ("写的|作者|撰写|谁写", "记者|作者|撰文|文/"),
        ("招|招聘|招收|招募", "招聘|招收|招募|招录"),
        ("工资|薪水|薪酬", "工资|薪酬|薪资"),
        ("办|举办|举行|召开|开会", "举办|举行|召开|开展"),
        ("来了|参加|出席|到场", "参加|出席|参会|相聚|参与|到会"),
        ("占|比例|比重|占比", "占|比例|比重|%"),
        ("便宜|优惠|打折", "优惠|减免|补贴|折"),
        ("开工|动工|破土", "开工|动工|启动|破土"),
        ("赢|夺冠|冠军|第一名", "夺冠|冠军|金牌|第一"),
        ("多大|面积", "面积|平方|亩|公顷"),
        ("多长|长度|全长", "全长|长|公里"),
        ("省|节省|节约|减负", "节省|节约|减负|减免|降低"),
        ("想|打算|计划|准备|预计", "计划|预计|拟|力争|将|打算"),
    )
)
_HAN = "[\u4e00-\u9fff]"
_FULL_NAME = re.compile(rf"{_HAN}{{3,8}}[局委办室厅院部会]")
_ABBREVIATION = re.compile(rf"(?=({_HAN}{{2}}[局委办室厅院部会]))")


def equivalents(question: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield each word of a folded question that has equivalents, with the pattern of what says the same.

    >>> [word for word, _ in equivalents("经济总量涨了几个点")]
    ['经济总量', '涨']
    """
    for said, put in _EQUIVALENTS:
        for match in said.finditer(question):
            yield match[0], put
    for match in _ABBREVIATION.finditer(question):
        short = match[1]
        yield short, re.compile(f"{short[0]}{_HAN}{{0,4}}{short[1]}{_HAN}{{0,6}}{short[2]}")
    for match in _FULL_NAME.finditer(question):
        full = match[0]
        shorts = {a + b + full[-1] for a, b in combinations(full[:-1], 2)}
        yield full, re.compile("|".join(sorted(s for s in shorts if s not in full)) or r"(?!)")
