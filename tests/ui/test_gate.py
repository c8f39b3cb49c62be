"""Beyond this computer nobody is let in without a login; whoever logs in is a reader of their own."""

import re

import pytest

from rag.settings import ROOT
from tests.ui.test_page import ask, component, run, scripted, texts  # noqa: F401
from ui import gate
from ui.gate_texts import ZH

PASSWORD, OWNERS = "开门见山 open-123", "管资料的人 own-456"
# What only whoever manages the documents has, by the keys of their buttons.
MANAGING = {"update", "rebuild", "build", "back-to-last", "upload", "change-folder", "open-quality", "stop-build"}


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


def test_nothing_is_shown_before_the_password(page):
    at = run(page())
    assert at.text_input(key="password") and not list(at.chat_input) and not list(at.sidebar.text)
    assert component(at, "frame")["words"]["Skip to main content"] == "跳到正文", "as on the page"
    at = enter(at, "wrong")
    assert "密码不对。" in texts(at) and not list(at.chat_input)
    at = enter(at, PASSWORD)
    assert at.chat_input(key="ask") and len(at.session_state["login-reader"].name) == 32
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
    values_of_widgets = {"keys", "endpoint-address", "language", "proposals", "talk-search"}
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
    assert any("由管这些资料的人来定" in text for text in texts(at))
    keys = {button.key for button in at.button}
    assert not [key for key in keys if key.startswith(("fetch-", "use-", "dictionary", "synonyms"))]
    assert "change-folder" not in keys


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
    assert not keys & MANAGING
    assert not any(str(tmp_path) in text for text in texts(at)), "where things lie on the server is nobody's business"
    settings = page()
    settings.query_params["page"] = "settings"
    settings = enter(run(settings), PASSWORD)
    assert not any(str(button.key).startswith("fetch-") for button in settings.button)


def keys_of(at):
    return {button.key for button in at.button}


def test_on_this_computer_too_a_reader_with_a_login_builds_nothing_and_is_told_no_path(page, monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_OWNER_PASSWORD", OWNERS)
    at = enter(run(page()), PASSWORD)
    assert not keys_of(at) & MANAGING and at.chat_input(key="ask")
    assert not any(str(tmp_path) in text or tmp_path.name in text for text in texts(at))
    for room in ("settings", "quality"):
        other = page()
        other.query_params["page"] = room
        other = enter(run(other), PASSWORD)
        assert not [
            k for k in keys_of(other) if k.startswith(("fetch-", "use-", "test-", "measure", "propose", "FormSubm"))
        ]
        assert not list(other.text_area) and not list(other.text_input)


def test_the_owner_has_it_all(page, monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_OWNER_PASSWORD", OWNERS)
    at = enter(run(page()), OWNERS)
    assert {"update", "upload", "change-folder", "open-quality"} <= keys_of(at)
    assert any(tmp_path.name in text for text in texts(at))
    assert ZH.owner_elsewhere not in [caption.value for caption in at.caption]
    # Beyond this computer nobody has, whatever they know; whoever knows it is told why.
    monkeypatch.setattr(gate, "is_open", lambda: True)
    assert not keys_of(run(at)) & MANAGING
    assert ZH.owner_elsewhere in [caption.value for caption in at.caption]


def test_what_a_reader_may_not_do_is_refused_however_it_is_asked_for(page, monkeypatch):
    """A page that still shows a button, or a message made by hand, meets the same answer as no button."""
    from ui import building

    started = []
    monkeypatch.setattr(building.Jobs, "start", lambda self, **asked: started.append(asked))
    monkeypatch.setenv("RAG_OWNER_PASSWORD", OWNERS)
    at = enter(run(page()), OWNERS)
    reader = enter(run(page()), PASSWORD).session_state["login-reader"]
    at.button(key="update").click()
    at.session_state["login-reader"] = reader
    at = run(at)
    assert started == [] and [toast.value for toast in at.toast] == ["这一步只有管这些资料的人能做。"]
    owner = enter(run(page()), OWNERS)
    owner.button(key="update").click()
    run(owner)
    assert started == [{"replace": False, "emptied": False}]


ACTIONS = {
    "building": ["_start", "_stop", "_go_back"],
    "choosing": ["_choose"],
    "endpoint": ["_try"],
    "folders": ["_open"],
    "local_models": ["_start", "_stop"],
    "own_words": ["_update", "_take"],
    "quality": ["_start"],
    "uploads": ["_take", "_remove"],
}


@pytest.mark.parametrize(("module", "action"), [(m, a) for m, actions in ACTIONS.items() for a in actions])
def test_each_action_on_what_all_read_from_asks_whether_it_may(module, action, monkeypatch):
    from importlib import import_module
    from unittest.mock import sentinel

    act, said = getattr(import_module(f"ui.{module}"), action), []
    monkeypatch.setattr(gate, "manages", lambda: False)
    monkeypatch.setattr(gate.st, "toast", said.append)
    # Whatever it would do with these would fail.
    act(*[sentinel.nothing] * (act.__wrapped__.__code__.co_argcount))
    assert said == [ZH.refused]


@pytest.mark.parametrize(
    ("claims", "manages"),
    [
        ({"is_logged_in": True, "email": "Her@example.org", "email_verified": True}, True),
        ({"is_logged_in": True, "email": "his@example.org", "email_verified": True}, False),
        ({"is_logged_in": True, "email": "her@example.org", "email_verified": False}, False),
        ({"is_logged_in": True, "email": "her@example.org"}, False),
        ({"is_logged_in": False, "email": "her@example.org", "email_verified": True}, False),
        ({"is_logged_in": True, "email_verified": True}, False),
    ],
)
def test_by_oidc_those_manage_whose_address_was_verified(claims, manages, monkeypatch):
    monkeypatch.setattr(gate, "has_oidc", lambda: True)
    monkeypatch.setattr(gate.st, "user", claims)
    monkeypatch.setenv("RAG_OWNERS", "her@example.org")
    assert gate.manages() is manages
    monkeypatch.setenv("RAG_OWNERS", "")
    assert gate.manages() is False
