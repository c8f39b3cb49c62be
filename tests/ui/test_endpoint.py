"""A server of language models: typed, told where text would go, tried when that is asked for, and not before."""

import json
from dataclasses import replace

import pytest

from rag.settings import ENDPOINT_KEY, Settings, load
from tests.stub_server import serving
from tests.ui.rooms import captions, chinese, click, drawn, labels, resting
from tests.ui.test_page import run, texts
from ui import endpoint, gate


def room(settings, now=None, held=(), language="zh"):
    from ui import endpoint
    from ui.settings_texts import SETTINGS_TEXTS
    from ui.texts import TEXTS

    endpoint.draw(settings, now or settings, held, TEXTS[language], SETTINGS_TEXTS[language])


@pytest.fixture
def settings(home, monkeypatch):
    monkeypatch.setattr(endpoint, "listening", list)
    return replace(Settings(), data=home / "data")


def typed(at, address, model=""):
    at.text_input(key="endpoint-address").set_value(address)
    at.text_input(key="endpoint-model").set_value(model)
    return run(at)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_before_an_address_is_typed_there_is_nothing_to_press(settings, language):
    at = drawn(room, settings=settings, language=language)
    assert not labels(at) and texts(at) == captions(at) == []
    assert [field.label for field in at.text_input] == (
        ["地址", "模型名"] if language == "zh" else ["Address", "Model"]
    )


def test_what_is_no_address_is_said_and_no_password_is_repeated(settings):
    at = typed(drawn(room, settings=settings), "ftp://user:pass@x")
    (said,) = texts(at)
    assert "http://" in said and "“谁来作答”" in said and "pass" not in said and not labels(at)
    at = typed(drawn(room, settings=settings, language="en"), "ftp://x")
    assert "no address" in texts(at)[0] and not chinese(at)


@pytest.mark.parametrize(
    ("address", "leaves", "open_way"),
    [("http://127.0.0.1:1/v1", False, False), ("https://far.example.org", True, False), ("http://far:1", True, True)],
)
def test_whether_text_would_leave_is_said_before_anything_is_pressed(settings, address, leaves, open_way):
    at = typed(drawn(room, settings=settings), address)
    assert any("离开这台机器" in text for text in texts(at)) is leaves
    assert ("服务在这台机器上，文字不离开这台机器。" in captions(at)) is not leaves
    assert any("不加密" in text for text in texts(at)) is open_way
    assert labels(at)["use-endpoint"] == ("改用，文字会离开这台机器" if leaves else "改用")
    assert not chinese(typed(drawn(room, settings=settings, language="en"), address))


@pytest.mark.parametrize(
    ("key", "said"), [("", "没有密钥"), ("sk-secret", "密钥已在环境变量"), ("sk secret", "含有不该有的字符")]
)
def test_of_a_key_is_said_whether_there_is_one_and_never_which(settings, monkeypatch, key, said):
    monkeypatch.setenv(ENDPOINT_KEY, key)
    told = captions(typed(drawn(room, settings=settings), "https://far.example.org"))[-1]
    assert said in told and ENDPOINT_KEY in told and "secret" not in told


def test_it_is_used_once_that_is_pressed_and_then_no_longer_offered(settings):
    at = typed(drawn(room, settings=settings), "http://127.0.0.1:1/v1", "qwen3:4b")
    click(at, "use-endpoint")
    chosen = load()
    assert (chosen.generator, chosen.endpoint, chosen.endpoint_model) == (
        "endpoint",
        "http://127.0.0.1:1/v1",
        "qwen3:4b",
    )
    at = drawn(room, settings=replace(chosen, data=settings.data))
    assert list(labels(at)) == ["test-endpoint"] and at.text_input(key="endpoint-model").value == "qwen3:4b"
    assert "use-endpoint" in labels(typed(at, "http://127.0.0.1:1/v1", "another"))
    assert resting(typed(drawn(room, settings=settings, held=("RAG_ENDPOINT",)), "http://here:1")) == {"use-endpoint"}


def test_servers_that_seem_to_run_here_fill_in_the_address(settings, monkeypatch):
    found = [("Ollama", "http://127.0.0.1:11434/v1"), ("vLLM", "http://127.0.0.1:8000/v1")]
    monkeypatch.setattr(endpoint, "listening", lambda: found)
    at = drawn(room, settings=settings)
    assert "vLLM" in labels(at)["take-1"] and "127.0.0.1:8000/v1" in labels(at)["take-1"]
    at = click(at, "take-1")
    assert at.text_input(key="endpoint-address").value == found[1][1]
    at = drawn(room, settings=replace(settings, endpoint=found[0][1]), language="en")
    assert labels(at)["take-0"] == "Take vLLM (127.0.0.1:8000/v1)", "the other one stands there already"
    assert not chinese(at)


def test_a_connection_is_tried_when_that_is_asked_for_with_one_word_of_ours(settings):
    def respond(call):
        call.head()
        call.say("好")

    with serving(respond) as stub:
        at = typed(drawn(room, settings=settings), stub.url, "qwen3:4b")
        assert stub.calls == [], "nobody is contacted before"
        at = click(at, "test-endpoint")
        (call,) = stub.calls
        assert len(call.json()["messages"]) == 1
    assert texts(at)[-1].startswith("连上了：qwen3:4b 在 ")
    assert not any("连上了" in text for text in texts(typed(at, stub.url, "another"))), "that was another model"


def test_a_server_of_several_models_is_one_that_was_reached_and_each_is_named(settings):
    names = ["qwen3:4b", "<b>加粗</b>"]

    def respond(call):
        call.whole(json.dumps({"data": [{"id": name} for name in names]}).encode())

    with serving(respond) as stub:
        at = click(typed(drawn(room, settings=settings), stub.url, ""), "test-endpoint")
        assert texts(at)[-2] == "连上了，但还不能作答" and "（qwen3:4b、<b>加粗</b>）" in texts(at)[-1]
        at = click(typed(drawn(room, settings=settings, language="en"), stub.url, ""), "test-endpoint")
        assert texts(at)[-2] == "The server is there, but cannot answer yet"


def test_why_a_server_does_not_work_is_said_by_what_is_clicked(settings, monkeypatch):
    at = click(typed(drawn(room, settings=settings), "http://127.0.0.1:1/v1", "m"), "test-endpoint")
    assert texts(at)[-2] == "没有连上" and "连不上" in texts(at)[-1] and "改用内置模型" in texts(at)[-1]
    at = click(typed(drawn(room, settings=settings, language="en"), "http://127.0.0.1:1/v1", "m"), "test-endpoint")
    assert texts(at)[-2] == "It does not work" and not chinese(at)
    assert load().generator == "auto", "a trial changes nothing"
    monkeypatch.setattr(gate, "manages", lambda: False)
    at = click(typed(drawn(room, settings=settings), "http://127.0.0.1:1/v1", "n"), "test-endpoint")
    assert not any("连" in text for text in texts(at)) and resting(at) == {"use-endpoint"}
