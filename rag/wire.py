"""Answers as the JSON objects of the command-line contract. Knows the records and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rag.records import Answer, Citation, Collected, CollectedPlace, Constraints, Elsewhere, Evidence, Span

Object = dict[str, Any]
_LONGEST_PASSAGE = 800
_MOST_PLACES = 50


def answer_object(answer: Answer, question_id: object = None) -> Object:
    """Return the answer object of the contract, ready for ``json.dumps``."""
    return {
        "id": question_id,
        "question": answer.question,
        "understood": {
            "queries": list(answer.understood.queries),
            "corrections": [{"from": c.wrong, "to": c.right} for c in answer.understood.corrections],
            "constraints": _constraints(answer.understood.constraints),
        },
        "outcome": answer.outcome,
        "answer": answer.text,
        "sentences": [
            {
                "text": s.text,
                "citations": list(s.citations),
                "verdict": s.verdict,
                "added": _spans(s.added),
                "gloss": s.gloss,
            }
            for s in answer.sentences
        ],
        "dropped": [{"text": d.text, "missing": list(d.missing)} for d in answer.dropped],
        "citations": [_citation(c) for c in answer.citations],
        "evidence": [_evidence(e) for e in answer.evidence],
        "collected": _collected(answer.collected),
        "generator": answer.generator,
        "embedder": answer.embedder,
        "index": answer.index,
        "seconds": {name: round(seconds, 4) for name, seconds in answer.seconds.items()},
    }


def error_object(question: str, code: str, hint: str, question_id: object = None) -> Object:
    """Return the object of a batch line that cannot be answered."""
    return {
        "id": question_id,
        "question": question,
        "outcome": "error",
        "error": {"code": code, "hint": hint},
        "answer": "",
        "sentences": [],
        "citations": [],
        "evidence": [],
    }


def _constraints(constraints: Constraints) -> Object:
    """Lists, or None where nothing was said."""
    names = ("year", "period", "place", "organisation", "person", "document", "kind")
    return {name: list(getattr(constraints, name)) or None for name in names}


def _citation(citation: Citation) -> Object:
    return {
        "n": citation.n,
        "doc": citation.doc,
        "title": citation.title,
        "article": citation.article or None,
        "byline": citation.byline or None,
        "date": citation.date or None,
        "date_inferred": citation.date_inferred,
        "headings": list(citation.headings),
        "location": citation.location,
        "start": citation.start,
        "end": citation.end,
        "spans": _spans(citation.spans),
        "quote": citation.quote,
        "sha256": citation.sha256,
        "also": _also(citation.also),
        "warnings": list(citation.warnings),
    }


def _evidence(evidence: Evidence) -> Object:
    """A passage, cut at 800 characters together with its spans."""
    chunk = evidence.chunk
    text = chunk.text[:_LONGEST_PASSAGE].rstrip()
    spans = chunk.spans if len(text) == len(chunk.text) else chunk.spans_of(0, len(text))
    return {
        "rank": evidence.rank,
        "score": round(evidence.score, 6),
        "doc": chunk.doc,
        "title": chunk.title,
        "headings": list(chunk.headings),
        "start": min(s for s, _ in spans),
        "end": max(e for _, e in spans),
        "spans": _spans(spans),
        "text": text,
        "also": _also(evidence.also),
    }


def _collected(collected: Collected | None) -> Object | None:
    """Return what was collected: how many, and the first fifty places; None where nothing was asked to be."""
    if collected is None:
        return None
    shown = collected.places[:_MOST_PLACES]
    places = [_place(place) for place in shown]
    return {"unit": collected.asked.unit, "total": collected.total, "shown": len(shown), "places": places}


def _place(place: CollectedPlace) -> Object:
    chunk = place.chunk
    spans = chunk.spans_of(place.start, place.end)
    return {
        "doc": chunk.doc,
        "title": chunk.title,
        "article": chunk.article or None,
        "date": chunk.date or None,
        "start": min(start for start, _ in spans),
        "end": max(end for _, end in spans),
        "spans": _spans(spans),
        "quote": chunk.text[place.start : place.end],
    }


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _also(places: Iterable[Elsewhere]) -> list[Object]:
    return [{"doc": p.doc, "start": p.start, "end": p.end} for p in places]
