"""A collection is forgotten from the dialog of folders, after what goes with it was said, and comes back by a click."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rag.build import build
from rag.index.generation import building
from rag.library import forgetting, uploads
from rag.library.collections import index_name, is_index
from rag.settings import load
from tests.ui.rooms import chinese, click, labels
from tests.ui.test_page import TIMEOUT, component, run, texts
from ui import gate


def choosing(language="zh"):
    import streamlit as st

    from rag.settings import load
    from ui import folders, state
    from ui.texts import TEXTS

    given = load()
    shown = state.settings_shown(given)
    folders.note(given, shown, TEXTS[language])
    st.text(f"shown {shown.index.name}")
    folders.choice(given, shown, TEXTS[language])


def whole():
    """The page with the dialog beside it: a run of a test closes every dialog."""
    from rag.settings import load
    from ui import folders, page, state
    from ui.texts import TEXTS

    page.draw(load())
    folders.choice(load(), state.settings_shown(load()), TEXTS["zh"])


def indexed(name):
    """A group of uploads, indexed, beside the server's own folder, which is not."""
    settings = load()
    docs = uploads.group_of(settings.data, name)
    uploads.take(docs, [("甲.txt", "城东公园总投资3200万元。\n".encode())])
    settings = replace(settings, docs=docs, index=settings.indexes / index_name(docs))
    build(settings)
    return settings


@pytest.fixture
def group(home):
    return indexed("误传")


def page(language="zh"):
    return AppTest.from_function(choosing, kwargs={"language": language}, default_timeout=TIMEOUT)


def chosen(at, group):
    at.selectbox(key="forget-which").set_value(group.index)
    return run(at)


def test_a_group_is_forgotten_after_it_was_said_what_goes_with_it_and_comes_back(group):
    at = run(page())
    assert "forget-now" not in labels(at), "nothing is deleted by one click"
    at = chosen(at, group)
    assert any("连同上传到" in said and "1 个文件" in said for said in texts(at))
    at = click(at, "forget-now")
    assert not is_index(group.index) and not group.docs.exists()
    assert "已删去“误传”的索引" in texts(at) and not at.get("selectbox"), "there is none left"
    at = click(at, "undo-forget")
    assert is_index(group.index) and uploads.names(group.docs) == ["甲.txt"]
    assert f"shown {group.index.name}" in texts(at) and "undo-forget" not in labels(at)


@pytest.mark.parametrize("change", ["deleted", "built anew"])
def test_nobody_is_offered_what_can_no_longer_be_brought_back(group, change):
    at = click(chosen(run(page()), group), "forget-now")
    assert "undo-forget" in labels(at)
    if change == "deleted":
        forgetting.purge(group, older_s=0)
    else:
        group.index.mkdir()
    assert "undo-forget" not in labels(run(at))


def test_where_the_one_that_is_open_is_forgotten_the_servers_own_is_shown(group):
    at = page()
    at.query_params["collection"] = group.index.name
    at = run(at)
    assert at.selectbox(key="forget-which").options == ["误传（现在打开的）"]
    at = click(chosen(at, group), "forget-now")
    assert "shown own" in texts(at) and "collection" not in at.query_params


def test_what_was_forgotten_answers_no_more_although_it_was_open(home, monkeypatch):
    monkeypatch.setenv("RAG_GENERATOR", "built-in")
    (home / "docs" / "a.txt").write_text("城东公园总投资3200万元。", encoding="utf-8")
    build(load())
    at = run(AppTest.from_function(whole, default_timeout=TIMEOUT))
    assert "1 份文件 · 1 段" in texts(at)
    at.selectbox(key="forget-which").set_value(load().index)
    at = click(run(at), "forget-now")
    assert "还没有建立索引" in texts(at) and "1 份文件 · 1 段" not in texts(at)
    at = click(at, "undo-forget")
    assert "1 份文件 · 1 段" in texts(at)


def test_one_that_is_being_built_stays_and_says_why(group):
    at = chosen(run(page("en")), group)
    assert chinese(at) == [said for said in texts(at) if "误传" in said], "names alone"
    with building(group.index):
        at = click(at, "forget-now")
    assert "The index is being built; please wait until that is done." in texts(at)
    assert is_index(group.index)


def test_a_reader_forgets_nothing(group, monkeypatch):
    monkeypatch.setattr(gate, "manages", lambda: False)
    at = run(page())
    assert not at.get("selectbox") and component(at, "known-folders")["items"], "still to be chosen"


def test_a_name_is_drawn_as_it_is_wherever_it_stands(home):
    group = indexed("![x](c.png) *粗*")
    group = replace(group, docs=group.docs.rename(group.docs.with_name("\u202egpj.![x](c.png)")))
    build(group := replace(group, index=load().indexes / index_name(group.docs)))
    at = chosen(run(page()), group)
    assert not any("![x]" in label for label in labels(at).values()), "buttons are Markdown"
    assert not any("\u202e" in said for said in texts(at)[1:])
    assert any("\ufffdgpj.![x](c.png)" in option for option in at.selectbox(key="forget-which").options)
    assert "已删去“\ufffdgpj.![x](c.png)”的索引" in texts(click(at, "forget-now"))
