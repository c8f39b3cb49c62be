"""The address of a server: what may be one, and whether text sent there leaves this machine."""

import socket

import pytest

from rag.answer.models.address import address_of, is_near, key_of, listening
from rag.errors import ConfigError
from rag.settings import Settings


def address(endpoint):
    return address_of(Settings(endpoint=endpoint))


@pytest.mark.parametrize(
    ("given", "base", "near", "secret"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1", True, False),
        ("http://localhost:11434", "http://localhost:11434/v1", True, False),
        ("http://[::1]:8000/v1/", "http://[::1]:8000/v1", True, False),
        (" https://api.example.com/v1/chat/completions ", "https://api.example.com/v1", False, True),
        ("http://192.168.1.20:8000", "http://192.168.1.20:8000/v1", False, False),
        ("https://api.example.com/compatible-mode/v1", "https://api.example.com/compatible-mode/v1", False, True),
        ("http://localhost.evil.net/v1", "http://localhost.evil.net/v1", False, False),
    ],
)
def test_an_address_is_read(given, base, near, secret):
    found = address(given)
    assert (found.base, found.near, found.secret) == (base, near, secret)


@pytest.mark.parametrize(
    "given",
    [
        *(
            "",
            "localhost:8080",
            "ftp://host/v1",
            "file:///etc/passwd",
            "http://",
            "http://host:99999/v1",
            "http://h:0/v1",
        ),
        *("http://host/v1?api_key=s3cret", "http://me:s3cret@host/v1", "http://ho st/v1", "http://host/v1\r\nX: 1"),
        *("http://主机/v1", "http://host/v1#s3cret", "http://[::1/v1"),
    ],
)
def test_what_is_no_address_is_refused_and_no_secret_of_it_is_repeated(given):
    with pytest.raises(ConfigError) as failure:
        address(given)
    assert "RAG_ENDPOINT" in failure.value.hint
    if "@" in given or "?" in given:
        assert "s3cret" not in failure.value.hint + str(failure.value)


def test_names_that_only_look_near_are_far():
    assert not any(map(is_near, ["127.0.0.1.evil.net", "0.0.0.0", "169.254.169.254", "2130706433", "localhost."]))


def test_the_key_comes_from_the_environment_only():
    assert key_of({"RAG_ENDPOINT_KEY": " sk-1 "}) == "sk-1"
    assert key_of({}) == ""


def test_servers_that_may_run_here_are_found_without_a_call(monkeypatch):
    from rag.answer.models import address as module

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        monkeypatch.setattr(module, "_USUAL", {port: "Ollama", 1: "nobody"})
        assert listening() == [("Ollama", f"http://127.0.0.1:{port}/v1")]
        with pytest.raises(TimeoutError):
            server.accept()
    assert listening() == []
