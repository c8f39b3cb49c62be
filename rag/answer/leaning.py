"""Which of two readings of a short question its passages bear out: by itself, or with what was asked before it.

押金多少钱 stands by itself where the passages about what was asked before say nothing of a 押金; 管线多长 is asked of
the works just spoken of. Knows both readings and the sentences that answer each best; retrieves and composes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.answer.builtin import Composition
from rag.answer.passages.candidates import Candidate, heading_of
from rag.answer.question.terms import Terms, plain
from rag.answer.refusing.owners import article_of, texts_of
from rag.records import Evidence
from rag.text.dictionary import tag
from rag.text.fold import is_han

_NEARLY = 0.1  # how much less of a question's own words the sentence found with the topic may have
_ENOUGH = 0.5  # share of them that its passage has to have
_TOPICAL = 0.3  # share of the topic's words that makes a passage one about it
_RARE = 9.0  # weight of a word's rarest pair with which it is what few texts are about
_COMMON = 6.0  # the same below which a verb says nothing of the matter (开始, 参加)
_LONGEST_WORD = 4
# Tags of words that say what is done, how, when or how much, and not of what.
_NO_SUBJECT = re.compile(r"[vdfpmqtrucayzi](?!n)")


def leans(
    said: Sequence[str],
    own: Terms,
    topic: Terms,
    alone: Composition,
    merged: Composition,
    evidence: Sequence[Evidence],
) -> bool:
    """Whether a question is read with what was asked before it.

    Where both readings find the same sentence, it is read by itself if that answers as well. A question of verbs alone
    (怎么投稿) is read with the topic where that answers, one of common verbs (什么时候开始) always. Any other is where
    an article that is about the topic has its own words, too: in the sentence found, or most of them somewhere.

    Args:
        said: What the question says besides what asks.
        own: Its words, weighed.
        topic: Those of what was asked before.
        alone: What was composed for the question by itself.
        merged: What was composed for it with the topic.
        evidence: The passages found with the topic.
    """
    if not alone.best or not merged.best:
        return not alone.best
    by_itself, with_topic = alone.best[0], merged.best[0]
    texts = texts_of(evidence)
    article = texts.get(article_of(with_topic.evidence.chunk), "")
    topical = _share(topic, article) >= _TOPICAL
    if by_itself.place == with_topic.place and by_itself.evidence.chunk == with_topic.evidence.chunk:
        return not merged.refused and (alone.refused or (topical and alone.drafts != merged.drafts))
    words = [word for run in said for word in _words(run)]
    if not any(_may_be_subject(word, own) for word in words) and (
        not merged.refused or all(_rarest(word, own) < _COMMON for word in words)
    ):
        return True
    if not topical or merged.refused > alone.refused:
        return False
    wanted = _share(own, _sentence(by_itself)) - _NEARLY
    if 0 < wanted <= _share(own, _sentence(with_topic)):
        return True
    # What the topic's own article says elsewhere, and the question finds by itself, is asked by itself.
    elsewhere = article_of(by_itself.evidence.chunk) != article_of(with_topic.evidence.chunk)
    return elsewhere and _share(own, article) >= max(_ENOUGH, wanted)


def _may_be_subject(word: str, own: Terms) -> bool:
    """Whether a word of a question may be what it is about: no verb or the like, unless a rare one (丧假)."""
    return not _NO_SUBJECT.match(tag(word)) or _rarest(word, own) > _RARE


def _rarest(word: str, own: Terms) -> float:
    """Return the weight of the rarest pair of characters of a word of the question."""
    return max((own.weights.get(a + b, 0.0) for a, b in pairwise(word)), default=0.0)


def _sentence(candidate: Candidate) -> str:
    """Return a sentence with what stands above it and the lines that head it, as they are compared."""
    text = candidate.evidence.chunk.text
    led = [text[start:end] for start, end in candidate.over]
    return plain("\n".join([heading_of(candidate.evidence.chunk), *led, candidate.text]))


def _share(terms: Terms, text: str) -> float:
    """Return the share of some words, weighed, that a text has."""
    return terms.share({term for _, term in terms.occurrences(text)})


def _words(run: str) -> list[str]:
    """Return the words of a run of Han characters, the longest first; what no dictionary knows is left together."""
    found: list[str] = []
    unknown = at = 0
    while at < len(run):
        size = next((n for n in range(min(_LONGEST_WORD, len(run) - at), 1, -1) if tag(run[at : at + n])), 0)
        if not size and not is_han(run[at]):
            return [run]
        if size:
            found += [run[unknown:at]] * (at - unknown > 1) + [run[at : at + size]]
            unknown = at = at + size
        else:
            at += 1
    return found + [run[unknown:]] * (len(run) - unknown > 1)
