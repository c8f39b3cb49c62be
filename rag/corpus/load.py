"""A file → a document: reading, repair, articles and sidecar in one call. Knows their order and the ids."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import replace
from pathlib import Path

from rag.corpus.acyclic import acyclic
from rag.corpus.articles import articles
from rag.corpus.interleaved import warning
from rag.corpus.mapped import of_source
from rag.corpus.markdown import is_markdown, named, plain
from rag.corpus.read import read
from rag.corpus.repair import Block, known, repair
from rag.corpus.sidecar import Sidecar, read_sidecar, with_sidecar
from rag.records import Article, Document, Dropped, Extracted, OffsetMap, Printed, SourceText

_AT_ONCE = 1 << 20  # Characters that are hashed together.


def load_document(path: Path, root: Path, *, ocr: bool = False) -> Document:
    """Return the repaired document of a file, with what its sidecar says.

    Args:
        path: The file, below ``root``.
        root: The documents folder, from which names are counted.
        ocr: Whether pages of a PDF that are pictures are recognised.

    Raises:
        LoadError: As ``read`` does.
        OSError: The file cannot be read.
    """
    source, extracted = read(path, root, ocr=ocr)
    return document_of(source, read_sidecar(path, root), extracted)


@acyclic
def document_of(source: SourceText, sidecar: Sidecar | None = None, extracted: Extracted | None = None) -> Document:
    """Return the document of a source text; the same text, name and sidecar give the same document.

    Args:
        source: The text.
        sidecar: What stands beside it.
        extracted: What its format tells. Where that bounds the paragraphs they are taken as they are, else the
            text's own lines are repaired.
    """
    if extracted is None and is_markdown(source.name):
        text, front = plain(source.text)
        extracted = Extracted(text, title=front.title, author=front.author, date=front.date)
        blocks, invisible = repair(text)
        dropped = [named(d, source.text) for d in invisible if source.text[d.start : d.end].strip()]
    else:
        blocks, dropped = _shaped(source.text, extracted) if extracted and extracted.shaped else repair(source.text)
    # The lines of a page were put in order by their places, which may fail; other formats tell the order.
    suspected = warning(source.text) if not extracted or not extracted.shaped or source.pages else ""
    text, offsets, found, title = articles(blocks, source.name)
    found = _with_metadata(found, extracted) if extracted else found
    headline = found[0].headline if all(article.annex for article in found[1:]) and found else None
    own = extracted.title if extracted else ""
    document = Document(
        _id_of(source),
        source,
        title or (headline.value if headline else "") or own or _stem(source.name),
        text,
        offsets,
        _paged(found, offsets, source),
        tuple(dropped),
        (*source.warnings, *filter(None, (suspected,))),
    )
    return with_sidecar(document, sidecar)


def _id_of(source: SourceText) -> str:
    """Return 16 hex digits of a hash of name and text, the text encoded a part at a time."""
    hashed = hashlib.sha256(f"{source.name}\0".encode("utf-8", "surrogatepass"))
    for low in range(0, len(source.text), _AT_ONCE):
        hashed.update(source.text[low : low + _AT_ONCE].encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()[:16]


def _shaped(text: str, extracted: Extracted) -> tuple[list[Block], list[Dropped]]:
    """Return the blocks of the paragraphs that a format tells, and what it leaves out."""
    parts = [(of_source(text, part.spans), part.kind, part.level, part.opens) for part in extracted.shaped]
    return known(parts), list(extracted.left_out)


def _with_metadata(found: tuple[Article, ...], extracted: Extracted) -> tuple[Article, ...]:
    """Return the articles with what the file's own metadata says where nothing is printed, if there is but one."""
    if not (extracted.author or extracted.date) or not found or any(not article.annex for article in found[1:]):
        return found
    first = found[0]
    if extracted.author and first.byline is None:
        first = replace(first, byline=Printed(extracted.author, given=True))
    if extracted.date and (first.date is None or first.date.inferred):
        first = replace(first, date=Printed(extracted.date, given=True))
    return (first, *found[1:])


def _paged(found: tuple[Article, ...], offsets: OffsetMap, source: SourceText) -> tuple[Article, ...]:
    """Return the articles with the page of each paragraph's first character, where the source has pages."""
    if not source.pages:
        return found
    starts = [start for start, _ in source.pages]
    return tuple(
        replace(
            article,
            paragraphs=tuple(
                replace(p, page=max(1, bisect_right(starts, offsets.source_of(p.start) or 0)))
                for p in article.paragraphs
            ),
        )
        for article in found
    )


def _stem(name: str) -> str:
    """Return a file name without folders and suffix."""
    return Path(name).stem or name
