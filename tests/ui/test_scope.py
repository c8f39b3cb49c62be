"""The scope of questions: chips, the dialog, the address, and what is kept of it."""

from types import SimpleNamespace

import pytest
import streamlit as st
from hypothesis import given, settings
from hypothesis import strategies as some

from rag.records import DocumentSummary, Scope
from tests.ui.test_conversations import named, page, restart
from tests.ui.test_page import ask, component, run, texts
from ui import scope, state
from ui.texts import TEXTS

DOC = "2019年统计公报.txt"


def summary(name, title, *headlines):
    return DocumentSummary(name, title, headlines, "", "2020-01-01", "2020-02-01", False, 1, 1)


DOCUMENTS = (
    summary("讲话/创新.txt", "在大会上的讲话", "抓平台"),
    summary("春耕.md", "關於春耕的通知"),
    summary("讲话/附件/名单.txt", "名单"),
)


def test_folders_come_before_the_documents_in_them():
    assert scope.candidates(DOCUMENTS, "") == [
        ("讲话/", ""),
        ("讲话/附件/", ""),
        ("讲话/创新.txt", "在大会上的讲话"),
        ("春耕.md", "關於春耕的通知"),
        ("讲话/附件/名单.txt", "名单"),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("抓平台", ["讲话/创新.txt"]),
        ("关于　春耕", ["春耕.md"]),
        ("附件", ["讲话/附件/", "讲话/附件/名单.txt"]),
        ("没有的", []),
    ],
)
def test_what_is_typed_is_looked_for_in_names_titles_and_headlines(typed, found):
    assert [name for name, _ in scope.candidates(DOCUMENTS, typed)] == found


def test_a_part_is_taken_out_of_a_scope():
    whole = Scope(("甲.txt", "乙/"), (2019, 2021))
    assert scope.without(whole, "甲.txt") == Scope(("乙/",), (2019, 2021))
    assert scope.without(whole, (2019, 2021)) == Scope(("甲.txt", "乙/"))


@settings(max_examples=30)
@given(
    some.lists(some.text(min_size=1), unique=True, max_size=5),
    some.none() | some.tuples(*2 * [some.integers(1000, 2999)]),
)
def test_an_address_leads_back_to_its_scope(docs, years):
    wanted = Scope(tuple(docs), tuple(sorted(years)) if years else None)
    params = st.query_params
    params.clear()
    state.name_scope(wanted)
    assert state.scope_named() == wanted
    assert state.has_scope()


@pytest.mark.parametrize("years", ["2021-2019", "2019", "19-21", "２０１９-2021", "<b>-2020", ""])
def test_years_that_are_none_count_for_nothing(years):
    st.query_params.clear()
    st.query_params["years"] = years
    assert state.scope_named() == Scope()


def test_the_next_question_is_asked_of_the_scope_and_says_so(home):
    at = page()
    at.query_params["in"] = [DOC, "讲话/"]
    at.query_params["years"] = "2019-2020"
    at = ask(run(at), "2019年的生产总值？")
    said = "只在《2019年全市国民经济运行情况》、文件夹“讲话”（资料里没有）里2019–2020 年的内容中查找"
    assert said in texts(at)
    chips = [chip for chip, _ in component(at, "scope-bar")["chips"]]
    assert chips == ["《2019年全市国民经济运行情况》", "文件夹“讲话”（资料里没有）", "2019–2020 年"]
    restart()
    again = run(page(named(at)))
    assert said in texts(again), "kept with the question"
    assert len(component(again, "scope-bar")["chips"]) == 3, "and taken up again"
    everywhere = page(named(at))
    everywhere.query_params["in"] = ""
    assert component(run(everywhere), "scope-bar")["chips"] == [], "where the address says everywhere, it counts"


def test_a_refusal_within_a_scope_offers_to_look_everywhere(home):
    at = ask(run(page()), "没有的事")
    assert component(at, "actions-0")["items"][0][0] == "copy"
    assert not any(text.startswith("只在") for text in texts(at))
    at.query_params["in"] = DOC
    at = ask(at, "没有的事")
    assert component(at, "actions-1")["items"][0] == ["everywhere", "在全部资料中再找", None]
    at = ask(at, "2019年的生产总值？")
    names = [name for name, *_ in component(at, "actions-2")["items"]]
    assert names[0] == "copy" and "everywhere" in names, "what stands there may answer another question"


def test_the_dialog_offers_documents_and_narrows_to_years(home):
    at = run(page())
    at.session_state["scope-wanted"] = True
    at = run(at)
    assert component(at, "scope-found")["items"] == [["2019年全市国民经济运行情况", DOC]]
    at.number_input(key="scope-first").set_value(2021)
    at.number_input(key="scope-last").set_value(2019)
    at.button(key="scope-set-years").click()
    at.session_state["scope-wanted"] = True  # a dialog is drawn anew by its own part of the page, which no test runs
    at = run(at)
    assert at.query_params["years"] in ("2019-2021", ["2019-2021"])
    assert [chip for chip, _ in component(at, "scope-bar")["chips"]] == ["2019–2021 年"]


def test_a_hostile_name_in_an_address_stays_text(home):
    at = page()
    at.query_params["in"] = "<img src=x onerror=alert(1)>$x$"
    at = ask(run(at), "2019年的生产总值？")
    assert component(at, "scope-bar")["chips"][0][0] == "《<img src=x onerror=ale…》（资料里没有）"
    assert any("<img" in text for text in texts(at)), "drawn as plain text"
    assert not any("<img" in element.value for element in [*at.markdown, *at.caption])


def test_what_is_not_among_the_documents_is_called_that(home):
    at = page()
    at.query_params["in"] = ["没有.txt", "没有/"]
    assert [chip for chip, _ in component(run(at), "scope-bar")["chips"]] == [
        "《没有.txt》（资料里没有）",
        "文件夹“没有”（资料里没有）",
    ]


def test_a_chip_names_the_file_where_two_documents_have_one_title():
    alike = (*DOCUMENTS, summary("2023/创新.txt", "在大会上的讲话"))
    index = SimpleNamespace(
        collection=SimpleNamespace(documents=alike),
        names=lambda: tuple(one.name for one in alike),
        document=lambda name: next((one for one in alike if one.name == name), None),
    )
    assert scope.said(index, Scope(("2023/创新.txt",)), TEXTS["zh"]).count("《在大会上的讲话》 2023/创新.txt") == 1
    assert "春耕.md" not in scope.said(index, Scope(("春耕.md",)), TEXTS["zh"])
