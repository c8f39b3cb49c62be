"""An index whose vectors and words are in Milvus: the same answers, no half collection, the mend of what fails."""

import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from rag import build as builds
from rag.encode.load import load_embedder
from rag.errors import ConfigError, IndexCorruptError, IndexEngineError
from rag.index import generation as generations
from rag.index import milvus as milvus_module
from rag.index.engine import Files, engine_of
from rag.index.index import Index
from rag.index.milvus import Milvus
from rag.index.vocabulary import Counting, Vocabulary
from rag.settings import Settings, index_folder, load
from rag.text.words import Segmenter

needs_milvus = pytest.mark.skipif(
    find_spec("pymilvus") is None or find_spec("milvus_lite") is None,
    reason="pymilvus and milvus-lite are not installed (requirements-scale.txt)",
)
TEXTS = {
    "a.txt": "温州市经济工作会议\n\n会议指出，全市生产总值增长百分之八，工业投资增长百分之十。\n",
    "b.txt": "瑞安市文化节开幕\n\n文化节上，钱枫枫朗诵了刘伯温的诗，三千名观众到场。\n",
    "c.txt": "乐清湾港区扩建\n\n港区扩建工程开工，总投资二十亿元，预计三年完成。\n",
}
QUESTIONS = ("生产总值增长多少？", "谁朗诵了诗？", "港区总投资多少？", "观众有多少名？")


@pytest.fixture
def settings(tmp_path):
    docs = tmp_path / "资料"
    docs.mkdir()
    for name, text in TEXTS.items():
        (docs / name).write_text(text, encoding="utf-8")
    return replace(Settings(), docs=docs, index=tmp_path / "索引.milvus", data=tmp_path / "data", generator="built-in")


def opened(settings):
    return Index.open(settings.index, load_embedder(settings), Segmenter(settings.dictionary))


def hits(index):
    return [
        [(hit.chunk_id, round(hit.score, 5)) for hit in leg.search(question, 10)]
        for question in QUESTIONS
        for leg in (index.dense, index.lexical)
    ]


@needs_milvus
def test_built_changed_and_rolled_back_it_answers_as_files_do(settings, tmp_path):
    beside = replace(settings, index=tmp_path / "files")
    seen = []
    for text in (None, "乐清湾港区扩建\n\n港区扩建工程延期，总投资增至三十亿元。\n"):
        if text:
            (settings.docs / "c.txt").write_text(text, encoding="utf-8")
        report, _ = builds.build(settings), builds.build(beside)
        index, plain = opened(settings), opened(beside)
        assert hits(index) == hits(plain)
        ids = [chunk.chunk_id for name in index.names() for chunk in index.chunks_of(name)]
        assert index._terms.terms(ids) == plain._terms.terms(ids)
        assert index._dense.vectors(ids) == pytest.approx(plain._dense.vectors(ids))
        assert {term: index.frequency(term) for term in ("投资", "诗", "无此词")} == {
            term: plain.frequency(term) for term in ("投资", "诗", "无此词")
        }
        assert Milvus(settings.index).published() == report.generation
        seen.append((report.generation, hits(index)))
    assert builds.build(settings).up_to_date
    assert builds.rollback(settings) == seen[0][0] == Milvus(settings.index).published()
    assert hits(opened(settings)) == seen[0][1]


@needs_milvus
def test_no_half_collection_is_seen_or_left(settings, monkeypatch):
    first = builds.build(settings).generation
    engine = Milvus(settings.index)
    before = hits(opened(settings))
    (settings.docs / "d.txt").write_text("平阳县\n\n平阳县修路十公里。\n", encoding="utf-8")
    monkeypatch.setattr(milvus_module, "_BATCH", 1)
    inserted = []

    def failing(batches, size):
        for batch in real(batches, size):
            if len(inserted) == 3:
                with engine._asking() as client:
                    inserted.append(engine._collections(client))
                assert engine.published() == first == generations.current_generation(settings.index)
                assert hits(opened(settings)) == before
                raise OSError(28, "No space left on device")
            inserted.append(batch)
            yield batch

    real = milvus_module.in_batches
    monkeypatch.setattr(milvus_module, "in_batches", failing)
    with pytest.raises(Exception, match="No space left"):
        builds.build(settings)
    assert len(inserted[-1]) == 2, "the half collection must have been there for the test to say anything"
    with engine._asking() as client:
        assert engine._collections(client) == [engine._collection(first)]
    assert engine.published() == first
    assert hits(opened(settings)) == before


@needs_milvus
def test_a_collection_that_is_gone_or_short_is_told_and_the_older_one_serves(settings):
    builds.build(settings)
    (settings.docs / "c.txt").unlink()
    second = builds.build(settings).generation
    engine = Milvus(settings.index)
    with engine._asking() as client:
        client.delete(engine._collection(second), ids=[0])
    index = opened(settings)
    assert index.generation != second
    assert "不完整" in index.warning.zh
    with engine._asking() as client:
        for name in engine._collections(client):
            for alias in client.list_aliases(name)["aliases"]:
                client.drop_alias(alias)
            client.drop_collection(name)
    with pytest.raises(IndexCorruptError) as told:
        opened(settings)
    assert "里没有集合" in told.value.hint
    assert "重新建立索引" in told.value.hint


@needs_milvus
def test_a_server_that_is_not_there_or_too_old_is_told(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(milvus_module, "_CONNECT_S", 0.2)
    with pytest.raises(IndexEngineError) as told:
        builds.build(replace(settings, index=index_folder("milvus://127.0.0.1:9/none", tmp_path)))
    assert "连不上 Milvus（http://127.0.0.1:9）" in told.value.hint
    assert told.value.retryable
    builds.build(settings)
    monkeypatch.setattr(milvus_module, "_OLDEST", (99, 0))
    milvus_module._client.cache_clear()
    monkeypatch.setattr(milvus_module, "is_served", lambda address: True)
    with pytest.raises(IndexEngineError) as old:
        opened(settings)
    assert "至少要 99.0" in old.value.hint
    milvus_module._client.cache_clear()


def test_without_the_package_the_command_that_installs_it_is_named(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(IndexEngineError) as told:
        builds.build(settings)
    assert "pip install -r requirements-scale.txt" in told.value.hint
    assert not any((settings.index / "generations").iterdir())


def test_an_address_names_a_folder_and_the_folder_its_engine(tmp_path):
    variables = {"RAG_INDEX": "milvus://milvus.local:19530/news", "RAG_INDEXES": str(tmp_path)}
    folder = load(variables).index
    assert folder == tmp_path / "milvus~milvus.local~19530~news"
    # A build of its own process is told the folder.
    assert load({"RAG_INDEX": str(folder)}).index == folder
    engine = engine_of(folder)
    assert (engine.address, engine.name) == ("http://milvus.local:19530", "news")
    assert engine_of(index_folder("milvus://cloud.example:443/news", tmp_path)).address == "https://cloud.example:443"
    assert engine_of(tmp_path / "news.milvus").address == str(tmp_path / "news.milvus" / "lite.db")
    assert isinstance(engine_of(tmp_path / "news"), Files)


@pytest.mark.parametrize(
    "address", ["milvus://host", "milvus://host:99999/n", "milvus://host:1/9n", "milvus://host:1/名"]
)
def test_a_malformed_address_is_refused(address):
    with pytest.raises(ConfigError) as told:
        load({"RAG_INDEX": address})
    assert "milvus://主机:端口/名称" in told.value.hint


def test_words_are_counted_once_a_chunk(tmp_path):
    counting = Counting()
    for terms in (["温州", "温州", "诗"], [], ["诗"]):
        counting.add(terms)
    counting.write(Path(tmp_path) / "words.sqlite")
    words = Vocabulary(Path(tmp_path) / "words.sqlite")
    assert (words.chunks, words.mean_length) == (3, 4 / 3)
    assert [words.holding(term) for term in ("温州", "诗", "经济")] == [1, 2, 0]
    assert sorted(words.number(term) for term in ("温州", "诗", "经济")) == [0, 1, 2]
    words.close()
