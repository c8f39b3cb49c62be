"""What Streamlit runs for every sight of the page."""

import streamlit as st

from ui import page

st.set_page_config(page_title="问据 Wenju", page_icon=page.ICON, layout="wide")
page.show()
