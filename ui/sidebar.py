"""The side bar: whose page this is, what it answers from, and bringing that up to date."""

from __future__ import annotations

import streamlit as st

from rag.settings import Settings
from ui.state import Asks
from ui.texts import TEXTS, Language, Texts, language_for

_NAMES = {"zh": "中文", "en": "English"}


def head(settings: Settings) -> Texts:
    """Draw the name; return the words of the language chosen in ``foot``, else of the setting or the browser."""
    chosen: Language | None = st.session_state.get("language")
    texts = TEXTS[chosen or language_for(settings.language, st.context.locale)]
    with st.sidebar, st.container(key="brand"):
        st.title(texts.name, anchor=False)
    return texts


def foot(texts: Texts) -> None:
    """Draw the language switch."""
    with st.sidebar, st.container(key="foot"):
        st.segmented_control(
            texts.language_label,
            list(TEXTS),
            default=texts.language,
            format_func=_NAMES.__getitem__,
            required=True,
            key="language",
            label_visibility="collapsed",
        )


def library(settings: Settings, answerer: Asks | None, texts: Texts) -> None:
    """Draw what is indexed, and the buttons that bring it up to date."""
    st.caption(texts.documents)
