"""A language model at its worst: nothing that no passage supports gets out, and the truth does even without a mark."""

import itertools
import re
from dataclasses import replace
from threading import Event

import pytest

from rag.answer.citing.checked import checked
from rag.answer.citing.cite import Numbering
from rag.answer.models.compose_llm import answer_with
from rag.answer.models.scripted import Scripted
from rag.assistant import Assistant
from rag.records import AnswerReady, SentenceReady, SourceText
from tests.answer.evidence_of import evidence_of
from tests.answer.tiny_model import EVIDENCE, REQUEST

GDP, DONE = "地区生产总值达到6606亿元，增长8.2%", "该总站于2020年5月竣工投入使用"


def shown(text, request=REQUEST, **options):
    """Return what a model's text becomes, and whether each citation is a place of the evidence."""
    sources = {e.chunk.doc: SourceText(e.chunk.doc, "0" * 64, "utf-8", "  " + e.chunk.text) for e in request.evidence}
    found = list(
        checked(answer_with(Scripted(text, **options), request, Event()), Numbering(request.evidence, sources))
    )
    ready = [one for one in found if isinstance(one, SentenceReady)]
    chunks = {e.chunk.chunk_id: e.chunk for e in request.evidence}
    for citation in (c for one in ready for c in one.citations):
        assert citation.chunk_id in chunks
        assert citation.quote in chunks[citation.chunk_id].text
    numbered = [c.n for one in ready for c in one.citations]
    assert numbered == list(range(1, len(numbered) + 1))
    for one in ready:
        assert all(1 <= n <= len(numbered) for n in one.sentence.citations)
        assert one.sentence.citations or one.sentence.verdict == "gap"
    return [one.sentence for one in ready], [one for one in found if not isinstance(one, SentenceReady)]


def texts(found):
    return [sentence.text for sentence in found]


MARKS = (
    *(
        "[0]",
        "[99]",
        "[-1]",
        "［１］",
        "[１]",
        "【3】",
        "[1,2]",
        "[1-9999]",
        "[1",
        "【1",
        "",
        "[1][2]",
        "[^1]",
        "[资料1]",
    ),
    *("【1†source】", "[2-1]", "[1，99]", "[0,1]", "[１２３４５]", "[ 1 ]"),
)
CLAIMS = (GDP, DONE, "财政收入达到999亿元", "该总站由李坚出资3亿元建成", GDP + "，" + DONE)
FORMS = ("{claim}{mark}。", "{claim}。{mark}", "- {claim}{mark}\n")
OUTPUTS = list(itertools.product(MARKS, CLAIMS, FORMS))


def test_there_are_three_hundred_outputs():
    assert len(OUTPUTS) == 300


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_mark_leads_to_a_passage_that_was_not_found(claim):
    """Whatever stands in brackets: each citation is a place of the evidence, and no bracketed number is left over."""
    for mark, form in itertools.product(MARKS, FORMS):
        text = form.format(claim=claim, mark=mark)
        sentences, _ = shown(text)
        if "亿元建成" in claim or "999" in claim:
            assert sentences == [], text
        else:
            assert sentences, text
        for sentence in sentences:
            assert not re.search(r"[\[［【]\s*[-\d０-９^]", sentence.text), (text, sentence.text)


@pytest.mark.parametrize(
    ("writes", "out"),
    [
        ("财政收入为500亿元[1]。", []),
        ("地区生产总值达到6660亿元[1]。", []),
        ("地区生产总值达到6606万元[1]。", []),
        ("地区生产总值没有达到6606亿元[1]。", []),
        ("该总站于2021年5月竣工[2]。", []),
        ("该总站由王小明于2020年5月竣工[2]。", []),
        (f"{GDP}[2]。", [f"{GDP}。"]),
        (f"{GDP}[99]。", [f"{GDP}。"]),
        (f"{GDP}。", [f"{GDP}。"]),
        (f"{GDP}。{DONE}。", [f"{GDP}。", f"{DONE}。"]),
        (f"{GDP}[1]。另外财政收入500亿元[1]。{DONE}[2]。", [f"{GDP}。", f"{DONE}。"]),
        (f"{GDP}[1]。该总站于2020年5", [f"{GDP}。"]),
        (f"{GDP}[1]。" * 9, [f"{GDP}。"]),
        ("", []),
        ("[1][2]", []),
        ("。。。！！", []),
        ("<think>" + "嗯" * 500, []),
    ],
)
def test_what_no_passage_says_is_held_back_and_what_one_says_is_shown(writes, out):
    assert texts(shown(writes)[0]) == out


@pytest.mark.parametrize("end", range(1, len(GDP)))
def test_a_model_that_stops_in_the_middle_of_a_word_says_nothing_wrong(end):
    """Cut anywhere: what is shown is a stretch of the source whose figures are whole."""
    sentences, _ = shown(GDP[:end])
    for sentence in sentences:
        cut = sentence.text.rstrip("。")
        assert GDP.startswith(cut)
        figures = re.findall(r"[\d.]+(?:亿元|%)?", cut)
        assert set(figures) <= {"6606亿元", "8.2%", "6606"}, cut


def test_a_truth_without_a_mark_gets_the_place_that_bears_it_out():
    sentences, _ = shown(f"{DONE}。{GDP}。")
    assert [s.citations for s in sentences] == [(1,), (2,)]
    assert [s.verdict for s in sentences] == ["supported", "supported"]


def test_a_slip_in_a_mark_does_no_harm():
    passages = evidence_of("云周街道2020年引进企业12家。", "仙降街道2020年引进企业35家。")
    found, _ = shown("仙降街道2020年引进企业35家[1]。", replace(REQUEST, evidence=passages))
    assert texts(found) == ["仙降街道2020年引进企业35家。"]
    found, dropped = shown("云周街道2020年引进企业35家[1]。", replace(REQUEST, evidence=passages))
    assert found == []
    assert dropped[0].missing


def test_a_passage_that_bears_it_out_beats_the_named_one_that_does_so_in_part():
    passages = evidence_of(
        "图书馆新馆的建设受到市民关注，有人建议延长开放。", "图书馆新馆延长开放受到市民关注，有人建议增加座位。"
    )
    claim = "图书馆新馆延长开放受到市民关注，有人建议增加座位。"
    alone, _ = shown(claim[:-1] + "[1]。", replace(REQUEST, evidence=passages[:1]))
    assert [s.verdict for s in alone] == ["partial"]
    events = checked(
        answer_with(Scripted(claim[:-1] + "[1]。"), replace(REQUEST, evidence=passages), Event()),
        Numbering(
            passages, {e.chunk.doc: SourceText(e.chunk.doc, "0" * 64, "utf-8", "  " + e.chunk.text) for e in passages}
        ),
    )
    (ready,) = [one for one in events if isinstance(one, SentenceReady)]
    assert (ready.sentence.verdict, ready.citations[0].doc) == ("supported", "甲2.txt")


QUESTION = "城东公园改造工程总投资多少？"


@pytest.mark.parametrize(
    ("writes", "by"),
    [
        ("工程总投资3200万元。", "liar"),
        ("工程总投资3200万元[7]。", "liar"),
        ("工程总投资9900万元[1]。", "built-in"),
        ("工程总投资3200万元[1]。局长李建国因此获奖500万元[1]。", "liar"),
        ("", "built-in"),
    ],
)
def test_over_a_real_index(writes, by, tiny_settings):
    """The answer is the model's where something of it holds, the built-in one else; all is cited."""
    events = list(Assistant(tiny_settings, generator=Scripted(writes, name="liar")).ask(QUESTION))
    final = events[-1]
    assert isinstance(final, AnswerReady) and final.failure is None
    assert final.answer.generator == by
    assert "3200万元" in final.answer.text
    assert "9900" not in final.answer.text and "500万" not in final.answer.text
    assert all(s.citations for s in final.answer.sentences)


class StoppedBehind:
    """A model whose reader stops it behind some characters."""

    name = "slow"

    def __init__(self, text):
        self._text = text

    def stream(self, request, stop):
        yield from self._text
        stop.set()


TWO = "工程总投资3200万元[1]。城东公园改造工程总投资3200万元[1]。"


@pytest.fixture(scope="module")
def stopped_at(tiny_settings):
    plain = Assistant(tiny_settings).answer(QUESTION)

    def answered(end):
        assistant = Assistant(tiny_settings, generator=StoppedBehind(TWO[:end]))
        *_, last = assistant.ask(QUESTION, stop=Event())
        return plain, last.answer

    return answered


@pytest.mark.parametrize("end", [0, 6, 12, 13, 15, 16, 31, len(TWO)])
def test_a_stop_leaves_whole_sentences_or_the_first_answer(end, stopped_at):
    """Whatever the moment: no half sentence passes for one, and what stood first goes for a whole one alone."""
    first, answer = stopped_at(end)
    whole = [f"{part}。" for part in TWO[:end].replace("[1]", "").split("。")[:-1]]
    if whole:
        assert (answer.generator, texts(answer.sentences)) == ("slow", whole)
        assert answer.notice.startswith("已停止") and "取代" in answer.notice
    else:
        assert (answer.generator, answer.sentences) == (first.generator, first.sentences)
        assert answer.notice.startswith("已停止") and "取代" not in answer.notice


def test_evidence_of_these_tests_is_what_they_say():
    assert GDP in EVIDENCE[0].chunk.text and DONE in EVIDENCE[1].chunk.text
