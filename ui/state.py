"""What one open page remembers.

The collection, the conversation and the document that are open live in the address
(``?collection=…&conversation=…&doc=…&at=10-60``), so that a link, a reload and the browser's back button lead to them
(``of`` is the exchange whose citation was followed, ``view=source`` shows the source beside the text, ``view=page`` the
page of a PDF, ``sheet`` which, ``in`` and ``years`` are the scope of the next question, ``find`` words that are looked
for, ``lang=en`` the page in English, ``page`` the settings or the figures). Who answers is the business of
``ui/assistants.py``, what a conversation holds that of ``ui/talks.py``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import streamlit as st

from rag.index.generation import current_generation
from rag.jobs import Jobs
from rag.library import collections
from rag.records import Language, Scope, Span
from rag.settings import Settings
from ui.places import link_of, spans_of_link

_Address = dict[str, str | list[str]]  # an empty list is nothing, an empty string a name without a value
Room = Literal["", "settings", "quality"]

_LONGEST_NAME = 256  # bytes
_LONGEST_ID = 64
_BESIDE, _PAGED = "source", "page"
_NUMBER = re.compile(r"[1-9]\d{0,4}", re.ASCII)
_YEARS = re.compile(r"([12]\d{3})-([12]\d{3})", re.ASCII)
_MOST_PICKED = 300  # characters
_MOST_IN = 20  # documents or folders that a scope names; an address has an end


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """The document that is open, by name, and how.

    Attributes:
        doc: Its name.
        spans: The source spans to be marked.
        visit: How often one was opened.
        beside: Whether the source text is shown beside the repaired one.
        of: The exchange whose answer was followed to it; ``""`` for none.
        paged: Whether its page is shown as it is printed.
        page: Which one, from 1; None for that of the marked words.
    """

    doc: str
    spans: tuple[Span, ...]
    visit: int
    beside: bool = False
    of: str = ""
    paged: bool = False
    page: int | None = None


# ---------------------------------------------------------------- the collection


def settings_shown(given: Settings) -> Settings:
    """Return the settings of the collection that the address names, else of the one the server was started with.

    The address names the index folder, and only one that is there or being built is taken: anyone can write a link.
    Their documents folder is the one that the index was made of, so that nothing is built over another folder's index.
    """
    named = st.query_params.get("collection", "")
    # One name that a file system can hold, and no path; a drive or a step upwards has another name.
    if named.isprintable() and Path(named).name == named and len(named.encode()) < _LONGEST_NAME:
        shown = replace(given, index=given.indexes / named)
        # An index that is being built for the first time is known by its job alone.
        job = Jobs(shown).status()
        docs = _remembered(shown.index, current_generation(shown.index)) or (
            Path(job.docs) if job and job.docs else None
        )
        if docs and not collections.is_same(shown.index, given.index):
            return replace(shown, docs=docs)
    return settings_of(given)


def settings_of(given: Settings) -> Settings:
    """Return the settings of the collection that the server was started with: its documents folder is the index's."""
    return replace(given, docs=_remembered(given.index, current_generation(given.index)) or given.docs)


def is_shown(given: Settings, shown: Settings) -> bool:
    """Whether the collection that the address names is the one that is shown; it is where none is named."""
    return st.query_params.get("collection", "") in ("", shown.index.name) or shown.index != given.index


def show_collection(given: Settings, index: Path) -> None:
    """Show the collection of an index; the one that the server was started with needs no name."""
    own = index.name if index.parent == given.indexes and index != given.index else None
    conversation = st.session_state.get("latest", {}).get(str(index), "")
    st.query_params.from_dict(_language() | {"collection": own or [], "conversation": conversation or []})


@st.cache_data(max_entries=16, ttl=10, show_spinner=False)
def _remembered(index: Path, generation: str | None) -> Path | None:
    """Return the documents folder that an index was made of; read once for each generation."""
    return collections.remembered(index)


# ---------------------------------------------------------------- questions


def conversation_named() -> str:
    """Return the id of the conversation that the address names; ``""`` where it names none, or nothing like one."""
    named = st.query_params.get("conversation", "")
    return named if named.isascii() and named.isalnum() and len(named) <= _LONGEST_ID else ""


def name_conversation(settings: Settings, conversation: str) -> None:
    """Name the conversation that is shown in the address, to be shown again whenever its collection is."""
    st.session_state.setdefault("latest", {})[str(settings.index)] = conversation
    if conversation != conversation_named():
        st.query_params["conversation"] = conversation


def open_conversation(settings: Settings, conversation: str) -> None:
    """Show another conversation, no document open; ``""`` begins a new one, of all documents."""
    st.session_state.setdefault("latest", {})[str(settings.index)] = conversation
    kept = {name: value for name, value in _kept().items() if name not in (*_SCOPE, "find")}
    st.query_params.from_dict(kept | {"conversation": conversation or []})


def arrive(conversation: str) -> None:
    """Remember which conversation is in sight, ``""`` for none: it comes into sight once, and is then drawn anew."""
    st.session_state["in_sight"] = conversation


def arrived() -> str:
    """Return the conversation that is in sight; ``""`` for none."""
    conversation: str = st.session_state.get("in_sight", "")
    return conversation


def suggest(question: str) -> None:
    """Keep a question that was chosen or typed until it is asked: a click meanwhile ends the run that would ask it."""
    st.session_state["suggested"] = question


def suggested() -> str | None:
    """Return the question that waits to be asked."""
    found: str | None = st.session_state.get("suggested")
    return found


def asked() -> None:
    """Say that the question that waited is asked."""
    st.session_state.pop("suggested", None)


def edit(question: str) -> None:
    """Have a question put into the box, in place of what stands there; each time anew, be it the same."""
    st.session_state["edited"] = (question, secrets.token_hex(4))


def edited() -> tuple[str, str]:
    """Return the question that is to be edited and a name of that wish; both empty where there was none."""
    wish: tuple[str, str] = st.session_state.get("edited", ("", ""))
    return wish


def picking() -> bool:
    """Whether what is selected in the open document is wanted: somebody says which words a right answer holds."""
    return bool(st.session_state.get("disputed"))


def pick(words: str) -> None:
    """Keep what was selected, or the sentence that was clicked."""
    st.session_state["picked"] = words.strip()[:_MOST_PICKED]


def picked() -> str:
    """Return what was selected last; ``""`` for nothing."""
    words: str = st.session_state.get("picked", "")
    return words


def forget_picked() -> None:
    """Begin anew: what was selected belongs to an answer that was judged before."""
    st.session_state.pop("picked", None)
    st.session_state.pop("keys-of", None)


# ---------------------------------------------------------------- the scope

_SCOPE = ("in", "years")


def scope_named() -> Scope:
    """Return the scope that the address names; what is not well formed of it counts for nothing."""
    docs = tuple(dict.fromkeys(filter(None, st.query_params.get_all("in"))))[:_MOST_IN]
    years = _YEARS.fullmatch(st.query_params.get("years", ""))
    if years is None or years[1] > years[2]:
        return Scope(docs)
    return Scope(docs, (int(years[1]), int(years[2])))


def has_scope() -> bool:
    """Whether the address says where to look, be it everywhere."""
    return any(name in st.query_params for name in _SCOPE)


def name_scope(scope: Scope) -> None:
    """Name where to look in the address; everywhere is named too, so that it is not taken for nothing said."""
    named: _Address = {name: [] for name in _SCOPE}
    if scope.docs:
        named["in"] = list(scope.docs)
    if scope.years:
        named["years"] = f"{scope.years[0]}-{scope.years[1]}"
    elif not scope.docs:
        named["in"] = ""
    shown: _Address = {name: st.query_params.get(name) or [] for name in ("doc", "at", "of", "view", "sheet")}
    st.query_params.from_dict(_kept() | shown | named)


# ---------------------------------------------------------------- finding


def finding() -> str | None:
    """Return the words that are looked for, ``""`` before any are typed; None where questions are asked."""
    words: str | None = st.query_params.get("find")
    return words


def find(words: str) -> None:
    """Look for words, and name them in the address; the document that is open stays open."""
    st.query_params["find"] = words


def stop_finding() -> None:
    """Ask questions again."""
    if "find" in st.query_params:
        del st.query_params["find"]


# ---------------------------------------------------------------- the language


def language_named() -> Language | None:
    """Return the language that the address names, if one of ours."""
    named = st.query_params.get("lang")
    return "zh" if named == "zh" else "en" if named == "en" else None


def name_language() -> None:
    """Keep the language that was chosen in the address, so that it is still chosen when the page is loaded anew."""
    st.query_params["lang"] = st.session_state["language"]


# ---------------------------------------------------------------- what is shown instead of the conversation


def room_named() -> Room:
    """Return what the address asks for instead of the conversation; ``""`` for the conversation."""
    named = st.query_params.get("page")
    return "settings" if named == "settings" else "quality" if named == "quality" else ""


def open_room(room: Room) -> None:
    """Show something else than the conversation, or that again; no document is open then."""
    st.query_params.from_dict(_kept() | {"page": room or []})


# ---------------------------------------------------------------- the open document


def open_place(doc: str, spans: Iterable[Span] = (), *, of: str = "") -> None:
    """Open a document, its source spans marked; ``of`` is the exchange whose answer leads there."""
    st.session_state["visit"] = st.session_state.get("visit", 0) + 1
    named: _Address = {"doc": doc, "at": link_of(spans) or [], "of": of or [], "view": _view() or []}
    st.query_params.from_dict(_kept() | named)


def switch_beside() -> None:
    """Show the source beside the repaired text of the document that is open, or no longer."""
    _switch(_BESIDE)


def switch_paged() -> None:
    """Show the page of the document that is open as it is printed, or its text again."""
    _switch(_PAGED)


def turn_to(page: int) -> None:
    """Show another page, by its number from 1."""
    st.session_state["visit"] = st.session_state.get("visit", 0) + 1
    st.query_params["sheet"] = str(page)


def _switch(view: str) -> None:
    st.session_state["visit"] = st.session_state.get("visit", 0) + 1
    if _view() == view:
        del st.query_params["view"]
    else:
        st.query_params["view"] = view


def _view() -> str:
    view: str = st.query_params.get("view", "")
    return view if view in (_BESIDE, _PAGED) else ""


def close_place() -> None:
    """Close the document that is open."""
    st.query_params.from_dict(_kept())


def _kept() -> _Address:
    """Return what stays in the address whichever document is open."""
    named = {name: st.query_params.get(name) for name in ("collection", "conversation")}
    scope = {name: st.query_params.get_all(name) for name in (*_SCOPE, "find") if name in st.query_params}
    return {name: value for name, value in named.items() if value} | scope | _language()


def _language() -> _Address:
    """Return the language of the address."""
    return {"lang": st.query_params.get("lang") or []}


def place_open() -> OpenPlace | None:
    """Return the document that is open, if one is."""
    doc = st.query_params.get("doc")
    if not doc:
        return None
    spans = spans_of_link(st.query_params.get("at", ""))
    visit, view = st.session_state.get("visit", 0), _view()
    sheet = st.query_params.get("sheet", "")
    page = int(sheet) if _NUMBER.fullmatch(sheet) else None
    return OpenPlace(doc, spans, visit, view == _BESIDE, st.query_params.get("of", ""), view == _PAGED, page)
