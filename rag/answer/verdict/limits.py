"""What limits a claim: what makes a number rough or a bound, a deed a plan, a rule conditional, a statement an opinion.

Reads shapes of Chinese sentences: 约, 近, 以上, 不低于; 预计, 计划, 拟, 将, 力争, 确保; 除…外, 如果…, …的，; 认为,
据称. Knows one text at a time; whether a sentence has kept what limits it is ``verify``'s. What an official reports
(介绍, 指出, 说) is not limited by that here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from rag.records import Span
from rag.text.dictionary import tag
from rag.text.fold import fold
from rag.text.numbers import quantities
from rag.text.sentences import clauses, sentences

LimitKind = Literal["plan", "condition", "opinion"]

# ---------------------------------------------------------------- bounds of numbers

_DURATION = re.compile(r"(?:个?月|年|天|日|周|小时|个工作日|分钟)$")
_NO_ABOUT = "[节条公合签预制特违纽契简履邀相集解毁续婚隐如爽立失大]"
_BEFORE_NUMBER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{pattern})[了达有为至到在]?$"))
    for name, pattern in (
        ("about", rf"大约|大概|大致|(?<!{_NO_ABOUT})约"),
        ("near", "将近|接近|逼近|(?<![最附相邻临新远贴靠亲])近"),
        ("under", "不到|不足|未到|不满|(?<!不)[低少小]于"),
        ("most", "不超过?|未超过?|不高于|不多于|不大于|至多|最多不超过"),
        ("over", "(?<![不未])超过?|突破|逾|(?<!不)[高多大]于|不止"),
        ("least", "至少|最少|起码|不低于|不少于|不小于"),
    )
)
_BEHIND_NUMBER = (
    ("about", re.compile("左右|上下|前后")),
    ("over", re.compile("[多余](?!年来|元化)")),
    ("least", re.compile("及?以上")),
    ("most", re.compile("及?以下|以内|之内")),
)
_REACH_BEFORE, _REACH_BEHIND = 6, 3
# Of these either may stand for the other: what is said is weaker or stronger, not another thing.
_CLOSE = frozenset(map(frozenset, (("near", "under"), ("near", "about"), ("under", "most"), ("over", "least"))))
_CLAUSE_MARK = re.compile(r"[，,；;：:。！？!?\n]")


def bound(folded: str, place: Span) -> str:
    """Return what the words around a number make of it: ``about``, ``near``, ``under``, ``most``, ``over``, ``least``.

    ``""`` where it stands by itself. 近三年 bounds nothing: it means the last three years.

    >>> bound("将近900亿元", (2, 7)), bound("不低于60分", (3, 6)), bound("20人左右", (0, 3)), bound("近三年", (1, 3))
    ('near', 'least', 'about', '')
    """
    start, end = place
    before = _CLAUSE_MARK.split(folded[max(0, start - _REACH_BEFORE) : start])[-1]
    behind = _CLAUSE_MARK.split(folded[end : end + _REACH_BEHIND])[0]
    printed = folded[start:end]
    for name, pattern in _BEFORE_NUMBER:
        if pattern.search(before) and not (name == "near" and _DURATION.search(printed)):
            return name
    if behind.startswith("内") and _DURATION.search(printed):
        return "most"
    for name, pattern in _BEHIND_NUMBER:
        if pattern.match(behind):
            return name
    return "over" if re.search("[多余]", printed) else "about" if re.search("[来几]", printed) else ""


def close_bounds(one: str, other: str) -> bool:
    """Whether two bounds differ only in strength."""
    return frozenset((one, other)) in _CLOSE


# ---------------------------------------------------------------- plans, conditions, opinions


@dataclass(frozen=True, slots=True)
class Limit:
    """Words that limit what stands in their reach.

    Attributes:
        start: Offset of the first character.
        end: Offset behind the last.
        kind: What they make of it.
        group: Of plans: ``aim``, ``assure``, ``forecast`` or ``plan``; ``denied`` of what somebody denies; else ``""``.
        reach: The stretch that they limit.
        text: As printed.
        what: Of plans: the two characters of the deed, ``""`` where none follows.
    """

    start: int
    end: int
    kind: LimitKind
    group: str
    reach: Span
    text: str
    what: str = ""


_PLAN = re.compile(
    "(?P<aim>力争|力求|争取(?![到了过]))|(?P<assure>确保)|(?P<forecast>预计|预期(?=[将到今明年在])|有望|可望|估计)"
    "|(?P<plan>(?<![按原该本这一大新度动五项各此])计划(?!生育|单列|经济|管理|实施|执行|外|内|书|任务)"
    "|(?<![模虚比草])拟(?![定人订态真合南制议音])|打算|即将|将要"
    "|(?<![大中少上主名老准干健武良闯战虎猛先麻员悍即])将(?![军领士帅官近相来信要]))"
)
_WILL = frozenset("于在会达有是为对由从与继被再到至")
_HELPERS = re.compile(
    r"(?:将|会|要|可|能|于|在|到|至|从|用|再|进一步|全面|全年|[今明当后]年|年[内底初末中]|(?:19|20)\d\d年?|\d{1,2}[月日]|[底前初中末旬上下]|半年|[，,])*"
)
_ONLY_WHEN = re.compile(
    r"(?:[\d年月日底前初中末旬上下半季度今明后当到至于在将届时\s“”\"十一二三四五六七八九〇“”期间规划]|力争|力求|争取|确保|预计|预期|有望|可望|估计|计划|拟|打算)+[，,]"
)
_EXCEPT = re.compile(r"除(?![夕尘草此])[^，,]{1,30}(?:之外|以外|外)[，,]$")
_BESIDES = re.compile("[^，,。；;]{0,12}(?:还|也|另|又|亦|更)")
_IF = re.compile(
    r"(?:但|不过|而)?(?:如果(?!说)|如[需有遇因未不]|如发生|如确需|若(?!干)|假如|倘若|只有(?=[^，,]*[，,]才)|只要|除非|凡|未经|逾期"
    r"|(?:在|于)(?![这此该上])[^，,]{2,24}(?:前提|条件|情形)下)"
)
_APPROVED = re.compile(r"经(?![济过营验常典历贸开])[^，,]{0,16}(?:批准|同意|审核|审查|许可|授权|认定|评估)后?[，,]$")
_CASE = re.compile("(?<!是)的[，,]$")
_RULED = re.compile(
    "(?:应当?|不得|可以?|予以|不予|由|处|依|视为|给予|责令|免[除予收]|适用|参照|一律|须|必须|最[高多低]|每|奖励|补[助贴]|按|不[再受计收])"
)
_OPINION = re.compile(
    r"(?P<denied>否认|谎称|误传|辟谣)|认为|预测|据[称说传]|声称|宣称|自称|网传|猜测|觉得|预言|呼吁|(?<![的条件项案资何])建议(?!办理|书|意见|稿|案|数|[\d一二三四五六七八九十])|(?<!的)承诺(?![书制])|相信|(?<![名职简俗堪号统尊昵合全别人道告报息体示])称(?=[，,:：“\"])"
)


@lru_cache(maxsize=2048)
def limits(text: str) -> tuple[Limit, ...]:
    """Return the plans, conditions and opinions of a text, in order.

    A plan reaches to the end of its clause, and over the next one where its own says only when (预计到2025年，…).
    Conditions and opinions reach to the end of their sentence, conditions at most to a semicolon.

    >>> [(x.kind, x.group, x.what) for x in limits("预计将于2023年底建成。除周一外，每天开放。专家认为，价格会涨。")]
    [('plan', 'forecast', '建成'), ('condition', '', ''), ('opinion', '', '')]
    """
    folded = fold(text)
    found: list[Limit] = []
    for start, end in sentences(text, semicolons=True):
        parts = [(start + a, start + b) for a, b in clauses(text[start:end])]
        for n, (a, b) in enumerate(parts):
            found += _plans(folded, parts, n)
            if b < end and _is_condition(folded[a:b], folded[b:end]):
                found.append(Limit(a, b, "condition", "", (b, end), folded[a:b]))
    for start, end in sentences(text):
        found += _opinions(folded, start, end)
    return tuple(sorted(found, key=lambda limit: (limit.start, limit.end)))


def lost(text: str, place: Span) -> tuple[Span, ...]:
    """Return the words outside a stretch of a text that limit what it says, in order.

    >>> [tuple("预计将于2023年底建成"[a:b] for a, b in lost("预计将于2023年底建成", (3, 13)))]
    [('预计将',)]
    """
    start, end = place
    found = [
        (limit.start, limit.end)
        for limit in limits(text)
        if limit.start < start and limit.reach[0] < end and start < limit.reach[1]
    ]
    folded, cut = fold(text), fold(text[start:end])
    for number in quantities(text[start:end]):
        span = (number.start, number.end)
        whole = (start + number.start, start + number.end)
        if bound(folded, whole) != bound(cut, span):
            near = (start - _REACH_BEFORE, start) if number.start < _REACH_BEFORE else (end, end + _REACH_BEHIND)
            found.append((max(0, near[0]), min(len(text), near[1])))
    return tuple(sorted(set(found)))


def complete(text: str, place: Span) -> Span:
    """Return a stretch of a text widened to the left, so that it has what limits it.

    >>> text = "除周一外，展馆每天开放，节日延长两小时。"
    >>> text[slice(*complete(text, (5, 11)))]
    '除周一外，展馆每天开放'
    """
    start, end = place
    return min([start, *(a for a, _ in lost(text, place))]), end


def plan_at(found: tuple[Limit, ...], place: Span) -> str:
    """Return the group of the plan that reaches a place, the nearest one before it; ``""`` for none."""
    groups = [x.group for x in found if x.kind == "plan" and x.reach[0] <= place[0] < x.reach[1]]
    return groups[-1] if groups else ""


def shifted(found: tuple[Limit, ...], by: int) -> tuple[Limit, ...]:
    """Return limits with their offsets moved, by which those before a stretch of the text become negative."""
    return tuple(
        replace(x, start=x.start + by, end=x.end + by, reach=(x.reach[0] + by, x.reach[1] + by)) for x in found
    )


def _plans(folded: str, parts: list[Span], n: int) -> Iterator[Limit]:
    """Yield the plans of one clause; 预计将 is one."""
    start, end = parts[n]
    matches = [m for m in _PLAN.finditer(folded, start, end) if _is_plan(folded, m)]
    at = start - 1
    for match in matches:
        if match.start() < at:
            continue
        at = match.end()
        while more := next((m for m in matches if m.start() == at), None):
            at = more.end()
        over = n + 1 < len(parts) and _ONLY_WHEN.fullmatch(folded, match.start(), end) is not None
        until = parts[n + 1][1] if over else end
        helpers = _HELPERS.match(folded, at, until)
        behind = helpers.end() if helpers else at
        what = re.match("[一-鿿]{2}", folded[behind:until])
        printed = folded[match.start() : at]
        yield Limit(match.start(), at, "plan", match.lastgroup or "", (at, until), printed, what[0] if what else "")


def _is_plan(folded: str, match: re.Match[str]) -> bool:
    """Whether 计划 and 将 say what is to be done: not a plan as a thing, not 将 for 把."""
    behind = folded[match.end() : match.end() + 2]
    if match[0] == "将":
        return behind[:1] in _WILL or (tag(behind)[:1] in ("v", "d", "p", "c") and tag(behind) != "vn")
    if match[0] == "计划":
        return (
            behind[:1].isdigit()
            or behind[:1] in "在于到用从将把对由投建开新总年全再增赴与为分出"
            or tag(behind).startswith(("v", "t", "m", "p", "d"))
        )
    return True


def _is_condition(clause: str, rest: str) -> bool:
    """Whether a clause says under what condition the rest of its sentence holds."""
    if _EXCEPT.match(clause):
        return not _BESIDES.match(rest)
    if _IF.match(clause):
        return True
    # 经市政府批准，2020年设立 tells what happened; 经批准，可以延长 says when one may.
    when = _APPROVED.match(clause) or ("是" not in clause and _CASE.search(clause))
    return bool(when) and _RULED.match(rest) is not None


def _opinions(folded: str, start: int, end: int) -> Iterator[Limit]:
    """Yield the opinions of one sentence: each from the head of its clause to the end of the sentence."""
    for match in _OPINION.finditer(folded, start, end):
        marks = [m.end() for m in _CLAUSE_MARK.finditer(folded, start, match.start())]
        behind = match.end() + (folded[match.end() : match.end() + 1] in ",:")
        if behind < end:
            head = marks[-1] if marks else start
            group = "denied" if match["denied"] else ""
            yield Limit(head, match.end(), "opinion", group, (behind, end), folded[head : match.end()])
