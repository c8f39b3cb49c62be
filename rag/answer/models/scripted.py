"""A generator that writes what it is told to: for tests of what a real model will not do on demand.

Knows no language; useful wherever a ``Generator`` is taken.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from threading import Event

from rag.answer.models.generator import Request


class Scripted:
    """Writes given answers, one per request, the last one again and again.

    One generation at a time; others wait. Safe for several threads.

    Attributes:
        requests: What it was asked, oldest first.
    """

    def __init__(
        self,
        *answers: str | Sequence[str],
        name: str = "scripted",
        piece_chars: int = 3,
        seconds_per_piece: float = 0.0,
        error: Exception | None = None,
    ) -> None:
        """Take the answers to write.

        Args:
            answers: A text, written in pieces of ``piece_chars``, or the very pieces; none writes nothing.
            name: For the foot of an answer.
            piece_chars: Characters of a piece.
            seconds_per_piece: How long a piece takes to write.
            error: Raised once an answer is written.
        """
        self._answers = [
            tuple(a[i : i + piece_chars] for i in range(0, len(a), piece_chars)) if isinstance(a, str) else tuple(a)
            for a in answers
        ]
        self._name = name
        self._pause = seconds_per_piece
        self._error = error
        self._lock = threading.Lock()
        self.requests: list[Request] = []

    @property
    def name(self) -> str:
        """For the foot of an answer."""
        return self._name

    def stream(self, request: Request, stop: Event) -> Iterator[str]:
        """Yield the next answer piece by piece until it ends or ``stop`` is set.

        Raises:
            Exception: The error it was given, behind the last piece.
        """
        with self._lock:
            self.requests.append(request)
            pieces = self._answers[min(len(self.requests), len(self._answers)) - 1] if self._answers else ()
            for piece in pieces:
                if stop.wait(self._pause) if self._pause else stop.is_set():
                    return
                yield piece
            if self._error is not None:
                raise self._error
