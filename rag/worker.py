"""A worker process: takes in files that are named on its standard input, and writes what it made of them.

Begins with a line of JSON, the task; each further line names some files and is answered (``rag.pipes``). Ends with its
input. ``rag.workers`` is the other end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from rag.corpus.load import load_document
from rag.encode.static import StaticEmbedder
from rag.index.codec import decode
from rag.pipes import packed, requested
from rag.records import Document
from rag.taking import Task, take_all
from rag.text.words import Segmenter


def serve() -> None:
    """Answer until there is no more input."""
    # The process that started this one is told to stop, and ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    task = decode(Task, sys.stdin.buffer.readline())
    folder = Path(task.folder)
    segmenter = Segmenter(Path(task.dictionary))
    embedder = StaticEmbedder(Path(task.embedder)) if task.embedder else None
    # A dictionary or a model that was replaced meanwhile would give other words or vectors than those asked for.
    fits = segmenter.version == task.words and (embedder is None or embedder.model_hash == task.model_hash)

    def load(path: str) -> Document:
        return load_document(folder / path, folder, ocr=task.ocr)

    while fits and (line := sys.stdin.buffer.readline()):
        for part in packed(
            take_all(requested(line), folder, load, task.chunking, segmenter=segmenter, embedder=embedder)
        ):
            answers.write(part)
        answers.flush()
