"""A login in a real browser, and twenty readers at once."""

import re
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from rag.build import build
from rag.library.login import Door
from rag.settings import ROOT
from tests.browser import socket_reader
from tests.browser.conftest import PHONE, SHOTS, WITH_SHOTS, local
from tests.browser.page_server import Server
from tests.browser.socket_reader import PATIENCE_S
from tests.browser.steps import ask, questions, sentences
from tests.browser.test_access import faults
from ui.gate import COOKIE

PASSWORD = "开门见山 open-123"
READERS, SEEN = 20, 3
WORDS = ("6606", "王振勇", "林霞", "9月30日")  # of the four answers


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
    expect(page.locator(".st-key-password input")).to_be_focused()
    enter(page, "wrong")
    page.locator(".st-key-login-wrong").wait_for()
    assert page.locator(".st-key-ask").count() == 0
    assert faults(page) == []
    shot("login")
    enter(page, PASSWORD)
    page.locator(".st-key-examples button").first.wait_for()
    answer = ask(page, "瓯海区委书记是谁？")
    page.wait_for_url(re.compile("conversation="))
    # What the reader's component says of itself must not be taken for who reads.
    answer.locator("button.mark").first.click()
    page.locator("section.reader .beside").click()
    page.wait_for_url(re.compile("view=source"))
    page.locator(".st-key-talk-list button", has_text="瓯海").wait_for()
    ask(page, "洞头区委书记是谁？")
    page.locator("section.reader .close").click()
    page.locator("section.reader").wait_for(state="detached")
    page.reload()
    questions(page).filter(has_text="洞头").wait_for()
    questions(page).filter(has_text="瓯海").wait_for()
    other = browser.new_context(locale="zh-CN").new_page()
    other.on("request", lambda r: None if local(r.url) else pytest.fail(r.url))
    other.goto(page.url)
    enter(other, PASSWORD)
    other.get_by_text("找不到地址里写的这段对话").wait_for()
    assert questions(other).count() == 0
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
def test_twenty_readers_at_once_each_see_their_own_words_alone(behind_a_password, browser):
    # Three by a browser, seventeen by its socket alone: each of the twenty is a login and a page of the server, and
    # two processors that draw twenty pages at once would be what is measured.
    asked = ["2019年温州的经济总量是多少？", "瓯海区委书记是谁？", "洞头区委书记是谁？", "刘伯温诗歌奖什么时候颁奖？"]
    door = Door(PASSWORD, behind_a_password.settings.data)
    cookies = [door.admitted(PASSWORD, f"reader {n}", time.time()) for n in range(READERS)]
    own_words = [f"第{n}位读者的话" for n in range(READERS)]
    ready = threading.Barrier(READERS - SEEN, timeout=PATIENCE_S)

    pages = []
    with ThreadPoolExecutor(READERS) as readers:
        sent = [
            readers.submit(
                socket_reader.read,
                behind_a_password.url,
                f"{COOKIE}={cookies[n]}",
                (asked[n % 4], own_words[n]),
                ready.wait,
            )
            for n in range(SEEN, READERS)
        ]
        for n in range(SEEN):
            context = browser.new_context(locale="zh-CN", viewport={"width": 900, "height": 700})
            context.set_default_timeout(PATIENCE_S * 1000)
            context.add_cookies([{"name": COOKIE, "value": cookies[n], "url": behind_a_password.url}])
            pages.append(context.new_page())
            pages[n].goto(behind_a_password.url)
        said = []
        for n, page in enumerate(pages):
            answer = "".join(sentences(ask(page, asked[n % 4])))
            ask(page, own_words[n])
            said.append((answer, page.locator("body").inner_text()))
            if WITH_SHOTS:
                SHOTS.mkdir(exist_ok=True)
                page.screenshot(path=SHOTS / f"twenty-readers-{n + 1}-light.png")
                page.emulate_media(color_scheme="dark")
                page.wait_for_timeout(300)
                page.screenshot(path=SHOTS / f"twenty-readers-{n + 1}-dark.png")
                page.emulate_media(color_scheme="light")
                page.set_viewport_size(PHONE)
                page.wait_for_timeout(700)
                page.screenshot(path=SHOTS / f"twenty-readers-{n + 1}-narrow.png")
            page.context.close()
        received = [one.result() for one in sent]
    for n, (answer, page_words) in enumerate(said):
        assert WORDS[n % 4] in answer
        assert heard(own_words, page_words) == [n]
    for n, words in enumerate(received, SEEN):
        assert WORDS[n % 4] in words
        assert heard(own_words, words) == [n]


def heard(own_words, words):
    """Whose words somebody was sent, by number."""
    return [n for n, own in enumerate(own_words) if own in words]
