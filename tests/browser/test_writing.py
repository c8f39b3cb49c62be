"""A language model takes its time: its checked sentences appear one by one, and clicking does not disturb it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.page_server import Server
from tests.browser.steps import comes_into_view

QUESTION = "请语言模型写一写2019年的经济"


@pytest.fixture(scope="module")
def scripted(tmp_path_factory):
    home = tmp_path_factory.mktemp("scripted")
    (home / "docs").mkdir()
    server = Server(home, home / "docs", app=Path(__file__).parent / "scripted_app.py")
    yield server.wait()
    server.stop()


def begin(page, server, sentences):
    """Ask; so many sentences are written, then nothing more comes before more are allowed."""
    server.allow(sentences)
    page.goto(server.url)
    page.locator(".st-key-examples button").first.wait_for()
    box = page.locator(".st-key-ask textarea")
    box.fill(QUESTION)
    box.press("Enter")
    page.get_by_text("语言模型正在写").wait_for()
    expect(page.locator(".st-key-examples")).to_have_count(0)
    return page.locator(".st-key-draft-0 p.line")


@pytest.mark.slow
def test_sentences_appear_one_by_one_beside_the_first_answer(page, scripted, shot):
    written = begin(page, scripted, 2)
    expect(written).to_have_count(2)
    expect(page.locator(".st-key-lines-0 p.line")).to_have_count(2)
    shot("writing")
    scripted.allow(4)
    expect(written).to_have_count(4)
    scripted.allow(12)
    page.get_by_text("由语言模型 Qwen3-0.6B 作答").wait_for()
    expect(page.locator(".st-key-lines-0 p.line")).to_have_count(12)
    expect(written).to_have_count(0)


@pytest.mark.slow
def test_a_citation_opens_while_the_writing_goes_on(page, scripted):
    written = begin(page, scripted, 2)
    page.locator(".st-key-lines-0").get_by_role("button", name="引用 2").click()
    mark = page.locator("section.reader mark").first
    comes_into_view(mark)
    expect(page.get_by_text("语言模型正在写")).to_be_visible()
    scripted.allow(4)
    expect(written).to_have_count(4)
    scripted.allow(12)
    page.get_by_text("由语言模型 Qwen3-0.6B 作答").wait_for()
    assert not page.get_by_text("已停止").is_visible()


def test_stopping_keeps_what_was_checked(page, scripted, shot):
    written = begin(page, scripted, 3)
    expect(written).to_have_count(3)
    expect(page.locator(".st-key-cards-first-0 article")).not_to_have_count(0)  # what it rests on needs no waiting
    page.get_by_role("button", name="停止").click()
    page.get_by_text("已停止").wait_for()
    # What a run no longer draws is taken away only when the run has ended.
    expect(page.get_by_role("button", name="停止")).to_have_count(0)
    expect(page.locator(".st-key-cards-first-0")).to_have_count(0)
    expect(page.locator(".st-key-cards-0 article")).not_to_have_count(0)
    lines = page.locator(".st-key-lines-0 p.line")
    expect(lines).to_have_count(3)
    shot("stopped")
    page.get_by_role("button", name="看内置模型的回答").click()
    expect(lines).to_have_count(2)
    expect(page.get_by_text("已停止")).to_have_count(0)
    shot("first-answer")
    page.get_by_role("button", name="看语言模型的回答").click()
    expect(lines).to_have_count(3)
