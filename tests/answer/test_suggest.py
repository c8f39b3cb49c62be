"""Questions made from passages: what they ask, how they read, and when an answer counts."""

from dataclasses import replace

import pytest

from rag.answer.words.suggest import Suggestion, in_turn, suggestions
from rag.records import Answer, Citation, Evidence, Sentence, SubQuestion, Understood
from tests.answer.evidence_of import chunk_of


def asked(text, about="", **head):
    return [s.question for s in suggestions([chunk_of(text, **head)], about)]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("全年新增停车位80多个，新建道路17条。", "新增了多少个停车位？"),
        ("改造后拆除乱搭乱建设施266处。", "改造后拆除乱搭乱建设施多少处？"),
        ("其中，惠企政策为企业减负582亿元。", "惠企政策为企业减负多少亿元？"),
        ("北湖大桥由三座引桥组成，管线总长约66公里。", "北湖大桥的管线总长是多少？"),
        ("北湖供水工程日前开工，投资约4.7亿元。", "北湖供水工程投资多少亿元？"),
        ("全市共规划打造500亩美丽田园。", "全市共规划打造多少亩美丽田园？"),
        ("丁香文学奖开始征稿，截稿时间为2022年6月30日。", "截稿时间是什么时候？"),
        ("打造汽车零部件、机械装备、高分子材料三大产业集群。", "三大产业集群是哪三个？"),
        ("奋力打好重大风险防控、精准脱贫、污染防治“三大攻坚战”。", "“三大攻坚战”是哪三个？"),
        ("媒体问政要把握两条原则：一是坚持问题导向。二是坚持民生导向。", "媒体问政要把握哪两条原则？"),
        ("温州是一座历经磨难、创造荣光的城市，人人奋进。", "温州是一座什么样的城市？"),
    ],
)
def test_a_sentence_gives_the_question_that_people_would_ask(text, question):
    assert question in asked(text)


@pytest.mark.parametrize(
    "text",
    [
        "该项目投资3亿元，工期90天。",  # of what?
        "增长8.2%。",
        "获评全国十大案例，形成一批成果。",
        "进一步推进工作，没有一件事是干不成的。",
        "整治亩均税收5万元以下的工业企业。",
        "从27个中心区城市到全国。",
        "三大会战正在进行，他说了三点。",
        "事业是靠人干出来的。",
        "同志们，大家好！",
        "",
    ],
)
def test_what_would_make_an_odd_question_makes_none(text):
    assert asked(text) == []


def test_head_lines_give_who_holds_the_office_who_wrote_and_what_it_says():
    head = {"article": "以奋斗姿态拼出发展新篇章", "byline": "中共北湖区委书记 李坚"}
    assert asked("同志们。", **head) == [
        "北湖区委书记是谁？",
        "《以奋斗姿态拼出发展新篇章》是谁写的？",
        "《以奋斗姿态拼出发展新篇章》讲了什么？",
    ]
    assert asked("他好。", article="菜市场改造启动", byline="记者 王小丽") == ["《菜市场改造启动》讲了什么？"]
    assert asked("他好。", byline="蔡玲珑 王敏子") == []


def test_a_long_headline_is_named_by_the_line_that_holds_the_name():
    long = "首笔线上预转他抵押登记业务落地 平阳不动产登记 一次就办好 群众不用跑"
    assert "《平阳不动产登记》讲了什么？" in asked("他好。", "平阳", article=long)
    assert asked("他好。", article=long) == ["《首笔线上预转他抵押登记业务落地》讲了什么？"]


def test_a_term_of_the_headline_is_asked_for_its_items():
    found = list(suggestions([chunk_of("他好。", article="“六大赋能”推动“六比争先”")]))
    listed = next(s for s in found if s.form == "list")
    assert (listed.question, listed.items) == ("“六大赋能”是哪六个？", 6)


def test_a_person_is_asked_for_where_a_passage_says_who_that_is():
    assert asked("市委书记李坚走访总站。", "李坚") == ["李坚是谁？"]
    assert asked("天气晴朗。", "李坚") == []


def test_questions_are_tried_from_the_nearest_and_never_two_alike_in_a_row():
    chunks = [
        chunk_of(
            "北湖新增停车位80个。北湖新建道路17条。", "甲.txt", article="北湖区建设纪实", byline="北湖区委书记 李坚"
        ),
        chunk_of("东港新建文化礼堂194个。", "乙.txt", article="东港区建设纪实", byline="东港区委书记 林霞"),
    ]
    ordered = in_turn(suggestions(chunks, "北湖"), "北湖")
    assert "北湖" in ordered[0].question
    assert ordered[0].form != ordered[1].form
    assert {s.question for s in ordered} == {s.question for s in suggestions(chunks, "北湖")}


def test_what_has_the_name_for_its_answer_is_not_offered():
    chunks = [chunk_of("同志们。", article="北湖区建设纪实", byline="北湖区委书记 李坚")]
    forms = [s.form for s in in_turn(suggestions(chunks, "李坚"), "李坚")]
    assert "office" not in forms
    assert forms[0] == "person"


# ---------------------------------------------------------------- whether an answer counts


def answer_of(*chunks, text="新增停车位80多个。", outcome="answered", evidence=None, gap=False):
    cited = [
        Citation(n, c.doc, "", "", "", "", False, (), None, 0, 1, ((0, 1),), "", "", c.chunk_id)
        for n, c in enumerate(chunks, 1)
    ]
    sentences = [Sentence(part, (1,), "gap" if gap else "supported") for part in text.split("\n")]
    return Answer(
        "问？",
        Understood("问？", (SubQuestion("问？"),)),
        outcome,
        tuple(sentences),
        tuple(cited),
        tuple(Evidence(n, 1.0, c) for n, c in enumerate(evidence or chunks, 1)),
    )


HERE = chunk_of("新增停车位80多个。", article="甲", byline="李坚")
BESIDE = replace(chunk_of("新增停车位80多个。", article="甲", byline="李坚"), chunk_id="甲.txt:99-120")
ELSEWHERE = chunk_of("新增停车位80多个。", "乙.txt", article="乙")
FIGURE = Suggestion("新增了多少个停车位？", "figure", HERE, "新增停车位80多个。", "80多个")
AUTHOR = Suggestion("《甲》是谁写的？", "author", HERE, holds="李坚")
ABOUT = Suggestion("《甲》讲了什么？", "about", HERE)
LIST = Suggestion("“三场”是哪三场？", "list", HERE, "甲", items=3)


@pytest.mark.parametrize(
    ("suggestion", "answer", "met"),
    [
        (FIGURE, answer_of(HERE), True),
        (FIGURE, answer_of(HERE, text="新建道路17条。"), False),
        (FIGURE, answer_of(ELSEWHERE, evidence=[ELSEWHERE, HERE]), False),
        (FIGURE, answer_of(HERE, outcome="no_evidence"), False),
        (FIGURE, answer_of(HERE, gap=True), False),
        (AUTHOR, answer_of(BESIDE, text="书记 李坚。"), True),
        (AUTHOR, answer_of(ELSEWHERE, text="书记 李坚。"), False),
        (ABOUT, answer_of(HERE, BESIDE, text="一。\n二。"), True),
        (ABOUT, answer_of(HERE, ELSEWHERE, text="一。\n二。"), False),
        (ABOUT, answer_of(HERE, text="只有一句。"), False),
        (LIST, answer_of(HERE, text="一。\n二。\n三。"), True),
        (LIST, answer_of(HERE, text="一。\n二。"), False),
    ],
)
def test_an_answer_counts_where_it_rests_on_what_the_question_was_made_of(suggestion, answer, met):
    assert suggestion.is_met(answer) is met
