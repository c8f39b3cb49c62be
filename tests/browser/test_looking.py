"""Where and how to look: questions narrowed to a document, and back."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.steps import ask


def test_questions_are_narrowed_to_the_document_that_is_open_and_widened_again(page, served, shot):
    page.goto(served.url)
    ask(page, "2019年温州的经济总量是多少？").get_by_role("button", name="引用 1").click()
    page.locator("section.reader").get_by_role("button", name="只问这份").click()
    chip = page.locator(".st-key-scope-bar .chip")
    expect(chip).to_have_count(1)
    ask(page, "哪些文件提到龙港？")
    said = page.locator(".st-key-within-1")
    expect(said).to_contain_text("只在《")
    assert "所选范围" in page.locator(".st-key-exchange-1 p.line").first.inner_text()
    assert parse_qs(urlsplit(page.url).query)["in"]
    shot("narrowed")
    chip.get_by_role("button").click()
    expect(chip).to_have_count(0)
    page.locator(".st-key-scope-bar .add").click()
    page.locator(".st-key-scope-found button").first.wait_for()
    shot("narrowing")
    page.locator(".st-key-scope-found button").first.click()
    expect(chip).to_have_count(1)


def test_exact_words_are_found_and_opened_by_keyboard(page, served, shot):
    page.goto(served.url)
    page.locator(".st-key-scope-bar .add").wait_for()
    page.keyboard.press("Control+/")
    box = page.locator(".st-key-find textarea")
    expect(box).to_be_focused()
    page.keyboard.type("龍港")
    page.keyboard.press("Enter")
    hits = page.locator(".st-key-found-places .hit")
    expect(hits).to_have_count(6)
    page.get_by_text("“龍港”共 6 处，在 3 份文件里").wait_for()
    shot("found")
    hits.nth(1).focus()
    page.keyboard.press("Enter")
    mark = page.locator("section.reader mark")
    expect(mark).to_have_text("龙港")
    expect(hits.nth(1)).to_have_attribute("aria-current", "true")
    shot("found-open")
    assert parse_qs(urlsplit(page.url).query)["find"] == ["龍港"]
    page.get_by_role("button", name="问", exact=True).click()
    expect(page.locator(".st-key-ask textarea")).to_be_focused()
