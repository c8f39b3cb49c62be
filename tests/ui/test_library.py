"""The folder and what of it is indexed, drawn by itself: every state, for whoever manages it and whoever does not."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import streamlit as st

from rag.build import build
from rag.errors import IndexCorruptError, IndexNotFoundError, ModelNotFoundError
from rag.index.generation import SourceFile
from rag.library.collections import Collection
from rag.records import Hint
from rag.settings import load
from tests.ui.rooms import captions, chinese, drawn, taps
from tests.ui.test_page import component, texts
from ui import gate, library

GOOD = SourceFile("a.txt", "0", 1, 1, chunks=12)


def standing(settings, error=None, language="zh"):
    from ui import library
    from ui.texts import TEXTS

    library.folder(settings)
    library.facts(library.built(settings), TEXTS[language])
    library.freshness(settings, error, TEXTS[language])


def facts(found, language="zh"):
    from ui import library
    from ui.texts import TEXTS

    library.facts(found, TEXTS[language])


def opened(index, language="zh"):
    from ui import library
    from ui.texts import TEXTS

    library.warning(index, TEXTS[language])
    library.not_read(index, TEXTS[language])
    library.documents(index, TEXTS[language])


def index(*documents, warning=None, titles=None):
    titles = titles or {}
    return SimpleNamespace(
        manifest=SimpleNamespace(documents=documents),
        warning=warning,
        generation="g",
        names=lambda: tuple(titles),
        document=lambda name: SimpleNamespace(title=titles[name]),
    )


def test_a_folder_that_is_not_indexed_says_so_and_where_it_is(home):
    (home / "docs" / "a.txt").write_text("一份资料。", encoding="utf-8")
    error = IndexNotFoundError(load().index, "none", hint="没有索引", mends=("build",))
    at = drawn(standing, settings=load(), error=error)
    assert texts(at) == ["docs", str(home / "docs"), "还没有建立索引", "还不能回答；点“建立索引”。"]
    assert not chinese(drawn(standing, settings=load(), error=error, language="en"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (IndexCorruptError("x", "bad", hint="坏了", mends=("rebuild",)), "索引用不了；点“全部重建”。"),
        (ModelNotFoundError("x", "no model", hint="没有模型。"), "没有模型。"),
    ],
)
def test_what_keeps_it_from_answering_is_said(home, error, said):
    assert texts(drawn(standing, settings=load(), error=error))[-1] == said
    assert not chinese(drawn(standing, settings=load(), error=error, language="en"))


def test_a_folder_that_is_gone_or_empty_is_told_apart(home):
    assert texts(drawn(standing, settings=load()))[-1].startswith("文件夹里没有能读的资料")
    (home / "docs").rmdir()
    assert texts(drawn(standing, settings=load()))[-1].startswith("找不到这个文件夹，仍用")
    error = IndexNotFoundError("x", "none", hint="没有索引", mends=("build",))
    assert texts(drawn(standing, settings=load(), error=error))[-1].startswith("找不到这个文件夹；")


def test_files_that_differ_from_the_index_are_named_with_what_they_are(home, monkeypatch):
    docs = home / "docs"
    for name in ("旧.txt", "改.txt", "去.txt"):
        (docs / name).write_text(f"{name}是一份资料。", encoding="utf-8")
    build(load())
    assert texts(drawn(standing, settings=load()))[-1] == "与文件夹一致"
    st.cache_data.clear()
    (docs / "子").mkdir()
    (docs / "子" / "新.txt").write_text("又一份资料。", encoding="utf-8")
    (docs / "改.txt").write_text("改过的资料。", encoding="utf-8")
    (docs / "去.txt").unlink()
    at = drawn(standing, settings=load())
    assert texts(at)[-4] == "有改动未收入：新增 1、修改 1、删除 1"
    assert sorted(texts(at)[-3:]) == ["修改 改.txt", "删除 去.txt", "新增 子/新.txt"]
    monkeypatch.setattr(gate, "manages", lambda: False)
    assert "子/新.txt" not in "".join(texts(drawn(standing, settings=load())))


def test_whoever_may_not_change_it_is_told_no_path_and_no_mend(home, monkeypatch):
    monkeypatch.setattr(gate, "manages", lambda: False)
    said = texts(drawn(standing, settings=load()))
    assert said[0] == "docs" and not any(str(home) in text or "换一个文件夹" in text for text in said)
    assert len(said) == 3 and not chinese(drawn(standing, settings=load(), language="en"))


def test_how_much_is_indexed_since_when(home):
    found = Collection(home / "i", home / "docs", 1, 1234, "2026-11-28T07:08:09Z")
    said = texts(drawn(facts, found=found))
    assert said[0] == "1 份文件 · 1234 段" and said[1].startswith("建于 2026-11-28 ")
    assert texts(drawn(facts, found=replace(found, created="")))[1:] == []
    assert texts(drawn(facts, found=found, language="en"))[0] == "1 file · 1234 passages"
    assert texts(drawn(facts, found=None, language="en")) == ["Not indexed yet"]


def test_what_is_wrong_with_an_index_that_serves_is_said_by_what_is_clicked():
    hint = Hint("一个文件坏了，现在用的是较早的一代", "A file broke; an older generation serves", ("rebuild",))
    assert texts(drawn(opened, index=index(warning=hint))) == ["一个文件坏了，现在用的是较早的一代；请点“全部重建”。"]
    assert texts(drawn(opened, index=index(warning=hint), language="en")) == [
        "A file broke; an older generation serves. Press “Rebuild all” to build it anew."
    ]


def bad(n, **changes):
    one = SourceFile(f"d/bad{n}.txt", "0", 1, 1, failed=f"d/bad{n}.txt 是空文件。", failed_en=f"D/bad{n}.txt: empty.")
    return replace(one, **changes)


def test_files_that_were_not_taken_in_stand_there_three_at_once():
    at = drawn(opened, index=index(GOOD))
    assert texts(at) == [] and captions(at) == []
    at = drawn(opened, index=index(GOOD, bad(1), bad(2, failed="没有文字。", failed_en="no text.")))
    assert captions(at) == ["未能读取（2）"]
    assert texts(at) == ["d/bad1.txt 是空文件。", "d/bad2.txt：没有文字。"], (
        "named, where the sentence does not name it"
    )
    at = drawn(opened, index=index(*(bad(n) for n in range(5))), language="en")
    assert [one.key for one in at.expander] == ["not-read-all", "documents"]
    assert [len(part.text) for part in at.expander] == [2, 0] and len(texts(at)) == 5 and not chinese(at)


def test_documents_are_listed_by_title_and_opened_by_a_click(monkeypatch):
    given, shown = taps(monkeypatch, "choices"), []
    monkeypatch.setattr(library, "open_place", shown.append)
    at = drawn(opened, index=index(titles={"a/通报.txt": "关于开放的通报", "b.txt": "b"}), language="en")
    assert component(at, "open-document")["items"] == [["关于开放的通报", "a/通报.txt"], ["b.txt", ""]]
    given[-1]["on_choose"](1)
    assert shown == ["b.txt"]
