"""Names of a question and whose office it asks for: what an article speaks of, and what only looks like it."""

from pathlib import Path

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.question.reading import read
from rag.answer.question.terms import Rarity
from rag.answer.refusing.owners import is_office_of, named, owner, speaks_of
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.records import Evidence
from rag.search.question import understand
from rag.settings import ROOT
from tests.answer.evidence_of import chunk_of

RARITY = Rarity.load(Path(ROOT / "models" / "composer" / "rarity.npz"))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("青禾公司二季度收入多少？", ("青禾公司",)),
        ("上市公司的利润增长了多少？", ()),
        ("他毕业于哪所大学？", ()),
        ("瑞安市委书记是谁？", ()),
        ("谁担任文化参赞？", ()),
        ("写供水工程的记者是谁？", ()),
        ("市长赵立平说了什么？", ("赵立平",)),
        ("《青松计划》的期限是多久？", ("《青松计划》",)),
        ("HarmonyX有什么功能？", ("harmonyx",)),
        ("GDP增长多少？", ()),
    ],
)
def test_what_a_question_names(question, names):
    assert named(read(question, RARITY)) == names


def test_an_article_speaks_of_a_body_in_its_own_words():
    reading = read("青禾科技有限公司二季度收入多少？", RARITY)
    for text in ("青禾科技二季度收入1亿元", "青禾公布财报", "青禾科技股份有限公司"):
        assert speaks_of("青禾科技有限公司", text, reading)
    assert not speaks_of("青禾科技有限公司", "白杨公司二季度收入1亿元", reading)
    assert not speaks_of("《青松计划》", "《白杨计划》的期限", reading)


@pytest.mark.parametrize(
    ("question", "text", "same"),
    [
        ("柳溪区委书记是谁？", "柳溪区委书记 孙小芳", True),
        ("柳溪区委书记是谁？", "中共江安市桃源区委书记 李大林", False),
        ("江安市委书记是谁？", "市委书记钱大同讲话", True),
        ("江安大学的校长是谁？", "江安大学校长周明致辞", True),
        ("江安大学的校长是谁？", "白杨中学校长周明致辞", False),
    ],
)
def test_whose_office_it_is(question, text, same):
    office = next(word for word in ("书记", "校长") if word in question)
    assert is_office_of(owner(question, office), office, text) == same


def test_the_figure_of_another_company_is_no_answer():
    composer = BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))
    chunk = chunk_of("白杨公司第二季度总收入为12亿元，同比增长8%。", "财报.txt", title="晚报")
    evidence = (Evidence(1, 1.0, chunk),)
    assert not composer.compose(understand("白杨公司第二季度的总收入是多少？"), evidence).refused
    found = composer.compose(understand("青禾公司第二季度的总收入是多少？"), evidence)
    assert (found.refused, found.reason) == (True, "name")


@pytest.mark.parametrize(
    ("whose", "office", "said", "is_theirs"),
    [
        ("昌厂机加工一车间", "主任", "（一）铸造车间（主任鲁铁成）：隐患19项。", False),
        ("昌厂铸造车间", "主任", "（一）铸造车间（主任鲁铁成）：隐患19项。", True),
        ("幼儿园中一班", "班主任", "小一班班主任贺小满，小二班班主任江蓉。", False),
        ("幼儿园小二班", "班主任", "小一班班主任贺小满，小二班班主任江蓉。", True),
    ],
)
def test_one_of_several_of_a_kind_is_told_by_what_stands_before_it(whose, office, said, is_theirs):
    assert is_office_of(whose, office, said) is is_theirs
