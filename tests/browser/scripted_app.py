"""The page over an assistant that says what a test tells it to: for what a real model does not show on demand."""

import os

import streamlit as st

from rag.settings import load
from tests.ui.scripted import Scripted
from ui import page

st.set_page_config(page_title="问据 Wenju", page_icon=page.ICON, layout="wide")
page.draw(load(), lambda settings: Scripted(settings, pause_s=float(os.environ.get("WENJU_PAUSE_S", "0.06"))))
