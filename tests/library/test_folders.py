"""A folder as people give it: pasted with quotes, as an address, for Windows; or one line that says what is wrong."""

import os
from pathlib import Path

import pytest

from rag.errors import LoadError
from rag.library.folders import folder_given, path_written, short


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "我的 资料😀"
    made.mkdir()
    (made / "一.txt").write_text("一份资料。", encoding="utf-8")
    return made


@pytest.mark.parametrize("written", ["{}", "  {} ", '"{}"', "'{}'", "“{}”", "「{}」", "{}/", "{}/子/..", "' \"{}\" '"])
def test_what_is_pasted_leads_to_the_folder(folder, written):
    (folder / "子").mkdir()
    assert folder_given(written.format(folder)) == folder.resolve()


def test_an_address_leads_to_the_folder(folder):
    assert folder_given(folder.as_uri()) == folder.resolve()
    assert folder_given(folder.as_uri().replace("file:///", "file://localhost/")) == folder.resolve()


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("file:///C:/Users/%E6%88%91/My%20Docs", "C:/Users/我/My Docs"),
        ("FILE:///d:/资料", "d:/资料"),
        ("file://server/share/资料", "//server/share/资料"),
        ('"C:\\Users\\我\\资料"', "C:\\Users\\我\\资料"),
        ("\\\\server\\share", "\\\\server\\share"),
        ("file:///home/a%2Fb", "/home/a/b"),
        ('"', '"'),
        ("", ""),
    ],
)
def test_paths_of_every_system_are_read(written, path):
    assert path_written(written) == path


def test_a_home_is_found(folder, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    monkeypatch.setenv("USERPROFILE", str(folder.parent))
    assert folder_given(f"~/{folder.name}") == folder.resolve()


def refused(written):
    with pytest.raises(LoadError) as caught:
        folder_given(written)
    for hint in (caught.value.hint, caught.value.hint_en):
        assert hint and "\n" not in hint
    return caught.value.hint


@pytest.mark.parametrize("written", ["", "  ", '""'])
def test_nothing_is_asked_for(written):
    assert "完整路径" in refused(written)


@pytest.mark.parametrize("written", ["资料", "./资料", "../资料"])
def test_a_path_from_nowhere_is_refused(written):
    assert "不是完整的路径" in refused(written)


@pytest.mark.skipif(os.name == "nt", reason="these are paths there")
@pytest.mark.parametrize("written", ["C:\\Users\\我\\资料", "file:///D:/资料", "\\\\server\\share\\资料"])
def test_a_path_of_windows_is_told_as_one(written):
    assert "是 Windows 的路径" in refused(written)


def test_what_is_not_there_is_named(folder):
    assert f"找不到文件夹 {folder}/没有" in refused(f"{folder}/没有")
    assert "找不到" in refused(f"{folder}/一.txt/里面")
    assert refused("~没有这个人/资料")
    assert refused("/" + "长" * 400)
    assert refused("/a\0b")


def test_a_file_leads_to_the_folder_that_it_is_in(folder):
    hint = refused(str(folder / "一.txt"))
    assert "是一个文件" in hint and hint.endswith(str(folder))


def test_a_folder_without_documents_is_told_what_it_needs(tmp_path):
    for name in ("README.md", ".hidden.txt", "图.jpg", "_x.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert ".txt" in refused(str(tmp_path))
    (tmp_path / "深" / "更深").mkdir(parents=True)
    (tmp_path / "深" / "更深" / "一.MD").write_text("x", encoding="utf-8")
    assert folder_given(str(tmp_path)) == tmp_path.resolve()


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_folder_that_is_closed_to_us_is_said(folder):
    folder.chmod(0)
    try:
        assert "权限" in refused(str(folder))
    finally:
        folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="paths there begin with a drive")
def test_ones_own_home_is_written_short(monkeypatch):
    monkeypatch.setenv("HOME", "/home/我")
    assert short(Path("/home/我/文档/资料")) == "~/文档/资料"
    assert short(Path("/home/我")) == "~"
    assert short(Path("/home/你/资料")) == "/home/你/资料"
    monkeypatch.setenv("HOME", "/")
    assert short(Path("/srv/资料")) == "/srv/资料"
