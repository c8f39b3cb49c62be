"""Cited words are marked exactly where the source says they stand."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.records import OffsetMap, clean_spans
from ui.places import link_of, pieces, spans_of_link

# 甲乙<br>丙丁, then a headline that was printed before its body.
HEALED = OffsetMap(((0, 10, 2), (2, 16, 3), (6, 0, 4)))


def test_words_over_a_healed_line_break_are_one_mark():
    assert clean_spans(HEALED, [(10, 19)]) == ((0, 5),)
    assert clean_spans(HEALED, [(11, 17)]) == ((1, 3),)


def test_a_headline_printed_elsewhere_is_marked_apart():
    assert clean_spans(HEALED, [(0, 4), (10, 12)]) == ((0, 2), (6, 10))
    assert clean_spans(HEALED, [(12, 16), (30, 40)]) == ()


@st.composite
def maps(draw):
    runs, clean, source = [], 0, 0
    for _ in range(draw(st.integers(1, 6))):
        clean += draw(st.integers(0, 2))
        source += draw(st.integers(0, 4))
        length = draw(st.integers(1, 5))
        runs.append((clean, source, length))
        clean, source = clean + length, source + length
    return OffsetMap(tuple(runs)), clean


@settings(max_examples=150)
@given(maps(), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=4))
def test_a_character_is_marked_exactly_if_its_source_is_cited(mapped, starts):
    offsets, length = mapped
    spans = [(start, start + size) for start, size in starts]
    text = "".join(chr(0x4E00 + i) for i in range(length))
    marks = clean_spans(offsets, spans)
    drawn = pieces(text, 0, length, marks)
    assert "".join(words for words, _ in drawn) == text
    marked = {char for words, mark in drawn if mark for char in words}
    cited = {
        text[i]
        for i in range(length)
        if (at := offsets.source_of(i)) is not None and any(start <= at < end for start, end in spans)
    }
    assert marked == cited


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 300)), min_size=1, max_size=5))
def test_a_link_leads_back_to_its_places(starts):
    spans = tuple((start, start + size) for start, size in starts)
    assert spans_of_link(link_of(spans)) == spans


@given(st.text(max_size=40))
def test_any_link_is_read_without_complaint(link):
    assert all(0 <= start < end for start, end in spans_of_link(link))
