"""The pictures of the readmes, taken from the page as it is, in both languages.

    python -m tests.browser.pictures

Writes ``docs/pictures/<language>-<what>.png``: ``page`` (an answer beside its document), ``ask``, ``check``,
``keep`` and ``rebuild``.
"""

import os
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from rag.build import build
from rag.settings import ROOT
from tests.browser.conftest import CHROMIUM
from tests.browser.page_server import Server
from tests.browser.steps import ask, questions

PICTURES = ROOT / "docs" / "pictures"
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
QUESTION = "2019年温州的经济总量是多少？"
EARLIER = ("瓯海区委书记是谁？", "龙港什么时候设市？")
NOTICE = "关于调整开放时间的通知\n\n市图书馆自2021年3月1日起，开放时间调整为每天9时至21时。\n"


def take(page, url, docs, name):
    """Take all pictures of one language; ``name`` gives the path of each."""
    page.goto(url)
    page.locator(".st-key-examples button").first.wait_for()
    answer = ask(page, QUESTION)
    answer.locator("button.mark").first.hover()
    page.wait_for_timeout(600)
    page.screenshot(path=name("ask"))
    answer.locator("button.mark").first.click()
    page.locator("section.reader mark").first.wait_for()
    page.locator(".st-key-ask textarea").focus()
    page.wait_for_timeout(1200)
    page.screenshot(path=name("page"))
    page.locator("section.reader").screenshot(path=name("check"))
    page.locator("section.reader .close").click()
    page.locator("section.reader").wait_for(state="detached")
    for earlier in EARLIER:
        page.locator(".st-key-new-talk button").click()
        page.locator(".st-key-exchange-0").wait_for(state="detached")
        page.locator("[data-testid='stChatMessage']").first.wait_for(state="detached")
        ask(page, earlier)
    page.locator(".st-key-talk-list button", has_text=QUESTION).click()
    questions(page).filter(has_text=QUESTION).wait_for()
    page.locator("[data-test-script-state='notRunning']").wait_for()
    page.wait_for_timeout(1000)
    while not page.locator(".st-key-export-word").is_visible():
        page.locator(".st-key-this-talk button").first.click()
        page.wait_for_timeout(800)
    page.wait_for_timeout(1200)
    page.screenshot(path=name("keep"), clip={"x": 0, "y": 0, "width": 800, "height": 640})
    page.locator(".st-key-this-talk button").first.click()
    (docs / "通知.txt").write_text(NOTICE, encoding="utf-8")
    page.locator(".st-key-update button").click()
    page.locator(".st-key-job").wait_for()
    page.wait_for_timeout(1500)
    page.set_viewport_size({"width": 1280, "height": 960})
    page.wait_for_timeout(500)
    page.screenshot(path=name("rebuild"), clip={"x": 0, "y": 0, "width": 301, "height": 760})


def main():
    """Take the pictures over a copy of the seeds."""
    PICTURES.mkdir(exist_ok=True)
    for language, locale in LOCALES.items():
        with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
            home = Path(folder)
            os.environ["HOME"] = folder  # the page names what lies below it by ~
            docs = home / "温州资料"
            shutil.copytree(ROOT / "seeds", docs)
            server = Server(home, docs)
            build(server.settings)
            server.wait()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
            page = browser.new_page(viewport={"width": 1280, "height": 800}, locale=locale)
            page.set_default_timeout(120_000)

            def name(what, language=language):
                return PICTURES / f"{language}-{what}.png"

            try:
                take(page, server.url, docs, name)
            finally:
                browser.close()
                server.stop()
    for picture in PICTURES.glob("*.png"):
        # Flat colours: a table of 256 shows them as they are, in a third of the bytes.
        Image.open(picture).convert("RGB").quantize(256).save(picture, optimize=True)


if __name__ == "__main__":
    main()
