"""What kind of input this is: a question to the documents, or a remark that wants another reply.

Decides from the shape of the whole input; what cannot be told from it is a question. A name or a term
alone is a ``topic`` or a ``term``. Knows everyday words and the shapes of names; no document, no index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from rag.records import Language, Remark, RemarkKind
from rag.search.kinds import is_summary, kinds
from rag.search.remarks.mention import mentioned
from rag.search.remarks.naming import ASKED, QUOTES, one_name, several_names
from rag.search.remarks.noise import is_address, is_code, is_foreign, is_noise
from rag.search.remarks.phrases_en import ENGLISH
from rag.search.remarks.phrases_rude import RUDE
from rag.search.remarks.phrases_use import USE
from rag.search.remarks.phrases_zh import CHINESE
from rag.search.remarks.phrasing import plain_words
from rag.search.remarks.writing import writing_subject
from rag.text.fold import fold, is_han, scalars
from rag.text.names import places
from rag.text.script import simplified

# White space parts clauses in Chinese; in English it parts words.
_CLAUSES = re.compile(r"[，,。；;！!？?：:、~\n]+|(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])")
# The same, marks left at the clauses' ends.
_PARTS = re.compile(r"(?:[^，,。；;！!？?~\s]|(?<=[\x00-\x7f])[^\S\n](?=[\x00-\x7f]))+[，,。；;！!？?~\s]*")
# Emoji and their joiners.
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d\u20e3]+")
_MOODS: dict[RemarkKind, frozenset[str]] = {
    "thanks": frozenset("🙏🌹💐❤"),
    "assent": frozenset("👍👌💯✅🆗👏"),
    "complaint": frozenset("👎🖕💩😡🤬"),
    "farewell": frozenset("👋"),
}
_LONGEST = 400  # characters beyond which nothing but a text to be worked on can be meant
_HELLO = re.compile(r"^(?:你好啊?|您好|哈喽|嗨|hi|hello|hey) ?(?=.)")
_POLITE: tuple[RemarkKind, ...] = ("greeting", "assent", "thanks", "farewell")  # what weighs least first

_NUMERALS = "零一二两三四五六七八九十百千万"
_NUMBER = rf"[\d.()\s]*[\d{_NUMERALS}][\d.()\s{_NUMERALS}]*"
_SUM = re.compile(
    rf"{_NUMBER}(?:(?:[-+*/×÷x^]|加上?|减去?|乘以?|除以){_NUMBER})+(?:(?:=|等于)\s*(?:几|多少|什么|\?)*|[是得](?:几|多少))"
)
_WHAT_IS = re.compile(r"^(?:what's|what is|请问|请|帮我)?(?:计算|算)?(?:一下|下)? ?")
# What of the world outside documents may speak of too.
_MATTER = re.compile(
    "天气|气温|下雨|下雪|股票|股市|股价|大盘|彩票|油价|金价|汇率|热搜|星座|菜谱|机票|导航|地图|台风|限行|空气质量|"
    "weather|stocks?|temperature|exchange rate|typhoon"
)
_IN_CHINESE = {"weather": "天气", "stock": "股票", "stocks": "股票", "temperature": "气温", "exchange rate": "汇率"}
_JOINED = re.compile(r"\d[-+*/:.%]\d?|\d%|\b[a-z](?:\+\+|[#&/])")  # 3+7, 8.2%

_TOPIC_LEAD = re.compile(
    r"""
    ^(?:请|麻烦|能不能|可以|能否|帮我|帮忙|给我|我|想|要|来|再)*
    (?:了解|知道|看看|看一下|查看|查询|查找|检索|查|搜索|搜|找|问问?|聊聊|谈谈|说说|讲讲|说一下|讲一下)?
    (?:一下|下|一查|查)?(?:关于|有关)?
    """,
    re.VERBOSE,
)
_TOPIC_LEAD_EN = re.compile(
    r"^(?:please )?(?:tell me (?:more )?about|about|search(?: for)?|find|look up|info(?:rmation)? (?:on|about))\s+",
    re.IGNORECASE,
)
_TOPIC_TAIL = re.compile(
    r"""
    (?:的?(?:相关|有关)的?(?:资料|信息|情况|内容|消息|新闻|文章|文件|报道)?
    |的?(?:资料|信息|情况|消息|新闻|文章|文件|报道)|方面|怎么样|呢|吧|啊|呀)$
    """,
    re.VERBOSE,
)
_LONGEST_TERM = 16
_LATIN = re.compile(r"(?<![\w/.@:])[A-Za-z][A-Za-z']+(?![\w/@:]|\.\w)")  # no part of an address
_WHO = re.compile("[谁哪何甚]|什么|多少|[吗么]$")
_MARKS_IN_TERM = re.compile(r"[，,。；;！!？?：:\n]")
_ENGLISH_WORDS = frozenset(
    """
    a about and are can could did do does for from give had has have how i in is it list many me much my name of on or
    please say says show tell that the their there these this to was were what what's when where which who whose why
    will with would you you're your
    """.split()  # noqa: SIM905  a text is easier to read than a list
)


def language_of(text: str) -> Language | None:
    """Return the language in which something was typed; None where that cannot be told: marks, numbers, GDP.

    >>> language_of("你好"), language_of("who are you"), language_of("？？？"), language_of("GDP")
    ('zh', 'en', None, None)
    """
    if any(map(is_han, text)):
        return "zh"
    words = _LATIN.findall(text)
    return "en" if len(words) > 1 or any(not word.isupper() for word in words) else None


def reply_language(text: str, asked: Language | None) -> Language:
    """Return the language to reply in: English to a sentence in English, else the one asked for, else the text's.

    >>> reply_language("温州", "en"), reply_language("hi", "zh"), reply_language("who are you", "zh")
    ('en', 'zh', 'en')
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
    text = scalars(text).strip()
    text = _PICTURES.sub(" ", text).strip() or text
    said = simplified(fold(text))
    if len(said) > _LONGEST:
        subject = writing_subject(text)
        return None if subject is None else Remark("writing", subject)
    plain = plain_words(said)
    if not any(char.isalnum() for char in said):
        return Remark(next((kind for kind, moods in _MOODS.items() if moods.intersection(text)), "noise"))
    if (found := _unreadable(text)) is not None:
        return found
    found = _clauses(said, talking) or _phrase(plain, talking)
    if found is None or found.kind == "small_talk":
        # 你好你是谁
        found = _phrase(_HELLO.sub("", plain), talking) or found
    if found is not None:
        return found
    sum_asked = _WHAT_IS.sub("", said.rstrip("? "))
    if _SUM.fullmatch(sum_asked) or (said.startswith("what") and _SUM.fullmatch(f"{sum_asked}=")):
        return Remark("unable")
    if is_noise(plain) and not _JOINED.search(said):
        return Remark("noise", plain if len(plain) > 2 else "")
    if of := mentioned(text):
        return Remark("topic", of) if one_name(of) else Remark("mention", of, sure=False)
    subject = writing_subject(text)
    return _alone(without_courtesies(text), talking) if subject is None else Remark("writing", subject)


def _unreadable(text: str) -> Remark | None:
    """Return the remark of an address, code or another script; where the documents have it, it is looked up."""
    if is_address(text):
        return Remark("beyond", text, sure=False)
    if is_code(text):
        return Remark("noise", text if len(text) <= _LONGEST_TERM else "")
    return Remark("foreign", text, sure=False) if is_foreign(text) else None


def without_courtesies(text: str) -> str:
    """Return a text without greetings and thanks at its beginning and end; unchanged where nothing else is left.

    >>> without_courtesies("你好，2019年的经济总量是多少？谢谢！"), without_courtesies("谢谢！")
    ('2019年的经济总量是多少？', '谢谢！')
    """
    parts = [match.span() for match in _PARTS.finditer(text)]
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
    for phrasing in (*RUDE, *USE, *CHINESE, *ENGLISH):
        # 北京今天天气: of the world outside one asks by place.
        matter = _MATTER.search(plain) if phrasing.kind == "beyond" else None
        fits = phrasing.fits(plain, talking=talking)
        if fits or (matter and elsewhere != plain and phrasing.fits(elsewhere, talking=talking)):
            subject = _IN_CHINESE.get(matter[0], matter[0]) if matter else "" if phrasing.sure else plain
            return Remark(phrasing.kind, subject, phrasing.sure)
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


# ---------------------------------------------------------------- a name alone


def _alone(text: str, talking: bool) -> Remark | None:
    """Return the remark of a name or a term without anything asked of it."""
    bare = " ".join(text.split()).rstrip("？?。！!~… ")
    bare = bare.replace(" ", "") if re.fullmatch("[一-鿿](?: [一-鿿])+", bare) else bare
    if several := several_names(bare):
        return several
    if _MARKS_IN_TERM.search(bare) or (talking and bare.endswith("呢")):
        return None
    for term in _terms(bare):
        name = term.strip(QUOTES).strip()
        if name and not _WHO.search(name) and (found := one_name(name)):
            return found
    name = _TOPIC_LEAD_EN.sub("", bare).strip(QUOTES).strip()
    if not name or len(name) > _LONGEST_TERM or text.strip()[-1:] in "？?":
        return None
    if ASKED.search(simplified(fold(name))) or is_summary(kinds(name)):
        return None
    if language_of(name) != "zh":
        words = re.findall(r"[a-z']+", name.lower())
        return Remark("term", name, sure=False) if len(words) <= 3 and not _ENGLISH_WORDS.intersection(words) else None
    return Remark("term", name, sure=False)


def _terms(bare: str) -> Iterator[str]:
    """Yield a text as it is, and without what says that one wants to know of it."""
    yield bare
    shorter = _TOPIC_TAIL.sub("", _TOPIC_LEAD.sub("", bare, count=1).strip("，,：: "))
    if shorter != bare:
        yield shorter
