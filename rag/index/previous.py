"""What an older generation knows already, so that a build need not work it out again.

A document is taken over with all its rows, a vector or a term list by the hash of the text it was made of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

import numpy as np

from rag.encode.embedder import Embedder, Vectors
from rag.encode.interaction import distinct
from rag.encode.static import StaticEmbedder
from rag.index import packs, twins
from rag.index.dense import Dense
from rag.index.engine import RECORDS, Before, Engine, engine_of
from rag.index.fresh import Fresh
from rag.index.generation import SAME_ROWS, Manifest, folder_of
from rag.index.leg import DenseLeg, LexicalLeg
from rag.index.pieces import PIECES, Block, Ids, Pieces, block
from rag.index.splice import between
from rag.index.store import Store
from rag.records import Link
from rag.text.words import Segmenter


class Previous:
    """A verified generation to take from, or nothing; embeds and segments what it does not know.

    Attributes:
        left: What ``records`` left of how documents relate; None where it left nothing.
        taken: Which of its files ``records`` took as they were: paths below the folder of the generation.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest | None,
        embedder: Embedder,
        segmenter: Segmenter,
        lost: Collection[str] = (),
    ) -> None:
        """Open what can be used: vectors of the same embedder, terms of the same segmentation.

        Args:
            folder: The index folder.
            manifest: Of a verified generation; None to take nothing over.
            embedder: Of the new generation.
            segmenter: Of the new generation.
            lost: Paths of its packs that are damaged; what is in them is not taken over.
        """
        self.left: twins.Left | None = None
        self.taken: frozenset[str] = frozenset()
        self._lost = packs.numbers_of(lost)
        self._embedder, self._segmenter = embedder, segmenter
        self._store: Store | None = None
        self._path: Path | None = None
        self._dense: DenseLeg | None = None
        self._lexical: LexicalLeg | None = None
        self._known: Mapping[str, str] = {}
        self._hashes: Mapping[str, str] = {}
        self._kept: frozenset[str] = frozenset()
        self._ids: Sequence[str] = ()
        self._repeated: frozenset[str] = frozenset()
        self._rows: dict[str, Vectors] = {}
        self._lists: dict[str, str] = {}
        self._pieces: Pieces | None = None
        self._shared = False
        if manifest is None:
            return
        home = folder_of(folder, manifest.generation)
        self._store = Store.read(home / RECORDS, self._lost)
        self._shared = sum(file.size for file in manifest.files) >= packs.SHARED_FROM_BYTES
        # Rows of an older format are not those of this one.
        self._path = home / RECORDS if manifest.schema in SAME_ROWS else None
        chunk_ids = self._ids = self._store.chunk_ids()
        # Of an older format they were summed in another order, and differ in their last bits.
        if self._path and (manifest.embedder_hash, manifest.dim) == (embedder.model_hash, embedder.dim):
            self._dense = engine_of(folder).dense(home, chunk_ids, embedder)
        if isinstance(embedder, StaticEmbedder) and manifest.pieces == embedder.model_hash:
            self._pieces = Pieces(home / PIECES, chunk_ids, len(embedder.vectors))
        if manifest.words == segmenter.version:
            self._lexical = engine_of(folder).lexical(home, chunk_ids, segmenter)

    def records(self, path: Path, names: Iterable[str]) -> tuple[Store, frozenset[str]]:
        """Return a store in a new file that holds documents with their chunks and sketches, and the names of those.

        Args:
            path: The file.
            names: Of documents that are as they were; those that are not there are left out.

        Raises:
            OSError: It cannot be written.
        """
        if not self._store or not self._path or not self._store.has("sketches"):
            return Store.create(path), frozenset()
        every = frozenset(self._store.names())
        there = every.intersection(names) - self._store.names_in(self._lost)
        gone = every - there
        store = Store.without(self._path, gone, path, lost=self._lost, shared=self._shared)
        if store is None:
            store = Store.create(path)
            store.take_over(self._store, there)
        else:
            self.taken = store.taken
            self.left = twins.Left(
                there, self._store.among("SELECT chunk_id, same FROM chunks WHERE doc IN ({})", gone)
            )
        if self._dense and self._lexical and (self._pieces or not isinstance(self._embedder, StaticEmbedder)):
            went = {chunk_id for chunk_id, _ in self.left.gone} if self.left else None
            self._kept = frozenset(store.chunk_ids() if went is None else self._ids).difference(went or ())
        return store, there

    def take_over(self, store: Store, names: Iterable[str]) -> frozenset[str]:
        """Copy documents into a store, with their chunks and sketches; return the names of those that are there.

        Args:
            store: Of the new generation; holds none of them.
            names: Of documents that are as they were.
        """
        if not self._store or not self._path or not self._store.has("sketches"):
            return frozenset()
        there = frozenset(self._store.names()).intersection(names) - self._store.names_in(self._lost)
        store.take_over(self._store, there)
        return there

    def compared(self, names: Set[str]) -> dict[tuple[str, str], list[Link]]:
        """Return what came of the pairs that were compared among documents that were taken over."""
        return twins.compared(self._store, names) if self._store else {}

    def before(self, engine: Engine, chunk_ids: Sequence[str]) -> Before | None:
        """Return what an engine makes the new vectors and words of; None where it had better write all anew.

        Args:
            engine: The engine.
            chunk_ids: All that there are now, in order.
        """
        if self._lexical is None or not isinstance(self._dense, Dense) or not self._kept:
            return None
        if not engine.renews(self._lexical, len(self._ids) - len(self._kept)):
            return None
        return Before(self._lexical, self._dense, between(self._ids, chunk_ids, self._kept))

    def expect(self, store: Store, chunk_ids: Sequence[str]) -> None:
        """Say which chunks are to come; of those that were not taken over equal texts are worked out once.

        Args:
            store: Where they are.
            chunk_ids: All that there are.
        """
        new = [chunk_id for chunk_id in chunk_ids if chunk_id not in self._kept]
        self._hashes = store.text_hashes(new)
        counted = Counter(self._hashes.values())
        self._repeated = frozenset(value for value, times in counted.items() if times > 1)
        self._known = self._store.texts(counted) if self._store else {}

    def vectors(self, chunk_ids: Sequence[str], store: Store, made: Fresh) -> Vectors:
        """Return one row a chunk: known ones as they were, the others embedded now, equal ones once.

        Args:
            chunk_ids: Of some chunks.
            store: Where they are.
            made: What was made while they were read.
        """
        kept = [i for i, chunk_id in enumerate(chunk_ids) if chunk_id in self._kept]
        rows = np.zeros((len(chunk_ids), self._embedder.dim), dtype=np.float32)
        known = {value: self._known[value] for value in self._values(chunk_ids) if self._dense and value in self._known}
        old = [i for i, chunk_id in enumerate(chunk_ids) if self._hashes.get(chunk_id) in known]
        if self._dense:
            rows[kept] = self._dense.vectors([chunk_ids[i] for i in kept])
            rows[old] = self._dense.vectors([known[self._hashes[chunk_ids[i]]] for i in old])
        new: dict[str, str] = {}
        fresh: dict[str, Vectors] = {}
        for chunk_id, value in self._new(chunk_ids):
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
        for i, chunk_id in enumerate(chunk_ids):
            own = self._hashes.get(chunk_id)
            if own is not None and own not in known:
                rows[i] = fresh[own] if own in fresh else self._rows[own]
        return rows

    def terms(self, chunk_ids: Sequence[str], store: Store, made: Fresh) -> Iterator[str]:
        """Yield the terms of chunks, a blank between them: as they were, or made, else cut now, equal texts once.

        Args:
            chunk_ids: Of some chunks.
            store: Where they are.
            made: What was made while they were read.
        """
        lists: dict[str, str] = {}
        kept: dict[str, str] = {}
        if self._lexical:
            known = [value for value in self._values(chunk_ids) if value in self._known]
            lists = dict(zip(known, self._lexical.terms([self._known[value] for value in known]), strict=True))
            there = [chunk_id for chunk_id in chunk_ids if chunk_id in self._kept]
            kept = dict(zip(there, self._lexical.terms(there), strict=True))
        new: dict[str, str] = {}
        for chunk_id, value in self._new(chunk_ids):
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
        for chunk_id in chunk_ids:
            if chunk_id in kept:
                yield kept[chunk_id]
                continue
            value = self._hashes[chunk_id]
            yield lists[value] if value in lists else self._lists[value]

    def spliced(self, before: Before, came: Iterable[Block]) -> Iterator[Block]:
        """Yield the distinct pieces of all chunks, those of chunks that are as they were in runs.

        Args:
            before: What is taken over.
            came: The pieces of the other chunks, see ``pieces``.
        """
        if self._pieces is None:
            raise TypeError("no pieces are kept")
        return self._pieces.spliced(before.splice, came)

    def pieces(self, chunk_ids: Sequence[str], store: Store, made: Fresh) -> Block:
        """Return the distinct pieces of chunks, rising: as they were, or made, else cut now.

        Only with a static embedder, whose pieces they are.

        Args:
            chunk_ids: Of some chunks, rising, at least one.
            store: Where they are.
            made: What was made while they were read.
        """
        if not isinstance(self._embedder, StaticEmbedder):
            raise TypeError("only a static embedder knows pieces")
        found: dict[str, Ids] = {}
        kept: dict[str, Ids] = {}
        if self._pieces:
            known = [value for value in self._values(chunk_ids) if value in self._known]
            found = dict(zip(known, self._pieces.of([self._known[value] for value in known]), strict=True))
            there = [chunk_id for chunk_id in chunk_ids if chunk_id in self._kept]
            kept = dict(zip(there, self._pieces.of(there), strict=True))
        new: dict[str, str] = {}
        for chunk_id, value in self._new(chunk_ids):
            if value in found:
                continue
            ids = made.pieces(value)
            if ids is None:
                new[value] = chunk_id
            else:
                found[value] = ids
        texts = [chunk.indexed for chunk in store.chunks(list(new.values()))]
        found |= zip(new, map(distinct, self._embedder.ids(texts)), strict=True)
        return block([kept[c] if c in kept else found[self._hashes[c]] for c in chunk_ids])

    def _new(self, chunk_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield of some chunks those that were not taken over, each with the hash of its indexed text."""
        return ((chunk_id, self._hashes[chunk_id]) for chunk_id in chunk_ids if chunk_id in self._hashes)

    def _values(self, chunk_ids: Iterable[str]) -> list[str]:
        """Return the hashes of the indexed texts of those chunks that were not taken over, each once."""
        return list(dict.fromkeys(value for _, value in self._new(chunk_ids)))

    def close(self) -> None:
        """Close the records' file."""
        if self._store:
            self._store.close()
