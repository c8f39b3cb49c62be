"""Whatever goes wrong while a page is open, what was said on it stays, and goes on once the fault is mended."""

import json
import shutil

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from rag.index import generation as generations
from rag.settings import ROOT
from tests.ui.conftest import looked_through_once  # noqa: F401

QUESTION, ANSWER = "城东公园改造工程总投资多少？", "3200万元"


@pytest.fixture
def world(tmp_path, tiny_settings, monkeypatch):
    """A page over a copy of the tiny index, with data and models of its own; returns their folders by name."""
    folders = {name: tmp_path / name for name in ("index", "data", "models")}
    shutil.copytree(tiny_settings.index, folders["index"])
    shutil.copytree(ROOT / "models", folders["models"], ignore=shutil.ignore_patterns("llm"))
    folders["data"].mkdir()
    for name, path in {**folders, "docs": tiny_settings.docs}.items():
        monkeypatch.setenv(f"RAG_{name.upper()}", str(path))
    monkeypatch.setenv("RAG_GENERATOR", "built-in")
    monkeypatch.setenv("RAG_LANGUAGE", "zh")
    st.cache_resource.clear()
    st.cache_data.clear()
    yield folders
    st.cache_resource.clear()
    st.cache_data.clear()


def said(at):
    """Everything that the page says: texts, and the sentences, which are drawn by a component of ours."""
    drawn = [element.value for element in at.text] + [element.value for element in at.caption]
    ours = (json.loads(element.proto.json) for element in at.get("bidi_component"))
    return "\n".join(drawn + [json.dumps(one, ensure_ascii=False) for one in ours])


def ask(at, question):
    at.chat_input(key="ask").set_value(question)
    at.run()
    assert not at.exception
    return said(at)


def spoil_synonyms(world):
    (world["data"] / "synonyms.txt").write_text("# 我的\n工信局\n", encoding="utf-8")
    return f"{world['data']}/synonyms.txt 第 2 行“工信局”看不懂；"


def spoil_dictionary(world):
    (world["data"] / "dictionary.txt").write_text("温州人 很多\n", encoding="utf-8")


def spoil_index(world):
    for path in world["index"].rglob("*.sqlite"):
        path.write_bytes(b"nothing")


def lose_index(world):
    shutil.rmtree(world["index"], ignore_errors=True)


def lose_models(world):
    shutil.rmtree(world["models"])


def announce_a_damaged_generation(world):
    """As a build would whose files a disk then spoils: CURRENT names what is not whole."""
    old = generations.current_generation(world["index"])
    new = "29990101-000000-000000"
    home = world["index"] / "generations"
    shutil.copytree(home / old, home / new)
    (world["index"] / "CURRENT").write_text(new + "\n", encoding="ascii")


FAULTS = (
    spoil_synonyms, spoil_dictionary, spoil_index, lose_index, lose_models, announce_a_damaged_generation
)  # fmt: skip


@pytest.mark.parametrize("spoil", FAULTS, ids=lambda spoil: spoil.__name__)
def test_a_fault_while_the_page_is_open_loses_nothing_that_was_said(world, spoil):
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=120).run()
    assert ANSWER in ask(at, QUESTION)
    line = spoil(world)
    shown = ask(at, "早稻种植面积是多少？")
    assert QUESTION in shown
    assert ANSWER in shown, "the first answer stands"
    if line:
        assert line in shown, "the second says what is the matter and how to mend it"
        (world["data"] / "synonyms.txt").unlink()
        shown = ask(at, "早稻种植面积是多少？")
        assert ANSWER in shown
    assert "45万亩" in shown


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("问" * 4001, "问题有 4001 个字，最多 4000 个字；请缩短后再问。"),
        (QUESTION[:6] + "\x00\x1b\x07" + QUESTION[6:], ANSWER),
    ],
)
def test_odd_questions(world, question, line):
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=120).run()
    ask(at, QUESTION)
    shown = ask(at, question)
    assert line in shown
    assert ANSWER in ask(at, QUESTION)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda world: shutil.rmtree(world["models"] / "composer"), "composer/doubt.toml 不见了；请运行 git checkout"),
        (lambda world: (world["models"] / "embedder" / "tokenizer.json").write_bytes(b"{}"), "tokenizer.json 已损坏；"),
        (spoil_index, "索引文件 records.sqlite 缺失或已损坏；请点“全部重建”。"),
        (spoil_dictionary, "dictionary.txt 第 1 行“温州人 很多”看不懂；"),
        (lambda world: (world["data"].parent / "x").write_text("", encoding="utf-8"), ""),
    ],
    ids=["composer", "tokenizer", "index", "dictionary", "nothing"],
)
def test_a_page_that_opens_on_a_fault_says_the_line(world, spoil, line):
    spoil(world)
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=120).run()
    assert not at.exception
    assert line in said(at)
    assert bool(at.chat_input), "there is still somewhere to ask"
