"""Replies to what is no question: looks up what a notice needs, and tries the questions that it offers.

Knows the index and the rooms that search and compose; the words are those of ``rag.answer.notices``.
Every question offered has been answered from the passage that it was made from.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.answer.notices import Facts, notice_text, topic_text
from rag.answer.suggest import Suggestion, in_turn, suggestions
from rag.index.index import Index
from rag.records import Answer, Chunk, Collection, Evidence, Language, Notice, Remark, Scope
from rag.search.standing import Standing, standing

WANTED = 3  # questions offered
_TRIES = 8  # questions tried for them
_MADE = 40  # questions made to choose from
_DOCUMENTS, _PASSAGES_EACH = 8, 12  # where the questions of a whole collection are made from


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is known of a remark when it is replied to.

    Attributes:
        remark: What it is.
        language: Of our words.
        last: The last question that was asked before, standalone; ``""`` for none.
        scope: Where to look.
    """

    remark: Remark
    language: Language
    last: str = ""
    scope: Scope = Scope()


class Noticer:
    """Replies to remarks from one open index. Safe for concurrent use."""

    def __init__(self, index: Index, answer: Callable[[str, Scope], Answer], facts: Facts) -> None:
        """Rest on an open index.

        Args:
            index: The index.
            answer: Answers a question within a scope as the built-in composer does.
            facts: What notices may speak of; its collection is the index's own.
        """
        self._index = index
        self._answer = answer
        self._facts = facts
        self._lock = threading.Lock()
        self._examples: tuple[str, ...] | None = None

    def reply(self, inquiry: Inquiry, model: str = "") -> Notice | None:
        """Return the notice that fits a remark; None where it is not sure and nothing here fits it.

        Args:
            inquiry: The remark and what is known of it.
            model: Name of the language model that composes, ``""`` for none.
        """
        remark = inquiry.remark
        facts = replace(self._facts, collection=self._within(inquiry.scope), model=model, last=inquiry.last)
        if remark.kind in ("topic", "term"):
            return self._topic(inquiry, facts)
        if remark.kind == "noise" and len(remark.subject) > 2:
            found = self._topic(replace(inquiry, remark=Remark("term", remark.subject, sure=False)), facts)
            if found is not None:
                return found  # 123 may be somebody's test, and a project's name
        evidence, offered = self._passages(inquiry)
        if evidence:
            facts = replace(facts, subject=remark.subject)
        return Notice(notice_text(remark.kind, facts, inquiry.language), offered or self.examples(), evidence)

    def examples(self) -> tuple[str, ...]:
        """Return three questions on the whole collection that are answered, fewer where there are no more; found once."""
        with self._lock:
            if self._examples is None:
                names = self._index.names()
                chosen = names[:: max(1, len(names) // _DOCUMENTS)][:_DOCUMENTS]
                chunks = [chunk for name in chosen for chunk in self._index.chunks_of(name)[:_PASSAGES_EACH]]
                self._examples = tuple(self._answered(in_turn(suggestions(chunks))))
            return self._examples

    # ------------------------------------------------------------ passages

    def _passages(self, inquiry: Inquiry) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
        """Return the passages that a notice offers, and the questions to ask next; none where it offers none."""
        remark = inquiry.remark
        if remark.kind in ("repetition", "continuation") and inquiry.last:
            answer = self._answer(inquiry.last, inquiry.scope)
            if remark.kind == "repetition":
                return (), (inquiry.last,)
            return answer.evidence, self._about("", [e.chunk for e in answer.evidence])
        if remark.subject and remark.kind == "writing":
            evidence = self._answer(remark.subject, inquiry.scope).evidence
            return evidence, self._about("", [e.chunk for e in evidence])
        if remark.subject and remark.kind == "beyond":
            return _evidence(self._standing(inquiry).chunks), ()
        return (), ()

    def _topic(self, inquiry: Inquiry, facts: Facts) -> Notice | None:
        """Return what there is about a name; None for a term that stands nowhere."""
        name = inquiry.remark.subject
        found = self._standing(inquiry)
        if not found.chunks and inquiry.remark.kind == "term":
            return None
        text = topic_text(name, found.chunks, facts, inquiry.language, more=found.more)
        if not found.chunks:
            return Notice(text, self.examples())
        best = _evidence(self._best(name, found, inquiry.scope))
        return Notice(text, self._about(name, [e.chunk for e in best]), best)

    def _standing(self, inquiry: Inquiry) -> Standing:
        return standing(self._index, inquiry.remark.subject, self._index.chunk_ids(inquiry.scope))

    def _best(self, name: str, found: Standing, scope: Scope) -> Sequence[Chunk]:
        return found.chunks

    def _within(self, scope: Scope) -> Collection:
        """Return the collection, only the documents within a scope."""
        whole = self._index.collection
        if not scope.docs:
            return whole
        return replace(whole, documents=tuple(d for d in whole.documents if d.name.startswith(scope.docs)))

    # ------------------------------------------------------------ questions

    def _about(self, name: str, chunks: Sequence[Chunk]) -> tuple[str, ...]:
        """Return three questions about a name that are answered, filled up with those of the whole collection."""
        own = self._answered(in_turn(suggestions(chunks, name), name))
        return tuple(dict.fromkeys([*own, *self.examples()]))[:WANTED]

    def _answered(self, candidates: Iterable[Suggestion]) -> list[str]:
        """Return the first three questions that are answered from where they were made."""
        found: list[str] = []
        for candidate in list(candidates)[:_TRIES]:
            if len(found) == WANTED:
                break
            if candidate.is_met(self._answer(candidate.question, Scope())):
                found.append(candidate.question)
        return found


def _evidence(chunks: Sequence[Chunk], most: int = 10) -> tuple[Evidence, ...]:
    """Return chunks as evidence, in their order."""
    return tuple(Evidence(rank, 1.0 / rank, chunk) for rank, chunk in enumerate(chunks[:most], start=1))
