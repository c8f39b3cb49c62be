"""Conversations: what is kept comes back as it was, to its owner alone, and is found by its words."""

import zlib
from dataclasses import replace

import pytest

from rag.library.conversations import FILE, Conversations, new_id, open_database
from rag.records import Feedback, Sentence
from tests.library.exchanges import exchange


@pytest.fixture
def database(tmp_path):
    database = open_database(tmp_path / "data")
    yield database
    database.close()


@pytest.fixture
def ours(database):
    return Conversations(database)


def test_an_exchange_comes_back_as_it_was_but_for_the_text_that_is_only_searched(ours):
    kept = exchange("e1")
    ours.save("c1", "default", kept)
    opened = ours.opened("c1")
    assert (opened.collection, opened.title, opened.damaged) == ("default", kept.question, 0)
    (read,) = opened.exchanges
    assert read.answer.citations == kept.answer.citations
    assert read.answer.index == kept.answer.index
    evidence = read.answer.evidence[0]
    assert evidence.chunk == replace(kept.answer.evidence[0].chunk, indexed="")
    assert replace(read, answer=None) == replace(kept, answer=None)


def test_a_half_written_answer_is_kept_and_marked_once_its_writer_is_gone(ours, database):
    written = (Sentence("写到一半。", (1,), "supported"),)
    half = replace(exchange("e1", state="writing"), written=written)
    ours.save("c1", "default", half)
    assert ours.opened("c1").exchanges[0].state == "writing"
    database.close()
    (cut,) = ours.opened("c1").exchanges
    assert (cut.state, cut.written) == ("cut", written)
    ours.save("c1", "default", exchange("e1"))
    assert ours.opened("c1").exchanges[0].state == "done", "a writer that lives on has the last word"


def test_exchanges_are_ordered_by_when_they_were_asked(ours):
    for name, asked in (("e2", 2.0), ("e1", 1.0), ("e3", 3.0)):
        ours.save("c1", "default", exchange(name, asked=asked))
    assert ours.exchanges("c1") == ("e1", "e2", "e3")
    assert [e.exchange for e in ours.opened("c1").exchanges] == ["e1", "e2", "e3"]


def test_the_list_has_the_last_changed_first_and_each_collections_own(ours):
    for conversation, collection in (("c1", "default"), ("c2", "default"), ("c3", "other"), ("c1", "default")):
        ours.save(conversation, collection, exchange(new_id(), conversation))
    found = ours.listed("default")
    assert [(c.conversation, c.title, c.exchanges) for c in found] == [("c1", "c1", 2), ("c2", "c2", 1)]
    assert [c.conversation for c in ours.listed("other")] == ["c3"]


@pytest.mark.parametrize("looked_for", ["生产总值", "６６０６", "生產總值", "产总 2019", "GDP", "ｇｄｐ"])
def test_a_conversation_is_found_by_words_of_questions_and_answers(ours, looked_for):
    ours.save("c1", "default", exchange("e1"))
    ours.save("c1", "default", exchange("e2", "gdp是多少"))
    ours.save("c2", "default", exchange("e3", "公园几点开门", "每天6时开门。"))
    assert [c.conversation for c in ours.listed("default", looked_for)] == ["c1"]


@pytest.mark.parametrize("looked_for", ["火星", "生产总值 火星", "%", "_", "'; DROP TABLE exchanges; --"])
def test_what_was_never_said_is_not_found(ours, looked_for):
    ours.save("c1", "default", exchange("e1"))
    assert ours.listed("default", looked_for) == ()
    assert len(ours.listed("default")) == 1


def test_a_title_that_was_given_stays_and_is_found(ours):
    ours.save("c1", "default", exchange("e1"))
    ours.rename("c1", "  统计\n公报 ")
    ours.save("c1", "default", exchange("e2", "另一问"))
    assert ours.opened("c1").title == "统计 公报"
    assert ours.listed("default", "统计")
    ours.rename("c1", " \n")
    assert ours.opened("c1").title == "统计 公报"


def test_odd_characters_are_kept(ours):
    question = "问\ud800\x00😀" + "长" * 100
    ours.save("c1", "default", exchange("e1", question))
    assert ours.opened("c1").exchanges[0].question == question
    title = ours.opened("c1").title
    assert title.startswith("问") and "\x00" not in title and len(title) == 41


def test_what_was_deleted_is_gone_and_comes_back_when_asked_to(ours, database):
    ours.save("c1", "default", exchange("e1"))
    ours.rate("e1", Feedback("up"))
    ours.delete("c1")
    assert ours.listed("default") == () and ours.opened("c1") is None and ours.exchanges("c1") == ()
    ours.save("c1", "default", exchange("e1"))
    assert ours.opened("c1") is None, "an answer that was still being written brings nothing back"
    ours.restore("c1")
    assert ours.opened("c1").exchanges[0].feedback == Feedback("up")


def test_what_was_deleted_long_ago_leaves_no_trace_in_the_file(ours, database, tmp_path):
    said = "甲乙丙丁戊己庚辛"
    ours.save("c1", "default", exchange("e1", said))
    ours.save("c2", "default", exchange("e2"))
    ours.delete("c1")
    database.write([("UPDATE conversations SET deleted = deleted - 601 WHERE id = 'c1'", ())])
    database.close()
    assert [c.conversation for c in ours.listed("default")] == ["c2"]
    assert database.read("SELECT count(*) FROM exchanges") == [(1,)]
    database.settle()
    database.close()
    assert said.encode() not in (tmp_path / "data" / FILE).read_bytes()


def test_anothers_conversation_is_as_if_it_were_not_there(database):
    hers, his = Conversations(database, "hers"), Conversations(database, "his")
    hers.save("c1", "default", exchange("e1"))
    assert his.opened("c1") is None and his.exchanges("c1") == () and his.listed("default") == ()
    his.rename("c1", "我的")
    his.delete("c1")
    his.rate("e1", Feedback("down"))
    with pytest.raises(ValueError, match="another owner's"):
        his.save("c1", "default", exchange("e2"))
    opened = hers.opened("c1")
    assert opened.title == exchange("e1").question
    assert [e.feedback for e in opened.exchanges] == [Feedback()]


def test_feedback_takes_the_place_of_earlier_feedback_and_survives_the_answer(ours):
    ours.save("c1", "default", exchange("e1"))
    ours.rate("e1", Feedback("down", "引用不对"))
    ours.save("c1", "default", exchange("e1"))
    assert ours.opened("c1").exchanges[0].feedback == Feedback("down", "引用不对")
    ours.rate("e1", Feedback())
    assert ours.opened("c1").exchanges[0].feedback == Feedback()


def test_a_record_that_no_longer_reads_is_counted_and_the_others_stay(ours, database):
    ours.save("c1", "default", exchange("e1", asked=1.0))
    ours.save("c1", "default", exchange("e2", asked=2.0))
    ((record,),) = database.read("SELECT record FROM exchanges WHERE id = 'e1'")
    spoiled = record[:50] + bytes([record[50] ^ 4]) + record[51:]
    database.write([("UPDATE exchanges SET record = ? WHERE id = 'e1'", (spoiled,))])
    opened = ours.opened("c1")
    assert [e.exchange for e in opened.exchanges] == ["e2"] and opened.damaged == 1
    database.write([("UPDATE exchanges SET record = ? WHERE id = 'e1'", (zlib.compress(b"[]"),))])
    assert ours.opened("c1").damaged == 1


def test_what_was_deleted_is_told_from_what_never_was(ours, database):
    ours.save("c1", "default", exchange("e1"))
    assert not ours.is_deleted("c1") and not ours.is_deleted("c2")
    ours.delete("c1")
    assert ours.is_deleted("c1")
    assert not Conversations(database, "another").is_deleted("c1")
    ours.restore("c1")
    assert not ours.is_deleted("c1")
