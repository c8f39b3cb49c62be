"""The settings as a page of their own: who answers, and the reader's own words.

Drawn without any model or index, so that a choice that does not work can be taken back here.
"""

from __future__ import annotations

import streamlit as st

from rag.settings import Settings, fixed
from ui import endpoint, gate, local_models, own_words, state
from ui.choosing import head, outcome, use
from ui.models import composing
from ui.settings_texts import SettingsTexts, settings_texts
from ui.texts import Texts


def draw(settings: Settings, texts: Texts) -> None:
    """Draw the settings of this server.

    Args:
        settings: Those in force, of the collection that is shown.
        texts: The words of the page.
    """
    words = settings_texts(texts)
    with st.container(key="settings"):
        st.button(
            words.back, key="back", type="tertiary", icon=":material/arrow_back:", on_click=state.open_room, args=("",)
        )
        st.title(words.settings, anchor=False)
        if not gate.manages():
            _seen(settings, words)
            return
        _who(settings, texts, words)
        own_words.draw(settings, texts, words)


def _seen(settings: Settings, words: SettingsTexts) -> None:
    """Draw who answers, for those who do not choose it."""
    st.header(words.who, anchor=False)
    now = composing(settings).generator
    name = {"local": words.local, "endpoint": words.endpoint}.get(now, words.built_in)
    with st.container(border=True, key="who-answers"):
        head(name, words, used=True, key=now)
    with st.container(key="fixed-open"):
        st.text(words.fixed_open)


def _who(settings: Settings, texts: Texts, words: SettingsTexts) -> None:
    """Draw the three that may answer, the one in use marked."""
    st.header(words.who, anchor=False)
    st.caption(words.who_note)
    held = fixed()
    if held:
        with st.container(key="fixed"):
            st.text(words.fixed.format(names=texts.listed.join(held)))
    outcome(texts, words)
    now = composing(settings)
    with st.container(border=True, key="who-built-in"):
        head(words.built_in, words, used=now.generator == "built-in", key="built-in")
        st.caption(words.built_in_note)
        if now.generator != "built-in":
            use(words.use, settings, held, key="use-built-in", generator="built-in")
    with st.container(border=True, key="who-local"):
        head(words.local, words, used=now.generator == "local", key="local")
        st.caption(words.local_note)
        local_models.draw(settings, now, held, texts, words)
    with st.container(border=True, key="who-endpoint"):
        head(words.endpoint, words, used=now.generator == "endpoint", key="endpoint")
        st.caption(words.endpoint_note)
        endpoint.draw(settings, now, held, texts, words)
