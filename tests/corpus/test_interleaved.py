"""Columns put down line by line in turns are suspected and told; whole ones are not."""

import random

import pytest

from rag.corpus.interleaved import interleaved, side_by_side, warning
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from tests.corpus.damage import Print, page, wrap
from tests.corpus.seeds import documents, seed


def columns(width):
    """Return the lines of two long stretches of the seeds, set in columns of a width."""
    texts = [
        "".join(d.text[p.start : p.end] for a in d.articles for p in a.paragraphs if p.kind == "body")
        for d in (seed(1), seed(3))
    ]
    return [wrap(text[:1500], Print(width=width, indent="none")) for text in texts]


@pytest.mark.parametrize("width", [9, 12, 16, 22, 30])
@pytest.mark.parametrize("between", ["\n", "\n\n", " \r\n"])
def test_two_columns_in_turns_are_suspected_where_they_stand(width, between):
    one, two = columns(width)
    head = "全市工作会议召开" + between
    mixed = head + between.join(line for pair in zip(one, two, strict=False) for line in pair)
    found = interleaved(mixed)
    assert found
    assert sum(end - start for start, end in found) > 0.6 * len(mixed)
    assert "交错" in warning(mixed)


@pytest.mark.parametrize("width", [9, 12, 16, 22, 30])
def test_whole_columns_are_not_suspected(width):
    one, two = columns(width)
    assert interleaved("\n".join([*one, *two])) == ()
    assert interleaved("\n\n".join([*two, *one])) == ()


def test_seeds_verse_tables_and_lists_are_not_suspected():
    assert [interleaved(document.source.text) for document in documents()] == [()] * 5
    chance = random.Random(3)
    rows = "\n".join(
        f"{name}区 {chance.randint(10, 99)}.{chance.randint(0, 9)}亿元" for name in "鹿城龙湾瓯海洞头乐清瑞安永嘉" * 4
    )
    assert interleaved(rows) == ()
    assert interleaved("\n".join(f"{n}. 完成第{n}项工作任务" for n in range(40))) == ()
    assert interleaved("") == interleaved("一行。\n") == ()


def test_the_warning_reaches_the_document_and_names_the_lines():
    one, two = columns(14)
    whole = page(["全市经济平稳增长，各项指标好于预期。" * 4], Print(width=14))
    mixed = whole + "\n".join(line for pair in zip(one[:30], two[:30], strict=True) for line in pair)
    (said,) = document_of(read_string("页.txt", mixed)).warnings
    first = int(said.removeprefix("第 ").split("–")[0])
    assert abs(first - whole.count("\n")) <= 14


@pytest.mark.parametrize("width", [10, 14, 18, 24])
@pytest.mark.parametrize("pad", ["\u3000", " "])
def test_two_columns_side_by_side_are_suspected(width, pad):
    one, two = columns(width)
    rows = [a + pad * (1 if pad == "\u3000" else 2) * (width + 2 - len(a)) + b for a, b in zip(one, two, strict=False)]
    assert "并排" in warning("\n".join(rows))
    assert side_by_side("\n".join([*one, *two])) == ()


def test_tables_and_names_side_by_side_are_not_suspected():
    chance = random.Random(5)
    units = ["鹿城区水务管理所", "龙湾区农业技术推广中心", "瓯海区交通运输服务站", "洞头区海洋渔业执法队"] * 5
    said = ["负责日常巡查维护", "负责汇总报送有关情况", "组织实施项目验收", "联系电话另行通知"]
    assert side_by_side("\n".join(f"{u}\u3000\u3000{chance.choice(said)}" for u in units)) == ()
    assert side_by_side("\n".join("王芳　　李国栋　　张晓燕　　赵磊" for _ in range(20))) == ()
    assert [side_by_side(document.source.text) for document in documents()] == [()] * 5
