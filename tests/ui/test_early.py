"""The box that takes words before the page's program runs: in both languages, and only where one may ask at once."""

import html
import json
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from ui import early, gate, shell
from ui.texts import TEXTS


def texts(box):
    return json.loads(html.unescape(re.search(r'data-texts="([^"]*)"', box)[1]))


def test_it_speaks_both_languages_with_the_words_of_the_page(monkeypatch):
    said = texts(early.box())
    assert {name: said[name]["ask"] for name in ("zh", "en")} == {name: TEXTS[name].ask for name in ("zh", "en")}
    assert said["set"] == "", "the browser's language"
    monkeypatch.setenv("RAG_LANGUAGE", "en")
    assert texts(early.box())["set"] == "en"


def test_nobody_is_asked_for_words_who_has_to_log_in_or_is_told_of_an_error(monkeypatch):
    assert early.box()
    with monkeypatch.context() as patch:
        patch.setenv("RAG_PASSWORD", "long enough")
        assert early.box() == ""
    with monkeypatch.context() as patch:
        patch.setenv("RAG_PASSWORD", "short")
        assert early.box() == "", "the page says that it is too short"
    with monkeypatch.context() as patch:
        patch.setenv("RAG_LANGUAGE", "klingon")
        assert early.box() == ""
    for asks in ("has_oidc", "is_open"):
        with monkeypatch.context() as patch:
            patch.setattr(gate, asks, lambda: True)
            assert early.box() == ""


@pytest.mark.parametrize("asks", [False, True])
def test_the_page_is_served_with_it_and_without_where_a_login_waits(monkeypatch, asks):
    monkeypatch.setattr(gate, "has_oidc", lambda: asks)
    page = TestClient(Starlette(routes=shell.routes())).get("/").text
    assert ('id="early"' in page) is not asks
    assert page.rindex("</body>") > page.rindex('id="root"')
    assert page.count("</body>") == 1
