"""The side bar: whose page this is, what it answers from, and in which language it speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.settings import Settings
from ui import folders, library
from ui.texts import TEXTS, Language, Texts, language_for

if TYPE_CHECKING:
    from rag.index.index import Index

_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


def head(settings: Settings) -> Texts:
    """Draw the name; return the words of the language chosen in ``foot``, else of the setting or the browser."""
    chosen: Language | None = st.session_state.get("language")
    texts = TEXTS[chosen or language_for(settings.language, st.context.locale)]
    with st.sidebar, st.container(key="brand"):
        st.title(texts.name, anchor=False)
    return texts


def body(settings: Settings, index: Index, texts: Texts) -> DeltaGenerator:
    """Draw what is indexed, its documents, and the buttons that bring it up to date.

    Returns:
        The place of ``library.freshness``, which takes a look at every file and is drawn last.
    """
    st.caption(texts.documents)
    library.describe(settings, index, texts)
    fresh = st.container(key="fresh")
    library.buttons(settings, texts)
    library.progress(settings, texts, serving=True)
    library.not_read(index, texts)
    library.documents(index, texts)
    return fresh


def foot(given: Settings, shown: Settings, texts: Texts) -> None:
    """Draw what leads to another folder, and the language switch."""
    with st.sidebar, st.container(key="foot"):
        folders.control(given, shown, texts)
        st.segmented_control(
            texts.language_label,
            list(TEXTS),
            default=texts.language,
            format_func=_NAMES.__getitem__,
            required=True,
            key="language",
            label_visibility="collapsed",
        )
