"""A PDF file → its paragraphs with their pages.

Text is taken from the places of the characters, since the order in which a PDF draws them may be any. Pages
of pictures, and pages whose fonts do not say what their characters are, are named; or recognised, where something is
given that does. Vertical print is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import pypdfium2 as pdfium
import pypdfium2.raw as c

from rag.corpus.encoding import likeness
from rag.corpus.formats.pdf_display import plain
from rag.corpus.formats.pdf_flow import Part, Placed, parts, placed
from rag.corpus.formats.pdf_fonts import is_doubtful, is_garbled
from rag.corpus.formats.pdf_furniture import furniture
from rag.corpus.formats.pdf_glyphs import Page, page_of
from rag.corpus.formats.pdf_layout import blocks
from rag.corpus.formats.pdf_lines import Stretch, is_wide, stretches
from rag.corpus.formats.pdf_pictures import recognised
from rag.corpus.formats.pdf_rules import Rules
from rag.corpus.formats.pdf_tables import with_rows
from rag.corpus.formats.progress import tick
from rag.corpus.formats.recognise import Recogniser
from rag.corpus.formats.refusal import DAMAGED, LOCKED, Refusal, RefusedError
from rag.corpus.recognition import INSTALL
from rag.errors import BackendUnavailableError
from rag.records import Dropped, Extracted, Shaped, Span

MOST_PAGES = 5_000
# Recognising a page takes seconds: pages beyond these stay as they are, and are named.
MOST_RECOGNISED = 500
_SCANNED = Refusal(
    "empty",
    "是扫描件，只有图片没有文字；请开启文字识别（RAG_OCR=on，见 README），或先用 OCR 软件转成可以检索的 PDF。",
    "is scanned: pictures without text. Turn recognition on (RAG_OCR=on, see the README), or use other OCR software.",
)
_UNREAD = Refusal(
    "empty",
    "是扫描件，没有识别出文字；请检查图片是否清楚、方向是否正确。",
    "is scanned, and no text was recognised in it; check that the pictures are clear and upright.",
)
_OUT_OF_ORDER = Refusal(
    "unrecognised",
    f"是扫描件，但文字识别无法启动；请运行 {INSTALL} --force-reinstall，或把 RAG_OCR 设为 off。",
    f"is scanned, but recognition does not start; run {INSTALL} --force-reinstall, or set RAG_OCR to off.",
)
_UNUSABLE = Refusal(
    "undecodable",
    "的字体没有说明各个字是什么，文字无法读出；请从原文件重新导出，或用 OCR 软件转换。",
    "has fonts that do not say what their characters are; export it anew from its source, or run it through OCR.",
)
_TOO_LONG = Refusal(
    "limit",
    f"超过 {MOST_PAGES} 页，未读取；请拆成较小的文件。",
    f"has more than {MOST_PAGES} pages and was not read; split it into smaller files.",
)
# A page with fewer characters and a picture is a scan, whatever a machine has stamped on it.
_FEW, _ENOUGH = 25, 40
_LEAST_LIKENESS, _MOST_UNKNOWN = 0.05, 0.3
_OF_OTHERS = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_UNKNOWN = re.compile(r"[\ufffd\ue000-\uf8ff]")
_HYPHENED = re.compile(r"[a-z]-$")
# What parts an address at the end of a line is its own.
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u2e80-\uffef]*[/.?=&_#%-]$", re.IGNORECASE)


State = Literal["text", "recognised", "unread", "scanned", "unusable", "blank"]


def extract(data: bytes, recognise: Recogniser | None = None) -> Extracted:
    """Return the text of a PDF.

    Args:
        data: The file.
        recognise: Reads pages that are pictures, and those whose fonts do not say what their characters are.

    Raises:
        RefusedError: It is locked, broken, too long, no page of it has text, or what recognises does not start.
    """
    pages, states, title = _pages(data, recognise)
    told = [page.glyphs if state in ("text", "recognised") else [] for page, state in zip(pages, states, strict=True)]
    lines = [plain(stretches(glyphs, page.rules.upright)) for glyphs, page in zip(told, pages, strict=True)]
    if not any(lines):
        for state, refusal in (("unread", _UNREAD), ("unusable", _UNUSABLE), ("scanned", _SCANNED)):
            if state in states:
                raise RefusedError(refusal)
    margins = furniture([(found, page.height) for found, page in zip(lines, pages, strict=True)])
    bodies = [[s for i, s in enumerate(found) if i not in out] for found, out in zip(lines, margins, strict=True)]
    ruled = [with_rows(found, page.rules) for found, page in zip(bodies, pages, strict=True)]
    flow = placed(
        blocks([(found, page.rules) for found, page in zip(ruled, pages, strict=True)]), [page.width for page in pages]
    )
    writing = _Writing(
        flow, [[(s, out[i]) for i, s in enumerate(f) if i in out] for f, out in zip(lines, margins, strict=True)]
    )
    found = writing.written(parts(flow), len(pages))
    warnings = _warnings(states, pages)
    return Extracted(found.text, found.shaped, found.pages, found.left_out, title, warnings)


def _pages(data: bytes, recognise: Recogniser | None) -> tuple[list[Page], list[State], str]:
    """Return all pages, what each is, and the title of the file's properties.

    Raises:
        RefusedError: As ``extract`` says.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as exc:
        locked = getattr(exc, "err_code", None) == c.FPDF_ERR_PASSWORD or "password" in str(exc).lower()
        raise RefusedError(LOCKED if locked else DAMAGED) from exc
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise RefusedError(_TOO_LONG)
        if not count:
            raise RefusedError(DAMAGED)
        pages: list[Page] = []
        states: list[State] = []
        for number in range(count):
            try:
                page = page_of(document, number)
            except pdfium.PdfiumError:
                page = Page([], 595.0, 842.0, 0, False, Rules())
            state = _state(page)
            if recognise and state in ("scanned", "unusable") and _count(states) < MOST_RECOGNISED:
                page, state = _read(document, number, page, recognise)
            pages.append(page)
            states.append(state)
            tick()
        return pages, states, _title(document)
    finally:
        document.close()


def _count(states: Sequence[State]) -> int:
    return sum(state in ("recognised", "unread") for state in states)


def _read(document: pdfium.PdfDocument, number: int, page: Page, recognise: Recogniser) -> tuple[Page, State]:
    """Return a page as it is recognised; as it was where nothing is.

    Raises:
        RefusedError: What recognises does not start.
    """
    try:
        read = recognised(document, number, recognise)
    except (BackendUnavailableError, ImportError, RuntimeError) as exc:
        raise RefusedError(_OUT_OF_ORDER) from exc
    except (pdfium.PdfiumError, ValueError):
        return page, "unread"
    return (read, "recognised") if read.glyphs else (page, "unread")


def _title(document: pdfium.PdfDocument) -> str:
    """Return what the file's properties call it, ``""`` where a program wrote that."""
    try:
        title = document.get_metadata_value("Title").strip()
    except (pdfium.PdfiumError, UnicodeDecodeError):
        return ""
    generic = re.match(
        r"(?i)microsoft|untitled|无标题|未命名|文档|document|\(?anonymous|幻灯片|powerpoint|file:|https?:", title
    )
    return "" if generic or re.search(r"(?i)\.(docx?|pdf|wps|html?|xlsx?|pptx?|txt)$", title) else title


def _state(page: Page) -> State:
    """Return what a page is: ``text``, ``scanned``, ``unusable`` (its characters cannot be told) or ``blank``."""
    count = len(page.glyphs)
    if page.lost > count:
        return "unusable"
    if page.picture and count < _FEW:
        return "scanned"
    if not count:
        return "blank"
    text = "".join(glyph.char for glyph in page.glyphs)
    unknown = len(_UNKNOWN.findall(text))
    if unknown > _MOST_UNKNOWN * count:
        return "unusable"
    foreign = len(_OF_OTHERS.findall(text))
    wide = sum(map(is_wide, text))
    garbled = wide >= _ENOUGH and foreign < 0.1 * wide and likeness(text) < _LEAST_LIKENESS
    return "unusable" if garbled or is_garbled(text) else "text"


_SAID: dict[State, str] = {
    "recognised": "由文字识别得出，可能有错字",
    "unread": "为扫描，没有识别出文字",
    "scanned": "为扫描，未识别",
    "unusable": "的字体没有说明各个字是什么，未能读出",
}


def _warnings(states: Sequence[State], pages: Sequence[Page]) -> tuple[str, ...]:
    """Return what a reader should know of the pages."""
    turned = [i + 1 for i, page in enumerate(pages) if page.aslant >= _ENOUGH]
    told = []
    for state, what in _SAID.items():
        if numbers := [i + 1 for i, found in enumerate(states) if found == state]:
            told.append(pages_named(numbers) + what)
    text = [(i + 1, page) for i, (page, state) in enumerate(zip(pages, states, strict=True)) if state == "text"]
    if numbers := [number for number, page in text if page.picture]:
        told.append(pages_named(numbers) + "有占大半页的图片，图中的文字未识别")
    if numbers := [number for number, page in text if page.lost]:
        told.append(pages_named(numbers) + "有部分文字的字体没有说明各个字是什么，未能读出")
    if numbers := [number for number, page in text if is_doubtful("".join(glyph.char for glyph in page.glyphs))]:
        told.append(pages_named(numbers) + "有许多少见的字，可能是字体没有说明各个字是什么，请核对")
    if turned:
        told.append(f"{pages_named(turned)}有竖排或斜放的文字，未收入")
    return tuple(told)


def pages_named(numbers: Sequence[int]) -> str:
    """Return some pages in words.

    >>> pages_named([3, 4, 5, 9])
    '第3–5、9页'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "第" + "、".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs) + "页"


# ---------------------------------------------------------------- the text


@dataclass(frozen=True, slots=True)
class _Written:
    """The text with the places of its paragraphs, pages and what was left out."""

    text: str
    shaped: tuple[Shaped, ...]
    pages: tuple[Span, ...]
    left_out: tuple[Dropped, ...]


class _Writing:
    """Puts the lines of all pages one below the other, and says where each came to stand."""

    def __init__(self, flow: Sequence[Placed], margins: Sequence[Sequence[tuple[Stretch, str]]]) -> None:
        self._flow, self._margins = flow, margins
        self._text: list[str] = []
        self._at = 0
        self._left_out: list[Dropped] = []

    def written(self, found: Iterable[Part], count: int) -> _Written:
        """Return the text: page by page, heads above the lines, feet below them, a line each."""
        found = list(found)
        followers = {id(a): b for part in found for a, b in zip(part.lines, part.lines[1:], strict=False)}
        places: dict[int, Span] = {}
        pages: list[Span] = []
        by_page: list[list[Placed]] = [[] for _ in range(count)]
        for line in self._flow:
            by_page[line.page].append(line)
        for lines, margin in zip(by_page, self._margins, strict=True):
            start = self._at
            middle = lines[0].line.y if lines else 0.0
            self._aside([m for m in margin if m[0].y > middle])
            for line in lines:
                places[id(line)] = self._line(line, followers.get(id(line)))
            self._aside([m for m in margin if m[0].y <= middle])
            pages.append((start, self._at))
        shaped = tuple(
            Shaped(tuple(places[id(line)] for line in part.lines), part.kind, part.level, part.opens) for part in found
        )
        return _Written("".join(self._text), shaped, tuple(pages), tuple(sorted(self._left_out, key=lambda d: d.start)))

    def _line(self, line: Placed, follower: Placed | None) -> Span:
        """Add a line, with a space where it goes on in the next one with another word; return its place."""
        text = line.line.text
        start = self._at
        if follower is not None:
            behind = follower.line.text[0]
            if _HYPHENED.search(text) and behind.islower() and not _ADDRESS.search(text):
                self._put(text + "\n")
                end = start + len(text) - 1
                self._left_out.append(Dropped(end, end + 1, "连字符"))
                return start, end
            joined = text[-1] in "-/–—" or _ADDRESS.search(text) is not None
            if not is_wide(text[-1]) and not is_wide(behind) and not joined:
                text += " "
        self._put(text + "\n")
        return start, start + len(text)

    def _aside(self, margin: Sequence[tuple[Stretch, str]]) -> None:
        for stretch, why in margin:
            self._left_out.append(Dropped(self._at, self._at + len(stretch.text), why))
            self._put(stretch.text + "\n")

    def _put(self, text: str) -> None:
        self._text.append(text)
        self._at += len(text)
