"""The quiet line below an answer: how a question was read that took words from the conversation."""

import pytest

from rag.records import Answer, Turn
from rag.search.question import understand
from ui.chat import _foot
from ui.texts import ZH

BEFORE = (Turn("user", "洞头区的区委书记是谁？"), Turn("assistant", "林霞。"))


def foot(question, history=()):
    return _foot(Answer(question, understand(question, history), "answered", (), (), ()), ZH)


def test_words_taken_from_the_conversation_are_told():
    assert "接着前面的话理解为：瓯海的区委书记是谁？" in foot("瓯海呢？", BEFORE)


@pytest.mark.parametrize(
    "question", ["瓯海的区委书记是谁？", "李坚担任什么职务？", "請問甌海的區委書記是誰？", "Who is the mayor?"]
)
def test_a_question_that_stands_by_itself_is_not_repeated(question):
    assert "理解为" not in foot(question, BEFORE)


def test_control_characters_of_an_earlier_question_are_not_drawn():
    history = (Turn("user", "温\x00州\x1b的区委书记是谁？"), Turn("assistant", "林霞。"))
    said = foot("瓯海呢？", history)
    assert "理解为" in said
    assert said.isprintable()
