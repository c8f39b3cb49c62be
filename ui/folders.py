"""换一个文件夹: the folders asked until now, to go back to with a click, and a line for another one.

Which folder a page shows stands in its address, so that reload, links and Back keep it. No index is ever built over
that of another folder: each folder has its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import streamlit as st

from rag.errors import RagError
from rag.index.generation import current_generation
from rag.jobs import Jobs
from rag.library import collections
from rag.library.collections import Collection
from rag.library.folders import folder_given, short
from rag.settings import Settings
from ui import components, forgetting, gate
from ui.index_texts import index_texts
from ui.plurals import Count
from ui.state import is_shown, show_collection
from ui.texts import Texts

_MOST_OF_NAME = 60


def control(given: Settings, shown: Settings, texts: Texts, *, key: str) -> None:
    """Draw the button that opens the choice; nothing for whoever may not change what all read from.

    Args:
        given: The settings that the server was started with.
        shown: Those of the collection that the page shows.
        texts: The words of the page.
        key: Of the button; ``change-folder`` is the quiet one of the side bar.
    """
    words = index_texts(texts)
    if not gate.manages():
        return  # a reader must not point at any folder of this computer
    look: Literal["tertiary", "primary"] = "tertiary" if key == "change-folder" else "primary"
    if st.button(words.change_folder, key=key, type=look, icon=":material/folder_open:"):
        st.dialog(words.change_folder)(choice)(given, shown, texts)


def lost(given: Settings, shown: Settings, texts: Texts) -> None:
    """Draw that the address names a collection that is not here, and which is shown in its place; else nothing."""
    if is_shown(given, shown):
        return
    named = "".join(filter(str.isprintable, st.query_params.get("collection", "")))
    named = named if len(named) <= _MOST_OF_NAME else f"{named[:_MOST_OF_NAME]}…"
    with st.container(border=True, key="collection-lost"):
        folder = components.unturned(shown.docs.name or str(shown.docs))
        st.text(index_texts(texts).collection_lost.format(named=named, folder=folder))


def note(given: Settings, shown: Settings, texts: Texts) -> None:
    """Draw what was forgotten, and why the page shows another folder than the settings name; else nothing."""
    words = index_texts(texts)
    forgetting.note(given, texts)
    set_by_hand = given.docs != Settings().docs
    if (
        gate.manages()
        and set_by_hand
        and shown.index == given.index
        and not collections.is_same(given.docs, shown.docs)
    ):
        with st.container(key="other-folder"):
            st.text(words.other_folder.format(folder=short(given.docs)))


def choice(given: Settings, shown: Settings, texts: Texts) -> None:
    """Draw the choice: a path, and the collections there are."""
    words = index_texts(texts)
    st.caption(words.folder_note)
    with st.form("folder-form", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        path = st.text_input(words.folder_path, key="folder-path", placeholder=words.folder_example)
        asked = st.form_submit_button(words.open_folder, key="open-folder", type="primary")
    if asked:
        _open(given, path, texts)
    found = known(given, shown, texts, words.known_folders)
    forgetting.control(given, shown, found, texts)


def known(given: Settings, shown: Settings, texts: Texts, label: str) -> list[Collection]:
    """Draw the collections there are beside the one that is shown, and return all.

    A click shows one, and closes the dialog around it.

    Args:
        given: The settings that the server was started with.
        shown: Those of the collection that the page shows.
        texts: The words of the page.
        label: What stands above them.
    """
    found = collections.known(given.indexes, [given.index])
    others = [c for c in found if not collections.is_same(c.index, shown.index)]
    if others:
        st.caption(label)
        components.choices(
            [(c.folder.name or str(c.folder), _about(c, texts)) for c in others],
            key="known-folders",
            label=label,
            look="cards",
            on_choose=lambda at: _choose(given, others[at]),
        )
    if st.session_state.pop("collection-chosen", False):
        st.rerun()
    return found


@gate.owners
def _open(given: Settings, path: str, texts: Texts) -> None:
    """Show the collection of a folder, building its index where there is none; or say what is wrong with the path."""
    try:
        folder = folder_given(path)
        index = collections.index_for(folder, given.indexes, [given.index])
        if current_generation(index) is None:
            Jobs(replace(given, index=index, docs=folder)).start()
    except RagError as error:
        with st.container(key="folder-error"):
            st.text(texts.hint(error))
        return
    show_collection(given, index)
    st.rerun()


def _choose(given: Settings, collection: Collection) -> None:
    show_collection(given, collection.index)
    st.session_state["collection-chosen"] = True


def _about(collection: Collection, texts: Texts) -> str:
    counts = index_texts(texts).counts.format(documents=Count(collection.documents), passages=Count(collection.chunks))
    return f"{short(collection.folder)}\n{counts}"
