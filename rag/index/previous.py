"""What an older generation knows already, so that a build need not work it out again.

A document is taken over with all its rows, a vector or a term list by the hash of the text it was made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

import numpy as np

from rag.encode.embedder import Embedder, Vectors
from rag.encode.interaction import distinct
from rag.encode.static import StaticEmbedder
from rag.index import twins
from rag.index.engine import RECORDS, engine_of
from rag.index.fresh import Fresh
from rag.index.generation import SCHEMA, Manifest, folder_of
from rag.index.leg import DenseLeg, LexicalLeg
from rag.index.pieces import PIECES, Ids, Pieces
from rag.index.store import Store
from rag.records import Link
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
        self._path: Path | None = None
        self._dense: DenseLeg | None = None
        self._lexical: LexicalLeg | None = None
        self._known: dict[str, str] = {}
        self._repeated: frozenset[str] = frozenset()
        self._rows: dict[str, Vectors] = {}
        self._lists: dict[str, str] = {}
        self._pieces: Pieces | None = None
        if manifest is None:
            return
        home = folder_of(folder, manifest.generation)
        self._store = Store.read(home / RECORDS)
        # Rows of an older format are not those of this one.
        self._path = home / RECORDS if manifest.schema == SCHEMA else None
        self._known = self._store.texts()
        chunk_ids = self._store.chunk_ids()
        # Of an older format they were summed in another order, and differ in their last bits.
        if self._path and (manifest.embedder_hash, manifest.dim) == (embedder.model_hash, embedder.dim):
            self._dense = engine_of(folder).dense(home, chunk_ids, embedder)
        if isinstance(embedder, StaticEmbedder) and manifest.pieces == embedder.model_hash:
            self._pieces = Pieces(home / PIECES, chunk_ids, len(embedder.vectors))
        if manifest.words == segmenter.version:
            self._lexical = engine_of(folder).lexical(home, chunk_ids, segmenter)

    def take_over(self, store: Store, names: Iterable[str]) -> frozenset[str]:
        """Copy documents into an empty store, with their chunks and sketches; return the names of those that are there.

        Args:
            store: Of the new generation.
            names: Of documents that are as they were.
        """
        if not self._store or not self._path or not self._store.has("sketches"):
            return frozenset()
        there = frozenset(self._store.names()).intersection(names)
        store.take_over(self._path, there)
        return there

    def compared(self, names: Set[str]) -> dict[tuple[str, str], list[Link]]:
        """Return what came of the pairs that were compared among documents that were taken over."""
        return twins.compared(self._store, names) if self._store else {}

    def expect(self, repeated: frozenset[str]) -> None:
        """Say which texts (by ``text_hash``) several of the chunks to come have: each is worked out once."""
        self._repeated = repeated

    def vectors(self, chunks: Sequence[tuple[str, str]], store: Store, made: Fresh) -> Vectors:
        """Return one row a chunk: known ones as they were, the others embedded now, equal ones once.

        Args:
            chunks: Their ids, each with the hash of its indexed text.
            store: Where they are.
            made: What was made while they were read.
        """
        rows = np.zeros((len(chunks), self._embedder.dim), dtype=np.float32)
        known = {value: self._known[value] for _, value in chunks if self._dense and value in self._known}
        old = [i for i, (_, value) in enumerate(chunks) if value in known]
        if self._dense:
            rows[old] = self._dense.vectors([known[chunks[i][1]] for i in old])
        new: dict[str, str] = {}
        fresh: dict[str, Vectors] = {}
        for chunk_id, value in chunks:
            if value in known or value in self._rows or value in fresh:
                continue
            row = made.vector(value)
            if row is None:
                new.setdefault(value, chunk_id)
            else:
                fresh[value] = row
        texts = [c.indexed for c in store.chunks(list(new.values()))]
        now = dict(zip(new, self._embedder.passages(texts), strict=True)) if new else {}
        self._rows |= {value: row for value, row in now.items() if value in self._repeated}
        fresh |= now
        for i, (_, value) in enumerate(chunks):
            if value not in known:
                rows[i] = fresh[value] if value in fresh else self._rows[value]
        return rows

    def terms(self, chunks: Sequence[tuple[str, str]], store: Store, made: Fresh) -> Iterator[str]:
        """Yield the terms of chunks, a blank between them: as they were, or made, else cut now, equal texts once.

        Args:
            chunks: Their ids, each with the hash of its indexed text.
            store: Where they are.
            made: What was made while they were read.
        """
        lists: dict[str, str] = {}
        if self._lexical:
            known = [value for _, value in chunks if value in self._known]
            lists = dict(zip(known, self._lexical.terms([self._known[value] for value in known]), strict=True))
        new: dict[str, str] = {}
        for chunk_id, value in chunks:
            if value in lists or value in self._lists:
                continue
            found = made.terms(value)
            if found is None:
                new[value] = chunk_id
            else:
                lists[value] = found
        for value, chunk in zip(new, store.chunks(list(new.values())), strict=True):
            lists[value] = " ".join(self._segmenter.terms(chunk.indexed))
            if value in self._repeated:
                self._lists[value] = lists[value]
        for _, value in chunks:
            yield lists[value] if value in lists else self._lists[value]

    def pieces(self, chunks: Sequence[tuple[str, str]], store: Store, made: Fresh) -> Iterator[Ids]:
        """Yield the distinct pieces of chunks, rising: as they were, or made, else cut now.

        Only with a static embedder, whose pieces they are.

        Args:
            chunks: Their ids, each with the hash of its indexed text.
            store: Where they are.
            made: What was made while they were read.
        """
        if not isinstance(self._embedder, StaticEmbedder):
            raise TypeError("only a static embedder knows pieces")
        found: dict[str, Ids] = {}
        if self._pieces:
            known = [value for _, value in chunks if value in self._known]
            found = dict(zip(known, self._pieces.of([self._known[value] for value in known]), strict=True))
        found |= {value: ids for _, value in chunks if value not in found and (ids := made.pieces(value)) is not None}
        new = {value: chunk_id for chunk_id, value in chunks if value not in found}
        texts = [chunk.indexed for chunk in store.chunks(list(new.values()))]
        found |= zip(new, map(distinct, self._embedder.ids(texts)), strict=True)
        for _, value in chunks:
            yield found[value]

    def close(self) -> None:
        """Close the records' file."""
        if self._store:
            self._store.close()
