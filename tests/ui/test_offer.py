"""What a language model would add is said once, quietly, where it is true."""

import time
from dataclasses import replace

import pytest

from rag.answer.models.recommended import RECOMMENDED
from rag.machine import Machine, Speed
from rag.records import Answer, Sentence, SubQuestion, Understood
from rag.settings import Settings
from tests.answer.tiny_model import taught
from tests.ui.test_page import ask, component, run, scripted, texts  # noqa: F401
from ui import offer
from ui.asking import Progress
from ui.texts import EN, ZH

FAST = Machine(Speed(40e9, 400e9, 2), memory=16 * 10**9, disk=50 * 10**9, bf16=False, gpu=False)


def answer(**changes):
    understood = Understood("问", (SubQuestion("问"),))
    return replace(Answer("问", understood, "answered", (Sentence("答。", (), "supported"),), (), ()), **changes)


@pytest.fixture
def settings(tmp_path):
    return replace(Settings(), llm=str(tmp_path / "llm"), data=tmp_path / "data", generator="auto")


def test_it_stands_under_an_answer_made_without_a_model(settings):
    assert offer.is_due(settings, Progress(answer=answer()))
    assert not offer.is_due(settings, Progress(answer=answer(outcome="no_evidence"))), "a refusal is no time for it"


@pytest.mark.parametrize(
    "progress",
    [
        Progress(),
        Progress(first=answer()),
        Progress(answer=answer(outcome="notice")),
        Progress(answer=answer(generator="Qwen3-0.6B")),
        Progress(answer=answer(), first=answer()),
    ],
)
def test_it_does_not_stand_elsewhere(settings, progress):
    assert not offer.is_due(settings, progress)


def test_it_does_not_stand_where_a_model_is_there_or_none_is_wanted(settings):
    made = Progress(answer=answer())
    assert not offer.is_due(replace(settings, llm=str(taught())), made)
    assert not offer.is_due(replace(settings, generator="built-in"), made)


@pytest.fixture
def page(scripted, monkeypatch, tmp_path):  # noqa: F811
    monkeypatch.setenv("RAG_LLM", str(tmp_path / "llm"))
    monkeypatch.setattr(offer, "machine", lambda *_: FAST)
    return scripted


def offers(at):
    return [text for text in texts(at) if "GB" in text]


def settled(at):
    """Run the page until the computer is measured, as the page itself does."""
    ends = time.monotonic() + 60
    while not offers(at) and time.monotonic() < ends:
        time.sleep(0.05)
        at = run(at)
    return at


def test_one_line_stands_behind_the_first_answer_until_the_next_question(page):
    at = settled(ask(run(page), "2019年的生产总值？"))
    first = RECOMMENDED[1]
    assert offers(at) == [
        f"语言模型可以把几处材料写成一段话：下载 {offer.gigabytes(first.download)}，本机作答约 15 秒。"
    ]
    assert [button.label for button in at.button if button.key == "offer-more"] == ["看看"]
    drawn = [getattr(element, "key", None) for element in at.main]
    assert drawn.index("offer-more") > drawn.index("cards-0"), "the sources are not pushed away"
    assert offers(run(ask(at, "没有的事"))) == []
    assert offers(run(ask(at, "2019年的生产总值？"))) == [], "once is enough"


def test_its_dialog_says_what_fits_how_it_is_added_and_what_is_not_known(page):
    at = settled(ask(run(page), "2019年的生产总值？"))
    at.button(key="offer-more").click()
    at = run(at)
    said = texts(at)
    assert [name for name in said if name in {m.name for m in RECOMMENDED}] == [
        "Qwen3-0.6B",
        "MiniCPM5-1B",
        "Qwen3-1.7B",
    ]
    assert any("llm" in text and "config.json" in text for text in said)
    assert any("没有用真实的权重试过" in caption.value for caption in at.caption)
    assert sum("Apache-2.0" in text for text in said) == 3


def test_it_is_declined_for_good(page):
    at = settled(ask(run(page), "2019年的生产总值？"))
    at.button(key="offer-no").click()
    at = run(at)
    assert offers(at) == []
    assert component(at, "offer-declined")["value"] == "declined"
    assert offers(run(ask(at, "没有的事"))) == []


def test_a_browser_that_declined_is_remembered_and_who_reads_from_elsewhere_is_not_asked(settings, monkeypatch):
    made = Progress(answer=answer())
    with monkeypatch.context() as patch:
        patch.setattr(offer.gate, "is_open", lambda: True)
        assert not offer.is_due(settings, made)
    assert offer.is_due(settings, made)
    context = type("Context", (), {"cookies": {"wenju_offer": "declined"}})
    monkeypatch.setattr(offer.st, "context", context)
    assert not offer.is_due(settings, made)


def test_nothing_is_offered_that_does_not_fit(page, monkeypatch):
    monkeypatch.setattr(offer, "machine", lambda *_: replace(FAST, memory=10**9))
    at = ask(run(page), "2019年的生产总值？")
    for _ in range(3):
        at = run(at)
    assert offers(at) == []


def test_no_line_where_a_model_has_written(page):
    at = ask(run(page), "请语言模型写")
    for _ in range(3):
        at = run(at)
    assert offers(at) == []


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0.4, "约 5 秒", "about 5 s"),
        (42, "约 40 秒", "about 40 s"),
        (88, "约 90 秒", "about 90 s"),
        (100, "约 1.5 分钟", "about 1.5 min"),
        (181, "约 3 分钟", "about 3 min"),
    ],
)
def test_times_are_as_rough_as_they_are_known(seconds, zh, en):
    assert offer.duration(seconds, ZH) == zh and offer.duration(seconds, EN) == en
