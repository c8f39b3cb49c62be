"""The tables of a store, and what is asked of them, as SQL. Knows no connection.

Of each document ``documents`` says where its record stands: in which pack, from which byte on, how long it is, and how
long with the records of its passages, which follow it; ``chunks`` says where in that stretch theirs are.
"""

from __future__ import annotations

SCHEMA = """
    CREATE TABLE documents (name TEXT PRIMARY KEY, doc_id TEXT UNIQUE NOT NULL,
        pack INTEGER NOT NULL, at INTEGER NOT NULL, size INTEGER NOT NULL, whole INTEGER NOT NULL);
    CREATE TABLE chunks (
        chunk_id TEXT PRIMARY KEY, doc TEXT NOT NULL, ordinal INTEGER NOT NULL, year INTEGER, date TEXT NOT NULL,
        text_hash TEXT NOT NULL, same TEXT NOT NULL, at INTEGER NOT NULL, size INTEGER NOT NULL
    );
    CREATE UNIQUE INDEX chunks_in_order ON chunks (doc, ordinal);
    CREATE INDEX chunks_by_text ON chunks (same);
    CREATE TABLE years (chunk_id TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (chunk_id, first, last)) WITHOUT ROWID;
    CREATE TABLE links (doc TEXT NOT NULL, other TEXT NOT NULL, kind TEXT NOT NULL, share REAL NOT NULL,
        PRIMARY KEY (doc, other)) WITHOUT ROWID;
    CREATE TABLE compared (doc TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (doc, other)) WITHOUT ROWID;
    CREATE TABLE twins (team TEXT NOT NULL, value INTEGER NOT NULL, chunk_id TEXT NOT NULL,
        start INTEGER NOT NULL, stop INTEGER NOT NULL, size INTEGER NOT NULL, figure INTEGER NOT NULL,
        PRIMARY KEY (team, value, chunk_id, start)) WITHOUT ROWID;
    CREATE INDEX twins_of ON twins (chunk_id);
    CREATE TABLE hidden (chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE sketches (name TEXT PRIMARY KEY, sketch BLOB NOT NULL) WITHOUT ROWID;
"""
# Records with what they are found by; ``packed`` reads them out of a pack.
RECORDS = (
    "CREATE TEMP VIEW document_records AS SELECT name, doc_id, packed(pack, at, size) AS record FROM documents",
    "CREATE TEMP VIEW chunk_records AS SELECT c.chunk_id, c.doc, c.ordinal, c.year, c.date, c.text_hash, c.same,"
    " packed(d.pack, d.at + c.at, c.size) AS record FROM chunks AS c JOIN documents AS d ON d.name = c.doc",
)
# In older formats they stood in the tables.
OLD_RECORDS = (
    "CREATE TEMP VIEW document_records AS SELECT * FROM documents",
    "CREATE TEMP VIEW chunk_records AS SELECT * FROM chunks",
)
# Views in place of the tables, as if the documents of some packs had never been; ``hidden`` is left to be filled.
LOST = """
    CREATE TEMP TABLE lost (name TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO lost SELECT name FROM main.documents WHERE pack IN ({packs});
    CREATE TEMP TABLE lost_chunks (chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO lost_chunks SELECT chunk_id FROM main.chunks WHERE doc IN (SELECT name FROM lost);
    CREATE TEMP VIEW documents AS SELECT * FROM main.documents WHERE name NOT IN (SELECT name FROM lost);
    CREATE TEMP VIEW chunks AS SELECT * FROM main.chunks WHERE doc NOT IN (SELECT name FROM lost);
    CREATE TEMP VIEW years AS SELECT * FROM main.years WHERE chunk_id NOT IN (SELECT chunk_id FROM lost_chunks);
    CREATE TEMP VIEW twins AS SELECT * FROM main.twins WHERE chunk_id NOT IN (SELECT chunk_id FROM lost_chunks);
    CREATE TEMP VIEW links AS SELECT * FROM main.links
        WHERE doc NOT IN (SELECT name FROM lost) AND other NOT IN (SELECT name FROM lost);
    CREATE TEMP TABLE hidden (chunk_id TEXT PRIMARY KEY) WITHOUT ROWID;
"""
LEAVE_OUT = (
    "DELETE FROM years WHERE chunk_id IN (SELECT chunk_id FROM chunks WHERE doc IN (SELECT name FROM gone))",
    "DELETE FROM chunks WHERE doc IN (SELECT name FROM gone)",
    "DELETE FROM documents WHERE name IN (SELECT name FROM gone)",
    "DELETE FROM sketches WHERE name IN (SELECT name FROM gone)",
)
# Read by SQLite out of the records: making whole documents of thousands of them takes many times as long.
SUMMARIES = """
    SELECT d.name, json_extract(d.record, '$.title'), substr(json_extract(d.record, '$.text'), 1, 40),
        (SELECT count(*) FROM chunks WHERE chunks.doc = d.name),
        json_extract(a.value, '$.headline.value'), json_extract(a.value, '$.date.value'),
        json_extract(a.value, '$.date.place') IS NULL AND NOT coalesce(json_extract(a.value, '$.date.given'), 0),
        EXISTS (SELECT 1 FROM json_each(a.value, '$.paragraphs') AS p
            WHERE json_extract(p.value, '$.kind') NOT IN ('heading', 'byline'))
    FROM (SELECT name, CAST(record AS TEXT) AS record FROM document_records) AS d
        LEFT JOIN json_each(d.record, '$.articles') AS a
    ORDER BY d.name, a.key
"""
TEXTS = (
    "SELECT name, json_extract(CAST(record AS TEXT), '$.text') FROM document_records"
    " WHERE name > ? ORDER BY name LIMIT ?"
)
