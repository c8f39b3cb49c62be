"""All that a question about the whole collection asked for, by pages, each place to be opened."""

from __future__ import annotations

import streamlit as st

from rag.answer.citing.collected import SHOWN
from rag.records import Collected, CollectedPlace
from ui import components, paging
from ui.evidence import Opening, headed
from ui.plurals import Count
from ui.texts import Texts

_ON_A_PAGE = 20
_LONGEST_WORDS = 90


def draw(collected: Collected | None, number: int, texts: Texts, open_at: Opening) -> None:
    """Draw the list, folded; nothing where the answer's sentences already show all of it.

    Args:
        collected: What was collected.
        number: Of the exchange.
        texts: The words of the page.
        open_at: Opens a place.
    """
    if collected is None or collected.total <= SHOWN:
        return
    with st.expander(texts.collected.format(total=Count(collected.total)), key=f"collected-{number}"):
        key = f"collected-page-{number}"
        page, pages = paging.page_of(key, collected.total, _ON_A_PAGE)
        places = collected.places[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
        components.choices(
            [_line(place) for place in places],
            key=f"collected-list-{number}",
            label=texts.collected.format(total=Count(collected.total)),
            look="list",
            on_choose=lambda at: _open(places[at], open_at),
        )
        paging.turn(key, page, pages, texts)


def _line(place: CollectedPlace) -> tuple[str, str]:
    """Return the words of a place, cut where they are long, and what they stand in."""
    words = " ".join(place.chunk.text[place.start : place.end].split())
    cut = words if len(words) <= _LONGEST_WORDS else words[:_LONGEST_WORDS] + "……"
    headline, _, file = headed(place.chunk.article, place.chunk.title, place.chunk.doc)
    where = headline, place.chunk.date, file
    return cut, " · ".join(filter(None, where))


def _open(place: CollectedPlace, open_at: Opening) -> None:
    open_at(place.chunk.doc, place.chunk.spans_of(place.start, place.end))
