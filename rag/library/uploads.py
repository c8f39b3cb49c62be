"""Files that people put here from a browser: copies in folders of their own, each a collection that is read in place.

    data/uploads/<group>/<file>      what was uploaded; nothing else of anybody's is ever written or deleted here

Knows names and bytes, no formats: what a file is, reading it says.
"""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from pathlib import Path, PurePosixPath

from rag.corpus.read import SUFFIXES, TAKEN
from rag.errors import DataFolderError, RagError, UnsupportedFormatError

_MOST_BYTES_OF_NAME = 200
_NOT_IN_NAMES = '<>:"|?*'  # Windows takes none of them, and a folder may be carried there
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def group_of(data: Path, name: str) -> Path:
    """Return the folder of a group of uploads by its name, there or not; a name that says nothing is ``uploads``.

    Groups hold no groups: 2024/温州 is 2024-温州.

    Args:
        data: The folder of what people make.
        name: As typed.
    """
    parts = (safe(part) for part in name.replace("\\", "/").split("/"))
    return data / "uploads" / (safe("-".join(filter(None, parts))) or "uploads")


def is_group(data: Path, folder: Path) -> bool:
    """Whether a documents folder is a group of uploads, whose files may be deleted from here."""
    return folder.resolve().parent == (data / "uploads").resolve()


def safe(name: str) -> str:
    r"""Return a name that every file system holds, without folders; ``""`` where nothing is left of it.

    >>> safe("../../etc/passwd"), safe("C:\\资料\\通知?.txt"), safe(" .隐.txt"), safe("con.txt")
    ('passwd', '通知_.txt', '隐.txt', '_con.txt')
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join("_" if char in _NOT_IN_NAMES else char for char in last if unicodedata.category(char)[0] != "C")
    kept = kept.strip().lstrip(".").strip().rstrip(". ")
    stem, suffix = PurePosixPath(kept).stem, PurePosixPath(kept).suffix
    while stem and len(f"{stem}{suffix}".encode()) > _MOST_BYTES_OF_NAME:
        stem = stem[:-1]
    return f"_{stem}{suffix}" if stem.split(".")[0].lower() in _DEVICES else f"{stem}{suffix}"


def keep(group: Path, name: str, content: bytes) -> str:
    """Keep an uploaded file whole, in place of one of the same name, and return the name it is kept by.

    Raises:
        UnsupportedFormatError: Its name says a kind of file that is not read.
        DataFolderError: It cannot be written.
    """
    kept = safe(name)
    refused = _refused(name, kept)
    if refused is not None:
        raise refused
    _write(group, kept, content)
    return kept


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of files that were uploaded together.

    Attributes:
        kept: The name of each as it was given and as it is kept, in order.
        refused: Why others were not.
    """

    kept: tuple[tuple[str, str], ...] = ()
    refused: tuple[RagError, ...] = ()


def take(group: Path, files: Iterable[tuple[str, bytes]]) -> Taken:
    """Keep uploaded files, each under a name of its own, and return what became of them; nothing is raised.

    Files of one name, or of names that are one on a file system, get numbers: ``通知 (2).txt``. What an earlier upload
    left under a name is replaced, as ``keep`` does. One that cannot be kept is in no other's way.

    Args:
        group: The folder.
        files: Names as given, and contents.
    """
    kept: list[tuple[str, str]] = []
    refused: list[RagError] = []
    taken: set[str] = set()
    for name, content in files:
        own = safe(name)
        error: RagError | None = _refused(name, own)
        if error is None:
            own = _free(group, own, content, taken)
            try:
                _write(group, own, content)
            except DataFolderError as exc:
                error = exc
        if error is None:
            taken.add(own.casefold())
            kept.append((name, own))
        else:
            refused.append(error)
    return Taken(tuple(kept), tuple(refused))


def _free(group: Path, name: str, content: bytes, taken: set[str]) -> str:
    """Return a name that none of the same upload has; with a number only where no other file has that already."""
    if name.casefold() not in taken:
        return name
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    numbered = (f"{stem} ({n}){suffix}" for n in count(2))
    return next(one for one in numbered if one.casefold() not in taken and _is_free(group / one, content))


def _is_free(path: Path, content: bytes) -> bool:
    """Whether nothing is there, or the same: the same files uploaded once more get the same names."""
    try:
        return not path.exists() or path.read_bytes() == content
    except OSError:
        return False


def _refused(name: str, kept: str) -> UnsupportedFormatError | None:
    """Return why a file is not taken, by its name; None where it is."""
    if PurePosixPath(kept).suffix.lower() in SUFFIXES:
        return None
    if f".{kept.lower()}" in SUFFIXES:
        hint = f"{name} 只有后缀，没有文件名；请起个名字再上传。"
        return UnsupportedFormatError(
            name, "no name", hint=hint, hint_en=f"{name} has no name but its ending; name it and upload it again."
        )
    return UnsupportedFormatError(
        name,
        "no such kind is read",
        hint=f"{name} 不是能读的格式；能读的有 {TAKEN}。",
        hint_en=f"{name} is of no kind that can be read; these are: {' '.join(SUFFIXES)}.",
    )


def _write(group: Path, kept: str, content: bytes) -> None:
    """Write a file whole, in place of one of the same name.

    Raises:
        DataFolderError: It cannot be written.
    """
    try:
        group.mkdir(parents=True, exist_ok=True)
        # Beside the groups: a build must not see half a file.
        number, aside = tempfile.mkstemp(prefix=".", dir=group.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(content)
            Path(aside).replace(group / kept)
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as exc:
        raise DataFolderError(group, exc) from exc


def names(group: Path) -> list[str]:
    """Return the names of the files of a group, in order; none where it is not there."""
    try:
        return sorted(entry.name for entry in os.scandir(group) if entry.is_file(follow_symlinks=False))
    except OSError:
        return []


def remove(group: Path, wanted: list[str]) -> None:
    """Delete files of a group by their names; what is not there is not missed.

    Raises:
        DataFolderError: One cannot be deleted.
    """
    there = set(names(group))
    try:
        for name in wanted:
            if name in there:
                (group / name).unlink(missing_ok=True)
    except OSError as exc:
        raise DataFolderError(group, exc) from exc
