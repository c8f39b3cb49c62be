"""Conversations as they are kept: what was asked, what was answered, and what a reader said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.records.answers import Answer, Citation, Sentence
from rag.records.hints import Mend
from rag.records.questions import Scope

KeptState = Literal["writing", "done", "stopped", "cut", "failed"]
Rating = Literal["", "up", "down"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader said of an answer: a thumb, ``""`` where it was taken back, and why in their own words."""

    rating: Rating = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeptExchange:
    """A question and its answer, as far as it was written.

    Attributes:
        exchange: Its id, unlike all others.
        question: As it was typed.
        asked: When, Unix time in seconds.
        state: ``writing`` while its answer is being written, ``done``, ``stopped`` by the reader, ``cut`` where the
            program ended meanwhile, ``failed`` where there was an error.
        answer: The whole answer; of one that was not finished, the built-in composer's where that was whole.
        written: Checked sentences beside it that were not finished.
        cited: Their citations.
        hint: What was the matter where there was an error, in Chinese; beside a whole answer, what kept a language
            model from writing it. Older ones say here by which commands it is mended, too.
        hint_en: The same in English.
        retryable: Whether the error may pass.
        feedback: What the reader said of it.
        scope: Where was looked.
        writer: The language model that was writing; ``""`` where none was, or it was not yet kept.
        mends: What mends the error.
        first: The built-in composer's answer where ``answer`` is a language model's; its passages are those of
            ``answer`` and not kept twice.
    """

    exchange: str
    question: str
    asked: float
    state: KeptState
    answer: Answer | None = None
    written: tuple[Sentence, ...] = ()
    cited: tuple[Citation, ...] = ()
    hint: str = ""
    hint_en: str = ""
    retryable: bool = False
    feedback: Feedback = Feedback()
    scope: Scope = Scope()
    writer: str = ""
    mends: tuple[Mend, ...] = ()
    first: Answer | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What a list of conversations shows of one.

    Attributes:
        conversation: Its id, which stands in the page's address.
        title: Given by the reader, else its first question.
        changed: When it was last written to, Unix time in seconds.
        exchanges: How many questions it has.
        found: Where words were looked for, some of what stands around them; ``""`` where only the title has them.
        collection: The name of the index that it asks; ``""`` where it is not kept yet.
    """

    conversation: str
    title: str
    changed: float
    exchanges: int
    found: str = ""
    collection: str = ""


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A whole conversation: the name of the index that it asked, and its exchanges, oldest first.

    ``damaged`` counts the exchanges whose record no longer reads.
    """

    conversation: str
    collection: str
    title: str
    exchanges: tuple[KeptExchange, ...]
    damaged: int = 0
