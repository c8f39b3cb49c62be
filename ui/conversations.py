"""The conversations in the side bar: a new one, those that are kept, and what can be done with the open one."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from rag.errors import DataFolderError
from rag.library.conversations import Conversations
from rag.library.export import Source, file_name, markdown
from rag.records import Conversation
from rag.settings import Settings
from ui import building, components, edge, talks
from ui.plurals import Count
from ui.state import open_conversation
from ui.talk_texts import talk_texts
from ui.talks import Talk
from ui.texts import Texts

_AT_ONCE, _MOST = 7, 200
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def draw(settings: Settings, talk: Talk, source: Source, texts: Texts) -> None:
    """Draw the conversations with the collection that is shown; nothing before the first one.

    Args:
        settings: Of the collection.
        talk: The one that is open.
        source: Gives the text of a cited file when one is exported.
        texts: The words of the page.
    """
    words = talk_texts(texts)
    store = talks.conversations(settings)
    looked_for = st.session_state.get("talk-search", "").strip()
    try:
        found = store.listed(talks.collection_of(settings), looked_for, _MOST)
        unreadable = None
    except DataFolderError as error:
        found, unreadable = (), error
    if talk.exchanges and not looked_for and all(c.conversation != talk.conversation for c in found):
        # Asked just now: it is written beside the answer, a moment later.
        title = talk.title or talk.exchanges[0].question.strip()
        found = (Conversation(talk.conversation, title, time.time(), len(talk.exchanges)), *found)
    _notes(store, talk, unreadable, texts)
    if found or looked_for:
        _new(settings, texts)
        if len(found) > _AT_ONCE or looked_for:
            st.text_input(
                words.search_talks,
                key="talk-search",
                placeholder=words.search_talks,
                label_visibility="collapsed",
                type="search",
            )
        _list(settings, found, talk, texts)
    if talk.exchanges:
        _open_one(settings, store, talk, source, texts)
    _undo(settings, store, texts)


def _new(settings: Settings, texts: Texts) -> None:
    st.button(
        talk_texts(texts).new_talk,
        key="new-talk",
        type="tertiary",
        icon=":material/add:",
        on_click=open_conversation,
        args=(settings, ""),
    )


def _list(settings: Settings, found: tuple[Conversation, ...], talk: Talk, texts: Texts) -> None:
    """Draw the titles, the open one marked; many are folded."""
    words = talk_texts(texts)
    if not found:
        st.caption(words.no_talk_found)
        return
    _titles(settings, found[:_AT_ONCE], talk, texts, "talk-list")
    if len(found) > _AT_ONCE:
        with st.expander(words.all_talks.format(total=len(found) - _AT_ONCE), key="talks-earlier"):
            _titles(settings, found[_AT_ONCE:], talk, texts, "talk-list-earlier")


def _titles(settings: Settings, found: tuple[Conversation, ...], talk: Talk, texts: Texts, key: str) -> None:
    current = next((n for n, c in enumerate(found) if c.conversation == talk.conversation), -1)
    components.choices(
        [(c.title or texts.blank, c.found or _when(c, found)) for c in found],
        key=key,
        label=talk_texts(texts).talks,
        look="talks",
        on_choose=lambda at: open_conversation(settings, found[at].conversation),
        current=current,
    )


def _when(one: Conversation, among: tuple[Conversation, ...]) -> str:
    """Return when a conversation was last written to, where another of the list has its title; else ``""``."""
    if sum(other.title == one.title for other in among) < 2:
        return ""
    return building.local_time(datetime.fromtimestamp(one.changed, UTC).isoformat())


def _open_one(settings: Settings, store: Conversations, talk: Talk, source: Source, texts: Texts) -> None:
    """Draw what can be done with the open conversation: another title, a file of it, deletion."""
    words = talk_texts(texts)
    kept_as = talk.title or talk.exchanges[0].question.strip() or texts.blank
    with st.popover(words.this_talk, key="this-talk", type="tertiary", width="stretch"):
        with st.form("rename-form", border=False, clear_on_submit=True):
            title = st.text_input(words.title, key="talk-title", placeholder=kept_as[:60], max_chars=80)
            renamed = st.form_submit_button(words.rename, key="rename")
        if renamed and title.strip():
            _try(talk, lambda: store.rename(talk.conversation, title))
            talk.title = title.strip()
            st.rerun()
        st.download_button(
            words.export_markdown,
            # When it is clicked: the answer may still be written now.
            data=lambda: markdown(talks.whole(settings, talk), texts.language, source=source),
            file_name=file_name(kept_as, "md"),
            mime="text/markdown",
            key="export-markdown",
            on_click="ignore",
            width="stretch",
        )
        st.download_button(
            words.export_word,
            data=lambda: _word(settings, talk, source, texts),
            file_name=file_name(kept_as, "docx"),
            mime=_WORD,
            key="export-word",
            on_click="ignore",
            width="stretch",
        )
        st.button(
            words.delete,
            key="delete-talk",
            width="stretch",
            on_click=_delete,
            args=(settings, store, talk, kept_as),
        )


def _word(settings: Settings, talk: Talk, source: Source, texts: Texts) -> bytes:
    """Return a conversation as a Word file; the library for it is read when it is first asked for."""
    from rag.library.word import word

    return word(talks.whole(settings, talk), texts.language, source=source)


def _delete(settings: Settings, store: Conversations, talk: Talk, title: str) -> None:
    """Delete the open conversation, to be brought back by one click."""
    for exchange in talk.exchanges:
        exchange.asking.stop()
    _try(talk, lambda: store.delete(talk.conversation))
    if talk.error is None:
        talks.forget(settings, talk)
        st.session_state["deleted"] = (talk.conversation, title)
        open_conversation(settings, "")


def _undo(settings: Settings, store: Conversations, texts: Texts) -> None:
    """Draw that a conversation was deleted, and what brings it back."""
    words = talk_texts(texts)
    deleted = st.session_state.get("deleted")
    if deleted is None:
        return
    conversation, title = deleted

    @edge.told
    def restore() -> None:
        store.restore(conversation)
        del st.session_state["deleted"]
        open_conversation(settings, conversation)

    with st.container(key="deleted", horizontal=True, vertical_alignment="center"):
        st.text(words.deleted.format(title=title if len(title) <= 12 else f"{title[:12]}…"), width="content")
        st.button(words.undo, key="undo-delete", type="tertiary", on_click=restore)


def _notes(store: Conversations, talk: Talk, unreadable: DataFolderError | None, texts: Texts) -> None:
    """Draw what is wrong with what was kept."""
    words = talk_texts(texts)
    said = []
    if unreadable is not None:
        said.append(f"{words.unreadable}{texts.hint(unreadable)}")
    if store.set_aside is not None:
        said.append(words.talks_damaged.format(file=store.set_aside.name))
    if talk.damaged:
        said.append(words.exchanges_damaged.format(total=Count(talk.damaged)))
    if said:
        with st.container(border=True, key="talks-note"):
            for line in said:
                st.text(line)


def _try(talk: Talk, change: Callable[[], None]) -> None:
    """Change what is kept; why it cannot be is kept to be said."""
    try:
        change()
        talk.error = None
    except DataFolderError as error:
        talk.error = error
