"""The records, vectors and terms of a generation: documents read, cut into passages, encoded and indexed.

Knows the order of this work and what is taken over from the generation before; not when a build is due or how it is
committed. Nothing heavy is imported before it is called.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rag.corpus.read import is_parsed, shown
from rag.errors import LoadError
from rag.index.generation import SourceFile
from rag.index.survey import Survey, as_it_was, may_pass, refused, unreadable
from rag.records import Document, Link
from rag.taking import Taken, Task, take
from rag.text.words import Segmenter

if TYPE_CHECKING:
    from rag.encode.embedder import Embedder, Vectors
    from rag.index.engine import Engine
    from rag.index.fresh import Fresh
    from rag.index.previous import Previous
    from rag.index.store import Store

# From so many documents or bytes on, other processes have started before this one would be done.
_MANY, _MUCH_BYTES = 400, 2 << 20
# Passages that are encoded and segmented together.
_BATCH = 500
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
    task: Task,
    processes: int,
    embedder: Embedder,
    segmenter: Segmenter,
    emptied: bool,
    progress: Callable[[Progress], None],
) -> tuple[SourceFile, ...]:
    """Write records, vectors and terms of a generation, and return its documents.

    Args:
        home: The folder of the generation.
        engine: Keeps its vectors and words.
        survey: What the documents folder holds.
        previous: The generation before.
        reuse: Whether an unchanged document may be taken over from it.
        task: How documents are taken in.
        processes: How many may do so side by side, where there is much to do.
        embedder: Of the passages.
        segmenter: Of the passages.
        emptied: Whether a generation without any document is right.
        progress: Called in this thread.

    Raises:
        LoadError: No document can be taken in, and ``emptied`` is not set.
        OSError: The generation cannot be written.
    """
    from rag.index import twins
    from rag.index.copies import Sketches, by_document
    from rag.index.engine import RECORDS
    from rag.index.fresh import Fresh
    from rag.index.pieces import PIECES
    from rag.index.pieces import write as write_pieces

    same = (f.path for f in survey.files if survey.same(f)) if reuse else ()
    store, kept = previous.records(home / RECORDS, same)
    made = Fresh(home, embedder.dim)
    sketches = Sketches()
    try:
        files = [_unchanged(survey, file, kept, reuse) for file in survey.files]
        # Of what was made of a document that is read again nothing stays.
        looked_at = [
            file if known else SourceFile(file.path, file.sha256, file.size, file.mtime_ns, sidecar=file.sidecar)
            for file, known in zip(survey.files, files, strict=True)
        ]
        due = [file for file, known in zip(looked_at, files, strict=True) if known is None]
        taking = _Taking(store, survey, due, made, previous if reuse else None, task)
        with closing(taking), closing(_in_processes(due, task, processes)) as taken:
            for n, file in enumerate(looked_at):
                files[n] = files[n] or taking.taken(file, next(taken, None))
                progress(Progress("read", n + 1, len(survey.files)))
        found = [file for file in files if file]
        failed = [file for file in found if file.failed]
        if len(failed) == len(found) and not emptied:
            hint, hint_en = (
                f"没有一份资料能够读取：{failed[0].failed}",
                f"No document can be read: {failed[0].failed_en}",
            )
            raise LoadError(survey.folder, "no document can be taken in", hint=hint, hint_en=hint_en)
        for name, sketch in store.rows("SELECT name, sketch FROM sketches ORDER BY name"):
            sketches.put(name, sketch)
        links = by_document(twins.link(store, sketches, previous.compared(kept), previous.left))
        found = [_linked(file, tuple(links.get(file.path, ()))) for file in found]
        chunk_ids = store.chunk_ids()
        previous.expect(store, chunk_ids)
        before = previous.before(engine, chunk_ids)
        due_ids = [chunk_ids[row] for row in before.splice.came] if before else chunk_ids
        vectors = _vectors(due_ids, store, previous, made, progress)
        terms = _terms(due_ids, store, previous, made, progress)
        engine.write(home, chunk_ids, vectors, terms, embedder, segmenter, before)
        if keeps_pieces(embedder):
            pieces = (previous.pieces(batch, store, made) for batch in _batches(due_ids))
            write_pieces(home / PIECES, len(chunk_ids), previous.spliced(before, pieces) if before else pieces)
    finally:
        store.close()
        made.close()
    return tuple(found)


def keeps_pieces(embedder: Embedder) -> bool:
    """Whether the pieces of passages are kept with an index: those of a static embedder, if its pieces are few."""
    from rag.encode.static import StaticEmbedder
    from rag.index.pieces import MOST

    return isinstance(embedder, StaticEmbedder) and len(embedder.vectors) <= MOST


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
    # Of thousands nearly all are as they were told of before.
    told = (file.size, file.mtime_ns, True, file.out_of_reach, file.unread)
    if (before.size, before.mtime_ns, before.taken_over, before.out_of_reach, before.unread) == told:
        return before
    return dataclasses.replace(
        file,
        chunks=before.chunks,
        encoding=before.encoding,
        characters=before.characters,
        articles=before.articles,
        warnings=before.warnings,
        taken_over=True,
    )


def _linked(file: SourceFile, links: tuple[Link, ...]) -> SourceFile:
    """Return a document with what it is to others."""
    return file if file.links == links else dataclasses.replace(file, links=links)


def _in_processes(due: Sequence[SourceFile], task: Task, processes: int) -> Generator[Taken | None, None, None]:
    """Yield what several processes make of documents, in their order; nothing where one process is as quick."""
    if processes < 2 or (len(due) < _MANY and sum(file.size for file in due) < _MUCH_BYTES):
        return
    from rag.workers import Workers

    with closing(Workers(processes, task)) as workers:
        yield from workers.taken(due)


class _Taking:
    """Puts documents into the records, one after the other. For one thread."""

    def __init__(
        self,
        store: Store,
        survey: Survey,
        due: Sequence[SourceFile],
        made: Fresh,
        previous: Previous | None,
        task: Task,
    ) -> None:
        """Say where they go and what they are made of.

        Args:
            store: The records.
            survey: What the folder holds.
            due: Those that are to come, in their order.
            made: Keeps vectors and words.
            previous: Where a document is taken from as it was, if it cannot be read now; None where it would come out
                otherwise.
            task: How they are taken in.
        """
        self._store, self._survey, self._made, self._previous = store, survey, made, previous
        self._chunking = task.chunking
        self._ahead = _Ahead(survey.folder, due, ocr=task.ocr)

    def taken(self, file: SourceFile, known: Taken | None) -> SourceFile:
        """Add a document and its passages to the records, and return what became of it.

        Args:
            file: The document as it was found.
            known: What another process made of it; None where that is done here.
        """
        folder = self._survey.folder
        try:
            taken = known or take(file, folder, self._ahead.document, self._chunking)
        except OSError as error:
            before, previous = self._survey.before.get(file.path), self._previous
            if not (previous and before and not before.failed and may_pass(error)):
                return refused(file, unreadable(file.path, error), folder)
            if previous.take_over(self._store, [file.path]):
                return dataclasses.replace(as_it_was(before, error), taken_over=True)
            return refused(file, unreadable(file.path, error), folder)
        if taken.rows is None:
            return taken.file
        try:
            self._store.put(taken.rows)
        except ValueError as error:
            hint = f"{shown(file.path)} 无法编入索引（{error!a}）；请改名或检查内容后再试。"
            return refused(file, LoadError(shown(file.path), f"cannot be indexed ({error!a})", hint=hint), folder)
        if taken.terms:
            hashes = [row.text_hash for row in taken.rows.chunks]
            self._made.put(hashes, taken.terms, taken.vectors, taken.pieces)
        return taken.file

    def close(self) -> None:
        """Give up what is not yet loaded."""
        self._ahead.close()


class _Ahead:
    """Loads documents; those whose formats are parsed in processes of their own a few ahead, two at once.

    For one thread. What is loaded ahead is kept until it is asked for, in the order of the survey.
    """

    _AT_ONCE, _KEPT = 2, 4

    def __init__(self, folder: Path, due: Sequence[SourceFile], *, ocr: bool) -> None:
        """Find what there is to parse among the documents that are to come."""
        self._folder, self._ocr = folder, ocr
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


def _batches(chunk_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield chunks so many together that what is made of them takes little memory."""
    return (chunk_ids[start : start + _BATCH] for start in range(0, len(chunk_ids), _BATCH))


def _vectors(
    chunk_ids: Sequence[str], store: Store, previous: Previous, made: Fresh, progress: Callable[[Progress], None]
) -> Iterator[Vectors]:
    """Yield the vectors of chunks in batches, in their order."""
    done = 0
    for batch in _batches(chunk_ids):
        yield previous.vectors(batch, store, made)
        done += len(batch)
        progress(Progress("encode", done, len(chunk_ids)))


def _terms(
    chunk_ids: Sequence[str], store: Store, previous: Previous, made: Fresh, progress: Callable[[Progress], None]
) -> Iterator[str]:
    """Yield the terms of each chunk, a blank between them, in their order."""
    done = 0
    for batch in _batches(chunk_ids):
        yield from previous.terms(batch, store, made)
        done += len(batch)
        progress(Progress("index", done, len(chunk_ids)))
