"""A conversation as one page holds it: asked and kept, gone on with, lost, deleted elsewhere, unreadable."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from rag.errors import DataFolderError
from rag.library.conversations import Conversations
from rag.records import Feedback, Scope
from rag.settings import load
from tests.library.exchanges import exchange
from tests.ui.test_conversations import kept
from tests.ui.test_page import TIMEOUT, run, texts
from ui import talks

FIRST, SECOND = "2019年的生产总值？", "没有的事"


def talking(settings, answerer, language="zh"):
    """A page that shows what its conversation holds, and asks what the test left in its session."""
    import streamlit as st

    from ui import talks

    talk = talks.shown(settings)
    if question := st.session_state.pop("say", None):
        talks.ask(settings, answerer, talk, question, language, st.session_state.get("scope"))
    for one in talk.exchanges:
        *_, last = one.asking.follow(0.05)
        st.text(f"{one.number} {one.question} {last.answer.outcome if last.answer else None}")
    st.text(f"lost {talk.lost} deleted {talk.deleted} damaged {talk.damaged} title {talk.title}")
    st.session_state["talk"], st.session_state["error"] = talk, talk.not_kept() or talk.error
    st.session_state["history"] = talks.history(talk.exchanges)
    st.session_state["whole"] = talks.whole(settings, talk)


class Answerer:
    """Answers as the scripted one does, and remembers what it was given."""

    def __init__(self, settings):
        from tests.ui.scripted import Scripted

        self.asked, self.scripted = [], Scripted(settings, pause_s=0.01)

    def ask(self, question, history=(), scope=None, stop=None, *, language=None):
        self.asked.append((question, [turn.content for turn in history], scope, language))
        yield from self.scripted.ask(question, history, scope, stop, language=language)


@pytest.fixture
def answerer(home):
    return Answerer(load())


def page(answerer, conversation="", **given):
    at = AppTest.from_function(
        talking, kwargs={"settings": load(), "answerer": answerer} | given, default_timeout=TIMEOUT
    )
    if conversation:
        at.query_params["conversation"] = conversation
    return at


def say(at, question):
    at.session_state["say"] = question
    return run(at)


def named(at):
    found = at.query_params.get("conversation", "")
    return found[0] if isinstance(found, list) else found


NEW = "lost False deleted False damaged 0 title"


def test_a_new_conversation_is_empty_and_named_by_its_first_question_alone(answerer):
    at = run(page(answerer))
    assert texts(at) == [NEW] and named(at) == "" and not (load().data / "conversations.sqlite").exists()
    at = say(at, FIRST)
    assert texts(at) == [f"0 {FIRST} answered", NEW] and named(at) == at.session_state["talk"].conversation
    assert at.session_state["error"] is None


def test_each_question_is_asked_with_what_was_said_before_in_the_pages_language_and_scope(answerer):
    at = page(answerer, language="en")
    at.session_state["scope"] = Scope(("a.txt",), (2019, 2019))
    at = say(at, FIRST)
    at.session_state["scope"] = None
    at = say(at, SECOND)
    first, second = answerer.asked
    assert first == (FIRST, [], Scope(("a.txt",), (2019, 2019)), "en")
    assert second[0] == SECOND and second[1][0] == FIRST and "6606亿元" in second[1][1] and second[2] == Scope()
    assert [turn.role for turn in at.session_state["history"]] == ["user", "assistant"] * 2


def test_a_failure_is_no_part_of_what_was_said(answerer):
    at = say(say(run(page(answerer)), "会超时的问题"), FIRST)
    assert texts(at)[:2] == ["0 会超时的问题 None", f"1 {FIRST} answered"]
    assert answerer.asked[1][1] == []


def test_it_is_found_again_by_its_name_with_what_another_page_said_meanwhile(answerer):
    one = say(run(page(answerer)), FIRST)
    two = say(run(page(answerer, named(one))), SECOND)
    assert texts(two)[:2] == [f"0 {FIRST} answered", f"1 {SECOND} no_evidence"]
    assert texts(run(one))[:2] == texts(two)[:2]
    assert [e.question for e in one.session_state["whole"].exchanges] == [FIRST, SECOND]
    assert one.session_state["whole"].title == FIRST


@pytest.mark.parametrize("conversation", ["nothing", "c1"])
def test_what_is_not_here_or_another_readers_is_lost_and_never_added_to(answerer, conversation):
    kept(exchange("e1", "别人的话"), owner="someone else")
    at = say(run(page(answerer, conversation)), FIRST)
    assert named(at) != conversation and texts(at)[0] == f"0 {FIRST} answered"
    assert "别人的话" not in str(texts(at))


def test_another_collections_conversation_is_not_shown_with_this_one(answerer, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(talks, "collection_of", lambda settings: "another")
        kept(exchange("e1"))
    assert texts(run(page(answerer, "c1"))) == ["lost True deleted False damaged 0 title"]


def test_one_that_was_deleted_in_another_page_is_said_to_be_and_not_gone_on_with(answerer):
    at = say(run(page(answerer)), FIRST)
    before = named(at)
    talks.conversations(load()).delete(before)
    at = run(at)
    assert texts(at) == ["lost True deleted True damaged 0 title"]
    at = say(at, SECOND)
    assert named(at) != before and texts(at)[0] == f"1 {SECOND} no_evidence"


def test_one_that_cannot_be_read_goes_on_and_says_why(answerer, monkeypatch):
    at = say(run(page(answerer)), FIRST)

    def refuses(self, conversation):
        raise DataFolderError("data", OSError(5, "broken"))

    with monkeypatch.context() as patch:
        patch.setattr(Conversations, "exchanges", refuses)
        at = say(at, SECOND)
        assert [text.split()[1] for text in texts(at)[:2]] == [FIRST, SECOND]
        assert isinstance(at.session_state["error"], DataFolderError)
    assert run(at).session_state["error"] is None


def test_what_was_kept_half_is_shown_as_it_stands_with_what_was_said_of_it(answerer):
    half = replace(exchange("e1", "写一写", state="writing"), answer=None, scope=Scope(("b/",)))
    at = run(page(answerer, kept(half)))
    assert texts(at)[0] == "0 写一写 None"
    talk = at.session_state["talk"]
    talks.rate(load(), talk, "e1", Feedback("down", "没写完"))
    (again,) = run(page(answerer, "c1")).session_state["whole"].exchanges
    assert (again.feedback, again.scope, again.state) == (Feedback("down", "没写完"), Scope(("b/",)), "cut")
