"""A choice on the settings page: what is in use, the button that changes it, and how keeping it went."""

from __future__ import annotations

import streamlit as st

from rag.settings import Settings, choose
from ui import edge, gate
from ui.settings_texts import SettingsTexts
from ui.texts import Texts


def head(name: str, words: SettingsTexts, *, used: bool, key: str) -> None:
    """Draw a name, and beside it whether this is what answers."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"head-{key}"):
        st.subheader(name, anchor=False, width="content")
        if used:
            st.badge(words.in_use, color="green", icon=":material/check:")


def use(label: str, settings: Settings, held: tuple[str, ...], *, key: str, **values: str) -> None:
    """Draw the button that makes something answer; it rests where the choice is another's: see ``settings_page``."""
    resting = not gate.manages() or any(f"RAG_{name.upper()}" in held for name in values)
    st.button(label, key=key, disabled=resting, on_click=_choose, args=(settings, values))


@gate.owners
@edge.told
def _choose(settings: Settings, values: dict[str, str]) -> None:
    choose(settings.data, **values)
    st.session_state["chosen"] = True


def outcome(texts: Texts, words: SettingsTexts) -> None:
    """Say once how keeping a choice, or what else was clicked here, went."""
    edge.draw(texts)
    if st.session_state.pop("chosen", False):
        with st.container(key="choice-kept"):
            st.text(words.saved)
