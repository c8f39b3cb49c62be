"""Whether it is asked which documents speak of something, and of what: 有哪些资料提到洞头.

Knows everyday wordings; whether the documents do is for others to find out.
"""

from __future__ import annotations

import re

from rag.search.kinds import ASKING
from rag.search.remarks.naming import one_name
from rag.search.remarks.writing import writing_subject
from rag.text.fold import fold
from rag.text.script import simplified

_LONGEST = 16
_LEAD = (
    r"(?:请问?|麻烦|帮我|给我|替我|我想|我要|想|要|能不能|可以|能|你|您|这里|这些|看看|看一下|查一下|查查|知道|了解"
    r"|问一下|[，,\s])*"
)
_TEXTS = "(?:资料|材料|素材|文章|文件|文档|报道|新闻|讲话|段落|篇目|原文)"
_MATTER = f"(?:{_TEXTS}|内容|信息|东西|地方|线索)"
_SPEAKS = "(?:提到|提及|提过|说到|说过|讲到|讲过|谈到|谈及|论及|涉及|写到|写过|关于|有关)"
_HOLDS = f"(?:{_SPEAKS}|包含|包括|出现|记载|介绍|讲述|[讲说写谈](?:了|过|的是))"
_WHICH = (
    "(?:有?(?:哪些|哪几[份篇个处]|哪一?[份篇个处]|什么|没有|无)|找一?(?:下|找|些|点|几[份篇])?|查找?|搜索?"
    "|列出|列一下|所有|全部|一切)"
)
_WHERE = "(?:有?(?:哪里|哪儿|没有)(?:有|都|曾)?)"
_ARE = "都?(?:有(?:哪些|什么|没有|吗|几[份篇])|在哪里?)"
_HAS = "都?有(?:哪些|什么|没有)(?:相关|有关|可用)?的?"
_DONE = "(?:吗|呢|没有|吧)?"
_SHAPES = (
    # 有哪些资料提到洞头, 找关于洞头的资料
    rf"{_LEAD}{_WHICH}的?{_TEXTS}(?:里面?|中|当中)?(?:都|曾|有|会)?{_HOLDS}(?:了|过|到)?(?P<of>.+?){_DONE}",
    # 哪里提到了洞头, 有没有提到洞头的文章
    rf"{_LEAD}(?:{_WHERE}|{_WHICH}的?{_MATTER}?){_SPEAKS}(?:了|过|到)?(?P<of>.+?)(?:有关|相关)?(?:的{_MATTER})?{_DONE}",
    # 关于洞头的资料有哪些, 有关于洞头的资料吗
    rf"{_LEAD}(?:有没有|有无|有)?(?:关于|有关|提到|提及|涉及)(?P<of>.+?)(?:有关|相关)?的?{_MATTER}(?:{_ARE}|吗|呢)",
    rf"{_LEAD}(?:有没有|有哪些|有什么|有)?[和跟与](?P<of>.+?)(?:有关|相关)的?{_MATTER}(?:{_ARE}|吗|呢)?",
    rf"{_LEAD}(?:对于|关于|有关)(?P<of>.+?)[，,]?(?:你|这里)?{_HAS}{_MATTER}{_DONE}",
)
# 洞头的资料有哪些, 洞头有什么资料; 申报有哪些材料 asks for something else.
_OF_NAMES = (
    rf"{_LEAD}(?P<of>.+?)的?(?:相关|有关)?的?{_TEXTS}{_ARE}",
    rf"{_LEAD}(?P<of>.+?){_HAS}{_TEXTS}(?:吗|可以?用)?",
)
_TEXTS_EN = r"(?:documents?|files?|articles?|texts?|passages?|sources?|materials?|reports?|docs?|papers?|news)"
_SHAPES_EN = (
    rf"(?:please )?(?:which|what|list|find|show(?: me)?|give me|are there|is there|do you have)(?: of)?"
    rf"(?: the| all| any| all the)? {_TEXTS_EN}(?: here)?(?: that| which| do| are| is| you have)*"
    r"(?: mention\w*| talk\w* about| discuss\w*| cover\w*| about| on| deal\w* with| refer\w* to| contain\w*"
    r"| say anything about| speak\w* of)(?P<of>.+)",
    r"(?:do you have|have you got|is there|are there|got|have you)"
    r"(?: any(?:thing| information| info)?| something| some)? (?:about|on|regarding)(?P<of>.+)",
    r"(?:what|anything|something)"
    r"(?: do you have| is there| do you know| have you got| do the documents say| is said)?(?: here)?"
    r" (?:about|on|regarding)(?P<of>.+)",
    rf"{_TEXTS_EN} (?:about|on|mentioning|regarding)(?P<of>.+)",
    r"where (?:is|are|does)(?P<of>.+?) (?:mentioned|occur|appear|stand)",
)
_MATERIALS = re.compile(
    rf"{_LEAD}(?:有(?:哪些|什么|没有)|找|给|提供|列出|需要|参考)"
    rf"(?:一?些|几[份篇]|相关|有关|可用|可以用|能用|可参考)?的?{_TEXTS}"
    r"(?:可以?用|能用|可以?参考|供参考|可用|用得上|吗|呢)?"
)
_WISH = re.compile(r"[写做出](?:一?[篇份个段])?(?:关于|有关)?(?P<of>[^，。的]{2,12})(?:方面)?的[一-鿿]{1,4}$")
_POINTS = re.compile(r"^(?:我|你|您|它|他|她|这|那|自己|其他|别的)|^[的了着过在上中里]|[是会能有]$|[，,。；;！!？?]")


def mentioned(text: str) -> str:
    """Return what the documents are asked to speak of, ``""`` where that is not what is asked.

    >>> mentioned("有哪些资料提到洞头？"), mentioned("which articles mention Ruian"), mentioned("哪些人提到过会议")
    ('洞头', 'Ruian', '')
    """
    text = text.strip()
    said = simplified(fold(text)).rstrip(
        "。！!？?. ~"
    )  # of the same length, so that the subject can be cut from the text
    for shape in _SHAPES_EN if said.isascii() else (*_SHAPES, *_OF_NAMES):
        match = re.fullmatch(shape, said, re.IGNORECASE)
        of = _of(text[slice(*match.span("of"))]) if match else ""
        if of and (shape not in _OF_NAMES or one_name(of)):
            return of
    wish, comma, asked = text.rpartition("，") if "，" in text else text.rpartition(",")
    if comma and _MATERIALS.fullmatch(simplified(fold(asked)).rstrip("。！!？?. ~")):
        match = _WISH.search(wish)
        return _of(writing_subject(wish) or (match["of"] if match else ""))
    return ""


def _of(subject: str) -> str:
    """Return a subject without quotation marks; ``""`` where it is none of its own or asks something."""
    bare = subject.strip(" “”‘’\"'《》「」").removeprefix("the ")
    known = bool(bare) and len(bare) <= (3 if bare.isascii() else 1) * _LONGEST
    return bare if known and not ASKING.search(simplified(fold(bare))) and not _POINTS.search(bare) else ""
