"""The words of a generation in SQLite: each with its number and in how many chunks it stands.

What an engine that knows numbers only needs beside it, so that BM25 is the same everywhere. Knows no engine.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock

from rag.index.sound import reading


class Vocabulary:
    """Words by what they are. Safe for concurrent use: its one connection is locked.

    Attributes:
        chunks: How many chunks there are.
        mean_length: Words of a chunk, on average.
    """

    def __init__(self, path: Path) -> None:
        """Open what ``write`` wrote; the file must have been verified by its hash before.

        Raises:
            sqlite3.DatabaseError: It is no such file.
        """
        self._path = path
        self._lock = Lock()
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        self.chunks, total = self._connection.execute("SELECT chunks, words FROM counts").fetchone()
        self.mean_length: float = total / max(1, self.chunks)
        self._found = lru_cache(maxsize=8192)(self._find)

    def number(self, term: str) -> int:
        """Return the number of a word, from 1; 0 for one that no chunk holds."""
        return self._found(term)[0]

    def holding(self, term: str) -> int:
        """Return in how many chunks a word stands."""
        return self._found(term)[1]

    def _find(self, term: str) -> tuple[int, int]:
        with self._lock, reading(self._path):
            query = "SELECT number, holding FROM terms WHERE term = ?"
            found = self._connection.execute(query, (term,)).fetchone()
        return found or (0, 0)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class Counting:
    """Counts the words of chunks one after the other, and numbers them in the order of their coming."""

    def __init__(self) -> None:
        self._holding: Counter[str] = Counter()
        self._chunks = self._words = 0

    def add(self, terms: Iterable[str]) -> None:
        """Count the words of a chunk."""
        found = list(terms)
        self._chunks += 1
        self._words += len(found)
        self._holding.update(dict.fromkeys(found, 1))

    @property
    def mean_length(self) -> float:
        """Words of a chunk, on average so far."""
        return self._words / max(1, self._chunks)

    def numbers(self) -> Mapping[str, int]:
        """Return the number of each word, from 1."""
        return {term: number for number, term in enumerate(self._holding, 1)}

    def write(self, path: Path) -> None:
        """Write the words into a new file; it is not synced."""
        connection = sqlite3.connect(path)
        try:
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")
            with connection:
                connection.execute(
                    "CREATE TABLE terms (term TEXT PRIMARY KEY, number INTEGER NOT NULL, holding INTEGER NOT NULL)"
                    " WITHOUT ROWID"
                )
                connection.execute("CREATE TABLE counts (chunks INTEGER NOT NULL, words INTEGER NOT NULL)")
                connection.execute("INSERT INTO counts VALUES (?, ?)", (self._chunks, self._words))
                rows = ((term, number, self._holding[term]) for term, number in self.numbers().items())
                connection.executemany("INSERT INTO terms VALUES (?, ?, ?)", rows)
        finally:
            connection.close()
