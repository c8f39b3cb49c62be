"""What a browser's tab is called: after the document, the words or the conversation that it shows.

Of several tabs, of bookmarks and of the browser's own history each says what it is. Knows no records.
"""

from __future__ import annotations

import streamlit as st

NAME = "问据 Wenju"
_SHORT, _MOST = "问据", 40


def name_after(what: str) -> None:
    """Call the tab after what it shows; by our own name for nothing."""
    name = named(what)
    st.session_state["tab-name"] = name
    st.set_page_config(page_title=name)


def last() -> str:
    """Return what the tab was called last: it stays that while the page is drawn anew."""
    name: str = st.session_state.get("tab-name", NAME)
    return name


def named(what: str) -> str:
    r"""Return what a tab is called; on one line, without characters that turn or hide writing.

    >>> named("停泊费\n是多少？"), named(""), len(named("长" * 99))
    ('停泊费 是多少？ · 问据', '问据 Wenju', 46)
    """
    line = " ".join("".join(char if char.isprintable() else " " for char in what).split())
    if not line:
        return NAME
    return f"{line if len(line) <= _MOST else f'{line[:_MOST]}…'} · {_SHORT}"
