"""What a browser gets before the page: ours by name and colours, its parts named at once, files from memory."""

import json
import re
import shutil
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util

from ui import shell

FOLDER = Path(file_util.get_static_dir())


def test_the_first_page_is_ours_and_names_the_parts_of_the_framework_in_use():
    page = shell.opening(FOLDER)
    assert "<title>问据 Wenju</title>" in page and '<html lang="zh-CN">' in page
    assert "问据</p></div>" in page and "<noscript><p>这个网页" in page
    assert "agent" not in page.split("</head>")[1]
    named = re.findall(r'href="\./(static/js/[^"]+)"', page)
    assert len(named) == len(set(named)) and all((FOLDER / name).is_file() for name in named)
    manifest = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    parts = {entry["name"] for entry in manifest.values() if entry.get("isDynamicEntry")}
    assert set(shell.PARTS) <= parts, "as the pinned Streamlit names them"
    assert {Path(name).name.partition(".")[0] for name in named} >= set(shell.PARTS)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"),
        lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"),
        lambda folder: (folder / "index.html").unlink(),
        lambda folder: (folder / "index.html").write_text("<html><head></head><main></main></html>", encoding="utf-8"),
    ],
)
def test_a_framework_that_is_not_as_we_know_it_serves_its_own_page(tmp_path, change):
    for name in ("index.html", "manifest.json"):
        shutil.copy(FOLDER / name, tmp_path)
    assert shell.opening(tmp_path)
    change(tmp_path)
    assert shell.opening(tmp_path) == ""


@pytest.fixture
def client(tmp_path):
    (tmp_path / "static" / "js").mkdir(parents=True)
    (tmp_path / "static" / "js" / "a.js").write_text("one", encoding="utf-8")
    (tmp_path / "index.html").write_text("not a file of the framework", encoding="utf-8")
    other = [Route("/{path:path}", lambda request: PlainTextResponse("passed on"), methods=["GET", "POST"])]
    app = Starlette(routes=other, middleware=[Middleware(shell.Files, folder=tmp_path)])
    return TestClient(app), tmp_path


def test_files_are_read_once_and_nothing_else_is_answered(client):
    browser, folder = client
    first = browser.get("/static/js/a.js")
    assert (first.text, first.headers["content-type"]) == ("one", "text/javascript; charset=utf-8")
    assert "immutable" in first.headers["cache-control"]
    (folder / "static" / "js" / "a.js").write_text("two", encoding="utf-8")
    assert browser.get("/static/js/a.js").text == "one"
    for path in ("/index.html", "/static/js/../../index.html", "/static/js/%2e%2e/a.js", "/static/js/b.js", "/"):
        assert browser.get(path).text == "passed on", path
    assert browser.post("/static/js/a.js").text == "passed on"


@pytest.mark.parametrize("path", ["/", "/static/js/a.js", "/_stcore/metrics"])
def test_whoever_calls_this_computer_by_another_name_gets_nothing_of_the_page(path):
    inner = Starlette(routes=[Route("/{path:path}", lambda request: PlainTextResponse("ours"))])
    browser = TestClient(shell.Guard(inner), base_url="http://127.0.0.1:8501")
    for host in ("127.0.0.1:8501", "localhost:8501"):
        answer = browser.get(path, headers={"Host": host})
        assert (answer.status_code, answer.text) == (200, "ours"), host
    for host in ("evil.example", "127.0.0.1.evil.example:8501", "127.0.0.1@evil.example", "localhost:x"):
        answer = browser.get(path, headers={"Host": host})
        assert answer.status_code == 421 and "ours" not in answer.text, host
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert browser.get("/_stcore/health", headers={"Host": "10.0.0.7:8501"}).status_code == 200, "what watches over it"


def test_the_guard_lets_the_server_tell_that_it_begins():
    begun = []

    @asynccontextmanager
    async def lifespan(_):
        begun.append(True)
        yield

    with TestClient(shell.Guard(Starlette(lifespan=lifespan))):
        assert begun == [True]
