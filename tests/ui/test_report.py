"""What became of each file: those that are not in the index first, with why; both languages; no end is overrun."""

from dataclasses import fields, replace

import pytest

from rag.index.generation import Manifest, SourceFile
from tests.ui.rooms import captions, click, drawn, labels
from tests.ui.test_page import component
from ui import report as room


def report(manifest, language="zh", index="nowhere"):
    from pathlib import Path

    from ui import report
    from ui.texts import TEXTS

    report.button(Path(index), manifest, TEXTS[language])


def manifest(*documents, **changes):
    blank = {field.name: "" for field in fields(Manifest) if field.type == "str"}
    blank |= {field.name: 0 for field in fields(Manifest) if field.type == "int"}
    blank |= {"files": (), "documents": documents, "generation": "20261128-000000-000000"}
    return replace(Manifest(**blank), **changes)


GOOD = SourceFile("a.txt", "0", 1, 1, chunks=12, encoding="gb18030", characters=34567, articles=2)
BAD = SourceFile("b.txt", "0", 1, 1, failed="b.txt 是空文件。", failed_en="B.txt: no bytes.")
WARNED = replace(GOOD, path="c.txt", warnings=("第2页没有文字。",), taken_over=True)


def rows(at):
    return [(row["look"], *row["cells"]) for row in component(at, "report-table")["rows"]]


def test_an_index_in_memory_has_no_report():
    assert not labels(drawn(report, manifest=manifest(GOOD, generation="")))


def test_every_file_is_told_those_that_failed_first():
    at = drawn(report, manifest=manifest(GOOD, BAD, WARNED, removed=("d.txt",)))
    assert labels(at) == {"report": "逐个文件的报告"} and not at.get("bidi_component")
    at = click(at, "report")
    first, *rest = rows(at)
    assert first == ("bad", "b.txt", "未收入", "", "", "", "", "b.txt 是空文件。")
    assert ("", "a.txt", "已收入", "gb18030", "34,567", "2", "12", "") in rest
    assert ("warn", "c.txt", "未变", "gb18030", "34,567", "2", "12", "第2页没有文字。") in rest
    assert ("", "d.txt", "已删除", "", "", "", "", "") in rest
    assert sorted(captions(at)[0].split("、")) == ["已删除 1", "已收入 1", "未变 1", "未收入 1"]


def test_beside_the_generation_before_it_is_told_which_files_are_new_and_which_were_changed(monkeypatch):
    now, then = (replace(GOOD, path=path, sha256=bytes_) for path, bytes_ in (("改.txt", "1"), ("改.txt", "2")))
    monkeypatch.setattr(room, "candidates", lambda _: ["20261128-000000-000000", "20261127-000000-000000"])
    monkeypatch.setattr(room, "read_manifest", lambda _, older: {"20261127-000000-000000": manifest(then, GOOD)}[older])
    at = click(drawn(report, manifest=manifest(now, replace(GOOD, path="新.txt"), GOOD, WARNED)), "report")
    told = {path: outcome for _, path, outcome, *_ in rows(at)}
    assert told == {"改.txt": "修改", "新.txt": "新增", "a.txt": "已收入", "c.txt": "未变"}
    assert sorted(captions(at)[0].split("、")) == ["修改 1", "已收入 1", "新增 1", "未变 1"]


def test_it_is_english_on_an_english_page():
    at = click(drawn(report, manifest=manifest(GOOD, BAD), language="en"), "report")
    assert component(at, "report-table")["columns"][0] == "File"
    assert rows(at)[0] == ("bad", "b.txt", "not indexed", "", "", "", "", "B.txt: no bytes.")


@pytest.mark.parametrize(("many", "told"), [(3, 0), (4, 1)])
def test_a_very_long_report_says_where_the_rest_is(monkeypatch, many, told):
    monkeypatch.setattr(room, "_MOST_LISTED", 3)
    at = click(drawn(report, manifest=manifest(*(replace(GOOD, path=f"{n}.txt") for n in range(many)))), "report")
    assert len(rows(at)) == 3
    assert sum(f"共 {many} 个文件，这里列出前 3 个" in said for said in captions(at)) == told
