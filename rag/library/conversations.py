"""Conversations and what readers say of answers, kept in one SQLite file below ``data/``.

An exchange is kept whole, as one compressed record with a checksum: the answer with its citations (quote, file hash,
place and index generation), the passages, and how far it was written. What is searched, listed and ordered stands in
columns beside it. Every question is of an owner: ``""`` where nobody logs in, since the computer then has one user.
Knows the records; nothing of pages.
"""

from __future__ import annotations

import re
import secrets
import time
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rag.index.codec import decode, encode
from rag.library.database import Database, Statement
from rag.records import (
    Answer,
    Collected,
    CollectedPlace,
    Conversation,
    Evidence,
    Feedback,
    KeptConversation,
    KeptExchange,
)
from rag.text.fold import fold, scalars
from rag.text.script import simplified

FILE = "conversations.sqlite"
UNDO_S = 600.0
_TITLE_CHARS = 40
_MOST_LISTED = 500
_MARKS = re.compile(r"\[\d+\]")
_BEFORE, _BEHIND = 10, 24  # characters shown around words that were looked for

_STEPS = (
    """
    CREATE TABLE conversations (
        id TEXT PRIMARY KEY, owner TEXT NOT NULL, collection TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL,
        changed REAL NOT NULL, deleted REAL
    );
    CREATE INDEX conversations_listed ON conversations (owner, collection, changed);
    CREATE TABLE exchanges (
        id TEXT PRIMARY KEY, conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
        asked REAL NOT NULL, state TEXT NOT NULL, words TEXT NOT NULL, record BLOB NOT NULL
    );
    CREATE INDEX exchanges_ordered ON exchanges (conversation, asked)
    """,
    """
    CREATE TABLE feedback (
        exchange TEXT PRIMARY KEY REFERENCES exchanges ON DELETE CASCADE, rating TEXT NOT NULL, reason TEXT NOT NULL,
        said REAL NOT NULL
    )
    """,
)
# Whoever was writing when the program ended writes no more. One that still writes, in another process, says so with
# its next sentence.
_OPENED = (
    ("UPDATE exchanges SET state = 'cut' WHERE state = 'writing'", ()),
    (f"DELETE FROM conversations WHERE deleted < CAST(strftime('%s', 'now') AS REAL) - {UNDO_S}", ()),
)
_BEGIN = """INSERT INTO conversations (id, owner, collection, title, words, changed) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET changed = max(changed, excluded.changed) WHERE owner = excluded.owner"""
_SAVE = """INSERT INTO exchanges (id, conversation, asked, state, words, record)
    SELECT ?, id, ?, ?, ?, ? FROM conversations WHERE id = ? AND owner = ?
    ON CONFLICT (id) DO UPDATE SET state = excluded.state, words = excluded.words, record = excluded.record"""
_LISTED = """SELECT id, title, changed, (SELECT count(*) FROM exchanges e WHERE e.conversation = c.id), '', collection
    FROM conversations c WHERE owner = ? AND collection {} ? AND deleted IS NULL"""
_HOLDS = """ AND (instr(c.words, ?) OR EXISTS (
    SELECT 1 FROM exchanges e WHERE e.conversation = c.id AND instr(e.words, ?)))"""
_EXCHANGES = """SELECT e.id, e.state, e.record, f.rating, f.reason
    FROM exchanges e LEFT JOIN feedback f ON f.exchange = e.id WHERE e.conversation = ? ORDER BY e.asked, e.rowid"""
_RATE = """INSERT INTO feedback (exchange, rating, reason, said)
    SELECT e.id, ?, ?, ? FROM exchanges e JOIN conversations c ON c.id = e.conversation WHERE e.id = ? AND c.owner = ?
    ON CONFLICT (exchange) DO UPDATE SET rating = excluded.rating, reason = excluded.reason, said = excluded.said"""


def new_id() -> str:
    """Return an id that nobody can guess and an address can hold."""
    return secrets.token_hex(8)


def open_database(data: Path) -> Database:
    """Return the database below a data folder; nothing is opened before its first use."""
    return Database(data / FILE, _STEPS, _OPENED)


class Conversations:
    """The conversations of one owner; another's are as if they were not there. Holds nothing: make one where needed.

    Every method raises ``DataFolderError`` where the file cannot be read or written.
    """

    def __init__(self, database: Database, owner: str = "") -> None:
        """Remember whose they are."""
        self._database, self._owner = database, owner

    @property
    def set_aside(self) -> Path | None:
        """Where a damaged file was put, if one was found since the program began."""
        return self._database.set_aside

    def save(self, conversation: str, collection: str, exchange: KeptExchange) -> None:
        """Keep an exchange as it stands, in place of what was kept of it; its conversation begins with its first one.

        It is on the disk when this comes back. What a reader said of it is kept by ``rate``.

        Raises:
            ValueError: The conversation is another owner's.
        """
        now = time.time()
        title = _title(exchange.question)
        words = folded(f"{exchange.question}\n{_text(exchange)}")
        row = (exchange.exchange, exchange.asked, exchange.state, words, _packed(exchange))
        statements: list[Statement] = [
            (_BEGIN, (conversation, self._owner, collection, title, folded(title), now)),
            (_SAVE, (*row, conversation, self._owner)),
        ]
        if not self._database.write(statements):
            raise ValueError(f"{conversation} is another owner's")
        if exchange.state != "writing":
            self._database.settle()

    def listed(self, collection: str, looked_for: str = "", most: int = _MOST_LISTED) -> tuple[Conversation, ...]:
        """Return the conversations with a collection, last changed first.

        Args:
            collection: The name of the index that they asked.
            looked_for: Words that have to stand in the title or the exchanges, each somewhere; width, case and script
                do not matter, and parts of words count.
            most: How many are returned at most.
        """
        return self._listed("=", collection, looked_for, most)

    def elsewhere(self, collection: str, looked_for: str = "", most: int = _MOST_LISTED) -> tuple[Conversation, ...]:
        """Return the conversations with all other collections; arguments as for ``listed``."""
        return self._listed("<>", collection, looked_for, most)

    def count_elsewhere(self, collection: str) -> int:
        """Return how many conversations there are with other collections."""
        query = "SELECT count(*) FROM conversations WHERE owner = ? AND collection <> ? AND deleted IS NULL"
        return int(self._database.read(query, (self._owner, collection))[0][0])

    def _listed(self, which: str, collection: str, looked_for: str, most: int) -> tuple[Conversation, ...]:
        query, values = _LISTED.format(which), [self._owner, collection]
        words = folded(looked_for).split()
        for word in words:
            query += _HOLDS
            values += [word, word]
        rows = self._database.read(f"{query} ORDER BY changed DESC, c.rowid DESC LIMIT {most}", values)
        return tuple(replace(Conversation(*row), found=self._around(row[0], words)) for row in rows)

    def _around(self, conversation: str, words: Sequence[str]) -> str:
        """Return what stands around the first of some words that an exchange has, as it is searched."""
        for word in words:
            query = "SELECT words FROM exchanges WHERE conversation = ? AND instr(words, ?) ORDER BY asked LIMIT 1"
            for (text,) in self._database.read(query, (conversation, word)):
                return around(text, word)
        return ""

    def opened(self, conversation: str) -> KeptConversation | None:
        """Return a whole conversation; None where there is none of this owner's, or it was deleted."""
        found = self._database.read(
            "SELECT collection, title FROM conversations WHERE id = ? AND owner = ? AND deleted IS NULL",
            (conversation, self._owner),
        )
        if not found:
            return None
        collection, title = found[0]
        rows = self._database.read(_EXCHANGES, (conversation,))
        read = [_unpacked(*row) for row in rows]
        whole = tuple(exchange for exchange in read if exchange is not None)
        return KeptConversation(conversation, collection, title, whole, len(read) - len(whole))

    def exchanges(self, conversation: str) -> tuple[str, ...]:
        """Return the ids of the exchanges of a conversation, oldest first; none where it is not this owner's."""
        rows = self._database.read(
            "SELECT e.id FROM exchanges e JOIN conversations c ON c.id = e.conversation"
            " WHERE c.id = ? AND c.owner = ? AND c.deleted IS NULL ORDER BY e.asked, e.rowid",
            (conversation, self._owner),
        )
        return tuple(exchange for (exchange,) in rows)

    def is_deleted(self, conversation: str) -> bool:
        """Whether a conversation of this owner was deleted and can still be brought back."""
        query = "SELECT 1 FROM conversations WHERE id = ? AND owner = ? AND deleted IS NOT NULL"
        return bool(self._database.read(query, (conversation, self._owner)))

    def rename(self, conversation: str, title: str) -> None:
        """Give a conversation a title; an empty one changes nothing."""
        title = _title(title)
        if title:
            self._update(conversation, "title = ?, words = ?", (title, folded(title)))

    def delete(self, conversation: str) -> None:
        """Delete a conversation; ``restore`` brings it back for ten minutes and until the program starts anew."""
        self._update(conversation, "deleted = ?", (time.time(),))

    def restore(self, conversation: str) -> None:
        """Bring back a conversation that was just deleted."""
        self._update(conversation, "deleted = NULL", ())

    def rate(self, exchange: str, feedback: Feedback) -> None:
        """Keep what a reader said of an answer, in place of what they said before."""
        values = (feedback.rating, scalars(feedback.reason), time.time(), exchange, self._owner)
        self._database.write([(_RATE, values)])

    def _update(self, conversation: str, change: str, values: Sequence[object]) -> None:
        statement = f"UPDATE conversations SET {change} WHERE id = ? AND owner = ?"
        self._database.write([(statement, (*values, conversation, self._owner))])


def _title(question: str) -> str:
    """Return what a conversation is called after a question: its words on one line, cut where they are many."""
    line = " ".join("".join(char if char.isprintable() else " " for char in scalars(question)).split())
    return line if len(line) <= _TITLE_CHARS else f"{line[:_TITLE_CHARS]}…"


def around(text: str, word: str) -> str:
    r"""Return a line of a text around the first place of a word in it; ``""`` where it has none.

    >>> around("全市生产总值为六千六百零六亿元，[1]\n比上年增长百分之八", "总值")
    '全市生产总值为六千六百零六亿元， 比上年增长百分之八'
    """
    at = text.find(word)
    if at < 0:
        return ""
    first, last = max(0, at - _BEFORE), at + len(word) + _BEHIND
    cut = " ".join(_MARKS.sub("", text[first:last]).split())
    return f"{'…' if first else ''}{cut}{'…' if last < len(text) else ''}"


def folded(text: str) -> str:
    """Return text as it is searched: widths, case and script folded, lone surrogates replaced."""
    return simplified(fold(scalars(text)))


def _text(exchange: KeptExchange) -> str:
    said = [answer.text for answer in (exchange.answer, exchange.first) if answer]
    return "\n".join([*said, *(sentence.text for sentence in exchange.written)])


def _packed(exchange: KeptExchange) -> bytes:
    """Return the record of an exchange, compressed; zlib's checksum tells a damaged one."""
    answer = _lean(exchange.answer) if exchange.answer else None
    first = _lean(exchange.first) if exchange.first else None
    return zlib.compress(encode(replace(exchange, answer=answer, first=first, feedback=Feedback())))


def _unpacked(exchange: str, state: str, record: bytes, rating: str | None, reason: str | None) -> KeptExchange | None:
    """Return the exchange of a row; None where its record is damaged."""
    try:
        kept = decode(KeptExchange, zlib.decompress(record))
    except (zlib.error, ValueError):
        return None
    said = Feedback(rating, reason or "") if rating in ("up", "down") else Feedback()  # type: ignore[arg-type]
    return replace(kept, exchange=exchange, state=state, feedback=said)  # type: ignore[arg-type]


def _lean(answer: Answer) -> Answer:
    """Return an answer without what only searching needs: the indexed text, which repeats the passage's own."""
    collected = answer.collected
    if collected is not None:
        places = tuple(
            CollectedPlace(replace(place.chunk, indexed=""), place.start, place.end) for place in collected.places
        )
        collected = Collected(collected.asked, places)
    evidence = tuple(Evidence(e.rank, e.score, replace(e.chunk, indexed=""), e.also) for e in answer.evidence)
    return replace(answer, evidence=evidence, collected=collected)
