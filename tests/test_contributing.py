"""CONTRIBUTING.md says what is so: names that it tells of exist, and its examples do what it says they do."""

import ast
import re
from threading import Event

import numpy as np
import pytest

from rag.assistant import Assistant
from rag.encode.embedder import Embedder
from rag.index.dense import Dense
from rag.settings import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## (.+?)\n(.*?)(?=^## |\Z)", PAGE))
PASSAGE = "城东公园改造工程总投资3200万元。公园将于4月1日开放。"


def example(section):
    """What the block of code in a section defines."""
    names = {}
    exec(re.search(r"(?s)```python\n(.*?)```", SECTIONS[section])[1], names)
    return names


@pytest.mark.parametrize("section", ["An embedder", "A generator", "A format"])
def test_each_takes_about_ten_lines(section):
    assert 5 <= len(re.findall(r"(?m)^\d+\. ", SECTIONS[section])) <= 10


def test_every_path_is_there():
    paths = re.findall(r"`((?:rag|tests|docs|ui)/[\w/.]*)`", PAGE)
    assert len(paths) > 8
    assert [path for path in paths if not (ROOT / path).exists()] == []


def names_in(path):
    """Every name that a module defines or assigns at its top, and the attributes of its classes."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield node.asname or node.name


def test_every_name_stands_in_the_module_that_is_said_to_hold_it():
    told = re.findall(r"`(\w+)` (?:in|of) `((?:rag|tests)/[\w/]+\.py)`", PAGE)
    told += re.findall(r"`(\w+)`(?:[^`.\n]|`\w+`)*\(`((?:rag|tests)/[\w/]+\.py)`", PAGE)
    assert len(told) >= 8
    assert [pair for pair in told if pair[0] not in set(names_in(pair[1]))] == []


def test_the_embedder_is_one():
    embedder: Embedder = example("An embedder")["Hashed"]()
    texts = ["城东公园总投资", "", "今年早稻种植面积", "𪚥\ud800"]
    rows = embedder.passages(texts)
    assert (rows.dtype, rows.shape) == (np.float32, (4, embedder.dim))
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), [1, 0, 1, 1], atol=1e-6)
    leg = Dense.of(["甲", "乙", "丙", "丁"], [rows], embedder)
    assert leg.search("公园投资", 1)[0].chunk_id == "甲"
    assert leg.search("早稻面积", 1)[0].chunk_id == "丙"


def test_the_generator_is_one_and_what_it_makes_up_is_not_shown(tiny_settings):
    generator = example("A generator")["FirstSentence"]()
    answer = Assistant(tiny_settings, generator=generator).answer("城东公园改造工程总投资多少？", passages=[PASSAGE])
    assert answer.generator == "first sentence"
    assert answer.text == "城东公园改造工程总投资3200万元。[1]"
    assert [dropped.text for dropped in answer.dropped] == ["总投资一千亿元。"]


def test_it_stops():
    stop = Event()
    stop.set()
    generator = example("A generator")["FirstSentence"]()

    class Request:
        evidence = ()

    assert list(generator.stream(Request, stop)) == []
