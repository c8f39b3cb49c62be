"""The side bar: whose page this is, what it answers from and how that stands, another folder, and the language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rag.records import Language
from rag.settings import Settings
from ui import building, components, edge, folders, gate, library, models, report, state, uploads
from ui.frame_texts import frame_texts
from ui.index_texts import index_texts
from ui.quality_texts import quality_texts
from ui.settings_texts import settings_texts
from ui.texts import TEXTS, Texts, language_for

if TYPE_CHECKING:
    from rag.index.index import Index

_NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


def head(settings: Settings) -> Texts:
    """Draw the name; return the words of the language chosen in ``foot`` or the address, else as before."""
    chosen: Language | None = st.session_state.get("language") or state.language_named()
    texts = TEXTS[chosen or language_for(settings.language, st.context.locale)]
    with st.sidebar, st.container(key="brand"):
        st.title(texts.name, anchor=False)
        components.frame(texts.language, frame_texts(texts.language), key="frame")
    return texts


@dataclass(frozen=True, slots=True)
class Places:
    """Where the side bar draws what is known later than the folder.

    Attributes:
        talks: The conversations; the one asked just now is among them, so that they are drawn after asking.
        facts: How much is indexed, and since when.
        fresh: How files and index stand to each other; it takes a look at every file and is drawn last.
        build: How a build is doing.
        indexed: What the open index says.
    """

    talks: DeltaGenerator
    facts: DeltaGenerator
    fresh: DeltaGenerator
    build: DeltaGenerator
    indexed: DeltaGenerator


def body(given: Settings, settings: Settings, texts: Texts) -> Places:
    """Draw the folder and what of it is indexed, before any model is loaded and whether or not an index serves."""
    talks = st.sidebar.container(key="talks")
    with st.sidebar.container(key="library"):
        st.caption(index_texts(texts).documents)
        library.folder(settings)
        folders.control(given, settings, texts, key="change-folder")
        uploads.control(given, settings, texts)
        folders.note(given, settings, texts)
        facts = st.container(key="facts").empty()
        with facts:
            library.facts(library.built(settings), texts)
        models.where_text_goes(settings, texts)
        fresh = st.container(key="standing")
        building.buttons(settings, texts)
        edge.draw(texts)
        building.way_back(settings, texts)
        return Places(talks, facts, fresh, st.container(key="progress"), st.container(key="indexed"))


def indexed(settings: Settings, index: Index, texts: Texts) -> None:
    """Draw what the open index says: what to know of it, the files it lacks, its documents, what the build did."""
    library.warning(index, texts)
    library.not_read(index, texts)
    library.documents(index, texts)
    report.button(settings.index, index.manifest, texts)


def foot(texts: Texts) -> None:
    """Draw what leads to the settings, and the language switch."""
    with st.sidebar, st.container(key="foot"):
        with st.container(horizontal=True, key="rooms"):
            st.button(
                settings_texts(texts).settings,
                key="open-settings",
                type="tertiary",
                icon=":material/tune:",
                on_click=state.open_room,
                args=("settings",),
            )
            if gate.manages():  # among what was missed are questions that readers asked
                st.button(
                    quality_texts(texts).quality,
                    key="open-quality",
                    type="tertiary",
                    icon=":material/monitoring:",
                    on_click=state.open_room,
                    args=("quality",),
                )
        gate.leave(texts)
        st.segmented_control(
            texts.language_label,
            list(TEXTS),
            default=texts.language,
            format_func=_NAMES.__getitem__,
            required=True,
            key="language",
            on_change=state.name_language,
            label_visibility="collapsed",
        )
