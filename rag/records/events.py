"""What ``Assistant.ask`` yields."""

from __future__ import annotations

from dataclasses import dataclass

from rag.records.answers import Answer, Citation, Sentence
from rag.records.passages import Evidence
from rag.records.questions import Understood


@dataclass(frozen=True, slots=True)
class EvidenceFound:
    """An event: the passages found, best first."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """An event: a language model has begun or goes on to write; no text, for it is not checked yet.

    ``ahead`` is how many others it writes for before; 0 once it is this one's turn. ``generator`` is the model's name.
    """

    ahead: int = 0
    generator: str = ""


@dataclass(frozen=True, slots=True)
class SentenceReady:
    """An event: a checked sentence, and those of its citations that are new."""

    sentence: Sentence
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class AnswerReady:
    """An event: the whole answer; ``final`` is False where a language model will give another one.

    ``failure`` is what kept a language model from writing, or from finishing; the answer is then what was
    checked until that, or the built-in composer's.
    """

    answer: Answer
    final: bool = True
    failure: Exception | None = None


Event = Understood | EvidenceFound | Writing | SentenceReady | AnswerReady
