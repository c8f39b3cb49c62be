"""Newspaper pages: articles of several columns, boxes, captions, drop caps and letters set apart, each whole."""

import pytest

from rag.corpus.formats.pdf import extract
from rag.corpus.formats.pdf_cut import parted, setting
from rag.corpus.formats.pdf_display import plain
from rag.corpus.formats.pdf_frames import taken_out
from rag.corpus.formats.pdf_lines import Stretch
from rag.corpus.formats.pdf_rules import Rules
from rag.corpus.formats.pdf_tables import with_unruled
from rag.corpus.load import document_of
from rag.records import SourceText
from tests.corpus.formats.makers import CHROMIUM, reportlab_pdf
from tests.corpus.formats.newspaper import drawn
from tests.corpus.formats.newspaper_printed import printed
from tests.corpus.formats.score import bare, prose
from tests.corpus.formats.shown import assert_covered, texts


def assert_whole(made):
    found = extract(made.data)
    assert_covered(found)
    text = bare("".join(texts(found)))
    for _, own in made.pieces:
        assert bare("".join(own)) in text, own[0]


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        *(("spanning", 20), ("box_inside", 21), ("pictured", 22), ("drop_caps", 23), ("ruled", 24)),
        *(("spaced", 25), ("corner", 26), ("part_span", 27), ("ledger", 28)),
    ],
)
def test_every_article_of_a_newspaper_page_comes_out_whole(name, seed):
    assert_whole(drawn(name, seed))


def test_each_headline_opens_an_article_of_its_own():
    made = drawn("four", 29)
    found = extract(made.data)
    source = SourceText(name="第3版.pdf", sha256="", text=found.text, encoding="pdf", pages=found.pages)
    articles = document_of(source, extracted=found).articles
    heads = [[bare(text) for text in own[:2]] for kind, own in made.pieces if kind == "article"]
    assert len(articles) == len(heads)
    assert sorted(bare(a.headline.value)[: len(own[0])] for a, own in zip(articles, heads, strict=True)) == sorted(
        own[0] for own in heads
    )


def test_a_title_above_columns_of_one_text_opens_nothing():
    found = extract(reportlab_pdf(prose("003", count=12), columns=2, title="关于某项工作的报告"))
    assert sum(part.opens for part in found.shaped) == 1
    source = SourceText(name="报告.pdf", sha256="", text=found.text, encoding="pdf", pages=found.pages)
    assert len(document_of(source, extracted=found).articles) == 1


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no chromium here")
@pytest.mark.parametrize("name", ["side_box", "figures", "initials", "three"])
def test_every_article_of_a_page_by_chromium_comes_out_whole(name, tmp_path):
    for made in printed(tmp_path, name, range(30, 32)):
        assert_whole(made)


def column(x, y, count, *, wide=10, size=10.0, lead=16.0, char="文"):
    """Lines of one column from the top down."""
    return [Stretch(x, x + wide * size, y - i * lead, size, char * wide) for i in range(count)]


def parts_of(found, rules=Rules()):  # noqa: B008
    return parted(found, rules, setting(found))


def test_a_headline_over_columns_comes_before_them_and_a_wide_valley_before_gutters():
    head = Stretch(150, 270, 700, 20, "标题在此")
    upper = [head, *column(50, 660, 8), *column(170, 660, 8), *column(290, 660, 8)]
    below = [*column(50, 470, 8), *column(230, 470, 8)]
    first, second = parts_of([*upper, *below])
    assert (len(first), len(second)) == (len(upper), len(below))
    assert [len(part) for part in parts_of(first)] == [1, 24]
    assert [part[0].x0 for part in parts_of(parts_of(first)[1])] == [50, 170, 290]


def test_a_headline_beside_text_is_that_of_its_column():
    found = [Stretch(50, 130, 660, 20, "标题在此"), *column(50, 636, 8), *column(170, 668, 10)]
    assert [{s.x0 for s in part} for part in parts_of(found)] == [{50}, {170}]


def test_a_line_drawn_in_a_narrow_gap_parts_columns_or_articles():
    found = [*column(50, 660, 9), *column(156, 660, 9)]
    assert len(parts_of(found)) == 1
    assert len(parts_of(found, Rules(upright=((153.0, 520.0, 670.0),)))) == 2
    above, below = column(50, 660, 5, wide=20), column(50, 570, 5, wide=20)
    assert len(parts_of([*above, *below])) == 1
    assert [len(part) for part in parts_of([*above, *below], Rules(level=((582.0, 40.0, 260.0),)))] == [5, 5]


def test_cells_are_no_columns():
    rows = [Stretch(x, x + 40, 700 - 20 * i, 10, "四个字儿") for i in range(6) for x in (50, 150, 250)]
    assert len(parts_of(rows)) == 1


def test_a_drop_cap_opens_the_first_line_beside_it():
    lines = column(92, 700, 3, wide=8) + column(50, 652, 3, wide=12)
    found = plain([Stretch(50, 88, 668, 38, "春"), *lines])
    assert [s.text for s in found][0] == "春" + "文" * 8 and len(found) == 6
    assert [s.x0 for s in found[1:]] == [50] * 5 and found[0].x0 == 70


def test_letters_set_apart_are_one_line_and_cells_are_none():
    apart = [Stretch(100 + 45 * i, 120 + 45 * i, 700, 20, char) for i, char in enumerate("湿地公园")]
    text = column(50, 660, 4, wide=30)
    assert [s.text for s in plain([*apart, *text])][0] == "湿地公园"
    cells = [Stretch(50 + 40 * i, 60 + 40 * i, 700 - 16 * j, 10, "是") for i in range(6) for j in range(3)]
    assert len(plain(cells)) == 18


def test_rows_without_lines_beside_columns_are_rows():
    text = [*column(50, 700, 12), *column(170, 700, 6)]
    cells = [
        Stretch(170 + 40 * j, 170 + 40 * j + 8 * len(word), 580 - 14 * i, 8, word)
        for i, row in enumerate((("乡镇", "面积"), ("白沙", "120"), ("高桥", "95")))
        for j, word in enumerate(row)
    ]
    found = with_unruled([*text, *cells], setting([*text, *cells]))
    assert [s.text for s in found if s.row] == ["乡镇\t面积", "白沙\t120", "高桥\t95"]
    alone = with_unruled(cells, setting(cells))
    assert not any(s.row for s in alone)


def test_a_box_beside_columns_is_taken_out_and_a_frame_around_all_is_not():
    left, right, inside = column(50, 700, 12), column(290, 700, 12), column(176, 660, 4, wide=8)
    page, box = (40.0, 500.0, 400.0, 720.0), (170.0, 600.0, 262.0, 680.0)
    found = [*left, *right, *inside]
    rest, framed = taken_out(found, Rules(frames=(page, box)), setting(found))
    assert len(rest) == 24 and [one.area for one in framed] == [box]
    # Without text beside it a frame stays where it stands.
    assert taken_out(inside, Rules(frames=(box,)), setting(inside))[1] == []


def test_the_lines_below_a_picture_are_its_caption_where_they_are_smaller():
    picture = (50.0, 640.0, 150.0, 710.0)
    caption, text = Stretch(50, 122, 628, 8, "图为新建的厂房。"), [*column(50, 605, 6), *column(170, 700, 12)]
    found = [caption, *text]
    _, framed = taken_out(found, Rules(pictures=(picture,)), setting(found))
    assert [one.lines for one in framed] == [(caption,)]
    assert taken_out(text, Rules(pictures=(picture,)), setting(text))[1] == []
