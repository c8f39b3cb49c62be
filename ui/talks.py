"""The conversation that a page shows: its exchanges, where they come from, and where they are kept.

Which one stands in the address (``?conversation=…``), so that a reload, a link and the browser's back button lead to
it. Exchanges are kept in ``data/`` while they are written (``ui/keeping.py``); one that is being written in another
page, or was when this one was loaded anew, is followed where it is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from rag.errors import DataFolderError
from rag.library.collections import index_name
from rag.library.conversations import Conversations, new_id, open_database
from rag.library.database import Database
from rag.library.quoted import Quoted, quoted_at
from rag.records import Citation, Feedback, KeptConversation, KeptExchange, Language, Scope, Turn
from rag.settings import Settings
from ui.asking import Asking, Progress
from ui.assistants import Asks
from ui.gate import reader as owner
from ui.keeping import Followed, Keeping, Remembered, kept_of
from ui.state import OpenPlace, conversation_named, name_conversation

if TYPE_CHECKING:
    from rag.index.index import Index

_PATIENCE_S = 0.5


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answering.

    Attributes:
        number: Counted from 0 in this page; what is drawn for two exchanges never shares a key.
        question: As typed.
        asking: Its answer, being written or kept.
        exchange: Its id, by which it is kept.
        asked: When, Unix time in seconds.
        keeping: The thread that keeps it; None where it is kept already.
        scope: Where was looked.
    """

    number: int
    question: str
    asking: Followed
    exchange: str = ""
    asked: float = 0.0
    keeping: Keeping | None = None
    scope: Scope = Scope()


@dataclass(slots=True)
class Talk:
    """A conversation as one page holds it.

    Attributes:
        conversation: Its id.
        exchanges: Oldest first.
        title: As kept; ``""`` before it is.
        known: Ids of all exchanges that were looked at, damaged ones too.
        feedback: What was said of answers, by id.
        damaged: How many exchanges no longer read.
        lost: Whether the address names a conversation that is not here, or not this reader's.
        deleted: Whether it was deleted in another page while this one showed it.
        error: Why what was kept cannot be read.
    """

    conversation: str
    exchanges: list[Exchange] = field(default_factory=list)
    title: str = ""
    known: set[str] = field(default_factory=set)
    feedback: dict[str, Feedback] = field(default_factory=dict)
    damaged: int = 0
    lost: bool = False
    deleted: bool = False
    error: DataFolderError | None = None

    def not_kept(self) -> DataFolderError | None:
        """Return why something said here is not kept; None where all is."""
        found = (e.keeping.error(_PATIENCE_S) for e in self.exchanges if e.keeping and e.asking.progress.done)
        return next(filter(None, found), None)


class _Live:
    """The exchanges that are being written or not yet kept, of all pages, each its owner's. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._exchanges: dict[str, tuple[str, str, Exchange]] = {}

    def add(self, owner: str, conversation: str, exchange: Exchange) -> None:
        with self._lock:
            self._exchanges[exchange.exchange] = (owner, conversation, exchange)

    def remove(self, exchange: str) -> None:
        with self._lock:
            self._exchanges.pop(exchange, None)

    def of(self, owner: str, conversation: str) -> dict[str, Exchange]:
        with self._lock:
            found = self._exchanges.values()
            return {e.exchange: e for whose, of, e in found if (whose, of) == (owner, conversation)}


@st.cache_resource(show_spinner=False)
def _live() -> _Live:
    return _Live()


@st.cache_resource(max_entries=4, show_spinner=False)
def _database(data: Path) -> Database:
    return open_database(data)


def conversations(settings: Settings) -> Conversations:
    """Return the conversations of whoever reads this page; nothing is opened by it."""
    return Conversations(_database(settings.data), owner())


def collection_of(settings: Settings) -> str:
    """Return what conversations with an index are kept under: its name, with a hash where it lies elsewhere."""
    return settings.index.name if settings.index.parent == settings.indexes else index_name(settings.index)


def shown(settings: Settings) -> Talk:
    """Return the conversation that the address names; a new, empty one where it names none.

    What was said in it meanwhile, in another page, is in it.
    """
    named, held = conversation_named(), _held(settings)
    talk = held.get(named)
    if talk is None:
        talk = held[named] = Talk(named or new_id())
    if not named:
        talk.lost = talk.deleted = False
        return talk
    _catch_up(settings, talk)
    if not talk.deleted and (talk.exchanges or talk.damaged or talk.error):
        return talk
    # Nothing is ever added to a conversation that is not here: it may be another reader's, or about to be purged.
    del held[named]
    for exchange in talk.exchanges:
        exchange.asking.stop()
    blank = held.setdefault("", Talk(new_id()))
    blank.lost, blank.deleted = True, talk.deleted
    return blank


def ask(
    settings: Settings, answerer: Asks, talk: Talk, question: str, language: Language, scope: Scope | None = None
) -> None:
    """Begin to answer a question with what was said before, and to keep it; an answer still being written is stopped.

    Args:
        settings: Of the collection that is asked.
        answerer: Who answers.
        talk: The conversation that it belongs to; the address names it from now on.
        question: As typed.
        language: Of the page, in which words of ours are said.
        scope: Where to look; everywhere by default.
    """
    scope = scope or Scope()
    for exchange in talk.exchanges:
        exchange.asking.stop()
    before = history(talk.exchanges)
    asking = Asking(partial(answerer.ask, question, before, scope, language=language))
    _keep(settings, talk, question, asking, scope)
    held = _held(settings)
    if held.get("") is talk:
        held[talk.conversation] = held.pop("")
    name_conversation(settings, talk.conversation)


def history(before: Iterable[Exchange]) -> tuple[Turn, ...]:
    """Return the questions that were answered, and their answers, as turns."""
    turns: list[Turn] = []
    for exchange in before:
        answer = exchange.asking.progress.answer
        if answer is not None:
            turns += [Turn("user", exchange.question), Turn("assistant", answer.text)]
    return tuple(turns)


def forget(settings: Settings, talk: Talk) -> None:
    """Let this page hold a conversation no longer; what is kept of it is not touched."""
    _held(settings).pop(talk.conversation, None)


def rate(settings: Settings, talk: Talk, exchange: str, feedback: Feedback) -> None:
    """Keep what the reader says of an answer; shown even where it cannot be kept, which is then said."""
    talk.feedback[exchange] = feedback
    try:
        conversations(settings).rate(exchange, feedback)
    except DataFolderError as error:
        talk.error = error


def quoted(talk: Talk, place: OpenPlace) -> Quoted | None:
    """Return what was quoted at the place that is open: by the exchange that led there, else by the last that does."""
    followed = [e for e in talk.exchanges if e.exchange == place.of] or list(reversed(talk.exchanges))
    for exchange in followed:
        progress = exchange.asking.progress
        for answer in filter(None, (progress.answer, progress.first)):
            found = quoted_at(answer, place.doc, place.spans)
            if found is not None:
                return found
    return None


def whole(settings: Settings, talk: Talk) -> KeptConversation:
    """Return a conversation as it stands in this page, kept or not, to be written out."""
    exchanges = tuple(kept(talk, exchange) for exchange in talk.exchanges)
    title = talk.title or (exchanges[0].question if exchanges else "")
    return KeptConversation(talk.conversation, collection_of(settings), title, exchanges)


def source_in(index: Index | None, citation: Citation) -> str:
    """Return the text of a cited file as it was read, where the index still has that very file; else ``""``."""
    document = index.document(citation.doc) if index is not None else None
    same = document is not None and document.source.sha256 == citation.sha256
    return document.source.text if document is not None and same else ""


def kept(talk: Talk, exchange: Exchange) -> KeptExchange:
    """Return an exchange as it stands, with what was said of it."""
    progress, stopped = exchange.asking.progress, exchange.asking.stopped
    found = kept_of(exchange.exchange, exchange.question, exchange.asked, progress, stopped=stopped)
    return replace(found, feedback=talk.feedback.get(exchange.exchange, Feedback()), scope=exchange.scope)


def _held(settings: Settings) -> dict[str, Talk]:
    """Return the conversations that this page holds of a collection, by id; the one that is new by ``""``."""
    held: dict[str, dict[str, Talk]] = st.session_state.setdefault("talks", {})
    return held.setdefault(str(settings.index), {})


def _keep(settings: Settings, talk: Talk, question: str, asking: Asking, scope: Scope) -> None:
    """Add an exchange to a conversation and keep it from its question on."""
    exchange, asked = new_id(), time.time()
    store, collection, live = conversations(settings), collection_of(settings), _live()

    def save(progress: Progress, stopped: bool) -> None:
        whole = replace(kept_of(exchange, question, asked, progress, stopped=stopped), scope=scope)
        store.save(talk.conversation, collection, whole)

    keeping = Keeping(asking, save, partial(live.remove, exchange))
    added = Exchange(_number(), question, asking, exchange, asked, keeping, scope)
    _add(talk, added)
    live.add(owner(), talk.conversation, added)


def _catch_up(settings: Settings, talk: Talk) -> None:
    """Take in what was kept of a conversation, or is being written, and is not yet in this page."""
    store, live = conversations(settings), _live().of(owner(), talk.conversation)
    ids: set[str] = set()
    try:
        ids = set(store.exchanges(talk.conversation))
        talk.deleted = not ids and bool(talk.exchanges) and store.is_deleted(talk.conversation)
        found = store.opened(talk.conversation) if ids - talk.known else None
        talk.error = None
    except DataFolderError as error:
        found, talk.error = None, error
    if found is not None and found.collection == collection_of(settings):
        talk.title, talk.damaged = found.title, found.damaged
        for one in found.exchanges:
            if one.exchange not in talk.known and one.exchange not in live:
                remembered = Remembered(one)
                _add(talk, Exchange(_number(), one.question, remembered, one.exchange, one.asked, scope=one.scope))
                talk.feedback[one.exchange] = one.feedback
    for exchange in live.values():
        if exchange.exchange not in talk.known:
            _add(talk, replace(exchange, number=_number()))
    talk.known |= ids
    talk.exchanges.sort(key=lambda exchange: exchange.asked)


def _add(talk: Talk, exchange: Exchange) -> None:
    talk.exchanges.append(exchange)
    talk.known.add(exchange.exchange)


def _number() -> int:
    number: int = st.session_state.get("asked", -1) + 1
    st.session_state["asked"] = number
    return number
