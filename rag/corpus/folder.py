"""A documents folder → the files in it that are documents, those that are none, and those in no format we read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from rag.corpus.read import SUFFIXES


@dataclass(frozen=True, slots=True)
class Folder:
    """What a documents folder holds.

    Attributes:
        documents: Files to read, sorted by name.
        skipped: Names of files that are no documents (hidden, README, LICENSE, *.meta.toml), sorted.
        unsupported: Names of files in a format that no reader knows, sorted.
    """

    documents: tuple[Path, ...]
    skipped: tuple[str, ...]
    unsupported: tuple[str, ...]


def walk(root: Path) -> Folder:
    """Return what a folder and its subfolders hold.

    Links that lead out of the folder are not followed and are counted as skipped; a folder is never entered twice.

    Raises:
        NotADirectoryError: There is no such folder.
    """
    if not root.is_dir():
        raise NotADirectoryError(root)
    inside = root.resolve()
    documents: list[tuple[str, Path]] = []
    skipped: list[str] = []
    unsupported: list[str] = []
    for folder, names, files in os.walk(root):
        here = Path(folder)
        hidden = [n for n in names if n.startswith((".", "_")) or (here / n).is_symlink()]
        names[:] = sorted(n for n in names if n not in hidden)
        skipped += [_name(here / n, root) + "/" for n in hidden]
        for file in files:
            path = here / file
            name = _name(path, root)
            if _no_document(file) or not _stays(path, inside):
                skipped.append(name)
            elif path.suffix.lower() in SUFFIXES:
                documents.append((name, path))
            else:
                unsupported.append(name)
    return Folder(tuple(path for _, path in sorted(documents)), tuple(sorted(skipped)), tuple(sorted(unsupported)))


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _no_document(file: str) -> bool:
    upper = file.upper()
    return file.startswith((".", "_")) or upper.startswith(("README", "LICENSE")) or upper.endswith(".META.TOML")


def _stays(path: Path, inside: Path) -> bool:
    """Whether a file lies inside the folder once links are followed; a link to nothing does not."""
    return not path.is_symlink() or (path.is_file() and path.resolve().is_relative_to(inside))
