"""The side bar: whose page this is, what it answers from, and bringing that up to date."""

from __future__ import annotations

import streamlit as st

from rag.settings import Settings
from ui.state import Asks
from ui.texts import TEXTS, Language, Texts, language_for


def head(settings: Settings) -> Texts:
    """Draw name and language switch; return the words of the language chosen."""
    default = language_for(settings.language, st.context.locale)
    chosen: Language = st.session_state.get("language") or default
    texts = TEXTS[chosen]
    with st.sidebar, st.container(key="brand"):
        st.title(texts.name, anchor=False)
    return texts


def library(settings: Settings, answerer: Asks | None, texts: Texts) -> None:
    """Draw what is indexed, and the buttons that bring it up to date."""
    st.caption(texts.documents)
