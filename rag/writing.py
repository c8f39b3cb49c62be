"""The records, vectors and terms of a generation: documents read, cut into passages, encoded and indexed.

Knows the order of this work and what is taken over from the generation before; not when a build is due or how it is
committed. Nothing heavy is imported before it is called.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Iterator, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rag.corpus.chunks import ChunkSettings
from rag.corpus.read import is_parsed, shown
from rag.errors import LoadError
from rag.index.generation import SourceFile
from rag.index.survey import Survey, as_it_was, may_pass, refused, unreadable
from rag.records import Document
from rag.text.words import Segmenter

if TYPE_CHECKING:
    from rag.encode.embedder import Embedder, Vectors
    from rag.index.engine import Engine
    from rag.index.previous import Previous
    from rag.index.store import Store

Phase = Literal["read", "encode", "index", "commit"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: ``done`` of ``total`` documents (read), passages (encode, index) or 1 (commit)."""

    phase: Phase
    done: int
    total: int


def write(
    home: Path,
    engine: Engine,
    survey: Survey,
    previous: Previous,
    *,
    reuse: bool,
    chunking: ChunkSettings,
    ocr: bool,
    embedder: Embedder,
    segmenter: Segmenter,
    progress: Callable[[Progress], None],
) -> tuple[SourceFile, ...]:
    """Write records, vectors and terms of a generation, and return its documents.

    Args:
        home: The folder of the generation.
        engine: Keeps its vectors and words.
        survey: What the documents folder holds.
        previous: The generation before.
        reuse: Whether an unchanged document may be taken over from it.
        chunking: How documents are cut into passages.
        ocr: Whether scanned pages are recognised.
        embedder: Of the passages.
        segmenter: Of the passages.
        progress: Called in this thread.

    Raises:
        LoadError: No document can be taken in.
        OSError: The generation cannot be written.
    """
    from rag.index import twins
    from rag.index.copies import Sketches, by_document
    from rag.index.engine import RECORDS
    from rag.index.store import Store

    store = Store.create(home / RECORDS)
    sketches = Sketches()
    try:
        files = []
        kept = previous.take_over(store, (f.path for f in survey.files if survey.same(f))) if reuse else frozenset()
        with closing(_Ahead(survey, reuse=reuse, ocr=ocr)) as ahead:
            for done, file in enumerate(survey.files, 1):
                files.append(
                    _unchanged(survey, file, kept, reuse)
                    or _take_in(store, survey, file, ahead, chunking, previous if reuse else None)
                )
                progress(Progress("read", done, len(survey.files)))
        failed = [file for file in files if file.failed]
        if len(failed) == len(files):
            hint, hint_en = (
                f"没有一份资料能够读取：{failed[0].failed}",
                f"No document can be read: {failed[0].failed_en}",
            )
            raise LoadError(survey.folder, "no document can be taken in", hint=hint, hint_en=hint_en)
        for name, sketch in store.rows("SELECT name, sketch FROM sketches ORDER BY name"):
            sketches.put(name, sketch)
        links = by_document(twins.link(store, sketches, previous.compared(kept)))
        files = [dataclasses.replace(file, links=tuple(links.get(file.path, ()))) for file in files]
        previous.expect(store.repeated())
        chunk_ids = store.chunk_ids()
        vectors = _vectors(store, previous, len(chunk_ids), progress)
        terms = _terms(store, previous, len(chunk_ids), progress)
        engine.write(home, chunk_ids, vectors, terms, embedder, segmenter)
    finally:
        store.close()
    return tuple(files)


def _unchanged(survey: Survey, file: SourceFile, kept: Set[str], reuse: bool) -> SourceFile | None:
    """Return a document that was taken over as it was, or that failed and has not changed; None for any other.

    Args:
        survey: What the folder holds.
        file: The document as it was found.
        kept: The documents that were taken over.
        reuse: Whether what is as it was would come out the same.
    """
    if file.failed:
        return file
    if not reuse or not survey.same(file):
        return None
    before = survey.before[file.path]
    if before.failed:
        return dataclasses.replace(file, failed=before.failed, failed_en=before.failed_en)
    if file.path not in kept:
        return None
    return dataclasses.replace(
        file,
        chunks=before.chunks,
        encoding=before.encoding,
        characters=before.characters,
        articles=before.articles,
        warnings=before.warnings,
        taken_over=True,
    )


def _take_in(
    store: Store,
    survey: Survey,
    file: SourceFile,
    ahead: _Ahead,
    chunking: ChunkSettings,
    previous: Previous | None,
) -> SourceFile:
    """Read a document, add it and its chunks to the records, and return what became of it.

    Args:
        store: The records.
        survey: What the folder holds.
        file: The document as it was found.
        ahead: Loads it.
        chunking: How it is cut.
        previous: Where it is taken from as it was, if it cannot be read now; None where it would come out otherwise.
    """
    from rag.corpus.chunks import chunks
    from rag.index.copies import sketch_of

    try:
        document = ahead.document(file.path)
        made = chunks(document, chunking)
    except LoadError as error:
        return refused(file, error, survey.folder)
    except OSError as error:
        before = survey.before.get(file.path)
        if previous and before and not before.failed and may_pass(error) and previous.take_over(store, [file.path]):
            return dataclasses.replace(as_it_was(before, error), taken_over=True)
        return refused(file, unreadable(file.path, error), survey.folder)
    if document.source.sha256 != file.sha256:
        # It was written to since it was looked at: look again at the next build.
        file = dataclasses.replace(file, sha256=document.source.sha256, mtime_ns=0)
    try:
        store.add(document, made)
    except ValueError as error:
        hint = f"{shown(file.path)} 无法编入索引（{error!a}）；请改名或检查内容后再试。"
        return refused(file, LoadError(shown(file.path), f"cannot be indexed ({error!a})", hint=hint), survey.folder)
    store.write("INSERT INTO sketches VALUES (?, ?)", [(file.path, sketch_of(document.text))])
    return dataclasses.replace(
        file,
        chunks=len(made),
        encoding=document.source.encoding,
        characters=len(document.source.text),
        articles=sum(article.has_text for article in document.articles),
        warnings=document.warnings,
    )


class _Ahead:
    """Loads documents; those whose formats are parsed in processes of their own a few ahead, two at once.

    For one thread. What is loaded ahead is kept until it is asked for, in the order of the survey.
    """

    _AT_ONCE, _KEPT = 2, 4

    def __init__(self, survey: Survey, *, reuse: bool, ocr: bool) -> None:
        """Find what there is to parse: files that are new or changed, or all of them where nothing is reused."""
        self._folder, self._ocr = survey.folder, ocr
        due = (file for file in survey.files if not (file.failed or (reuse and survey.same(file))))
        self._waiting = deque(file.path for file in due if is_parsed(file.path))
        self._loading: dict[str, Future[Document]] = {}
        self._threads = ThreadPoolExecutor(self._AT_ONCE)

    def document(self, path: str) -> Document:
        """Return the document of a file below the folder.

        Raises:
            LoadError: As ``load_document`` does.
            OSError: The file cannot be read.
        """
        while self._waiting and len(self._loading) < self._KEPT:
            following = self._waiting.popleft()
            self._loading[following] = self._threads.submit(self._load, following)
        loading = self._loading.pop(path, None)
        return loading.result() if loading else self._load(path)

    def _load(self, path: str) -> Document:
        from rag.corpus.load import load_document

        return load_document(self._folder / path, self._folder, ocr=self._ocr)

    def close(self) -> None:
        """Give up what is not yet loaded."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _vectors(store: Store, previous: Previous, total: int, progress: Callable[[Progress], None]) -> Iterator[Vectors]:
    """Yield the vectors of all chunks in batches, in the order of their ids."""
    done = 0
    for batch in store.in_batches():
        yield previous.vectors(batch, store)
        done += len(batch)
        progress(Progress("encode", done, total))


def _terms(store: Store, previous: Previous, total: int, progress: Callable[[Progress], None]) -> Iterator[list[str]]:
    """Yield the terms of each chunk, in the order of their ids."""
    done = 0
    for batch in store.in_batches():
        yield from previous.terms(batch, store)
        done += len(batch)
        progress(Progress("index", done, total))
