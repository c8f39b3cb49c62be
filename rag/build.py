"""From a folder of documents to an index that serves: read, encode, index, commit.

Knows the order of the work, what has changed since the last build, and what is reported of it.
Nothing heavy is imported before something is found to have changed.
"""

from __future__ import annotations

import gc
import hashlib
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rag.corpus.lengths import DEFAULT as CHUNKING
from rag.corpus.recognition import recogniser_version, require
from rag.encode.files import model_hash
from rag.errors import IndexEngineError, IndexMismatchError, IndexNotFoundError, IndexStoreError, LoadError, reason
from rag.index import generation as generations
from rag.index.engine import PACKS, engine_of
from rag.index.generation import READABLE, SCHEMA, Manifest
from rag.index.report import BuildReport, report_of
from rag.index.survey import Survey, survey_of
from rag.library import collections
from rag.records import Link
from rag.settings import ROOT, Settings
from rag.taking import Task
from rag.text.words import Segmenter
from rag.writing import Progress, keeps_pieces, write

if TYPE_CHECKING:
    from rag.encode.embedder import Embedder


def build(
    settings: Settings,
    *,
    docs: Path | None = None,
    replace: bool = False,
    verify: bool = False,
    emptied: bool = False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> BuildReport:
    """Bring the index up to date with its documents folder, and return what was done.

    The index in use serves until the new one is whole, and stays where anything fails. A document
    that cannot be taken in is reported, and the others are indexed. Unchanged documents are not read,
    repaired, embedded or segmented again; where nothing has changed, nothing is written.

    Args:
        settings: Which index, which models. ``settings.docs`` is the documents folder of a first
            build and, where it is not the default, of every build.
        docs: The documents folder; goes before ``settings.docs``. Without either, the one the index
            remembers.
        replace: Build all anew, in place of an index of another folder too.
        verify: Compare every document's bytes, where else size and time of writing are trusted.
        emptied: Whether documents were taken out of the folder on purpose, so that an index of none may take the place
            of one that there is. Nothing else tells an emptied folder from a share that is not mounted.
        progress: Called in this thread whenever there is something to say.

    Raises:
        LoadError: The folder is missing, or holds no document that can be taken in and was not emptied.
        IndexMismatchError: The index belongs to another folder, and ``replace`` is not set.
        IndexBusyError: Another process is building this index; at once.
        IndexStoreError: The index cannot be written.
        ConfigError: The user's dictionary is malformed.
        BackendError: The embedder cannot be loaded, or text is to be recognised and what does it is not installed.
    """
    if settings.recognises:
        require()
    started = time.perf_counter()
    engine = engine_of(settings.index)
    with generations.building(settings.index), _seldom_collected():
        base, lost = _base(settings.index)
        folder = _documents_folder(settings, docs, replace=replace)
        emptied = emptied and base is not None
        survey = survey_of(folder, base, verify=verify or replace, emptied=emptied)
        segmenter = Segmenter(settings.dictionary)
        if base and not replace and not lost and survey.unchanged and _serves(settings, base, segmenter):
            progress(Progress("commit", 1, 1))
            engine.publish(base.generation)
            return report_of(survey, base, time.perf_counter() - started, up_to_date=True)
        taken_from = None if replace else base
        manifest = _build(settings, survey, taken_from, segmenter, progress, emptied=emptied, lost=lost)
        engine.publish(manifest.generation)
        kept = {manifest.generation, base.generation if base else manifest.generation}
        generations.keep_only(settings.index, kept)
        engine.keep_only(kept)
        return report_of(survey, manifest, time.perf_counter() - started)


# After so many new objects Python looks for cycles; of 64,000 documents half a million are made, without any.
_COLLECTED_AFTER = 50_000
_MOST_NAMED = 201  # files that differ


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Have Python look for cycles less often, where many records are made that hold none."""
    before = gc.get_threshold()
    gc.set_threshold(max(_COLLECTED_AFTER, before[0]) if before[0] else 0, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def rollback(settings: Settings) -> str:
    """Put the other generation that is kept in use, and return its id. Twice leads back.

    Raises:
        IndexNotFoundError: There is no other one.
        IndexCorruptError: It is damaged.
        IndexBusyError: Someone is building.
        IndexEngineError: What keeps its vectors cannot be reached.
    """
    generation = generations.rollback(settings.index)
    engine_of(settings.index).publish(generation)
    return generation


@dataclass(frozen=True, slots=True)
class Pending:
    """What a build would take in.

    Attributes:
        new: Documents that are not in the index.
        changed: Those whose bytes have changed.
        removed: Those that are no longer in the folder.
        outdated: Whether the index would come out otherwise though no document has changed: it is cut short, or the
            program, the embedder or the user's dictionary is another one.
        files: The first of these documents by path, each with whether it is new, changed or removed.
    """

    new: int
    changed: int
    removed: int
    outdated: bool
    files: tuple[tuple[str, Literal["new", "changed", "removed"]], ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether a build would write nothing."""
        return not (self.new or self.changed or self.removed or self.outdated)


def pending(settings: Settings, docs: Path | None = None) -> Pending:
    """Return what a build would take in. Changes nothing.

    Quick enough to be asked whenever a page is drawn: nothing heavy is imported, and of the index only
    the sizes of its files are compared.

    Raises:
        LoadError: The folder is missing, or holds no document.
        IndexMismatchError: The index belongs to another folder.
        ConfigError: The user's dictionary is malformed.
    """
    base, lost = _base(settings.index, hashes=False)
    survey = survey_of(_documents_folder(settings, docs, replace=False), base, verify=False)
    outdated = base is None or bool(lost) or not _serves(settings, base, Segmenter(settings.dictionary))
    files = tuple(islice(survey.differing(), _MOST_NAMED))
    return Pending(survey.new, survey.changed, survey.removed, outdated, files)


def links_of(settings: Settings, path: Path) -> tuple[Link, ...]:
    """Return what a file is to others of its folder, as the index in force knows; nothing where it does not."""
    folder = collections.remembered(settings.index)
    current = generations.current_generation(settings.index)
    if folder is None or current is None or not path.resolve().is_relative_to(folder.resolve()):
        return ()
    name = path.resolve().relative_to(folder.resolve()).as_posix()
    with suppress(IndexStoreError):
        documents = generations.read_manifest(settings.index, current).documents
        return next((file.links for file in documents if file.path == name), ())
    return ()


def is_stale(settings: Settings, docs: Path | None = None) -> bool:
    """Return whether ``build`` would write something: no index, a cut or foreign one, changed documents.

    False where the documents folder is gone or empty: there is nothing to build from.

    Raises:
        ConfigError: The user's dictionary is malformed.
    """
    try:
        return not pending(settings, docs).nothing
    except IndexMismatchError:
        return True
    except LoadError:
        return _base(settings.index, hashes=False)[0] is None


# ---------------------------------------------------------------- what is there


def _base(index: Path, *, hashes: bool = True) -> tuple[Manifest | None, tuple[str, ...]]:
    """Return the manifest of the first generation that is whole; where none is, of the first that lacks but some packs.

    Returns:
        It, or None where there is none, and which packs are damaged.
    """
    without: tuple[Manifest | None, tuple[str, ...]] = (None, ())
    with suppress(IndexNotFoundError):
        for generation in generations.candidates(index):
            with suppress(IndexStoreError):
                manifest, lost = generations.usable(index, generation, apart=PACKS, hashes=hashes)
                if manifest.schema in READABLE:
                    if not lost:
                        return manifest, ()
                    without = without if without[0] else (manifest, lost)
    return without


def _serves(settings: Settings, base: Manifest, segmenter: Segmenter) -> bool:
    """Whether a generation is the one in use and would come out the same from the same documents."""
    return (
        base.schema == SCHEMA
        and base.generation == generations.current_generation(settings.index)
        and (base.corpus, base.chunking) == (corpus_version(settings), CHUNKING.version)
        and base.words == segmenter.version
        and _same_embedder(settings, base)
    )


def _same_embedder(settings: Settings, base: Manifest) -> bool:
    """Whether the embedder of a generation is the one of the settings, told without loading it."""
    folder = Path(settings.embedder).expanduser() if settings.embedder else settings.models / "embedder"
    if folder.is_dir():
        return base.embedder_hash == model_hash(folder)
    # A name on the hub; opening the index compares the hash.
    return base.embedder == settings.embedder


def corpus_version(settings: Settings) -> str:
    """Return a hash over the code and the model that read, repair and chunk: what they make may change with them.

    So may it with the setting that has scanned pages recognised, and with what recognises them.
    """
    package = ROOT / "rag"
    code = sorted(path for room in ("corpus", "text", "records") for path in package.glob(f"{room}/**/*.py"))
    # What is kept of a document to find its copies, and what came of comparing two, is taken over, too.
    code.append(package / "index" / "copies.py")
    whole = hashlib.sha256(model_hash(ROOT / "models" / "repair").encode())
    for path in code:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16] + (f"+ocr-{recogniser_version()}" if settings.recognises else "")


def _documents_folder(settings: Settings, docs: Path | None, *, replace: bool) -> Path:
    """Return the folder to index: the one asked for, else the one the index remembers, else that of a first build."""
    asked = docs or (settings.docs if settings.docs != Settings().docs else None)
    remembered = collections.remembered(settings.index)
    folder = (asked or remembered or settings.docs).resolve()
    if remembered and not collections.is_same(folder, remembered) and not replace:
        own = settings.indexes / collections.index_name(folder)
        raise IndexMismatchError(
            settings.index,
            f"made of {remembered}, not {folder}",
            hint=f"这个索引属于文件夹 {remembered}；要改用 {folder}，请另建一个索引（--index {own}），"
            "或加 --replace 用它取代原来的。",
        )
    if remembered is None and asked is None and collections.is_index(settings.index):
        raise IndexMismatchError(
            settings.index,
            "nothing legible says which folder it was made of",
            hint="索引已损坏，看不出它属于哪个文件夹",
            hint_en="The index is damaged, and nothing legible says which folder it was made of",
            mends=("name_docs",),
        )
    if not folder.is_dir():
        hint, hint_en = f"找不到资料文件夹 {folder}；请检查路径", f"{folder}: no such folder. Please check the path"
        raise LoadError(folder, "no such folder", hint=hint, hint_en=hint_en, mends=("other_docs",))
    return folder


# ---------------------------------------------------------------- the work


def _build(
    settings: Settings,
    survey: Survey,
    base: Manifest | None,
    segmenter: Segmenter,
    progress: Callable[[Progress], None],
    *,
    emptied: bool,
    lost: Collection[str],
) -> Manifest:
    """Write a generation and make it the one in use; leave nothing of it where that fails."""
    from rag.encode.load import load_embedder
    from rag.index.previous import Previous

    progress(Progress("read", 0, len(survey.files)))
    embedder = load_embedder(settings)
    try:
        previous = Previous(settings.index, base, embedder, segmenter, lost)
    # It is whole, and still cannot be read: of another version of a library, or from a failing disk.
    except (OSError, ValueError, RuntimeError, sqlite3.Error):
        base, previous = None, Previous(settings.index, None, embedder, segmenter)
    generation = ""
    try:
        generation = generations.begin(settings.index)
        home = generations.folder_of(settings.index, generation)
        files = write(
            home,
            engine_of(settings.index),
            survey,
            previous,
            reuse=base is not None and (base.corpus, base.chunking) == (corpus_version(settings), CHUNKING.version),
            task=_task(settings, survey, embedder, segmenter),
            processes=settings.threads,
            embedder=embedder,
            segmenter=segmenter,
            emptied=emptied,
            progress=progress,
        )
        chunks = sum(file.chunks for file in files)
        manifest = Manifest(
            schema=SCHEMA,
            generation=generation,
            created="",
            folder=collections.portable(survey.folder),
            embedder=embedder.name,
            embedder_hash=embedder.model_hash,
            dim=embedder.dim,
            corpus=corpus_version(settings),
            chunking=CHUNKING.version,
            words=segmenter.version,
            segmenter=segmenter.name,
            documents=files,
            skipped=len(survey.skipped),
            passed_over=survey.skipped,
            removed=tuple(sorted(survey.before.keys() - {file.path for file in survey.files})),
            chunks=chunks,
            pieces=embedder.model_hash if keeps_pieces(embedder) else "",
            search=engine_of(settings.index).search(chunks),
        )
        progress(Progress("commit", 0, 1))
        manifest = _commit(settings.index, manifest, base, previous.taken)
        progress(Progress("commit", 1, 1))
        return manifest
    except (OSError, sqlite3.Error, RuntimeError) as exc:
        _discard(settings.index, generation)
        raise _unwritten(settings.index, survey, base, generation, exc) from exc
    finally:
        previous.close()
        _discard(settings.index, generation)


def _task(settings: Settings, survey: Survey, embedder: Embedder, segmenter: Segmenter) -> Task:
    """Return how documents are taken in."""
    from rag.encode.static import StaticEmbedder

    return Task(
        folder=str(survey.folder.absolute()),
        chunking=CHUNKING,
        ocr=settings.recognises,
        dictionary=str(settings.dictionary.absolute()),
        words=segmenter.version,
        embedder=str(embedder.folder.absolute()) if isinstance(embedder, StaticEmbedder) else "",
        model_hash=embedder.model_hash,
    )


def _discard(index: Path, generation: str) -> None:
    """Remove what there is of a generation that is not in use."""
    if generation and generations.current_generation(index) != generation:
        shutil.rmtree(generations.folder_of(index, generation), ignore_errors=True)
        whole: list[str] = []
        with suppress(IndexStoreError):
            whole = generations.candidates(index)
        with suppress(IndexEngineError):
            engine_of(index).keep_only(frozenset(whole))


# What an index takes on the disk for each byte of the documents, measured on seeds/ and rounded up, and at the least.
_GROWTH, _LEAST_BYTES = 16, 4 << 20


def _unwritten(
    index: Path, survey: Survey, base: Manifest | None, generation: str, error: Exception
) -> IndexStoreError:
    """Return the error for a generation that could not be written: the one in use is as it was, nearly always.

    Where only the last sync failed, the new one is in use already, whole, and may be lost if the power is.
    """
    needed, free = space_needed(survey, base), _free(index)
    why = reason(error) if isinstance(error, OSError) else str(error)
    if generation and generations.current_generation(index) == generation:
        hint = f"索引已更新，但磁盘没有确认写好（{why}）；请检查磁盘 {index} 后再更新一次。"
    elif free < needed:
        hint = (
            f"磁盘空间不够：建立索引约需 {_megabytes(needed)}，{index} 所在的磁盘只剩 {_megabytes(free)}；"
            "请腾出空间后再试，原来的索引不受影响。"
        )
    else:
        hint = f"索引文件夹 {index} 写不进去（{why}）；请检查磁盘和权限后再试，原来的索引不受影响。"
    return IndexStoreError(index, f"cannot be written: {error}", hint=hint)


def space_needed(survey: Survey, base: Manifest | None) -> int:
    """Return about how many bytes a generation takes: in proportion to the last one's, else by a rule of thumb."""
    documents = sum(file.size for file in survey.files)
    before = sum(file.size for file in base.documents) if base else 0
    growth = sum(file.size for file in base.files) / before if base and before else _GROWTH
    return max(_LEAST_BYTES, round(documents * growth))


def _free(index: Path) -> int:
    """Return how many bytes are free where an index lies; very many where that cannot be told."""
    with suppress(OSError):
        return shutil.disk_usage(next(path for path in (index, *index.parents) if path.exists())).free
    return 1 << 62


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"


def _commit(index: Path, manifest: Manifest, base: Manifest | None, taken: Collection[str]) -> Manifest:
    """Make a written generation the one in use; some of its files were taken as they were."""
    from rag.index.engine import TERMS
    from rag.index.lexical import LOCKS, is_written_once

    home = generations.folder_of(index, manifest.generation)
    copied = {
        file.path: file
        for file in (base.files if base else ())
        if file.path in taken
        or (file.path.startswith(f"{TERMS}/") and is_written_once(file.path) and (home / file.path).exists())
    }
    before = base.generation if base else ""
    return generations.commit(index, manifest, leave_out=LOCKS, copied=copied, before=before)
