"""Which index belongs to which documents folder: what an index is called, what it remembers, which there are.

A folder that is given by hand has an index of its own, called after it: its name and a short hash of its whole path,
so that no two folders share one and none is built over another's. Page, set-up and command line ask here. Knows index
folders and what their manifests say; needs the standard library alone, since set-up asks before all is installed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rag.errors import IndexNotFoundError, IndexStoreError
from rag.index import generation as generations
from rag.settings import ROOT

_LONGEST_NAME = 40
# What a damaged manifest still says of its folder; only to know whose an index is, never to answer from it.
_FOLDER = re.compile(rb'"folder":\s?("(?:[^"\\]|\\.){1,4096}")')


@dataclass(frozen=True, slots=True)
class Collection:
    """A documents folder and the index that was made of it.

    Attributes:
        index: The index folder; its name is what the page's address calls the collection.
        folder: The documents folder, whether or not it is still there.
        documents: How many of its files are in the index.
        chunks: Passages in the index.
        created: When it was built, UTC, ISO form.
    """

    index: Path
    folder: Path
    documents: int
    chunks: int
    created: str

    @property
    def name(self) -> str:
        """The name of the index folder."""
        return self.index.name


def index_name(folder: Path) -> str:
    """Return what the index of a folder is called: the folder's name, as far as it can be, and a hash of its path.

    >>> index_name(Path("/home/我/资料"))[:-8]
    '资料-'
    """
    whole = folder.expanduser().resolve()
    # What is no text cannot stand in an address, and a long name not in a file system.
    legible = "".join(char if char.isprintable() else "?" for char in whole.name[:_LONGEST_NAME]).strip()
    return f"{legible or 'root'}-{hashlib.sha256(os.fsencode(whole)).hexdigest()[:8]}"


def index_for(folder: Path, home: Path, others: Iterable[Path] = ()) -> Path:
    """Return the index folder of a documents folder; the same one however the folder is written.

    Args:
        folder: The documents folder.
        home: Where indexes are kept.
        others: Index folders that may lie elsewhere, such as the one the settings name.

    Returns:
        Its own index by name where that is there, else one that remembers the folder, else where its own would be.
    """
    own = home / index_name(folder)
    if is_index(own):
        return own
    known = (index for index in [*others, *indexes(home)] if is_index(index))
    return next((index for index in known if (of := remembered(index)) and is_same(of, folder)), own)


def indexes(home: Path) -> list[Path]:
    """Return the index folders that are kept in a folder, sorted by name; none where there is no such folder."""
    with suppress(OSError):
        return sorted(path for path in home.iterdir() if is_index(path))
    return []


def is_index(index: Path) -> bool:
    """Whether a folder holds an index, whole or damaged."""
    return generations.current_generation(index) is not None or any(index.glob("generations/*/manifest.json"))


def known(home: Path, others: Iterable[Path] = ()) -> list[Collection]:
    """Return the collections whose manifest can be read, latest first; arguments as for ``index_for``."""
    places = {index.resolve(): index for index in [*others, *indexes(home)]}
    found = [collection for index in places.values() if (collection := collection_of(index))]
    return sorted(found, key=lambda collection: (collection.created, collection.name), reverse=True)


def collection_of(index: Path) -> Collection | None:
    """Return what an index says of itself, by the newest manifest that can be read; None where none can."""
    manifest = _manifest(index)
    return said_by(index, manifest) if manifest else None


def said_by(index: Path, manifest: generations.Manifest) -> Collection:
    """Return what the manifest of an index says."""
    documents = sum(file.failed is None for file in manifest.documents)
    return Collection(index, _placed(manifest.folder), documents, manifest.chunks, manifest.created)


def remembered(index: Path) -> Path | None:
    """Return the documents folder that an index was made of; a damaged index remembers it, too.

    None where there is no index, or nothing legible is left of its manifests.
    """
    manifest = _manifest(index)
    if manifest is not None:
        return _placed(manifest.folder)
    for path in sorted(index.glob("generations/*/manifest.json"), reverse=True):
        with suppress(OSError, ValueError):
            named = _FOLDER.search(path.read_bytes())
            if named:
                return _placed(json.loads(named[1].decode("utf-8", "surrogatepass")))
    return None


def portable(folder: Path) -> str:
    """Return how a manifest names a folder: below the project, so that both can be moved, or absolute."""
    return folder.relative_to(ROOT).as_posix() if folder.is_relative_to(ROOT) else str(folder)


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one folder, by any spelling that the file system takes for the same."""
    if one == other or one.expanduser().resolve() == other.expanduser().resolve():
        return True
    try:
        return one.samefile(other)
    except OSError:
        return False


def _manifest(index: Path) -> generations.Manifest | None:
    """Return the manifest of the generation in use, else the newest one that can be read."""
    with suppress(IndexNotFoundError):
        for generation in generations.candidates(index):
            with suppress(IndexStoreError):
                return generations.read_manifest(index, generation)
    return None


def _placed(folder: str) -> Path:
    """Return the folder that a manifest names."""
    return (ROOT / folder).resolve()
