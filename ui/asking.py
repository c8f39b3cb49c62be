"""A question being answered, off the page's own thread.

The page is drawn anew at every click; an answer that takes a minute must not start over then. So
the events are gathered by a thread and any drawing follows them from the start. Knows the events
of ``Assistant.ask``, nothing of Streamlit; the thread never touches the page.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic

from rag.errors import RagError
from rag.records import (
    Answer,
    AnswerReady,
    Citation,
    Event,
    Evidence,
    EvidenceFound,
    Sentence,
    SentenceReady,
    Understood,
    Writing,
)

_log = logging.getLogger(__name__)
_UNATTENDED_S = 60.0


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known of an answer so far.

    Attributes:
        understood: How the question was read.
        evidence: The passages found; None while they are looked for.
        sentences: Checked sentences in order: all so far, or the language model's once it writes.
        citations: Those that the sentences bring, in order of their numbers.
        writing: Whether a language model is writing, or will once it is this answer's turn.
        ahead: How many others it writes for before.
        writer: The name of the language model that writes; ``""`` where none does.
        first: The built-in composer's whole answer, where a language model gives another one or gave it.
        answer: The final answer.
        error: What stopped the answer, or kept a language model from finishing it.
        crashed: Whether something that is no ``RagError`` did.
        cut: Whether the program ended while it was being written.
    """

    understood: Understood | None = None
    evidence: tuple[Evidence, ...] | None = None
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    writing: bool = False
    ahead: int = 0
    writer: str = ""
    first: Answer | None = None
    answer: Answer | None = None
    error: RagError | None = None
    crashed: bool = False
    cut: bool = False

    @property
    def done(self) -> bool:
        """Whether nothing more will come."""
        return self.answer is not None or self.error is not None or self.crashed or self.cut

    @property
    def both(self) -> bool:
        """Whether there are two answers: the first one, and what a language model made of the same passages."""
        found = self.answer, self.first
        return None not in found and len({answer.generator for answer in found if answer}) == 2


def fold(progress: Progress, event: Event) -> Progress:
    """Return what is known after one more event."""
    match event:
        case Understood():
            return replace(progress, understood=event)
        case EvidenceFound(evidence):
            return replace(progress, evidence=evidence)
        case Writing(ahead, writer):
            # Several may come; only the first one clears what another composer said.
            if progress.writing:
                return replace(progress, ahead=ahead)
            return replace(progress, writing=True, ahead=ahead, writer=writer, sentences=(), citations=())
        case SentenceReady(sentence, citations):
            return replace(
                progress,
                sentences=(*progress.sentences, sentence),
                citations=(*progress.citations, *citations),
            )
        case AnswerReady(answer, final, failure):
            if not final:
                return replace(progress, first=answer)
            return replace(progress, answer=answer, error=failure if isinstance(failure, RagError) else None)


class Asking:
    """One question and the thread that answers it. Safe to follow from any thread, any number of times."""

    def __init__(self, ask: Callable[[threading.Event], Iterator[Event]]) -> None:
        """Begin at once.

        Args:
            ask: Gives the events; takes the event that asks it to stop.
        """
        self._stop = threading.Event()
        self._news = threading.Condition()
        self._progress = Progress()
        self._began = self._followed = monotonic()
        # A daemon: a language model that hangs must not keep the server from ending.
        # It alone holds what answers: a conversation that is kept must not keep an index open.
        threading.Thread(target=self._run, args=(ask,), name="asking", daemon=True).start()

    @property
    def progress(self) -> Progress:
        """What is known now."""
        return self._progress

    @property
    def seconds(self) -> int:
        """Whole seconds since it began."""
        return int(monotonic() - self._began)

    @property
    def stopped(self) -> bool:
        """Whether it was asked to stop before it was done."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask a language model to stop writing; what was checked until then stays. Nothing where it is done."""
        if not self._progress.done:
            self._stop.set()

    def follow(self, patience_s: float = 0.5, *, reading: bool = True) -> Iterator[Progress]:
        """Yield what is known, at each change and at the latest every ``patience_s``, until nothing more will come.

        Args:
            patience_s: The longest silence.
            reading: Whether somebody reads along; an answer that nobody reads for a minute is stopped.
        """
        seen: Progress | None = None
        while True:
            if reading:
                self._followed = monotonic()
            with self._news:
                if self._progress is seen:
                    self._news.wait(patience_s)
                seen = self._progress
            yield seen
            if seen.done:
                return

    def _run(self, ask: Callable[[threading.Event], Iterator[Event]]) -> None:
        try:
            for event in ask(self._stop):
                self._tell(fold(self._progress, event))
                if monotonic() - self._followed > _UNATTENDED_S:
                    self.stop()  # the page was closed: nobody reads on
            if not self._progress.done:
                raise AssertionError("the events end in a final answer")
        except RagError as exc:
            self._tell(replace(self._progress, error=exc))
        except Exception:
            # Nobody stands above a thread: unsaid, the page would wait for ever.
            _log.exception("answering failed")
            self._tell(replace(self._progress, crashed=True))

    def _tell(self, progress: Progress) -> None:
        with self._news:
            self._progress = progress
            self._news.notify_all()
