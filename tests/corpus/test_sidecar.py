"""Sidecars: what they say goes before what was read; what cannot be used is named with its mend."""

import os
from dataclasses import replace

import pytest

from rag.build import build
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of, load_document
from rag.corpus.read import read_string
from rag.corpus.show import show_object
from rag.corpus.sidecar import Sidecar, parsed, read_sidecar, sidecar_digest, sidecar_file, with_sidecar
from rag.index.index import Index
from rag.index.survey import survey_of
from tests.corpus import pages

FULL = """
title = "饮水安全通知"
headline = "关于农村饮用水安全保障工作的通知"
author = "王小明"
date = 2022-03-10
issuer = "海州市水利局"
number = "海水发[2022]第007号"
"""


def circular(sidecar=None, text=pages.CIRCULAR):
    return document_of(read_string("通知.txt", text), sidecar)


def values(article):
    found = (article.headline, article.byline, article.date, article.number, article.issuer)
    return [value and value.value for value in found]


def test_what_a_sidecar_says_goes_before_what_was_read():
    said = parsed("通知.txt.meta.toml", FULL.encode())
    assert said.warnings == ()
    document = circular(said)
    (article,) = document.articles
    assert document.title == "饮水安全通知"
    assert values(article) == [
        "关于农村饮用水安全保障工作的通知",
        "王小明",
        "2022-03-10",
        "海水发〔2022〕7号",
        "海州市水利局",
    ]
    assert (article.date.place, article.date.given, article.date.inferred) == (None, True, False)
    assert {(c.date, c.date_inferred, c.number, c.byline) for c in chunks(document)} == {
        ("2022-03-10", False, "海水发〔2022〕7号", "王小明")
    }
    # The text and its places are what they were.
    assert (document.text, document.offsets, document.doc_id) == (
        circular().text,
        circular().offsets,
        circular().doc_id,
    )


def test_what_is_printed_alike_keeps_its_place_and_what_is_not_said_stays():
    printed = circular().articles[0]
    said = Sidecar(date="2022-03-08", number="海政办发〔2022〕15号", author="李华")
    (article,) = circular(said).articles
    assert (article.date, article.number) == (printed.date, printed.number) and article.date.place
    assert (article.headline, article.issuer, article.byline.value) == (printed.headline, printed.issuer, "李华")
    assert circular(None) == circular() == circular(Sidecar())


def test_on_a_page_of_articles_only_what_is_everyones_is_taken():
    said = Sidecar(date="2021-03-03", issuer="海州日报社", headline="头条", author="某人", number="1号")
    plain = document_of(read_string("页.txt", pages.REGULAR))
    page = with_sidecar(plain, said)
    assert {a.date.value for a in page.articles} == {"2021-03-03"}
    assert [(a.headline, a.byline) for a in page.articles] == [(a.headline, a.byline) for a in plain.articles]
    (warning,) = page.warnings
    assert "3 篇" in warning and "headline、author、number" in warning and "拆开" in warning


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("date = 2020-04-16", "2020-04-16"),
        ("date = 2020-04-16T08:30:00", "2020-04-16"),
        ('date = "2020年4月16日"', "2020-04-16"),
        ('date = "2020-4"', "2020-04"),
        ('date = "2020年4月"', "2020-04"),
        ("date = 2020", "2020"),
        ('date = "2020"', "2020"),
    ],
)
def test_dates_as_people_write_them(line, says):
    assert parsed("a.meta.toml", line.encode()) == Sidecar(date=says)


@pytest.mark.parametrize(
    ("text", "of_it"),
    [
        ("author = 王小明", ("第 1 行", "TOML", "英文引号")),
        ('title = "甲"\nauthor = "王', ("末尾", "TOML")),
        ('auther = "王小明"', ("auther", "是不是 author")),
        ('views = "3"', ("views", "title、headline")),
        ("author = “王小明”", ("第 1 行", "英文引号")),
        ("author = 3", ("author", "加引号")),
        ('author = ["王小明"]', ("author", "加引号")),
        ('author = " "', ("author", "空")),
        ('author = "' + "王" * 201 + '"', ("author", "200")),
        ('date = "2020-13-01"', ("date", "2020-04-16")),
        ("date = true", ("date", "2020-04-16")),
        ('date = "去年"', ("date", "2020-04-16")),
        ("[author]\nname = 1", ("author", "加引号")),
    ],
)
def test_what_cannot_be_used_is_named_with_its_mend(text, of_it):
    said = parsed("通知.meta.toml", text.encode())
    assert replace(said, warnings=()) == Sidecar()
    (warning,) = said.warnings
    assert all(part in warning for part in ("通知.meta.toml", *of_it)), warning


def test_one_bad_value_does_not_cost_the_others():
    said = parsed("a.meta.toml", 'author = 3\ndate = "2020-04"\nnumber = "第12期"'.encode("utf-8-sig"))
    assert (said.author, said.date, said.number, len(said.warnings)) == ("", "2020-04", "第12期", 1)
    assert "UTF-8" in parsed("a.meta.toml", 'author = "王"'.encode("gb18030")).warnings[0]


def test_where_a_sidecar_stands(tmp_path):
    path = tmp_path / "甲" / "通知.txt"
    path.parent.mkdir()
    path.write_text(pages.CIRCULAR, encoding="utf-8")
    assert (sidecar_file(path, tmp_path), read_sidecar(path, tmp_path), sidecar_digest(path, tmp_path)) == (
        None,
        None,
        "",
    )
    short = path.with_name("通知.meta.toml")
    short.write_text('author = "短"', encoding="utf-8")
    assert read_sidecar(path, tmp_path) == Sidecar(author="短")
    whole = path.with_name("通知.txt.meta.toml")
    whole.write_text('author = "全"', encoding="utf-8")
    assert read_sidecar(path, tmp_path) == Sidecar(author="全")
    assert load_document(path, tmp_path).articles[0].byline.value == "全"
    whole.write_text("#" * (65 << 10), encoding="utf-8")
    assert "64 KB" in read_sidecar(path, tmp_path).warnings[0]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there")
def test_no_sidecar_leads_out_of_the_folder_or_blocks(tmp_path):
    docs = tmp_path / "docs"
    docs.mkdir()
    path = docs / "通知.txt"
    (tmp_path / "外.toml").write_text('author = "外"', encoding="utf-8")
    path.with_name("通知.txt.meta.toml").symlink_to(tmp_path / "外.toml")
    os.mkfifo(path.with_name("通知.meta.toml"))
    assert sidecar_file(path, docs) is None


def test_show_says_what_is_inferred_and_what_is_given():
    shown = show_object(circular())["articles"][0]
    assert (shown["number"], shown["issuer"], shown["annex"]) == ("海政办发〔2022〕15号", "海州市人民政府办公室", False)
    dates = [
        (article["date"], article["date_inferred"])
        for document in (
            circular(),
            circular(Sidecar(date="2021")),
            document_of(read_string("讲话 2021-05-06.txt", "大家好。\n")),
        )
        for article in show_object(document)["articles"]
    ]
    assert dates == [("2022-03-08", False), ("2021", False), ("2021-05-06", True)]


# ---------------------------------------------------------------- builds


def test_a_build_takes_a_document_in_again_when_its_sidecar_changes(tiny_docs, tmp_path):
    from rag.encode.load import load_embedder
    from rag.settings import Settings
    from rag.text.words import Segmenter

    settings = replace(Settings(), docs=tiny_docs, index=tmp_path / "index", data=tmp_path / "data")
    embedder, words = load_embedder(settings), Segmenter(settings.dictionary)

    def authors():
        index = Index.open(settings.index, embedder, words)
        found = {chunk.byline for chunk in index.chunks_of("公园.txt")}
        index.close()
        return found

    def warned(report):
        return [(file.path, warning) for file in report.files for warning in file.warnings]

    build(settings)
    beside = tiny_docs / "公园.meta.toml"
    assert authors() == {"记者 王小明"}
    for author, changed in (("甲", 1), ("乙", 1), ("乙", 0)):
        beside.write_text(f'author = "{author}"', encoding="utf-8")
        report = build(settings)
        assert (report.changed, report.new, report.up_to_date, warned(report)) == (changed, 0, not changed, [])
        assert authors() == {author}
    beside.write_text('auther = "丙"', encoding="utf-8")
    report = build(settings)
    assert authors() == {"记者 王小明"} and report.changed == 1
    ((path, warning),) = warned(report)
    assert path == "公园.txt" and "auther" in warning
    beside.unlink()
    assert build(settings).changed == 1
    survey = survey_of(tiny_docs, None, verify=True)
    assert {file.sidecar for file in survey.files} == {""}


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ('date = "2018-02-30"', "日期不存在"),
        ('date = "2018-14-03"', "日期不存在"),
        ('article = "甲"', "是不是 headline？"),
        ('authors = "甲"', "是不是 author？"),
        ('标题 = "甲"', "不合 TOML 格式"),
        ('"标题" = "甲"', "是不是 headline？"),
    ],
)
def test_what_is_meant_is_said(line, mend):
    (warning,) = parsed("文.meta.toml", line.encode()).warnings
    assert mend in warning
