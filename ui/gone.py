"""What an answer cites and is no longer on the disk: one line below it. An index answers on without its files."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from rag.records import Answer
from rag.settings import Settings
from ui.evidence import file_name
from ui.talk_texts import talk_texts
from ui.texts import Texts

_LOOKED_AT_S = 10  # that long a look at files counts: a conversation is drawn with every click


def line(settings: Settings, answer: Answer | None, key: str, texts: Texts) -> None:
    """Draw which of the files cited by an answer are gone; nothing where all are there.

    Args:
        settings: Of the collection that was asked.
        answer: The answer; None where there is none.
        key: Of the line.
        texts: The words of the page.
    """
    cited = tuple(dict.fromkeys(citation.doc for citation in answer.citations)) if answer else ()
    if not cited:
        return
    words = talk_texts(texts)
    missing = _missing(settings.docs, cited)
    if missing is None or missing:
        with st.container(key=key):
            names = texts.listed.join(map(file_name, missing or ()))
            st.text(words.folder_gone if missing is None else words.cited_gone.format(names=names))


@st.cache_data(ttl=_LOOKED_AT_S, max_entries=256, show_spinner=False)
def _missing(folder: Path, docs: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return of some documents those whose files are gone; None where the folder itself is."""
    try:
        if not folder.is_dir():
            return None
        return tuple(doc for doc in docs if not (folder / doc).exists())
    except OSError:
        return ()  # a name that this system cannot hold, or a folder that may not be looked into: nothing is known
