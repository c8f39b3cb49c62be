"""The figures over evals/seeds.jsonl do not fall: all questions, and the third that nothing was tuned on."""

import json

import pytest

from rag.assistant import Assistant
from rag.evaluate import figures, gold_of, short_of
from rag.records import Turn
from rag.settings import ROOT
from rag.wire import answer_object

pytestmark = pytest.mark.quality

# A little below what was measured (evals/LOG.md); ceilings for refused_ok, wrong, chars and p90.
ALL = {
    "hit@5": 90, "solved": 80, "wrong": 18, "cited": 100, "exact": 100, "refused": 66, "refused_ok": 6,
    "wellformed": 95, "on_gold": 85, "chars": 75, "p90": 110,
}  # fmt: skip
HELD_OUT = {
    "hit@5": 90, "solved": 65, "wrong": 30, "cited": 100, "exact": 100, "wellformed": 95, "on_gold": 85, "chars": 75,
    "p90": 110,
}  # fmt: skip


@pytest.fixture(scope="module")
def answered(seed_settings):
    lines = (ROOT / "evals" / "seeds.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines if line.strip()]
    assistant = Assistant(seed_settings)
    answers = {}
    for item in gold:
        history = [Turn(turn["role"], turn["content"]) for turn in item.get("history") or []]
        answers[item["id"]] = answer_object(assistant.answer(item["question"], history), item["id"])
    texts = {d.source.name: d.source.text for d in assistant.index.documents()}
    return [gold_of(item) for item in gold], answers, texts


def check(gold, answered, floors):
    measured, _ = figures(gold, answered[1], answered[2])
    assert not short_of(measured, floors.items())


def test_all_questions(answered):
    check(answered[0], answered, ALL)


def test_the_held_out_third(answered):
    check([g for g in answered[0] if g.is_held_out], answered, HELD_OUT)


def test_every_type_of_question_is_answered(answered):
    measured, _ = figures(answered[0], answered[1], answered[2])
    floors = {"solved_fact": 80, "solved_followup": 75, "solved_list": 75, "solved_multi": 33, "solved_summary": 50}
    assert not short_of(measured, floors.items())
