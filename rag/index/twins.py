"""Where the text of a passage stands again: in copies and versions of its document, and in any other word for word.

Written once when all documents are in the store; read for each question. Of passages that say the same one is
found, that of the newest document within the scope; the others are named beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby, islice
from types import MappingProxyType
from typing import NamedTuple

from rag.index.copies import Sketches, clusters, links
from rag.index.store import Store
from rag.records import Chunk, Elsewhere, Link, Scope
from rag.text.sameness import Mark, is_covered, marks, said

_TwinRow = tuple[str, int, str, int, int, int, bool]


class _Row(NamedTuple):
    """A clause of a passage that may stand elsewhere too."""

    team: str
    doc: str
    date: str
    chunk_id: str
    mark: Mark


# Chunks by what they say; and those whose words several documents have.
_SAME = "SELECT same, chunk_id FROM chunks WHERE same IN"
_REPEATED = f"{_SAME} (SELECT same FROM chunks GROUP BY same HAVING count(DISTINCT doc) > 1) ORDER BY same, chunk_id"
# Rows that are written at once.
_WRITTEN = 5000


class Left(NamedTuple):
    """What a store that is a copy still holds of how documents related before some of them went.

    Attributes:
        kept: Names of the documents that are as they were.
        gone: The chunks of the others that there were: id and what it said (``same``).
    """

    kept: Set[str]
    gone: Sequence[tuple[str, str]]


def link(
    store: Store,
    sketches: Sketches,
    known: Mapping[tuple[str, str], Sequence[Link]] = MappingProxyType({}),
    left: Left | None = None,
) -> list[Link]:
    """Write what the documents of a store are to each other, and return it, by name. Call once, when all are in it.

    Args:
        store: The store.
        sketches: Of its documents.
        known: What came of pairs that were compared before, with the same texts.
        left: What the store holds of it already; None where it holds nothing.
    """
    pairs = list(sketches.alike())
    found = links(pairs, store.text, known)
    linked = links_of(store) if left else ()
    team_of = _teams(found)
    _put(store, "compared", pairs)
    if found != list(linked):
        _put(store, "links", [(x.doc, x.other, x.kind, x.share) for x in found])
    if left:
        _renew(store, team_of if found == list(linked) else _teams(linked), team_of, left)
    else:
        _write_twins(store, team_of, team_of, store.rows(_REPEATED))
        hide(store)
    return found


def hide(store: Store) -> None:
    """Write which passages are hidden, in whatever scope, where nothing says so yet."""
    store.write("INSERT INTO hidden VALUES (?)", [(chunk_id,) for chunk_id in sorted(_hidden(store, Scope()))])


def _put(store: Store, table: str, rows: Sequence[tuple[str, str, *tuple[object, ...]]]) -> None:
    """Have a table hold some rows, the first two values of which tell them apart, and no others; most are there."""
    there, wanted = set(store.rows(f"SELECT * FROM {table}")), set(rows)
    store.write(f"DELETE FROM {table} WHERE doc = ? AND other = ?", [row[:2] for row in there - wanted])
    if new := sorted(wanted - there):
        store.write(f"INSERT INTO {table} VALUES ({','.join('?' * len(new[0]))})", new)


def _teams(found: Iterable[Link]) -> dict[str, str]:
    """Return for each linked document the name that it and all that are linked with it go by."""
    return {name: min(names) for name, names in clusters(found).items()}


def _renew(store: Store, before: Mapping[str, str], team_of: Mapping[str, str], left: Left) -> None:
    """Write what is otherwise than it was: of documents that came, went or have others beside them, and of no more.

    Args:
        store: Its ``twins`` and ``hidden`` are those of before.
        before: The teams of its documents before.
        team_of: Those now.
        left: What was before.
    """
    linked = before.keys() | team_of.keys()
    moved = {name for name in linked if name not in left.kept or before.get(name) != team_of.get(name)}
    came = {name for (name,) in store.rows("SELECT name FROM documents") if name not in left.kept}
    said = {same for _, same in left.gone}
    said |= {same for (same,) in store.among("SELECT same FROM chunks WHERE doc IN ({})", came | moved)}
    teams = said | {named[name] for named in (before, team_of) for name in moved if name in named}
    touched = {chunk_id for chunk_id, _ in left.gone} | _of_teams(store, teams)
    store.write("DELETE FROM twins WHERE chunk_id = ?", [(chunk_id,) for chunk_id, _ in left.gone])
    store.write("DELETE FROM twins WHERE team = ?", [(team,) for team in said])
    store.write(
        "DELETE FROM twins WHERE team = ? AND chunk_id IN (SELECT chunk_id FROM chunks WHERE doc = ?)",
        [(before[name], name) for name in moved if name in before],
    )
    same = sorted(store.among(f"{_SAME} ({{}})", said))
    _write_twins(store, team_of, moved & team_of.keys(), same)
    touched |= _of_teams(store, teams)
    # What a passage says may be said in several teams: all that it is in are gone over.
    over = {team for (team,) in store.among("SELECT DISTINCT team FROM twins WHERE chunk_id IN ({})", touched)}
    hidden = _hidden(store, Scope(), over) & touched
    store.write("DELETE FROM hidden WHERE chunk_id = ?", [(chunk_id,) for chunk_id in touched])
    store.write("INSERT INTO hidden VALUES (?)", [(chunk_id,) for chunk_id in sorted(hidden)])


def _of_teams(store: Store, teams: Iterable[str]) -> set[str]:
    """Return the chunks that are in some teams."""
    return {chunk_id for (chunk_id,) in store.among("SELECT DISTINCT chunk_id FROM twins WHERE team IN ({})", teams)}


def _write_twins(
    store: Store, team_of: Mapping[str, str], names: Iterable[str], same: Iterable[tuple[str, str]]
) -> None:
    """Write the rows of some linked documents, and of chunks that say the same and are not in one team.

    Args:
        store: The store.
        team_of: The teams of linked documents.
        names: Some of them.
        same: What chunks say, with their ids, sorted.
    """

    def rows() -> Iterator[_TwinRow]:
        for name in sorted(names):
            yield from _rows_of(team_of[name], store.chunks_of(name))
        for team, some in groupby(same, key=lambda row: row[0]):
            chunks = store.chunks([chunk_id for _, chunk_id in some])
            if len({team_of.get(chunk.doc, chunk.doc) for chunk in chunks}) > 1:
                yield from _rows_of(team, chunks)

    every = rows()
    while some := list(islice(every, _WRITTEN)):
        store.write("INSERT INTO twins VALUES (?, ?, ?, ?, ?, ?, ?)", some)


def _rows_of(team: str, chunks: Iterable[Chunk]) -> Iterator[_TwinRow]:
    """Yield the rows of the table for some passages."""
    for chunk in chunks:
        for mark in marks(chunk.text):
            yield team, mark.value, chunk.chunk_id, mark.start, mark.end, mark.size, mark.figure


def hidden(store: Store, scope: Scope) -> frozenset[str]:
    """Return the passages within a scope that say only what a newer document within it says too.

    Of documents of one date the first by name counts as the newer one. A passage with a figure that the others lack
    is never among them.
    """
    if not store.has("hidden"):
        return frozenset()
    if scope == Scope():
        return frozenset(chunk_id for (chunk_id,) in store.rows("SELECT chunk_id FROM hidden"))
    return _hidden(store, scope)


def _hidden(store: Store, scope: Scope, teams: Iterable[str] | None = None) -> frozenset[str]:
    """Return what ``hidden`` does; with teams only what is said in one of these, and whatever the scope."""
    where, values = store.within(scope)
    query = (
        "SELECT t.team, doc, date, t.chunk_id, t.value, t.start, t.stop, t.size, t.figure FROM twins AS t"
        " JOIN chunks ON chunks.chunk_id = t.chunk_id WHERE"
    )
    if teams is None:
        rows = store.rows(f"{query} {where} ORDER BY t.team", values)
    else:
        rows = sorted(store.among(f"{query} t.team IN ({{}})", teams), key=lambda row: row[0])
    found: set[str] = set()
    made = (
        _Row(team, doc, date, chunk_id, Mark(start, stop, size, value, bool(figure)))
        for team, doc, date, chunk_id, value, start, stop, size, figure in rows
    )
    for _, team in groupby(made, key=lambda row: row.team):
        found |= _said_already(list(team))
    return frozenset(found)


def _said_already(team: list[_Row]) -> set[str]:
    """Return the passages of some documents that say only what those before them say, the newest first."""
    passages: dict[str, dict[str, list[Mark]]] = defaultdict(lambda: defaultdict(list))
    newest: dict[str, str] = defaultdict(str)
    for row in team:
        passages[row.doc][row.chunk_id].append(row.mark)
        newest[row.doc] = max(newest[row.doc], row.date)
    known: set[int] = set()
    found: set[str] = set()
    for doc in sorted(sorted(passages), key=lambda doc: newest[doc], reverse=True):
        if known:
            found |= {chunk_id for chunk_id, own in passages[doc].items() if is_covered(own, known)}
        known |= {mark.value for own in passages[doc].values() for mark in own}
    return found


def are_there(store: Store) -> bool:
    """Return whether any passage stands elsewhere too; an index of an older format knows of none."""
    return store.has("twins") and bool(store.rows("SELECT 1 FROM twins LIMIT 1"))


def elsewhere(store: Store, chunk: Chunk) -> tuple[Elsewhere, ...]:
    """Return the places in other documents that say the same as a passage, newest document first.

    They may be printed, wrapped or cut into passages in another way, and differ in punctuation and particles; in no
    digit, name or other word. Only where there are twins at all, see ``are_there``.
    """
    rows = store.rows(
        "SELECT DISTINCT o.chunk_id, c.doc, c.date FROM twins AS t"
        " JOIN twins AS o ON o.team = t.team AND o.value = t.value JOIN chunks AS c ON c.chunk_id = o.chunk_id"
        " WHERE t.chunk_id = ? AND c.doc != ?",
        (chunk.chunk_id, chunk.doc),
    )
    places = []
    # Most passages stand nowhere else: what they say is read only where something may say it, too.
    own = said(chunk.text)[0] if rows else ""
    for doc in {row[1] for row in rows}:
        of_doc = [row for row in rows if row[1] == doc]
        if place := _place(own, store.chunks([row[0] for row in of_doc])):
            places.append((max(row[2] for row in of_doc), place))
    places.sort(key=lambda pair: pair[1].doc)
    places.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(place for _, place in places)


def _place(own: str, others: Iterable[Chunk]) -> Elsewhere | None:
    """Return where some passages of one document say what a passage says; None where they do not.

    Args:
        own: What it says.
        others: Those that share a clause with it.
    """
    whole, at = "", []
    held = sorted(others, key=lambda chunk: chunk.spans[0])
    for n, chunk in enumerate(held):
        plain, places = said(chunk.text)
        whole += plain
        at += [(n, place) for place in places]
    start = whole.find(own) if own else -1
    if start < 0:
        return None
    (first, a), (last, b) = at[start], at[start + len(own) - 1]
    return Elsewhere(held[0].doc, held[first].spans_of(a, a + 1)[0][0], held[last].spans_of(b, b + 1)[-1][1])


def compared(store: Store, names: Set[str]) -> dict[tuple[str, str], list[Link]]:
    """Return what came of the pairs of some documents that were compared; of an index of an older format, nothing."""
    if not store.has("compared"):
        return {}
    links: dict[tuple[str, str], list[Link]] = {}
    for found in links_of(store):
        links.setdefault(tuple(sorted((found.doc, found.other))), []).append(found)  # type: ignore[arg-type]
    pairs = store.rows("SELECT doc, other FROM compared")
    return {(a, b): links.get((a, b), []) for a, b in pairs if a in names and b in names}


def links_of(store: Store, doc: str | None = None) -> tuple[Link, ...]:
    """Return what documents are to each other, by name; of one document where it is named."""
    if not store.has("links"):
        return ()
    where, values = ("WHERE doc = ?", (doc,)) if doc else ("", ())
    found = store.rows(f"SELECT doc, other, kind, share FROM links {where} ORDER BY doc, other", values)
    return tuple(Link(*row) for row in found)
