"""The measures of the models' bench: words, areas and refusals by hand, and its BM25 as the product's."""

import json
import lzma

import numpy as np
import pytest

pytest.importorskip("opencc")

from bench import model_spans
from bench.model_baselines import Words, first_embedder
from bench.model_passages import Asked, Corpus, Encoded, Postings, chunk_of, engines, hits, measure
from bench.model_sentences import Read, Scorers, area, first_and_two, refusals
from bench.models import medians
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.index.bm25 import TermLists
from rag.search.question import understand
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter
from training.cases import Case, Passage, Placed
from training.data import Question, touched

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


def test_words_shared_count_once_by_their_rarity():
    segmenter = Segmenter()
    postings = Postings(list("abcde"), [segmenter.terms(text) for text in TEXTS], segmenter)
    found = {hit.chunk_id: hit.score for hit in postings.overlap("企业 奖金", 9)}
    assert found["d"] == pytest.approx(postings.weight("企业") + postings.weight("奖金"))
    assert found["b"] == pytest.approx(postings.weight("奖金"))


def test_sentences_score_by_words_as_texts_of_an_index_do():
    segmenter = Segmenter()
    product = TermLists(list("abcde"), [segmenter.terms(text) for text in TEXTS], segmenter)
    wanted = {hit.chunk_id: hit.score for hit in product.search("温州的奖金", 5)}
    scores = dict(zip("abcde", Words(TEXTS).score("温州的奖金", TEXTS), strict=True))
    assert {name: score for name, score in scores.items() if score} == pytest.approx(wanted)


def test_the_first_embedder_is_left_out_where_the_history_lacks_it(tmp_path):
    assert first_embedder(tmp_path) is None


def test_of_several_runs_the_median_is_told():
    runs = [[{"set": "drcd", "first": first, "cases": 9}] for first in (80.0, 84.0, 83.0)]
    assert medians(runs) == [{"set": "drcd", "first": 83.0, "cases": 9}]


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
    assert set(read.answered) == {"pairs", "late", "composer", "trees", "line"}
    assert not read.refused
    assert first_and_two([read], "composer") == (100, 100)
    beside = Scorers(ROOT / "models", LateInteraction(static), Words([p.text for p in passages]), static)
    assert set(beside.read(case, whole=False).sentences) == {"pairs", "late", "bm25", "first", "composer"}
    # Equal scores leave the first sentence first, whatever the composer makes of it.
    equal = Read(case, read.right, {"pairs": np.zeros(3)}, {}, False)
    assert first_and_two([equal], "pairs") == (0, 100)


def test_the_words_that_answer_are_marked_by_sentence_clause_and_thing():
    scorers = Scorers(ROOT / "models", LateInteraction(load_static(Settings())))
    own = Passage("会议强调了安全。会议于9月3日在市民中心举行。", "防汛会议")
    question = Question("会议是哪一天举行的？", own.text, "9月3日", 11, "drcd", True)
    near = tuple(Passage(f"长江大桥建于19{n}0年。", "") for n in range(4))
    rows = model_spans.rows([Placed(question, own, 11, near, ())], scorers, ROOT / "models")
    found = {row["marked by"]: row for row in rows if row["set"] == "drcd" and row["among"] == "five passages"}
    assert found["thing asked for"]["exact"] == found["thing asked for"]["f1"] == 100
    assert found["sentence"]["exact"] == 0
    assert 0 < found["sentence"]["f1"] < 100


def test_what_shares_a_run_with_the_training_data_is_told_from_the_rest():
    said = "其中新增的数字在此前公布的一季度公报里已经写明，并由统计部门核对过两次，与上年同期相比变化不大。"
    measured = [f"甲地消息，{said}", "乙地" + said[:38], f"丙地另有报道。{said[1:]}完", "短"]
    assert touched(measured, [f"某日，{said}", "不相干的报道"]) == {measured[0], measured[2]}
    assert touched(measured, []) == set()


def test_passages_are_measured_on_untouched_questions_too(tmp_path):
    said = "其中新增的数字在此前公布的一季度公报里已经写明，并由统计部门核对过两次，与上年同期相比变化不大。"
    texts = {"a.txt": f"湖州的会议在3日举行。{said}", "b.txt": "泉州的会议在5日举行，地点是市民中心。"}
    quotes = {"a.txt": "湖州的会议在3日举行。", "b.txt": "泉州的会议在5日举行，地点是市民中心。"}
    gold = [
        {"id": f"n{n}", "question": f"{city}的会议在哪天？", "answer": "", "type": "fact", "keys": [],
         "evidence": [{"doc": doc, "quote": quotes[doc]}]}
        for n, (city, doc) in enumerate((("湖州", "a.txt"), ("泉州", "b.txt")))
    ]  # fmt: skip
    packed = {
        "news_dev_docs.jsonl.xz": [{"name": name, "text": text} for name, text in texts.items()],
        "news_train.jsonl.xz": [{"text": f"另一篇转载的报道。{said}"}],
    }
    for name, items in packed.items():
        (tmp_path / name).write_bytes(lzma.compress("\n".join(json.dumps(one) for one in items).encode()))
    (tmp_path / "news_dev_questions.jsonl").write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    (tmp_path / "news_qa_train.jsonl").write_text("", encoding="utf-8")
    for name in ("drcd_dev.json.xz", "cmrc_trial.json.xz"):
        (tmp_path / name).write_bytes(lzma.compress(b'{"data": []}'))
    rows = measure(tmp_path, ROOT, [load_static(Settings())], among=0, most=9, names=("news_dev", "news_dev untouched"))
    assert {(row["set"], row["questions"], row["passages"]) for row in rows} == {
        ("news_dev", 2, 2),
        ("news_dev untouched", 1, 2),
    }
    assert all(row["hit@5"] == 100 for row in rows if row["engine"] != "dense")


def test_every_engine_searches_passages_in_memory():
    static, segmenter = load_static(Settings()), Segmenter()
    found = [chunk_of(str(number), text) for number, text in enumerate(TEXTS)]
    both = [static, static]
    corpus = Corpus(Encoded.of(found, both, segmenter), both, segmenter)
    asked = [
        Asked(understand("今年温州的奖金有多少？"), (frozenset(["0"]), frozenset(["9"])), any_will_do)
        for any_will_do in (True, False)
    ]
    named = engines(corpus, LateInteraction(static), segmenter)
    assert list(named) == ["first embedder", "dense", "idf overlap", "lexical", "fused", "reranked"]
    for search in named.values():
        assert hits(asked[:1], search)["hit@1"] == 100
        assert hits(asked, search)["hit@5"] == 75
