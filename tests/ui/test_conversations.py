"""Conversations on the page: kept and shown again, listed, searched, renamed, deleted; chat goes on without them."""

import json
import shutil
import sqlite3
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.errors import DataFolderError
from rag.library.conversations import FILE
from rag.records import Sentence
from rag.settings import load
from tests.library.exchanges import exchange
from tests.ui.test_page import ask, component, keys, run, said_by_me, scripted_page, texts
from ui import talks

TIMEOUT = 120  # a busy machine takes its time


def page(conversation=""):
    """A page of its own, as a browser would load it."""
    at = AppTest.from_function(scripted_page, default_timeout=TIMEOUT)
    if conversation:
        at.query_params["conversation"] = conversation
    return at


def named(at):
    found = at.query_params.get("conversation", "")
    return found[0] if isinstance(found, list) else found


def kept(*exchanges, conversation="c1", owner=""):
    """Keep exchanges with the collection that the page shows, and let go of the file."""
    settings = load()
    database = talks.open_database(settings.data)
    for one in exchanges:
        talks.Conversations(database, owner).save(conversation, talks.collection_of(settings), one)
    database.close()
    return conversation


def restart():
    """What a new server has forgotten."""
    st.cache_resource.clear()
    st.cache_data.clear()


def listed(at):
    return [title for title, _ in component(at, "talk-list")["items"]]


def test_a_page_loaded_anew_after_a_restart_shows_the_conversation_again(home):
    at = ask(ask(run(page()), "2019年的生产总值？"), "没有的事")
    before = [component(at, key) for key in keys(at, "s-")]
    conversation = named(at)
    restart()
    again = run(page(conversation))
    assert said_by_me(again) == ["2019年的生产总值？", "没有的事"]
    assert [component(again, key) for key in keys(again, "s-")] == before
    assert component(again, "cards-0")["cards"] == component(at, "cards-0")["cards"]
    assert listed(again) == ["2019年的生产总值？"]
    at = ask(again, "2019年的生产总值？")
    assert len(said_by_me(at)) == 3
    assert said_by_me(run(page(conversation))) == said_by_me(at)


def test_a_conversation_that_comes_into_sight_is_shown_at_what_led_to_the_open_document_or_its_end(home):
    def arriving(at, **address):
        for name, value in address.items():
            at.query_params[name] = value
        return keys(run(at), "arrival-")

    asked = [replace(exchange(f"e{n}", f"第{n}问"), asked=float(n)) for n in range(3)]
    conversation = kept(*asked)
    at = page(conversation)
    assert arriving(at) == ["arrival-2"]
    assert arriving(at) == [], "what is drawn anew stays where it is"
    assert arriving(at, page="settings") == ["arrival-settings"]
    del at.query_params["page"]
    assert arriving(at) == ["arrival-2"]
    assert arriving(page(conversation), doc="a.txt", of="e1") == ["arrival-1"]
    assert keys(ask(at, "2019年的生产总值？"), "arrival-") == ["arrival-3"]


def test_what_was_being_written_when_the_program_ended_is_shown_as_far_as_it_came(home):
    half = exchange("e1", "写一写", state="writing")
    written = (Sentence("模型写到这里。", (1,), "supported"),)
    at = run(page(kept(replace(half, written=written, cited=half.answer.citations))))
    assert component(at, "s-0-0")["segments"] == [["全市生产总值6606亿元。", False]]
    assert component(at, "d-0-0")["segments"] == [["模型写到这里。", False]]
    assert any(caption.value.startswith("回答中断") for caption in at.caption)
    assert component(at, "actions-0")["items"][1] == ["again", "再问一次", None]


def test_a_question_whose_answer_had_not_begun_can_be_asked_again(home):
    at = run(page(kept(replace(exchange("e1", "2019年的生产总值？", state="writing"), answer=None))))
    assert any(caption.value.startswith("回答中断") for caption in at.caption)
    at.button(key="again-0").click()
    at = run(at)
    assert said_by_me(at) == ["2019年的生产总值？"] * 2
    assert keys(at, "s-1-") == ["s-1-0", "s-1-1"]


def test_an_answer_being_written_is_followed_from_a_page_loaded_anew(home):
    at = run(page())
    at.chat_input(key="ask").set_value("请语言模型写")
    at.run()
    other = run(page(named(at)))
    assert any("由语言模型 Qwen3-0.6B 作答" in text for text in texts(other))
    assert len(keys(other, "s-0-")) == 12


def test_the_first_answer_stands_beside_a_language_models_also_after_a_restart(home):
    at = run(page())
    at.chat_input(key="ask").set_value("请语言模型写")
    at.run()
    restart()
    again = run(page(named(at)))
    assert len(keys(again, "s-0-")) == 12
    again.button(key="turn-0").click()
    again = run(again)
    assert len(keys(again, "s-0-")) == 2
    assert any("由内置模型从原文取句作答" in text for text in texts(again))
    copied = component(again, "actions-0")["text"]
    assert "51490元" in copied and "第1句" not in copied, "what is shown is what is copied"
    assert [p["numbers"] for card in component(again, "cards-0")["cards"] for p in card["passages"]] == [[1], [2]]
    again.button(key="turn-0").click()
    again = run(again)
    assert len(keys(again, "s-0-")) == 12 and "第1句" in component(again, "actions-0")["text"]


def test_an_answer_without_another_one_offers_none(home):
    at = ask(run(page()), "2019年的生产总值？")
    assert not any(button.key == "turn-0" for button in at.button)


def test_what_another_page_asks_is_taken_in(home):
    one = ask(run(page()), "2019年的生产总值？")
    other = ask(run(page(named(one))), "没有的事")
    assert said_by_me(run(one)) == said_by_me(other) == ["2019年的生产总值？", "没有的事"]


@pytest.mark.parametrize("named_so", ["nothing", "c1", "../../etc", "' OR 1=1 --", "<script>", "x" * 9000])
def test_a_conversation_that_is_not_here_or_another_readers_is_refused(home, named_so):
    kept(exchange("e1", "别人的话"), owner="someone else")
    at = run(page(named_so))
    assert said_by_me(at) == []
    assert "别人的话" not in json.dumps([t for t in texts(at)], ensure_ascii=False)
    at = ask(at, "没有的事")
    assert named(at) not in ("c1", named_so)
    assert said_by_me(run(page(named(at)))) == ["没有的事"]


def test_each_reader_who_logs_in_has_their_own(home, monkeypatch):
    kept(exchange("e1", "这台电脑上的"))
    monkeypatch.setattr(talks, "owner", lambda: "issuer hers")
    at = run(page("c1"))
    assert said_by_me(at) == []
    hers = named(ask(at, "没有的事"))
    monkeypatch.setattr(talks, "owner", lambda: "issuer his")
    assert said_by_me(run(page(hers))) == []
    monkeypatch.setattr(talks, "owner", lambda: "issuer hers")
    assert said_by_me(run(page(hers))) == ["没有的事"]


def test_conversations_are_opened_begun_and_searched_from_the_side_bar(home):
    for n in range(9):
        kept(exchange(f"e{n}", f"第{n}问", f"第{n}答。"), conversation=f"c{n}")
    at = run(page("c3"))
    assert listed(at) == [f"第{n}问" for n in range(8, 1, -1)]
    assert component(at, "talk-list")["current"] == 5
    assert [title for title, _ in component(at, "talk-list-earlier")["items"]] == ["第1问", "第0问"]
    at.text_input(key="talk-search").set_value("第1答")
    at = run(at)
    assert component(at, "talk-list")["items"] == [["第1问", "第1问 第1答。"]], "with the words around what is found"
    at.text_input(key="talk-search").set_value("火星")
    assert "没有找到。" in [caption.value for caption in run(at).caption]
    at.button(key="new-talk").click()
    at = run(at)
    assert said_by_me(at) == [] and named(at) == ""
    assert keys(at, "examples") == ["examples"]


def test_a_conversation_is_renamed_deleted_and_brought_back(home):
    kept(exchange("e1", "另一段"), conversation="c2")
    at = run(page(kept(exchange("e1b", "旧名"))))
    at.text_input(key="talk-title").set_value("统计 <b>公报</b>")
    at.button(key="rename").click()
    assert listed(run(at)) == ["统计 <b>公报</b>", "另一段"]
    at.button(key="delete-talk").click()
    at = run(at)
    assert listed(at) == ["另一段"] and said_by_me(at) == [] and named(at) == ""
    at.button(key="undo-delete").click()
    at = run(at)
    assert listed(at)[0] == "统计 <b>公报</b>" and said_by_me(at) == ["旧名"]
    assert not [button for button in at.button if button.key == "undo-delete"]


def no_folder(home):
    (home / "data").write_text("a file where the folder should be", encoding="utf-8")


def full(home):
    """As a disk does that holds no page more."""
    database = talks._database(load().data)
    database.read("PRAGMA max_page_count = 1")  # as many as there are
    with pytest.raises(DataFolderError):
        for n in range(99):
            talks.Conversations(database).save("fill", "other", exchange(f"fill{n}"))


def held(home):
    ask(run(page()), "没有的事")
    talks._database(load().data)._open().execute("PRAGMA busy_timeout = 50")
    holder = sqlite3.connect(home / "data" / FILE, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    return holder


@pytest.mark.parametrize(("fault", "why"), [(no_folder, "不能写入"), (full, "磁盘已满"), (held, "占用")])
def test_an_answer_comes_where_nothing_can_be_kept_and_the_page_says_so(home, fault, why):
    _holding = fault(home)
    at = ask(run(page()), "2019年的生产总值？")
    assert keys(at, "s-0-") == ["s-0-0", "s-0-1"]
    assert "这段对话没有保存。" in [caption.value for caption in at.caption]
    assert any(why in text for text in texts(at))
    assert said_by_me(ask(at, "没有的事")) == ["2019年的生产总值？", "没有的事"], "the talk goes on"


def test_a_damaged_file_is_set_aside_and_said(home):
    kept(exchange("e1"))
    path = home / "data" / FILE
    path.write_bytes(b"x" * path.stat().st_size)
    at = ask(run(page()), "没有的事")
    assert any("已移到 conversations.damaged-" in text for text in texts(at))
    assert listed(at) == ["没有的事"]
    assert "这段对话没有保存。" not in [caption.value for caption in at.caption]
    assert len(list((home / "data").glob("conversations.damaged-*.sqlite"))) == 1


def test_a_damaged_record_is_counted_and_the_rest_shown(home):
    kept(exchange("e1", "坏的", asked=1.0), exchange("e2", "好的", asked=2.0))
    database = talks.open_database(load().data)
    database.write([("UPDATE exchanges SET record = x'00' WHERE id = 'e1'", ())])
    database.close()
    at = run(page("c1"))
    assert said_by_me(at) == ["好的"]
    assert any("有 1 个回答的记录坏了" in text for text in texts(at))


def test_the_data_folder_taken_away_while_the_page_is_open_stops_nothing(home):
    at = ask(run(page()), "2019年的生产总值？")
    shutil.rmtree(home / "data")
    assert said_by_me(ask(at, "没有的事")) == ["2019年的生产总值？", "没有的事"]


def test_a_question_of_nothing_is_not_asked_and_an_old_one_has_a_name(home):
    at = run(page())
    for blank in ("   ", "\x00\x1b", "\u3000\u200b"):
        at = ask(at, blank)
        assert said_by_me(at) == [] and not named(at)
    assert not keys(at, "talk-list")
    kept(exchange("e1", "  \x00"))
    at = run(page("c1"))
    assert listed(at) == said_by_me(at) == ["（空白）"]


def test_a_conversation_deleted_in_another_page_is_not_gone_on_with(home):
    one = ask(run(page()), "2019年的生产总值？")
    before = named(one)
    other = run(page(before))
    other.button(key="delete-talk").click()
    other = run(other)
    one = ask(one, "没有的事")
    assert said_by_me(one) == ["没有的事"], "in a new one"
    assert named(one) != before
    assert any("在另一个页面里删除" in caption.value for caption in one.caption)
    assert said_by_me(run(page(named(one)))) == ["没有的事"]
    other.button(key="undo-delete").click()
    assert said_by_me(run(other)) == ["2019年的生产总值？"]
    assert said_by_me(run(page(before))) == ["2019年的生产总值？"]


def test_what_was_quoted_from_a_file_that_is_gone_is_shown_as_it_was_kept(home):
    at = page(kept(exchange("e1")))
    at.query_params["doc"], at.query_params["at"], at.query_params["of"] = "公报.txt", "5-18", "e1"
    data = component(run(at), "reader")
    assert data["notice"].startswith("已删除")
    assert [words for p in data["paragraphs"] for words, marked in p["pieces"] if marked] == ["全市生产总值6606亿元。"]
    assert "sha256 aaaaaaaaaaaaaaaa… · 索引 20261127-000000-000000" in data["where"]


def test_conversations_of_one_title_are_told_apart_by_their_time(home):
    from rag.records import Conversation
    from ui.conversations import _when

    twins = (Conversation("a", "问", 1_700_000_000.0, 1), Conversation("b", "问", 1_700_086_400.0, 1))
    other = Conversation("c", "别的", 1_700_000_000.0, 1)
    first, second, alone = (_when(one, (*twins, other)) for one in (*twins, other))
    assert first.startswith("2023-11-1") and second.startswith("2023-11-1") and first != second and alone == ""
