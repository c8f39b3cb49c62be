"""Streamlit's caches are the process's own: one test must not see another's assistant."""

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def _no_caches():
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()
