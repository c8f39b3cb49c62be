"""A conversation as a Word document with real footnotes, which python-docx does not make by itself.

The footnotes are a part of their own in the package (``/word/footnotes.xml``). Nothing in it is a link, a field or
markup: documents, questions and models are set as runs of text.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rag.library.export import WORDS, Source, heading, legible, made, no_source, note, remark, within
from rag.records import Answer, Citation, KeptConversation, KeptExchange, Language

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SEPARATORS = (("-1", "separator"), ("0", "continuationSeparator"))
_FONT = "宋体"


class _Footnotes:
    """The footnotes of one document, numbered from 1 in the order in which they are made."""

    def __init__(self, source: Source) -> None:
        """Take what gives the text of a cited file."""
        from lxml import etree

        self.source = source
        self._root = etree.Element(_w("footnotes"), nsmap={"w": _NAMESPACE})
        for number, kind in _SEPARATORS:
            paragraph = self._made(number, kind)
            etree.SubElement(etree.SubElement(paragraph, _w("r")), _w(kind))
        self._count = 0

    def add(self, paragraph: Paragraph, text: str) -> int:
        """Put a footnote mark at the end of a paragraph, and its text at the foot of the page; return its number."""
        from lxml import etree

        self._count += 1
        number = str(self._count)
        mark = paragraph.add_run(style="Footnote Reference")
        reference = etree.SubElement(mark._r, _w("footnoteReference"))
        reference.set(_w("id"), number)
        inner = self._made(number)
        run = etree.SubElement(inner, _w("r"))
        etree.SubElement(etree.SubElement(run, _w("rPr")), _w("rStyle")).set(_w("val"), "FootnoteReference")
        etree.SubElement(run, _w("footnoteRef"))
        run = etree.SubElement(inner, _w("r"))
        for n, line in enumerate(f" {legible(text)}".split("\n")):
            if n:  # Word would draw a line break as a blank
                etree.SubElement(run, _w("br"))
            said = etree.SubElement(run, _w("t"))
            said.text = line
            said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        return self._count

    def join(self, document: Document) -> None:
        """Put the part into the package of a document."""
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part
        from lxml import etree

        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = Part(PackURI("/word/footnotes.xml"), _TYPE, blob, document.part.package)
        document.part.relate_to(part, _RELATION)

    def _made(self, number: str, kind: str = "") -> object:
        """Return the paragraph of a new footnote."""
        from lxml import etree

        footnote = etree.SubElement(self._root, _w("footnote"))
        if kind:
            footnote.set(_w("type"), kind)
        footnote.set(_w("id"), number)
        paragraph = etree.SubElement(footnote, _w("p"))
        if not kind:
            style = etree.SubElement(etree.SubElement(paragraph, _w("pPr")), _w("pStyle"))
            style.set(_w("val"), "FootnoteText")
        return paragraph


def word(
    conversation: KeptConversation, language: Language = "zh", now: float | None = None, source: Source = no_source
) -> bytes:
    """Return a conversation as the bytes of a ``.docx`` file with footnotes.

    Args:
        conversation: What is written out.
        language: Of our own words.
        now: When, Unix time in seconds; by default now.
        source: Gives the text of a cited file as it was read; ``""`` where that is not at hand.
    """
    document = _new(conversation.title)
    footnotes = _Footnotes(source)
    document.add_heading(legible(conversation.title), 0)
    document.add_paragraph(heading(language, now), style="Caption")
    for exchange in conversation.exchanges:
        document.add_heading(legible(exchange.question), 2)
        _write(document, footnotes, exchange, language)
    footnotes.join(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _write(document: Document, footnotes: _Footnotes, exchange: KeptExchange, language: Language) -> None:
    """Write the answer of an exchange, what was begun beside it, and how it ended."""
    answer = exchange.answer
    if where := within(exchange, language):
        document.add_paragraph(legible(where), style="Caption")
    if answer is not None:
        _sentences(document, footnotes, answer, answer.citations, language)
        if exchange.written:
            document.add_paragraph(WORDS[language].draft)
            draft = Answer(exchange.question, answer.understood, "answered", exchange.written, index=answer.index)
            _sentences(document, footnotes, draft, exchange.cited, language)
    for line in (remark(exchange, language), made(exchange, language)):
        if line:
            document.add_paragraph(legible(line), style="Caption")
    if first := exchange.first:
        document.add_paragraph(WORDS[language].before)
        _sentences(document, footnotes, first, first.citations, language)


def _sentences(
    document: Document, footnotes: _Footnotes, answer: Answer, citations: tuple[Citation, ...], language: Language
) -> None:
    """Write sentences with a footnote at each mark; a citation's second mark leads to its first one's note."""
    known, noted = {c.n: c for c in citations}, dict[int, int]()
    paragraph = None
    if not answer.sentences:
        document.add_paragraph(legible(answer.notice))
    for sentence in answer.sentences:
        if sentence.item:
            paragraph = document.add_paragraph(style="List Bullet")
        elif paragraph is None or paragraph.style is None or paragraph.style.name == "List Bullet":
            paragraph = document.add_paragraph()
        paragraph.add_run(legible(sentence.text))
        for n in sentence.citations:
            if n in noted:
                footnotes.add(paragraph, WORDS[language].same.format(n=noted[n]))
            elif n in known:
                noted[n] = footnotes.add(paragraph, note(known[n], answer.index, language, footnotes.source))
        if sentence.verdict == "partial":
            paragraph.add_run(WORDS[language].partial)


def _new(title: str) -> Document:
    """Return an empty document with the styles of footnotes, its words in a font that has Chinese."""
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = docx.Document()
    document.core_properties.title = legible(title)[:200]
    document.core_properties.author = document.core_properties.comments = ""
    text = document.styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style, text.font.size = document.styles["Normal"], Pt(9)
    reference = document.styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    reference.font.superscript = True
    for style in document.styles:
        if style.type in (WD_STYLE_TYPE.PARAGRAPH, WD_STYLE_TYPE.CHARACTER):
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            # A theme's font would go before this one.
            fonts.attrib.pop(qn("w:eastAsiaTheme"), None)
            fonts.set(qn("w:eastAsia"), _FONT)
    return document


def _w(name: str) -> str:
    return f"{{{_NAMESPACE}}}{name}"
