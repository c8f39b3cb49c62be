"""Markdown among plain text: code, tables and quotations; and the closing of a letter."""

import pytest

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
