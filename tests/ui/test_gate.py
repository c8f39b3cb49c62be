"""Beyond this computer nobody is let in without a login; whoever logs in is a reader of their own."""

import re
from dataclasses import fields

import pytest

from rag.settings import ROOT
from tests.ui.test_page import ask, run, scripted, texts  # noqa: F401
from tests.ui.test_texts import gaps
from ui import gate
from ui.gate_texts import EN, ZH, GateTexts

PASSWORD = "开门见山 open-123"


def gated_page():
    import streamlit as st

    from rag.settings import load
    from tests.ui.scripted import Scripted
    from ui import gate, page
    from ui.texts import TEXTS

    st.set_page_config(layout="wide")
    if gate.passed(load(), TEXTS["zh"]):
        page.draw(load(), lambda settings: Scripted(settings, pause_s=0.02))


@pytest.fixture
def page(scripted, monkeypatch):  # noqa: F811
    from streamlit.testing.v1 import AppTest

    monkeypatch.setenv("RAG_PASSWORD", PASSWORD)
    monkeypatch.setattr(gate, "has_oidc", lambda: False)
    return lambda: AppTest.from_function(gated_page, default_timeout=120)


def enter(at, password):
    at.text_input(key="password").set_value(password)
    at.button(key="enter").click()
    return run(at)


@pytest.mark.parametrize("field", [f.name for f in fields(GateTexts)])
def test_both_languages_take_the_same(field):
    assert getattr(ZH, field) and gaps(getattr(ZH, field)) == gaps(getattr(EN, field))


def test_nothing_is_shown_before_the_password(page):
    at = run(page())
    assert at.text_input(key="password") and not list(at.chat_input) and not list(at.sidebar.text)
    at = enter(at, "wrong")
    assert "密码不对。" in texts(at) and not list(at.chat_input)
    at = enter(at, PASSWORD)
    assert at.chat_input(key="ask") and len(at.session_state["login-reader"]) == 32
    assert [button.label for button in at.button if button.key == "leave"] == ["退出"]
    at.button(key="leave").click()
    at = run(at)
    assert at.text_input(key="password") and not list(at.chat_input)


def test_guessing_is_slowed_down_for_all_pages_of_where_it_comes_from(page, monkeypatch):
    monkeypatch.setattr(gate, "clock", lambda: 1_000.0)
    at = run(page())
    for _ in range(3):
        at = enter(at, "wrong")
    at = enter(run(page()), PASSWORD)
    assert any("秒再试" in text for text in texts(at)) and not list(at.chat_input)


def test_what_one_reader_asked_no_other_sees(page):
    hers = ask(enter(run(page()), PASSWORD), "请语言模型写我的事")
    conversation = hers.query_params["conversation"]
    conversation = conversation if isinstance(conversation, str) else conversation[0]
    his = page()
    his.query_params["conversation"] = conversation
    his = enter(run(his), PASSWORD)
    assert "我的事" not in str([*texts(his), *(c.value for c in his.caption)])
    assert "找不到地址里写的这段对话，可能已经删除；下面是一段新的对话。" in [c.value for c in his.caption]
    assert not list(his.chat_message)


def test_no_widget_has_the_name_of_something_that_a_page_remembers():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "ui").glob("*.py"))
    remembered = set(re.findall(r'session_state(?:\.\w+)?[\[(]"([\w-]+)"', source)) | {gate._ADMITTED}
    drawn = set(re.findall(r'key="([\w-]+)"', re.sub(r"st(?:\.sidebar)?\.container\([^()]*\)", "", source)))
    values_of_widgets = {"ask", "endpoint-address", "language", "proposals", "talk-search"}
    assert remembered & drawn == values_of_widgets


def test_without_a_login_nothing_is_shown_beyond_this_computer(page, monkeypatch):
    monkeypatch.delenv("RAG_PASSWORD")
    monkeypatch.setattr(gate, "is_open", lambda: True)
    at = run(page())
    assert any("RAG_PASSWORD" in text for text in texts(at))
    assert not list(at.chat_input) and not list(at.button)


def test_where_the_page_is_open_nobody_chooses_who_answers_or_another_folder(page, monkeypatch):
    monkeypatch.setattr(gate, "is_open", lambda: True)
    at = page()
    at.query_params["page"] = "settings"
    at = enter(run(at), PASSWORD)
    assert any("对别的电脑开放" in text for text in texts(at))
    keys = {button.key: button.disabled for button in at.button}
    assert all(keys[key] for key in keys if key.startswith(("fetch-", "use-"))) and "change-folder" not in keys


@pytest.mark.parametrize(
    ("address", "is_open"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True), (None, True), ("", True)]
)
def test_an_address_beyond_this_computer_is_told(monkeypatch, address, is_open):
    with monkeypatch.context() as patch:
        patch.setattr(gate.st.runtime, "exists", lambda: True)
        patch.setattr(gate.st, "get_option", lambda name: address)
        assert gate.is_open() is is_open


def test_a_foreign_page_that_knocks_makes_nobody_ask_outside(monkeypatch):
    from streamlit import net_util

    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(net_util, "_make_blocking_http_get", lambda *_, **__: pytest.fail("asked outside"))
    gate.stay_home()
    assert not net_util.get_external_ip()


def test_who_reads_from_elsewhere_is_offered_nothing_that_is_the_owners(page, monkeypatch, tmp_path):
    monkeypatch.setattr(gate, "is_open", lambda: True)
    at = enter(run(page()), PASSWORD)
    keys = {button.key for button in at.button}
    assert not keys & {"update", "rebuild", "build", "back-to-last", "upload", "change-folder"}
    assert not any(str(tmp_path) in text for text in texts(at)), "where things lie on the server is nobody's business"
    settings = page()
    settings.query_params["page"] = "settings"
    settings = enter(run(settings), PASSWORD)
    assert not any(str(button.key).startswith("fetch-") for button in settings.button)
