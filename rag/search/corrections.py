"""Typing errors by sound, mended by what the documents say: 温州人经神 is read as 温州人精神.

A character is doubted where no word of the question holds it and the documents never put it next to one of its
neighbours. Another one that sounds like it takes its place where the documents hold what it makes of its
surroundings. Names of people are left alone: one that is not in the documents is another person. Knows the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from rag.index.index import Index
from rag.records import Correction, Understood
from rag.text.dictionary import tag
from rag.text.fold import is_han
from rag.text.names import persons, quoted
from rag.text.pinyin import homophones
from rag.text.words import Segmenter

_MOST = 3  # Characters mended in one question.
_AROUND = 2  # Characters on each side that are shown with a mended one.
_NAMES = frozenset(("ns", "nt", "nz"))
# Characters that stand alone in every question; no typing error of theirs changes what is asked.
_GRAMMAR = frozenset(
    "的了是在和与或及吗呢吧啊谁哪何几多什么怎样为因由从到对把被让使给跟同就都也还又再不没未无有这那其之所以而且但若则虽第个"
    "中前后上下内外里向要将会能可已曾最更很太只次各每某该并至于"
)


class Corrector:
    """Mends the typing errors of questions to one index. Safe for several threads."""

    def __init__(self, index: Index, segmenter: Segmenter) -> None:
        """Remember whose words count."""
        self._index = index
        self._segmenter = segmenter

    def corrected(self, understood: Understood) -> Understood:
        """Return a question with its typing errors mended, and told; as it is where none is found."""
        made: dict[str, Correction] = {}
        parts = tuple(replace(part, text=self._mended(part.text, made)) for part in understood.parts)
        if not made:
            return understood
        return replace(understood, parts=parts, corrections=(*understood.corrections, *made.values()))

    def _mended(self, text: str, made: dict[str, Correction]) -> str:
        for at in self._doubtful(text):
            char = self._likely(text, at)
            if char and len(made) < _MOST:
                mended = text[:at] + char + text[at + 1 :]
                low, high = _shown(text, at)
                made.setdefault(text[low:high], Correction(text[low:high], mended[low:high]))
                text = mended
        return text

    def _doubtful(self, text: str) -> Iterator[int]:
        """Yield where characters stand that no word holds, beside one that the documents never put next to them."""
        held = {i for name in (*persons(text), *quoted(text)) for i in range(name.start, name.end)}
        at = 0
        for word in _cut(self._segmenter, text):
            # What the segmenter only guesses to be a word may be a typing error.
            alone = range(at, at + len(word)) if len(word) == 1 or not tag(word) else ()
            for i in alone:
                in_doubt = is_han(text[i]) and text[i] not in _GRAMMAR and i not in held
                if in_doubt and not all(map(self._index.frequency, _pairs(text[i], _neighbours(text, i)))):
                    yield i
            at += len(word)

    def _likely(self, text: str, at: int) -> str:
        """Return the character of the same sound that makes what the documents hold of its surroundings."""
        beside = _neighbours(text, at)
        found = [(n, char) for char in homophones(text[at]) if (n := self._fits(text, at, char, beside))]
        return max(found)[1] if found else ""

    def _fits(self, text: str, at: int, char: str, beside: tuple[str, str]) -> int:
        """Return how often the documents hold what a character would make of its surroundings; 0 where it does not fit.

        A word of the dictionary with a neighbour, within three characters that stand in the documents; a name of the
        dictionary that they hold more than once; or four characters that stand in the documents.
        """
        pairs = _pairs(char, beside)
        counts = [self._index.frequency(pair) for pair in pairs]
        if not any(counts):
            return 0
        words = [pair for pair, n in zip(pairs, counts, strict=True) if n and tag(pair)]
        if any(tag(pair) in _NAMES and self._index.frequency(pair) > 1 for pair in words):
            return max(counts)
        if not all(counts):
            return 0
        mended = text[:at] + char + text[at + 1 :]
        low, high = _run(mended, at)
        wide = 3 if words else 4
        windows = (mended[i : i + wide] for i in range(max(low, at + 1 - wide), min(at, high - wide) + 1))
        return min(counts) if any(map(self._index.stands, windows)) else 0


def _shown(text: str, at: int) -> tuple[int, int]:
    """Return the stretch that is shown with a mended character: it and the Han characters beside it, no grammar."""
    low, high = _run(text, at)
    return max(low, at - _AROUND), min(high, at + 1 + _AROUND)


def _run(text: str, at: int) -> tuple[int, int]:
    """Return the bounds of the Han characters, none of them grammar, that one stands among."""
    low = high = at
    while low > 0 and is_han(text[low - 1]) and text[low - 1] not in _GRAMMAR:
        low -= 1
    while high < len(text) and is_han(text[high]) and text[high] not in _GRAMMAR:
        high += 1
    return low, max(high, at + 1)


def _neighbours(text: str, at: int) -> tuple[str, str]:
    """Return the Han characters before and behind one; ``""`` where there is none, or one of grammar."""
    before, behind = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    kept = [char if char and is_han(char) and char not in _GRAMMAR else "" for char in (before, behind)]
    return kept[0], kept[1]


def _pairs(char: str, beside: tuple[str, str]) -> list[str]:
    """Return the pairs that a character makes with its neighbours."""
    before, behind = beside
    return [pair for pair in (before and before + char, behind and char + behind) if pair]


def _cut(segmenter: Segmenter, text: str) -> list[str]:
    """Return the words of a text that follow each other, the longest first where they hold each other."""
    found: list[str] = []
    at = 0
    words = sorted(set(segmenter.words(text)), key=len, reverse=True)
    while at < len(text):
        word = next((w for w in words if text.startswith(w, at)), text[at])
        found.append(word)
        at += len(word)
    return found
