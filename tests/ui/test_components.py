"""What a component of ours hands to the browser, and what of its clicks is passed on: a number in range, once."""

import pytest

from tests.ui.rooms import drawn
from tests.ui.test_page import component


def choices(items):
    import streamlit as st

    from ui import components

    calls = st.session_state.setdefault("called", [])
    components.choices(items, key="c", label="资料", look="list", on_choose=calls.append, current=1)


def calling(sent):
    """A click as Streamlit tells of it: what the component sent stands under its key."""
    from types import SimpleNamespace

    import streamlit as st

    from ui import components

    st.session_state["component"] = SimpleNamespace(open=sent)
    calls = st.session_state.setdefault("called", [])
    components._calling("component", "open", calls.append)()


def all_of_them(calls):
    from ui import components

    mark = {"n": 1, "label": "引用 1", "where": "题", "quote": "<b>字</b>"}
    sentence = {"segments": [("<script>", False)], "marks": [mark], "verdict": "supported", "item": False}
    components.dress()
    components.sentence({**sentence, "note": "", "gloss": "", "open": 0}, key="sentence", on_open=calls.append)
    components.table(["文件"], [{"look": "bad", "cells": ["$x$ *y*"]}], key="table", label="报告")
    components.hits({"hits": []}, key="hits", on_open=calls.append)
    components.arrival(key="arrival")
    components.frame("zh", {"Browse files": "选文件"}, key="frame")
    components.drafts("<img src=x>", "1", key="drafts")
    components.focus("password", key="focus")
    components.remember("name", "value", 60, key="remember")


def turned(text):
    from ui import components

    components.choices([(text, text)], key="choices", label=text, look="list", on_choose=print)
    components.table([text], [{"look": "", "cells": [text]}], key="table", label=text)
    sentence = {"segments": [(text, False)], "marks": [{"n": 1, "label": text, "where": text, "quote": text}]}
    kept = {"verdict": "supported", "item": False, "note": "", "gloss": "", "open": 0}
    components.sentence({**sentence, **kept}, key="sentence", on_open=print)


def test_marks_that_turn_the_direction_of_writing_are_shown_and_not_carried_out():
    at = drawn(turned, text="\u202egpj.\u2066名\u200f")
    for key in ("choices", "table", "sentence"):
        said = str(component(at, key))
        assert "\ufffdgpj.\ufffd名\ufffd" in said and "u202e" not in said and "\u202e" not in said


@pytest.mark.parametrize(("sent", "called"), [(3, [3]), (2.0, [2]), (True, [1]), (None, []), ("3", []), ({}, [])])
def test_a_click_is_passed_on_where_it_is_a_number_or_a_plain_yes(sent, called):
    assert drawn(calling, sent=sent).session_state["called"] == called


@pytest.mark.parametrize(("name", "trigger"), [("choices", "on_choose_change"), ("actions", "on_act_change")])
def test_a_position_that_no_line_has_is_not_passed_on(monkeypatch, name, trigger):
    from types import SimpleNamespace

    from ui import components

    given, chosen = {}, []
    monkeypatch.setattr(components, f"_{name.upper()}", lambda **data: given.update(data))
    if name == "choices":
        components.choices([("a", ""), ("b", "")], key="k", label="", look="list", on_choose=chosen.append)
    else:
        items = [("copy", "复制", None), ("edit", "改", None)]
        data = {"items": items, "label": "", "text": "", "copy": "", "copied": ""}
        components.actions(data, key="k", on_act=chosen.append)
    for sent in (-1, 2, 99, 1):
        monkeypatch.setattr(components.st, "session_state", {"k": SimpleNamespace(choose=sent, act=sent)})
        given[trigger]()
    assert chosen == [1 if name == "choices" else "edit"]


def test_lines_go_to_the_browser_as_they_are():
    at = drawn(choices, items=[("<b>甲</b>", "*a*"), ("乙", "")])
    assert component(at, "c") == {
        "items": [["<b>甲</b>", "*a*"], ["乙", ""]],
        "label": "资料",
        "look": "list",
        "current": 1,
    }


def test_nothing_that_documents_or_people_wrote_is_html_of_the_page():
    at = drawn(all_of_them, calls=[])
    assert component(at, "sentence")["marks"][0]["quote"] == "<b>字</b>"
    assert component(at, "table")["rows"] == [{"look": "bad", "cells": ["$x$ *y*"]}]
    assert component(at, "drafts") == {"text": "<img src=x>", "id": "1"}
    assert component(at, "remember") == {"name": "name", "value": "value", "seconds": 60}
    html = [element.proto.body for element in at.get("html")]
    assert len(html) == 2 and not any("<script" in part or "<img" in part for part in html)
    drawn_so = {element.key for element in at.get("bidi_component")}
    assert drawn_so == {"sentence", "table", "hits", "arrival", "frame", "drafts", "focus", "remember"}
