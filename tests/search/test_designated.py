"""What is told from its like by a number is found among papers of one form."""

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.index.index import Index
from rag.search.designated import designated
from rag.search.question import understand
from rag.search.retrieve import Retriever
from rag.settings import Settings
from rag.text.words import Segmenter

LONG = "各有关单位要按照时间节点倒排工期、挂图作战，确保早开工、早建成、早见效。" * 3


def text_of(n):
    # The one asked for says more than the others, so that it looks less like a question.
    return f"第{n}号项目投资{n * 37 % 900}万元。" + (LONG if n in (7, 33) else "")


@pytest.fixture(scope="module")
def index():
    documents = [document_of(read_string(f"{n}.txt", text_of(n))) for n in range(1, 60)]
    found = [chunk for document in documents for chunk in chunks(document)]
    return Index.in_memory(documents, found, load_static(Settings()), Segmenter())


@pytest.mark.parametrize("question", ["第7号项目投资多少万元", "第七号项目投资多少", "7号项目投资多少钱"])
def test_the_one_of_the_number_leads(index, question):
    retriever = Retriever(index, LateInteraction(load_static(Settings())), Segmenter())
    assert retriever.retrieve(understand(question), k=5)[0].chunk.doc == "7.txt"


def test_it_is_not_brought_where_it_stands_already_or_nowhere(index):
    named = index.chunks_of("7.txt")[0]
    assert [c.doc for c in designated("第33号项目投资多少", [(named, 1.0)], index)] == ["33.txt"]
    assert designated("第7号项目投资多少", [(named, 1.0)], index) == []
    assert designated("第200号项目投资多少", [], index) == []
    assert designated("项目投资多少", [], index) == []
    assert designated("第33号项目投资多少", [], index, frozenset({named.chunk_id})) == []


def test_a_number_is_not_part_of_a_longer_one(index):
    assert [c.doc for c in designated("第3号项目投资多少", [], index)] == ["3.txt"]


def test_numerals_of_either_kind_name_the_same():
    document = document_of(read_string("a.txt", "第一百二十号项目投资300万元，三号楼住着40户。"))
    one = Index.in_memory([document], list(chunks(document)), load_static(Settings()), Segmenter())
    for question in ("第120号项目投资多少", "120号项目投资多少", "3号楼住了几户"):
        assert [c.doc for c in designated(question, [], one)] == ["a.txt"], question
    assert designated("第12号项目投资多少", [], one) == []
