"""Nothing half typed is lost, and closing the reader leads the focus back to the citation."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import ask, settled
from tests.browser.test_access import ACTIVE, tab_to

QUESTION = "2019年温州的经济总量是多少？"


@pytest.mark.slow
def test_what_is_half_typed_waits_and_a_question_is_edited_as_often_as_one_likes(served, page):
    page.goto(served.url)
    answer = ask(page, QUESTION)
    box, edit = page.locator(".st-key-ask textarea"), page.get_by_role("button", name="改问题")
    for draft in ("", "半句话"):
        box.fill(draft)
        edit.click()
        expect(box).to_have_value(QUESTION)
        expect(box).to_be_focused()
    box.fill("温州有几个")
    page.get_by_role("button", name="找", exact=True).click()
    words = page.locator(".st-key-find textarea")
    expect(words).to_have_value("")
    words.fill("林")
    page.get_by_role("button", name="问", exact=True).click()
    expect(box).to_have_value("温州有几个")
    settled(page)
    page.set_viewport_size({"width": 1360, "height": 420})
    scrolled = page.locator("[data-testid='stMain']").evaluate(
        "e => { e.scrollTop = e.scrollHeight; return e.scrollTop }"
    )
    assert scrolled > 100, "nothing to come back from"
    page.locator(".st-key-open-settings button").click()
    page.locator(".st-key-settings").wait_for()
    expect(page.locator("h1", has_text="设置")).to_be_in_viewport()
    page.locator(".st-key-back button").click()
    expect(box).to_have_value("温州有几个")
    # What was sent comes back no more.
    ask(page, "瓯海区委书记是谁？")
    settled(page)
    page.get_by_role("button", name="找", exact=True).click()
    expect(words).to_have_value("林")
    page.get_by_role("button", name="问", exact=True).click()
    expect(box).to_have_value("")
    # By keyboard into the document and back.
    settled(page)
    answer.locator("button.mark").first.focus()
    page.keyboard.press("Enter")
    page.locator("section.reader mark").first.wait_for()
    page.wait_for_function(ACTIVE, arg="section.reader .text")
    page.keyboard.press("Escape")
    page.locator("section.reader").wait_for(state="detached")
    page.wait_for_function(ACTIVE, arg="button.mark")
    tab_to(page, "button", most=1)


@pytest.mark.slow
def test_a_word_that_is_selected_in_the_document_is_what_a_right_answer_holds(served, page):
    page.goto(served.url)
    answer = ask(page, QUESTION)
    answer.locator("button.mark").first.click()
    reader = page.locator("section.reader")
    reader.locator("mark").first.wait_for()
    settled(page)
    page.get_by_role("button", name="有误").click()
    keys = page.locator(".st-key-keys input")
    expect(keys).to_have_value("")  # what the answer rests on is not proposed: it was called wrong
    settled(page)
    paragraph = reader.locator("p:not(:has(mark))").nth(3)
    paragraph.dblclick()  # selects a word
    expect(keys).to_have_value(re.compile(r"^[^，]{1,12}$"))
    word = keys.input_value()
    assert word in paragraph.inner_text()
    settled(page)
    page.get_by_role("button", name="收为评测题").click()
    page.get_by_text("评测题已写好").wait_for()
    last = (served.settings.data / "gold.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert json.loads(last)["answer_keys"] == [word]
