"""One question and its answer in every state that it may be in, drawn by itself; both languages."""

from dataclasses import replace

import pytest

from rag.errors import BackendTimeoutError, IndexNotFoundError, ModelNotFoundError
from rag.records import (
    Answer,
    Correction,
    DroppedSentence,
    Sentence,
    SubQuestion,
    Understood,
)
from rag.settings import Settings
from tests.ui.rooms import captions, chinese, click, drawn, labels, taps
from tests.ui.scripted import ASKED, Scripted
from tests.ui.test_page import component, keys, passages, run, texts
from ui.asking import Progress


def said(progress, question="问", ahead=(), stopped=False, language="zh", within="", new=False):
    """A page of one exchange; ``ahead`` is what was known of it before, as a thread tells it."""
    from ui import chat
    from ui.talks import Exchange
    from ui.texts import TEXTS

    class Known:
        seconds = 7

        def __init__(self):
            self.progress, self.stopped = progress, stopped

        def stop(self):
            raise AssertionError("nobody stops it")

        def follow(self):
            yield from (*ahead, progress)

    chat.draw(Exchange(3, question, Known(), "e"), None, TEXTS[language], new=new, within=within)


def welcome(found, language="zh"):
    from ui import chat
    from ui.texts import TEXTS

    with chat.welcome(TEXTS[language]):
        chat.examples(found, TEXTS[language])


def answered(question):
    *_, last = Scripted(Settings()).ask(question, language="zh")
    return last.answer


ANSWER = answered(ASKED[0])


def english(progress, **given):
    """Chinese that is drawn on an English page, what the scripted documents say left out."""
    ours = {"问", *(sentence.text for sentence in (progress.answer or ANSWER).sentences)}
    return [text for text in chinese(drawn(said, progress=progress, language="en", **given)) if text not in ours]


def test_the_empty_page_says_what_this_is_and_offers_questions(monkeypatch):
    given = taps(monkeypatch, "choices")
    at = drawn(welcome, found=ASKED)
    assert [title.value for title in at.title] == ["问据"] and captions(at) == ["可以这样问"]
    assert [question for question, _ in component(at, "examples")["items"]] == list(ASKED)
    import streamlit as st

    given[-1]["on_choose"](1)
    assert st.session_state.pop("suggested") == ASKED[1]
    at = drawn(welcome, found=(), language="en")
    assert captions(at) == ["Type a name, a place or a whole question below."] and not keys(at, "examples")


@pytest.mark.parametrize(
    ("question", "shown", "folded"),
    [("  问\x00什么 ", ["问什么"], 0), ("\x00 ", ["（空白）"], 0), ("长" * 401, ["长" * 400 + "…", "长" * 401], 1)],
)
def test_a_question_is_drawn_as_far_as_it_can_be_seen(question, shown, folded):
    at = drawn(said, progress=Progress(answer=ANSWER), question=question)
    (mine,) = [message for message in at.chat_message if message.name == "user"]
    assert [text.value for text in mine.text] == shown
    assert len([one for one in mine.expander if str(len(question)) in one.label]) == folded


def test_where_was_looked_stands_with_the_question_and_a_new_one_is_brought_into_sight():
    at = drawn(said, progress=Progress(answer=ANSWER), within="只在 a.txt 中查找", new=True)
    assert texts(at)[1] == "只在 a.txt 中查找" and keys(at, "arrival") == ["arrival-3"]
    assert not keys(drawn(said, progress=Progress(answer=ANSWER)), "arrival")


def test_a_whole_answer_has_its_sentences_sources_and_who_composed_it():
    at = drawn(said, progress=Progress(answer=ANSWER))
    assert keys(at, "s-3-") == ["s-3-0", "s-3-1"] and "出处" in captions(at)
    assert texts(at)[-1] == "由内置模型从原文取句作答 · 查阅 10 段 · 0.07 秒"
    assert [passage["numbers"] for passage in passages(at, "cards-3")] == [[1], [2]] and len(
        passages(at, "others-3")
    ) == 8
    assert not labels(at), "nothing is to be asked again"
    assert english(Progress(answer=ANSWER)) == []


def test_how_a_question_was_read_stands_at_the_foot():
    read = Understood("它的人口", (SubQuestion("温州市的常住人口"),), corrections=(Correction("文州", "温州"),))
    at = drawn(said, progress=Progress(answer=replace(ANSWER, question="它的人口", understood=read)))
    assert texts(at)[-1].startswith("已按“温州”理解“文州” · 接着前面的话理解为：温州市的常住人口 · 由内置模型")


def test_a_refusal_shows_what_is_nearest_and_a_notice_what_to_ask():
    at = drawn(said, progress=Progress(answer=answered("没有的事")))
    assert "最接近的段落" in captions(at) and len(passages(at, "cards-3")) == 3
    at = drawn(said, progress=Progress(answer=answered("你好")))
    assert "你好。" in texts(at) and component(at, "suggestions-3")["items"] == [[question, ""] for question in ASKED]
    assert not keys(at, "cards") and not any("作答" in text for text in texts(at))


def test_what_is_going_on_is_said_and_can_be_stopped_until_the_answer_is_there(monkeypatch):
    from streamlit.delta_generator import DeltaGenerator

    caption, button, drawn_so, stops = DeltaGenerator.caption, DeltaGenerator.button, [], []

    def captioned(self, body):
        drawn_so.append(body)
        return caption(self, body)

    def pressable(self, label, **given):
        if str(given["key"]).startswith("stop"):
            drawn_so.append(label)
            stops.append(given["on_click"])
        return button(self, label, **given)

    monkeypatch.setattr(DeltaGenerator, "caption", captioned)
    monkeypatch.setattr(DeltaGenerator, "button", pressable)
    before = (Progress(), Progress(writing=True, ahead=2), Progress(writing=True))
    at = drawn(said, progress=Progress(answer=ANSWER), ahead=before)
    assert drawn_so[:4] == [
        "正在查阅资料…",
        "语言模型正在为别人写，前面还有 2 个…",
        "停止",
        "语言模型正在写，核对一句显示一句…（7 秒）",
    ]
    assert not set(drawn_so[:4]) & {*captions(at), *labels(at).values()}
    (stop,) = stops
    with pytest.raises(AssertionError, match="nobody"):
        stop()


@pytest.mark.parametrize(
    ("error", "zh", "en", "again"),
    [
        (BackendTimeoutError("m", "slow", hint="请稍后再试"), "请稍后再试", "M: slow. Please try again later.", True),
        (
            ModelNotFoundError("m", "gone", hint="模型没了", mends=("built_in",), hint_en="Gone"),
            "改用内置模型。",
            "",
            False,
        ),
        (IndexNotFoundError("i", "none", hint="没有索引", mends=("build",)), "没有索引；请点“建立索引”。", "", True),
    ],
)
def test_what_went_wrong_is_said_with_its_mend_and_asked_again_where_that_may_help(error, zh, en, again):
    at = drawn(said, progress=Progress(error=error))
    assert captions(at) == ["没有答成"] and texts(at)[-1].endswith(zh)
    assert labels(at) == ({"again-3": "再问一次"} if again else {}) | {"edit-3": "改问题"}
    assert english(Progress(error=error)) == []
    if en:
        assert texts(drawn(said, progress=Progress(error=error), language="en"))[-1] == en
    if again:
        assert click(at, "again-3").session_state["suggested"] == "问"


def test_a_fault_of_ours_and_an_end_in_the_middle_are_said():
    at = drawn(said, progress=Progress(crashed=True))
    assert [one.value for one in at.error] == ["没有答成"] and list(labels(at)) == ["again-3", "edit-3"]
    at = drawn(said, progress=Progress(cut=True))
    assert captions(at)[0].startswith("回答中断") and list(labels(at)) == ["again-3", "edit-3"]
    assert english(Progress(cut=True)) == []


def test_beside_a_first_answer_stands_what_a_model_wrote_before_it_failed():
    written = (Sentence("模型写到这里。", (1,), "partial"),)
    known = Progress(first=ANSWER, sentences=written, citations=ANSWER.citations[:1], writer="Qwen", cut=True)
    at = drawn(said, progress=known)
    assert component(at, "d-3-0")["note"] == "部分有据" and keys(at, "s-3-") == ["s-3-0", "s-3-1"]
    assert "没有写完的部分由语言模型 Qwen 作答" in texts(at)[-1] and "again-3" not in labels(at)


def test_what_was_held_back_is_folded_with_what_is_missing_and_a_stop_is_said():
    dropped = (DroppedSentence("全市生产总值为7000亿元。", ("7000亿元", "全市")),)
    model = replace(ANSWER, generator="Qwen", dropped=dropped)
    at = drawn(said, progress=Progress(answer=model), stopped=True)
    assert at.expander(key="dropped-3").text[0].value == "全市生产总值为7000亿元。\n原文中没有：7000亿元、全市"
    assert captions(at)[0] == "已停止，以上是停止前核对过的句子。"
    assert any(text.startswith("由语言模型 Qwen 作答") for text in texts(at))
    assert not any("已停止" in one for one in captions(drawn(said, progress=Progress(answer=model))))


def test_an_answer_of_no_sentence_still_says_who_looked():
    bare = Answer("问", Understood("问", ()), "no_evidence", (), (), ())
    at = run(drawn(said, progress=Progress(answer=bare)))
    assert texts(at) == ["问", "由内置模型从原文取句作答 · 查阅 0 段 · 0.00 秒"] and not at.get("bidi_component")
