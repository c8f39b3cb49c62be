"""Folding keeps lengths; content is what comparisons see."""

from hypothesis import given
from hypothesis import strategies as st

from rag.text.fold import content, fold, is_han, scalars


@given(st.text())
def test_fold_is_one_to_one_and_stable(text):
    once = fold(text)
    assert len(once) == len(text)
    assert fold(once) == once


def test_widths_case_and_quotation_marks_fold():
    assert fold("ＡＢ１２，（“八八战略”）") == 'ab12,("八八战略")'
    assert fold("⼯业") == "工业", "Kangxi radicals are the characters they look like"
    assert fold("…㎡") == "…㎡", "what would grow stays"


def test_content_leaves_out_space_and_markup():
    assert content(" **二要** 让\n■诚 实\u200b") == "二要让诚实"


def test_han():
    assert all(map(is_han, "温〇㐀𠀀"))
    assert not any(map(is_han, "aあ1，"))


@given(st.text(st.characters(categories=None)))
def test_scalars_can_be_written_and_keep_their_places(text):
    whole = scalars(text)
    whole.encode("utf-8")
    assert len(whole) == len(text)
    assert all(a == b or "\ud800" <= a <= "\udfff" for a, b in zip(text, whole, strict=True))


def test_a_long_text_is_folded_as_its_characters_are():
    """Whole texts go another way than short ones; a lone surrogate and a zero are characters, too."""
    every = "".join(map(chr, [*range(0x3000), *range(0x3000, 0x110000, 7)]))
    alone = "".join(map(fold, every))
    assert fold(every) == alone
    assert fold(every) == alone
    assert len(alone) == len(every)
    assert fold("甲" * 100 + "\0") == "甲" * 100 + "\0"
