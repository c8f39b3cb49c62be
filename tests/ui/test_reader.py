"""The reader by itself: the text with its marks, what is to be said of the file, what is not there; both languages."""

import hashlib
from dataclasses import replace

import pytest

from rag.library.quoted import Quoted
from rag.records import Link
from tests.ui.rooms import HAN, drawn, taps
from tests.ui.scripted import LINES, chunk, document
from tests.ui.test_page import component
from ui.state import OpenPlace
from ui.steps import Steps

DOCUMENT = document()
NAME, TEXT = DOCUMENT.source.name, DOCUMENT.text
WORDS = "人均可支配收入51490元"
AT = ((TEXT.index(WORDS), TEXT.index(WORDS) + len(WORDS)),)


def reading(index, folder, place, quoted=None, steps=None, language="zh"):
    from ui import reader
    from ui.texts import TEXTS

    reader.draw(index, folder, place, TEXTS[language], quoted, steps)


class One:
    """An index of one document."""

    def __init__(self, document=DOCUMENT, links=()):
        self.of, self.known = document, links

    def document(self, name):
        return self.of if name == self.of.source.name else None

    def links(self, name):
        return self.known


@pytest.fixture
def read(tmp_path):
    def draw(place=None, index=None, **given):
        at = drawn(reading, index=index or One(), folder=tmp_path, place=place or OpenPlace(NAME, AT, 1), **given)
        return component(at, "reader")

    return draw


@pytest.fixture
def filed(tmp_path):
    """The document with its file in the folder, as it was indexed."""
    (tmp_path / NAME).write_bytes(TEXT.encode())
    return One(replace(DOCUMENT, source=replace(DOCUMENT.source, sha256=hashlib.sha256(TEXT.encode()).hexdigest())))


def marked(data):
    return [words for p in data["paragraphs"] for words, mark in p["pieces"] if mark]


def test_the_whole_text_stands_there_with_the_cited_words_marked(read, filed):
    data = read(index=filed)
    assert "\n".join("".join(words for words, _ in p["pieces"]) for p in data["paragraphs"]) == TEXT
    assert marked(data) == [WORDS] and data["notice"] == ""
    assert (data["title"], data["where"]) == (LINES[0], f"市统计局 王小明 · {NAME}")
    assert [p["kind"] for p in data["paragraphs"][:4]] == ["headline", "byline", "heading", "body"]


def test_a_document_without_a_title_is_called_by_the_headline_that_was_followed_else_by_its_file(read):
    untitled = One(replace(DOCUMENT, title=NAME.removesuffix(".txt")))
    data = read(index=untitled)
    assert (data["title"], data["where"]) == (LINES[0], f"市统计局 王小明 · {NAME}")
    data = read(OpenPlace(NAME, (), 1), index=untitled)
    assert (data["title"], data["where"]) == (NAME, "")


def test_a_file_that_changed_or_went_is_told_and_the_indexed_text_stays(read, filed, tmp_path):
    (tmp_path / NAME).write_bytes(b"other")
    data = read(index=filed)
    assert data["notice"].startswith("这份文件在建索引之后改动过") and marked(data) == [WORDS]
    (tmp_path / NAME).unlink()
    data = read(index=filed)
    assert data["notice"].startswith("这份文件已不在资料文件夹里") and marked(data) == [WORDS]


@pytest.mark.parametrize("at", [((900_000, 900_010),), ((5, 5),)])
def test_a_place_that_is_not_there_is_said(read, filed, at):
    data = read(OpenPlace(NAME, at, 1), index=filed)
    assert data["notice"] == "在这份资料里找不到地址所指的位置。" and not marked(data) and data["where"] == NAME


def test_without_a_place_nothing_is_marked_and_nothing_said(read, filed):
    data = read(OpenPlace(NAME, (), 1), index=filed)
    assert (data["notice"], marked(data)) == ("", [])


def test_a_document_that_is_not_indexed_is_said_to_be_so(read):
    data = read(OpenPlace("../../etc/passwd", AT, 1))
    assert (data["title"], data["notice"]) == ("../../etc/passwd", "索引里没有这份资料，可能已被删除或改名。")
    assert data["paragraphs"] == [] and data["labels"]["beside"] == data["labels"]["only"] == ""


@pytest.mark.parametrize("kept", [True, False])
def test_of_a_document_that_was_removed_the_kept_passage_is_shown(read, kept):
    passage = chunk(DOCUMENT, LINES[-1], 0) if kept else None
    quoted = Quoted("gone", (WORDS,), AT, "a" * 64, "20261127-000000-000000", passage)
    data = read(OpenPlace("gone.txt", AT, 1), quoted=quoted)
    assert data["notice"].startswith("已删除") and marked(data) == [WORDS]
    assert "".join(words for words, _ in data["paragraphs"][0]["pieces"]) == (LINES[-1] if kept else WORDS)
    assert data["where"] == f"当时的文件 sha256 {'a' * 16}… · 索引 20261127-000000-000000"


def test_a_document_that_only_this_index_lacks_is_not_said_to_be_deleted(read, tmp_path):
    quoted = Quoted("gone", (WORDS,), AT, "a" * 64)
    assert read(OpenPlace("gone.txt", AT, 1), quoted=quoted)["notice"].startswith("已删除")
    (tmp_path / "gone.txt").write_text(WORDS, encoding="utf-8")  # the index was rolled back, say
    said = read(OpenPlace("gone.txt", AT, 1), quoted=quoted)["notice"]
    assert said.startswith("现在用的索引里没有这份文件")
    assert read(OpenPlace("gone.txt", AT, 1))["notice"].startswith("索引里没有这份资料")


@pytest.mark.parametrize(
    ("words", "said", "found"),
    [(WORDS, "原文已变：这份文件在回答之后改动过；当时引用的词句还在", [WORDS]), ("从来没有的词句", "原文已变", [])],
)
def test_words_quoted_from_an_older_text_are_found_again_or_shown_as_they_were(read, filed, words, said, found):
    data = read(OpenPlace(NAME, ((0, 3),), 1), index=filed, quoted=Quoted("older", (words,), ((0, 3),), "b" * 64))
    assert data["notice"].startswith(said) and marked(data) == found
    assert (f"当时引用：“{words}”" in data["notice"]) is not bool(found)


def test_what_the_document_is_to_others_is_named_a_few_at_most(read, filed):
    filed.known = (Link(NAME, NAME, "copy", 1.0), *(Link(NAME, f"d/{n}.txt", "copy", 1.0) for n in range(4)))
    assert read(index=filed)["notice"].split("\n") == [
        f"与《{NAME}》内容相同",  # to the letter; what only shares nearly all its words may have another number
        *(f"与《d/{n}.txt》内容几乎相同" for n in range(2)),
        "另与 2 份文件有相同的文字",
    ]


def test_the_source_stands_beside_each_paragraph(read, filed):
    data = read(OpenPlace(NAME, AT, 1, beside=True), index=filed)
    assert data["beside"] and data["changes"] == "整理后的文字与原文对照：没有改动"
    assert [piece["text"] for p in data["paragraphs"] for piece in p["source"] if piece["marked"]] == [WORDS]
    assert read(index=filed)["changes"] == ""


def test_it_steps_only_where_there_is_somewhere_to_go(read, filed):
    def steps(at, total):
        return read(index=filed, steps=Steps(at, total, lambda by: None))["steps"]

    assert steps(1, 3) == ["第 1 / 3 处", False, True] and steps(3, 3) == ["第 3 / 3 处", True, False]
    assert steps(1, 1) is None and read(index=filed)["steps"] is None


def test_every_word_of_ours_is_english_on_an_english_page(read, filed):
    filed.known = tuple(Link(NAME, f"{n}.txt", "version", 0.9) for n in range(5))
    beside = read(OpenPlace(NAME, ((900_000, 900_001),), 1, beside=True), index=filed, language="en")
    gone = read(OpenPlace("gone.txt", AT, 1), language="en", quoted=Quoted("gone", ("words",), AT, "a" * 64, "g"))
    moved = read(index=filed, language="en", quoted=Quoted("older", ("words",), AT, "b" * 64))
    said = [*beside["labels"].values(), beside["notice"], beside["changes"], *gone["labels"].values()]
    said += [gone["notice"], gone["where"], moved["notice"]]
    said += read(index=filed, language="en", steps=Steps(1, 3, lambda by: None))["steps"][:1]
    assert [text for text in said if HAN.search(text)] == []


def test_clicks_are_passed_on(filed, tmp_path, monkeypatch):
    from ui import reader

    given, called = taps(monkeypatch, "reader"), []
    for name in ("close_place", "switch_beside", "switch_paged", "turn_to", "pick"):
        monkeypatch.setattr(reader, name, lambda *args, name=name: called.append((name, *args)))
    monkeypatch.setattr(reader.scope, "switch_document", lambda doc: called.append(("only", doc)))
    steps = Steps(1, 3, lambda by: called.append(("step", by)))
    drawn(reading, index=filed, folder=tmp_path, place=OpenPlace(NAME, AT, 1), steps=steps)
    for name, by in (("close", 1), ("beside", 1), ("paged", 1), ("only", 1), ("turn", 1), ("step", -1)):
        given[-1]["on"][name](by)
    given[-1]["on_pick"]("三个字")
    assert called == [
        ("close_place",),
        ("switch_beside",),
        ("switch_paged",),
        ("only", NAME),
        ("turn_to", 2),
        ("step", -1),
        ("pick", "三个字"),
    ]
