"""Ask, read the cited answer, and follow a citation into its document."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.steps import ask, comes_into_view, comes_to, questions, sentences, settled

QUESTION = "2019年温州的经济总量是多少？"


def source(served, doc):
    return (served.docs / doc).read_text(encoding="utf-8-sig")


def squeezed(text):
    return re.sub(r"[\s*#]", "", text)


def test_a_citation_leads_to_its_words_in_the_document(page, served, shot):
    page.goto(served.url)
    answer = ask(page, QUESTION)
    assert "6606亿元" in squeezed("".join(sentences(answer)))
    shot("answer")
    answer.get_by_role("button", name="引用 1").click()
    mark = page.locator("section.reader mark").first
    comes_into_view(mark)
    address = parse_qs(urlsplit(page.url).query)
    start, end = map(int, address["at"][0].split(",")[0].split("-"))
    marked = "".join(page.locator("section.reader mark").all_inner_texts())
    assert squeezed(source(served, address["doc"][0])[start:end]) in squeezed(marked)
    shot("reader")


@pytest.mark.slow
def test_the_source_is_shown_beside_the_text_with_the_same_words_marked(page, served, shot):
    page.goto(served.url)
    ask(page, QUESTION).get_by_role("button", name="引用 1").click()
    reader = page.locator("section.reader")
    reader.locator("mark").first.wait_for()
    words = squeezed("".join(reader.locator("mark").all_inner_texts()))
    reader.get_by_role("button", name="对照原文").click()
    mark = reader.locator(".source mark").first
    comes_into_view(mark)
    assert squeezed("".join(reader.locator(".clean mark").all_inner_texts())) == words
    assert squeezed("".join(reader.locator(".source mark:not([class])").all_inner_texts())) == words
    shot("beside")
    link = page.url
    reader.get_by_role("button", name="只看整理后").click()
    reader.locator(".source").first.wait_for(state="detached")
    page.goto(link)
    reader.locator(".source mark").first.wait_for()


def test_a_citation_is_reached_and_followed_by_keyboard(page, served, shot):
    page.goto(served.url)
    number = ask(page, QUESTION).get_by_role("button", name="引用 1")
    page.keyboard.press("Shift+Tab")  # leaves the question box, so that the focus counts as the keyboard's
    number.focus()
    tip = page.locator(".tip:popover-open")
    tip.wait_for()
    assert tip.locator(".quote").inner_text()
    shot("quote")
    page.keyboard.press("Enter")
    mark = page.locator("section.reader mark").first
    comes_into_view(mark)
    page.keyboard.press("Tab")
    page.locator(".st-key-new-talk button").focus()  # wherever the focus went: the document is left by the same key
    page.keyboard.press("Escape")
    page.locator("section.reader").wait_for(state="detached")
    assert "doc=" not in page.url


@pytest.mark.slow
def test_back_closes_the_document_and_a_link_opens_it_alone(page, served):
    page.goto(served.url)
    ask(page, QUESTION).get_by_role("button", name="打开原文").first.click()
    page.locator("section.reader mark").first.wait_for()
    page.wait_for_url("**doc=*")
    link = page.url
    page.go_back()
    page.locator("section.reader").wait_for(state="detached")
    expect(questions(page)).to_have_count(1)
    page.goto("about:blank")
    page.goto(link)
    mark = page.locator("section.reader mark").first
    comes_into_view(mark)


def test_a_question_without_evidence_is_refused_with_the_nearest_passages(page, served, shot):
    page.goto(served.url)
    answer = ask(page, "火星上的采矿权由哪个部门审批？")
    assert "资料中没有" in "".join(sentences(answer))
    expect(answer.get_by_text("最接近的段落")).to_be_visible()
    cards = answer.locator(".st-key-sources-0 article.card")
    cards.first.wait_for()
    assert 1 <= cards.count() <= 4
    shot("refusal")


def test_two_documents_are_compared_each_opened_from_its_own_sentence(page, served, shot):
    page.goto(served.url)
    answer = ask(page, "市经济和信息化局局长和瓯海区委书记分别是谁？")
    cards = answer.locator(".st-key-sources-0 article.card")
    expect(cards).to_have_count(2)
    opened = []
    for number, name in ((1, "涂秀明"), (2, "王振勇")):
        answer.get_by_role("button", name=f"引用 {number}").click()
        page.locator("section.reader mark", has_text=name).wait_for()
        opened.append(page.locator("section.reader .where").inner_text())
    assert opened[0] != opened[1] and all(".txt" in where for where in opened)
    shot("compared")


def test_many_points_of_one_speech_stand_in_one_card_each_a_click_from_its_place(page, served, shot):
    page.goto(served.url)
    answer = ask(page, "陈伟俊在激扬新时代温州人精神大会上的讲话主要讲了什么？")
    points = len(sentences(answer))
    assert points > 4
    card = answer.locator(".st-key-sources-0 article.card")
    expect(card.locator("button.n")).to_have_text([str(n + 1) for n in range(points)])
    expect(card).to_have_count(1)
    shot("points")
    passages = card.locator("li")
    openers = (passages.nth(points - 1).locator("button.n"), passages.nth(1).locator("button.open"))
    for passage, opener in zip((passages.nth(points - 1), passages.nth(1)), openers, strict=True):
        words = squeezed("".join(passage.locator("mark").all_inner_texts()))
        opener.click()
        mark = page.locator("section.reader mark", has_text=words[:3])
        comes_into_view(mark.first)
        assert squeezed("".join(page.locator("section.reader mark").all_inner_texts())) == words


def test_the_talk_is_kept_and_followed_up(page, served, shot):
    page.goto(served.url)
    ask(page, QUESTION)
    answer = ask(page, "增速呢？")
    expect(questions(page)).to_have_count(2)
    assert sentences(answer)
    shot("follow-up")


@pytest.mark.parametrize("page", [{}, {"viewport": PHONE}], indirect=True, ids=["wide", "narrow"])
def test_a_second_question_stands_at_the_top_with_its_answer_in_view(page, served):
    page.goto(served.url)
    ask(page, QUESTION)
    answer = ask(page, "瓯海区委书记是谁？")
    settled(page)  # what stood above may go only now
    bar = page.locator("[data-testid='stHeader']").bounding_box()["height"] if page.viewport_size == PHONE else 0
    comes_to(questions(page).nth(1), lambda it: bar <= it.bounding_box()["y"] < 200)
    line = answer.locator("p.line").first.bounding_box()
    assert line["y"] + line["height"] < page.locator(".st-key-ask-box").bounding_box()["y"]
