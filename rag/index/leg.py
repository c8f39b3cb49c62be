"""The seam of retrieval: a leg searches one index."""

from __future__ import annotations

from collections.abc import Set
from typing import Protocol

from rag.records import Hit


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
