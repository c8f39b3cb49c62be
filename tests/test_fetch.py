"""Fetching a model from a hub that cuts, stalls and lies; what is taken, what is not, and that it then answers."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from rag import fetch as fetching
from rag.answer.models.recommended import RECOMMENDED
from rag.errors import FetchError
from rag.fetch import fetch, home_of, repository, sources
from rag.model_folder import IN_USE, available, flaws, folder_of, kept, unfit
from rag.settings import ROOT, Settings
from tests.answer import tiny_model
from tests.stub_hub import Hub
from tests.stub_server import serving

REPO = "someone/tiny-model"


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A real model, with what repositories have beside it and nobody here wants."""
    folder = tiny_model.untaught(tmp_path_factory.mktemp("hub") / "m")[0]
    for name in ("pytorch_model.bin", "modeling_evil.py", "README.md", "model.onnx", "training_args.bin"):
        (folder / name).write_bytes(b"\x80\x04evil")
    return folder


@pytest.fixture
def hub(model):
    return Hub(model)


@pytest.fixture(autouse=True)
def online(monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(fetching, "STALL_S", 1.0)
    monkeypatch.setattr(fetching, "PAUSE_S", 0.01)
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    monkeypatch.delenv("HF_TOKEN", raising=False)


def settings(tmp_path, *stubs):
    hubs = " ".join(f"http://127.0.0.1:{stub.port}" for stub in stubs)
    return replace(Settings(), llm=str(tmp_path / "llm"), data=tmp_path / "data", hubs=hubs)


def test_only_what_is_run_comes_and_it_is_in_use(hub, tmp_path, model):
    steps = []
    with hub.serving() as stub:
        own = settings(tmp_path, stub)
        found = fetch(own, REPO, steps.append)
    assert found.folder == tmp_path / "llm" / "tiny-model"
    names = {path.name for path in found.folder.iterdir() if not path.name.startswith(".")}
    wanted = {path.name for path in model.iterdir() if path.suffix in (".json", ".jinja", ".safetensors")}
    assert names == wanted | {"SHA256SUMS"}
    assert (found.folder / "model.safetensors").read_bytes() == (model / "model.safetensors").read_bytes()
    assert not flaws(found.folder)
    assert folder_of(own.llm) == found.folder
    assert available(own.llm) and unfit(own) is None
    assert steps[0].done == 0 and steps[0].total == found.size == steps[-1].done
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert steps[1].file == "config.json", "what it is, is seen before its weights come"
    assert all("authorization" not in headers for _, headers in hub.asked)


def test_a_line_that_breaks_is_gone_on_with(hub, tmp_path):
    hub.cuts = 3
    with hub.serving() as stub:
        found = fetch(settings(tmp_path, stub), REPO)
    assert not flaws(found.folder)
    assert [start for name, start in hub.ranges if name == "model.safetensors"] == [0, 100_000, 200_000, 300_000]


def test_a_line_that_stalls_is_given_up_and_gone_on_with(hub, tmp_path):
    hub.stalls = 1
    with hub.serving() as stub:
        found = fetch(settings(tmp_path, stub), REPO)
    assert not flaws(found.folder)
    assert ("model.safetensors", 100_000) in hub.ranges


def test_what_is_here_is_kept_from_one_run_to_the_next(hub, tmp_path):
    """The first run is broken off by hand, as with Ctrl-C; the second one fetches only what is lacking."""

    def impatient(step):
        if step.file == "model.safetensors" and step.done < step.total:
            raise KeyboardInterrupt

    with hub.serving() as stub:
        own = settings(tmp_path, stub)
        with pytest.raises(KeyboardInterrupt):
            fetch(own, REPO, impatient)
        assert not available(own.llm)
        said = unfit(own)
        assert said is not None and (said.mends, said.of) == (("go_on",), "tiny-model")
        hub.ranges.clear()
        steps = []
        found = fetch(own, REPO, steps.append)
        assert steps[0].done > 0
        assert [name for name, _ in hub.ranges] == ["model.safetensors"]
        assert hub.ranges[0][1] > 0
        assert not flaws(found.folder)
        hub.asked.clear()
        assert fetch(own, REPO).source == ""
        assert hub.asked == [], "what is here whole is not asked for again"


def test_another_source_goes_on_where_the_first_one_failed(hub, model, tmp_path):
    hub.cuts, hub.cut_after = 1, 100_000
    second = Hub(model)
    with hub.serving() as first_stub, second.serving() as second_stub:
        own = settings(tmp_path, first_stub, second_stub)
        send = hub.send

        def once(call, name):
            if name == "model.safetensors" and not hub.cuts:
                call.connection.close()
                raise OSError("gone")
            send(call, name)

        hub.send = once
        found = fetch(own, REPO)
    assert found.source.endswith(str(second_stub.port))
    assert second.ranges == [("model.safetensors", 100_000)]


LIES = {
    "another hash": lambda hub: hub.lies.update({"model.safetensors": {"sha256": "0" * 64}}),
    "too short": lambda hub: hub.lies.update({"model.safetensors": {"size": 10**6}}),
    "too long": lambda hub: hub.lies.update({"model.safetensors": {"size": 1000}}),
    "other bytes": lambda hub: hub.sends.update({"tokenizer.json": b"{" * len(hub.files["tokenizer.json"])}),
    "a page": lambda hub: hub.sends.update({"config.json": b"<html>log in</html>"}),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_is_not_as_announced_is_thrown_away(lie, hub, tmp_path):
    LIES[lie](hub)
    with hub.serving() as stub:
        own = settings(tmp_path, stub)
        with pytest.raises(FetchError) as failure:
            fetch(own, REPO)
    assert "不符" in failure.value.hint
    assert not available(own.llm)
    assert not list((tmp_path / "llm" / "tiny-model").glob(".*.part")), "it would be gone on with"
    assert not (tmp_path / "llm" / IN_USE).exists()


REFUSED = {
    "no safetensors": (lambda hub: hub.files.pop("model.safetensors"), "safetensors"),
    "no language model": (lambda hub: hub.files.update({"config.json": b'{"architectures": ["BertModel"]}'}), "不是"),
    "code of its own": (
        lambda hub: hub.files.update({"config.json": b'{"architectures": ["XForCausalLM"], "auto_map": {}}'}),
        "自带的程序",
    ),
    "no hash": (lambda hub: hub.lies.update({"model.safetensors": {"sha256": ""}}), "校验值"),
    "absurdly large": (lambda hub: hub.lies.update({"tokenizer.json": {"size": 10**12}}), "不正常"),
    "no tokenizer": (lambda hub: hub.files.pop("tokenizer.json"), "分词器"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_cannot_be_run_here_is_not_fetched(why, hub, tmp_path):
    spoil, hint = REFUSED[why]
    spoil(hub)
    with hub.serving() as stub:
        own = settings(tmp_path, stub)
        with pytest.raises(FetchError) as failure:
            fetch(own, REPO)
    assert hint in failure.value.hint
    assert not available(own.llm)
    if why != "no tokenizer":
        assert not any(name == "model.safetensors" for name, _ in hub.ranges)


def test_names_of_files_cannot_lead_out_of_the_folder(hub, tmp_path):
    blob = {"size": 4, "blobId": "0" * 40}
    hub.more = [blob | {"rfilename": name} for name in ("../../evil.json", "/etc/evil.json", "a/b.json", "..\\e.json")]
    with hub.serving() as stub:
        fetch(settings(tmp_path, stub), REPO)
    assert not [path for path in tmp_path.rglob("*") if "evil" in path.name or path.name == "b.json"]


def test_no_room(hub, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "free_disk", lambda folder: 1000)
    with hub.serving() as stub, pytest.raises(FetchError) as failure:
        fetch(settings(tmp_path, stub), REPO)
    assert "腾出空间" in failure.value.hint
    assert hub.ranges == []


@pytest.mark.parametrize(("status", "says"), [(500, "500"), (503, "503"), (429, "429")])
def test_a_hub_that_is_down_is_named_with_what_it_says(status, says, hub, tmp_path):
    hub.status = status
    with hub.serving() as stub, pytest.raises(FetchError) as failure:
        fetch(settings(tmp_path, stub), REPO)
    assert says in failure.value.hint and "HF_ENDPOINT" in failure.value.hint
    assert failure.value.retryable


def test_a_model_that_is_not_there(hub, tmp_path):
    with hub.serving() as stub, pytest.raises(FetchError) as failure:
        fetch(settings(tmp_path, stub), "someone/other")
    assert "请检查名字" in failure.value.hint


def test_what_is_no_hub(tmp_path):
    def page(call):
        call.whole("<html>hello</html>", 200, "text/html")

    with serving(page) as stub, pytest.raises(FetchError) as failure:
        fetch(settings(tmp_path, stub), REPO)
    assert str(stub.port) in failure.value.hint


def test_offline_mode_that_somebody_set_is_kept(tmp_path, hub, monkeypatch):
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with hub.serving() as stub, pytest.raises(FetchError) as failure:
        fetch(settings(tmp_path, stub), REPO)
    assert "HF_HUB_OFFLINE" in failure.value.hint
    assert hub.asked == []


def test_a_token_is_for_the_official_hub_only(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with hub.serving() as stub:
        fetch(settings(tmp_path, stub), REPO)
    assert not any("hf_secret" in str(headers) for _, headers in hub.asked)
    assert fetching._token(fetching.OFFICIAL) == "hf_secret"


def test_names_and_sources(monkeypatch, tmp_path):
    assert repository("qwen3-0.6b") == repository("Qwen/Qwen3-0.6B") == "Qwen/Qwen3-0.6B"
    assert repository("someone/else") == "someone/else"
    for wrong in ("qwen9", "a/b/c", "../x", "..", "http://x/y"):
        with pytest.raises(FetchError) as failure:
            repository(wrong)
        assert RECOMMENDED[0].name in failure.value.hint
    assert sources(Settings()) == ("https://huggingface.co",)
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example/")
    assert sources(Settings()) == ("https://mirror.example",)
    assert sources(Settings(hubs="https://a.example, https://b.example/")) == ("https://a.example", "https://b.example")
    assert home_of(Settings(llm="someone/model")) == ROOT / "models" / "llm"


def test_models_beside_each_other(model, tmp_path):
    """One in use, by what fetch wrote; without that the first whole one; a model in the folder itself before both."""
    home = tmp_path / "llm"
    for name in ("b-model", "a-model"):
        shutil.copytree(model, home / name)
    (home / "half").mkdir()
    assert [folder.name for folder in kept(home)] == ["a-model", "b-model"]
    assert folder_of(str(home)) == home / "a-model"
    (home / IN_USE).write_text("b-model\n", encoding="utf-8")
    assert folder_of(str(home)) == home / "b-model"
    for odd in ("../b-model", "none", "", "\udcff"):
        (home / IN_USE).write_bytes(odd.encode("utf-8", "surrogateescape"))
        assert folder_of(str(home)) == home / "a-model"
    shutil.copytree(model, home, dirs_exist_ok=True)
    assert folder_of(str(home)) == home


# ---------------------------------------------------------------- the command


def run(*args, **environ):
    command = [sys.executable, "-m", "rag", *args]
    env = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"} | environ
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, encoding="utf-8", timeout=120)


def test_from_the_hub_to_a_cited_answer(tmp_path):
    """A model that was taught one answer is fetched over a line that breaks, and answers, each sentence cited."""
    hub = Hub(tiny_model.taught(), "someone/tiny-qwen3")
    hub.cuts = 2
    with hub.serving() as stub:
        where = {"RAG_LLM": str(tmp_path / "llm"), "HF_ENDPOINT": f"http://127.0.0.1:{stub.port}"}
        done = run("fetch", "someone/tiny-qwen3", **where)
    assert done.returncode == 0, done.stderr
    assert "tiny-qwen3" in done.stdout and "校验无误" in done.stdout and "由它作答" in done.stdout
    assert "要下载" in done.stderr.splitlines()[0], "the size comes first"
    from threading import Event

    from rag.answer.models.compose_llm import answer_with
    from rag.answer.models.local_model import LocalModel

    fetched = LocalModel(tmp_path / "llm", tiny_model.settings())
    assert fetched.name == "tiny-qwen3"
    drafts = list(answer_with(fetched, tiny_model.REQUEST, Event()))
    assert [d.text for d in drafts][:2] == ["地区生产总值达到6606亿元，增长8.2%。", "该总站于2020年5月竣工。"]
    assert drafts[0].places[0].quote == tiny_model.PASSAGES[0]


def test_the_list_costs_no_network_and_a_folder_is_told_what_to_do_with(tmp_path, model):
    where = {"RAG_LLM": str(tmp_path / "llm"), "HF_ENDPOINT": "http://127.0.0.1:9"}
    listed = run("fetch", **where)
    assert listed.returncode == 0
    assert [line.partition("：")[0] for line in listed.stdout.splitlines()] == [one.name for one in RECOMMENDED]
    assert str(tmp_path / "llm") in listed.stderr and "拷到" in listed.stderr
    rows = [json.loads(line) for line in run("fetch", "--json", **where).stdout.splitlines()]
    assert {row["state"] for row in rows} == {None}
    named = run("fetch", str(model), **where)
    assert named.returncode == 1
    assert "文件是全的" in named.stderr and "RAG_LLM" in named.stderr
    failed = run("fetch", "qwen3-0.6b", **where)
    assert failed.returncode == 1
    assert "127.0.0.1:9" in failed.stderr and "Traceback" not in failed.stderr
    assert not (Path(tmp_path) / "llm" / "Qwen3-0.6B").exists()
