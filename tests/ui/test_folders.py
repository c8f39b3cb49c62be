"""Another folder from the side bar: checked, given its own index, kept in the address; each with its own talk."""

import time
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rag.build import build
from rag.index.generation import current_generation
from rag.jobs import Jobs
from rag.library.collections import index_name
from rag.settings import Settings, load
from tests.conftest import write_tiny
from tests.ui.test_page import TIMEOUT, ask, component, run, scripted_page, texts


def choosing():
    import streamlit as st

    from rag.settings import load
    from ui import folders, state
    from ui.texts import TEXTS

    given = load()
    shown = state.settings_shown(given)
    st.text(f"shown {shown.index.name} {shown.docs}")
    folders.choice(given, shown, TEXTS[st.session_state.get("language", "zh")])


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Two folders of documents, the first of them indexed as the server's own."""
    for name in ("甲", "乙"):
        write_tiny(tmp_path / name)
    places = {"DOCS": "甲/资料 😀", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}
    for name, value in places.items():
        monkeypatch.setenv(f"RAG_{name}", str(tmp_path / value))
    monkeypatch.setenv("RAG_GENERATOR", "built-in")
    build(load())
    return tmp_path


@pytest.fixture
def choice(home):
    return AppTest.from_function(choosing, default_timeout=TIMEOUT)


def open_folder(at, path):
    at.text_input(key="folder-path").set_value(str(path))
    at.button(key="open-folder").click()
    return run(at)


def built(index, settings):
    deadline = time.monotonic() + 60
    while current_generation(index) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    while Jobs(replace(settings, index=index)).status().state == "running" and time.monotonic() < deadline:
        time.sleep(0.05)
    return index


def test_a_new_folder_gets_an_index_of_its_own(choice, home):
    docs = home / "乙" / "资料 😀"
    at = open_folder(run(choice), f"“{docs}”")
    own = home / "indexes" / index_name(docs)
    assert at.query_params["collection"] in (own.name, [own.name])
    assert f"shown {own.name} {docs}" in texts(at), "while it is being built, too"
    before = current_generation(home / "indexes" / "own")
    built(own, load())
    assert current_generation(home / "indexes" / "own") == before
    assert f"shown {own.name} {docs}" in texts(run(at))


def test_a_folder_that_has_an_index_is_shown_at_once(choice, home):
    at = run(choice)
    at.query_params["collection"] = "nothing"
    at = open_folder(at, home / "甲" / "资料 😀" / "讲话" / "..")
    assert "collection" not in at.query_params
    assert Jobs(load()).status() is None, "nothing was built"


def test_what_is_wrong_is_one_line_and_the_page_stays(choice, home):
    at = open_folder(run(choice), home / "没有")
    assert f"找不到文件夹 {home / '没有'}；请检查路径。" in texts(at)
    assert "collection" not in at.query_params
    at.session_state["language"] = "en"
    at = open_folder(at, home / "没有")
    assert f"There is no folder {home / '没有'}; please check the path." in texts(at)


def test_folders_that_have_an_index_are_a_click_away(choice, home):
    settings = load()
    docs = home / "乙" / "资料 😀"
    build(replace(settings, docs=docs, index=settings.indexes / index_name(docs)))
    items = component(run(choice), "known-folders")["items"]
    assert [title for title, _ in items] == ["资料 😀"]
    assert str(docs) in items[0][1] and "3 份文件" in items[0][1]


@pytest.mark.parametrize(
    "named", ["..", "../own", ".", "own/../own", "C:", "/etc", "没有", "\0", "长" * 400, "own", ""]
)
def test_only_what_is_there_is_taken_from_the_address(choice, home, named):
    choice.query_params["collection"] = named
    assert f"shown own {home / '甲' / '资料 😀'}" in texts(run(choice))


def test_an_index_goes_on_with_the_folder_that_it_remembers(choice, home, monkeypatch):
    monkeypatch.setenv("RAG_DOCS", str(home / "乙" / "资料 😀"))
    assert f"shown own {home / '甲' / '资料 😀'}" in texts(run(choice))


def test_each_collection_has_its_own_talk(tmp_path, monkeypatch):
    docs = write_tiny(tmp_path)
    for name, value in {"DOCS": "none", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}.items():
        monkeypatch.setenv(f"RAG_{name}", str(tmp_path / value))
    index = tmp_path / "indexes" / index_name(docs)
    build(replace(Settings(), docs=docs, index=index, data=tmp_path / "data"))

    def asked(at):
        return [message.text[0].value for message in at.chat_message if message.name == "user"]

    at = ask(run(AppTest.from_function(scripted_page, default_timeout=TIMEOUT)), "2019年的生产总值？")
    first = at.query_params["conversation"]
    at.query_params["collection"] = index.name
    assert asked(run(at)) == [], "a conversation with another collection is not shown, nor added to"
    at = ask(at, "没有的事")
    assert asked(at) == ["没有的事"]
    second = at.query_params["conversation"]
    assert second != first
    del at.query_params["collection"]
    at.query_params["conversation"] = first
    assert asked(run(at)) == ["2019年的生产总值？"]
    assert component(at, "s-0-0")["marks"], "drawn again from what was kept"
    at.query_params["collection"], at.query_params["conversation"] = index.name, second
    assert asked(run(at)) == ["没有的事"]
    at.query_params["doc"] = "2019年统计公报.txt"
    assert "2019年全市国民经济运行情况" in component(run(at), "reader")["title"]
    assert at.query_params["collection"] in (index.name, [index.name])
