"""A verified file may still make no sense: then reading it ends in an error of ours, whatever the library says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.errors import IndexCorruptError

# tantivy's own fault, as it reaches Python: no Exception, and of a class that cannot be imported.
_PANIC = "PanicException"


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what a library says of a senseless file into an error that tells the mend.

    Args:
        path: The file or folder of a generation that is read.

    Raises:
        IndexCorruptError: It holds what cannot be: altered and signed anew, or of another version of a library.
    """
    try:
        yield
    except (ValueError, OSError, RuntimeError, IndexError, ArithmeticError, sqlite3.DatabaseError) as exc:
        raise _corrupt(path, exc) from exc
    except BaseException as exc:
        if type(exc).__name__ != _PANIC:
            raise
        raise _corrupt(path, exc) from exc


def _corrupt(path: Path, error: BaseException) -> IndexCorruptError:
    index = path.parents[2] if len(path.parents) > 2 else path
    return IndexCorruptError(
        index, f"{path.name}: {error}", hint="索引无法读取", hint_en="The index cannot be read", mends=("rebuild",)
    )
