"""An answer is gathered by a thread of its own, and any drawing follows it from the start."""

import threading
import time
from dataclasses import replace

import pytest

from rag.errors import BackendTimeoutError, ModelNotFoundError
from rag.records import AnswerReady, EvidenceFound
from rag.settings import Settings
from tests.ui.scripted import Scripted
from ui import asking as module
from ui.asking import Asking


def begin(question, sentences=12):
    assistant = Scripted(Settings(), pause_s=0.01, allowed=lambda: sentences)
    return Asking(lambda stop: assistant.ask(question, stop=stop))


def end(asking):
    *_, last = asking.follow(0.05)
    return last


def test_sentences_come_with_their_citations():
    last = end(begin("2019年的生产总值是多少？"))
    assert [s.citations for s in last.sentences] == [(1,), (2,)]
    assert [c.n for c in last.citations] == [1, 2]
    assert last.answer is not None and last.answer.sentences == last.sentences


def test_following_again_starts_from_the_start_and_ends():
    asking = begin("2019年的生产总值是多少？")
    assert end(asking) == end(asking) == asking.progress


def test_a_language_model_writes_beside_the_first_answer():
    seen = list(begin("请语言模型写").follow(0.05))
    assert all(p.first is not None for p in seen if p.writing)
    assert max(len(p.sentences) for p in seen) > 2
    assert seen[-1].answer is not None and seen[-1].answer.generator == "Qwen3-0.6B"
    assert not any(p.answer for p in seen[:-1])


def test_stopping_keeps_what_was_checked():
    asking = begin("请语言模型写", sentences=4)  # and then it waits
    for progress in asking.follow(0.05):
        if progress.writing and len(progress.sentences) == 4:
            asking.stop()
    assert asking.stopped
    assert progress.answer is not None and len(progress.answer.sentences) == 4


def test_stopping_what_is_done_changes_nothing():
    asking = begin("2019年的生产总值是多少？")
    end(asking)
    asking.stop()
    assert not asking.stopped


def test_nobody_following_stops_the_writing(monkeypatch):
    monkeypatch.setattr(module, "_UNATTENDED_S", 0.1)
    asking = begin("请语言模型写")
    deadline = time.monotonic() + 60
    while not asking.progress.done and time.monotonic() < deadline:
        time.sleep(0.02)
    assert asking.stopped and asking.progress.done


def test_an_error_is_told_with_its_mend():
    def ask(stop):
        raise ModelNotFoundError("x", "no such folder", hint="请检查模型文件夹。")
        yield

    last = end(Asking(ask))
    assert last.error is not None and last.error.hint == "请检查模型文件夹。"


def test_a_model_that_broke_off_leaves_what_was_checked_and_why():
    assistant = Scripted(Settings(), pause_s=0.01)
    failure = BackendTimeoutError("slow", "paused", hint="停住了。")

    def ask(stop):
        for event in assistant.ask("请语言模型写", stop=stop):
            last = isinstance(event, AnswerReady) and event.final
            yield replace(event, failure=failure) if last else event

    last = end(Asking(ask))
    assert last.error is failure
    assert last.answer is not None and last.answer.sentences == last.sentences


def breaks(stop):
    yield EvidenceFound(())
    raise RuntimeError("a fault of ours")


def ends_early(stop):
    yield EvidenceFound(())


@pytest.mark.parametrize("ask", [breaks, ends_early])
def test_whatever_else_goes_wrong_does_not_leave_the_page_waiting(ask, caplog):
    last = end(Asking(ask))
    assert last.crashed and last.done and last.evidence == ()
    assert "answering failed" in caplog.text


def test_no_follower_waits_longer_than_its_patience():
    go = threading.Event()

    def ask(stop):
        go.wait(60)
        yield from ()

    asking = Asking(ask)
    follower = asking.follow(0.05)
    next(follower), next(follower)
    assert not asking.progress.done, "they came although there was no news"
    go.set()
