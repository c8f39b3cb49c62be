"""A web page → its paragraphs, headings, lists and tables. Fetches nothing and runs nothing.

Navigation and the foot of the page are kept in the text and marked as left out; scripts, forms and what
is hidden are not text. Knows HTML; nothing of Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rag.corpus.encoding import decode
from rag.corpus.formats.refusal import UNDECODABLE, RefusedError
from rag.corpus.formats.text import Growing, closed
from rag.records import Extracted, ParagraphKind

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
# Browsers take GB2312 and GBK for their superset, and so do we.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_SILENT = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "svg", "math", "canvas"),
        *("audio", "video", "map", "select", "option", "button", "input", "textarea", "datalist"),
        *("rt", "rp", "head"),
    )
)
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data"),
        *("del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark"),
        *("q", "ruby", "rb", "s", "samp", "small", "span", "strike", "strong"),
        *("sub", "sup", "time", "tt", "u", "var", "wbr", "img", "picture"),
        *("source", "nobr", "acronym"),
    )
)
_LEFT_OUT = {"nav": "导航", "footer": "页脚"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LETTERS = re.compile("[\u3400-\u9fff]")  # scripts hold few of them
_LONGEST_CELL = 300
_WHOLE = re.compile(r"\d{1,6}")


def extract(data: bytes) -> Extracted:
    """Return the text of a page.

    Raises:
        RefusedError: Its encoding cannot be told.
    """
    tree = LexborHTMLParser(_text_of(data))
    growing = Growing()
    if tree.body is not None:
        _walk(tree.body, growing)
    head = tree.css_first("title")
    title = closed(head.text()) if head is not None else ""
    return Extracted(growing.text, tuple(growing.shaped), left_out=tuple(growing.left_out), title=title)


def _text_of(data: bytes) -> str:
    """Return the decoded page: by its byte-order mark, as it says itself, or as its bytes let tell for certain."""
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"))
    if not marked and (said := _CHARSET.search(data[:4096])):
        name = said[1].decode("ascii").lower()
        try:
            return data.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    if (found := decode(data)) is None:
        raise RefusedError(UNDECODABLE)
    return found[1]


def _walk(root: LexborNode, growing: Growing) -> None:
    """Add what stands below a node, in order. Works without recursion: pages may be nested to any depth."""
    run: list[str] = []
    kinds: list[tuple[ParagraphKind, int]] = [("body", 0)]
    why: list[str] = []
    counts: list[int | None] = []

    def flush() -> None:
        text = closed("".join(run))
        run.clear()
        if why:
            growing.aside(text, why[-1])
        else:
            growing.paragraph(text, *kinds[-1])

    for node, entered in _steps(root):
        tag = node.tag or ""
        if tag == "-text":
            if kinds[-1][0] == "verse":
                _lines(node.text_content or "", run, flush)
            else:
                run.append(node.text_content or "")
        elif tag == "br" and kinds[-1][0] == "heading":
            run.append(" " if entered else "")
        elif tag in ("br", "hr"):
            if entered:
                flush()
        elif tag not in _INLINE:
            flush()
            if entered and tag == "table" and not why:
                for row in _rows(node):
                    growing.paragraph(row, "table")
            _turn(tag, kinds, why, entered=entered)
            run.append(_label(node, tag, counts, entered=entered))
    flush()


def _label(node: LexborNode, tag: str, counts: list[int | None], *, entered: bool) -> str:
    """Return the number that a browser prints before an item of a numbered list, and count on."""
    if tag in ("ol", "ul"):
        if not entered:
            counts.pop()
        else:
            start = node.attributes.get("start") or ""
            counts.append(None if tag == "ul" else int(start) if _WHOLE.fullmatch(start) else 1)
    elif tag == "li" and entered and counts and (count := counts[-1]) is not None:
        given = node.attributes.get("value") or ""
        count = int(given) if _WHOLE.fullmatch(given) else count
        counts[-1] = count + 1
        return f"{count}. "
    return ""


def _turn(tag: str, kinds: list[tuple[ParagraphKind, int]], why: list[str], *, entered: bool) -> None:
    """Keep what paragraphs are from here on, where an element begins or ends."""
    if tag in _LEFT_OUT:
        why.append(_LEFT_OUT[tag]) if entered else why.pop()
    kind: tuple[ParagraphKind, int] | None = None
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        kind = ("heading", int(tag[1]))
    elif tag == "li":
        kind = ("list", 0)
    elif tag == "pre":
        kind = ("verse", 0)
    if kind is not None:
        kinds.append(kind) if entered else kinds.pop()


def _lines(text: str, run: list[str], flush: object) -> None:
    """Add preformatted text, each of its lines a paragraph."""
    first, *others = text.split("\n")
    run.append(first)
    for line in others:
        flush()  # type: ignore[operator]
        run.append(line)


def _steps(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Yield what stands below a node: elements when they begin (True) and end (False), texts once.

    What is silent or hidden is passed over; so is what stands in a table of data, which is read by rows.
    """
    node, entering, depth = root.child, True, 1
    while node is not None and depth:
        tag = node.tag or ""
        if entering:
            skipped = tag in _SILENT or tag.startswith(("-comment", "!", "_"))
            skipped = skipped or (tag != "-text" and _hidden(node) and not _holds_most(node, root))
            if not skipped:
                yield node, True
            inner = None if skipped or tag == "-text" or (tag == "table" and _is_data(node)) else node.child
            if inner is not None:
                node, depth = inner, depth + 1
                continue
            if not skipped and tag != "-text":
                yield node, False
        else:
            yield node, False
        if node.next is not None:
            node, entering = node.next, True
        else:
            node, entering, depth = node.parent, False, depth - 1


def _hidden(node: LexborNode) -> bool:
    """Whether an element is not shown."""
    attributes = node.attributes
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style") or "") is not None


def _holds_most(node: LexborNode, root: LexborNode) -> bool:
    """Whether a hidden element holds most of the page's text: a script would show it (as WeChat's pages do)."""
    own, whole = (len(_LETTERS.findall(part.text())) for part in (node, root))
    return 2 * own > whole


def _is_data(table: LexborNode) -> bool:
    """Whether a table holds data, and is not laying out a page: no table within, no long cell, some columns."""
    if table.css_first("table table, h1, h2, ul, ol") is not None:
        return False
    rows = table.css("tr")
    cells = [cell for row in rows for cell in row.css("td, th")]
    if not rows or len(cells) < 2 * len(rows):
        return False
    return all(len(cell.text()) <= _LONGEST_CELL for cell in cells)


def _rows(table: LexborNode) -> Iterator[str]:
    """Yield the rows of a table of data, cells parted by tabs; a caption before them."""
    if not _is_data(table):
        return
    caption = table.css_first("caption")
    if caption is not None:
        yield closed(caption.text())
    for row in table.css("tr"):
        cells = [closed(cell.text(separator=" ")) for cell in row.css("td, th")]
        yield "\t".join(cells).strip("\t")
