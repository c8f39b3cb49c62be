"""What one open page remembers, and what all pages share.

The questions asked live in the session; the document that is open lives in the address
(``?doc=…&at=10-60``), so that a link, a reload and the browser's back button lead to it; the
assistant and the builder are shared by all sessions, and guard themselves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import streamlit as st

from rag.records import Event, Language, Scope, Span, Turn
from rag.settings import Settings
from ui.asking import Asking
from ui.places import link_of, spans_of_link

if TYPE_CHECKING:
    from rag.index.index import Index


class Asks(Protocol):
    """What the page needs of ``rag.assistant.Assistant``."""

    @property
    def index(self) -> Index:
        """The index in use."""
        ...

    def load(self) -> None:
        """Load models and index."""
        ...

    def refresh(self) -> bool:
        """Open a newer generation where there is one."""
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


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question of this page, counted from 0, and its answering."""

    number: int
    question: str
    asking: Asking


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """The document that is open, by name, the source spans to be marked, and how often one was opened."""

    doc: str
    spans: tuple[Span, ...]
    visit: int


def make_assistant(settings: Settings) -> Asks:
    """Return an assistant that has loaded nothing yet; imported here, for the page is drawn before it is."""
    from rag.assistant import Assistant

    return Assistant(settings)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs={Settings: repr})
def assistant(settings: Settings, _make: Callable[[Settings], Asks]) -> Asks:
    """Return the assistant that all sessions share."""
    return _make(settings)


# ---------------------------------------------------------------- questions


def exchanges() -> list[Exchange]:
    """Return the questions of this page, oldest first; the list itself, to be appended to."""
    found: list[Exchange] = st.session_state.setdefault("exchanges", [])
    return found


def ask(answerer: Asks, question: str, language: Language) -> None:
    """Begin to answer a question with what was said before; an answer still being written is stopped.

    Args:
        answerer: Who answers.
        question: As typed.
        language: Of the page, in which words of ours are said.
    """
    before = exchanges()
    for exchange in before:
        exchange.asking.stop()
    begun = partial(answerer.ask, question, history(before), None, language=language)
    before.append(Exchange(len(before), question, Asking(begun)))


def history(before: Iterable[Exchange]) -> tuple[Turn, ...]:
    """Return the questions that were answered, and their answers, as turns."""
    turns: list[Turn] = []
    for exchange in before:
        answer = exchange.asking.progress.answer
        if answer is not None:
            turns += [Turn("user", exchange.question), Turn("assistant", answer.text)]
    return tuple(turns)


def suggest(question: str) -> None:
    """Keep a question that was chosen, not typed, for the run that follows."""
    st.session_state["suggested"] = question


def suggested() -> str | None:
    """Return the question that was chosen just now, once."""
    found: str | None = st.session_state.pop("suggested", None)
    return found


# ---------------------------------------------------------------- the open document


def open_place(doc: str, spans: Iterable[Span] = ()) -> None:
    """Open a document, its source spans marked."""
    st.session_state["visit"] = st.session_state.get("visit", 0) + 1
    st.query_params.from_dict({"doc": doc, "at": link_of(spans) or []})


def close_place() -> None:
    """Close the document that is open."""
    st.query_params.clear()


def place_open() -> OpenPlace | None:
    """Return the document that is open, if one is."""
    doc = st.query_params.get("doc")
    if not doc:
        return None
    return OpenPlace(doc, spans_of_link(st.query_params.get("at", "")), st.session_state.get("visit", 0))
