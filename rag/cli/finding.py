"""What ``find`` prints: counts by document and every place, to read or as JSON."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby

from rag.cli.spoken import either
from rag.cli.terminal import result, result_json
from rag.errors import QuestionError
from rag.records import Found, FoundPlace, Near, Scope
from rag.search.find import LONGEST, Finder
from rag.settings import Settings


def found(settings: Settings, finder: Finder, words: str, scope: Scope, *, as_json: bool) -> int:
    """Print what is found for some words.

    Raises:
        QuestionError: There are no words, or too many.
    """
    if not words.split() or len(words) > LONGEST:
        raise QuestionError(
            f"{len(words)} characters to be found",
            hint=f"请给出要找的词句，最多 {LONGEST} 个字。",
            hint_en=f"Say which words to find, {LONGEST} characters at most.",
        )
    counted = finder.find(words, scope, most=0)
    whole = finder.find(words, scope, most=counted.total)
    if as_json:
        result_json(asdict(whole))
    else:
        for line in readable(whole, settings):
            result(line)
    return 0


def readable(whole: Found, settings: Settings) -> list[str]:
    """Return what was found as lines for people: the count, then each document with its places."""
    if not whole.total:
        none = f"资料中没有“{whole.words}”。", f"“{whole.words}” stands nowhere in the documents."
        return [either(settings, *none), *(_near(near, settings) for near in whole.near)]
    counts = {document.doc: document.count for document in whole.documents}
    zh = f"“{whole.words}”共 {whole.total} 处，在 {len(counts)} 份文件里。"
    lines = [either(settings, zh, f"“{whole.words}”: {whole.total} places in {len(counts)} documents.")]
    for doc, places in groupby(whole.places, key=lambda place: place.doc):
        lines += ["", f"{doc}  {counts[doc]}", *(_line(place, settings) for place in places)]
    return lines


def _line(place: FoundPlace, settings: Settings) -> str:
    """Return a place on one line, the words in brackets."""
    article = f"《{place.article}》" if place.article else ""
    number, page = place.paragraph, place.page
    at = either(settings, f"第 {number} 段", f"paragraph {number}") if number else ""
    on = either(settings, f"第 {page} 页", f"page {page}") if page else ""
    where = " ".join(filter(None, (article, at, on)))
    return f"  {where}：{place.before}【{place.words}】{place.after}"


def _near(near: Near, settings: Settings) -> str:
    said = {
        "everywhere": ("在全部资料中有 {n} 处", "{n} places outside the scope"),
        "sound": ("音近的“{words}”有 {n} 处", "“{words}”, which sounds alike: {n} places"),
        "part": ("其中的“{words}”有 {n} 处", "“{words}” alone: {n} places"),
    }
    zh, en = said[near.kind]
    return "  " + either(settings, zh, en).format(words=near.words, n=near.count)
