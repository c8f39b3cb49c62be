"""Cutting a question into the things it asks, each standing by itself.

Reads clauses, interrogatives and coordination (甲和乙分别…). Knows no document.
"""

from __future__ import annotations

import re

from rag.search.kinds import ASKING, is_summary, kinds
from rag.text.dictionary import tag
from rag.text.names import organisations, persons, places, quoted, works
from rag.text.numbers import dates

_CLAUSE = re.compile(r"[^，,。；;？?！!]+[，,。；;？?！!]*")
# Says how the answer should look, or only repeats: never a question of its own.
_DIRECTIVE = re.compile(
    r"^(?:总结|概括|列出|简要|简单|请|要|分别|用|说|讲)[一-鿿\d]{0,6}(?:就行|即可|就好|一下|说明|回答|点)"
)
_SOURCES = re.compile(
    r"(?P<a>[^，。？！；]{2,20}?)(?:和|与|跟|同(?![意时样比学志步事行一])|、)(?P<b>[^，。？！；]{2,20}?)(?P<rest>(?:[里中上](?:面|头)?(?:说|讲|提到)?的?[一-鿿a-zA-Z]{1,10}|的[一-鿿a-zA-Z]{1,10})?"
    r"(?:分别|各自|各|好像|似乎|有什么|有何|(?:哪[个里家座]|谁)(?:更|比较|高|低|多|少|大|小|早|晚|长|短|快|慢)"
    r"|一样|不一样|不同|差多少|相差)[^。？！]*)"
)
_CONNECTIVE = re.compile(r"^(?:其中|而且|而|又|还|并且|以及|另外|同时|那)?[，,]?")
_PRONOUN = re.compile(r"它们?|他们?(?!人|乡)|她们?|其(?!中|他|实|次|余)")
# 开工时候说哪天交，现在啥时候分: what was then is not of now.
_NOW, _THEN = (
    re.compile("现在|目前|如今|今年"),
    re.compile("(?:[一-鿿]{0,2}时候?|当初|起初|原先|最早|以前|之前|过去|原来)$"),
)
# 半马的衣服啥颜色，健康跑的又是啥颜色: of another one the same is asked.
_OF_ANOTHER = re.compile("(?P<whose>[一-鿿]{2,6})的(?=又|是|呢|有|多|几|啥|什么|哪)")
_OF_ONE = re.compile("(?P<whose>[一-鿿]{2,12})的[一-鿿]{1,4}")
_LATER = re.compile(r"后来|到后来|之后|到了|此后")
# 会上作报告的是谁: the meeting is the one asked about before.
_WITHIN = re.compile("(?:会上|会议[上中]|会议期间|文中|[文讲报][章话告][里中]|活动中|期间|现场)")
_OWN_THING = 4  # Least characters of what a later question names as a thing of its own.
_LINKS = re.compile("(?:又|还|是|叫|在|有|为|到|要|共)+$")
_MOST = 6  # What is asked beyond is searched together.
_TOPIC_CHARS = 24  # A longer preamble tells a story rather than a topic.
# 甲和乙的产值哪个高: of each its own is asked for.
_MORE_OF_WHAT = re.compile(
    r"(?:哪[个里家座]|谁)的?(?P<what>(?!更|比较)[一-鿿a-zA-Z]{2,6}?)(?P<more>(?:更|比较|最)?[高低大小多少长短快慢重轻])(?=[？?呢]*$)"
)
_WHICH_IS_MORE = re.compile("(?:哪[个里家座]|谁)(?:更|比较|最)?[高低大小多少长短快慢重轻](?:一?些|一点)?$")
_DIFFERS = re.compile(r"不一样|不同|一样吗|差别|区别|出入|对不上")
# 2021年…比2020年多，两年分别是多少: of both years.
_YEARS_BOTH = re.compile("(?:[两这]两?年|前后|两者|二者)?(?:分别|各自?)(?:[是为有]|达到)?")
_YEAR = re.compile("(?:19|20)\\d\\d年?")
_THAN_YEAR = re.compile(r"[比较](?P<year>(?:19|20)\d\d年)[一-鿿]{0,6}$")
_THINGS = re.compile(
    r"(?P<a>[^，。？！；、]{2,24}?)(?:和|与|跟|及)(?P<b>[^，。？！；、的]{2,8}?)(?:分别|各自|各)(?P<rest>[是为有]?(?:多少|几|增长|下降|多[大高长]).*)"
)
_RANGE = re.compile("[钟 ]?(?:到|至|比|—|-|~)")
_SAID = re.compile("讲话|报告|文章|会议|大会|全会|文件")
_THING = frozenset(("n", "vn", "v", "l", "nz", "an"))
_FUNCTION_TAIL = re.compile(
    r"(?:是|有|在|由|被|把|叫|为|达到|做到|要|会|能|将|共|都|还|又|到底|最低|最高|最多|最少|最晚|一共|总共|大概|大约|究竟|主要|当初|现在|"
    r"了|过|着|得|的时候|想|需要|可以|应该|打算|包括|于|到|给|跟|和|与|对|从|第|占|一[年个次天回]|每[年个次天人])$"
)


def clauses(text: str) -> list[str]:
    """Return a question's clauses with their marks."""
    found = (match[0].strip() for match in _CLAUSE.finditer(text))
    return [part for clause in found if clause for part in _coordinated(clause)]


def _coordinated(clause: str) -> list[str]:
    """Return the two questions of a clause that 、 parts (啥时候报名、哪天开标), or the clause."""
    one, mark, other = clause.partition("、")
    two = mark and "、" not in other and ASKING.search(one) and ASKING.search(other)
    return [one + "，", other] if two else [clause]


def asks(clause: str) -> bool:
    """Whether a clause asks something by itself."""
    return ASKING.search(clause) is not None


def subject(text: str) -> str:
    """Return what a question is about: the words before what it asks, function words and verbs at their end left off.

    >>> subject("2019世界青年科学家峰会来了多少院士？"), subject("洞头区的区委书记是谁？")
    ('2019世界青年科学家峰会', '洞头区的区委书记')
    """
    asking = [clause for clause in clauses(text) if asks(clause)]
    before = [clause for clause in clauses(text) if not asks(clause)]
    if not asking:
        return text.rstrip("？?。！!，, 呢")
    last = _last_asking(asking[0])
    if last[0].startswith(("怎", "如何", "为什么", "为何", "因何")):
        rest = asking[0][: last.start()] + asking[0][last.end() :]
        return re.sub("^[要会能]", "", rest).rstrip("？?。！!，, 的呢")
    head = asking[0][: last.start()]
    verbs = 1
    while (shorter := _without_tail(head, verbs=verbs > 0)) != head:
        verbs -= _is_verb(head.removeprefix(shorter))
        head = shorter
    if len(head) < 2 and before:
        return before[0].rstrip("，,。 ")
    return head


def _last_asking(clause: str) -> re.Match[str]:
    """Return the last word of a clause that asks; of a range (几点到几点) its first."""
    found = list(ASKING.finditer(clause))
    while len(found) > 1 and _RANGE.fullmatch(clause, found[-2].end(), found[-1].start()):
        found.pop()
    return found[-1]


def _without_tail(head: str, *, verbs: bool) -> str:
    """Return words without one function word, or verb where that may go, at their end; unchanged behind a noun."""
    head = head.rstrip("，, ")
    if any(tag(head[-size:])[:1] in ("n", "j") for size in (4, 3, 2) if len(head) >= size):
        return head
    shorter = _FUNCTION_TAIL.sub("", head)
    if shorter != head:
        return shorter
    for size in (3, 2, 1):
        kind = tag(head[-size:])[:1] if len(head) > size + 1 else ""
        if kind in ("p", "d", "z") or (kind == "v" and verbs):
            return head[:-size]
    return head


def _is_verb(word: str) -> bool:
    """Whether what was taken from the end of some words is a verb with a meaning of its own."""
    return tag(word)[:1] == "v" and not _FUNCTION_TAIL.fullmatch(word)


def parts(text: str) -> tuple[str, ...]:
    """Return the standalone questions that a question asks, at least one, in order.

    A later one that names no subject of its own gets the first one's; context before the first one
    (关于侨贸小镇，…) goes with each. A summary is never cut; there are at most six.

    >>> parts("2019年温州的经济总量是多少，增长了几个点？")
    ('2019年温州的经济总量是多少？', '2019年温州的经济总量增长了几个点？')
    """
    if is_summary(kinds(text)):
        return (text,)
    all_clauses = [clause for clause in clauses(text) if not _DIRECTIVE.match(clause)]
    asking = [i for i, clause in enumerate(all_clauses) if asks(clause)]
    if len(asking) < 2:
        return _by_year(all_clauses) or _by_thing(all_clauses) or _by_source(all_clauses) or (text,)
    topic = "".join(all_clauses[: asking[0]])
    topic = topic if len(topic) <= _TOPIC_CHARS else ""
    found: list[str] = []
    about = subject(all_clauses[asking[0]])
    for n, at in enumerate(asking):
        own = "".join(all_clauses[(asking[n - 1] + 1 if n else 0) : at + 1])
        found.append(_question(own if n == 0 else _with_subject(own, topic, about)))
    found = list(dict.fromkeys(found))
    return tuple(found if len(found) <= _MOST else [*found[: _MOST - 1], _question("".join(found[_MOST - 1 :]))])


def _by_year(all_clauses: list[str]) -> tuple[str, ...]:
    """Return one question for each of two years that are compared (2021年产量比2020年多，两年分别是多少)."""
    if len(all_clauses) != 2:
        return ()
    first, last = (clause.rstrip("，,；;？?。 ") for clause in all_clauses)
    than, both = _THAN_YEAR.search(first), _YEARS_BOTH.match(last)
    years = list(dict.fromkeys(re.findall(r"(?:19|20)\d\d年", first)))
    if than is None or both is None or len(years) != 2 or asks(first):
        return ()
    stem = first[: than.start()]
    mine = next(year for year in years if year != than["year"])
    return tuple(_question(stem.replace(mine, year) + "是" + last[both.end() :]) for year in (mine, than["year"]))


def _by_source(all_clauses: list[str]) -> tuple[str, ...]:
    """Return one question for each source that is compared (甲和乙的数字分别是多少), none where nothing is compared."""
    for i, clause in enumerate(all_clauses):
        clause = _MORE_OF_WHAT.sub(r"的\g<what>哪个\g<more>", clause)
        match = _SOURCES.search(clause)
        if match is None or not (_names(match["a"]) or _names(match["b"]) or len(all_clauses) > 1):
            continue
        if _of_more(clause, match):
            continue
        others = "".join(c for j, c in enumerate(all_clauses) if j != i)
        if _DIFFERS.search(match["rest"]) and others:
            stem = others.rstrip("？?。！!，,")
            return (_question(f"{match['a']}，{stem}"), _question(f"{match['b']}，{stem}"))
        if asks(clause):
            before = others + clause[: match.start()]
            if _YEAR.fullmatch(match["a"]) and (other := _YEAR.match(match["b"])):
                stem = re.sub(r"分别|各自|各(?!个)", "", match["b"][other.end() :] + match["rest"])
                return (_question(before + match["a"] + stem), _question(before + other[0] + stem))
            rest = re.sub(r"分别|各自|各(?!个)", "", match["rest"])
            rest = _WHICH_IS_MORE.sub("是多少", rest.rstrip("？?。！!，, 呢"))
            # 甲划的线和乙划的线: the first already says of what, so only what is asked is left to add.
            own = re.sub(r"^(?:里|中|上)?的[一-鿿]{1,8}?(?=是|为|有|叫)", "", rest) if "的" in match["a"] else rest
            return (_question(before + match["a"] + own), _question(before + match["b"] + rest))
    return ()


def _by_thing(all_clauses: list[str]) -> tuple[str, ...]:
    """Return one question for each of two things whose figures are asked for (营业收入和净利润分别是多少)."""
    if len(all_clauses) != 1 or (match := _THINGS.fullmatch(all_clauses[0])) is None:
        return ()
    one, other, rest = match["a"], match["b"], match["rest"]
    size = _trailing_things(one, len(other))
    if size == 0 or _trailing_things(other, len(other)) < len(other) or _SAID.search(one + other):
        return ()
    return (_question(one + rest), _question(one[: len(one) - size] + other + rest))


def _trailing_things(text: str, likely: int) -> int:
    """Return how many characters at the end of some words name things or what is done, two words at most.

    A word of the likely length is taken first: 产量 of 上半年产量, as the other one is 销量.
    """
    at = len(text)
    for _ in range(2):
        sizes = (
            n
            for n in (likely, 4, 3, 2)
            if 1 < n <= at and text[at - n] not in "全本各" and tag(text[at - n : at]) in _THING
        )
        at -= next(sizes, 0)
    # 年休假: what is left of one character is no subject.
    return len(text) if at == 1 else len(text) - at


def _of_more(clause: str, match: re.Match[str]) -> bool:
    """Whether three and more are coordinated, which are told together, or a bracket is cut in two."""
    joined = clause[match.end("a") : match.start("b")]
    more = "、" in match["a"] + match["b"] or (joined == "、" and re.search("[和与跟]", match["b"]))
    return bool(more) or match["a"].count("（") != match["a"].count("）")


def _with_subject(own: str, topic: str, about: str) -> str:
    """Return a later question with the topic, and the first one's subject where it has none of its own."""
    own = _CONNECTIVE.sub("", own, count=1) or own
    if _NOW.match(own):
        about = _THEN.sub("", about) or about
    pronoun = _PRONOUN.search(own)
    if (other := _OF_ANOTHER.match(own)) and (mine := _OF_ONE.fullmatch(about)):
        kept = max((name.end for find in (places, organisations) for name in find(mine["whose"])), default=0)
        return topic + about[:kept] + other["whose"] + about[mine.end("whose") :] + own[other.end() :]
    if pronoun:
        own = own[: pronoun.start()] + about + own[pronoun.end() :]
    elif _WITHIN.match(own) or (not _names(own) and not _LATER.match(own)):
        own = own if about in own else (_beside(own, about) or about) + own
        return own if about.startswith(topic) else topic + own
    if not topic and (year := _YEAR.match(own)) and not _names(own[year.end() :]) and (named := _YEAR.search(about)):
        # 岚江县2020年的人口是多少，2021年的人口是多少: of the same county.
        before, behind = about[: named.start()], about[named.end() :]
        if before and not _says_of_what(own[year.end() :]):
            return before + year[0] + behind + own[year.end() :]
        of = before or behind.lstrip("的")
        return own if of in own else of + own
    return topic + own


def _beside(own: str, about: str) -> str:
    """Return what stands before the first one's thing where a later question sets another one of its kind beside it.

    >>> _beside("高年级几点放学", "三小低年级")
    '三小'
    """
    mine = subject(own)
    size = next((n for n in range(min(len(mine), 4) - 1, 1, -1) if about.endswith(mine[-n:])), 0)
    if size and 2 < len(mine) < len(about):
        return about[: len(about) - len(mine)]
    # 图书馆的开放时间是几点，少儿活动室又在哪层: a thing of its own, of the same.
    whose, of, _ = about.rpartition("的")
    thing = _LINKS.sub("", own[: match.start()]) if (match := ASKING.search(own)) else ""
    is_own = len(thing) >= _OWN_THING and any(tag(thing[-n:]) in _THING for n in (4, 3, 2))
    return whose + of if is_own else ""


def _says_of_what(own: str) -> bool:
    """Whether what a question says names the thing that it asks about."""
    words = ASKING.sub(" ", own)
    return any(tag(words[at : at + size])[:1] == "n" for at in range(len(words)) for size in (2, 3, 4))


def _names(text: str) -> bool:
    """Whether a text names something of its own: a person, place, organisation, title, quoted term, year or source."""
    named = any(find(text) for find in (persons, places, organisations, quoted, works))
    return named or any(d.year for d in dates(text)) or _SAID.search(text) is not None


def _question(text: str) -> str:
    """Return a text that ends as a question."""
    return text.strip().rstrip("，,；;。？?！! ") + "？"
