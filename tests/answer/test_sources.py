"""Parts of a question that name their source, and at which meeting something was, over texts of their own."""

from dataclasses import replace

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.passages.sources import sourced, works_meant
from rag.answer.question.terms import Rarity
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.records import Evidence
from rag.search.question import understand
from rag.settings import ROOT, Settings
from tests.answer.evidence_of import chunk_of

REPORT = "全市共有养老机构186家，床位2.4万张。护理员缺口较大，今年要再培训1200人。"
SPEECH = "看看我们的家底，养老机构已有203家，社区食堂开了95个。各县要把护理员的待遇提上去。"
DECIDED = "为了让老人就近吃上热饭，县委决定在全县开展“银龄饭堂”行动。这项行动分三年实施。"
MEETING = "在县委九届六次全体会议上的讲话"


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(load_static(Settings())))


@pytest.fixture(scope="module")
def rarity():
    return Rarity.load(ROOT / "models" / "composer" / "rarity.npz")


def articles(*chunks):
    return tuple(Evidence(rank, 1.0 / rank, chunk) for rank, chunk in enumerate(chunks, start=1))


def said(composition):
    return [draft.text for draft in composition.drafts]


@pytest.mark.parametrize(
    ("part", "source", "rest"),
    [
        ("民政工作会议报告里，养老机构有多少家？", "民政工作会议报告", "养老机构有多少家？"),
        ("关于护理员，县长的讲话提了什么要求？", "县长的讲话", "关于护理员，提了什么要求？"),
        ("养老机构有多少家？", "", "养老机构有多少家？"),
        ("哪次会议决定的？", "", "哪次会议决定的？"),
    ],
)
def test_what_names_the_source_is_told_from_the_rest(part, source, rest, rarity):
    found = sourced(part, rarity)
    assert (found.source, found.rest) == (source, rest)


def test_no_work_is_meant_twice(rarity):
    found = articles(
        chunk_of(REPORT, "甲.txt", article="全县民政工作会议报告"),
        chunk_of(SPEECH, "乙.txt", article="在敬老月启动大会上的讲话"),
    )
    meant = works_meant(["民政工作会议报告", "敬老月大会讲话", ""], found, rarity)
    assert [work and work[0] for work in meant] == ["甲.txt", "乙.txt", None]
    assert works_meant(["财政预算报告"], found[1:], rarity) == [None]


def test_each_of_two_sources_says_its_own_figure(composer):
    found = articles(
        chunk_of(SPEECH, "乙.txt", article="在敬老月启动大会上的讲话"),
        chunk_of(REPORT, "甲.txt", article="全县民政工作会议报告"),
    )
    question = "养老机构到底有多少家？民政工作会议报告和敬老月大会讲话里的数字好像不一样。"
    texts = said(composer.compose(understand(question), found))
    assert len(texts) == 2
    assert "186家" in texts[0]
    assert "203家" in texts[1]


def test_which_meeting_decided_is_read_off_the_head_of_its_article(composer):
    head = replace(chunk_of(MEETING, "丙.txt", article=MEETING), kind="head")
    body = chunk_of(DECIDED, "丙.txt", article=MEETING)
    texts = said(composer.compose(understand("“银龄饭堂”行动是在哪次全会上决定的？"), articles(body, head)))
    assert any("九届六次" in text for text in texts)
    assert any("“银龄饭堂”行动" in text for text in texts)


def test_what_a_person_did_on_a_day_is_taken_from_each_article(composer):
    found = articles(
        chunk_of("6月3日，县长郑海走访慰问福利院儿童，送去图书。", "1.txt", article="走访福利院"),
        chunk_of("县防汛工作会议6月3日召开，部署梅雨期准备。县长郑海主持会议并讲话。", "2.txt", article="防汛会议召开"),
        chunk_of("6月3日下午，县长郑海检查滨江小学食堂。", "3.txt", article="检查学校食堂"),
        chunk_of("6月5日，县长郑海出席龙舟赛开幕式。", "4.txt", article="龙舟赛开幕"),
    )
    answer = "".join(said(composer.compose(understand("6月3日县长郑海出席了哪些活动？"), found)))
    assert all(word in answer for word in ("福利院", "防汛工作会议", "食堂"))
    assert "龙舟" not in answer


def test_where_the_words_for_the_source_lead_astray_the_question_is_asked_without_them(composer):
    told = [
        "按：现印发陈某在8月1日县委九届六次全体（扩大）会议第一次会议上的报告和第二次会议上的讲话，望各地认真贯彻落实。",
        "这次县委全会的主要任务是，审议县委九届六次全会报告，按报告精神，全面落实市委全会部署，动员全县上下实干争先。",
        "县委九届六次全会报告主题鲜明，开成了团结的大会，所以，我在全会报告中强调要奋起直追。",
        f"{'社区里来了一位新护士。' * 3}老人们的护理员今年再培训1200人，增长6.4%。",
    ]
    found = articles(*(chunk_of(text, f"{n}.txt", article="县委九届六次全体会议报告") for n, text in enumerate(told)))
    question = "县委九届六次全会报告说今年护理员涨了几成？"
    assert "6.4%" in "".join(said(composer.compose(understand(question), found)))
    assert composer.compose(understand(question.replace("护理员", "蔬菜大棚")), found).refused
