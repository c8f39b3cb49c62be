"""Uploaded files: kept whole below ``data/uploads`` by names that every file system holds, and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from rag.errors import DataFolderError, UnsupportedFormatError
from rag.library import uploads


@given(some.text(max_size=400))
@example("../../etc/passwd")
@example("长" * 300 + ".txt")
@example(" . . ")
@example("CON")
def test_a_name_is_one_name_of_a_file_and_stays_what_it_is(name):
    kept = uploads.safe(name)
    assert kept in ("", Path(kept).name) and uploads.safe(kept) == kept
    assert not kept.startswith(".") and len(kept.encode()) <= 201 and "\\" not in kept


def test_a_file_is_kept_by_its_name_and_replaced_by_the_next(tmp_path):
    group = uploads.group_of(tmp_path, "会议/材料 一")
    assert group == tmp_path / "uploads" / "会议-材料 一"
    assert uploads.keep(group, "C:\\我\\通知?.TXT", b"one") == "通知_.TXT"
    assert uploads.keep(group, "通知?.TXT", b"two") == "通知_.TXT"
    assert (group / "通知_.TXT").read_bytes() == b"two"
    assert uploads.keep(group, "空.md", b"") == "空.md", "that it is empty, reading it says"
    assert uploads.names(group) == ["空.md", "通知_.TXT"]
    assert [path.name for path in group.parent.iterdir()] == ["会议-材料 一"], "nothing is left beside"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2024/温州", "2024-温州"),
        ("<b>组</b>![x](https://evil.example/c.png)", "_b_组_-b_![x](https_-evil.example-c.png)"),
        ("..\\../会议", "会议"),
        ("/", "uploads"),
        ("con/x", "_con-x"),
        ("长" * 300 + "/组", "长" * 66 + "-"),
    ],
)
def test_a_group_is_called_as_it_was_typed_as_far_as_a_folder_can_be(tmp_path, typed, name):
    group = uploads.group_of(tmp_path, typed)
    assert group == tmp_path / "uploads" / name
    assert uploads.group_of(tmp_path, group.name) == group


def test_files_of_one_name_are_all_kept_and_the_same_ones_once_more_by_the_same_names(tmp_path):
    group = uploads.group_of(tmp_path, "甲")
    files = [("通知.txt", b"one"), ("通知.txt", b"two"), ("a?.txt", b"three"), ("a_.TXT", b"four"), ("A_.txt", b"five")]
    for _ in range(2):
        taken = uploads.take(group, files)
        assert [kept for _, kept in taken.kept] == ["通知.txt", "通知 (2).txt", "a_.txt", "a_ (2).TXT", "A_ (3).txt"]
        assert taken.refused == ()
        assert {name: (group / name).read_bytes() for name in uploads.names(group)} == {
            "通知.txt": b"one",
            "通知 (2).txt": b"two",
            "a_.txt": b"three",
            "a_ (2).TXT": b"four",
            "A_ (3).txt": b"five",
        }
    # A number that another file has already is passed over.
    (group / "通知 (2).txt").write_bytes(b"mine")
    assert uploads.take(group, files[:2]).kept[1] == ("通知.txt", "通知 (3).txt")
    assert (group / "通知 (2).txt").read_bytes() == b"mine"


def test_one_bad_file_is_in_no_other_ones_way(tmp_path):
    group = uploads.group_of(tmp_path, "甲")
    taken = uploads.take(group, [("a.exe", b"x"), ("好.txt", b"good"), (".txt", b"x")])
    assert taken.kept == (("好.txt", "好.txt"),) and uploads.names(group) == ["好.txt"]
    assert [error.hint.split("；")[0] for error in taken.refused] == [
        "a.exe 不是能读的格式",
        ".txt 只有后缀，没有文件名",
    ]
    assert uploads.take(tmp_path / "uploads" / "乙", [(".txt", b"x")]).kept == ()
    assert not (tmp_path / "uploads" / "乙").exists(), "nothing is made for nothing"


@pytest.mark.parametrize("name", ["程序.exe", "没有后缀", "../../x", ".txt", ""])
def test_what_is_not_read_is_not_kept(tmp_path, name):
    with pytest.raises(UnsupportedFormatError) as caught:
        uploads.keep(tmp_path / "uploads" / "甲", name, b"x")
    assert ".txt" in caught.value.hint and ".txt" in caught.value.hint_en
    assert not (tmp_path / "uploads").exists()


def test_only_files_of_the_group_are_deleted(tmp_path):
    group = uploads.group_of(tmp_path, "")
    for name in ("甲.txt", "乙.txt"):
        uploads.keep(group, name, b"x")
    (tmp_path / "mine.txt").write_bytes(b"mine")
    (group / "sub").mkdir()
    uploads.remove(group, ["甲.txt", "../../mine.txt", "sub", "没有.txt"])
    assert uploads.names(group) == ["乙.txt"] and (group / "sub").is_dir() and (tmp_path / "mine.txt").exists()
    assert uploads.is_group(tmp_path, group)
    assert not any(uploads.is_group(tmp_path, folder) for folder in (tmp_path, group.parent, group / "sub"))


def test_a_folder_that_cannot_be_is_told(tmp_path):
    (tmp_path / "uploads").write_bytes(b"in the way")
    with pytest.raises(DataFolderError):
        uploads.keep(uploads.group_of(tmp_path, "甲"), "a.txt", b"x")
    assert uploads.names(uploads.group_of(tmp_path, "甲")) == []
