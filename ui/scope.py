"""Where and how the next questions look: a switch and chips above the question box, and the dialog behind them.

The scope lives in the address (``ui/state.py``) and is kept with each question. Names of documents are set as text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import streamlit as st

from rag.library.conversations import folded
from rag.records import DocumentSummary, Scope
from rag.settings import Settings
from ui import components, folders, gate
from ui.evidence import file_name
from ui.search_texts import SearchTexts, search_texts
from ui.state import find, finding, has_scope, name_scope, place_open, scope_named, show_collection, stop_finding
from ui.talks import Talk
from ui.texts import Texts

if TYPE_CHECKING:
    from rag.index.index import Index

_MOST_SHOWN = 8
_MOST_COMPARED = 10_000
_MOST_TITLE = 22


def settle(talk: Talk) -> None:
    """Take up the scope of a conversation that is shown anew, where the address does not say another one."""
    settled: set[str] = st.session_state.setdefault("scope-settled", set())
    if talk.conversation in settled:
        return
    settled.add(talk.conversation)
    if talk.exchanges and not has_scope() and talk.exchanges[-1].scope != Scope():
        name_scope(talk.exchanges[-1].scope)


def bar(given: Settings, shown: Settings, index: Index, texts: Texts) -> None:
    """Draw the switch of asking and finding, the chips, each to be removed by a click, and the button for more.

    Args:
        given: The settings that the server was started with; another collection than theirs is a chip, too.
        shown: Those of the collection that the page shows.
        index: Its index.
        texts: The words of the page.
    """
    words, scope = search_texts(texts), scope_named()
    parts = _parts(scope)
    elsewhere = [words.collection.format(name=shown.docs.name)] if shown.index != given.index else []
    chips = elsewhere + [_name(index, part, texts) for part in parts]

    def remove(at: int) -> None:
        if at < len(elsewhere):
            show_collection(given, given.index)
        elif at < len(chips):
            name_scope(without(scope, parts[at - len(elsewhere)]))

    components.chips(
        {
            "modes": [(words.mode_ask, words.mode_ask_hint), (words.mode_find, words.mode_find_hint)],
            "mode": int(finding() is not None),
            "switch": words.modes,
            "chips": [(chip, words.remove.format(name=chip)) for chip in chips],
            "label": words.scope,
            "add": words.add_scope,
        },
        key="scope-bar",
        on_mode=lambda at: find("") if at else stop_finding(),
        on_remove=remove,
        on_add=_ask_for_more,
    )
    if st.session_state.pop("scope-wanted", False):
        st.dialog(words.add_scope)(_choice)(given, shown, index, texts)


def said(index: Index | None, scope: Scope, texts: Texts) -> str:
    """Return where a question was asked of, in a quiet line; ``""`` for everywhere.

    Args:
        index: Knows the titles; without it documents go by their file names.
        scope: Of the question.
        texts: The words of the page.
    """
    words = search_texts(texts)
    docs = texts.listed.join(_name(index, doc, texts) for doc in scope.docs)
    years = _years(scope.years, words) if scope.years else ""
    form = words.only_both if docs and years else words.only_in if docs else words.only_years if years else ""
    return form.format(docs=docs, years=years)


def without(scope: Scope, part: str | tuple[int, int]) -> Scope:
    """Return a scope without one of its documents, folders or its years."""
    if isinstance(part, tuple):
        return replace(scope, years=None)
    return replace(scope, docs=tuple(doc for doc in scope.docs if doc != part))


def switch_document(doc: str) -> None:
    """Ask only one document, in place of others; of all again where it was the only one."""
    scope = scope_named()
    name_scope(replace(scope, docs=() if scope.docs == (doc,) else (doc,)))


def candidates(documents: Iterable[DocumentSummary], looked_for: str) -> list[tuple[str, str]]:
    """Return the folders, then the documents that hold some words in name, title or a headline.

    Args:
        documents: Of the index.
        looked_for: Width, case and script do not matter; every folder and document without any.

    Returns:
        The path prefix of each, and its title; ``""`` for a folder.
    """
    wanted, found = folded(looked_for).split(), list[tuple[str, str]]()
    folders: set[str] = set()
    for document in documents:
        folders.update(f"{parent}/" for parent in PurePosixPath(document.name).parents if str(parent) != ".")
        key = folded("\n".join((document.name, document.title, *document.headlines)))
        if all(word in key for word in wanted):
            found.append((document.name, document.title))
    held = sorted(folder for folder in folders if all(word in folded(folder) for word in wanted))
    return [*((folder, "") for folder in held), *found]


def _parts(scope: Scope) -> list[str | tuple[int, int]]:
    return [*scope.docs, *([scope.years] if scope.years else [])]


def _name(index: Index | None, part: str | tuple[int, int], texts: Texts) -> str:
    """Return what a part of a scope is called: a document's title, a folder, years; what is not there, so."""
    words = search_texts(texts)
    if isinstance(part, tuple):
        return _years(part, words)
    if part.endswith("/"):
        name = words.folder.format(name=part.rstrip("/"))
        there = index is None or any(doc.startswith(part) for doc in index.names())
    else:
        document = index.document(part) if index is not None else None
        title = document.title if document is not None and document.title else file_name(part)
        name = words.title.format(title=title if len(title) <= _MOST_TITLE else f"{title[:_MOST_TITLE]}…")
        if index is not None and _is_shared(title, index):
            name = f"{name} {file_name(part)}"
        there = index is None or document is not None
    return name if there else words.not_there.format(name=name)


def _is_shared(title: str, index: Index) -> bool:
    """Whether several documents have a title; not looked for among so many that it would take a moment."""
    few = len(index.names()) <= _MOST_COMPARED
    return few and sum(document.title == title for document in index.collection.documents) > 1


def _years(years: tuple[int, int], words: SearchTexts) -> str:
    form = words.one_year if years[0] == years[1] else words.years
    return form.format(first=years[0], last=years[1])


# ---------------------------------------------------------------- the dialog


def _ask_for_more() -> None:
    st.session_state["scope-wanted"] = True


def _choice(given: Settings, shown: Settings, index: Index, texts: Texts) -> None:
    """Draw the choice: what is open now, folders and documents by their names, years, another collection."""
    words, scope = search_texts(texts), scope_named()
    st.caption(words.scope_note)
    looked_for = st.text_input(words.look_for, key="scope-search", placeholder=words.look_for_example, type="search")
    found = [one for one in candidates(index.collection.documents, looked_for) if one[0] not in scope.docs]
    opened = place_open()
    if opened is not None:
        found.sort(key=lambda one: one[0] != opened.doc)
    offered = list(islice(found, _MOST_SHOWN))
    if not offered:
        st.caption(words.none_such)
    else:
        components.choices(
            [_listed(name, title, words) for name, title in offered],
            key="scope-found",
            label=words.look_for,
            look="list",
            on_choose=lambda at: _chosen(replace(scope, docs=(*scope.docs, offered[at][0]))),
        )
    if len(found) > len(offered):
        st.caption(words.more_such.format(total=len(found) - len(offered)))
    _choose_years(index, scope, words)
    if gate.manages():
        folders.known(given, shown, texts, words.other_collections)
    if st.session_state.pop("scope-chosen", False):
        st.rerun()


def _listed(name: str, title: str, words: SearchTexts) -> tuple[str, str]:
    """Return a folder, or a document by its title and path; by its path alone where it has no title of its own."""
    if not title:
        return words.folder.format(name=name.rstrip("/")), ""
    return (name, "") if title == PurePosixPath(name).stem else (title, name)


def _choose_years(index: Index, scope: Scope, words: SearchTexts) -> None:
    """Draw two years to choose; an end that is left empty is that of the other."""
    dates = [date[:4] for d in index.collection.documents for date in (d.first, d.last) if date[:4].isdigit()]
    first, last = scope.years or (None, None)
    with st.form("scope-years", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        given = [
            st.number_input(label, 1000, 2999, year, 1, key=key, placeholder=shown)
            for label, year, key, shown in (
                (words.first_year, first, "scope-first", min(dates, default="")),
                (words.last_year, last, "scope-last", max(dates, default="")),
            )
        ]
        asked = st.form_submit_button(words.set_years, key="scope-set-years")
    st.caption(words.years_note)
    years = sorted(year for year in given if year is not None)
    if asked and years:
        _chosen(replace(scope, years=(years[0], years[-1])))


def _chosen(scope: Scope) -> None:
    name_scope(scope)
    st.session_state["scope-chosen"] = True
