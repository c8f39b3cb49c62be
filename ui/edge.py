"""The edge of the page: what a click sets off may fail, and why is then said once, where the next run draws it."""

from __future__ import annotations

from collections.abc import Callable
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


def draw(texts: Texts) -> None:
    """Draw once why the last action failed; nothing where it did not."""
    error: RagError | None = st.session_state.pop(_WRONG, None)
    if error is not None:
        with st.container(border=True, key="action-failed"):
            st.text(texts.hint(error))
