"""Places: maps, cuts and merged spans, against a character-by-character reading."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import Answer, OffsetMap, Runs, Sentence, Understood, merge_pieces

runs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 5)), max_size=8).map(
    lambda rows: tuple(
        (sum(a + n for a, _, n in rows[:i]) + rows[i][0], sum(b + n for _, b, n in rows[:i]) + rows[i][1], rows[i][2])
        for i in range(len(rows))
    )
)


def slow_source_of(offsets, clean):
    return next((s + clean - c for c, s, n in offsets.runs if c <= clean < c + n), None)


@given(runs)
def test_every_character_knows_its_source(rows):
    offsets = OffsetMap(rows)
    for clean in range(40):
        assert offsets.source_of(clean) == slow_source_of(offsets, clean)


@given(runs, st.integers(0, 30), st.integers(0, 30))
def test_pieces_hold_exactly_the_mapped_characters(rows, start, length):
    offsets = OffsetMap(rows)
    wanted = [s for s in (slow_source_of(offsets, c) for c in range(start, start + length)) if s is not None]
    assert [s for a, b in offsets.pieces(start, start + length) for s in range(a, b)] == wanted


@given(runs, st.integers(0, 30), st.integers(0, 30))
def test_a_cut_counts_from_its_start(rows, start, length):
    offsets = OffsetMap(rows)
    cut = offsets.cut(start, start + length)
    for clean in range(length):
        assert cut.source_of(clean) == offsets.source_of(start + clean)
    assert cut.source_of(length) is None


@given(runs, st.slices(8))
def test_runs_are_read_like_the_triples_that_they_were_made_of(rows, some):
    held = Runs(rows)
    assert tuple(held) == rows and [held[n] for n in range(len(held))] == list(rows)
    assert tuple(held[some]) == rows[some]
    assert Runs.of_columns(held.packed.tobytes()) == held == OffsetMap(rows).runs
    assert hash(Runs(list(map(list, rows)))) == hash(held)
    assert pickle.loads(pickle.dumps(held)) == held
    assert (held == Runs(rows[:-1])) == (not rows)


def test_runs_have_no_row_beyond_their_ends():
    with pytest.raises(IndexError):
        Runs([(0, 5, 2)])[1]
    with pytest.raises(OverflowError):
        Runs([(0, 1 << 31, 2)])


def test_merging_needs_a_bridge_or_touch():
    assert merge_pieces([(0, 3), (3, 5)], []) == ((0, 5),)
    assert merge_pieces([(0, 3), (5, 8)], []) == ((0, 3), (5, 8))
    assert merge_pieces([(0, 3), (5, 8)], [(0, 10)]) == ((0, 8),)
    assert merge_pieces([(0, 3), (5, 8)], [(0, 4), (5, 10)]) == ((0, 3), (5, 8))
    assert merge_pieces([(5, 8), (0, 3)], [(0, 10)]) == ((5, 8), (0, 3)), "reading order is kept"


def test_answer_text_is_its_sentences_with_marks():
    understood = Understood("问", ())
    sentences = (
        Sentence("甲。", (1,), "supported"),
        Sentence("乙", (2, 1), "supported", item=True),
        Sentence("丙", (3,), "supported", item=True),
    )
    assert Answer("问", understood, "answered", sentences).text == "甲。[1]\n乙[2][1]\n丙[3]"
    assert Answer("问", understood, "notice", notice="你好").text == "你好"
