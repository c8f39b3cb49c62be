"""What of a question a text repeats: pairs of characters, weighted by how rare they are in Chinese news.

Character pairs need no word segmentation and survive inflections of compounds (省外贸 / 外贸). Latin and digit
runs count whole. Knows nothing of documents, ranking or answers.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from rag.errors import ModelNotFoundError
from rag.text.equivalents import NO_SYNONYMS, Synonyms, equivalents
from rag.text.fold import fold, is_han
from rag.text.script import simplified

# Words that ask, and words that carry no matter: they part the question's runs.
_ASKING = re.compile(
    r"请问|请|什么时[候间]|为什么|什么|多少|哪[些个里儿位家年天月日种几一]?|谁|几(?!乎|何)|怎么样?|怎样|如何|为何|何时|何处|何人|是否|是不是|有没有"
    r"|多[大高长久远](?!的)|吗|呢|吧|啊|呀|么|啥|叫做|叫|告诉我|帮我|我想知道|一下|关于|根据|按照|其中|以及|分别|具体|主要|一共|总共|大概|大约|到底|究竟|目前|现在"
    r"|[的了是在和与及或把被给从向对由于为以]"
)
_RUN = re.compile(r"[a-z0-9][a-z0-9.%+\-]*|[^\W_a-z0-9]+")
_QUANTUM = 20.0  # stored weights are whole twentieths
UNKNOWN = 10.5  # weight of a pair that the news do not hold ten times


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return text as it is compared here: of the same length, folded and in simplified characters.

    >>> plain("溫州Ａ")
    '温州a'
    """
    return simplified(fold(text))


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare pairs of characters are.

    Attributes:
        pairs: Sorted, ``first << 16 | second`` code points, uint32.
        weights: Inverse document frequency of each over news passages, natural logarithm, in twentieths, uint8.
    """

    pairs: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.uint8]

    @classmethod
    def load(cls, file: Path) -> Rarity:
        """Read the table from an ``.npz`` file with the arrays ``pairs`` and ``weights``.

        Raises:
            ModelNotFoundError: The file is missing or damaged.
        """
        try:
            with np.load(file, allow_pickle=False) as arrays:
                return cls(arrays["pairs"], arrays["weights"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as exc:
            hint = f"内置作答模型 {file} 缺失或损坏；请运行 git checkout models，或重新下载本程序。"
            raise ModelNotFoundError(file.parent.name, f"{file}: {exc}", hint=hint) from exc

    def of(self, pair: str) -> float:
        """Return the weight of two characters; ``UNKNOWN`` where the table does not hold them."""
        first, second = ord(pair[0]), ord(pair[1])
        if first > 0xFFFF or second > 0xFFFF:
            return UNKNOWN
        code = first << 16 | second
        at = bisect_left(self.pairs, code)
        return float(self.weights[at]) / _QUANTUM if at < len(self.pairs) and self.pairs[at] == code else UNKNOWN


@dataclass(frozen=True)
class Terms:
    """The weighted terms of a question.

    Attributes:
        weights: Weight of each term: pairs of Han characters, and whole Latin or digit runs.
        runs: The stretches of the question between its function words, folded, in order.
        others: Words of the question, each with what says the same.
    """

    weights: dict[str, float]
    runs: tuple[str, ...]
    others: tuple[tuple[str, re.Pattern[str]], ...] = ()

    @cached_property
    def total(self) -> float:
        """Sum of all weights."""
        return sum(self.weights.values())

    @cached_property
    def _whole(self) -> tuple[str, ...]:
        return tuple(t for t in self.weights if not (len(t) == 2 and is_han(t[0]) and is_han(t[1])))

    def _of(self, word: str) -> tuple[str, ...]:
        """Return the terms that a word is made of; a word of one character weighs through the pairs around it."""
        return tuple(t for t in self.weights if (t in word if len(word) > 1 else word in t))

    def occurrences(self, text: str) -> list[tuple[int, str]]:
        """Return where terms stand in a folded text, as (offset, term), by offset."""
        weights = self.weights
        found = [(i, pair) for i in range(len(text) - 1) if (pair := text[i : i + 2]) in weights]
        for term in self._whole:
            if len(term) == 2:
                continue
            at = text.find(term)
            while at != -1:
                found.append((at, term))
                at = text.find(term, at + 1)
        for word, pattern in self.others:
            terms = self._of(word)
            found.extend((match.start(), term) for match in pattern.finditer(text) for term in terms)
        return sorted(found)

    @cached_property
    def longest(self) -> int:
        """Length of the longest run, at least 1."""
        return max((len(run) for run in self.runs), default=1)

    def share(self, terms: Iterable[str], spread: Mapping[str, float] | None = None) -> float:
        """Return the share of the question's weight that some of its terms carry, 0 to 1.

        Args:
            terms: Terms of the question; twice is as good as once.
            spread: A factor for each term; 1 for those it does not name.
        """
        if spread is None:
            return sum(self.weights[t] for t in set(terms)) / self.total if self.total else 0.0
        total = sum(w * spread.get(t, 1.0) for t, w in self.weights.items())
        return sum(self.weights[t] * spread.get(t, 1.0) for t in set(terms)) / total if total else 0.0

    def rarest_missing(self, held: Set[str]) -> float:
        """Return the weight of the rarest term that is not held, 1 standing for the rarest there is; 0 if all are."""
        return min(1.0, max((w for t, w in self.weights.items() if t not in held), default=0.0) / UNKNOWN)


def question_terms(question: str, rarity: Rarity, own: Synonyms = NO_SYNONYMS) -> Terms:
    """Return the terms of a standalone question, met by the reader's ``own`` synonyms too.

    A question of nothing but function words has the pairs of all its characters.
    """
    text = plain(question)
    runs = tuple(r for part in _ASKING.split(text) for r in _RUN.findall(part))
    if not any(len(run) > 1 for run in runs):
        runs = tuple(_RUN.findall(text))
    weights: dict[str, float] = {}
    for run in runs:
        if not is_han(run[0]):
            weights[run] = UNKNOWN if len(run) > 2 else UNKNOWN / 2
            continue
        for i in range(len(run) - 1):
            weights[run[i : i + 2]] = rarity.of(run[i : i + 2])
    return Terms(weights, runs, tuple(equivalents(text, own)))
