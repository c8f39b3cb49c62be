"""From place to place: no step leads beyond an end."""

import streamlit as st

from rag.encode.load import load_static
from rag.index.index import Index
from rag.records import Scope
from rag.search.find import Finder
from rag.settings import Settings
from rag.text.words import Segmenter
from tests.ui.scripted import document
from ui import state, steps


def test_places_that_were_found_are_stepped_through_in_order():
    index = Index.in_memory([document()], [], load_static(Settings()), Segmenter())
    finder, shown = Finder(index), []
    places = finder.find("蔬菜", most=50).places
    here = state.OpenPlace(places[0].doc, places[0].spans, 0)
    assert steps.of_found(finder, "粮食", Scope(), here) is None
    found = steps.of_found(finder, "蔬菜", Scope(), here, shown.append)
    assert (found.at, found.total) == (1, 29)
    st.query_params.clear()
    found.go(-1)
    assert "at" not in st.query_params and shown == []
    found.go(1)
    assert state.place_open().spans == places[1].spans and shown == [1]
    last = steps.of_found(finder, "蔬菜", Scope(), state.OpenPlace(places[28].doc, places[28].spans, 0))
    last.go(1)
    assert state.place_open().spans == places[1].spans
