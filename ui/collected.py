"""All that a question about the whole collection asked for, by pages, each place to be opened."""

from __future__ import annotations

import streamlit as st

from rag.answer.collected import SHOWN
from rag.records import Collected, CollectedPlace
from ui import components
from ui.evidence import Opening, file_name
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
    with st.expander(texts.collected.format(total=collected.total), key=f"collected-{number}"):
        pages = -(-collected.total // _ON_A_PAGE)
        key = f"collected-page-{number}"
        page = min(st.session_state.get(key, 0), pages - 1)
        places = collected.places[page * _ON_A_PAGE : (page + 1) * _ON_A_PAGE]
        components.choices(
            [_line(place) for place in places],
            key=f"collected-list-{number}",
            label=texts.collected.format(total=collected.total),
            look="list",
            on_choose=lambda at: _open(places[at], open_at),
        )
        if pages > 1:
            _turn(key, page, pages, texts)


def _turn(key: str, page: int, pages: int, texts: Texts) -> None:
    """Draw the buttons that turn the pages, and where one is."""

    def turn(by: int) -> None:
        st.session_state[key] = page + by

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(texts.earlier, key=f"{key}-back", disabled=page == 0, on_click=turn, args=(-1,))
        st.text(f"{page + 1} / {pages}", width="content")
        st.button(texts.later, key=f"{key}-on", disabled=page + 1 == pages, on_click=turn, args=(1,))


def _line(place: CollectedPlace) -> tuple[str, str]:
    """Return the words of a place, cut where they are long, and what they stand in."""
    words = " ".join(place.chunk.text[place.start : place.end].split())
    cut = words if len(words) <= _LONGEST_WORDS else words[:_LONGEST_WORDS] + "……"
    where = (place.chunk.article or place.chunk.title, place.chunk.date, file_name(place.chunk.doc))
    return cut, " · ".join(filter(None, where))


def _open(place: CollectedPlace, open_at: Opening) -> None:
    open_at(place.chunk.doc, place.chunk.spans_of(place.start, place.end))
