"""What kind of input this is: a question to the documents, or a remark that wants another reply.

Decides from the shape of the whole input; what cannot be told from it is a question. A name or a term
alone is a ``topic`` or a ``term``. Knows everyday words and the shapes of names; no document, no index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rag.records import Language, Remark, RemarkKind
from rag.search.kinds import ASKING, is_summary, kinds
from rag.search.phrases_en import ENGLISH
from rag.search.phrases_zh import CHINESE
from rag.search.phrasing import plain_words
from rag.text.dictionary import tag
from rag.text.fold import fold, is_han, scalars
from rag.text.names import is_person_shaped, organisations, persons, places
from rag.text.script import simplified

# White space parts clauses in Chinese; in English it parts words.
_CLAUSES = re.compile(r"[，,。；;！!？?：:、~\n]+|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
_LONGEST = 400  # characters beyond which nothing but a text to be worked on can be meant
_HELLO = re.compile(r"^(?:你好啊?|您好|哈喽|嗨|hi|hello|hey) ?(?=.)")
_POLITE: tuple[RemarkKind, ...] = ("greeting", "assent", "thanks", "farewell")  # what weighs least first

# 帮我写一篇…, 翻译成英文, 做个PPT: text is to be made, not found.
_ASKED_TO = (
    r"^(?:(?:请|麻烦|劳驾|能不能|可不可以|能否|可否|可以|能|你能|你可以|你|帮我|帮忙|帮|给我|给|替我|为我|我想要?|我要|我需要|需要|来|再|先|就|根据(?:这些|以上|上述)?(?:资料|内容|材料)|用(?:这些)?(?:资料|材料))"
    r"(?:你|您|一下|下)?[，,\s]*)*(?:(?:以|围绕|关于|针对|根据|结合|就)[^，。]{2,30}?(?:为主?题目?|，)?[，,\s]*)?"
)
_GENRE = (
    "文章|作文|论文|散文|小作文|文案|文|稿子?|稿件|发言稿?|演讲稿?|讲话稿?|致辞|报告|汇报|总结|小结|述职|心得|体会|感想|读后感|观后感|通知|通告|公告|通报|邮件|信|书信|感谢信|"
    "申请书?|检讨书?|倡议书?|建议书?|计划书?|策划书?|方案|简历|诗歌?|对联|歌词|歌|小说|故事|童话|剧本|段子|新闻稿?|通讯|宣传语|宣传|标语|口号|广告|推文|公众号|朋友圈|"
    "代码|程序|脚本|作业|试题|题目|练习|ppt|幻灯片|课件|海报|思维导图|脑图|图表|表格|图片|图|画|视频|音乐|提纲|大纲|开头|结尾|简报|材料|合同|证明|说明书|日记|祝福语?|评语|标题|贺词|主持词|悼词"
)
_WRITING = re.compile(
    _ASKED_TO
    + rf"(?:(?:写|起草|草拟|拟写?|撰写|创作|编写?|生成|制作|做|画|设计|准备|整理|出|作|搞|弄|仿写|续写)(?:一|几|两|三|个|篇|份|首|段|点|些|封|张|套|则|幅|道|句|下)*"
    rf"[^，。！？]{{0,40}}?(?:{_GENRE})|(?:仿写|续写|扩写|缩写|改写|润色|翻译|校对|排版|代写)|(?:把|将)[^，。]{{1,60}}(?:翻译|改写?成|改为|润色|译成|写成|做成|变成|扩写|缩写|转成|转换)|(?:译|翻)成|写作文|写诗|写代码|写作业|作诗|画画)"
)
_MADE_OF_ALL = re.compile(r"(?:总结|摘要|概要|提要|要点|概括)$")  # 写一份…的总结 is a summary, and that can be given
_FOUND = re.compile(r"写[出下明到在过]|列出|找出|说出|写的|做的|画的|翻译的|设计的|制作的|生成的|编写的|出的")
_ABOUT = re.compile(
    r"(?:关于|有关|围绕|针对|介绍|宣传|歌颂|赞美|描写|反映|以)(?P<a>[^，。！？]{2,30}?)(?:为(?:主题|题目?)|的(?=[^的]{1,12}$)|$|，)|[篇份首段个封张](?:[一-鿿]{0,3}字(?:左右)?的)?(?P<b>[^，。！？]{2,30}?)的?(?:"
    + _GENRE
    + ")"
)
_POLITE_END = re.compile(r"(?:吗|好吗|行吗|可以吗|好不好|行不行|可不可以|怎么样|吧|呗|谢谢)$")
_WRITING_EN = re.compile(
    r"^(?:(?:please|pls|can|could|would|will|you|kindly|i|want|need|like|to|me|help|us|for|hey|hi)\s+)*"
    r"(?:write|draft|compose|generate|create|translate|rewrite|rephrase|paraphrase|proofread|polish|make (?:me )?an?|draw|design|code|summarize this|edit this)\b"
)

_NUMBER = r"[\d.()（）\s]*[\d零一二两三四五六七八九十百千万][\d.()（）\s零一二两三四五六七八九十百千万]*"
_SUM = re.compile(
    rf"{_NUMBER}(?:(?:[-+*/×÷x^]|加上?|减去?|乘以?|除以|的){_NUMBER})+(?:=|等于|是|得)\s*(?:几|多少|什么|\?)*"
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz", "01234567890", "09876543210")
_WHAT_IS = re.compile(r"^(?:what's|what is|请问|请|帮我)?(?:计算|算)?(?:一下|下)? ?")
_JOINED = re.compile(r"\d[-+*/:.%]\d?|\d%")  # 3+7, 8.2%
_TRIAL = re.compile(
    r"(?:测试|试试?|试一下|测试一下|测一下|测试测试|test|testing|tests?|ceshi|demo|hello world|foo|bar|foobar|xxx+|ttt+|啊+|呃+|额+|哦哦+|嗯嗯+|一二三(?:四五?)?|无|空|null|none|undefined|nan)(?:吧|了|看)?"
)

_TOPIC_LEAD = re.compile(
    r"^(?:请|麻烦|帮我|帮忙|给我|我|想要?|要|来|再)*(?:了解|知道|看看|看一下|查看|查询|查找|检索|查|搜索|搜|找|问问?|聊聊|谈谈|说说|讲讲|说一下|讲一下)?(?:一下|下|一查|查)?(?:关于|有关)?"
)
_TOPIC_TAIL = re.compile(
    r"(?:的?(?:相关|有关)的?(?:资料|信息|情况|内容|消息|新闻|文章|文件|报道)?|的?(?:资料|信息|情况|消息|新闻|文章|文件|报道)|方面|怎么样|呢|吧|啊|呀)$"
)
_TITLED = re.compile(
    r"(?:同志|先生|女士|老师|书记|主任|局长|市长|区长|县长|镇长|部长|院长|校长|会长|董事长|总经理|教授|院士|记者)$"
)
_LONGEST_TERM = 16
# More than ``ASKING``: what asks in written and in traditional style, and what breaks off where the answer should stand.
_ASKED = re.compile(rf"{ASKING.pattern}|[何甚哪谁]|[多几]少?$|[是为于叫称]$", re.VERBOSE)
_COMMON_ENDS = "市省山江河湖海路街岛港湾"
_DOTTED = re.compile(r"[一-鿿]{1,6}(?:[·•・][一-鿿]{1,6})+")
_MARKS_IN_TERM = re.compile(r"[，,。；;！!？?：:\n]")
_QUOTES = "“”‘’\"'《》「」『』【】[]()（）"
_ENGLISH_WORDS = frozenset(
    """
    a about and are can could did do does for from give had has have how i in is it list many me much my name of on or please say says show tell that the
    their there these this to was were what what's when where which who whose why will with would you your
    """.split()
)


def language_of(text: str) -> Language | None:
    """Return the language in which something was typed: Chinese where Han characters stand in it; None for no words.

    >>> language_of("你好"), language_of("who are you"), language_of("？？？"), language_of("GDP")
    ('zh', 'en', None, 'en')
    """
    if any(map(is_han, text)):
        return "zh"
    return "en" if re.search("[A-Za-z]{2,}", text) else None


def reply_language(text: str, asked: Language | None) -> Language:
    """Return the language in which to reply: the one asked for, but English for an English sentence; else the text's own.

    >>> reply_language("温州", "en"), reply_language("hi", "zh"), reply_language("who are you", "zh"), reply_language("123", None)
    ('en', 'zh', 'en', 'zh')
    """
    own = language_of(text)
    if own == "en" and len(re.findall("[A-Za-z']+", text)) > 1:
        return "en"
    return asked or own or "zh"


@lru_cache(maxsize=1024)
def remark_of(text: str, *, talking: bool = False) -> Remark | None:
    """Return what was typed where it is no question to the documents; None for a question.

    Args:
        text: As typed; not empty.
        talking: Whether a question went before, on which words like 「还有呢」 may lean.

    >>> remark_of("你好！"), remark_of("你好世界是谁写的"), remark_of("涂秀明")
    (Remark(kind='greeting', subject='', sure=True), None, Remark(kind='topic', subject='涂秀明', sure=True))
    """
    said = simplified(fold(scalars(text))).strip()
    if len(said) > _LONGEST:
        return _writing(said)
    plain = plain_words(said)
    if not any(char.isalnum() for char in said):
        return Remark("noise")
    found = _clauses(said, talking) or _phrase(plain, talking)
    if found is None or found.kind == "small_talk":
        # 你好你是谁
        found = _phrase(_HELLO.sub("", plain), talking) or found
    if found is not None:
        return found
    sum_asked = _WHAT_IS.sub("", said.rstrip("? "))
    if _SUM.fullmatch(sum_asked) or (said.startswith("what") and _SUM.fullmatch(f"{sum_asked}=")):
        return Remark("beyond")
    if _is_noise(plain) and not _JOINED.search(said):
        return Remark("noise", plain)
    return _writing(said) or _alone(text, talking)


def without_courtesies(text: str) -> str:
    """Return a text without greetings and thanks at its beginning and end; unchanged where nothing else is left.

    >>> without_courtesies("你好，2019年的经济总量是多少？谢谢！"), without_courtesies("谢谢！")
    ('2019年的经济总量是多少？', '谢谢！')
    """
    parts = [match.span() for match in re.finditer(r"[^，,。；;！!？?~\n]+[，,。；;！!？?~\n]*", text)]
    while len(parts) > 1 and _is_courtesy(text[slice(*parts[0])]):
        parts.pop(0)
    while len(parts) > 1 and _is_courtesy(text[slice(*parts[-1])]):
        parts.pop()
    return text[parts[0][0] : parts[-1][1]].strip() if parts else text


def _is_courtesy(clause: str) -> bool:
    found = _phrase(plain_words(simplified(fold(clause))), talking=True)
    return found is not None and found.kind in _POLITE


def _phrase(plain: str, talking: bool) -> Remark | None:
    """Return the remark that a whole text is worded as."""
    elsewhere = _without_places(plain)
    for phrasing in (*CHINESE, *ENGLISH):
        if phrasing.alone and talking:
            continue
        # 北京今天天气: of the world outside one asks by place.
        if phrasing.fits(plain) or (phrasing.kind == "beyond" and elsewhere != plain and phrasing.fits(elsewhere)):
            return Remark(phrasing.kind, sure=phrasing.sure)
    return None


def _without_places(plain: str) -> str:
    """Return a short text without the places named in it."""
    if len(plain) > _LONGEST_TERM:
        return plain
    for place in reversed(places(plain)):
        plain = plain[: place.start] + plain[place.end :]
    return plain


def _clauses(said: str, talking: bool) -> Remark | None:
    """Return the remark of a text of several clauses that are all remarks: the last one that is no courtesy."""
    clauses = [plain for clause in _CLAUSES.split(said) if (plain := plain_words(clause))]
    found = [_phrase(clause, talking) for clause in clauses] if len(clauses) > 1 else []
    known = [remark for remark in found if remark is not None]
    if not found or len(known) < len(found):
        return None
    return max(
        reversed(known), key=lambda remark: _POLITE.index(remark.kind) if remark.kind in _POLITE else len(_POLITE)
    )


# ---------------------------------------------------------------- noise


def _is_noise(plain: str) -> bool:
    """Whether a text was typed to see what happens: 测试, 123, asdf, jkljkl."""
    joined = plain.replace(" ", "")
    if _TRIAL.fullmatch(plain) or _TRIAL.fullmatch(joined):
        return True
    if not joined.isascii() or len(joined) > 40:
        return len(set(joined)) == 1 and len(joined) > 2
    if joined.isdigit():
        return len(joined) < 3 or _in_a_row(joined) or len(set(joined)) == 1 or len(joined) > 6
    runs = re.findall("[a-z]+", joined)
    return bool(runs) and all(_is_mash(run) for run in runs)


def _is_mash(run: str) -> bool:
    """Whether letters are no word but neighbours on the keyboard, one or two repeated, or long without a vowel."""
    repeated = len(run) > 2 and (
        len(set(run)) == 1 or (len(run) > 4 and len(set(run)) < 4 and not set(run) & set("aeiou"))
    )
    halves = len(run) > 3 and any(
        run == run[:size] * (len(run) // size) for size in (2, 3, 4) if len(run) % size == 0 and len(run) > size
    )
    return len(run) == 1 or repeated or halves or _in_a_row(run) or (len(run) > 5 and not set(run) & set("aeiouy"))


def _in_a_row(run: str) -> bool:
    """Whether characters stand beside one another on the keyboard or in the alphabet, at least three."""
    steps = sum(
        any(pair in row or pair[::-1] in row for row in _ROWS) for pair in map("".join, zip(run, run[1:], strict=False))
    )
    return len(run) > 2 and steps >= 0.75 * (len(run) - 1)


# ---------------------------------------------------------------- writing


def _writing(said: str) -> Remark | None:
    """Return the remark where a text is to be written, translated or drawn; None where something is asked."""
    if _WRITING_EN.search(said) and "?" not in said[:-1]:
        return Remark(
            "writing", re.sub(r"^.*?\b(?:about|on|of)\b\s*", "", said) if re.search(r"\b(?:about|on)\b", said) else ""
        )
    head = _POLITE_END.sub("", said[:_LONGEST].rstrip("。！!？?. ~"))
    match = _WRITING.search(head)
    if match is None or _FOUND.search(head) or ASKING.search(head[match.end() :]):
        return None
    asked = ASKING.search(re.sub("能不能|可不可以|会不会", "", head[: match.end()]))
    about = _ABOUT.search(head)
    subject = (about["a"] or about["b"] or "").strip("的 ") if about else ""
    if asked or (_MADE_OF_ALL.search(head) and subject):
        return None
    return Remark("writing", subject)


# ---------------------------------------------------------------- a name alone


def _alone(text: str, talking: bool) -> Remark | None:
    """Return the remark of a name or a term without anything asked of it."""
    bare = " ".join(scalars(text).split()).rstrip("？?。！!~… ")
    if _MARKS_IN_TERM.search(bare) or (talking and bare.endswith("呢")):
        return None
    for term in _terms(bare):
        name = term.strip(_QUOTES).strip()
        if name and (found := _name(name)):
            return found
    name = bare.strip(_QUOTES).strip()
    if not name or len(name) > _LONGEST_TERM or text.strip()[-1:] in "？?":
        return None
    if _ASKED.search(simplified(fold(name))) or is_summary(kinds(name)):
        return None
    if language_of(name) == "en":
        words = re.findall(r"[a-z']+", name.lower())
        return Remark("term", name, sure=False) if len(words) <= 3 and not _ENGLISH_WORDS.intersection(words) else None
    return Remark("term", name, sure=False)


def _terms(bare: str) -> Iterator[str]:
    """Yield a text as it is, and without what says that one wants to know of it."""
    yield bare
    shorter = _TOPIC_TAIL.sub("", _TOPIC_LEAD.sub("", bare, count=1).strip("，,：: "))
    if shorter != bare:
        yield shorter


def _name(name: str) -> Remark | None:
    """Return the remark of a text that is one name: of a person, a place or an organisation; None for any other."""
    plain = simplified(fold(name))
    titled = _TITLED.sub("", plain)
    if titled != plain and is_person_shaped(titled) and len(titled) < 4:
        return Remark("topic", name[: len(titled)])
    kind = tag(plain)
    whole = any(len(found) == 1 and found[0].text == plain for found in (places(plain), organisations(plain)))
    if whole and kind == "" and plain[-1] in _COMMON_ENDS:
        return Remark("topic", name, sure=False)  # 文明城市 is shaped as 温州市 is
    if (
        whole
        or (_DOTTED.fullmatch(plain) and not _ASKED.search(plain) and "的" not in plain)
        or kind in ("ns", "nt", "nrt", "nrfg")
    ):
        return Remark("topic", name)
    if kind == "nr" and len(plain) > 2 and not places(plain):
        return Remark("topic", name)
    if is_person_shaped(plain) and not places(plain) and len(plain) < 4:
        # 文明 and 鲁迅 are names to the dictionary, and words.
        return Remark("topic", name, sure=kind == "")
    return None
