"""Numbers, places and quotes of citations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.answer.citing.cite import LONGEST_QUOTE, Numbering, _location, quotable
from rag.records import Check, Draft, Elsewhere, Evidence, Place, SourceText
from tests.answer.evidence_of import INDENT, chunk_of, evidence_of, place_of

OK = Check("supported")
PAGES = ((0, 1), (1, 2), (2, 20), (20, 99))
SOURCES = {
    name: SourceText(name, char * 64, "pdf", "", PAGES)
    for name, char in (("甲.txt", "a"), ("甲1.txt", "b"), ("甲2.txt", "c"))
}


def source_of(chunk):
    return INDENT + chunk.text


def test_numbers_count_by_first_use_and_the_same_place_keeps_its_number():
    one, two = evidence_of("甲乙。丙丁。", "戊己。")
    numbering = Numbering((one, two), SOURCES)
    later, earlier = place_of(two.chunk, "戊己。"), place_of(one.chunk, "丙丁。")
    first, new = numbering.sentence(Draft("戊己，丙丁。", (later, earlier)), OK)
    assert first.citations == (1, 2)
    assert [(c.n, c.doc, c.quote, c.sha256) for c in new] == [
        (1, "甲2.txt", "戊己。", "c" * 64),
        (2, "甲1.txt", "丙丁。", "b" * 64),
    ]
    again, none = numbering.sentence(Draft("丙丁。", (earlier,)), OK)
    assert (again.citations, none) == ((2,), ())
    third, new = numbering.sentence(Draft("甲乙。", (place_of(one.chunk, "甲乙。"), earlier)), OK)
    assert third.citations == (3, 2)
    assert [c.n for c in new] == [3]


def test_a_citation_tells_where_it_stands():
    chunk = chunk_of(
        "标题一\n正文在此。", article="标题一", byline="记者 王小明", date="2020-04-16", page=3, headings=("第一",)
    )
    also = (Elsewhere("乙.txt", 5, 20),)
    sentence, (cited,) = Numbering((Evidence(1, 1.0, chunk, also),), SOURCES).sentence(
        Draft("正文在此。", (place_of(chunk, "正文在此。"),), added=((0, 2),), item=True), Check("partial", ("此",))
    )
    assert sentence.verdict == "partial"
    assert sentence.added == ((0, 2),)
    assert sentence.item
    assert cited.location == "第3页"
    assert cited.also == also
    assert (cited.article, cited.byline, cited.date) == ("标题一", "记者 王小明", "2020-04-16")
    assert cited.headings == ("第一",)
    assert source_of(chunk)[cited.start : cited.end] == cited.quote == "正文在此。"


def test_places_inside_another_are_left_out_and_white_space_is_trimmed():
    chunk = chunk_of("甲乙，丙丁。 \n 戊己。")
    outer, inner = Place(chunk, 0, 7), place_of(chunk, "丙丁。")
    sentence, new = Numbering((), SOURCES).sentence(
        Draft("甲乙，丙丁。", (inner, outer, outer, Place(chunk, 6, 8))), OK
    )
    assert [c.quote for c in new] == ["甲乙，丙丁。"]
    assert sentence.citations == (1,)


def test_a_gap_has_no_citation_and_an_unsupported_draft_is_refused():
    numbering = Numbering((), {})
    sentence, new = numbering.sentence(Draft("资料中没有提到。", gap=True), Check("gap"))
    assert (sentence.citations, sentence.verdict, new) == ((), "gap", ())
    with pytest.raises(ValueError, match="not shown"):
        numbering.sentence(Draft("甲。"), Check(None, ("甲",)))


def test_a_long_place_is_cut_at_sentences_then_clauses_then_hard():
    clause = "这一年全市上下坚持以进固稳，"
    sentence = clause * 5 + "成效明显。"
    chunk = chunk_of(sentence * 8)
    pieces = quotable(Place(chunk, 0, len(chunk.text)))
    assert all(p.quote.endswith("成效明显。") for p in pieces)
    chunk = chunk_of(clause * 40)
    assert all(p.quote.endswith("，") for p in quotable(Place(chunk, 0, len(chunk.text))))
    chunk = chunk_of("字" * 700)
    assert [len(p.quote) for p in quotable(Place(chunk, 0, 700))] == [300, 300, 100]


@settings(max_examples=60)
@given(st.text("甲乙丙，。；“”\n 1", max_size=900), st.data())
def test_pieces_of_a_place_keep_every_character_and_equal_their_source(text, data):
    chunk = chunk_of(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pieces = quotable(Place(chunk, start, end))
    assert "".join("".join(p.quote.split()) for p in pieces) == "".join(text[start:end].split())
    source = source_of(chunk)
    for piece in pieces:
        assert 0 < len(piece.quote) <= LONGEST_QUOTE
        cut = "".join(source[a:b] for a, b in chunk.spans_of(piece.start, piece.end))
        assert "".join(cut.split()) == "".join(piece.quote.split())


def test_a_place_across_pages_names_both_and_a_file_without_pages_none():
    spans = ((18, 22),)
    assert _location(SOURCES["甲.txt"], spans) == "第3–4页"
    assert _location(SOURCES["甲.txt"], ((0, 1),)) == "第1页"
    assert _location(SourceText("乙.txt", "", "utf-8", ""), spans) is None
