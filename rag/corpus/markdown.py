"""Markdown → the same text with its markup made invisible, character for character; and what its front matter says.

What is hidden becomes characters of no width, which repair takes out: every place of the text stays where it was.
Headings, lists, tables, fences and strong print are repair's own business. Knows CommonMark's usual forms.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.records import Dropped, Span

_HIDDEN = "\u200b"
_LETTER = re.compile(r"[^\r\n]")
_FRONT = re.compile(
    r"\A---[ \t]*\r?\n(?P<body>(?:[ \t]*(?:#|-|[\w\u4e00-\u9fff-]+[ \t]*:)?[^\n]*\n){1,60}?)"
    r"(?:---|\.\.\.)[ \t]*(?:\n|\Z)"
)
_KEY = re.compile(r"^(?P<key>[\w\u4e00-\u9fff-]+)[ \t]*:[ \t]*(?P<value>[^\n]*?)[ \t\r]*$", re.MULTILINE)
_KEYS = {"title": "title", "标题": "title", "date": "date", "日期": "date", "author": "author", "作者": "author"}
_DATE = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")
_CODE = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^[ \t]*(?P=fence)|(?P<tick>`+)(?!`)[^\n]{0,400}?(?<!`)(?P=tick)(?!`)",
    re.M | re.S,
)
_TAGS = (
    "a|abbr|b|big|blockquote|br|center|cite|code|del|details|div|em|figcaption|figure|font|hr|i|img|ins|kbd|li|mark|ol|p|"
    "pre|s|section|small|span|strong|sub|summary|sup|u|ul"
)
# Each with the groups that are hidden; all, where there is none.
_MARKUP = re.compile(
    r"(?P<comment><!--.{0,5000}?-->)"
    r"|(?P<escape>\\)(?=[\\`*_{}\[\]()#+\-.!|~<>])."
    r"|(?P<image>!\[[^\]\n]{0,200}\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,80}\]))"
    r"|(?P<note>\[\^[^\]\s]{1,40}\]:?)"
    r"|(?P<define>^[ ]{0,3}\[[^\]\n]{1,80}\]:[ \t]*\S+[^\n]*)"
    r"|(?P<open>\[)(?P<text>[^\[\]\n]{1,300})"
    r"(?P<close>\](?:\([^()\s]{0,500}(?:\([^()\s]{0,100}\)[^()\s]{0,100}){0,3}(?:[ \t]+[\"'(][^\n]{0,200}?[\"')])?\)"
    r"|\[[^\]\n]{0,80}\]))"
    r"|(?P<angle><)(?=(?:https?|mailto):)[^\s<>]+(?P<shut>>)"
    rf"|(?P<tag></?(?:{_TAGS})(?:\s[^<>]{{0,300}})?/?>)"
    r"|(?P<struck>~~)(?=[^\s~])(?=[^\n]{0,400}~~)|(?<=[^\s~])(?P<end>~~)"
    r"|(?<![A-Za-z0-9*\\])(?P<slant>\*)(?=[^\s*])[^*\n]{1,200}?(?<=[^\s*])(?P<slanted>\*)(?![A-Za-z0-9*])"
    r"|(?:^|(?<=\n))[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+(?P<task>\[[ xX]\])(?=[ \t])",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_GROUPS = tuple(name for name in _MARKUP.groupindex if name != "text")
# An item of a list, and a line that goes on with it: set in, and neither an item nor a block of another kind.
_GOES_ON = re.compile(
    r"^(?P<indent>[ \t]*)(?:[-*+]|\d{1,3}[.)])[ \t]+[^\n]*?[^\s\n](?P<more>(?:[ \t]*\r?\n(?P=indent)[ ]{2,6}"
    r"(?![ \t]|[-*+][ \t]|\d{1,3}[.)][ \t]|[#>|`~])[^\n]*[^\s\n])+)",
    re.MULTILINE,
)
_SEAM = re.compile(r"[ \t]*\r?\n[ \t]*")


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter of a text says; ``""`` where it says nothing."""

    title: str = ""
    author: str = ""
    date: str = ""


def is_markdown(name: str) -> bool:
    """Return whether a file of a name is Markdown."""
    return name.lower().endswith(".md")


def plain(text: str) -> tuple[str, Front]:
    r"""Return a text of the same length with its markup hidden, and what its front matter says.

    >>> plain("见[附件](a.docx)。")[0].replace("\u200b", "_")
    '见_附件_________。'
    """
    front = _FRONT.match(text)
    head = front.end() if front and _KEY.search(front["body"]) else 0
    edits = [(low, high, _LETTER.sub(_HIDDEN, text[low:high])) for low, high in _hidden(text, head)]
    for low, high in _seams(text, head):
        latin = text[low - 1].isascii() and text[high : high + 1].isascii()
        edits.append((low, high, _HIDDEN * (high - low - latin) + " " * latin))
    parts: list[str] = []
    at = 0
    for low, high, instead in sorted(edits):
        if low >= at:
            parts += (text[at:low], instead)
            at = high
    return "".join((*parts, text[at:])), _front(front["body"]) if front and head else Front()


def named(dropped: Dropped, text: str) -> Dropped:
    """Return what repair left out as invisible with its true reason: of the source it was markup."""
    invisible = dropped.why == "不可见字符" and any(
        char > " " and char.isprintable() for char in text[dropped.start : dropped.end]
    )
    return Dropped(dropped.start, dropped.end, "标记") if invisible else dropped


def _hidden(text: str, head: int) -> Iterator[Span]:
    """Yield the places of markup outside of code, in order."""
    if head:
        yield 0, head
    at = head
    for code in (*_CODE.finditer(text, head), None):
        end = code.start() if code else len(text)
        for found in _MARKUP.finditer(text, at, end):
            yield from (found.span(name) for name in _GROUPS if found[name])
        at = code.end() if code else end


def _seams(text: str, head: int) -> Iterator[Span]:
    """Yield the line breaks within items of lists, with the blanks around them."""
    code = [match.span() for match in _CODE.finditer(text, head)]
    for item in _GOES_ON.finditer(text, head):
        if any(low < item.end() and item.start() < high for low, high in code if high - low > 6):
            continue
        yield from (
            seam.span() for seam in _SEAM.finditer(text, item.start("more"), item.end("more")) if "\n" in seam[0]
        )


def _front(body: str) -> Front:
    said = {_KEYS[m["key"].lower()]: m["value"].strip("\"' ") for m in _KEY.finditer(body) if m["key"].lower() in _KEYS}
    date = _DATE.match(said.get("date", ""))
    try:
        day = datetime.date(*map(int, date.groups())).isoformat() if date else ""
    except ValueError:
        day = ""
    return Front(said.get("title", ""), said.get("author", "").strip("[] "), day)
