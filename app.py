"""The page of 问据: ``streamlit run app.py``."""

import streamlit as st

from ui import shell, warm

app = st.App(shell.SCRIPT, lifespan=warm.lifespan, routes=shell.routes(), middleware=shell.middleware())
