"""The identity of a model folder: a hash over its files. Knows nothing of what the files hold."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

# What people read beside a model, and what a run leaves, does not change what the model computes.
_NO_PART = {".md", ".lock", ".tmp"}


def model_hash(folder: Path) -> str:
    """Return the SHA-256 over a model's files, names and bytes, in hex.

    Files are taken in the order of their names with ``/``; model cards and hidden files are left out.
    Cached in the process as long as sizes and times of the files stay the same. Thread-safe.
    """
    files = tuple(
        (path.relative_to(folder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.suffix not in _NO_PART
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
    return _hash(folder.resolve(), files)


@lru_cache(maxsize=16)
def _hash(folder: Path, files: tuple[tuple[str, int, int], ...]) -> str:
    """Return the hash over the named files; sizes and times are there for the cache."""
    whole = hashlib.sha256()
    for name, _, _ in files:
        with (folder / name).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").digest()
        whole.update(name.encode() + b"\0" + digest)
    return whole.hexdigest()
