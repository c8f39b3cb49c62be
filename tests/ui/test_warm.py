"""A new server reads what the first question needs before anybody asks: into the assistant that the page then takes."""

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest

from rag.errors import IndexNotFoundError
from rag.library import examples
from rag.settings import load
from ui import assistants, state, warm


class Reader:
    """An assistant that notes what is wanted of it."""

    index = SimpleNamespace(generation="g", names=lambda: ("a.txt",))

    def __init__(self, error=None):
        self.wanted, self.error = [], error

    def load(self):
        self.wanted.append("load")
        if self.error:
            raise self.error

    def examples(self):
        self.wanted.append("examples")
        return ("哪一年？",)


@pytest.mark.parametrize(
    ("error", "wanted"),
    [(None, ["load", "examples"]), (IndexNotFoundError("i", "none", hint="没有索引", mends=("build",)), ["load"])],
)
def test_what_the_page_takes_is_read_as_the_server_begins_to_serve(home, monkeypatch, error, wanted):
    reader, interval = Reader(error), sys.getswitchinterval()
    monkeypatch.setattr(assistants, "make_assistant", lambda settings: reader)

    async def serve():
        async with warm.lifespan(None) as state:
            return state

    # In a thread of its own: tests that drive a browser leave a loop running in this one.
    with ThreadPoolExecutor(1) as beside:
        assert beside.submit(asyncio.run, serve()).result() == {}
    for thread in threading.enumerate():
        if thread.name == "wenju-warm":
            thread.join()
    assert reader.wanted == wanted and sys.getswitchinterval() == interval
    assert examples.kept(state.settings_of(load()), "g") == (("哪一年？",) if error is None else ())
    assert assistants.assistant(state.settings_of(load()), assistants.make_assistant) is reader


def test_wrong_settings_are_left_to_the_page_to_say(home, monkeypatch):
    monkeypatch.setenv("RAG_GENERATOR", "magic")
    monkeypatch.setattr(assistants, "assistant", lambda *_: pytest.fail("nothing is opened"))
    warm.read()
