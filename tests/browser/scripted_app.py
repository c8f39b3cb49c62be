"""The page over an assistant that says what a test tells it to: for what a real model does not show on demand."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ui"))

from scripted import Scripted

from rag.settings import load
from ui import page

st.set_page_config(page_title="问据 Wenju", page_icon=page.ICON, layout="wide")
page.draw(load(), Scripted)
