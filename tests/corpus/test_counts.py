"""Characters counted in one pass, and paragraphs put together from arrays, are those of each line and paragraph."""

import random

import numpy as np
import pytest

from rag.corpus.counts import COUNTED, counted, counts
from rag.corpus.lines import lines
from rag.corpus.mapped import join, lined, of_source
from rag.corpus.signs import (
    BREAK,
    DIGIT,
    HAN,
    INVISIBLE,
    LATIN,
    LETTER,
    WHITE,
    WIDE,
    codes_of,
    flag_table,
    flags_of,
    text_of,
    wide,
)
from rag.corpus.stretches import Stretches, texts
from rag.records import Runs
from rag.text.fold import is_han

CHARS = "的一，。；：“”（）12aZ -—…\u3000\U00020000"


@pytest.mark.parametrize("sizes", [[3, 1, 700, 2], [4095, 4096, 5000, 1], [200_000, 40, 300_000]])
def test_each_kind_is_counted_in_each_line(sizes):
    text = "".join(random.Random(len(sizes)).choices(CHARS, k=sum(sizes) + 7))
    end = np.cumsum(sizes) + [0, *[7] * (len(sizes) - 1)]  # Behind the first line stands what is in none.
    start = end - sizes
    found = counts(codes_of(text), start, end)
    for flag in COUNTED:
        wanted = [np.count_nonzero(flags_of(codes_of(text[a:b])) & flag) for a, b in zip(start, end, strict=True)]
        assert found[int(flag)].tolist() == wanted
        assert counted(codes_of(text), flag, start, end).tolist() == wanted


def test_stretches_make_paragraphs_with_spaces_and_without_some_characters():
    source = "甲乙丙\n丁 戊\nabc\ndef\n"
    found, _ = lines(source)
    at = {char: found.text.index(char) for char in "甲丁戊ad"}
    start = np.array([at["丁"], at["甲"], at["a"], at["d"]])
    end = np.array([at["戊"] + 1, at["甲"] + 3, at["a"] + 3, at["d"] + 3])
    of = Stretches(start, end, np.array([0, 0, 1, 1]), np.array([False, False, False, True]))
    assert texts(found, of)[0] == [found.text[at["丁"] : at["戊"] + 1] + "甲乙丙", "abc def"]
    for text, runs in zip(*texts(found, of.without(np.array([at["甲"] + 1]))), strict=True):
        assert text in ("丁 戊甲丙", "丁戊甲丙", "abc def")
        assert all(text[c : c + n] == source[s : s + n] for c, s, n in runs.tolist())


def test_texts_on_lines_are_those_that_are_joined_one_by_one():
    parts = [of_source("一二三四五", [(0, 2), (3, 5)]), of_source("一二三四五", [(2, 3)])]
    rows = [np.array(part.runs, np.int64).reshape(-1, 3) for part in parts]
    whole = join(parts, ["\n"])
    assert lined([part.text for part in parts], rows) == (whole.text, Runs(whole.runs))
    assert lined([], []) == ("", Runs())


def test_every_character_has_the_flags_of_its_kind():
    table = flag_table()
    for code in (*range(0x3100), *range(0xFE00, 0x10000)):
        char, flags = chr(code), int(table[code])
        assert bool(flags & WHITE) == char.isspace() and bool(flags & DIGIT) == char.isdigit()
        assert bool(flags & WIDE) == wide(char) and bool(flags & HAN) == is_han(char)
        assert bool(flags & LETTER) == (char.isascii() and char.isalpha())
        assert bool(flags & LATIN) == (not wide(char) and (char.isalnum() or char in "%‰°"))
        assert bool(flags & BREAK) == (len(f"a{char}b".splitlines()) > 1)
        assert not flags & INVISIBLE or not (char.isspace() or char.isalnum())
    assert all(table[ord(char)] & INVISIBLE for char in "\0\x07\x7f\xad\u200b\u2060\ufeff\ufffc")
    assert table[0x4E2D] == WIDE | HAN and table[0x10000] == WIDE | HAN


@pytest.mark.parametrize("text", ["", "字a\n", "\U00020000字", "\ud83d\ude00", "字\ud800"])
def test_code_points_come_back_as_the_text_that_they_are_of(text):
    codes = codes_of(text)
    assert codes.tolist() == [ord(char) for char in text] and text_of(codes) == text
    small = all(ord(char) < 0x10000 and not 0xD800 <= ord(char) < 0xE000 for char in text)
    assert codes.dtype.itemsize == (2 if small else 4)
