"""What a cross-encoder changes of an answer: the order of passages, refusals, verdicts; never for the better."""

from dataclasses import replace

import numpy as np
import pytest

from rag.answer.second_reading import SecondReading, reordered
from rag.assistant import Assistant
from rag.records import Check, Draft, Place
from rag.search.question import understand
from rag.settings import Settings
from tests.answer.evidence_of import evidence_of
from tests.encode import pair_models

EVIDENCE = evidence_of("甲说。", "乙说。", "丙说。")
ASKED = understand("乙说了多少？")


class Reader:
    """Gives the scores and stances it was made with."""

    name = "试"

    def __init__(self, kind, scores=(), stance="entailed"):
        self.kind, self._scores, self._stance = kind, scores, stance
        self.read = []

    def scores(self, question, texts):
        self.read += [(question, text) for text in texts]
        return np.array(self._scores[: len(texts)], np.float32)

    def stance(self, premise, claim):
        self.read.append((premise, claim))
        return self._stance


def test_passages_come_in_the_order_of_scores_and_ranks_stay():
    found = reordered((*EVIDENCE, replace(EVIDENCE[0], rank=4, score=0.1)), [0.5, 0.9, 0.5])
    assert [e.chunk.text for e in found] == ["乙说。", "甲说。", "丙说。", "甲说。"]
    assert [e.rank for e in found] == [1, 2, 3, 4]
    assert [e.score for e in found] == [1.0, 0.5, 1 / 3, 0.1]


def test_a_question_of_several_parts_or_passages_is_left_as_it_is():
    for question in ("甲有哪些措施？", "概括这篇讲话的要点", "甲多少亿元？乙多少亿元？"):
        reader = Reader("relevance", (0, 1, 2))
        assert SecondReading(reader, understand(question), EVIDENCE).evidence == EVIDENCE
        assert reader.read == []
    assert SecondReading(Reader("relevance"), ASKED, ()).evidence == ()


def test_the_headline_is_read_with_the_passage():
    reader = Reader("relevance", (1,))
    SecondReading(reader, ASKED, evidence_of("甲说。", article="通报"))
    assert reader.read == [(ASKED.parts[0].text, "通报\n甲说。")]


@pytest.mark.parametrize(
    ("stance", "found", "verdict"),
    [
        ("entailed", Check("supported"), "supported"),
        ("neutral", Check("supported"), "supported"),
        ("contradicted", Check("supported"), None),
        ("entailed", Check("partial", ("乙",)), "partial"),
        ("neutral", Check("partial", ("乙",)), None),
        ("entailed", Check(None, ("乙",)), None),
        ("contradicted", Check("gap"), "gap"),
    ],
)
def test_inference_holds_back_and_never_raises(stance, found, verdict):
    reader = Reader("inference", stance=stance)
    draft = Draft("乙说了。", (Place(EVIDENCE[1].chunk, 0, 2), Place(EVIDENCE[1].chunk, 2, 3)))
    made = SecondReading(reader, ASKED, EVIDENCE).verdict(draft, found)
    assert made.verdict == verdict
    assert made.missing or made.verdict in ("supported", "gap")
    assert reader.read in ([], [("乙说。", "乙说了。")])


# ---------------------------------------------------------------- with real models, in whole answers

PASSAGES = ["李建国任局长。", "总投资3200万元。"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return pair_models.saved(tmp_path_factory.mktemp("重排") / "span", "span")


def answer(question, passages=PASSAGES, **settings):
    return Assistant(replace(Settings(), generator="built-in", threads=1, **settings)).answer(
        question, passages=passages
    )


def test_a_model_that_marks_spans_orders_and_refuses(folder):
    plain, read = (answer("谁是局长", reranker=name) for name in ("", str(folder)))
    assert plain.outcome == read.outcome == "answered"
    assert read.evidence[0].chunk.text == PASSAGES[0]
    # It was taught that this passage does not answer that question.
    assert answer("投资多少", PASSAGES[:1], reranker=str(folder)).outcome == "no_evidence"


def test_no_model_is_loaded_before_a_question(folder):
    assistant = Assistant(replace(Settings(), generator="built-in", reranker=str(folder)))
    assert assistant._loaded().reader._read is None
