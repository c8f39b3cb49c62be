"""A worker process: takes in files that are named on its standard input, and writes what it made of them.

Begins with a line of JSON, the task; each further line names some files and is answered by a line of JSON and the
bytes that it counts. Ends with its input. ``rag.workers`` is the other end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import numpy as np

from rag.corpus.load import load_document
from rag.encode.static import StaticEmbedder
from rag.index.codec import decode, encode
from rag.index.generation import SourceFile
from rag.index.store import ChunkRow, Rows
from rag.records import Document
from rag.taking import Taken, Task, take_all
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
        files = [decode(SourceFile, json.dumps(file).encode()) for file in json.loads(line)]
        for part in packed(take_all(files, folder, load, task.chunking, segmenter=segmenter, embedder=embedder)):
            answers.write(part)
        answers.flush()


# ---------------------------------------------------------------- between the two ends


def request(files: Sequence[SourceFile]) -> bytes:
    """Return the line that names some files."""
    return json.dumps([asdict(file) for file in files]).encode("ascii") + b"\n"


def packed(taken: Sequence[Taken | None]) -> Iterator[bytes]:
    """Yield an answer: a line of JSON that counts bytes, and the bytes."""
    told: list[Any] = []
    parts: list[bytes] = []
    for one in taken:
        if one is None:
            told.append(None)
            continue
        own = [encode(one.file)]
        about: dict[str, Any] = {}
        if one.rows:
            *names, record = one.rows.document
            own += [record, one.rows.sketch, *(row[-1] for row in one.rows.chunks)]
            own += [found.encode("utf-8", "surrogatepass") for found in one.terms]
            own += [ids.astype("<i4").tobytes() for ids in one.pieces]
            own += [one.vectors.astype("<f4").tobytes()] if one.vectors is not None else []
            about = {"document": names, "chunks": [row[:-1] for row in one.rows.chunks], "years": one.rows.years}
            about |= {"terms": len(one.terms), "dim": None if one.vectors is None else one.vectors.shape[1]}
        told.append(about | {"sizes": [len(part) for part in own]})
        parts += own
    yield json.dumps(told).encode("ascii") + b"\n"
    yield from parts


def unpacked(answers: IO[bytes]) -> list[Taken | None]:
    """Return what stands in an answer.

    Raises:
        ValueError: It is cut short.
        OSError: It cannot be read.
    """
    taken: list[Taken | None] = []
    for about in json.loads(answers.readline()):
        if about is None:
            taken.append(None)
            continue
        own = [answers.read(size) for size in about["sizes"]]
        if [len(part) for part in own] != about["sizes"]:
            raise ValueError("cut short")
        file = decode(SourceFile, own[0])
        if "document" not in about:
            taken.append(Taken(file))
            continue
        count = len(about["chunks"])
        name, doc_id = about["document"]
        rows = Rows(
            (name, doc_id, own[1]),
            [ChunkRow._make((*row, record)) for row, record in zip(about["chunks"], own[3 : 3 + count], strict=True)],
            [(chunk_id, first, last) for chunk_id, first, last in about["years"]],
            own[2],
        )
        at = 3 + count + about["terms"]
        terms = tuple(part.decode("utf-8", "surrogatepass") for part in own[3 + count : at])
        if about["dim"] is None:
            taken.append(Taken(file, rows, terms))
            continue
        vectors = np.frombuffer(own[-1], "<f4").astype(np.float32, copy=False).reshape(count, about["dim"])
        pieces = tuple(np.frombuffer(part, "<i4").astype(np.int32, copy=False) for part in own[at:-1])
        taken.append(Taken(file, rows, terms, vectors, pieces))
    return taken
