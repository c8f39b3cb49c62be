"""What can be done with an answer: asked again, its question edited, called right or wrong, made a test question."""

import json

import pytest

from rag.evaluate import gold_of
from rag.records import Feedback
from rag.settings import load
from tests.ui.scripted import document
from tests.ui.test_conversations import named, page
from tests.ui.test_page import ask, component, run, said_by_me
from ui import actions, talks


@pytest.fixture
def at(home):
    return ask(run(page()), "2019年的生产总值？")


def feedback(at):
    settings = load()
    database = talks.open_database(settings.data)
    found = talks.Conversations(database).opened(named(at)).exchanges
    database.close()
    return [e.feedback for e in found]


def test_an_answer_offers_what_can_be_done_with_it(at):
    data = component(at, "actions-0")
    assert data["items"] == [
        ["copy", "复制", None],
        ["again", "再问一次", None],
        ["edit", "改问题", None],
        ["up", "有用", False],
        ["down", "有误", False],
    ]
    first, *notes = data["text"].split("\n\n[1] ")
    assert first.startswith("2019年，全市生产总值6606亿元，比上年增长8.2%。[1]")
    assert "sha256 " + "0" * 64 in notes[0]


def test_a_notice_is_neither_right_nor_wrong(home):
    assert [item[0] for item in component(ask(run(page()), "你好"), "actions-0")["items"]] == ["copy", "again", "edit"]


def test_a_thumb_is_kept_with_its_reason_and_taken_back(home):
    at = ask(run(page()), "2019年的生产总值？")
    talk, settings = at.session_state["talks"], load()
    (talk,) = next(iter(talk.values())).values()
    kept = talks.kept(talk, talk.exchanges[0])
    at.session_state["disputed"] = kept.exchange
    at = run(at)
    at.text_input(key="reason").set_value(" 引用不对 ")
    at.button(key="send-reason").click()
    at = run(at)
    assert feedback(at) == [Feedback("down", "引用不对")]
    assert component(at, "actions-0")["items"][4] == ["down", "有误", True]
    assert not (settings.data / "gold.jsonl").exists()


def test_a_disputed_answer_becomes_a_test_question_that_eval_reads(home):
    at = ask(ask(run(page()), "2019年的生产总值？"), "没有的事")
    (talk,) = next(iter(at.session_state["talks"].values())).values()
    for _ in range(2):
        at.session_state["disputed"] = talk.exchanges[1].exchange
        at = run(at)
        at.text_input(key="reason").set_value("有的：6606亿元")
        at.button(key="to-gold").click()
        at = run(at)
    path = load().data / "gold.jsonl"
    (line,) = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (line["question"], line["type"], line["answer"]) == ("没有的事", "followup", "有的：6606亿元")
    assert [turn["content"] for turn in line["history"]][0] == "2019年的生产总值？"
    assert line["disputed"]["outcome"] == "no_evidence"
    assert gold_of(line) is not None
    assert said_by_me(at) == ["2019年的生产总值？", "没有的事"]


def test_what_is_right_is_written_in_at_once_or_later(home):
    at = ask(run(page()), "没有的事")
    (talk,) = next(iter(at.session_state["talks"].values())).values()
    at.session_state["disputed"] = talk.exchanges[0].exchange
    at = run(at)
    at.button(key="to-gold").click()
    at = run(at)
    at.button(key="gold-later").click()
    at = run(at)
    assert "gold-keys" not in {field.key for field in at.text_input}, "nothing more is asked"
    talks.rate(load(), talk, talk.exchanges[0].exchange, Feedback("down", ""))
    assert component(run(at), "actions-0")["items"][-1] == ["keys", "填写答案要点", None]
    at.session_state["gold-open"] = talk.exchanges[0].exchange
    at = run(at)
    at.text_input(key="gold-keys").set_value("6606亿元，8.2%")
    at.button(key="gold-save").click()
    at = run(at)
    (line,) = map(json.loads, (load().data / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    assert line["answer_keys"] == ["6606亿元", "8.2%"]
    (place,) = line["evidence"]
    assert place["doc"] == "2019年统计公报.txt" and "6606亿元" in place["quote"]
    assert [item[0] for item in component(at, "actions-0")["items"]][-1] == "down", "nothing is left to be said"


def test_thumbs_replace_each_other_and_the_same_one_again_takes_it_back(home, monkeypatch):
    at = ask(run(page()), "2019年的生产总值？")
    (talk,) = next(iter(at.session_state["talks"].values())).values()
    monkeypatch.setattr(actions.st, "session_state", {})
    monkeypatch.setattr(talks, "conversations", lambda settings: talks.Conversations(database))
    database = talks.open_database(load().data)
    for rating, said in (("up", "up"), ("down", "down"), ("down", ""), ("up", "up"), ("up", "")):
        actions._rate(load(), talk, talks.kept(talk, talk.exchanges[0]), rating)
        (found,) = talks.Conversations(database).opened(named(at)).exchanges
        assert found.feedback == Feedback(said)
        assert bool(actions.st.session_state["disputed"]) == (said == "down")
    database.close()


def test_a_question_is_put_into_the_box_each_time_anew(home):
    at = ask(run(page()), "2019年的生产总值？")
    assert component(at, "drafts") == {"text": "", "id": ""}
    wishes = []
    for _ in range(2):
        at.session_state["edited"] = wish_of("2019年的生产总值？")
        wishes.append(component(run(at), "drafts"))
    assert [wish["text"] for wish in wishes] == ["2019年的生产总值？"] * 2
    assert len({wish["id"] for wish in wishes}) == 2, "the same question once more is another wish"


def wish_of(question):
    from unittest.mock import patch

    from ui import state

    with patch.object(state.st, "session_state", {}):
        state.edit(question)
        return state.edited()


def disputing(at):
    (talk,) = next(iter(at.session_state["talks"].values())).values()
    at.session_state["disputed"] = talk.exchanges[-1].exchange
    return run(at)


def gold_lines():
    return [json.loads(line) for line in (load().data / "gold.jsonl").read_text(encoding="utf-8").splitlines()]


def test_two_clicks_make_a_test_question_and_no_word_of_the_disputed_answer_counts_as_right(home):
    at = disputing(ask(run(page()), "2019年的生产总值？"))
    assert at.text_input(key="keys").value == ""
    at.button(key="to-gold").click()
    at = run(at)
    (line,) = gold_lines()
    assert line["answer_keys"] == [] and line["evidence"] == [], "it waits to be completed, counted nowhere"
    assert at.text_input(key="gold-keys"), "what is right is asked for"


def test_what_is_picked_in_the_document_takes_the_place_of_what_was_proposed(home):
    at = disputing(ask(run(page()), "2019年的生产总值？"))
    at.session_state["picked"] = "其中第三产业增加值3700亿元，增长8.8%。"
    at = run(at)
    assert at.text_input(key="keys").value == "3700亿元，8.8%"
    at.session_state["picked"] = "农民收入"
    at = run(at)
    assert at.text_input(key="keys").value == "农民收入", "a few words without a number are meant as they are"
    at.text_input(key="keys").set_value("蔬菜")
    at.button(key="to-gold").click()
    run(at)
    (line,) = gold_lines()
    assert line["answer_keys"] == ["蔬菜"] and "蔬菜" in line["evidence"][0]["quote"], "what is typed counts"


def test_the_marked_sentence_of_the_open_document_is_proposed_unless_the_answer_rests_on_it(home):
    for words, proposed in (("其中第三产业", "3700亿元，8.8%"), ("全年常住居民", "")):
        at = ask(run(page()), "2019年的生产总值？")
        start = document().text.index(words)
        at.query_params["doc"], at.query_params["at"] = "2019年统计公报.txt", f"{start}-{start + 20}"
        at = disputing(at)
        assert at.text_input(key="keys").value == proposed
        assert component(at, "reader")["pick"] is True


def test_of_a_refusal_nothing_is_proposed_and_the_words_may_be_said_later(home):
    at = disputing(ask(run(page()), "没有的事"))
    assert at.text_input(key="keys").value == ""
    at.button(key="to-gold").click()
    at = run(at)
    assert at.text_input(key="gold-keys") and gold_lines()[0]["answer_keys"] == []
