"""What of a folder is a document."""

import os

import pytest

from rag.corpus.folder import walk
from rag.errors import ConfigFileError
from rag.index.survey import survey_of


def make(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("正文。", encoding="utf-8")


def paths(skipped):
    return [passed_over.path for passed_over in skipped]


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
    assert paths(found.skipped) == skipped.split()


def test_a_sidecar_without_its_document_is_told_apart(tmp_path):
    make(tmp_path, "甲.txt", "甲.meta.toml", "甲/乙.docx", "甲/乙.docx.meta.toml", "甲/丙.META.toml", "甲/甲.meta.toml")
    make(tmp_path, "表.xlsx", "表.xlsx.meta.toml", "_old.meta.toml")
    alone = {s.path for s in walk(tmp_path).skipped if "不起作用" in s.rule and "no effect" in s.rule_en}
    assert alone == {"甲/丙.META.toml", "甲/甲.meta.toml", "表.xlsx.meta.toml"}


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("~$报告.docx", "临时文件"),
        (".~报告.docx", "临时文件"),
        ("~WRL0001.tmp", "临时文件"),
        ("下载.pdf.crdownload", "临时文件"),
        ("报告.txt~", "临时文件"),
        ("Thumbs.db", "系统文件"),
        ("desktop.ini", "系统文件"),
        (".DS_Store", "系统文件"),
        ("._报告.txt", "系统文件"),
        (".秘密.txt", "隐藏文件"),
        ("_old_draft.txt", "以“_”开头"),
        ("ReadMe.txt", "说明文件"),
        ("README.zh-CN.md", "说明文件"),
        ("LICENCE-MIT.txt", "说明文件"),
        ("正文.txt.meta.toml", "资料的说明"),
    ],
)
def test_what_is_passed_over_is_named_with_the_rule(tmp_path, name, rule):
    make(tmp_path, name, f"甲/{name}", "正文.txt")
    found = walk(tmp_path)
    assert names(tmp_path, found.documents) == ["正文.txt"]
    assert paths(found.skipped) == sorted([name, f"甲/{name}"])
    assert all(rule in passed_over.rule and passed_over.rule_en for passed_over in found.skipped)
    assert found.unsupported == ()


def test_ones_own_rules_pass_over_files_and_folders(tmp_path):
    make(
        tmp_path,
        "a.txt",
        "草稿/b.txt",
        "草稿/深/c.txt",
        "正/草稿/d.txt",
        "x.log",
        "留.log.txt",
        "正/旧-1.txt",
        "正/旧-2.txt",
    )
    (tmp_path / ".ragignore").write_text("\ufeff# 说明\n草稿/\n*.log\n旧-*\n!旧-2.txt\n", encoding="utf-8")
    found = walk(tmp_path)
    assert names(tmp_path, found.documents) == ["a.txt", "正/旧-2.txt", "留.log.txt"]
    assert {s.path: s.rule.rpartition(" ")[2] for s in found.skipped if ".ragignore 的规则" in s.rule} == {
        "草稿/": "草稿/",
        "正/草稿/": "草稿/",
        "x.log": "*.log",
        "正/旧-1.txt": "旧-*",
    }


def test_names_that_only_begin_like_those_of_programs_are_documents(tmp_path):
    make(
        tmp_path,
        *(given := ["License使用办法.txt", "README（培训）.md", "readmission.txt", "_值班安排.txt", "_年报/甲.txt"]),
    )
    assert sorted(names(tmp_path, walk(tmp_path).documents)) == sorted(given)


def test_a_malformed_line_of_ones_own_rules_costs_that_line_only(tmp_path):
    make(tmp_path, "a.txt", "a.log.txt", "旧/b.txt")
    (tmp_path / ".ragignore").write_text("*.log.txt\n!\n**\\\n\n旧/\n", encoding="utf-8")
    found = walk(tmp_path)
    assert names(tmp_path, found.documents) == ["a.txt"]
    assert next(s.rule for s in found.skipped if s.path == "旧/").endswith(" 旧/")
    (said,) = [s for s in found.skipped if s.path == ".ragignore"]
    assert said.warns
    assert said.rule.startswith("第 2 行“!”、第 3 行“**\\”写法有误") and "line 3 “**\\”" in said.rule_en


def test_rules_of_ones_own_that_cannot_be_read_are_an_error_that_names_them(tmp_path):
    make(tmp_path, "a.txt")
    (tmp_path / ".ragignore").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigFileError) as error:
        walk(tmp_path)
    assert ".ragignore" in error.value.hint


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
    assert paths(found.skipped) == ["dangling.txt", "folder/", "link.txt", "loop/"]
    assert all("链接" in passed_over.rule for passed_over in found.skipped)


def test_an_empty_folder_and_none(tmp_path):
    assert walk(tmp_path).documents == ()
    with pytest.raises(NotADirectoryError):
        walk(tmp_path / "none")


@pytest.mark.skipif(os.name == "nt", reason="there a Path is looked at in another way")
def test_of_plain_files_the_listing_is_all_that_is_asked(tmp_path, monkeypatch):
    make(tmp_path, *(f"{folder}/{n}.txt" for folder in "甲乙" for n in range(20)))
    asked = []
    for kind in ("stat", "lstat"):
        real = getattr(os, kind)
        monkeypatch.setattr(os, kind, lambda path, *a, real=real, **b: (asked.append(path), real(path, *a, **b))[1])
    assert len(walk(tmp_path).names) == 40
    assert len(asked) < 10
    survey_of(tmp_path, None, verify=False)
    assert 40 <= len(asked) < 60


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_no_document(tmp_path):
    make(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "管道.txt")
    found = walk(tmp_path)
    assert names(tmp_path, found.documents) == ["a.txt"]
    assert found.unsupported == ("管道.txt",)
    told = {file.path: file.failed for file in survey_of(tmp_path, None, verify=False).files}
    assert "不是普通文件" in told["管道.txt"]


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
