"""The child process: reads a file's bytes from its standard input, and writes what an extractor makes of them.

A request is a line of JSON (``format``, ``size``, and ``page`` where one is to be drawn) and the bytes; an answer is a
line of JSON, empty lines before it say that the work goes on. The process takes one file after another and ends with
its input, when nothing has come for a while, or where its parent is gone.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from rag.corpus.formats import progress
from rag.corpus.formats.refusal import BLANK, DAMAGED, SWOLLEN, Refusal, RefusedError
from rag.records import Extracted

# Of address space; what recognises maps its models and its threads besides.
MEMORY_BYTES, RECOGNISING_BYTES = 1 << 30, 6 << 30
MOST_CHARS = 30_000_000
IDLE_S = 120.0
# Format → module with ``extract(data: bytes) -> Extracted``; its library is imported with the first such file.
EXTRACTORS = {
    "pdf": "rag.corpus.formats.pdf",
    "scanned pdf": "rag.corpus.formats.pdf_scanned",
    "docx": "rag.corpus.formats.docx",
    "html": "rag.corpus.formats.html",
}


# Format → module with ``printed(data: bytes, number: int)``, which gives an object for JSON.
PRINTERS = {"pdf": "rag.corpus.formats.pdf_printed"}


def serve(memory_bytes: int = MEMORY_BYTES) -> None:
    """Answer requests until there are no more, within so much address space."""
    _limit_memory(memory_bytes)
    # What a parser prints must not end up in an answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    said = [time.monotonic()]

    def alive() -> None:
        """Tell the parent, by an empty line at most each second, that the work goes on."""
        if time.monotonic() - said[0] > 1.0:
            said[0] = time.monotonic()
            answers.write(b"\n")
            answers.flush()

    progress.listen(alive)
    busy = threading.Event()
    threading.Thread(target=_end_when_idle, args=(busy,), daemon=True).start()
    while line := sys.stdin.buffer.readline():
        busy.set()
        request = json.loads(line)
        answer = answer_to(request["format"], sys.stdin.buffer.read(request["size"]), request.get("page"))
        answers.write(json.dumps(answer).encode("ascii") + b"\n")
        answers.flush()
        busy.clear()


def answer_to(kind: str, data: bytes, page: int | None = None) -> dict[str, Any]:
    """Return what an extractor makes of some bytes, or its refusal, as an object for JSON.

    Args:
        kind: Of the file.
        data: The file.
        page: The number of a page that is to be drawn, from 0; None where the text is wanted.
    """
    try:
        if page is not None:
            printed: Callable[[bytes, int], dict[str, Any]] = importlib.import_module(PRINTERS[kind]).printed
            return printed(data, page)
        extract: Callable[[bytes], Extracted] = importlib.import_module(EXTRACTORS[kind]).extract
        found = extract(data)
        if len(found.text) > MOST_CHARS:
            return _refused(SWOLLEN)
        if not found.text.strip():
            return _refused(BLANK)
        return packed(found)
    except RefusedError as refused:
        return _refused(refused.refusal)
    except MemoryError:
        return _refused(SWOLLEN)
    except Exception as exc:  # A parser may raise anything over a broken file; it is told, with what it was.
        return {**_refused(DAMAGED), "cause": f"{type(exc).__name__}: {exc}"[:300]}


def packed(found: Extracted) -> dict[str, Any]:
    """Return an extracted text as an object for JSON; ``pool.unpacked`` is the way back."""
    return {
        "text": found.text,
        "shaped": [[s.kind, s.level, s.opens, s.spans] for s in found.shaped],
        "pages": found.pages,
        "left_out": [[d.start, d.end, d.why] for d in found.left_out],
        "title": found.title,
        "warnings": found.warnings,
    }


def _refused(refusal: Refusal) -> dict[str, Any]:
    return {"refused": [refusal.kind, refusal.zh, refusal.en]}


def _limit_memory(most: int) -> None:
    """Bound the address space where the system can; the parent watches the resident memory everywhere."""
    try:
        import resource
    except ImportError:
        return
    # Linux honours this; elsewhere it may be ignored.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_when_idle(busy: threading.Event) -> None:
    """End the process where nothing has come for a while, or its parent is gone."""
    parent, idle_since = os.getppid(), time.monotonic()
    while True:
        time.sleep(1.0)
        if busy.is_set():
            idle_since = time.monotonic()
        if time.monotonic() - idle_since > IDLE_S or os.getppid() != parent:
            os._exit(0)
