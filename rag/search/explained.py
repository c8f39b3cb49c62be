"""The passages that say what a term means (什么是揭榜挂帅), wherever in the collection they stand.

A term is used in dozens of passages, of which the one that explains it need not look most like the question.
"""

from __future__ import annotations

from collections.abc import Set

from rag.index.index import Index
from rag.records import Chunk
from rag.search.standing import standing
from rag.text.definitions import defines, heads, meaning_asked, shorter
from rag.text.sentences import sentences

_BROUGHT = 3


def explained(question: str, index: Index, among: Set[str] | None = None) -> list[Chunk]:
    """Return the passages that say what the term means that a question asks the meaning of, best first, three at most.

    Args:
        question: One thing asked, standalone.
        index: Where to look.
        among: Ids of the chunks among which to look; None for all.

    Returns:
        Nothing where the question asks for no meaning, or no passage among the best two hundred tells it.
    """
    asked = meaning_asked(question)
    for term in dict.fromkeys(filter(None, (asked, shorter(asked)))):
        if found := [c for c in standing(index, term, among).chunks if _explains(term, c)]:
            return found[:_BROUGHT]
    return []


def _explains(term: str, chunk: Chunk) -> bool:
    """Whether a passage, or what stands above it, says what a term means."""
    if heads(term, "\n".join((chunk.article, *chunk.headings))):
        return True
    return any(defines(term, chunk.text[start:end]) for start, end in sentences(chunk.text))
