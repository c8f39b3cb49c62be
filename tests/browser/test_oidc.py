"""A login by OpenID Connect, against a provider of the test's own on loopback."""

import re

import pytest

from rag.build import build
from tests.browser.oidc import CLIENT, SECRET, Provider
from tests.browser.page_server import Server
from tests.browser.steps import ask, questions

APP = """import streamlit as st

from ui import shell

LOGIN = {auth!r}
app = st.App(shell.SCRIPT, routes=shell.routes(), middleware=shell.middleware(), secrets={{"auth": LOGIN}})
"""


@pytest.mark.slow
def test_two_readers_log_in_and_neither_sees_what_the_other_asked(tmp_path, page, browser):
    provider = Provider(["hers", "his"])
    (tmp_path / "资料").mkdir()
    (tmp_path / "资料" / "a.txt").write_text("城东公园总投资3200万元。\n", encoding="utf-8")
    (tmp_path / "app.py").touch()
    server = Server(tmp_path, tmp_path / "资料", app=tmp_path / "app.py")
    try:
        auth = {
            "redirect_uri": f"{server.url}/oauth2callback",
            "cookie_secret": "0" * 64,
            "client_id": CLIENT,
            "client_secret": SECRET,
            "server_metadata_url": f"{provider.url}/.well-known/openid-configuration",
        }
        (tmp_path / "app.py").write_text(APP.format(auth=auth), encoding="utf-8")
        build(server.settings)
        server.kill_and_start()
        page.goto(server.url)
        page.locator(".st-key-login-oidc button").wait_for()
        assert page.locator(".st-key-ask").count() == 0 and page.locator(".st-key-library").count() == 0
        page.locator(".st-key-login-oidc button").click()
        page.locator(".st-key-ask textarea").wait_for()
        ask(page, "城东公园总投资多少？")
        page.wait_for_url(re.compile("conversation="))
        other = browser.new_context(locale="zh-CN").new_page()
        other.set_default_timeout(60_000)
        other.goto(page.url)
        other.locator(".st-key-login-oidc button").click()
        other.locator(".st-key-ask textarea").wait_for()
        assert "城东公园" not in other.locator("[data-testid='stSidebar']").inner_text()
        other.goto(page.url)
        other.get_by_text("找不到地址里写的这段对话").wait_for()
        assert questions(other).count() == 0
        other.context.close()
        page.reload()
        questions(page).filter(has_text="城东公园").wait_for()
        page.locator(".st-key-leave button").click()
        page.locator(".st-key-login-oidc button").wait_for()
    finally:
        server.stop()
        provider.close()
