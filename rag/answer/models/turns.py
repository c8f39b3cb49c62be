"""A queue before something that serves one at a time: first come, first served, and each knows how many are ahead."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """The queue. Safe for several threads."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._waiting: list[Place] = []

    @contextmanager
    def joined(self) -> Iterator[Place]:
        """Take a place at the end; it is left when the block ends, whether or not its turn came."""
        place = Place(self)
        with self._moved:
            self._waiting.append(place)
        try:
            yield place
        finally:
            with self._moved:
                self._waiting.remove(place)
                self._moved.notify_all()

    def ahead_of(self, place: Place) -> int:
        """Return how many come before a place."""
        with self._moved:
            return self._waiting.index(place)

    def wait(self, seconds: float) -> None:
        """Wait until somebody leaves, at most for some seconds."""
        with self._moved:
            self._moved.wait(seconds)


class Place:
    """A place in a queue."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    @property
    def ahead(self) -> int:
        """How many come before; 0 once it is one's turn."""
        return self._turns.ahead_of(self)

    def wait(self, seconds: float) -> None:
        """Wait until the queue moves, at most for some seconds."""
        self._turns.wait(seconds)
