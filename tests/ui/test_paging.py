"""A long list by pages: turned to its ends and no further, and never left beyond what it has become."""

import pytest

from tests.ui.rooms import click, drawn, labels, resting
from tests.ui.test_page import run, texts


def listing(total, language="zh"):
    import streamlit as st

    from ui import paging
    from ui.texts import TEXTS

    page, pages = paging.page_of("list", st.session_state.get("total", total), 10)
    st.text(f"page {page}")
    paging.turn("list", page, pages, TEXTS[language])


@pytest.mark.parametrize("total", [0, 1, 10])
def test_one_page_has_nothing_to_turn(total):
    at = drawn(listing, total=total)
    assert texts(at) == ["page 0"] and not labels(at)


def test_pages_are_turned_to_both_ends():
    at = drawn(listing, total=21)
    assert texts(at) == ["page 0", "1 / 3"] and labels(at) == {"list-back": "上一页", "list-on": "下一页"}
    assert resting(at) == {"list-back"}
    at = click(at, "list-on")
    assert texts(at) == ["page 1", "2 / 3"] and resting(at) == set()
    at = click(at, "list-on")
    assert texts(at) == ["page 2", "3 / 3"] and resting(at) == {"list-on"}
    assert texts(click(at, "list-back")) == ["page 1", "2 / 3"]


def test_a_list_that_became_shorter_shows_its_last_page():
    at = click(click(drawn(listing, total=30), "list-on"), "list-on")
    at.session_state["total"] = 11
    assert texts(run(at)) == ["page 1", "2 / 2"]


def test_the_buttons_are_english_on_an_english_page():
    assert labels(drawn(listing, total=11, language="en")) == {"list-back": "Earlier", "list-on": "Later"}
