"""The features, the trees and the ranker on made-up and real sentences."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from rag.encode.features import SentenceInContext, features, vector_of
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.encode.ranker import SentenceRanker
from rag.encode.shapes import asked_kinds
from rag.encode.trees import Trees
from rag.errors import ModelNotFoundError
from rag.settings import Settings

PASSAGES = [
    ["湖州是一座古城。", "2021年，湖州接待游客3200万人次，同比增长12.5%。", "旅游业已成为支柱产业。"],
    ["市长王大勇出席了会议。", "会议于9月3日上午在市民中心举行。", "会议强调要做好防汛工作。"],
    ["长江大桥建于1957年。", "大桥全长970米。"],
]


def in_context(passages):
    rows = []
    for number, texts in enumerate(passages):
        around = ["", *texts, ""]
        rows += [SentenceInContext(t, around[i], around[i + 2], number, i) for i, t in enumerate(texts)]
    return rows


@pytest.fixture(scope="module")
def late():
    return LateInteraction(load_static(Settings()))


@pytest.fixture(scope="module")
def ranker(late):
    return SentenceRanker(Settings().models / "ranker", late)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("湖州接待了多少游客？", "number"),
        ("大桥是哪一年建成的？", "date"),
        ("谁出席了会议？", "person"),
        ("会议在哪里举行？", "place"),
        ("是哪家公司承建的？", "organisation"),
        ("为什么要封路？", "reason"),
        ("有哪些措施？", "list"),
    ],
)
def test_wording_says_what_is_asked_for(question, kind):
    assert kind in asked_kinds(question)


def column(question, name, late, rows=None, kinds=()):
    names, matrix = features(question, kinds, rows or in_context(PASSAGES), late)
    return vector_of(names, matrix, [name])[:, 0]


def test_features_have_the_values_they_are_named_for(late):
    question = "2021年湖州接待游客多少人次？"
    share = column(question, "pair_share", late)
    assert share.argmax() == 1
    assert share[1] > 0.7
    assert share.min() == 0
    np.testing.assert_array_equal(column(question, "years", late) > 0, [0, 1, 0, 0, 0, 0, 0, 0])
    np.testing.assert_array_equal(column(question, "years_other", late) > 0, [0, 0, 0, 0, 0, 0, 1, 0])
    assert column(question, "run", late)[1] >= len("接待游客")
    np.testing.assert_array_equal(column(question, "asks_number", late), np.ones(8))
    np.testing.assert_array_equal(column(question, "position", late), [0, 1, 2, 0, 1, 2, 0, 1])
    np.testing.assert_array_equal(column(question, "of_passage", late), [3, 3, 3, 3, 3, 3, 2, 2])
    behind = column(question, "late_behind", late)
    assert behind.max() == 0
    assert behind.argmax() == 1


def test_neighbours_and_headings_count(late):
    rows = [
        SentenceInContext("全长1670米。", before="长江大桥建于1957年。"),
        SentenceInContext("全长1670米。", headings="长江大桥"),
    ]
    near = column("长江大桥有多长？", "pair_share_near", late, rows)
    above = column("长江大桥有多长？", "pair_share_headings", late, rows)
    assert near[0] > near[1]
    assert above[1] > above[0]


def test_kinds_from_outside_are_heard(late):
    assert not column("湖州游客", "asks_number", late).any()
    assert column("湖州游客", "asks_number", late, kinds=("number", "summary")).all()


def test_a_missing_feature_is_named(late):
    names, matrix = features("谁", (), in_context(PASSAGES), late)
    with pytest.raises(ValueError, match="no_such"):
        vector_of(names, matrix, ["no_such"])


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30), st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=3), min_size=1, max_size=3))
def test_any_text_has_finite_features_under_the_same_names(late, question, passages):
    names, matrix = features(question, (), in_context(passages), late)
    assert names == features("谁", (), in_context(PASSAGES), late)[0]
    assert matrix.shape == (sum(map(len, passages)), len(names))
    assert np.isfinite(matrix).all()


def write_trees(file, **changed):
    """Two trees over (a, b): 1 if a <= 2 else (3 if b <= 0 else 4); and 10 always."""
    arrays = {
        "feature": np.array([0, 0, 1, 0, 0, 0], np.int16),
        "threshold": np.array([2, np.inf, 0, np.inf, np.inf, np.inf]),
        "left": np.array([1, 1, 3, 3, 4, 5], np.int32),
        "right": np.array([2, 1, 4, 3, 4, 5], np.int32),
        "value": np.array([0, 1, 0, 3, 4, 10], np.float32),
        "roots": np.array([0, 5], np.int32),
    } | changed
    file.write_bytes(save(arrays, {"features": json.dumps(["a", "b"]), "about": json.dumps({"slope": 2.0})}))


def test_trees_are_summed_as_written(tmp_path):
    write_trees(tmp_path / "t.safetensors")
    trees = Trees(tmp_path / "t.safetensors")
    matrix = np.array([[2, 9], [2.5, 0], [2.5, 0.1], [-1, -1]], np.float32)
    np.testing.assert_array_equal(trees.score(matrix), [11, 13, 14, 11])
    assert trees.score(matrix[:0]).shape == (0,)
    assert trees.features == ("a", "b")
    assert trees.about == {"slope": 2.0}


def test_a_missing_or_short_file_is_named(tmp_path):
    with pytest.raises(ModelNotFoundError, match=r"none\.safetensors"):
        Trees(tmp_path / "none.safetensors")
    write_trees(tmp_path / "t.safetensors")
    short = (tmp_path / "t.safetensors").read_bytes()[:-9]
    (tmp_path / "t.safetensors").write_bytes(short)
    with pytest.raises(ModelNotFoundError) as caught:
        Trees(tmp_path / "t.safetensors")
    assert "损坏" in caught.value.hint


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("湖州2021年来了多少游客？", "2021年，湖州接待游客3200万人次，同比增长12.5%。"),
        ("出席会议的市长叫什么名字？", "市长王大勇出席了会议。"),
        ("会议是哪一天举行的？", "会议于9月3日上午在市民中心举行。"),
        ("长江大桥是哪年建成的？", "长江大桥建于1957年。"),
    ],
)
def test_the_sentence_that_answers_stands_first(ranker, question, best):
    rows = in_context(PASSAGES)
    scores = ranker.score(question, (), rows)
    assert rows[int(scores.argmax())].text == best


def test_probabilities_tell_an_answered_question_from_another(ranker):
    rows = in_context(PASSAGES)
    answered = ranker.judge("2021年湖州接待游客多少人次？", (), rows)
    other = ranker.judge("北京大学的校长是谁？", (), rows)
    assert ((answered.probabilities >= 0) & (answered.probabilities <= 1)).all()
    assert answered.answered > 0.5 > other.answered


def test_no_sentences(ranker):
    judged = ranker.judge("谁", (), [])
    assert judged.scores.shape == judged.probabilities.shape == (0,)
    assert judged.answered == 0
