"""The passages that say what a term means are brought, however many others use it."""

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.index.index import Index
from rag.records import Scope
from rag.search.explained import explained
from rag.search.question import understand
from rag.search.retrieve import Retriever
from rag.settings import Settings
from rag.text.words import Segmenter

USES = "什么是干劲？{}村坚持河长制，落实河长制，深化河长制，河长制意思到位，河长制是不是有效看水质。"
TELLS = "由各级负责人担任河长、对一条河的水质负责的办法，称为“河长制”，全市共有一千多人担任。"
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥东南西北"
TEXTS = [*(USES.format(name) for name in NAMES), TELLS]


@pytest.fixture(scope="module")
def index():
    documents = [document_of(read_string(f"{n}.txt", text)) for n, text in enumerate(TEXTS)]
    found = [chunk for document in documents for chunk in chunks(document)]
    return Index.in_memory(documents, found, load_static(Settings()), Segmenter())


def test_the_passage_that_tells_it_leads(index):
    retriever = Retriever(index, LateInteraction(load_static(Settings())), Segmenter())
    assert retriever.retrieve(understand("什么是河长制"), k=3)[0].chunk.text == TELLS
    assert retriever.retrieve(understand("河长制有效吗"), k=3)[0].chunk.text != TELLS


def test_nothing_is_brought_where_none_tells_it_or_none_is_asked(index):
    assert [c.text for c in explained("河长制改革是什么意思", index)] == [TELLS]
    assert explained("什么是林长制", index) == []
    assert explained("河长制怎么样", index) == []
    assert explained("什么是河长制", index, frozenset({index.chunks_of("0.txt")[0].chunk_id})) == []


def test_within_a_scope_a_copy_serves_whose_other_is_outside():
    texts = {f"u/{n}.txt": USES.format(name) for n, name in enumerate(NAMES)} | {"a/t.txt": TELLS, "b/t.txt": TELLS}
    documents = [document_of(read_string(name, text)) for name, text in texts.items()]
    found = [chunk for document in documents for chunk in chunks(document)]
    index = Index.in_memory(documents, found, load_static(Settings()), Segmenter())
    retriever = Retriever(index, LateInteraction(load_static(Settings())), Segmenter())
    for folder in ("a/", "b/"):
        best = retriever.retrieve(understand("什么是河长制"), Scope(docs=(folder, "u/")), k=3)[0]
        assert best.chunk.doc == f"{folder}t.txt"
