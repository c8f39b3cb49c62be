"""From drafts to an answer: each sentence checked against what it cites, numbered, or held back.

Knows drafts and passages; not who wrote them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from rag.answer.citing.cite import Numbering
from rag.answer.verdict.verify import check
from rag.answer.words.notice_words import WORDS
from rag.records import Answer, Check, Draft, DroppedSentence, Sentence, SentenceReady

NOTHING = WORDS["zh"].nothing


def checked(
    drafts: Iterable[Draft], numbering: Numbering, second: Callable[[Draft, Check], Check] | None = None
) -> Iterator[SentenceReady | DroppedSentence]:
    """Yield each draft as a numbered sentence, or as dropped where what it cites does not support it.

    Args:
        drafts: Sentences as they come.
        numbering: Gives citations their numbers.
        second: Says what becomes of a verdict, where something else reads a draft too.
    """
    for draft in drafts:
        found = _check(draft)
        if second is not None:
            found = second(draft, found)
        if found.verdict is None:
            yield DroppedSentence(draft.text, found.missing)
        else:
            yield SentenceReady(*numbering.sentence(draft, found))


def _check(draft: Draft) -> Check:
    """Return the verdict on a draft; a gap claims nothing of the documents."""
    return Check("gap") if draft.gap else check(draft.text, draft.places, draft.added)


def showing(
    answer: Answer,
    found: Sequence[SentenceReady | DroppedSentence],
    *,
    refused: bool = False,
    nothing: str = NOTHING,
) -> Answer:
    """Return an answer that shows checked sentences; a refusal where it was meant as one or none says anything.

    Args:
        answer: All else of it.
        found: Its sentences, those held back among them.
        refused: Whether it was meant as a refusal.
        nothing: What is said where no sentence is left.
    """
    ready = [c for c in found if isinstance(c, SentenceReady)]
    dropped = tuple(c for c in found if isinstance(c, DroppedSentence))
    answered = not refused and any(r.sentence.verdict != "gap" for r in ready)
    return replace(
        answer,
        outcome="answered" if answered else "no_evidence",
        sentences=tuple(r.sentence for r in ready) or (Sentence(nothing, (), "gap"),),
        citations=tuple(c for r in ready for c in r.citations),
        dropped=answer.dropped + dropped,
    )


def refused(answer: Answer, nothing: str) -> Answer:
    """Return an answer without what it said, as a refusal in the words of ``nothing``; its passages stay."""
    return replace(answer, outcome="no_evidence", sentences=(Sentence(nothing, (), "gap"),), citations=(), dropped=())


def sentences_of(answer: Answer) -> Iterator[SentenceReady]:
    """Yield the sentences of an answer that is already whole, each with those of its citations that are new."""
    known = {c.n: c for c in answer.citations}
    for sentence in answer.sentences:
        new = tuple(known.pop(n) for n in sentence.citations if n in known)
        yield SentenceReady(sentence, new)
