"""Conversations that are kept: through refresh and restart, reopened, exported, and after their documents changed."""

import io
import re
import sqlite3
import time
import zipfile
import zlib
from contextlib import closing
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from rag.build import build
from rag.library.conversations import FILE
from tests.browser.page_server import Server
from tests.browser.steps import (
    PATIENCE_S,
    answers,
    ask,
    comes_into_view,
    comes_to,
    questions,
    sentences,
    settled,
    this_talk,
)

QUESTION = "2019年温州的经济总量是多少？"
GYM = "关于开放城北体育馆的通知\n\n城北体育馆自2022年5月1日起免费开放，开放时间为每天7时至21时。\n"
POOL = "关于开放城南游泳馆的通知\n\n城南游泳馆自2022年6月1日起开放，门票为每人每次20元。\n"
LIBRARY = "关于市图书馆的通知\n\n市图书馆的咨询电话为0577-88123456。\n"


@pytest.fixture
def scripted(tmp_path):
    (tmp_path / "docs").mkdir()
    server = Server(tmp_path, tmp_path / "docs", app=Path(__file__).parent / "scripted_app.py")
    yield server.wait()
    server.stop()


@pytest.fixture
def changing(tmp_path):
    docs = tmp_path / "资料"
    docs.mkdir()
    for name, text in (("体育馆.txt", GYM), ("游泳馆.txt", POOL), ("图书馆.txt", LIBRARY)):
        (docs / name).write_text(text, encoding="utf-8")
    server = Server(tmp_path, docs)
    build(server.settings)
    yield server.wait()
    server.stop()


def new(page):
    """Begin a new conversation, and wait until the old one has left the page."""
    settled(page)
    page.locator(".st-key-new-talk button").click()
    expect(questions(page)).to_have_count(0)


def is_kept(server, words):
    """Wait until words of an answer are on the disk."""
    with closing(sqlite3.connect((server.settings.data / FILE).as_uri() + "?mode=ro", uri=True)) as database:
        ends = time.monotonic() + PATIENCE_S
        while not any(
            words.encode() in zlib.decompress(r) for (r,) in database.execute("SELECT record FROM exchanges")
        ):
            assert time.monotonic() < ends
            time.sleep(0.05)


def test_a_refresh_and_a_restart_in_mid_answer_lose_nothing(page, scripted, shot):
    scripted.allow(2)
    page.goto(scripted.url)
    box = page.locator(".st-key-ask textarea")
    box.fill("请语言模型写一写2019年的经济")
    box.press("Enter")
    written = page.locator("[class*='st-key-draft-'] p.line")
    expect(written).to_have_count(2)
    page.reload()
    page.get_by_text("语言模型正在写").wait_for()
    expect(written).to_have_count(2)
    expect(page.locator(".st-key-lines-0 p.line")).to_have_count(2)
    scripted.allow(3)
    expect(written).to_have_count(3)
    is_kept(scripted, "第3句")
    scripted.kill_and_start()
    page.reload()
    page.get_by_text("回答中断").wait_for()
    expect(questions(page)).to_have_text("请语言模型写一写2019年的经济")
    expect(page.locator(".st-key-lines-0 p.line")).to_have_count(2)
    expect(written).to_have_count(3)
    expect(page.locator(".st-key-foot-0")).to_contain_text("没有写完的部分由语言模型 Qwen3-0.6B")
    shot("cut")
    page.get_by_role("button", name="再问一次").last.click()
    page.get_by_text("语言模型正在写").wait_for()


def test_an_old_conversation_is_reopened_from_the_list_and_deleted_with_a_way_back(page, served, shot):
    page.goto(served.url)
    said = sentences(ask(page, QUESTION))
    new(page)
    ask(page, "瓯海区委书记是谁？")
    titles = page.locator(".st-key-talk-list button")
    expect(titles.first).to_have_attribute("aria-current", "true")
    settled(page)
    titles.filter(has_text="经济总量").first.click()
    expect(questions(page)).to_have_text(QUESTION)
    settled(page)
    expect(page.locator("p.line")).to_have_count(len(said))
    assert sentences(answers(page)) == said
    shot("conversations")
    ask(page, "瓯海区委书记是谁？")
    page.reload()
    expect(questions(page)).to_have_count(2)
    comes_to(questions(page).last, lambda it: 0 <= it.bounding_box()["y"] < 200)
    this_talk(page)
    page.locator(".st-key-delete-talk button").click()
    page.get_by_role("button", name="撤销").wait_for()
    expect(questions(page)).to_have_count(0)
    page.get_by_role("button", name="撤销").click()
    expect(questions(page).first).to_have_text(QUESTION)


def test_exports_hold_every_quote_as_a_footnote(page, served, shot):
    page.goto(served.url)
    answer = ask(page, QUESTION)
    answer.locator("button.mark").first.hover()
    quote = page.locator(".tip:popover-open .quote").inner_text()
    this_talk(page)
    page.locator(".st-key-export-word button").wait_for()
    shot("export")
    files = {}
    for kind in ("markdown", "word"):
        with page.expect_download() as download:
            page.locator(f".st-key-export-{kind} button").click()
        files[kind] = download.value.suggested_filename, Path(download.value.path()).read_bytes()
    name, text = files["markdown"]
    assert name == "2019年温州的经济总量是多少.md"
    note = re.search(r"^\[\^1-1\]: (.*)$", text.decode(), re.MULTILINE)[1].replace("\\", "")
    name, package = files["word"]
    assert name.endswith(".docx")
    assert docx.Document(io.BytesIO(package)).paragraphs[0].text == QUESTION
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        footnotes = re.sub(r"<[^>]+>", "", parts.read("word/footnotes.xml").decode())
    for told in (note, footnotes):
        assert quote in told
        assert re.search(r"00\d_\w+\.txt", told) and re.search(r"sha256 [0-9a-f]{64}", told)
        assert re.search(r"索引 20\d{6}-\d{6}-\d{6}", told)


@pytest.mark.slow
def test_a_citation_of_a_document_that_changed_or_went_shows_what_was_kept(page, changing, shot):
    page.goto(changing.url)
    for question in ("城北体育馆的开放时间？", "城南游泳馆的门票是多少？", "市图书馆的咨询电话是多少？"):
        assert sentences(ask(page, question))
    old = page.url
    (changing.docs / "体育馆.txt").write_text("（修订）\n\n" + GYM, encoding="utf-8")
    (changing.docs / "游泳馆.txt").write_text(POOL.replace("20元", "35元"), encoding="utf-8")
    (changing.docs / "图书馆.txt").unlink()
    build(changing.settings)
    page.goto("about:blank")
    page.goto(old)
    reader = page.locator("section.reader")

    def follow(number):
        page.locator(f".st-key-lines-{number} button.mark").first.click()
        return reader.locator(".notice")

    expect(follow(0)).to_contain_text("原文已变")
    mark = reader.locator("mark").first
    comes_into_view(mark)
    assert "每天7时至21时" in "".join(reader.locator("mark").all_inner_texts())
    shot("changed-found")
    expect(follow(1)).to_contain_text("其中已找不到")
    expect(reader.locator(".notice")).to_contain_text("20元")
    expect(reader.locator(".text")).to_contain_text("35元")
    shot("changed-lost")
    expect(follow(2)).to_contain_text("已删除")
    expect(reader.locator("mark").first).to_contain_text("88123456")
    shot("deleted")
    page.reload()
    expect(reader.locator(".notice")).to_contain_text("已删除")
