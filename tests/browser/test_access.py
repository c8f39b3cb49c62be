"""The page by keyboard alone, and what axe-core finds: no serious fault in light or dark.

axe-core (Deque Systems, MPL-2.0) lies unchanged in ``tests/data/axe`` so that nothing is fetched for a test.
"""

import pytest

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
    page.keyboard.press("Enter")
    page.locator(".st-key-synonyms-text textarea").wait_for()
    tab_to(page, ".st-key-back button")
    page.keyboard.press("Enter")
    page.locator(".st-key-ask textarea").wait_for()
