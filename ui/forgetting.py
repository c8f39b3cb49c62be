"""Collections that nobody wants any more: which, what goes with one, and the click that brings it back."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import streamlit as st

from rag.library import collections, forgetting, uploads
from rag.library.collections import Collection
from rag.library.folders import short
from rag.settings import Settings
from ui import assistants, edge, gate
from ui.components import unturned
from ui.forgetting_texts import forgetting_texts
from ui.plurals import Count
from ui.state import show_collection
from ui.texts import Texts

_FORGOTTEN = "forgotten-collection"
_MB = 1_000_000


def control(given: Settings, shown: Settings, found: list[Collection], texts: Texts) -> None:
    """Draw, folded, which collection is to be forgotten, what goes with it and the button that does it.

    Args:
        given: The settings that the server was started with.
        shown: Those of the collection that the page shows.
        found: The collections there are.
        texts: The words of the page.
    """
    words = forgetting_texts(texts)
    known = {one.index: one for one in found if forgetting.can_be_forgotten(one.index)}
    if not known or not gate.manages():
        return
    with st.expander(words.forget, key="forget"):
        index = st.selectbox(
            words.forget_which,
            list(known),
            index=None,
            key="forget-which",
            format_func=lambda index: _called(known[index], shown, texts),
            placeholder=words.forget_which,
            label_visibility="collapsed",
        )
        if index is None:
            return
        one = known[index]
        settings = replace(given, index=index, docs=one.folder)
        size = f"{max(_bytes(index) / _MB, 0.1):.1f} MB"
        is_group = uploads.is_group(given.data, one.folder)
        form = words.forget_group if is_group else words.forget_folder
        total = Count(len(uploads.names(one.folder))) if is_group else Count(one.documents)
        st.text(form.format(size=size, folder=unturned(short(one.folder)), total=total))
        st.text(words.forget_talks)
        # No name in it: the words of a button are read as Markdown.
        if st.button(words.forget_now_group if is_group else words.forget_now, key="forget-now"):
            _forget(given, shown, settings)
            edge.draw(texts)


def note(given: Settings, texts: Texts) -> None:
    """Draw that a collection was forgotten, and what brings it back, while that can be done.

    Those that were forgotten long ago are deleted.
    """
    _purged(given)
    forgotten: forgetting.Forgotten | None = st.session_state.get(_FORGOTTEN)
    if forgotten is None or not forgotten.can_be_restored or not gate.manages():
        return
    words = forgetting_texts(texts)
    with st.container(key="forgotten", horizontal=True, vertical_alignment="center"):
        name = unturned(forgotten.folder.name or forgotten.index.name)
        st.text(words.forgotten.format(name=name), width="content")
        st.button(words.undo, key="undo-forget", type="tertiary", on_click=_restore, args=(given,))


@gate.owners
def _forget(given: Settings, shown: Settings, settings: Settings) -> None:
    """Forget a collection, and show the one that the server was started with if it was that which is shown."""

    @edge.told
    def forget() -> None:
        assistants.let_go()
        st.session_state[_FORGOTTEN] = forgetting.forget(settings)
        later = threading.Timer(forgetting.UNDO_S + 1, forgetting.purge, args=(settings,))
        later.daemon = True
        later.start()
        if collections.is_same(settings.index, shown.index) or not shown.index.exists():
            show_collection(given, given.index)

    forget()
    if not edge.waits():
        st.rerun()


@gate.owners
@edge.told
def _restore(given: Settings) -> None:
    forgotten: forgetting.Forgotten = st.session_state.pop(_FORGOTTEN)
    forgetting.restore(forgotten)
    show_collection(given, forgotten.index)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Settings: repr})
def _purged(given: Settings) -> bool:
    """Delete once in a process what another one put aside and had no time to delete."""
    forgetting.purge(given)
    return True


def _called(one: Collection, shown: Settings, texts: Texts) -> str:
    name = unturned(one.folder.name or str(one.folder))
    return (
        forgetting_texts(texts).forget_this.format(name=name) if collections.is_same(one.index, shown.index) else name
    )


def _bytes(index: Path) -> int:
    total = 0
    for path in index.rglob("*"):
        with suppress(OSError):  # what a build is writing comes and goes
            total += path.stat().st_size
    return total
