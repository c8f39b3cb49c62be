"""A real page in a real browser: one server for the session, Debian's chromium or Playwright's own.

Every page holds two promises while it is used: nothing outside this computer is asked for
anything, and no dialog opens. Where a scenario fails its last sight is kept in ``shots/``.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from rag.build import build
from rag.settings import load

ROOT = Path(__file__).resolve().parents[2]
SHOTS = Path(__file__).parent / "shots"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    skip = pytest.mark.skip(reason="no chromium: install Debian's chromium package to drive a real browser")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(skip)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """``streamlit run`` over a folder of documents, with everything it writes in a folder of the test."""

    def __init__(self, home, docs, app=ROOT / "app.py"):
        self.docs = docs
        self.environ = {
            "RAG_DOCS": str(docs),
            "RAG_INDEX": str(home / "索引 index"),
            "RAG_DATA": str(home / "data"),
            "RAG_GENERATOR": "built-in",
        }
        self.settings = load(self.environ, None)
        self.url = f"http://127.0.0.1:{free_port()}"
        self._log = (home / "server.log").open("wb")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RAG_", "STREAMLIT_"))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(app), "--server.port", self.url.rpartition(":")[2]],
            cwd=ROOT,
            env=inherited | self.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def wait(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return self
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(Path(self._log.name).read_text(encoding="utf-8", errors="replace"))

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._log.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """The page over copies of the five seed documents, index built."""
    home = tmp_path_factory.mktemp("页面 page")
    docs = home / "资料"
    shutil.copytree(ROOT / "seeds", docs)
    server = Server(home, docs)
    build(server.settings)
    yield server.wait()
    server.stop()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.failed_in_call = report.failed
    return report


@pytest.fixture
def page(browser, request):
    """A page of its own, in Chinese; what it asked for outside and which dialogs opened is checked at its end."""
    context = browser.new_context(viewport={"width": 1360, "height": 860}, locale="zh-CN")
    context.set_default_timeout(20_000)
    page = context.new_page()
    foreign, dialogs = [], []
    page.on("request", lambda r: None if local(r.url) else foreign.append(r.url))
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    yield page
    if getattr(request.node, "failed_in_call", False):
        SHOTS.mkdir(exist_ok=True)
        name = re.sub(r"\W+", "-", request.node.name)
        page.screenshot(path=SHOTS / f"FAILED-{name}.png")
    context.close()
    assert foreign == []
    assert dialogs == []


def local(url):
    return url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:"))


@pytest.fixture
def shot(page, request):
    """Keep the sight of a page as it stands, to be looked at by people."""

    def keep(name):
        SHOTS.mkdir(exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png")

    return keep
