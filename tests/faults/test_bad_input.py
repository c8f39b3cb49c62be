"""Bad input: the very line that each kind gets, and that none of it costs an index or a conversation.

``SAID`` is for reading: what is wrong, and what the command line then says. Each line is one sentence on what is the
matter and one on what to do. How the fault comes about stands in the function of the same name, further down.
"""

import errno
import os
import shutil
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from rag.__main__ import main
from rag.assistant import Assistant
from rag.build import build
from rag.corpus.read import TAKEN
from rag.index import generation as generations
from rag.library.collections import index_name
from rag.settings import ROOT

SAID = {
    # ---- documents
    "the documents folder is empty": "文件夹 {docs} 里没有资料；请放入 " + TAKEN + " 文件。",
    "the documents folder is missing": "找不到资料文件夹 {docs}；请检查路径，或用 --docs 指定。",
    "no document can be read": "没有一份资料能够读取：坏.txt 的扩展名是 .txt，内容却是PNG 图片；请另存为 "
    + TAKEN
    + " 中的一种。",
    "the index is of another folder": (
        "这个索引属于文件夹 {tiny}；要改用 {docs}，请另建一个索引（--index {own}），或加 --replace 用它取代原来的。"
    ),
    "a file to show is missing": "找不到 {home}/没有.txt；请检查路径。",
    "a file to show is a folder": "文件夹.txt 不是普通文件，无法读取；请换成 " + TAKEN + " 文件。",
    "a file to show may not be read": "读不了 {home}/密.txt（没有权限）；请检查路径和权限。",
    # ---- questions
    "the question is empty": "问题是空的；请输入一个问题。",
    "the question has 4,001 characters": "问题有 4001 个字，最多 4000 个字；请缩短后再问。",
    "a batch file is missing": "找不到 {home}/没有.jsonl；请检查路径。",
    # ---- the index
    "there is no index yet": "还没有建立索引；请先运行 python -m rag build --index {home}/没有。",
    "a file stands where the index should be": (
        "索引的位置 {index} 上有一个同名的文件；请把它移开，或用 --index 换一个位置。"
    ),
    "the only generation has a flipped bit": (
        "索引文件 vectors 缺失或已损坏；请重新建立索引：python -m rag build --index {index}。"
    ),
    "the only generation is cut short": (
        "索引文件 records.sqlite 缺失或已损坏；请重新建立索引：python -m rag build --index {index}。"
    ),
    "another build is running": "正在重建索引，请等它完成后再试。",
    "the index folder may not be written": (
        "索引文件夹 {index} 不能写入（没有权限）；请检查磁盘空间和权限，或用 --index 换一个位置。"
    ),
    "the disk of the index is read-only": (
        "索引文件夹 {index} 写不进去（磁盘是只读的）；请检查磁盘和权限后再试，原来的索引不受影响。"
    ),
    "the disk is full": (
        "磁盘空间不够：建立索引约需 4.0 MB，{index} 所在的磁盘只剩 1.0 MB；请腾出空间后再试，原来的索引不受影响。"
    ),
    # ---- models
    "the embedder is missing": (
        "内置模型的文件 {models}/embedder/1_Normalize/config.json 不见了；"
        "请运行 git checkout models，或重新下载本程序。"
    ),
    "the embedder's weights are cut short": (
        "内置模型的文件 {models}/embedder/model.safetensors 已损坏；请运行 git checkout models，或重新下载本程序。"
    ),
    "the tokenizer has a flipped bit": (
        "内置模型的文件 {models}/embedder/tokenizer.json 已损坏；请运行 git checkout models，或重新下载本程序。"
    ),
    "the composer's weights are missing": (
        "内置模型的文件 {models}/composer/weights.toml 不见了；请运行 git checkout models，或重新下载本程序。"
    ),
    "the composer's weights are altered": (
        "内置模型的文件 {models}/composer/weights.toml 已损坏；请运行 git checkout models，或重新下载本程序。"
    ),
    "the whole models folder is missing": (
        "文件夹 {models}/embedder 里没有可用的向量模型；"
        "内置的请用 git checkout models 恢复，别的请检查 RAG_EMBEDDER 并重新下载。"
    ),
    "an embedder of one's own is missing": (
        "本机没有向量模型 {home}/别的模型；请填写它的文件夹，或先下载到 Hugging Face 缓存。"
    ),
    # ---- what the reader writes
    "a line of the dictionary is malformed": (
        "{data}/dictionary.txt 第 2 行“温州人 很多”看不懂；请写成“词语 词频 词性”，后两项可省略，词频大于 0。"
    ),
    "the dictionary is not UTF-8": "{data}/dictionary.txt 不是 UTF-8 编码；请用记事本打开它，另存为 UTF-8。",
    "a line of the synonyms is malformed": (
        "{data}/synonyms.txt 第 1 行“工信局”看不懂；请写成“词 词 …”（意思相同）或“词 => 词 …”（单向）。"
    ),
    "the synonyms are not UTF-8": "{data}/synonyms.txt 不是 UTF-8 编码；请用记事本打开它，另存为 UTF-8。",
    "rag.toml is malformed": ('{toml} 第 2 行写法有误；请写成 名称 = 值，文字要放在引号里，例如 docs = "资料"。'),
    "rag.toml holds a Windows path in double quotes": (
        "{toml} 第 1 行写法有误；Windows 路径请放在单引号里，例如 docs = 'D:\\资料'。"
    ),
    "rag.toml holds an unknown name": "{toml} 里的 embeder 不是设置项；是不是想写 embedder？",
    "rag.toml is not UTF-8": "{toml} 不是 UTF-8 编码；请用记事本打开它，另存为 UTF-8。",
    "a RAG_ variable has an unknown value": (
        "设置 RAG_GENERATOR 的值“oracle”无效；请改成：auto、built-in、local、endpoint。"
    ),
    "a RAG_ variable is no number": "设置 RAG_THREADS 的值“两个”无效；请改成：大于 0 的整数。",
    # ---- the page
    "the port is taken by a page of ours": (
        "端口 {port} 上已有一个问据的网页；请直接打开 http://127.0.0.1:{port}，或用 --port 换一个端口。"
    ),
    "the port is taken by something else": "端口 {port} 已被另一个程序占用；请用 --port 换一个端口。",
}
QUESTION, ANSWER = "城东公园改造工程总投资多少？", "3200万元"
FAULTS = {}


def fault(what):
    """Name a function that brings a fault about and returns the words of the command line that meets it."""
    assert what in SAID

    def keep(function):
        assert what not in FAULTS
        FAULTS[what] = function
        return function

    return keep


class World:
    """A machine of its own for one test: documents, an index, data and models, all to be damaged.

    Attributes:
        home: The folder of all.
        docs: A folder that is not there; see ``own``.
        index: A copy of the index of the tiny documents, one generation.
        data: The data folder, empty.
        models: The built-in models; the project's own until they are copied.
    """

    def __init__(self, home, tiny, patch, capfd):
        self.home, self.tiny, self.patch, self._capfd = home, tiny, patch, capfd
        self.docs, self.index, self.data = home / "资料", home / "索引", home / "data"
        self.models, self.toml, self.port = ROOT / "models", home / "rag.toml", 0
        self.data.mkdir()
        shutil.copytree(tiny.index, self.index)
        patch.setenv("RAG_DATA", str(self.data))
        patch.setattr("rag.settings.ROOT", home)

    def own(self):
        """Documents of one's own, and their index in place of the other."""
        shutil.rmtree(self.index)
        shutil.copytree(self.tiny.docs, self.docs)
        build(self.settings)

    @property
    def settings(self):
        return replace(self.tiny, docs=self.docs, index=self.index, data=self.data, models=self.models)

    def copy_models(self):
        """A copy of the built-in models, to be damaged."""
        self.models = self.home / "models"
        shutil.copytree(ROOT / "models", self.models, ignore=shutil.ignore_patterns("llm"))
        self.patch.setenv("RAG_MODELS", str(self.models))

    def generation(self):
        """The folder of the generation in use."""
        return generations.folder_of(self.index, generations.current_generation(self.index))

    def names(self):
        return {name: getattr(self, name) for name in ("home", "docs", "index", "data", "models", "toml", "port")} | {
            "tiny": self.tiny.docs,
            "own": ROOT / "indexes" / index_name(self.docs),
        }

    def run(self, *words):
        """Run a command in this process; its exit status and what it wrote to both streams."""
        self._capfd.readouterr()
        with (
            os.fdopen(1, "w", encoding="utf-8", closefd=False) as out,
            os.fdopen(2, "w", encoding="utf-8", closefd=False) as err,
        ):
            self.patch.setattr(sys, "stdout", out)
            self.patch.setattr(sys, "stderr", err)
            status = main([str(word) for word in words])
        printed = self._capfd.readouterr()
        return status, printed.out.decode("utf-8"), printed.err.decode("utf-8")


@pytest.fixture
def world(tmp_path, tiny_settings, capfdbinary):
    with pytest.MonkeyPatch.context() as patch:
        yield World(tmp_path, tiny_settings, patch, capfdbinary)


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def files(folder):
    """Every file of a folder with its bytes, but for locks and what a build has just begun."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith((".lock", "LOCK", ".new"))
    }


def refuse_writing(patch, error, below, *, name=""):
    """Let the system refuse whatever would be written below a folder: making folders, opening files to write."""
    real_open, real_mkdir = Path.open, Path.mkdir

    def refuse(path):
        if str(below) in str(path) and name in path.name:
            raise OSError(error, os.strerror(error), str(path))

    def open_path(self, mode="r", *args, **kwargs):
        if set(mode) & set("wax+"):
            refuse(self)
        return real_open(self, mode, *args, **kwargs)

    def mkdir(self, *args, **kwargs):
        refuse(self)
        return real_mkdir(self, *args, **kwargs)

    patch.setattr(Path, "open", open_path)
    patch.setattr(Path, "mkdir", mkdir)


# ---------------------------------------------------------------- documents


@fault("the documents folder is empty")
def _(world):
    world.docs.mkdir()
    return "build", "--docs", world.docs, "--index", world.home / "别的索引"


@fault("the documents folder is missing")
def _(world):
    return "build", "--docs", world.docs, "--index", world.home / "别的索引"


@fault("no document can be read")
def _(world):
    world.docs.mkdir()
    (world.docs / "坏.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    return "build", "--docs", world.docs, "--index", world.home / "别的索引"


@fault("the index is of another folder")
def _(world):
    shutil.copytree(world.tiny.docs, world.docs)
    return "build", "--docs", world.docs, "--index", world.index


@fault("a file to show is missing")
def _(world):
    return "show", world.home / "没有.txt"


@fault("a file to show is a folder")
def _(world):
    (world.home / "文件夹.txt").mkdir()
    return "show", world.home / "文件夹.txt"


@fault("a file to show may not be read")
def _(world):
    path = world.home / "密.txt"
    path.write_text("秘密", encoding="utf-8")
    forbid(world.patch, path)
    return "show", path


def forbid(patch, path):
    """Make a file unreadable, for the administrator too, whom the system lets read everything."""
    real = Path.open  # read_bytes and read_text go this way, too

    def open_path(self, *args, **kwargs):
        if self == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(self, *args, **kwargs)

    patch.setattr(Path, "open", open_path)


# ---------------------------------------------------------------- questions


@fault("the question is empty")
def _(world):
    return "ask", " \n", "--index", world.index


@fault("the question has 4,001 characters")
def _(world):
    return "ask", "问" * 4001, "--index", world.index


@fault("a batch file is missing")
def _(world):
    return "ask", "--batch", world.home / "没有.jsonl", "--index", world.index


# ---------------------------------------------------------------- the index


@fault("there is no index yet")
def _(world):
    return "ask", QUESTION, "--index", world.home / "没有"


@fault("a file stands where the index should be")
def _(world):
    shutil.rmtree(world.index)
    world.index.write_text("别的东西", encoding="utf-8")
    return "build", "--docs", world.tiny.docs, "--index", world.index


@fault("the only generation has a flipped bit")
def _(world):
    flip(world.generation() / "vectors")
    return "ask", QUESTION, "--index", world.index


@fault("the only generation is cut short")
def _(world):
    cut(world.generation() / "records.sqlite")
    return "ask", QUESTION, "--index", world.index


@fault("another build is running")
def _(world):
    world.held = FileLock(world.index / "LOCK")
    world.held.acquire()
    return "build", "--index", world.index


@fault("the index folder may not be written")
def _(world):
    def refuse(self):
        raise PermissionError(errno.EACCES, "Permission denied", str(world.index / "LOCK"))

    world.patch.setattr("filelock.FileLock._acquire", refuse)
    return "build", "--index", world.index


@fault("the disk of the index is read-only")
def _(world):
    world.own()
    (world.docs / "新.txt").write_text("新的一份资料。", encoding="utf-8")
    refuse_writing(world.patch, errno.EROFS, world.index / "generations")
    return "build", "--index", world.index


@fault("the disk is full")
def _(world):
    world.own()
    (world.docs / "新.txt").write_text("新的一份资料。", encoding="utf-8")
    have_little_space(world)
    refuse_writing(world.patch, errno.ENOSPC, world.index / "generations", name="vectors")
    return "build", "--index", world.index


def have_little_space(world):
    usage = shutil.disk_usage(world.home)._replace(free=1 << 20)
    world.patch.setattr(shutil, "disk_usage", lambda path: usage)


# ---------------------------------------------------------------- models


@fault("the embedder is missing")
def _(world):
    world.copy_models()
    shutil.rmtree(world.models / "embedder")
    return "ask", QUESTION, "--index", world.index


@fault("the embedder's weights are cut short")
def _(world):
    world.copy_models()
    cut(world.models / "embedder" / "model.safetensors")
    return "ask", QUESTION, "--index", world.index


@fault("the tokenizer has a flipped bit")
def _(world):
    world.copy_models()
    flip(world.models / "embedder" / "tokenizer.json")
    return "build", "--docs", world.tiny.docs, "--index", world.home / "别的索引"


@fault("the composer's weights are missing")
def _(world):
    world.copy_models()
    (world.models / "composer" / "weights.toml").unlink()
    return "ask", QUESTION, "--index", world.index


@fault("the composer's weights are altered")
def _(world):
    world.copy_models()
    flip(world.models / "composer" / "weights.toml")
    return "ask", QUESTION, "--index", world.index


@fault("the whole models folder is missing")
def _(world):
    world.models = world.home / "models"
    world.patch.setenv("RAG_MODELS", str(world.models))
    return "ask", QUESTION, "--index", world.index


@fault("an embedder of one's own is missing")
def _(world):
    world.patch.setenv("RAG_EMBEDDER", str(world.home / "别的模型"))
    return "ask", QUESTION, "--index", world.index


# ---------------------------------------------------------------- what the reader writes


@fault("a line of the dictionary is malformed")
def _(world):
    (world.data / "dictionary.txt").write_text("# 我的词\n温州人 很多\n", encoding="utf-8")
    return "ask", QUESTION, "--index", world.index


@fault("the dictionary is not UTF-8")
def _(world):
    (world.data / "dictionary.txt").write_bytes("温州人 3 n".encode("gb18030"))
    return "build", "--index", world.index


@fault("a line of the synonyms is malformed")
def _(world):
    (world.data / "synonyms.txt").write_text("工信局\n", encoding="utf-8")
    return "ask", QUESTION, "--index", world.index


@fault("the synonyms are not UTF-8")
def _(world):
    (world.data / "synonyms.txt").write_bytes("工信局 经信局".encode("gb18030"))
    return "ask", QUESTION, "--index", world.index


@fault("rag.toml is malformed")
def _(world):
    world.toml.write_text("evidence = 5\ndocs = 资料\n", encoding="utf-8")
    return "ask", QUESTION, "--index", world.index


@fault("rag.toml holds a Windows path in double quotes")
def _(world):
    world.toml.write_text('docs = "D:\\Users\\资料"\n', encoding="utf-8")
    return "ask", QUESTION, "--index", world.index


@fault("rag.toml holds an unknown name")
def _(world):
    world.toml.write_text('embeder = "x"\n', encoding="utf-8")
    return "ask", QUESTION, "--index", world.index


@fault("rag.toml is not UTF-8")
def _(world):
    world.toml.write_bytes('docs = "资料"'.encode("gb18030"))
    return "ask", QUESTION, "--index", world.index


@fault("a RAG_ variable has an unknown value")
def _(world):
    world.patch.setenv("RAG_GENERATOR", "oracle")
    return "ask", QUESTION, "--index", world.index


@fault("a RAG_ variable is no number")
def _(world):
    world.patch.setenv("RAG_THREADS", "两个")
    return "ask", QUESTION, "--index", world.index


# ---------------------------------------------------------------- the page


def listen(world):
    world.listener = socket.socket()
    world.listener.bind(("127.0.0.1", 0))
    world.listener.listen()
    world.port = world.listener.getsockname()[1]


@fault("the port is taken by a page of ours")
def _(world):
    listen(world)
    (world.data / "pages").mkdir()
    world.held = FileLock(world.data / "pages" / f"{world.port}.lock")
    world.held.acquire()
    return "--port", world.port, "--no-browser", "--index", world.index


@fault("the port is taken by something else")
def _(world):
    listen(world)
    return "--port", world.port, "--no-browser", "--index", world.index


# ---------------------------------------------------------------- the tests


@pytest.mark.parametrize("what", SAID)
def test_it_is_said_in_one_line_and_costs_no_index(world, what):
    words = FAULTS[what](world)
    before = files(world.index) if world.index.is_dir() else {}
    status, out, err = world.run(*words)
    assert (status, out) == (1, "")
    assert err == "错误：" + SAID[what].format(**world.names()) + "\n"
    assert (files(world.index) if world.index.is_dir() else {}) == before


def test_every_line_says_what_is_the_matter_and_what_to_do():
    for what, line in SAID.items():
        assert line.endswith(("。", "？")), what
        assert "Errno" not in line, what
        assert "请" in line or "是不是" in line, what


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_indexed(world):
    shutil.copytree(world.tiny.docs, world.docs)
    (world.docs / "密.txt").write_text("这份资料不给看。", encoding="utf-8")
    (world.docs / "乱.txt").write_bytes(bytes(range(128, 256)) * 20)
    (world.docs / "空.txt").write_bytes(b" \n")
    forbid(world.patch, world.docs / "密.txt")
    shutil.rmtree(world.index)
    status, out, err = world.run("build", "--docs", world.docs, "--index", world.index)
    assert status == 0
    assert out.startswith("索引已更新：3 个文件，")
    assert err.splitlines() == [
        "未收入 乱.txt：乱.txt 的文字编码无法确定，请用 UTF-8 另存一次。",
        "未收入 密.txt：密.txt 无法读取（没有权限）；请检查文件是否还在、是否有权限。",
        "未收入 空.txt：空.txt 里没有文字，请检查文件内容。",
    ]
    assert ANSWER in world.run("ask", QUESTION, "--index", world.index)[1]


def test_where_the_newest_generation_is_damaged_the_one_before_serves_and_says_so(world):
    world.own()
    previous = world.generation().name
    (world.docs / "新.txt").write_text("新的一份资料，说的是路灯改造。", encoding="utf-8")
    assert world.run("build", "--index", world.index)[0] == 0
    flip(world.generation() / "records.sqlite")
    status, out, err = world.run("ask", QUESTION, "--index", world.index)
    assert (status, ANSWER in out) == (0, True)
    assert err == (
        f"注意：索引文件 records.sqlite 缺失或已损坏，现在用的是较早的一代（{previous}）；"
        f"请重新建立索引：python -m rag build --index {world.index}。\n"
    )
    status, out, _ = world.run("build", "--index", world.index)
    assert (status, "4 个文件" in out) == (0, True)
    assert world.run("ask", QUESTION, "--index", world.index)[2] == ""


@pytest.mark.parametrize("odd", ["\x00", "\x07\x1b[2J", "\ud800", "\u202e\u200b\ufeff", "\x7f\x9b", "\n\r\t"])
def test_characters_that_nobody_sees_change_no_answer(world, odd):
    question = QUESTION[:6] + odd + QUESTION[6:-1] + odd + "？"
    assert ANSWER in Assistant(world.settings).answer(question).text


def test_control_characters_of_a_document_do_not_reach_the_terminal(world):
    world.docs.mkdir()
    line = "泵站改造工程总投资\x1b]0;骗人\x07八千\x9b31m万元。"
    (world.docs / "控制.txt").write_text(line, encoding="utf-8")
    shutil.rmtree(world.index)
    assert world.run("build", "--docs", world.docs, "--index", world.index)[0] == 0
    words = ("ask", "泵站改造工程总投资是多少万元？", "--index", world.index)
    for out in (world.run(*words)[1], world.run(*words, "--json")[1]):
        assert "泵站改造工程" in out
        assert not set(out) & {"\x1b", "\x07", "\x9b"}


def test_a_full_disk_at_any_moment_leaves_the_old_index(world):
    """Each file that a build opens for writing, and each folder it makes, is refused in turn."""
    world.own()
    old = world.generation().name
    (world.docs / "新.txt").write_text("新的一份资料，说的是路灯改造。", encoding="utf-8")
    refused = 0
    for number in range(1, 40):
        have_little_space(world)
        seen = fail_at(world, number)
        status, _, err = world.run("build", "--index", world.index)
        world.patch.undo()
        world.patch.setenv("RAG_DATA", str(world.data))
        world.patch.setattr("rag.settings.ROOT", world.home)
        if status == 0:
            break
        refused += 1
        assert err.startswith("错误：磁盘空间不够：建立索引约需 "), (number, err)
        assert str(world.index) in err
        assert world.generation().name == old, seen
        assert [path.name for path in (world.index / "generations").iterdir()] == [old]
    assert refused >= 5
    assert world.generation().name != old, "the last one, which nothing refused, is whole"
    assert Assistant(world.settings).index.names()[-1] == "讲话/创新.txt"


def fail_at(world, number):
    """Let the n-th file or folder that is written below the index meet a full disk."""
    real_open, real_mkdir, real_replace = Path.open, Path.mkdir, Path.replace
    seen = []

    def count(path):
        if str(world.index / "generations") in str(path) or path.name.startswith("CURRENT"):
            seen.append(path)
            if len(seen) == number:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))

    def open_path(self, mode="r", *args, **kwargs):
        if set(mode) & set("wax+"):
            count(self)
        return real_open(self, mode, *args, **kwargs)

    def mkdir(self, *args, **kwargs):
        count(self)
        return real_mkdir(self, *args, **kwargs)

    def replace_path(self, *args):
        count(self)
        return real_replace(self, *args)

    world.patch.setattr(Path, "open", open_path)
    world.patch.setattr(Path, "mkdir", mkdir)
    world.patch.setattr(Path, "replace", replace_path)
    return seen


FILL_UP = """
mount -t tmpfs -o size=$1k tmpfs "$2" && cd "$3" || exit 77
"$4" -m rag build --docs "$5" --index "$2/索引"
status=$?
[ $status -eq 0 ] && exec "$4" -m rag ask "$6" --index "$2/索引"
[ -z "$(ls -A "$2/索引/generations" 2>/dev/null)" ] || exit 66
exit $status
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a small file system of its own")
def test_disks_of_several_sizes(world):
    """SQLite, faiss and tantivy meet the end of a real disk, each with words of its own."""
    (world.home / "小盘").mkdir()
    ended = {}
    for kilobytes in (8, 120, 200, 240, 4000):
        words = (kilobytes, world.home / "小盘", ROOT, sys.executable, world.tiny.docs, QUESTION)
        done = subprocess.run(["unshare", "-m", "sh", "-c", FILL_UP, "sh", *map(str, words)], capture_output=True)
        err = done.stderr.decode("utf-8")
        if "unshare" in err or done.returncode == 77:
            pytest.skip("may not make a file system of its own")
        ended[kilobytes] = done.returncode
        if done.returncode == 0:
            assert ANSWER in done.stdout.decode("utf-8")
        else:
            assert done.returncode == 1, err
            assert err.startswith("错误：磁盘空间不够：建立索引约需 4.0 MB"), (kilobytes, err)
            assert err.count("\n") == 1
    assert ended[8] == 1
    assert ended[4000] == 0
