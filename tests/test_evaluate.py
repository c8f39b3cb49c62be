"""The figures equal those of the scorer that defines them, on real answers and on spoilt ones."""

import copy
import importlib.util
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag import evaluate

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
GOLD = [json.loads(line) for line in (ROOT / "evals/seeds.jsonl").read_text(encoding="utf-8").splitlines()]
TEXTS = {path.name: path.read_bytes().decode("utf-8-sig") for path in SEEDS.glob("*.txt")}


def scorer():
    spec = importlib.util.spec_from_file_location("score", ROOT / "tests/data/score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCORE = scorer()
SOURCES = SCORE.Sources(SEEDS)


def compare(gold, answers):
    """Both scorers' figures, compared; returns ours."""
    theirs, their_misses = SCORE.figures(gold, answers, SOURCES)
    ours, our_misses = evaluate.figures([evaluate.gold_of(g) for g in gold], answers, TEXTS)
    assert ours == theirs
    assert list(ours) == list(theirs)
    assert [miss.gold.id for miss in our_misses] == [g["id"] for _, g, _ in their_misses]
    return ours


def place(doc, quote):
    """A stretch of a seed that holds a gold quote, and its offsets, white space of the file included."""
    text = TEXTS[doc]
    kept = [i for i, c in enumerate(text) if evaluate.fold(c)]
    folded = "".join(evaluate.fold(text[i]) for i in kept)
    # One folded character may stand for none or two of the source; find the stretch by growing it.
    at = folded.find(evaluate.fold(quote))
    if at < 0 or len(folded) != len(kept):
        start = max(0, text.find(quote[:4]))
        return text[start : start + 60], start, start + 60
    start, end = kept[at], kept[at + len(evaluate.fold(quote)) - 1] + 1
    return text[start:end], start, end


def good_answer(gold):
    """An answer made of the gold quotes themselves."""
    none = {"id": gold["id"], "outcome": "no_evidence", "answer": "", "sentences": [], "citations": [], "evidence": []}
    if not gold["evidence"]:
        return none
    citations, sentences, evidence = [], [], []
    for n, quote in enumerate(gold["evidence"], start=1):
        text, start, end = place(quote["doc"], quote["quote"])
        where = {"doc": quote["doc"], "start": start, "end": end, "spans": [[start, end]], "also": []}
        citations.append({"n": n, "quote": text, **where})
        sentences.append({"text": text + "。", "citations": [n], "verdict": "supported", "added": []})
        evidence.append({"rank": n, "score": 1 / n, "text": text, **where})
    answer = "".join(f"{s['text']}[{n}]" for n, s in enumerate(sentences, start=1))
    return none | {
        "outcome": "answered", "answer": answer, "sentences": sentences, "citations": citations, "evidence": evidence
    }  # fmt: skip


GOOD = {g["id"]: good_answer(g) for g in GOLD}


def test_answers_made_of_the_gold_quotes_score_alike_and_well():
    ours = compare(GOLD, GOOD)
    assert ours["hit@10"] > 90
    assert ours["exact"] > 90
    assert ours["cited"] == 100
    assert ours["refused"] == 100
    assert ours["refused_ok"] == 0


def test_no_answers_at_all_score_alike():
    ours = compare(GOLD, {})
    assert ours["hit@5"] == 0
    assert ours["refused_ok"] == 100
    assert ours["cited"] is None
    assert ours["chars"] is None


def test_no_questions_score_alike():
    assert compare([], {})["questions"] == 0


# ---------------------------------------------------------------- spoilt answers


def cut_quote(answer, rng):
    for item in answer["citations"]:
        item["quote"] = item["quote"][1:]


def spans_of(item):
    spans = item.get("spans") or []
    return [(s, e) for s, e in spans if isinstance(e, int)]


def shift_spans(answer, rng):
    for item in answer["citations"] + answer["evidence"]:
        item["spans"] = [[s + rng.choice([-1, 0, 1]), e + rng.choice([-1, 0, 1])] for s, e in spans_of(item)]


def wild_spans(answer, rng):
    for item in answer["citations"]:
        item["spans"] = rng.choice([[[5, 3]], [[0, 10**9]], [[-1, 4]], [[0, "4"]], [], None])


def split_spans(answer, rng):
    for item in answer["citations"] + answer["evidence"]:
        item["spans"] = [part for s, e in spans_of(item) for part in ([s, (s + e) // 2], [(s + e) // 2, e])]


def foreign_document(answer, rng):
    for item in answer["citations"] + answer["evidence"]:
        item["also"] = [{"doc": item["doc"], "start": 0, "end": 1}]
        item["doc"] = rng.choice([*TEXTS, "没有.txt"])


def drop_citations(answer, rng):
    for sentence in answer["sentences"]:
        sentence["citations"] = rng.choice([[], [99], sentence["citations"]])


def unsupported(answer, rng):
    for sentence in answer["sentences"]:
        sentence["verdict"] = rng.choice(["unsupported", "partial", "gap"])


def add_gap(answer, rng):
    text = rng.choice(["资料中没有说明原因。", "No such figure is given.", "没有" * 40, "什么都有。"])
    answer["sentences"].append({"text": text, "citations": [], "verdict": "gap", "added": []})
    if rng.random() < 0.7:
        answer["answer"] += text


def own_words(answer, rng):
    for sentence in answer["sentences"]:
        n = len(sentence["text"])
        sentence["added"] = sorted([a, min(n, a + rng.randrange(9))] for a in rng.sample(range(n + 1), min(n, 2)))


def stray_text(answer, rng):
    answer["answer"] += rng.choice(["另外还有。", "[1]", " \n", "[1, 2]", "“”"])


def badly_formed(answer, rng):
    for sentence in answer["sentences"]:
        sentence["text"] = (
            rng.choice(["，", "其中", "“", "…", "它", "其他", ""]) + sentence["text"] + rng.choice("。， ")
        )


def longer(answer, rng):
    for sentence in answer["sentences"]:
        sentence["text"] *= rng.choice([2, 9])
    answer["answer"] = "".join(s["text"] for s in answer["sentences"])


def numbers_grown(answer, rng):
    answer["answer"] = answer["answer"].replace("0", "01")
    for sentence in answer["sentences"]:
        sentence["text"] = sentence["text"].replace("0", "01")


def long_evidence(answer, rng):
    for rank in range(2, 6):
        doc = rng.choice(sorted(TEXTS))
        start = rng.randrange(1000)
        text = TEXTS[doc][start : start + 700]
        answer["evidence"].append({"rank": rank, "doc": doc, "text": text, "start": start, "end": start + 700})
    rng.shuffle(answer["evidence"])
    for rank, item in enumerate(answer["evidence"], start=1):
        item["rank"] = rank


def other_outcome(answer, rng):
    answer["outcome"] = rng.choice(["no_evidence", "notice", "error", "answered"])


SPOILS = [
    cut_quote, shift_spans, wild_spans, split_spans, foreign_document, drop_citations, unsupported, add_gap, own_words,
    stray_text, badly_formed, longer, numbers_grown, long_evidence, other_outcome,
]  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_a_spoilt_answer_scores_alike(spoil):
    rng = random.Random(spoil.__name__)
    answers = copy.deepcopy(GOOD)
    for answer in answers.values():
        spoil(answer, rng)
    unspoilt = compare(GOLD, GOOD)
    # A place in two parts is the same place; every other fault shows in some figure.
    assert (compare(GOLD, answers) == unspoilt) == (spoil is split_spans)


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(SPOILS), min_size=1, max_size=5), st.integers(1, 20))
def test_answers_spoilt_in_several_ways_score_alike(seed, spoils, some):
    rng = random.Random(seed)
    gold = rng.sample(GOLD, some)
    answers = copy.deepcopy({g["id"]: GOOD[g["id"]] for g in gold})
    for answer in answers.values():
        for spoil in spoils:
            if rng.random() < 0.7:
                spoil(answer, rng)
    for question_id in rng.sample(sorted(answers), some // 5):
        del answers[question_id]
    compare(gold, answers)


@given(st.text(alphabet="12.3万亿ａ％%0９ ", max_size=12), st.text(alphabet="12.3万亿a%0９", min_size=1, max_size=4))
def test_a_key_is_found_as_the_scorer_finds_it(text, key):
    assert evaluate.holds(key, evaluate.fold(text)) == SCORE.holds(key, SCORE.fold(text))


# ---------------------------------------------------------------- what the scorer does not have


def test_the_test_third_is_told_by_the_number():
    third = [g["id"] for g in GOLD if evaluate.gold_of(g).is_held_out]
    assert len(third) == len(GOLD) // 3
    assert "d003" in third
    assert "d004" not in third
    assert not evaluate.gold_of({"id": "x", "type": "fact"}).is_held_out


@pytest.mark.parametrize("value", [{"id": "a"}, {"type": "fact"}, {"id": "a", "type": "riddle"}, {"id": 1, "type": []}])
def test_what_is_no_gold_question_is_refused(value):
    with pytest.raises(ValueError, match=r"type|gold"):
        evaluate.gold_of(value)


def test_latency_is_the_median_and_the_95th_percentile():
    assert evaluate.latency(n / 1000 for n in range(1, 101)) == {"p50_ms": 50.5, "p95_ms": 95.0}
    assert evaluate.latency([0.2]) == {"p50_ms": 200.0, "p95_ms": 200.0}
    assert evaluate.latency([]) == {"p50_ms": None, "p95_ms": None}


def test_bounds_are_floors_or_ceilings():
    measured = {"solved": 70.0, "wrong": 20.0, "p95_ms": 90.0, "chars": None}
    assert evaluate.short_of(measured, [("solved", 70), ("wrong", 20), ("p95_ms", 100)]) == []
    short = evaluate.short_of(measured, [("solved", 71), ("wrong", 19), ("chars", 50), ("p95_ms", 80), ("unheard", 1)])
    assert short == [
        "solved 70.0 (at least 71)",
        "wrong 20.0 (at most 19)",
        "chars None (at most 50)",
        "p95_ms 90.0 (at most 80)",
        "unheard None (at least 1)",
    ]
