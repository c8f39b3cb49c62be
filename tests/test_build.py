"""Building: what is taken over, what is done anew, what is reported, what is refused."""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import rag.corpus.load
import rag.encode.load
from rag.build import build, is_stale
from rag.corpus.lengths import ChunkSettings
from rag.encode.load import load_embedder
from rag.encode.static import StaticEmbedder
from rag.errors import IndexBusyError, IndexMismatchError, IndexStoreError, LoadError
from rag.index import copies
from rag.index import generation as generations
from rag.index.index import Index
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter
from rag.writing import Progress

NEW = "瑞安发布民营经济新政，奖励资金最高500万元。"


@pytest.fixture(autouse=True, scope="module")
def models_once():
    """Each model is loaded once for all tests."""
    with pytest.MonkeyPatch.context() as patch:
        known = cache(lambda embedder, models: load_embedder(replace(Settings(), embedder=embedder, models=models)))
        patch.setattr("rag.encode.load.load_embedder", lambda settings: known(settings.embedder, settings.models))
        yield


@pytest.fixture
def settings(tiny_docs, tmp_path):
    """An index not built yet, of three documents."""
    return replace(Settings(), docs=tiny_docs, index=tmp_path / "向量 库😀", data=tmp_path / "data 😀")


@pytest.fixture
def work(monkeypatch):
    """What was read, embedded and segmented since ``clear``: by the real functions, which note their calls."""
    done = {"read": [], "embedded": [], "segmented": []}
    load, passages, terms = rag.corpus.load.load_document, StaticEmbedder.passages, Segmenter.terms

    def noted_load(path, root, **how):
        done["read"].append(path.name)
        return load(path, root, **how)

    def noted_passages(self, texts):
        done["embedded"] += texts
        return passages(self, texts)

    def noted_terms(self, text):
        done["segmented"].append(text)
        return terms(self, text)

    monkeypatch.setattr(rag.corpus.load, "load_document", noted_load)
    monkeypatch.setattr(StaticEmbedder, "passages", noted_passages)
    monkeypatch.setattr(Segmenter, "terms", noted_terms)
    return done


def opened(settings):
    return Index.open(
        settings.index, rag.encode.load.load_embedder(settings), Segmenter(settings.data / "dictionary.txt")
    )


def content(settings):
    """All that an index holds, in a form that can be compared."""
    index = opened(settings)
    chunk_ids = index._store.chunk_ids()
    vectors = index.dense.vectors(chunk_ids)
    terms = index.lexical.terms(chunk_ids)
    return list(index.documents()), index.chunks(chunk_ids), vectors.tolist(), terms


def found_in(settings, query):
    index = opened(settings)
    hits = index.lexical.search(query, 1)
    return index.chunks([hits[0].chunk_id])[0].doc if hits else None


def age(folder):
    """Make files look old enough for their times to be trusted."""
    for path in folder.rglob("*"):
        os.utime(path, (time.time() - 60, time.time() - 60))


# ---------------------------------------------------------------- what a build does


def test_first_build(settings):
    seen = []
    report = build(settings, progress=seen.append)
    assert (report.documents, report.new, report.changed, report.removed) == (3, 3, 0, 0)
    assert (report.failed, report.skipped, report.up_to_date) == ((), 0, False)
    index = opened(settings)
    assert report.generation == index.generation
    assert index.names() == ["公园.txt", "春耕.md", "讲话/创新.txt"]
    assert report.chunks == index.manifest.chunks == len(index._store.chunk_ids())
    assert index.warning is None
    assert found_in(settings, "健身步道") == "公园.txt"
    phases = list(dict.fromkeys(progress.phase for progress in seen))
    assert phases == ["read", "encode", "index", "commit"]
    for phase in phases:
        counts = [(p.done, p.total) for p in seen if p.phase == phase]
        assert counts == sorted(counts)
        assert counts[-1][0] == counts[-1][1]


def test_an_unchanged_build_does_nothing(settings, work):
    first = build(settings)
    for each in work.values():
        each.clear()
    seen = []
    again = build(settings, progress=seen.append)
    assert [file.outcome for file in again.files] == ["unchanged"] * 3
    assert again == replace(first, new=0, seconds=again.seconds, up_to_date=True)
    assert work == {"read": [], "embedded": [], "segmented": []}
    assert seen == [Progress("commit", 1, 1)]
    assert len(list((settings.index / "generations").iterdir())) == 1
    assert not is_stale(settings)


def test_only_what_changed_is_done_again(settings, work):
    build(settings)
    for each in work.values():
        each.clear()
    (settings.docs / "新政.txt").write_text(NEW, encoding="utf-8")
    (settings.docs / "公园.txt").unlink()
    speech = settings.docs / "讲话" / "创新.txt"
    speech.write_text(speech.read_text(encoding="utf-8") + "\n三要抓成果。全市转化成果88项。\n", encoding="utf-8")
    assert is_stale(settings)
    report = build(settings)
    assert (report.documents, report.new, report.changed, report.removed) == (3, 1, 1, 1)
    assert sorted(work["read"]) == ["创新.txt", "新政.txt"]
    assert work["embedded"] == work["segmented"]
    assert not any("春耕" in text for text in work["embedded"])
    assert any("88项" in text for text in work["embedded"])
    assert found_in(settings, "民营经济") == "新政.txt"
    assert found_in(settings, "转化成果") == "讲话/创新.txt"
    assert found_in(settings, "健身步道") is None


def test_what_is_taken_over_equals_what_is_made_anew(settings):
    build(settings)
    (settings.docs / "新政.txt").write_text(NEW, encoding="utf-8")
    build(settings)
    taken_over = content(settings)
    report = build(settings, replace=True)
    assert not report.up_to_date
    anew = content(settings)
    assert taken_over[0] == anew[0]
    assert taken_over[1] == anew[1]
    np.testing.assert_allclose(taken_over[2], anew[2], atol=1e-6)
    assert taken_over[3] == anew[3]


def test_rebuilding_gives_the_same_again(settings):
    build(settings)
    first = content(settings)
    build(settings, replace=True)
    assert content(settings) == first


def test_times_are_trusted_where_they_can_be_and_bytes_otherwise(settings):
    age(settings.docs)
    path = settings.docs / "公园.txt"
    build(settings)
    times = path.stat().st_mtime_ns
    path.write_bytes(path.read_bytes().replace("12公顷".encode("gb18030"), "13公顷".encode("gb18030")))
    os.utime(path, ns=(times, times))
    assert not is_stale(settings), "same size and time: not looked at"
    assert build(settings, verify=True).changed == 1
    os.utime(path)
    assert not is_stale(settings), "another time, the same bytes"


def test_a_file_written_while_the_clock_stands_still_is_looked_at_again(settings):
    path = settings.docs / "新政.txt"
    path.write_text(NEW, encoding="utf-8")
    build(settings)
    times = path.stat().st_mtime_ns
    path.write_text(NEW.replace("500", "600"), encoding="utf-8")
    os.utime(path, ns=(times, times))
    assert build(settings).changed == 1


def test_one_previous_generation_is_kept(settings):
    made = [build(settings).generation]
    for n in range(3):
        (settings.docs / "新政.txt").write_text(f"{NEW}第{n}版。", encoding="utf-8")
        made.append(build(settings).generation)
    kept = {path.name for path in (settings.index / "generations").iterdir()}
    assert kept == set(made[-2:])
    assert generations.rollback(settings.index) == made[-2]
    assert found_in(settings, "第1版") == "新政.txt"
    assert is_stale(settings)


# ---------------------------------------------------------------- what cannot be taken in


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_indexed(settings, work):
    (settings.docs / "图.pdf").write_bytes(b"%PDF-1.7")
    (settings.docs / "坏.txt").write_bytes(b"\x00\x01\x02\xff\xfe\xfd" * 50)
    (settings.docs / "空.txt").write_bytes(b"  \n")
    (settings.docs / "README.md").write_text("说明", encoding="utf-8")
    report = build(settings)
    assert (report.documents, report.skipped) == (3, 1)
    assert [failure.path for failure in report.failed] == ["图.pdf", "坏.txt", "空.txt"]
    assert all(failure.path in failure.hint for failure in report.failed)
    work["read"].clear()
    again = build(settings)
    assert again.up_to_date
    assert again.failed == report.failed
    (settings.docs / "新政.txt").write_text(NEW, encoding="utf-8")
    assert build(settings).failed == report.failed
    assert work["read"] == ["新政.txt"], "what failed is tried again only when it has changed"
    (settings.docs / "空.txt").write_text("不空了。", encoding="utf-8")
    mended = build(settings)
    assert mended.documents == 5
    assert [failure.path for failure in mended.failed] == ["图.pdf", "坏.txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_a_name_that_is_no_text_loses_only_that_file(settings):
    for name in (b"\xff.txt", b"\xff.pdf"):
        Path(os.fsdecode(os.fsencode(settings.docs) + b"/" + name)).write_text(NEW, encoding="utf-8")
    report = build(settings)
    assert report.documents == 3
    assert [failure.path for failure in report.failed] == ["?.pdf", "?.txt"]
    assert all(failure.hint.encode("utf-8") for failure in report.failed)
    assert build(settings).up_to_date


def test_an_index_that_cannot_be_written(settings):
    settings.index.parent.mkdir(exist_ok=True)
    settings.index.write_text("a file in its place", encoding="utf-8")
    with pytest.raises(IndexStoreError) as caught:
        build(settings)
    assert "同名的文件" in caught.value.hint


def test_nothing_to_index(settings, tmp_path):
    empty = tmp_path / "空 😀"
    for folder, why in ((empty / "没有", "找不到"), (empty, "没有资料")):
        empty.mkdir(exist_ok=True)
        with pytest.raises(LoadError, match="no ") as caught:
            build(settings, docs=folder)
        assert why in caught.value.hint
    (empty / "坏.pdf").write_bytes(b"%PDF")
    with pytest.raises(LoadError) as caught:
        build(settings, docs=empty)
    assert "坏.pdf" in caught.value.hint
    assert not list(settings.index.glob("generations/*"))
    assert is_stale(settings)


def test_a_folder_emptied_on_purpose_leaves_an_index_of_nothing(settings):
    files = [path for path in settings.docs.rglob("*") if path.is_file()]
    first = build(settings)
    kept = files[0].read_bytes()
    for path in files:
        path.unlink()
    for folder in sorted((path for path in settings.docs.rglob("*") if path.is_dir()), reverse=True):
        folder.rmdir()
    with pytest.raises(LoadError):
        build(settings)
    with pytest.raises(LoadError):
        build(settings, replace=True)
    assert generations.current_generation(settings.index) == first.generation, "nobody said that it was emptied"
    report = build(settings, emptied=True)
    assert (report.documents, report.removed, report.chunks) == (0, first.documents, 0)
    assert build(settings, emptied=True).up_to_date
    files[0].write_bytes(kept)
    assert build(settings).documents == 1


def test_what_was_never_indexed_was_not_emptied(settings, tmp_path):
    empty = tmp_path / "空"
    empty.mkdir()
    with pytest.raises(LoadError):
        build(settings, docs=empty, emptied=True)


def test_an_index_serves_on_when_its_folder_is_gone(settings):
    build(settings)
    settings.docs.rename(settings.docs.with_name("weg"))
    assert not is_stale(settings)
    with pytest.raises(LoadError):
        build(settings)
    assert found_in(settings, "健身步道") == "公园.txt"


# ---------------------------------------------------------------- which folder, which models


def test_an_index_belongs_to_its_folder(settings, tmp_path):
    build(settings)
    other = tmp_path / "别处"
    other.mkdir()
    (other / "新政.txt").write_text(NEW, encoding="utf-8")
    with pytest.raises(IndexMismatchError) as caught:
        build(settings, docs=other)
    assert "--replace" in caught.value.hint
    with pytest.raises(IndexMismatchError):
        build(replace(settings, docs=other))
    assert is_stale(settings, docs=other)
    report = build(settings, docs=other, replace=True)
    assert (report.documents, report.new) == (1, 1)
    remembered = replace(settings, docs=Settings().docs)
    assert build(remembered).up_to_date
    assert build(remembered, replace=True).documents == 1


def test_the_folder_is_remembered_so_that_the_project_can_be_moved(settings, monkeypatch, tmp_path):
    import rag.build
    from rag.library import collections

    monkeypatch.setattr(collections, "ROOT", settings.docs.parent)
    monkeypatch.setattr(rag.build, "corpus_version", lambda settings: "1")
    build(settings)
    assert opened(settings).manifest.folder == settings.docs.name
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.move(settings.docs, moved)
    shutil.move(settings.index, moved)
    monkeypatch.setattr(collections, "ROOT", moved)
    assert build(replace(settings, index=moved / settings.index.name, docs=Settings().docs)).up_to_date


def test_a_folder_elsewhere_is_remembered_by_its_whole_path(settings):
    build(settings)
    assert opened(settings).manifest.folder == str(settings.docs)


@pytest.fixture
def other_embedder(tmp_path):
    """A copy of the built-in embedder with one more file, and so another hash."""
    folder = tmp_path / "另一个模型"
    shutil.copytree(ROOT / "models" / "embedder", folder)
    (folder / "note.json").write_text("{}", encoding="utf-8")
    return str(folder)


def test_another_embedder_asks_for_a_rebuild_and_keeps_the_documents(settings, work, other_embedder):
    build(settings)
    changed = replace(settings, embedder=other_embedder)
    with pytest.raises(IndexMismatchError) as caught:
        opened(changed)
    assert "另一个模型" in caught.value.hint
    assert is_stale(changed)
    for each in work.values():
        each.clear()
    report = build(changed)
    assert not report.up_to_date
    assert work["read"] == work["segmented"] == []
    assert len(work["embedded"]) == report.chunks
    assert opened(changed).manifest.embedder == "另一个模型"


def test_another_dictionary_is_segmented_anew(settings, work):
    build(settings)
    settings.data.mkdir(exist_ok=True)
    (settings.data / "dictionary.txt").write_text("归雁计划 100 n\n", encoding="utf-8")
    assert "词典" in opened(settings).warning.zh
    assert is_stale(settings)
    for each in work.values():
        each.clear()
    report = build(settings)
    assert work["read"] == work["embedded"] == []
    assert len(work["segmented"]) == report.chunks
    assert opened(settings).warning is None
    assert any("归雁计划" in terms for terms in content(settings)[3])


def test_code_that_reads_otherwise_reads_again(settings, work, monkeypatch):
    import rag.build

    build(settings)
    for each in work.values():
        each.clear()
    monkeypatch.setattr(rag.build, "corpus_version", lambda settings: "another")
    report = build(settings)
    assert len(work["read"]) == report.documents
    assert (report.new, report.changed) == (0, 0)
    assert work["embedded"] == work["segmented"] == [], "the same texts came out"


def test_an_index_of_another_schema_is_built_anew(settings, monkeypatch):
    monkeypatch.setattr("rag.build.SCHEMA", 0)
    build(settings)
    with pytest.raises(IndexMismatchError):
        opened(settings)
    monkeypatch.undo()
    assert build(settings).new == 3
    assert found_in(settings, "健身步道") == "公园.txt"


# ---------------------------------------------------------------- the process


def test_a_second_builder_is_refused(settings):
    with generations.building(settings.index), pytest.raises(IndexBusyError):
        build(settings)


def test_a_full_disk_leaves_the_old_index(settings, monkeypatch):
    first = build(settings)
    (settings.docs / "新政.txt").write_text(NEW, encoding="utf-8")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(generations, "commit", full)
    with pytest.raises(IndexStoreError) as caught:
        build(settings)
    assert "磁盘" in caught.value.hint
    assert [path.name for path in (settings.index / "generations").iterdir()] == [first.generation]
    assert found_in(settings, "健身步道") == "公园.txt"


def test_a_damaged_index_is_mended_by_the_next_build(settings):
    first = build(settings)
    victim = generations.folder_of(settings.index, first.generation) / "vectors"
    victim.write_bytes(victim.read_bytes()[:-1])
    assert is_stale(settings)
    report = build(settings)
    assert not report.up_to_date
    assert opened(settings).warning is None


def test_an_unchanged_build_imports_nothing_heavy(settings):
    build(settings)
    code = (
        "import json, sys; from pathlib import Path\n"
        "from dataclasses import replace; from rag.settings import Settings; from rag.build import build, is_stale\n"
        f"s = replace(Settings(), docs=Path({str(settings.docs)!r}), index=Path({str(settings.index)!r}),"
        f" data=Path({str(settings.data)!r}))\n"
        "assert not is_stale(s) and build(s).up_to_date\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, check=True)
    heavy = {"torch", "transformers", "faiss", "tantivy", "sentence_transformers", "streamlit", "numpy", "jieba"}
    assert heavy.isdisjoint(json.loads(run.stdout))


def test_copies_are_reported_and_embedded_once(settings, work):
    park = settings.docs / "公园.txt"
    build(settings)
    for each in work.values():
        each.clear()
    (settings.docs / "公园 副本.txt").write_bytes(park.read_bytes())
    report = build(settings)
    assert [(x.doc, x.other, x.kind, x.share) for x in report.links] == [("公园 副本.txt", "公园.txt", "copy", 1.0)]
    assert work["embedded"] == work["segmented"] == []
    shutil.rmtree(settings.index)
    for each in work.values():
        each.clear()
    again = build(settings)
    assert len(work["embedded"]) == len(set(work["embedded"])) == len(work["segmented"]) < again.chunks
    assert build(settings).links == again.links == report.links, "remembered, not found anew"


def test_documents_that_did_not_change_are_compared_once(settings, monkeypatch):
    """What came of it is taken over; a document that changed is compared with all that are like it."""
    park = settings.docs / "公园.txt"
    text = park.read_bytes().decode("gb18030")
    (settings.docs / "副本.txt").write_text(text, encoding="utf-8", newline="")
    (settings.docs / "稿.txt").write_text(text + "另有一座停车场在建。\n", encoding="utf-8", newline="")
    compared = []
    real = copies._related
    monkeypatch.setattr(copies, "_related", lambda a, of_a, b, of_b: compared.append((a, b)) or real(a, of_a, b, of_b))
    first = build(settings)
    assert compared
    compared.clear()
    (settings.docs / "别的.txt").write_text(NEW, encoding="utf-8")
    assert build(settings).links == first.links
    assert not compared
    (settings.docs / "稿.txt").write_text(text, encoding="utf-8")
    report = build(settings)
    assert compared
    assert all("稿.txt" in pair for pair in compared)
    shutil.rmtree(settings.index)
    assert build(settings).links == report.links != first.links


def test_other_chunk_settings_ask_for_a_build_that_reads_all_again(settings, work, monkeypatch):
    build(settings)
    assert opened(settings).manifest.chunking == ChunkSettings().version
    small = ChunkSettings(tiny=10, short=20, aim=40, long=60)
    monkeypatch.setattr(rag.build, "CHUNKING", small)
    assert is_stale(settings)
    for each in work.values():
        each.clear()
    report = build(settings)
    assert len(work["read"]) == 3 and (report.new, report.changed) == (0, 0)
    index = opened(settings)
    assert index.manifest.chunking == small.version
    assert max(len(c.text.replace("\n", "")) for name in index.names() for c in index.chunks_of(name)) <= 60


def test_an_emptied_subfolder_keeps_its_documents_and_is_told(settings, work):
    build(settings)
    speech = settings.docs / "讲话" / "创新.txt"
    kept = speech.read_bytes()
    speech.unlink()
    for each in work.values():
        each.clear()
    report = build(settings)
    assert (report.removed, report.up_to_date) == (0, True)
    assert found_in(settings, "研发投入") == "讲话/创新.txt"
    (told,) = [file.warnings for file in report.files if file.path == "讲话/创新.txt"]
    assert "文件夹 讲话 是空的" in told[0]
    (settings.docs / "新政.txt").write_text(NEW, encoding="utf-8")
    report = build(settings)
    assert (report.new, report.removed) == (1, 0)
    assert work["read"] == ["新政.txt"]
    assert found_in(settings, "研发投入") == "讲话/创新.txt"
    speech.write_bytes(kept)
    again = build(settings)
    assert not any(file.warnings for file in again.files)
    speech.unlink()
    speech.parent.rmdir()
    assert build(settings).removed == 1
    assert found_in(settings, "研发投入") is None


@pytest.fixture
def failing_disk(monkeypatch):
    """Paths that the disk fails to give out, by reading them or by listing what they hold."""
    bad: set[Path] = set()
    real_open, real_open_name, real_scan, real_iter = Path.open, open, os.scandir, Path.iterdir

    def refuse(path):
        if not isinstance(path, int) and Path(path) in bad:
            raise OSError(errno.EIO, "Input/output error", str(path))

    monkeypatch.setattr(Path, "open", lambda self, *a, **k: refuse(self) or real_open(self, *a, **k))
    monkeypatch.setattr("builtins.open", lambda file, *a, **k: refuse(file) or real_open_name(file, *a, **k))
    monkeypatch.setattr(os, "scandir", lambda path=".": refuse(path) or real_scan(path))
    monkeypatch.setattr(Path, "iterdir", lambda self: refuse(self) or real_iter(self))
    return bad


def test_a_document_that_the_disk_fails_to_give_out_is_kept_as_it_was_and_told(settings, failing_disk):
    below = settings.docs / "下"
    below.mkdir()
    (below / "d.txt").write_text("平阳县修路十公里。\n", encoding="utf-8")
    build(settings)
    names = sorted(settings.docs.glob("*.txt"))
    kept = {name: opened(settings).document(name) for name in (names[0].name, "下/d.txt")}
    for changed in names[:2]:
        changed.write_text("改过的内容，读不出来。\n", encoding="utf-8")
    failing_disk |= {names[0], below}
    (settings.docs / "new.txt").write_text(NEW, encoding="utf-8")
    failing_disk.add(settings.docs / "new.txt")
    report = build(settings)
    told = {file.path: file for file in report.files}
    for name in kept:
        assert told[name].outcome == "unchanged"
        assert "磁盘读写出错" in told[name].warnings[-1]
        assert "沿用上次收入的内容" in told[name].warnings[-1]
        assert opened(settings).document(name) == kept[name] is not None
    # What was never taken in fails by its own name, and says what to look at.
    assert told["new.txt"].outcome == "failed"
    assert "请检查磁盘或网络连接" in told["new.txt"].hint
    assert (report.removed, told["下"].outcome) == (0, "failed")
    failing_disk.clear()
    report = build(settings)
    # The folder stood among what failed, and the new document, too.
    assert (report.changed, report.removed, report.failed) == (2, 1, ())
    assert not any(file.warnings for file in report.files)


def test_what_lies_below_a_folder_without_rights_is_kept_as_it_was_and_told(settings, monkeypatch):
    """Whether a folder cannot be listed or cannot be entered: neither says that what it holds was deleted."""
    shut, unlisted = settings.docs / "内部", settings.docs / "科室" / "一科"
    for folder, text in ((shut, "平阳县修路十公里。\n"), (unlisted / "深处", "泰顺县架桥三座。\n")):
        folder.mkdir(parents=True)
        (folder / "d.txt").write_text(text, encoding="utf-8")
    build(settings)
    kept = {name: opened(settings).document(name) for name in ("内部/d.txt", "科室/一科/深处/d.txt")}
    real_scan, real_stat = os.scandir, os.stat

    def refuse(path, *folders):
        if not isinstance(path, int) and any(Path(path).is_relative_to(folder) for folder in folders):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", lambda path=".": refuse(path, unlisted) or real_scan(path))
        patch.setattr(os, "stat", lambda at, **k: refuse(at, shut / "d.txt", unlisted / "深处") or real_stat(at, **k))
        for _ in range(2):
            (settings.docs / "new.txt").write_text(NEW, encoding="utf-8")
            report = build(settings)
            told = {file.path: file for file in report.files}
            for name in kept:
                assert told[name].outcome == "unchanged"
                assert "没有权限" in told[name].warnings[-1]
                assert opened(settings).document(name) == kept[name] is not None
            assert (report.removed, told["科室/一科"].outcome) == (0, "failed")
    again = build(settings)
    assert not any(file.warnings for file in again.files)
    shutil.rmtree(unlisted.parent)
    assert build(settings).removed == 1


def test_a_document_whose_reading_fails_after_it_was_looked_at_is_kept_as_it_was(settings, monkeypatch):
    build(settings)
    path = min(settings.docs.glob("*.txt"))
    before = opened(settings).document(path.name)
    path.write_text("改过的内容。\n", encoding="utf-8")
    load = rag.corpus.load.load_document

    def failing(asked, root, **how):
        if asked == path:
            raise OSError(errno.EIO, "Input/output error", str(asked))
        return load(asked, root, **how)

    with monkeypatch.context() as patch:
        patch.setattr(rag.corpus.load, "load_document", failing)
        report = build(settings)
    assert opened(settings).document(path.name) == before
    assert [file.path for file in report.files if "磁盘读写出错" in "".join(file.warnings)] == [path.name]
    assert build(settings).changed == 1
    assert opened(settings).document(path.name).source.text == "改过的内容。\n"
