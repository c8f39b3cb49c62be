"""Disputed answers become test questions, and are completed by what their reader says is right."""

import json
from dataclasses import replace

from rag.evaluate import gold_of
from rag.library import gold
from tests.library.exchanges import exchange


def lines(data):
    return [json.loads(line) for line in (data / gold.FILE).read_text(encoding="utf-8").splitlines()]


def test_a_question_is_completed_with_what_is_right_and_where_it_stands(tmp_path):
    disputed = exchange("e1", said="去年增长一成。全市生产总值６６０６亿元。")
    gold.add(tmp_path, disputed, (), "")
    gold.add(tmp_path, exchange("e2"), (), "")
    assert gold.state_of(tmp_path, "e1") == "open" and gold.state_of(tmp_path, "e3") == "none"
    keys = gold.keys_of("6606亿元")
    gold.complete(tmp_path, "e1", gold.Right(keys, gold.evidence_for(keys, disputed)))
    first, second = lines(tmp_path)
    assert first["answer_keys"] == ["6606亿元"]
    assert first["evidence"] == [{"doc": "公报.txt", "quote": "全市生产总值６６０６亿元。"}], "in whatever width"
    assert gold_of(first).keys == ("6606亿元",)
    assert second["answer_keys"] == [] and second["id"] == "e2"
    assert gold.state_of(tmp_path, "e1") == "whole" and gold.state_of(tmp_path, "e2") == "open"


def test_what_the_documents_do_not_say_is_a_question_to_be_refused(tmp_path):
    gold.add(tmp_path, exchange("e1"), (), "")
    gold.complete(tmp_path, "e1", gold.Right(()))
    (line,) = lines(tmp_path)
    assert line["type"] == "unanswerable" and gold.state_of(tmp_path, "e1") == "whole"


def test_the_document_that_is_open_goes_before_the_passages():
    disputed = exchange("e1", said="全市生产总值6606亿元。")
    text = "6606亿元是目标。\n后来核实为6606亿元整。\n别的。"
    assert gold.evidence_for(["6606亿元"], disputed, ("核实.txt", text, text.index("后来"))) == (
        ("核实.txt", "后来核实为6606亿元整。"),
    )
    assert gold.evidence_for(["八成"], disputed, ("核实.txt", text, 0)) == ()
    assert gold.evidence_for(["八成"], replace(disputed, answer=None)) == ()


def test_lines_of_people_are_left_as_they_are(tmp_path):
    gold.add(tmp_path, exchange("e1"), (), "")
    path = tmp_path / gold.FILE
    path.write_text("no JSON\n[1]\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    gold.complete(tmp_path, "e1", gold.Right(("x",)))
    assert path.read_text(encoding="utf-8").splitlines()[:2] == ["no JSON", "[1]"]
    assert gold.state_of(tmp_path, "e1") == "whole"
