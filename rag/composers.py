"""Who composes: the models as they are loaded, which language model there is, and the built-in composer's answer.

Knows which settings name which model, and the way from passages to a checked answer; who asks for it, and what comes
after it, is the business of ``rag.assistant``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import perf_counter

from rag.answer.builtin import BuiltIn, Composition
from rag.answer.citing.checked import NOTHING, checked, refused, showing
from rag.answer.citing.cite import Numbering
from rag.answer.citing.meant import explained
from rag.answer.models.generator import Generator
from rag.answer.second_reading import SecondReading
from rag.encode.embedder import Embedder
from rag.encode.interaction import LateInteraction
from rag.encode.pair_reader import PairReader
from rag.index.index import Index
from rag.model_folder import available
from rag.records import Answer, Evidence, Language, SourceText, Understood
from rag.settings import Settings
from rag.text.equivalents import NO_SYNONYMS, Synonyms


@dataclass(frozen=True, slots=True)
class Models:
    """What is loaded once: the embedder of the index, the small built-in models, and a cross-encoder if one is set."""

    embedder: Embedder
    interaction: LateInteraction
    builtin: BuiltIn
    reader: PairReader | None = None


class Clock:
    """Seconds by stage, of one question; not safe for several threads."""

    def __init__(self) -> None:
        """Begin now."""
        self.seconds: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, stage: str) -> None:
        """Put what has passed since the last lap down to a stage."""
        now = perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


def find_generator(settings: Settings) -> Generator | None:
    """Return the language model that the settings name; imported only where one is to be used."""
    if settings.generator == "built-in":
        return None
    if settings.generator == "endpoint" or (settings.generator == "auto" and settings.endpoint):
        from rag.answer.models.endpoint import Endpoint

        return Endpoint(settings)
    if settings.generator == "auto" and not available(settings.llm):
        return None
    from rag.answer.models.local_model import LocalModel

    return LocalModel(settings.llm, settings)


def find_reader(settings: Settings) -> PairReader | None:
    """Return the cross-encoder that the settings name, which loads with the first question."""
    return PairReader(settings.reranker, threads=settings.threads) if settings.reranker else None


def composed(
    index: Index,
    models: Models,
    understood: Understood,
    evidence: tuple[Evidence, ...],
    language: Language = "zh",
    clock: Clock | None = None,
    own: Synonyms = NO_SYNONYMS,
    nothing: str = NOTHING,
    second: SecondReading | None = None,
    ready: Composition | None = None,
) -> Answer:
    """Return the built-in composer's checked answer, with the seconds of each stage.

    Args:
        index: What the passages are of.
        models: Of which the composer is used, and the embedder's name.
        understood: The question.
        evidence: The passages, in their order.
        language: Of words of ours.
        clock: Goes on; a new one by default.
        own: The reader's synonyms.
        nothing: What is said where no sentence is left.
        second: A cross-encoder's reading, which may hold sentences back or refuse.
        ready: What was composed already.
    """
    clock = clock or Clock()
    composition = ready or models.builtin.compose(understood, evidence, language, own)
    clock.lap("compose")
    blank = Answer(
        question=understood.question,
        understood=understood,
        outcome="no_evidence",
        evidence=evidence,
        embedder=models.embedder.name,
        index=index.generation,
    )
    drafts, numbering = map(explained, composition.drafts), Numbering(evidence, sources_of(index, evidence))
    found = list(checked(drafts, numbering, second.verdict if second is not None else None))
    answer = showing(blank, found, refused=composition.refused, nothing=nothing)
    if second is not None and second.refuses(answer):
        answer = refused(answer, nothing)
    clock.lap("verify")
    return replace(answer, seconds=clock.seconds)


def sources_of(index: Index, evidence: Iterable[Evidence]) -> dict[str, SourceText]:
    """Return the files that passages stand in, by name."""
    return {document.source.name: document.source for document in index.documents_of(evidence)}
