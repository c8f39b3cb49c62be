"""上传文件: files dropped on the page become a collection of their own; those of such a collection can be removed.

Nothing in a folder of somebody's own is written or deleted: what is uploaded is copied below ``data/uploads``.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from rag.corpus.read import SUFFIXES
from rag.errors import RagError
from rag.jobs import Jobs
from rag.library import collections, uploads
from rag.library.folders import short
from rag.settings import Settings
from ui import gate
from ui.library_texts import LibraryTexts, library_texts
from ui.plurals import Count
from ui.state import show_collection
from ui.texts import Texts

_MOST_SAID = 8


def control(given: Settings, shown: Settings, texts: Texts) -> None:
    """Draw the button that opens the dialog; nothing for whoever may not change what all read from.

    Args:
        given: The settings that the server was started with.
        shown: Those of the collection that the page shows.
        texts: The words of the page.
    """
    if not gate.manages():
        return  # one index is read by all: what one puts here, everybody would be answered from
    words = library_texts(texts)
    _said(shown, words)
    if st.button(words.upload, key="upload", type="tertiary", icon=":material/upload_file:"):
        st.session_state.pop("upload-wrong", None)
        st.dialog(words.upload)(dialog)(given, shown, texts)


def dialog(given: Settings, shown: Settings, texts: Texts) -> None:
    """Draw where files are dropped, which group they go into, and what is in the group that is shown."""
    words, own = library_texts(texts), uploads.is_group(shown.data, shown.docs)
    st.caption(words.upload_note.format(folder=short(given.data / "uploads"), kinds=" ".join(SUFFIXES)))
    with (
        st.container(key=f"upload-{texts.language}"),
        st.form("upload-form", border=False, clear_on_submit=True),
    ):
        files = st.file_uploader(
            words.files,
            type=[suffix.removeprefix(".") for suffix in SUFFIXES],
            accept_multiple_files=True,
            key="upload-files",
            label_visibility="collapsed",
        )
        group = st.text_input(words.group, shown.docs.name if own else words.group_default, key="upload-group")
        asked = st.form_submit_button(words.take, key="take-files", type="primary")
    if asked and files:
        st.session_state.pop("upload-wrong", None)
        _take(given, [(file.name, file.getvalue()) for file in files], group, texts)
    _wrong()
    if own:
        _there(shown, texts)


@gate.owners
def _take(given: Settings, files: list[tuple[str, bytes]], group: str, texts: Texts) -> None:
    """Keep what can be kept of some files, build the index of their group, show it and say what was not; or why not."""
    words, folder = library_texts(texts), uploads.group_of(given.data, group)
    taken = uploads.take(folder, files)
    said = [words.group_renamed.format(group=folder.name)] if folder.name != group.strip() != "" else []
    said += [words.renamed.format(name=name, kept=kept) for name, kept in taken.kept if name != kept]
    said += [texts.hint(error) for error in taken.refused]
    try:
        if taken.kept:
            index = collections.index_for(folder, given.indexes, [given.index])
            Jobs(replace(given, index=index, docs=folder)).start()
    except RagError as error:
        said.append(texts.hint(error))
    else:
        if taken.kept:
            st.session_state["uploaded-said"] = (index, [words.taken.format(total=Count(len(taken.kept))), *said])
            show_collection(given, index)
            st.rerun()
    st.session_state["upload-wrong"] = said


def _wrong() -> None:
    """Draw why nothing was taken in; it stays, also where the button was pressed twice, until files are sent again."""
    said: list[str] = st.session_state.get("upload-wrong", [])
    if said:
        with st.container(key="upload-error"):
            for line in said:
                st.text(line)


def _said(shown: Settings, words: LibraryTexts) -> None:
    """Draw what was to be said of the last upload, until its reader has read it; nothing where all went as given."""
    index, said = st.session_state.get("uploaded-said", (None, []))
    if index != shown.index or len(said) < 2:
        return
    with st.container(border=True, key="uploaded-so"):
        for line in said[:_MOST_SAID]:
            st.text(line)
        if len(said) > _MOST_SAID:
            st.text(words.more_said.format(total=Count(len(said) - _MOST_SAID)))
        st.button(words.seen, key="uploaded-seen", type="tertiary", on_click=_seen)


def _seen() -> None:
    del st.session_state["uploaded-said"]


def _there(shown: Settings, texts: Texts) -> None:
    """Draw the files of a group, each to be chosen for deletion."""
    words, names = library_texts(texts), uploads.names(shown.docs)
    if not names:
        return
    chosen = st.multiselect(words.there, names, key="uploaded", placeholder=words.chosen)
    if chosen and st.button(words.remove.format(total=len(chosen)), key="remove-files"):
        _remove(shown, chosen, texts)


@gate.owners
def _remove(shown: Settings, chosen: list[str], texts: Texts) -> None:
    """Delete files of a group and bring its index up to date; or say what is in the way."""
    try:
        uploads.remove(shown.docs, chosen)
        Jobs(shown).start(emptied=True)
    except RagError as error:
        with st.container(key="upload-error"):
            st.text(texts.hint(error))
        return
    st.toast(library_texts(texts).removed.format(total=len(chosen)))
    st.rerun()
