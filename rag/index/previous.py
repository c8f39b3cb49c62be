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
        self._repeated: frozenset[str] = frozenset()
        self._rows: dict[str, Vectors] = {}
        self._lists: dict[str, list[str]] = {}
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

    def expect(self, repeated: frozenset[str]) -> None:
        """Say which texts (by ``text_hash``) several of the chunks to come have: each is worked out once."""
        self._repeated = repeated

    def vectors(self, chunks: Sequence[Chunk]) -> Vectors:
        """Return one row a chunk: known ones as they were, the others embedded now, equal ones once."""
        rows = np.zeros((len(chunks), self._embedder.dim), dtype=np.float32)
        hashes = [text_hash(chunk) for chunk in chunks]
        known = {value: self._known[value] for value in hashes if self._dense and value in self._known}
        old = [i for i, value in enumerate(hashes) if value in known]
        if self._dense:
            rows[old] = self._dense.vectors([known[hashes[i]] for i in old])
        new: dict[str, int] = {}
        for i, value in enumerate(hashes):
            if value not in known and value not in self._rows:
                new.setdefault(value, i)
        made = self._embedder.passages([chunks[i].indexed for i in new.values()]) if new else rows[:0]
        fresh = dict(zip(new, made, strict=True))
        self._rows |= {value: row for value, row in fresh.items() if value in self._repeated}
        for i, value in enumerate(hashes):
            if value not in known:
                rows[i] = fresh[value] if value in fresh else self._rows[value]
        return rows

    def terms(self, chunk: Chunk) -> list[str]:
        """Return the terms of a chunk: as they were where they are known, else segmented now, equal texts once."""
        value = text_hash(chunk)
        known = self._known.get(value) if self._lexical else None
        if self._lexical and known:
            return self._lexical.terms(known)
        if value in self._lists:
            return self._lists[value]
        found = self._segmenter.terms(chunk.indexed)
        if value in self._repeated:
            self._lists[value] = found
        return found

    def close(self) -> None:
        """Close the records' file."""
        if self._store:
            self._store.close()
