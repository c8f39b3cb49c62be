"""What was collected, in words: how many there are, and the first ten, each with its place.

Knows records only. The count and the names of documents are words of ours; all else is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from rag.answer.citing.cite import Numbering
from rag.records import Check, Collected, CollectedPlace, Collecting, Draft, Place, SentenceReady, Unit

SHOWN = 10
_LONGEST_TERM = 20
_WITHIN = "所选范围"
_COUNTED: dict[Unit, tuple[str, str]] = {
    "documents": ("份", "文件"),
    "articles": ("篇", "文章"),
    "sentences": ("处", "地方"),
}


def gap_of(asked: Collecting, *, within: bool = False) -> str:
    """Return the sentence that says that there is none; ``within`` where only a part of the documents was looked at."""
    _, thing = _COUNTED[asked.unit]
    return f"{_WITHIN}的" * within + f"资料中没有{_described(asked)}的{thing}。"


def sentences_about(collected: Collected, numbering: Numbering, *, within: bool = False) -> Iterator[SentenceReady]:
    """Yield the sentence that counts, and the first ten places as items of a list.

    Yields nothing where nothing was collected.

    Args:
        collected: What was asked for.
        numbering: Of the answer's citations.
        within: Whether only a part of the documents was looked at.

    Raises:
        KeyError: No hash is known for a document that is cited.
    """
    shown = collected.places[:SHOWN]
    if not shown:
        return
    count = f"{_WITHIN}中，" * within + _count(collected)
    whole = Draft(count, tuple(map(_place, shown)), ((0, len(count)),))
    supported = Check("supported")
    # The citations of the sentence that counts are those of the items, in their order.
    yield SentenceReady(*numbering.sentence(whole, supported))
    for place in shown:
        yield SentenceReady(*numbering.sentence(_item(place, collected.asked), supported))


def _count(collected: Collected) -> str:
    asked, total = collected.asked, collected.total
    measure, thing = _COUNTED[asked.unit]
    first = f"，先列 {SHOWN} {measure}" if total > SHOWN else ""
    return f"{_described(asked)}的{thing}有 {total} {measure}{first}。"


def _described(asked: Collecting) -> str:
    """Return what was asked for, as an attribute.

    >>> _described(Collecting("documents", "龙港", year=2020)), _described(Collecting("articles", author="林霞"))
    ('2020年提到“龙港”', '署名“林霞”')
    """
    year = f"{asked.year}年" if asked.year else ""
    term = f"“{asked.term}”" if len(asked.term) <= _LONGEST_TERM and not asked.origin else "这句话"
    parts = [f"署名“{asked.author}”" if asked.author else "", f"提到{term}" if asked.term else ""]
    return year + "、".join(filter(None, parts))


def _item(place: CollectedPlace, asked: Collecting) -> Draft:
    """Return a place as an item: its words, under the name of what they stand in."""
    text = " ".join(place.chunk.text[place.start : place.end].split("\n"))
    chunk = place.chunk
    # A title that is only the file's name says less than the headline of the article.
    named = chunk.title if chunk.title != PurePosixPath(chunk.doc).stem else ""
    name = (named if asked.unit == "documents" else "") or chunk.article or chunk.title
    if not asked.term:
        name = "" if name == text else name
    before = f"《{name}》：" if name and (asked.unit != "sentences" or asked.origin) else ""
    return Draft(before + text, (_place(place),), ((0, len(before)),) if before else (), item=True)


def _place(place: CollectedPlace) -> Place:
    return Place(place.chunk, place.start, place.end)
