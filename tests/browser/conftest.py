"""A real page in a real browser: one server for the session, Debian's chromium or Playwright's own.

Every page holds two promises while it is used: nothing outside this computer is asked for
anything, and no dialog opens. Where a scenario fails its last sight is kept in ``shots/``.
"""

import os
import re
import shutil
from pathlib import Path

import pytest

from rag.build import build
from rag.settings import ROOT
from tests.browser.page_server import Server

# A busy machine takes its time; a test that passes waits no longer for it.
PATIENCE_MS = 60_000
SHOTS = Path(__file__).parent / "shots"
# Asked for before the environment is cleared for the tests.
WITH_SHOTS = bool(os.environ.get("WENJU_SHOTS"))
PHONE = {"width": 390, "height": 844}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    skip = pytest.mark.skip(reason="no chromium: install Debian's chromium package to drive a real browser")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A busy machine may stop a browser or a server for longer than anyone waits: once more then, and said so.
            item.add_marker(pytest.mark.flaky(reruns=1))
            if CHROMIUM is None:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The page over copies of the five seed documents, index built."""
    home = tmp_path_factory.mktemp("页面 page")
    docs = home / "资料"
    shutil.copytree(ROOT / "seeds", docs)
    # As most people have it: no language model is there, and none is ruled out.
    server = Server(home, docs, {"RAG_GENERATOR": "auto", "RAG_LLM": str(home / "models" / "llm")})
    build(server.settings)
    yield server.wait()
    server.stop()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        # Where the locale knows no Chinese, chromium names every download "download".
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], env=os.environ | {"LC_ALL": "C.UTF-8"}
        )
        browser.outside = []
        browser.new_context = watched(browser.new_context, browser.outside)
        yield browser
        browser.close()


def watched(new_context, outside):
    """Return what opens a context and notes every address outside that any of its pages, popups too, asks for."""

    def opened(**options):
        context = new_context(**options)
        context.on("request", lambda request: None if local(request.url) else outside.append(request.url))
        return context

    return opened


@pytest.fixture(autouse=True)
def nothing_leaves_the_machine(request):
    """Whichever contexts a test opens: no page of theirs may ask for anything outside."""
    yield
    if "browser" in request.fixturenames:
        outside = request.getfixturevalue("browser").outside
        asked, outside[:] = [*outside], []
        assert asked == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.failed_in_call = report.failed
    return report


@pytest.fixture
def page(browser, request):
    """A page of its own, in Chinese; which dialogs opened is checked at its end.

    A test may ask for another context by ``indirect`` parameters, such as ``{"locale": "en-GB"}``.
    """
    usual = {"viewport": {"width": 1360, "height": 860}, "locale": "zh-CN", "color_scheme": "light"}
    context = browser.new_context(**usual | getattr(request, "param", {}))
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    dialogs = []
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    yield page
    if getattr(request.node, "failed_in_call", False):
        SHOTS.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", request.node.name)
        page.screenshot(path=SHOTS / f"FAILED-{name}.png")
    context.close()
    assert dialogs == []


def local(url):
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:"))


@pytest.fixture
def shot(page):
    """Keep the sight of a page as it stands, to be looked at by people: dark, light, and both as wide as a phone.

    The page is left as it was. Only where ``WENJU_SHOTS`` is set, as ``make test-all`` does; the pictures are
    ``shots/<name>-<how>.png``.
    """

    def dress(scheme):
        page.emulate_media(color_scheme=scheme)
        drawn = "wanted => getComputedStyle(document.querySelector('.stApp')).colorScheme === wanted"
        page.wait_for_function(drawn, arg=scheme)
        page.wait_for_timeout(150)

    def take(name, how, scheme):
        dress(scheme)
        page.screenshot(path=SHOTS / f"{name}-{how}.png")

    def keep(name):
        if not WITH_SHOTS:
            return
        SHOTS.mkdir(exist_ok=True)
        before = page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme")
        take(name, "dark", "dark")
        take(name, "light", "light")
        size = page.viewport_size
        if size["width"] > PHONE["width"]:
            page.set_viewport_size(PHONE)
            page.wait_for_timeout(700)  # the side bar folds, the reader comes over the page
            take(name, "narrow", "light")
            take(name, "dark-narrow", "dark")
            page.set_viewport_size(size)
            page.wait_for_timeout(400)
        dress(before)  # what is looked at next, by axe-core too, is what the test asked for

    return keep
