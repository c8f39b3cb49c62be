"""The questions of bench.others stand on their documents, and its curve counts as it says."""

import json
import math
from collections import Counter

import pytest

from bench.others import Scored, caught
from rag.evaluate import fold, gold_of, holds
from rag.settings import ROOT

EVALS = ROOT / "evals"
FILES = (
    *("seeds.jsonl", "more.jsonl", "others.jsonl", "others_en.jsonl", "english.jsonl", "everyday.jsonl"),
    *("genres.jsonl", "wordings.jsonl", "unseen.jsonl", "offices.jsonl", "askers.jsonl", "newcomers.jsonl"),
)
TEXTS = {
    path.name: path.read_text(encoding="utf-8")
    for folder in (ROOT / "seeds", EVALS / "others", EVALS / "everyday")
    for path in folder.iterdir()
}


def questions(name):
    return [json.loads(line) for line in (EVALS / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def test_an_id_names_one_question_of_all_files():
    counted = Counter(question["id"] for name in FILES for question in questions(name))
    assert [name for name, n in counted.items() if n > 1] == []


@pytest.mark.parametrize("name", ["others.jsonl", "others_en.jsonl", "english.jsonl"])
def test_every_quote_stands_in_its_document_and_every_key_in_a_quote(name):
    for question in questions(name):
        gold = gold_of(question)
        assert (gold.type == "unanswerable") == (not gold.quotes) == (not gold.keys), gold.id
        here = [quote for quote in gold.quotes if not quote.doc.startswith("v00")]
        assert all(quote.text.strip() and quote.text in TEXTS[quote.doc] for quote in here), gold.id
        # Articles that may not be copied here are known by their quotes alone.
        said = [fold(quote.text) for quote in gold.quotes]
        assert all(any(holds(key, quote) for quote in said) for key in gold.keys), gold.id
        assert [turn["role"] for turn in question["history"]] == ["user", "assistant"] * (gold.type == "followup")


@pytest.mark.parametrize("name", ["genres", "wordings", "unseen", "offices", "askers", "newcomers"])
def test_quotes_and_keys_of_documents_of_many_kinds_stand_in_them(name):
    folder = EVALS / name if (EVALS / name).is_dir() else ROOT / "seeds"
    texts = {path.name: fold(path.read_text(encoding="utf-8")) for path in folder.iterdir()}
    for question in questions(f"{name}.jsonl"):
        gold = gold_of(question)
        assert (gold.type == "unanswerable") == (not gold.quotes) == (not gold.keys), gold.id
        assert all(quote.text.strip() and fold(quote.text) in texts[quote.doc] for quote in gold.quotes), gold.id
        assert all(any(fold(key) in texts[quote.doc] for quote in gold.quotes) for key in gold.keys), gold.id


def test_there_are_questions_of_every_type_and_of_every_document():
    own, english = questions("others.jsonl"), questions("others_en.jsonl")
    types = Counter(question["type"] for question in own)
    assert set(types) == {"fact", "list", "multi", "summary", "followup", "unanswerable"}
    assert types["unanswerable"] >= 30
    assert len(english) >= 20
    assert all(question["question"].isascii() for question in english)
    docs = {quote["doc"] for question in own for quote in question["evidence"]}
    assert docs >= {path.name for path in (EVALS / "others").iterdir()}
    assert sum(doc.startswith("v00") for doc in docs) == 10


def test_the_curve_costs_no_more_than_it_may():
    scored = [Scored(True, (n / 100,)) for n in range(100)] + [Scored(False, (n / 1000,)) for n in range(100)]
    assert caught(scored, 0, 0) == 0, "the threshold is the least sure answerable question"
    assert caught(scored, 0, 3) == 30
    assert caught(scored, 0, 5) == 50


def test_no_curve_where_rules_alone_cost_more_or_nothing_is_asked():
    scored = [Scored(True, (-math.inf,)), *(Scored(True, (0.5,)) for _ in range(99)), Scored(False, (-math.inf,))]
    assert caught(scored, 0, 0.5) is None
    assert caught(scored, 0, 1) == 100
    assert caught([], 0, 1) is None
