"""What a cross-encoder, where the settings name one, changes of an answer.

One that ranks puts the passages in its order; one that marks spans also refuses where no cited passage answers by its
reading; one of inference holds back what its passages contradict, and what both it and the verdict doubt. None of them
makes a verdict better. Knows passages, drafts and the reader; not how the built-in composer works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from rag.encode.pair_reader import PairReader
from rag.records import Answer, Check, Draft, Evidence, Understood

FIRST = 10  # passages that are read
# What these ask for runs over several passages, whose order says how they belong together.
_SEVERAL = {"list", "summary", "comparison"}


class SecondReading:
    """One question's passages and sentences, read again. Not for several threads."""

    def __init__(self, reader: PairReader, understood: Understood, evidence: tuple[Evidence, ...]) -> None:
        """Read the passages, unless the reader is one of inference, or several things or passages are asked for.

        Raises:
            BackendError: The reader cannot be loaded or fails.
        """
        self._reader = reader
        self._scores: Mapping[str, float] = {}
        self.evidence = evidence
        single = len(understood.parts) == 1 and not _SEVERAL & set(understood.constraints.kind)
        if reader.kind != "inference" and single and evidence:
            first = evidence[:FIRST]
            found = reader.scores(understood.parts[0].text, [_told(e) for e in first]).tolist()
            self._scores = {e.chunk.chunk_id: score for e, score in zip(first, found, strict=True)}
            self.evidence = reordered(evidence, found)

    def refuses(self, answer: Answer) -> bool:
        """Whether an answer rests only on passages that were read and do not answer."""
        cited = [self._scores.get(citation.chunk_id) for citation in answer.citations]
        return self._reader.kind == "span" and bool(cited) and all(s is not None and s <= 0 for s in cited)

    def verdict(self, draft: Draft, found: Check) -> Check:
        """Return the verdict on a draft, or None in its place where the passages it cites speak against it.

        Raises:
            BackendError: The reader cannot be loaded or fails.
        """
        if self._reader.kind != "inference" or found.verdict not in ("supported", "partial"):
            return found
        premise = "\n".join(dict.fromkeys(place.chunk.text for place in draft.places))
        stance = self._reader.stance(premise, draft.text)
        if stance == "contradicted" or (stance == "neutral" and found.verdict == "partial"):
            return Check(None, found.missing or (draft.text,))
        return found


def reordered(evidence: tuple[Evidence, ...], scores: list[float]) -> tuple[Evidence, ...]:
    """Return passages with the first ones in the order of scores, ties as they stood; ranks and falling scores stay.

    >>> reordered((), [])
    ()
    """
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    moved = [evidence[i] for i in order] + list(evidence[len(scores) :])
    return tuple(
        replace(passage, rank=place.rank, score=place.score) for passage, place in zip(moved, evidence, strict=True)
    )


def _told(evidence: Evidence) -> str:
    """Return a passage with the headline above it."""
    chunk = evidence.chunk
    headline = chunk.article or (chunk.title if chunk.title != chunk.doc else "")
    return f"{headline}\n{chunk.text}" if headline else chunk.text
