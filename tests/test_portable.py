"""Other people's machines, held as far as one system can: encodings, what only one system has, names and paths."""

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("rag", "ui", "app.py", "setup_env.py")
EVERYTHING = (*PRODUCT, "training", "bench", "tests")


def sources(*places):
    for place in places:
        path = ROOT / place
        yield from [path] if path.suffix == ".py" else sorted(path.rglob("*.py"))


def parsed(*places):
    for path in sources(*places):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


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
# Found by what is asked before: a file that need not be there, or a look at the system.
GUARDED = {
    ("rag/answer/local_model.py", "/proc/cpuinfo"),
    ("setup_env.py", "/proc/driver/nvidia/version"),
    ("setup_env.py", "/dev/nvidiactl"),
}


def is_guard(node):
    """Whether a node asks which system this is, or whether it has something, before going on."""
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
        if (path, what) not in GUARDED
    ]
    # os.killpg ends a page with its children where bench starts one; it is a tool for those who develop.
    assert [f for f in found if f[0] != "bench/start.py"] == []


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
        ('"""/tmp is a folder."""', None),
    ],
)
def test_the_check_sees_what_only_one_system_has(code, what):
    assert [w for _, w in only_somewhere(ast.parse(code))] == ([what] if what else [])


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
