"""The passages that name what a question tells from its like by a number (第7号项目, 12号楼).

In papers of one form (a hundred notices, contracts, monthly reports) all passages look alike, and the number is the
least of their words: the legs bring the others before the one that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from rag.index.index import Index
from rag.records import Chunk
from rag.search.enumeration import Ranked
from rag.text.fold import fold
from rag.text.numbers import numeral
from rag.text.script import simplified

_HAN = "〇零一二三四五六七八九十百"
_ALONE = "号楼|号院|号线|号|幢|栋|室|标段"  # without 第, too
_UNITS = f"{_ALONE}|单元|包件|批次|批|期|届|条|章|站|场|组|队|班|院|中|小"
_NAMED = re.compile(
    rf"(?P<nth>第\s?)?(?<![\d.年月{_HAN}])(?P<n>\d{{1,6}}|[{_HAN}]{{1,5}})\s?"
    rf"(?P<unit>(?(nth)(?:{_UNITS})|(?:{_ALONE})))"
)
_FIRST = 10  # passages read, of which none may name it
_MOST = 200  # passages looked at
_BROUGHT = 3
_BEHIND = 4  # characters behind the number that are searched with it


def designated(question: str, ranking: Sequence[Ranked], index: Index, among: Set[str] | None = None) -> list[Chunk]:
    """Return passages that name what a question tells by a number, best first, three at most.

    Args:
        question: One thing asked, standalone.
        ranking: The candidates with their scores, best first.
        index: Where to look.
        among: Ids of the chunks among which to look; None for all.

    Returns:
        Nothing where the question tells nothing by a number, one of the first ten names it already, or none of the best
        two hundred does.
    """
    text = simplified(fold(question))
    for asked in _NAMED.finditer(text):
        if any(_names(asked, chunk) for chunk, _ in ranking[:_FIRST]):
            continue
        hits = index.lexical.search(text[asked.start() : asked.end() + _BEHIND], _MOST, among)
        if found := [c for c in index.chunks([hit.chunk_id for hit in hits]) if _names(asked, c)]:
            return found[:_BROUGHT]
    return []


def _names(asked: re.Match[str], chunk: Chunk) -> bool:
    """Whether a passage or its headings name by the same number, in whatever numerals, what a question does."""
    text = simplified(fold("\n".join((chunk.article, *chunk.headings, chunk.text))))
    unit, n = asked["unit"], numeral(asked["n"])
    # 7号项目 is 第7号项目, but of 第7条 there is no other name.
    alike = (one for one in _NAMED.finditer(text) if one["unit"] == unit and (one["nth"] or not asked["nth"]))
    return n is not None and any(numeral(one["n"]) == n for one in alike)
