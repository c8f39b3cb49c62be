"""Other people's machines, held as far as one system can: encodings, what only one system has, names and paths."""

import ast
import gc
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
import venv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from rag import threads
from rag.assistant import Assistant
from rag.build import build
from rag.cli import platforms
from rag.errors import IndexStoreError
from rag.index import generation as generations
from rag.jobs import Job, Jobs, _write
from rag.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("rag", "ui", "app.py", "setup_env.py")
EVERYTHING = (*PRODUCT, "training", "bench", "tests")


def sources(*places):
    for place in places:
        path = ROOT / place
        yield from [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


@cache
def tree_of(path):
    gc.disable()  # of so many nodes that stay, looking for some that could go takes most of the time
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        gc.enable()


def parsed(*places):
    for path in sources(*places):
        yield path.relative_to(ROOT).as_posix(), tree_of(path)


# ---------------------------------------------------------------- encodings

TEXT = ("utf-8", "utf8", "utf-8-sig", "ascii")
STARTS = {"run", "Popen", "check_output", "check_call", "call"}
OPENS = {"open", "fdopen", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"}


def named(call):
    """The name of what is called, and the name at the root of what it is an attribute of."""
    function = call.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    while isinstance(function, ast.Attribute):
        function = function.value
    return name, getattr(function, "id", "")


def keyword(call, name):
    return next((k.value for k in call.keywords if k.arg == name), None)


def is_text_unnamed(call):
    """Whether a call reads or writes text without saying in which encoding: then the system's own would be taken."""
    name, root = named(call)
    encoding = keyword(call, "encoding")
    if isinstance(encoding, ast.Constant) and encoding.value in TEXT:
        return False
    if name in ("read_text", "write_text"):
        return True
    if name in STARTS and root == "subprocess":
        return any(isinstance(v := keyword(call, k), ast.Constant) and v.value for k in ("text", "universal_newlines"))
    # Of other things that open: a class of ours, a module that opens no text (os.open, webbrowser.open).
    if name not in OPENS or (name == "open" and root != "open" and (root[:1].isupper() or root in NO_TEXT)):
        return False
    modes = [keyword(call, "mode"), *call.args]
    # An archive opens a member that a variable names, and gives bytes; a path is told its mode.
    if isinstance(call.func, ast.Attribute) and call.args and not isinstance(call.args[0], ast.Constant):
        return False
    return not any(isinstance(m, ast.Constant) and isinstance(m.value, str) and "b" in m.value for m in modes if m)


NO_TEXT = {"os", "webbrowser", "tantivy", "socket", "lzma", "gzip", "zipfile", "tarfile"}


def test_every_text_is_read_and_written_in_an_encoding_that_is_named():
    unnamed = [
        f"{path}:{node.lineno}"
        for path, tree in parsed(*EVERYTHING)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and is_text_unnamed(node)
    ]
    assert unnamed == []


@pytest.mark.parametrize(
    ("code", "unnamed"),
    [
        ("path.read_text()", True),
        ("path.write_text('a', 'utf-8')", True),
        ("path.read_text(encoding='utf-8')", False),
        ("path.read_text(encoding='gbk')", True),
        ("path.open()", True),
        ("(folder / name).open('w')", True),
        ("path.open('rb')", False),
        ("path.open('w', encoding='utf-8')", False),
        ("archive.open(member)", False),
        ("open(name, 'r')", True),
        ("open(name, mode='wb')", False),
        ("os.fdopen(1, 'w')", True),
        ("os.open(name, 0)", False),
        ("Index.open(folder, a, b)", False),
        ("subprocess.run(words, text=True)", True),
        ("subprocess.run(words, text=True, encoding='utf-8')", False),
        ("subprocess.run(words, capture_output=True)", False),
        ("tempfile.NamedTemporaryFile('w')", True),
    ],
)
def test_the_check_sees_what_is_unnamed(code, unnamed):
    assert is_text_unnamed(ast.parse(code, mode="eval").body) == unnamed


# ---------------------------------------------------------------- what only one system has

MODULES = {
    "fcntl",
    "pwd",
    "grp",
    "resource",
    "termios",
    "tty",
    "pty",
    "syslog",
    "posix",
    "winreg",
    "msvcrt",
    "winsound",
}
ATTRIBUTES = {
    "os": {
        *(
            "fork",
            "forkpty",
            "getuid",
            "geteuid",
            "getgid",
            "setsid",
            "killpg",
            "getpgid",
            "mkfifo",
            "uname",
            "sep",
            "altsep",
        ),
        *("symlink", "link", "chown", "statvfs", "getloadavg", "sched_getaffinity", "sysconf", "nice", "startfile"),
    },
    "signal": {"SIGKILL", "SIGALRM", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGQUIT", "alarm", "pause", "CTRL_C_EVENT"},
    "ctypes": {"windll", "WinDLL", "wintypes"},
    "time": {"tzset", "clock_gettime"},
}
METHODS = {"symlink_to", "hardlink_to", "link_to", "owner", "lchmod"}
PLACES = ("/tmp", "/dev", "/proc", "/etc", "/usr", "/var", "/home", "C:\\")
# Files that are looked for, and need not be there.
LOOKED_FOR = {"/proc/cpuinfo", "/proc/self/status", "/proc/driver/nvidia/version", "/dev/nvidiactl"}


def is_guard(node):
    """Whether a node asks which system this is, or whether it has something, before going on or instead of failing."""
    if isinstance(node, ast.Try):
        return any("ImportError" in ast.unparse(handler.type) for handler in node.handlers if handler.type)
    if not isinstance(node, ast.If | ast.IfExp):
        return False
    asked = ast.unparse(node.test)
    return any(words in asked for words in ("os.name", "sys.platform", "hasattr(", "platform =="))


def only_somewhere(tree):
    """What a module uses that not every system has, with its line; what stands behind a guard is left out."""
    behind = {id(inner) for node in ast.walk(tree) if is_guard(node) for inner in ast.walk(node)}
    docs = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) in behind or id(node) in docs:
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from ((node.lineno, name) for name in names if name.partition(".")[0] in MODULES)
        elif isinstance(node, ast.Attribute):
            root = getattr(node.value, "id", "")
            if node.attr in METHODS or node.attr in ATTRIBUTES.get(root, ()):
                yield node.lineno, f"{root}.{node.attr}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(PLACES):
            yield node.lineno, node.value


def test_the_product_uses_nothing_that_only_one_system_has():
    found = [
        (path, line, what)
        for path, tree in parsed(*PRODUCT, "training", "bench")
        for line, what in only_somewhere(tree)
        if what not in LOOKED_FOR
    ]
    # os.killpg ends a page with its children where bench starts one; it is a tool for those who develop.
    # os.link stands where a disk that knows no files of two names is met by copying.
    assert [f for f in found if f[0] != "bench/start.py" and f[2] != "os.link"] == []


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import fcntl", "fcntl"),
        ("from pwd import getpwnam", "pwd"),
        ("os.fork()", "os.fork"),
        ("p = 'a' + os.sep + 'b'", "os.sep"),
        ("open('/tmp/x', 'rb')", "/tmp/x"),
        ("a.symlink_to(b)", "a.symlink_to"),
        ("if os.name != 'nt':\n    os.fork()", None),
        ("x = os.sysconf('SC_PHYS_PAGES') if hasattr(os, 'sysconf') else 0", None),
        ("try:\n    import resource\nexcept ImportError:\n    pass", None),
        ("try:\n    import resource\nexcept OSError:\n    pass", "resource"),
        ('"""/tmp is a folder."""', None),
    ],
)
def test_the_check_sees_what_only_one_system_has(code, what):
    assert [w for _, w in only_somewhere(ast.parse(code))] == ([what] if what else [])


# ---------------------------------------------------------------- what was tried


@pytest.mark.parametrize(("page", "table"), [("README.md", "en"), ("README.zh.md", "zh"), ("docs/platforms.md", "en")])
def test_the_papers_say_what_was_tried_as_the_program_does(page, table):
    drawn = platforms.table() if table == "zh" else platforms.table_en()
    assert (ROOT / page).read_text(encoding="utf-8").count(drawn) == 1


def test_every_system_has_one_row():
    kinds = [(p.system, machine) for p in platforms.PLATFORMS for machine in p.machines]
    assert len(kinds) == len(set(kinds))
    assert platforms.here("darwin", "x86_64").name == "macOS, Intel"
    assert platforms.here("win32", "AMD64").installs
    assert platforms.here("sunos5", "sparc") is None
    for row in platforms.PLATFORMS:
        assert bool(row.tried) == bool(row.tried_en)
        assert bool(row.note) == bool(row.note_en)
        assert row.installs or row.note


# ---------------------------------------------------------------- names of what is committed


def committed():
    done = subprocess.run(["git", "-c", "core.quotePath=false", "ls-files"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout")
    return done.stdout.decode("utf-8").splitlines()


RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}


def test_every_committed_name_can_be_had_on_every_system():
    paths = committed()
    folded = [path.casefold() for path in paths]
    assert len(folded) == len(set(folded)), "names that differ by case only are one file on Windows and macOS"
    for path in paths:
        assert path.isascii(), path
        for part in path.split("/"):
            assert not set(part) & set('<>:"\\|?*'), path
            assert not part.endswith((" ", ".")), path
            assert part.split(".")[0].casefold() not in RESERVED, path
        # Behind a home folder such as C:\Users\a-long-name\Documents\wenju; Windows counts to 260.
        assert len(path) < 120, path


# ---------------------------------------------------------------- paths of every kind

QUESTION, ANSWER = "城东公园改造工程总投资多少？", "3200万元"


@pytest.fixture(scope="module")
def moved(tmp_path_factory):
    """The project in a folder with a space, Chinese and an emoji in its name, with a Python of its own beside it."""
    home = tmp_path_factory.mktemp("别处") / "我的 项目 😀"
    for name in ("rag", "ui", "models", ".streamlit", "docs"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__", "llm"))
    for name in ("app.py", "requirements.txt", "setup_env.py"):
        shutil.copy(ROOT / name, home / name)
    venv.create(home / "环境 😀", with_pip=False)
    site = next((home / "环境 😀").rglob("site-packages"))
    here = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "everything.pth").write_text(here + "\n", encoding="utf-8")
    return home


def bare(**more):
    """An environment that says nothing of the person: no home folder, no language."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    return kept | more


def run_moved(home, *words, cwd=None, **environ):
    folder = "Scripts" if os.name == "nt" else "bin"
    python = next((home / "环境 😀" / folder).glob("python*"))
    done = subprocess.run(
        [python, "-m", "rag", *map(str, words)], cwd=cwd or home, env=bare(**environ), capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def test_a_project_in_a_folder_of_any_name_builds_and_answers(moved, tiny_docs):
    """Without seeds/ too, and with nobody's home folder: they are not needed."""
    status, out, err = run_moved(moved, "build", "--docs", tiny_docs)
    # How far it is stands there only where it takes longer than usual.
    assert (status, re.sub(r"(?m)^\S+ \d+/\d+\n", "", err)) == (0, "")
    assert out.startswith("索引已更新：3 个文件")
    status, out, _ = run_moved(moved, "ask", QUESTION)
    assert (status, ANSWER in out) == (0, True)
    assert "公园.txt" in out
    status, out, _ = run_moved(moved, "doctor", "--json")
    found = json.loads(out)
    assert found["index"]["documents"] == 3
    assert str(moved) in found["index"]["folder"]
    # A folder that is moved with its index goes on: the manifest names documents outside by their whole path.
    there = moved.with_name("搬了家 的")
    moved.rename(there)
    try:
        assert ANSWER in run_moved(there, "ask", QUESTION)[1]
        assert run_moved(there, "build")[1].startswith("索引已是最新")
    finally:
        there.rename(moved)


def test_without_the_default_documents_a_build_says_what_to_do(moved, tmp_path):
    status, out, err = run_moved(moved, "build", "--index", tmp_path / "空的")
    assert (status, out) == (1, "")
    assert err == f"错误：找不到资料文件夹 {moved / 'seeds'}；请检查路径，或用 --docs 指定。\n"


def test_every_folder_of_the_settings_may_have_any_name(tmp_path, tiny_docs):
    folders = {name: tmp_path / f"{name} 资 料 😀 ’" for name in ("index", "data", "models")}
    shutil.copytree(ROOT / "models", folders["models"], ignore=shutil.ignore_patterns("llm"))
    settings = replace(Settings(), docs=tiny_docs, generator="built-in", **folders)
    assert build(settings).documents == 3
    assert ANSWER in Assistant(settings).answer(QUESTION).text


NAMES = (
    "甲" * 83 + ".txt",  # 253 bytes of UTF-8; file systems take 255
    "甲乙" * 20 + "/" + "丙丁" * 20 + "/" + "戊己" * 20 + "/" + "庚辛" * 20 + "/深处.txt",  # more than 260 characters
    unicodedata.normalize("NFC", "café é.txt"),
    unicodedata.normalize("NFD", "café é.txt"),
    "CON.txt",
    "nul.md",
    "报告..txt",
    "尾点.….txt",
    " 前后有空格 .txt",
    "换\n行.txt",
    "单'双\"引号`.txt",
    "%2e%2e#?&=+.txt",
    "-rf.txt",
    "*[a-z]?.txt",
    "反\\斜杠.txt",
    "😀👨‍👩‍👧.txt",
    "\u202e倒着.txt",
    "大小.TXT",
    "大小.txt",
)


@pytest.mark.skipif(os.name == "nt", reason="Windows does not have all of these names")
def test_documents_of_any_name_are_indexed_cited_and_opened(tmp_path):
    docs = tmp_path / "资料"
    for number, name in enumerate(NAMES, 1):
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"第{number}号泵站改造工程总投资{number}234万元，由第{number}工程队承建。\n", encoding="utf-8")
    there = {path.relative_to(docs).as_posix() for path in docs.rglob("*") if path.is_file()}
    settings = replace(Settings(), docs=docs, index=tmp_path / "索引", data=tmp_path / "data", generator="built-in")
    report = build(settings)
    assert (report.documents, report.failed) == (len(there), ())
    index = Assistant(settings).index
    assert set(index.names()) == there
    for name in there:
        assert index.document(name).source.name == name
    # However long the names of documents: nothing of the index is called after them.
    assert max(len(p.relative_to(settings.index).as_posix()) for p in settings.index.rglob("*")) <= 100
    # Twins that look alike are two documents where the file system has both, and a scope tells them apart.
    if len(there) == len(NAMES):
        for number, name in enumerate(NAMES, 1):
            assert f"第{number}号泵站" in index.document(name).source.text


def test_names_that_differ_by_case_only_are_two_documents_where_there_are_two(tmp_path):
    (tmp_path / "资料").mkdir()
    for name, text in (("Report.txt", "甲工程投资一千万元。"), ("report.txt", "乙工程投资两千万元。")):
        (tmp_path / "资料" / name).write_text(text, encoding="utf-8")
    there = sorted(path.name for path in (tmp_path / "资料").iterdir())
    settings = replace(Settings(), docs=tmp_path / "资料", index=tmp_path / "索引", data=tmp_path / "data")
    assert build(settings).documents == len(there)
    assert sorted(Assistant(settings).index.names()) == there


# ---------------------------------------------------------------- consoles

CONSOLES = (
    {"PYTHONIOENCODING": "cp936"},
    {"PYTHONIOENCODING": "cp1252"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONUTF8": "0", "LC_ALL": "C"},
    {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "LANG": "zh_CN.GB18030"},
)


@pytest.mark.parametrize(
    "console",
    [*CONSOLES[::3], *(pytest.param(c, marks=pytest.mark.slow) for c in CONSOLES if c not in CONSOLES[::3])],
    ids=lambda c: " ".join(f"{k}={v}" for k, v in c.items()),
)
def test_whatever_the_console_results_are_utf_8_and_names_are_understood(tiny_settings, console):
    words = ["ask", QUESTION, "--index", str(tiny_settings.index), "--in", "公园.txt"]
    environ = {**os.environ, **console, "RAG_DATA": str(tiny_settings.data)}
    done = subprocess.run(
        [sys.executable, "-m", "rag", *words], cwd=ROOT, env=environ, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert ANSWER in done.stdout.decode("utf-8"), "the question was read, and the index found, in Chinese"
    words = ["show", str(tiny_settings.docs / "没有 😀.txt")]
    done = subprocess.run(
        [sys.executable, "-m", "rag", *words], cwd=ROOT, env=environ, capture_output=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.decode("utf-8") == f"错误：找不到 {words[1]}；请检查路径。\n"


# ---------------------------------------------------------------- files that another program holds


@pytest.fixture
def held(monkeypatch):
    """Windows: a file that is open cannot be replaced, and one that is being replaced not opened, for a moment."""
    refused = []

    def holding(method, names, times):
        real = getattr(Path, method)

        def attempt(self, *args, **kwargs):
            target = Path(args[0]) if method == "replace" else self
            if target.name in names and refused.count(target.name) < times:
                refused.append(target.name)
                raise PermissionError(13, "Permission denied", str(target))
            return real(self, *args, **kwargs)

        monkeypatch.setattr(Path, method, attempt)

    monkeypatch.setattr(generations, "_PATIENCE_S", 5.0)
    return holding, refused


def tiny_build(tmp_path, tiny_docs):
    settings = replace(Settings(), docs=tiny_docs, index=tmp_path / "索引", data=tmp_path / "data")
    build(settings)
    return settings


def test_what_is_held_for_a_moment_is_replaced_after_it(tmp_path, tiny_docs, held):
    holding, refused = held
    holding("replace", {"CURRENT", "manifest.json"}, 3)
    settings = tiny_build(tmp_path, tiny_docs)
    assert sorted(refused) == ["CURRENT"] * 3 + ["manifest.json"] * 3
    assert Assistant(settings).index.warning is None


def test_what_is_being_replaced_is_read_after_it(tmp_path, tiny_docs, held):
    settings = tiny_build(tmp_path, tiny_docs)
    holding, refused = held
    holding("read_text", {"CURRENT"}, 2)
    assert generations.current_generation(settings.index)
    assert refused == ["CURRENT", "CURRENT"]


def test_what_is_held_for_good_is_told_and_leaves_the_old_index(tmp_path, tiny_docs, held, monkeypatch):
    settings = tiny_build(tmp_path, tiny_docs)
    before = generations.current_generation(settings.index)
    (tiny_docs / "新.txt").write_text("新的一份资料。", encoding="utf-8")
    holding, _ = held
    holding("replace", {"CURRENT"}, 10**6)
    monkeypatch.setattr(generations, "_PATIENCE_S", 0.1)
    with pytest.raises(IndexStoreError) as caught:
        build(settings)
    assert "没有权限" in caught.value.hint
    assert generations.current_generation(settings.index) == before


def test_the_state_of_a_build_is_replaced_after_it(tmp_path, held):
    holding, refused = held
    holding("replace", {"build.json"}, 3)
    settings = replace(Settings(), data=tmp_path, index=tmp_path / "索引")
    folder = Jobs(settings)._folder
    folder.mkdir(parents=True)
    _write(folder, Job("done", 1.0))
    assert refused == ["build.json"] * 3
    assert Jobs(settings).status() == Job("done", 1.0)


def test_old_generations_that_are_held_do_not_keep_a_build_from_ending(tmp_path, tiny_docs, monkeypatch):
    settings = tiny_build(tmp_path, tiny_docs)

    real = Path.unlink

    def refuse(self, missing_ok=False):
        if self.name == "manifest.json":
            raise PermissionError(13, "Permission denied", str(self))
        real(self, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    for n in range(3):
        (tiny_docs / "新.txt").write_text(f"第{n}份资料。", encoding="utf-8")
        assert build(settings).generation == generations.current_generation(settings.index)


# ---------------------------------------------------------------- threads


def test_two_openmps_are_reconciled_on_macos_only():
    for platform in ("darwin", "linux", "win32"):
        environ = {}
        threads.limit(3, environ=environ, platform=platform)
        assert environ["OMP_NUM_THREADS"] == environ["MKL_NUM_THREADS"] == environ["RAYON_NUM_THREADS"] == "3"
        assert environ["OPENBLAS_NUM_THREADS"] == "1"
        assert ("KMP_DUPLICATE_LIB_OK" in environ) == (platform == "darwin")


WATCH = """
import os, sys
seen = []
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in ("faiss", "torch", "numpy", "tokenizers"):
            seen.append((name, os.environ.get("KMP_DUPLICATE_LIB_OK"), os.environ.get("OMP_NUM_THREADS")))
sys.meta_path.insert(0, Watch())
from rag import threads
threads.limit.__kwdefaults__["platform"] = {platform!r}
from rag.__main__ import main
status = main(sys.argv[1:])
import faiss
print(status, faiss.omp_get_max_threads(), sorted(set(seen)), file=sys.stderr)
"""


@pytest.mark.parametrize(("platform", "known"), [("darwin", "TRUE"), ("linux", None)])
def test_threads_are_set_before_anything_numeric_is_imported(tiny_settings, platform, known):
    words = ["ask", QUESTION, "--index", str(tiny_settings.index)]
    environ = {**os.environ, "RAG_THREADS": "3", "RAG_DATA": str(tiny_settings.data), "PYTHONUTF8": "1"}
    for name in ("OMP_NUM_THREADS", "KMP_DUPLICATE_LIB_OK"):
        environ.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", WATCH.replace("{platform!r}", repr(platform)), *words],
        cwd=ROOT, env=environ, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    status, threads_of_faiss, seen = done.stderr.splitlines()[-1].split(" ", 2)
    assert (status, threads_of_faiss) == ("0", "1"), done.stderr
    seen = ast.literal_eval(seen)
    assert {name for name, _, _ in seen} >= {"faiss", "numpy", "tokenizers"}
    assert {(flag, count) for _, flag, count in seen} == {(known, "3")}
