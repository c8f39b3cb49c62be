"""An action that fails says why, once, on whichever page it was clicked; a fault of ours is not hidden."""

import pytest

from rag.errors import DataFolderError, IndexCorruptError, RagError
from rag.index.index import Index
from rag.jobs import Jobs
from rag.library.conversations import Conversations
from rag.settings import load
from tests.library.exchanges import exchange
from tests.ui.rooms import click, drawn
from tests.ui.test_conversations import kept
from tests.ui.test_conversations import page as whole_page
from tests.ui.test_page import keys, run, texts
from ui import edge


def acting(fails, language="zh"):
    import streamlit as st

    from ui import edge
    from ui.texts import TEXTS

    @edge.told
    def act():
        if fails is not None:
            raise fails

    edge.draw(TEXTS[language])
    st.button("act", key="act", on_click=act)


def test_it_is_said_once_in_the_pages_language():
    error = RagError("it broke", hint="坏了", hint_en="It broke", mends=("update",))
    at = click(drawn(acting, fails=error), "act")
    assert texts(at) == ["坏了；请点“更新”。"] and texts(run(at)) == []
    assert texts(click(drawn(acting, fails=error, language="en"), "act")) == ["It broke. Press “Update”."]


def test_nothing_is_said_of_what_went_well_and_a_fault_of_ours_is_not_hidden():
    assert texts(click(drawn(acting, fails=None), "act")) == []
    with pytest.raises(ZeroDivisionError):
        edge.told(lambda: 1 / 0)()


def refuses(*_, **__):
    raise DataFolderError(load().data, OSError(28, "full"))


def test_a_page_whose_folder_cannot_be_written_to_says_so_and_stands(home, monkeypatch):
    (home / "docs" / "a.txt").write_text("一份资料。", encoding="utf-8")
    monkeypatch.setattr(Jobs, "start", refuses)
    at = click(run(whole_page()), "update")
    assert any("磁盘已满" in text for text in texts(at)) and at.chat_input(key="ask")


@pytest.mark.parametrize(
    ("query", "stands"),
    [
        ({"doc": "2019年统计公报.txt"}, "examples"),
        ({"doc": "2019年统计公报.txt", "find": "蔬菜"}, "scope-bar"),
        ({"in": "2019年统计公报.txt"}, "drafts"),
    ],
)
def test_an_index_whose_file_breaks_while_it_is_open_is_said_and_the_rest_of_the_page_stands(
    home, monkeypatch, query, stands
):
    def broken(self, name):
        raise IndexCorruptError("index", f"{name}: malformed", hint="索引无法读取", mends=("rebuild",))

    at = run(whole_page())
    monkeypatch.setattr(Index, "document", broken)
    for name, value in query.items():
        at.query_params[name] = value
    at = run(at)
    assert "索引无法读取；请点“全部重建”。" in texts(at)
    assert keys(at, stands) and at.chat_input and at.button(key="open-settings")


def test_a_conversation_that_cannot_be_brought_back_is_not_lost_sight_of(home, monkeypatch):
    at = click(run(whole_page(kept(exchange("e1")))), "delete-talk")
    with monkeypatch.context() as patch:
        patch.setattr(Conversations, "restore", refuses)
        at = click(at, "undo-delete")
        assert any("磁盘已满" in text for text in texts(at))
    at = click(at, "undo-delete")
    assert [m.text[0].value for m in at.chat_message if m.name == "user"] == ["2019年的生产总值？"]
