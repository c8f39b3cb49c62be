"""DOCX files, each with one thing that a plain reading loses; what is expected is what Word prints."""

import io
import zipfile

import docx
import pytest
from docx.oxml.ns import qn

from rag.corpus.formats.docx import extract
from rag.corpus.load import document_of
from rag.records import SourceText
from tests.corpus.formats.makers import R, W, level, lists, p, python_docx, r, raw_docx
from tests.corpus.formats.shown import assert_covered, kinds, texts

ARTICLES = lists(
    level(0, "chineseCounting", "第%1章", suffix="space"),
    level(1, "chineseCounting", "第%2条", suffix="space", more='<w:lvlRestart w:val="0"/>'),
    level(2, "chineseCounting", "（%3）", suffix="nothing"),
)
DECIMAL = lists(level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "%3)"))
STYLES = """
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="my"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>
<w:style w:type="paragraph" w:styleId="out"><w:name w:val="公文三级"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="num"><w:name w:val="条"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/>
</w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="kid"><w:name w:val="条甲"/><w:basedOn w:val="num"/></w:style>
<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="gone"><w:name w:val="暗"/><w:rPr><w:vanish/></w:rPr></w:style>
"""
TWO = (
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>",
)
CHANGED = 'w:id="1" w:author="甲" w:date="2021-01-01T00:00:00Z"'
DELETED = f"<w:del {CHANGED}><w:r><w:delText>旧的</w:delText></w:r></w:del>"
INSERTED = f"<w:ins {CHANGED}>{r('新的')}</w:ins>"
RAISED = '<w:vertAlign w:val="superscript"/>'
FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
INSTRUCTION = "<w:r><w:instrText>PAGEREF _Toc1 \\h</w:instrText></w:r>"
BOX = "<w:txbxContent>" + p("框里的话") + "</w:txbxContent>"
SHAPE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
    + BOX
    + "</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
    + BOX
    + "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


def symbol(code, font="Wingdings"):
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def math(held):
    return f'<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">{held}</m:oMath>'


def cell(text, props=""):
    return f"<w:tc><w:tcPr>{props}</w:tcPr>{p(text)}</w:tc>"


def row(*cells, props=""):
    return f"<w:tr><w:trPr>{props}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def control(inner):
    return f'<w:sdt><w:sdtPr><w:alias w:val="x"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'


def note(kind, number, text):
    return f'<w:{kind} w:id="{number}">{p(text)}</w:{kind}>'


def mark(kind, number):
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


START = '<w:vMerge w:val="restart"/>'
# Name → what the file is made of, and the lines that Word prints.
CASES = {
    "chapters and articles numbered on": (
        {
            "numbering": ARTICLES,
            "body": p("总则", num=(1, 0)) + p("为了甲。", num=(1, 1)) + p("附则", num=(1, 0)) + p("自乙。", num=(1, 1)),
        },
        ["第一章 总则", "第一条 为了甲。", "第二章 附则", "第二条 自乙。"],
    ),
    "items below an article begin anew": (
        {
            "numbering": ARTICLES,
            "body": "".join(p(t, num=(1, n)) for t, n in [("甲", 1), ("子", 2), ("丑", 2), ("乙", 1), ("寅", 2)]),
        },
        ["第一条 甲", "（一）子", "（二）丑", "第二条 乙", "（一）寅"],
    ),
    "the twelfth and the hundred-and-first article": (
        {"numbering": lists(level(0, "chineseCounting", "第%1条", start=100)), "body": p("甲", num=(1, 0)) * 2},
        ["第一百条 甲", "第一百零一条 甲"],
    ),
    "ten, eleven, twenty": (
        {"numbering": lists(level(0, "chineseCountingThousand", "%1、", start=9)), "body": p("甲", num=(1, 0)) * 12},
        [
            f"{n}、甲"
            for n in ["九", "十", "十一", "十二", "十三", "十四", "十五", "十六", "十七", "十八", "十九", "二十"]
        ],
    ),
    "levels of digits": (
        {
            "numbering": DECIMAL,
            "body": "".join(
                p(t, num=(1, n)) for t, n in [("甲", 0), ("子", 1), ("丑", 1), ("寅", 2), ("乙", 0), ("卯", 1)]
            ),
        },
        ["1. 甲", "1.1 子", "1.2 丑", "a) 寅", "2. 乙", "2.1 卯"],
    ),
    "a level left out": ({"numbering": DECIMAL, "body": p("甲", num=(1, 1))}, ["1.1 甲"]),
    "digits for all levels": (
        {
            "numbering": lists(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", more="<w:isLgl/>")),
            "body": p("甲", num=(1, 0)) + p("乙", num=(1, 1)),
        },
        ["第一章 甲", "1.1 乙"],
    ),
    "two lists share their numbers": (
        {
            "numbering": lists(level(0, "decimal", "%1."), nums=(TWO[0], TWO[0].replace('numId="1"', 'numId="2"', 1))),
            "body": p("甲", num=(1, 0)) + p("乙", num=(2, 0)),
        },
        ["1. 甲", "2. 乙"],
    ),
    "a list that begins anew": (
        {
            "numbering": lists(level(0, "decimal", "%1."), nums=TWO),
            "body": p("甲", num=(1, 0)) + p("乙", num=(1, 0)) + p("丙", num=(2, 0)) + p("丁", num=(2, 0)),
        },
        ["1. 甲", "2. 乙", "1. 丙", "2. 丁"],
    ),
    "a list that begins elsewhere": (
        {"numbering": lists(level(0, "decimal", "%1、", start=5)), "body": p("甲", num=(1, 0))},
        ["5、甲"],
    ),
    "numbers by the style": (
        {"numbering": ARTICLES, "styles": STYLES, "body": p("甲", style="num") + p("乙", style="kid")},
        ["第一条 甲", "第二条 乙"],
    ),
    "a style's number turned off": (
        {"numbering": ARTICLES, "styles": STYLES, "body": p("甲", style="num", num=(0, 0)) + p("乙", style="num")},
        ["甲", "第一条 乙"],
    ),
    "a level that belongs to a style": (
        {
            "numbering": lists(
                level(0, "decimal", "%1."), level(1, "chineseCounting", "（%2）", more='<w:pStyle w:val="s"/>')
            ),
            "styles": '<w:style w:type="paragraph" w:styleId="s"><w:name w:val="款"/>'
            '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
            "body": p("甲", style="s"),
        },
        ["（一）甲"],
    ),
    "circled figures": (
        {
            "numbering": lists(level(0, "decimalEnclosedCircleChinese", "%1", suffix="nothing")),
            "body": p("甲", num=(1, 0)) * 2,
        },
        ["①甲", "②甲"],
    ),
    "stems and Roman figures": (
        {
            "numbering": lists(level(0, "ideographTraditional", "%1、"), level(1, "upperRoman", "%2.")),
            "body": p("一", num=(1, 0)) + p("二", num=(1, 0)) + p("三", num=(1, 1)) + p("四", num=(1, 1)),
        },
        ["甲、一", "乙、二", "I. 三", "II. 四"],
    ),
    "large figures": (
        {"numbering": lists(level(0, "chineseLegalSimplified", "%1、", start=12)), "body": p("甲", num=(1, 0))},
        ["壹拾贰、甲"],
    ),
    "full-width figures": (
        {"numbering": lists(level(0, "decimalFullWidth", "%1．", start=12)), "body": p("甲", num=(1, 0))},
        ["１２．甲"],
    ),
    "an empty paragraph takes a number, a hidden one does not": (
        {
            "numbering": DECIMAL,
            "body": p("甲", num=(1, 0))
            + p("", num=(1, 0))
            + p("", num=(1, 0), props="<w:rPr><w:vanish/></w:rPr>")
            + p("乙", num=(1, 0)),
        },
        ["1. 甲", "3. 乙"],
    ),
    "raised figures": (
        {"body": p("库容3×10", r("8", RAISED), "m", r("3", RAISED), "，另计", r("注", RAISED), "。")},
        ["库容3×10⁸m³，另计注。"],
    ),
    "formulas": (
        {
            "body": p(
                "取",
                math("<m:f><m:num><m:r><m:t>2</m:t></m:r></m:num><m:den><m:r><m:t>3</m:t></m:r></m:den></m:f>"),
                "和",
                math("<m:sSup><m:e><m:r><m:t>v</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"),
                "。",
            )
        },
        ["取2/3和v²。"],
    ),
    "a list that is not there": ({"body": p("甲", num=(7, 0))}, ["甲"]),
    "an insertion": ({"body": p("甲", INSERTED, "乙。")}, ["甲新的乙。"]),
    "a deletion": ({"body": p("甲", DELETED, "乙。")}, ["甲乙。"]),
    "a replacement": ({"body": p("甲", DELETED, INSERTED, "乙。")}, ["甲新的乙。"]),
    "an inserted paragraph": ({"body": p("甲。") + p(INSERTED)}, ["甲。", "新的"]),
    "a deleted paragraph end": (
        {"body": p("甲", props=f"<w:rPr><w:del {CHANGED}/></w:rPr>") + p("乙。")},
        ["甲乙。"],
    ),
    "moved text": (
        {
            "body": p(f"<w:moveFrom {CHANGED}>{r('子')}</w:moveFrom>", "甲")
            + p(f"<w:moveTo {CHANGED}>{r('子')}</w:moveTo>")
        },
        ["甲", "子"],
    ),
    "a deleted row": (
        {"body": table(row(cell("甲"), cell("乙")), row(cell("丙"), cell("丁"), props=f"<w:del {CHANGED}/>"))},
        ["甲\t乙"],
    ),
    "a content control around paragraphs": ({"body": control(p("甲。") + p("乙。"))}, ["甲。", "乙。"]),
    "a content control inside a paragraph": ({"body": p("甲", control(r("子")), "乙。")}, ["甲子乙。"]),
    "a content control around a row and a cell": (
        {"body": table(control(row(cell("甲"), cell("乙"))), row(cell("丙"), control(cell("丁"))))},
        ["甲\t乙", "丙\t丁"],
    ),
    "a text box, once": ({"body": p("甲。", SHAPE) + p("乙。")}, ["甲。", "框里的话", "乙。"]),
    "an old text box": (
        {"body": p("甲。", f"<w:r><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></w:r>")},
        ["甲。", "框里的话"],
    ),
    "cells merged downwards": (
        {
            "body": table(
                row(cell("甲市", START), cell("子区")),
                row(cell("", "<w:vMerge/>"), cell("丑区")),
                row(cell("乙市"), cell("寅区")),
            )
        },
        ["甲市\t子区", "甲市\t丑区", "乙市\t寅区"],
    ),
    "cells merged sideways": (
        {
            "body": table(
                row(cell("合计", '<w:gridSpan w:val="2"/>'), cell("9")),
                row(cell("甲"), cell("乙", START), cell("4")),
                row(cell("丙"), cell("", "<w:vMerge/>"), cell("5")),
            )
        },
        ["合计\t9", "甲\t乙\t4", "丙\t乙\t5"],
    ),
    "a table within a cell": (
        {"body": table(row(cell("甲"), f"<w:tc>{table(row(cell('子'), cell('丑')))}{p('')}</w:tc>"))},
        ["甲\t子 丑"],
    ),
    "a table that only sets the page": (
        {"body": table(row(f"<w:tc>{p('甲。')}{p('乙。')}</w:tc>"))},
        ["甲。", "乙。"],
    ),
    "numbers inside cells": (
        {
            "numbering": DECIMAL,
            "body": table(row(f"<w:tc>{p('甲', num=(1, 0))}</w:tc>", cell("乙"))) + p("丙", num=(1, 0)),
        },
        ["1. 甲\t乙", "2. 丙"],
    ),
    "a footnote follows its paragraph": (
        {"body": p("增长5%", mark("footnote", 2), "。") + p("乙。"), "footnotes": note("footnote", 2, "初步统计。")},
        ["增长5%。", "初步统计。", "乙。"],
    ),
    "an endnote, and a line that is none": (
        {
            "body": p("甲。", mark("endnote", 2)),
            "endnotes": '<w:endnote w:type="separator" w:id="0"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:endnote>'
            + note("endnote", 2, "见附件。"),
        },
        ["甲。", "见附件。"],
    ),
    "a field's result, not its making": (
        {
            "body": p(
                "见第", FIELD.format("begin"), INSTRUCTION, FIELD.format("separate"), "3", FIELD.format("end"), "页。"
            )
        },
        ["见第3页。"],
    ),
    "a link": ({"body": p("见", f'<w:hyperlink r:id="x">{r("官网")}</w:hyperlink>', "。")}, ["见官网。"]),
    "hidden text": (
        {"styles": STYLES, "body": p("甲", r("暗", "<w:vanish/>"), "乙。") + p("全暗", style="gone")},
        ["甲乙。"],
    ),
    "ruby": (
        {
            "body": p(
                "<w:r><w:ruby><w:rt>" + r("wēn") + "</w:rt><w:rubyBase>" + r("温") + "</w:rubyBase></w:ruby></w:r>",
                "州",
            )
        },
        ["温州"],
    ),
    "a formula": ({"body": p("设", "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", "。")}, ["设x=1。"]),
    "breaks and tabs": (
        {"body": p("甲", "<w:r><w:br/></w:r>", "乙", "<w:r><w:tab/></w:r>", "丙", '<w:r><w:br w:type="page"/></w:r>')},
        ["甲", "乙 丙"],
    ),
    "a hyphen that does not break": ({"body": p("A", "<w:r><w:noBreakHyphen/></w:r>", "B")}, ["A-B"]),
    "ticks and boxes of symbol fonts": (
        {
            "body": p(symbol("F0FE"), "同意 ", symbol("F0A8"), "不同意 ", symbol("52", "Wingdings 2"), "弃权 ")
            + p("误差", symbol("F0B1", "Symbol"), "3", symbol("F06D", "Symbol"), "m，", symbol("25A0", "宋体"))
        },
        ["☑同意 □不同意 ☑弃权", "误差±3μm，■"],
    ),
    "text set in a symbol font": (
        {
            "body": p(r("\uf0fc", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "已办结")
            + p(r("\uf0fc", '<w:rFonts w:ascii="某字体"/>'), "待办")
        },
        ["✓已办结", "\uf0fc待办"],
    ),
    "blanks at the ends of runs": ({"body": p("the ", "end", " of")}, ["the end of"]),
}
TRACKED = {name for name, (made, _) in CASES.items() if CHANGED in "".join(made.values())}


@pytest.mark.parametrize("name", CASES)
def test_it_reads_as_word_prints_it(name):
    made, wanted = CASES[name]
    found = extract(raw_docx(**made))
    assert texts(found) == wanted
    assert_covered(found)
    assert bool(found.warnings) == (name in TRACKED), found.warnings


def test_symbols_that_cannot_be_said_are_counted():
    found = extract(raw_docx(p("甲", symbol("F031"), symbol("F0FE", "某字体"), symbol("nonsense"), "乙。")))
    assert texts(found) == ["甲乙。"]
    assert found.warnings == ("有 3 个符号字体的字符认不出是什么，未收入",)


def test_there_are_as_many_cases_as_were_asked_for():
    assert len(CASES) >= 40


def test_headings_by_style_outline_and_title():
    body = (
        p("总题", style="t") + p("甲", style="1") + p("乙", style="2") + p("丙", style="my") + p("丁", style="out")
        + p("戊", props='<w:outlineLvl w:val="0"/>') + p("己", style="1", props='<w:outlineLvl w:val="9"/>')
        + p("庚" * 130 + "。", style="1")
    )  # fmt: skip
    found = kinds(extract(raw_docx(body, styles=STYLES)))
    assert [(kind, rank) for kind, rank, _ in found] == [
        ("heading", 1), ("heading", 2), ("heading", 3), ("heading", 2), ("heading", 4), ("heading", 2), ("body", 0),
        ("body", 0),
    ]  # fmt: skip


def test_without_a_title_the_first_level_is_the_outermost():
    assert kinds(extract(raw_docx(p("甲", style="1"), styles=STYLES))) == [("heading", 1, "甲")]


def test_a_table_of_contents_is_left_out_by_name():
    found = extract(raw_docx(p("第一章 总则 1", style="toc") + p("正文。"), styles=STYLES))
    assert texts(found) == ["正文。"]
    assert [(found.text[d.start : d.end], d.why) for d in found.left_out] == [("第一章 总则 1", "目录")]


def test_a_bullet_is_a_list_without_a_number():
    made = raw_docx(p("甲", num=(1, 0)), numbering=lists(level(0, "bullet", "•")))
    assert kinds(extract(made)) == [("list", 0, "甲")]


def test_the_title_of_the_properties_unless_a_program_wrote_it():
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></cp:coreProperties>'
    )
    for title, wanted in (("某市条例", "某市条例"), ("Microsoft Word - 文档1", ""), ("", "")):
        made = raw_docx(p("甲。"), members={"docProps/core.xml": core.format(title)})
        assert extract(made).title == wanted


def test_strict_files_and_other_paths():
    made, target = zipfile.ZipFile(io.BytesIO(raw_docx(p("甲。") + table(row(cell("乙"), cell("丙")))))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as strict:
        for name in made.namelist():
            data = made.read(name).decode("utf-8").replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            data = data.replace(
                f"{R}/officeDocument", "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
            )
            strict.writestr(name.replace("word/", "文/"), data.replace("word/document.xml", "文/document.xml"))
    assert texts(extract(target.getvalue())) == ["甲。", "乙\t丙"]


def test_a_file_of_python_docx():
    def build(document):
        document.add_heading("某办法", 0)
        document.add_heading("第一章 总则", 1)
        document.add_paragraph("为了加强管理，制定本办法。").add_run("本市适用。")
        document.add_paragraph("要点", style="List Bullet")
        document.add_paragraph("其一", style="List Number")
        document.add_paragraph("其二", style="List Number")
        made = document.add_table(2, 2)
        for at, text in enumerate("甲乙丙丁"):
            made.cell(at // 2, at % 2).text = text
        made.cell(0, 0).merge(made.cell(1, 0))
        document.sections[0].header.paragraphs[0].text = "页眉"

    found = extract(python_docx(build))
    assert_covered(found)
    assert texts(found) == [
        *("某办法", "第一章 总则", "为了加强管理，制定本办法。本市适用。", "要点", "1. 其一", "2. 其二"),
        *("甲 丙\t乙", "甲 丙\t丁"),
    ]


def test_python_docx_alone_loses_what_is_read_here(tmp_path):
    """The reason for the walk: the usual way of reading loses these."""
    path = tmp_path / "x.docx"
    made, _ = CASES["chapters and articles numbered on"]
    path.write_bytes(raw_docx(made["body"] + control(p("控件里")), numbering=made["numbering"]))
    plain = [paragraph.text for paragraph in docx.Document(path).paragraphs]
    assert "第一章" not in "".join(plain) and "控件里" not in plain
    assert docx.Document(path).element.body.tag == qn("w:body")
    assert texts(extract(path.read_bytes()))[-1] == "控件里"


def paragraph_kinds(**made):
    found = extract(raw_docx(**made))
    source = SourceText("文.docx", "0" * 64, "docx", found.text)
    document = document_of(source, None, found)
    return [(document.text[q.start : q.end], q.kind) for article in document.articles for q in article.paragraphs]


def test_items_that_word_numbers_are_items_however_short():
    numbering = lists(level(0, "decimal", "%1."))
    body = p("会议用品如下，请各组于周五之前领取：") + "".join(p(t, num=(1, 0)) for t in ("投影仪", "白板笔", "桌签"))
    assert [kind for _, kind in paragraph_kinds(body=body, numbering=numbering)] == ["body", "list", "list", "list"]
    bold = "".join(p(r(t, "<w:b/>"), num=(1, 0)) + p("各组按附表领取，用毕归还。") for t in ("投影仪", "白板笔"))
    assert [kind for _, kind in paragraph_kinds(body=bold, numbering=numbering)] == ["heading", "body"] * 2
    nested = "".join(p(t, num=(1, n)) + p("各组按附表领取，用毕归还。") for n, t in enumerate(("用品", "投影仪")))
    assert [kind for _, kind in paragraph_kinds(body=nested, numbering=DECIMAL)] == ["heading", "body"] * 2


def test_where_sections_are_marked_no_other_short_line_is_a_heading():
    marked = p("值班办法", style="1") + p("交接", style="2") + p("交接由两人共同签字") + p("钥匙放在门岗，不得带离。")
    marked += p("一、登记") + p("来访的人都要登记，离开时销号。")
    tail = p("某局办公室") + p("2018年5月4日")
    assert paragraph_kinds(body=marked + tail, styles=STYLES) == [
        ("值班办法", "heading"),
        ("交接", "heading"),
        ("交接由两人共同签字", "body"),
        ("钥匙放在门岗，不得带离。", "body"),
        ("一、登记", "heading"),
        ("来访的人都要登记，离开时销号。", "body"),
        ("某局办公室", "byline"),
        ("2018年5月4日", "byline"),
    ]
    bare = p("交接") + p("钥匙放在门岗，不得带离。")
    assert [kind for _, kind in paragraph_kinds(body=bare)] == ["heading", "body"]
