"""Quoted words: which an answer quotes at a place, and where they stand in a text that has changed."""

from dataclasses import replace

import pytest

from rag.library.quoted import find_again, quoted_at
from rag.records import Collected, CollectedPlace, Collecting
from tests.library.exchanges import exchange

ANSWER = exchange("e").answer
SPANS = ANSWER.citations[0].spans


def test_a_citation_is_found_by_its_place():
    quoted = quoted_at(ANSWER, "公报.txt", SPANS)
    assert quoted.quotes == ("全市生产总值6606亿元。",)
    assert (quoted.doc_id, quoted.sha256, quoted.generation) == ("d", "a" * 64, "20261127-000000-000000")
    assert quoted.passage == ANSWER.evidence[0].chunk


def test_a_passage_that_is_not_cited_is_quoted_whole():
    answer = replace(ANSWER, citations=())
    quoted = quoted_at(answer, "公报.txt", SPANS)
    assert quoted.quotes == ("全市生产总值6606亿元。",) and quoted.sha256 == ""


def test_a_place_of_a_collection_is_quoted():
    chunk = ANSWER.evidence[0].chunk
    place = CollectedPlace(chunk, 2, 6)
    answer = replace(ANSWER, citations=(), evidence=(), collected=Collected(Collecting("sentences"), (place,)))
    assert quoted_at(answer, "公报.txt", chunk.spans_of(2, 6)).quotes == ("生产总值",)


@pytest.mark.parametrize(("doc", "spans"), [("别的.txt", SPANS), ("公报.txt", ((0, 3),)), ("公报.txt", ())])
def test_what_an_answer_does_not_quote(doc, spans):
    assert quoted_at(ANSWER, doc, spans) is None


@pytest.mark.parametrize(
    ("text", "quotes", "words"),
    [
        ("前言。\n全市生产总值６６０６亿元。后", ("全市生产总值6606亿元。",), ["全市生产总值６６０６亿元。"]),
        ("全市 生产总值\n6606亿元。", ("全市生产总值6606亿元。",), ["全市 生产总值\n6606亿元。"]),
        ("全市生产总值6607亿元。", ("全市生产总值6606亿元。",), []),
        ("甲段说了很长的一句话。乙段也说了很长的一句话。", ("乙段也说了很长的一句话", "甲段说了很长的一句话"),
         ["甲段说了很长的一句话", "乙段也说了很长的一句话"]),
        ("很长的同一句话。中间。很长的同一句话。", ("中间", "很长的同一句话。"), ["中间", "很长的同一句话。"]),
        ("10%和10%", ("10%",), []),
        ("只有一处的词", ("一处",), ["一处"]),
        ("有这个没有那一个", ("有这个", "火星"), []),
        ("", ("词",), []),
        ("词", (), []),
    ],
)  # fmt: skip
def test_words_are_found_again_only_where_they_all_stand(text, quotes, words):
    assert [text[start:end] for start, end in find_again(text, quotes)] == words
