"""Several processes that take in documents side by side, in the order in which they are asked for.

They only save time: what one of them does not answer, its caller does itself. Knows processes, pipes and batches; what
is done in them stands in ``rag.worker``.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import islice

from rag.index.codec import encode
from rag.index.generation import SourceFile
from rag.pipes import request, unpacked
from rag.settings import ROOT
from rag.taking import Taken, Task

# Files that are handed over at once, by number and bytes; and batches under way for each process.
_BATCH_FILES, _BATCH_BYTES, _UNDER_WAY = 64, 256 << 10, 2
_SERVE = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from rag.worker import serve; serve()"
# Each process uses one thread.
_ALONE = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "RAYON_NUM_THREADS"), "1"
)


class Workers:
    """Processes that take in documents; for one thread. ``close`` ends them."""

    def __init__(self, count: int, task: Task) -> None:
        """Say how many processes there may be and what they do; they start with the first files."""
        self._count, self._task = count, task
        self._idle: queue.SimpleQueue[_Process] = queue.SimpleQueue()
        self._all = [_Process(task) for _ in range(count)]
        for process in self._all:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(count)

    def taken(self, files: Iterable[SourceFile]) -> Iterator[Taken | None]:
        """Yield what became of each file, in their order; None for one that no process answered for."""
        batches = batched(files)
        under_way: deque[tuple[int, Future[list[Taken | None]]]] = deque()
        for batch in islice(batches, _UNDER_WAY * self._count):
            under_way.append((len(batch), self._threads.submit(self._ask, batch)))
        while under_way:
            count, answer = under_way.popleft()
            found = answer.result()
            for batch in islice(batches, 1):
                under_way.append((len(batch), self._threads.submit(self._ask, batch)))
            yield from found if len(found) == count else [None] * count

    def _ask(self, batch: Sequence[SourceFile]) -> list[Taken | None]:
        process = self._idle.get()
        try:
            return process.ask(batch)
        finally:
            self._idle.put(process)

    def close(self) -> None:
        """End the processes at once."""
        for process in self._all:
            process.end(for_good=True)
        self._threads.shutdown(cancel_futures=True)
        for process in self._all:
            # One may have been about to start.
            process.end(for_good=True)


class _Process:
    """A process, started when it is first asked and started anew, once, where it ended before its time."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 2

    def ask(self, batch: Sequence[SourceFile]) -> list[Taken | None]:
        """Return what it makes of some files; nothing where it ends over them."""
        with suppress(OSError, ValueError):
            process = self._process or self._started()
            if process and process.stdin and process.stdout:
                process.stdin.write(request(batch))
                process.stdin.flush()
                return unpacked(process.stdout)
        self.end()
        return []

    def _started(self) -> subprocess.Popen[bytes] | None:
        if not self._starts:
            return None
        self._starts -= 1
        self._process = process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | _ALONE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        if process.stdin:
            with suppress(OSError):
                process.stdin.write(encode(self._task) + b"\n")
        return process

    def end(self, *, for_good: bool = False) -> None:
        """End it at once."""
        if for_good:
            self._starts = 0
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()


def batched(files: Iterable[SourceFile]) -> Iterator[list[SourceFile]]:
    """Yield files in their order, so many together that handing them over costs little and none waits long."""
    batch: list[SourceFile] = []
    size = 0
    for file in files:
        if batch and (len(batch) >= _BATCH_FILES or size + file.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield batch
