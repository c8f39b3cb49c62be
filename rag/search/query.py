"""From a standalone question to the words it is searched with.

Leaves off what asks (多少, 是谁) and what only makes a sentence of it, for in a small collection such
words are rare and would weigh like names; adds the words in which documents say what people call
otherwise (GDP, 前六个月). Knows no index and no document.
"""

from __future__ import annotations

import re

from rag.search.kinds import ASKING
from rag.text.script import simplified

_TALK = re.compile(
    r"请问|大概|大约|到底|究竟|一共|总共|分别|具体|主要|来着|的话|好像|是不是|能不能|有没有|叫做|叫作|叫什么|叫啥|称为|所谓|"
    r"那个|这个|那条|那篇|那套|那次|这次|一下|帮我|概括|总结|归纳|大意|要点|讲讲|说说|列出|列举|讲了|说了|就行|即可|提到|"
    r"呢|吗|吧|啊|呀|嘛|[？?]"
)
# What people say, and how official documents and the news put it.
_PUT_OTHERWISE = tuple(
    (re.compile(said, re.IGNORECASE), put)
    for said, put in (
        ("GDP|经济总量|经济规模|生产总值", "GDP 地区生产总值 国内生产总值"),
        ("[前头上][六6]个月|前半年", "上半年"),
        ("[后下][六6]个月|后半年", "下半年"),
        ("[前头][三3]个月|第一季度", "一季度"),
        ("[前头][九9]个月", "前三季度"),
        ("一把手|主要领导|负责人|领导是", "书记 主任 局长"),
        ("涨|上升|提高了|增加了|增速|增幅|上涨", "增长"),
        ("跌|减少|下滑|降了|回落", "下降"),
        ("财政收入", "一般公共预算收入"),
        ("外贸", "进出口"),
        ("规上", "规模以上"),
        ("新冠", "新冠肺炎 疫情"),
        ("环评", "环境影响评价"),
        ("截止|最晚|最迟|期限", "截至 截止 之前"),
        ("启用|投用", "投入使用"),
        ("建好|建完|完工", "建成 竣工"),
        ("花了?多少钱|投了?多少钱|总价", "投资"),
        ("去世|过世", "逝世"),
        ("工资|薪水", "薪酬"),
    )
)


def search_words(question: str) -> str:
    """Return what a question is searched with: its own words without those that ask, and other words for them.

    >>> search_words("2019年温州的经济总量到底是多少？")
    '2019年温州的经济总量 是 GDP 地区生产总值 国内生产总值'
    """
    text = _TALK.sub(" ", ASKING.sub(" ", simplified(question)))
    others = [put for said, put in _PUT_OTHERWISE if said.search(question)]
    text = re.sub(r"\s+", " ", " ".join([text, *others])).strip()
    return text if any(char.isalnum() for char in text) else question
