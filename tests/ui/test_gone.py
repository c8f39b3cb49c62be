"""An answer says which of the files that it cites are no longer there."""

from streamlit.testing.v1 import AppTest

from rag.settings import load
from tests.ui.scripted import LINES
from tests.ui.test_page import TIMEOUT, ask, run, scripted_page, texts
from ui import gone

DOC = "2019年统计公报.txt"


def said(at):
    return [text for text in texts(at) if text.startswith(("引用的文件", "找不到资料文件夹，"))]


def test_a_cited_file_that_is_gone_is_named_under_the_answer(home):
    docs = load().docs
    (docs / DOC).write_text("\n".join(LINES), encoding="utf-8")
    at = ask(run(AppTest.from_function(scripted_page, default_timeout=TIMEOUT)), "2019年的生产总值？")
    assert said(at) == []
    (docs / DOC).unlink()
    gone._missing.clear()
    assert said(run(at)) == [f"引用的文件已不在资料文件夹里：{DOC}。"]
    docs.rmdir()
    gone._missing.clear()
    assert said(run(at)) == ["找不到资料文件夹，引用的文件无法再核对。"]


def test_an_answer_that_cites_nothing_says_nothing(home):
    at = ask(run(AppTest.from_function(scripted_page, default_timeout=TIMEOUT)), "没有的事")
    assert said(at) == []
