"""The page of a PDF in the reader, the steps from place to place, and what is looked for in a document."""

import base64

import pytest
from streamlit.testing.v1 import AppTest

from rag.build import build
from rag.settings import ROOT, load
from tests.corpus.formats.makers import drawn_pdf
from tests.ui.test_conversations import page
from tests.ui.test_page import TIMEOUT, ask, component, run

LINES = ["城东公园改造工程完工", "工程总投资3200万元，新增绿地12公顷。", "公园将于4月1日起免费开放。"]


@pytest.fixture
def open_pdf(home, monkeypatch):
    """A page with a PDF of two pages open, its second line on the second page cited."""
    monkeypatch.setenv("RAG_GENERATOR", "built-in")
    pages = [
        [(60, 700 - 30 * n, line) for n, line in enumerate(LINES)],
        [(60, 700, "附：投资5000万元的二期工程已经立项。")],
    ]
    (home / "docs" / "公园.pdf").write_bytes(drawn_pdf(*pages))
    build(load())
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)
    at.query_params["doc"] = "公园.pdf"
    return at


def place(words):
    text = "\n".join([*LINES, "附：投资5000万元的二期工程已经立项。"])
    return f"{text.index(words)}-{text.index(words) + len(words)}"


def test_the_page_itself_is_shown_with_the_words_boxed(open_pdf, home):
    at = open_pdf
    at.query_params["at"] = place("5000万元")
    text = component(run(at), "reader")
    assert text["sheet"] is None and text["labels"]["paged"] == "看原页"
    at.query_params["view"] = "page"
    sheet = component(run(at), "reader")["sheet"]
    assert sheet["at"] == "第 2 / 2 页" and (sheet["first"], sheet["last"]) == (False, True)
    (box,) = sheet["boxes"]
    assert 0.1 < box[0] < box[2] < 1
    assert base64.b64decode(sheet["image"])[8:12] == b"WEBP"
    at.query_params["sheet"] = "1"
    first = component(run(at), "reader")["sheet"]
    assert first["at"] == "第 1 / 2 页" and first["boxes"] == []
    at.query_params["sheet"] = "99999"
    assert component(run(at), "reader")["sheet"]["at"] == "第 2 / 2 页"
    (home / "docs" / "公园.pdf").write_bytes(drawn_pdf([(60, 700, "换过了。")]))
    changed = component(run(at), "reader")
    assert changed["sheet"] is None and "改动过" in changed["notice"] and changed["paragraphs"]
    (home / "docs" / "公园.pdf").unlink()
    gone = component(run(at), "reader")
    assert gone["sheet"] is None and "不在资料文件夹里" in gone["notice"]


def test_an_answers_citations_are_stepped_through(home):
    at = ask(run(page()), "2019年的生产总值？")
    doc, words = "2019年统计公报.txt", "2019年，全市生产总值6606亿元，比上年增长8.2%。"
    from tests.ui.scripted import document

    start = document().text.index(words)
    at.query_params["doc"], at.query_params["at"] = doc, f"{start}-{start + len(words)}"
    data = component(run(at), "reader")
    assert data["steps"] == ["第 1 / 2 处", False, True]
    assert data["labels"]["paged"] == "", "text has no pages"
    at.query_params["view"] = "page"
    assert component(run(at), "reader")["sheet"] is None
    at.query_params["find"] = "粮食"
    looked = component(run(at), "reader")
    assert looked["steps"] is None and looked["seek"] == "粮食"
    start = document().text.index("粮食")
    at.query_params["at"] = f"{start}-{start + 2}"
    assert component(run(at), "reader")["steps"] == ["第 1 / 29 处", False, True]
