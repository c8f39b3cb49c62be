"""The reader's dictionary and synonyms, edited on the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import ConfigFileError, RagError
from rag.jobs import Jobs
from rag.library import own_words
from rag.settings import Settings
from rag.text.words import Segmenter
from ui import assistants, building, edge, gate
from ui.settings_texts import SettingsTexts
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.library.new_words import Proposal


def draw(settings: Settings, texts: Texts, words: SettingsTexts) -> None:
    """Draw both texts, each with its button, and what the dictionary lacks and leaves to be done."""
    st.header(words.words, anchor=False)
    _edited(
        "dictionary",
        settings.dictionary,
        (words.dictionary, words.dictionary_note, words.words_saved),
        own_words.save_dictionary,
        texts,
        words,
    )
    _behind(settings, words)
    _proposals(settings, texts, words)
    _edited(
        "synonyms",
        settings.synonyms,
        (words.synonyms, words.synonyms_note, words.synonyms_saved),
        own_words.save_synonyms,
        texts,
        words,
    )


def _behind(settings: Settings, words: SettingsTexts) -> None:
    """Say that the index was built with another dictionary, and offer the mend; the side bar says how a build is."""
    if not own_words.is_behind(settings):
        return
    with st.container(key="words-behind", horizontal=True, vertical_alignment="center"):
        st.text(words.stale, width="content")
        jobs = Jobs(settings)
        resting = building.is_running(jobs.status()) or not settings.docs.is_dir()
        st.button(words.update, key="update-words", disabled=resting, on_click=_update, args=(jobs,))


@gate.owners
@edge.told
def _update(jobs: Jobs) -> None:
    jobs.start()


def _proposals(settings: Settings, texts: Texts, words: SettingsTexts) -> None:
    """Draw the words that the documents say often and searching cuts apart, once they were asked for."""
    with st.container(key="words-proposed"):
        if st.button(words.propose, key="propose", type="tertiary", icon=":material/travel_explore:"):
            with st.spinner(words.proposing):
                st.session_state["proposed"] = _proposed(settings)
        found: list[Proposal] | RagError | None = st.session_state.get("proposed")
        if found is None:
            return
        if isinstance(found, RagError):
            st.text(texts.hint(found))
            return
        if not found:
            st.caption(words.proposed_none)
            return
        # Nothing but Han characters stands in a proposal: the labels are Markdown.
        labels = {one.word: f"{one.word} {one.count}" for one in found}
        st.caption(words.proposed_note)
        chosen = st.pills(
            words.propose,
            list(labels),
            selection_mode="multi",
            format_func=labels.__getitem__,
            key="proposals",
            label_visibility="collapsed",
        )
        st.button(
            words.take_words, key="take-words", disabled=not chosen, on_click=_take, args=(settings, texts, words)
        )


def _proposed(settings: Settings) -> list[Proposal] | RagError:
    """Return the proposals of the collection that is shown, or why its documents or the dictionary cannot be read."""
    # It needs NumPy, which is imported once the page stands and knows how many threads it may have.
    from rag.library.new_words import proposed

    try:
        segmenter = Segmenter(settings.dictionary)
        index = assistants.assistant(settings, assistants.make_assistant).index
        return proposed((document.text for document in index.documents()), segmenter)
    except RagError as error:
        return error


@gate.owners
def _take(settings: Settings, texts: Texts, words: SettingsTexts) -> None:
    """Put the chosen words into the dictionary, beside what was typed there, and keep it."""
    chosen: list[str] = st.session_state.get("proposals", [])
    text = own_words.with_words(st.session_state.get("dictionary-text", ""), chosen)
    if _save("dictionary", settings.dictionary, text, words.words_saved, own_words.save_dictionary, texts, words):
        left = [one for one in st.session_state["proposed"] if one.word not in chosen]
        st.session_state.update({"proposed": left, "proposals": [], "dictionary-text": text})


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
        if st.form_submit_button(words.save, key=f"{key}-save"):
            gate.owners(_save)(key, path, text, saved, save, texts, words)
    line = st.session_state.pop(f"{key}-line", "")
    if line:
        with st.container(key=f"{key}-said"):
            st.text(line)


def _save(
    key: str,
    path: Path,
    text: str,
    saved: str,
    save: Callable[[Path, str, str], None],
    texts: Texts,
    words: SettingsTexts,
) -> bool:
    """Keep a text and return whether that went well; a line says how, once."""
    try:
        save(path, text, st.session_state.get(f"{key}-before", ""))
    except own_words.ChangedElsewhereError:
        line, kept = words.changed_elsewhere, False
    except RagError as error:
        line, kept = texts.hint(error), False
    else:
        st.session_state[f"{key}-before"] = text
        line, kept = saved, True
    st.session_state[f"{key}-line"] = line
    return kept
