"""The page as a whole: what is drawn in which order.

All that needs no model is drawn first; models and index are loaded behind one quiet line, and
what needs them follows. The answer being written comes last, because it alone takes its time.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from rag.errors import IndexNotFoundError, RagError
from rag.settings import Settings
from ui import chat, reader, sidebar, state
from ui.components import FRONTEND
from ui.examples import examples
from ui.texts import Texts

ICON = FRONTEND / "icon.svg"


def draw(settings: Settings, make: Callable[[Settings], state.Asks] = state.make_assistant) -> None:
    """Draw the page.

    Args:
        settings: What to ask, and with what.
        make: Makes the assistant that all sessions share; called once.
    """
    st.html(FRONTEND / "page.css")
    texts = sidebar.head(settings)
    typed = st.chat_input(texts.ask, key="ask", max_chars=settings.question_chars)
    question = typed or state.suggested()
    desk = st.container(horizontal=True, key="desk", horizontal_alignment="center", vertical_alignment="top")
    talk = desk.container(key="talk")
    place = state.place_open()
    reading = desk.container(key="reading") if place is not None else None
    library = st.sidebar.container(key="library")
    sidebar.foot(texts)
    answerer = state.assistant(settings, make)
    with talk:
        ready = _load(answerer, texts)
    with library:
        sidebar.library(settings, answerer if ready else None, texts)
    if not ready:
        return
    if place is not None and reading is not None:
        with reading:
            reader.draw(answerer.index, settings.docs, place, texts)
    with talk:
        if question:
            state.ask(answerer, question)
        asked = state.exchanges()
        if not asked:
            chat.welcome(examples(answerer.index.documents(), texts), texts)
        for exchange in asked:
            chat.draw(exchange, place, texts)


def _load(answerer: state.Asks, texts: Texts) -> bool:
    """Load what answers; where that fails say why and what mends it, and return False."""
    quiet = st.empty()
    quiet.caption(texts.loading)
    try:
        answerer.load()
    except IndexNotFoundError:
        quiet.empty()
        with st.container(border=True, key="no-index"):
            st.markdown(texts.no_index)
            st.caption(texts.no_index_mend)
        return False
    except RagError as error:
        quiet.empty()
        chat.draw_error(error, texts)
        return False
    quiet.empty()
    return True
