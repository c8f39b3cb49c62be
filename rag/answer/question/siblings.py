"""What a question names that no passage has: 门票, or 冬装校服 where they know only 夏装校服.

A word counts as known where its characters stand in order, close together (年假 in 年休假), or another word says the
same. Only rare nouns are looked at. Reads text and the general dictionary only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rag.answer.question.terms import Terms
from rag.text.dictionary import tag

# What asks how much, how many or when right behind a noun: 房价涨了多少, 跑道有多长, 生日是哪天.
_ASKED = re.compile(
    "[价费款]?(?:总共|一共|大概|大约|目前|现在|今年|去年)?"
    "(?:是|有|为|要|需要?|达到?|占|收|卖|花|招|录|放|休|请|交|付|罚|补|涨|跌|降|种|养|产|建|修|买|增长|下降|上升|提高|减少|增加)?了?"
    "(?:多少|几(?!乎)|多[高长远深宽重快])|是(?:哪一?[天年]|什么时候|何时|啥时候)"
)
# An event by its name, and when or where it is: 龙舟赛什么时候举行.
_EVENT = re.compile(
    "(?:^|[，,的届次年])(?P<name>(?![这那本该])(?:(?![的届])[\u4e00-\u9fff]){2,8}?)(?:是|将|会|要|定)?(?:在|于)?"
    "(?:什么时[候间]|啥时候|哪一?[天年月]|几月几[号日]|几[号点月]|何时|哪[里儿]|哪个地方|什么地方|何[地处])"
    "(?:正式)?(?:举[行办]|召开|开[幕赛演]|闭幕|上演)"
)
_HEAD = 4  # last characters of its name, by which it is known
_HOW = re.compile("怎么|咋|怎样|如何")  # behind what a question begins with: 红烧肉怎么烧
_WHETHER = re.compile("(?:有没有|有无|有否)$")  # there is something, asked right before it: 有没有外教
_WHICH = re.compile("什么|多少|哪|谁|几|怎|何")
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_FIGURES = "数量率度比值额"  # a text has figures without naming them so
_LONGEST = 4
_RARE, _RARE_HEAD = 4.4, 5.5  # least weights of a noun that is looked at, and of one whose number is asked for
_NOUNS = ("n", "nz", "nt", "b")


@lru_cache(maxsize=512)
def _words(text: str) -> tuple[tuple[int, str], ...]:
    """Return the words of the general dictionary in a text with their places, the longest first from the left."""
    found = []
    for run in _HAN_RUN.finditer(text):
        at = 0
        while at < len(run[0]):
            size = next((n for n in range(_LONGEST, 1, -1) if tag(run[0][at : at + n]) and at + n <= len(run[0])), 1)
            if size > 1:
                found.append((run.start() + at, run[0][at : at + size]))
            at += size
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A rare noun of a question that no passage has.

    Attributes:
        word: The noun.
        head: The noun right behind it, ``""`` for none.
        asked_for: Whether how much or how many of it is asked, or whether there is any.
    """

    word: str
    head: str
    asked_for: bool


def unknown(asked: str, terms: Terms, known: str) -> tuple[Unknown, ...]:
    """Return the rare nouns of a question that no passage has, in order.

    Args:
        asked: The question, as it is compared.
        terms: Its words, weighed, with what says the same.
        known: All passages and what stands above them, as they are compared.
    """
    others = [word for word, put in terms.others if put.search(known)]
    found = []
    for at, word in _words(asked):
        owned = asked[at - 1 : at] == "的"  # behind which the dictionary's verbs are nouns, too: 机场的跑道
        behind = asked[at + len(word) :]
        counts = _ASKED.match(behind) is not None or (at == 0 and _HOW.match(behind) is not None)
        whether = _WHETHER.search(asked[:at]) is not None
        owned = owned or (counts and tag(word) == "v" and tag(word[-1]) == "n")  # 丧假有几天
        if (
            (tag(word) not in _NOUNS and not owned)
            or _WHICH.search(word)
            or any(word in w or w in word for w in others)
        ):
            continue
        weight = max(terms.weights.get(word[n : n + 2], 0.0) for n in range(len(word) - 1))
        if weight < _RARE or _loosely(word).search(known):
            continue
        head = next((w for place, w in _words(behind) if place == 0 and tag(w) in _NOUNS), "")
        noun = owned or (tag(word) == "n" and tag(word[-1]) != "v")
        counted = weight >= _RARE_HEAD and noun and word[-1] not in _FIGURES
        of_head = bool(head) and _ASKED.match(behind[len(head) :]) is not None
        found.append(Unknown(word, head, whether or (counted and (of_head or counts))))
    return tuple(found)


def event_asked(asked: str) -> str:
    """Return the event that a question asks when or where it is, ``""`` for none.

    >>> event_asked("今年的龙舟赛什么时候举行"), event_asked("什么时候开始报名")
    ('龙舟赛', '')
    """
    match = _EVENT.search(asked)
    return match["name"] if match else ""


def speaks_of_event(event: str, terms: Terms, article: str) -> bool:
    """Whether an article has so much as two characters of the head of an event's name, or says a word of it otherwise.

    Args:
        event: From ``event_asked``.
        terms: The words of the question, with what says the same.
        article: What is known of it, as it is compared.
    """
    if any(word in event and put.search(article) for word, put in terms.others):
        return True
    head = event[-_HEAD:]
    return any(_loosely(head[n : n + 2]).search(article) for n in range(len(head) - 1))


def has_other(one: Unknown, asked: str, sentence: str) -> bool:
    """Whether a sentence has another noun in the place of one that no passage has: 夏装校服 for 冬装校服.

    Args:
        one: That noun.
        asked: The question, as it is compared.
        sentence: The sentence and the lines that head it, likewise.
    """
    said = _words(sentence)
    for n, (place, other) in enumerate(said):
        if other in asked or tag(other) not in _NOUNS:
            continue
        follows = said[n + 1] if n + 1 < len(said) else (-1, "")
        if one.head and follows == (place + len(other), one.head):
            return True
    return False


def _loosely(word: str) -> re.Pattern[str]:
    """Return what finds a word, also where others stand between its characters."""
    return re.compile((".{0,2}" if len(word) == 2 else ".{0,4}").join(map(re.escape, word)))
