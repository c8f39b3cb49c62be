"""The edge of the page: what is drawn or set off by a click may fail, and why is then said in its place.

Errors of ours alone, which say what mends them; any other is a fault of the program and surfaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

import streamlit as st

from rag.errors import RagError
from ui.texts import Texts

_Does = ParamSpec("_Does")
_WRONG = "went-wrong"


def told(act: Callable[_Does, object]) -> Callable[_Does, None]:
    """Return an action whose errors are kept to be said: a callback that raises would leave a traceback on the page."""

    @wraps(act)
    def guarded(*args: _Does.args, **kwargs: _Does.kwargs) -> None:
        try:
            act(*args, **kwargs)
        except RagError as error:
            st.session_state[_WRONG] = error

    return guarded


def waits() -> bool:
    """Whether why the last action failed is still to be said."""
    return _WRONG in st.session_state


def draw(texts: Texts) -> None:
    """Draw once why the last action failed; nothing where it did not."""
    error: RagError | None = st.session_state.pop(_WRONG, None)
    if error is not None:
        with st.container(key="action-failed"):
            st.text(texts.hint(error))


@contextmanager
def caught(texts: Texts, part: str) -> Iterator[None]:
    """Draw a part of the page, or why it cannot be drawn: a file of the index may be damaged while it is open."""
    try:
        yield
    except RagError as error:
        with st.container(border=True, key=f"failed-{part}"):
            st.text(texts.hint(error))
