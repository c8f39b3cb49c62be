"""What a question takes for granted: papers, paragraphs, years of titles, bodies, places; over texts of their own."""

import re
from dataclasses import replace

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.question.asked import asked
from rag.answer.question.reading import read
from rag.answer.question.terms import Rarity
from rag.answer.refusing.conditions import body_asked, is_paper_unheard, is_paragraph_unheard
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.records import Evidence
from rag.search.question import understand
from rag.settings import ROOT, Settings
from rag.text.names import places
from tests.answer.evidence_of import chunk_of, evidence_of

PARKS = """第三条 公园实行分级管理。一级公园由市园林部门管理。
其他公园由所在地的区园林部门管理。
（一）每季度检查一次；
（二）公布检查结果。
第四条 公园内禁止下列行为：攀折花木。"""
BULLETIN = "鱼塘面积2.1万亩，比上年增长3.4%。森林覆盖率达到68.5%。"


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(load_static(Settings())))


@pytest.fixture(scope="module")
def rarity():
    return Rarity.load(ROOT / "models" / "composer" / "rarity.npz")


def reading_of(question, rarity):
    part = understand(question).parts[0]
    return read(part.text, rarity, part.constraints)


@pytest.mark.parametrize(
    ("question", "unheard"),
    [("沙水发〔2021〕7号讲了什么？", False), ("沙水发[2021]第9号讲了什么？", True), ("这个通知讲了什么？", False)],
)
def test_a_paper_is_known_by_its_number(question, unheard, rarity):
    found = Evidence(1, 1.0, replace(chunk_of("做好鱼塘清淤工作。"), number="沙水发〔2021〕7号"))
    assert is_paper_unheard(reading_of(question, rarity), (found,)) is unheard


@pytest.mark.parametrize(
    ("question", "unheard"),
    [
        ("公园办法第三条第二款是什么？", False),
        ("公园办法第三条第三款是什么？", True),  # its items are no paragraphs
        ("公园办法第四条第二款怎么规定？", True),
        ("公园办法第九条第二款怎么规定？", False),  # where the article itself is not at hand, nobody knows
    ],
)
def test_a_paragraph_of_an_article_is_counted(question, unheard, rarity):
    assert is_paragraph_unheard(reading_of(question, rarity), evidence_of(PARKS)) is unheard


def test_what_a_bulletin_says_without_a_year_it_says_of_the_year_in_its_title(composer):
    title = "沙溪县2019年统计公报"
    found = evidence_of(BULLETIN, title=title, article=title, date="2020-03-10")
    assert not composer.compose(understand("沙溪县2019年的森林覆盖率是多少？"), found).refused
    refused = composer.compose(understand("沙溪县2020年的森林覆盖率是多少？"), found)
    assert refused.refused
    assert all(draft.gap and "2020年" in draft.text for draft in refused.drafts)


def test_another_county_with_a_name_in_the_title_does_not_answer(composer):
    found = evidence_of(BULLETIN, title="沙溪县统计公报", article="沙溪县统计公报")
    assert not composer.compose(understand("沙溪县的森林覆盖率是多少？"), found).refused
    assert composer.compose(understand("清江县的森林覆盖率是多少？"), found).refused


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("梁启明毕业于哪所大学？", "毕业于浙江农学院", "任县水利局局长"),
        ("堤坝由哪家公司承建？", "由江南水工集团承建", "堤坝上月开工"),
        ("伤者送到了什么医院？", "送往县中心医院", "送往县城"),
    ],
)
def test_a_body_of_the_class_asked_for_has_to_be_named(question, holds, lacks):
    assert re.search(body_asked(question), holds)
    assert not re.search(body_asked(question), lacks)
    assert body_asked("堤坝由谁承建？") == ""


def test_who_is_counted_as_people(composer):
    assert [unit.name for unit in asked("沙溪镇有多少外来人口？", ("number",)).units] == ["人"]
    assert [unit.name for unit in asked("沙溪镇有多少公里绿道？", ("number",)).units] == ["米"]
    found = evidence_of("沙溪镇建成绿道13公里，修了两大片区的管网。")
    assert composer.compose(understand("沙溪镇有多少常住人口？"), found).refused
    found = evidence_of("沙溪镇常住人口4.6万，建成绿道13公里。")
    assert "4.6万" in composer.compose(understand("沙溪镇有多少常住人口？"), found).drafts[0].text


def test_a_county_named_after_its_river_is_one_place():
    assert [name.text for name in places("岚江县和洪湖市的界河是青衣江")][:2] == ["岚江县", "洪湖市"]


def test_then_and_now_are_told_apart(composer):
    told = "在传统模式下，抵押登记需要跑三次，整个流程要5个工作日。如今采取线上办理，从申请到审批只要1小时。"
    for question, right in (("现在抵押登记要多久？", "1小时"), ("以前抵押登记要多久？", "5个工作日")):
        found = composer.compose(understand(question), evidence_of(told))
        assert right in found.drafts[0].text
        assert len(found.drafts) == 1


def test_what_was_aimed_at_is_not_what_came_about(composer):
    done, aimed = "一年来，地区生产总值达到880亿元。", "今年要确保地区生产总值突破950亿元。"
    asked_for = understand("地区生产总值的目标是多少？")
    assert composer.compose(asked_for, evidence_of(done)).refused
    assert "950亿元" in composer.compose(asked_for, evidence_of(done, aimed)).drafts[0].text
