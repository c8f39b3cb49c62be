"""A documents folder → the files in it that are documents, those that are none, and those in no format we read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.corpus.ignored import Skipped, by_name, link, rules_of, with_orphans
from rag.corpus.read import SUFFIXES, is_regular


@dataclass(frozen=True, slots=True)
class Folder:
    """What a documents folder holds.

    Attributes:
        documents: Files to read, sorted by name, and with them each folder that could not be listed: an attempt to
            read it fails with the system's reason, so that what it holds is missed by name and not silently.
        skipped: What was passed over, with the rule, sorted by name; of a folder nothing within it.
        unsupported: Names of files in a format that no reader knows, pipes and devices among them, sorted.
        closed: The folders that could not be listed, below the folder, with ``/`` and without one at the end, and why.
        names: Of the documents, below the folder, with ``/``.
    """

    documents: tuple[Path, ...]
    skipped: tuple[Skipped, ...]
    unsupported: tuple[str, ...]
    closed: tuple[tuple[str, OSError], ...] = ()
    names: tuple[str, ...] = ()


def walk(root: Path) -> Folder:
    """Return what a folder and its subfolders hold.

    Links that lead out of the folder are not followed and are counted as skipped; a folder is never entered twice.

    Raises:
        NotADirectoryError: There is no such folder.
        ConfigFileError: Its ``.ragignore`` cannot be read.
    """
    if not root.is_dir():
        raise NotADirectoryError(root)
    inside = root.resolve()
    rule = rules_of(root)
    documents: list[tuple[str, Path]] = []
    skipped: list[Skipped] = []
    unsupported: list[str] = []
    shut: list[OSError] = []
    for folder, names, files in os.walk(root, onerror=shut.append):
        here = Path(folder)
        above = f"{_name(here, root)}/" if here != root else ""
        passed_over = {name: _folder_rule(here / name, root, rule) for name in names}
        skipped += filter(None, passed_over.values())
        names[:] = sorted(name for name in names if passed_over[name] is None)
        for file in files:
            name = above + file
            if found := rule(name):
                skipped.append(found)
                continue
            path = here / file
            plain = _is_plain(path)
            if not plain and not _stays(path, inside):
                skipped.append(link(name))
            elif path.suffix.lower() in SUFFIXES and (plain or _readable(path)):
                documents.append((name, path))
            else:
                unsupported.append(name)
    closed = tuple((_name(Path(error.filename), root), error) for error in shut)
    documents += [(name, root / name) for name, _ in closed]
    documents.sort()
    return Folder(
        tuple(path for _, path in documents),
        tuple(sorted(with_orphans(skipped, {name for name, _ in documents}), key=lambda s: s.path)),
        tuple(sorted(unsupported)),
        closed,
        tuple(name for name, _ in documents),
    )


def has_documents(root: Path, *, look_at: int = 20_000) -> bool:
    """Return whether a folder or its subfolders hold a document, by name alone; the first one ends the search.

    Args:
        root: The folder.
        look_at: Files after which the search is given up; a folder as large as that is taken to hold one.
    """
    looked_at = 0
    for _, names, files in os.walk(root):
        names[:] = [n for n in names if by_name(f"{n}/") is None]
        if any(by_name(file) is None and Path(file).suffix.lower() in SUFFIXES for file in files):
            return True
        looked_at += len(files) + len(names)
        if looked_at >= look_at:
            return True
    return False


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _is_link(path: Path) -> bool:
    """Whether a path is a link, as far as the system lets it be looked at."""
    try:
        return path.is_symlink()
    except OSError:
        return False


def _is_plain(path: Path) -> bool:
    """Whether a path is an ordinary file and no link, told by one look at it: nearly all are."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _readable(path: Path) -> bool:
    """Whether a file can be tried: no pipe or device; what cannot be looked at is left for the attempt to name."""
    try:
        return is_regular(path)
    except OSError:
        return True


def _folder_rule(path: Path, root: Path, rule: Callable[[str], Skipped | None]) -> Skipped | None:
    """Return by which rule a folder is not entered; a link to one never is."""
    name = _name(path, root) + "/"
    return rule(name) or (link(name) if _is_link(path) else None)


def _stays(path: Path, inside: Path) -> bool:
    """Whether a file lies inside the folder once links are followed; a link to nothing does not."""
    return not _is_link(path) or (path.is_file() and path.resolve().is_relative_to(inside))
