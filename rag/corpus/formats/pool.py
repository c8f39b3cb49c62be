"""Child processes that parse files, kept for the next file; what a file does to one costs only its own message.

A child is bounded in time, in resident memory (watched here, on every system) and in address space (set by
the child itself, where the system can). Knows no format.
"""

from __future__ import annotations

import atexit
import base64
import json
import os
import queue
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, cast

from rag.corpus.formats.refusal import DAMAGED, SLOW, SWOLLEN, Refusal, RefusedError
from rag.records import Dropped, Extracted, ParagraphKind, PrintedLine, PrintedPage, Shaped
from rag.settings import ROOT

# Without a sign of life, and at the most.
TIME_S, LONGEST_S = 60.0, 600.0
MEMORY_BYTES = 1 << 30
# A child is left to end after so long unused, and after so many files, whatever a parser may have leaked.
_IDLE_S, _MOST_FILES, _MOST_IDLE = 60.0, 200, 2
_LOOK_S = 0.1


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a file may take of a child.

    Attributes:
        time_s: After so long without a sign of life it is given up.
        longest_s: So it is after so long in any case.
        memory_bytes: Of resident memory; one that takes more is given up.
    """

    time_s: float = TIME_S
    longest_s: float = LONGEST_S
    memory_bytes: int = MEMORY_BYTES


USUAL = Bounds()
# A page is drawn while somebody waits for it.
DRAWING = Bounds(20.0, 20.0)
# A page of small print takes half a minute to recognise on a busy machine, and what does it most of a gigabyte.
RECOGNISING = Bounds(180.0, 4 * 3600.0, 2 << 30)
SCANNED = "scanned pdf"
# What a child runs; one that recognises is kept for files of that kind only, since it holds its models.
_SERVE = "from rag.corpus.formats.child import serve; serve()"
_RECOGNISE = "from rag.corpus.formats.child import RECOGNISING_BYTES, serve; serve(RECOGNISING_BYTES)"


class Child:
    """A running child process and what it has done."""

    def __init__(self, code: str = _SERVE, *, recognises: bool = False) -> None:
        """Start the process; it imports a parser with the first file that needs it.

        Args:
            code: What it runs; another one only to try what becomes of a process that misbehaves.
            recognises: Whether it is for files whose pictures are recognised.
        """
        self.recognises = recognises
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-X", "utf8", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self.files, self.used = 0, time.monotonic()
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()

    def _listen(self, answers: IO[bytes]) -> None:
        """Pass on the answers and signs of life; no bytes say that there are no more."""
        with suppress(OSError, ValueError):
            while line := answers.readline():
                self._lines.put(line)
        self._lines.put(b"")

    def ask(self, kind: str, data: bytes, bounds: Bounds = USUAL, page: int | None = None) -> dict[str, Any] | Refusal:
        """Return the child's answer, or why there is none; after a refusal of ours it is ended."""
        self.files += 1
        # A child that takes no bytes would hold the writer for ever: it is another thread's business.
        threading.Thread(target=self._send, args=(kind, data, page), daemon=True).start()
        started = heard = time.monotonic()
        while True:
            with suppress(queue.Empty):
                line = self._lines.get(timeout=_LOOK_S)
                self.used = heard = time.monotonic()
                if line != b"\n":
                    return cast(dict[str, Any], json.loads(line)) if line else self._ended(DAMAGED)
            now = time.monotonic()
            if now - heard > bounds.time_s or now - started > bounds.longest_s:
                return self._ended(SLOW)
            if self._resident() > bounds.memory_bytes:
                return self._ended(SWOLLEN)

    def _send(self, kind: str, data: bytes, page: int | None) -> None:
        pipe = self._process.stdin
        with suppress(OSError, ValueError):
            if pipe:
                asked = {"format": kind, "size": len(data), "page": page}
                pipe.write(json.dumps(asked).encode("ascii") + b"\n")
                pipe.write(data)
                pipe.flush()

    def _resident(self) -> int:
        """Bytes of memory that the process holds; 0 where it is gone or cannot be looked at."""
        import psutil

        with suppress(psutil.Error):
            return int(psutil.Process(self._process.pid).memory_info().rss)
        return 0

    def _ended(self, refusal: Refusal) -> Refusal:
        self.end()
        return refusal

    @property
    def serves(self) -> bool:
        """Whether it can take another file."""
        fresh = self.files < _MOST_FILES and time.monotonic() - self.used < _IDLE_S
        return fresh and self._process.poll() is None

    def end(self) -> None:
        """End the process at once."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()


_idle: list[Child] = []
_lock = threading.Lock()


def extracted(kind: str, data: bytes, bounds: Bounds | None = None) -> Extracted:
    """Return what an extractor makes of a file's bytes, worked out in a child process. Safe from any thread.

    Args:
        kind: One of ``child.EXTRACTORS``.
        data: The file.
        bounds: What it may take; by default what files of its kind may.

    Raises:
        RefusedError: It is locked, damaged, empty, too large or too slow.
    """
    return unpacked(_answered(kind, data, bounds or (RECOGNISING if kind == SCANNED else USUAL)))


def printed(kind: str, data: bytes, number: int, bounds: Bounds = DRAWING) -> PrintedPage:
    """Return a page as it is printed, drawn in a child process. Safe from any thread.

    Args:
        kind: One of ``child.PRINTERS``.
        data: The file.
        number: Of the page, from 0.
        bounds: What it may take.

    Raises:
        RefusedError: It is locked, damaged, without such a page, too large or too slow.
    """
    answer = _answered(kind, data, bounds, number)
    lines = tuple(
        PrintedLine(text, top, bottom, tuple(zip(edges[::2], edges[1::2], strict=True)))
        for text, top, bottom, edges in answer["lines"]
    )
    width, height = answer["size"]
    return PrintedPage(base64.b64decode(answer["image"]), width, height, lines)


def _answered(kind: str, data: bytes, bounds: Bounds, page: int | None = None) -> dict[str, Any]:
    """Return the answer of a child.

    Raises:
        RefusedError: There is none.
    """
    child = _taken(recognises=kind == SCANNED)
    answer = child.ask(kind, data, bounds, page)
    if isinstance(answer, Refusal):
        raise RefusedError(answer)
    if "refused" in answer:
        refusal = Refusal(*answer["refused"])
        # One that ran out of memory may be short of it for good.
        _given_back(child, reuse=refusal.kind != "limit")
        raise RefusedError(refusal)
    _given_back(child, reuse=True)
    return answer


def unpacked(answer: dict[str, Any]) -> Extracted:
    """Return the extracted text that ``child.packed`` made an object of."""
    return Extracted(
        answer["text"],
        tuple(
            Shaped(_pairs(spans), cast(ParagraphKind, kind), level, opens)
            for kind, level, opens, spans in answer["shaped"]
        ),
        _pairs(answer["pages"]),
        tuple(Dropped(start, end, why) for start, end, why in answer["left_out"]),
        answer["title"],
        tuple(answer["warnings"]),
    )


def _pairs(found: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in found)


def _taken(*, recognises: bool) -> Child:
    """Return an idle child that serves files of a kind, else a new one."""
    with _lock:
        kept = list(_idle)
        _idle.clear()
        chosen = None
        for child in kept:
            if chosen is None and child.serves and child.recognises == recognises:
                chosen = child
            elif child.serves:
                _idle.append(child)
            else:
                child.end()
    return chosen or Child(_RECOGNISE if recognises else _SERVE, recognises=recognises)


def _given_back(child: Child, *, reuse: bool) -> None:
    with _lock:
        if reuse and child.serves and len(_idle) < _MOST_IDLE:
            _idle.append(child)
            return
    child.end()


def close() -> None:
    """End the idle children; the next file starts one anew."""
    with _lock:
        while _idle:
            _idle.pop().end()


atexit.register(close)
if hasattr(os, "register_at_fork"):
    # A forked process must not talk to the children of its parent.
    os.register_at_fork(after_in_child=_idle.clear)
