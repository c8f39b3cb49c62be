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
