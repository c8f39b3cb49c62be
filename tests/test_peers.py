"""What stands beside peers: the same questions judged alike, one edited file taken in, figures that are drawn."""

import json

import pytest

from bench import limits, peers
from bench.engines import Wenju
from rag.encode.load import load_static
from rag.settings import Settings

QUOTE = peers.Asked("谁？", ("甲出席会议", "乙主持会议"), any_will_do=False)


def test_passages_are_judged_by_the_quotes_in_them_and_not_by_their_files():
    either = peers.Asked("谁？", QUOTE.quotes, any_will_do=True)
    assert QUOTE.found(["昨日甲出席会议", "别的"]) == 0.5
    assert either.found(["昨日甲出席会议", "别的"]) == 1.0
    assert either.found(["甲出席", "会议"]) == 0.0


def test_of_long_passages_only_so_many_characters_count():
    assert peers.cut(["一二三四", "五六七八", "九"], 6) == ["一二三四", "五六", ""]


def test_questions_behind_others_and_without_an_answer_are_left_out(tmp_path):
    gold = {"type": "fact", "answer_keys": [], "evidence": [{"doc": "a", "quote": "Ａ 会"}]}
    lines = [
        {"id": "q1", "question": "一？", **gold, "history": []},
        {"id": "q2", "question": "二？", **gold, "history": [{"role": "user", "content": "一？"}]},
        {"id": "q4", "question": "三？", "type": "unanswerable", "answer_keys": [], "evidence": []},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert peers.questions_of(path) == [peers.Asked("一？", ("a会",), any_will_do=True)]


@pytest.fixture
def docs(tmp_path):
    docs = tmp_path / "docs"
    (docs / "asked").mkdir(parents=True)
    for n in range(3):
        peers.written(docs / "asked" / f"{n}.txt", f"第{n}届文化节开幕\n\n文化节上，第{n}位诗人朗诵了诗。\n")
    return docs


def test_an_engine_finds_what_was_edited_after_it_took_it_in(docs, tmp_path):
    engine, home = Wenju(), tmp_path / "home"
    home.mkdir()
    assert engine.build(docs, home) >= 3
    question = peers.Asked("港区总投资多少？", ("总投资二十亿元",), any_will_do=True)
    assert peers.asked(engine, home, {"one": [question] * 2})["hit5_one"] == 0
    path = peers.edited(docs)
    peers.written(path, path.read_text(encoding="utf-8") + "\n港区扩建工程总投资二十亿元。\n", 60)
    engine.change(docs, home, path)
    figures = peers.asked(engine, home, {"one": [question] * 2})
    assert figures["hit5_one"] == figures["in2000_one"] == 100
    limit = limits.dense(home / "index", load_static(Settings()), [question.text])
    assert limit["vectors_mb"] > 0 and limit["dense_ms"] > 0


def test_what_several_rounds_measured_is_drawn_by_its_median(tmp_path):
    pytest.importorskip("matplotlib")
    from bench import peers_plot

    keys = {*peers_plot.PEERS, *peers_plot.GROWTH, "passages"}
    runs = [{"engine": "wenju", "size": size, **dict.fromkeys(keys, v)} for size in (10, 20) for v in (1, 2, 9)]
    path = tmp_path / "runs.jsonl"
    path.write_text("\n".join(map(json.dumps, runs)), encoding="utf-8")
    found = peers_plot.medians(path)
    assert found["wenju"][10]["build_cpu_s"] == 2
    peers_plot.draw(found, tmp_path / "peers.svg")
    peers_plot.grow(found["wenju"], tmp_path / "growth.svg")
    assert peers_plot.table(found).count("| this product |") == 2
    assert "this product" in (tmp_path / "peers.svg").read_text(encoding="utf-8")
