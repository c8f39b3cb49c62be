"""The conversations with other collections: all of them in one list to be searched, each a click from where it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from rag.errors import DataFolderError
from rag.library import collections
from rag.library.collections import Collection
from rag.library.conversations import Conversations
from rag.library.export import file_name, markdown
from rag.records import Conversation
from rag.settings import Settings
from ui import building, components, talks
from ui.elsewhere_texts import elsewhere_texts
from ui.plurals import Count
from ui.state import open_conversation, show_collection
from ui.talk_texts import talk_texts
from ui.texts import Texts

_MOST = 50
_CHOSEN, _LOST = "elsewhere-chosen", "elsewhere-lost"


def control(given: Settings, settings: Settings, texts: Texts) -> None:
    """Draw the button that opens the list; nothing where all conversations are with the collection that is shown.

    Args:
        given: The settings that the server was started with.
        settings: Those of the collection that the page shows.
        texts: The words of the page.
    """
    words = elsewhere_texts(texts)
    try:
        total = talks.conversations(settings).count_elsewhere(talks.collection_of(settings))
    except DataFolderError:
        return  # said where the conversations are listed
    if not total:
        return
    if st.button(words.elsewhere.format(total=Count(total)), key="elsewhere", type="tertiary"):
        st.session_state.pop(_LOST, None)
        st.dialog(words.title)(dialog)(given, settings, texts)


def dialog(given: Settings, settings: Settings, texts: Texts) -> None:
    """Draw what is looked for, and the conversations that have it, last changed first."""
    words = elsewhere_texts(texts)
    looked_for = st.text_input(
        talk_texts(texts).search_talks,
        key="elsewhere-search",
        placeholder=words.search,
        label_visibility="collapsed",
        type="search",
    )
    store = talks.conversations(settings)
    try:
        found = store.elsewhere(talks.collection_of(settings), looked_for.strip(), _MOST)
    except DataFolderError as error:
        st.text(texts.hint(error))
        return
    known = _known(given)
    if not found:
        st.caption(talk_texts(texts).no_talk_found)
    else:
        components.choices(
            [(one.title or texts.blank, _about(one, known, texts)) for one in found],
            key="elsewhere-list",
            label=words.title,
            look="cards",
            on_choose=lambda at: _choose(given, found[at], known),
        )
    if len(found) == _MOST:
        st.caption(words.more)
    _lost(store, texts)
    if st.session_state.pop(_CHOSEN, False):
        st.rerun()


def _known(given: Settings) -> dict[str, Collection]:
    """Return the collections there are by what their conversations are kept under."""
    found = collections.known(given.indexes, [given.index])
    return {talks.collection_of(replace(given, index=one.index)): one for one in found}


def _about(one: Conversation, known: dict[str, Collection], texts: Texts) -> str:
    """Return which folder a conversation is with, when it was last written to, and what was found in it."""
    when = building.local_time(datetime.fromtimestamp(one.changed, UTC).isoformat())
    return "\n".join(filter(None, (f"{_named(one, known, texts)} · {when}", one.found)))


def _named(one: Conversation, known: dict[str, Collection], texts: Texts) -> str:
    collection = known.get(one.collection)
    if collection is not None:
        return collection.folder.name or str(collection.folder)
    # What an index is called: its folder's name and a hash.
    return elsewhere_texts(texts).gone.format(name=one.collection.rpartition("-")[0] or one.collection)


def _choose(given: Settings, one: Conversation, known: dict[str, Collection]) -> None:
    """Show a conversation with its collection; where that is not there any more, say so."""
    collection = known.get(one.collection)
    if collection is None:
        st.session_state[_LOST] = one
        return
    open_conversation(replace(given, index=collection.index), one.conversation)
    show_collection(given, collection.index)
    st.session_state[_CHOSEN] = True


def _lost(store: Conversations, texts: Texts) -> None:
    """Draw what can be done with a conversation whose collection is not there any more: it can be taken along."""
    one: Conversation | None = st.session_state.get(_LOST)
    if one is None:
        return
    with st.container(border=True, key="elsewhere-lost"):
        title, name = components.unturned(one.title), components.unturned(one.collection.rpartition("-")[0])
        st.text(elsewhere_texts(texts).lost.format(title=title, name=name))

        def whole() -> str:
            kept = store.opened(one.conversation)
            return markdown(kept, texts.language) if kept else ""

        st.download_button(
            talk_texts(texts).export_markdown,
            data=whole,
            file_name=file_name(one.title, "md"),
            mime="text/markdown",
            key="export-lost",
            on_click="ignore",
        )
