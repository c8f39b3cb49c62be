"""A server of language models that misbehaves in every way: bounded times, a mend, and nothing that stood is lost."""

import gzip
import json
import logging
import socket
import ssl
import subprocess
import threading
import time
from contextlib import suppress
from dataclasses import replace
from threading import Event

import pytest

from rag.answer.models.endpoint import Endpoint, Patience
from rag.assistant import Assistant
from rag.errors import BackendError, BackendTimeoutError, BackendUnavailableError, ConfigError
from rag.records import AnswerReady, EvidenceFound, SentenceReady
from tests.answer import tiny_model
from tests.answer.tiny_model import REQUEST
from tests.stub_server import EVENT_STREAM, event, serving

KEY = "sk-very-secret-0123456789"
# However busy the machine is, a call comes to its end within the first; a server that is let alone goes on for longer.
LONGEST_S, FOR_EVER_S = 60.0, 180.0
PATIENT = Patience(600.0, 600.0, 600.0, 600.0)
# Where time is what runs out: once more with more of it, where the server had not come to do what it does.
HASTY_TO_CONNECT = replace(PATIENT, connect_s=0.3)
HASTY = [Patience(connect_s=0.3 * n, first_s=0.6 * n, idle_s=0.3 * n, whole_s=1.2 * n) for n in (1, 6, 36)]
QUESTION = "城东公园改造工程总投资多少？"
TRUE = "工程总投资3200万元[1]。"
HTML = "<html><body><h1>502 Bad Gateway</h1>nginx</body></html>"
BOMB = gzip.compress(b"data: " + b"0" * 50_000_000, 1)
METADATA = "http://169.254.169.254/latest/meta-data/"


def refuse(status, body, kind="text/html", **headers):
    def respond(call):
        call.whole(body, status, kind, **headers)

    return respond


def silent(call):
    return call.wait_for_hang_up(FOR_EVER_S)


def silent_behind_its_head(call):
    call.head()
    return call.wait_for_hang_up(FOR_EVER_S)


def again_and_again(call, data, pause_s):
    ends = time.monotonic() + FOR_EVER_S
    while time.monotonic() < ends:
        call.send(data)
        time.sleep(pause_s)


def drip(call):
    call.head()
    call.say(TRUE, done=False)
    again_and_again(call, "d", 0.1)


def signs_of_life_only(call):
    call.head()
    again_and_again(call, ": keep-alive\n\n" + event(None), 0.05)


def cut_off(call):
    call.head()
    call.say(TRUE, "地区生产", done=False)


def cut_off_in_a_chunk(call):
    call.head(Transfer_Encoding="chunked")
    data = event(TRUE).encode()
    call.send(f"{len(data):x}\r\n".encode() + data + b"\r\nffff\r\ndata: {")


def bad_json(call):
    call.head()
    call.say(TRUE, done=False)
    call.send('data: {"choices": [{"delta"\n\n')


def deep_json(call):
    call.head()
    call.send("data: " + "[" * 100_000 + "\n\n")


def no_answer_in_json(call):
    call.head()
    call.send('data: {"choices": "none"}\n\n')


def content_that_is_no_text(call):
    call.head()
    call.send('data: {"choices": [{"delta": {"content": {"a": 1}}}]}\n\n')


def error_in_the_middle(call):
    call.head()
    call.say(TRUE, done=False)
    call.send('data: {"error": {"message": "CUDA out of memory", "code": 500}}\n\n')


def endless_line(call):
    call.head()
    while True:
        call.send(b"data: " + b"x" * 65536)


def page_of_another_server(call):
    call.whole(HTML, 200, "text/html")


def bomb(call):
    call.whole(BOMB, 200, EVENT_STREAM, Content_Encoding="gzip")


def thinking_for_ever(call):
    call.head()
    again_and_again(call, event(None, reasoning_content="嗯，让我想想。"), 0.02)


# What the server does, what is raised, what the hint says, and whether something was written before.
FAULTS = {
    "401": (
        refuse(401, json.dumps({"error": {"message": f"bad key {KEY}"}}), "application/json"),
        BackendError,
        "密钥",
    ),
    "404": (refuse(404, HTML), BackendError, "/v1"),
    "429": (refuse(429, HTML), BackendUnavailableError, "429"),
    "500": (refuse(500, HTML), BackendUnavailableError, "500"),
    "400 twice": (refuse(400, '{"error": "no such model"}', "application/json"), BackendError, "no such model"),
    "redirect": (refuse(307, "", Location=METADATA), BackendError, "不跟随"),
    "silent": (silent, BackendTimeoutError, "迟迟没有回答"),
    "silent behind its head": (silent_behind_its_head, BackendTimeoutError, "迟迟没有回答"),
    "signs of life only": (signs_of_life_only, BackendTimeoutError, "迟迟没有回答"),
    "a byte at a time": (drip, BackendTimeoutError, "停住"),
    "cut off": (cut_off, BackendUnavailableError, "断了"),
    "cut off in a chunk": (cut_off_in_a_chunk, BackendUnavailableError, "断了"),
    "bad JSON": (bad_json, BackendError, "兼容 OpenAI"),
    "deep JSON": (deep_json, BackendError, "兼容 OpenAI"),
    "no answer in JSON": (no_answer_in_json, BackendError, "兼容 OpenAI"),
    "content that is no text": (content_that_is_no_text, BackendError, "兼容 OpenAI"),
    "error in the middle": (error_in_the_middle, BackendError, "CUDA out of memory"),
    "endless line": (endless_line, BackendError, "兼容 OpenAI"),
    "another page": (page_of_another_server, BackendError, "兼容 OpenAI"),
    "gzip bomb": (bomb, BackendError, "兼容 OpenAI"),
    "thinking for ever": (thinking_for_ever, BackendTimeoutError, "迟迟没有回答"),
}
PARTLY = {"a byte at a time", "cut off", "cut off in a chunk", "bad JSON", "error in the middle"}


def patiences(fault):
    """How long the server is waited for, in turn, until it has come to do what it does."""
    return HASTY if FAULTS[fault][1] is BackendTimeoutError else [PATIENT]


def endpoint(url, patience=PATIENT, **changes):
    changes = {"endpoint_model": "qwen3"} | changes
    return Endpoint(tiny_model.settings(endpoint=url, **changes), key=KEY, patience=patience)


def until(is_so):
    """Wait for something, however busy the machine is."""
    ends = time.monotonic() + LONGEST_S
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)


def call_has_ended():
    return not any(thread.name.startswith("call-") for thread in threading.enumerate())


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_ends_in_time_with_a_mend_and_without_the_key(fault, caplog):
    respond, kind, hint = FAULTS[fault]
    caplog.set_level(logging.DEBUG)
    for patience in patiences(fault):
        got = []
        with serving(respond) as stub:
            began = time.monotonic()
            with pytest.raises(kind) as failure:
                got.extend(endpoint(stub.url, patience).stream(REQUEST, Event()))
            assert time.monotonic() - began < LONGEST_S
        if stub.calls and bool(got) is (fault in PARTLY):
            break
    assert stub.calls[0].headers["authorization"] == f"Bearer {KEY}", "the test sees the key sent"
    assert hint in failure.value.hint
    assert "built-in" in failure.value.hint and "built-in" in failure.value.hint_en
    assert ("".join(got).startswith(TRUE)) is (fault in PARTLY)
    told = [str(failure.value), failure.value.hint, failure.value.hint_en, caplog.text]
    assert not any(KEY in text for text in told)
    assert not any("<" in text for text in told[:3]), "no page of another server is shown"
    until(call_has_ended)


@pytest.mark.parametrize("fault", ["silent", "a byte at a time", "cut off", "401", "500", "bad JSON", "gzip bomb"])
def test_what_stood_stays_when_the_server_fails(fault, tiny_settings):
    respond, kind, _ = FAULTS[fault]
    for patience in patiences(fault):
        with serving(respond) as stub:
            events = list(Assistant(tiny_settings, generator=endpoint(stub.url, patience)).ask(QUESTION))
        if any(isinstance(e, SentenceReady) for e in events) is (fault in PARTLY):
            break
    assert any(isinstance(e, EvidenceFound) and e.evidence for e in events)
    last = events[-1]
    assert isinstance(last, AnswerReady) and last.final
    assert isinstance(last.failure, kind)
    assert "3200万元" in last.answer.text
    assert last.answer.evidence
    if fault in PARTLY:
        assert last.answer.generator.startswith("qwen3 @ 127.0.0.1")
        assert "没有写完" in last.answer.notice
        assert [e.sentence.text for e in events if isinstance(e, SentenceReady)] == ["工程总投资3200万元。"]
    else:
        assert last.answer.generator == "built-in"
        assert last.answer == replace(last.answer, notice="")


def test_nobody_listens():
    with socket.socket() as taken:  # by nobody else, and nobody listens
        taken.bind(("127.0.0.1", 0))
        began = time.monotonic()
        with pytest.raises(BackendUnavailableError) as failure:
            list(endpoint(f"http://127.0.0.1:{taken.getsockname()[1]}/v1").stream(REQUEST, Event()))
        assert time.monotonic() - began < LONGEST_S
    assert "连不上" in failure.value.hint


def test_nobody_takes_the_call():
    """A port whose queue is full answers nothing at all: the wait for a connection ends in time."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        address = full.getsockname()
        held = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(address)
            held.append(one)
        began = time.monotonic()
        with pytest.raises(BackendError) as failure:
            list(endpoint(f"http://127.0.0.1:{address[1]}/v1", HASTY_TO_CONNECT).stream(REQUEST, Event()))
        assert time.monotonic() - began < LONGEST_S
        assert "连不上" in failure.value.hint or "迟迟" in failure.value.hint
        for one in held:
            one.close()


def test_a_name_that_nobody_knows():
    with pytest.raises(BackendUnavailableError):
        list(endpoint("http://no-such-host.invalid/v1").stream(REQUEST, Event()))


def certificate(folder):
    """Make a certificate that nobody vouches for."""
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*made, *files], check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


def test_a_certificate_that_nobody_vouches_for(tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate(tmp_path))
    heard = []

    def serve(listener):
        with listener, listener.accept()[0] as connection:
            try:
                with context.wrap_socket(connection, server_side=True) as tls:
                    heard.append(tls.recv(1000))
            except OSError as error:
                heard.append(error)

    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    thread = threading.Thread(target=serve, args=(listener,), daemon=True)
    thread.start()
    with pytest.raises(BackendUnavailableError) as failure:
        list(endpoint(f"https://127.0.0.1:{port}/v1").stream(REQUEST, Event()))
    thread.join(LONGEST_S)
    assert "证书" in failure.value.hint
    assert [isinstance(one, OSError) for one in heard] == [True], "nothing was told to a stranger"


def test_https_to_a_server_that_speaks_http():
    with serving(silent) as stub, pytest.raises(BackendUnavailableError) as failure:
        list(endpoint(stub.url.replace("http:", "https:"), HASTY_TO_CONNECT).stream(REQUEST, Event()))
    assert "https" in failure.value.hint


def test_a_redirect_is_not_followed():
    """Neither to another port of this machine nor to where clouds keep their secrets."""
    with serving(lambda call: call.whole("{}")) as other:
        for status in (301, 302, 303, 307, 308):
            with serving(refuse(status, "", Location=other.url)) as stub, pytest.raises(BackendError):
                list(endpoint(stub.url).stream(REQUEST, Event()))
        assert other.calls == []


# ---------------------------------------------------------------- no faults


def test_characters_cut_apart_come_whole():
    def respond(call):
        call.head()
        for byte in (event("温州，") + event("增长8.2%。😀") + event(None, finish="stop")).encode():
            call.send(bytes([byte]))
            time.sleep(0.0005)

    with serving(respond) as stub:
        assert "".join(endpoint(stub.url).stream(REQUEST, Event())) == "温州，增长8.2%。😀"


def test_a_server_that_does_not_say_done_but_why_it_ended():
    def respond(call):
        call.head()
        call.send(event("好。") + event(None, finish="length"))

    with serving(respond) as stub:
        assert list(endpoint(stub.url).stream(REQUEST, Event())) == ["好。"]


def test_an_endless_answer_ends_at_the_cap():
    sent = []

    def respond(call):
        call.head()
        while True:
            call.send(event("好" * 50))
            sent.append(50)

    with serving(respond) as stub:
        text = "".join(endpoint(stub.url, max_new_tokens=100).stream(REQUEST, Event()))
    assert len(text) == 800
    assert len(sent) < 100_000


def test_a_server_that_does_not_stream():
    value = {"choices": [{"message": {"content": "好。"}, "finish_reason": "stop"}]}
    with serving(lambda call: call.whole(json.dumps(value))) as stub:
        assert list(endpoint(stub.url).stream(REQUEST, Event())) == ["好。"]


def test_a_lone_surrogate_does_no_harm():
    def respond(call):
        call.head()
        call.send('data: {"choices": [{"delta": {"content": "甲\\ud800。"}, "finish_reason": "stop"}]}\n\n')

    with serving(respond) as stub:
        assert list(endpoint(stub.url).stream(REQUEST, Event())) == ["甲\ufffd。"]


def test_thought_in_a_field_of_its_own_is_not_shown_and_counts_as_life():
    def respond(call):
        call.head()
        call.send(event(None, reasoning_content="想"))
        thought.append(call)
        time.sleep(1.5 * hasty.first_s)  # by then a word would have had to come
        call.say("好。")

    for hasty in HASTY:
        thought, got = [], []
        with serving(respond) as stub, suppress(BackendTimeoutError):
            got += endpoint(stub.url, replace(PATIENT, first_s=hasty.first_s)).stream(REQUEST, Event())
        if thought and got:
            break  # otherwise it thought too late
    assert got == ["好。"]


def test_a_server_that_knows_the_letter_of_the_interface_only_is_asked_by_it():
    def respond(call):
        if "temperature" in call.json() or "chat_template_kwargs" in call.json():
            call.whole('{"error": {"message": "Unrecognized request argument"}}', 400)
        else:
            call.head()
            call.say("好。")

    with serving(respond) as stub:
        assert list(endpoint(stub.url, max_new_tokens=7).stream(REQUEST, Event())) == ["好。"]
    asked = stub.calls[-1].json()
    assert set(asked) == {"model", "messages", "stream", "max_completion_tokens"}
    assert (asked["model"], asked["max_completion_tokens"], asked["stream"]) == ("qwen3", 7, True)
    assert asked["messages"][0]["role"] == "system"


def test_a_server_with_one_model_needs_no_name_and_one_with_several_says_them():
    names = ["qwen3:4b"]

    def respond(call):
        if call.method == "GET":
            call.whole(json.dumps({"data": [{"id": name} for name in names]}))
        else:
            call.head()
            call.say("好。")

    with serving(respond) as stub:
        one = endpoint(stub.url, endpoint_model="")
        assert list(one.stream(REQUEST, Event())) == ["好。"]
        assert one.name == f"qwen3:4b @ 127.0.0.1:{stub.port}"
        assert [call.path for call in stub.calls] == ["/v1/models", "/v1/chat/completions"]
        assert stub.calls[1].json()["model"] == "qwen3:4b"
        names.append("llama")
        with pytest.raises(BackendError) as failure:
            list(endpoint(stub.url, endpoint_model="").stream(REQUEST, Event()))
        assert "qwen3:4b、llama" in failure.value.hint


@pytest.mark.parametrize("respond", [silent, silent_behind_its_head, drip, thinking_for_ever], ids=lambda f: f.__name__)
def test_stop_ends_a_call_in_every_phase(respond):
    gone, stop, got = Event(), Event(), []

    def watched(call):
        try:
            if respond(call):
                gone.set()
        except OSError:
            gone.set()
            raise

    with serving(watched) as stub:
        model = endpoint(stub.url)
        reader = threading.Thread(target=lambda: got.extend(model.stream(REQUEST, stop)))
        reader.start()
        until(lambda: stub.calls)
        time.sleep(0.2)
        stop.set()
        reader.join(LONGEST_S)
        assert not reader.is_alive()
        assert gone.wait(LONGEST_S), "the server hears of it"


def test_a_wait_for_its_turn_can_be_stopped():
    with serving(drip) as stub:
        model = endpoint(stub.url)
        first = model.stream(REQUEST, Event())
        next(first)
        stop = Event()
        second = threading.Thread(target=lambda: list(model.stream(REQUEST, stop)))
        second.start()
        stop.set()
        second.join(LONGEST_S)
        assert not second.is_alive()
        assert len(stub.calls) == 1
        first.close()


def test_a_proxy_of_the_environment_does_not_see_what_stays_here(monkeypatch):
    with serving(lambda call: call.whole("{}")) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        with serving(cut_off) as stub, pytest.raises(BackendUnavailableError):
            list(endpoint(stub.url).stream(REQUEST, Event()))
        assert proxy.calls == []
        assert len(stub.calls) == 1


def test_nothing_is_sent_before_a_question():
    with serving(silent) as stub:
        model = endpoint(stub.url)
        model.stream(REQUEST, Event())
        assert model.name == f"qwen3 @ 127.0.0.1:{stub.port}"
        time.sleep(0.2)
        assert stub.calls == []


@pytest.mark.parametrize("key", ["a b", "钥匙", "a\r\nX-Evil: 1"])
def test_a_key_that_cannot_be_one_is_not_repeated(key, monkeypatch):
    monkeypatch.setenv("RAG_ENDPOINT_KEY", key)
    with pytest.raises(ConfigError) as failure:
        Endpoint(tiny_model.settings(endpoint="http://127.0.0.1:1/v1"))
    assert key not in failure.value.hint + str(failure.value)
    assert "RAG_ENDPOINT_KEY" in failure.value.hint


def test_a_trial_asks_for_one_word_and_ends_where_it_is_stopped():
    def respond(call):
        if call.method == "GET":
            call.whole(json.dumps({"data": [{"id": "qwen3:4b"}]}))
        else:
            call.head()
            call.say("好")

    with serving(respond) as stub:
        assert endpoint(stub.url, endpoint_model="").tried(Event()) == "qwen3:4b"
        (asked,) = [call.json() for call in stub.calls if call.method == "POST"]
    assert [message["role"] for message in asked["messages"]] == ["user"] and asked["max_tokens"] <= 16
    with serving(silent) as stub:
        with pytest.raises(BackendTimeoutError):
            endpoint(stub.url, HASTY[0], endpoint_model="m").tried(Event())
        stop = Event()
        stop.set()
        began = time.monotonic()
        endpoint(stub.url, endpoint_model="m").tried(stop)
        assert time.monotonic() - began < LONGEST_S
