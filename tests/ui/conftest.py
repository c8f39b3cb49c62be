"""Streamlit's caches are the process's own: one test must not see another's assistant."""

from functools import cache

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def _no_caches():
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(autouse=True, scope="session")
def looked_through_once():
    """Streamlit looks through all that is installed for components of a page; not with each page of a test."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder whose subfolders are all that the settings name; nothing is indexed."""
    (tmp_path / "docs").mkdir()
    for name, value in {"DOCS": "docs", "INDEX": "indexes/own", "INDEXES": "indexes", "DATA": "data"}.items():
        monkeypatch.setenv(f"RAG_{name}", str(tmp_path / value))
    return tmp_path
