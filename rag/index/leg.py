"""The seam of retrieval: a leg searches one index.

Questions need ``Leg`` alone; a build takes over what a leg of the generation before holds already.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Protocol

from rag.records import Hit

if TYPE_CHECKING:
    from rag.encode.embedder import Vectors


class Leg(Protocol):
    """Searches one index. Safe for concurrent searches."""

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits, best first, ranked from 1; a higher score is better, ties go by ``chunk_id``.

        Args:
            query: A standalone question, or words.
            k: Hits wanted, at least 1; may exceed the number of chunks.
            among: Chunk ids to choose from, applied before ranking; None for all.

        Returns:
            Nothing for a query without anything to search for.

        Raises:
            ValueError: ``k`` is below 1.
        """
        ...


class DenseLeg(Leg, Protocol):
    """Searches vectors, and gives them back."""

    def vectors(self, chunk_ids: Sequence[str]) -> Vectors:
        """Return the unit vectors of chunks: float32 of shape ``(len(chunk_ids), dim)``, in their order."""
        ...


class LexicalLeg(Leg, Protocol):
    """Searches words, knows how rare they are, and gives back those of a chunk."""

    def weight(self, term: str) -> float:
        """Return how rare a term is: its inverse document frequency, above 0 and highest for an unknown term."""
        ...

    def frequency(self, term: str) -> int:
        """Return in how many chunks a term stands."""
        ...

    def with_all(self, terms: Sequence[str]) -> list[str]:
        """Return the ids of the chunks that hold each of some terms, in order; of all chunks for no terms."""
        ...

    def terms(self, chunk_ids: Sequence[str]) -> list[str]:
        """Return the terms of each chunk in the order of the text, a blank between them; in the order of the ids.

        Raises:
            KeyError: There is no chunk with one of them.
        """
        ...
