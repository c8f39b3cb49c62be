"""The page as a whole: what is drawn in which order.

All that needs no model is drawn first; models and index are loaded behind one quiet line, and
what needs them follows. The answer being written comes last, because it alone takes its time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from rag import threads
from rag.errors import ConfigError, IndexStoreError, RagError
from rag.settings import Settings, load
from ui import chat, library, reader, sidebar, state
from ui.components import FRONTEND
from ui.examples import examples_of
from ui.texts import TEXTS, Texts, language_for

if TYPE_CHECKING:
    from rag.index.index import Index

ICON = FRONTEND / "icon.svg"


def show() -> None:
    """Draw the page with the settings in force; where these are wrong, what mends them."""
    try:
        settings = load()
    except ConfigError as error:
        chat.draw_error(error, TEXTS[language_for("auto", st.context.locale)])
        return
    threads.limit(settings.threads)
    draw(settings)


def draw(settings: Settings, make: Callable[[Settings], state.Asks] = state.make_assistant) -> None:
    """Draw the page.

    Args:
        settings: What to ask, and with what.
        make: Makes the assistant that all sessions share; called once.
    """
    st.html(FRONTEND / "page.css")
    texts = sidebar.head(settings)
    desk = st.container(horizontal=True, key="desk", horizontal_alignment="center", vertical_alignment="top")
    column = desk.container(key="column")
    talk = column.container(key="talk")
    with column.container(key="ask-box"):
        # No max_chars: it would cut a longer question without a word, where the assistant says what to do.
        typed = st.chat_input(texts.ask, key="ask")
    question = typed or state.suggested()
    place = state.place_open()
    reading = desk.container(key="reading") if place is not None else None
    body = st.sidebar.container(key="library")
    sidebar.foot(texts)
    answerer = state.assistant(settings, make)
    with talk:
        index = _load(settings, answerer, texts)
    if index is None:
        return
    with body:
        fresh = sidebar.body(settings, index, texts)
    if place is not None and reading is not None:
        with reading:
            reader.draw(index, library.documents_folder(index), place, texts)
    with talk:
        if question:
            state.ask(answerer, question, texts.language)
        asked = state.exchanges()
        if not asked:
            chat.welcome(examples_of(index, texts), texts)
        for exchange in asked:
            chat.draw(exchange, place, texts, new=bool(question) and exchange is asked[-1])
    with fresh:
        library.freshness(settings, index, texts)


def _load(settings: Settings, answerer: state.Asks, texts: Texts) -> Index | None:
    """Return the index in use, models loaded beside it; where that fails say why and what mends it."""
    quiet = st.empty()
    quiet.caption(texts.loading)
    try:
        answerer.load()
        answerer.refresh()
        return answerer.index
    except IndexStoreError as error:
        library.missing(settings, error, texts)
    except RagError as error:
        chat.draw_error(error, texts)
    finally:
        quiet.empty()
    return None
