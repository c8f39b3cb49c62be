"""The lexical leg: terms of chunks in tantivy, scored exactly by BM25.

Knows tantivy and its folder; nothing of records. tantivy rounds the lengths of texts down and so
its scores up: they serve as bounds that find the candidates, which are then scored exactly.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import cast

import tantivy

from rag.index.bm25 import exact, rarity, score
from rag.index.ranking import check_k
from rag.index.sound import reading
from rag.records import Hit
from rag.text.words import Segmenter

LOCKS = frozenset({".tantivy-meta.lock", ".tantivy-writer.lock"})
_HEAP_BYTES = 64 << 20
_UNWRITTEN = ("IO error", "io::Error", "IoError", "os error", "Lockfile")
_SLACK = 1 + 1e-5  # tantivy adds in single precision, in any order.


class Lexical:
    """Searches terms by BM25 (k1 1.2, b 0.75); scores are above 0. Safe for concurrent searches, never changed."""

    def __init__(self, index: tantivy.Index, chunk_ids: Sequence[str], segmenter: Segmenter, folder: Path) -> None:
        """Keep a tantivy index, the ids of its rows, the segmenter of queries and where the index lies.

        Raises:
            ValueError: Index and chunk ids do not belong together.
        """
        index.reload()
        self._schema = index.schema
        self._searcher = index.searcher()
        self._ids = tuple(chunk_ids)
        self._rows = {chunk_id: row for row, chunk_id in enumerate(chunk_ids)}
        self._segmenter = segmenter
        self._folder = folder
        if not self._searcher.num_docs == len(self._rows) == len(self._ids):
            raise ValueError(f"{self._searcher.num_docs} term lists for {len(self._ids)} chunks")
        mean = self._searcher.aggregate(tantivy.Query.all_query(), {"mean": {"avg": {"field": "length"}}})
        self._mean_length = float(mean["mean"]["value"] or 0.0)
        self._copy: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    def of(
        cls,
        chunk_ids: Sequence[str],
        terms: Iterable[str],
        segmenter: Segmenter,
        folder: Path,
    ) -> Lexical:
        """Return a leg over terms, written into a new folder.

        Args:
            chunk_ids: Of the chunks, none twice.
            terms: Of each chunk, a blank between them, in the order of the ids, as ``segmenter`` cuts them.
            segmenter: Of the queries.
            folder: Made here; holds nothing else.

        Raises:
            OSError: It cannot be written.
        """
        folder.mkdir()
        try:
            index = tantivy.Index(_schema(), path=str(folder))
            writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for row, (_, found) in enumerate(zip(chunk_ids, terms, strict=True)):
                writer.add_document(tantivy.Document(row=row, length=len(found.split()), terms=found))
            writer.commit()
            writer.wait_merging_threads()
            return cls(index, chunk_ids, segmenter, folder)
        except ValueError as exc:
            # tantivy knows no other kind of error; these are its words for a disk that is full or gone.
            if any(words in str(exc) for words in _UNWRITTEN):
                raise OSError(str(exc)) from exc
            raise

    @classmethod
    def read(cls, folder: Path, chunk_ids: Sequence[str], segmenter: Segmenter) -> Lexical:
        """Return the leg that ``of`` wrote; the files must have been verified by their hashes before.

        tantivy opens a lock file for writing even to read. Where that is not allowed, a copy in the
        temporary folder is read and removed with the leg.

        Raises:
            ValueError: It holds other chunks, or is no tantivy folder.
        """
        try:
            return cls(tantivy.Index.open(str(folder)), chunk_ids, segmenter, folder)
        except ValueError as exc:
            if "Lockfile" not in str(exc):
                raise
        copy = tempfile.TemporaryDirectory(prefix="wenju-", ignore_cleanup_errors=True)
        # Contents only: modes and owners that forbid writing must not come along.
        for file in folder.iterdir():
            if file.name not in LOCKS:
                shutil.copyfile(file, Path(copy.name) / file.name)
        leg = cls(tantivy.Index.open(copy.name), chunk_ids, segmenter, folder)
        leg._copy = copy
        return leg

    def weight(self, term: str) -> float:
        """Return how rare a term is: its inverse document frequency, above 0 and highest for an unknown term."""
        return rarity(len(self._ids), self._searcher.doc_freq("terms", term))

    def frequency(self, term: str) -> int:
        """Return in how many chunks a term stands."""
        return int(self._searcher.doc_freq("terms", term))

    def with_all(self, terms: Sequence[str]) -> list[str]:
        """Return the ids of the chunks that hold each of some terms, in order; of all chunks for no terms.

        Raises:
            IndexCorruptError: The files make no sense.
        """
        if not terms or not self._ids:
            return sorted(self._ids)
        query = tantivy.Query
        each = [(tantivy.Occur.Must, query.term_query(self._schema, "terms", term)) for term in dict.fromkeys(terms)]
        with reading(self._folder):
            hits = self._searcher.search(query.boolean_query(each), limit=len(self._ids), count=False).hits
            rows = self._searcher.fast_field_values("row", [address for _, address in hits])
        return sorted(self._ids[row] for row in cast("list[int]", rows))

    def terms(self, chunk_ids: Sequence[str]) -> list[str]:
        """Return the terms of each chunk in the order of the text, a blank between them; in the order of the ids.

        Raises:
            KeyError: There is no chunk with one of them.
            IndexCorruptError: The files make no sense.
        """
        rows = [self._rows[chunk_id] for chunk_id in chunk_ids]
        if not rows:
            return []
        query = tantivy.Query.term_set_query(self._schema, "row", rows)
        with reading(self._folder):
            hits = self._searcher.search(query, limit=len(rows), count=False).hits
            addresses = [address for _, address in hits]
            held = dict(zip(self._searcher.fast_field_values("row", addresses), addresses, strict=True))
            return [self._terms_at(held[row]) for row in rows]

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits by BM25 of the query's distinct terms; see ``Leg``.

        Only chunks that hold one of the terms. Weights of terms are those of the whole index, with
        ``among`` too.

        Raises:
            ValueError: ``k`` is below 1.
            IndexCorruptError: The files make no sense.
        """
        check_k(k)
        with reading(self._folder):
            return self._search(query, k, among)

    def _search(self, query: str, k: int, among: Set[str] | None) -> list[Hit]:
        """Do what ``search`` says."""
        weights = {term: self.weight(term) for term in self._segmenter.terms(query)}
        if not weights or not self._ids or (among is not None and not among):
            return []
        asked = self._query(weights, among)

        def candidates(wanted: int) -> list[tuple[float, int]]:
            hits = self._searcher.search(asked, limit=min(wanted, len(self._ids)), count=False).hits
            rows = cast("list[int]", self._searcher.fast_field_values("row", [address for _, address in hits]))
            addresses.update(zip(rows, (address for _, address in hits), strict=True))
            return [(bound, row) for row, (bound, _) in zip(rows, hits, strict=True)]

        def scored(row: int) -> tuple[str, float]:
            return self._ids[row], score(self._terms_at(addresses[row]), weights, self._mean_length)

        addresses: dict[int, tantivy.DocAddress] = {}
        return exact(candidates, scored, k, _SLACK)

    def _query(self, weights: dict[str, float], among: Set[str] | None) -> tantivy.Query:
        """Return the query for any of some terms, among some chunks."""
        query = tantivy.Query
        any_term = query.boolean_query(
            [(tantivy.Occur.Should, query.term_query(self._schema, "terms", term, "freq")) for term in weights]
        )
        if among is None:
            return any_term
        rows = [self._rows[chunk_id] for chunk_id in among if chunk_id in self._rows]
        allowed = query.const_score_query(query.term_set_query(self._schema, "row", rows), 0.0)
        return query.boolean_query([(tantivy.Occur.Must, any_term), (tantivy.Occur.Must, allowed)])

    def _terms_at(self, address: tantivy.DocAddress) -> str:
        """Return the terms stored at an address."""
        terms: str = self._searcher.doc(address)["terms"][0]
        return terms


def _schema() -> tantivy.Schema:
    """Return the fields of a chunk: its row among the ids, and its terms."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", indexed=True, fast=True)
    builder.add_integer_field("length", fast=True)
    builder.add_text_field("terms", stored=True, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
