"""Keeping an answer while it is written, beside it: the answer never waits for the disk, nor fails where the disk does.

Knows ``Asking`` and the kept records, nothing of Streamlit; its threads never touch the page.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Protocol

from rag.errors import DataFolderError, IndexStoreError, RagError
from rag.records import Answer, KeptExchange, KeptState, Understood
from ui.asking import Progress

_log = logging.getLogger(__name__)
_BETWEEN_S = 0.3
_RETRIES_S = (5.0, 30.0, 120.0)


class Followed(Protocol):
    """An answer that is being written, or was: ``Asking`` or ``Remembered``."""

    @property
    def progress(self) -> Progress:
        """What is known now."""
        ...

    @property
    def seconds(self) -> int:
        """Whole seconds since it began."""
        ...

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop before it was done."""
        ...

    def stop(self) -> None:
        """Ask it to stop."""
        ...

    def follow(self, patience_s: float = 0.5, *, reading: bool = True) -> Iterator[Progress]:
        """Yield what is known until nothing more will come."""
        ...


class Remembered:
    """An answer that was kept: all that will ever be known of it is known."""

    def __init__(self, kept: KeptExchange) -> None:
        """Take what was kept; one that is still being written elsewhere is shown as it stands."""
        self._stopped = kept.state == "stopped"
        self._progress = progress_of(kept)

    @property
    def progress(self) -> Progress:
        """What is known."""
        return self._progress

    @property
    def seconds(self) -> int:
        """No time passes."""
        return 0

    @property
    def stopped(self) -> bool:
        """Whether its reader stopped it."""
        return self._stopped

    def stop(self) -> None:
        """Do nothing: it is done."""

    def follow(self, patience_s: float = 0.5, *, reading: bool = True) -> Iterator[Progress]:
        """Yield what is known, once."""
        yield self._progress


class Keeping:
    """The thread that keeps one exchange, from its question to the end of its answer."""

    def __init__(self, asking: Followed, save: Callable[[Progress, bool], None], on_end: Callable[[], None]) -> None:
        """Begin at once.

        Args:
            asking: What is kept.
            save: Keeps what is known, and whether it was stopped; raises ``DataFolderError`` where it cannot.
            on_end: Called when all is kept.
        """
        self._error: DataFolderError | None = None
        self._settled = threading.Event()
        threading.Thread(target=self._run, args=(asking, save, on_end), name="keeping", daemon=True).start()

    def error(self, patience_s: float = 0.0) -> DataFolderError | None:
        """Return why the exchange as it stands is not kept; waits so long for the end of an answer to be kept."""
        self._settled.wait(patience_s)
        return self._error

    def _run(self, asking: Followed, save: Callable[[Progress, bool], None], on_end: Callable[[], None]) -> None:
        pause = threading.Event()  # never set: a wait that needs no module to be patched in tests
        for progress in asking.follow(60.0, reading=False):
            self._try(save, progress, asking.stopped)
            if not progress.done:
                pause.wait(_BETWEEN_S)
        self._settled.set()
        for wait_s in _RETRIES_S:
            if self._error is None:
                break
            pause.wait(wait_s)
            self._try(save, asking.progress, asking.stopped)
        if self._error is None:
            on_end()

    def _try(self, save: Callable[[Progress, bool], None], progress: Progress, stopped: bool) -> None:
        try:
            save(progress, stopped)
        except DataFolderError as exc:
            self._error = exc
        except ValueError:
            # Another owner's conversation, which the page never shows: there is nothing to be kept.
            _log.exception("an exchange was not kept")
        else:
            self._error = None


def kept_of(exchange: str, question: str, asked: float, progress: Progress, *, stopped: bool = False) -> KeptExchange:
    """Return an exchange as it is to be kept.

    Args:
        exchange: Its id.
        question: As it was typed.
        asked: When, Unix time in seconds.
        progress: What is known of its answer.
        stopped: Whether its reader stopped it.
    """
    whole = progress.answer or progress.first
    unfinished = progress.answer is None and progress.first is not None
    answer = whole or _so_far(question, progress)
    error = progress.error
    return KeptExchange(
        exchange,
        question,
        asked,
        _state(progress, stopped),
        answer,
        progress.sentences if unfinished else (),
        progress.citations if unfinished else (),
        error.told.zh if error else "",
        error.told.en if error else "",
        mendable(error) if error else False,
        writer=progress.writer,
        mends=error.told.mends if error else (),
        first=replace(progress.first, evidence=()) if progress.first and progress.both else None,
    )


def mendable(error: RagError) -> bool:
    """Whether the same question may be answered later: the error passes, or is of an index, which is built anew."""
    return error.retryable or isinstance(error, IndexStoreError)


def progress_of(kept: KeptExchange) -> Progress:
    """Return what is known of an answer that was kept."""
    error = None
    if kept.hint:
        error = RagError("kept", hint=kept.hint, hint_en=kept.hint_en or kept.hint, mends=kept.mends)
        error.retryable = kept.retryable
    failed = kept.state == "failed"
    finished = kept.state in ("done", "stopped")
    return Progress(
        understood=kept.answer.understood if kept.answer else None,
        evidence=kept.answer.evidence if kept.answer else None,
        sentences=kept.written,
        citations=kept.cited,
        writer=kept.writer,
        first=_first(kept) if finished else kept.answer,
        answer=kept.answer if finished else None,
        error=error,
        crashed=(failed and error is None) or (finished and kept.answer is None),
        cut=kept.state in ("cut", "writing"),
    )


def _first(kept: KeptExchange) -> Answer | None:
    """Return the first answer beside a language model's, with the passages that both were made of."""
    return replace(kept.first, evidence=kept.answer.evidence) if kept.first and kept.answer else None


def _state(progress: Progress, stopped: bool) -> KeptState:
    if progress.answer is None and (progress.error is not None or progress.crashed):
        return "failed"
    if progress.cut:
        return "cut"
    if progress.answer is None:
        return "writing"
    return "stopped" if stopped else "done"


def _so_far(question: str, progress: Progress) -> Answer | None:
    """Return an answer of the sentences that are there, of one that has not yet come to its end; None without any."""
    if not progress.sentences:
        return None
    understood = progress.understood or Understood(question, ())
    evidence = progress.evidence or ()
    generator = progress.writer or "built-in"
    return Answer(
        question, understood, "answered", progress.sentences, progress.citations, evidence, generator=generator
    )
