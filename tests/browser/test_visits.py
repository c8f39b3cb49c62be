"""First visits: what a stranger sees, in Chinese and in English, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.steps import answers, ask, comes_into_view, questions, sentences, settled

HAN = re.compile(r"[\u4e00-\u9fff]")


def examples(page):
    page.locator(".st-key-examples button").first.wait_for()
    return page.locator(".st-key-examples button")


def test_a_first_visit(page, served, shot):
    page.goto(served.url)
    expect(examples(page)).to_have_count(4)
    bar = page.locator(".st-key-library")
    for told in ("资料", "5 份文件", "建于", "与文件夹一致", "更新", "全部重建", "换一个文件夹"):
        expect(bar.get_by_text(told).first).to_be_visible()
    shot("first-visit")


def test_an_example_is_asked_with_one_click_and_followed_to_its_source(page, served, shot):
    page.goto(served.url)
    example = examples(page).nth(1)
    words = example.inner_text()
    example.click()
    page.locator(".st-key-foot-0").wait_for()
    assert questions(page).inner_text().strip() == words.strip()
    # What a run no longer draws is taken away only when the run has ended.
    page.locator(".st-key-examples").wait_for(state="detached")
    answer = answers(page)
    assert sentences(answer)
    answer.get_by_role("button", name="引用 1").click()
    mark = page.locator("section.reader mark").first
    comes_into_view(mark)
    shot("example-source")


@pytest.mark.slow
def test_a_greeting_is_answered_with_what_is_here_and_questions_to_begin_with(page, served, shot):
    page.goto(served.url)
    answer = ask(page, "你好")
    assert "资料中没有" not in answer.inner_text()
    offered = answer.locator(".st-key-suggestions-0 button")
    offered.first.wait_for()
    expect(page.locator(".st-key-offer")).to_have_count(0)
    shot("greeting")
    words = offered.first.inner_text()
    offered.first.click()
    page.locator(".st-key-foot-1").wait_for()
    assert questions(page).nth(1).inner_text().strip() == words.strip()
    page.locator(".st-key-exchange-1 p.line").first.wait_for()


@pytest.mark.slow
def test_what_a_language_model_would_add_is_one_quiet_line(page, served, shot):
    page.goto(served.url)
    ask(page, "2019年温州的经济总量是多少？")
    line = page.locator(".st-key-offer")
    line.wait_for()
    assert re.search(r"下载 \d\.\d GB，本机作答约 [\d.]+ (秒|分钟)", line.inner_text())
    expect(line).to_have_count(1)
    page.get_by_role("button", name="看看").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("没有用真实的权重试过").wait_for()
    assert 1 <= dialog.locator("[class*='st-key-model-']").count() <= 3
    shot("language-model")
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    ask(page, "瓯海区委书记是谁？")
    expect(line).to_have_count(0)
    expect(questions(page)).to_have_count(2)


@pytest.mark.parametrize("page", [{"locale": "en-GB"}], indirect=True)
def test_the_page_speaks_english_where_the_browser_does(page, served, shot):
    page.goto(served.url)
    examples(page)
    shot("english-first-visit")
    ask(page, "2019年温州的经济总量是多少？")
    page.get_by_role("button", name="Have a look").wait_for()
    page.locator(".st-key-documents summary").wait_for()
    ours = "[data-testid='stText'], [data-testid='stCaptionContainer'], [data-testid^='stBaseButton'], summary"
    said = [text for text in page.locator(ours).all_inner_texts() if HAN.search(text)]
    # What is left are the names of folders and the question itself.
    assert [
        text
        for text in said
        if "资料" not in text and "models/llm" not in text and "温州" not in text and text != "中文"
    ] == []
    shot("english-answer")
    page.get_by_role("radio", name="中文").click()
    page.get_by_role("button", name="更新").wait_for()


@pytest.mark.parametrize("page", [{"viewport": PHONE, "has_touch": True}], indirect=True)
def test_a_narrow_window_shows_all_that_a_wide_one_does(page, served, shot):
    page.goto(served.url)
    examples(page)
    side_bar = page.locator("[data-testid='stSidebar']")
    expect(side_bar).to_have_js_property("inert", True)  # folded, nothing in it is come to by Tab
    shot("narrow-first-visit")
    answer = ask(page, "2019年温州的经济总量是多少？")
    page.locator(".st-key-offer").wait_for()
    shot("narrow-answer")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), "nothing to scroll sideways"
    answer.get_by_role("button", name="引用 1").click()
    mark = page.locator("section.reader mark").first
    comes_into_view(mark)
    shot("narrow-reader")
    page.locator("section.reader .close").click()
    page.locator("section.reader").wait_for(state="detached")
    page.locator("[data-testid='stExpandSidebarButton']").click()
    page.get_by_role("button", name="换一个文件夹").wait_for()
    expect(side_bar).to_have_js_property("inert", False)
    page.wait_for_timeout(400)
    shot("narrow-side-bar")
    page.get_by_role("button", name="设置", exact=True).click()
    settled(page)
    page.locator("[data-testid='stExpandSidebarButton']").wait_for()  # where it led is in sight: the side bar folds
    page.get_by_role("button", name="回到对话").click()
    answer = answers(page).first
    answer.locator("p.line").first.wait_for()
