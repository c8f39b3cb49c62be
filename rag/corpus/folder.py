"""A documents folder → the files in it that are documents, those that are none, and those in no format we read."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rag.corpus.ignored import Skipped, by_name, link, rules_of, with_orphans
from rag.corpus.read import SUFFIXES, is_regular


@dataclass(frozen=True, slots=True)
class Folder:
    """What a documents folder holds.

    Attributes:
        root: The folder.
        names: Of the files to read, below the folder, with ``/``, sorted, and with them of each folder that could not
            be listed: an attempt to read it fails with the system's reason, so that what it holds is missed by name
            and not silently.
        skipped: What was passed over, with the rule, sorted by name; of a folder nothing within it.
        unsupported: Names of files in a format that no reader knows, pipes and devices among them, sorted.
        closed: The folders that could not be listed, below the folder, with ``/`` and without one at the end, and why.
    """

    root: Path
    names: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    unsupported: tuple[str, ...]
    closed: tuple[tuple[str, OSError], ...] = ()

    @property
    def documents(self) -> tuple[Path, ...]:
        """Paths of the files to read, in the order of ``names``; made anew each time."""
        return tuple(self.root / name for name in self.names)


def walk(root: Path) -> Folder:
    """Return what a folder and its subfolders hold.

    Links that lead out of the folder are not followed and are counted as skipped; a folder is never entered twice.

    Raises:
        NotADirectoryError: There is no such folder.
        ConfigFileError: Its ``.ragignore`` cannot be read.
    """
    if not root.is_dir():
        raise NotADirectoryError(root)
    rule = rules_of(root)
    documents: list[str] = []
    skipped: list[Skipped] = []
    unsupported: list[str] = []
    closed: list[tuple[str, OSError]] = []
    waiting = [(os.fspath(root), "")]
    while waiting:
        folder, above = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError as error:
            closed.append((above[:-1] or ".", error))
            continue
        for entry in entries:
            name = above + entry.name
            # Nearly all are, and the listing says so: nothing else is asked of the system.
            plain = _is_plain(entry)
            if not plain and _is_folder(entry):
                if found := _folder_rule(entry, name, rule):
                    skipped.append(found)
                else:
                    waiting.append((entry.path, f"{name}/"))
            elif (found := rule(name)) or (not plain and (found := _leads_out(entry, name, root))):
                skipped.append(found)
            elif _suffix(entry.name) in SUFFIXES and (plain or _readable(Path(entry.path))):
                documents.append(name)
            else:
                unsupported.append(name)
    documents += [name for name, _ in closed]
    documents.sort()
    return Folder(
        root,
        tuple(documents),
        tuple(sorted(with_orphans(skipped, frozenset(documents)), key=lambda s: s.path)),
        tuple(sorted(unsupported)),
        tuple(closed),
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


def _suffix(file: str) -> str:
    """Return the ending of a file's name in small letters, as ``Path`` tells it; a ``Path`` of each takes longer."""
    at = file.rfind(".")
    return file[at:].lower() if 0 < at < len(file) - 1 else ""


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder, or a link to one, as far as the system lets it be looked at."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_link(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a link, as far as the system lets it be looked at."""
    try:
        return entry.is_symlink()
    except OSError:
        return False


def _is_plain(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is an ordinary file and no link."""
    try:
        return entry.is_file(follow_symlinks=False)
    except OSError:
        return False


def _readable(path: Path) -> bool:
    """Whether a file can be tried: no pipe or device; what cannot be looked at is left for the attempt to name."""
    try:
        return is_regular(path)
    except OSError:
        return True


def _folder_rule(entry: os.DirEntry[str], name: str, rule: Callable[[str], Skipped | None]) -> Skipped | None:
    """Return by which rule a folder is not entered; a link to one never is."""
    return rule(f"{name}/") or (link(f"{name}/") if _is_link(entry) else None)


def _leads_out(entry: os.DirEntry[str], name: str, root: Path) -> Skipped | None:
    """Return the link that a file is, if it does not stay in the folder once links are followed, or leads nowhere."""
    if not _is_link(entry):
        return None
    path = Path(entry.path)
    return None if path.is_file() and path.resolve().is_relative_to(root.resolve()) else link(name)
