"""PDFs of known text by two producers: columns, running heads, page numbers, sentences across lines and pages."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from rag.corpus.formats.pdf import extract, pages_named
from rag.corpus.formats.refusal import RefusedError
from rag.corpus.formats.text import folded
from rag.corpus.load import document_of
from rag.records import SourceText
from tests.corpus.formats.makers import CHROMIUM, chromium_pdf, drawn_pdf, merged, page_html, reportlab_pdf, scan
from tests.corpus.formats.score import bare, char_error, paragraph_f1, prose
from tests.corpus.formats.shown import assert_covered, kinds, texts

FONT = ("FONTNAME", (0, 0), (-1, -1), "STSong-Light")
TITLE = "关于某项工作的报告"
# Text and settings other than those that the rules were written with.
PROSE = list(prose("001", count=10) + prose("004", count=25))
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")


@pytest.mark.parametrize("columns", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(("indent", "space"), [(2, 0), (0, 7)])
def test_columns_by_reportlab(columns, indent, space):
    size = 10.5 if columns < 4 else 8.5
    data = reportlab_pdf(
        PROSE, columns=columns, title=TITLE, head="某某日报 第3版", size=size, indent=indent, space=space
    )
    found = extract(data)
    assert_covered(found)
    assert char_error([TITLE, *PROSE], texts(found)) <= 0.005
    assert paragraph_f1([TITLE, *PROSE], texts(found)) >= (0.95 if indent else 0.85)
    assert kinds(found)[0] == ("heading", 1, TITLE)
    pages = len(found.pages)
    numbers = [bare(found.text[d.start : d.end]) for d in found.left_out if d.why == "页码"]
    assert numbers == [f"—{i + 1}—" for i in range(pages)]
    assert sum(d.why == "页眉" for d in found.left_out) == (pages if pages > 1 else 0)


@needs_chromium
@pytest.mark.parametrize("columns", [*(pytest.param(n, marks=pytest.mark.slow) for n in (1, 4)), 2])
def test_columns_by_chromium(columns, tmp_path):
    style = f"body {{ columns: {columns}; column-gap: 2em; font-size: {14 if columns < 3 else 11}px }}"
    html = page_html(PROSE, title=TITLE, style=style + "h1 { column-span: all; text-align: center }")
    found = extract(chromium_pdf(tmp_path, html, margins=columns == 2))
    assert_covered(found)
    assert char_error([TITLE, *PROSE], texts(found)) <= 0.005
    assert paragraph_f1([TITLE, *PROSE], texts(found)) >= 0.95
    whys = {d.why for d in found.left_out}
    assert whys == ({"页眉", "页脚", "页码"} if columns == 2 else set())


ROWS = [["县区", "早稻面积（万亩）", "备注"], ["永嘉", "9.5", "新增高标准农田，按规定给予奖励"], ["平阳县", "12", ""]]


def by_reportlab(folder):
    made = io.BytesIO()
    table = Table(ROWS, colWidths=[40, 90, 160], style=[("GRID", (0, 0), (-1, -1), 0.5, "black"), FONT])
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=10, leading=16, wordWrap="CJK")
    SimpleDocTemplate(made).build([Paragraph(PROSE[0], body), table, Paragraph(PROSE[1], body)])
    return made.getvalue()


def by_chromium(folder):
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    style = "<style>table { border-collapse: collapse; width: 200px } td { border: 1px solid }</style>"
    return chromium_pdf(folder, f"<meta charset=utf-8>{style}<p>{PROSE[0]}</p><table>{rows}</table><p>{PROSE[1]}</p>")


@pytest.mark.parametrize("make", [by_reportlab, pytest.param(by_chromium, marks=needs_chromium)])
def test_ruled_tables_are_read_by_rows_however_close_their_cells_stand(make, tmp_path):
    found = extract(make(tmp_path))
    assert_covered(found)
    wanted = [("table", 0, "\t".join(row).strip("\t")) for row in ROWS]
    assert kinds(found) == [("body", 0, PROSE[0]), *wanted, ("body", 0, PROSE[1])]


RULES = [
    "第一条　全市早稻种植面积不少于四十五万亩。",
    "第二条　各县区应当建立检查制度。",
    "第三条　市农业局负责全市早稻生产的监督管理，每年春耕之前组织一次全面检查，对检查中发现的问题限期改正，"
    "并督促各县区在规定的期限之内完成。",
    "第四条　违者处五千元罚款。",
]


def by_drawing(folder):
    # The number and what it counts drawn apart, with a gap in which nothing stands.
    rows = [row for rule in RULES for row in (rule[:40], rule[40:]) if row]
    places = [(81 if row.startswith("第") else 60, 700 - 18 * i, row) for i, row in enumerate(rows)]
    heads = [(x, y, text[:3]) for x, y, text in places if text.startswith("第")]
    return drawn_pdf(
        heads + [(x + 53, y, text[4:]) if text.startswith("第") else (x, y, text) for x, y, text in places]
    )


def rules_by_chromium(folder):
    style = "p { text-align: left; font-size: 12px; line-height: 1.4; margin: 14px 0 }"
    return chromium_pdf(folder, page_html(RULES, style=style), margins=True)


@pytest.mark.parametrize(
    "make", [by_drawing, lambda _: reportlab_pdf(RULES), pytest.param(rules_by_chromium, marks=needs_chromium)]
)
def test_a_gap_behind_the_number_of_an_article_parts_no_columns(make, tmp_path):
    assert [(k, t.replace(" ", "　")) for k, _, t in kinds(extract(make(tmp_path)))] == [("body", t) for t in RULES]


def grid(lines, top):
    """The lines of a page, one below the other, for ``drawn_pdf``."""
    return [(60, top - 16 * i, line) for i, line in enumerate(lines)]


def test_text_that_two_pages_begin_and_end_with_is_text():
    text = bare("".join(PROSE))
    lines = [text[i : i + 44] for i in range(0, 44 * 150, 44)]
    pages = [lines[i : i + 44] for i in range(0, 132, 44)]
    for page in pages[:2]:
        page[0], page[-1] = pages[2][0], pages[2][-1]
    numbered = [
        [*grid(page, 770), (60, 805, "临江市志　卷三", 9), (290, 40, str(i + 1), 9)] for i, page in enumerate(pages[:2])
    ]
    found = extract(drawn_pdf(*numbered))
    assert bare("".join(texts(found))) == "".join(line for page in pages[:2] for line in page)
    assert [d.why for d in found.left_out] == ["页眉", "页码"] * 2


def test_what_a_form_is_called_on_each_of_its_pages_is_read_once():
    title = (180, 790, "临江市图书捐赠登记表", 18)
    rows = [
        ["捐赠人：周某", "册数：十二", "捐赠的书已经当面点清。"],
        ["捐赠人：郑某", "册数：三", "捐赠的书已经当面点清。"],
    ]
    found = extract(drawn_pdf(*([title, *grid(lines, 740)] for lines in rows)))
    assert texts(found)[0] == "临江市图书捐赠登记表" and texts(found).count("临江市图书捐赠登记表") == 1
    assert [(d.why, found.text[d.start : d.end]) for d in found.left_out] == [("页眉", "临江市图书捐赠登记表")]
    assert_covered(found)


def test_an_address_that_goes_on_in_the_next_line_keeps_its_hyphen():
    lines = [
        "本次普查的全部数据、说明和图件都已经公开，任何人都可以在以下网页上取用，",
        "不必另行申请，网址为https://example.org/open-data/",
    ]
    lines += ["long-list/water-", "levels.zip"]
    width = 44
    whole = "　　" + "".join(lines) + "，使用时请注明出处，并把由此得到的结果告知普查办公室，以便日后核对。"
    cut = whole.index("water-") + len("water-")
    found = extract(drawn_pdf([(60, 700, whole[:width]), (60, 684, whole[width:cut]), (60, 668, whole[cut:])]))
    assert "open-data/long-list/water-levels.zip" in "".join(texts(found))


@needs_chromium
def test_a_blank_between_names_is_kept_where_the_line_is_not_spread(tmp_path):
    names = "本报记者 赵敏 孙涛 摄影 钱一鸣"
    html = page_html([], title="旧街新貌") + f"<p style='text-indent:0'>{names}</p><p>{PROSE[0]}</p><p>{PROSE[1]}</p>"
    found = texts(extract(chromium_pdf(tmp_path, html)))
    assert found[1:] == [names, *PROSE[:2]]


def test_notes_that_differ_by_a_figure_are_text():
    text = bare("".join(PROSE))
    pages = []
    for i in range(3):
        lines = [text[j : j + 44] for j in range(1800 * i, 1800 * i + 1760, 44)]
        note, number = (60, 80, f"①参见《临江市志》第{i + 21}页。", 9), (290, 40, str(i + 1), 9)
        pages.append([*grid(lines, 770), note, number])
    found = extract(drawn_pdf(*pages))
    assert [t for t in texts(found) if t.startswith("①")] == [f"①参见《临江市志》第{i}页。" for i in (21, 22, 23)]
    assert [d.why for d in found.left_out] == ["页码"] * 3


def test_a_page_number_is_one_beside_an_address_too():
    page = [*grid([PROSE[0][:44]], 770), (30, 20, "file:///a/b.html", 8), (560, 20, "1/1", 8)]
    assert [d.why for d in extract(drawn_pdf(page)).left_out] == ["网址", "页码"]


def test_an_unruled_table_keeps_its_blank_cells_and_leaves_the_line_above_it():
    text = bare(PROSE[0] + PROSE[1])
    lines = [text[:36], *(text[i : i + 38] for i in (36, 74, 112)), text[150:160] + "。"]
    rows = [["白沙镇", "", "340"], ["柳河乡", "870", ""], ["高桥镇", "12", "77"]]
    drawn = [(81 if i == 0 else 60, 760 - 16 * i, line) for i, line in enumerate(lines)]
    drawn += [(110 + 80 * j, 676 - 18 * i, cell) for i, row in enumerate(rows) for j, cell in enumerate(row) if cell]
    drawn += [(81 if i == 0 else 60, 620 - 16 * i, line) for i, line in enumerate(lines)]
    found = [(kind, text) for kind, _, text in kinds(extract(drawn_pdf(drawn)))]
    table = [("table", text) for text in ("白沙镇\t\t340", "柳河乡\t870", "高桥镇\t12\t77")]
    assert found == [("body", "".join(lines)), *table, ("body", "".join(lines))]


def set_by_count(paragraphs, columns, gap, *, hang, size=10.5):
    """A PDF of lines parted by the count of their characters, closing marks hung over the edge or taken over."""
    width = (483 - gap * (columns - 1)) / columns
    count, lines = int(width // size), []
    for paragraph in paragraphs:
        rest = "　　" + paragraph
        while rest:
            marked = len(rest) > count and rest[count] in "，。、；：”）？！》"
            end = count + marked * (1 if hang else -1)
            lines.append(rest[:end])
            rest = rest[end:]
    pages = []
    for start in range(0, len(lines), 42 * columns):
        page = lines[start : start + 42 * columns]
        pages.append([(56 + i // 42 * (width + gap), 760 - i % 42 * 16, line) for i, line in enumerate(page)])
    return drawn_pdf(*pages, size=size)


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("hang", [False, True])
def test_columns_of_ragged_lines_with_marks_that_hang_into_a_narrow_gutter(columns, hang):
    found = extract(set_by_count(PROSE, columns, 14, hang=hang))
    assert bare("".join(texts(found))) == bare("".join(PROSE))
    assert paragraph_f1(PROSE, texts(found)) >= 0.9


def short_paragraphs(kind, count):
    """Paragraphs of which few fill two lines: questions and answers, provisions, notices."""
    subjects = ("停车场经营者", "施工单位", "物业服务企业", "居民委员会", "业主", "公共停车场管理单位")
    duties = (
        "应当服从管理。",
        "应当按照规定设置明显标志，并保持标志清晰完好，接受市民和有关部门的监督，不得擅自拆除。",
        "不得擅自改变用途。",
        "应当建立日常巡查制度，发现问题及时处理并作好记录，每年一月底以前报送主管部门备案。",
        "负责监督检查；",
    )
    openers = {"faq": ("问：", "答："), "law": tuple(f"第{n}条 " for n in "一二三四五六七八九"), "plain": ("",)}[kind]
    return [
        openers[n % len(openers)] + subjects[n * 5 % len(subjects)] + duties[n * 3 % len(duties)] for n in range(count)
    ]


@pytest.mark.parametrize("columns", [2, 3])
@pytest.mark.parametrize("kind", ["faq", "law", "plain"])
def test_columns_of_short_paragraphs_are_read_one_after_the_other(kind, columns):
    wanted = short_paragraphs(kind, 90 if columns == 2 else 150)
    found = extract(reportlab_pdf(wanted, columns=columns, indent=0, space=2))
    assert_covered(found)
    assert char_error(wanted, texts(found)) <= 0.005
    assert "table" not in {kind for kind, *_ in kinds(found)}


def test_rows_of_cells_that_run_over_lines_stay_rows():
    rows = [
        ("申请条件", ("年满十八周岁的本市户籍居民，或者持有本市居住", "证满一年的外来务工人员，均可提出申请。")),
        ("申请材料", ("身份证、户口簿原件及复印件，近期免冠照片两张", "以及有关部门出具的收入证明。")),
        ("办理时限", ("自受理之日起十个工作日内办结，情况特殊的，经", "批准可以延长五个工作日。")),
        ("收费标准", ("不收费。",)),
    ]
    drawn, y = [], 700
    for name, cell in rows:
        drawn.append((60, y, name))
        for line in cell:
            drawn.append((200, y, line))
            y -= 16
        y -= 6
    found = texts(extract(drawn_pdf(drawn)))
    at = [next(i for i, text in enumerate(found) if name in text) for name, _ in rows]
    assert at == sorted(at) and all("申请" in found[i] or "\t" in found[i] for i in at)
    assert all(cell[0][:6] in found[i] for i, (_, cell) in zip(at, rows, strict=True))


def test_the_room_in_brackets_parts_no_columns():
    lines = [(60, 700 - 20 * n, f"{n + 1}.下列词语中加点字的读音完全正确的一项是（") for n in range(4)]
    lines += [(60 + 10.5 * 24, 700 - 20 * n, "）") for n in range(4)]
    found = texts(extract(drawn_pdf(lines)))
    assert all(text.rstrip().endswith("）") for text in found) and len(found) == 4


def test_a_slanted_watermark_is_left_out_however_short_it_is():
    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.setFont("STSong-Light", 11)
    for n in range(30):
        canvas.drawString(60, 780 - 20 * n, "教育经费的投入逐年增加，学校的条件有了很大的改善，群众满意。")
    canvas.saveState()
    canvas.translate(150, 380)
    canvas.rotate(40)
    canvas.setFont("STSong-Light", 30)
    canvas.drawString(0, 0, "内部")
    canvas.restoreState()
    canvas.save()
    text = "".join(texts(extract(made.getvalue())))
    assert "内" not in text and "部" not in text
    assert text.count("教育经费的投入逐年增加，学校的条件有了很大的改善，群众满意。") == 30


def test_columns_that_were_not_told_apart_are_suspected():
    text = "".join(prose("003", count=40))
    halves = text[:600], text[600:1200]
    lines = ["".join(half[i : i + 20] for half in halves) for i in range(0, 600, 20)]
    rows = [row for line in lines for row in (line[:20], line[20:])]
    whole = [half[i : i + 20] for half in halves for i in range(0, 600, 20)]
    for drawn, told in ((rows, 1), (whole, 0)):
        data = drawn_pdf([(60, 800 - 12 * i, row) for i, row in enumerate(drawn)], size=9)
        found = extract(data)
        source = SourceText(name="a.pdf", sha256="", text=found.text, encoding="pdf", pages=found.pages)
        assert len(document_of(source, extracted=found).warnings) == told


VERSE = ["白日依山尽，", "黄河入海流。", "欲穷千里目，", "更上一层楼。"]


def test_short_lines_of_one_length_are_lines():
    assert texts(extract(drawn_pdf([(60, 760 - 18 * i, line) for i, line in enumerate(VERSE)]))) == VERSE
    below = [(81 if i == 0 else 60, 660 - 18 * i, PROSE[0][44 * i : 44 * i + 42]) for i in range(2)]
    found = texts(extract(drawn_pdf([(60, 760 - 18 * i, line) for i, line in enumerate(VERSE)] + below)))
    assert found[:4] == VERSE


@needs_chromium
def test_an_office_and_its_date_at_the_right_edge_stay_apart(tmp_path):
    foot = "<div style='text-align: right'>某某市人民政府<br>2021年3月5日</div>"
    found = extract(chromium_pdf(tmp_path, page_html(PROSE[:2]) + foot))
    assert texts(found) == [*PROSE[:2], "某某市人民政府", "2021年3月5日"]


def test_a_single_page_keeps_everything_but_its_number():
    found = extract(reportlab_pdf(["全市早稻种植面积不少于45万亩。", "比上年增加2万亩。"]))
    assert texts(found) == ["全市早稻种植面积不少于45万亩。", "比上年增加2万亩。"]
    assert [bare(found.text[d.start : d.end]) for d in found.left_out] == ["—1—"]


def test_scanned_pages_are_named_among_others():
    text = reportlab_pdf(["城东公园改造工程已经全部完工。"])
    found = extract(merged(text, text, scan(5), text, scan(1)))
    assert found.warnings == ("第3–7、9页为扫描，未识别",)
    assert len(found.pages) == 9 and found.pages[2][0] == found.pages[2][1]


def test_a_picture_beside_a_few_lines_is_told():
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(595, 842))
    canvas.drawImage(ImageReader(Image.new("L", (300, 300), 200)), 40, 120, 520, 680)
    canvas.setFont("STSong-Light", 10.5)
    for y, line in ((90, "以下为附图，附图由县测绘队绘制并已核对，图上的红线为改造范围。"), (70, "原图存于县档案馆。")):
        canvas.drawString(60, y, line)
    canvas.save()
    found = extract(made.getvalue())
    assert found.warnings == ("第1页有占大半页的图片，图中的文字未识别",) and len(texts(found)) == 2


def test_a_scan_says_what_to_do():
    with pytest.raises(RefusedError) as caught:
        extract(scan(2))
    assert caught.value.refusal.kind == "empty" and "OCR" in caught.value.refusal.zh


def test_turned_pages_are_read_upright():
    document = pdfium.PdfDocument(reportlab_pdf(PROSE[:4]))
    plain = texts(extract(reportlab_pdf(PROSE[:4])))
    for turn in (90, 180, 270):
        for page in document:
            page.set_rotation(turn)
        made = io.BytesIO()
        document.save(made)
        assert texts(extract(made.getvalue())) == plain


def test_lookalikes_become_the_characters_that_are_meant():
    assert folded("⼈⺠⽇報⻓江") == "人民日報长江"
    assert folded("豈更") == "豈更"


def test_pages_are_named_in_runs():
    assert [pages_named(n) for n in ([4], [1, 2], [1, 3, 4, 5])] == ["第4页", "第1–2页", "第1、3–5页"]
