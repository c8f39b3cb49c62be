"""The page by keyboard alone, and what axe-core finds: no serious fault in light or dark.

axe-core (Deque Systems, MPL-2.0) lies unchanged in ``tests/data/axe`` so that nothing is fetched for a test.
"""

import shutil

import pytest

from rag import measuring
from rag.measuring import Measured, Missed
from rag.settings import ROOT
from tests.browser.conftest import PHONE
from tests.browser.steps import ask

AXE = (ROOT / "tests" / "data" / "axe" / "axe.min.js").read_text(encoding="utf-8")
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(fault => ["serious", "critical"].includes(fault.impact))
    .map(fault => [fault.id, fault.nodes.slice(0, 4).map(node => node.html.slice(0, 160))])"""
ACTIVE = """wanted => {
    let active = document.activeElement
    while (active && active.shadowRoot && active.shadowRoot.activeElement) active = active.shadowRoot.activeElement
    return Boolean(active) && active.matches(wanted)
}"""


def faults(page):
    """What axe-core calls serious or critical, once nothing moves any more."""
    page.locator("[data-test-script-state='notRunning']").wait_for()
    page.evaluate("() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => {})))")
    page.evaluate(AXE)
    return page.evaluate(RUN)


def side_bar(page):
    """Open the side bar where it is folded."""
    unfold = page.locator("[data-testid='stExpandSidebarButton']")
    if unfold.is_visible():
        unfold.click()
        page.locator(".st-key-open-settings button").click(trial=True)


def tab_to(page, wanted, most=80):
    """Press Tab until an element has the focus."""
    for _ in range(most):
        if page.evaluate(ACTIVE, wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {wanted}")


def test_the_settings_have_no_serious_fault(served, page):
    page.goto(f"{served.url}/?page=settings")
    page.locator(".st-key-synonyms-text textarea").wait_for()
    assert faults(page) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"viewport": PHONE, "has_touch": True}],
    indirect=True,
    ids=["light", "dark", "narrow"],
)
def test_no_page_has_a_serious_fault(served, page, shot):
    page.goto(served.url)
    page.locator(".st-key-examples button").first.wait_for()
    assert faults(page) == [], "empty"
    answer = ask(page, "2019年温州的经济总量是多少？")
    assert faults(page) == [], "answer"
    answer.locator("button.mark").first.click()
    page.locator("section.reader mark").first.wait_for()
    assert faults(page) == [], "reader"
    page.locator("section.reader .beside").click()
    page.locator("section.reader .source mark").first.wait_for()
    assert faults(page) == [], "beside"
    page.locator("section.reader .close").click()
    page.locator("section.reader").wait_for(state="detached")
    points = ask(page, "陈伟俊在激扬新时代温州人精神大会上的讲话主要讲了什么？")
    points.locator("[class*='st-key-more-'] summary").click()
    points.locator("[class*='st-key-others-'] li").first.wait_for()
    assert faults(page) == [], "points"
    ask(page, "火星上的采矿权由哪个部门审批？")
    assert faults(page) == [], "refusal"
    side_bar(page)
    page.locator(".st-key-documents summary").click()
    page.locator(".st-key-open-document button").first.wait_for()
    assert faults(page) == [], "library"
    for opened in ("upload", "change-folder", "report"):
        page.locator(f".st-key-{opened} button").click()
        page.get_by_role("dialog").locator("input, table").first.wait_for(state="attached")
        assert faults(page) == [], opened
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="detached")
    for room, drawn in (("settings", ".st-key-synonyms-text textarea"), ("quality", ".st-key-measure button")):
        side_bar(page)
        page.locator(f".st-key-open-{room} button").click()
        page.locator(drawn).wait_for()
        assert faults(page) == [], room
        shot(room)


@pytest.fixture
def measured(served):
    """Figures of two generations of the served index, one of them with a miss."""
    missed = (Missed("d002", "fact", "2019年的生产总值？", "not solved", "没有查到。"),)
    for generation, built in (("20260101-a", "2026-01-01T08:00:00Z"), ("20260102-b", "2026-01-02T08:00:00Z")):
        figures = (("solved", 90.0), ("solved_fact", 80.0), ("refused", 75.0))
        measuring._keep(served.settings, Measured(generation, built, 12, figures, missed))
    yield
    shutil.rmtree(served.settings.data / "quality")


@pytest.mark.slow
@pytest.mark.parametrize("page", [{}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"])
@pytest.mark.usefixtures("measured")
def test_what_opens_over_the_page_has_no_serious_fault(served, page, shot):
    page.goto(f"{served.url}/?find=龙港")
    page.locator(".st-key-found-places .hit").first.wait_for()
    assert faults(page) == [], "find"
    page.goto(served.url)
    ask(page, "2019年温州的经济总量是多少？")
    page.locator(".st-key-actions-0 button[data-name=down]").click()
    page.locator(".st-key-reason input").wait_for()
    assert faults(page) == [], "why it is wrong"
    page.locator(".st-key-keys input").fill("")  # with words in it the test question would be whole at once
    page.locator(".st-key-to-gold button").click()
    page.locator(".st-key-gold-keys input").wait_for()
    assert faults(page) == [], "what is right"
    shot("gold")
    page.locator(".st-key-this-talk button").first.click()
    page.locator(".st-key-talk-title input").wait_for()
    assert faults(page) == [], "this conversation"
    page.keyboard.press("Escape")
    page.locator(".st-key-scope-bar .add").click()
    page.locator(".st-key-scope-found button").first.wait_for()
    assert faults(page) == [], "scope"
    page.goto(f"{served.url}/?page=quality")
    page.locator(".st-key-misses button").first.wait_for()
    assert faults(page) == [], "measured"
    shot("quality-measured")


@pytest.mark.slow
def test_by_keyboard_alone_one_asks_checks_and_comes_to_the_settings(served, page, shot):
    page.goto(served.url)
    page.locator(".st-key-examples button").first.wait_for()
    tab_to(page, "textarea")
    page.keyboard.type("2019年温州的经济总量是多少？")
    page.keyboard.press("Enter")
    page.locator("[class*='st-key-foot-0']").wait_for()
    page.locator("button.mark").first.wait_for()
    tab_to(page, "button.mark")
    page.locator(".tip:popover-open").wait_for()
    shot("keyboard-quote")
    page.keyboard.press("Enter")
    page.locator("section.reader mark").first.wait_for()
    tab_to(page, "section.reader button")
    shot("keyboard-reader")
    page.keyboard.press("Escape")
    page.locator("section.reader").wait_for(state="detached")
    tab_to(page, ".st-key-open-settings button")
    shot("keyboard-side-bar")
    tab_to(page, ".st-key-open-settings button")  # the picture folded the bar with the focus in it
    page.keyboard.press("Enter")
    page.locator(".st-key-synonyms-text textarea").wait_for()
    tab_to(page, ".st-key-back button")
    page.keyboard.press("Enter")
    page.locator(".st-key-ask textarea").wait_for()
