"""Every place at which words stand, word for word, in order: what a plain search finds, with its document and article.

Nothing is ranked and nothing left out. The clean texts are searched, each once: passages overlap. Knows the index.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate
from threading import Lock

from rag.index.index import Index
from rag.records import (
    Article,
    Chunk,
    Document,
    Found,
    FoundDocument,
    FoundPlace,
    Near,
    Paragraph,
    Scope,
    Span,
    clean_spans,
)
from rag.text.fold import content
from rag.text.pinyin import homophones
from rag.text.script import simplified
from rag.text.variants import is_wide, levelled, one_of, pattern_of, without_blanks

LONGEST = 2000  # characters that are looked for
_BEFORE, _AFTER = 36, 60  # characters shown around words
_KEPT_CHARS = 48_000_000  # of texts that stay in memory; 96 MB
_MOST_NEAR, _MOST_PARTS, _MOST_VARIED = 4, 6, 8
_LIKELY = 200  # passages in which parts of words are looked for
_MOST_WHOLE, _WHOLE_CHARS = 8, 50_000  # documents of theirs that are looked through whole


class Finder:
    """Finds words in one index. Safe for concurrent use."""

    def __init__(self, index: Index) -> None:
        """Rest on an open index; its texts are read with the first search, and stay where they are not too many."""
        self._index = index
        self._lock = Lock()
        self._texts: list[tuple[str, str]] | None = None
        self._too_many = False
        self._counted = lru_cache(maxsize=32)(self._count)

    def find(self, words: str, scope: Scope | None = None, first: int = 0, most: int = 50) -> Found:
        """Return how often words stand where, and some of the places.

        Width, case, script and blanks between Han characters do not matter. The counts are linear in the texts the
        first time, and remembered; places cost the documents they stand in.

        Args:
            words: Of which the first 2,000 characters count, what is left out being said; nothing is found for none.
            scope: Where to look; with years, in the passages that are of them or speak of them.
            first: Number of the first place wanted, from 0.
            most: Places wanted.
        """
        scope, wanted = scope or Scope(), " ".join(words[:LONGEST].split())
        counted = self._counted(wanted, scope) if wanted else ()
        total = sum(n for _, n in counted)
        titles = self._titles if counted else {}
        documents = tuple(FoundDocument(doc, titles.get(doc, ""), n) for doc, n in counted)
        places = tuple(self._places(wanted, scope, counted, first, most)) if total else ()
        near = () if total or not wanted else self._near(wanted, scope)
        sought, left_out = (words, 0) if len(words) <= LONGEST else (wanted, len(words) - LONGEST)
        return Found(sought, total, documents, first, places, near, left_out)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {document.name: document.title for document in self._index.collection.documents}

    # ------------------------------------------------------------ counting

    def _count(self, words: str, scope: Scope) -> tuple[tuple[str, int], ...]:
        """Return the documents that hold words, each with how often, by name."""
        pattern = pattern_of(words)
        if pattern is None:
            return ()
        allowed = self._allowed(scope)
        found = []
        for name, text in self._all_texts():
            if allowed is not None and name not in allowed:
                continue
            n = sum(1 for _ in pattern.finditer(text))
            if n and scope.years:
                n = sum(1 for _ in self._within(name, scope, (m.span() for m in pattern.finditer(text))))
            if n:
                found.append((name, n))
        return tuple(found)

    def _allowed(self, scope: Scope) -> frozenset[str] | None:
        return None if scope == Scope() else self._index.names_within(scope)

    def position(self, words: str, scope: Scope, doc: str, spans: tuple[Span, ...]) -> int | None:
        """Return the number, from 0, of the place that has some source spans; None where it is none of them."""
        wanted = " ".join(words[:LONGEST].split())
        first = 0
        for name, n in self._counted(wanted, scope) if wanted else ():
            if name == doc:
                places = self.find(words, scope, first, n).places
                return next((first + i for i, place in enumerate(places) if place.spans == spans), None)
            first += n
        return None

    def read(self) -> None:
        """Read the texts now, so that the first search does not wait for them."""
        with self._lock:
            if self._texts is not None or self._too_many:
                return
            kept, size = [], 0
            for name, text in self._index.texts():
                kept.append((name, text))
                size += len(text)
                if size > _KEPT_CHARS:
                    self._too_many = True
                    return
            self._texts = kept

    def _all_texts(self) -> Iterable[tuple[str, str]]:
        """Return the name and the clean text of every document, by name."""
        self.read()
        return self._index.texts() if self._texts is None else self._texts

    def _within(self, name: str, scope: Scope, hits: Iterator[Span]) -> Iterator[Span]:
        """Yield the hits that stand in a passage of the years of a scope; all where it has none."""
        document = self._index.document(name) if scope.years else None
        if document is None:
            yield from hits
            return
        ids = self._index.chunk_ids(Scope((name,), scope.years)) or ()
        spans = [span for chunk in self._index.chunks_of(name) if chunk.chunk_id in ids for span in chunk.spans]
        held = clean_spans(document.offsets, spans)
        starts = [start for start, _ in held]
        for start, end in hits:
            at = bisect_right(starts, start) - 1
            if at >= 0 and start < held[at][1]:
                yield start, end

    # ------------------------------------------------------------ places

    def _places(
        self, words: str, scope: Scope, counted: tuple[tuple[str, int], ...], first: int, most: int
    ) -> Iterator[FoundPlace]:
        """Yield the places from a number on; only the documents that hold them are read."""
        pattern, ends = pattern_of(words), list(accumulate(n for _, n in counted))
        at = bisect_right(ends, first)
        skip = first - (ends[at - 1] if at else 0)
        for name, _ in counted[at:]:
            document = self._index.document(name)
            if document is None or pattern is None or most <= 0:
                return
            hits = list(self._within(name, scope, (m.span() for m in pattern.finditer(document.text))))
            lines = _Lines(document)
            for hit in hits[skip : skip + most]:
                yield lines.place(hit)
            most -= len(hits[skip : skip + most])
            skip = 0

    # ------------------------------------------------------------ what is near

    def _near(self, words: str, scope: Scope) -> tuple[Near, ...]:
        """Return what stands there where words do not: outside the scope, by sound, else the longest parts."""
        found = []
        if scope != Scope() and (n := self._total(words, Scope())):
            found.append(Near(words, n, "everywhere"))
        found += self._by_sound(words, scope)
        return tuple(found or self._parts(words, scope))[:_MOST_NEAR]

    def _by_sound(self, words: str, scope: Scope) -> list[Near]:
        """Return words in which one Han character is another that sounds like it, those that stand often first."""
        if not 2 <= len(words) <= _MOST_VARIED or not all(map(is_wide, words)):
            return []
        alike = [_but_one(words, n) for n in range(len(words)) if homophones(words[n])]
        if not alike:
            return []
        pattern, allowed = re.compile("|".join(alike)), self._allowed(scope)
        counts = Counter[str]()
        for name, text in self._all_texts():
            if allowed is None or name in allowed:
                counts.update(simplified(content(other)) for other in pattern.findall(text))
        return [Near(other, self._total(other, scope), "sound") for other, _ in counts.most_common(_MOST_NEAR)]

    def _parts(self, words: str, scope: Scope) -> list[Near]:
        """Return the words parted by blanks that stand there, else the longest stretches of the words that do."""
        parts = list(dict.fromkeys(words.split()))[:_MOST_PARTS] if " " in words else []
        found = [Near(part, n, "part") for part in parts if (n := self._total(part, scope))]
        return found or self._stretches(words, scope)

    def _stretches(self, words: str, scope: Scope) -> list[Near]:
        """Return the longest stretches of words that stand there, and others at least half as long, longest first.

        They are looked for in the 200 passages that share most with the words, so that a long quotation costs a few
        searches, not one for each of its stretches; then counted everywhere.
        """
        words = without_blanks(words)
        hits = self._index.lexical.search(words, _LIKELY, self._index.chunk_ids(scope))
        likely = self._index.chunks([hit.chunk_id for hit in hits])
        spans = _shared(levelled(words), "\n".join(without_blanks(levelled(text)) for text in self._whole(likely)))
        longest = sorted(dict.fromkeys(words[start:end].strip() for start, end in spans), key=lambda s: -len(s))
        alike = [s for s in longest[:_MOST_PARTS] if 2 * len(s) >= len(longest[0])]
        return [Near(s, n, "part") for s in alike if (n := self._total(s, scope))]

    def _whole(self, likely: list[Chunk]) -> Iterator[str]:
        """Yield the texts of passages, of the first few documents whole: a long stretch runs over several passages."""
        names = list(dict.fromkeys(chunk.doc for chunk in likely))[:_MOST_WHOLE]
        for name in names:
            document = self._index.document(name)
            if document is not None and len(document.text) <= _WHOLE_CHARS:
                yield document.text
        yield from (chunk.text for chunk in likely)

    def _total(self, words: str, scope: Scope) -> int:
        return sum(n for _, n in self._counted(words, scope))


class _Lines:
    """The paragraphs of a document, to say in which one a place stands."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = sorted(
            (paragraph.start, paragraph.end, n, number)
            for n, article in enumerate(document.articles)
            for paragraph, number in _numbered(article)
        )
        self._starts = [start for start, *_ in self._lines]

    def place(self, hit: Span) -> FoundPlace:
        """Return a clean place with what stands around it."""
        document, (start, end) = self._document, hit
        low, high, n, number = self._lines[max(0, bisect_right(self._starts, start) - 1)]
        article, high = document.articles[n], max(high, end)
        spans = document.offsets.pieces(start, end)
        before, after = document.text[low:start], document.text[end:high]
        return FoundPlace(
            doc=document.source.name,
            title=document.title,
            article=article.headline.value if article.headline else "",
            byline=article.byline.value if article.byline else "",
            date=article.date.value if article.date else "",
            page=_page(document, spans),
            paragraph=number,
            before=before if len(before) <= _BEFORE else f"…{before[-_BEFORE:]}",
            words=document.text[start:end],
            after=after if len(after) <= _AFTER else f"{after[:_AFTER]}…",
            spans=spans,
            date_inferred=article.date is not None and article.date.inferred,
        )


def _numbered(article: Article) -> Iterator[tuple[Paragraph, int]]:
    """Yield the paragraphs of an article, each with its number; head lines and headings have none, which is 0."""
    number = 0
    for paragraph in article.paragraphs:
        counts = paragraph.kind not in ("heading", "byline")
        number += counts
        yield paragraph, number if counts else 0


def _page(document: Document, spans: tuple[Span, ...]) -> int | None:
    """Return the page on which source spans begin."""
    if not document.source.pages or not spans:
        return None
    return max(1, bisect_right([start for start, _ in document.source.pages], spans[0][0]))


def _but_one(words: str, at: int) -> str:
    """Return a pattern of words in which one character is another that sounds alike."""
    others = f"[{re.escape(homophones(words[at]))}]"
    return "".join(others if n == at else one_of(char) for n, char in enumerate(words))


def _shared(words: str, text: str) -> list[Span]:
    """Return the stretches of words, two characters at least, that stand in a text and are part of no longer one."""
    found: list[Span] = []
    end = 0
    for start in range(len(words) - 1):
        before, end = end, max(end, start)
        while end < len(words) and words[start : end + 1] in text:
            end += 1
        if end > before and end - start > 1:
            found.append((start, end))
    return found
