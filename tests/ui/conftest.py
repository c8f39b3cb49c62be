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


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder whose subfolders are all that the settings name; nothing is indexed."""
    (tmp_path / "docs").mkdir()
    for name, value in {"DOCS": "docs", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}.items():
        monkeypatch.setenv(f"RAG_{name}", str(tmp_path / value))
    return tmp_path
