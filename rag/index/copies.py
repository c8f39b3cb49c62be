"""Copies and versions of one document among many, found in one pass and in nearly linear time.

Of each document the smallest hashes of its clauses are kept, in proportion to its length: the same clauses give
the same hashes, so documents that share many of them are looked at closely, and no others. Knows texts and
names; nothing of stores.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

from rag.records import Link
from rag.text.sameness import Mark, mark_values, marks, shared

_FEWEST, _EVERY = 16, 8
_LIKE, _FEWEST_LIKE = 0.15, 2
# A clause of so many documents is a formula and tells nothing.
_MOST_DOCUMENTS = 40
_COPY, _VERSION, _PART = 0.97, 0.5, 0.9


class Sketches:
    """What is kept of documents to find those that are alike; about 8 bytes a clause of eight."""

    def __init__(self) -> None:
        self._sketch: dict[str, tuple[int, ...]] = {}
        self._whole: dict[int, list[str]] = defaultdict(list)

    def add(self, name: str, text: str) -> None:
        """Add a document by its clean text."""
        values = sorted(mark_values(text))
        self._sketch[name] = tuple(values[: max(_FEWEST, len(values) // _EVERY)])
        self._whole[hash(tuple(values))].append(name)

    def alike(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of documents that may be copies or versions, each once, the smaller name first.

        Of several with the same clauses each is paired with the first only.
        """
        first: list[str] = []
        for names in self._whole.values():
            names = sorted(names)
            first.append(names[0])
            yield from ((names[0], name) for name in names[1:])
        holders: dict[int, list[str]] = defaultdict(list)
        for name in sorted(first):
            for value in self._sketch[name]:
                holders[value].append(name)
        together: Counter[tuple[str, str]] = Counter()
        for names in holders.values():
            if 1 < len(names) <= _MOST_DOCUMENTS:
                together.update(combinations(names, 2))
        for (a, b), count in sorted(together.items()):
            if count >= max(_FEWEST_LIKE, _LIKE * min(len(self._sketch[a]), len(self._sketch[b]))) or (
                min(len(self._sketch[a]), len(self._sketch[b])) < _FEWEST_LIKE
            ):
                yield a, b


def links(pairs: Iterable[tuple[str, str]], text_of: Callable[[str], str]) -> list[Link]:
    """Return what documents are to each other, both ways, by name.

    Args:
        pairs: Documents that may be alike.
        text_of: Gives the clean text of a document.

    Returns:
        For a pair that shares nearly all of both: ``copy``; at least half of both: ``version``; nearly all of the
        one: ``part`` for that one and ``whole`` for the other. Other pairs are not linked.
    """
    found: list[Link] = []
    kept: dict[str, tuple[Mark, ...]] = {}
    for a, b in pairs:
        for name in (a, b):
            if name not in kept:
                # Pairs come by their first names: of the others few are needed again.
                kept = {key: value for key, value in kept.items() if key == a}
                kept[name] = marks(text_of(name))
        found += _related(a, kept[a], b, kept[b])
    return sorted(found, key=lambda link: (link.doc, link.other))


def _related(a: str, of_a: tuple[Mark, ...], b: str, of_b: tuple[Mark, ...]) -> list[Link]:
    """Return how two documents are linked, both ways; nothing where they are not."""
    in_a = shared(of_a, {mark.value for mark in of_b})
    in_b = shared(of_b, {mark.value for mark in of_a})
    least, most = round(min(in_a, in_b), 3), round(max(in_a, in_b), 3)
    if least >= _VERSION:
        kind = "copy" if least >= _COPY else "version"
        return [Link(a, b, kind, least), Link(b, a, kind, least)]  # type: ignore[arg-type]
    if most >= _PART:
        part, whole = (a, b) if in_a > in_b else (b, a)
        return [Link(part, whole, "part", most), Link(whole, part, "whole", most)]
    return []


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
