"""Documents taken in by several processes come out as by one, and what a process does not do, its caller does."""

import os
from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest

import rag.taking
from rag.build import build
from rag.encode.load import load_embedder
from rag.index import generation as generations
from rag.index.engine import RECORDS
from rag.index.generation import SourceFile
from rag.index.index import Index
from rag.index.store import Store
from rag.settings import Settings
from rag.text.words import Segmenter
from rag.workers import batched

TABLES = ("documents", "chunks", "years", "links", "compared", "twins", "hidden", "sketches")


@pytest.fixture
def docs(tmp_path):
    """Thirty documents: copies, other encodings, one that is locked up, one that is no text, one that is empty."""
    folder = tmp_path / "资料 😀"
    folder.mkdir()
    for n in range(27):
        text = f"# 第{n // 2}号公园\n\n2021年投资{n // 2}万元，瑞安😀新增绿地。\n\n去年免费开放，GDP增长{n}.5%。\n" * (
            1 + n % 3
        )
        (folder / f"{n:02}.txt").write_bytes(text.encode("gb18030" if n % 5 == 0 else "utf-8"))
    (folder / "坏.txt").write_bytes(b"\x89PNG\0\0\xff")
    (folder / "空.txt").write_bytes(b"")
    (folder / "表.html").write_text("<html><body><h1>表</h1><p>城东公园免费开放。</p></body></html>", encoding="utf-8")
    for path in folder.iterdir():
        os.utime(path, (1.7e9, 1.7e9))
    return folder


def settings_of(docs, name):
    return replace(Settings(), docs=docs, index=docs.parent / name, data=docs.parent / "data")


def held(settings):
    """All that a build has written, and what it says of its files."""
    generation = generations.current_generation(settings.index)
    manifest = generations.verified(settings.index, generation)
    store = Store.read(generations.folder_of(settings.index, generation) / RECORDS)
    tables = {table: store.rows(f"SELECT * FROM {table}") for table in TABLES}
    ids = store.chunk_ids()
    store.close()
    index = Index.open(settings.index, load_embedder(settings), Segmenter(settings.dictionary))
    found = {"files": manifest.documents, "ids": ids, "terms": index.lexical.terms(ids), **tables}
    found["pieces"] = [pieces.tolist() for pieces in index.pieces(ids, manifest.pieces)]
    assert all(found["pieces"])
    vectors = index.dense.vectors(ids)
    index.close()
    return found, vectors


@pytest.fixture
def alone(docs):
    """What one process makes of the documents."""
    settings = settings_of(docs, "一")
    build(settings)
    return held(settings)


@pytest.fixture
def here(monkeypatch):
    """The documents that were taken in by this process, in builds that let others do it."""
    monkeypatch.setattr("rag.writing._MANY", 1)
    monkeypatch.setattr("rag.workers._BATCH_FILES", 4)
    found = []
    take = rag.taking.take
    monkeypatch.setattr("rag.writing.take", lambda file, *rest: found.append(file.path) or take(file, *rest))
    return found


def is_equal(one, two):
    for part in one[0]:
        assert one[0][part] == two[0][part], part
    np.testing.assert_array_equal(one[1], two[1])
    return True


def test_several_processes_make_what_one_makes(docs, alone, here):
    settings = settings_of(docs, "二")
    seen = []
    build(settings, progress=seen.append)
    assert not here
    assert is_equal(held(settings), alone)
    assert [step.done for step in seen if step.phase == "read"] == list(range(31))
    assert {path.name for path in (settings.index / "generations").glob("*/*")} == {
        *("manifest.json", "records.sqlite", "records.packs", "vectors", "lexical", "pieces"),
    }


def test_a_process_that_dies_leaves_its_documents_to_the_caller(docs, alone, here, monkeypatch):
    half = "import sys; sys.stdin.buffer.readline(), sys.stdin.buffer.readline(); print('[{\"sizes\": [9]}]')"
    monkeypatch.setattr("rag.workers._SERVE", half)
    settings = settings_of(docs, "二")
    build(settings)
    assert len(here) == 30
    assert is_equal(held(settings), alone)


@pytest.mark.slow
def test_a_process_with_another_dictionary_is_not_used(docs, alone, here, monkeypatch):
    real = rag.taking.Task
    monkeypatch.setattr("rag.build.Task", lambda **given: real(**(given | {"words": "others"})))
    settings = settings_of(docs, "二")
    build(settings)
    assert len(here) == 30
    assert is_equal(held(settings), alone)


@pytest.mark.slow
def test_a_build_that_is_stopped_ends_its_processes(docs, here):
    import psutil

    class StoppedError(Exception):
        """What whoever watches a build may raise."""

    def stop(progress):
        if progress.phase == "read" and progress.done == 5:
            assert started()
            raise StoppedError

    def started():
        found = []
        for process in psutil.Process().children():
            with suppress(psutil.Error):
                found += [process.pid] if "rag.worker" in " ".join(process.cmdline()) else []
        return found

    with pytest.raises(StoppedError):
        build(settings_of(docs, "二"), progress=stop)
    assert not started()


def test_batches_hold_every_file_once_and_in_order():
    files = [SourceFile(f"{n}", "", n * 1000, 0) for n in range(300)]
    batches = list(batched(files))
    assert [file for batch in batches for file in batch] == files
    assert all(len(batch) == 1 or sum(file.size for file in batch) <= 256 << 10 for batch in batches)
    assert max(map(len, batches)) <= 64
    assert list(batched([])) == []
