"""From a standalone question to the words it is searched with.

Leaves off what asks (多少, 是谁) and what only makes a sentence of it, for in a small collection such
words are rare and would weigh like names; adds the words in which documents, and the reader's own list, say
what people call otherwise (GDP, 前六个月). Knows no index and no document.
"""

from __future__ import annotations

import re

from rag.search.kinds import ASKING
from rag.text.equivalents import NO_SYNONYMS, Synonyms, also_searched
from rag.text.script import simplified

_TALK = re.compile(
    r"请问|大概|大约|到底|究竟|一共|总共|分别|具体|主要|来着|的话|好像|是不是|能不能|有没有|叫做|叫作|叫什么|叫啥|称为|所谓|"
    r"那个|这个|那条|那篇|那套|那次|这次|一下|帮我|概括|总结|归纳|大意|要点|讲讲|说说|列出|列举|讲了|说了|就行|即可|提到|"
    r"呢|吗|吧|啊|呀|嘛|[？?]"
)


def search_words(question: str, own: Synonyms = NO_SYNONYMS) -> str:
    """Return what a question is searched with: its own words without those that ask, and other words for them.

    Args:
        question: One standalone question.
        own: The reader's own synonyms.

    >>> search_words("2019年温州的经济总量到底是多少？")
    '2019年温州的经济总量 是 GDP 地区生产总值 国内生产总值'
    """
    text = _TALK.sub(" ", ASKING.sub(" ", simplified(question)))
    text = re.sub(r"\s+", " ", " ".join([text, *also_searched(question, own)])).strip()
    return text if any(char.isalnum() for char in text) else question
