"""What an older generation knows already, so that a build need not work it out again.

A document is taken over by its name, a vector or a term list by the hash of the text it was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.encode.embedder import Embedder, Vectors
from rag.index.dense import Dense
from rag.index.generation import Manifest, folder_of
from rag.index.index import RECORDS, TERMS, VECTORS
from rag.index.lexical import Lexical
from rag.index.store import Store, text_hash
from rag.records import Chunk, Document
from rag.text.words import Segmenter


class Previous:
    """A verified generation to take from, or nothing; embeds and segments what it does not know."""

    def __init__(self, folder: Path, manifest: Manifest | None, embedder: Embedder, segmenter: Segmenter) -> None:
        """Open what can be used: vectors of the same embedder, terms of the same segmentation.

        Args:
            folder: The index folder.
            manifest: Of a verified generation; None to take nothing over.
            embedder: Of the new generation.
            segmenter: Of the new generation.
        """
        self._embedder, self._segmenter = embedder, segmenter
        self._store: Store | None = None
        self._dense: Dense | None = None
        self._lexical: Lexical | None = None
        self._known: dict[str, str] = {}
        if manifest is None:
            return
        home = folder_of(folder, manifest.generation)
        self._store = Store.read(home / RECORDS)
        self._known = self._store.texts()
        chunk_ids = self._store.chunk_ids()
        if (manifest.embedder_hash, manifest.dim) == (embedder.model_hash, embedder.dim):
            self._dense = Dense.read(home / VECTORS, chunk_ids, embedder)
        if manifest.words == segmenter.version:
            self._lexical = Lexical.read(home / TERMS, chunk_ids, segmenter)

    def document(self, name: str) -> tuple[Document, list[Chunk]] | None:
        """Return a document and its chunks as they were indexed; None where it was not."""
        document = self._store.document(name) if self._store else None
        return (document, self._store.chunks_of(name)) if self._store and document else None

    def vectors(self, chunks: Sequence[Chunk]) -> Vectors:
        """Return one row a chunk: known ones as they were, the others embedded now."""
        if self._dense is None:
            return self._embedder.passages([chunk.indexed for chunk in chunks])
        known = [self._known.get(text_hash(chunk)) for chunk in chunks]
        rows = np.zeros((len(chunks), self._embedder.dim), dtype=np.float32)
        old = [i for i, chunk_id in enumerate(known) if chunk_id is not None]
        new = [i for i, chunk_id in enumerate(known) if chunk_id is None]
        rows[old] = self._dense.vectors([chunk_id for chunk_id in known if chunk_id is not None])
        if new:
            rows[new] = self._embedder.passages([chunks[i].indexed for i in new])
        return rows

    def terms(self, chunk: Chunk) -> list[str]:
        """Return the terms of a chunk: as they were where they are known, else segmented now."""
        known = self._known.get(text_hash(chunk)) if self._lexical else None
        return self._lexical.terms(known) if self._lexical and known else self._segmenter.terms(chunk.indexed)

    def close(self) -> None:
        """Close the records' file."""
        if self._store:
            self._store.close()
