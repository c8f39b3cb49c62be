"""What a term means is answered from a sentence that says it, wherever it stands; otherwise that it is not told."""

import pytest

from rag.answer.builtin import BuiltIn
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.search.question import understand
from rag.settings import ROOT
from tests.answer.evidence_of import evidence_of

USED = "坚持河长制，把河长制落到每一条河，河长制经费不低于300万元。"
TOLD = "河长制是指由各级负责人担任河长、对一条河的水质负责的制度。"


@pytest.fixture(scope="module")
def composer():
    return BuiltIn(LateInteraction(StaticEmbedder(ROOT / "models" / "embedder")))


def said(composer, question, *texts):
    return composer.compose(understand(question), evidence_of(*texts), "zh")


@pytest.mark.parametrize("question", ["什么是河长制？", "河长制是什么意思", "文件里讲的“河长制”指什么？"])
def test_the_sentence_that_explains_it_answers_though_others_use_it_oftener(composer, question):
    found = said(composer, question, USED, TOLD)
    assert not found.refused
    assert found.drafts[0].text.startswith("河长制是指由各级负责人担任河长")


def test_what_is_used_only_is_said_to_be_used_only(composer):
    found = said(composer, "什么是河长制？", USED)
    assert (found.refused, found.reason) == (True, "meaning")
    assert found.drafts[0].gap
    assert "没有解释它是什么" in found.drafts[0].text
    assert "河长制" in found.drafts[1].text


def test_what_is_nowhere_is_said_to_be_nowhere(composer):
    found = said(composer, "什么是林长制？", USED)
    assert found.refused
    assert found.drafts[0].text == "查到的资料中没有提到“林长制”。"


def test_how_much_of_it_is_no_question_for_its_meaning(composer):
    assert "300万元" in said(composer, "河长制经费多少？", USED).drafts[0].text
