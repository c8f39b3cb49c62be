"""The address says what is shown: each act changes its own part of it and keeps the rest; nonsense names nothing."""

import pytest
from streamlit.testing.v1 import AppTest

from rag.records import Scope
from rag.settings import load
from tests.ui.test_page import TIMEOUT, run
from ui.places import link_of
from ui.state import OpenPlace


def acting(act, *given):
    import streamlit as st

    from ui import state

    st.session_state["back"] = getattr(state, act)(*given)


def done(act, *given, session=(), **query):
    """What an act gives back and the address after it."""
    at = AppTest.from_function(acting, args=(act, *given), default_timeout=TIMEOUT)
    for name, value in query.items():
        at.query_params[name] = value
    for name, value in session:
        at.session_state[name] = value
    at = run(at)
    found = {name: at.query_params[name] for name in at.query_params}
    return at.session_state["back"], {
        name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in found.items()
    }


ALL = {
    **{"collection": "own", "conversation": "c1", "doc": "a.txt", "at": "3-9", "of": "e1", "view": "source"},
    **{"sheet": "2", "in": "a.txt", "years": "2019-2020", "lang": "en"},
}


def test_a_place_is_opened_beside_all_that_is_shown():
    _, address = done("open_place", "b.txt", ((1, 4), (7, 9)), **ALL)
    kept = {name: value for name, value in ALL.items() if name not in ("of", "sheet")}
    assert address == kept | {"doc": "b.txt", "at": link_of(((1, 4), (7, 9)))}
    place, _ = done("place_open", **address)
    assert (place.doc, place.spans, place.beside) == ("b.txt", ((1, 4), (7, 9)), True)


def test_closing_it_leaves_collection_conversation_scope_and_language():
    _, address = done("close_place", **ALL)
    assert address == {name: ALL[name] for name in ("collection", "conversation", "in", "years", "lang")}
    assert done("place_open", **address)[0] is None


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"doc": "a.txt"}, OpenPlace("a.txt", (), 0)),
        ({"doc": "a.txt", "at": "nonsense", "view": "xx", "sheet": "0"}, OpenPlace("a.txt", (), 0)),
        ({"doc": "a.txt", "sheet": "007"}, OpenPlace("a.txt", (), 0)),
        (
            {"doc": "a.txt", "at": "3-9", "view": "page", "sheet": "12", "of": "e1"},
            OpenPlace("a.txt", ((3, 9),), 0, of="e1", paged=True, page=12),
        ),
        ({"doc": "", "at": "3-9"}, None),
    ],
)
def test_a_link_is_read_as_far_as_it_makes_sense(query, place):
    assert done("place_open", **query)[0] == place


@pytest.mark.parametrize(("act", "view"), [("switch_beside", "source"), ("switch_paged", "page")])
def test_a_view_is_switched_on_and_off_and_takes_the_others_place(act, view):
    assert done(act, doc="a.txt")[1] == {"doc": "a.txt", "view": view}
    assert done(act, doc="a.txt", view=view)[1] == {"doc": "a.txt"}
    other = "page" if view == "source" else "source"
    assert done(act, doc="a.txt", view=other)[1]["view"] == view


@pytest.mark.parametrize(
    ("query", "scope"),
    [
        ({}, Scope()),
        ({"in": ["a.txt", "b/", "a.txt", ""]}, Scope(("a.txt", "b/"))),
        ({"in": "a.txt", "years": "2019-2021"}, Scope(("a.txt",), (2019, 2021))),
        ({"years": "2021-2019"}, Scope()),
        ({"years": "since 2019"}, Scope()),
        ({"in": [f"{n}.txt" for n in range(99)]}, Scope(tuple(f"{n}.txt" for n in range(20)))),
    ],
)
def test_where_to_look_is_read_from_the_address(query, scope):
    assert done("scope_named", **query)[0] == scope


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(("a.txt", "b/")), Scope((), (2019, 2020)), Scope(("a",), (1999, 1999))]
)
def test_where_to_look_is_named_so_that_it_reads_back_and_nothing_else_is_lost(scope):
    _, address = done("name_scope", scope, **ALL)
    assert {k: v for k, v in address.items() if k not in ("in", "years")} == {
        k: v for k, v in ALL.items() if k not in ("in", "years")
    }
    assert done("scope_named", **address)[0] == scope and done("has_scope", **address)[0] is True


def test_a_new_conversation_looks_everywhere_and_keeps_the_language():
    _, address = done("open_conversation", load(), "", **ALL, find="粮食")
    assert address == {"collection": "own", "lang": "en"}
    assert done("open_conversation", load(), "c2", **ALL)[1]["conversation"] == "c2"


@pytest.mark.parametrize("named", ["../../etc", "x" * 65, "会话", "a b"])
def test_what_is_no_name_of_a_conversation_names_none(named):
    assert done("conversation_named", conversation=named)[0] == ""
    assert done("conversation_named", conversation="c1")[0] == "c1"


@pytest.mark.parametrize("named", ["../own", "没有", "a/b", "", ".", "x" * 300, "a\x00b"])
def test_a_collection_that_is_not_here_shows_the_servers_own(home, named):
    given = load()
    assert done("settings_shown", given, collection=named)[0] == given
    assert done("is_shown", given, given, collection=named)[0] is (named == "")


def test_rooms_and_finding_are_named_and_left():
    assert done("open_room", "quality", **ALL)[1] | {"page": ""} == {
        **{name: ALL[name] for name in ("collection", "conversation", "in", "years", "lang")},
        "page": "",
    }
    assert "page" not in done("open_room", "", page="settings")[1]
    assert [done("room_named", page=named)[0] for named in ("settings", "quality", "kitchen")] == [
        "settings",
        "quality",
        "",
    ]
    assert done("finding", find="")[0] == "" and done("finding")[0] is None
    assert done("find", "粮食", **ALL)[1] == ALL | {"find": "粮食"}
    assert done("stop_finding", **ALL, find="粮食")[1] == ALL == done("stop_finding", **ALL)[1]


def test_a_wish_waits_until_it_is_done():
    assert done("suggested")[0] is None and done("suggested", session=[("suggested", "问")])[0] == "问"
    assert done("edited")[0] == ("", "") and done("picked")[0] == "" and done("picking")[0] is False
    assert done("picking", session=[("disputed", "e1")])[0] is True


def test_the_same_question_can_be_edited_twice():
    at = AppTest.from_function(acting, args=("edit", "问"), default_timeout=TIMEOUT)
    first = run(at).session_state["edited"]
    second = run(at).session_state["edited"]
    assert first[0] == second[0] == "问" and first[1] != second[1]


def test_what_is_picked_is_cut_where_it_is_very_long():
    at = run(AppTest.from_function(acting, args=("pick", f"  {'字' * 999} "), default_timeout=TIMEOUT))
    assert at.session_state["picked"] == "字" * 300
