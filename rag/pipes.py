"""What a build and the processes that take in documents for it say to each other over pipes.

A request is a line of JSON that names some files; an answer a line of JSON and the bytes that it counts. Knows what is
said and loads nothing of what makes it, so that a build starts at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import IO, Any

import numpy as np

from rag.index.codec import decode, encode
from rag.index.generation import SourceFile
from rag.index.rows import ChunkRow, Rows
from rag.taking import Taken


def request(files: Sequence[SourceFile]) -> bytes:
    """Return the line that names some files."""
    return json.dumps([asdict(file) for file in files]).encode("ascii") + b"\n"


def requested(line: bytes) -> list[SourceFile]:
    """Return the files that a line names."""
    return [decode(SourceFile, json.dumps(file).encode()) for file in json.loads(line)]


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
