"""The page is for this computer alone."""

import http.client
from urllib.parse import urlsplit

import pytest

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
    [("evil.example", "http://evil.example"), (None, "http://evil.example"), ("evil.example", None)],
)
def test_another_host_or_page_is_not(served, host, origin):
    own = urlsplit(served.url).netloc
    assert upgrade(served.url, host or own, origin or served.url) == 403


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
