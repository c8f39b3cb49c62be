"""One SQLite file of what people make: opened at first use, checked, migrated, set aside where it is damaged.

    data/conversations.sqlite                        in WAL mode; every commit is on the disk when ``write`` comes back
    data/conversations.damaged-<time>.sqlite         one that no longer read; nothing deletes it

Knows SQLite and the steps by which the file came to its present form; nothing of what the rows mean.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock

from rag.errors import DataFolderError, RefusedError

T = TypeVar("T")
Row = tuple[Any, ...]
Statement = tuple[str, Sequence[object]]

_BUSY_MS = 5_000
_TRIES = 3
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ERRNO = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_LOCKED: errno.EBUSY,
}


class Database:
    """A file and its one connection. Any thread may use it, one at a time; several processes may share the file."""

    def __init__(self, path: Path, steps: Sequence[str], opened: Sequence[Statement] = ()) -> None:
        """Remember what to open.

        Args:
            path: The file; made where it is missing, with its folder.
            steps: Scripts that lead from an empty file to the present form, in order; ``user_version`` counts them.
                One that was published is never changed.
            opened: Statements to run each time the file is opened.
        """
        self._path, self._steps, self._opened = path, tuple(steps), tuple(opened)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._set_aside: Path | None = None

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged file was put, if this object found one."""
        return self._set_aside

    def read(self, query: str, values: Iterable[object] = ()) -> list[Row]:
        """Return the rows that a query finds.

        Raises:
            DataFolderError: The file cannot be opened or read; a damaged one is set aside and a new one read.
        """
        values = tuple(values)
        return self._with(lambda connection: connection.execute(query, values).fetchall())

    def write(self, statements: Iterable[Statement]) -> int:
        """Run statements, all or none of them, and return how many rows the last one touched.

        They are on the disk when this comes back.

        Raises:
            DataFolderError: They cannot be written: the disk is full or read-only, or another program holds the file.
        """
        statements = tuple(statements)

        def run(connection: sqlite3.Connection) -> int:
            touched = 0
            _begin(connection)
            try:
                for statement, values in statements:
                    touched = connection.execute(statement, tuple(values)).rowcount
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
            return touched

        return self._with(run)

    def settle(self) -> None:
        """Bring what was written into the file itself, so that it does not rest on the log beside it. Never fails."""
        with suppress(DataFolderError):
            self.read("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _with(self, use: Callable[[sqlite3.Connection], T]) -> T:
        """Return what ``use`` makes of the connection; where the file proves damaged, of that to a new one."""
        with self._lock:
            try:
                try:
                    return use(self._open())
                except sqlite3.DatabaseError as exc:
                    if _code(exc) not in _DAMAGED:
                        raise
                    self.close()
                    self._put_aside()
                    return use(self._open())
            except sqlite3.Error as exc:
                wrong = OSError(_ERRNO.get(_code(exc), errno.EIO), str(exc))
                raise DataFolderError(self._path.parent, wrong) from exc
            except OSError as exc:
                raise DataFolderError(self._path.parent, exc) from exc

    def _open(self) -> sqlite3.Connection:
        """Return the open connection; a file that was moved or deleted is not written to any more."""
        if self._connection is not None and _identity(self._path) == self._identity:
            return self._connection
        self.close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connected(self._path)
        try:
            if not _is_whole(connection):
                connection.close()
                self._put_aside()
                connection = _connected(self._path)
            self._migrate(connection)
            for statement, values in self._opened:
                connection.execute(statement, tuple(values))
        except BaseException:
            connection.close()
            raise
        self._connection, self._identity = connection, _identity(self._path)
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        """Lead the file to its present form, a step and its number in one transaction each."""
        if _version(connection) > len(self._steps):
            raise RefusedError(f"{self._path.name} 由更新版本的程序写成", f"{self._path.name} is of a newer program")
        for number, step in enumerate(self._steps, 1):
            if _version(connection) < number:
                connection.execute("BEGIN IMMEDIATE")
                # Another process may have been faster.
                if _version(connection) < number:
                    for statement in filter(str.strip, step.split(";")):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {number}")
                connection.execute("COMMIT")

    def _put_aside(self) -> None:
        """Rename a damaged file and its log; where another process has just done so, leave the new one."""
        with FileLock(self._path.with_suffix(".lock"), timeout=_BUSY_MS / 1000):
            if not self._path.exists() or _is_whole_file(self._path):
                return
            name = f"{self._path.stem}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
            aside = next(
                path
                for n in range(1000)
                if not (path := self._path.with_name(f"{name}{f'-{n}' if n else ''}.sqlite")).exists()
            )
            for end in ("", "-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{self._path}{end}").replace(f"{aside}{end}")
            self._set_aside = aside


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    try:
        for pragma in (
            f"busy_timeout = {_BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except sqlite3.DatabaseError as exc:
        # What is no database cannot be put into a mode; that is for ``_is_whole`` to find.
        if _code(exc) not in _DAMAGED:
            connection.close()
            raise
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    """Begin to write at once: a transaction that begins by reading could not wait for another writer.

    SQLite's patience is not fair: a writer may be overtaken for all of it, so that it is tried several times.
    """
    for left in reversed(range(_TRIES)):
        try:
            connection.execute("BEGIN IMMEDIATE")
            return
        except sqlite3.OperationalError as exc:
            if not left or _code(exc) != sqlite3.SQLITE_BUSY:
                raise


def _is_whole(connection: sqlite3.Connection) -> bool:
    """Whether SQLite finds nothing wrong with a file."""
    try:
        return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
    except sqlite3.DatabaseError as exc:
        if _code(exc) in _DAMAGED:
            return False
        raise


def _is_whole_file(path: Path) -> bool:
    connection = _connected(path)
    try:
        return _is_whole(connection)
    finally:
        connection.close()


def _version(connection: sqlite3.Connection) -> int:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None where it is gone."""
    try:
        found = os.stat(path)  # noqa: PTH116  Path.stat would follow the same link, slower
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code; 0 for errors of Python's own."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
