"""Set-up: what is pinned, what counts as installed, and what a broken environment comes to."""

import ast
import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import setup_env  # noqa: E402

FILES = ("requirements.txt", "requirements-test.txt", "requirements-train.txt")
SCALE = "requirements-scale.txt"
# Import names that are not the distribution's.
DISTRIBUTION = {
    "PIL": "pillow",
    "faiss": "faiss-cpu",
    "grpc": "grpcio",
    "haystack": "haystack-ai",
    "opencc": "opencc",
    "docx": "python-docx",
    "sklearn": "scikit-learn",
}


# ---------------------------------------------------------------- what is pinned


@pytest.mark.parametrize("name", [*FILES, SCALE, setup_env.LOCK])
def test_only_public_versions_are_pinned(name):
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if line and not line.startswith("#")]
    assert pinned
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line) for line in pinned)
    # The address of PyTorch's own index, in the comment for Linux, is the only one.
    addresses = re.findall(r"\w+://\S+", "\n".join(lines))
    assert set(addresses) <= {setup_env.TORCH_CPU}


def test_the_lock_holds_every_pin_in_the_same_version():
    lock = setup_env.pins(ROOT / setup_env.LOCK)
    direct = {name: version for file in FILES for name, version in setup_env.pins(ROOT / file).items()}
    assert direct.items() <= lock.items()
    assert len(lock) > 2 * len(direct)


def imported(*places):
    """The top-level names of third-party packages that code imports, anywhere in it."""
    files = [f for place in places for f in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))]
    names = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    ours = {path.stem for path in ROOT.iterdir()} | {path.stem for path in (ROOT / "tests").rglob("*.py")}
    return {setup_env.normal(DISTRIBUTION.get(name, name)) for name in names - set(sys.stdlib_module_names) - ours}


def test_the_product_pins_what_it_imports_and_nothing_else():
    pinned, where_asked = (set(setup_env.pins(ROOT / file)) for file in ("requirements.txt", SCALE))
    assert pinned <= imported("rag", "ui", "app.py") <= pinned | where_asked


def test_tests_and_training_import_nothing_that_is_not_pinned():
    # What the product is measured against has an environment of its own.
    peers = "bench/requirements-peers.txt"
    pinned = {name for file in (*FILES, SCALE, peers) for name in setup_env.pins(ROOT / file)}
    assert imported("tests", "bench", "training") <= pinned


def test_training_pins_what_training_imports_beside_the_product():
    training = imported("training") - set(setup_env.pins(ROOT / "requirements.txt"))
    assert training == set(setup_env.pins(ROOT / "requirements-train.txt"))


def test_set_up_needs_only_the_standard_library():
    assert imported("setup_env.py") == set()


# ---------------------------------------------------------------- what counts as installed


def an_environment(folder, versions, *, home=None):
    """A folder that looks like a virtual environment with some distributions."""
    site = folder / "lib/python3.11/site-packages"
    for name, version in versions.items():
        info = site / f"{name}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "RECORD").write_text("", encoding="utf-8")
    python = setup_env.venv_python(folder)
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    (folder / "pyvenv.cfg").write_text(f"home = {home or python.parent}\nversion = 3.11.7\n", encoding="utf-8")
    return site


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with two pins, and an environment in which both are installed and stamped."""
    monkeypatch.setattr(setup_env, "ROOT", tmp_path)
    (tmp_path / "requirements.txt").write_text("# two\nFaiss_CPU==1.2\ntorch==2.0  # big\n\n", encoding="utf-8")
    (tmp_path / "requirements.lock").write_text("faiss-cpu==1.2\ntorch==2.0\n", encoding="utf-8")
    venv = tmp_path / ".venv"
    an_environment(venv, {"faiss_cpu": "1.2", "torch": "2.0+cpu"})
    stamp = setup_env.stamp_file(venv, setup_env.RUN)
    stamp.write_text(setup_env.stamp_of(venv, setup_env.RUN), encoding="utf-8")
    return tmp_path


def test_a_finished_environment_is_ready_whatever_the_build_of_torch(project):
    assert setup_env.is_ready(project / ".venv", setup_env.RUN)
    assert setup_env.installed(project / ".venv") == {"faiss-cpu": "1.2", "torch": "2.0"}


def spoil_stamp(venv):
    setup_env.stamp_file(venv, setup_env.RUN).unlink()


def spoil_requirements(venv):
    (venv.parent / "requirements.txt").write_text("faiss-cpu==1.2\ntorch==2.1\n", encoding="utf-8")


def spoil_lock(venv):
    (venv.parent / "requirements.lock").write_text("faiss-cpu==1.2\nidna==3\ntorch==2.0\n", encoding="utf-8")


def spoil_python_version(venv):
    cfg = venv / "pyvenv.cfg"
    cfg.write_text(cfg.read_text(encoding="utf-8").replace("3.11.7", "3.12.1"), encoding="utf-8")


def spoil_package(venv):
    next(venv.rglob("torch*.dist-info/RECORD")).unlink()


def spoil_interpreter(venv):
    setup_env.venv_python(venv).unlink()


def spoil_home(venv):
    (venv / "pyvenv.cfg").write_text("home = /gone/python/bin\n", encoding="utf-8")


SPOILS = (
    spoil_stamp, spoil_requirements, spoil_lock, spoil_python_version, spoil_package, spoil_interpreter, spoil_home
)  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS, ids=lambda spoil: spoil.__name__)
def test_an_environment_that_lacks_something_is_not_ready(project, spoil):
    spoil(project / ".venv")
    assert not setup_env.is_ready(project / ".venv", setup_env.RUN)


def test_what_broke_off_while_it_was_installed_is_installed_again(project):
    """A folder without RECORD would pass for a finished installation with pip."""
    spoil_package(project / ".venv")
    setup_env.sweep(project / ".venv")
    assert not list((project / ".venv").rglob("torch*.dist-info"))
    assert list((project / ".venv").rglob("faiss*.dist-info"))


def test_a_ready_environment_costs_a_moment(project):
    began = time.process_time()
    setup_env.install(project / ".venv", setup_env.RUN)
    assert time.process_time() - began < 0.1


def test_a_broken_environment_is_made_anew_with_a_name_of_any_kind(tmp_path, capfd):
    venv = tmp_path / "环境 😀"
    an_environment(venv, {"left": "1.0"})
    setup_env.make_venv(venv)
    assert setup_env.is_whole(venv)
    assert "left" not in setup_env.installed(venv)
    assert "已损坏" in capfd.readouterr().err
    made = venv.stat().st_mtime_ns, (venv / "pyvenv.cfg").stat().st_mtime_ns
    setup_env.make_venv(venv)
    assert made == (venv.stat().st_mtime_ns, (venv / "pyvenv.cfg").stat().st_mtime_ns), "a whole one is left alone"


def test_a_failed_installation_leaves_no_stamp_and_says_what_to_do(project, monkeypatch, capfd):
    venv = project / ".venv"
    spoil_requirements(venv)
    monkeypatch.setattr(setup_env, "make_venv", lambda venv: None)
    monkeypatch.setattr(setup_env, "install_torch", lambda venv, version: None)
    monkeypatch.setattr(setup_env, "pip", lambda venv, *arguments: False)
    monkeypatch.setattr(setup_env, "VENV", venv)
    assert setup_env.main(["setup"]) == 1
    assert "请检查网络后重试" in capfd.readouterr().err
    assert not setup_env.is_ready(venv, setup_env.RUN)


def test_the_lock_is_written_from_what_is_installed(project):
    an_environment(project / "other", {"torch": "2.0+cpu", "Faiss_CPU": "1.2", "pip": "24.0"})
    lines = setup_env.freeze(project / "other").splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["faiss-cpu==1.2", "torch==2.0"]


@pytest.mark.parametrize(
    ("system", "machine", "wide", "said"),
    [
        ("linux", "x86_64", True, ""),
        ("linux", "aarch64", True, ""),
        ("darwin", "arm64", True, ""),
        ("win32", "AMD64", True, ""),
        ("win32", "x86", False, "64 位"),
        ("win32", "ARM64", True, "x64"),
        ("darwin", "x86_64", True, "arm64"),
    ],
)
def test_a_system_without_packages_is_told_before_anything_is_downloaded(system, machine, wide, said):
    from rag.cli import platforms

    why = setup_env.no_wheels(system, machine, wide)
    assert said in why
    assert bool(why) == bool(said)
    row = platforms.here(system, machine)
    assert row is None or row.installs == (not why), "as the table says"


def test_such_a_system_makes_no_environment(project, monkeypatch, capfd):
    spoil_requirements(project / ".venv")
    monkeypatch.setattr(setup_env, "VENV", project / ".venv")
    monkeypatch.setattr(setup_env, "no_wheels", lambda: "装不了")
    monkeypatch.setattr(setup_env, "make_venv", lambda venv: pytest.fail("an environment was made"))
    assert setup_env.main(["setup"]) == 1
    assert "装不了" in capfd.readouterr().err


# ---------------------------------------------------------------- torch


@pytest.fixture
def installs(monkeypatch):
    """What pip would have been asked for."""
    asked = []
    monkeypatch.setattr(setup_env, "pip", lambda venv, *arguments: asked.append(arguments) or True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(setup_env, "has_nvidia", lambda: False)
    monkeypatch.setattr(setup_env, "reachable", lambda url, limit_s: True)
    return asked


def test_linux_without_a_card_takes_the_cpu_build_first(installs, capfd):
    setup_env.install_torch(Path("venv"), "2.0")
    (arguments,) = installs
    assert arguments[0] == "torch==2.0"
    assert setup_env.TORCH_CPU in arguments
    assert "下载约" in capfd.readouterr().err


def test_another_index_of_cpu_builds_may_be_named(installs, monkeypatch):
    monkeypatch.setenv("WENJU_TORCH_INDEX", "https://mirror.example/cpu")
    setup_env.install_torch(Path("venv"), "2.0")
    assert "https://mirror.example/cpu" in installs[0]


@pytest.mark.parametrize(("platform", "card"), [("darwin", False), ("win32", False), ("linux", True)])
def test_elsewhere_pip_chooses(installs, monkeypatch, platform, card):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(setup_env, "has_nvidia", lambda: card)
    setup_env.install_torch(Path("venv"), "2.0")
    assert installs == []


def test_an_index_out_of_reach_is_left_and_the_size_is_told(installs, monkeypatch, capfd):
    monkeypatch.setattr(setup_env, "reachable", lambda url, limit_s: False)
    setup_env.install_torch(Path("venv"), "2.0")
    assert installs == []
    assert "GB" in capfd.readouterr().err


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(404)

    def log_message(self, *args):
        pass


def test_reaching_an_index_has_an_end(monkeypatch):
    with http.server.HTTPServer(("127.0.0.1", 0), Answering) as server, socket.socket() as silent:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert setup_env.reachable(f"http://127.0.0.1:{server.server_port}/whl/cpu", 60)
        server.shutdown()
        silent.bind(("127.0.0.1", 0))
        assert not setup_env.reachable(f"http://127.0.0.1:{silent.getsockname()[1]}", 60), "refused"
        silent.listen()
        began = time.perf_counter()
        assert not setup_env.reachable(f"http://127.0.0.1:{silent.getsockname()[1]}", 0.3), "never answers"
        assert time.perf_counter() - began < 30
    assert not setup_env.reachable("no address", 1)


# ---------------------------------------------------------------- the command


def test_a_python_that_is_too_old_can_still_read_the_script():
    ast.parse((ROOT / "setup_env.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_the_interpreter_of_an_environment_is_found_on_every_system(monkeypatch):
    venv = Path("环境 😀")
    assert setup_env.venv_python(venv).parts[1:] == ("bin", "python")
    monkeypatch.setattr(os, "name", "nt")
    assert setup_env.venv_python(venv).parts[1:] == ("Scripts", "python.exe")


def test_on_windows_nothing_but_the_script_is_needed(project, monkeypatch):
    """The layout of an environment there, and the command that runs in it."""
    venv = project / "环境 😀"
    site = venv / "Lib" / "site-packages"
    for name in ("faiss_cpu-1.2", "torch-2.0"):
        (site / f"{name}.dist-info").mkdir(parents=True)
        (site / f"{name}.dist-info" / "RECORD").touch()
    (venv / "Scripts").mkdir()
    (venv / "Scripts" / "python.exe").touch()
    (venv / "pyvenv.cfg").write_text(f"home = {venv}\nversion = 3.12.1\n", encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(setup_env, "venv_python", lambda venv: venv / "Scripts" / "python.exe")
        setup_env.stamp_file(venv, setup_env.RUN).write_text(setup_env.stamp_of(venv, setup_env.RUN), encoding="utf-8")
        assert setup_env.is_ready(venv, setup_env.RUN)
        started = []
        patch.setattr(setup_env, "VENV", venv)
        patch.setattr(subprocess, "Popen", lambda command, **given: started.append((command, given)) or Ended())
        assert setup_env.call("-m", "rag") == 0
    ((command, given),) = started
    assert command == [str(venv / "Scripts" / "python.exe"), "-m", "rag"]
    assert given["env"]["PYTHONUTF8"] == "1"


class Ended:
    """A process that is over."""

    def wait(self):
        return 0


def test_an_old_python_gets_one_line(monkeypatch, capfd):
    monkeypatch.setattr(sys, "version_info", (3, 9, 1, "final", 0))
    assert setup_env.main(["run"]) == 1
    assert re.fullmatch(r"\[问据\] 需要 Python 3\.11 .*\n", capfd.readouterr().err)


def test_wrong_usage_is_told():
    for words in ([], ["fly"], ["run", "--wings"], ["run", "--docs"]):
        with pytest.raises(SystemExit) as exit:
            setup_env.main(words)
        assert exit.value.code == 2


def test_a_folder_of_ones_own_gets_an_index_of_its_own(tmp_path):
    one, two = tmp_path / "甲 资料", tmp_path / "乙" / "甲 资料"
    assert setup_env.where(None) == []
    assert setup_env.index_folder(one) != setup_env.index_folder(two)
    assert setup_env.index_folder(one) == setup_env.index_folder(one / "." / "x" / "..")
    assert setup_env.index_folder(one).parent == ROOT / "indexes"
    assert setup_env.where(str(one))[1] == str(one)


def test_every_target_of_the_makefile_is_a_command():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"(?m)^\.PHONY: (.+)$", text)[1].split()
    assert set(targets) == set(setup_env.COMMANDS) - {"lock"}
    for target in targets:
        assert f"setup_env.py {target}" in text
    # What the user gives is quoted: folders have spaces.
    assert '"$(DOCS)"' in text


SHELLS = [path for name in ("dash", "bash") if (path := shutil.which(name))]


def pythons(folder, versions):
    """A folder with programs that pass for Pythons: new enough, too old, or a name that leads nowhere."""
    for name, answer in versions.items():
        program = folder / name
        status = {"new": 0, "old": 1, "broken": 127}[answer]
        program.write_text(
            f'#!{SHELLS[0]}\n[ "$1" = -c ] && exit {status}\nprintf "%s|" "${{0##*/}}" "$@"\n', encoding="utf-8"
        )
        program.chmod(0o755)
    return folder


@pytest.mark.skipif(os.name == "nt" or not SHELLS, reason="make and a shell")
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        ({"python3": "new"}, "python3"),
        ({"python3.11": "new", "python3": "old"}, "python3.11"),
        ({"python3.11": "broken", "python3.12": "new"}, "python3.12"),
        ({"python3": "old", "python": "new"}, "python"),
        ({"python3": "old", "python": "old"}, None),
        ({}, None),
    ],
)
def test_make_takes_a_python_that_runs_and_is_new_enough(tmp_path, shell, there, chosen):
    """With nothing else on the way: neither the shell nor make may need another program."""
    done = subprocess.run(
        [shutil.which("make"), "--no-print-directory", f"SHELL={shell}", "setup"],
        cwd=ROOT, env={"PATH": str(pythons(tmp_path, there))}, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    if chosen:
        assert (done.returncode, done.stdout) == (0, f"{chosen}|setup_env.py|setup|")
    else:
        assert done.returncode == 2
        assert "需要" in done.stderr or "Python 3.11" in done.stderr


def test_the_makefile_is_of_the_kind_that_every_make_reads():
    """GNU make 3.81, which macOS brings, knows these; nothing is asked of the tools of one system."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\(([a-z]+) ", text)) <= {"shell", "if", "error"}
    assert not re.search(r"\b(?:sed|awk|grep|readlink|realpath|xargs|find|which)\b", re.sub("#.*", "", text))
    for line in text.splitlines():
        assert not line.startswith(" "), "recipes begin with a tab"


@pytest.mark.skipif(os.name == "nt", reason="make and bash")
def test_make_hands_folder_and_port_on(tmp_path):
    fake = tmp_path / "python 3"
    fake.write_text('#!/bin/sh\nprintf "%s|" "$@"\n', encoding="utf-8")
    fake.chmod(0o755)
    done = subprocess.run(
        ["make", "--no-print-directory", "run", "DOCS=/tmp/我的 资料", "PORT=8600", f"PYTHON={fake}"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == "setup_env.py|run|--docs|/tmp/我的 资料|--port|8600|"


# ---------------------------------------------------------------- what a machine runs


REPORT = "<testsuites><testsuite>{}</testsuite></testsuites>"
CASE = '<testcase classname="{}" name="{}">{}</testcase>'


@pytest.mark.parametrize(
    ("cases", "passes"),
    [
        ([("tests.browser.test_page", "a", ""), ("tests.test_x", "b", "<skipped/>")], True),
        ([("tests.browser.test_page", "a", ""), ("tests.browser.test_page", "b", "<skipped/>")], False),
        ([("tests.test_browserless", "a", "")], False),
        (None, False),
    ],
)
def test_a_skipped_browser_test_fails_the_run(tmp_path, cases, passes):
    program = (ROOT / ".ci/run").read_text(encoding="utf-8").split("<<'PYTHON'")[1].split("\n", 1)[1]
    report = tmp_path / "tests.xml"
    if cases is not None:
        report.write_text(REPORT.format("".join(CASE.format(*case) for case in cases)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-", str(report)],
        input=program.split("\nPYTHON\n")[0],
        encoding="utf-8",
        capture_output=True,
    )
    assert (done.returncode == 0) == passes, done.stderr


def test_the_script_is_well_formed():
    if os.name != "nt":
        assert subprocess.run(["bash", "-n", str(ROOT / ".ci/run")]).returncode == 0
        assert os.access(ROOT / ".ci/run", os.X_OK)
