"""Paragraphs beside their source: nothing is missing, nothing stands twice, and each change is named."""

import random

import pytest

from rag.corpus.aligned import aligned, counted
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from tests.corpus import pages
from tests.corpus.damage import Print, page
from tests.corpus.seeds import documents, seed


def rows_of(text):
    document = document_of(read_string("页.txt", text))
    return document, aligned(document)


def shown(document, row):
    """Return a row's source with signs for what was done."""
    signs = {"joined": "⏎", "closed": "␣", "moved": "⋯"}
    words = [signs.get(s.change) or document.source.text[s.start : s.end] for s in row.source]
    return "".join(f"⟦{w}⟧" if s.change == "dropped" else w for s, w in zip(row.source, words, strict=True))


def assert_whole(document, rows):
    """Every printed character stands in exactly one row, and the kept ones spell the paragraphs."""
    source = document.source.text
    times = [0] * len(source)
    for row in rows:
        for stretch in row.source:
            if stretch.change != "moved":
                for i in range(stretch.start, stretch.end):
                    times[i] += 1
    assert [(i, source[i]) for i, n in enumerate(times) if n != 1 and not source[i].isspace()] == []
    for row in rows:
        kept = "".join(source[s.start : s.end] for s in row.source if not s.change)
        clean = document.text[row.paragraph.start : row.paragraph.end] if row.paragraph else ""
        assert "".join(kept.split()) == "".join(clean.split())
    assert [row.paragraph for row in rows if row.paragraph] == [p for a in document.articles for p in a.paragraphs]


@pytest.mark.parametrize("document", documents(), ids=lambda d: d.source.name[:3])
def test_a_seed_is_shown_whole(document):
    assert_whole(document, aligned(document))


@pytest.mark.parametrize("number", range(40))
def test_a_damaged_page_is_shown_whole(number):
    chance = random.Random(number)
    lines = [line for line in pages.__dict__.values() if isinstance(line, str) and len(line) > 200]
    document, rows = rows_of(_spoilt(chance.choice(lines), chance))
    assert_whole(document, rows)


def _spoilt(text, chance):
    """Return a text with spaces and line ends put in anywhere, and marks before lines."""
    found = []
    for char in text:
        found.append(char)
        if chance.random() < 0.05:
            found.append(chance.choice([" ", "  ", "\n", "\n\n", "\u3000", "\r\n", "\n■", "\n# ", "**"]))
    return "".join(found)


def test_each_change_is_named():
    body = "为做好今年全市统计工作，保证各项数据真实可靠，现将有关事项通知如下，请各地各单位认真贯彻执行。" * 2
    text = "■市 统 计 局 王小明\n\n" + page([body, body], Print(width=18))
    document, rows = rows_of(text)
    signs = [shown(document, row) for row in rows]
    assert signs[0].startswith("⟦■⟧市␣统␣计␣局")
    assert all(sign.replace("⏎", "") == body for sign in signs[1:])
    assert counted(rows) == {"joined": sum(s.count("⏎") for s in signs), "closed": 4, "dropped": 1, "moved": 0}
    assert counted(rows)["joined"] >= 10


def test_what_stands_on_a_line_of_its_own_and_is_left_out_has_a_row():
    body = "全市经济保持平稳增长，各项指标好于预期，城乡居民收入继续增加，市场物价总体稳定。" * 3
    printed = "\n\f\n".join(page([body, body], Print(width=20)) + f"\n— {n} —\n" for n in range(1, 5))
    document, rows = rows_of(printed)
    left_out = [shown(document, row) for row in rows if row.paragraph is None]
    assert left_out == [f"⟦— {n} —⟧" for n in range(1, 5)]
    assert_whole(document, rows)
    assert {row.source[0].why for row in rows if row.paragraph is None} == {"页码"}


def test_headlines_printed_elsewhere_are_said_to_be():
    moved = {
        seed(0).text[row.paragraph.start : row.paragraph.end]
        for row in aligned(seed(0))
        if row.displaced and row.paragraph
    }
    assert "在建设“重要窗口”中" in moved
    assert all(len(text) < 30 for text in moved), "bodies stand where they were printed"


def test_a_document_without_a_line_out_of_place_has_none():
    assert counted(aligned(seed(3))) == {"joined": 0, "closed": 9, "dropped": 0, "moved": 0}
