"""What Streamlit runs for every sight of the page: it begins whatever is wrong, in the browser's language."""

import pytest
from streamlit.testing.v1 import AppTest

from rag.settings import ROOT
from tests.ui.rooms import chinese
from tests.ui.test_page import TIMEOUT, run, texts


@pytest.fixture
def page(home):
    return AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)


@pytest.mark.parametrize(
    ("name", "value"), [("RAG_GENERATOR", "magic"), ("RAG_THREADS", "many"), ("RAG_PASSWORD", "short")]
)
def test_a_wrong_setting_is_one_line_with_the_mend_and_nothing_is_asked(page, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    at = run(page)
    (said,) = texts(at)
    assert name in said and not at.chat_input and not at.button


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RAG_THREADS", "many", "The setting RAG_THREADS cannot be 'many'; it takes: a whole number above 0."),
        ("RAG_GENERATOR", "magic", "it takes: auto, built-in, "),
        ("RAG_PASSWORD", "short", "at least "),
        ("RAG_OWNER_PASSWORD", "long enough", "RAG_PASSWORD"),
        ("RAG_INDEX", "milvus://", "milvus://host:port/name"),
    ],
)
def test_a_wrong_setting_is_said_in_the_browsers_language(page, monkeypatch, name, value, said):
    monkeypatch.setenv(name, value)
    page.context = {"locale": "en-GB"}
    at = run(page)
    assert said in texts(at)[0] and name in texts(at)[0] and chinese(at) == []
    assert [caption.value for caption in at.caption] == ["No answer could be given"]


def test_a_file_of_settings_that_cannot_be_read_is_named(page, monkeypatch, tmp_path):
    (tmp_path / "rag.toml").write_text("threads = [", encoding="utf-8")
    monkeypatch.setattr("rag.settings.ROOT", tmp_path)
    (said,) = texts(run(page))
    assert str(tmp_path / "rag.toml") in said


def test_where_a_login_is_set_up_that_comes_first(page, monkeypatch):
    monkeypatch.setenv("RAG_PASSWORD", "a long enough password")
    page.query_params["lang"] = "en"
    at = run(page)
    assert [field.key for field in at.text_input] == ["password"] and not at.chat_input
    assert set(chinese(at)) <= {"问据 Wenju"}


def test_a_folder_without_an_index_is_a_page_with_one_act(page, home):
    (home / "docs" / "a.txt").write_text("一份资料。", encoding="utf-8")
    at = run(page)
    assert [button.label for button in at.button if button.key == "build"] == ["建立索引"]
    assert at.chat_input(key="ask").placeholder == "就这些资料提问…"
