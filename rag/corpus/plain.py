"""Which paragraphs are running text beyond doubt, told from a few characters: no pattern of print is tried on them.

Of a long text most are. Whatever opens a head, a lead, a number, an item, a note or a foot begins with one of the
characters below, or ends otherwise than a sentence. Knows characters; the patterns are those of ``shapes``, ``cuts``,
``values`` and ``articles``.
"""

from __future__ import annotations

from rag.corpus.shapes import SENT

_ENDS = frozenset("。！？”…")
_OPENS = SENT | frozenset(
    "第（(一二三四五六七八九十百首其再最①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳甲乙丙丁戊己庚辛壬癸ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"  # numbers and items
    "本新中人央附编按【[〔导摘内同各此敬◎※—-# "  # leads, annexes, notes, addresses, closings, signs
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
)


def is_plain(text: str) -> bool:
    """Return whether a paragraph holds a 。, ends as a sentence does, and begins as nothing else does in print.

    >>> is_plain("全市粮食产量稳定增长。"), is_plain("（记者 李华）昨日，大桥通车。"), is_plain("海州日报")
    (True, False, False)
    """
    first = text[:1]
    return (
        text[-1:] in _ENDS and "。" in text and first not in _OPENS and not first.isdecimal() and "签发人" not in text
    )
