"""Twenty pages at once: none sees another's words, whoever shares the assistant, the caches and the store."""

import threading

import pytest
from streamlit.testing.v1 import AppTest

from rag.assistant import Assistant
from rag.records import AnswerReady
from tests.ui.test_page import indexed, run, scripted, scripted_page, texts  # noqa: F401

READERS = 20


@pytest.mark.slow
def test_twenty_pages_see_their_own_words_alone(scripted):  # noqa: F811
    pages = [run(AppTest.from_function(scripted_page, default_timeout=120)) for _ in range(READERS)]
    for n, at in enumerate(pages):
        at.chat_input(key="ask").set_value(f"第{n}位问：没有的事")
        run(at)
    for n, at in enumerate(pages):
        at = run(at)
        assert [m.text[0].value for m in at.chat_message if m.name == "user"] == [f"第{n}位问：没有的事"]
        others = [f"第{m}位问" for m in range(READERS) if m != n]
        assert not [other for other in others if any(text.startswith(other) for text in texts(at))]


@pytest.fixture
def assistant(indexed):  # noqa: F811
    from rag.settings import load

    return Assistant(load(indexed))


def test_twenty_questions_at_once_are_answered_as_each_by_itself(assistant):
    asked = ["2019年温州的经济总量是多少？", "瓯海区委书记是谁？", "洞头区委书记是谁？", "上海的天气怎么样？"]
    alone = {question: assistant.answer(question).text for question in asked}
    assert len(set(alone.values())) == len(asked)
    ready, found = threading.Barrier(READERS, timeout=60), {}

    def ask(n):
        question = asked[n % len(asked)]
        ready.wait()
        events = list(assistant.ask(question))
        found[n] = (question, [e.answer for e in events if isinstance(e, AnswerReady)])

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(found) == list(range(READERS))
    for question, (answer,) in found.values():
        assert (answer.question, answer.text) == (question, alone[question])
