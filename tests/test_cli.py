"""The command line: what is printed where, exit statuses, one line per failure, start-up without heavy libraries."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from rag.__main__ import main
from rag.assistant import Assistant
from rag.cli import asking, page, requests
from rag.cli.terminal import Progress
from rag.errors import (
    BackendError,
    BackendTimeoutError,
    BackendUnavailableError,
    IndexNotFoundError,
    LoadError,
    QuestionError,
)
from rag.evaluate import FIGURES
from rag.records import Answer, Scope, Turn, Understood
from rag.search.find import LONGEST

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("torch", "transformers", "faiss", "sentence_transformers", "tantivy", "streamlit", "jieba", "numpy")


@pytest.fixture
def rag(capfdbinary):
    """Run a command in this process: its exit status, what it printed as result, and what beside."""

    def run(*arguments):
        # Fresh streams: a command makes those it finds UTF-8, as it does with a terminal's.
        with (
            os.fdopen(1, "w", encoding="ascii", closefd=False) as out,
            os.fdopen(2, "w", encoding="ascii", closefd=False) as err,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            try:
                status = main([str(argument) for argument in arguments])
            except SystemExit as exit:
                status = exit.code
        printed = capfdbinary.readouterr()
        return status, printed.out.decode("utf-8"), printed.err.decode("utf-8")

    return run


@pytest.fixture
def tiny_index(tiny_settings, monkeypatch):
    """The folder of an index of the tiny documents; no test changes it."""
    monkeypatch.setenv("RAG_DATA", str(tiny_settings.data))
    return tiny_settings.index


@pytest.fixture
def own_index(rag, tiny_docs, tmp_path, monkeypatch):
    """The folder of another one, of this test alone."""
    monkeypatch.setenv("RAG_DATA", str(tmp_path / "data"))
    status, _, err = rag("build", "--docs", tiny_docs, "--index", tmp_path / "索引")
    assert status == 0, err
    return tmp_path / "索引"


def objects(out):
    return [json.loads(line) for line in out.split("\n") if line]


def is_one_line(err):
    return err.startswith("错误：") and err.count("\n") == 1 and "Traceback" not in err


# ---------------------------------------------------------------- start-up


@pytest.mark.parametrize("words", [["--help"], ["show", "seeds/000_6de812f533805f83.txt"], ["doctor"], ["build"]])
def test_light_commands_import_nothing_heavy(words, tiny_index):
    words = [*words, "--index", str(tiny_index)] if words[0] in ("build", "doctor") else words
    program = (
        "import sys\nfrom rag.__main__ import main\n"
        "try: status = main(sys.argv[1:])\nexcept SystemExit as exit: status = exit.code\n"
        f"print(status, sorted(set({HEAVY}) & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, encoding="utf-8")
    # Repair judges line ends with a small model of ours, in NumPy.
    loaded = ["numpy"] if words[0] == "show" else []
    assert done.stderr.splitlines()[-1] == f"0 {loaded}", done.stderr


def test_usage_is_wrong(rag, tmp_path):
    for words in (["fly"], ["ask"], ["ask", "问", "--batch", "f"], ["show"], ["eval"], ["build", "--wings"]):
        status, out, err = rag(*words)
        assert (status, out) == (2, ""), words
        assert "usage:" in err
    assert rag("eval", "f", "--min", "solved")[0] == 2
    assert rag("eval", "f", "--min", "solved=many")[0] == 2
    status, _, err = rag("eval", "f", "--min", "bogus=1")
    assert status == 2
    assert "bogus" in err
    assert all(name in err for name in ("hit@5", "solved_list", "p95_ms")), "those that there are"
    assert rag("--port", "0")[0] == 2
    assert rag("ask", "--batch", "f", "--in", "子目录")[0] == 2


def test_help_names_every_command_and_none_that_is_not_there(rag):
    status, out, _ = rag("--help")
    assert status == 0
    named = ["build", "ask", "find", "eval", "show", "rollback", "fetch", "doctor"]
    assert re.findall(r"(?m)^    (\w+) ", out) == named


# ---------------------------------------------------------------- show


def test_show_prints_the_source_exactly(rag, tiny_docs):
    mixed = tiny_docs / "换行.txt"
    mixed.write_bytes("\ufeff第一行。\r\n第二行。\r第三行。\n\n末行没有换行".encode())
    assert rag("show", mixed, "--source") == (0, "第一行。\r\n第二行。\r第三行。\n\n末行没有换行", "")
    status, out, _ = rag("show", "--source", tiny_docs / "公园.txt")
    assert (status, out) == (0, (tiny_docs / "公园.txt").read_bytes().decode("gb18030"))


def test_show_json_covers_the_file(rag, tiny_docs):
    status, out, err = rag("show", tiny_docs / "公园.txt", "--json")
    (shown,) = objects(out)
    assert (status, err) == (0, "")
    assert set(shown) == {"doc", "encoding", "articles", "dropped", "warnings", "links"}
    assert (shown["doc"], shown["encoding"]) == ("公园.txt", "gb18030")
    paragraphs = [p for article in shown["articles"] for p in article["paragraphs"]]
    assert all(set(p) == {"text", "start", "end", "spans", "kind", "page"} for p in paragraphs)
    source = (tiny_docs / "公园.txt").read_bytes().decode("gb18030")
    for paragraph in paragraphs:
        cut = "".join(source[start:end] for start, end in paragraph["spans"])
        assert "".join(cut.split()) == "".join(paragraph["text"].split())
    assert any("工程总投资3200万元，新增绿地12公顷" in p["text"] for p in paragraphs), "printed lines are joined"


def test_show_is_readable(rag, tiny_docs):
    status, out, _ = rag("show", tiny_docs / "春耕.md")
    assert status == 0
    assert "二、保障农资供应。" in out
    assert out.count("原文│") == 1, "nothing but the mark of the headline was taken out"
    assert out.rstrip().endswith("段")


def test_show_prints_the_source_beside_what_repair_changed(rag, tiny_docs):
    status, out, _ = rag("show", tiny_docs / "公园.txt")
    assert status == 0
    changed = [line for line in out.splitlines() if line.startswith("    原文│")]
    assert any("记者从⏎市住建局获悉，城东公园改造工程已经全⏎部完工" in line for line in changed)
    assert "⏎ 行末，已接上" in out
    assert re.search(r"接上行末 [5-9] 处", out)


@pytest.mark.parametrize(
    ("name", "data"),
    [("没有.txt", None), ("空.txt", b" \n"), ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0"), ("表.xlsx", b"PK")],
)
def test_show_says_in_one_line_why_a_file_is_not_read(rag, tmp_path, name, data):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    status, out, err = rag("show", path)
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert name in err


def test_show_a_folder(rag, tmp_path):
    (tmp_path / "folder.txt").mkdir()
    status, _, err = rag("show", tmp_path / "folder.txt")
    assert status == 1
    assert is_one_line(err)


# ---------------------------------------------------------------- build, rollback, doctor


def test_build_says_what_it_did_and_then_that_nothing_is_to_do(rag, tiny_docs, tmp_path):
    (tiny_docs / "坏.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (tiny_docs / "README.md").write_text("不是资料", encoding="utf-8")
    index = tmp_path / "索引"
    status, out, err = rag("build", "--docs", tiny_docs, "--index", index)
    assert status == 0
    assert "3 个文件" in out
    assert "新增 3" in out
    assert "未收入 1、略过 1" in out
    assert "坏.txt" in err
    status, out, _ = rag("build", "--index", index)
    assert status == 0
    assert out.startswith("索引已是最新：3 个文件")


def test_the_first_page_over_a_new_index_has_questions_to_begin_with(rag, tiny_docs, tmp_path, monkeypatch):
    monkeypatch.setenv("RAG_DATA", str(tmp_path / "data"))

    def kept():
        found = list((tmp_path / "data" / "examples").glob("*.json"))
        return [json.loads(path.read_text(encoding="utf-8")) for path in found]

    rag("build", "--docs", tiny_docs, "--index", tmp_path / "另一个", "--json")
    assert kept() == [], "a program that reads this waits for nothing more"
    words = ("build", "--docs", tiny_docs, "--index", tmp_path / "索引")
    rag(*words)
    (first,) = kept()
    assert first["questions"]
    (tiny_docs / "新.txt").write_text("图书馆周一闭馆。", encoding="utf-8")
    rag(*words)
    assert kept() == [first], "an update is as quick as it was"


def test_build_and_show_say_which_documents_are_copies(rag, tiny_docs, tmp_path, monkeypatch):
    park = (tiny_docs / "公园.txt").read_bytes()
    (tiny_docs / "公园 副本.txt").write_bytes(park)
    index = tmp_path / "索引"
    status, _, err = rag("build", "--docs", tiny_docs, "--index", index)
    assert status == 0 and "公园 副本.txt 与 公园.txt 相同" in err
    monkeypatch.setenv("RAG_INDEX", str(index))
    assert "公园.txt 与 公园 副本.txt 相同" in rag("show", tiny_docs / "公园.txt")[2]
    assert "相同" not in rag("show", tiny_docs / "春耕.md")[2]
    for n in range(24):
        (tiny_docs / f"公园 {n:02}.txt").write_bytes(park)
    err = rag("build", "--index", index)[2]
    assert err.count(" 相同\n") == 20 and "另有 5 对" in err


def test_build_json_ends_in_done(rag, tiny_docs, tmp_path):
    status, out, err = rag("build", "--docs", tiny_docs, "--index", tmp_path / "i", "--json")
    *progress, last = objects(out)
    assert (status, err) == (0, "")
    assert {p["phase"] for p in progress} == {"read", "encode", "index", "commit"}
    assert all(p["done"] is False and p["count"] <= p["total"] for p in progress)
    assert last["done"] is True
    assert (last["documents"], last["new"], last["failed"]) == (3, 3, [])
    assert [(file["path"], file["outcome"]) for file in last["files"]] == [
        ("公园.txt", "indexed"),
        ("春耕.md", "indexed"),
        ("讲话/创新.txt", "indexed"),
    ]
    assert all(file["encoding"] and file["characters"] and file["chunks"] for file in last["files"])


def test_an_index_is_not_given_another_folder_unasked(rag, own_index, tmp_path):
    other = tmp_path / "别的"
    other.mkdir()
    (other / "一.txt").write_text("别处的一份资料，说的是另一件事。", encoding="utf-8")
    status, out, err = rag("build", "--docs", other, "--index", own_index)
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "--replace" in err
    assert rag("build", "--docs", other, "--index", own_index, "--replace")[0] == 0


@pytest.mark.parametrize("folder", ["没有", "空"])
def test_a_folder_without_documents_is_told(rag, tmp_path, folder):
    (tmp_path / "空").mkdir()
    status, _, err = rag("build", "--docs", tmp_path / folder, "--index", tmp_path / "i")
    assert status == 1
    assert is_one_line(err)


def test_rollback_leads_back(rag, own_index, tiny_docs):
    assert rag("rollback", "--index", own_index)[0] == 1
    (tiny_docs / "新.txt").write_text("新的一份资料，说的是路灯改造。", encoding="utf-8")
    before = (own_index / "CURRENT").read_text(encoding="ascii")
    assert rag("build", "--index", own_index)[0] == 0
    assert (own_index / "CURRENT").read_text(encoding="ascii") != before
    status, out, _ = rag("rollback", "--index", own_index)
    assert status == 0
    assert (own_index / "CURRENT").read_text(encoding="ascii") == before
    assert before.strip() in out


def test_doctor_examines(rag, tiny_index, tmp_path):
    status, out, _ = rag("doctor", "--index", tiny_index, "--json")
    (found,) = objects(out)
    assert found["network"] == []
    assert found["models"]["embedder"]["here"]
    assert found["index"]["documents"] == 3
    assert all(p["installed"] for p in found["packages"])
    assert status == (0 if found["ok"] else 1)
    status, out, _ = rag("doctor", "--index", tmp_path / "none")
    assert status == 1
    assert "还没有建立索引" in out


def test_a_wrong_setting_is_told(rag, monkeypatch, tmp_path):
    monkeypatch.setenv("RAG_GENERATOR", "oracle")
    status, _, err = rag("doctor")
    assert status == 1
    assert is_one_line(err)
    assert "RAG_GENERATOR" in err


# ---------------------------------------------------------------- ask


def test_ask_prints_an_answer_with_its_sources(rag, tiny_index):
    status, out, err = rag("ask", "城东公园改造工程总投资多少？", "--index", tiny_index)
    assert (status, err) == (0, "")
    answer, _, sources = out.partition("出处：")
    assert "3200万元" in answer
    assert "[1]" in answer
    assert "公园.txt" in sources
    assert "“" in sources


def test_ask_json_is_the_answer_object(rag, tiny_index):
    status, out, _ = rag("ask", "城东公园改造工程总投资多少？", "--index", tiny_index, "--json", "--in", "公园.txt")
    (answer,) = objects(out)
    assert status == 0
    assert answer["outcome"] == "answered"
    assert answer["id"] is None
    assert {e["doc"] for e in answer["evidence"]} == {"公园.txt"}
    assert [c["n"] for c in answer["citations"]] == list(range(1, len(answer["citations"]) + 1))


@pytest.mark.parametrize("question", ["", " \n", "问" * 4001])
def test_what_is_no_question_is_told(rag, tiny_index, question):
    status, out, err = rag("ask", question, "--index", tiny_index)
    assert (status, out) == (1, "")
    assert is_one_line(err)


def test_no_index_is_told(rag, tmp_path):
    status, out, err = rag("ask", "谁？", "--index", tmp_path / "没有")
    assert (status, out) == (1, "")
    assert is_one_line(err)
    assert "python -m rag build" in err


def test_batch_answers_every_line_in_order(rag, tiny_index, tmp_path):
    lines = [
        {"id": 1, "question": "城东公园改造工程总投资多少？", "answer": "9999万元", "evidence": "不看"},
        {"id": "历史", "question": "那什么时候开放？", "history": [{"role": "user", "content": "城东公园投资多少？"}]},
        {"id": None, "question": ""},
        "{ 不是 JSON",
        {"id": 5, "question": "谁？", "passages": "不是列表"},
        {"id": 6, "question": "泵站有几座？", "passages": ["今年新建泵站12座。", "", "另一段文字，与此无关。"]},
        {"id": 7, "question": "研发投入占比目标是多少？", "scope": {"docs": ["讲话/"]}},
        {"id": 8, "question": "\ud800孤字？"},
    ]
    path = tmp_path / "问题.jsonl"
    encoded = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\ufeff" + "\n\n".join(encoded) + "\r\n", encoding="utf-8")
    status, out, _ = rag("ask", "--batch", path, "--index", tiny_index)
    answers = objects(out)
    assert status == 0
    assert [a["id"] for a in answers] == [1, "历史", None, None, 5, 6, 7, 8]
    assert "3200万元" in answers[0]["answer"]
    assert "9999" not in answers[0]["answer"]
    assert "城东公园" in answers[1]["understood"]["queries"][0], "the history says what is meant"
    for bad in (answers[2], answers[3], answers[4]):
        assert bad["outcome"] == "error"
        assert bad["error"]["code"] == "question"
        assert bad["error"]["hint"]
        assert bad["citations"] == bad["evidence"] == bad["sentences"] == []
    assert answers[5]["citations"][0]["doc"] == "passage-1"
    assert "12座" in answers[5]["answer"]
    assert {e["doc"] for e in answers[6]["evidence"]} == {"讲话/创新.txt"}
    assert answers[7]["question"] == "\ud800孤字？"


def test_what_no_utf_8_can_carry_is_answered_too(rag, tiny_index, tmp_path):
    bare = {"question": "城东公园\ud800改造工程\x00\x07总投资多少\x1b？", "id": "\udfff"}
    passage = {"question": "泵站有几座？", "passages": ["今年新建\ud800泵站12座。\x00\x0b"]}
    talk = {"question": "它何时开放？", "history": [{"role": "user", "content": "城东公园\udcff投资多少？"}]}
    path = tmp_path / "q.jsonl"
    path.write_text("\n".join(map(json.dumps, (bare, passage, talk))), encoding="utf-8")
    status, out, err = rag("ask", "--batch", path, "--index", tiny_index)
    answers = objects(out)
    # A busy machine takes long enough for progress to be shown.
    assert (status, [line for line in err.splitlines() if not line.startswith("已回答")]) == (0, [])
    assert [a["outcome"] for a in answers[:2]] == ["answered", "answered"]
    assert answers[2]["outcome"] in ("answered", "no_evidence")
    assert (answers[0]["question"], answers[0]["id"]) == (bare["question"], "\udfff"), "handed back as they came"
    assert "12座" in answers[1]["answer"]


def test_the_seeds_say_what_the_economy_of_wenzhou_came_to(rag, seed_settings, monkeypatch):
    monkeypatch.setenv("RAG_DATA", str(seed_settings.data))
    status, out, _ = rag("ask", "2019年温州的经济总量是多少？", "--json", "--index", seed_settings.index)
    (answer,) = objects(out)
    assert (status, answer["outcome"]) == (0, "answered")
    assert "6606亿元" in answer["answer"].replace(" ", "")
    assert "8.2%" in answer["answer"]
    assert any("6606" in citation["quote"] for citation in answer["citations"])


def test_a_notice_is_printed_with_its_questions_and_passages(rag, tiny_index):
    status, out, err = rag("ask", "赵大伟", "--index", tiny_index)
    assert (status, err) == (0, "")
    assert out.startswith("提到“赵大伟”的有 1 篇文章：")
    assert "可以这样问：\n  " in out
    assert "相关的段落：\n  1. 讲话/创新.txt：" in out
    assert "作答" not in out
    status, out, _ = rag("ask", "你好", "--json", "--index", tiny_index)
    (greeting,) = objects(out)
    assert (greeting["outcome"], greeting["sentences"], greeting["citations"]) == ("notice", [], [])
    assert greeting["answer"].startswith("你好。")


def test_an_english_question_is_refused_in_english(rag, tiny_index):
    status, out, _ = rag("ask", "How many people live on Mars?", "--index", tiny_index)
    assert status == 0
    assert out.startswith("No passage found mentions “Mars”.")
    assert "a question in Chinese finds more" in out


def test_passages_need_no_index(rag, tmp_path):
    path = tmp_path / "q.jsonl"
    line = json.dumps({"id": 1, "question": "泵站有几座？", "passages": ["今年新建泵站12座。"]})
    path.write_text(line + "\n{}", encoding="utf-8")
    status, out, _ = rag("ask", "--batch", path, "--index", tmp_path / "none")
    answered, wrong = objects(out)
    assert status == 0
    assert "12座" in answered["answer"]
    assert wrong["outcome"] == "error"


def test_a_batch_file_that_is_not_there(rag, tmp_path):
    status, out, err = rag("ask", "--batch", tmp_path / "none.jsonl")
    assert (status, out) == (1, "")
    assert is_one_line(err)


class Faulty:
    """Answers, but for questions that name a fault."""

    def answer(self, question, history=(), scope=None, passages=None):
        if question == "index":
            raise IndexNotFoundError("x", "none", hint="先建索引。")
        if question == "bug":
            raise KeyError("ours")
        understood = Understood(question, ())
        return Answer(question, understood, "notice", notice=f"{len(history)} {scope.years} {passages}")

    def mend(self, error):
        return error.hint


def test_a_fault_of_ours_costs_one_line_only(capsys):
    lines = [json.dumps({"id": n, "question": q}).encode() for n, q in enumerate(["index", "bug", "ok"])]
    first, second, third = asking.answers(Faulty(), lines)
    assert first["error"] == {"code": "index_not_found", "hint": "先建索引。"}
    assert second["error"]["code"] == "internal"
    assert "KeyError" in capsys.readouterr().err
    assert third["answer"] == "0 None None"


class Failing:
    """A language model that cannot be loaded."""

    name = "坏模型"

    def __init__(self):
        self.asked = 0

    def stream(self, request, stop):
        self.asked += 1
        raise BackendError(self.name, "cannot be loaded", hint="语言模型 坏模型 无法加载（KeyError）。")
        yield ""


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_where_a_language_model_fails_the_built_in_answer_stands_with_a_note(tiny_settings, capsys, spoken):
    model = Failing()
    settings = replace(tiny_settings, language=spoken)
    asks = asking.Asking(Assistant(settings, generator=model))
    answer = asks.answer("城东公园改造工程总投资多少？")
    assert (answer.outcome, answer.generator) == ("answered", "built-in")
    assert "3200万元" in answer.text
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert ("无法加载" in said[0]) is (spoken == "zh")
    assert asks.answer("城东公园改造工程总投资多少？").text == answer.text
    assert model.asked == 1, "not asked again"
    assert capsys.readouterr().err == ""


def broken(folder):
    """The folder of a model that is none: right in name, wrong in every file."""
    folder.mkdir()
    config = {"model_type": "qwen3", "architectures": ["Qwen3ForCausalLM"]}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "tokenizer.json").write_text("{}", encoding="utf-8")
    (folder / "model.safetensors").write_bytes(bytes(range(250)) * 4)
    return folder


def half(folder):
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "qwen3"}', encoding="utf-8")
    return folder


@pytest.mark.parametrize("make", [broken, half, lambda folder: folder])
def test_a_model_that_cannot_be_used_is_said_and_the_answer_is_there(rag, tmp_path, tiny_index, monkeypatch, make):
    folder = make(tmp_path / "llm")
    monkeypatch.setenv("RAG_LLM", str(folder))
    status, out, err = rag("ask", "城东公园改造工程总投资多少？", "--index", tiny_index)
    assert status == 0
    assert "3200万元" in out
    assert err.count("\n") == 1
    assert str(folder) in err
    assert "torch" not in err


def test_the_mend_names_the_index_that_was_meant(rag, tmp_path):
    index = tmp_path / "别的 索引"
    status, _, err = rag("ask", "温州", "--index", index)
    assert status == 1
    assert f'python -m rag build --index "{index}"' in err
    _, out, _ = rag("doctor", "--index", index)
    assert f'--index "{index}"' in out


def test_english_words_where_they_are_set(rag, tmp_path, tiny_index, monkeypatch):
    monkeypatch.setenv("RAG_LANGUAGE", "en")
    _, out, _ = rag("ask", "你好", "--index", tiny_index)
    assert out.startswith("Hello.")
    _, out, _ = rag("ask", "火星上的采矿权由哪个部门审批？", "--index", tiny_index)
    assert out.startswith("No passage found mentions")
    assert "s)" in out.rstrip()[-3:]
    status, _, err = rag("ask", "温州", "--index", tmp_path / "none")
    assert status == 1
    assert err.startswith("Error: ")
    assert f"python -m rag build --index {tmp_path / 'none'}" in err
    assert err.isascii()


@pytest.mark.parametrize("words", [("build", "--docs", ""), ("build", "--docs", "  "), ("ask", "温州", "--index", "")])
def test_an_empty_folder_is_none(rag, words):
    status, _, err = rag(*words)
    assert status == 2
    assert "文件夹是空的" in err


# ---------------------------------------------------------------- lines of a batch


def test_a_request_reads_its_keys_and_no_other():
    request = requests.request_of(
        {
            "id": [1],
            "question": "问",
            "history": [{"role": "assistant", "content": "答", "extra": 1}],
            "scope": {"docs": ["a/"], "years": [2019, 2020], "extra": 1},
            "passages": [],
            "answer_keys": ["答案"],
        }
    )
    assert request == requests.BatchRequest([1], "问", (Turn("assistant", "答"),), Scope(("a/",), (2019, 2020)), ())
    assert requests.request_of({"question": "问", "history": None, "scope": None}).passages is None


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"question": 5},
        {"question": "q", "history": "h"},
        {"question": "q", "history": ["h"]},
        {"question": "q", "history": [{"role": "system", "content": ""}]},
        {"question": "q", "scope": []},
        {"question": "q", "scope": {"docs": "a"}},
        {"question": "q", "scope": {"years": [2020]}},
        {"question": "q", "scope": {"years": [2021, 2020]}},
        {"question": "q", "scope": {"years": ["a", "b"]}},
        {"question": "q", "scope": {"years": [True, 2020]}},
        {"question": "q", "scope": {"years": [1, True]}},
        {"question": "q", "passages": [1]},
    ],
)
def test_a_request_of_the_wrong_form(wrong):
    with pytest.raises(QuestionError, match="wrong form") as caught:
        requests.request_of(wrong)
    assert caught.value.hint.endswith("。")


@pytest.mark.parametrize("line", [b"[]", b"5", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_object(line):
    with pytest.raises(QuestionError):
        requests.object_of(line)


def test_only_line_feeds_end_a_line(tmp_path):
    path = tmp_path / "q.jsonl"
    path.write_bytes('{"question": "甲\u2028乙\x85丙"}\n \n{}'.encode())
    assert len(requests.lines_of(path)) == 2
    with pytest.raises(LoadError):
        requests.lines_of(tmp_path)


# ---------------------------------------------------------------- eval


def test_eval_prints_figures_and_holds_them_to_bounds(rag, tiny_index, tmp_path):
    quote = "工程总投资3200万元"
    gold = [
        {"id": "q1", "question": "城东公园改造工程总投资多少？", "type": "fact", "answer_keys": ["3200万元"],
         "evidence": [{"doc": "公园.txt", "quote": quote}], "answer": "3200万元"},
        {"id": "q3", "question": "全市早稻种植面积不少于多少？", "type": "fact", "answer_keys": ["45万亩"],
         "evidence": [{"doc": "春耕.md", "quote": "全市早稻种植面积不少于45万亩"}]},
    ]  # fmt: skip
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    words = ("eval", path, "--index", tiny_index)
    status, out, _ = rag(*words, "--json", "--min", "solved=100", "--min", "wrong=0")
    (figures,) = objects(out)
    assert status == 0
    assert figures["questions"] == 2
    assert figures["test"]["questions"] == 1
    assert set(figures) - {"test"} <= set(FIGURES)
    assert figures["solved"] == figures["cited"] == figures["exact"] == figures["hit@5"] == 100
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]
    status, out, err = rag(*words, "--min", "chars=1")
    assert status == 1
    assert [line.split()[0] for line in out.splitlines()] == ["全部", "测试"]
    assert "未达到：chars" in err


def test_eval_knows_nobodys_dictionary_nor_an_index_made_with_one(rag, tiny_docs, tmp_path, monkeypatch):
    question = {
        "id": "q1", "question": "城东公园改造工程总投资多少？", "type": "fact", "answer_keys": ["3200万元"],
        "evidence": [{"doc": "公园.txt", "quote": "工程总投资3200万元"}],
    }  # fmt: skip
    (tmp_path / "gold.jsonl").write_text(json.dumps(question), encoding="utf-8")
    words = ("eval", tmp_path / "gold.jsonl", "--json", "--index", tmp_path / "索引")
    without = dict.fromkeys(("solved", "hit@1", "cited"))
    for name in (None, "dictionary.txt"):
        if name:
            monkeypatch.setenv("RAG_DATA", str(tmp_path / "data"))
            (tmp_path / "data").mkdir()
            (tmp_path / "data" / "dictionary.txt").write_text(
                "总投资3200万元 9999\n城东公园改造工程总\n", encoding="utf-8"
            )
            (tmp_path / "data" / "synonyms.txt").write_text("只有一个词\n", encoding="utf-8")
        rag("build", "--docs", tiny_docs, "--index", tmp_path / "索引")
        status, out, err = rag(*words)
        (figures,) = objects(out)
        assert status == 0, "the malformed list is not even read"
        assert ("评测另建一个不用词典的" in err) == bool(name)
        if name:
            assert {key: figures[key] for key in without} == without
        else:
            without = {key: figures[key] for key in without}
            assert without["solved"] == 100


def test_no_test_reads_what_whoever_runs_it_keeps(tmp_path):
    """Neither in this process nor in one that a test starts, whatever it forgets to set."""
    from rag.settings import Settings, load

    program = "from rag.settings import load; print(load().data)"
    told = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8")
    for data in (Settings().data, load().data, Path(told.stdout.strip())):
        assert not data.is_relative_to(ROOT)
        assert not (data / "dictionary.txt").exists()


def test_eval_asks_nothing_but_what_may_be_seen():
    from rag.cli.scoring import ASKED

    assert ASKED == ("id", "question", "history", "scope", "passages")


def test_eval_of_what_is_no_gold_file(rag, tmp_path):
    path = tmp_path / "gold.jsonl"
    for text in ('{"id": "a", "question": "?"}', "", "nonsense"):
        path.write_text(text, encoding="utf-8")
        status, out, err = rag("eval", path)
        assert (status, out) == (1, "")
        assert is_one_line(err)


# ---------------------------------------------------------------- streams


@pytest.mark.skipif(os.name == "nt", reason="pipes of another kind")
def test_a_reader_that_leaves_is_no_failure():
    command = f"{shlex.quote(sys.executable)} -m rag show seeds/001_6339d5fe6889f3f2.txt --json | head -c 20"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True)
    assert len(done.stdout) == 20
    assert done.stderr == b""


def test_results_are_utf_8_whatever_the_system_says():
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "rag", "show", "seeds/002_924c08dca301d433.txt"],
        cwd=ROOT, env=environment, capture_output=True, check=True,
    )  # fmt: skip
    assert "本报讯" in done.stdout.decode("utf-8")


class Stream:
    def __init__(self, live):
        self.live, self.text = live, ""

    def isatty(self):
        return self.live

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_progress_redraws_itself_in_a_terminal_only():
    terminal, log = Stream(True), Stream(False)
    for stream in (terminal, log):
        progress = Progress(stream)
        progress.show("读取资料", 1, 3)
        progress.show("读取资料", 2, 3)
        progress.clear()
    assert terminal.text.startswith("\r读取资料 1/3")
    assert terminal.text.endswith("\r")
    assert "2/3" not in terminal.text, "not oft enough to be read"
    assert log.text == "", "nothing to say within the first seconds"


# ---------------------------------------------------------------- the page


def test_a_port_that_another_program_holds_is_passed_over_with_a_line(tmp_path, monkeypatch, capsys):
    with socket.socket() as taken:
        taken.bind((page.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(page, "PORT", port)
        chosen = page.free_port(None, tmp_path)
    assert chosen > port
    assert capsys.readouterr().err == f"端口 {port} 被另一个程序占用；网页改用端口 {chosen}。\n"


def test_a_port_that_is_taken_is_told_or_passed_over(tmp_path):
    with socket.socket() as taken:
        taken.bind((page.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not page.is_free(port)
        with pytest.raises(BackendUnavailableError) as caught:
            page.free_port(port, tmp_path)
        assert str(port) in caught.value.hint
    assert page.is_free(port)
    assert page.free_port(None, tmp_path) >= page.PORT


@pytest.mark.skipif(os.name == "nt", reason="interrupts of another kind")
@pytest.mark.parametrize("ended", ["in its terminal", "as a service"])
def test_the_page_is_served_where_it_says_and_stops_quietly(tiny_settings, ended):
    with socket.socket() as listener:
        listener.bind((page.HOST, 0))
        port = listener.getsockname()[1]
    words = ["--port", str(port), "--no-browser", "--index", str(tiny_settings.index)]
    server = subprocess.Popen(
        [sys.executable, "-m", "rag", *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        env={name: value for name, value in os.environ.items() if name != "HOME"},
    )  # fmt: skip
    try:
        said = server.stderr.readline().decode("utf-8")
        assert said.startswith(f"网页已就绪：http://127.0.0.1:{port}")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert b"<html" in answer.read()
        if ended == "as a service":  # which tells the program that it started, and no other
            server.terminate()
            server.wait(120)
            assert page.is_free(port), "what serves the page ends with it"
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGINT)
        _, rest = server.communicate(timeout=120)
    assert server.returncode == 0
    assert b"Traceback" not in rest


def test_the_server_has_the_index_and_few_heaps_unless_its_user_says_how_many(tiny_settings):
    assert page.environment_of(tiny_settings, {"A": "b", "RAG_INDEX": "other"}) == {
        **{"A": "b", "MALLOC_ARENA_MAX": "2"},
        "RAG_INDEX": str(tiny_settings.index),
    }
    assert page.environment_of(tiny_settings, {"MALLOC_ARENA_MAX": "8"})["MALLOC_ARENA_MAX"] == "8"


def test_a_browser_is_opened_only_where_someone_sits(monkeypatch):
    for name in ("CI", "SSH_CONNECTION", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert not page.has_desktop()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert page.has_desktop()
    monkeypatch.setenv("SSH_CONNECTION", "somewhere")
    assert not page.has_desktop()
    monkeypatch.delenv("SSH_CONNECTION")
    monkeypatch.delenv("WAYLAND_DISPLAY")
    monkeypatch.setattr(sys, "platform", "win32")
    assert page.has_desktop()


class Slow(Failing):
    """A server that is too busy, now and then."""

    def stream(self, request, stop):
        self.asked += 1
        yield "工程总投资3200万元[1]。"
        raise BackendTimeoutError(self.name, "paused", hint="语言模型服务停住了。")


def test_a_server_that_is_slow_is_asked_once_more_and_what_it_said_stays(tiny_settings, capsys):
    model = Slow()
    asks = asking.Asking(Assistant(tiny_settings, generator=model))
    answers = [asks.answer("城东公园改造工程总投资多少？") for _ in range(4)]
    assert [a.generator for a in answers] == ["坏模型", "坏模型", "built-in", "built-in"]
    assert "没有写完" in answers[0].notice and answers[0].text == "工程总投资3200万元。[1]"
    assert model.asked == 2
    assert capsys.readouterr().err.count("停住了") == 2


# ---------------------------------------------------------------- find


def test_words_are_found_at_every_place(rag, tiny_index):
    status, out, err = rag("find", "３２００万元", "--index", tiny_index)
    assert (status, err) == (0, "")
    first, _, doc, place = out.splitlines()
    assert first == "“３２００万元”共 1 处，在 1 份文件里。"
    assert doc.startswith("公园.txt")
    assert "《城市公园改造工程完工》 第 1 段：" in place
    assert "工程总投资【3200万元】，新增绿地" in place
    (found,) = objects(rag("find", "技术", "--json", "--in", "讲话/", "--index", tiny_index)[1])
    assert found["total"] == len(found["places"]) == sum(d["count"] for d in found["documents"]) == 2
    assert {place["doc"] for place in found["places"]} == {"讲话/创新.txt"}


def test_words_that_stand_nowhere_are_said_to_with_what_is_near(rag, tiny_index):
    status, out, _ = rag("find", "公圆", "--index", tiny_index)
    assert status == 0
    assert out.splitlines()[0] == "资料中没有“公圆”。"
    assert "音近的“公园”" in out
    assert "在全部资料中有" in rag("find", "公园", "--in", "讲话/", "--index", tiny_index)[1]
    for words in (["find", " "], ["find", "长" * (LONGEST + 1)]):
        status, out, err = rag(*words, "--index", tiny_index)
        assert (status, out) == (1, "") and is_one_line(err)
    assert rag("find", "公园", "--years", "去年")[0] == 2


# ---------------------------------------------------------------- beyond this computer


def test_beyond_this_computer_the_page_starts_only_with_a_login(tmp_path, monkeypatch):
    from rag.cli import page
    from rag.errors import ConfigError

    monkeypatch.setattr(page, "_has_oidc", lambda: False)
    assert page.reach_of("127.0.0.1", [], {}) == page.reach_of("localhost", ["x"], {}) == []
    with pytest.raises(ConfigError) as told:
        page.reach_of("0.0.0.0", ["wenju.example"], {})
    assert "RAG_PASSWORD" in told.value.hint
    with pytest.raises(ConfigError):
        page.reach_of("0.0.0.0", ["wenju.example"], {"RAG_PASSWORD": "short"})
    good = {"RAG_PASSWORD": "long enough"}
    with pytest.raises(ConfigError) as told:
        page.reach_of("0.0.0.0", [], good)
    assert "--name" in told.value.hint
    options = page.reach_of("0.0.0.0", ["wenju.example"], good)
    assert options[:2] == ["--server.allowedHosts", "wenju.example"] and "0.0.0.0" not in options
    assert "192.168.1.5" in page.reach_of("192.168.1.5", [], good)
