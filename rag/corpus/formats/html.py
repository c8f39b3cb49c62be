"""A web page → its paragraphs, headings, lists and tables. Fetches nothing and runs nothing.

Navigation, head and foot of the page are kept in the text and marked as left out; scripts, forms, marks of notes
and what is hidden or deleted are not text. Knows HTML; nothing of Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rag.corpus.encoding import decode
from rag.corpus.formats.html_page import Head, Line, beside, head_of, settled
from rag.corpus.formats.refusal import UNDECODABLE, RefusedError
from rag.corpus.formats.text import Growing, closed, superscript
from rag.records import Extracted, ParagraphKind

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
# Browsers take GB2312 and GBK for their superset, and so do we.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}
_SILENT = frozenset(
    (
        *("script", "style", "noscript", "template", "iframe", "object", "svg", "math", "canvas"),
        *("audio", "video", "map", "select", "option", "button", "input", "textarea", "datalist"),
        *("rt", "rp", "head", "del"),
    )
)
_LEFT_OUT = {"nav": "导航", "footer": "页脚", "role=navigation": "导航", "role=menu": "导航", "role=menubar": "导航"}
# What LibreOffice writes of the head and the foot of a printed page.
_LEFT_OUT |= {"title=header": "页眉", "title=footer": "页脚", "role=contentinfo": "页脚"}
# Links in a row are a menu where there are several and each is a word or two: titles of documents are longer.
_LISTS = frozenset(("ul", "ol", "menu", "div"))
_FEWEST_LINKS, _LONGEST_LINK, _USUAL_LINK = 3, 14, 8
_BETWEEN_LINKS = re.compile(r"[\s|｜·•/／>＞»›\-—、]*")
# HTML's own elements that begin a line; other names without a hyphen are inline, as browsers take them.
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "col", "colgroup", "dd", "details"),
        *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol", "p", "pre"),
        *("search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "html"),
        *("frameset", "frame", "listing", "plaintext", "xmp", "optgroup", "marquee", "noframes", "embed"),
    )
)
_NOTE_MARK = re.compile(r"\s*[\[(（〔【]?\s*(?:注|\d{1,3})\s*[\])）〕】]?\s*|[①-⑳*†‡]\s*")
_DELETED = "含修订痕迹：插入的文字已收入，删除的文字未收入"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LETTERS = re.compile("[\u3400-\u9fff]")  # scripts hold few of them
_LONGEST_CELL, _MOST_SPAN = 300, 1000
_WHOLE = re.compile(r"\d{1,6}")


def extract(data: bytes) -> Extracted:
    """Return the text of a page.

    Raises:
        RefusedError: Its encoding cannot be told.
    """
    tree = LexborHTMLParser(_text_of(data))
    head = _head(tree)
    growing = Growing()
    for line in settled(_lines(tree.body), head.title) if tree.body is not None else ():
        if line.why:
            growing.aside(line.text, line.why)
        else:
            growing.paragraph(line.text, line.kind, line.level)
    told = (_DELETED,) if any(node.text().strip() for node in tree.css("body del")) else ()
    return Extracted(
        growing.text,
        tuple(growing.shaped),
        left_out=tuple(growing.left_out),
        title=head.title,
        warnings=told,
        author=head.author,
        date=head.date,
    )


def _head(tree: LexborHTMLParser) -> Head:
    """Return what a page says of itself in its head."""
    title = tree.css_first("title")
    said: dict[str, str] = {}
    for meta in tree.css("meta"):
        name = meta.attributes.get("name") or meta.attributes.get("property") or meta.attributes.get("itemprop") or ""
        said.setdefault(name.strip().lower(), closed(meta.attributes.get("content") or ""))
    times = [time.attributes.get("datetime") or time.text() for time in tree.css("time")]
    return head_of(closed(title.text()) if title is not None else "", said, times)


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


def _lines(root: LexborNode) -> list[Line]:
    """Return what stands below a node, in order. Works without recursion: pages may be nested to any depth."""
    walk = _Walk(root)
    for node, entered in _steps(root):
        tag = node.tag or ""
        if tag == "-text":
            walk.text(node.text_content or "")
        elif tag in ("br", "hr"):
            walk.line_break(tag, entered=entered)
        elif tag == "a":
            walk.link(entered=entered)
        elif tag == "sup":
            walk.raise_(entered=entered)
        elif _is_block(tag):
            walk.block(node, tag, entered=entered)
    walk.flush()
    return walk.lines


class _Walk:
    """One reading of a page: the paragraph under way, and the elements that are open around it."""

    def __init__(self, root: LexborNode) -> None:
        self.lines: list[Line] = []
        self._sizes = _Sizes(root)
        self._run: list[str] = []
        self._linked = self._links = self._raised = 0
        self._kinds: list[tuple[ParagraphKind, int]] = [("body", 0)]
        self._why: list[str] = []
        self._asides: list[bool] = []
        self._counts: list[int | None] = []
        self._labels: list[str] = []

    def flush(self) -> None:
        """End the paragraph under way."""
        text = closed("".join(self._run))
        self._run.clear()
        linked, self._linked = self._linked, 0
        if text:
            # The number of an item stands before its first text, in whatever element that is.
            text = "".join(self._labels) + text
            self._labels.clear()
            self._add(text, *self._kinds[-1], linked)

    def _add(self, text: str, kind: ParagraphKind, level: int, linked: int = 0) -> None:
        if text := " ".join(text.splitlines()).strip():
            self.lines.append(Line(text, kind, level, linked, self._why[-1] if self._why else ""))

    def link(self, *, entered: bool) -> None:
        """Begin or end a link."""
        self._links += 1 if entered else -1

    def raise_(self, *, entered: bool) -> None:
        """Begin or end what is raised above the line."""
        self._raised += 1 if entered else -1

    def text(self, text: str) -> None:
        """Add a text; of preformatted ones each line is a paragraph. Raised figures stay told from others."""
        if self._raised:
            text = superscript(text)
        if self._links:
            self._linked += len("".join(text.split()))
        first, *others = text.split("\n") if self._kinds[-1][0] == "verse" else [text]
        self._run.append(first)
        for line in others:
            self.flush()
            self._run.append(line)

    def line_break(self, tag: str, *, entered: bool) -> None:
        """End a line; a heading is broken by hand and goes on."""
        if tag == "br" and self._kinds[-1][0] == "heading":
            self._run.append(" " if entered else "")
        elif entered:
            self.flush()

    def block(self, node: LexborNode, tag: str, *, entered: bool) -> None:
        """Begin or end an element that stands on lines of its own."""
        self.flush()
        if entered and tag == "table" and not self._why:
            for row in _rows(node):
                self._add(row, "table", 0)
        _turn(node, tag, self._kinds, entered=entered)
        if entered:
            self._asides.append(bool(reason := _aside(node, tag) or ("" if self._why else self._sizes.beside(node))))
            self._why += [reason] * bool(reason)
        elif self._asides.pop():
            self._why.pop()
        if tag == "li" and not entered:
            self._labels.clear()
        elif label := _label(node, tag, self._counts, entered=entered):
            self._labels.append(label)


def _is_block(tag: str) -> bool:
    """Whether an element begins a line: those of HTML that do, and elements of a page's own make."""
    return tag in _BLOCKS or "-" in tag


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


def _turn(node: LexborNode, tag: str, kinds: list[tuple[ParagraphKind, int]], *, entered: bool) -> None:
    """Keep what paragraphs are from here on, where an element begins or ends."""
    kind: tuple[ParagraphKind, int] | None = None
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        kind = ("heading", int(tag[1]))
    elif tag == "li":
        kind = ("list", 0)
    elif tag == "pre":
        kind = ("verse", 0)
    if kind is not None:
        kinds.append(kind) if entered else kinds.pop()


def _aside(node: LexborNode, tag: str) -> str:
    """Return why what an element holds is left out, ``""`` where it is not: by its name or role, or a menu of links."""
    attributes = node.attributes
    told = (tag, f"role={attributes.get('role')}", f"title={attributes.get('title')}" if tag == "div" else "")
    found = next((_LEFT_OUT[name] for name in told if name in _LEFT_OUT), "")
    return found or ("导航" if tag in _LISTS and _is_menu(node, tag) else "")


def _is_menu(node: LexborNode, tag: str) -> bool:
    """Whether an element holds links of a word or two and nothing else, lists of such links within it aside.

    Looks at children and, in a list, at theirs; so that the time it takes does not grow with the depth of a page.
    """
    links: list[str] = []
    for item in _children(node):
        for part in _children(item) if item.tag == "li" and tag != "div" else (item,):
            if part.tag == "a" and part.attributes.get("href") is not None:
                links.append("".join(part.text().split()))
            elif part.tag == "-text":
                if not _BETWEEN_LINKS.fullmatch(part.text_content or ""):
                    return False
            elif not (part.tag in ("br", "-comment", "img") or (tag != "div" and part.tag in _LISTS)):
                return False
    lengths = [len(link) for link in links if link]
    return (
        len(lengths) >= _FEWEST_LINKS and max(lengths) <= _LONGEST_LINK and sum(lengths) <= _USUAL_LINK * len(lengths)
    )


class _Sizes:
    """Which elements that are called so stand beside the text: they hold no headline and little of the page."""

    _MOST_ASKED, _LARGE = 2_000, 0.4

    def __init__(self, root: LexborNode) -> None:
        self._letters = len(_LETTERS.findall(root.text()))
        self._asked = 0

    def beside(self, node: LexborNode) -> str:
        """Return why an element is left out, ``""`` where it is not. Given up on pages with very many such names."""
        attributes = node.attributes
        why = beside(f"{attributes.get('class') or ''} {attributes.get('id') or ''}")
        why = why or ("相关链接" if node.tag == "aside" else "")
        if not why or self._asked > self._MOST_ASKED:
            return ""
        self._asked += 1
        if (
            node.css_first("h1, h2" if why == "页首" else "h1") is not None
            or len(_LETTERS.findall(node.text())) > self._LARGE * self._letters
        ):
            return ""
        return why


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


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
            skipped = skipped or (tag == "a" and _marks_note(node))
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


def _marks_note(link: LexborNode) -> bool:
    """Whether a link is a raised mark that leads to a note of the same page."""
    if not (link.attributes.get("href") or "").startswith("#"):
        return False
    raised = (link.parent is not None and link.parent.tag == "sup") or link.css_first("sup") is not None
    return raised and _NOTE_MARK.fullmatch(link.text()) is not None


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
    down: dict[int, _Down] = {}
    for row in table.css("tr"):
        cells: list[str] = []
        column = _fallen(down, 0, cells)
        for cell in row.css("td, th"):
            text, width = closed(cell.text(separator=" ")), _span(cell, "colspan")
            cells.append(text)
            down[column] = _Down(_span(cell, "rowspan") - 1, width, text)
            column = _fallen(down, column + width, cells)
        yield "\t".join(cells).strip("\t")


@dataclass(slots=True)
class _Down:
    """A cell that fills rows below its own: how many are left, its columns, its text, which counts for each of them."""

    left: int
    width: int
    text: str


def _fallen(down: dict[int, _Down], column: int, cells: list[str]) -> int:
    """Add the cells of rows above that reach down into a row from a column on; return the next free column."""
    while (above := down.get(column)) is not None and above.left > 0:
        above.left -= 1
        cells.append(above.text)
        column += above.width
    return column


def _span(cell: LexborNode, name: str) -> int:
    """Return how many rows or columns a cell fills, within what a table may have."""
    said = cell.attributes.get(name) or ""
    return max(1, min(int(said), _MOST_SPAN)) if _WHOLE.fullmatch(said) else 1
