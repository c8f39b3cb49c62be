"""What Streamlit says by itself is said in the words of the page: names of buttons, files too large, a lost server."""

import pytest
from playwright.sync_api import expect

from rag.build import build
from tests.browser.page_server import Server
from tests.browser.steps import settled

# What a reader of a Chinese page sees or hears of Streamlit's own English; the page's names and kinds of files stay.
ENGLISH = """() => [...document.querySelectorAll("body *:not(style, script, noscript)")].flatMap(e => [
        e.getAttribute("aria-label") ?? "", e.getAttribute("title") ?? "",
        ...[...e.childNodes].filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.data),
    ]).filter(words => /[A-Za-z]{2,} [A-Za-z]{2,}|^(Close|Open|Upload|Sidebar|Increment|Decrement)$/.test(words))"""


@pytest.fixture
def own(tmp_path):
    docs = tmp_path / "资料"
    docs.mkdir()
    (docs / "公园.txt").write_text("城东公园总投资3200万元。\n", encoding="utf-8")
    server = Server(tmp_path, docs, {"STREAMLIT_SERVER_MAX_UPLOAD_SIZE": "1"})
    build(server.settings)
    yield server.wait()
    server.stop()


@pytest.mark.slow
def test_streamlit_speaks_the_language_of_the_page(page, own, shot):
    page.goto(own.url)
    page.locator(".st-key-examples button, .st-key-beginnings").first.wait_for()
    settled(page)
    expect(page.get_by_role("button", name="收起侧栏")).to_have_count(1)
    page.locator(".st-key-upload button").click()
    dialog = page.get_by_role("dialog")
    large = {"name": "大.txt", "mimeType": "text/plain", "buffer": b"\n" * 1_100_000}
    dialog.locator("input[type=file]").set_input_files(large)
    dialog.get_by_text("文件太大，每个不能超过 1.0MB。").wait_for()
    shot("too-large")
    assert page.evaluate(ENGLISH) == []
    dialog.get_by_role("button", name="关闭").click()
    dialog.wait_for(state="detached")
    page.get_by_role("radio", name="English").click()
    page.get_by_role("button", name="Close the side bar").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("radio", name="中文").click()
    page.get_by_role("button", name="收起侧栏").wait_for()
    for words in ("问一组文件", "可以这样问", "与文件夹一致"):  # drawn last; there is no answer to be drawn yet
        page.get_by_text(words).first.wait_for()
    settled(page)
    page.locator(".st-key-examples button").first.click()
    expect(page.get_by_label("回答", exact=True).locator("p.line").first).to_be_visible()
    expect(page.get_by_label("提问", exact=True)).to_have_count(1)
    settled(page)
    own.kill()
    dialog.get_by_text("连不上问据").wait_for()
    dialog.get_by_text("它恢复以后，这一页会自己接上").wait_for()
    shot("lost")
    assert page.evaluate(ENGLISH) == []
    own.start()
    dialog.wait_for(state="detached")
    page.get_by_role("button", name="更新").click(trial=True)
