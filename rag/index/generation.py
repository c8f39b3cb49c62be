"""The index folder on disk: generations, their manifests, which one is in use, and who may build.

    CURRENT                          the generation in use, replaced by rename
    generations/<id>/manifest.json   written last; holds the hash of every other file, and its own
    generations/<id>/…
    LOCK

Knows files, hashes and locks; nothing of what the files hold.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from rag.corpus.ignored import Skipped
from rag.errors import IndexBusyError, IndexCorruptError, IndexNotFoundError, IndexStoreError, reason
from rag.index.codec import columns, decode, encode
from rag.index.hashes import hashing
from rag.records import Link

T = TypeVar("T")
SCHEMA = 6
# Older formats that can still be searched, until they are built anew.
READABLE = frozenset({1, 2, 3, 4, 5, SCHEMA})
# Those whose records and vectors are what they are now. Words are kept in another way since 4, vectors since 5, records
# in files of their own since 6.
SAME_ROWS = frozenset({3, 4, 5, SCHEMA})
_ID = re.compile(r"\d{8}-\d{6}-\d{6}")
_CHECKSUM = re.compile(rb'"checksum": "([0-9a-f]{64})"')
_BLANK = b'"checksum": "' + b"0" * 64 + b'"'
# The manifest that was read last, by its checksum.
_last: dict[bytes, Manifest] = {}
# Windows lets nobody replace a file that another has open, or open one that is being replaced: either passes soon.
_PATIENCE_S, _PAUSE_S = (2.0 if os.name == "nt" else 0.0), 0.02


@dataclass(frozen=True, slots=True)
class FileHash:
    """A file of a generation: path below its folder with ``/``, SHA-256 in hex, bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document file as it was when it was indexed.

    Attributes:
        path: Below the documents folder, with ``/``.
        sha256: Of its bytes, in hex.
        size: In bytes.
        mtime_ns: When it was last written, in nanoseconds; 0 where that cannot be relied on.
        chunks: How many it gave.
        failed: Why it is not in the index and what mends that, in Chinese; None where it is.
        failed_en: The same in English.
        sidecar: SHA-256 of its sidecar's bytes, in hex; ``""`` where it has none.
        warnings: What was said of it when it was taken in, in Chinese.
        encoding: Of its text.
        characters: Of its text as it was read.
        articles: How many articles with a text it was cut into; a headline alone is none.
        taken_over: Whether it was taken over from the generation before, unchanged.
        out_of_reach: The subfolder that held it and was found empty, so that it was kept as it was; else ``""``.
        links: What it is to other documents of the folder.
        unread: Why the system did not give out its bytes, so that it was kept as it was; else ``""``.
    """

    path: str
    sha256: str
    size: int
    mtime_ns: int
    chunks: int = 0
    failed: str | None = None
    failed_en: str | None = None
    sidecar: str = ""
    warnings: tuple[str, ...] = ()
    encoding: str = ""
    characters: int = 0
    articles: int = 0
    taken_over: bool = False
    out_of_reach: str = ""
    links: tuple[Link, ...] = ()
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says of itself.

    Attributes:
        schema: Number of the format; one that is not ``READABLE`` cannot be opened.
        generation: Its id; ``""`` for an index in memory.
        created: When it was committed, UTC, ISO form.
        folder: The documents folder: below the project with ``/``, or absolute.
        embedder: Name of the embedder.
        embedder_hash: SHA-256 over the embedder's files.
        dim: Length of its vectors.
        corpus: Version of reading, repair and chunking.
        words: Version of the words (``Segmenter.version``).
        segmenter: What cut the Han runs.
        documents: The files of the folder that are documents, by path, the failed ones among them.
        skipped: How many files of the folder are no documents.
        passed_over: Those, each with the rule.
        removed: Documents of the generation before that were no longer in the folder.
        chunks: How many there are.
        files: Every file of the generation but the manifest.
        chunking: How passages were cut (``ChunkSettings.version``).
        pieces: Hash of the static model whose pieces of each passage are kept; ``""`` where none are.
        search: How vectors are searched, see ``coarse.told``; ``""`` where that was not said.
    """

    schema: int
    generation: str
    created: str
    folder: str
    embedder: str
    embedder_hash: str
    dim: int
    corpus: str
    words: str
    segmenter: str
    documents: tuple[SourceFile, ...] = ()
    skipped: int = 0
    passed_over: tuple[Skipped, ...] = ()
    removed: tuple[str, ...] = ()
    chunks: int = 0
    files: tuple[FileHash, ...] = ()
    chunking: str = ""
    pieces: str = ""
    search: str = ""


# ---------------------------------------------------------------- reading


def current_generation(folder: Path) -> str | None:
    """Return the id of the generation in use; None where none is named. Reads one small file."""
    try:
        named = _patiently(lambda: (folder / "CURRENT").read_text(encoding="ascii")).strip()
    except (OSError, UnicodeDecodeError):
        return None
    return named if _ID.fullmatch(named) else None


def candidates(folder: Path) -> list[str]:
    """Return the ids of the generations that may serve: the one in use, then complete ones, newest first.

    Raises:
        IndexNotFoundError: No index has been built here.
        IndexStoreError: There is a file in the folder's place, or it cannot be looked at.
    """
    if folder.is_file():
        raise _unwritable(folder, NotADirectoryError(errno.ENOTDIR, "a file"))
    current = current_generation(folder)
    try:
        complete = [path.parent.name for path in folder.glob("generations/*/manifest.json")]
    except OSError as exc:
        raise _unwritable(folder, exc) from exc
    others = sorted((name for name in complete if _ID.fullmatch(name) and name != current), reverse=True)
    found = ([current] if current else []) + others
    if not found:
        raise IndexNotFoundError(
            folder, "no index", hint="还没有建立索引", hint_en="There is no index yet", mends=("build",)
        )
    return found


def folder_of(folder: Path, generation: str) -> Path:
    """Return the folder of a generation."""
    return folder / "generations" / generation


def read_manifest(folder: Path, generation: str) -> Manifest:
    """Return the manifest of a generation.

    Raises:
        IndexCorruptError: It is missing or altered, or belongs to another generation.
    """
    path = folder_of(folder, generation) / "manifest.json"
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise ValueError("no plain file")
        data = path.read_bytes()
        found = _CHECKSUM.findall(data)
        blank = _CHECKSUM.sub(_BLANK, data)
        if len(found) != 1 or hashlib.sha256(blank).hexdigest().encode() != found[0]:
            raise ValueError("altered")
        manifest = _parsed(found[0], data)
        if manifest.generation != generation:
            raise ValueError("of another generation")
    except (OSError, ValueError) as exc:
        raise corrupt(folder, generation, "manifest.json", str(exc)) from exc
    return manifest


def _parsed(checksum: bytes, data: bytes) -> Manifest:
    """Return the manifest that some bytes are; the last one is kept, for it is asked for again and again.

    Args:
        checksum: Of the bytes, which has been compared with them.
        data: The bytes.

    Raises:
        ValueError: They are no manifest.
    """
    known = _last.get(checksum)
    if known is None:
        known = decode(Manifest, data)
        _last.clear()
        _last[checksum] = known
    return known


def verified(folder: Path, generation: str, *, hashes: bool = True) -> Manifest:
    """Return the manifest of a generation whose files are all as they were written.

    Args:
        folder: The index folder.
        generation: Its id.
        hashes: Whether to read every file; without, only their sizes are compared.

    Raises:
        IndexCorruptError: A file is missing, altered, cut short or no plain file.
    """
    return usable(folder, generation, apart=None, hashes=hashes)[0]


def usable(
    folder: Path, generation: str, *, apart: str | None, hashes: bool = True
) -> tuple[Manifest, tuple[str, ...]]:
    """Return the manifest of a generation whose files are as they were written, but for some that it can do without.

    Args:
        folder: The index folder.
        generation: Its id.
        apart: The folder of those, below the generation's; None where there are none.
        hashes: Whether to read every file; without, only their sizes are compared.

    Returns:
        The manifest, and the paths of those that are damaged among what it can do without.

    Raises:
        IndexCorruptError: Another file is missing, altered, cut short or no plain file.
    """
    manifest = read_manifest(folder, generation)
    home = folder_of(folder, generation)
    lost: list[str] = []

    def damaged(file: FileHash, why: Exception) -> None:
        if apart is None or not file.path.startswith(f"{apart}/"):
            raise corrupt(folder, generation, file.path, str(why)) from why
        lost.append(file.path)

    plain = []
    for file in manifest.files:
        try:
            status = (home / file.path).lstat()
            # A pipe in a file's place would block for ever, and a link leads to what others may change.
            if not stat.S_ISREG(status.st_mode):
                raise ValueError("no plain file")
            if status.st_size != file.size:
                raise ValueError("altered")
            plain.append(file)
        except (OSError, ValueError) as exc:
            damaged(file, exc)
    if not hashes:
        return manifest, tuple(lost)
    with hashing([home / file.path for file in plain]) as digests:
        for file in plain:
            try:
                if next(digests) != file.sha256:
                    raise ValueError("altered")
            except (OSError, ValueError) as exc:
                damaged(file, exc)
    return manifest, tuple(lost)


def corrupt(folder: Path, generation: str, file: str, why: str) -> IndexCorruptError:
    """Return the error for a file of a generation that is not as it was written."""
    return IndexCorruptError(
        folder,
        f"{generation}/{file}: {why}",
        hint=f"索引文件 {file} 缺失或已损坏",
        hint_en=f"The index file {file} is missing or damaged",
        mends=("rebuild",),
    )


# ---------------------------------------------------------------- writing


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Hold the right to build in an index folder, which is made where it is missing.

    Released when the process ends, however it ends.

    Raises:
        IndexBusyError: Someone else holds it; at once.
        IndexStoreError: The folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / "LOCK", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as exc:
        hint, hint_en = "正在重建索引，请等它完成后再试。", "The index is being built; please wait until that is done."
        raise IndexBusyError(folder, "another build is running", hint=hint, hint_en=hint_en) from exc
    except OSError as exc:
        raise _unwritable(folder, exc) from exc
    try:
        yield
    finally:
        lock.release()


def _unwritable(folder: Path, error: OSError) -> IndexStoreError:
    """Return the error for an index folder in which nothing can be written."""
    if folder.is_file():
        hint = f"索引的位置 {folder} 上有一个同名的文件；请把它移开，或用 --index 换一个位置。"
    else:
        hint = f"索引文件夹 {folder} 不能写入（{reason(error)}）；请检查磁盘空间和权限，或用 --index 换一个位置。"
    return IndexStoreError(folder, f"cannot be written: {error}", hint=hint)


def begin(folder: Path) -> str:
    """Return the id of a new generation, its folder made and empty. Only while ``building``.

    Ids are the time in UTC to the microsecond, so that their order is that of the builds. What builds that were killed
    left behind is removed first, so that it takes up the room of one generation at most.
    """
    for path in (folder / "generations").glob("*"):
        if not (path / "manifest.json").exists() and path.name != current_generation(folder):
            shutil.rmtree(path, ignore_errors=True)
    generation = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    folder_of(folder, generation).mkdir(parents=True)
    return generation


def commit(
    folder: Path,
    manifest: Manifest,
    *,
    leave_out: frozenset[str] = frozenset(),
    copied: Mapping[str, FileHash] = MappingProxyType({}),
    before: str = "",
) -> Manifest:
    """Make a written generation the one in use, and return its manifest with the hashes of its files.

    Every file reaches the disk before the manifest, the manifest before ``CURRENT``: whenever the
    process or the machine stops, the old generation or the new one is in use, whole.

    Args:
        folder: The index folder; only while ``building``.
        manifest: All but ``files`` and ``created``.
        leave_out: Names of files that are no part of the generation, such as locks.
        copied: Files, by path, that are verified ones or copies of them and were not written to since. What they were
            is what they have to be: should a copy have gone wrong, its hash tells when it is opened.
        before: The generation that those are of; the very files of it are on the disk already.
    """
    home = folder_of(folder, manifest.generation)
    files = []
    paths = [path for path in sorted(home.rglob("*")) if path.is_file() and path.name not in leave_out]
    named = {path: path.relative_to(home).as_posix() for path in paths}
    with hashing([path for path in paths if named[path] not in copied]) as digests:
        for path in paths:
            if not (before and named[path] in copied and path.samefile(folder_of(folder, before) / named[path])):
                _sync(path)
            files.append(copied.get(named[path]) or FileHash(named[path], next(digests), path.stat().st_size))
    for path in [*(p for p in home.rglob("*") if p.is_dir()), home, home.parent, folder]:
        _sync_folder(path)
    created = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    manifest = replace(manifest, created=created, files=tuple(files))
    _replace(home / "manifest.json", _signed(manifest))
    _replace(folder / "CURRENT", f"{manifest.generation}\n".encode("ascii"))
    return manifest


def _signed(manifest: Manifest) -> bytes:
    """Return a manifest as JSON, a line, that holds the hash of itself with that hash blanked."""
    told = {field.name: getattr(manifest, field.name) for field in fields(manifest)}
    told["documents"] = columns(SourceFile, manifest.documents)
    data = b"{" + _BLANK + b"," + encode(told)[1:]
    digest = hashlib.sha256(data).hexdigest().encode()
    return data.replace(_BLANK, b'"checksum": "' + digest + b'"', 1)


def keep_only(folder: Path, generations: set[str]) -> None:
    """Remove every other generation, the remains of builds that were cut short too. Only while ``building``.

    What another program still holds open (on Windows) stays and is removed the next time.
    """
    for path in (folder / "generations").glob("*"):
        if path.name not in generations:
            # Without its manifest a generation is no candidate, however much of it is left.
            with suppress(OSError):
                (path / "manifest.json").unlink()
            shutil.rmtree(path, ignore_errors=True)


def rollback(folder: Path) -> str:
    """Put the other generation that is kept in use, and return its id. Twice leads back.

    Raises:
        IndexNotFoundError: There is no other one.
        IndexCorruptError: It is damaged.
        IndexBusyError: Someone is building.
    """
    with building(folder):
        current = current_generation(folder)
        others = [generation for generation in candidates(folder) if generation != current]
        if not others:
            hint, hint_en = "没有可以退回的上一代索引。", "There is no generation of the index before this one."
            raise IndexNotFoundError(folder, "no previous generation", hint=hint, hint_en=hint_en)
        verified(folder, others[0])
        _replace(folder / "CURRENT", f"{others[0]}\n".encode("ascii"))
        return others[0]


def _replace(path: Path, data: bytes) -> None:
    """Write a file aside and put it in place, so that it is the old one or the new one, whole."""
    aside = path.with_name(path.name + ".new")
    with aside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _patiently(lambda: aside.replace(path))
    _sync_folder(path.parent)


def _patiently(attempt: Callable[[], T]) -> T:
    """Return what an attempt gives, tried again while another program holds the file for a moment.

    Raises:
        PermissionError: It goes on holding it, or there is no right to the file.
    """
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return attempt()
        except PermissionError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(_PAUSE_S)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Bring a folder's entries to the disk; Windows opens no folders and needs none of it."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
