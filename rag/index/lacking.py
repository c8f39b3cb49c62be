"""What serves while packs are damaged: the documents in them are out, all others are found and answered from.

Vectors and words of a generation are whole, or it would not be opened at all; here nothing of them is found that cannot
be read. Knows legs and what is told; nothing of files.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from rag.corpus.read import shown
from rag.index.leg import DenseLeg, LexicalLeg
from rag.records import Hint, Hit

if TYPE_CHECKING:
    from rag.encode.embedder import Vectors

# Documents that are named; the others are counted.
_NAMED = 3


class DenseWithin:
    """Searches some of the chunks of a leg; see ``DenseLeg``."""

    def __init__(self, leg: DenseLeg, there: Set[str]) -> None:
        """Keep the leg, and the ids of the chunks that are to be found."""
        self._leg, self._there = leg, there

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """See ``Leg``."""
        return self._leg.search(query, k, self._there if among is None else among & self._there)

    def vectors(self, chunk_ids: Sequence[str]) -> Vectors:
        """See ``DenseLeg``."""
        return self._leg.vectors(chunk_ids)


class LexicalWithin:
    """Searches some of the chunks of a leg, the weights of words being those of all; see ``LexicalLeg``."""

    def __init__(self, leg: LexicalLeg, there: Set[str]) -> None:
        """Keep the leg, and the ids of the chunks that are to be found."""
        self._leg, self._there = leg, there
        self.weight, self.frequency, self.terms = leg.weight, leg.frequency, leg.terms

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """See ``Leg``."""
        return self._leg.search(query, k, self._there if among is None else among & self._there)

    def with_all(self, terms: Sequence[str]) -> list[str]:
        """See ``LexicalLeg``."""
        return [chunk_id for chunk_id in self._leg.with_all(terms) if chunk_id in self._there]


def told(files: Sequence[str], names: Sequence[str], older: str = "") -> Hint:
    """Return what the reader of an index should know that lacks some packs.

    Args:
        files: The packs.
        names: The documents that are in them.
        older: The generation that serves, where it is not the one in use.
    """
    listed = [shown(name) for name in names[:_NAMED]]
    more, more_en = ("等", " and others") if len(names) > _NAMED else ("", "")
    listed_zh, listed_en = "、".join(listed) + more, ", ".join(listed) + more_en
    count, count_en = f"{len(names)} 份资料", f"{len(names)} document{'s' if len(names) > 1 else ''}"
    serves, serves_en = (
        (f"，现在用的是较早的一代（{older}）", f"; an older generation ({older}) serves") if older else ("", "")
    )
    return Hint(
        f"索引文件 {'、'.join(files)} 缺失或已损坏，其中的 {count}暂时查不到（{listed_zh}），其余的照常回答{serves}",
        f"The index file {', '.join(files)} is missing or damaged: {count_en} cannot be found for now ({listed_en}), "
        f"all others answer as ever{serves_en}",
        ("update",),
    )
