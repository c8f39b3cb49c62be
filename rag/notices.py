"""Replies to what is no question: looks up what a notice needs, and tries the questions that it offers.

Knows the index and the rooms that search and compose; the words are those of ``rag.answer.words.notices``.
Every question offered has been answered from the passage that it was made from.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from rag.answer.words.notice_words import WORDS
from rag.answer.words.notices import Facts, notice_text, topic_text
from rag.answer.words.suggest import Suggestion, in_turn, plain, suggestions
from rag.index.index import Index
from rag.records import Answer, Chunk, Collection, Evidence, Language, Notice, Remark, RemarkKind, Scope
from rag.search.enumeration import same_article
from rag.search.query import search_words
from rag.search.romanised import name_of, names_in
from rag.search.standing import Standing, standing

WANTED = 3  # questions offered
_EXAMPLES = 6  # questions on the whole collection, of which notices take turns
_TRIES = 8  # questions tried for those about a name
_LOOKED_AT = 12  # passages of which questions about a name are made
_DOCUMENTS, _PASSAGES_EACH = 6, 8  # where the questions of a whole collection are made from
_OFFERS_NONE: frozenset[RemarkKind] = frozenset(("thanks", "farewell", "assent"))


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is known of a remark when it is replied to.

    Attributes:
        remark: What it is.
        language: Of our words.
        last: The last question that was asked before, standalone; ``""`` for none.
        scope: Where to look.
        asked: What was typed before, as it was.
    """

    remark: Remark
    language: Language
    last: str = ""
    scope: Scope = Scope()
    asked: tuple[str, ...] = ()


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
        self._standing = lru_cache(maxsize=64)(self._look_up)
        self._romanised = lru_cache(maxsize=64)(self._name_of)
        self._lock = threading.Lock()
        self._examples: tuple[str, ...] | None = None

    def is_sure(self, inquiry: Inquiry) -> bool:
        """Whether a remark can be nothing else.

        By its shape; as a term that the documents know as a place, or by a name in Latin letters; as a question for the
        documents that speak of something, where some do; as one in Latin letters, or of any other kind, of which they
        do not speak.
        """
        remark = inquiry.remark
        if remark.sure or not remark.subject:
            return remark.sure
        found = self._standing(remark.subject, inquiry.scope)
        if found.chunks:
            is_place = remark.kind in ("term", "topic") and found.names_place(remark.subject)
            return is_place or remark.kind == "mention"
        if remark.kind in ("term", "mention") and self._romanised(remark.subject):
            return True
        foreign = remark.subject.isascii() and search_words(remark.subject) == remark.subject
        return foreign if remark.kind == "term" else remark.kind not in ("topic", "mention")

    def in_chinese(self, question: str) -> str:
        """Return an English question with the names that the documents have in Chinese: How big is 温州?"""
        for typed, name in names_in(self._index, question).items():
            question = question.replace(typed, name)
        return question

    def reply(self, inquiry: Inquiry, model: str = "") -> Notice | None:
        """Return the notice that fits a remark; None where it is not sure and nothing here fits it.

        Args:
            inquiry: The remark and what is known of it.
            model: Name of the language model that composes, ``""`` for none.
        """
        remark = inquiry.remark
        facts = replace(self._facts, collection=self._within(inquiry.scope), model=model, last=inquiry.last)
        if remark.kind in ("topic", "term", "mention"):
            return self._topic(inquiry, facts)
        # 123 may be somebody's test, and a project's name.
        if remark.kind == "noise" and self._standing(remark.subject, inquiry.scope).chunks:
            return self._topic(inquiry, facts)
        evidence, offered = self._passages(inquiry)
        if evidence and remark.kind in ("writing", "beyond"):
            facts = replace(facts, subject=remark.subject)
        if not offered and remark.kind not in _OFFERS_NONE:
            offered = self._taking_turns(inquiry)
        text = notice_text(remark.kind, facts, inquiry.language)
        if not offered and remark.kind in ("greeting", "abilities") and facts.collection.documents:
            text = f"{text}\n{WORDS[inquiry.language].ask_so}"
        return Notice(text, offered, evidence)

    def examples(self) -> tuple[str, ...]:
        """Return six questions on the whole collection that are answered, fewer where there are no more; found once."""
        with self._lock:
            if self._examples is None:
                names = self._index.names()
                chosen = names[:: max(1, len(names) // _DOCUMENTS)][:_DOCUMENTS]
                chunks = [chunk for name in chosen for chunk in self._index.chunks_of(name, _PASSAGES_EACH)]
                made = in_turn(suggestions(chunks))
                found = self._answered(made, Scope(), wanted=_EXAMPLES, tries=_EXAMPLES + _TRIES)
                if len(found) < WANTED:
                    # A few lines of one's own: what can be asked of them is asked simply.
                    found += self._answered(plain(chunks), Scope(), wanted=WANTED)
                self._examples = tuple(dict.fromkeys(found))
            return self._examples

    def _taking_turns(self, inquiry: Inquiry) -> tuple[str, ...]:
        """Return three examples: not those that were asked, nor those that the notice before offered."""
        if inquiry.scope != Scope():
            return ()
        found = self.examples()
        at = WANTED * len(inquiry.asked) % max(1, len(found))
        turned = [*found[at:], *found[:at]]
        return tuple(sorted(turned, key=inquiry.asked.__contains__)[:WANTED])

    # ------------------------------------------------------------ passages

    def _passages(self, inquiry: Inquiry) -> tuple[tuple[Evidence, ...], tuple[str, ...]]:
        """Return the passages that a notice offers, and the questions to ask next; none where it offers none."""
        remark, scope = inquiry.remark, inquiry.scope
        if remark.kind == "repetition" and inquiry.last:
            return (), (inquiry.last,)
        if remark.kind in ("continuation", "complaint") and inquiry.last:
            evidence = self._answer(inquiry.last, scope).evidence
            offered = self._about("", [e.chunk for e in evidence], inquiry)
            return (evidence if remark.kind == "continuation" else ()), offered
        # A subject in Latin letters has to stand there: its meaning leads nowhere in Chinese documents.
        stands = bool(remark.subject) and bool(self._standing(remark.subject, scope).chunks)
        if remark.kind == "writing" and remark.subject and (stands or not remark.subject.isascii()):
            evidence = self._answer(remark.subject, scope).evidence
            return evidence, self._about(remark.subject, [e.chunk for e in evidence], inquiry)
        if remark.kind == "beyond" and stands:
            return _evidence(self._standing(remark.subject, scope).chunks), ()
        return (), ()

    def _topic(self, inquiry: Inquiry, facts: Facts) -> Notice | None:
        """Return what there is about a name; None for a term that stands nowhere."""
        typed, scope = inquiry.remark.subject, inquiry.scope
        found = self._standing(typed, scope)
        name = typed if found.chunks else self._romanised(typed) or typed
        if name != typed:
            found = self._standing(name, scope)
            typed = WORDS[inquiry.language].quoted.format(name=typed, words=name)
        if not found.chunks and inquiry.remark.kind != "topic" and not self.is_sure(inquiry):
            return None
        names = typed.split() if not found.chunks and not typed.isascii() else [typed]
        if len(names) > 1 and any(self._standing(name, scope).chunks for name in names):
            return self._topics(names, inquiry, facts)
        text = topic_text(typed, found.chunks, facts, inquiry.language, more=found.more)
        if not found.chunks:
            return Notice(text, self._taking_turns(inquiry))
        around = self._around(found.chunks)
        shown = {chunk.chunk_id: chunk for chunk in (*_in_turns(found.chunks), *around)}
        return Notice(text, self._about(name, around, inquiry), _evidence(tuple(shown.values())))

    def _topics(self, names: list[str], inquiry: Inquiry, facts: Facts) -> Notice:
        """Return what there is about names of which no passage holds all: each of them apart."""
        found = [self._standing(name, inquiry.scope) for name in names]
        missing = WORDS[inquiry.language].nowhere_one
        texts = [
            topic_text(name, one.chunks, facts, inquiry.language, more=one.more)
            if one.chunks
            else missing.format(name=name)
            for name, one in zip(names, found, strict=True)
        ]
        chunks = [chunk for row in zip_longest(*(one.chunks for one in found)) for chunk in row if chunk is not None]
        shown = {chunk.chunk_id: chunk for chunk in chunks}
        first = next((name for name, one in zip(names, found, strict=True) if one.chunks), "")
        return Notice("\n".join(texts), self._about(first, chunks, inquiry), _evidence(tuple(shown.values())))

    def _name_of(self, typed: str) -> str:
        return name_of(self._index, typed) if typed.isascii() else ""

    def _look_up(self, name: str, scope: Scope) -> Standing:
        return standing(self._index, name, self._index.chunk_ids(scope))

    def _around(self, chunks: Sequence[Chunk]) -> list[Chunk]:
        """Return passages, one of each article in turn, and behind head lines what stands under them."""
        found: dict[str, Chunk] = {}
        for chunk in _in_turns(chunks)[:_LOOKED_AT]:
            article = self._index.neighbours(chunk, 0, _PASSAGES_EACH) if chunk.kind == "head" else []
            for other in (chunk, *(c for c in article if same_article(c, chunk))):
                found.setdefault(other.chunk_id, other)
        return list(found.values())

    def _within(self, scope: Scope) -> Collection:
        """Return the collection, only the documents within a scope."""
        whole = self._index.collection
        if scope == Scope():
            return whole
        names = self._index.names_within(scope)
        return replace(whole, documents=tuple(d for d in whole.documents if d.name in names))

    # ------------------------------------------------------------ questions

    def _about(self, name: str, chunks: Sequence[Chunk], inquiry: Inquiry) -> tuple[str, ...]:
        """Return three questions about a name that are answered, filled up with those of the whole collection."""
        made = [s for s in in_turn(suggestions(chunks, name), name, ranked=True) if s.question not in inquiry.asked]
        own = self._answered(made, inquiry.scope)
        return tuple(dict.fromkeys([*own, *self._taking_turns(inquiry)]))[:WANTED]

    def _answered(
        self, candidates: Iterable[Suggestion], scope: Scope, *, wanted: int = WANTED, tries: int = _TRIES
    ) -> list[str]:
        """Return the first questions that are answered from where they were made."""
        found: list[str] = []
        answers: dict[str, Answer] = {}
        for candidate in candidates:
            question = candidate.question
            if question not in answers:
                if len(answers) == tries or len(found) == wanted:
                    break
                answers[question] = self._answer(question, scope)
            if question not in found and candidate.is_met(answers[question]):
                found.append(question)
        return found


def _in_turns(chunks: Sequence[Chunk]) -> list[Chunk]:
    """Return passages in an order in which articles take turns, each with its best one first."""
    articles: dict[tuple[str, str, str], list[Chunk]] = {}
    for chunk in chunks:
        articles.setdefault((chunk.doc, chunk.article, chunk.byline), []).append(chunk)
    rows = zip_longest(*articles.values())
    return [chunk for row in rows for chunk in row if chunk is not None]


def _evidence(chunks: Sequence[Chunk], most: int = 10) -> tuple[Evidence, ...]:
    """Return chunks as evidence, in their order."""
    return tuple(Evidence(rank, 1.0 / rank, chunk) for rank, chunk in enumerate(chunks[:most], start=1))
