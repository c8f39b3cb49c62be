"""SHA-256 of files, of much data several at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

# From so many bytes on, so many files are read at once.
_MUCH_BYTES, _AT_ONCE = 64 << 20, 2


@contextmanager
def hashing(paths: Sequence[Path]) -> Iterator[Iterator[str]]:
    """Give the hashes of files, in hex and in their order; of much data they are worked out from now on.

    Raises:
        OSError: A file cannot be read; when its hash is asked for, and those of the others can be asked for
            all the same. At once where its size cannot be told.
    """
    sizes = {path: path.lstat().st_size for path in paths}
    if sum(sizes.values()) < _MUCH_BYTES:
        yield map(sha256, paths)
        return
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        # The largest first, so that no thread is left with it alone.
        under_way = {path: threads.submit(sha256, path) for path in sorted(paths, key=lambda p: -sizes[p])}
        try:
            # One that cannot be read does not end the others.
            yield map(lambda path: under_way[path].result(), paths)
        finally:
            threads.shutdown(wait=False, cancel_futures=True)


def sha256(path: Path) -> str:
    """Return the hash of a file's bytes, in hex.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
