"""The reader's dictionary and synonyms, edited on the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from rag.errors import ConfigFileError, RagError
from rag.library import own_words
from rag.settings import Settings
from ui.settings_texts import SettingsTexts
from ui.texts import Texts


def draw(settings: Settings, texts: Texts, words: SettingsTexts) -> None:
    """Draw both texts, each with its button."""
    st.header(words.words, anchor=False)
    _edited(
        "dictionary",
        settings.dictionary,
        (words.dictionary, words.dictionary_note, words.words_saved),
        own_words.save_dictionary,
        texts,
        words,
    )
    _edited(
        "synonyms",
        settings.synonyms,
        (words.synonyms, words.synonyms_note, words.synonyms_saved),
        own_words.save_synonyms,
        texts,
        words,
    )


def _edited(
    key: str,
    path: Path,
    said: tuple[str, str, str],
    save: Callable[[Path, str, str], None],
    texts: Texts,
    words: SettingsTexts,
) -> None:
    """Draw one text; what it was when it was first drawn is kept, so that nobody else's change is written over."""
    name, note, saved = said
    try:
        before = st.session_state.setdefault(f"{key}-before", own_words.read(path))
    except ConfigFileError as error:
        with st.container(border=True, key=f"{key}-unreadable"):
            st.text(texts.hint(error))
        return
    st.subheader(name, anchor=False)
    st.caption(note)
    with st.form(f"{key}-form", border=False):
        text = st.text_area(name, before, key=f"{key}-text", height=180, label_visibility="collapsed")
        if not st.form_submit_button(words.save, key=f"{key}-save"):
            return
    try:
        save(path, text, before)
    except own_words.ChangedElsewhereError:
        line = words.changed_elsewhere
    except RagError as error:
        line = texts.hint(error)
    else:
        st.session_state[f"{key}-before"] = text
        line = saved
    with st.container(key=f"{key}-said"):
        st.text(line)
