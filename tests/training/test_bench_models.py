"""The measures of the models' bench: words, areas and refusals by hand, and its BM25 as the product's."""

import pytest

pytest.importorskip("opencc")

from bench.model_passages import Postings
from bench.model_sentences import area, refusals
from rag.index.bm25 import TermLists
from rag.text.words import Segmenter

TEXTS = ["温州今年的奖金有5000元", "瑞安的奖金", "温州和瑞安的企业", "奖金奖金奖金，企业", "没有相干的话"]


@pytest.mark.parametrize("query", ["温州的奖金", "企业", "奖金 5000元", "不存在"])
def test_words_score_as_in_the_product(query):
    segmenter = Segmenter()
    ids, words = list("abcde"), [segmenter.terms(text) for text in TEXTS]
    ours, product = Postings(ids, words, segmenter), TermLists(ids, words, segmenter)
    found, wanted = ours.search(query, 3), product.search(query, 3)
    assert [hit.chunk_id for hit in found] == [hit.chunk_id for hit in wanted]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in wanted])
    assert ours.weight("奖金") == product.weight("奖金")


def test_the_area_counts_pairs_and_halves_ties():
    assert area([3, 2], [1, 0]) == 1
    assert area([1, 0], [3, 2]) == 0
    assert area([2, 1], [1]) == 0.75


def test_refusals_at_a_share_of_false_ones():
    positive = [i / 100 for i in range(1, 101)]
    found = refusals(positive, [0.0, 0.005, 0.045, 0.5])
    assert found == {"at 1%": 50.0, "at 3%": 50.0, "at 5%": 75.0}
