"""Words that say the same: what people say, how documents put it, abbreviations of bodies, and the reader's own list.

One table (``equivalents.txt``) serves both ends of an answer: a question is searched with the words that documents use
as well, and a text that has an equivalent of a word meets that word. It holds words of everyday and official Chinese,
none of any document.
The reader's own lines stand in ``data/synonyms.txt``; they act on the question only: no index is rebuilt for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from pathlib import Path
from string import ascii_lowercase, digits
from typing import NamedTuple

from rag.errors import ConfigFileError
from rag.text.fold import fold
from rag.text.handwritten import entries
from rag.text.script import simplified

_HAN = "[\u4e00-\u9fff]"
_SCHOOL = re.compile("([一二三四五六七八九十])([小中])(?![一-鿿]?[学型国])")
_FULL_NAME = re.compile(rf"{_HAN}{{3,8}}[局委办室厅院部会]")
_ABBREVIATION = re.compile(rf"(?=({_HAN}{{2}}[局委办室厅院部会]))")
_TABLE = Path(__file__).with_name("equivalents.txt")
_ONE_WAY = "=>"
_BETWEEN_WORDS = re.compile(r"[\s,、=]+")
_HAN_ONLY = re.compile(f"{_HAN}+")
_GUARDED = re.compile(r"(?:\((.+)\))?([^()]+)(?:\((.+)\))?")
_LONGEST = 64  # Characters of a word: what is longer was not meant as one.


class Word(NamedTuple):
    """A word of the table.

    Attributes:
        text: The word.
        behind: Characters of which none may stand before it, for they make other words of it: 深 before 入学.
        before: Characters of which none may stand behind it: 作 behind 护工.
    """

    text: str
    behind: str = ""
    before: str = ""

    @property
    def pattern(self) -> str:
        """What finds it."""
        behind = f"(?<![{self.behind}])" if self.behind else ""
        before = f"(?![{self.before}])" if self.before else ""
        return f"{behind}{re.escape(self.text)}{before}"

    def stands_at(self, text: str, at: int) -> bool:
        """Whether it stands at a place of a text."""
        end = at + len(self.text)
        return (
            text.startswith(self.text, at)
            and (not self.behind or not at or text[at - 1] not in self.behind)
            and (not self.before or end == len(text) or text[end] not in self.before)
        )


@dataclass(frozen=True)
class Group:
    """Words that say the same.

    Attributes:
        said: Those that a question may say.
        line: Those that a text may say, as the table gives them.
        searched: Words that such a question is searched with as well.
    """

    said: tuple[Word, ...]
    line: str
    searched: tuple[str, ...]

    @property
    def put(self) -> tuple[Word, ...]:
        """Those that a text may say."""
        return _table_words(self.line)

    @cached_property
    def met(self) -> re.Pattern[str]:
        """What finds one of the words of a text; made with the first question that needs it."""
        longest_first = sorted(self.put, key=lambda word: len(word.text), reverse=True)
        return re.compile("|".join(word.pattern for word in longest_first))


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Return the groups of general Chinese, in the order of their table."""
    lines = (line for _, line in entries(_TABLE))
    return tuple(_group(line) for line in lines if not line.startswith("["))


def _group(line: str) -> Group:
    """Return the group of a line of the table."""
    words, _, searched = line.partition(" / ")
    said, _, put = words.partition(" = ")
    return Group(_table_words(said), put or said, tuple(searched.split()))


def _table_words(words: str) -> tuple[Word, ...]:
    return tuple(Word(word) if _HAN_ONLY.fullmatch(word) else _guarded(word) for word in words.split())


def _guarded(word: str) -> Word:
    """Return a word of the table, whole if Latin or a number, and with the characters which may not stand beside it."""
    behind, text, before = _GUARDED.findall(word)[0]
    return Word(text, behind + _longer(text[0]), before + _longer(text[-1]))


def _longer(char: str) -> str:
    """Return what makes a longer word or number of one that begins or ends with a character."""
    return next((run for run in (digits + ".", ascii_lowercase) if char in run), "")


@lru_cache(maxsize=1)
def _by_start() -> dict[str, tuple[tuple[Word, tuple[int, ...]], ...]]:
    """Return the words that questions say by their first two characters, the longest first, each with its groups."""
    found: dict[Word, list[int]] = {}
    for number, group in enumerate(groups()):
        for word in group.said:
            found.setdefault(word, []).append(number)
    by_start: dict[str, list[tuple[Word, tuple[int, ...]]]] = {}
    for word in sorted(found, key=lambda word: len(word.text), reverse=True):
        by_start.setdefault(word.text[:2], []).append((word, tuple(found[word])))
    return {start: tuple(words) for start, words in by_start.items()}


def _said_words(text: str) -> list[tuple[int, str]]:
    """Return the words that a text says, each with the number of its group: by group, then by place.

    Of the words of one group that begin at a place the longest counts, and none begins inside another.
    """
    by_start, ends = _by_start(), dict[int, int]()
    found: list[tuple[int, int, str]] = []
    for at, char in enumerate(text):
        for word, numbers in (*by_start.get(text[at : at + 2], ()), *by_start.get(char, ())):
            if word.stands_at(text, at):
                for number in numbers:
                    if ends.get(number, 0) <= at:
                        ends[number] = at + len(word.text)
                        found.append((number, at, word.text))
    return [(number, word) for number, _, word in sorted(found)]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """What the reader's own list adds.

    Attributes:
        rules: A word as a question may say it, and the words that say the same; folded and simplified.
    """

    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def read(cls, path: Path) -> Synonyms:
        """Return the synonyms of a file; none for a missing one.

        A line holds words that mean the same, set apart by spaces, ``，``, ``、`` or ``=``; each stands for all others
        of its line, and for none of another line's. ``甲 => 乙 丙`` works one way: a question that says 甲 is also
        searched for 乙 and 丙, but not the other way round. What follows ``#`` is a comment.

        Raises:
            ConfigFileError: The file is not UTF-8, or a line is no list of words.
        """
        rules: list[tuple[str, tuple[str, ...]]] = []
        for number, line in entries(path):
            said, arrow, put = simplified(fold(line)).partition(_ONE_WAY)
            left, right = _words(said), _words(put)
            whole = left and right and _ONE_WAY not in put if arrow else len(left) > 1
            if not whole or not all(map(_is_word, left + right)):
                hint = f"{path} 第 {number} 行“{line[:40]}”看不懂；请写成“词 词 …”（意思相同）或“词 => 词 …”（单向）。"
                raise ConfigFileError(path, f"line {number}: {line!r}", hint=hint)
            rules += [(word, right or tuple(other for other in left if other != word)) for word in left]
        return cls(tuple(rules))


NO_SYNONYMS = Synonyms()


def also_searched(question: str, own: Synonyms = NO_SYNONYMS) -> list[str]:
    """Return the words that a question is searched with beside its own: the reader's, then those of documents for both.

    Nothing is added for a word whose equivalents the question says itself.

    >>> also_searched("前六个月的外贸")
    ['上半年', '进出口']
    """
    text = simplified(fold(question))
    own_words = [other for _, others in _said(text, own) for other in others if other not in text]
    found = list(own_words)
    said = {number for number, _ in _said_words(text)}
    said |= {number for other in own_words for number, word in _said_words(other) if word == other}
    for number in sorted(said):
        searched = groups()[number].searched
        if any(fold(word) not in text for word in searched):
            found += searched
    return list(dict.fromkeys(found))


def equivalents(question: str, own: Synonyms = NO_SYNONYMS) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield each word of a folded question that has equivalents, with the pattern of what says the same.

    A word of the reader's list is met by what its own equivalents are met by, too.

    >>> [word for word, _ in equivalents("经济总量涨了几个点")]
    ['经济总量', '涨']
    """
    yield from _known(question)
    for word, others in _said(question, own):
        yield word, _pattern(others)
        yield from ((word, put) for other in others for meant, put in _known(other) if meant == other)


def _known(question: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the words of a folded question that have equivalents in general Chinese, with these."""
    for number, word in _said_words(question):
        yield word, groups()[number].met
    for match in _ABBREVIATION.finditer(question):
        short = match[1]
        yield short, re.compile(f"{short[0]}{_HAN}{{0,4}}{short[1]}{_HAN}{{0,6}}{short[2]}")
    for match in _SCHOOL.finditer(question):
        yield match[0], re.compile(f"第{match[1]}(?:实验)?{match[2]}学")
    for match in _FULL_NAME.finditer(question):
        full = match[0]
        shorts = {a + b + full[-1] for a, b in combinations(full[:-1], 2)}
        yield full, re.compile("|".join(sorted(s for s in shorts if s not in full)) or r"(?!)")


def _said(question: str, own: Synonyms) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the rules of the reader's list whose word a folded question says."""
    return ((word, others) for word, others in own.rules if word in question and _pattern((word,)).search(question))


def _words(text: str) -> tuple[str, ...]:
    """Return the words of one side of a line, each once."""
    return tuple(dict.fromkeys(word for word in _BETWEEN_WORDS.split(text) if word))


def _is_word(word: str) -> bool:
    return len(word) <= _LONGEST and any(char.isalnum() for char in word)


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of some words: a Latin one only whole, and none behind 副, which makes another of it."""
    return re.compile("|".join(f"(?<!副){_edge(w[0], '(?<!')}{re.escape(w)}{_edge(w[-1], '(?!')}" for w in words))


def _edge(char: str, look: str) -> str:
    """Return the look-around that keeps a Latin word or a number from matching inside a longer one."""
    return f"{look}[a-z0-9])" if char.isascii() and char.isalnum() else ""
