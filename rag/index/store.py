"""The records of an index: documents with their source and clean texts, and chunks.

SQLite says what there is and where it stands; the records themselves lie in packs beside its file, and are read as if
they stood in its tables. Knows SQLite and the records; nothing of vectors, words or generations.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from contextlib import closing
from functools import lru_cache, partial
from itertools import accumulate, groupby
from pathlib import Path
from threading import Lock

from rag.index import packs as files
from rag.index import tables
from rag.index.codec import decode
from rag.index.packs import Packs
from rag.index.rows import ChunkRow, Rows, rows_of
from rag.index.sound import reading
from rag.records import Chunk, Document, DocumentSummary, Scope

_PAGE_BYTES, _CACHE_KB = 16384, 32768
# Rows that are added between two commits; nobody reads the file before it is complete.
_COMMIT_ROWS = 2000
# Where one in so many documents goes, or one in so many pages is free, rows are copied one by one.
_GONE_IN = 8
_TABLES = "SELECT name, sql FROM sqlite_master ORDER BY name"
_HEADLINES = 3
_BATCH = 500
# Passages of a collection are found again and again; to read one from JSON costs more than to find it.
_chunk = lru_cache(maxsize=2048)(partial(decode, Chunk))
_Row = tuple[str | None, str | None, int, int]


class Store:
    """Documents and chunks by name and id. Safe for concurrent use: its one connection is locked.

    Attributes:
        taken: Which packs are those of another store, as they were: paths below the folder of its file.
    """

    def __init__(self, connection: sqlite3.Connection, packs: Packs, path: Path | None = None) -> None:
        """Keep a connection that may be used from any thread, the packs, and the path of its file."""
        self.taken: frozenset[str] = frozenset()
        self._connection, self._packs = connection, packs
        self._path = path or Path()
        self._lock = Lock()
        self._uncommitted = 0
        self._decoded = lru_cache(maxsize=64)(self._decode_document)
        connection.create_function("packed", 3, packs.get)
        # Views are temporary, and nothing may be written beside an index that is read.
        connection.execute("PRAGMA temp_store = MEMORY")
        columns = connection.execute("SELECT name FROM pragma_table_info('documents')").fetchall()
        for view in tables.OLD_RECORDS if ("record",) in columns else tables.RECORDS:
            connection.execute(view)

    @classmethod
    def create(cls, path: Path | None = None) -> Store:
        """Return an empty store to be filled, in a new file with packs beside it, or in memory.

        Files are complete after ``close``; they are not synced.
        """
        connection = _writable(path)
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.executescript(tables.SCHEMA)
        return cls(connection, Packs(path and files.folder_of(path)))

    @classmethod
    def without(
        cls,
        before: Path,
        gone: Collection[str],
        path: Path,
        *,
        lost: Set[int] = frozenset(),
        shared: bool = False,
    ) -> Store | None:
        """Return a store in a new file with all that another has but some documents, their chunks and sketches.

        The file is copied, what is gone is written over with zeros, and packs that lost nothing are taken as they are.
        What documents are to each other is as it was, see ``twins.link``. Files are complete after ``close``; they
        are not synced.

        Args:
            before: The file of the other store; one that has sketches, and that nobody changes.
            gone: Names of documents there.
            path: The new file.
            lost: Packs there that are damaged; all of their documents are gone.
            shared: Whether packs that lost nothing may be the very same files.

        Returns:
            None where a store has to be filled row by row: much is gone, or was before, or its tables are others.

        Raises:
            sqlite3.Error: They cannot be read or written.
            OSError: The same.
        """
        with closing(cls.read(before, lost)) as store:
            ((count,),) = store.rows("SELECT count(*) FROM documents")
            ((pages,),), ((free,),) = store.rows("PRAGMA page_count"), store.rows("PRAGMA freelist_count")
            with closing(cls.create()) as empty:
                alike = store.rows(_TABLES) == empty.rows(_TABLES)
            if not alike or len(gone) * _GONE_IN > count or free * _GONE_IN > pages:
                return None
            touched = {pack for (pack,) in store.among("SELECT DISTINCT pack FROM documents WHERE name IN ({})", gone)}
            shutil.copyfile(before, path)
            made = cls(_writable(path), Packs(files.folder_of(path)))
            try:
                made._leave_out(gone)
                made._take_packs(store._packs, touched, shared=shared)
            except (sqlite3.Error, OSError):
                made._connection.close()
                made._packs.close()
                raise
        return made

    def _leave_out(self, gone: Iterable[str]) -> None:
        """Delete the rows of some documents."""
        self._connection.execute("PRAGMA secure_delete = ON")
        with self._connection:
            self._connection.execute("CREATE TEMP TABLE gone (name TEXT PRIMARY KEY) WITHOUT ROWID")
            self._connection.executemany("INSERT INTO gone VALUES (?)", ((name,) for name in gone))
            for statement in tables.LEAVE_OUT:
                self._connection.execute(statement)
            self._connection.execute("DROP TABLE gone")

    def _take_packs(self, before: Packs, touched: Set[int], *, shared: bool) -> None:
        """Take over the packs of the store whose tables these are; those that lost something, or are small, anew."""
        anew = touched | before.small()
        self.taken = self._packs.take_over(before, before.sizes.keys() - anew, shared=shared)
        left = self.among("SELECT pack, at, whole, name FROM documents WHERE pack IN ({})", anew)
        moved = [(*self._packs.put(before.get(pack, at, whole)), name) for pack, at, whole, name in sorted(left)]
        self.write("UPDATE documents SET pack = ?, at = ? WHERE name = ?", moved)

    @classmethod
    def read(cls, path: Path, lost: Collection[int] = ()) -> Store:
        """Return the store in a file that nobody changes any more; nothing is written beside it.

        Args:
            path: The file.
            lost: Packs that are damaged: what is in them must not be asked for.

        Raises:
            sqlite3.DatabaseError: It is no such file.
            OSError: A pack cannot be read.
        """
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        connection.execute("SELECT count(*) FROM chunks").fetchone()
        return cls(connection, Packs(files.folder_of(path), lost), path)

    def leave_out(self, lost: Collection[int]) -> list[str]:
        """Be as if the documents of some packs had never been, and return their names; of a store that is read.

        Which passages are hidden has to be found anew, see ``twins.hide``.
        """
        with self._lock:
            self._connection.executescript(tables.LOST.format(packs=",".join(map(str, lost))))
        return [name for (name,) in self.rows("SELECT name FROM lost ORDER BY name")]

    def add(self, document: Document, chunks: Sequence[Chunk]) -> None:
        """Add a document and its chunks: both or neither.

        Raises:
            ValueError: Its name, its id or one of its chunks' ids is there already.
        """
        self.put(rows_of(document, chunks))

    def put(self, rows: Rows) -> None:
        """Add the rows of a document: all or none.

        Raises:
            ValueError: Its name, its id or one of its chunks' ids is there already.
        """
        with self._lock:
            run, run_all = self._connection.execute, self._connection.executemany
            if not self._connection.in_transaction:
                run("BEGIN")
            run("SAVEPOINT document")
            (name, doc_id, record), records = rows.document, [row.record for row in rows.chunks]
            starts = accumulate(map(len, records), initial=len(record))
            whole = b"".join((record, *records))
            place = self._packs.put(whole)
            try:
                run("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)", (name, doc_id, *place, len(record), len(whole)))
                run_all("INSERT INTO years VALUES (?, ?, ?)", rows.years)
                run_all(
                    "INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    ((*row[:-1], at, len(row.record)) for row, at in zip(rows.chunks, starts, strict=False)),
                )
                if rows.sketch:
                    run("INSERT INTO sketches VALUES (?, ?)", (name, rows.sketch))
            except sqlite3.IntegrityError as exc:
                run("ROLLBACK TO document")
                self._packs.take_back(len(whole))
                raise ValueError(f"{name}: {exc}") from exc
            finally:
                run("RELEASE document")
            self._uncommitted += 1 + len(rows.chunks)
            if self._uncommitted >= _COMMIT_ROWS:
                self._connection.commit()
                self._uncommitted = 0

    def take_over(self, before: Store, names: Iterable[str]) -> None:
        """Add documents of another store with all that is theirs, as they are there.

        Args:
            before: The other store; one that has sketches.
            names: Of documents that are there and not yet here.

        Raises:
            sqlite3.Error: They cannot be read or written.
            ValueError: One of them is here already.
        """
        every = sorted(names)
        for start in range(0, len(every), _BATCH):
            for rows in before._rows_of(every[start : start + _BATCH]):
                self.put(rows)

    def _rows_of(self, names: Sequence[str]) -> Iterator[Rows]:
        """Yield what is kept of some documents, by name."""
        chunks: dict[str, list[ChunkRow]] = defaultdict(list)
        for row in sorted(self.among("SELECT * FROM chunk_records WHERE doc IN ({})", names), key=lambda row: row[1:3]):
            chunks[row[1]].append(ChunkRow(*row))
        spoken = "SELECT c.doc, y.* FROM years AS y JOIN chunks AS c ON c.chunk_id = y.chunk_id WHERE c.doc IN ({})"
        years: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
        for doc, *span in self.among(spoken, names):
            years[doc].append(tuple(span))
        sketches = dict(self.among("SELECT name, sketch FROM sketches WHERE name IN ({})", names))
        for name, doc_id, record in sorted(self.among("SELECT * FROM document_records WHERE name IN ({})", names)):
            yield Rows((name, doc_id, record), chunks[name], years[name], sketches.get(name, b""))

    def close(self) -> None:
        """Close the files; the store cannot be used afterwards.

        Raises:
            OSError: What is left to be written cannot be.
        """
        self._connection.commit()
        self._connection.close()
        try:
            self._packs.write()
        finally:
            self._packs.close()

    # ------------------------------------------------------------ documents

    def names(self) -> list[str]:
        """Return the names of all documents, in their order."""
        return [name for (name,) in self.rows("SELECT name FROM documents ORDER BY name")]

    def names_in(self, packs: Iterable[int]) -> frozenset[str]:
        """Return the names of the documents that are in some packs."""
        return frozenset(name for (name,) in self.among("SELECT name FROM documents WHERE pack IN ({})", packs))

    def names_within(self, scope: Scope) -> list[str]:
        """Return the names of the documents that have a chunk within a scope, in their order."""
        where, values = self.within(scope)
        return [name for (name,) in self.rows(f"SELECT DISTINCT doc FROM chunks WHERE {where} ORDER BY doc", values)]

    def document(self, name_or_id: str) -> Document | None:
        """Return the document with a name or ``doc_id``; None where there is none. The last 64 are kept."""
        return self._decoded(name_or_id)

    def _decode_document(self, name_or_id: str) -> Document | None:
        found = self.rows("SELECT record FROM document_records WHERE name = ? OR doc_id = ?", (name_or_id, name_or_id))
        with reading(self._path):
            return decode(Document, found[0][0]) if found else None

    def text(self, name: str) -> str:
        """Return the clean text of a document; ``""`` where there is none."""
        found = self.rows("SELECT record FROM document_records WHERE name = ?", (name,))
        return decode(Document, found[0][0]).text if found else ""

    def clean_texts(self, size: int = _BATCH) -> Iterator[tuple[str, str]]:
        """Yield the name and the clean text of every document, by name; no whole document is made for it."""
        last = ""
        while rows := self.rows(tables.TEXTS, (last, size)):
            yield from rows
            last = rows[-1][0]

    def summaries(self) -> tuple[DocumentSummary, ...]:
        """Return every document as it is listed, by name; no whole document is read for it."""
        rows = groupby(self.rows(tables.SUMMARIES), key=lambda row: row[:4])
        return tuple(
            _summary(name, title, opening, passages, [row[4:] for row in articles])
            for (name, title, opening, passages), articles in rows
        )

    # ------------------------------------------------------------ chunks

    def chunk_ids(self, scope: Scope | None = None) -> list[str]:
        """Return the ids of the chunks within a scope, in order; of all chunks without one.

        With years, a chunk is inside where its article is of one of them, or where it speaks of one itself.
        """
        where, values = self.within(scope or Scope())
        query = f"SELECT chunk_id FROM chunks WHERE {where} ORDER BY chunk_id"
        return [chunk_id for (chunk_id,) in self.rows(query, values)]

    def within(self, scope: Scope) -> tuple[str, list[str | int]]:
        """Return the condition on rows of ``chunks`` that a scope is, and its values."""
        where, values = ["1"], list[str | int]()
        if scope.docs:
            where.append("(" + " OR ".join("substr(doc, 1, length(?)) = ?" for _ in scope.docs) + ")")
            values += [prefix for prefix in scope.docs for _ in range(2)]
        if scope.years:
            first, last = scope.years
            spoken = " OR chunks.chunk_id IN (SELECT chunk_id FROM years WHERE first <= ? AND last >= ?)"
            where.append(f"(year BETWEEN ? AND ?{spoken if self.has('years') else ''})")
            values += (first, last, last, first) if self.has("years") else (first, last)
        return " AND ".join(where), values

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Return chunks in the order of their ids.

        Raises:
            KeyError: There is no chunk with one of them.
        """
        found: dict[str, bytes] = {}
        for start in range(0, len(chunk_ids), _BATCH):
            batch = chunk_ids[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            found.update(self.rows(f"SELECT chunk_id, record FROM chunk_records WHERE chunk_id IN ({marks})", batch))
        with reading(self._path):
            return [_chunk(found[chunk_id]) for chunk_id in chunk_ids]

    def chunks_of(self, doc: str, first: int = 0, last: int | None = None) -> list[Chunk]:
        """Return the chunks of a document whose ordinals are from ``first`` to ``last``, both included, in order."""
        query = "SELECT record FROM chunk_records WHERE doc = ? AND ordinal >= ? AND ordinal <= ? ORDER BY ordinal"
        rows = self.rows(query, (doc, first, (1 << 62) if last is None else last))
        with reading(self._path):
            return [_chunk(record) for (record,) in rows]

    def holding(self, spellings: Sequence[str]) -> Iterator[Chunk]:
        """Yield, by document and in reading order, the chunks whose records hold one of some strings; all without any.

        The strings are such as JSON writes as they are: no quotation marks, backslashes or controls.
        """
        where = " OR ".join("instr(record, CAST(? AS BLOB))" for _ in spellings) or "1"
        rows = self.rows(f"SELECT chunk_id FROM chunk_records WHERE {where} ORDER BY doc, ordinal", spellings)
        for start in range(0, len(rows), _BATCH):
            yield from self.chunks([chunk_id for (chunk_id,) in rows[start : start + _BATCH]])

    def texts(self, hashes: Collection[str]) -> dict[str, str]:
        """Return by the hash of an indexed text (``text_hash``) a chunk that has it; of those asked for that are here.

        There is no index over them: the rows are gone through once.
        """
        if len(hashes) <= _BATCH:
            marks = ",".join("?" * len(hashes))
            return dict(self.rows(f"SELECT text_hash, chunk_id FROM chunks WHERE text_hash IN ({marks})", hashes))
        every = self.rows("SELECT text_hash, chunk_id FROM chunks")
        return {value: chunk_id for value, chunk_id in every if value in hashes}

    def text_hashes(self, chunk_ids: Sequence[str]) -> dict[str, str]:
        """Return the hash of the indexed text (``text_hash``) of each of some chunks, by id."""
        found: dict[str, str] = {}
        for start in range(0, len(chunk_ids), _BATCH):
            batch = chunk_ids[start : start + _BATCH]
            marks = ",".join("?" * len(batch))
            found.update(self.rows(f"SELECT chunk_id, text_hash FROM chunks WHERE chunk_id IN ({marks})", batch))
        return found

    # ------------------------------------------------------------ tables of other modules

    def among(self, query: str, values: Iterable[str | int]) -> list[tuple]:  # type: ignore[type-arg]
        """Return what a query finds for some values, which stand where it has ``{}``; in batches, in no order."""
        every = list(values)
        found = []
        for start in range(0, len(every), _BATCH):
            batch = every[start : start + _BATCH]
            found += self.rows(query.format(",".join("?" * len(batch))), batch)
        return found

    def has(self, table: str) -> bool:
        """Whether there is a table of a name: an index of an older format lacks some."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)))

    def rows(self, query: str, values: Iterable[str | int] = ()) -> list[tuple]:  # type: ignore[type-arg]
        """Return what a query finds.

        Raises:
            IndexCorruptError: The file makes no sense.
        """
        with self._lock, reading(self._path):
            return self._connection.execute(query, tuple(values)).fetchall()

    def write(self, statement: str, rows: Iterable[tuple]) -> None:  # type: ignore[type-arg]
        """Write rows, all or none."""
        with self._lock, self._connection:
            self._connection.executemany(statement, rows)


def _writable(path: Path | None) -> sqlite3.Connection:
    """Return a connection to a file that nobody reads before it is complete; a cut one is thrown away."""
    # As a URI, so that another store can be attached as one, read-only.
    connection = sqlite3.connect(
        ":memory:" if path is None else path.absolute().as_uri(), uri=path is not None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    return connection


def _summary(name: str, title: str, opening: str, passages: int, articles: Sequence[_Row]) -> DocumentSummary:
    """Return a document as it is listed, of rows of headline, date, whether it is inferred, and whether with text."""
    dated = sorted((date, inferred) for _, date, inferred, _ in articles if date)
    ends = (
        [[inferred for date, inferred in dated if date == end] for end in (dated[0][0], dated[-1][0])] if dated else []
    )
    return DocumentSummary(
        name=name,
        title=title,
        headlines=tuple(headline for headline, *_, text in articles if headline and text)[:_HEADLINES],
        opening=opening,
        first=dated[0][0] if dated else "",
        last=dated[-1][0] if dated else "",
        inferred=any(map(all, ends)),
        articles=sum(text for *_, text in articles),
        passages=passages,
    )
