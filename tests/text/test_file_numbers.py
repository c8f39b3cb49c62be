"""Numbers of official papers are one in whatever brackets they are printed."""

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.search.question import constraints
from rag.search.retrieve import is_named
from rag.text.file_numbers import file_numbers
from tests.corpus import pages


def one(text):
    (found,) = file_numbers(text)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "〔2020〕12号",
        "[2020]12号",
        "（2020）第12号",
        "(2020) 12 号",
        "【2020】012号",
        "［２０２０］１２号",
        "〔2020〕第 12 号",
    ],
)
def test_one_form(text):
    assert one(text).form == "〔2020〕12号"
    assert one(text).same(one("海政办发〔2020〕12号")) and not one(text).same(one("〔2020〕第12期"))


def test_offices():
    found = one("按照《海政办发[2022]15号》执行")
    assert (found.office, found.form) == ("海政办发", "海政办发〔2022〕15号")
    text = "根据海政发〔2021〕3号和海委办〔2021〕第4号文件"
    assert [(n.form, text[n.start : n.end]) for n in file_numbers(text)] == [
        ("海政发〔2021〕3号", "海政发〔2021〕3号"),
        ("海委办〔2021〕4号", "海委办〔2021〕第4号"),
    ]
    assert not one("海政发〔2021〕3号").same(one("海委发〔2021〕3号"))
    assert one("政发〔2021〕3号").same(one("海政发〔2021〕3号"))


@pytest.mark.parametrize("text", ["", "2020年12号楼", "（2020）号", "[12]号", "〔2020〕12条", "第12期"])
def test_what_is_no_number(text):
    assert file_numbers(text) == []


def test_a_question_names_an_article_by_its_number_in_any_brackets():
    chunk = chunks(document_of(read_string("通知.txt", pages.CIRCULAR)))[-1]
    for asked in ("海政办发[2022]15号要求什么", "海政办发（2022）第15号的要求"):
        assert is_named(chunk, constraints(asked))
    assert not is_named(chunk, constraints("海政办发〔2022〕16号要求什么"))
