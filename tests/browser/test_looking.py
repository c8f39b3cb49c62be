"""Where and how to look: questions narrowed to a document, exact words, and the page of a PDF itself."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from rag.build import build
from tests.browser.page_server import Server
from tests.browser.steps import ask
from tests.browser.test_access import faults
from tests.corpus.formats.makers import reportlab_pdf

PARK = [
    "本报讯（记者 王小明）3月5日，记者从市住建局获悉，城东公园改造工程已经全部完工。总投资3200万元，新增绿地12公顷。",
    "市住建局局长李建国表示，城东公园将于4月1日起向市民免费开放，每天开放时间为早上6时至晚上10时。",
    *(f"第{n}项：今后三年，全市还将建设同样的公园{n}个，让市民出门见绿。" for n in range(2, 30)),
]


@pytest.mark.slow
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


def test_what_is_typed_to_narrow_counts_as_it_is_typed(page, served):
    page.goto(served.url)
    page.locator(".st-key-scope-bar .add").click()
    listed = page.locator(".st-key-scope-found button")
    listed.first.wait_for()
    box = page.locator(".st-key-scope-search input")
    box.click()
    page.keyboard.type("没有这样的文件")
    expect(listed).to_have_count(0)
    box.press("ControlOrMeta+a")
    page.keyboard.type("004_")
    expect(listed).to_have_count(1)
    expect(box).to_be_focused()


def test_exact_words_are_found_and_opened_by_keyboard(page, served, shot):
    page.goto(served.url)
    page.locator(".st-key-scope-bar .add").wait_for()
    page.keyboard.press("Control+/")
    page.keyboard.type("龍")  # while the page draws the other box: nothing of it is lost
    box = page.locator(".st-key-find textarea")
    expect(box).to_be_focused()
    expect(box).to_have_value("龍")
    page.keyboard.type("港")
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


@pytest.fixture
def printed(tmp_path):
    docs = tmp_path / "资料"
    docs.mkdir()
    (docs / "公园.pdf").write_bytes(reportlab_pdf(PARK, columns=2, title="城东公园改造工程完工"))
    server = Server(tmp_path, docs)
    build(server.settings)
    yield server.wait()
    server.stop()


@pytest.mark.slow
def test_a_citation_is_followed_to_the_page_itself_and_words_are_sought_in_the_text(page, printed, shot):
    page.goto(printed.url)
    ask(page, "城东公园总投资多少？什么时候开放？").get_by_role("button", name="引用 1").click()
    reader = page.locator("section.reader")
    reader.locator("mark").first.wait_for()
    reader.get_by_label("在本文中查找").fill("没有的")
    expect(reader.locator(".count")).to_have_text("没有")
    # Blanks between characters count for nothing, as where all documents are searched.
    reader.get_by_label("在本文中查找").fill(" 公 園　")
    expect(reader.locator(".count")).to_have_text("1 / 31")
    reader.get_by_label("在本文中查找").fill("公園")
    expect(reader.locator(".count")).to_have_text("1 / 31")
    shot("sought")
    reader.get_by_role("button", name="看原页").click()
    picture = reader.locator(".sheet img")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 1000
    assert faults(page) == [], "a page as it is printed"
    box = reader.locator(".sheet .box").first
    expect(box).to_be_in_viewport()
    shot("page-itself")
    reader.get_by_role("button", name="下一处引用").click()
    expect(reader.locator(".steps")).to_contain_text("第 2 / 2 处")
    reader.get_by_role("button", name="看文字").click()
    expect(reader.locator("mark").first).to_be_in_viewport()
