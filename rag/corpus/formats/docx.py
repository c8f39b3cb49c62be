"""A DOCX file → its paragraphs as Word prints them: a walk over the XML.

Automatic numbers are written out, insertions are in and deletions out, content controls and text boxes are
read, merged cells keep their text in every row they span, notes follow the paragraph that bears their mark.
Knows WordprocessingML; nothing of Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from rag.corpus.formats import docx_symbols
from rag.corpus.formats.docx_numbering import Numbering
from rag.corpus.formats.docx_parts import Element, Parts, Style, child, is_on, local, number, value
from rag.corpus.formats.text import Growing, superscript
from rag.records import Extracted, ParagraphKind

# Elements that stand around others and say nothing of the text.
_AROUND = frozenset(
    (
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "customXml",
        "sdt",
        "sdtContent",
        "fldSimple",
        "dir",
        "bdo",
        "r",
        "rubyBase",
    )
)
_GONE = frozenset(("del", "moveFrom"))
_TRACKS = frozenset(("ins", "moveTo", *_GONE))
_MATHS = frozenset(["oMath", "oMathPara"])
_BOXES = frozenset(["drawing", "pict", "object"])
_PLAIN = {"tab": " ", "ptab": " ", "noBreakHyphen": "-", "cr": "\n"}
_GENERIC = re.compile(r"(?:microsoft word|文档|document|untitled|未命名|无标题|powerpoint)", re.IGNORECASE)
_LONGEST_CELL, _LONGEST_HEADING = 300, 120
_DEEPEST = 200
_ITEM = re.compile(r"[(（]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[)）.．、]? ?|[①-⑳] ?")
_HEX = re.compile(r"[0-9A-Fa-f]{1,5}")
_TRACKED = "含修订痕迹：插入的文字已收入，删除的文字未收入"
_FOREIGN = "嵌入了其他文件的内容，未收入"
_LOST = "有 {count} 个符号字体的字符认不出是什么，未收入"


@dataclass(slots=True)
class _Run:
    """Text of one paragraph while it is read, and what hangs on it."""

    text: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


def extract(data: bytes) -> Extracted:
    """Return the text of a document; a file that is broken, encrypted or too large is refused by its ``Parts``."""
    walk = _Walk(Parts(data))
    walk.body()
    return walk.extracted()


class _Walk:
    """One reading of a document, from its first block to its last."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._numbering = Numbering(parts)
        self._notes = {kind: _by_id(parts.part(kind)) for kind in ("footnotes", "endnotes")}
        self._growing = Growing()
        self._fields: list[bool] = []
        self._carried = ""
        self._tracked = self._foreign = False
        self._lost = 0
        body = parts.document
        self._shift = int(any(parts.style(value(e)).title for e in body.iter() if local(e) == "pStyle"))

    def body(self) -> None:
        """Read the document's body."""
        body = child(self._parts.document, "body")
        if body is not None:
            self._blocks(body)

    def extracted(self) -> Extracted:
        """Return what has been read."""
        told = [_TRACKED] * self._tracked + [_FOREIGN] * self._foreign
        if self._lost:
            told.append(_LOST.format(count=self._lost))
        title = self._parts.title
        return Extracted(
            self._growing.text,
            tuple(self._growing.shaped),
            left_out=tuple(self._growing.left_out),
            title="" if _GENERIC.match(title) else title,
            warnings=tuple(told),
        )

    # ------------------------------------------------------------ blocks

    def _blocks(self, parent: Element, depth: int = 0) -> None:
        """Read paragraphs and tables below an element, in order."""
        for block in parent if depth < _DEEPEST else ():
            name = local(block)
            if name == "p":
                self._paragraph(block, depth)
            elif name == "tbl":
                self._table(block, depth)
            elif name in _GONE:
                self._tracked = True
            elif name == "altChunk":
                self._foreign = True
            elif name == "AlternateContent":
                self._blocks(_chosen(block), depth + 1)
            elif name in _AROUND:
                self._tracked = self._tracked or name in _TRACKS
                self._blocks(block, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> None:
        """Read a paragraph, the notes that it bears and the boxes that hang on it."""
        text, run = self._read(paragraph)
        properties = child(paragraph, "pPr")
        if child(properties, "rPr", "del") is not None:
            # Its end was deleted: it goes on in the next one.
            self._tracked, self._carried = True, text
        else:
            self._emit(properties, text, bold=_is_bold(paragraph))
        for note in (note for mark in run.notes for note in self._note(*mark)):
            self._growing.paragraph(note)
        for box in run.boxes:
            self._blocks(box, depth + 1)

    def _read(self, paragraph: Element) -> tuple[str, _Run]:
        """Return a paragraph's text, its number before it."""
        run = _Run()
        carried, self._carried = self._carried, ""
        style = self._style(paragraph)
        if not style.vanish:
            self._inline(paragraph, run)
        return carried + "".join(run.text), run

    def _emit(self, properties: Element | None, text: str, *, bold: bool) -> None:
        """Add a paragraph: its number, its kind, its lines. A list numbered in bold may be headings."""
        style_id = value(child(properties, "pStyle"))
        style = self._parts.style(style_id)
        if style.contents:
            self._growing.aside(text, "目录")
            return
        # An empty paragraph of a list has its number, too: Word prints and counts it. A hidden one has none.
        hidden = style.vanish or is_on(child(properties, "rPr", "vanish"))
        label, listed = self._label(properties, style, style_id) if text.strip() or not hidden else ("", False)
        text = label + text.strip() if text.strip() else ""
        outline = number(child(properties, "outlineLvl"))
        level = style.level or 0
        if outline is not None:
            level = outline + 1 if outline < 9 else 0
        if style.title or level:
            whole = " ".join(text.split())
            if len(whole) <= _LONGEST_HEADING or "。" not in whole:
                self._growing.paragraph(whole, "heading", 1 if style.title else min(level + self._shift, 9))
                return
        for line in text.split("\n"):
            kind: ParagraphKind = "list" if listed and not bold else "body"
            self._growing.paragraph(line, kind)

    def _label(self, properties: Element | None, style: Style, style_id: str | None) -> tuple[str, bool]:
        """Return the number printed before a paragraph, and whether it is an item's: a bullet, a figure, a letter.

        What is numbered in Chinese (一、 第二条) or as sections are (1.2) is told by its shape.
        """
        own = child(properties, "numPr")
        num_id = value(child(own, "numId")) if child(own, "numId") is not None else style.num_id
        level = number(child(own, "ilvl")) if child(own, "ilvl") is not None else style.num_level
        if num_id is None:
            return "", False
        label, bullet = self._numbering.next(num_id, level, style_id or self._parts.usual_style) or ("", False)
        return label, bullet or (_ITEM.fullmatch(label) is not None and not self._numbering.nests(num_id))

    def _style(self, paragraph: Element) -> Style:
        return self._parts.style(value(child(paragraph, "pPr", "pStyle")))

    def _note(self, kind: str, mark: str) -> Iterator[str]:
        """Yield the paragraphs of a note; once, since a mark may stand twice."""
        note = self._notes[kind].pop(mark, None)
        for paragraph in note if note is not None else ():
            if local(paragraph) == "p":
                yield self._read(paragraph)[0]

    # ------------------------------------------------------------ inside a paragraph

    def _inline(self, parent: Element, run: _Run, depth: int = 0) -> None:
        """Collect the text below an element of a paragraph."""
        if local(parent) == "r" and is_on(child(parent, "rPr", "vanish")):
            return
        for element in parent if depth < _DEEPEST else ():
            name = local(element)
            if name == "fldChar":
                self._field(value(element, "fldCharType"))
            elif any(self._fields) and name not in _AROUND:
                # Between the beginning of a field and its result stands what it was made by.
                continue
            elif name == "sym":
                run.text.append(self._symbol(value(element, "char"), value(element, "font") or ""))
            elif (text := _printed(element, name)) is not None:
                text = self._look(text, parent) if docx_symbols.PRIVATE.search(text) else text
                raised = value(child(parent, "rPr", "vertAlign")) == "superscript"
                run.text.append(superscript(text) if raised else text)
            elif name in ("footnoteReference", "endnoteReference"):
                run.notes.append((name.removesuffix("Reference") + "s", value(element, "id") or ""))
            elif name in _BOXES:
                run.boxes += [e for e in element.iter() if local(e) == "txbxContent" and not _inside_box(e, element)]
            elif (inner := self._inner(element, name)) is not None:
                self._inline(inner, run, depth + 1)

    def _inner(self, element: Element, name: str) -> Element | None:
        """Return the element whose text stands for one of a paragraph; None where it has none."""
        self._tracked = self._tracked or name in _TRACKS
        if name == "AlternateContent":
            return _chosen(element)
        if name == "ruby":
            return child(element, "rubyBase")
        return element if name in _AROUND else None

    def _symbol(self, code: str | None, font: str) -> str:
        """Return what a symbol looks like; one that cannot be said is counted."""
        found = docx_symbols.symbol(int(code, 16), font) if code and _HEX.fullmatch(code) else ""
        self._lost += not found
        return found

    def _look(self, text: str, run: Element) -> str:
        """Return a text with characters of a symbol font as what they look like; as it is where the font is another."""
        fonts = child(run, "rPr", "rFonts")
        names = [value(fonts, kind) or "" for kind in ("ascii", "hAnsi", "cs", "eastAsia")]
        font = next((name for name in names if docx_symbols.known(name)), None)
        if font is None:
            return text
        found, lost = docx_symbols.printed(text, font)
        self._lost += lost
        return found

    def _field(self, kind: str | None) -> None:
        """Keep whether we are in the instructions of a field (True) or in its result (False), fields within fields."""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()

    # ------------------------------------------------------------ tables

    def _table(self, table: Element, depth: int) -> None:
        """Read a table by rows; one that only lays out the page by the blocks of its cells."""
        rows = list(self._rows(table))
        cells = [cell for row in rows for cell in row]
        if all(len(row) < 2 for row in rows) or any(_size(cell) > _LONGEST_CELL for cell in cells):
            for cell in cells:
                self._blocks(cell, depth + 1)
            return
        above: dict[int, str] = {}
        held: list[_Run] = []
        for row in rows:
            texts: list[str] = []
            column = 0
            for cell in row:
                properties = child(cell, "tcPr")
                merged = child(properties, "vMerge")
                if merged is not None and value(merged) != "restart" and column in above:
                    text = above[column]
                else:
                    text = " ".join(" ".join(t.split()) for t in self._cell(cell, held, depth) if t.strip())
                above[column] = text
                texts.append(text)
                column += max(1, number(child(properties, "gridSpan")) or 1)
            self._growing.paragraph("\t".join(texts), "table")
        for note in (note for run in held for mark in run.notes for note in self._note(*mark)):
            self._growing.paragraph(note)
        for box in (box for run in held for box in run.boxes):
            self._blocks(box, depth + 1)

    def _cell(self, parent: Element, held: list[_Run], depth: int) -> Iterator[str]:
        """Yield the texts of a cell's paragraphs, those of a table within it too."""
        for block in parent if depth < _DEEPEST else ():
            name = local(block)
            if name == "p":
                text, run = self._read(block)
                held.append(run)
                properties = child(block, "pPr")
                label = self._label(properties, self._style(block), value(child(properties, "pStyle")))[0]
                if text.strip():
                    yield label + text
            elif name in _GONE:
                self._tracked = True
            elif name in _AROUND or name in ("tbl", "tr", "tc"):
                yield from self._cell(block, held, depth + 1)

    def _rows(self, parent: Element) -> Iterator[list[Element]]:
        """Yield the cells of each row; deleted rows are passed over."""
        for element in parent:
            name = local(element)
            if name == "tr":
                if child(element, "trPr", "del") is not None:
                    self._tracked = True
                    continue
                self._tracked = self._tracked or child(element, "trPr", "ins") is not None
                yield list(_cells(element))
            elif name in _AROUND:
                yield from self._rows(element)


def _cells(row: Element) -> Iterator[Element]:
    """Yield the cells of a row, those in content controls too."""
    for element in row:
        if local(element) == "tc":
            yield element
        elif local(element) in _AROUND:
            yield from _cells(element)


def _by_id(root: Element | None) -> dict[str, Element]:
    """Return the notes of a part by their number, without the lines that part them from the text."""
    notes = root if root is not None else ()
    return {value(note, "id") or "": note for note in notes if value(note, "type") in (None, "normal")}


def _chosen(alternatives: Element) -> Element:
    """Return one of several forms of the same content: the first, where it holds text or nothing else does."""
    choices = [e for e in alternatives if local(e) in ("Choice", "Fallback")]
    texts = [e for e in choices if any(local(t) in ("t", "txbxContent") for t in e.iter())]
    return (texts or choices or [alternatives])[0]


def _inside_box(box: Element, top: Element) -> bool:
    """Whether a text box lies in another one, or is the second form of one that is read already."""
    for above in box.iterancestors():
        if above is top:
            return False
        if local(above) == "txbxContent":
            return True
        if local(above) == "Fallback" and above.getparent() is not None:
            return _chosen(above.getparent()) is not above
    return False


def _size(cell: Element) -> int:
    """Return how many characters a cell holds."""
    return sum(len(e.text or "") for e in cell.iter() if local(e) == "t")


def _printed(element: Element, name: str) -> str | None:
    """Return what a leaf of a paragraph prints, a line feed for a break; None for what is no leaf."""
    if name == "t":
        return element.text or ""
    if name == "br":
        return "\n" if value(element, "type") in (None, "textWrapping") else " "
    return _formula(element) if name in _MATHS else _PLAIN.get(name)


def _formula(element: Element, depth: int = 0) -> str:
    """Return a formula on one line: 1/2, x², √(a+b)."""
    if local(element) == "t":
        return element.text or ""
    held = {local(e): _formula(e, depth + 1) for e in element} if depth < _DEEPEST else {}
    name = local(element)
    if name == "f":
        return f"{_grouped(held.get('num', ''))}/{_grouped(held.get('den', ''))}"
    if name == "sSup":
        power = held.get("sup", "")
        raised = superscript(power)
        return held.get("e", "") + (raised if raised != power else f"^{_grouped(power)}")
    if name == "rad":
        return f"{superscript(held.get('deg', ''))}√{_grouped(held.get('e', ''))}"
    return "".join(_formula(e, depth + 1) for e in element) if depth < _DEEPEST else ""


def _grouped(text: str) -> str:
    """Return a part of a formula in brackets where it is more than a number or a letter."""
    return text if len(text) < 2 or text.isalnum() else f"({text})"


def _is_bold(paragraph: Element) -> bool:
    """Whether all runs of a paragraph are printed bold by their own marks."""
    runs = [run for run in paragraph.iter() if local(run) == "r" and any(local(e) == "t" for e in run)]
    return bool(runs) and all(is_on(child(run, "rPr", "b")) for run in runs)
