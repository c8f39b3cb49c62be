"""Text that knows its source, under cutting, editing and joining."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rag.corpus.mapped import Mapped, join, of_source
from rag.corpus.spans import bridged
from rag.records import OffsetMap

SOURCE = "温州人 精神**是“根”\n\n和魂 AI时代■。"


def true_to(source, mapped):
    offsets = OffsetMap(mapped.runs)
    return all((at := offsets.source_of(i)) is None or source[at] == char for i, char in enumerate(mapped.text))


@st.composite
def mapped(draw):
    cuts = draw(st.lists(st.tuples(st.integers(0, len(SOURCE)), st.integers(0, len(SOURCE))), max_size=5))
    return of_source(SOURCE, [(min(pair), max(pair)) for pair in cuts])


@settings(max_examples=150)
@given(mapped(), mapped(), st.data())
def test_cut_edit_and_join_keep_every_place(a, b, data):
    both = join([a, b], [" "])
    assert both.text == f"{a.text} {b.text}" and true_to(SOURCE, both)
    low = data.draw(st.integers(0, len(both)))
    high = data.draw(st.integers(low, len(both)))
    part = both.cut(low, high)
    assert part.text == both.text[low:high] and true_to(SOURCE, part)
    edited = both.edited([(low, high, "新")])
    assert edited.text == both.text[:low] + "新" + both.text[high:] and true_to(SOURCE, edited)
    assert OffsetMap(edited.runs).source_of(low) is None
    outside = [i for i in range(len(both)) if not low <= i < high]
    kept = [i for i in range(len(edited)) if i != low]
    assert [OffsetMap(both.runs).source_of(i) for i in outside] == [OffsetMap(edited.runs).source_of(i) for i in kept]


def test_several_edits_at_once():
    text = of_source(SOURCE, [(0, len(SOURCE))])
    marks = [i for i, c in enumerate(SOURCE) if c in "*\n■"]
    edited = text.edited((i, i + 1, "") for i in marks)
    assert edited.text == "温州人 精神是“根”和魂 AI时代。" and true_to(SOURCE, edited)
    assert sum(length for _, _, length in edited.runs) == len(edited)


def test_neighbouring_runs_are_one():
    assert of_source("甲乙丙", [(0, 1), (1, 3)]) == Mapped("甲乙丙", ((0, 0, 3),))
    assert join([]) == Mapped()


def test_spans_are_bridged_over_white_space_and_markup_only():
    assert bridged("甲 \n**乙，丙", [(0, 1), (5, 6), (7, 8)]) == ((0, 6), (7, 8))
    assert bridged("甲乙丙", [(2, 3), (0, 1)]) == ((2, 3), (0, 1))
