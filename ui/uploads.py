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
from ui.library_texts import library_texts
from ui.state import show_collection
from ui.texts import Texts


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
    if st.button(words.upload, key="upload", type="tertiary", icon=":material/upload_file:"):
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
        _take(given, [(file.name, file.getvalue()) for file in files], group, texts)
    if own:
        _there(shown, texts)


@gate.owners
def _take(given: Settings, files: list[tuple[str, bytes]], group: str, texts: Texts) -> None:
    """Keep files, build the index of their group and show it; or say what is wrong with one of them."""
    folder = uploads.group_of(given.data, group)
    try:
        for name, content in files:
            uploads.keep(folder, name, content)
        index = collections.index_for(folder, given.indexes, [given.index])
        Jobs(replace(given, index=index, docs=folder)).start()
    except RagError as error:
        with st.container(key="upload-error"):
            st.text(texts.hint(error))
        return
    show_collection(given, index)
    st.rerun()


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
