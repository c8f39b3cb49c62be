"""Markdown among plain text: code, tables and quotations; and the closing of a letter."""

import pytest

from rag.corpus.load import document_of
from rag.corpus.markdown import plain
from rag.corpus.read import read_string
from rag.corpus.repair import repair


def parts(source):
    return [(block.kind, block.text) for block in repair(source)[0]]


def test_code_between_fences_stays_line_by_line_and_whole():
    code = ["# 读取水位", "for n in range(3):", "print(a ** 2,  `b`)", "-----", "1", "- x;", "1", "> y", "end"]
    source = "先运行以下程序，\n```python\n" + "\n".join(code) + "\n```\n然后查看结果，并作好记录。\n"
    blocks, dropped = repair(source)
    found = [block.text for block in blocks]
    assert [t.replace(" ", "") for t in found[1:-1]] == [t.replace(" ", "") for t in code]
    assert found[2] == "for n in range(3):" and {block.kind for block in blocks[1:-1]} == {"table"}
    assert [source[d.start : d.end] for d in dropped] == ["```python", "```"]


def test_a_fence_without_its_other_half_harms_nothing():
    source = "# 标题\n正文说明了用法。\n```\n- 甲\n- 乙\n"
    assert parts(source) == [("heading", "标题"), ("body", "正文说明了用法。"), ("list", "甲"), ("list", "乙")]


@pytest.mark.parametrize("rule", ["|---|---|", "|:-:|--:|", "| - | - |"])
def test_rows_between_bars_are_rows_of_a_table(rule):
    source = f"物资清点结果如下表所列，\n| 物资 | 数量 |\n{rule}\n| 抽水泵，大 | 12 |\n| 沙袋 | 3 |\n清点由仓库完成。\n"
    blocks, dropped = repair(source)
    assert [block.text for block in blocks if block.kind == "table"] == [
        "| 物资 | 数量 |",
        "| 抽水泵，大 | 12 |",
        "| 沙袋 | 3 |",
    ]
    assert [source[d.start : d.end] for d in dropped] == [rule]
    assert not any("|" in block.text for block in blocks if block.kind != "table")


def test_marks_of_quotations_go_and_what_is_quoted_is_read_as_usual():
    source = (
        "站长这样写道：\n\n> 汛期要有人值守，水位每小时\n> 记录一次，不得遗漏。\n>\n> > - 夜间加岗\n\n他说到做到。\n"
    )
    blocks, dropped = repair(source)
    assert [(block.kind, block.text) for block in blocks] == [
        ("body", "站长这样写道："),
        ("body", "汛期要有人值守，水位每小时记录一次，不得遗漏。"),
        ("list", "夜间加岗"),
        ("body", "他说到做到。"),
    ]
    assert {source[d.start : d.end] for d in dropped} == {">", "> >", "-"} and {d.why for d in dropped} == {"标记"}


def test_a_sign_before_a_number_is_no_quotation():
    assert parts("含沙量\n> 5 千克的水样应当复测。\n")[-1][1].count(">") == 1


def test_the_closing_of_a_letter_is_two_lines():
    source = "王站长：\n　　资料已收到，谢谢。\n　　此致\n敬礼！\n　　　　　　　周红\n"
    assert parts(source)[2:4] == [("body", "此致"), ("body", "敬礼！")]


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("　　水情平台使用了Open Street", "Map的底图，全县水库都能查到，数据每小时更新。", True),
        ("　　值班室安装了软件，包括Word", "Excel和浏览器，供大家填报。", True),
        ("微信：shuiqing", "QQ号：12345，昼夜有人。", False),
    ],
)
def test_latin_words_that_a_line_end_parts_are_joined_by_a_blank(above, below, joined):
    found = [text for _, text in parts(f"{above}\n{below}\n")]
    assert (found == [f"{above.strip()} {below}"]) == joined and len(found) == 2 - joined


def document(text):
    return document_of(read_string("说明.md", text))


def paragraphs(found):
    """The paragraphs of a document; each of their characters stands at its place in the source."""
    texts = []
    for article in found.articles:
        for paragraph in article.paragraphs:
            text = found.text[paragraph.start : paragraph.end]
            pieces = found.offsets.pieces(paragraph.start, paragraph.end)
            assert "".join(found.source.text[a:b] for a, b in pieces).split() == text.split()
            texts.append(text)
    return texts


FRONT = '---\ntitle: 水泵保养\ndate: 2019-11-02 08:00\nauthor: "赵敏"\ntags:\n  - 水泵\n---\n\n# 水泵保养\n\n'


def test_front_matter_tells_title_author_and_date_and_is_no_text():
    found = document(FRONT + "每月加油一次，油面不低于红线。\n")
    assert paragraphs(found) == ["水泵保养", "每月加油一次，油面不低于红线。"]
    (article,) = found.articles
    assert (found.title, article.byline.value, article.date.value) == ("水泵保养", "赵敏", "2019-11-02")
    assert not article.date.inferred and {d.why for d in found.dropped} == {"标记"}
    bare = document(FRONT.replace("# 水泵保养\n", "") + "每月加油一次，油面不低于红线。\n")
    assert bare.title == "水泵保养"


def test_a_rule_at_the_top_is_no_front_matter():
    text = "---\n第一页写着开工的日期。\n---\n第二页是空白的。\n"
    assert paragraphs(document(text)) == ["第一页写着开工的日期。", "第二页是空白的。"]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ('详见[保养手册](docs/a_(1).md "手册")第二章。', "详见保养手册第二章。"),
        ("详见[保养手册][m]第二章。", "详见保养手册第二章。"),
        ("泵房![示意图](泵房.png)在一层。", "泵房在一层。"),
        ("油量~~三升~~四升，*不得*混用。", "油量三升四升，不得混用。"),
        ("压力[^1]每班记录<!-- 待核对 -->一次。", "压力每班记录一次。"),
        ("网址<https://example.org/a_b>长期有效。", "网址https://example.org/a_b长期有效。"),
        ("水位<b>三米</b>以上<br>停机检查。", "水位三米以上停机检查。"),
        ("乘号写作2*3*4，文件名是a_b_c，见[三]条。", "乘号写作2*3*4，文件名是a_b_c，见[三]条。"),
        ("星号写作\\*，不是强调\\*的意思。", "星号写作*，不是强调*的意思。"),
        ("水位<3米时报警，>5米时停机。", "水位<3米时报警，>5米时停机。"),
        ("命令`[a](b) <b>`照原样输入。", "命令[a](b) <b>照原样输入。"),
    ],
)
def test_markup_within_a_line_goes_and_the_text_stays_where_it_was(source, read):
    (found,) = paragraphs(document(source + "\n"))
    assert found.replace(" ", "") == read.replace(" ", "")
    assert len(plain(source)[0]) == len(source)


def test_an_item_that_goes_on_in_the_next_line_is_one():
    text = (
        "- 关闭进水阀，等待压力表\n  回到零位\n- 打开 drain\n  valve 放水\n  - 内层一\n- [x] 记录时间\n\n段落另起。\n"
    )
    assert paragraphs(document(text)) == [
        "关闭进水阀，等待压力表回到零位",
        "打开drain valve放水",
        "内层一",
        "记录时间",
        "段落另起。",
    ]


def test_what_stands_between_fences_is_left_as_it_is():
    code = "```\n[a](b) ~~c~~ <b>\n- x\n  y\n```\n"
    assert plain(code)[0] == code
