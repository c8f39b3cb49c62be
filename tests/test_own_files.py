"""What a reader writes, data/dictionary.txt and data/synonyms.txt: the examples do what they say, changes count."""

import re
import shutil
from dataclasses import replace

import pytest

from rag.assistant import Assistant
from rag.build import build, is_stale
from rag.errors import ConfigFileError
from rag.settings import ROOT, Settings
from rag.text.equivalents import Synonyms
from rag.text.handwritten import entries
from rag.text.words import Segmenter

EXAMPLES = ROOT / "docs" / "examples"
QUESTION = "瑞安的工信局局长是谁？"


@pytest.fixture
def own(seed_settings, tmp_path):
    """Settings over seeds/ with a data folder of one's own, empty."""
    (tmp_path / "data").mkdir()
    return replace(seed_settings, data=tmp_path / "data")


def test_the_question_of_the_example_is_answered_only_with_it(own):
    assert QUESTION.rstrip("？") in (EXAMPLES / "synonyms.txt").read_text(encoding="utf-8")
    assistant = Assistant(own)
    assert assistant.answer(QUESTION).outcome == "no_evidence"
    shutil.copy(EXAMPLES / "synonyms.txt", own.synonyms)
    answer = assistant.answer(QUESTION)
    assert answer.outcome == "answered", "no restart, no rebuild"
    assert "涂秀明" in answer.text
    assert all(citation.doc.startswith("000_") for citation in answer.citations)
    own.synonyms.unlink()
    assert assistant.answer(QUESTION).outcome == "no_evidence"


def test_every_line_of_the_example_of_synonyms_is_read():
    rules = dict(Synonyms.read(EXAMPLES / "synonyms.txt").rules)
    assert rules["掌门人"] == ("一把手", "党委书记")
    assert rules["代表之家"] == ("人大代表联络总站",)
    assert "人大代表联络总站" not in rules, "one way"


def test_every_word_of_the_example_of_a_dictionary_is_a_word_with_it_only():
    without, with_it = Segmenter(), Segmenter(EXAMPLES / "dictionary.txt")
    words = [line.split()[0] for _, line in entries(EXAMPLES / "dictionary.txt")]
    assert len(words) >= 5
    for word in words:
        assert word.lower() not in without.words(f"关于{word}的通知"), word
        assert word.lower() in with_it.words(f"关于{word}的通知"), word


def test_a_malformed_line_is_told_and_mended_without_a_restart(own):
    assistant = Assistant(own)
    own.synonyms.write_text("工信局\n", encoding="utf-8")
    with pytest.raises(ConfigFileError) as caught:
        assistant.answer(QUESTION)
    assert re.search(r"synonyms\.txt 第 1 行“工信局”", caught.value.hint)
    own.synonyms.write_text("工信局 经信局\n", encoding="utf-8")
    assert assistant.answer(QUESTION).outcome == "answered"


def test_a_dictionary_that_has_changed_counts_from_the_next_build_on(tmp_path):
    docs = tmp_path / "资料"
    docs.mkdir()
    (docs / "一.txt").write_text("云周街道开展两个健康活动。\n\n仙降街道也开展活动。\n", encoding="utf-8")
    settings = replace(Settings(), docs=docs, index=tmp_path / "索引", data=tmp_path / "data", generator="built-in")
    build(settings)
    assistant = Assistant(settings)
    assert assistant.index.weight("云周街道") == assistant.index.weight("没有的词")
    settings.data.mkdir()
    shutil.copy(EXAMPLES / "dictionary.txt", settings.dictionary)
    assert is_stale(settings)
    assistant.refresh()
    assert assistant.answer("两个健康活动在哪里开展？").outcome == "answered", (
        "the index in use goes on with its own words"
    )
    build(settings)
    assert assistant.refresh()
    assert assistant.index.warning is None
    assert assistant.index.weight("云周街道") < assistant.index.weight("没有的词")
    assert not is_stale(settings)
