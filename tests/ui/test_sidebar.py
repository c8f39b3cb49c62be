"""The side bar by itself: whose page, which language, what leads elsewhere, and what stands there before an index."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from rag.records import Hint
from rag.settings import load
from tests.ui.rooms import captions, chinese, click, drawn, labels
from tests.ui.test_page import TIMEOUT, component, run, texts
from ui import gate


def side(settings):
    from ui import sidebar

    texts = sidebar.head(settings)
    sidebar.body(settings, settings, texts)
    sidebar.foot(texts)


def indexed(index, language="zh"):
    from rag.settings import load
    from ui import sidebar
    from ui.texts import TEXTS

    sidebar.indexed(load(), index, TEXTS[language])


def page(**query):
    at = AppTest.from_function(side, kwargs={"settings": load()}, default_timeout=TIMEOUT)
    for name, value in query.items():
        at.query_params[name] = value
    return at


def test_it_says_whose_page_it_is_and_what_is_not_there_yet(home):
    at = drawn(side, settings=load())
    assert [title.value for title in at.sidebar.title] == ["问据"]
    assert captions(at)[0] == "资料" and {"docs", str(home / "docs"), "还没有建立索引"} <= set(texts(at))
    assert {"change-folder", "upload", "update", "open-settings", "open-quality"} <= set(labels(at))
    assert not at.main.text, "all of it stands in the side bar"


@pytest.mark.parametrize(
    ("setting", "locale", "address", "said"),
    [
        ("auto", "zh-CN", None, "资料"),
        ("auto", "en-GB", None, "Documents"),
        ("zh", "en-GB", None, "资料"),
        ("zh", "en-GB", "en", "Documents"),
        ("auto", "zh-CN", "xx", "资料"),
    ],
)
def test_its_language_is_that_of_the_address_then_the_setting_then_the_browser(
    home, monkeypatch, setting, locale, address, said
):
    monkeypatch.setenv("RAG_LANGUAGE", setting)
    at = page(**({"lang": address} if address else {}))
    at.context = {"locale": locale}
    at = run(at)
    assert captions(at)[0] == said
    assert component(at, "frame")["language"] == ("zh" if said == "资料" else "en")


def test_no_word_is_chinese_on_an_english_page_but_the_name_and_the_switch(home):
    at = run(page(lang="en"))
    assert chinese(at) == ["问据 Wenju"]
    assert [option.content for option in at.get_by_key("language").proto.options] == ["中文", "English"]


def test_the_switch_names_the_language_in_the_address_and_is_obeyed(home):
    at = run(page())
    at.get_by_key("language").set_value("en")
    at = run(at)
    assert captions(at)[0] == "Documents" and at.query_params["lang"] in ("en", ["en"])


@pytest.mark.parametrize("room", ["settings", "quality"])
def test_it_leads_to_the_rooms(home, room):
    at = click(run(page(doc="a.txt", conversation="c1")), f"open-{room}")
    assert at.query_params["page"] in (room, [room])
    assert "doc" not in at.query_params and at.query_params["conversation"] in ("c1", ["c1"])


def test_whoever_does_not_manage_the_documents_is_offered_nothing_of_that(home, monkeypatch):
    monkeypatch.setattr(gate, "manages", lambda: False)
    at = drawn(side, settings=load())
    assert set(labels(at)) == {"open-settings"} and str(home / "docs") not in texts(at)


def test_where_text_leaves_the_machine_stands_there(home, monkeypatch):
    monkeypatch.setenv("RAG_ENDPOINT", "https://far.example.org/v1")
    assert any("far.example.org" in text and "离开这台机器" in text for text in texts(drawn(side, settings=load())))
    assert chinese(run(page(lang="en"))) == ["问据 Wenju"]


def test_what_an_open_index_says_is_listed_below(home):
    manifest = SimpleNamespace(documents=(), generation="")
    document = SimpleNamespace(title="关于开放的通报")
    index = SimpleNamespace(
        manifest=manifest, generation="g", names=lambda: ("a.txt",), document=lambda name: document, warning=None
    )
    at = drawn(indexed, index=index)
    assert texts(at) == [] and component(at, "open-document")["items"] == [["关于开放的通报", "a.txt"]]
    index.warning, manifest.generation = Hint("坏了", "Broken", ("update",)), "g"
    at = drawn(indexed, index=index, language="en")
    assert texts(at) == ["Broken. Press “Update”."] and list(labels(at)) == ["report"]
