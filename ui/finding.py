"""找: every place at which words stand, counted by document, in order, each to be opened.

What is looked for lives in the address (``?find=…``), so that a link leads to it; the conversation waits meanwhile.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

import streamlit as st

from rag.records import Found, FoundDocument, FoundPlace, Near, Scope
from ui import components, paging
from ui.assistants import Asks
from ui.evidence import dated, file_name, headed
from ui.plurals import Count
from ui.search_texts import search_texts
from ui.state import OpenPlace, find, name_scope, open_place, scope_named
from ui.steps import Steps, of_found
from ui.texts import Texts

_ON_A_PAGE = 30
_MOST_OF_WORDS = 60
_COUNTED_AT_ONCE, _MOST_COUNTED = 6, 300


def draw(answerer: Asks, words: str, place: OpenPlace | None, within: str, texts: Texts) -> None:
    """Draw what is found.

    Args:
        answerer: Has what finds.
        words: What is looked for; ``""`` before anything was typed.
        place: The place that is open.
        within: Where is looked, in words; ``""`` for everywhere.
        texts: The words of the page.
    """
    said, scope = search_texts(texts), scope_named()
    finder = answerer.finder
    with st.container(key="found"):
        if not words.strip():
            # Whoever types meanwhile does not wait for the texts to be read.
            threading.Thread(target=finder.read, name="reading", daemon=True).start()
            st.title(said.find_title, anchor=False)
            st.text(said.find_note)
            return
        key = _page_key(words, scope)
        at = paging.page_of(key, 1 << 40, _ON_A_PAGE)[0]
        found = finder.find(words, scope, at * _ON_A_PAGE, _ON_A_PAGE)
        components.arrival(key=f"arrival-{words}")
        _head(found, within, texts)
        if not found.total:
            if within and all(near.kind != "everywhere" for near in found.near):
                st.caption(said.nowhere_else)
            _near(found.near, texts)
            return
        _counts(found.documents, key, texts)
        _places(found, place, texts)
        page, pages = paging.page_of(key, found.total, _ON_A_PAGE)
        paging.turn(key, page, pages, texts)


def steps(answerer: Asks, words: str, place: OpenPlace) -> Steps | None:
    """Return where the open place stands among those of some words; None where it is none of them."""
    scope = scope_named()

    def show(number: int) -> None:
        paging.show_page(_page_key(words, scope), number // _ON_A_PAGE)

    return of_found(answerer.finder, words, scope, place, show)


def _page_key(words: str, scope: Scope) -> str:
    return f"found-page {words} {scope}"


def _head(found: Found, within: str, texts: Texts) -> None:
    """Draw how often the words stand there, and where was looked."""
    said = search_texts(texts)
    form = said.found if found.total else said.found_nowhere
    with st.container(key="found-head"):
        st.text(form.format(words=_short(found.words), total=Count(found.total), documents=Count(len(found.documents))))
        if found.left_out:
            st.text(said.find_left_out.format(most=Count(len(found.words)), total=Count(found.left_out)))
        if within:
            st.text(within)


def _short(words: str) -> str:
    """Return words as a headline has room for them."""
    return words if len(words) <= _MOST_OF_WORDS else f"{words[:_MOST_OF_WORDS]}…"


def _near(near: tuple[Near, ...], texts: Texts) -> None:
    """Draw what stands there instead; a click looks for it."""
    said = search_texts(texts)
    if not near:
        return
    st.caption(said.near)

    def choose(at: int) -> None:
        if near[at].kind == "everywhere":
            name_scope(Scope())
        find(near[at].words)

    def line(one: Near) -> tuple[str, str]:
        detail = said.near_kinds[one.kind].format(words=_short(one.words), total=Count(one.count))
        return said.everywhere if one.kind == "everywhere" else one.words, detail

    components.choices(
        [line(one) for one in near],
        key="found-near",
        label=said.near,
        look="cards",
        on_choose=choose,
    )


def _counts(documents: tuple[FoundDocument, ...], key: str, texts: Texts) -> None:
    """Draw the documents with their counts; a click turns to the page on which a document begins. Many are folded."""
    if len(documents) < 2:
        return
    said = search_texts(texts)
    before = [0, *accumulate(document.count for document in documents)]
    lines = counted(documents)

    def some(first: int, last: int, key_of: str) -> None:
        components.choices(
            lines[first:last],
            key=key_of,
            label=said.by_document,
            look="counts",
            on_choose=lambda at: paging.show_page(key, before[first + at] // _ON_A_PAGE),
        )

    some(0, _COUNTED_AT_ONCE, "found-counts")
    if len(documents) > _COUNTED_AT_ONCE:
        rest = f"{said.more_documents.format(total=Count(len(documents) - _COUNTED_AT_ONCE))}"
        with st.expander(rest, key="found-more"):
            some(_COUNTED_AT_ONCE, _MOST_COUNTED, "found-counts-more")


def counted(documents: Sequence[FoundDocument]) -> list[tuple[str, str]]:
    """Return what each document is called, by its file too where another has its title, and its count."""
    titles = Counter(document.title for document in documents)
    names = [
        document.title
        if document.title and titles[document.title] == 1
        else " · ".join(filter(None, (document.title, file_name(document.doc))))
        for document in documents
    ]
    return [(name, str(document.count)) for name, document in zip(names, documents, strict=True)]


def _places(found: Found, place: OpenPlace | None, texts: Texts) -> None:
    """Draw the places of a page, grouped by document and article."""
    opened = next(
        (n for n, one in enumerate(found.places) if place and (one.doc, one.spans) == (place.doc, place.spans)), -1
    )
    components.hits(
        {
            "hits": [_hit(one, found.places[n - 1] if n else None, texts) for n, one in enumerate(found.places)],
            "label": search_texts(texts).places,
            "open": opened,
        },
        key="found-places",
        on_open=lambda at: open_place(found.places[at].doc, found.places[at].spans),
    )


def _hit(place: FoundPlace, before: FoundPlace | None, texts: Texts) -> components.Hit:
    """Return a place as it is drawn: its document and article above it, unless they are those of the one before."""
    said = search_texts(texts)
    new = before is None or (before.doc, before.article, before.byline) != (place.doc, place.article, place.byline)
    same = not new and before is not None and (before.paragraph, before.page) == (place.paragraph, place.page)
    date = dated(place.date, texts, inferred=place.date_inferred)
    headline, document, file = headed(place.article, place.title, place.doc)
    above = (document, place.byline, date, file)
    number = said.paragraph.format(n=place.paragraph) if place.paragraph else said.head
    page = texts.page.format(page=place.page) if place.page is not None else ""
    return {
        "title": headline if new else "",
        "where": " · ".join(filter(None, above)) if new else "",
        "at": "" if same and place.paragraph else " · ".join(filter(None, (number, page))),
        "pieces": [(place.before, False), (place.words, True), (place.after, False)],
    }
