"""The words of a text for lexical search: Han runs cut by jieba, Latin and digit runs by our own rule.

Knows jieba's dictionary format and the reader's own dictionary. Knows nothing of indexes.
Words are of the search copy (widths, case and script folded) and never shown.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from importlib.metadata import version
from itertools import chain, filterfalse
from pathlib import Path
from threading import Lock

from rag.errors import ConfigFileError
from rag.text.characters import Characters
from rag.text.fold import fold
from rag.text.handwritten import entries
from rag.text.script import simplified

RULES = 2  # Raise it when the same text would give other words.

# jieba's own block of Han characters: beyond it jieba and rjieba part ways.
_HAN = r"[\u4e00-\u9fd5]+"
_ALNUM = r"[^\W_\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"
_RUN = re.compile(rf"({_HAN})|({_ALNUM}+(?:[-_./:+&'~·,@]{_ALNUM}+)*%?)|([^\W_])")
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")
_PIECE = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_PART = re.compile(r"\d+(?:\.\d+)*|[^\W\d_]+")
_ENTRY = re.compile(r"(\S+)(?:\s+([1-9]\d*))?(?:\s+([a-zA-Z]+))?")
_LONGEST = 64

_CutHan = Callable[[str], list[str]]
_Entry = tuple[str, int | None, str | None]
_loading = Lock()


# What stands for each character in the search copy.
_COPY = Characters(lambda char: simplified(fold(char)))


class Segmenter:
    """Cuts texts into words for search. Safe for concurrent use; one serves a process.

    Attributes:
        version: Changes when the same text may give other words: for the index manifest.
    """

    def __init__(self, dictionary: Path | None = None) -> None:
        """Read the reader's own dictionary; the built-in one is loaded with the first text.

        Args:
            dictionary: A UTF-8 file in jieba's format, a word a line with an optional frequency and
                an optional part of speech; what follows ``#`` is a comment. None or a missing file: no own words.

        Raises:
            ConfigFileError: A line is not in that format, or the file is not UTF-8.
        """
        self._entries = own_words(dictionary)
        own = hashlib.sha256(repr(self._entries).encode()).hexdigest()[:16] if self._entries else "none"
        self.version = f"rules {RULES}, jieba {version('jieba')}, dictionary {own}"
        mixed = sorted((w for w, *_ in self._entries if not re.fullmatch(_HAN, w)), key=len, reverse=True)
        self._mixed = re.compile("|".join(map(re.escape, mixed))) if mixed else None
        self._cut: _CutHan | None = None

    @cached_property
    def name(self) -> str:
        """What cuts the Han runs: ``rjieba`` where it is installed, else ``jieba``; their words are the same.

        Found out when it is asked for: importing it takes a tenth of a second, and a build that finds nothing to do
        cuts nothing.
        """
        return _installed()

    def words(self, text: str) -> list[str]:
        """Return the words of a text in order, repeated where they repeat; longer words hold shorter ones.

        A Han run gives jieba's search mode: 生产总值 gives 生产, 总值 and 生产总值. A Latin or digit run
        is given whole and in parts: ``LK-99`` gives ``lk-99``, ``lk`` and ``99``; 8.2% gives ``8.2%`` and
        ``8.2``; 1,200 gives ``1200``. Own words with Latin letters or digits are added whole.
        Nothing but marks gives an empty list.

        >>> Segmenter().words("地区生产总值增长８.２%")
        ['地区', '生产', '总值', '生产总值', '增长', '8.2%', '8.2']
        """
        copy = _COPY.instead(text)
        return self._words(copy, _RUN.findall(copy))

    def _words(self, copy: str, runs: Sequence[tuple[str, str, str]]) -> list[str]:
        """Return the words of a search copy, which consists of some runs."""
        cut = self._cut or self._load()
        found: list[str] = []
        for han, run, other in runs:
            if han:
                found += cut(han)
            elif run:
                found += _parts(run)
            else:
                found.append(other)
        if self._mixed:
            found += self._mixed.findall(copy)
        return found

    def terms(self, text: str) -> list[str]:
        """Return what of a text is indexed and searched: its words, then what no dictionary knows.

        These are the pairs of neighbouring Han characters that are no word of the text: names of people,
        places and new things, which jieba cuts now this way and now that, are found by them.

        >>> Segmenter().terms("瓯江口")
        ['瓯江', '口', '江口']
        """
        copy = _COPY.instead(text)
        runs = _RUN.findall(copy)
        words = self._words(copy, runs)
        known = set(words)
        pairs = chain.from_iterable(map(str.__add__, han, han[1:]) for han, _, _ in runs)
        words.extend(filterfalse(known.__contains__, pairs))
        return words

    def _load(self) -> _CutHan:
        """Return the cut of Han runs."""
        with _loading:
            self._cut = _cut_of(self.name, tuple(entry for entry in self._entries if re.fullmatch(_HAN, entry[0])))
            return self._cut


@lru_cache(maxsize=1 << 14)
def _parts(run: str) -> tuple[str, ...]:
    """Return a Latin or digit run whole and in parts, each word once."""
    run = _THOUSANDS.sub(lambda match: match[0].replace(",", ""), run)
    words = [run, *_PIECE.findall(run)]
    # Single letters and digits inside a piece (the g of 5g) would only match by chance.
    words += [part for part in _PART.findall(run) if len(part) > 1]
    return tuple(dict.fromkeys(word for word in words if len(word) <= _LONGEST))


def own_words(dictionary: Path | None) -> list[_Entry]:
    """Return word, frequency and part of speech of each line of a dictionary, folded as texts are; none without one.

    Raises:
        ConfigFileError: As ``Segmenter``.
    """
    found: list[_Entry] = []
    for number, line in entries(dictionary) if dictionary else ():
        match = _ENTRY.fullmatch(line)
        if match is None or match[1].isdigit():
            hint = f"{dictionary} 第 {number} 行“{line[:40]}”看不懂；请写成“词语 词频 词性”，后两项可省略，词频大于 0。"
            raise ConfigFileError(dictionary or "", f"line {number}: {line!r}", hint=hint)
        found.append((simplified(fold(match[1])), int(match[2]) if match[2] else None, match[3]))
    return found


def _installed() -> str:
    """Return the name of what will cut Han runs."""
    try:
        import rjieba  # noqa: F401
    except ImportError:
        return "jieba"
    return "rjieba"


@lru_cache(maxsize=2)
def _cut_of(name: str, entries: tuple[_Entry, ...]) -> _CutHan:
    """Return the cut of Han runs with some own words; loaded once for all segmenters of a process."""
    return (_rjieba if name == "rjieba" else _jieba)(entries)


def _rjieba(entries: Sequence[_Entry]) -> _CutHan:
    """Return rjieba's search mode with a dictionary of its own."""
    import rjieba

    if not entries:
        # The one that it makes when it is imported; nobody here adds words to it. Another takes a tenth of a second.
        plain: _CutHan = rjieba.cut_for_search
        return plain
    tokenizer = rjieba.Jieba()
    for word, frequency, tag in entries:
        tokenizer.add_word(word, frequency, tag)
    cut: _CutHan = tokenizer.cut_for_search
    return cut


def _jieba(entries: Sequence[_Entry]) -> _CutHan:
    """Return jieba's search mode with a dictionary of its own."""
    import jieba

    tokenizer = jieba.Tokenizer()
    # Not initialize(): that unmarshals a file which anyone may have put into the shared temporary folder.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word, frequency, tag in entries:
        tokenizer.add_word(word, frequency, tag)
    cut: _CutHan = tokenizer.lcut_for_search
    return cut
