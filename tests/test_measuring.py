"""The figures of an index over its gold questions are kept by generation, as the command line has them."""

import json
from dataclasses import replace

import pytest

from rag import measuring
from rag.build import build
from rag.evaluate import gold_of
from rag.settings import Settings
from tests.conftest import write_tiny

GOLD = [
    {
        "id": "g1",
        "question": "城东公园改造工程总投资多少？",
        "type": "fact",
        "answer_keys": ["3200万元"],
        "evidence": [{"doc": "公园.txt", "quote": "工程总投资3200万元"}],
    },
    {
        "id": "g2",
        "question": "城东公园改造工程新增绿地多少？",
        "type": "fact",
        "answer_keys": ["99公顷"],
        "evidence": [{"doc": "公园.txt", "quote": "新增绿地12公顷"}],
    },
    {"id": "g4", "question": "火星上有几个公园？", "type": "unanswerable"},
    {"id": "g5", "question": "还没写好的", "type": "fact", "answer_keys": [], "evidence": []},
    {
        "id": "g7",
        "question": "别处的",
        "type": "fact",
        "answer_keys": ["x"],
        "evidence": [{"doc": "别处", "quote": "x"}],
    },
]


@pytest.fixture
def settings(tmp_path):
    docs = write_tiny(tmp_path)
    settings = replace(Settings(), docs=docs, index=tmp_path / "ix 😀", data=tmp_path / "data")
    build(settings)
    return settings


def write_gold(settings, lines):
    settings.data.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (settings.data / "gold.jsonl").write_text(text + "no JSON\n[]\n", encoding="utf-8")


def test_figures_and_misses_are_kept_by_generation(settings):
    assert measuring.measure(settings) is None and measuring.kept(settings) == []
    write_gold(settings, GOLD)
    assert measuring.unfinished(settings) == 1
    asked = [gold.id for gold, _ in measuring.questions(settings, ["公园.txt"])]
    assert asked == ["g1", "g2", "g4"]
    told = []
    found = measuring.measure(settings, lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert measuring.kept(settings) == [found]
    figures = dict(found.figures)
    assert (figures["solved"], figures["solved_fact"], found.questions) == (50.0, 50.0, 3)
    assert "g2" in [miss.id for miss in found.misses] and "g1" not in [miss.id for miss in found.misses]
    assert "12公顷" in next(miss.answer for miss in found.misses if miss.id == "g2")
    (settings.docs / "新.txt").write_text("又一份资料，讲的是别的事。\n", encoding="utf-8")
    build(settings)
    assert len({measuring.measure(settings).generation, found.generation}) == 2
    assert len(measuring.kept(settings)) == 2


def test_the_test_third_is_counted_and_not_listed(settings):
    write_gold(settings, [GOLD[1] | {"id": "g3"}])
    found = measuring.measure(settings)
    assert gold_of(GOLD[1] | {"id": "g3"}).is_held_out
    assert dict(found.figures)["solved"] == 0.0 and found.misses == ()


def test_a_run_says_how_it_went(settings, tmp_path):
    write_gold(settings, GOLD)
    assert measuring.run(settings) == 0
    assert (measuring.status(settings).state, measuring.status(settings).total) == ("done", 3)
    none = replace(settings, index=tmp_path / "none")
    assert measuring.run(none) == 1
    assert measuring.status(none).state == "failed" and measuring.status(none).hint
    assert measuring.status(settings).state == "done", "each index has its own"
