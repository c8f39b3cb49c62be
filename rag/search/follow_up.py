"""Making a follow-up question standalone from the conversation before it.

Replaces pronouns, fills in what is left out, and puts the new name in the old question for
「瓯海呢？」. Knows the shapes of questions; no index and no document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.records import Turn
from rag.search.kinds import ASKING
from rag.search.parts import subject
from rag.search.remarks.recognise import remark_of
from rag.text.dictionary import tag
from rag.text.fold import is_han
from rag.text.names import Name, organisations, persons, places, quoted, works
from rag.text.numbers import dates, quantities

_OPENER = re.compile(
    r"^(?:那么|那(?=[他她它么]|最|第|前|后|这|谁|什么|怎|为|哪|有)|还有|另外|然后|接着|再问(?:一下)?|好的?|嗯|哦|对了)"
    r"[，,\s]*"
)
_PERSON = re.compile(
    r"(?<!其)他(?!们|人|乡|国|方)|她(?!们)|[这那此]个?人(?!们|才|员|口|民|大|工|均)|"
    r"这位(?:[一-鿿]{0,3}(?:书记|记者|作者|同志|主任|局长|先生|女士))?|该(?:同志|作者|记者|负责人)"
)
_THING = re.compile(
    r"它们?|其(?!他|它|中|实|次|余|间)|上述(?:[一-鿿]{1,4})?|"
    r"[该此][项个次]?[一-鿿]{1,3}?(?=的|是|有|在|将|由|何|什|哪|谁|多|几|$)"
)
_THAT = re.compile(r"(?:[这那][个次项篇条场位家份座种]?|该)(?P<rest>[一-鿿]{2,6})")
_BOUNDS = "的在是有了由把被向到于和与从去过说问走看讲叫"
_ALL = "些(?:资料|文件|材料|文档)"  # 这些资料 are all that there are, whatever was asked before
_DEMONSTRATIVE = re.compile(
    rf"这(?!些年|几年|样的话|{_ALL}|里)|那(?!年|时|么)|该|此(?!外|次外)|上面|刚才|前面|上述|以上"
)
_ORDINAL = re.compile(
    r"[前后]一?(?:种|个(?!月)|项|类|者|条|家|位)|(?:(?<![一-鿿])|(?<=[那这]))第(?P<n>[一二三四五六])(?:种|个|项|类|条|家|位|点)|"
    r"最后一(?:种|个|项|类|条|点)"
)
_OF_ALL = re.compile(f"这{_ALL}|^这里")
_RATE = re.compile("(?:同比|年均)?(?:增速|增幅|增长率|涨幅|降幅|占比|比重|排名|位次|名次)")  # of what was asked about
_FIGURE = re.compile("面积|人口|规模|产值|产量|利润|收入|投资|人数|数量|金额")  # no name to put for another name
_POINTING = "是在对把被和跟与从给到为向说讲问看"  # behind which 这 and 那 begin a phrase
_CODE = re.compile(r"(?P<letters>[A-Za-z]{1,6})-?\d{1,5}")
_WHAT_OF = re.compile(r"^那?(?P<x>[^，。？?]{1,20}?)呢[？?。]?$")
_HOURS = re.compile("凌晨|早上|上午|中午|下午|傍晚|晚上|白天|夜里|上半年|下半年")
_CHANGES = re.compile(r"以后|之后|以前|之前|如果|要是|假如|改|换成|的话|[了过]")
_ITEM = re.compile(
    r"(?:[一二三四五六]是|第[一二三四五六][，是]?|[（(][一二三四五六\d][）)]|[①②③④⑤⑥])(?P<item>[^，。；;、①-⑥]{2,40})"
)
# 什么是标准地 says itself what it is about, and so does a term that is counted through (五地五区是什么); 两个 and 三项
# count what was named.
_DEFINED = re.compile(r"^(?:请问)?(?:什么是|何谓|何为)(?![它他她这那其此该])[一-鿿]{2,}")
_COUNTED = re.compile(
    r"^(?:请问|什么是|何谓|啥是)?(?:[一二两三四五六七八九十](?![个种条项类点次年月天家位名人届批期者样方部份句样])[一-鿿]{1,2}?)+"
    r"(?=是|指|包括|分别|有哪|的?内容|什么|[？?。]?$)"
)
# Words that make no question stand by itself.
_FILLER = re.compile(
    r"具体|一共|总共|共|分别|大概|大约|左右|目前|现在|后来|其中|头一[次回个]|第[一二三]次|每[人年次个]|"
    r"最[高低多少大小后近]|时间|地点|主要|内容|情况|原因|目标|结果|[是有的了在吗呢啊都还又为定给要会能由和与]|"
    r"[多些个位名项条种次人年月日天元万亿%]|[？?，,。！!、\s]"
)
# Of these a question may say as many as it likes: it is about nothing yet.
_EMPTY = re.compile(
    r"具体|一共|总共|分别|大概|大约|左右|目前|现在|后来|其中|头一[次回个]|第[一二三]次|每[人年次个天]|最[高低多少大小后近]|[以之][前后]|"
    r"时间|地点|主要|内容|情况|原因|目标|结果|钱(?=[？?]?$)|[？?，,。！!、\s]"
)
_LEADING, _TRAILING = "是有在都还又为定给要会能由和与共", "是有的了在吗呢啊都还为定给由和与"
_COUNTING = re.compile("[多些个位名项条种次人年月日天元万亿%一两每]+")
# 捐给哪所学校: a school is what is asked for.
_CLASS_ASKED = re.compile("(?:哪一?[家所个座位名条支项场]|什么)(?P<name>[一-鿿]{2})")
_ENOUGH = 7  # Characters of content with which a question without a name still stands by itself.


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return a question with what it takes from the conversation put into it; unchanged where it stands by itself.

    Args:
        question: Cleaned.
        history: Oldest first, without citation marks.

    >>> standalone("瓯海呢？", [Turn("user", "洞头区的区委书记是谁？"), Turn("assistant", "林霞。")])
    '瓯海的区委书记是谁？'
    """
    at = last_asked(history)
    if at is None or not depends(question):
        return question
    text = _OPENER.sub("", question) or question
    what_of = _WHAT_OF.match(text)
    if what_of:
        # A name alone is no question into which another name could be put.
        at = next((i for i in range(at, -1, -1) if is_question(history[i])), at)
    answered = " ".join(turn.content for turn in history[at + 1 :])
    before = asked_before(history, at)
    if what_of and not ASKING.search(what_of["x"]):
        return _substituted(what_of["x"], before)
    text, changed = _resolved(text, before, answered)
    if changed:
        return text
    about = topic(before)
    return f"{about}，{text}" if about and about not in text else text


def asked_before(history: Sequence[Turn], at: int) -> str:
    """Return the question at a place of the conversation standalone, for it may itself have been a follow-up.

    A short one is taken to have been read as its reply says: by itself where that has words of it and none of what was
    asked before.
    """
    question = history[at].content
    whole = standalone(question, history[:at])
    words = own_words(question)
    reply = " ".join(turn.content for turn in history[at + 1 :])
    about = whole.removesuffix(question)
    if words and about != whole and _shares(reply, "".join(words)) and not _shares(reply, about):
        return question
    return whole


def _shares(text: str, other: str) -> bool:
    """Whether two texts have a pair of Han characters in common."""
    pairs = (other[at : at + 2] for at in range(len(other) - 1))
    return any(pair in text for pair in pairs if all(map(is_han, pair)))


def depends(question: str) -> bool:
    """Whether a question leans on what was said before: a pronoun, 「…呢？」, or too little of its own."""
    return _is_marked(question) or is_short(question)


def is_short(question: str) -> bool:
    """Whether nothing but its shortness says that a question leans on what was said before."""
    if (
        _is_marked(question)
        or _names(question)
        or _OF_ALL.search(question)
        or _COUNTED.match(question)
        or _DEFINED.match(question)
    ):
        return False
    return len(_FILLER.sub("", ASKING.sub("", question))) <= _ENOUGH


def own_words(question: str) -> tuple[str, ...]:
    """Return what a short question says besides what asks and what many questions say; nothing of any other question.

    >>> own_words("年会在哪开"), own_words("怎么投稿"), own_words("有多少人"), own_words("是哪所学校")
    (('年会',), ('投稿',), (), ())
    """
    if not is_short(question):
        return ()
    asked = _CLASS_ASKED.sub(lambda match: " " if tag(match["name"])[:1] == "n" else match[0], question)
    runs = [_bare(run) for run in _EMPTY.sub(" ", ASKING.sub(" ", asked)).split()]
    return tuple(run for run in runs if len(run) > 1 and not _COUNTING.fullmatch(run))


def _bare(run: str) -> str:
    """Return a run of characters without function words at its ends, unless these are part of a word (有效期, 退还)."""
    while run and run[0] in _LEADING and not any(tag(run[:size]) for size in (2, 3, 4) if size <= len(run)):
        run = run[1:]
    while run and run[-1] in _TRAILING and not any(tag(run[-size:]) for size in (2, 3, 4) if size <= len(run)):
        run = run[:-1]
    return run


def _is_marked(question: str) -> bool:
    """Whether a word of a question says that it leans on what was said before: 他, 该, 前者, 那…, …呢."""
    text = _OPENER.sub("", question)
    if _WHAT_OF.match(text) or _PERSON.search(text) or _THING.search(text) or _ORDINAL.search(text):
        return True
    return text != question or any(_points_back(text, match) for match in _DEMONSTRATIVE.finditer(text))


def _points_back(text: str, match: re.Match[str]) -> bool:
    """Whether 这 or 那 points to what was said before, and not to what stands before it: 仙降那边, 要修的那条路."""
    before = text[: match.start()]
    return match[0] not in "这那" or not before or not is_han(before[-1]) or before[-1] in _POINTING


def topic(question: str) -> str:
    """Return what a standalone question is about: its first clause where that one does not ask, else its subject."""
    head, comma, _ = question.partition("，")
    if comma and len(head) <= 24 and not ASKING.search(head):
        return head
    about = subject(question)
    return about if len(about) >= 2 else ASKING.sub("", question).rstrip("？?。")


def without_remarks(history: Sequence[Turn]) -> list[Turn]:
    """Return a conversation without greetings and the like, and without what was replied to them.

    A name alone stays: what is asked next is asked of it.
    """
    kept: list[Turn] = []
    aside = False
    for turn in history:
        if turn.role == "user":
            remark = remark_of(turn.content, talking=bool(kept)) if turn.content.strip() else None
            aside = remark is not None and remark.sure and remark.kind != "topic"
        if not aside:
            kept.append(turn)
    return kept


def is_question(turn: Turn) -> bool:
    """Whether a message of the user asks the documents something; a name alone does not."""
    return turn.role == "user" and bool(turn.content.strip()) and remark_of(turn.content, talking=True) is None


def last_asked(history: Sequence[Turn]) -> int | None:
    """Return where the user's last question stands in the history; None where there is none, greetings aside."""
    asked = [i for i, turn in enumerate(history) if turn.role == "user" and _says_something(turn.content)]
    return asked[-1] if asked else None


def _says_something(text: str) -> bool:
    """Whether a message asks or names something."""
    return ASKING.search(text) is not None or _names(text) or _WHAT_OF.match(text) is not None or len(text) > _ENOUGH


def _resolved(text: str, before: str, answered: str) -> tuple[str, bool]:
    """Return a question with its first pronoun replaced, and whether one was."""
    ordinal = _ORDINAL.search(text)
    if ordinal:
        item = _item(ordinal, answered) or _item(ordinal, before)
        if item:
            return text[: ordinal.start()] + item + text[ordinal.end() :], True
    person = _PERSON.search(text)
    if person:
        named = persons(answered) or persons(before)
        if named:
            return text[: person.start()] + named[0].text + text[person.end() :], True
    about = topic(before)
    that = _THAT.search(text)
    meant = _meant(that["rest"], answered) or _meant(that["rest"], before) if that else None
    if that and meant:
        noun, phrase = meant
        phrase = about if phrase == noun and noun in about else phrase
        return text[: that.start()] + phrase + text[that.start("rest") + len(noun) :], True
    thing = _THING.search(text) or person
    if thing and about and about not in text:
        return text[: thing.start()] + about + text[thing.end() :], True
    return text, False


def _meant(rest: str, said: str) -> tuple[str, str] | None:
    """Return the noun that follows 这个 or 该, and the words that end with it in what was said; None if none do."""
    for size in (6, 5, 4, 3, 2):
        noun = rest[:size]
        at = said.find(noun) if len(noun) == size else -1
        if at >= 0:
            start = at
            while start > max(0, at - 14) and is_han(said[start - 1]) and said[start - 1] not in _BOUNDS:
                start -= 1
            return noun, said[start : at + size]
    return None


def _item(ordinal: re.Match[str], text: str) -> str:
    """Return the item that an ordinal means (前者, 第二种) of those that a text enumerates, ``""`` for none."""
    items = [match["item"] for match in _ITEM.finditer(text)]
    if len(items) < 2:
        clause = re.split(r"[：:]|(?:是|有|包括|为)(?=[^，。]*[、和与])", text)[-1]
        items = [item for item in re.split(r"、|和|与|以及", clause.rstrip("。 等")) if 1 < len(item) <= 30]
    if len(items) < 2:
        return ""
    if ordinal["n"]:
        at = "一二三四五六".index(ordinal["n"])
        return items[at] if at < len(items) else ""
    return items[0] if ordinal[0].startswith("前") else items[-1]


def _substituted(new: str, before: str) -> str:
    """Return the question before with a new name in the place of the old one of its kind."""
    if _CHANGES.search(new):
        return f"{topic(before)}{new}，{before}"
    if _HOURS.fullmatch(new) and _HOURS.search(before):
        return _HOURS.sub(new, before, count=1)
    about = subject(before)
    if about and _RATE.fullmatch(new) and before.startswith(about):
        return f"{about}的{new}{before[len(about) :]}"
    if not _is_short_name(new) and about and before.startswith(about):
        # 「一般公共预算收入呢？」 asks another thing of the same year and place.
        keep = max((n.end for find in (persons, places, organisations) for n in find(about)), default=0)
        keep = max([keep, *(d.end for d in dates(about))])
        return about[:keep] + new + before[len(about) :]
    for old in _same_kind(new, before):
        if old.text not in new:
            # Another place has another officer: 洞头区委书记林霞 → 瓯海区委书记.
            gone = [n for n in persons(before) if n.start > old.end] if old.kind in ("place", "organisation") else []
            rest = before[old.end :] if not gone else before[old.end : gone[0].start] + before[gone[0].end :]
            return before[: old.start] + new + rest
    return f"{new}，{before}"


def _is_short_name(text: str) -> bool:
    """Whether a text names one thing: a date, rank, person, place or organisation, or is short and no figure."""
    known = any(find(text) for find in (persons, places, organisations, quoted, works, dates))
    return known or (len(text) <= 3 and not _FIGURE.fullmatch(text)) or any(q.kind == "rank" for q in quantities(text))


def _same_kind(new: str, before: str) -> list[Name]:
    """Return the names in the question before that a new one may replace, likeliest first."""
    if dates(new):
        return [Name(d.start, d.end, d.text, "quoted") for d in dates(before)]
    if any(q.kind == "rank" for q in quantities(new)):
        return [Name(q.start, q.end, q.text, "quoted") for q in quantities(before) if q.kind == "rank"]
    if code := _CODE.fullmatch(new):
        codes = [m for m in _CODE.finditer(before) if m["letters"] == code["letters"]]
        return [Name(m.start(), m.end(), m[0], "quoted") for m in codes]
    finders = [persons, organisations, places, quoted, works]
    own = [find for find in finders if find(new)]
    order = own or [places, organisations, persons, quoted]
    return [name for find in order for name in find(before)]


def _names(text: str) -> bool:
    """Whether a question names something of its own."""
    return bool(
        persons(text) or places(text) or organisations(text) or quoted(text) or works(text)
        or any(d.year or d.day for d in dates(text)) or re.search("[A-Za-z]{2,}", text)
    )  # fmt: skip
