"""A language model writes for one at a time: the others see how many are ahead, and leave by stopping."""

import threading
from dataclasses import replace

import pytest

from rag.answer.models.scripted import Scripted
from rag.assistant import Assistant
from rag.build import build
from rag.records import AnswerReady, Writing

QUESTION = "城东公园改造工程总投资多少？"
TRUE = "工程总投资3200万元[1]。"


class Gated(Scripted):
    """Writes nothing before it is let go."""

    def __init__(self):
        super().__init__(TRUE, name="gated")
        self.let_go = threading.Event()
        self.begun = threading.Event()

    def stream(self, request, stop):
        self.begun.set()
        while not self.let_go.wait(0.02) and not stop.is_set():
            pass
        yield from super().stream(request, stop)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    from rag.settings import Settings
    from tests.conftest import write_tiny

    home = tmp_path_factory.mktemp("turns")
    docs = write_tiny(home)
    settings = replace(Settings(), docs=docs, index=home / "ix", data=home / "data")
    build(settings)
    return settings


class Asked(threading.Thread):
    def __init__(self, assistant):
        super().__init__(daemon=True)
        self.assistant, self.stop, self.events, self.moved = assistant, threading.Event(), [], threading.Condition()
        self.start()

    def run(self):
        for event in self.assistant.ask(QUESTION, stop=self.stop):
            with self.moved:
                self.events.append(event)
                self.moved.notify_all()

    def until(self, is_so):
        with self.moved:
            assert self.moved.wait_for(lambda: any(map(is_so, self.events)), 60)


def final(event):
    return isinstance(event, AnswerReady) and event.final


def test_each_knows_how_many_are_ahead_and_stopping_leaves_the_queue(home):
    model = Gated()
    lender = Assistant(home, generator=model)
    # Another collection shares the model, and with it the queue.
    first, second = Asked(lender), None
    model.begun.wait(60)
    second = Asked(Assistant(home, models_of=lender))
    second.until(lambda e: e == Writing(1, "gated"))
    third = Asked(lender)
    third.until(lambda e: e == Writing(2, "gated"))
    second.stop.set()
    second.until(final)
    assert second.events[-1].answer.generator == "built-in" and second.events[-1].answer.outcome == "answered"
    third.until(lambda e: e == Writing(1, "gated"))
    model.let_go.set()
    for asked in (first, third):
        asked.until(final)
        assert asked.events[-1].answer.generator == "gated"
    assert (
        third.events.index(Writing(0, "gated"))
        > third.events.index(Writing(1, "gated"))
        > third.events.index(Writing(2, "gated"))
    )
