"""Long work in a process of its own, and what it says of itself in a file that any process can read.

    <folder>/<name>.json   what is known of the running or last work, replaced by rename
    <folder>/<name>.lock   held by the running work; free again however it ends
    <folder>/<name>.log    what it wrote to standard error

Knows processes and these files; nothing of what is done.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock, Timeout

from rag.index.codec import decode, encode
from rag.settings import MILVUS_TOKEN, ROOT, Settings

T = TypeVar("T")
STARTING_S, STOPPING_S = 20.0, 5.0


@dataclass(frozen=True, slots=True)
class Board(Generic[T]):
    """Where one kind of work says how it is.

    Attributes:
        folder: Where its files lie.
        name: What they are called.
        kind: The record that is kept.
    """

    folder: Path
    name: str
    kind: type[T]

    @property
    def log(self) -> Path:
        """What the process wrote to its standard streams."""
        return self.folder / f"{self.name}.log"

    def read(self) -> T | None:
        """Return what is known; None where nothing is."""
        path = self.folder / f"{self.name}.json"
        for _ in range(3):
            try:
                return decode(self.kind, path.read_bytes())
            except FileNotFoundError:
                return None
            except (OSError, ValueError):
                time.sleep(0.02)
        return None

    def write(self, record: T) -> None:
        """Replace what is known, whole.

        Raises:
            OSError: The folder cannot be written.
        """
        aside = self.folder / f"{self.name}.{os.getpid()}.new"
        aside.write_bytes(encode(record))
        for _ in range(50):
            # On Windows a file that someone is reading cannot be replaced at that moment.
            with suppress(PermissionError):
                aside.replace(self.folder / f"{self.name}.json")
                return
            time.sleep(0.02)

    @contextmanager
    def holding(self) -> Iterator[bool]:
        """Hold the lock of the running work; give False where another process holds it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / f"{self.name}.lock")
        try:
            # Whoever looks whether work is going on holds it for a moment, too.
            lock.acquire(timeout=1, poll_interval=0.02)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def held(self) -> bool:
        """Whether work is going on: only its process holds the lock for longer than a moment."""
        lock = FileLock(self.folder / f"{self.name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False

    def spawn(self, module: str, settings: Settings, arguments: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start a module as a process with these settings, free of this one's console and standard streams.

        Raises:
            OSError: It cannot be started.
        """
        environ = {n: value for n, value in os.environ.items() if not n.startswith("RAG_") or n == MILVUS_TOKEN}
        for field in fields(settings):
            value = getattr(settings, field.name)
            environ[f"RAG_{field.name.upper()}"] = str(value.absolute() if isinstance(value, Path) else value)
        with self.log.open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                cwd=ROOT,
                env=environ | {"PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )

    def end(self, pid: int) -> bool:
        """End the running process with all that it has started; return whether it has ended.

        One that does not end when it is asked to, since it hangs or is held, is ended without asking.
        """
        # Windows knows one way, which is the second.
        for way in (signal.SIGTERM,) if os.name == "nt" else (signal.SIGTERM, signal.SIGKILL):
            with suppress(OSError):
                if os.name == "nt":
                    os.kill(pid, way)
                else:
                    os.killpg(pid, way)
            deadline = time.monotonic() + STOPPING_S
            while self.held() and time.monotonic() < deadline:
                time.sleep(0.02)
            if not self.held():
                return True
        return False
