"""Uploading, removing and the way back, as Streamlit runs the page: over real folders and real builds."""

import time
from dataclasses import replace

from streamlit.testing.v1 import AppTest

from rag.build import build
from rag.index.generation import current_generation
from rag.jobs import Jobs
from rag.library import uploads
from rag.library.collections import collection_of, index_name
from rag.settings import ROOT, load
from tests.ui.test_folders import home  # noqa: F401
from tests.ui.test_page import TIMEOUT, ask, component, keys, run, texts
from ui import building, gate
from ui.library_texts import ZH


def uploading():
    import streamlit as st

    from rag.settings import load
    from ui import state, uploads
    from ui.texts import TEXTS

    given = load()
    uploads.dialog(given, state.settings_shown(given), TEXTS["zh"])
    st.text("drawn")


def finished(jobs):
    deadline = time.monotonic() + 60
    while (jobs.status() is None or jobs.status().state == "running") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert jobs.status().state == "done", jobs.status()


def test_files_become_a_collection_of_their_own_and_can_be_removed_from_it(home):  # noqa: F811
    at = run(AppTest.from_function(uploading, default_timeout=TIMEOUT))
    assert not at.get("multiselect"), "nothing of a folder of one's own is deleted from here"
    at.file_uploader(key="upload-files").set_value(
        [("甲<b>.txt", "城东公园总投资3200万元。\n".encode(), "text/plain"), ("空.txt", b"", "text/plain")]
    )
    at.text_input(key="upload-group").set_value("../会议")
    at.button(key="take-files").click()
    at = run(at)
    settings = load()
    group = settings.data / "uploads" / "会议"
    assert uploads.names(group) == ["甲_b_.txt", "空.txt"]
    assert "这一组存为“会议”。" in at.session_state["uploaded-said"][1], "in place of what was typed"
    index = settings.indexes / index_name(group)
    assert at.query_params["collection"] in (index.name, [index.name])
    finished(Jobs(replace(settings, index=index, docs=group)))
    at = run(at)
    at.multiselect(key="uploaded").set_value(["空.txt"])
    at = run(at)
    at.button(key="remove-files").click()
    at = run(at)
    assert uploads.names(group) == ["甲_b_.txt"]
    finished(Jobs(replace(settings, index=index, docs=group)))
    at.multiselect(key="uploaded").set_value(["甲_b_.txt"])
    at = run(at)
    at.button(key="remove-files").click()
    run(at)
    finished(Jobs(replace(settings, index=index, docs=group)))
    assert collection_of(index).documents == 0, "the last one is not answered from for ever"
    page = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)
    page.query_params["collection"] = index.name
    page = run(page)
    assert any("资料都删去了" in text for text in texts(page))
    assert not keys(page, "examples")
    page = ask(page, "城东公园总投资多少？")
    assert not keys(page, "cards-0") and keys(page, "s-0-0")
    page.button(key="update").click()
    run(page)
    finished(Jobs(replace(settings, index=index, docs=group)))
    assert sorted(path.name for path in settings.docs.iterdir() if path.is_file())


def test_what_is_good_is_taken_in_and_what_is_not_is_named_until_it_was_read(home):  # noqa: F811
    def send(at, *names):
        at.file_uploader(key="upload-files").set_value([(name, b"100", "text/plain") for name in names])
        at.button(key="take-files").click()
        return run(at)

    at = send(run(AppTest.from_function(uploading, default_timeout=TIMEOUT)), ".txt")
    assert ".txt 只有后缀，没有文件名；请起个名字再上传。" in texts(at)
    at.button(key="take-files").click()
    assert ".txt 只有后缀，没有文件名；请起个名字再上传。" in texts(run(at)), "a second click takes nothing away"
    settings = load()
    group = settings.data / "uploads" / ZH.group_default
    assert not group.exists()
    at = send(at, "好.txt", "好.txt", ".txt")
    assert uploads.names(group) == ["好 (2).txt", "好.txt"]
    index = settings.indexes / index_name(group)
    assert at.query_params["collection"] in (index.name, [index.name])
    finished(Jobs(replace(settings, index=index, docs=group)))
    page = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)
    page.query_params["collection"] = index.name
    page.session_state["uploaded-said"] = at.session_state["uploaded-said"]
    page = run(page)
    said = ["收下了 2 个文件。", "好.txt 存为 好 (2).txt", ".txt 只有后缀，没有文件名；请起个名字再上传。"]
    assert [text for text in texts(page) if text in said] == said
    page.button(key="uploaded-seen").click()
    assert not [text for text in texts(run(page)) if text in said]


def test_a_page_that_others_read_takes_no_files(home, monkeypatch):  # noqa: F811
    at = run(AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT))
    assert at.button(key="upload")
    monkeypatch.setattr(gate, "is_open", lambda: True)
    monkeypatch.setenv("RAG_PASSWORD", "open sesame 1")
    at = run(at)
    assert "upload" not in {button.key for button in at.button}


def test_the_last_index_is_one_click_away_and_this_one_another(home):  # noqa: F811
    settings = load()
    first = current_generation(settings.index)
    at = run(AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT))
    assert "back-to-last" not in {button.key for button in at.button}, "there is none yet"
    (settings.docs / "停车.txt").write_text("城东公园总投资3200万元。\n", encoding="utf-8")
    build(settings)
    second = current_generation(settings.index)
    at = run(at)
    at.button(key="back-to-last").click()
    at = run(at)
    assert current_generation(settings.index) == first
    assert any(text.startswith("已换回 20") for text in texts(at))
    assert "停车.txt" not in str([component(at, key) for key in keys(at, "open-document")])
    at.button(key="back-to-last").click()
    run(at)
    assert current_generation(settings.index) == second


def test_what_is_in_the_way_of_going_back_is_said(home, monkeypatch):  # noqa: F811
    from rag.errors import IndexBusyError

    settings = load()
    (settings.docs / "停车.txt").write_text("城东公园总投资3200万元。\n", encoding="utf-8")
    build(settings)
    at = run(AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT))

    def busy(_):
        raise IndexBusyError(settings.index, "busy", hint="有别的程序正在建立这个索引。")

    monkeypatch.setattr(building, "rollback", busy)
    at.button(key="back-to-last").click()
    assert "有别的程序正在建立这个索引。" in texts(run(at))


def test_another_collection_is_a_chip_that_leads_back(home):  # noqa: F811
    settings = load()
    docs = home / "乙" / "资料 😀"
    index = settings.indexes / index_name(docs)
    build(replace(settings, docs=docs, index=index))
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)
    assert component(run(at), "scope-bar")["chips"] == []
    at.query_params["collection"] = index.name
    assert component(run(at), "scope-bar")["chips"] == [["资料“资料 😀”", "不再限于 资料“资料 😀”"]]
