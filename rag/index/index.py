"""An index that serves: two legs and the records, of one generation on disk or in memory only.

Knows which file of a generation holds what. Nothing here changes once it is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache, partial
from pathlib import Path

from rag.encode.embedder import Embedder
from rag.encode.static import StaticEmbedder
from rag.errors import IndexCorruptError, IndexMismatchError
from rag.index import generation as generations
from rag.index import twins
from rag.index.bm25 import TermLists
from rag.index.copies import Sketches
from rag.index.dense import Dense
from rag.index.engine import PACKS, RECORDS, TERMS, engine_of
from rag.index.generation import READABLE, SCHEMA, Manifest
from rag.index.lacking import DenseWithin, LexicalWithin, told
from rag.index.leg import DenseLeg, Leg, LexicalLeg
from rag.index.packs import numbers_of
from rag.index.pieces import PIECES, Ids, Pieces
from rag.index.sound import reading
from rag.index.store import Store
from rag.index.vectors import VECTORS
from rag.records import Chunk, Collection, Document, Elsewhere, Evidence, Hint, Link, Scope
from rag.text.fold import fold
from rag.text.script import simplified
from rag.text.words import Segmenter

_READ = 32  # passages read at once where one is looked for


class Index:
    """What can be searched and opened. Safe for concurrent use.

    Attributes:
        dense: Searches by meaning.
        lexical: Searches by words.
        manifest: What the generation says of itself.
        current: The generation that ``CURRENT`` named when this was opened; another one than
            ``generation`` where that one is damaged and an older one serves. None in memory.
        warning: What the reader should know of the index; None where all is well.
    """

    def __init__(
        self,
        store: Store,
        dense: DenseLeg,
        lexical: LexicalLeg,
        manifest: Manifest,
        *,
        pieces: Pieces | None = None,
        current: str | None = None,
        warning: Hint | None = None,
    ) -> None:
        """Keep the parts; ``open`` and ``in_memory`` make them."""
        self._store = store
        self._pieces = pieces
        self._terms, self._dense = lexical, dense
        self._hidden = lru_cache(maxsize=16)(partial(twins.hidden, store))
        self.dense: Leg = dense
        self.lexical: Leg = lexical
        self.manifest = manifest
        self.current = current
        self.warning = warning

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, segmenter: Segmenter) -> Index:
        """Return the generation in use, every file verified by its hash; the previous one where it is damaged.

        Where none is whole, but one is so apart from packs of records, that one: without the documents in them.

        Args:
            folder: The index folder.
            embedder: Of the queries; must be the one the index was made with.
            segmenter: Of the queries.

        Raises:
            IndexNotFoundError: No index has been built here.
            IndexMismatchError: It was made with another embedder or in another format.
            IndexCorruptError: No generation is whole.
        """
        damaged: list[IndexCorruptError] = []
        lacking: list[tuple[Manifest, tuple[str, ...]]] = []
        for generation in generations.candidates(folder):
            try:
                manifest, lost = generations.usable(folder, generation, apart=PACKS)
                check_fits(folder, manifest, embedder)
                if lost:
                    lacking.append((manifest, lost))
                    raise generations.corrupt(folder, generation, lost[0], "damaged")
                current = generations.current_generation(folder)
                warning = _warning(damaged, current, manifest, segmenter)
                return cls._read(folder, manifest, embedder, segmenter, current=current, warning=warning)
            except IndexCorruptError as error:
                damaged.append(error)
        for manifest, lost in lacking:
            with suppress(IndexCorruptError):
                # One that is being removed lacks its manifest first.
                generations.read_manifest(folder, manifest.generation)
                current = generations.current_generation(folder)
                return cls._read(folder, manifest, embedder, segmenter, current=current, warning=None, lost=lost)
        raise damaged[0]

    @classmethod
    def _read(
        cls,
        folder: Path,
        manifest: Manifest,
        embedder: Embedder,
        segmenter: Segmenter,
        *,
        current: str | None,
        warning: Hint | None,
        lost: Sequence[str] = (),
    ) -> Index:
        """Return a verified generation, opened; some packs may be damaged, then without the documents in them."""
        home = generations.folder_of(folder, manifest.generation)
        # Verified files that still cannot be read were written by another version of a library.
        with reading(home / RECORDS):
            store = Store.read(home / RECORDS, numbers_of(lost))
            chunk_ids = store.chunk_ids()
        engine = engine_of(folder)
        with reading(home / VECTORS):
            dense = engine.dense(home, chunk_ids, embedder)
        with reading(home / TERMS):
            lexical = engine.lexical(home, chunk_ids, segmenter)
        pieces = None
        if manifest.pieces and isinstance(embedder, StaticEmbedder) and manifest.pieces == embedder.model_hash:
            with reading(home / PIECES):
                pieces = Pieces(home / PIECES, chunk_ids, len(embedder.vectors))
        if lost:
            older = "" if manifest.generation == current else manifest.generation
            warning = told(lost, store.leave_out(numbers_of(lost)), older)
            twins.hide(store)
            there = frozenset(store.chunk_ids())
            if not there:
                raise generations.corrupt(folder, manifest.generation, lost[0], "nothing is left")
            dense, lexical = DenseWithin(dense, there), LexicalWithin(lexical, there)
        return cls(store, dense, lexical, manifest, pieces=pieces, current=current, warning=warning)

    @classmethod
    def in_memory(
        cls, documents: Iterable[Document], chunks: Iterable[Chunk], embedder: Embedder, segmenter: Segmenter
    ) -> Index:
        """Return an index over a few documents with nothing on disk; ``generation`` is empty.

        Raises:
            ValueError: Two documents have one name, or two chunks one id.
        """
        store = Store.create()
        sketches = Sketches()
        by_name: dict[str, list[Chunk]] = {}
        for chunk in chunks:
            by_name.setdefault(chunk.doc, []).append(chunk)
        for document in documents:
            store.add(document, by_name.get(document.source.name, ()))
            sketches.add(document.source.name, document.text)
        twins.link(store, sketches)
        chunk_ids = store.chunk_ids()
        texts = [chunk.indexed for chunk in store.chunks(chunk_ids)]
        dense = Dense.of(chunk_ids, [embedder.passages(texts)] if texts else [], embedder)
        lexical = TermLists(chunk_ids, map(segmenter.terms, texts), segmenter)
        manifest = Manifest(
            schema=SCHEMA,
            generation="",
            created="",
            folder="",
            embedder=embedder.name,
            embedder_hash=embedder.model_hash,
            dim=embedder.dim,
            corpus="",
            words=segmenter.version,
            segmenter=segmenter.name,
            chunks=len(chunk_ids),
        )
        return cls(store, dense, lexical, manifest)

    @property
    def generation(self) -> str:
        """The id of the generation that serves; ``""`` in memory."""
        return self.manifest.generation

    # ------------------------------------------------------------ documents

    def names(self) -> list[str]:
        """Return the names of the documents, sorted."""
        return self._store.names()

    def names_within(self, scope: Scope) -> frozenset[str]:
        """Return the names of the documents that have a chunk within a scope."""
        return frozenset(self._store.names_within(scope))

    def document(self, name_or_id: str) -> Document | None:
        """Return the document with a name or ``doc_id``, as it was when it was indexed; None where there is none."""
        return self._store.document(name_or_id)

    def documents(self) -> Iterator[Document]:
        """Yield the documents by name, each read when its turn comes."""
        for name in self.names():
            document = self.document(name)
            if document is not None:
                yield document

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the clean text of every document, by name."""
        return self._store.clean_texts()

    @cached_property
    def collection(self) -> Collection:
        """What the index says of itself; gathered once, 0.15 s for 5,000 documents."""
        return Collection(self._store.summaries(), self.manifest.folder, self.manifest.created)

    def documents_of(self, evidence: Iterable[Evidence]) -> list[Document]:
        """Return the documents that passages stand in, each once, by name; of ``also`` too."""
        names = {name for e in evidence for name in (e.chunk.doc, *(other.doc for other in e.also))}
        found = map(self.document, sorted(names))
        return [document for document in found if document is not None]

    # ------------------------------------------------------------ chunks

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Return chunks in the order of their ids.

        Raises:
            KeyError: There is no chunk with one of them.
        """
        return self._store.chunks(chunk_ids)

    def pieces(self, chunk_ids: Sequence[str], model_hash: str) -> list[Ids] | None:
        """Return the distinct pieces of each chunk's indexed text, rising, int32 of shape ``(n,)``.

        Args:
            chunk_ids: Of the chunks.
            model_hash: Of the static model whose pieces they are; None is returned where those of another are kept.

        Raises:
            KeyError: There is no chunk with one of the ids.
            IndexCorruptError: The file makes no sense.
        """
        return self._pieces.of(chunk_ids) if self._pieces and self.manifest.pieces == model_hash else None

    def chunks_of(self, doc: str, most: int | None = None) -> list[Chunk]:
        """Return the chunks of a document in reading order, all or the first ones; none for an unknown name."""
        return self._store.chunks_of(doc, 0, None if most is None else most - 1)

    def holding(self, spellings: Sequence[str]) -> Iterator[Chunk]:
        """Yield, by document and in reading order, all chunks that may hold a term in one of its spellings.

        Those that hold it are among them, also others (a title may hold it). Without spellings all chunks.
        """
        return self._store.holding(spellings)

    def stands(self, words: str) -> bool:
        """Whether any passage holds some characters side by side, in this spelling; they are such as ``holding`` takes.

        Of Han characters each pair is a term of the passage (``Segmenter.terms``), so that few have to be read.
        """
        pairs = [simplified(fold(words[at : at + 2])) for at in range(len(words) - 1)]
        if not pairs or not all("\u4e00" <= char <= "\u9fd5" for char in "".join(pairs)):
            return any(words in chunk.text for chunk in self.holding((words,)))
        ids = self._terms.with_all(pairs)
        batches = (ids[at : at + _READ] for at in range(0, len(ids), _READ))
        return any(words in chunk.text for batch in batches for chunk in self.chunks(batch))

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> list[Chunk]:
        """Return the chunks that stand around a chunk in its document, in reading order, itself left out."""
        around = self._store.chunks_of(chunk.doc, chunk.ordinal - before, chunk.ordinal + after)
        return [other for other in around if other.ordinal != chunk.ordinal]

    def chunk_ids(self, scope: Scope) -> frozenset[str] | None:
        """Return the ids of the chunks within a scope; None where it leaves nothing out.

        With years, a chunk is inside where its article is of one of them, or where it speaks of one itself.
        """
        if not scope.docs and scope.years is None:
            return None
        return frozenset(self._store.chunk_ids(scope))

    def hidden(self, scope: Scope) -> frozenset[str]:
        """Return the ids of the chunks within a scope that say only what a newer document within it says too."""
        return self._hidden(scope)

    def elsewhere(self, chunk: Chunk) -> tuple[Elsewhere, ...]:
        """Return the places in other documents where at least half of a chunk stands, newest document first."""
        return twins.elsewhere(self._store, chunk) if self._has_twins else ()

    @cached_property
    def _has_twins(self) -> bool:
        """Whether any passage stands elsewhere too; most collections have none, and need not be asked each time."""
        return twins.are_there(self._store)

    def links(self, name: str | None = None) -> tuple[Link, ...]:
        """Return what documents are to each other, by name; of one document where it is named."""
        return twins.links_of(self._store, name)

    def weight(self, term: str) -> float:
        """Return how rare a term of the segmenter is in this index: BM25's inverse document frequency."""
        return self._terms.weight(term)

    def frequency(self, term: str) -> int:
        """Return in how many passages a term of the segmenter stands; a pair of neighbouring Han characters is one."""
        return self._terms.frequency(term)

    def close(self) -> None:
        """Close the records' file; the index cannot be used afterwards."""
        self._store.close()


def check_fits(folder: Path, manifest: Manifest, embedder: Embedder) -> None:
    """Raise ``IndexMismatchError`` where an index has another format or was made with another embedder."""
    if manifest.schema > SCHEMA:
        raise IndexMismatchError(
            folder,
            f"schema {manifest.schema}, this program reads up to {SCHEMA}",
            hint="索引是由更新版本的程序建立的；请更新本程序",
            hint_en="The index was made by a newer program: please update this one",
            mends=("rebuild_here",),
        )
    if manifest.schema not in READABLE:
        raise IndexMismatchError(
            folder,
            f"schema {manifest.schema}, expected {SCHEMA}",
            hint="索引是由另一版本的程序建立的",
            hint_en="The index was made by another version of this program",
            mends=("rebuild",),
        )
    if (manifest.embedder_hash, manifest.dim) != (embedder.model_hash, embedder.dim):
        # Two models may share a name; their hashes tell them apart.
        made = f"{manifest.embedder} {manifest.embedder_hash[:8]}"
        now = f"{embedder.name} {embedder.model_hash[:8]}"
        raise IndexMismatchError(
            folder,
            f"made with embedder {made} ({manifest.dim}), not {now} ({embedder.dim})",
            hint=f"索引是用另一个向量模型（{made}）建立的，现在的是 {now}",
            hint_en=f"The index was made with another embedder ({made}), not with that of today, {now}",
            mends=("rebuild",),
        )


def _warning(
    damaged: Sequence[IndexCorruptError], current: str | None, manifest: Manifest, segmenter: Segmenter
) -> Hint | None:
    """Return what the reader of an opened index should know."""
    if damaged:
        told, older = damaged[0].told, manifest.generation
        return Hint(
            f"{told.zh}，现在用的是较早的一代（{older}）",
            f"{told.en}; an older generation ({older}) serves meanwhile",
            ("rebuild",),
        )
    if current is None:
        return Hint(
            "索引的 CURRENT 文件缺失或已损坏，现在用的是最新的完整一代",
            "The file CURRENT of the index is missing or damaged; the newest whole generation serves",
            ("update",),
        )
    if manifest.words != segmenter.version:
        return Hint(
            "建立索引之后，分词规则或词典有改动；更新索引后，检索会更准。",
            "The rules that cut words, or the dictionary, have changed since; searching is better after an update.",
        )
    return None
