"""One index a folder, however the folder is written; an index remembers its folder, even damaged."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

import setup_env
from rag.build import build
from rag.errors import IndexMismatchError, LoadError
from rag.library.collections import collection_of, index_for, index_name, indexes, is_index, known, remembered
from rag.settings import ROOT, Settings
from tests.conftest import write_tiny


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home of indexes with two collections: one under its own name, one under another."""
    top = tmp_path_factory.mktemp("集")
    settings = replace(Settings(), indexes=top / "indexes", data=top / "data")
    for n, name in enumerate(("甲", "乙")):
        docs = write_tiny(top / name)
        index = settings.indexes / ("default" if n else index_name(docs))
        build(replace(settings, docs=docs, index=index))
    return settings


def docs_of(home, name):
    return home.indexes.parent / name / "资料 😀"


def manifest_of(index):
    (path,) = index.glob("generations/*/manifest.json")
    return path


def test_names_are_legible_short_and_unlike_each_other(tmp_path):
    one, two = tmp_path / "甲" / "资料", tmp_path / "乙" / "资料"
    assert index_name(one).startswith("资料-") and index_name(one) != index_name(two)
    long = index_name(tmp_path / ("长" * 80))
    assert long.startswith("长" * 40 + "-") and len(long.encode()) < 255
    assert index_name(Path("/")).startswith("root-")


@pytest.mark.skipif(os.name == "nt", reason="names on Windows are text")
def test_a_name_that_is_no_text_gives_one_that_is(tmp_path):
    name = index_name(tmp_path / os.fsdecode(b"a\xff"))
    assert name.startswith("a?-")
    assert name != index_name(tmp_path / os.fsdecode(b"a\xfe"))


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_folder_has_one_index_however_it_is_written(home, tmp_path):
    docs = docs_of(home, "甲")
    link = tmp_path / "link"
    link.symlink_to(docs)
    own = home.indexes / index_name(docs)
    for written in (docs, docs / "讲话" / "..", link):
        assert index_for(written, home.indexes) == own


def test_an_index_under_another_name_is_found_by_what_it_remembers(home):
    assert index_for(docs_of(home, "乙"), home.indexes) == home.indexes / "default"


def test_an_index_elsewhere_counts_where_it_is_named(home, tmp_path):
    docs = docs_of(home, "乙")
    fresh = tmp_path / "indexes"
    assert index_for(docs, fresh) == fresh / index_name(docs)
    assert index_for(docs, fresh, [home.indexes / "default"]) == home.indexes / "default"


def test_set_up_and_page_take_the_same_index(home, monkeypatch):
    monkeypatch.setenv("RAG_INDEXES", str(home.indexes))
    for name in ("甲", "乙"):
        docs = docs_of(home, name)
        assert setup_env.index_folder(docs) == index_for(docs, home.indexes, [ROOT / "indexes" / "default"])


def test_what_is_there_is_listed_latest_first(home):
    found = known(home.indexes, [home.indexes / "default", home.indexes / "none"])
    assert sorted(c.folder for c in found) == sorted(docs_of(home, name) for name in ("甲", "乙"))
    assert [c.created for c in found] == sorted((c.created for c in found), reverse=True)
    assert {(c.documents, c.chunks > 0) for c in found} == {(3, True)}
    assert known(home.indexes / "none") == [] and indexes(home.indexes / "none") == []


def test_what_is_no_index_is_not_listed(home, tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "note.txt").write_text("x", encoding="utf-8")
    assert indexes(tmp_path) == []
    assert collection_of(tmp_path / "empty") is None and remembered(tmp_path / "empty") is None


def built(tmp_path, docs):
    settings = replace(Settings(), docs=docs, index=tmp_path / "index", data=tmp_path / "data")
    build(settings)
    return settings


def test_a_damaged_index_remembers_its_folder(tiny_docs, tmp_path):
    settings = built(tmp_path, tiny_docs)
    manifest = manifest_of(settings.index)
    data = manifest.read_bytes()
    for damaged in (data.replace(b'"dim"', b'"din"'), data[: len(data) // 2], b"\0" + data[1:]):
        manifest.write_bytes(damaged)
        assert collection_of(settings.index) is None
        assert remembered(settings.index) == tiny_docs


def test_nothing_is_built_over_a_damaged_index_of_another_folder(tiny_docs, tmp_path):
    settings = built(tmp_path, tiny_docs)
    manifest = manifest_of(settings.index)
    manifest.write_bytes(manifest.read_bytes()[:-9])
    unasked = replace(settings, docs=Settings().docs)
    other = tmp_path / "别处"
    other.mkdir()
    (other / "一.txt").write_text("一份别的资料，说的是另一件事情。\n", encoding="utf-8")
    with pytest.raises(IndexMismatchError) as caught:
        build(replace(settings, docs=other))
    assert index_name(other) in caught.value.hint
    assert build(unasked).documents == 3, "mended from its own folder"


def test_an_index_of_which_nothing_is_legible_is_not_replaced_unasked(tiny_docs, tmp_path):
    settings = built(tmp_path, tiny_docs)
    manifest_of(settings.index).write_bytes(b"\0" * 100)
    assert remembered(settings.index) is None and is_index(settings.index)
    with pytest.raises(IndexMismatchError) as caught:
        build(replace(settings, docs=Settings().docs))
    assert "--docs" in caught.value.hint and caught.value.hint_en
    assert build(settings, docs=tiny_docs).documents == 3


def test_a_folder_that_is_gone_is_remembered_and_said(tiny_docs, tmp_path):
    settings = built(tmp_path, tiny_docs)
    tiny_docs.rename(tmp_path / "away")
    assert remembered(settings.index) == tiny_docs
    with pytest.raises(LoadError):
        build(replace(settings, docs=Settings().docs))
