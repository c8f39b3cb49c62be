"""The browser's tab is called after the document, the words or the conversation that it shows."""

from dataclasses import replace

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.testing.v1 import AppTest

from rag.build import build
from rag.settings import ROOT, load
from tests.conftest import write_tiny
from tests.library.exchanges import exchange
from tests.ui.test_page import TIMEOUT, run
from ui import tab, talks


@pytest.fixture
def names(monkeypatch):
    """What the tab is called, one after the other."""
    found, enqueue = [], ScriptRunContext.enqueue

    def spy(self, msg: ForwardMsg):
        if msg.page_config_changed.title:
            found.append(msg.page_config_changed.title)
        enqueue(self, msg)

    monkeypatch.setattr(ScriptRunContext, "enqueue", spy)
    return found


def test_the_tab_says_what_is_open_and_keeps_saying_it_while_the_page_is_drawn_anew(home, names, monkeypatch):
    monkeypatch.setenv("RAG_GENERATOR", "built-in")
    monkeypatch.setenv("RAG_DOCS", str(write_tiny(home)))
    build(load())
    database = talks.open_database(load().data)
    talks.Conversations(database).save("c1", "own", replace(exchange("e1"), question="2019年的\u202e生产总值？"))
    database.close()
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)

    def called(**address):
        for name in list(at.query_params):
            del at.query_params[name]
        for name, value in address.items():
            at.query_params[name] = value
        names.clear()
        run(at)
        return names[0], names[-1]

    assert called() == (tab.NAME, tab.NAME)
    conversation = called(conversation="c1")[1]
    assert conversation == "2019年的 生产总值？ · 问据"
    before, document = called(conversation="c1", doc="公园.txt")
    assert before == conversation and document.endswith(" · 问据") and "公园" in document
    assert called(find="生产总值") == (document, "找“生产总值” · 问据")
    assert called(page="settings")[1] == "设置 · 问据"
