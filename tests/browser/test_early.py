"""Words typed before the page's own program runs, which is held back here until they stand: none is lost."""

import pytest

EARLY = "#early textarea"


@pytest.fixture
def held(page, served):
    """Open the page, Streamlit's program held back; return what lets it come."""
    waiting, released = [], []

    def hold(route):
        if released:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/static/js/index.*.js", hold)
    page.goto(served.url, wait_until="commit")
    page.locator(EARLY).wait_for()

    def release():
        released.append(True)
        for route in waiting:
            route.continue_()

    return release


def place(page, selector):
    return page.locator(selector).evaluate("box => JSON.stringify(box.getBoundingClientRect())")


def test_words_and_cursor_move_to_the_page_s_box_but_not_while_they_are_composed(page, held):
    box = page.locator(EARLY)
    page.keyboard.type("温州的总量")  # at once: who comes to ask needs no click before
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    at = place(page, "#early > div")
    box.dispatch_event("compositionstart")
    held()
    theirs = page.locator(".st-key-ask textarea")
    theirs.wait_for()
    page.keyboard.type("经济")
    assert (box.input_value(), theirs.input_value()) == ("温州的经济总量", "")
    assert place(page, "[data-testid=stChatInput]") == at, "where it stood"
    box.dispatch_event("compositionend")
    box.wait_for(state="detached")
    page.keyboard.type("年度")
    assert theirs.input_value() == "温州的经济年度总量"


def test_a_question_sent_before_there_is_a_page_is_asked_once(page, held):
    page.locator(EARLY).fill("2019年温州的经济总量是多少？")
    page.locator(EARLY).press("Enter")
    assert page.locator(EARLY).get_attribute("readonly") is not None
    held()
    page.locator("[class*='st-key-foot-']").first.wait_for()
    assert "6606亿元" in page.locator("p.line").first.text_content()
    assert page.locator("[class*='st-key-exchange-']").count() == 1
    assert page.locator("#early").count() == 0
    assert page.locator(".st-key-ask textarea").input_value() == ""


def test_where_no_question_is_asked_at_once_there_is_no_early_box(page, served):
    page.goto(f"{served.url}/?page=settings", wait_until="commit")
    page.locator(".st-key-room").wait_for()
    assert page.locator("#early").count() == 0
