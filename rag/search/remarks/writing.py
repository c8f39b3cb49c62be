"""Whether something is to be written, translated or drawn, and about what.

Such an input begins with the wish and asks nothing: 帮我写一篇…的演讲稿. Finding is another thing: 写出六比的内容
and 写一份讲话的总结 are questions. Knows everyday words; no document.
"""

from __future__ import annotations

import re

from rag.search.kinds import ASKING
from rag.text.fold import fold
from rag.text.script import simplified

_READ = 400  # characters within which the wish stands; what follows is the text to be worked on
# Matched by itself, with nothing behind it that could fail: 你能你能你能… is never tried in every way.
_LEAD = re.compile(
    r"""
    (?:
        (?:请|麻烦|劳驾|能不能|可不可以|能否|可否|可以|能|你能|你可以|你|帮我|帮忙|帮|给我|给|替我|为我|我想要?|我要|我需要
        |需要|来|再|先|就|根据(?:这些|以上|上述)?(?:资料|内容|材料)|用(?:这些)?(?:资料|材料))
        (?:你|您|一下|下)?[，,\s]*
    )*
    (?:(?:以|用|围绕|关于|针对|根据|结合|就)(?P<subject>[^，。]{2,30}?)(?:为主?题目?|的?内容|，)?[，,\s]*(?=[写拟作编做起创生]))?
    """,
    re.VERBOSE,
)
_GENRE = (
    "文章|作文|论文|散文|小作文|文案|文|稿子?|稿件|发言稿?|演讲稿?|讲话稿?|致辞|报告|汇报|总结|小结|述职|心得|体会|感想|"
    "读后感|观后感|通知|通告|公告|通报|邮件|信|书信|感谢信|申请书?|检讨书?|倡议书?|建议书?|计划书?|策划书?|方案|简历|诗歌?|"
    "对联|歌词|歌|小说|故事|童话|剧本|段子|新闻稿?|通讯|宣传语|宣传|标语|口号|广告|推文|公众号|朋友圈|代码|程序|脚本|作业|"
    "试题|题目|练习|ppt|幻灯片|课件|海报|思维导图|脑图|图表|表格|图片|图|画|视频|音乐|提纲|大纲|开头|结尾|简报|材料|合同|"
    "证明|说明书|日记|祝福语?|评语|标题|贺词|主持词|悼词|文字|段落|话"
)
_MAKE = re.compile(
    rf"""
    (?:写|起草|草拟|拟写?|撰写|创作|编写?|生成|制作|做|画|设计|准备|整理|出|作|搞|弄|仿写|续写)
    (?:一|几|两|三|个|篇|份|首|段|点|些|封|张|套|则|幅|道|句|下)*[^，。！？]{{0,40}}?(?:{_GENRE})
    |[写画编作]一[篇首份段封个张](?!的)|修?改(?:一下|一改|改)?(?:这|下面|以下|我的)
    |(?:写|作|编|画|翻译|翻|改|润色|创作|起草)(?:作|点|些|个|一?下|东西|什么|一点|字|画|文章)*$
    |仿写|续写|扩写|缩写|改写|润色|翻译|校对|排版|代写|[译翻]成|写作文|写诗|写代码|写作业|作诗|画画
    |[把将][^，。]{{1,60}}(?:翻译|改写?成|改为|润色|译成|写成|做成|变成|扩写|缩写|转成|转换)
    """,
    re.VERBOSE,
)
_PROGRAM = re.compile(
    r"(?:请|帮我|给我|你|能|能不能|可以|麻烦)*(?:用|使用)(?:python|java|javascript|js|c|c\+\+|c#|go|golang|rust|php|ruby|sql|matlab|r|html|css|excel|vba|shell)"
    r"(?:语言|脚本|代码)?(?:来|去|帮我|给我)*(?:写|编|实现|做|画|生成|开发|爬)"
)
_FOUND = re.compile("写[出下明到在过]|列出|找出|说出|[写做画译]的|设计的|制作的|生成的|编写的|出的")
_SUMMARY = re.compile("(?:总结|摘要|概要|提要|要点|概括)$")
_POLITE_END = re.compile("(?:吗|好吗|行吗|可以吗|好不好|行不行|可不可以|怎么样|吧|呗|谢谢)$")
_ABOUT = re.compile(
    "(?:关于|有关|围绕|针对|介绍|宣传|歌颂|赞美|描写|反映)(?P<subject>[^，。！？]{2,30}?)(?:的(?=[^的]{1,12}$)|$|，)"
)
_OF = re.compile(
    rf"[篇份首段个封张](?:[一-鿿\d]{{0,4}}字(?:左右)?的?)?(?P<subject>[^，。！？]{{2,30}}?)的?(?:{_GENRE})"
)
_ENGLISH = re.compile(
    r"^(?:(?:please|pls|can|could|would|will|you|kindly|i|want|need|like|to|me|help|us|for|hey|hi)\s+)*"
    r"(?:write|draft|compose|generate|create|translate|rewrite|rephrase|paraphrase|proofread|polish|make (?:me )?an?|"
    r"draw|design|code|implement|summari[sz]e this|edit this)\b"
)
_ABOUT_ENGLISH = re.compile(r"\b(?:about|on)\s+(?:the\s+)?")


def writing_subject(text: str) -> str | None:
    """Return what something is to be written about, ``""`` where that is not said; None where nothing is to be.

    >>> writing_subject("帮我写一篇关于温州人精神的演讲稿"), writing_subject("写一篇的作者是谁")
    ('温州人精神', None)
    """
    said = simplified(fold(text))[:_READ]  # of the same length, so that the subject can be cut from what was typed
    if _ENGLISH.search(said):
        about = _ABOUT_ENGLISH.search(said)
        return text[about.end() :].strip(" .?!") if about else ""
    said = _POLITE_END.sub("", said.rstrip("。！!？?. ~"))
    if _PROGRAM.match(said):
        return ""
    lead = _LEAD.match(said)
    make = _MAKE.match(said, lead.end()) if lead else None
    if lead is None or make is None or _FOUND.search(said):
        return None
    # 能不能帮我写… asks a favour; what is asked behind that is a question.
    if ASKING.search(said, make.start()):
        return None
    about = _ABOUT.search(said) or _OF.search(said) or lead
    start, end = about.span("subject")
    subject = text[start:end].strip("的 ") if start >= 0 else ""
    return None if subject and _SUMMARY.search(said) else subject
