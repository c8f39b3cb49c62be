"""Files that LibreOffice made of known text: DOCX to the character, PDF and web pages as they are printed.

All of them are made at once, in one run of LibreOffice for each kind of file.
"""

import pytest
from docx.enum.text import WD_BREAK

from rag.corpus.formats import docx, html, pdf
from tests.corpus.formats.libreoffice import (
    SOFFICE,
    converted,
    deletion,
    fodt,
    h,
    insertion,
    items,
    note,
    p,
    table,
)
from tests.corpus.formats.makers import level, lists, python_docx, raw_docx
from tests.corpus.formats.makers import p as raw
from tests.corpus.formats.score import bare, char_error, paragraph_f1, prose
from tests.corpus.formats.shown import assert_covered, kinds, texts

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice: install Debian's libreoffice-writer-nogui")
TITLE = "关于某项工作的报告"
PROSE = list(prose("001", count=10) + prose("004", count=25))
COLUMNS = [(columns, indent) for columns in (1, 2, 3, 4) for indent in (2, 0)]
CHANGES = deletion("d1", "四十万亩") + insertion("i1") + deletion("d2", "旧的一段。")
TRACKED = [
    p(
        ["全市早稻种植面积", '<text:change text:change-id="d1"/>', '<text:change-start text:change-id="i1"/>']
        + ["四十五万亩", '<text:change-end text:change-id="i1"/>', "。"]
    ),
    p(["第二段。", '<text:change text:change-id="d2"/>']),
]
RULES = [
    p("某市公园管理办法", "Title"),
    h("第一章 总则"),
    p("为了加强公园管理，制定本办法。"),
    items("本办法适用于本市公园。", "公园分为下列各类：", ["综合公园；", "专类公园：", ["植物园；", "动物园。"]]),
    h("第二章 规划"),
    h("第一节 编制", 2),
    p(["规划由市政府批准", note("1", "见《城市规划条例》。"), "后公布", note("2", "公布于政府网站。"), "。"]),
    items("第一个要点", "第二个要点", style="dots"),
    table(
        ["县区", ("面积（公顷）", 2, 1), None],
        [("城东", 1, 2), "绿地", "12"],
        [None, "水面", "3.5"],
        ["合计", "", "15.5"],
    ),
    p("本办法自2021年3月1日起施行。"),
]
NUMBERED = [
    "第一条 本办法适用于本市公园。",
    "第二条 公园分为下列各类：",
    "（一）综合公园；",
    "（二）专类公园：",
    "1. 植物园；",
]
READ = [
    ("heading", 1, "某市公园管理办法"),
    ("heading", 2, "第一章 总则"),
    ("body", 0, "为了加强公园管理，制定本办法。"),
    *(("list" if text[0] in "12" else "body", 0, text) for text in (*NUMBERED, "2. 动物园。")),
    ("heading", 2, "第二章 规划"),
    ("heading", 3, "第一节 编制"),
    ("body", 0, "规划由市政府批准后公布。"),
    ("body", 0, "见《城市规划条例》。"),
    ("body", 0, "公布于政府网站。"),
    ("list", 0, "第一个要点"),
    ("list", 0, "第二个要点"),
    *(("table", 0, row) for row in ("县区\t面积（公顷）", "城东\t绿地\t12", "城东\t水面\t3.5", "合计\t\t15.5")),
    ("body", 0, "本办法自2021年3月1日起施行。"),
]


def word(document):
    document.add_heading("某某工作总结", 0)
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.add_heading("一、主要工作", 1)
    first = document.add_paragraph("全年完成投资3200万元。")
    first.add_run().add_break(WD_BREAK.LINE)
    first.add_run("比上年增长5%。")
    for text in ("抓项目", "抓招商"):
        document.add_paragraph(text, style="List Number")
    made = document.add_table(3, 2)
    for at, text in enumerate(["项目", "万元", "公园", "3200", "道路", "80"]):
        made.cell(at // 2, at % 2).text = text


WORD = ["某某工作总结", "一、主要工作", "全年完成投资3200万元。", "比上年增长5%。", "1. 抓项目", "2. 抓招商"]
WORD += ["项目\t万元", "公园\t3200", "道路\t80"]
LAWS = raw_docx(
    "".join(raw(text, num=(1, at)) for text, at in (("总则", 0), ("甲。", 1), ("乙。", 1), ("罚则", 0), ("丙。", 1))),
    numbering=lists(
        level(0, "chineseCounting", "第%1章", suffix="space"),
        level(1, "chineseCounting", "第%2条", suffix="space"),
    ),
)
LAW = ["第一章 总则", "第一条 甲。", "第二条 乙。", "第二章 罚则", "第一条 丙。"]


def columns_of(columns, indent):
    body = p(TITLE, "Title") + "".join(map(p, PROSE))
    size = 10.5 if columns < 4 else 8.5
    return fodt(body, columns=columns, head="某某日报 第3版", indent=indent, space=0 if indent else 7, size=size)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Target → name → the file that LibreOffice made."""
    rules = fodt("".join(RULES), head="某市文件")
    given = {f"{columns}-{indent}.fodt": columns_of(columns, indent) for columns, indent in COLUMNS}
    given |= {"办法.fodt": rules, "修订.fodt": fodt("".join(TRACKED), changes=CHANGES)}
    given |= {"总结.docx": python_docx(word), "法.docx": LAWS}
    folder = tmp_path_factory.mktemp("libreoffice")
    short = {name: given[name] for name in ("1-2.fodt", "办法.fodt")}
    few = {name: data for name, data in given.items() if not name.startswith(("2", "3"))}
    made = {"pdf": converted(folder, given, "pdf"), "docx": converted(folder, few, "docx")}
    # What passes through the other format of ODF comes back as it went.
    odt = converted(folder, {"办法.fodt": rules}, "odt")
    return made | {
        "html": converted(folder, short, "html"),
        "odt, docx": converted(folder / "again", {"办法.odt": odt["办法.fodt"]}, "docx", profile=folder),
    }


@pytest.mark.parametrize(("columns", "indent"), COLUMNS)
def test_columns_of_a_pdf(made, columns, indent):
    found = pdf.extract(made["pdf"][f"{columns}-{indent}.fodt"])
    assert_covered(found)
    assert char_error([TITLE, *PROSE], texts(found)) <= 0.005
    assert paragraph_f1([TITLE, *PROSE], texts(found)) >= 0.95
    assert {d.why for d in found.left_out} == {"页眉", "页码"}
    numbers = [bare(found.text[d.start : d.end]) for d in found.left_out if d.why == "页码"]
    assert numbers == [f"—{i + 1}—" for i in range(len(found.pages))]


@pytest.mark.parametrize(("columns", "indent"), [(1, 2), (1, 0), (4, 2), (4, 0)])
def test_columns_of_a_docx(made, columns, indent):
    assert texts(docx.extract(made["docx"][f"{columns}-{indent}.fodt"])) == [TITLE, *PROSE]


@pytest.mark.parametrize(("target", "name"), [("docx", "办法.fodt"), ("odt, docx", "办法.odt")])
def test_numbers_notes_merged_cells_and_headings_of_a_docx(made, target, name):
    found = docx.extract(made[target][name])
    assert kinds(found) == READ
    assert_covered(found)
    assert found.warnings == ()


def test_the_same_as_a_pdf(made):
    found = pdf.extract(made["pdf"]["办法.fodt"])
    assert_covered(found)
    printed = [bare(text) for text in texts(found)]
    wanted = [bare(text) for kind, _, text in READ if kind in ("heading", "body")]
    notes = ["规划由市政府批准1后公布2。", "1见《城市规划条例》。", "2公布于政府网站。"]
    wanted = [*(t for t in wanted if not any(t.strip("。") in n for n in ("规划由市政府批准后公布。", *notes))), *notes]
    assert [text for text in wanted if text not in printed] == []
    rows = [text for kind, _, text in kinds(found) if kind == "table"]
    assert rows == ["县区\t面积（公顷）", "城东\t绿地\t12", "水面\t3.5", "合计\t\t15.5"]
    assert [text for kind, _, text in kinds(found) if kind == "heading"] == [
        t for kind, _, t in READ if kind == "heading"
    ]


def test_the_same_as_a_web_page(made):
    found = html.extract(made["html"]["办法.fodt"])
    assert_covered(found)
    told = kinds(found)
    assert [t for kind, _, t in told if kind == "table"] == [t for kind, _, t in READ if kind == "table"]
    assert ("body", 0, "规划由市政府批准后公布。") in told
    assert ("list", 0, "1. 本办法适用于本市公园。") in told
    assert [(found.text[d.start : d.end], d.why) for d in found.left_out] == [("某市文件", "页眉"), ("— 1 —", "页脚")]


def test_running_text_of_a_web_page(made):
    # It breaks the lines of its source at spaces, between Chinese characters too, where browsers print none.
    found = html.extract(made["html"]["1-2.fodt"])
    assert [bare(text) for text in texts(found)] == [bare(text) for text in (TITLE, *PROSE)]


def test_tracked_changes_of_a_docx(made):
    found = docx.extract(made["docx"]["修订.fodt"])
    assert texts(found) == ["全市早稻种植面积四十五万亩。", "第二段。"]
    assert "修订" in found.warnings[0]


def test_a_docx_of_another_program_saved_once_more(made):
    assert texts(docx.extract(made["docx"]["总结.docx"])) == WORD
    assert texts(docx.extract(made["docx"]["法.docx"])) == LAW


def test_a_docx_of_another_program_printed(made):
    found = texts(pdf.extract(made["pdf"]["总结.docx"]))
    assert [bare(t) for t in found] == [bare(t) for t in ["内部资料", *WORD]]
    assert texts(pdf.extract(made["pdf"]["法.docx"])) == LAW
