"""The measures of the models' bench: words, areas and refusals by hand, and its BM25 as the product's."""

import numpy as np
import pytest

pytest.importorskip("opencc")

from bench.model_passages import Asked, Corpus, Encoded, Postings, chunk_of, engines, hits
from bench.model_sentences import Read, Scorers, area, first_and_two, refusals
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.index.bm25 import TermLists
from rag.search.question import understand
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter
from training.cases import Case, Passage

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


def test_scorers_read_the_sentences_as_they_stand():
    static = load_static(Settings())
    passages = (
        Passage("会议强调了安全。会议于9月3日在市民中心举行。", "防汛会议"),
        Passage("长江大桥建于1957年。", ""),
    )
    case = Case("会议是哪一天举行的？", passages, 0, 11, "9月3日", "answered", "news", True)
    read = Scorers(ROOT / "models", LateInteraction(static)).read(case)
    assert read.right.tolist() == [False, True, False]
    assert {name: len(scores) for name, scores in read.sentences.items()} == {"pairs": 3, "late": 3, "composer": 3}
    assert first_and_two([read], "composer") == (100, 100)
    # Equal scores leave the first sentence first, whatever the composer makes of it.
    equal = Read(case, read.right, {"pairs": np.zeros(3)}, {}, False)
    assert first_and_two([equal], "pairs") == (0, 100)


def test_every_engine_searches_passages_in_memory():
    static, segmenter = load_static(Settings()), Segmenter()
    found = [chunk_of(str(number), text) for number, text in enumerate(TEXTS)]
    corpus = Corpus(Encoded.of(found, static, segmenter), static, segmenter)
    asked = [
        Asked(understand("今年温州的奖金有多少？"), (frozenset(["0"]), frozenset(["9"])), any_will_do)
        for any_will_do in (True, False)
    ]
    for search in engines(corpus, LateInteraction(static), segmenter).values():
        assert hits(asked[:1], search)["hit@1"] == 100
        assert hits(asked, search)["hit@5"] == 75
