"""Each example question is answered, and with what it was drawn from, over any folder."""

from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.build import build
from rag.records import AnswerReady
from rag.settings import Settings
from tests.ui.scripted import document
from ui.examples import Example, candidates, examples_of, holds, tried

PLAIN = """今年的工作很多，我们一件一件说。

所谓“三通一平”，是指通水、通电、通路和平整土地。先把基础打好，再谈别的事情。

到年底，示范区的总投资达到12.6亿元，新增就业岗位三千多个。园区的咨询电话为0577-55667788，欢迎来访。
"""
POEM = "春眠不觉晓，处处闻啼鸟。\n\n夜来风雨声，花落知多少。\n"


def composing(assistant):
    return lambda question: next(e.answer for e in assistant.ask(question) if isinstance(e, AnswerReady))


@pytest.fixture(params=["seeds", "tiny", "plain", "poem"])
def assistant(request, tmp_path):
    if request.param in ("seeds", "tiny"):
        return Assistant(request.getfixturevalue({"seeds": "seed_settings", "tiny": "tiny_settings"}[request.param]))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "一.txt").write_text({"plain": PLAIN, "poem": POEM}[request.param], encoding="utf-8")
    settings = replace(Settings(), docs=tmp_path / "docs", index=tmp_path / "index", data=tmp_path / "data")
    build(settings)
    return Assistant(replace(settings, generator="built-in"))


def test_each_is_answered_with_what_it_was_drawn_from(assistant):
    found = examples_of(assistant.index, composing(assistant))
    assert len({example.question for example in found}) == len(found) <= 4
    for example in found:
        answer = assistant.answer(example.question)
        assert answer.outcome == "answered", example.question
        if example.kind != "about":
            assert example.proof in "".join(answer.text.split())
        assert example.doc in {citation.doc for citation in answer.citations}


def test_there_are_some_where_the_documents_give_any(seed_settings, tiny_settings):
    for settings, least, kinds in ((seed_settings, 4, 4), (tiny_settings, 1, 1)):
        assistant = Assistant(settings)
        found = examples_of(assistant.index, composing(assistant))
        assert len(found) >= least
        assert len({example.kind for example in found}) >= kinds


def test_they_are_drawn_from_titles_bylines_terms_and_figures():
    lines = [
        "关于读《资治通鉴》活动的通报",
        "市住建局 李四",
        "“一网通办”是指一次登录、全网办理。",
        "项目总投资为3.2亿元。",
    ]
    found = list(candidates([document("甲.txt", lines)]))
    assert [(e.kind, e.question, e.proof) for e in found] == [
        ("about", "《关于读〈资治通鉴〉活动的通报》讲了什么？", lines[0]),
        ("meaning", "“一网通办”指的是什么？", "一次登录、全"),
        ("author", "《关于读〈资治通鉴〉活动的通报》是谁写的？", "李四"),
        ("figure", "项目总投资是多少？", "3.2亿元"),
    ]


def test_one_that_is_answered_with_something_else_is_not_shown(seed_settings):
    assistant = Assistant(seed_settings)
    compose = composing(assistant)
    good = examples_of(assistant.index, compose)[0]
    wrong = [replace(good, proof="没有这样的标题"), Example("author", good.question, good.doc, "张三丰")]
    absent = Example("figure", "火星上的采矿权由哪个部门审批？", good.doc, "火星")
    assert not any(holds(compose(example.question), example) for example in [*wrong, absent])
    assert tried([*wrong, absent, good], compose) == [good]


def test_no_more_is_tried_than_there_is_time_for(monkeypatch):
    asked = []
    compose = asked.append
    found = [Example("figure", f"第{n}个是多少？", "甲.txt", "1") for n in range(99)]
    assert tried(found, compose) == []
    assert len(asked) == 14


def test_documents_without_anything_to_ask_about_give_none():
    bare = document(lines=["今天", "天气", "很好", "大家都出门去了"])
    bare = replace(bare, articles=tuple(replace(a, headline=None, byline=None) for a in bare.articles))
    assert list(candidates([bare])) == []
