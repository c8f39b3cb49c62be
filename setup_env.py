"""One command for everything: makes ``.venv``, installs what is pinned, then runs, tests or measures.

    python setup_env.py setup | run | index | test | test-all | check | eval

Needs nothing but Python's standard library. Each command does the set-up that it needs and costs next to
nothing when repeated: a stamp in ``.venv`` says which requirements were installed to the end. Knows pip
and the commands of the product; knows nothing of what the product does.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = Path(os.environ.get("WENJU_VENV") or ROOT / ".venv")
OLDEST = (3, 11)
LOCK = "requirements.lock"
# What each kind of work needs installed.
RUN, TEST = ("requirements.txt",), ("requirements.txt", "requirements-test.txt", "requirements-train.txt")
TORCH_CPU = "https://download.pytorch.org/whl/cpu"
REACH_S = 20
# Tests run in two processes, a file's tests in one: many of them wait (for a page, a kill, a lock).
# By file, in their order: the long files are not the last ones.
AT_ONCE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
ROOMY = 4 * 2**30


class SetupError(Exception):
    """Set-up cannot go on; the message says what to do."""


# ------------------------------------------------------------------ the environment


def venv_python(venv: Path) -> Path:
    """Return the interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pins(path: Path) -> dict[str, str]:
    """Return the pinned versions of a requirements file by normalised name; comments and blank lines are skipped."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, version = line.partition("#")[0].strip().partition("==")
        if equals:
            found[normal(name)] = version.strip()
    return found


def normal(name: str) -> str:
    """Return a distribution's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def public(version: str) -> str:
    """Return a version without the part that names one build of it (``+cpu``)."""
    return version.partition("+")[0]


def site_packages(venv: Path) -> Path | None:
    """Return the folder that packages are installed in; None where there is none."""
    folders = [venv / "Lib" / "site-packages", *sorted((venv / "lib").glob("python3*/site-packages"))]
    return next((folder for folder in folders if folder.is_dir()), None)


def installed(venv: Path) -> dict[str, str]:
    """Return what was installed to the end, public versions by normalised name.

    Read off the names of the ``dist-info`` folders; one without ``RECORD`` was left by an installation that broke off.
    """
    site = site_packages(venv)
    found = {}
    for info in site.glob("*.dist-info") if site else ():
        name, _, version = info.name.removesuffix(".dist-info").partition("-")
        if (info / "RECORD").is_file():
            found[normal(name)] = public(version)
    return found


def stamp_of(venv: Path, files: tuple[str, ...]) -> str:
    """Return what identifies a finished installation: a hash over requirements, lock and the environment's Python."""
    digest = hashlib.sha256()
    for path in (venv / "pyvenv.cfg", *(ROOT / name for name in (*files, LOCK))):
        digest.update(path.read_bytes() if path.is_file() else b"-")
        digest.update(b"\0")
    return digest.hexdigest()


def stamp_file(venv: Path, files: tuple[str, ...]) -> Path:
    """Return where that stamp stands."""
    return venv / f"{Path(files[-1]).stem}.stamp"


def is_ready(venv: Path, files: tuple[str, ...]) -> bool:
    """Return whether everything was installed to the end and is still there; milliseconds, nothing is started."""
    stamp = stamp_file(venv, files)
    if not stamp.is_file() or not is_whole(venv):
        return False
    there = installed(venv)
    wanted = {name: version for file in files for name, version in pins(ROOT / file).items()}
    return stamp.read_text(encoding="utf-8") == stamp_of(venv, files) and wanted.items() <= there.items()


def is_whole(venv: Path) -> bool:
    """Return whether an environment's interpreter and the Python that it was made from are there."""
    configuration = venv / "pyvenv.cfg"
    if not configuration.is_file() or not venv_python(venv).exists():
        return False
    home = re.search(r"(?m)^home *= *(.+)$", configuration.read_text(encoding="utf-8"))
    return home is not None and Path(home[1].strip()).is_dir()


def make_venv(venv: Path) -> None:
    """Make the environment where there is none, and anew where it does not work."""
    if is_whole(venv) and can_install(venv):
        return
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        say(f"{venv.name} 已损坏，重新建立")
        shutil.rmtree(venv)
    say(f"建立虚拟环境 {venv.name}（Python {sys.version.split()[0]}）")
    base = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run([base, "-m", "venv", str(venv)], capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        if "ensurepip" in done.stdout + done.stderr:
            raise SetupError("这个 Python 缺少 venv；Debian/Ubuntu 请先运行：sudo apt install python3-venv")
        raise SetupError(f"无法建立虚拟环境：{last_line(done.stderr or done.stdout)}")


def can_install(venv: Path) -> bool:
    """Return whether an environment's interpreter runs and has pip."""
    try:
        return subprocess.run([str(venv_python(venv)), "-c", "import pip"], capture_output=True).returncode == 0
    except OSError:
        return False


def last_line(text: str) -> str:
    """Return the last line of a program's output that says something."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")


def no_wheels(system: str = sys.platform, machine: str | None = None, wide: bool = sys.maxsize > 2**32) -> str:
    """Return why the pinned packages cannot be installed on a system, and what would help; ``""`` where they can."""
    machine = (machine or platform.machine()).lower()
    if not wide:
        return "需要 64 位的 Python，现在的是 32 位；请到 python.org 下载 64 位版"
    if system == "darwin" and machine == "x86_64":
        return "Mac 上 Intel 版的 Python 装不了 torch 和 faiss；Apple 芯片请换用 arm64 版，Intel 芯片不支持"
    if system == "win32" and machine == "arm64":
        return "Windows 的 ARM64 版 Python 装不了 torch；请到 python.org 下载 x64 版（Windows installer (64-bit)）"
    return ""


# ------------------------------------------------------------------ installing


def install(venv: Path, files: tuple[str, ...]) -> None:
    """Install the pinned requirements of some files, and stamp the environment once that is done."""
    if is_ready(venv, files):
        return
    if why := no_wheels():
        raise SetupError(why)
    make_venv(venv)
    sweep(venv)
    if shutil.disk_usage(venv).free < ROOMY:
        say("注意：磁盘剩余空间不足 4 GB，安装可能失败")
    torch = pins(ROOT / RUN[0])["torch"]
    if torch != installed(venv).get("torch"):
        install_torch(venv, torch)
    say("安装依赖：下载约 300 MB，装好后（连同 torch）约 2 GB；已有的不会重复下载")
    requirements = [part for file in files for part in ("-r", str(ROOT / file))]
    if not pip(venv, *requirements, *constraints()):
        raise SetupError(
            "依赖没有装全：请检查网络后重试，已下载的不会重来；"
            "访问 PyPI 不畅时可设镜像，例如 PIP_INDEX_URL=https://pypi.tuna.tsinghua.edu.cn/simple"
        )
    for done in (RUN, files):
        stamp_file(venv, done).write_text(stamp_of(venv, done), encoding="utf-8")


def sweep(venv: Path) -> None:
    """Remove the records of installations that broke off, which pip would take for finished ones."""
    site = site_packages(venv)
    for info in site.glob("*.dist-info") if site else ():
        if not (info / "RECORD").is_file():
            shutil.rmtree(info, ignore_errors=True)


def install_torch(venv: Path, version: str) -> None:
    """Install the CPU build of torch on Linux without an NVIDIA card; elsewhere pip's own choice is right.

    The wheel that PyPI has for Linux brings CUDA. Where the index of CPU builds cannot be reached, nothing is done
    and that wheel will be installed with the rest.
    """
    if not sys.platform.startswith("linux") or has_nvidia():
        return
    index = os.environ.get("WENJU_TORCH_INDEX") or TORCH_CPU
    say(f"没有发现 NVIDIA 显卡：先试 torch {version} 的 CPU 版（下载约 200 MB）：{index}")
    if reachable(index, REACH_S) and pip(venv, f"torch=={version}", "--no-deps", "--index-url", index, *patience()):
        return
    say(
        f"那里连不上，改用 pip 平时的来源安装 torch {version}：PyPI 上的 Linux 版带 CUDA，下载可达 3 GB、装好约 7 GB。"
        "要换 CPU 版的镜像，请按 Ctrl-C，设 WENJU_TORCH_INDEX=镜像网址 后重试"
    )


def has_nvidia() -> bool:
    """Return whether the driver of an NVIDIA card is loaded."""
    return Path("/proc/driver/nvidia/version").exists() or Path("/dev/nvidiactl").exists()


def reachable(url: str, limit_s: float) -> bool:
    """Return whether a web address answers within some seconds, name look-up included."""
    from urllib.error import HTTPError
    from urllib.request import urlopen

    answered = threading.Event()

    def knock() -> None:
        try:
            urlopen(url.rstrip("/") + "/torch/", timeout=limit_s).close()
        except HTTPError:
            pass  # Something is there; pip will say what it thinks of it.
        except (OSError, ValueError):
            return
        answered.set()

    # A daemon: a name server that never answers must not hold the process at its end.
    thread = threading.Thread(target=knock, daemon=True)
    thread.start()
    thread.join(limit_s)
    return answered.is_set()


def patience() -> list[str]:
    """Return pip's options for an index that may be slow to reach."""
    return ["--timeout", str(REACH_S), "--retries", "1"]


def constraints() -> list[str]:
    """Return pip's options that hold the whole tree to the lock."""
    return ["-c", str(ROOT / LOCK)] if (ROOT / LOCK).is_file() else []


def pip(venv: Path, *arguments: str) -> bool:
    """Run ``pip install`` and return whether it went well."""
    command = [str(venv_python(venv)), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=sys.stderr).returncode == 0


def freeze(venv: Path) -> str:
    """Return the text of the lock: every distribution installed, by name, public versions only."""
    there = sorted(item for item in installed(venv).items() if item[0] != "pip")
    return (
        "# Every distribution that run, tests and training bring, as constraints for pip (-c). Written by\n"
        "#     python setup_env.py lock\n"
        "# Public versions only: no hash, address or local build of one machine. Systems other than the one it was\n"
        "# written on may bring a few distributions more.\n"
        + "".join(f"{name}=={version}\n" for name, version in there)
    )


# ------------------------------------------------------------------ commands


def call(*arguments: str) -> int:
    """Run the environment's Python in the project folder and return its exit status."""
    environment = {**os.environ, "PYTHONUTF8": "1"}
    child = subprocess.Popen([str(venv_python(VENV)), *arguments], cwd=ROOT, env=environment)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue  # The child has got it too, and ends by itself.


def where(docs: str | None) -> list[str]:
    """Return the arguments that name a documents folder and its index; none for the default ones."""
    if not docs:
        return []
    folder = Path(docs).expanduser().resolve()
    return ["--docs", str(folder), "--index", str(index_folder(folder))]


def index_folder(folder: Path) -> Path:
    """Return the index folder of a documents folder given by hand, the one that the page would take."""
    # Light modules of the product, and only when they are needed: nothing may be installed yet when this is imported.
    from rag.errors import RagError
    from rag.library.collections import index_for
    from rag.settings import load

    try:
        settings = load()
    except RagError as exc:
        raise SetupError(exc.hint) from exc
    return index_for(folder, settings.indexes, [settings.index])


def setup(args: argparse.Namespace) -> int:
    """Do nothing more: the environment is there."""
    return 0


def run(args: argparse.Namespace) -> int:
    """Build the index where it is missing or stale, then serve the page."""
    own = where(args.docs)
    if status := call("-m", "rag", "build", *own):
        return status
    page = own[2:]
    page += ["--port", args.port] if args.port else []
    page += ["--no-browser"] if args.no_browser else []
    return call("-m", "rag", *page)


def index(args: argparse.Namespace) -> int:
    """Build or update the index."""
    return call("-m", "rag", "build", *where(args.docs))


def test(args: argparse.Namespace) -> int:
    """Run the tests that need no download, no GPU and no patience."""
    quick = ("-m", "not hub and not gpu and not slow")
    return call("-m", "rag", "build") or call("-m", "pytest", *AT_ONCE, *quick, *args.rest)


def test_all(args: argparse.Namespace) -> int:
    """Run every test, on examples that are newly drawn; the browser keeps the sights of its pages to be looked at."""
    os.environ |= {"WENJU_SHOTS": "1", "WENJU_DRAW": "1"}
    return call("-m", "rag", "build") or call("-m", "pytest", *AT_ONCE, *args.rest)


def check(args: argparse.Namespace) -> int:
    """Read the code: ruff, mypy; all of them, even where one finds something."""
    readers = (
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
    )
    return max([call(*reader) for reader in readers])


def evaluate(args: argparse.Namespace) -> int:
    """Print the figures over the gold questions."""
    return call("-m", "rag", "build") or call("-m", "rag", "eval", "evals/seeds.jsonl", *args.rest)


def lock(args: argparse.Namespace) -> int:
    """Write the lock from what is installed now."""
    (ROOT / LOCK).write_text(freeze(VENV), encoding="utf-8")
    return 0


# Command: what it needs installed, what it does, what it is for.
COMMANDS: dict[str, tuple[tuple[str, ...], Callable[[argparse.Namespace], int], str]] = {
    "setup": (RUN, setup, "只建立环境"),
    "run": (RUN, run, "打开网页"),
    "index": (RUN, index, "建立或更新索引"),
    "test": (TEST, test, "运行测试"),
    "test-all": (TEST, test_all, "运行全部测试"),
    "check": (TEST, check, "检查代码"),
    "eval": (RUN, evaluate, "在标准问题上评测"),
    "lock": (TEST, lock, "重写 requirements.lock"),
}


def say(line: str) -> None:
    """Tell the user something; standard output is left to results."""
    print(f"[问据] {line}", file=sys.stderr, flush=True)


def parse(argv: list[str]) -> argparse.Namespace:
    """Return the command and its options."""
    parser = argparse.ArgumentParser(prog="setup_env.py", description="问据 Wenju：一条命令装好并运行。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, (_, _, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about)
        if name in ("run", "index"):
            command.add_argument("--docs", metavar="文件夹", help="资料所在的文件夹（默认 seeds）")
        if name == "run":
            command.add_argument("--port", metavar="端口", help="网页端口（默认 8501，被占用时顺延）")
            command.add_argument("--no-browser", action="store_true", help="不打开浏览器")
    known, rest = parser.parse_known_args(argv)
    if rest and known.command not in ("test", "test-all", "eval"):
        parser.error(f"不认识的参数：{' '.join(rest)}")
    known.rest = rest
    return known


def main(argv: list[str]) -> int:
    """Do the set-up that a command needs, then the command; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # As the product does: what reads our output through a pipe need not know the system's own encoding.
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info[:2] < OLDEST:
        say(f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]} / Python 3.11 or newer is needed")
        return 1
    args = parse(argv)
    files, work, _ = COMMANDS[args.command]
    try:
        install(VENV, files)
        return work(args)
    except SetupError as exc:
        say(str(exc))
        return 1
    except KeyboardInterrupt:
        say("已中断；再运行一次会接着做")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
