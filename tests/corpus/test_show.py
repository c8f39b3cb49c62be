"""The object that ``show --json`` prints."""

import json

import pytest

from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.corpus.show import show_object
from rag.records import Link
from rag.text.fold import content
from tests.corpus import pages
from tests.corpus.seeds import documents, seed


@pytest.mark.parametrize("document", documents(), ids=lambda d: d.source.name[:3])
def test_places_are_source_offsets_and_cover_every_kept_character(document):
    shown = json.loads(json.dumps(show_object(document), ensure_ascii=False))
    source = document.source.text
    assert list(shown) == ["doc", "encoding", "articles", "dropped", "warnings", "links"]
    covered = set()
    for article in shown["articles"]:
        assert list(article) == [
            "headline",
            "byline",
            "date",
            "date_inferred",
            "number",
            "issuer",
            "annex",
            "paragraphs",
        ]
        for paragraph in article["paragraphs"]:
            spans = paragraph["spans"]
            assert content("".join(source[a:b] for a, b in spans)) == content(paragraph["text"])
            assert (paragraph["start"], paragraph["end"]) == (min(a for a, _ in spans), max(b for _, b in spans))
            assert paragraph["kind"] in ("body", "list", "table", "heading", "byline", "verse")
            assert paragraph["page"] is None
            covered.update(i for a, b in spans for i in range(a, b))
    covered.update(i for d in shown["dropped"] for i in range(d["start"], d["end"]))
    assert all(char.isspace() or i in covered for i, char in enumerate(source))


def test_a_displaced_headline_is_read_before_its_body():
    document = seed(0)
    article = next(a for a in show_object(document)["articles"] if a["byline"] and "夏晓静" in a["byline"])
    first, second, third = article["paragraphs"][:3]
    assert [p["text"] for p in (first, second, third)] == [
        "高站位谋篇布局",
        "高标准推进工作",
        "南滨街道党工委书记 夏晓静",
    ]
    assert first["start"] > third["start"]


def test_what_was_dropped_says_why():
    shown = show_object(document_of(read_string("页.md", pages.MARKDOWN)))
    assert {d["why"] for d in shown["dropped"]} == {"标记", "分隔线"}
    assert shown["encoding"] == "utf-8" and shown["articles"][0]["headline"] == "海州港发展报告"


def test_links_that_an_index_knows_are_shown():
    links = (Link("seeds/甲.txt", "乙.pdf", "version", 0.83),)
    assert show_object(seed(0), links)["links"] == [{"doc": "乙.pdf", "kind": "version", "share": 0.83}]
