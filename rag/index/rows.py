"""What a store keeps of a document and its chunks, as rows. Knows the records; nothing of SQLite."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.index.codec import encode
from rag.records import Chunk, Document
from rag.text.fold import content


class ChunkRow(NamedTuple):
    """A row of ``chunks``; ``text_hash`` is of the indexed text, ``same`` of what it says."""

    chunk_id: str
    doc: str
    ordinal: int
    year: int | None
    date: str
    text_hash: str
    same: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """What a store keeps of a document, ready to be written.

    Attributes:
        document: Its name, its id and its record.
        chunks: A row a chunk, in reading order.
        years: Of which years its chunks speak: chunk id, first and last.
        sketch: By which its copies are found; empty where it is not kept.
    """

    document: tuple[str, str, bytes]
    chunks: list[ChunkRow]
    years: list[tuple[str, int, int]]
    sketch: bytes = b""


def rows_of(document: Document, chunks: Sequence[Chunk], sketch: bytes = b"") -> Rows:
    """Return what a store keeps of a document and its chunks.

    Args:
        document: The document.
        chunks: All of its chunks.
        sketch: By which its copies are found; empty where it is not kept.
    """
    return Rows(
        (document.source.name, document.doc_id, encode(document)),
        [
            ChunkRow(
                c.chunk_id,
                c.doc,
                c.ordinal,
                int(c.date[:4]) if c.date[:4].isdigit() else None,
                c.date,
                text_hash(c),
                _same(c),
                encode(c),
            )
            for c in chunks
        ],
        sorted({(c.chunk_id, spoken.first, spoken.last) for c in chunks for spoken in c.years}),
        sketch,
    )


def text_hash(chunk: Chunk) -> str:
    """Return 32 hex digits of the hash of the text that is embedded and searched."""
    return _hash(chunk.indexed)


def _same(chunk: Chunk) -> str:
    """Return a hash that chunks have in common whose text is the same; of heads also what stands above them."""
    return _hash(f"head\n{chunk.indexed}" if chunk.kind == "head" else content(chunk.text))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
