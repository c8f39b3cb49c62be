"""What the page says of text that leaves this machine."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rag.settings import Settings
from ui.texts import TEXTS


def said(**changes):
    def page(settings, texts):
        from ui import models

        models.where_text_goes(settings, texts)

    at = AppTest.from_function(page, args=(replace(Settings(), **changes), TEXTS["zh"]), default_timeout=120).run()
    assert not at.exception
    return " ".join(element.value for element in at.text)


@pytest.mark.parametrize("generator", ["auto", "endpoint"])
def test_a_server_elsewhere_is_told(generator):
    shown = said(endpoint="https://models.example.com/v1", generator=generator)
    assert "models.example.com" in shown and "离开这台机器" in shown
    assert "不加密" not in shown
    assert "不加密" in said(endpoint="http://192.168.1.9:8000/v1", generator=generator)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"endpoint": "http://127.0.0.1:8080/v1"},
        {"endpoint": "https://models.example.com", "generator": "built-in"},
        {"endpoint": "https://models.example.com", "generator": "local"},
        {"endpoint": "no address"},
    ],
)
def test_nothing_is_said_where_nothing_leaves(changes):
    assert said(**changes) == ""
