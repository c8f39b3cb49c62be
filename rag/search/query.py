"""From a standalone question to the words it is searched with.

Leaves off what asks (多少, 是谁) and what only makes a sentence of it, for in a small collection such
words are rare and would weigh like names. Knows no index.
"""

from __future__ import annotations

import re

from rag.search.kinds import ASKING

_TALK = re.compile(
    r"请问|大概|大约|到底|究竟|一共|总共|分别|具体|主要|来着|的话|好像|是不是|能不能|有没有|叫做|叫作|叫什么|叫啥|称为|所谓|那个|这个|那条|那篇|那套|"
    r"一下|帮我|概括|总结|归纳|大意|要点|讲讲|说说|列出|列举|讲了|说了|就行|即可|提到|"
    r"怎么样|呢|吗|吧|啊|呀|嘛"
)


def search_words(question: str) -> str:
    """Return a question without its interrogatives and conversational words; the question itself where nothing is left.

    >>> search_words("2019年温州的经济总量到底是多少？")
    '2019年温州的经济总量 是 ？'
    """
    text = _TALK.sub(" ", ASKING.sub(" ", question))
    text = re.sub(r"\s+", " ", text).strip()
    return text if any(char.isalnum() for char in text) else question
