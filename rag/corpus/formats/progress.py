"""A sign of life from an extractor at work on a long file. Knows neither the extractor nor who listens."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have a listener called at each sign of life in this process."""
    _listeners.append(listener)


def tick() -> None:
    """Say that a part of the work is done, such as a page."""
    for listener in _listeners:
        listener()
