"""What Streamlit runs for every sight of the page."""

import streamlit as st

from ui import page, tab

st.set_page_config(page_title=tab.last(), page_icon=page.ICON, layout="wide")
page.show()
