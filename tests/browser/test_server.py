"""The page is for this computer alone."""

import http.client
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error

from rag.settings import ROOT


def upgrade(url, host, origin):
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    headers = {
        "Host": host,
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    connection.putrequest("GET", "/_stcore/stream", skip_host=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_the_page_itself_is_let_in(served):
    own = urlsplit(served.url).netloc
    assert upgrade(served.url, own, served.url) == 101


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("evil.example", "http://evil.example"),
        (None, "http://evil.example"),
        ("evil.example", None),
        (None, "http://127.0.0.1:8000"),  # another program of this computer
    ],
)
def test_another_host_or_page_is_not(served, host, origin):
    own = urlsplit(served.url).netloc
    assert upgrade(served.url, host or own, origin or served.url) == 403


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/static/none.js"])
def test_a_browser_keeps_the_page_to_this_computer_and_out_of_frames(served, path):
    connection = http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=10)
    connection.request("GET", path)
    headers = connection.getresponse().headers
    connection.close()
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self' data: blob:") and "frame-ancestors 'self'" in policy
    assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")


def test_no_page_asks_another_computer_and_none_has_ours_in_a_frame(page, served):
    frame = {"body": f"<iframe src='{served.url}'></iframe>", "headers": {"Access-Control-Allow-Origin": "*"}}
    page.route("http://127.0.0.1:9/", lambda route: route.fulfill(**frame))
    page.goto(served.url)
    page.locator(".st-key-ask textarea").wait_for()
    with pytest.raises(Error, match="Failed to fetch"):
        page.evaluate("() => fetch('http://127.0.0.1:9/')")  # another port is another place, too
    page.goto("http://127.0.0.1:9/")
    assert page.frames[1].url == "chrome-error://chromewebdata/"


def test_nothing_is_sent_and_nothing_is_asked():
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for line in (
        'address = "127.0.0.1"',
        "gatherUsageStats = false",
        "showEmailPrompt = false",
        'showErrorDetails = "none"',
        "enableXsrfProtection = true",
        "enableStaticServing = false",
    ):
        assert line in config


def test_what_any_page_asks_for_outside_is_noted(browser):
    page = browser.new_context().new_page()
    page.evaluate("() => fetch('http://elsewhere.invalid/').catch(() => 0)")
    assert browser.outside == ["http://elsewhere.invalid/"]
    browser.outside.clear()
    page.context.close()
