"""A choice on the settings page is kept, or why not is said once; it rests where it is another's."""

from dataclasses import replace

import pytest

from rag.settings import Settings, load
from tests.ui.rooms import chinese, click, drawn, labels, resting
from tests.ui.test_page import run, texts
from ui import gate


def choice(settings, held=(), used=False, language="zh"):
    from ui import choosing
    from ui.settings_texts import SETTINGS_TEXTS
    from ui.texts import TEXTS

    words = SETTINGS_TEXTS[language]
    choosing.outcome(TEXTS[language], words)
    choosing.head("*name*", words, used=used, key="one")
    choosing.use("use *it*", settings, held, key="use", generator="local", llm="here")


@pytest.fixture
def settings(home):
    return replace(Settings(), data=home / "data")


def badges(at):
    return [one.value for one in at.markdown if one.value.startswith(":") and "badge" in one.value]


def test_it_is_kept_and_said_once(settings):
    at = drawn(choice, settings=settings)
    assert texts(at) == [] and labels(at) == {"use": "use *it*"} and not badges(at)
    at = click(at, "use")
    assert texts(at) == ["已改，下一个问题起生效。"]
    assert (load().generator, load().llm) == ("local", "here")
    assert texts(run(at)) == []


def test_what_is_in_use_is_marked(settings):
    (badge,) = badges(drawn(choice, settings=settings, used=True))
    assert "正在使用" in badge


def test_why_it_cannot_be_kept_is_said_in_either_language(settings):
    settings.data.write_text("a file where the folder should be", encoding="utf-8")
    (said,) = texts(click(drawn(choice, settings=settings), "use"))
    assert str(settings.data) in said and "不能写入" in said
    at = click(drawn(choice, settings=settings, language="en"), "use")
    assert str(settings.data) in texts(at)[0] and not chinese(at)


@pytest.mark.parametrize("held", [("RAG_LLM",), ("RAG_GENERATOR",)])
def test_it_rests_where_the_environment_has_the_last_word(settings, held):
    assert resting(drawn(choice, settings=settings, held=held)) == {"use"}
    assert resting(drawn(choice, settings=settings, held=("RAG_ENDPOINT",))) == set()


def test_it_rests_for_whoever_does_not_manage_what_all_read_from(settings, monkeypatch):
    monkeypatch.setattr(gate, "manages", lambda: False)
    assert resting(drawn(choice, settings=settings)) == {"use"}
