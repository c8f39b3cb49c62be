"""Real files from known text, by more than one producer: reportlab, chromium's print, python-docx, XML by hand."""

import io
import shutil
import subprocess
import zipfile
from html import escape
from pathlib import Path

import docx
import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NOTO = next((path for path in Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")), None)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def reportlab_pdf(paragraphs, *, columns=1, title="", head="", feet=True, size=11, indent=2, space=0):
    """A PDF by reportlab: justified paragraphs in columns, a running head and page numbers on every page."""
    width, height = A4
    margin, gutter = 60, 18
    column = (width - 2 * margin - (columns - 1) * gutter) / columns
    frames = [
        Frame(margin + i * (column + gutter), 70, column, height - 150, 0, 0, 0, 0, id=str(i)) for i in range(columns)
    ]

    def furnish(canvas, document):
        canvas.setFont("STSong-Light", 9)
        if head:
            canvas.drawString(margin, height - 45, head)
        if feet:
            canvas.drawCentredString(width / 2, 40, f"— {document.page} —")

    body = ParagraphStyle(
        "body",
        fontName="STSong-Light",
        fontSize=size,
        leading=size * 1.6,
        firstLineIndent=size * indent,
        spaceAfter=space,
        wordWrap="CJK",
        alignment=TA_JUSTIFY,
    )
    above = ParagraphStyle(
        "title", parent=body, fontSize=18, leading=28, firstLineIndent=0, alignment=TA_CENTER, spaceAfter=12
    )
    made = io.BytesIO()
    document = BaseDocTemplate(made, pagesize=A4, title=title)
    document.addPageTemplates([PageTemplate(frames=frames, onPage=furnish)])
    story = [Paragraph(escape(title), above)] if title else []
    document.build(story + [Paragraph(escape(p), body) for p in paragraphs])
    return made.getvalue()


def drawn_pdf(*pages, size=10.5):
    """A PDF of lines put where one wants them: (x, y, text) or (x, y, text, size), in points from the lower left."""
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A4)
    for page in pages:
        for x, y, text, *other in page:
            canvas.setFont("STSong-Light", *(other or [size]))
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def page_html(paragraphs, *, title="", style=""):
    """A web page of paragraphs."""
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    head = f"<h1>{escape(title)}</h1>" if title else ""
    sheet = f"p {{ text-indent: 2em; margin: 0; text-align: justify; line-height: 1.6 }} {style}"
    return f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{sheet}</style>{head}{body}"


def chromium_pdf(folder, html, *, margins=False):
    """A PDF printed by chromium, which writes title, time, address and page numbers on the margin where asked to."""
    source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
    source.write_text(html, encoding="utf-8")
    bare = [] if margins else ["--no-pdf-header-footer"]
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]
    subprocess.run(
        [*command, *bare, f"--print-to-pdf={target}", source.as_uri()], check=True, capture_output=True, timeout=600
    )
    return target.read_bytes()


def pictured(paragraphs, *, per_line=38, size=34):
    """A PDF of one picture: paragraphs set in by two characters, 200 dots an inch, grey and a little turned."""
    font = ImageFont.truetype(NOTO, size, index=2)
    picture = Image.new("L", (1654, 2339), 245)
    draw = ImageDraw.Draw(picture)
    y = 150
    for paragraph in paragraphs:
        whole = "　　" + paragraph
        for start in range(0, len(whole), per_line):
            draw.text((160, y), whole[start : start + per_line], font=font, fill=30)
            y += int(1.7 * size)
    made = io.BytesIO()
    picture.rotate(0.4, fillcolor=245).save(made, "PDF", resolution=200)
    return made.getvalue()


def scan(pages):
    """A PDF of pictures."""
    picture = Image.new("L", (600, 850), 255)
    ImageDraw.Draw(picture).rectangle((50, 50, 550, 800), outline=0, width=6)
    made = io.BytesIO()
    picture.save(made, "PDF", save_all=True, append_images=[picture] * (pages - 1))
    return made.getvalue()


def merged(*files):
    """One PDF of several."""
    whole = pdfium.PdfDocument.new()
    for data in files:
        whole.import_pages(pdfium.PdfDocument(data))
    made = io.BytesIO()
    whole.save(made)
    return made.getvalue()


def python_docx(build):
    """A DOCX by python-docx; ``build`` fills the document."""
    document = docx.Document()
    build(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def raw_docx(body, *, numbering="", styles="", footnotes="", endnotes="", members=None):
    """A DOCX by hand: the XML below ``w:body`` and, where given, below the roots of other parts."""
    parts = {"numbering": numbering, "styles": styles, "footnotes": footnotes, "endnotes": endnotes}
    given = {name: xml for name, xml in parts.items() if xml}
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{R}/{name}" Target="{name}.xml"/>' for i, name in enumerate(given)
    )
    space = "http://schemas.openxmlformats.org/package/2006"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    names = (
        f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    files = {
        "[Content_Types].xml": f'{head}<Types xmlns="{space}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{space}/relationships"><Relationship Id="m" '
        f'Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{head}<Relationships xmlns="{space}/relationships">{relations}'
        "</Relationships>",
        "word/document.xml": f"{head}<w:document {names}><w:body>{body}</w:body></w:document>",
        **{f"word/{name}.xml": f"{head}<w:{name} {names}>{xml}</w:{name}>" for name, xml in given.items()},
        **(members or {}),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def p(*runs, style="", num=None, props=""):
    """A ``w:p``: strings become runs, what begins with ``<`` stays as it is; ``num`` is (list, level)."""
    numbered = f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>' if num else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{styled}{numbered}{props}</w:pPr>{inner}</w:p>"


def r(text, props=""):
    """A ``w:r`` with its text."""
    return f'<w:r><w:rPr>{props}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def level(at, form, pattern, *, start=1, suffix="", more=""):
    """A ``w:lvl`` of a list."""
    suff = f'<w:suff w:val="{suffix}"/>' if suffix else ""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}{suff}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def lists(*levels, nums=('<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',)):
    """A numbering part with one abstract list."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{"".join(nums)}'
