"""A download as a process of its own: stopped and gone on with, told by whoever looks, honest about death."""

import json
import time
from dataclasses import replace

import pytest
from filelock import FileLock

from rag.errors import FetchError
from rag.fetch import Step
from rag.fetching import Download, Downloads, _board, run
from rag.settings import OFFLINE_BY_US, Settings
from tests.stub_hub import Hub

REPO = "someone/tiny-model"


def paper_model(folder, bytes_of_weights=400_000):
    """Make a model whose files are whole as far as that can be told without loading it."""
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"architectures": ["PaperForCausalLM"]}', encoding="utf-8")
    (folder / "tokenizer.json").write_text('{"model": {"type": "BPE"}}', encoding="utf-8")
    header = json.dumps({"w": {"dtype": "U8", "shape": [bytes_of_weights], "data_offsets": [0, bytes_of_weights]}})
    weights = len(header).to_bytes(8, "little") + header.encode() + b"\1" * bytes_of_weights
    (folder / "model.safetensors").write_bytes(weights)
    return folder


@pytest.fixture
def hub(tmp_path):
    return Hub(paper_model(tmp_path / "hub"), REPO)


def settings_for(tmp_path, stub):
    home = tmp_path / "模型 llm"
    return replace(Settings(), llm=str(home), data=tmp_path / "data 😀", hubs=f"http://127.0.0.1:{stub.port}")


def wait(settings, until, limit=60):
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        found = Downloads(settings).status()
        if found and until(found):
            return found
        time.sleep(0.02)
    raise AssertionError(f"still {found}")


def _half(home):
    return max((path.stat().st_size for path in home.glob("*/tiny-model/.model.safetensors.*.part")), default=0)


def test_a_download_is_stopped_and_gone_on_with(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv(OFFLINE_BY_US, "1")
    hub.stalls = 1
    with hub.serving() as stub:
        settings = settings_for(tmp_path, stub)
        assert Downloads(settings).status() is None
        started = Downloads(settings).start(REPO)
        assert started.state == "running" and started.pid
        assert Downloads(settings).start(REPO).pid == started.pid, "one at a time"
        half = wait(settings, lambda d: d.step is not None and _half(tmp_path) >= 50_000)
        assert half.state == "running" and half.step.total > 400_000 and half.before == 0
        Downloads(settings).stop()
        assert Downloads(settings).status().state == "stopped"
        Downloads(settings).start(REPO)
        done = wait(settings, lambda d: d.state != "running")
    assert done.state == "done", done.hint
    assert done.before >= 50_000 and done.step.done == done.step.total
    assert max(start for name, start in hub.ranges if name == "model.safetensors") >= 50_000
    assert (tmp_path / "模型 llm" / "tiny-model" / "SHA256SUMS").exists()


def test_what_the_hub_lacks_is_told_with_its_mend(hub, tmp_path, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with hub.serving() as stub:
        settings = settings_for(tmp_path, stub)
        assert run(settings, "someone/else") == 1
    failed = Downloads(settings).status()
    assert failed.state == "failed" and "没有 someone/else" in failed.hint and failed.hint_en


def test_a_name_of_nothing_starts_nothing(tmp_path):
    settings = replace(Settings(), data=tmp_path)
    with pytest.raises(FetchError):
        Downloads(settings).start("../../etc")
    assert Downloads(settings).status() is None


def test_a_process_that_died_without_a_word_is_noticed_and_one_that_runs_is_left_alone(tmp_path):
    settings = replace(Settings(), data=tmp_path)
    board = _board(settings)
    board.folder.mkdir(parents=True)
    running = Download("running", REPO, time.time(), pid=1, step=Step("model.safetensors", 5, 10))
    board.write(running)
    with FileLock(board.folder / "fetch.lock"):
        assert Downloads(settings).status() == running
        assert run(settings, REPO) == 1
        assert Downloads(settings).start(REPO) == running
    dead = Downloads(settings).status()
    assert dead.state == "failed" and "接着下载" in dead.hint


def test_the_time_left_is_that_of_the_pace_until_now():
    began = Download("running", REPO, 100.0, pid=1, before=20)
    assert began.left_s(105.0) is None
    half = replace(began, step=Step("w", 60, 100))
    assert half.left_s(110.0) == pytest.approx(10.0)
    assert half.left_s(100.0) is None
    assert replace(began, step=Step("w", 20, 100)).left_s(110.0) is None
