"""Conversations with other collections: counted, listed with their folder, searched, opened where they were."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rag.build import build
from rag.library.collections import index_name
from rag.settings import load
from tests.conftest import write_tiny
from tests.library.exchanges import exchange
from tests.ui.rooms import captions, chinese, labels
from tests.ui.test_page import TIMEOUT, component, run, scripted_page, texts
from ui import talks


def listing(language="zh"):
    import streamlit as st

    from rag.settings import load
    from ui import elsewhere, state
    from ui.texts import TEXTS

    given = load()
    shown = state.settings_shown(given)
    st.text(f"shown {shown.index.name}")
    elsewhere.control(given, shown, TEXTS[language])
    elsewhere.dialog(given, shown, TEXTS[language])


@pytest.fixture
def other(home):
    """A folder with an index, beside the server's own."""
    docs = write_tiny(home / "别处")
    settings = replace(load(), docs=docs, index=home / "indexes" / index_name(docs))
    build(settings)
    return settings


def kept(collection, conversation, question, said="全市生产总值6606亿元。"):
    database = talks.open_database(load().data)
    talks.Conversations(database).save(conversation, collection, exchange(f"e-{conversation}", question, said))
    database.close()


def page(language="zh"):
    return AppTest.from_function(listing, kwargs={"language": language}, default_timeout=TIMEOUT)


def items(at):
    return component(at, "elsewhere-list")["items"]


def test_a_conversation_with_another_folder_is_found_and_listed_with_it(other):
    kept("own", "c0", "在这里问的")
    kept(other.index.name, "c1", "生产总值是多少？")
    kept(other.index.name, "c2", "谁是馆长？", "馆长是王刚。")
    at = run(page())
    assert labels(at)["elsewhere"] == "问其他资料的对话（2）"
    assert [title for title, _ in items(at)] == ["谁是馆长？", "生产总值是多少？"], "not those that are listed already"
    assert all(about.startswith(other.docs.name) for _, about in items(at)), "each says which folder it is with"
    at.text_input(key="elsewhere-search").set_value("王刚")
    at = run(at)
    assert [title for title, _ in items(at)] == ["谁是馆长？"] and "馆长是王刚" in items(at)[0][1]


def test_the_page_leads_to_a_conversation_with_another_folder(other):
    kept(other.index.name, "c1", "生产总值是多少？")
    at = run(AppTest.from_function(scripted_page, default_timeout=TIMEOUT))
    assert "elsewhere" in labels(at)
    at.query_params["collection"], at.query_params["conversation"] = other.index.name, "c1"
    at = run(at)
    assert "elsewhere" not in labels(at) and "生产总值是多少？" in texts(at)


def opening():
    import streamlit as st

    from rag.settings import load
    from ui import elsewhere, state, talks
    from ui.texts import TEXTS

    given = load()
    shown = state.settings_shown(given)
    if not st.session_state.get("clicked"):
        st.session_state["clicked"] = True
        (one,) = talks.conversations(shown).elsewhere("own")
        elsewhere._choose(given, one, elsewhere._known(given))
    elsewhere.dialog(given, shown, TEXTS["zh"])


def test_a_click_shows_its_collection_and_names_it_in_the_address(other):
    kept(other.index.name, "c1", "生产总值是多少？")
    at = run(AppTest.from_function(opening, default_timeout=TIMEOUT))
    assert at.query_params["collection"] in (other.index.name, [other.index.name])
    assert at.query_params["conversation"] in ("c1", ["c1"])


def test_one_whose_index_is_gone_says_so_and_can_be_taken_along(home):
    kept("旧资料-0123abcd", "c1", "生产总值是多少？")
    at = run(AppTest.from_function(opening, default_timeout=TIMEOUT))
    assert items(at)[0][1].startswith("旧资料（索引已不在） · ")
    assert any("“生产总值是多少？”问的是“旧资料”" in said for said in texts(at))
    assert at.get("download_button") and "collection" not in at.query_params


def test_nothing_is_drawn_where_there_are_none_and_english_is_english(home):
    at = run(page("en"))
    assert labels(at) == {} and captions(at) == ["None found."] and not chinese(at)
    kept("old-0123abcd", "c1", "What is it?")
    at = run(page("en"))
    assert labels(at) == {"elsewhere": "Conversations with other documents (1)"} and not chinese(at)
    assert items(at)[0][1].startswith("old (no index any more) · ")
