"""The report of a build: every file of the folder is in it, with what became of it."""

import os
import sys
from dataclasses import replace

import pytest

from rag.build import build
from rag.index import generation as generations
from rag.index.generation import Manifest, SourceFile
from rag.index.report import FileReport, file_reports
from rag.settings import Settings


@pytest.fixture
def settings(tiny_docs, tmp_path):
    return replace(Settings(), docs=tiny_docs, index=tmp_path / "index", data=tmp_path / "data")


def outcomes(report):
    return {file.path: file.outcome for file in report.files}


def test_every_file_is_told_with_what_it_gave(settings):
    report = build(settings)
    assert outcomes(report) == dict.fromkeys(("公园.txt", "春耕.md", "讲话/创新.txt"), "indexed")
    park = next(file for file in report.files if file.path == "公园.txt")
    assert park.encoding == "gb18030"
    assert park.characters == len((settings.docs / "公园.txt").read_bytes().decode("gb18030"))
    assert park.articles == 1
    assert sum(file.chunks for file in report.files) == report.chunks
    assert all(file.chunks for file in report.files)


def test_what_changed_went_and_failed_is_told_beside_the_rest(settings):
    build(settings)
    (settings.docs / "公园.txt").unlink()
    (settings.docs / "春耕.md").write_text("各地要抓好春耕生产，落实种植面积五十万亩。", encoding="utf-8")
    (settings.docs / "图.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (settings.docs / "空.md").write_bytes(b"")
    report = build(settings)
    assert outcomes(report) == {
        "图.txt": "failed",
        "空.md": "failed",
        "公园.txt": "removed",
        "春耕.md": "indexed",
        "讲话/创新.txt": "unchanged",
    }
    assert [file.outcome for file in report.files][:3] == ["failed", "failed", "removed"]
    assert {file.path: (file.hint, file.hint_en) for file in report.files if file.outcome == "failed"} == {
        failure.path: (failure.hint, failure.hint_en) for failure in report.failed
    }
    unchanged = next(file for file in report.files if file.outcome == "unchanged")
    assert unchanged.chunks
    assert unchanged.encoding == "utf-8"


def test_the_report_is_kept_with_the_generation(settings):
    build(settings)
    (settings.docs / "公园.txt").unlink()
    report = build(settings)
    assert file_reports(generations.verified(settings.index, report.generation)) == report.files


def test_a_build_that_finds_nothing_to_do_tells_the_failures_again_and_no_removal(settings):
    (settings.docs / "空.md").write_bytes(b"")
    build(settings)
    (settings.docs / "公园.txt").unlink()
    build(settings)
    again = build(settings)
    assert again.up_to_date
    assert outcomes(again) == {"空.md": "failed", "春耕.md": "unchanged", "讲话/创新.txt": "unchanged"}


def test_what_is_passed_over_is_told_with_the_rule(settings):
    (settings.docs / "~$公园.docx").write_bytes(b"x")
    (settings.docs / ".ragignore").write_text("春耕*\n", encoding="utf-8")
    report = build(settings)
    skipped = {file.path: file.hint for file in report.files if file.outcome == "skipped"}
    assert report.skipped == len(skipped) == 3
    assert skipped["春耕.md"] == "按 .ragignore 的规则 春耕*"
    assert "临时文件" in skipped["~$公园.docx"]
    (settings.docs / "Thumbs.db").write_bytes(b"x")
    again = build(settings)
    assert again.up_to_date
    assert outcomes(again)["Thumbs.db"] == "skipped"


def test_a_sidecar_that_has_no_effect_is_warned_of(settings):
    (settings.docs / "公园.meta.toml").write_text('author = "甲"', encoding="utf-8")
    (settings.docs / "公圆.meta.toml").write_text('author = "甲"', encoding="utf-8")
    report = build(settings)
    warned = {file.path: file.warnings for file in report.files if "toml" in file.path}
    assert warned["公园.meta.toml"] == () and "不起作用" in warned["公圆.meta.toml"][0]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no names that are no text")
def test_a_name_in_gbk_is_refused_in_words_and_the_others_are_indexed(settings):
    called = os.fsdecode("某市文件.txt".encode("gbk"))
    (settings.docs / called).write_text("全市早稻种植面积四十五万亩。", encoding="utf-8")
    report = build(settings)
    (failed,) = report.failed
    assert failed.path == "某市文件.txt" and report.documents == 3
    assert "不是 UTF-8" in failed.hint and "改名" in failed.hint and "rename" in failed.hint_en
    assert "Error" not in failed.hint and failed.hint.isprintable()
    assert build(settings).up_to_date


def test_a_name_that_cannot_be_printed_is_shown_all_the_same():
    manifest = Manifest(
        2, "g", "", "docs", "e", "h", 1, "c", "w", "s", (SourceFile("\udcff.txt", "", 0, 0, failed="坏"),)
    )
    assert file_reports(manifest) == (FileReport("?.txt", "failed", "坏"),)
