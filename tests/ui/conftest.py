"""Streamlit's caches are the process's own: one test must not see another's assistant."""

import sys
from pathlib import Path

import pytest
import streamlit as st

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True)
def _no_caches():
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
