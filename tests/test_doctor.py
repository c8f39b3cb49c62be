"""The doctor: each thing that can be the matter is seen and named, and a healthy machine is called so."""

import json
import shutil
import socket
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from safetensors.numpy import save

from rag import measuring
from rag.build import build
from rag.cli import doctor, page, platforms
from rag.index import generation as generations
from rag.index.codec import encode
from rag.library.collections import index_name
from rag.settings import ROOT, Settings


@pytest.fixture
def settings(tmp_path, tiny_settings, monkeypatch):
    """A healthy machine, to be made ill: an index of its own, an empty data folder, a copy of the small models."""
    shutil.copytree(tiny_settings.index, tmp_path / "indexes" / "索引")
    shutil.copytree(ROOT / "models", tmp_path / "models", ignore=shutil.ignore_patterns("llm"))
    monkeypatch.setattr(page, "PORT", free_port())
    return replace(
        Settings(),
        index=tmp_path / "indexes" / "索引",
        data=tmp_path / "data",
        models=tmp_path / "models",
        llm=str(tmp_path / "llm"),
    )


def free_port():
    with socket.socket() as probe:
        probe.bind((page.HOST, 0))
        return probe.getsockname()[1]


def lines(settings):
    found = doctor.examine(settings)
    return found, doctor.readable(found)


def generation_of(settings, number=0):
    return generations.folder_of(settings.index, generations.candidates(settings.index)[number])


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_healthy_machine(settings):
    found, text = lines(replace(settings, llm=Settings().llm))
    versions_fit = all(p["installed"] == p["pinned"] for p in found["packages"])
    assert found["ok"] == versions_fit
    assert ("✗" in text) != versions_fit
    assert "composer、embedder、repair，与发布时相同" in text
    assert found["index"]["documents"] == 3
    assert "! 语言模型" not in text
    assert "– 语言模型：" in text
    assert f"端口 {page.PORT}：空闲" in text
    assert found["free_bytes"]["index"] > 0
    assert not settings.data.exists(), "looking makes nothing"
    row = platforms.here()
    assert (row.name if row else "不在试过的系统之列") in text


@pytest.mark.parametrize("name", ["embedder/tokenizer.json", "composer/weights.toml", "composer/refusal.safetensors"])
def test_a_model_that_is_not_as_released(settings, name):
    flip(settings.models / name)
    found, text = lines(settings)
    assert not found["ok"]
    assert f"✗ 内置模型：{name.split('/')[0]} 缺失或损坏；请运行 git checkout models" in text


def test_a_model_that_is_not_there(settings):
    shutil.rmtree(settings.models / "embedder")
    found, text = lines(settings)
    assert not found["ok"]
    assert "✗ 内置模型：embedder 缺失" in text
    assert "✗ 向量模型" in text


def test_models_of_ones_own_cannot_be_compared(settings):
    (settings.models / "SHA256SUMS").unlink()
    found, text = lines(settings)
    assert "没有 SHA256SUMS，无法核对" in text
    assert found["models"]["built_in"] == {"composer": True, "embedder": True, "repair": True}


def test_a_package_in_another_version(settings, monkeypatch):
    monkeypatch.setattr(doctor, "_pins", lambda: {"numpy": "0.1", "no-such-thing": "1.0"})
    found, text = lines(settings)
    assert not found["ok"]
    assert "✗ numpy：" in text
    assert "✗ no-such-thing：没有安装，需要 1.0；请运行 python setup_env.py setup" in text


def test_a_damaged_index_and_one_that_an_older_generation_saves(settings, tmp_path, tiny_docs):
    flip(generation_of(settings) / "vectors")
    found, text = lines(settings)
    assert not found["ok"]
    assert found["index"]["code"] == "index_corrupt"
    assert "✗ 索引：索引文件 vectors 缺失或已损坏；请重新建立索引" in text
    own = replace(settings, docs=tiny_docs, index=tmp_path / "indexes" / "两代")
    build(own)
    (tiny_docs / "新.txt").write_text("新的一份资料。", encoding="utf-8")
    build(own)
    flip(generation_of(own) / "records.sqlite")
    found, text = lines(own)
    assert found["index"]["ok"], "the older generation serves"
    assert "! 索引：3 个文件" in text
    assert "records.sqlite 缺失或已损坏" in text
    assert [other["ok"] for other in found["other_indexes"]] == [False], "the first one stands beside it"
    assert "✗ 另一个索引" in text


def test_no_index(settings, tmp_path):
    found, text = lines(replace(settings, index=tmp_path / "none" / "x"))
    assert not found["ok"]
    assert found["index"]["code"] == "index_not_found"
    assert "还没有建立索引" in text
    assert found["other_indexes"] == []


def test_a_documents_folder_that_has_gone(settings, tmp_path, tiny_docs):
    own = replace(settings, docs=tiny_docs, index=tmp_path / "indexes" / "甲")
    build(own)
    shutil.rmtree(tiny_docs)
    found, text = lines(own)
    assert not found["index"]["documents_here"]
    assert "资料文件夹已不在" in text


def test_what_the_reader_wrote(settings):
    settings.data.mkdir()
    for name in ("dictionary.txt", "synonyms.txt"):
        shutil.copy(ROOT / "docs" / "examples" / name, settings.data / name)
    found, text = lines(settings)
    assert found["own_files"]["dictionary"]["count"] == 6
    assert "✓ 词典：6 个词" in text
    assert "✓ 同义词：3 行" in text
    settings.dictionary.write_text("温州人 很多\n", encoding="utf-8")
    settings.synonyms.write_text("甲 乙\n独词\n", encoding="utf-8")
    found, text = lines(settings)
    assert not found["ok"]
    assert "✗ 词典：" in text
    assert "第 1 行“温州人 很多”看不懂" in text
    assert "第 2 行“独词”看不懂" in text


def test_who_is_at_the_port(settings):
    with socket.socket() as listener:
        listener.bind((page.HOST, page.PORT))
        listener.listen()
        assert "被另一个程序占用" in lines(settings)[1]
        (settings.data / "pages").mkdir(parents=True)
        with FileLock(settings.data / "pages" / f"{page.PORT}.lock"):
            found, text = lines(settings)
        assert found["port"]["state"] == "ours"
        assert f"问据的网页正开着，http://127.0.0.1:{page.PORT}" in text


def test_a_variable_that_is_no_setting(settings, monkeypatch):
    monkeypatch.setenv("RAG_EMBEDER", "x")
    monkeypatch.setenv("RAG_QQQQQQQ", "x")
    text = lines(settings)[1]
    assert "变量 RAG_EMBEDER 不是设置项；是不是想写 RAG_EMBEDDER？" in text
    assert "变量 RAG_QQQQQQQ 不是设置项，不起作用。" in text


def test_a_reranker_is_told_where_one_is_set(settings, tmp_path):
    assert "重排模型" not in lines(settings)[1]
    found, text = lines(replace(settings, reranker=str(tmp_path / "没有")))
    assert not found["ok"]
    assert "✗ 重排模型：重排模型" in text and "没有这个文件夹" in text and "RAG_RERANKER" in text
    folder = tmp_path / "推理"
    folder.mkdir()
    labels = {"0": "contradiction", "1": "neutral", "2": "entailment"}
    config = {"architectures": ["BertForSequenceClassification"], "id2label": labels}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "tokenizer.json").write_text('{"model": {}}', encoding="utf-8")
    (folder / "model.safetensors").write_bytes(save({"w": np.zeros(1)}))
    found, text = lines(replace(settings, reranker=str(folder)))
    assert found["models"]["reranker"]["kind"] == "inference"
    assert f"– 重排模型：{folder}，参与核对每句话" in text


def test_a_language_model_that_cannot_be_loaded_is_told(settings):
    _, text = lines(settings)
    assert f"! 语言模型：语言模型 {settings.llm} 用不了（没有这个文件夹）" in text
    folder = Path(settings.llm)
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "qwen3"}', encoding="utf-8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(bytes(range(250)) * 4)
    found, text = lines(settings)
    assert "tokenizer.json 已损坏或不完整、model.safetensors 已损坏或不完整" in text
    assert found["models"]["language_model"]["here"] is False


def test_where_text_goes_is_told(settings, monkeypatch):
    found, text = lines(settings)
    assert found["network"] == []
    assert "不联网" in text
    near, text = lines(replace(settings, endpoint="http://127.0.0.1:8080"))
    assert near["network"] == []
    assert "http://127.0.0.1:8080/v1" in text and "不联网" in text
    monkeypatch.setenv("RAG_ENDPOINT_KEY", "sk-secret")
    far, text = lines(replace(settings, endpoint="http://models.example.com/v1", endpoint_model="qwen3"))
    assert far["network"] == [{"host": "models.example.com", "what": "question, history, passages", "encrypted": False}]
    assert "发往 models.example.com，离开这台机器，而且不加密" in text
    assert "不联网" not in text
    assert "有密钥" in text and "sk-secret" not in text + repr(far)
    unused, text = lines(replace(settings, endpoint="https://models.example.com/v1", generator="built-in"))
    assert unused["network"] == []
    assert "没有用它" in text
    wrong, text = lines(replace(settings, endpoint="models.example.com"))
    assert "✗ 语言模型服务：语言模型服务的地址" in text
    assert wrong["network"] == []


def test_a_server_that_may_run_here_is_offered_and_not_called(settings, monkeypatch):
    from rag.answer.models import address

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        monkeypatch.setattr(address, "_USUAL", {port: "Ollama"})
        _, text = lines(settings)
        assert f"RAG_ENDPOINT=http://127.0.0.1:{port}/v1" in text
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (None, "本索引没有测过"),
        ({"refused": 75.0, "refused_ok": 1.0}, "预期 23.0 %，本索引测得 25.0 %"),
        ({"refused": 60.0, "refused_ok": 1.0}, "相差超过 5 个百分点"),
    ],
)
def test_expected_rates_stand_beside_measured_ones(settings, measured, said):
    table = settings.models / "composer" / "doubt.toml"
    text = table.read_text(encoding="utf-8").split("[expected]")[0]
    table.write_text(text + "[expected]\nfalse_refusals = 2.0\nfalse_answers = 23.0\n", encoding="utf-8")
    if measured is not None:
        generation = generations.candidates(settings.index)[0]
        one = measuring.Measured(generation, "2026-11-27T00:00:00+00:00", 12, tuple(measured.items()), ())
        folder = settings.data / "quality" / index_name(settings.index)
        folder.mkdir(parents=True)
        (folder / f"{generation}.json").write_bytes(encode(one))
    found, shown = lines(settings)
    assert said in shown
    assert found["rates"]["apart"] == (["false_answers"] if "相差" in said else [])


def test_rates_that_nobody_measured_for_these_models_are_not_told(settings):
    (settings.models / "composer" / "doubt.toml").unlink()
    found, shown = lines(settings)
    assert found["rates"]["expected"] == {"false_answers": None, "false_refusals": None}
    assert "预期" not in shown
