"""What keeps the vectors and the words of an index: files beside its records, or a Milvus server.

Records, manifests and ``CURRENT`` always lie in the index folder (``generation``); its name says which engine has the
rest:

    any name                   files of FAISS and tantivy in the generation
    NAME.milvus                Milvus Lite, in the folder itself; for one process at a time
    milvus~HOST~PORT~NAME      a Milvus server; what ``settings.index_folder`` makes of ``milvus://HOST:PORT/NAME``
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.index import packs
from rag.index.leg import DenseLeg, LexicalLeg
from rag.settings import SERVED
from rag.text.words import Segmenter

if TYPE_CHECKING:
    from rag.encode.embedder import Embedder, Vectors
    from rag.index.dense import Dense
    from rag.index.splice import Splice

LITE = ".milvus"
RECORDS, TERMS = "records.sqlite", "lexical"
# Of these a generation may lack some: their documents are out, and the others answer.
PACKS = packs.folder_of(Path(RECORDS)).name


@dataclass(frozen=True, slots=True)
class Before:
    """What there is of the generation before, where that of the new one is made of it.

    Attributes:
        lexical: Its words.
        dense: Its vectors.
        splice: How the new chunks follow from the ones before.
    """

    lexical: LexicalLeg
    dense: Dense
    splice: Splice


class Engine(Protocol):
    """Keeps vectors and words of the generations of one index.

    Methods raise ``IndexEngineError`` where what keeps them cannot be reached.
    """

    def write(
        self,
        home: Path,
        chunk_ids: Sequence[str],
        vectors: Iterable[Vectors],
        terms: Iterable[str],
        embedder: Embedder,
        segmenter: Segmenter,
        before: Before | None = None,
    ) -> None:
        """Write what a generation's legs search; no question reaches it before the generation is in use.

        Args:
            home: The folder of the generation; its name is the generation's id.
            chunk_ids: Of all chunks, in order, none twice.
            vectors: Float32 batches of shape ``(n, dim)``, in the order of the ids; not of those that ``before`` keeps.
            terms: Of each chunk, a blank between them, in the order of the ids; not of those that ``before`` keeps.
            embedder: Made the vectors.
            segmenter: Cut the terms.
            before: Vectors and words to make those of the generation of; only where ``renews`` said so.

        Raises:
            OSError: It cannot be written.
        """
        ...

    def renews(self, before: LexicalLeg, gone: int) -> bool:
        """Whether words are better made of those of a generation before, without so many of its chunks, than anew."""
        ...

    def search(self, count: int) -> str:
        """Return how so many vectors are searched, for the manifest."""
        ...

    def dense(self, home: Path, chunk_ids: Sequence[str], embedder: Embedder) -> DenseLeg:
        """Return the leg over the vectors of a generation that was written.

        Raises:
            IndexCorruptError: They are gone, or are those of other chunks.
        """
        ...

    def lexical(self, home: Path, chunk_ids: Sequence[str], segmenter: Segmenter) -> LexicalLeg:
        """Return the leg over the words of a generation that was written.

        Raises:
            IndexCorruptError: They are gone, or are those of other chunks.
        """
        ...

    def publish(self, generation: str) -> None:
        """Show others of the same engine which generation is in use."""
        ...

    def keep_only(self, generations: Set[str]) -> None:
        """Remove what is kept of every other generation outside the index folder."""
        ...


class Files:
    """FAISS and tantivy, in files of the generation: hashed, committed and removed with it."""

    def write(
        self,
        home: Path,
        chunk_ids: Sequence[str],
        vectors: Iterable[Vectors],
        terms: Iterable[str],
        embedder: Embedder,
        segmenter: Segmenter,
        before: Before | None = None,
    ) -> None:
        """See ``Engine``."""
        from rag.index import dense
        from rag.index.lexical import Lexical
        from rag.index.ranking import unit
        from rag.index.vectors import VECTORS

        known = (before.dense, before.splice) if before else None
        dense.write(home / VECTORS, chunk_ids, embedder.dim, map(unit, vectors), known)
        if before and isinstance(before.lexical, Lexical):
            before.lexical.renewed(before.splice, terms, home / TERMS)
        else:
            Lexical.of(chunk_ids, terms, segmenter, home / TERMS)

    def renews(self, before: LexicalLeg, gone: int) -> bool:
        """See ``Engine``."""
        from rag.index.lexical import Lexical

        return isinstance(before, Lexical) and before.renews(gone)

    def search(self, count: int) -> str:
        """See ``Engine``."""
        from rag.index.coarse import told

        return told(count)

    def dense(self, home: Path, chunk_ids: Sequence[str], embedder: Embedder) -> DenseLeg:
        """See ``Engine``."""
        from rag.index.dense import Dense
        from rag.index.vectors import OLD_VECTORS, VECTORS

        # Of an older format there is the other one.
        path = home / VECTORS
        return Dense.read(path if path.exists() else home / OLD_VECTORS, chunk_ids, embedder)

    def lexical(self, home: Path, chunk_ids: Sequence[str], segmenter: Segmenter) -> LexicalLeg:
        """See ``Engine``."""
        from rag.index.lexical import Lexical

        return Lexical.read(home / TERMS, chunk_ids, segmenter)

    def publish(self, generation: str) -> None:
        """Do nothing: ``CURRENT`` says it."""

    def keep_only(self, generations: Set[str]) -> None:
        """Do nothing: the files go with their generation."""


def engine_of(folder: Path) -> Engine:
    """Return the engine of an index folder, told by the folder's name. Nothing is opened yet."""
    if folder.name.endswith(LITE) or SERVED.fullmatch(folder.name):
        from rag.index.milvus import Milvus

        return Milvus(folder)
    return Files()
