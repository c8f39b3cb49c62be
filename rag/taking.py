"""A file → all that an index keeps of it: its rows, and the vectors and words of its passages.

Knows the order of reading, cutting and encoding documents; nothing of the index they go into, or of processes. Nothing
heavy is imported before it is called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.corpus.lengths import ChunkSettings
from rag.errors import LoadError
from rag.index.generation import SourceFile
from rag.index.survey import refused
from rag.records import Document
from rag.text.words import Segmenter

if TYPE_CHECKING:
    from rag.encode.embedder import Vectors
    from rag.encode.static import Ids, StaticEmbedder
    from rag.index.rows import Rows


@dataclass(frozen=True, slots=True)
class Task:
    """How documents are taken in, so that another process can do it, too.

    Attributes:
        folder: The documents folder.
        chunking: How documents are cut into passages.
        ocr: Whether scanned pages are recognised.
        dictionary: The reader's own words; may be missing.
        words: Version of the words (``Segmenter.version``).
        embedder: Folder of a static embedder; ``""`` for any other, which makes its vectors in one process only.
        model_hash: Of the embedder's files.
    """

    folder: str
    chunking: ChunkSettings
    ocr: bool
    dictionary: str
    words: str
    embedder: str
    model_hash: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file.

    Attributes:
        file: The document as it is in the index; ``failed`` is set where it cannot be taken in.
        rows: What the records keep of it; None where it failed.
        terms: Of each passage, a blank between them; empty where they are yet to be cut.
        vectors: A unit row a passage, float32 of shape ``(n, dim)``; None where they are yet to be made.
        pieces: The distinct pieces of each passage, rising; empty where they are yet to be made.
    """

    file: SourceFile
    rows: Rows | None = None
    terms: tuple[str, ...] = ()
    vectors: Vectors | None = None
    pieces: tuple[Ids, ...] = ()


def take(file: SourceFile, folder: Path, load: Callable[[str], Document], chunking: ChunkSettings) -> Taken:
    """Return what an index keeps of a file, its words and vectors yet to be made; a function of its bytes.

    Args:
        file: The document as it was found.
        folder: The documents folder.
        load: Gives the document of a path below the folder.
        chunking: How it is cut into passages.

    Raises:
        OSError: It cannot be read.
    """
    from rag.corpus.chunks import chunks
    from rag.index.copies import sketch_of
    from rag.index.rows import rows_of

    try:
        document = load(file.path)
    except LoadError as error:
        return Taken(refused(file, error, folder))
    made = chunks(document, chunking)
    return Taken(_as_read(file, document, len(made)), rows_of(document, made, sketch_of(document.text)))


def take_all(
    files: Sequence[SourceFile],
    folder: Path,
    load: Callable[[str], Document],
    chunking: ChunkSettings,
    *,
    segmenter: Segmenter,
    embedder: StaticEmbedder | None,
) -> list[Taken | None]:
    """Return what an index keeps of some files, words and vectors included, in their order.

    Each step is done for all of them before the next: what it works with (code, patterns, tables of words, vectors)
    stays in the processor's cache while no other step comes between.

    Args:
        files: The documents as they were found; all that is made of them is in memory at once.
        folder: The documents folder.
        load: Gives the document of a path below the folder.
        chunking: How they are cut into passages.
        segmenter: Cuts words.
        embedder: Makes vectors and pieces; None where that is done later.

    Returns:
        One a file; None for one that cannot be read.
    """
    from rag.corpus.chunks import chunks
    from rag.encode.interaction import distinct
    from rag.index.copies import sketch_of
    from rag.index.rows import rows_of

    taken: list[Taken | None] = [None] * len(files)
    documents: dict[int, Document] = {}
    for n, file in enumerate(files):
        try:
            documents[n] = load(file.path)
        except LoadError as error:
            taken[n] = Taken(refused(file, error, folder))
        except OSError:
            continue
    made = {n: chunks(document, chunking) for n, document in documents.items()}
    sketches = {n: sketch_of(document.text) for n, document in documents.items()}
    rows = {n: rows_of(document, made[n], sketches[n]) for n, document in documents.items()}
    texts = [chunk.indexed for passages in made.values() for chunk in passages]
    terms = [" ".join(segmenter.terms(text)) for text in texts]
    vectors, pieces = embedder.encoded(texts) if embedder else (None, [])
    held = list(map(distinct, pieces))
    start = 0
    for n, document in documents.items():
        end = start + len(made[n])
        taken[n] = Taken(
            _as_read(files[n], document, len(made[n])),
            rows[n],
            tuple(terms[start:end]),
            None if vectors is None else vectors[start:end],
            tuple(held[start:end]),
        )
        start = end
    return taken


def _as_read(file: SourceFile, document: Document, passages: int) -> SourceFile:
    """Return a file as it is in the index."""
    if document.source.sha256 != file.sha256:
        # It was written to since it was looked at: look again at the next build.
        file = dataclasses.replace(file, sha256=document.source.sha256, mtime_ns=0)
    return dataclasses.replace(
        file,
        chunks=passages,
        encoding=document.source.encoding,
        characters=len(document.source.text),
        articles=sum(article.has_text for article in document.articles),
        warnings=document.warnings,
    )
