"""The page over an assistant that says what a test tells it to: for what a real model does not show on demand."""

import os
from pathlib import Path

import streamlit as st

from rag.settings import load
from tests.ui.scripted import Scripted
from ui import page


def allowed():
    """How many sentences the test lets it write."""
    return int(Path(os.environ["WENJU_ALLOWED"]).read_text(encoding="ascii"))


st.set_page_config(page_title="问据 Wenju", page_icon=page.ICON, layout="wide")
page.draw(load(), lambda settings: Scripted(settings, pause_s=0.01, allowed=allowed))
