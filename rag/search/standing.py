"""Where a name or term stands in the documents, literally; an organisation under its other names too.

Knows the index and the shapes of names; ranks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from rag.index.index import Index
from rag.records import Chunk
from rag.text.dictionary import tag
from rag.text.fold import content
from rag.text.names import organisations, places, same_organisation
from rag.text.script import simplified

_MOST = 200  # passages looked at
_READ = 10  # passages in which places are read
_PLACE_ENDS = "(?:省|市|县|区|新区|镇|乡|村|街道|社区)"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a name stands.

    Attributes:
        chunks: The passages that hold it, best first.
        more: Whether there may be more than were looked at.
    """

    chunks: tuple[Chunk, ...]
    more: bool = False

    def names_place(self, term: str) -> bool:
        """Whether the passages name a place by a term, with the ending that it lacks: 洞头 where 洞头区 stands."""
        unknown = re.compile(re.escape(term) + _PLACE_ENDS) if not tag(term) else None  # 开发区 is no place called 开发
        return any(
            (unknown is not None and unknown.search(chunk.text))
            or any(re.fullmatch(re.escape(term) + _PLACE_ENDS, name.text) for name in places(chunk.text))
            for chunk in self.chunks[:_READ]
        )


def standing(index: Index, term: str, among: Set[str] | None = None) -> Standing:
    """Return where a term stands in the text of passages, head lines among them.

    Args:
        index: Where to look.
        term: A name or term, nowhere where empty; words parted by spaces may stand apart in one passage.
        among: Ids of the chunks among which to look; None for all.
    """
    if not term:
        return Standing(())
    hits = index.lexical.search(term, _MOST, among)
    chunks = index.chunks([hit.chunk_id for hit in hits])
    wanted = [_key(word) for word in term.split()]
    bodies = [name.text for name in organisations(term)] if len(wanted) == 1 else []
    found = tuple(chunk for chunk in chunks if _holds(chunk, wanted, bodies))
    return Standing(found, more=len(hits) == _MOST)


def _holds(chunk: Chunk, wanted: list[str], bodies: list[str]) -> bool:
    key = _key(chunk.text)
    if all(_stands(word, key) for word in wanted):
        return True
    return any(same_organisation(body, name.text) for body in bodies for name in organisations(chunk.text))


def _stands(word: str, text: str) -> bool:
    """Whether a word stands in a text; a Latin word or number not as part of a longer one."""
    if word.isascii():
        return re.search(rf"(?<![a-z0-9.]){re.escape(word)}(?![a-z0-9])", text) is not None
    return word in text


def _key(text: str) -> str:
    return content(simplified(text))
