"""What a documents folder holds now, beside what an index was made of.

Knows files, their sizes, times and hashes; reads no document.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from rag.corpus.folder import walk
from rag.corpus.ignored import Skipped
from rag.corpus.read import MOST_BYTES, SUFFIXES, TAKEN, irregular, is_text, shown, too_large, unnameable
from rag.corpus.sidecar import SUFFIX as SIDECAR
from rag.corpus.sidecar import sidecar_digest, sidecar_names
from rag.errors import LoadError, UnsupportedFormatError, is_held, reason
from rag.index.generation import Manifest, SourceFile

# A file written this shortly before it was looked at may be written again within the same tick of the clock.
_RACY_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What the documents folder holds now, beside what it held at the last build.

    Attributes:
        folder: The documents folder.
        files: Its documents as they are; ``failed`` is set where a file cannot even be tried. Those that were written
            no later than at the last build stand there as it told of them, with what was made of them then. Those of a
            subfolder that is now empty or cannot be listed, and those that cannot be read now, are among them as they
            were, with a warning.
        before: The documents of the last build by path.
        skipped: What was passed over as no document, with the rule.
    """

    folder: Path
    files: tuple[SourceFile, ...]
    before: dict[str, SourceFile]
    skipped: tuple[Skipped, ...]

    def same(self, file: SourceFile) -> bool:
        """Whether a file, and its sidecar, have the bytes that they had at the last build."""
        known = self.before.get(file.path)
        return known is file or (known is not None and (known.sha256, known.sidecar) == (file.sha256, file.sidecar))

    @property
    def new(self) -> int:
        """How many files were not there at the last build."""
        return sum(file.path not in self.before for file in self.files)

    @property
    def changed(self) -> int:
        """How many have other bytes than then, or a sidecar with others."""
        return sum(file.path in self.before and not self.same(file) for file in self.files)

    @property
    def removed(self) -> int:
        """How many are no longer there."""
        return len(self.before.keys() - {file.path for file in self.files})

    def differing(self) -> Iterator[tuple[str, Literal["new", "changed", "removed"]]]:
        """Give each file that is not as it was at the last build, and how: in the folder's order, removed ones last."""
        for file in self.files:
            if file.path not in self.before:
                yield file.path, "new"
            elif not self.same(file):
                yield file.path, "changed"
        there = {file.path for file in self.files}
        yield from ((path, "removed") for path in self.before if path not in there)

    @property
    def unchanged(self) -> bool:
        """Whether the folder holds what it held at the last build."""
        return len(self.files) == len(self.before) and all(map(self.same, self.files))


def survey_of(folder: Path, base: Manifest | None, *, verify: bool, emptied: bool = False) -> Survey:
    """Return what a documents folder holds.

    Args:
        folder: The documents folder.
        base: Of the generation to compare with; None for a first build.
        verify: Hash every file; else a file of the same size and time counts as the same.
        emptied: Whether its documents were taken out on purpose.

    Raises:
        LoadError: It holds no document at all and was not emptied.
        ConfigFileError: Its ``.ragignore`` cannot be read.
    """
    before = {file.path: file for file in base.documents} if base else {}
    now = time.time_ns()
    found = walk(folder)
    names = found.names
    # Nearly all documents have no sidecar, and most folders hold none.
    beside = {one.path.lower() for one in found.skipped if one.path.lower().endswith(SIDECAR)}
    files = [
        _looked_at(
            folder,
            name,
            before.get(name),
            now,
            verify=verify,
            alone=not beside or beside.isdisjoint(sidecar_names(name)),
        )
        for name in names
    ]
    files += [refused(SourceFile(name, "", 0, 0), _unsupported(name), folder) for name in found.unsupported]
    gone = [before[name] for name in before.keys() - {*names, *found.unsupported} if not before[name].failed]
    files += _out_of_reach(folder, gone, dict(found.closed))
    if not files and not emptied:
        raise LoadError(folder, "no documents", hint=f"文件夹 {folder} 里没有资料；请放入 {TAKEN} 文件。")
    return Survey(folder, tuple(sorted(files, key=lambda file: file.path)), before, found.skipped)


def _out_of_reach(folder: Path, gone: list[SourceFile], closed: Mapping[str, OSError]) -> list[SourceFile]:
    """Return of the files that are gone those that are likely still there, as they were.

    These are the ones whose subfolder is there and holds nothing at all: so does a share that is not mounted look. Who
    deletes documents seldom leaves their folder; and it can be deleted. And those below a folder that could not be
    listed, for whatever reason: nothing says that they are gone. A subfolder that is gone was deleted or renamed.
    """
    found = []
    for file in gone:
        above = [parent.as_posix() for parent in PurePosixPath(file.path).parents]
        if error := next((closed[name] for name in above if name in closed), None):
            found.append(as_it_was(file, error))
            continue
        try:
            nearest = next(
                (p for p in [folder / parent for parent in Path(file.path).parents][:-1] if p.is_dir()), None
            )
            if nearest is not None and next(nearest.iterdir(), None) is None:
                name = shown(nearest.relative_to(folder).as_posix())
                found.append(replace(file, mtime_ns=0, out_of_reach=name))
        except OSError as error:
            if may_pass(error):
                found.append(as_it_was(file, error))
    return found


def may_pass(error: OSError) -> bool:
    """Whether a document is likely as it was though it cannot be read: the disk fails, or another program holds it.

    Where it is gone, or its reader has no right to the file itself any more, somebody meant that.
    """
    meant = isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError | NotADirectoryError)
    return not meant or is_held(error)


def as_it_was(known: SourceFile, error: OSError) -> SourceFile:
    """Return a document that cannot be read now as it was at the last build, to be looked at again at the next."""
    return replace(known, mtime_ns=0, unread=reason(error))


def _looked_at(folder: Path, name: str, known: SourceFile | None, now: int, *, verify: bool, alone: bool) -> SourceFile:
    """Return a file as it is, hashed only where it may have changed; ``alone`` where it has no sidecar for certain."""
    if not is_text(name):
        return refused(SourceFile(name, "", 0, 0), unnameable(name), folder)
    beside = "" if alone else sidecar_digest(folder / name, folder)
    # No ``Path``: of many thousand files making one takes longer than looking at it.
    path = f"{folder}/{name}"
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError as exc:
        # Looking at a file takes a right to its folders alone: where that lacks, nobody meant this one.
        return _kept_or_refused(name, known, exc, folder, kept=isinstance(exc, PermissionError) or may_pass(exc))
    try:
        if status.st_size > MOST_BYTES:
            # Of a file that is not read, its size stands for its bytes.
            error = too_large(shown(name), shown(name), status.st_size)
            return refused(SourceFile(name, f"{status.st_size} bytes", status.st_size, 0), error, folder)
        mtime = status.st_mtime_ns if status.st_mtime_ns < now - _RACY_NS else 0
        if known and not verify and mtime and (known.size, known.mtime_ns) == (status.st_size, mtime):
            if known.sidecar == beside and not known.failed and not known.out_of_reach:
                return known
            return SourceFile(name, known.sha256, status.st_size, mtime, sidecar=beside)
        with open(path, "rb") as file:  # noqa: PTH123
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return SourceFile(name, digest, status.st_size, mtime, sidecar=beside)
    except OSError as exc:
        return _kept_or_refused(name, known, exc, folder, kept=may_pass(exc))


def _kept_or_refused(name: str, known: SourceFile | None, error: OSError, folder: Path, *, kept: bool) -> SourceFile:
    """Return a file that the system does not give out: as it was, if it was in the index, or as one that failed."""
    if kept and known and not known.failed:
        return as_it_was(known, error)
    return refused(SourceFile(name, "", 0, 0), unreadable(name, error), folder)


def refused(file: SourceFile, error: LoadError, folder: Path) -> SourceFile:
    """Return a file that is not in the index, with why and the mend; files are named below the documents folder."""
    above = str(folder / "_")[:-1]
    return replace(file, failed=error.hint, failed_en=error.hint_en.replace(above, ""))


def unreadable(name: str, error: OSError) -> LoadError:
    """Return the error for a file that the system does not give out."""
    mend = "请检查磁盘或网络连接后再更新" if may_pass(error) else "请检查文件是否还在、是否有权限"
    hint = f"{shown(name)} 无法读取（{reason(error)}）；{mend}。"
    return LoadError(shown(name), f"cannot be read ({error.strerror or error})", hint=hint)


def _unsupported(name: str) -> LoadError:
    if PurePosixPath(name).suffix.lower() in SUFFIXES:
        return irregular(shown(name), shown(name))
    hint = f"{shown(name)} 的格式暂不支持，能读的有 {TAKEN}；请先转换格式。"
    return UnsupportedFormatError(shown(name), "this format cannot be read", hint=hint)
