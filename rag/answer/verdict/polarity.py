"""Words that turn a statement around: negations, and pairs of opposite directions.

Knows Chinese word lists and shapes only; what a turned word means for a sentence is ``verify``'s.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# What looks like a negation and is none, or is one so fixed that nobody leaves it out.
_NO_NEGATION = (
    "不(?:断|仅|但|只|少|同|过|久|论|管|光|妨|愧|惜|懈|凡|错|然|如|时|止|足|到|等|单|独|得不|低于|少于|超过|高于|亚于|限于|由得|约而同|乏)"
    "|未(?:来|必|免|雨绸缪)|没(?:收|落|入|顶)"
    "|非(?:常|洲|凡|遗|典|物质|公|法|农|盟)|是非|除非|莫非|南非|无(?:非|法无天)"
)
_NEGATION = re.compile(
    rf"(?P<no>{_NO_NEGATION})"
    r"|(?P<not>(?:从|并|尚|仍|还|绝|而)?(?:没有|没能|未能|未曾|不曾|未|不|非|没)|无法|无权|无需|无须|无力|无意|毫无|切勿|不再|不要|不得|不准|不许|严禁|禁止)"
    r"(?P<aid>(?:能够?|会|要|再|有|被|得|曾|可以?|应该?|宜|许|准|是|把|将|对|给|在|予以?)*)(?P<what>[^\s，,。；;：:！!？?、]{1,4})?"
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A negation.

    Attributes:
        start: Offset of its first character.
        end: Offset behind its last.
        text: Its own characters.
        what: The next up to four characters, which it turns around; helping verbs between are left out.
        at: Offset of ``what``.
    """

    start: int
    end: int
    text: str
    what: str
    at: int


def negations(text: str) -> list[Negation]:
    """Return the negations of a text, in order.

    >>> [(n.text, n.what) for n in negations("不仅没有完成任务，也未能按时上报")]
    [('没有', '完成任务'), ('未能', '按时上报')]
    """
    return [
        Negation(m.start("not"), m.end("not"), m["not"], m["what"] or "", m.end("aid"))
        for m in _NEGATION.finditer(text)
        if m["not"] is not None
    ]


# Each line is one direction; its sides exclude one another.
_SIDES = """
增长 增加 增至 上升 提高 提升 上涨 增多 上调 回升 攀升 走高 上扬 升至 增收 \
| 下降 减少 降低 下跌 下滑 下调 回落 萎缩 走低 降至 减至 缩减 跌至 负增长 减收
扩大 拓宽 | 缩小 收窄
高于 多于 超过 大于 超出 优于 | 低于 少于 小于
支持 赞成 赞同 同意 批准 通过 | 反对 否决 拒绝 驳回
允许 准许 鼓励 | 禁止 严禁 不准 不许
成功 | 失败 未果
进口 | 出口
收入 | 支出
盈利 扭亏 | 亏损
顺差 | 逆差
最高 最大 最强 最好 最长 最快 | 最低 最小 最弱 最差 最短 最慢
开工 动工 启动 开始 开幕 | 完工 竣工 结束 闭幕 终止
买入 购买 收购 购入 | 卖出 出售 抛售 转让
战胜 击败 获胜 取胜 胜出 | 负于 不敌 败给 落败 失利
加快 加速 提速 | 放缓 减缓 放慢 减速
加强 增强 强化 | 削弱 减弱 弱化
之前 以前 | 之后 以后
首次 首度 | 再次 再度
上任 就任 就职 任命 | 卸任 辞职 免去 离任
上午 早上 凌晨 | 下午 傍晚 晚上
上半年 | 下半年
乐观 | 悲观
承认 证实 | 否认
有利 | 不利
合法 | 非法 违法
增持 | 减持
领先 | 落后
进入 加入 | 退出
提前 | 推迟 延期 延后
升级 晋级 | 降级
赞扬 表扬 称赞 | 批评 谴责
东部 | 西部 | 中部 | 南部 | 北部
城镇 城市 | 农村 乡村
男子 男性 | 女子 女性
原告 | 被告
甲方 | 乙方
胜诉 | 败诉
"""


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that has an opposite: the number of its pair, and on which side it stands."""

    start: int
    end: int
    text: str
    pair: int
    side: int


def _table() -> dict[str, tuple[int, int]]:
    rows = [line.split("|") for line in _SIDES.strip().splitlines()]
    return {word: (p, s) for p, row in enumerate(rows) for s, side in enumerate(row) for word in side.split()}


_WORDS = _table()
_DIRECTION = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
# Names of things that hold such a word and do not move: 高质量增长极.
_FIXED = re.compile("增长极|增长点|提升机|进出口|出口处|加强版|升级版|城镇化|城市群|农村信用社")


def directions(text: str) -> list[Direction]:
    """Return the words of a text that have an opposite, in order.

    >>> [(d.text, d.side) for d in directions("进口增长8.2%，出口下降3%")]
    [('进口', 0), ('增长', 0), ('出口', 1), ('下降', 1)]
    """
    fixed = [m.span() for m in _FIXED.finditer(text)]
    return [
        Direction(m.start(), m.end(), m[0], *_WORDS[m[0]])
        for m in _DIRECTION.finditer(text)
        if not any(a <= m.start() and m.end() <= b for a, b in fixed)
    ]
