"""The identity of a model folder: hashes of its files, and whether those of the built-in models are as released.

Knows nothing of what the files hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rag.errors import ModelNotFoundError

SUMS = "SHA256SUMS"
BUILT_IN = ("composer", "embedder", "repair")
# What people read beside a model, and what a run leaves, does not change what the model computes.
_NO_PART = {".md", ".lock", ".tmp"}


def model_hash(folder: Path) -> str:
    """Return the SHA-256 over a model's files, names and bytes, in hex.

    Files are taken in the order of their names with ``/``; model cards and hidden files are left out.
    Cached in the process as long as sizes and times of the files stay the same. Thread-safe.
    """
    whole = hashlib.sha256()
    for path in _files(folder):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0" + bytes.fromhex(_sha256_of(path)))
    return whole.hexdigest()


def sums(models: Path, names: Iterable[str] = BUILT_IN) -> str:
    """Return the text of ``SHA256SUMS`` for some folders of ``models``, in the form that ``sha256sum -c`` reads."""
    paths = [path for name in names for path in _files(models / name)]
    return "".join(f"{_sha256_of(path)}  {path.relative_to(models).as_posix()}\n" for path in paths)


def altered(folder: Path) -> str | None:
    """Return a file of a built-in model that is missing or not as it was released; None where all are.

    What was released stands in ``SHA256SUMS`` beside the folder. Where it does not name the folder, nothing is known
    of it and None is returned: models of one's own need no such file.

    Args:
        folder: Such as ``models/embedder``.
    """
    try:
        lines = (folder.parent / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in lines:
        digest, _, name = line.partition("  ")
        path = folder.parent / name
        if name.startswith(f"{folder.name}/") and not (path.is_file() and _sha256_of(path) == digest):
            return name
    return None


def check_whole(folder: Path) -> None:
    """Raise where a built-in model is not as it was released.

    Raises:
        ModelNotFoundError: A file is missing or altered.
    """
    name = altered(folder)
    if name is not None:
        what = "已损坏" if (folder.parent / name).exists() else "不见了"
        raise ModelNotFoundError(
            folder.name,
            f"{name} is missing or altered",
            hint=f"内置模型的文件 {folder.parent / name} {what}；请运行 git checkout models，或重新下载本程序。",
        )


def _files(folder: Path) -> list[Path]:
    """Return the files that make a model, in the order of their names."""
    return [
        path
        for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix())
        if path.is_file()
        and path.suffix not in _NO_PART
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]


def _sha256_of(path: Path) -> str:
    """Return the hash of a file, worked out again only where its size or time has changed."""
    status = path.stat()
    return _hash(path.resolve(), status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=64)
def _hash(path: Path, size: int, mtime_ns: int) -> str:
    """Return the hash of a file; size and time are there for the cache."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
