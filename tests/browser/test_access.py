"""The page by keyboard alone, and what axe-core finds: no serious fault in light or dark.

axe-core (Deque Systems, MPL-2.0) lies unchanged in ``tests/data/axe`` so that nothing is fetched for a test.
"""

import pytest

from rag.settings import ROOT
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
@pytest.mark.parametrize("page", [{"color_scheme": scheme} for scheme in ("light", "dark")], indirect=True)
def test_no_page_has_a_serious_fault(served, page, shot):
    page.goto(served.url)
    page.locator(".st-key-examples button").first.wait_for()
    assert faults(page) == [], "empty"
    answer = ask(page, "2019年温州的经济总量是多少？")
    assert faults(page) == [], "answer"
    answer.locator("button.mark").first.click()
    page.locator("section.reader mark").first.wait_for()
    assert faults(page) == [], "reader"
    page.locator(".st-key-documents summary").click()
    page.locator(".st-key-open-document button").first.wait_for()
    assert faults(page) == [], "library"
    for room, drawn in (("settings", ".st-key-synonyms-text textarea"), ("quality", ".st-key-measure button")):
        page.locator(f".st-key-open-{room} button").click()
        page.locator(drawn).wait_for()
        assert faults(page) == [], room


@pytest.mark.slow
def test_by_keyboard_alone_one_asks_checks_and_comes_to_the_settings(served, page):
    page.goto(served.url)
    page.locator(".st-key-examples button").first.wait_for()
    tab_to(page, "textarea")
    page.keyboard.type("2019年温州的经济总量是多少？")
    page.keyboard.press("Enter")
    page.locator("[class*='st-key-foot-0']").wait_for()
    page.locator("button.mark").first.wait_for()
    tab_to(page, "button.mark")
    page.keyboard.press("Enter")
    page.locator("section.reader mark").first.wait_for()
    tab_to(page, "section.reader button")
    page.keyboard.press("Escape")
    page.locator("section.reader").wait_for(state="detached")
    tab_to(page, ".st-key-open-settings button")
    page.keyboard.press("Enter")
    page.locator(".st-key-synonyms-text textarea").wait_for()
    tab_to(page, ".st-key-back button")
    page.keyboard.press("Enter")
    page.locator(".st-key-ask textarea").wait_for()
