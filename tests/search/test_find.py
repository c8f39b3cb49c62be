"""Finding words: every place, in order, counted right; and what is said where there is none."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.load import load_static
from rag.index.index import Index
from rag.records import Near, Scope
from rag.search import find
from rag.search.find import Finder
from rag.settings import Settings
from rag.text.fold import content
from rag.text.script import simplified
from rag.text.variants import pattern_of
from rag.text.words import Segmenter

TEXTS = {
    "会议/一.txt": "关于龙港设市的通知\n\n2019年，龍港撤镇设市。龙港市常住人口46万人，ＧＤＰ为299亿元。\n\n"
    "二、龙港的经验\n\n龙港从小渔村发展起来。\n",
    "二.txt": "龙港新闻\n\n本报讯（记者 王小丽）2021年5月8日，龙港市城东菜市场改造工程开工，工期90天。\n\n"
    "负责人 王　芳介绍，改造后摊位由120个增加到150个。\n",
    "三.txt": "温州概况\n\n温州市有四个区、三个县级市。\n",
}


@pytest.fixture(scope="module")
def index():
    documents = [document_of(read_string(name, text)) for name, text in TEXTS.items()]
    found = [chunk for document in documents for chunk in chunks(document)]
    return Index.in_memory(documents, found, load_static(Settings()), Segmenter())


@pytest.fixture(scope="module")
def finder(index):
    return Finder(index)


def key(text):
    return simplified(content(text))


def test_every_place_is_counted_and_stands_where_it_says(finder, index):
    found = finder.find("龙港")
    assert found.total == sum(key(text).count("龙港") for text in TEXTS.values()) == 7
    assert [(d.doc, d.count) for d in found.documents] == [("二.txt", 2), ("会议/一.txt", 5)]
    assert len(found.places) == found.total
    for place in found.places:
        source = index.document(place.doc).source.text
        assert "".join(source[start:end] for start, end in place.spans) == place.words
        assert key(place.words) == "龙港"
    starts = [(place.doc, place.spans[0][0]) for place in found.places]
    assert starts == sorted(starts, key=lambda at: ([d.doc for d in found.documents].index(at[0]), at[1]))


def test_a_place_names_its_article_paragraph_and_what_stands_around(finder):
    head, second, _, third, last = [p for p in finder.find("龙港").places if p.doc == "会议/一.txt"]
    assert (head.paragraph, head.before, head.after) == (0, "关于", "设市的通知")
    assert (second.paragraph, second.words, second.after[:4]) == (1, "龍港", "撤镇设市")
    assert third.paragraph in (0, 2) and third.before == "二、"
    assert last.after == "从小渔村发展起来。"
    assert head.article == "关于龙港设市的通知"


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("龍 港", 7),
        ("gdp", 1),
        ("ＧＤＰ为299", 1),
        ("王芳", 1),
        ("王　芳", 1),
        ("市。龙", 1),
        ("通知2019", 0),  # two paragraphs
        ("一2个", 0),
        (".*", 0),
        ("[", 0),
        ("   ", 0),
        ("", 0),
        ("龙" * 5000, 0),
    ],
)
def test_words_are_taken_as_they_stand(finder, words, total):
    assert finder.find(words).total == total


def test_pages_follow_one_another(finder):
    whole = finder.find("市", most=1000).places
    assert len(whole) == finder.find("市").total > 5
    parts = [place for first in range(0, len(whole), 2) for place in finder.find("市", None, first, 2).places]
    assert tuple(parts) == whole
    assert finder.find("市", None, len(whole), 2).places == ()
    assert finder.find("市", most=0).places == ()


def test_a_scope_is_kept_to(finder):
    assert {p.doc for p in finder.find("龙港", Scope(("会议/",))).places} == {"会议/一.txt"}
    of_2021 = finder.find("龙港", Scope(years=(2021, 2021)))
    assert of_2021.total == len(of_2021.places) > 0
    assert {p.doc for p in of_2021.places} == {"二.txt"}
    assert finder.find("龙港", Scope(("三.txt",))).near == (Near("龙港", 7, "everywhere"),)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("龙岗", [("龙港", "sound")]),
        ("龙港市委", [("龙港市", "part")]),
        ("温州市 海洋局", [("温州市", "part")]),
        ("火星", []),
        ("Mars", []),
    ],
)
def test_where_there_is_none_what_is_near_is_said(finder, words, near):
    found = finder.find(words)
    assert not found.total
    assert [(one.words, one.kind) for one in found.near] == near
    assert all(one.count == finder.find(one.words).total > 0 for one in found.near)


def test_a_collection_too_large_for_memory_is_searched_all_the_same(index, monkeypatch):
    monkeypatch.setattr(find, "_KEPT_CHARS", 10)
    small = Finder(index)
    small.read()
    assert small._texts is None
    assert small.find("龙港") == Finder(index).find("龙港")
    assert small.find("温州").total == 2


def test_a_long_quotation_costs_a_few_searches(index, monkeypatch):
    """A slip of the pen in each half of 300 characters: what stands there is found, not each stretch looked for."""
    sought = []
    counted = Finder._count
    monkeypatch.setattr(
        Finder, "_count", lambda self, words, scope: sought.append(words) or counted(self, words, scope)
    )
    whole = "龙港市城东菜市场改造工程开工，工期90天" + "没有这句" * 60 + "负责人王芳介绍，改造后摊位由120个增加"
    found = Finder(index).find(whole)
    assert [(one.words, one.count) for one in found.near] == [
        ("龙港市城东菜市场改造工程开工，工期90天", 1),
        ("负责人王芳介绍，改造后摊位由120个增加", 1),
    ]
    assert sought[0] == whole and len(sought) <= 8


def test_a_quotation_stands_where_all_of_it_does():
    """To its last character; what is too long to be looked for is said."""
    text = "".join(f"第{n}户领到补贴{n * 7}元，" for n in range(400))
    document = document_of(read_string("长.txt", f"{text}\n"))
    held = Index.in_memory([document], chunks(document), load_static(Settings()), Segmenter())
    stands = text[: find.LONGEST]
    assert (Finder(held).find(stands).total, Finder(held).find(stands).left_out) == (1, 0)
    other = Finder(held).find(f"{stands[:-1]}！")
    assert (other.total, other.left_out) == (0, 0)
    assert other.near[0] == Near(stands[:-1], 1, "part")
    longer = Finder(held).find(f"{stands}天上人间")
    assert (longer.words, longer.total, longer.left_out) == (stands, 1, 4)


@settings(max_examples=200)
@given(
    some.text(some.sampled_from("龙龍港Ａaａ1１ \u3000，,王\n【"), max_size=30),
    some.text(some.sampled_from("龙龍港Ａa1１，王【"), min_size=1, max_size=3),
)
def test_a_pattern_finds_what_stands_in_the_folded_text(text, words):
    """Against a plain search in folded text; blanks count only beside what is no Han character."""
    found = [m.group() for m in pattern_of(words).finditer(text)]
    assert all(key(one) == key(words) and "\n" not in one for one in found)
    plain = [line.count(key(words)) for line in key_lines(text)]
    if re.fullmatch("[龙龍港王]+", words):
        assert len(found) == sum(plain)
    assert bool(found) <= any(plain)


def key_lines(text):
    return [key(line) for line in text.split("\n")]
