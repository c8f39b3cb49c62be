"""Pages of a list: which one is shown, and the buttons that turn them."""

from __future__ import annotations

import streamlit as st

from ui.texts import Texts


def page_of(key: str, total: int, on_a_page: int) -> tuple[int, int]:
    """Return the page that is shown, from 0, and how many there are, at least 1."""
    pages = max(1, -(-total // on_a_page))
    return min(st.session_state.get(key, 0), pages - 1), pages


def show_page(key: str, page: int) -> None:
    """Show a page of a list from the next run on."""
    st.session_state[key] = max(0, page)


def turn(key: str, page: int, pages: int, texts: Texts) -> None:
    """Draw the buttons that turn the pages, and where one is; nothing where there is one page alone."""
    if pages < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(texts.earlier, key=f"{key}-back", disabled=page == 0, on_click=show_page, args=(key, page - 1))
        st.text(f"{page + 1} / {pages}", width="content")
        st.button(texts.later, key=f"{key}-on", disabled=page + 1 == pages, on_click=show_page, args=(key, page + 1))
