"""Whether a short question is read with what was asked before it, by the passages of both readings."""

import pytest

from rag.answer.builtin import BuiltIn
from rag.answer.leaning import leans
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.follow_up import own_words
from rag.search.question import understand
from rag.settings import ROOT
from tests.answer.evidence_of import evidence_of

LEASE = "月租金为人民币3800元，须于每月5日前支付。押金为两个月租金，即7600元，合同期满无息退还。"
LIBRARY = "图书馆新馆总建筑面积28600平方米，工程造价约2.15亿元，计划开工日期为2025年9月1日，设计藏书量120万册。"
BRIDGE = "飞云江三桥工程造价约8.6亿元，计划开工日期为2024年3月1日，全长2956米。"


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))


def read_with_topic(composer, about, question, *, alone, merged):
    """Whether a question is read with a topic, over the passages found for both readings."""
    by_itself = composer.compose(understand(question), alone)
    with_topic = composer.compose(understand(f"{about}，{question}"), merged)
    return leans(own_words(question), composer.terms(question), composer.terms(about), by_itself, with_topic, merged)


def test_a_subject_that_the_topic_does_not_know_is_asked_by_itself(composer):
    assert not read_with_topic(
        composer, "图书馆新馆", "押金多少钱", alone=evidence_of(LEASE, LIBRARY), merged=evidence_of(LIBRARY, LEASE)
    )


def test_what_the_topic_has_too_is_asked_of_it(composer):
    assert read_with_topic(
        composer, "图书馆新馆", "工程造价多少", alone=evidence_of(BRIDGE, LIBRARY), merged=evidence_of(LIBRARY, BRIDGE)
    )


def test_a_verb_alone_is_asked_of_the_topic(composer):
    assert read_with_topic(
        composer, "图书馆新馆", "什么时候动工", alone=evidence_of(BRIDGE), merged=evidence_of(LIBRARY, BRIDGE)
    )


def test_a_rare_verb_is_a_subject(composer):
    leave = "员工累计工作已满1年不满10年的，年休假5天。"
    assert not read_with_topic(composer, "年休假", "丧假几天", alone=evidence_of(LEASE), merged=evidence_of(leave))


def test_one_sentence_for_both_readings_is_found_without_the_topic(composer):
    found = evidence_of(LIBRARY)
    assert not read_with_topic(composer, "图书馆新馆", "藏书量多少册", alone=found, merged=found)


def test_without_passages_the_words_before_decide(composer):
    assert read_with_topic(composer, "图书馆新馆", "押金多少钱", alone=(), merged=evidence_of(LIBRARY))
    assert not read_with_topic(composer, "图书馆新馆", "押金多少钱", alone=evidence_of(LEASE), merged=())
