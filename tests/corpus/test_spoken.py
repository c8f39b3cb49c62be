"""Years, offsets and spans that are found for all passages together are those of each passage by itself."""

import random
import re

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.pieces import Pieces
from rag.corpus.read import read_string
from rag.corpus.spans import bridged
from rag.corpus.spoken import spoken
from rag.records import OffsetMap
from rag.text import numbers
from rag.text.years import spoken_years
from tests.corpus.seeds import documents

CHARS = (
    "去今上当同本前明后次年月日季度旬底初末内半全一二三四十12019880 \n\u3000，。；！？“”（）"
    "-—/.:．２０１以之战龄级代多每这\x85的了国"
)
ARTICLES = [("2020-04-16", ""), ("", "2020年统计公报"), ("2021-01-03", "2020年工作总结"), ("2019", "2018年与2019年")]


@pytest.mark.parametrize("seed", range(20))
def test_years_of_random_texts_are_those_of_each_by_itself(seed):
    draw = random.Random(seed)
    texts = ["".join(draw.choices(CHARS, k=draw.choice((0, 5, 20, 80)))) for _ in range(100)]
    told = [draw.choice(ARTICLES) for _ in texts]
    assert spoken(texts, told) == [spoken_years(text, *of) for text, of in zip(texts, told, strict=True)]


def test_years_of_the_seeds_are_those_of_each_passage_by_itself():
    for document in documents():
        for chunk in chunks(document):
            assert chunk.years == spoken_years(chunk.text, chunk.date, chunk.article or document.title)


def test_a_date_holds_only_what_dates_are_made_of():
    """Of all characters of the pattern, what it looks at before and behind a date aside."""
    held = set()

    def walk(parts):
        for name, value in parts:
            kind = str(name)
            if kind == "LITERAL":
                held.add(chr(value))
            elif kind == "IN":
                for of, inner in value:
                    held.update(map(chr, range(inner[0], inner[1] + 1)) if str(of) == "RANGE" else ())
                    held.update([chr(inner)] if str(of) == "LITERAL" else ())
            elif kind == "SUBPATTERN":
                walk(value[3])
            elif kind in ("MAX_REPEAT", "MIN_REPEAT"):
                walk(value[2])
            elif kind == "BRANCH":
                for branch in value[1]:
                    walk(branch)
            else:
                assert kind in ("ASSERT", "ASSERT_NOT", "AT"), kind

    walk(re._parser.parse(numbers._DATE.pattern))
    assert {char for char in held if not char.isdigit()} <= numbers.DATE_CHARS
    assert len(held) > 80


def test_spans_and_offsets_are_those_of_each_place_by_itself():
    source = "甲乙 丙**丁\n\n戊己x庚\n" + " " * 20 + "辛壬" + " " * 20 + "y癸子"
    solid = [i for i, char in enumerate(source) if char not in " \n*"]
    order = [*solid[4:9], *solid[:4], *solid[9:]]
    offsets = OffsetMap(tuple((clean, at, 1) for clean, at in enumerate(order)))
    passages = [[(0, 3)], [(3, 5), (6, 8)], [(1, 9)], [(0, 2), (8, len(order))], [(9, len(order))]]
    for places, (found, spans) in zip(passages, Pieces(source, offsets).of(passages), strict=True):
        runs, at = [], 0
        for start, end in places:
            runs += offsets.cut(start, end, at).runs
            at += end - start + 1
        assert found == OffsetMap(tuple(runs))
        assert spans == bridged(source, [(start, start + length) for _, start, length in runs])


def test_a_long_text_has_the_passages_of_its_parts():
    """More passages than are made at once: years and offsets are told from the right ones."""
    one = "2019年，全市水稻种植面积达到六十万亩，去年同期为五十八万亩，亩产也有提高。" * 8
    text = "\n".join(f"{n}号报告。{one}" for n in range(1200))
    found = chunks(document_of(read_string("长.txt", text)))
    assert len(found) > 1100
    for chunk in found[::50]:
        assert chunk.years == spoken_years(chunk.text, chunk.date, chunk.title)
        assert all(chunk.text[c : c + n] == text[s : s + n] for c, s, n in chunk.offsets.runs)
