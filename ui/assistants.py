"""Who answers the page's questions: what the page needs of them, and one for each collection, shared by all sessions.

Assistants guard themselves; nothing here knows what any one page shows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import streamlit as st

from rag.records import Event, Found, Language, Scope, Span, Turn
from rag.settings import Settings
from ui.models import composing

if TYPE_CHECKING:
    from rag.assistant import Assistant
    from rag.index.index import Index


class Finds(Protocol):
    """What the page needs of ``rag.search.find.Finder``."""

    def find(self, words: str, scope: Scope | None = None, first: int = 0, most: int = 50) -> Found:
        """Return how often words stand where, and some of the places."""
        ...

    def position(self, words: str, scope: Scope, doc: str, spans: tuple[Span, ...]) -> int | None:
        """Return the number of the place that has some source spans."""
        ...

    def read(self) -> None:
        """Read the texts now, so that the first search does not wait for them."""
        ...


class Asks(Protocol):
    """What the page needs of ``rag.assistant.Assistant``."""

    @property
    def index(self) -> Index:
        """The index in use."""
        ...

    @property
    def finder(self) -> Finds:
        """What finds words in the index in use."""
        ...

    def load(self) -> None:
        """Load models and index."""
        ...

    def refresh(self) -> bool:
        """Open a newer generation where there is one."""
        ...

    def examples(self) -> tuple[str, ...]:
        """Return questions that are answered from the index; takes a moment the first time."""
        ...

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        scope: Scope | None = None,
        stop: threading.Event | None = None,
        *,
        language: Language | None = None,
    ) -> Iterator[Event]:
        """Yield what happens while a question is answered."""
        ...


def make_assistant(settings: Settings) -> Asks:
    """Return an assistant that has opened nothing yet; imported here, for the page is drawn before it is."""
    from rag.assistant import Assistant

    unlike = Settings()
    return Assistant(settings, models_of=_models(replace(settings, index=unlike.index, docs=unlike.docs)))


@st.cache_resource(max_entries=1, show_spinner=False, hash_funcs={Settings: repr})
def _models(settings: Settings) -> Assistant:
    """Return the assistant that loads the models for all collections, and opens no index itself."""
    from rag.assistant import Assistant

    return Assistant(settings)


def assistant(settings: Settings, make: Callable[[Settings], Asks]) -> Asks:
    """Return the assistant of a collection, which all sessions share; no more than two are kept open.

    It is another one as soon as another model is to answer, also one that was put there meanwhile.
    """
    return _assistant(composing(settings), make)


def let_go() -> None:
    """Keep no assistant open: an index that is taken away would go on answering from the files that it has open."""
    _assistant.clear()


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Settings: repr})
def _assistant(settings: Settings, _make: Callable[[Settings], Asks]) -> Asks:
    return _make(settings)
