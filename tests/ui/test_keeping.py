"""Keeping beside the answer: what is kept draws what was seen, a failure is told and tried again, nothing waits."""

import threading
from dataclasses import replace

import pytest

from rag.errors import BackendTimeoutError, DataFolderError
from rag.records import AnswerReady, Sentence, SentenceReady, Understood, Writing
from tests.library.exchanges import exchange
from ui import keeping
from ui.asking import Asking, Progress, fold
from ui.chat import _foot
from ui.keeping import Keeping, Remembered, kept_of, progress_of
from ui.texts import EN, ZH

ANSWER = exchange("e").answer
DRAFT = (Sentence("写到这里。", (1,), "supported"),)


def saved(progress, stopped=False):
    """What a page shows of an answer after it was kept and read again."""
    return progress_of(kept_of("e", "问", 1.0, progress, stopped=stopped))


@pytest.mark.parametrize("stopped", [False, True])
def test_a_whole_answer_is_shown_again_as_it_was(stopped):
    kept = kept_of("e", "问", 1.0, Progress(answer=ANSWER, first=ANSWER), stopped=stopped)
    assert kept.state == ("stopped" if stopped else "done") and kept.written == ()
    again = Remembered(kept)
    assert again.stopped == stopped
    assert (again.progress.answer, again.progress.first, again.progress.cut) == (ANSWER, None, False)
    assert list(again.follow()) == [again.progress] and again.progress.done


def test_of_an_answer_that_was_cut_both_the_first_one_and_the_draft_are_shown():
    again = saved(Progress(first=ANSWER, writing=True, sentences=DRAFT, citations=ANSWER.citations))
    assert (again.first, again.sentences, again.citations) == (ANSWER, DRAFT, ANSWER.citations)
    assert again.cut and again.done


def test_a_half_answer_is_signed_by_the_model_that_wrote_it():
    writing = fold(Progress(), Writing(generator="Qwen3-0.6B"))
    half = saved(replace(writing, sentences=DRAFT, citations=ANSWER.citations))
    assert half.first.generator == "Qwen3-0.6B"
    beside = saved(replace(writing, first=ANSWER, sentences=DRAFT, citations=ANSWER.citations))
    assert (beside.first.generator, beside.writer) == ("built-in", "Qwen3-0.6B")
    for texts in (ZH, EN):
        assert "Qwen3-0.6B" in _foot(beside.first, texts, beside.writer) and "Qwen" not in _foot(ANSWER, texts)


def test_of_an_answer_that_was_cut_before_any_was_whole_its_sentences_are_shown():
    understood = Understood("问", ())
    again = saved(
        Progress(understood=understood, sentences=DRAFT, citations=ANSWER.citations, evidence=ANSWER.evidence)
    )
    assert again.first.sentences == DRAFT and again.first.citations == ANSWER.citations
    assert again.first.evidence == ANSWER.evidence and again.cut


def test_a_question_without_an_answer_yet_is_shown_as_cut():
    again = saved(Progress())
    assert (again.first, again.answer, again.cut) == (None, None, True)


def test_an_error_is_shown_again_with_its_mend():
    error = BackendTimeoutError("slow", "no answer", hint="请稍后再试。")
    again = saved(Progress(error=error))
    assert (again.error.hint, again.error.hint_en, again.error.retryable) == (error.hint, error.hint_en, True)
    beside = saved(Progress(answer=ANSWER, error=error))
    assert beside.answer == ANSWER and beside.error.hint == error.hint
    assert saved(Progress(crashed=True)).crashed


def events(stop):
    yield Understood("问", ())
    yield Writing()
    for _ in range(40):
        yield SentenceReady(DRAFT[0], ())
    yield AnswerReady(ANSWER)


def test_what_is_known_is_kept_from_the_question_on_and_not_at_every_word():
    kept, begun, ended = [], threading.Event(), threading.Event()

    def save(progress, stopped):
        kept.append(progress)
        begun.set()

    def ask(stop):
        yield Understood("问", ())
        assert begun.wait(60)
        yield from events(stop)

    Keeping(Asking(ask), save, ended.set)
    assert ended.wait(60)
    assert kept[0].answer is None and kept[-1].answer == ANSWER
    assert 2 <= len(kept) <= 12


def test_a_failure_is_told_and_tried_again_until_it_is_kept(monkeypatch):
    monkeypatch.setattr(keeping, "_RETRIES_S", (0.05,) * 2000)
    space, ended, kept = threading.Event(), threading.Event(), []

    def save(progress, stopped):
        if not space.is_set():
            raise DataFolderError("data", OSError(28, "full"))
        kept.append(progress)

    asking = Asking(lambda stop: iter((AnswerReady(ANSWER),)))
    keeper = Keeping(asking, save, ended.set)
    assert "磁盘已满" in keeper.error(60).hint
    assert not ended.is_set()
    space.set()
    assert ended.wait(60) and keeper.error() is None
    assert [progress.answer for progress in kept] == [ANSWER]


def test_a_disk_that_hangs_holds_no_answer_up():
    hanging = threading.Event()
    asking = Asking(events)
    kept = Keeping(asking, lambda progress, stopped: hanging.wait(120), lambda: None)
    *_, last = asking.follow()
    assert last.answer == ANSWER
    assert kept.error(0.01) is None
    hanging.set()
