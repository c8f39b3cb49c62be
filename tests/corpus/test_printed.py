"""Pages as they are printed: drawn upright, every cited character boxed where it stands, in columns and tables too."""

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image

from rag.corpus.formats import pool
from rag.corpus.formats.refusal import RefusedError
from rag.corpus.printed import boxes, has_pages, page_at, printed
from rag.corpus.read import read
from tests.corpus.formats.makers import drawn_pdf, merged, reportlab_pdf, scan

PROSE = [
    "城东公园改造工程已经全部完工，工程总投资3200万元，新增绿地12公顷，建成健身步道5.6公里。",
    "会议指出，要抓好落实。公园将于4月1日起向市民免费开放，每天开放时间为早上6时至晚上10时。",
    "会议指出，要抓好落实。市住建局局长李建国表示，今后三年还将建设同样的公园24个。",
] * 4


def file(tmp_path, data, name="文件.pdf"):
    (tmp_path / name).write_bytes(data)
    return read(tmp_path / name, tmp_path)[0]


def glyph_at(data, number, box):
    """What the file itself says stands in a box, read by pdfium without our lines."""
    document = pdfium.PdfDocument(data)
    page = document[number]
    width, height = page.get_size()
    left, top, right, bottom = box
    text = page.get_textpage().get_text_bounded(left * width, height * (1 - bottom), right * width, height * (1 - top))
    document.close()
    return "".join(text.split())


@pytest.mark.parametrize("columns", [1, 2])
def test_boxes_hold_the_very_words(tmp_path, columns):
    data = reportlab_pdf(PROSE, columns=columns, title="公园完工", head="某某日报")
    source = file(tmp_path, data)
    for words in ("新增绿地12公顷", "会议指出，要抓好落实。", "24个"):
        starts = [n for n in range(len(source.text)) if source.text.startswith(words, n)]
        assert starts or words not in source.text
        seen = set()
        for start in starts:
            number = page_at(source, start)
            found = boxes(source, number, printed(tmp_path, source, number), [(start, start + len(words))])
            assert len(found) == 1
            assert glyph_at(data, number, found[0]) == words
            seen.add((number, found[0]))
        assert len(seen) == len(starts), "each at its own place"


def test_words_over_two_lines_have_two_boxes_and_those_of_other_pages_none(tmp_path):
    data = drawn_pdf(
        [(60, 700, "全市生产总值达到六千六百"), (60, 680, "零六亿元，比上年增长。")], [(60, 700, "第二页。")]
    )
    source = file(tmp_path, data)
    start, end = source.text.index("六千"), source.text.index("，比")
    page = printed(tmp_path, source, 0)
    upper, lower = boxes(source, 0, page, [(start, end)])
    assert glyph_at(data, 0, upper) == "六千六百" and glyph_at(data, 0, lower) == "零六亿元"
    assert upper[3] < lower[3]
    assert boxes(source, 1, printed(tmp_path, source, 1), [(start, end)]) == ()
    assert boxes(source, 0, page, [(0, len(source.text))])[0][0] >= 0


def test_the_same_figure_in_two_rows_is_boxed_in_its_own(tmp_path):
    rows = [("甲县", "5.0", "7.0"), ("乙县", "7.0", "5.0"), ("丙县", "7.0", "7.0")]
    drawn = [(60 + 120 * n, 700 - 20 * i, cell) for i, row in enumerate(rows) for n, cell in enumerate(row)]
    data = drawn_pdf(drawn)
    source = file(tmp_path, data)
    page = printed(tmp_path, source, 0)
    for i, row in enumerate(rows):
        at = source.text.index(row[0])
        for n, cell in enumerate(row):
            at = source.text.index(cell, at)
            (box,) = boxes(source, 0, page, [(at, at + len(cell))])
            assert round(box[0] * 595.28) == 60 + 120 * n
            assert box[1] * 841.89 == pytest.approx(841.89 - (700 - 20 * i) - 10.5, abs=4)
            at += len(cell)


@pytest.mark.parametrize("turn", [90, *(pytest.param(n, marks=pytest.mark.slow) for n in (180, 270))])
def test_a_turned_page_is_drawn_upright(tmp_path, turn):
    plain = reportlab_pdf(PROSE[:2])
    document = pdfium.PdfDocument(plain)
    document[0].set_rotation(turn)
    made = io.BytesIO()
    document.save(made)
    upright = printed(tmp_path, file(tmp_path, plain, "正.pdf"), 0)
    turned = printed(tmp_path, file(tmp_path, made.getvalue(), "转.pdf"), 0)
    assert (turned.width, turned.height) == (upright.width, upright.height)
    assert turned.lines == upright.lines
    one, other = (Image.open(io.BytesIO(page.image)).convert("L").resize((60, 84)) for page in (upright, turned))
    assert sum(abs(a - b) > 60 for a, b in zip(one.tobytes(), other.tobytes(), strict=True)) < 25


def test_a_file_that_changed_or_went_has_no_page(tmp_path):
    source = file(tmp_path, reportlab_pdf(PROSE[:1]))
    assert has_pages(source)
    assert printed(tmp_path, source, 0) is not None
    assert printed(tmp_path, source, 1) is printed(tmp_path, source, -1) is None
    (tmp_path / "别处").mkdir()
    assert printed(tmp_path / "别处", source, 0) is None
    (tmp_path / "别处" / source.name).write_bytes(reportlab_pdf(PROSE[1:2]))
    assert printed(tmp_path / "别处", source, 0) is None


def test_a_scanned_page_is_drawn_without_lines(tmp_path):
    source = file(tmp_path, merged(reportlab_pdf(PROSE[:1]), scan(1)))
    page = printed(tmp_path, source, 1)
    assert page.lines == () and page.width > 500
    assert boxes(source, 1, page, [source.pages[1]]) == ()


def test_what_is_no_page_is_refused_within_bounds():
    for data, number in ((b"%PDF-1.7 nothing", 0), (reportlab_pdf(PROSE[:1]), 7)):
        with pytest.raises(RefusedError):
            pool.printed("pdf", data, number)
