"""Questions about the whole collection, answered completely: counted, listed, each place cited.

Knows how the rooms fit together for them; how such a question is read, what is collected and how it is worded stands
in ``search`` and ``answer``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answer.citing.cite import Numbering
from rag.answer.citing.collected import SHOWN, gap_of, sentences_about
from rag.index.index import Index
from rag.records import (
    Answer,
    AnswerReady,
    Collected,
    Event,
    Evidence,
    EvidenceFound,
    Scope,
    Sentence,
    SentenceReady,
)
from rag.search.collect import collect
from rag.search.collecting import collecting
from rag.search.question import clean, understand


def asked_for(index: Index, question: str, scope: Scope) -> Collected | None:
    """Return all that a question about the whole collection asks for; None where it is an ordinary question.

    Who is no author here may still be told of: 李坚写了什么 is then a question to the passages.
    """
    asked = collecting(clean(question))
    found = collect(index, asked, scope) if asked else None
    return found if found and (found.places or not found.asked.author) else None


def listed(
    index: Index, question: str, found: Collected, retrieved: Sequence[Evidence], scope: Scope | None = None
) -> Iterator[Event]:
    """Yield the events of the answer that counts and lists what was collected, or says that there is none.

    Args:
        index: Of the documents.
        question: As typed.
        found: What was collected.
        retrieved: The passages nearest to the question, for where there is less.
        scope: Where was looked, which is said where it is not everywhere.
    """
    understood = understand(question)
    kinds = ("collection", *understood.constraints.kind)
    understood = replace(understood, constraints=replace(understood.constraints, kind=kinds))
    yield understood
    evidence = _with_places(found, retrieved)
    yield EvidenceFound(evidence)
    sources = {document.source.name: document.source for document in index.documents_of(evidence)}
    within = scope is not None and scope != Scope()
    ready = list(sentences_about(found, Numbering(evidence, sources), within=within))
    ready = ready or [SentenceReady(Sentence(gap_of(found.asked, within=within), (), "gap"), ())]
    yield from ready
    answer = Answer(
        question=question,
        understood=understood,
        outcome="answered" if found.places else "no_evidence",
        sentences=tuple(r.sentence for r in ready),
        citations=tuple(citation for r in ready for citation in r.citations),
        evidence=evidence,
        collected=found,
        embedder=index.manifest.embedder,
        index=index.generation,
    )
    yield AnswerReady(answer)


def _with_places(found: Collected, retrieved: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the passages of what is listed, then of the retrieved ones as many as make up their number."""
    listed_here = {place.chunk.chunk_id: place.chunk for place in found.places[:SHOWN]}
    others = [e for e in retrieved if e.chunk.chunk_id not in listed_here]
    whole = [Evidence(0, 1.0, chunk) for chunk in listed_here.values()]
    whole += [replace(e, score=1 / (1 + e.rank)) for e in others]
    return tuple(replace(e, rank=n) for n, e in enumerate(whole[: max(len(retrieved), len(listed_here))], start=1))
