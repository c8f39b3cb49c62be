"""The side bar: whose page this is, what it answers from and how that stands, another folder, and the language."""

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


def body(given: Settings, settings: Settings, texts: Texts) -> tuple[DeltaGenerator, DeltaGenerator, DeltaGenerator]:
    """Draw the folder and what of it is indexed, before any model is loaded and whether or not an index serves.

    Returns:
        The places of ``library.freshness``, which looks at every file and is drawn last; of the buttons; and of what
        the open index says.
    """
    with st.sidebar.container(key="library"):
        st.caption(texts.documents)
        library.facts(settings, library.built(settings), texts)
        fresh = st.container(key="fresh")
        buttons = st.container(key="building")
        folders.control(given, settings, texts, key="change-folder")
        return fresh, buttons, st.container(key="indexed")


def indexed(index: Index, texts: Texts) -> None:
    """Draw what the open index says: what to know of it, the files it lacks, its documents."""
    library.warning(index)
    library.not_read(index, texts)
    library.documents(index, texts)


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
