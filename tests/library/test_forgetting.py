"""A collection is put aside, brought back, deleted in the end; nothing of anybody's own folder is touched."""

from dataclasses import replace

import pytest

from rag.build import build
from rag.errors import DataFolderError, IndexBusyError
from rag.index.generation import building
from rag.library import forgetting, uploads
from rag.library.collections import index_name, is_index, known
from rag.settings import Settings
from tests.conftest import write_tiny


@pytest.fixture
def group(tmp_path):
    """A group of uploads that is indexed, with what was noted about its index."""
    settings = replace(Settings(), indexes=tmp_path / "indexes", data=tmp_path / "data")
    docs = uploads.group_of(settings.data, "会议")
    uploads.take(docs, [("甲.txt", "城东公园总投资3200万元。\n".encode())])
    settings = replace(settings, docs=docs, index=settings.indexes / index_name(docs))
    build(settings)
    (settings.data / "jobs" / index_name(settings.index)).mkdir(parents=True)
    return settings


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name != "LOCK")


def test_a_group_is_gone_with_its_files_and_comes_back_whole(group):
    before = files(group.indexes), files(group.data)
    forgotten = forgetting.forget(group)
    assert not group.index.exists() and not group.docs.exists() and known(group.indexes) == []
    assert not (group.data / "jobs" / index_name(group.index)).exists(), "which remembers the folder, too"
    forgetting.purge(group)
    forgetting.restore(forgotten)
    assert (files(group.indexes), files(group.data)) == before and is_index(group.index)
    assert uploads.names(group.docs) == ["甲.txt"]


def test_in_the_end_it_is_deleted_and_cannot_be_brought_back(group):
    forgotten = forgetting.forget(group)
    forgetting.purge(group, older_s=0)
    assert files(group.indexes) == [] and files(group.data) == []
    with pytest.raises(DataFolderError):
        forgetting.restore(forgotten)
    assert not forgotten.can_be_restored and not group.index.exists()


def test_a_folder_of_ones_own_is_left_as_it_is(tmp_path):
    docs = write_tiny(tmp_path)
    settings = replace(Settings(), indexes=tmp_path / "indexes", data=tmp_path / "data", docs=docs)
    settings = replace(settings, index=settings.indexes / index_name(docs))
    build(settings)
    before = files(docs)
    forgetting.forget(settings)
    forgetting.purge(settings, older_s=0)
    assert files(docs) == before and before and not is_index(settings.index)


def test_what_is_built_meanwhile_or_built_anew_stays(group):
    with building(group.index), pytest.raises(IndexBusyError):
        forgetting.forget(group)
    assert is_index(group.index)
    forgotten = forgetting.forget(group)
    group.index.mkdir()
    (group.index / "another").touch()
    with pytest.raises(DataFolderError):
        forgetting.restore(forgotten)
    assert files(group.index) == ["another"] and not group.docs.exists(), "all or nothing"


def test_what_cannot_be_renamed_is_all_as_it_was(group):
    (group.data / "uploads" / ".forgotten").touch()  # where the files would be put aside
    with pytest.raises(DataFolderError):
        forgetting.forget(group)
    assert is_index(group.index) and uploads.names(group.docs) == ["甲.txt"]


def test_an_index_whose_vectors_lie_on_a_server_is_not_forgotten_from_here(group):
    assert forgetting.can_be_forgotten(group.index)
    served = group.index.rename(group.indexes / "milvus~localhost~19530~papers")
    assert is_index(served) and not forgetting.can_be_forgotten(served)
    assert not forgetting.can_be_forgotten(group.indexes / "none")
