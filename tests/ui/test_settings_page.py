"""The settings: who answers, what leaves, what a model costs, the reader's own words; kept, and in force at once."""

import json

import pytest

from rag.machine import Machine, Speed
from rag.settings import ROOT, load
from tests.test_fetching import paper_model
from tests.ui.test_page import TIMEOUT, indexed, real, run, scripted, texts  # noqa: F401
from tests.ui.test_standing import HAN
from ui import local_models, models, offer

FAST = Machine(Speed(40e9, 400e9, 2), memory=6 * 10**9, disk=50 * 10**9, bf16=False, gpu=False)


@pytest.fixture
def page(scripted, monkeypatch, tmp_path):  # noqa: F811
    """The page at its settings, over a folder of its own; nothing of the environment has the last word."""
    from streamlit.testing.v1 import AppTest

    file = tmp_path / "rag.toml"
    file.write_text(f"llm = {json.dumps(str(tmp_path / 'llm'))}\n", encoding="utf-8")
    monkeypatch.setattr("rag.settings.ROOT", tmp_path)
    monkeypatch.setattr(offer, "machine", lambda *_: FAST)
    monkeypatch.setattr(local_models, "free_disk", lambda _: FAST.disk)
    monkeypatch.setattr("ui.endpoint.listening", lambda: [("Ollama", "http://127.0.0.1:11434/v1")])
    at = AppTest.from_file(str(ROOT / "ui" / "script.py"), default_timeout=TIMEOUT)
    at.query_params["page"] = "settings"
    return at


def buttons(at):
    return {button.key: button for button in at.button}


def click(at, key):
    at.button(key=key).click()
    return run(at)


def captions(at):
    return [caption.value for caption in at.caption]


def test_it_is_reached_from_the_side_bar_and_left_again(scripted):  # noqa: F811
    at = click(run(scripted), "open-settings")
    assert at.query_params["page"] in ("settings", ["settings"])
    assert "设置" in [title.value for title in at.title]
    at = click(at, "back")
    assert "page" not in at.query_params and at.chat_input(key="ask")


def test_the_three_that_may_answer_stand_there_the_one_in_use_marked(page):
    at = run(page)
    assert [h.value for h in at.subheader][:3] == ["内置模型", "本机的语言模型", "语言模型服务"]
    assert "use-built-in" not in buttons(at), "it is in use"
    said = texts(at)
    assert any("下载 1.5 GB · 内存约 3.2 GB · 每个回答约" in text and "Apache-2.0" in text for text in said)
    assert any("内存不够：要 7.7 GB，现在空着 6.0 GB" in text for text in said)
    assert any("huggingface" in text for text in captions(at))


def test_every_word_is_english_where_that_is_chosen(page):
    page.query_params["lang"] = "en"
    at = run(page)
    said = [*texts(at), *captions(at), *(b.label for b in at.button), *(h.value for h in [*at.subheader, *at.header])]
    said += [t.label for t in [*at.text_input, *at.text_area]]
    assert [text for text in said if HAN.search(text) and text != "问据 Wenju"] == []


def test_a_model_that_is_here_is_chosen_and_kept(page, tmp_path):
    paper_model(tmp_path / "llm" / "my model *x*")
    at = run(page)
    assert "my model *x*" in texts(at)
    # The folder holds one model: it answers already, as the settings leave it open.
    at = click(at, "use-built-in")
    assert "已改，下一个问题起生效。" in texts(at) and load().generator == "built-in"
    (key,) = (key for key in buttons(at) if key.startswith("use-llm-"))
    at = click(at, key)
    assert (load().generator, load().llm) == ("local", str(tmp_path / "llm" / "my model *x*"))
    assert key not in buttons(at) and "use-built-in" in buttons(at)


def test_what_the_environment_says_has_the_last_word_and_that_is_said(page, monkeypatch):
    monkeypatch.setenv("RAG_GENERATOR", "endpoint")
    monkeypatch.setenv("RAG_ENDPOINT", "https://models.example.com/v1")
    at = run(page)
    assert any("RAG_GENERATOR、RAG_ENDPOINT 已在环境变量里定下" in text for text in texts(at))
    assert buttons(at)["use-built-in"].disabled


def test_a_server_elsewhere_is_told_before_it_is_used_and_none_is_contacted(page, monkeypatch):
    monkeypatch.setenv("RAG_ENDPOINT_KEY", "sk-very-secret")
    at = run(page)
    at.text_input(key="endpoint-address").set_value("http://models.example.com:8000")
    at = run(at)
    assert any(
        "文字会离开这台机器" in text and "models.example.com:8000" in text and "不加密" in text for text in texts(at)
    )
    assert buttons(at)["use-endpoint"].label == "改用，文字会离开这台机器"
    assert any("RAG_ENDPOINT_KEY" in text for text in captions(at))
    at = click(at, "use-endpoint")
    assert (load().generator, load().endpoint) == ("endpoint", "http://models.example.com:8000")
    assert "sk-very-secret" not in str([*texts(at), *captions(at)])
    assert "sk-very-secret" not in load().chosen.read_text(encoding="utf-8")
    assert any("models.example.com" in text and "离开这台机器" in text for text in texts(at))


def test_who_composes_is_decided_as_the_assistant_does(tmp_path):
    from rag.settings import Settings

    def decided(**changes):
        return models.composing(Settings(llm=str(tmp_path / "llm"), **changes)).generator

    assert decided() == "built-in"
    assert decided(endpoint="http://127.0.0.1:1") == "endpoint"
    paper_model(tmp_path / "llm" / "m")
    assert decided() == "local" and decided(generator="built-in") == "built-in"


def test_another_choice_makes_another_assistant(tmp_path, monkeypatch):
    from rag.settings import Settings
    from ui import assistants

    own = Settings(llm=str(tmp_path / "llm"), data=tmp_path)
    first = assistants.assistant(own, lambda settings: object())
    assert assistants.assistant(own, lambda settings: object()) is first
    paper_model(tmp_path / "llm" / "m")
    assert assistants.assistant(own, lambda settings: object()) is not first


def test_words_of_the_documents_are_proposed_taken_and_the_index_is_said_to_be_behind(real):  # noqa: F811
    real.query_params["page"] = "settings"
    at = click(run(real), "propose")
    pills = at.get_by_key("proposals")
    offered = [option.content for option in pills.proto.options]
    assert any(label.startswith("民营经济 ") for label in offered)
    assert not any("本" in text and "词典建的" in text for text in texts(at))
    own = load().dictionary
    try:
        pills.set_value(["民营经济"]) if hasattr(pills, "set_value") else at.session_state.__setitem__(
            "proposals", ["民营经济"]
        )
        at = click(run(at), "take-words")
        assert own.read_text(encoding="utf-8") == "民营经济\n"
        assert "索引是按从前的词典建的。" in texts(at) and "update-words" in buttons(at)
        assert "民营经济" not in [one.word for one in at.session_state["proposed"]]
    finally:
        own.unlink(missing_ok=True)  # the index is that of other tests, too
