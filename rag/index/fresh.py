"""Vectors, words and pieces of passages that were made while documents were read, in files until an engine takes them.

By the hash of the text they were made of, each once. Knows nothing of documents.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import IO

import numpy as np

from rag.encode.embedder import Vectors
from rag.index.pieces import Ids

_NAMES = ("vectors.part", "words.part", "pieces.part")


class Fresh:
    """What was made of texts, by their hashes (``rows.text_hash``); for one thread. ``close`` removes the files.

    Some fifty bytes of memory a text; the rest lies on the disk.
    """

    def __init__(self, home: Path, dim: int) -> None:
        """Say where the files are to lie; they are made when there is something to put into them.

        Args:
            home: Of the generation that is written; the files must be gone before it is committed.
            dim: Length of a vector.
        """
        self._dim, self._home = dim, home
        self._rows: dict[bytes, int] = {}
        self._ends = array("Q", [0])
        self._piece_ends = array("Q", [0])
        self._files: list[IO[bytes]] = []

    def put(self, hashes: Sequence[str], terms: Sequence[str], vectors: Vectors | None, pieces: Sequence[Ids]) -> None:
        """Keep what was made of some texts.

        Args:
            hashes: Of the texts.
            terms: Of each text, a blank between them.
            vectors: A unit row a text; None where none were made, then or ever.
            pieces: The distinct ones of each text, rising; none where there are no vectors.

        Raises:
            OSError: They cannot be written.
        """
        while len(self._files) < len(_NAMES):
            self._files.append((self._home / _NAMES[len(self._files)]).open("w+b"))
        into_vectors, into_words, into_pieces = self._files
        new: list[int] = []
        for n, value in enumerate(hashes):
            key = bytes.fromhex(value)
            if key not in self._rows:
                self._rows[key] = len(self._rows)
                new.append(n)
        lists = [terms[n].encode("utf-8", "surrogatepass") for n in new]
        self._ends.extend(accumulate(map(len, lists), initial=self._ends.pop()))
        into_words.write(b"".join(lists))
        if vectors is not None and new:
            into_vectors.write(vectors[new].astype("<f4").tobytes())
            into_pieces.write(np.concatenate([pieces[n] for n in new]).astype("<i4").tobytes())
            sizes = (len(pieces[n]) for n in new)
            self._piece_ends.extend(accumulate(sizes, initial=self._piece_ends.pop()))

    def vector(self, value: str) -> Vectors | None:
        """Return the vector of a text, float32 of shape ``(dim,)``; None where none was made."""
        row = self._rows.get(bytes.fromhex(value))
        if row is None:
            return None
        self._files[0].seek(4 * self._dim * row)
        data = self._files[0].read(4 * self._dim)
        return np.frombuffer(data, "<f4").astype(np.float32, copy=False) if data else None

    def terms(self, value: str) -> str | None:
        """Return the terms of a text, a blank between them; None where they were not made."""
        row = self._rows.get(bytes.fromhex(value))
        if row is None:
            return None
        self._files[1].seek(self._ends[row])
        return self._files[1].read(self._ends[row + 1] - self._ends[row]).decode("utf-8", "surrogatepass")

    def pieces(self, value: str) -> Ids | None:
        """Return the distinct pieces of a text, rising; None where they were not made."""
        row = self._rows.get(bytes.fromhex(value))
        if row is None or row + 1 >= len(self._piece_ends):
            return None
        self._files[2].seek(4 * self._piece_ends[row])
        data = self._files[2].read(4 * (self._piece_ends[row + 1] - self._piece_ends[row]))
        return np.frombuffer(data, "<i4").astype(np.int32, copy=False)

    def close(self) -> None:
        """Remove the files."""
        for file, name in zip(self._files, _NAMES, strict=False):
            file.close()
            with suppress(FileNotFoundError):
                (self._home / name).unlink()
