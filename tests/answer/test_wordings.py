"""How people word things otherwise than documents do: what is told apart, listed and measured."""

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.passages.leads import leads
from rag.answer.question.asked import Unit, asked, fit
from rag.answer.question.designators import clash, designators
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.question import understand
from rag.settings import ROOT
from rag.text.names import places
from rag.text.numbers import quantities
from rag.text.sentences import sentences
from tests.answer.evidence_of import evidence_of

SHAREHOLDERS = (
    "截至报告期末，普通股股东总数为31,507户。前三大股东为：海岳控股集团有限公司，持股38.62%；临江市投资集团有限公司，"
    "持股9.15%；林海涛，持股6.40%。公司实际控制人为林海涛、周敏夫妇。"
)
PUPILS = "| 学段 | 学校数 | 在校生 |\n| 小学 | 46 | 27940 |\n| 初中 | 21 | 13205 |"
MACHINES = "8公斤洗衣机整机保修2年，直驱电机保修10年。10公斤洗衣机整机保修3年，直驱电机保修12年。"


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))


def said(composer, question, *texts):
    return [draft.text for draft in composer.compose(understand(question), evidence_of(*texts)).drafts]


@pytest.mark.parametrize(
    "question",
    [
        "双十一买的东西降价了能退吗",
        "礼拜六办贷款行不行",
        "报名那天都要带啥",
        "摆在小旅馆里能保多久",
        "哪年评上国家级非遗",
    ],
)
def test_everyday_words_are_no_places(question):
    assert places(question) == []


@pytest.mark.parametrize(("question", "place"), [("去北京大学怎么走", "北京"), ("瑞安的GDP是多少", "瑞安")])
def test_places_within_a_question_still_are(question, place):
    assert [name.text for name in places(question)] == [place]


def test_a_question_in_a_talk_heads_nothing():
    text = "18:10赵一鸣爸爸：孩子对花生过敏，能不能注意一下？\n18:12王老师：好的，给他单独备餐。"
    assert leads(text, sentences(text)).leading == frozenset()
    listed = "问：花生过敏怎么办？\n单独备餐。"
    assert leads(listed, sentences(listed)).leading == {0}


def test_votes_are_of_people_and_those_years_ask_nothing():
    assert fit(quantities("反对120票")[0], (Unit("count", "人"),)) == 1.0
    assert asked("打仗那几年秘方怎么保下来的", ("number",)).units == ()
    assert [unit.name for unit in asked("97年赔了多少", ("number",)).units] == ["元"]


def test_what_semicolons_part_behind_a_colon_is_a_list(composer):
    found = said(composer, "前三大股东是哪几家？", SHAREHOLDERS)
    assert [text[:3] for text in found] == ["海岳控", "临江市", "林海涛"]


def test_a_number_of_a_table_needs_no_unit(composer):
    assert "27940" in "".join(said(composer, "小学有多少名在校生？", PUPILS))


def test_a_measure_tells_a_thing_from_others_of_its_kind(composer):
    assert "12年" in said(composer, "10公斤洗衣机的电机保几年？", MACHINES)[0]
    assert "10年" in said(composer, "8公斤洗衣机的电机保几年？", MACHINES)[0]


def test_other_words_for_the_same_are_met(composer):
    texts = ("公司1992年引进生产线，1997年亏损860万元。", "公司1979年恢复老厂名，带徒9人。")
    assert "860万元" in "".join(said(composer, "公司亏了多少钱？", *texts))


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("首班公交几点？", "末班公交车为21:30。"),
        ("职工医保怎么缴费？", "居民医保集中缴费期为10月1日至12月31日。"),
        ("笔试满分多少分？", "面试满分100分。"),
        ("旺季门票多少钱？", "淡季门票40元。"),
        ("银卡能停几次？", "金卡可停卡三次。"),
    ],
)
def test_kinds_that_exclude_each_other_are_told_apart(question, text):
    assert clash(designators(question), designators(text))


def test_a_text_that_has_both_kinds_tells_of_either():
    assert not clash(designators("笔试满分多少分？"), designators("笔试、面试满分各100分。"))
