"""An index in memory: what passages given with a question are answered from."""

import time

import pytest

from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.encode.load import load_static
from rag.index.index import Index
from rag.records import Evidence, Scope
from rag.settings import Settings
from rag.text.words import Segmenter

TEXTS = [
    "2019年温州市地区生产总值达到6606亿元，增长8.2%。\n\n全市常住人口930万人。",
    "瑞安发布新政，支持民营企业。",
    "乐清的低压电器产业集群产值超千亿元。",
    "平阳县不动产登记实现一窗受理。",
    "苍南县城乡供水一体化工程开工。",
]


@pytest.fixture(scope="module")
def models():
    return load_static(Settings()), Segmenter()


def index_of(texts, models):
    documents = [document_of(read_string(f"passage-{n}", text)) for n, text in enumerate(texts, 1)]
    return Index.in_memory(documents, [chunk for d in documents for chunk in chunks(d)], *models)


@pytest.fixture(scope="module")
def index(models):
    return index_of(TEXTS, models)


@pytest.mark.parametrize("leg", ["dense", "lexical"])
@pytest.mark.parametrize(("query", "name"), [("温州的生产总值", "passage-1"), ("低压电器产业", "passage-3")])
def test_both_legs_find_the_passage(index, leg, query, name):
    hit = getattr(index, leg).search(query, 3)[0]
    assert index.chunks([hit.chunk_id])[0].doc == name


def test_documents(index):
    assert index.names() == [f"passage-{n}" for n in range(1, 6)]
    assert [d.source.text for d in index.documents()] == TEXTS
    assert index.document("passage-2").source.text == TEXTS[1]
    assert index.document("passage-9") is None


def test_neighbours(models):
    texts = ["\n\n".join(f"第{n}段讲的是{word}。" * 25 for n, word in enumerate(["工业", "农业", "旅游", "教育"]))]
    index = index_of(texts, models)
    inside = index.chunks_of("passage-1")
    assert len(inside) == 4
    assert index.neighbours(inside[1]) == [inside[0], inside[2]]
    assert index.neighbours(inside[0]) == [inside[1]]
    assert index.neighbours(inside[2], before=2, after=0) == inside[:2]


def test_documents_of_evidence(index):
    chunk = index.chunks_of("passage-2")[0]
    other = index.chunks_of("passage-1")[0]
    evidence = [Evidence(1, 1.0, chunk), Evidence(2, 0.5, other), Evidence(3, 0.2, other)]
    assert [d.source.name for d in index.documents_of(evidence)] == ["passage-1", "passage-2"]


def test_scope_limits_both_legs(index):
    assert index.chunk_ids(Scope()) is None
    among = index.chunk_ids(Scope(docs=("passage-4",)))
    assert len(among) == 1
    assert [hit.chunk_id for hit in index.dense.search("温州生产总值", 5, among)] == list(among)
    assert index.lexical.search("温州生产总值", 5, among) == []


def test_weights_of_words(models):
    index = index_of(["温州经济", "温州", "瑞安"], models)
    assert 0 < index.weight("温州") < index.weight("经济") < index.weight("量子")


def test_in_memory_manifest(index, models):
    assert index.generation == ""
    assert index.warning is None
    assert index.manifest.embedder_hash == models[0].model_hash
    assert index.manifest.chunks == len(index.chunks_of("passage-1")) + 4


def test_no_passages(models):
    index = index_of([], models)
    assert index.dense.search("温州", 3) == index.lexical.search("温州", 3) == index.names() == []


def test_two_documents_of_one_name_are_refused(models):
    one = document_of(read_string("passage-1", TEXTS[0]))
    with pytest.raises(ValueError, match="UNIQUE"):
        Index.in_memory([one, one], chunks(one), *models)


def test_five_passages_cost_little(models):
    documents = [document_of(read_string(f"passage-{n}", text * 5)) for n, text in enumerate(TEXTS, 1)]
    found = [chunk for d in documents for chunk in chunks(d)]
    taken = []
    for _ in range(5):
        # The processor's time: that of the clock says how busy the machine is.
        started = time.process_time()
        Index.in_memory(documents, found, *models)
        taken.append(time.process_time() - started)
    assert min(taken) < 0.1


def test_an_index_says_what_it_holds(index):
    said = index.collection
    assert [d.name for d in said.documents] == index.names()
    assert (said.folder, said.built) == ("", "")
    assert said.passages == sum(len(index.chunks_of(name)) for name in index.names())
    assert said.articles == len(TEXTS)
    assert index.collection is said, "gathered once"


def test_the_first_chunks_of_a_document(models):
    index = index_of(
        ["\n\n".join(f"第{n}段讲的是{word}。" * 25 for n, word in enumerate(["工业", "农业", "旅游"]))], models
    )
    whole = index.chunks_of("passage-1")
    assert [index.chunks_of("passage-1", most) for most in (1, 2, 9)] == [whole[:1], whole[:2], whole]
