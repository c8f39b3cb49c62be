"""Which language model composes, where a reader should know: whether text leaves this machine. Speaks to nobody."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from rag.answer.models.address import address_of
from rag.errors import ConfigError
from rag.model_folder import available, folder_of
from rag.settings import Settings
from ui.model_texts import model_texts
from ui.texts import Texts


def composing(settings: Settings) -> Settings:
    """Return settings that say who composes, where these leave it to what is there: ``auto`` stands in none.

    As ``rag.assistant`` decides it. Costs a few small files.
    """
    if settings.generator != "auto":
        return settings
    if settings.endpoint:
        return replace(settings, generator="endpoint")
    folder = folder_of(settings.llm)
    if folder is None or not available(folder):
        return replace(settings, generator="built-in")
    return replace(settings, generator="local", llm=str(folder))


def where_text_goes(settings: Settings, texts: Texts) -> None:
    """Say which other machine questions and passages are sent to; nothing where all stays on this one."""
    words = model_texts(texts)
    if not settings.endpoint or settings.generator not in ("auto", "endpoint"):
        return
    try:
        address = address_of(settings)
    except ConfigError:
        return  # said where the models are loaded
    if not address.near:
        with st.container(key="leaving"):
            st.text(words.leaves.format(host=address.host) + ("" if address.secret else words.leaves_open))
