"""The models that are here and those that may be fetched: what each costs, what does not fit, how a download goes."""

import os
import time
from dataclasses import replace
from threading import Event
from types import SimpleNamespace

import pytest
from filelock import FileLock

from rag.answer.models.recommended import RECOMMENDED
from rag.errors import FetchError
from rag.fetch import PART, Step
from rag.fetching import Download, Downloads, _board
from rag.machine import Machine, Speed
from rag.settings import Settings, load
from tests.test_fetching import paper_model
from tests.ui.rooms import captions, chinese, click, drawn, labels, resting, words
from tests.ui.test_page import texts
from ui import gate, local_models, offer

FAST = Machine(Speed(40e9, 400e9, 2), memory=6 * 10**9, disk=50 * 10**9, bf16=False, gpu=False)
SMALL = RECOMMENDED[1].hub.rpartition("/")[2]
FETCHING = "Qwen/Qwen3-0.6B"


def room(settings, now=None, held=(), language="zh"):
    from ui import choosing, local_models
    from ui.settings_texts import SETTINGS_TEXTS
    from ui.texts import TEXTS

    choosing.outcome(TEXTS[language], SETTINGS_TEXTS[language])
    local_models.draw(settings, now or settings, held, TEXTS[language], SETTINGS_TEXTS[language])


def measured(found):
    done = Event()
    done.set()
    return lambda settings: SimpleNamespace(done=done, found=found)


@pytest.fixture
def settings(home, monkeypatch):
    monkeypatch.setattr(offer, "measuring", measured(FAST))
    monkeypatch.setattr(local_models, "free_disk", lambda folder: FAST.disk)
    return replace(Settings(), data=home / "data", llm=str(home / "llm"))


def lines(at, name):
    """What stands below a model's name."""
    said = texts(at)
    names = {row.name for row in local_models.rows(load())} | {model.name for model in RECOMMENDED}
    below = said[said.index(name) + 1 :]
    ends = next((n for n, text in enumerate(below) if text in names), len(below))
    return below[:ends]


def test_where_there_is_none_each_that_is_known_says_what_it_costs(settings):
    at = drawn(room, settings=settings)
    assert captions(at)[0] == "这台机器上还没有语言模型。"
    assert [f"fetch-{n}" for n in range(len(RECOMMENDED))] == list(labels(at)) and set(labels(at).values()) == {"下载"}
    first = lines(at, RECOMMENDED[0].name)[0]
    assert first.startswith("下载 ") and "内存约" in first and first.endswith(RECOMMENDED[0].licence)
    assert any("点“下载”才会联网，只连 huggingface" in said for said in captions(at))
    assert not chinese(drawn(room, settings=settings, language="en"))


def test_what_does_not_fit_says_so_and_what_has_no_room_is_not_fetched(settings, monkeypatch):
    large = max(RECOMMENDED, key=lambda model: model.download)
    assert any(text.startswith("内存不够") for text in lines(drawn(room, settings=settings), large.name))
    monkeypatch.setattr(local_models, "free_disk", lambda folder: 10**9)
    at = drawn(room, settings=settings)
    assert any(text.startswith("磁盘不够") for text in lines(at, large.name))
    assert resting(at) == {f"fetch-{n}" for n, model in enumerate(RECOMMENDED) if model.download > 10**9}
    assert not chinese(drawn(room, settings=settings, language="en"))


def test_before_the_computer_is_measured_no_time_is_promised(settings, monkeypatch):
    monkeypatch.setattr(offer, "measuring", measured(None))
    (line,) = lines(drawn(room, settings=settings), RECOMMENDED[0].name)
    assert "每个回答" not in line and line.endswith(RECOMMENDED[0].licence)


def test_what_is_here_can_be_used_and_what_is_used_is_marked(settings, home):
    mine = paper_model(home / "llm" / "my *model*")
    at = drawn(room, settings=settings)
    assert "这台机器上还没有语言模型。" not in captions(at)
    assert lines(at, "my *model*")[0].endswith("my *model*")
    (key,) = (key for key in labels(at) if key.startswith("use-llm-"))
    click(at, key)
    assert (load().generator, load().llm) == ("local", str(mine))
    at = drawn(room, settings=settings, now=replace(settings, generator="local", llm=str(mine)))
    assert key not in labels(at) and any("正在使用" in said for said in words(at))
    assert resting(drawn(room, settings=settings, held=("RAG_LLM",))) == {key}


def test_half_a_model_is_gone_on_with(settings, home):
    folder = home / "llm" / SMALL
    folder.mkdir(parents=True)
    (folder / f".model.safetensors.0{PART}").write_bytes(b"x" * 2_500_000)
    at = drawn(room, settings=settings)
    assert "已下载 2.5 MB" in texts(at) and list(labels(at).values()).count("接着下载") == 1


@pytest.fixture
def told(settings):
    """Has a download told by its file, as its process does, which holds the lock beside it while it runs."""
    board = _board(settings)
    board.folder.mkdir(parents=True)
    lock = FileLock(board.folder / "fetch.lock")

    def tell(state, **changes):
        board.write(Download(state, FETCHING, time.time() - 60, pid=os.getpid(), **changes))
        if state == "running":
            lock.acquire()
        return settings

    yield tell
    lock.release(force=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_download_tells_how_far_it_is_and_can_be_stopped(told, monkeypatch, language):
    stopped = []
    monkeypatch.setattr(Downloads, "stop", lambda self: stopped.append(self))
    settings = told("running", step=Step("model.safetensors", 500_000_000, 1_520_000_000))
    at = drawn(room, settings=settings, language=language)
    bar, pace = words(at)[-1], next(said for said in captions(at) if "1.52 GB" in said)
    if language == "zh":
        assert bar == "正在下载 Qwen3-0.6B" and pace.startswith("500.0 MB / 1.52 GB · 约 2")
    else:
        assert bar == "Downloading Qwen3-0.6B" and pace.startswith("500.0 MB of 1.52 GB · about 2") and not chinese(at)
    assert {key for key in labels(at) if key.startswith("fetch-")} == resting(at)
    click(at, "stop-fetch")
    assert len(stopped) == 1


def test_before_its_size_is_known_it_is_asked_for(told):
    assert "正在询问大小…" in captions(drawn(room, settings=told("running")))


@pytest.mark.parametrize(
    ("state", "hint", "said"),
    [
        ("done", None, ["Qwen3-0.6B 已下载，校验无误。"]),
        ("stopped", None, ["Qwen3-0.6B 的下载已停止；已下载的部分还在。"]),
        ("failed", "网断了。", ["Qwen3-0.6B 没有下载完。", "网断了。"]),
    ],
)
def test_what_became_of_a_download_is_said(told, state, hint, said):
    settings = told(state, ended=time.time(), hint=hint, hint_en="The network broke.")
    at = drawn(room, settings=settings)
    assert texts(at)[-len(said) :] == said and resting(at) == set()
    assert not chinese(drawn(room, settings=settings, language="en"))


def test_why_a_download_cannot_begin_is_said_above_them(settings, monkeypatch):
    def refuses(self, hub):
        raise FetchError(hub, "is not there", hint="没有这个模型。")

    monkeypatch.setattr(Downloads, "start", refuses)
    at = click(drawn(room, settings=settings), "fetch-0")
    assert texts(at)[0] == "没有这个模型。"
    monkeypatch.setattr(gate, "manages", lambda: False)
    at = click(drawn(room, settings=settings), "fetch-0")
    assert "没有这个模型。" not in texts(at) and len(at.toast) == 1
