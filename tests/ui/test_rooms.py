"""Every module that draws something on the page has a test of its own that draws it as Streamlit does."""

import ast

import pytest

from rag.settings import ROOT

# What of Streamlit draws nothing.
QUIET = {"cache_data", "cache_resource", "fragment", "rerun", "set_page_config", "get_option"}


def called(path):
    """What is called in a module, by its dotted name."""
    return {
        ast.unparse(n.func) for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)
    }


def draws(path):
    pairs = [name.split(".") for name in called(path) if name.count(".") == 1]
    return any((of == "st" and what not in QUIET) or of == "components" for of, what in pairs)


def drawing():
    return [path.stem for path in sorted((ROOT / "ui").glob("*.py")) if draws(path)]


@pytest.mark.parametrize("module", drawing())
def test_what_is_drawn_is_drawn_by_a_test_of_its_own(module):
    test = ROOT / "tests" / "ui" / f"test_{module}.py"
    assert test.exists(), f"ui/{module}.py draws, and nothing in tests/ui is called after it"
    assert any(name in ("run", "drawn") or name.endswith(".run") for name in called(test)), f"{test.name} runs no page"


def test_what_draws_is_told_from_what_does_not(tmp_path):
    one = tmp_path / "one.py"
    for code, found in (("st.text(1)", True), ("components.reader({})", True), ("with st.form('f'): pass", True)):
        one.write_text(code, encoding="utf-8")
        assert draws(one) is found
    one.write_text("st.rerun()\n@st.cache_data(ttl=1)\ndef f(): st.session_state.get('x')\n", encoding="utf-8")
    assert not draws(one) and {"chat", "reader", "paging", "sidebar"} <= set(drawing()) and "texts" not in drawing()
