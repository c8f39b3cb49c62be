"""Sentences and clauses as places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.sentences import clauses, sentences

marks = st.text(alphabet="温州8.,，。！？；：“”（）《》\n a", max_size=60)


def cut(text, places):
    return [text[a:b] for a, b in places]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("增长8.2%。比上年好！", ["增长8.2%。", "比上年好！"]),
        ("他强调：“要办好。”会议结束。", ["他强调：“要办好。”", "会议结束。"]),
        ("叮嘱“走在前列。勇立潮头。”的话，记在心里。", ["叮嘱“走在前列。勇立潮头。”的话，记在心里。"]),
        ("见附件（一。二。）。完", ["见附件（一。二。）。", "完"]),
        ("没有收尾的“引号。下一句。", ["没有收尾的“引号。", "下一句。"]),
        ("标题\n正文。", ["标题", "正文。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text, wanted):
    assert cut(text, sentences(text)) == wanted


def test_semicolons_end_a_sentence_where_asked():
    assert cut("甲；乙。", sentences("甲；乙。")) == ["甲；乙。"]
    assert cut("甲；乙。", sentences("甲；乙。", semicolons=True)) == ["甲；", "乙。"]


def test_clauses_respect_quotations_and_numbers():
    text = "赋予“追求，卓越”的内涵，产值1,200万元；增长"
    assert cut(text, clauses(text)) == ["赋予“追求，卓越”的内涵，", "产值1,200万元；", "增长"]


@pytest.mark.parametrize("split", [sentences, clauses])
@given(text=marks)
def test_places_are_ordered_and_lose_nothing(split, text):
    places = split(text)
    assert all(a < b for a, b in places)
    assert all(x[1] <= y[0] for x, y in zip(places, places[1:], strict=False))
    assert "".join(cut(text, places)).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")
