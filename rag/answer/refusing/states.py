"""Which turn, deed, state or time of a thing a question asks about, and whether a sentence tells of another one.

上一届 is not this one, 98套 in all are not those left, what is planned did not come about, and how it used to be is not
how it is now. Reads text only.
"""

from __future__ import annotations

import re

from rag.text.dictionary import tag

_TURN = re.compile("(?P<which>[上下前])一?(?P<what>[届期轮批]|赛季)")
# Who does something, asked for at the end: 由哪家公司承建, 谁主演.
_DOER = re.compile(
    "(?:谁|哪一?[家个位所支名](?:公司|单位|企业|机构|部门|集团|银行|人|代表|导演|演员|作家|专家)?)(?:来|去)?"
    "(?P<deed>[\u4e00-\u9fff]{2})(?:(?![的了过])[\u4e00-\u9fff]){0,2}(?:的|了|过)*[?？]?$"
)
_NAMED_ONLY = frozenset(
    ("陪同", "参加", "出席", "参与", "在场", "同行", "负责", "组成")
    + ("兼任", "担任", "出任", "主任", "书记", "作者", "帮忙", "帮助", "咨询", "联系")
)  # told by naming people
_LEFT_OVER = re.compile("还剩|剩下|剩余|余下|结余|余额|空着|空置|空的|没用完")
_TELLS_LEFT = re.compile("剩|余|空|尚[有未]|还有|结存")
_IN_FACT = re.compile("实际|最终|到底|究竟|最后")
_IN_FUTURE = re.compile("目标|计划|预计|预期|打算|准备|力争|争取|将|要[建投做完]|会[建投做]|规划")
_PLANNED = re.compile("目标|计划|预计|预期|力争|争取|确保|拟[建投]|将[建投达完在]|规划|总投资")
_AIMED_AT = re.compile("目标[是为]?多少|目标[是为]|预期目标|(?:计划|预计|力争|打算)[^，。]{0,12}多少")
_TELLS_DONE = re.compile("一年来|去年|今年以来|[^要将]达到了?|完成了|实现了|累计|同比")
# What tells how something is now, or how it used to be.
_DAYS = re.compile(
    "(?P<now>如今|现如今|现在|目前(?!为止)|改革后|新模式)|(?P<then>以前|以往|从前|原先|原来|过去(?![的几一两三四五六七八九十\\d年])|首任|前任|原任|第一任|改革前|传统(?:办理)?模式)"
)
_IN_ALL = re.compile("一共|总共|合计|总计|全部加起来")
_EACH = re.compile("每[班人户天月次个家间位名生亩车课日周年所村]")
_CLAUSE = re.compile("[^，。；：,;:\\n]+")
_FIGURE = re.compile(r"\d|[一二两三四五六七八九十百千万亿]+[^一-鿿]?[个人户家名位支座所]")
_DONE = re.compile("实际|累计|已|完成了|达到?了|共完成|竣工|建成|决算|结算|超额")


def is_of_other_turn(asked: str, said: str) -> bool:
    """Whether a question asks for the edition before or after (上一届), and a sentence or what heads it does not.

    >>> is_of_other_turn("上一届的冠军是谁", "本届冠军是仙岩队"), is_of_other_turn("下届在哪办", "下一届移师平阳")
    (True, False)
    """
    match = _TURN.search(asked)
    return match is not None and not re.search(f"{match['which']}一?{match['what']}", said)


def deed_asked(asked: str) -> str:
    """Return what somebody is asked for by who did it, ``""`` where that is not asked.

    >>> deed_asked("供水工程由哪家公司承建？"), deed_asked("市长是谁")
    ('承建', '')
    """
    match = _DOER.search(asked)
    deed = match["deed"] if match else ""
    return deed if tag(deed)[:1] in ("v", "n") and deed not in _NAMED_ONLY else ""


def is_other_state(asked: str, said: str) -> bool:
    """Whether what is left, is there in all or came about is asked for, and a sentence tells another state of it.

    98套 is not how many are left; 计划完成投资3亿元 is not what was spent, and 一年来完成2亿元 is no aim.

    >>> is_other_state("公寓还剩几套", "公寓98套"), is_other_state("实际修了多少公里", "目标是修100公里")
    (True, True)
    >>> is_other_state("实际修了多少公里", "实际修了120公里，超过目标")
    False
    >>> is_other_state("一共报了多少人", "每班不超过35人")
    True
    """
    if _LEFT_OVER.search(asked) and not _TELLS_LEFT.search(said):
        return True
    if _IN_ALL.search(asked) and not _EACH.search(asked) and _tells_each_only(said):
        return True
    if _AIMED_AT.search(asked):
        return bool(_TELLS_DONE.search(said)) and not _IN_FUTURE.search(said)
    in_fact = _IN_FACT.search(asked) and not _IN_FUTURE.search(asked)
    return bool(in_fact and _PLANNED.search(said) and not _DONE.search(said))


def _tells_each_only(said: str) -> bool:
    """Whether all figures of a sentence are of one among several: 每班不超过35人."""
    figured = [clause for clause in _CLAUSE.findall(said) if _FIGURE.search(clause)]
    return bool(figured) and all(_EACH.search(clause) for clause in figured)


def days_asked(asked: str) -> str:
    """Return whether a question asks how something is ``now`` or how it was ``then``; ``""`` for neither, or both.

    >>> days_asked("现在办理要多久"), days_asked("以前要几天"), days_asked("以前和现在各要几天")
    ('now', 'then', '')
    """
    wanted = {str(match.lastgroup) for match in _DAYS.finditer(asked)}
    return wanted.pop() if len(wanted) == 1 else ""


def is_of_other_days(days: str, said: str, before: str) -> bool:
    """Whether how something is ``now`` is asked for, and a sentence tells how it used to be; or inversely.

    A passage that sets now against then says which it begins to speak of: 以往需要5个工作日；如今只要1小时.

    Args:
        days: ``now`` or ``then``.
        said: The sentence, as it is compared.
        before: Its passage up to it, likewise.

    >>> is_of_other_days("now", "办理需要5个工作日。", "原先手续很多，")
    True
    >>> is_of_other_days("now", "如今只要1小时。", "以往需要5个工作日。")
    False
    """
    told = {match.lastgroup for match in _DAYS.finditer(said)}
    told = told or {match.lastgroup for match in [*_DAYS.finditer(before)][-1:]}
    return bool(told) and days not in told
