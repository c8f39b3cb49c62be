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
_UNITS = "号楼|号院|号线|号|幢|栋|室|单元|标段|包件|批次|批|期|届|条|章|站|场|组|队|班|院|中|小"
_NAMED = re.compile(
    rf"第(?P<nth>\d{{1,6}}|[{_HAN}]{{1,5}})(?P<of>{_UNITS})|(?<![\d.第年月])(?P<n>\d{{1,6}})(?P<unit>号楼|号院|号线|号|幢|栋|室|标段)"
)
_DIGITS = "〇一二三四五六七八九"
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
    for match in _NAMED.finditer(text):
        shape = _shape(match)
        if shape is None or any(_names(shape, chunk) for chunk, _ in ranking[:_FIRST]):
            continue
        hits = index.lexical.search(text[match.start() : match.end() + _BEHIND], _MOST, among)
        if found := [c for c in index.chunks([hit.chunk_id for hit in hits]) if _names(shape, c)]:
            return found[:_BROUGHT]
    return []


def _shape(match: re.Match[str]) -> re.Pattern[str] | None:
    """Return what a number and its unit look like in a folded text, in either kind of numerals; None for no number."""
    value = numeral(match["nth"] or match["n"])
    if value is None:
        return None
    n = int(value)
    before, unit = ("第", match["of"]) if match["nth"] else ("", match["unit"])
    return re.compile(rf"{before}\s?(?<!\d)(?<![{_HAN}])(?:{n}|{_spelt(n)})\s?{unit}")


def _spelt(n: int) -> str:
    """Return a number below a hundred in Chinese numerals, a larger one figure by figure."""
    if n < 10:
        return _DIGITS[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
    return "".join(_DIGITS[int(digit)] for digit in str(n))


def _names(shape: re.Pattern[str], chunk: Chunk) -> bool:
    """Whether a passage or its headings name what has a shape."""
    return shape.search(simplified(fold("\n".join((chunk.article, *chunk.headings, chunk.text))))) is not None
