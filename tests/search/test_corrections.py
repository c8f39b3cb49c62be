"""Typing errors by sound: mended where the documents know better, and left alone where they do not."""

import json

import pytest

from rag.assistant import Assistant
from rag.encode.load import load_embedder
from rag.index.index import Index
from rag.search.corrections import Corrector
from rag.search.question import understand
from rag.settings import ROOT
from rag.text.fold import is_han
from rag.text.pinyin import homophones
from rag.text.words import Segmenter

MENDED = {
    "温州人经神是什么": "温州人精神是什么",
    "云洲街道的书记是谁": "云周街道的书记是谁",
    "区委输记是谁": "区委书记是谁",
    "欧海区的区委书记是谁": "瓯海区的区委书记是谁",
    "洞投区委书记是谁": "洞头区委书记是谁",
    "刘伯文诗歌奖的奖金是多少": "刘伯温诗歌奖的奖金是多少",
    "苍楠供水工程投资多少": "苍南供水工程投资多少",
    "温州擂台六比竟赛是什么": "温州擂台六比竞赛是什么",
    "2019年地区生产总直是多少": "2019年地区生产总值是多少",
    "南宾街道党工委书记是谁": "南滨街道党工委书记是谁",
}
LEFT_ALONE = (
    "涂秀名写过哪些文章",  # may be another person
    "“六比竟赛”出现了几次",  # quoted on purpose
    "神舟十五号航天员乘组完成了多少次出舱活动？",
    "亚马逊雨林在哪里",
    "What was the GDP?",
    "？？？",
)


@pytest.fixture(scope="module")
def corrector(seed_settings):
    return Corrector(Index.open(seed_settings.index, load_embedder(seed_settings), Segmenter()), Segmenter())


@pytest.mark.parametrize("question", MENDED)
def test_a_character_that_sounds_alike_is_mended_and_told(corrector, question):
    found = corrector.corrected(understand(question))
    assert found.queries == (MENDED[question],)
    assert found.question == question
    (correction,) = found.corrections
    assert question.replace(correction.wrong, correction.right) == MENDED[question]


@pytest.mark.parametrize("question", LEFT_ALONE)
def test_what_the_documents_do_not_know_better_is_left_alone(corrector, question):
    assert corrector.corrected(understand(question)).corrections == ()


@pytest.mark.parametrize("name", ["seeds.jsonl", "more.jsonl"])
def test_no_gold_question_is_changed(corrector, name):
    lines = (ROOT / "evals" / name).read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in filter(None, lines)]
    changed = [question for question in questions if corrector.corrected(understand(question)).corrections]
    assert changed == []


def test_the_answer_is_that_to_the_right_question(seed_settings):
    assistant = Assistant(seed_settings)
    wrong, right = assistant.answer("洞投区委书记是谁？"), assistant.answer("洞头区委书记是谁？")
    assert wrong.outcome == "answered"
    assert wrong.text == right.text
    assert [(c.wrong, c.right) for c in wrong.understood.corrections] == [("洞投区委", "洞头区委")]


def test_near_sounds_count_as_the_same():
    assert "神" in homophones("省") and "省" in homophones("神")
    assert "州" in homophones("邹")
    assert "经" not in homophones("经")


def test_what_stands_in_the_documents_is_found_without_reading_them_all(corrector, monkeypatch):
    index = corrector._index
    texts = [chunk.text for chunk in index.chunks(index._store.chunk_ids())]
    cut = [text[at : at + 4] for text in texts[:20] for at in range(0, len(text), 9)]
    windows = {words for words in cut if all(map(is_han, words))} | {"温州人经", "人精神了吗", "精", "GDP"}
    for words in windows:
        assert index.stands(words) == any(words in text for text in texts), words
    read = []
    monkeypatch.setattr(index._store, "chunks", lambda ids: read.extend(ids) or real(ids))
    real = type(index._store).chunks.__get__(index._store)
    assert not index.stands("温州人经神")
    assert len(read) < len(texts) / 4
