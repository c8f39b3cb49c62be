"""What a term means: which question asks for it, and which sentence says it.

A paper uses a term far oftener than it explains it (坚持揭榜挂帅攻山头), and a sentence that only uses it does not say
what it is. Reads wording; knows no term.
"""

from __future__ import annotations

import re

from rag.text.bare import bare
from rag.text.dictionary import tag
from rag.text.fold import is_han

_TERM = r"[^，。；？！,;?!:：\n]{2,20}?"
_END = r"(?:呢|呀|啊|来着)?[?？。!！\s]*$"
_OPENS = r"(?:^|[，,。]|(?:请问|我想知道|解释一下|说明一下|讲讲|说说|请解释))\s*"
_SURELY = "(?:这个词|这个说法|这个概念|这个提法|这个名词|一词|这句话)?(?:到底|究竟|具体|又|都)?"
_ASKS = (
    re.compile(rf"{_OPENS}(?:什么是|什么叫[做作]?|何谓|何为|啥是|啥叫[做作]?)(?:所谓的?)?(?P<term>{_TERM}){_END}"),
    re.compile(
        rf"{_OPENS}(?:所谓的?)?(?P<term>{_TERM}){_SURELY}"
        rf"(?:是|指|指的是|是指|指的|代表|表示)?(?:个|的)?(?:什么|啥)(?:意思|含义|概念){_END}"
    ),
    re.compile(rf"{_OPENS}(?:所谓的?)?(?P<term>{_TERM}){_SURELY}(?:指的?是?|是指的?)(?:什么|啥){_END}"),
    re.compile(rf"{_OPENS}(?:所谓的?)?(?P<term>{_TERM})(?:是|的)?(?:怎么理解|怎么解释|如何理解|作何解释|怎么讲){_END}"),
    re.compile(rf"{_OPENS}(?:怎么|如何)(?:理解|解释)(?P<term>{_TERM}){_END}"),
    re.compile(
        rf"{_OPENS}(?:所谓的?)?(?P<term>[^，。；？！]{{0,8}}?[a-z0-9][a-z0-9+\-.]*){_SURELY}是(?:个)?(?:什么|啥){_END}"
    ),
)
# Asks for a meaning where the words before it are a term, and for a property where they are not (大会主题是什么).
_MAYBE = re.compile(
    rf"^(?:请问|那么?)?(?P<term>[^，。；？！,;?!:：\n的]{{2,10}}?)(?:到底|究竟)?(?:是|指)(?:个)?(?:什么|啥){_END}"
)
# Whose words a term is, or on what it is shown: 报告里说的揭榜挂帅, 水表显示E03.
_WHERE = re.compile(
    "^.*?(?:[里中上内]?(?:所?(?:说|讲|提|提到|提出|写|指|谈)到?(?:过|了)?)的?|[里中上]的|显示|提示|出现|标着|写着|叫)(?=.{2})"
)
# A kind behind a term which texts may leave out: 放管服改革.
_KIND = re.compile(
    "(?<=..)(?:改革|模式|精神|行动|计划|工程|战略|机制|理念|活动|制度|政策|概念|原则|竞赛|理论|做法|方法|要求|目标|工作)$"
)
_NO_TERM = re.compile("[的了吗]|^[这那它他她其此]|我们|你们|什么|哪|谁|多少|为何|怎么")
_SAYS = re.compile(
    "[一-鿿]{0,4}[,，]?(?:是指|系指|指的是|意思是|的意思就?是|意为|意味着|也就是说)"
    "|[,，]?(?:即(?![将使便可])|就是|也就是|指(?![出导向标挥数定示责明望引])|表示(?!.{0,3}(?:感谢|祝贺|欢迎|慰问))"
    "|代表(?!大会|团|们|[,，、。])|是(?![否不在从因啥谁怎]|为[了何什]|什么|如何|由于|我们[要在将必]))"
    "|[：:]|——|[（(](?!下称|简称|以下|见|含)"
)
_SAID = re.compile("(?:所谓的?|称为|称作|称之为|叫做?|叫作|简称为?|命名为|名为|意即|统称为?|合称|俗称|这就是)$")
_EXPANDED = re.compile(r"[\w一-鿿][（(](?:以下|下)?(?:简称|称|即|又称|也叫|也称)?[:：]?$")
_CODE = re.compile("[a-z0-9]")
_LEAST_NEW = 3  # characters of a term that no known words make up
_LONGEST_WORD = 5
_MADE = re.compile("[以把将被作]$")  # 以揭榜挂帅为抓手
_LISTS = re.compile("(?:包括|包含|分为|分别是|分别为|由.{1,20}(?:组成|构成)|涵盖)")


def meaning_asked(question: str) -> str:
    """Return the term whose meaning a question asks for, as it is compared; ``""`` where it asks for none.

    A question for what something is by another name (主题是什么, 温州的定位是什么) asks for a property.

    >>> meaning_asked("报告里说的“揭榜挂帅”是什么意思？"), meaning_asked("大会的主题是什么")
    ('揭榜挂帅', '')
    """
    text = bare(question)
    for shape in _ASKS:
        if match := shape.search(text):
            term = _WHERE.sub("", match["term"].strip()).strip()
            if len(term) > 1 and not _NO_TERM.search(term):
                return term
    return ""


def perhaps_asked(question: str, texts: str) -> str:
    """Return the term before 是什么 where nothing else is asked (青科会是什么), as it is compared; ``""`` for none.

    It is a term where the question or the texts have it in quotation marks, or where no known words make it up; of
    others (大会主题) a property is asked for.
    """
    match = _MAYBE.search(bare(question))
    if match is None or _NO_TERM.search(term := match["term"]):
        return ""
    quoted = any(f"{a}{term}{b}" in said for a, b in ("“”", "「」", '""') for said in (question, texts))
    return term if quoted or (len(term) >= _LEAST_NEW and not _made_of_words(term)) else ""


def _made_of_words(term: str) -> bool:
    """Whether known words of two and more characters, and whatever is not Chinese, make a term up."""
    reached = {0}
    for at in range(len(term)):
        if at in reached:
            reached |= {at + n for n in range(2, _LONGEST_WORD + 1) if at + n <= len(term) and tag(term[at : at + n])}
            if not is_han(term[at]):
                reached.add(at + 1)
    return len(term) in reached


def shorter(term: str) -> str:
    """Return a term without the kind behind it (放管服改革: 放管服); the term itself where it has none."""
    return _KIND.sub("", term)


def defines(term: str, text: str) -> bool:
    """Whether a sentence says what a term means: by 是, 即, 指, a colon or a bracket, or it names what was told so.

    A code or abbreviation is told by a line that begins with it, too.

    Args:
        term: From ``meaning_asked``.
        text: A sentence.

    >>> defines("揭榜挂帅", "揭榜挂帅，就是谁有本事谁来干"), defines("揭榜挂帅", "坚持揭榜挂帅攻山头")
    (True, False)
    """
    said = bare(text)
    at = said.find(term)
    while at >= 0:
        behind, before = said[at + len(term) :], said[:at]
        if _SAYS.match(behind) or _LISTS.match(behind) or _SAID.search(before):
            return True
        if behind.startswith("为") and not _MADE.search(before):
            return True
        if _EXPANDED.search(before) and behind[:1] in "）)":
            return True
        if _CODE.match(term) and not before.strip(" \t|-*·•") and behind.strip(" \t|"):
            return True
        at = said.find(term, at + 1)
    return False


def heads(term: str, lines: str) -> bool:
    """Whether one of some lines that stand above a sentence announces what a term means, or is the term alone.

    >>> heads("揭榜挂帅", "二、什么是揭榜挂帅？"), heads("揭榜挂帅", "三、推行揭榜挂帅"), heads("揭榜挂帅", "揭榜挂帅")
    (True, False, True)
    """
    named = re.compile(
        rf"[^\w\n]*(?:第?[一二三四五六七八九十\d]+[、.．章节条）)]\s*)?(?:什么是|何谓|何为|什么叫)?{re.escape(term)}"
        r"(?:(?:的)?(?:概念|含义|定义|内涵|释义|解释)|是什么|是指什么|指什么)?[?？:：\s]*"
    )
    return any(named.fullmatch(line) for line in bare(lines).split("\n"))
