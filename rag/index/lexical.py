"""The lexical leg: terms of chunks in tantivy, scored exactly by BM25.

Knows tantivy and its folder; nothing of records. tantivy rounds the lengths of texts down and so
its scores up: they serve as bounds that find the candidates, which are then scored exactly.

Chunks that went are deleted, not written out: tantivy goes on counting them in its weights until it merges them away.
In how many chunks that are left each of their terms stands is kept beside its files, with the number of each chunk.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any, cast

import numpy as np
import tantivy

from rag.index.bm25 import exact, rarity, score
from rag.index.ids import Rows, in_order, rows_among, rows_of
from rag.index.ranking import check_k
from rag.index.sound import reading
from rag.index.splice import Splice
from rag.records import Hit
from rag.text.words import Segmenter

LOCKS = frozenset({".tantivy-meta.lock", ".tantivy-writer.lock"})
_HEAP_BYTES = 64 << 20
_UNWRITTEN = ("IO error", "io::Error", "IoError", "os error", "Lockfile")
_SLACK = 1 + 1e-5  # tantivy adds in single precision, in any order.
# The number of each chunk in tantivy, in the order of ids; without the file they are numbered in that order.
_NUMBERS = "numbers"
# In how many chunks each term stands of which tantivy may count too many, as JSON; without the file it counts right.
_HOLDING = "holding.json"
# Of all that tantivy holds one in so many may be deleted: beyond, its bounds are too far from the scores.
_GONE_IN = 8
_SAMPLE = 64
_SEGMENT = re.compile(r"[0-9a-f]{32}(\.\d+)?\.[a-z]+")


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
        self._ids, order = in_order(chunk_ids)
        # The number of each chunk, in the order of ids; and at which places they stand, by number.
        self._numbers = _numbers(folder, len(self._ids), order)
        self._by_number = np.argsort(self._numbers, kind="stable")
        self._segmenter = segmenter
        self._folder = folder
        if not self._searcher.num_docs == len(self._numbers) == len(self._ids):
            raise ValueError(f"{self._searcher.num_docs} term lists for {len(self._ids)} chunks")
        self._rising = self._numbers[self._by_number]
        if (self._rising[1:] == self._rising[:-1]).any():
            raise ValueError("two chunks of one number")
        mean = self._searcher.aggregate(tantivy.Query.all_query(), {"mean": {"avg": {"field": "length"}}})
        self._mean_length = float(mean["mean"]["value"] or 0.0)
        self._holding = _holding(folder, len(self._ids))
        # How many texts tantivy counts, and of what length on average: the deleted ones among them.
        self._counted = self._explained() if self._holding else (len(self._ids), self._mean_length)
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
        with _writing():
            index = tantivy.Index(_schema(), path=str(folder))
            writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for row, (_, found) in enumerate(zip(chunk_ids, terms, strict=True)):
                writer.add_document(_document(row, found))
            writer.commit()
            writer.wait_merging_threads()
            return cls(index, chunk_ids, segmenter, folder)

    def renews(self, gone: int) -> bool:
        """Whether a leg without so many of the chunks is better made of this one's files than written anew."""
        total, _ = self._counted
        return (total - len(self._ids) + gone) * _GONE_IN <= total

    def renewed(self, splice: Splice, terms: Iterable[str], folder: Path) -> None:
        """Write a leg that finds what one would that is written anew, made of this one's files, into a new folder.

        Args:
            splice: How its chunks follow from those of this one; those that both have have the same terms.
            terms: Of each of those that came, a blank between them, in the order of the ids.
            folder: Made here; holds nothing else.

        Raises:
            OSError: It cannot be written.
        """
        lost = Counter(
            term for found in self.terms([self._ids[row] for row in splice.gone]) for term in set(found.split())
        )
        won: Counter[str] = Counter()
        following = int(self._numbers.max(initial=-1)) + 1
        numbers = np.arange(following, following + len(splice.came))
        with _writing():
            folder.mkdir()
            _copy(self._folder, folder)
            index = tantivy.Index.open(str(folder))
            writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            for number in self._numbers[list(splice.gone)].tolist():
                writer.delete_documents_by_term("row", number)
            for number, found in zip(numbers.tolist(), terms, strict=True):
                writer.add_document(_document(number, found))
                won.update(set(found.split()))
            writer.commit()
            writer.wait_merging_threads()
            # By difference: exact, whatever tantivy has merged away of what was deleted.
            doubtful = sorted(self._holding.keys() | lost.keys())
            holding = {term: self.frequency(term) - lost[term] + won[term] for term in doubtful}
            (folder / _HOLDING).write_text(json.dumps(holding, ensure_ascii=False), encoding="utf-8")
            every = [np.empty(0, np.int64), *splice.spliced(self._numbers, [numbers])]
            (folder / _NUMBERS).write_bytes(np.concatenate(every).astype("<u4").tobytes())

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
        _copy(folder, Path(copy.name))
        leg = cls(tantivy.Index.open(copy.name), chunk_ids, segmenter, folder)
        leg._copy = copy
        return leg

    def weight(self, term: str) -> float:
        """Return how rare a term is: its inverse document frequency, above 0 and highest for an unknown term."""
        return rarity(len(self._ids), self.frequency(term))

    def frequency(self, term: str) -> int:
        """Return in how many chunks a term stands."""
        known = self._holding.get(term)
        return self._counts(term) if known is None else known

    def _counts(self, term: str) -> int:
        """Return in how many chunks a term stands as tantivy counts, deleted ones among them."""
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
            numbers = self._searcher.fast_field_values("row", [address for _, address in hits])
            return sorted(self._ids[row] for row in self._rows_of(cast("list[int]", numbers)))

    def terms(self, chunk_ids: Sequence[str]) -> list[str]:
        """Return the terms of each chunk in the order of the text, a blank between them; in the order of the ids.

        Raises:
            KeyError: There is no chunk with one of them.
            IndexCorruptError: The files make no sense.
        """
        rows = self._numbers[rows_of(self._ids, chunk_ids)].tolist() if chunk_ids else []
        if not rows:
            return []
        query = tantivy.Query.term_set_query(self._schema, "row", rows)
        with reading(self._folder):
            hits = self._searcher.search(query, limit=len(rows), count=False).hits
            addresses = [address for _, address in hits]
            held = dict(zip(self._searcher.fast_field_values("row", addresses), addresses, strict=True))
            if len(held) < len(set(rows)):
                raise ValueError(f"terms of {len(held)} chunks for {len(set(rows))}")
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
        # Of one that no chunk holds tantivy knows, and counts, deleted ones at most.
        found = [term for term in weights if self.frequency(term)]
        if not found or (among is not None and not among):
            return []
        asked = self._query(found, among)

        def candidates(wanted: int) -> list[tuple[float, int]]:
            hits = self._searcher.search(asked, limit=min(wanted, len(self._ids)), count=False).hits
            numbers = cast("list[int]", self._searcher.fast_field_values("row", [address for _, address in hits]))
            rows = self._rows_of(numbers)
            addresses.update(zip(rows, (address for _, address in hits), strict=True))
            return [(bound, row) for row, (bound, _) in zip(rows, hits, strict=True)]

        def scored(row: int) -> tuple[str, float]:
            return self._ids[row], score(self._terms_at(addresses[row]), weights, self._mean_length)

        addresses: dict[int, tantivy.DocAddress] = {}
        return exact(candidates, scored, k, self._slack({term: weights[term] for term in found}))

    def _rows_of(self, numbers: Sequence[int]) -> list[int]:
        """Return at which places of the ids the chunks stand that have some numbers in tantivy."""
        asked = np.asarray(numbers, np.int64)
        at = np.minimum(np.searchsorted(self._rising, asked), len(self._rising) - 1)
        if (wrong := np.flatnonzero(self._rising[at] != asked)).size:
            raise ValueError(f"no chunk is number {asked[wrong[0]]}")
        rows: list[int] = self._by_number[at].tolist()
        return rows

    def _slack(self, weights: Mapping[str, float]) -> float:
        """Return by what factor a score may be above tantivy's, whose weights and mean length count deleted texts."""
        total, mean = self._counted
        if not self._holding:
            return _SLACK
        if not mean:
            return inf
        above = max(weight / rarity(total, self._counts(term)) for term, weight in weights.items())
        return _SLACK * above * max(1.0, self._mean_length / mean)

    def _explained(self) -> tuple[int, float]:
        """Return how many texts tantivy counts, and of what length on average, as it explains one of its scores."""
        every, query = tantivy.Query.all_query(), tantivy.Query
        for _, address in self._searcher.search(every, limit=_SAMPLE, count=False).hits:
            if terms := self._terms_at(address).split():
                asked = query.term_query(self._schema, "terms", terms[0], "freq")
                told = dict(_told(json.loads(asked.explain(self._searcher, address).to_json())))
                try:
                    return int(told["N, total number of docs"]), told["avgdl, average length of field"]
                except KeyError as exc:
                    raise ValueError(f"tantivy says nothing of {exc}") from exc
        # All that were looked at are without terms: tantivy's scores are no bounds, then.
        return len(self._ids), 0.0

    def _query(self, weights: Iterable[str], among: Set[str] | None) -> tantivy.Query:
        """Return the query for any of some terms, among some chunks."""
        query = tantivy.Query
        any_term = query.boolean_query(
            [(tantivy.Occur.Should, query.term_query(self._schema, "terms", term, "freq")) for term in weights]
        )
        if among is None:
            return any_term
        rows = self._numbers[rows_among(self._ids, among)].tolist()
        allowed = query.const_score_query(query.term_set_query(self._schema, "row", rows), 0.0)
        return query.boolean_query([(tantivy.Occur.Must, any_term), (tantivy.Occur.Must, allowed)])

    def _terms_at(self, address: tantivy.DocAddress) -> str:
        """Return the terms stored at an address."""
        terms: str = self._searcher.doc(address)["terms"][0]
        return terms


@contextmanager
def _writing() -> Iterator[None]:
    """Tell a disk that is full or gone from other faults: tantivy knows one kind of error, and these are its words."""
    try:
        yield
    except ValueError as exc:
        if any(words in str(exc) for words in _UNWRITTEN):
            raise OSError(str(exc)) from exc
        raise


def _copy(folder: Path, into: Path) -> None:
    """Copy the files of a folder, but its locks, into another one."""
    for file in folder.iterdir():
        if file.name not in LOCKS:
            # Contents only: modes and owners that forbid writing must not come along.
            shutil.copyfile(file, into / file.name)


def is_written_once(path: str) -> bool:
    """Whether a file of a leg, told by its name, is as it was where it is in the leg that was made of this one's files.

    tantivy writes no file of a segment twice: each is named by a number of its own, deletions by another one too.
    """
    return _SEGMENT.fullmatch(path.rpartition("/")[2]) is not None


def _numbers(folder: Path, size: int, order: Rows | None) -> Rows:
    """Return the numbers of so many chunks in the order of their ids.

    Args:
        folder: Where they are kept, if not all were numbered as they came.
        size: How many chunks there are.
        order: As which each came; None where they came in order.
    """
    path = folder / _NUMBERS
    if not path.exists():
        return np.arange(size) if order is None else order
    return np.fromfile(path, "<u4").astype(np.int64)


def _holding(folder: Path, size: int) -> dict[str, int]:
    """Return in how many chunks the terms stand of which tantivy may count too many."""
    path = folder / _HOLDING
    if not path.exists():
        return {}
    found = json.loads(path.read_bytes())
    if not isinstance(found, dict) or not all(type(value) is int and 0 <= value <= size for value in found.values()):
        raise ValueError(f"no numbers of chunks in {path.name}")
    return found


def _told(explanation: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Yield what an explanation of a score says, each with its value."""
    yield explanation["description"], explanation["value"]
    for one in explanation.get("details", ()):
        yield from _told(one)


def _document(number: int, terms: str) -> tantivy.Document:
    """Return what tantivy keeps of a chunk, whose terms stand with one blank between them."""
    return tantivy.Document(row=number, length=terms.count(" ") + 1 if terms else 0, terms=terms)


def _schema() -> tantivy.Schema:
    """Return the fields of a chunk: its number, and its terms."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", indexed=True, fast=True)
    builder.add_integer_field("length", fast=True)
    builder.add_text_field("terms", stored=True, tokenizer_name="whitespace", index_option="freq")
    return builder.build()
