"""Where a name stands: literally, an organisation under its other names too."""

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.load import load_static
from rag.index.index import Index
from rag.search.standing import standing
from rag.settings import Settings
from rag.text.words import Segmenter

TEXTS = [
    "市经济和信息化局负责智能制造试点。",
    "洞头区建设海上花园，“123”工程开工，GDP 增长。",
    "溫州市統計局發布公報，总编号1234。",
    "开发区里企业很多，温州话很难懂。",
]


@pytest.fixture(scope="module")
def index():
    documents = [document_of(read_string(f"{n}.txt", text)) for n, text in enumerate(TEXTS)]
    found = [chunk for document in documents for chunk in chunks(document)]
    return Index.in_memory(documents, found, load_static(Settings()), Segmenter())


@pytest.mark.parametrize(
    ("term", "where"),
    [
        ("温州", {"2.txt", "3.txt"}),
        ("溫州", {"2.txt", "3.txt"}),
        ("市经信局", {"0.txt"}),
        ("洞头", {"1.txt"}),
        ("123", {"1.txt"}),
        ("gdp", {"1.txt"}),
        ("洞头 工程", {"1.txt"}),
        ("洞头 温州", set()),
        ("鲁迅", set()),
        ("", set()),
    ],
)
def test_a_term_is_found_where_it_stands(index, term, where):
    found = standing(index, term)
    assert {chunk.doc for chunk in found.chunks} == where
    assert not found.more


def test_only_among_those_asked_for(index):
    ids = frozenset(chunk.chunk_id for chunk in index.chunks_of("3.txt"))
    assert {chunk.doc for chunk in standing(index, "温州", ids).chunks} == {"3.txt"}


@pytest.mark.parametrize(("term", "place"), [("洞头", True), ("开发", False), ("工程", False), ("智能", False)])
def test_a_term_that_lacks_only_its_ending_names_a_place(index, term, place):
    assert standing(index, term).names_place(term) is place
