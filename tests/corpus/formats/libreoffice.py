"""Real files by LibreOffice: flat ODF written by hand from known text, converted to DOCX, PDF and HTML at once."""

import shutil
import subprocess
from html import escape
from pathlib import Path

SOFFICE = next(filter(None, map(shutil.which, ("soffice", "libreoffice"))), None)
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{of}:1.0"'
    for name, of in {
        **{name: name for name in ("office", "style", "text", "table")},
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)
_FONT = "Noto Sans CJK SC"


def converted(folder, files, target, profile=None):
    """What LibreOffice makes of some files, by the names they were given; started once, with a profile of the tests.

    ``files`` are names with their ending and contents; ``target`` is an ending that LibreOffice writes.
    """
    source, made = Path(folder) / "given", Path(folder) / f"made-{target}"
    source.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (source / name).write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    profile = (Path(profile or folder) / "profile").absolute().as_uri()
    command = [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", target]
    subprocess.run(
        [*command, "--outdir", str(made), *(str(source / name) for name in files)],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return {name: (made / Path(name).with_suffix(f".{target}").name).read_bytes() for name in files}


def fodt(body, *, columns=1, head="", feet=True, size=10.5, indent=2, space=0, hang=False, changes=""):
    """A text document in flat ODF: the XML of its body, set in columns, with a running head and page numbers.

    With ``hang`` marks hang over the edge; LibreOffice 7.4 then loses some of them, in the PDF itself.
    """
    header = f"<style:header><text:p>{escape(head)}</text:p></style:header>" if head else ""
    footer = '<text:p text:style-name="foot">— <text:page-number/> —</text:p>' if feet else ""
    several = f'<style:columns fo:column-count="{columns}" fo:column-gap="0.7cm"/>' if columns > 1 else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="cjk" svg:font-family="'{_FONT}'"/></office:font-face-decls>
<office:styles>
<style:default-style style:family="paragraph"><style:text-properties fo:font-size="{size}pt" style:font-name="cjk"
 style:font-name-asian="cjk" style:font-size-asian="{size}pt" fo:language="zh" fo:country="CN"
 style:language-asian="zh" style:country-asian="CN"/></style:default-style>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Body" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:text-indent="{size * indent}pt" fo:text-align="justify" fo:margin-bottom="{space}pt"
 fo:line-height="150%" style:punctuation-wrap="{"hanging" if hang else "simple"}"/></style:style>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard">
<style:paragraph-properties fo:text-align="center" fo:margin-bottom="12pt"/>
<style:text-properties fo:font-size="18pt" style:font-size-asian="18pt"/></style:style>
{"".join(_heading(level) for level in (1, 2, 3))}
<text:list-style style:name="rules">{_level(1, "第", "条", "一, 二, 三, ...")}{_level(2, "（", "）", "一, 二, 三, ...")}
{_level(3, "", ".", "1")}</text:list-style>
<text:list-style style:name="dots"><text:list-level-style-bullet text:level="1" text:bullet-char="•">
{_place(1)}</text:list-level-style-bullet></text:list-style>
</office:styles>
<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="21cm"
 fo:page-height="29.7cm" fo:margin-top="1.5cm" fo:margin-bottom="1.5cm" fo:margin-left="2.2cm"
 fo:margin-right="2.2cm">{several}</style:page-layout-properties>
<style:header-style>
<style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.6cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.6cm"/></style:footer-style>
</style:page-layout>
<style:style style:name="foot" style:family="paragraph">
<style:paragraph-properties fo:text-align="center"/></style:style>
<style:style style:name="cell" style:family="table-cell">
<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page">{header}
<style:footer>{footer}</style:footer></style:master-page></office:master-styles>
<office:body><office:text><text:tracked-changes>{changes}</text:tracked-changes>{body}</office:text></office:body>
</office:document>"""


def _heading(level):
    return (
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:default-outline-level="{level}"><style:paragraph-properties '
        f'fo:margin-top="8pt" fo:margin-bottom="6pt"/><style:text-properties fo:font-size="{17 - 2 * level}pt" '
        f'style:font-size-asian="{17 - 2 * level}pt"/></style:style>'
    )


def _level(at, prefix, suffix, form):
    return (
        f'<text:list-level-style-number text:level="{at}" style:num-prefix="{prefix}" style:num-suffix="{suffix}" '
        f'style:num-format="{form}">{_place(at)}</text:list-level-style-number>'
    )


def _place(at):
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f'<style:list-level-label-alignment text:label-followed-by="space" fo:text-indent="0cm" '
        f'fo:margin-left="{0.8 * (at - 1):.1f}cm"/></style:list-level-properties>'
    )


def p(text, style="Body"):
    """A paragraph; what begins with ``<`` inside is taken as it is where ``text`` is a list."""
    parts = [text] if isinstance(text, str) else text
    inner = "".join(part if part.startswith("<") else escape(part) for part in parts)
    return f'<text:p text:style-name="{style}">{inner}</text:p>'


def h(text, level=1):
    """A heading."""
    return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{escape(text)}</text:h>'


def items(*given, style="rules"):
    """A list; a string is an item, a list the items below the one before it."""
    made = []
    for item in given:
        if isinstance(item, str):
            made.append(p(item, "Standard"))
        else:
            made[-1] += items(*item, style="")
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:list{named}>{''.join(f'<text:list-item>{item}</text:list-item>' for item in made)}</text:list>"


def note(mark, text, kind="footnote"):
    """A note to stand in a paragraph."""
    return (
        f'<text:note text:id="n{mark}" text:note-class="{kind}"><text:note-citation>{mark}</text:note-citation>'
        f"<text:note-body>{p(text, 'Standard')}</text:note-body></text:note>"
    )


def table(*rows):
    """A table; a cell is its text, or (text, columns, rows) that it spans, and None where another one spans."""
    width = max(map(len, rows))
    made = ""
    for row in rows:
        made += "<table:table-row>"
        for cell in row:
            if cell is None:
                made += "<table:covered-table-cell/>"
                continue
            text, across, down = (cell, 1, 1) if isinstance(cell, str) else cell
            made += (
                f'<table:table-cell table:style-name="cell" table:number-columns-spanned="{across}" '
                f'table:number-rows-spanned="{down}" office:value-type="string">{p(text, "Standard")}'
                "</table:table-cell>"
            )
        made += "</table:table-row>"
    return f'<table:table><table:table-column table:number-columns-repeated="{width}"/>{made}</table:table>'


def deletion(mark, text):
    """What was deleted: an entry for ``changes``; ``<text:change text:change-id="…"/>`` stands in its place."""
    return _change(mark, f"<text:deletion>{_BY}{p(text, 'Standard')}</text:deletion>")


def insertion(mark):
    """An entry of ``changes`` for what stands between ``text:change-start`` and ``text:change-end``."""
    return _change(mark, f"<text:insertion>{_BY}</text:insertion>")


_BY = "<office:change-info><dc:creator>甲</dc:creator><dc:date>2021-01-01T00:00:00</dc:date></office:change-info>"


def _change(mark, what):
    return f'<text:changed-region xml:id="{mark}" text:id="{mark}">{what}</text:changed-region>'
