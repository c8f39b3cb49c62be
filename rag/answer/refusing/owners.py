"""Whether the article of a sentence speaks of whom and what a question names, and an office of whose it is.

The second quarter of one company is not that of another, and the 区委书记 of one district not that of the next. Reads
names as they are shaped; knows passages, weighs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.passages.candidates import heading_of
from rag.answer.question.reading import Reading
from rag.answer.question.terms import plain
from rag.records import Chunk, Evidence
from rag.text.dictionary import tag
from rag.text.fold import is_han
from rag.text.names import Name, organisations, persons, places, same_organisation, works

Article = tuple[str, str, str]

_GENERIC = re.compile(r"(?:集团|股份|有限|责任|控股|总)*(?:公司|集团|银行)$")
# Words in Latin letters that everybody says and that name nothing.
_COMMON_LATIN = re.compile("app|atm|ceo|demo|dna|email|excel|faq|gps|iso|ktv|logo|pdf|ppt|usb|vip|wifi|word")
_LATIN = re.compile(r"(?<![a-z0-9])[a-z][a-z0-9]{2,}(?:[.+-][a-z0-9]+)*")
_LEVEL_OF = re.compile(r"(?:中共|[省市县区镇乡]|街道|委|党工委|人大常委会|政府)+$")
_ANY_COMMITTEE = re.compile("党工?[委组]|[省市县区镇乡]委")  # everybody's
_MOSTLY = 0.6  # share of a long name's character pairs that an article holds which writes it otherwise
_LONG = 5
_BEFORE = 24  # characters before an office that say whose it is
_NO_NAME = re.compile("[的了是在和与总]$|[哪谁几]|什么|多少")
_HOLDS_OFFICE = frozenset("担出兼现")
_STANDS_BEFORE = frozenset("和与、由对记任长席员")
_OWN_NAME = re.compile(
    "(?:公司|集团|银行|大学|学院|医院|协会|学会|商会|联合会|基金会|委员会|工会|俱乐部|法院|检察院|中学|小学|研究院|研究所|出版社|"
    "(?<![僵格布结])局)$"
)
_ANY_BODY = ("上市", "国有", "民营", "有关", "相关", "该", "本", "这", "各")
_TAGS_OF_NAMES = ("", "ns", "nr", "nz", "nt", "nrt", "nrfg", "j")
_OF_PLACE = re.compile(r"^[一-鿿]{2,3}[省市县区](?=[一-鿿]{2})")
_SHORT = 3  # characters of a person's name
_WHICH = re.compile("[哪几谁]|什么")
_ASKING = re.compile(r"谁是|现任|现在|目前|请问|的|是|任|当|担任|[，,。？?\s]")


def article_of(chunk: Chunk) -> Article:
    """Return what tells articles apart."""
    return chunk.doc_id, chunk.article, chunk.byline


def texts_of(evidence: Sequence[Evidence]) -> dict[Article, str]:
    """Return what the passages hold of each article, with what stands above them, as it is compared."""
    found: dict[Article, str] = {}
    for item in evidence:
        key = article_of(item.chunk)
        found[key] = found.get(key, "") + plain(f"{heading_of(item.chunk)}\n{item.chunk.text}\n")
    return found


# 机加工一车间, 小二班: one of several that are told apart by the two characters before the word for them.
_ONE_OF_SEVERAL = re.compile(
    r"(?P<which>[\u4e00-\u9fff\d]{2})(?P<kind>车间|班组|班|小组|科室|门店|分店|中队|大队|支队)"
)


def named(reading: Reading) -> tuple[str, ...]:
    """Return the persons, organisations, titles and Latin names of a question, as they are compared."""
    text = reading.plain
    known = {word for word, _ in reading.terms.others}
    found = [n.text for n in persons(text) if _is_person(text, n)]
    found += [n.text for n in organisations(text) if _is_body(text, n)]
    found += [f"《{n.text}》" for n in works(text)]
    # In a question in English every word is Latin, and few are names.
    if any(map(is_han, text)):
        words = (match[0] for match in _LATIN.finditer(text))
        found += [word for word in words if word not in known and not _COMMON_LATIN.fullmatch(word)]
    return tuple(dict.fromkeys(found))


def _is_person(text: str, name: Name) -> bool:
    """Whether what looks like a person's name is one: not 程的 of 工程的, 任文化 of 担任文化, 平总 of 近平总书记."""
    before = text[: name.start][-1:]
    if _NO_NAME.search(name.text) or before in _HOLDS_OFFICE:
        return False
    return len(name.text) > 2 or not is_han(before or "，") or before in _STANDS_BEFORE


def _is_body(text: str, name: Name) -> bool:
    """Whether what ends like a body's name begins like one too: 搜狐公司, not 上市公司, 哪所学院 or 瑞安市委."""
    if len(_LEVEL_OF.sub("", name.text)) < 3 or _NO_NAME.search(text[: name.start][-1:] + name.text):
        return False
    if name.text.startswith(_ANY_BODY):
        return False
    return _OWN_NAME.search(name.text) is not None and tag(name.text[:2]) in _TAGS_OF_NAMES


def speaks_of(name: str, text: str, reading: Reading) -> bool:
    """Whether a text has a name: as it is, without 公司, most of a long one, abbreviated, or in other words.

    Args:
        name: As it is compared.
        text: Likewise.
        reading: The question that names it.
    """
    if name.startswith("《"):
        return name[1:-1] in text or _mostly(name[1:-1], text)
    core = _GENERIC.sub("", name)
    own = _LEVEL_OF.sub("", _OF_PLACE.sub("", core)) or core
    # What tells a body from others stands first in its name.
    if (core if len(core) > 1 else name) in text or (len(name) > _SHORT and own[:2] in text):
        return True
    if any(word in name and put.search(text) for word, put in reading.terms.others):
        return True
    if _mostly(name, text):
        return True
    return any(same_organisation(name, other.text) for other in organisations(text))


def owner(question: str, office: str) -> str:
    """Return the words right before an office that a question names, ``""`` where nobody's office is meant.

    >>> owner("鹿城区委书记是谁？", "书记"), owner("温州大学的校长是谁", "校长"), owner("谁是市长", "市长")
    ('鹿城区委', '温州大学', '')
    >>> owner("马屿镇的党委书记叫什么", "书记")
    '马屿镇'
    """
    at = question.find(office)
    words = _ASKING.split(question[:at].removesuffix("的")) if at > 0 else [""]
    whose = words[-1]
    if _ANY_COMMITTEE.fullmatch(whose) and question[:at].endswith("的" + whose):
        whose = words[-2]
    return "" if _WHICH.search(whose) or whose in ("那", "这") else whose


def _mostly(name: str, text: str) -> bool:
    """Whether a text has most pairs of characters of a name."""
    pairs = {name[i : i + 2] for i in range(len(name) - 1)}
    return len(name) >= _LONG and sum(pair in text for pair in pairs) >= _MOSTLY * len(pairs)


def is_office_of(whose: str, office: str, text: str, reading: Reading | None = None) -> bool:
    """Whether a text has an office that may be of whoever a question means: not every one is of another body or place.

    市委书记 alone, in the paper of a city, may be of that city.

    Args:
        whose: What ``owner`` read off the question.
        office: The office.
        text: A sentence and what stands above it.
        reading: The question, for what says the same as its words, the reader's own synonyms too.
    """
    others = [put for word, put in reading.terms.others if word in whose or whose in word] if reading else []
    core = _LEVEL_OF.sub("", whose) or whose
    finder = organisations if core == whose else places
    others_are = 0
    for match in re.finditer(re.escape(office), text):
        line = text[max(0, match.start() - _BEFORE) : match.start()].split("\n")[-1]
        before = re.split("[，,。；;！？]", line)[-1]
        if core in before or _mostly(whose, before) or any(put.search(before) for put in others):
            return True
        if (alike := _of_kind(whose, before)) is not None:
            if alike:
                return True
            others_are += 1
            continue
        found_here = finder(before)
        if any(same_organisation(whose, name.text) for name in found_here):
            return True
        rivals = [_LEVEL_OF.sub("", name.text) for name in found_here]
        # 市经济和信息化局党委书记 is nobody's of a town.
        rivals += [name.text for name in organisations(before) if _OWN_NAME.search(name.text.removesuffix("党委"))]
        if any(len(name) > 1 and not whose.startswith(name[:2]) for name in rivals):
            others_are += 1
        elif before:
            return True
    # 书记 alone, as in a title, says of nobody that they hold it where another one's stands beside.
    return not others_are


def _of_kind(whose: str, before: str) -> bool | None:
    """Whether words before an office name the same one of several of a kind (一车间, 小二班) as a question means.

    None where they name none of that kind.
    """
    kind = _ONE_OF_SEVERAL.search(whose)
    there = [match for match in _ONE_OF_SEVERAL.finditer(before) if kind and match["kind"] == kind["kind"]]
    if kind is None or not there:
        return None
    return any(match["which"] == kind["which"] for match in there)
