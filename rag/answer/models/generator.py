"""The seam of language models: numbered evidence in, text out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from rag.records import Constraints, Evidence, Turn


@dataclass(frozen=True, slots=True)
class Request:
    """What a language model is asked.

    Attributes:
        question: The standalone question.
        constraints: What it says of the answer wanted.
        history: The conversation so far, oldest first, without citation marks.
        evidence: The passages it may use; their ``rank`` is the number it cites.
    """

    question: str
    constraints: Constraints
    history: tuple[Turn, ...]
    evidence: tuple[Evidence, ...]


class Generator(Protocol):
    """A language model that writes an answer with marks like ``[1]``. One generation at a time; others wait."""

    @property
    def name(self) -> str:
        """For the foot of an answer."""
        ...

    def stream(self, request: Request, stop: Event) -> Iterator[str]:
        """Yield the answer in pieces as it is written.

        Setting ``stop``, or closing the iterator, ends the writing within a few tokens.

        Raises:
            PromptTooLongError: The evidence does not fit even with fewer passages.
            BackendError: The model cannot be loaded or fails.
        """
        ...
