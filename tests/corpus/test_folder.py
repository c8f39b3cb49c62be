"""What of a folder is a document."""

import os

import pytest

from rag.corpus.folder import walk
from rag.index.survey import survey_of


def make(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("正文。", encoding="utf-8")


def names(root, paths):
    return [path.relative_to(root).as_posix() for path in paths]


def test_documents_skipped_and_unsupported(tmp_path):
    make(tmp_path, "乙.txt", "甲/丙.md", "甲/b.TXT", "图.png", "甲/表.xlsx")
    make(tmp_path, ".hidden.txt", "_draft.txt", "README.md", "readme.txt", "LICENSE", "LICENSE.txt", "乙.meta.toml")
    make(tmp_path, ".git/x.txt", "_old/y.txt")
    found = walk(tmp_path)
    assert names(tmp_path, found.documents) == ["乙.txt", "甲/b.TXT", "甲/丙.md"]
    assert found.unsupported == ("图.png", "甲/表.xlsx")
    skipped = ".git/ .hidden.txt LICENSE LICENSE.txt README.md _draft.txt _old/ readme.txt 乙.meta.toml"
    assert found.skipped == tuple(skipped.split())


def test_links_that_lead_out_are_not_followed(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    make(inside, "a.txt")
    make(outside, "secret.txt", "more/b.txt")
    try:
        (inside / "link.txt").symlink_to(outside / "secret.txt")
        (inside / "same.txt").symlink_to(inside / "a.txt")
        (inside / "folder").symlink_to(outside, target_is_directory=True)
        (inside / "loop").symlink_to(inside, target_is_directory=True)
        (inside / "dangling.txt").symlink_to(inside / "gone.txt")
    except OSError:
        pytest.skip("no symbolic links here")
    found = walk(inside)
    assert names(inside, found.documents) == ["a.txt", "same.txt"]
    assert found.skipped == ("dangling.txt", "folder/", "link.txt", "loop/")


def test_an_empty_folder_and_none(tmp_path):
    assert walk(tmp_path).documents == ()
    with pytest.raises(NotADirectoryError):
        walk(tmp_path / "none")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_document(tmp_path):
    make(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "管道.txt")
    found = walk(tmp_path)
    assert names(tmp_path, found.documents) == ["a.txt"]
    assert found.unsupported == ("管道.txt",)


def test_a_folder_that_cannot_be_listed_is_missed_by_name(tmp_path, monkeypatch):
    make(tmp_path, "a.txt", "甲/乙/b.txt", "甲/c.txt")
    listed = os.scandir

    def closed(path):
        if os.fspath(path).endswith("乙"):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", closed)
    found = walk(tmp_path)
    assert names(tmp_path, found.documents) == ["a.txt", "甲/c.txt", "甲/乙"]
    with pytest.raises(OSError):
        found.documents[-1].read_bytes()
    (failed,) = [file.failed for file in survey_of(tmp_path, None, verify=True).files if file.failed]
    assert failed.startswith("甲/乙 无法读取") and failed.endswith("请检查文件是否还在、是否有权限。")
