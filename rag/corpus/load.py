"""A file → a document: reading, repair, articles and sidecar in one call. Knows their order and the ids."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.corpus.articles import articles
from rag.corpus.read import read
from rag.corpus.repair import repair
from rag.corpus.sidecar import Sidecar, read_sidecar, with_sidecar
from rag.records import Document, SourceText


def load_document(path: Path, root: Path) -> Document:
    """Return the repaired document of a file, with what its sidecar says.

    Args:
        path: The file, below ``root``.
        root: The documents folder, from which names are counted.

    Raises:
        LoadError: As ``read`` does.
        OSError: The file cannot be read.
    """
    return document_of(read(path, root), read_sidecar(path, root))


def document_of(source: SourceText, sidecar: Sidecar | None = None) -> Document:
    """Return the repaired document of a source text; the same text, name and sidecar give the same document."""
    blocks, dropped = repair(source.text)
    text, offsets, found, title = articles(blocks, source.name)
    key = f"{source.name}\0{source.text}".encode("utf-8", "surrogatepass")
    headline = found[0].headline if len(found) == 1 else None
    document = Document(
        hashlib.sha256(key).hexdigest()[:16],
        source,
        title or (headline.value if headline else "") or _stem(source.name),
        text,
        offsets,
        found,
        tuple(dropped),
        source.warnings,
    )
    return with_sidecar(document, sidecar)


def _stem(name: str) -> str:
    """Return a file name without folders and suffix."""
    return Path(name).stem or name
