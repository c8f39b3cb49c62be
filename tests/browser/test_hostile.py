"""A document that tries to be a program stays words: nothing runs, nothing is fetched, nothing opens."""

import os

import pytest

from rag.build import build
from tests.browser.page_server import Server
from tests.browser.steps import ask, questions, sentences

PAYLOADS = (
    '<script>window.ran = 1; alert("x")</script>',
    '<img src="http://evil.example/x.png" onerror="window.ran = 1; alert(2)">',
    '<svg onload="window.ran = 1"><a href="javascript:alert(3)">点击</a></svg>',
    "[点击登录](javascript:alert(4)) ![图](http://evil.example/y.png) ![z][r]",
    "$\\href{javascript:alert(5)}{x}$ 和 $E=mc^2$ :material/home: :red[红]",
    '<iframe srcdoc="<script>parent.ran=1</script>"></iframe>',
)
# What a Windows file name may not hold is left out there.
NAME = "![x](evil.example) $x$.txt" if os.name == "nt" else "![x](http:evil.example) <b>名<b> $x$.txt"
TEXT = "\n\n".join(
    ["公园开放时间的<img src=http://evil.example/t.png onerror=alert(6)>通知", "市园林局 王小明"]
    + [f"第{n}条：城北公园每天{n + 5}时开门，{payload}，游客须知。" for n, payload in enumerate(PAYLOADS, 1)]
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    home = tmp_path_factory.mktemp("hostile")
    docs = home / "资料"
    docs.mkdir()
    (docs / NAME).write_text(TEXT, encoding="utf-8")
    server = Server(home, docs)
    build(server.settings)
    yield server.wait()
    server.stop()


def test_hostile_text_is_shown_as_words_everywhere(page, hostile, shot):
    page.goto(hostile.url)
    page.locator(".st-key-documents summary").click(timeout=60_000)  # a new server on a busy machine
    answer = ask(page, f"{PAYLOADS[1]} 城北公园几点开门？{PAYLOADS[3]} $x$")
    said = "".join(sentences(answer))
    answer.locator("summary").click()
    page.locator(".st-key-sources-0 button.open").first.click()
    reader = page.locator("section.reader .text")
    reader.wait_for()
    page.wait_for_timeout(800)
    shown = reader.inner_text()
    assert said
    for payload in PAYLOADS:
        assert payload.split("</")[0][:24] in shown
    assert page.evaluate("window.ran") is None
    drawn = """root => {
        const found = []
        const walk = node => {
            for (const e of node.querySelectorAll("*")) {
                if (/^(script|iframe|object|embed)$/i.test(e.tagName) && node !== document) found.push(e.outerHTML)
                if (e.tagName === "IMG" && /evil/.test(e.src)) found.push(e.outerHTML)
                if (e.tagName === "A" && /javascript|evil/.test(e.getAttribute("href"))) found.push(e.outerHTML)
                if (/katex|math/i.test(e.getAttribute("class") ?? "")) found.push(e.outerHTML)
                if (e.shadowRoot) walk(e.shadowRoot)
            }
        }
        walk(document)
        return found
    }"""
    assert page.evaluate(drawn) == []
    page.reload()  # the same again, from what was kept
    page.locator(".st-key-talk-list button").first.wait_for()
    page.locator(".st-key-lines-0 p.line").first.wait_for()
    page.wait_for_timeout(800)
    assert page.evaluate("window.ran") is None
    assert page.evaluate(drawn) == []
    assert PAYLOADS[1][:30] in page.locator(".st-key-talk-list button").first.inner_text()
    question = questions(page).inner_text()
    assert PAYLOADS[1] in question and "$x$" in question
    shot("hostile")


def test_a_link_made_by_someone_else_opens_nothing_but_words(page, hostile):
    page.goto(f"{hostile.url}/?doc=../../../etc/passwd&at=0-9999,5-1,x")
    page.get_by_text("索引里没有这份资料").wait_for()
    assert "root:" not in page.locator("section.reader").inner_text()
    page.goto(f"{hostile.url}/?doc=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    page.get_by_text("索引里没有这份资料").wait_for()
    page.wait_for_timeout(300)
