"""What every ``Generator`` keeps to."""

import threading
import time
from threading import Event

import pytest

from rag.answer.models.endpoint import Endpoint
from rag.answer.models.local_model import LocalModel
from rag.answer.models.scripted import Scripted
from tests.answer import tiny_model
from tests.answer.tiny_model import ANSWER, REQUEST, written
from tests.stub_server import serving

TEXT = ANSWER


def tell(call):
    """What a server does that answers ``REQUEST``."""
    call.head()
    call.say(*(TEXT[i : i + 2] for i in range(0, len(TEXT), 2)), pause_s=0.005)


@pytest.fixture(params=["scripted", "local", "endpoint"])
def generator(request):
    if request.param == "scripted":
        yield Scripted(TEXT, seconds_per_piece=0.002)
    elif request.param == "local":
        yield LocalModel(tiny_model.taught(), tiny_model.settings())
    else:
        with serving(tell) as stub:
            yield Endpoint(tiny_model.settings(endpoint=stub.url, endpoint_model="qwen3"), key="")


def test_it_has_a_name(generator):
    assert generator.name


def test_pieces_make_up_the_answer_and_none_is_empty(generator):
    pieces = list(generator.stream(REQUEST, Event()))
    assert "".join(pieces) == TEXT
    assert all(isinstance(piece, str) and piece for piece in pieces)


def test_the_same_request_again_gives_the_same(generator):
    assert written(generator) == written(generator) == TEXT


def test_a_stop_set_before_writes_nothing(generator):
    stop = Event()
    stop.set()
    assert written(generator, stop=stop) == ""


def test_a_stop_in_the_middle_ends_it_and_the_next_one_is_whole(generator):
    stop, got = Event(), []
    for piece in generator.stream(REQUEST, stop):
        got.append(piece)
        if len(got) == 2:
            stop.set()
    assert TEXT.startswith("".join(got))
    assert len("".join(got)) < len(TEXT)
    assert written(generator) == TEXT


def test_an_iterator_never_begun_holds_nothing(generator):
    generator.stream(REQUEST, Event())
    assert written(generator) == TEXT


def test_closing_frees_it_for_others(generator):
    stream = generator.stream(REQUEST, Event())
    next(stream)
    stream.close()
    assert written(generator) == TEXT


def test_closing_in_another_thread_frees_it(generator):
    stream = generator.stream(REQUEST, Event())
    next(stream)
    closer = threading.Thread(target=stream.close)
    closer.start()
    closer.join(60)
    assert not closer.is_alive()
    assert written(generator) == TEXT


def test_one_at_a_time(generator):
    first = generator.stream(REQUEST, Event())
    got = [next(first)]
    others = []
    threads = [threading.Thread(target=lambda: others.append(written(generator))) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    assert others == []
    got += first
    for thread in threads:
        thread.join(60)
    assert ["".join(got), *others] == [TEXT] * 3


def test_a_scripted_one_fails_when_told_and_remembers_what_it_was_asked():
    generator = Scripted("甲", "乙", error=RuntimeError("told so"))
    stream = generator.stream(REQUEST, Event())
    assert next(stream) == "甲"
    with pytest.raises(RuntimeError, match="told so"):
        next(stream)
    assert generator.requests == [REQUEST]
    assert list(Scripted().stream(REQUEST, Event())) == []
    two = Scripted("甲", ["乙", "丙"])
    assert [written(two), written(two), written(two)] == ["甲", "乙丙", "乙丙"]
