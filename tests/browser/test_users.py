"""A login in a real browser, and twenty readers at once."""

import re
import shutil

import pytest

from rag.build import build
from rag.settings import ROOT
from tests.browser.conftest import local
from tests.browser.page_server import Server
from tests.browser.steps import ask, sentences

PASSWORD = "开门见山 open-123"


@pytest.fixture(scope="module")
def behind_a_password(tmp_path_factory):
    home = tmp_path_factory.mktemp("login")
    shutil.copytree(ROOT / "seeds", home / "资料")
    server = Server(home, home / "资料", {"RAG_PASSWORD": PASSWORD})
    build(server.settings)
    yield server.wait()
    server.stop()


def enter(page, password):
    page.locator(".st-key-password input").fill(password)
    page.locator(".st-key-enter button").click()


@pytest.mark.slow
def test_a_login_is_kept_by_the_browser_and_what_was_asked_by_its_reader(behind_a_password, page, shot, browser):
    page.goto(behind_a_password.url)
    enter(page, "wrong")
    page.locator(".st-key-login-wrong").wait_for()
    assert page.locator(".st-key-ask").count() == 0
    shot("login")
    enter(page, PASSWORD)
    page.locator(".st-key-examples button").first.wait_for()
    ask(page, "瓯海区委书记是谁？")
    page.wait_for_url(re.compile("conversation="))
    page.reload()
    page.get_by_label("Chat message from user").filter(has_text="瓯海").wait_for()
    other = browser.new_context(locale="zh-CN").new_page()
    other.on("request", lambda r: None if local(r.url) else pytest.fail(r.url))
    other.goto(page.url)
    enter(other, PASSWORD)
    other.get_by_text("找不到地址里写的这段对话").wait_for()
    assert other.get_by_label("Chat message from user").count() == 0
    other.context.close()
    page.locator(".st-key-leave button").click()
    page.locator(".st-key-password input").wait_for()
    page.reload()
    page.locator(".st-key-password input").wait_for()


@pytest.mark.slow
def test_beyond_this_computer_a_page_without_a_login_shows_nothing(tmp_path, page):
    (tmp_path / "资料").mkdir()
    (tmp_path / "资料" / "a.txt").write_text("城东公园总投资3200万元。\n", encoding="utf-8")
    server = Server(tmp_path, tmp_path / "资料", {"STREAMLIT_SERVER_ADDRESS": "0.0.0.0"})
    try:
        build(server.settings)
        server.wait()
        page.goto(server.url)
        page.locator(".st-key-no-login").get_by_text("RAG_PASSWORD").wait_for()
        assert page.locator(".st-key-ask").count() == 0 and page.locator(".st-key-library").count() == 0
    finally:
        server.stop()


@pytest.mark.slow
def test_twenty_readers_at_once_each_see_their_own_answer(served, browser):
    asked = ["2019年温州的经济总量是多少？", "瓯海区委书记是谁？", "龙港什么时候设市？", "2019年的外贸怎么样？"]
    # One browser with twenty pages: each is a session of its own, and what they all load is loaded once.
    context = browser.new_context(locale="zh-CN", viewport={"width": 900, "height": 700})
    context.set_default_timeout(120_000)
    pages = [context.new_page() for _ in range(20)]
    for page in pages:
        page.goto(served.url)
    for n, page in enumerate(pages):
        box = page.locator(".st-key-ask textarea")
        box.fill(asked[n % 4])
        box.press("Enter")
    said = []
    for n, page in enumerate(pages):
        page.locator("[class*='st-key-foot-']").first.wait_for()
        page.locator("p.line").first.wait_for()
        assert page.get_by_label("Chat message from user").count() == 1
        assert page.get_by_label("Chat message from user").inner_text().strip() == asked[n % 4]
        said.append(sentences(page.get_by_label("Chat message from assistant").first))
    context.close()
    for n, lines in enumerate(said):
        assert lines == said[n % 4]
    assert len({tuple(lines) for lines in said}) == 4
