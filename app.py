"""The page of 问据: ``streamlit run app.py``."""

import streamlit as st

from ui import shell

app = st.App(shell.SCRIPT, routes=shell.routes(), middleware=shell.middleware())
