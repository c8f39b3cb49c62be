"""Copies and versions of one document among many, found in one pass and in nearly linear time.

Of each document the smallest hashes of its clauses are kept, in proportion to its length: the same clauses give
the same hashes, so documents that share many of them are looked at closely, and no others. Knows texts and
names; nothing of stores.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rag.records import Link
from rag.text.fold import fold
from rag.text.names import is_person_shaped, organisations, persons, places
from rag.text.sameness import Mark, mark_values, marks, shared

_FEWEST, _EVERY = 16, 8
_LIKE, _FEWEST_LIKE = 0.15, 2
# A clause of so many documents is a formula and tells nothing.
_MOST_DOCUMENTS = 40
_COPY, _VERSION, _PART = 0.97, 0.5, 0.9
# Two clauses are one of a form, filled in otherwise, where so much of both is equal.
_SAME_FORM = 0.5
_MAINLY = 0.5
# Characters of documents that are kept while pairs are compared: some 25 MB with their clauses.
_KEPT_CHARS = 2_000_000
_FIGURES = re.compile(r"[\d.]+|[〇零一二三四五六七八九十百千万亿两]+")
# A title with a year names one paper; 采购合同 names any.
_NAMES_ONE = re.compile(r"\d{4}|[〇零一二三四五六七八九]{4}年")


class _Text(NamedTuple):
    """A document that is looked at closely."""

    text: str
    marks: tuple[Mark, ...]

    def clause(self, n: int) -> str:
        """One of its clauses, folded."""
        return fold(self.text[self.marks[n].start : self.marks[n].end]).strip()


class _Kept:
    """Documents that are looked at closely, the last ones kept: most are compared with several others."""

    def __init__(self, text_of: Callable[[str], str]) -> None:
        self._text_of = text_of
        self._texts: dict[str, _Text] = {}
        self._size = 0

    def of(self, name: str) -> _Text:
        """Return a document by its name."""
        found = self._texts.pop(name, None)
        if found is None:
            text = self._text_of(name)
            found = _Text(text, marks(text))
            self._size += len(text)
        # The last one asked for stands last.
        self._texts[name] = found
        while self._size > _KEPT_CHARS and len(self._texts) > 1:
            self._size -= len(self._texts.pop(next(iter(self._texts))).text)
        return found


def sketch_of(text: str) -> bytes:
    """Return what is kept of a document's clean text: a hash over all its clauses, and the smallest of theirs."""
    values = sorted(mark_values(text))
    whole = sha256(b"".join(value.to_bytes(8, "little") for value in values)).digest()[:8]
    return whole + b"".join(value.to_bytes(8, "little") for value in values[: max(_FEWEST, len(values) // _EVERY)])


class Sketches:
    """What is kept of documents to find those that are alike; about 8 bytes a clause of eight."""

    def __init__(self) -> None:
        self._sketch: dict[str, bytes] = {}

    def add(self, name: str, text: str) -> None:
        """Add a document by its clean text."""
        self.put(name, sketch_of(text))

    def put(self, name: str, sketch: bytes) -> None:
        """Add a document by what ``sketch_of`` gave."""
        self._sketch[name] = sketch

    def alike(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of documents that may be copies or versions, each once, the smaller name first.

        Of several with the same clauses each is paired with the first only.
        """
        leader: dict[bytes, str] = {}
        names: list[str] = []
        for name in sorted(self._sketch):
            first = leader.setdefault(self._sketch[name][:8], name)
            if first == name:
                names.append(name)
            else:
                yield first, name
        values = [self._sketch[name][8:] for name in names]
        for a, b in _sharing(np.array([len(own) // 8 for own in values]), np.frombuffer(b"".join(values), "<u8")):
            yield names[a], names[b]


def _sharing(sizes: npt.NDArray[np.int64], every: npt.NDArray[np.uint64]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of pairs of documents that share enough of what is kept of them, in their order.

    Args:
        sizes: How many values there are of each document.
        every: Those, none twice in one document.
    """
    total = len(sizes)
    if not total:
        return
    owners = np.repeat(np.arange(total), sizes)
    # Equal values side by side.
    order = np.argsort(every)
    every, owners = every[order], owners[order]
    starts = np.flatnonzero(np.concatenate([[True], every[1:] != every[:-1]])) if len(every) else np.zeros(0, int)
    holders = np.diff(np.append(starts, len(every)))
    together = [np.zeros(0, np.int64)]
    for count in range(2, min(_MOST_DOCUMENTS, total) + 1):
        some = np.sort(owners[starts[holders == count][:, None] + np.arange(count)], axis=1)
        one, two = np.triu_indices(count, 1)
        together.append((some[:, one] * total + some[:, two]).ravel())
    pairs, shared_values = np.unique(np.concatenate(together), return_counts=True)
    a, b = pairs // total, pairs % total
    least = np.minimum(sizes[a], sizes[b])
    enough = (shared_values >= np.maximum(_FEWEST_LIKE, _LIKE * least)) | (least < _FEWEST_LIKE)
    yield from zip(a[enough].tolist(), b[enough].tolist(), strict=True)


def links(
    pairs: Iterable[tuple[str, str]],
    text_of: Callable[[str], str],
    known: Mapping[tuple[str, str], Sequence[Link]] = MappingProxyType({}),
) -> list[Link]:
    """Return what documents are to each other, both ways, by name.

    Args:
        pairs: Documents that may be alike.
        text_of: Gives the clean text of a document.
        known: What came of pairs that were compared before, with the same texts.

    Returns:
        For a pair that shares nearly all of both: ``copy``; at least half of both: ``version``; nearly all of the
        one: ``part`` for that one and ``whole`` for the other. Other pairs are not linked, nor are papers of one form
        that is filled in with other figures or names.
    """
    found: list[Link] = []
    kept = _Kept(text_of)
    for a, b in pairs:
        if (a, b) in known:
            found += known[a, b]
            continue
        found += _related(a, kept.of(a), b, kept.of(b))
    return sorted(found, key=lambda link: (link.doc, link.other))


def _related(a: str, of_a: _Text, b: str, of_b: _Text) -> list[Link]:
    """Return how two documents are linked, both ways; nothing where they are not."""
    in_a = shared(of_a.marks, {mark.value for mark in of_b.marks})
    in_b = shared(of_b.marks, {mark.value for mark in of_a.marks})
    least, most = round(min(in_a, in_b), 3), round(max(in_a, in_b), 3)
    if least >= _VERSION:
        if least < _COPY and _of_one_form(of_a, of_b):
            return []
        kind = "copy" if least >= _COPY else "version"
        return [Link(a, b, kind, least), Link(b, a, kind, least)]  # type: ignore[arg-type]
    if most >= _PART:
        part, whole = (a, b) if in_a > in_b else (b, a)
        return [Link(part, whole, "part", most), Link(whole, part, "whole", most)]
    return []


def _of_one_form(one: _Text, two: _Text) -> bool:
    """Whether two texts are one form filled in twice: what differs are mainly figures and names at the same places.

    A draft and its final text differ in clauses that were added, struck or reworded too; and they have one title,
    which tells them where it holds a year.
    """
    title = one.text.lstrip().partition("\n")[0].strip()
    if title == two.text.lstrip().partition("\n")[0].strip() and _NAMES_ONE.search(fold(title)):
        return False
    filled = differs = 0
    steps = SequenceMatcher(None, [m.value for m in one.marks], [m.value for m in two.marks], autojunk=False)
    for kind, i, i_end, j, j_end in steps.get_opcodes():
        if kind == "equal":
            continue
        differs += sum(m.size for m in (*one.marks[i:i_end], *two.marks[j:j_end]))
        for n, m in zip(range(i, i_end), range(j, j_end), strict=False):
            if _filled_in(one.clause(n), two.clause(m), even=i_end - i == j_end - j):
                filled += one.marks[n].size + two.marks[m].size
    return filled > _MAINLY * differs


def _filled_in(a: str, b: str, *, even: bool) -> bool:
    """Whether two clauses are one that was filled in with other figures or names.

    Args:
        a: The one.
        b: The other.
        even: Whether they stand among equally many; then another name is one whatever stands around it.
    """
    steps = SequenceMatcher(None, a, b, autojunk=False)
    like = steps.ratio() >= _SAME_FORM
    figures = _FIGURES.findall(a), _FIGURES.findall(b)
    if like and all(figures) and figures[0] != figures[1]:
        return True
    named = _named(a), _named(b)
    if (like or even) and all(named) and named[0] != named[1]:
        return True
    # 王强 and 王刚 differ in a character, and nothing around them says that they are names.
    return like and any(
        kind == "replace" and is_person_shaped(a[max(0, i - k) : i_end]) and is_person_shaped(b[max(0, j - k) : j_end])
        for kind, i, i_end, j, j_end in steps.get_opcodes()
        for k in range(3)
    )


def _named(text: str) -> set[str]:
    return {name.text for name in (*persons(text), *organisations(text), *places(text))}


def by_document(found: Iterable[Link]) -> dict[str, list[Link]]:
    """Return links by the document that they are of, in their order."""
    links_of: dict[str, list[Link]] = {}
    for link in found:
        links_of.setdefault(link.doc, []).append(link)
    return links_of


def clusters(found: Iterable[Link]) -> Mapping[str, frozenset[str]]:
    """Return for each linked document all that are linked with it, over others too, itself among them."""
    group: dict[str, set[str]] = {}
    for link in found:
        one, two = group.setdefault(link.doc, {link.doc}), group.setdefault(link.other, {link.other})
        if one is not two:
            small, large = sorted((one, two), key=len)
            large |= small
            for name in small:
                group[name] = large
    return {name: frozenset(names) for name, names in group.items()}
