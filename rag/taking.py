"""A file → all that an index keeps of it: its rows, and the vectors and words of its passages.

Knows the order of reading, cutting and encoding one document; nothing of others, of the index it goes into, or of
processes. Nothing heavy is imported before it is called.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
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
    from rag.index.store import Rows


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


def take(
    file: SourceFile,
    folder: Path,
    load: Callable[[str], Document],
    chunking: ChunkSettings,
    *,
    segmenter: Segmenter | None = None,
    embedder: StaticEmbedder | None = None,
) -> Taken:
    """Return what an index keeps of a file; a function of its bytes and of what is given.

    Args:
        file: The document as it was found.
        folder: The documents folder.
        load: Gives the document of a path below the folder.
        chunking: How it is cut into passages.
        segmenter: Cuts words; None where that is done later.
        embedder: Makes vectors and pieces; None where that is done later.

    Raises:
        OSError: It cannot be read.
    """
    from rag.corpus.chunks import chunks
    from rag.encode.interaction import distinct
    from rag.index.copies import sketch_of
    from rag.index.store import rows_of

    try:
        document = load(file.path)
        made = chunks(document, chunking)
    except LoadError as error:
        return Taken(refused(file, error, folder))
    if document.source.sha256 != file.sha256:
        # It was written to since it was looked at: look again at the next build.
        file = dataclasses.replace(file, sha256=document.source.sha256, mtime_ns=0)
    texts = [chunk.indexed for chunk in made]
    vectors, pieces = embedder.encoded(texts) if embedder else (None, [])
    return Taken(
        dataclasses.replace(
            file,
            chunks=len(made),
            encoding=document.source.encoding,
            characters=len(document.source.text),
            articles=sum(article.has_text for article in document.articles),
            warnings=document.warnings,
        ),
        rows_of(document, made, sketch_of(document.text)),
        tuple(" ".join(segmenter.terms(text)) for text in texts) if segmenter else (),
        vectors,
        tuple(map(distinct, pieces)),
    )
