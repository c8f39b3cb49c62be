"""Everything that people type first, on the real page in both languages, kept on one picture to be read."""

import base64

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE_MS, SHOTS
from tests.browser.steps import ask, questions
from tests.first_inputs import entries

SHEET = """<style>
    body { display: grid; grid-template-columns: repeat(2, 1fr); gap: 0 2rem; margin: 1rem; background: #fdfcf9 }
    section { columns: 2; column-gap: 2rem }
    img { display: block; width: 100%; break-inside: avoid }
</style>"""
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


# With every run of the tests one in twenty is typed, all of them with the slow ones.
SOME = slice(None, None, 20)


@pytest.fixture
def talking(browser, served):
    """Pages of their own, by language."""
    opened = []

    def page(language):
        size = {"width": 1200, "height": 2400}  # taller than any exchange
        context = browser.new_context(viewport=size, locale=LOCALES[language])
        context.set_default_timeout(PATIENCE_MS)
        opened.append(context)
        page = context.new_page()
        page.goto(served.url)
        return page

    yield page
    for context in opened:
        context.close()


@pytest.mark.parametrize("part", [SOME, pytest.param(slice(None), marks=pytest.mark.slow)], ids=["some", "all"])
def test_first_inputs_get_their_replies_on_the_page(talking, served, browser, part):
    """The replies of docs/first-inputs.md stand on the page, with the questions that they offer."""
    sheet = SHEET
    for language in LOCALES:
        page, pictures = talking(language), []
        of_language = [entry for entry in entries() if entry.language == language]
        for number, entry in enumerate(of_language[part]):
            answer = ask(page, entry.typed)
            said = answer.inner_text()
            assert "资料中没有" not in said
            notice = answer.locator(f".st-key-notice-{number} [data-testid=stText]")
            if notice.count() and not entry.after:
                # What leans on the talk so far is another reply than over the page's own conversation.
                reply = entry.reply.replace("（seeds）", f"（{served.docs}）").replace("(seeds)", f"({served.docs})")
                reply = reply.replace("seeds", served.docs.name).replace("models/llm", served.settings.llm)
                assert squeezed(notice.first.inner_text()) in squeezed(reply)
            expect(answer.locator(f".st-key-suggestions-{number} button")).to_have_count(len(entry.suggestions))
            if entry.passages:
                expect(answer.locator("article.card").first).to_be_visible()
            exchange = page.locator(f".st-key-exchange-{number}")
            pictures.append(exchange_picture(exchange))
        sheet += "<section>" + "".join(pictures) + "</section>"
    keep(browser, sheet)


def test_an_offered_question_is_asked_with_one_click(talking):
    page = talking("zh")
    choice = ask(page, "温州").locator(".st-key-suggestions-0 button").first
    choice.wait_for()
    question = choice.inner_text()
    choice.click()
    page.locator(".st-key-foot-1").wait_for()
    assert questions(page).nth(1).inner_text().strip() == question.strip()
    assert page.locator(".st-key-exchange-1 p.line").first.inner_text()


def squeezed(text):
    return "".join(text.split())


def exchange_picture(exchange):
    """An exchange as it is drawn, without the room that is kept under the last one, to be set on the sheet."""
    exchange.evaluate("element => { element.style.minHeight = '0' }")
    return f'<img src="data:image/png;base64,{base64.b64encode(exchange.screenshot()).decode()}">'


def keep(browser, sheet):
    """Write the exchanges of both languages, side by side on one tall page, to be read by people."""
    context = browser.new_context(viewport={"width": 3000, "height": 1000})
    page = context.new_page()
    page.set_content(sheet)
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / "first-inputs.png", full_page=True)
    context.close()
