"""Serves the page: chooses a port, sees to a login beyond this computer, starts Streamlit, says where it is.

Knows nothing of what the page shows.

data/pages/8501.lock   held while a page of ours is served there; free again however it ends
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tomllib
import webbrowser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from rag.answer.models.address import is_near
from rag.cli.terminal import note
from rag.errors import BackendUnavailableError, ConfigError
from rag.library.login import SHORTEST, password_of
from rag.settings import PASSWORD, ROOT, Settings

HOST = "127.0.0.1"
PORT, PORTS = 8501, 50
# Each answer has threads of its own. With a heap for each, glibc keeps what they leave, and the server grows.
MEMORY = {"MALLOC_ARENA_MAX": "2"}
_APPEARS_S = 60.0
_ANYWHERE = ("0.0.0.0", "::")  # what no computer is called


def serve(settings: Settings, *, port: int | None, browser: bool, host: str = HOST, names: Sequence[str] = ()) -> int:
    """Serve the page until it is stopped, and return Streamlit's exit status.

    Args:
        settings: Which index.
        port: Where; None for the first free one from 8501 on.
        browser: Whether to open a browser, where there is a desktop.
        host: At which address; beyond this computer only with a login.
        names: What other computers call this one.

    Raises:
        BackendUnavailableError: The port is taken.
        ConfigError: Beyond this computer, and no login is set up, or nothing says what others call this computer.
    """
    reach = reach_of(host, names)
    pages = settings.data / "pages"
    chosen = free_port(port, pages)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(chosen), "--server.address", host, "--server.headless", "true", *reach]
    command += ["--logger.hideWelcomeMessage", "true", "--logger.level", "warning"]
    with _signed(pages, chosen), _ended_as_interrupted():
        # From the project folder: Streamlit looks for its settings in the folder it is started in.
        server = subprocess.Popen(command, cwd=ROOT, env=environment_of(settings, os.environ))
        announce = threading.Thread(
            target=_announce, args=(server, host, chosen, browser and has_desktop()), daemon=True
        )
        announce.start()
        return _waited_for(server)


def environment_of(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of the process that serves the page.

    Args:
        settings: Which index.
        environ: The variables it would have; how memory is shared out, where they say it, is theirs to say.
    """
    return {**MEMORY, **environ, "RAG_INDEX": str(settings.index)}


def reach_of(host: str, names: Sequence[str], environ: Mapping[str, str] | None = None) -> list[str]:
    """Return Streamlit's options for a page at an address: the hosts whose pages are let in; none on this computer.

    Args:
        host: The address.
        names: What other computers call this one.
        environ: Where the password is; the process's own variables by default.

    Raises:
        ConfigError: As for ``serve``.
    """
    if is_near(host):
        return []
    if not password_of(environ) and not _has_oidc():
        allowed = (
            f"127.0.0.1；对别的电脑开放要先在环境变量 {PASSWORD} 里放一个密码（至少 {SHORTEST} 个字符），或设好 OIDC"
        )
        allowed_en = (
            f"127.0.0.1; to be open to other computers it needs a password in the environment variable {PASSWORD} "
            f"(at least {SHORTEST} characters), or OIDC"
        )
        raise ConfigError("host", host, allowed, allowed_en, where="--host")
    called = [*names, *([] if host in _ANYWHERE else [host])]
    if not called:
        allowed = "另加 --name，写明别的电脑用来打开网页的名字或地址，例如 --name 192.168.1.5"
        allowed_en = "besides --name, the name or address by which others open the page, such as --name 192.168.1.5"
        raise ConfigError("host", host, allowed, allowed_en, where="--host")
    hosts = (option for name in [*called, HOST, "localhost"] for option in ("--server.allowedHosts", name))
    return [*hosts, "--browser.serverAddress", called[0]]


def _has_oidc() -> bool:
    """Whether Streamlit's secrets set up a login."""
    for folder in (ROOT, Path.home()):
        with suppress(OSError, ValueError):
            if "auth" in tomllib.loads((folder / ".streamlit" / "secrets.toml").read_text(encoding="utf-8")):
                return True
    return False


@contextmanager
def _ended_as_interrupted() -> Iterator[None]:
    """Let what ends this process alone (a service that stops, a terminal that closes) end it as Ctrl-C does."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # What whoever started us chose to ignore, as nohup does, stays ignored.
    before = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    ours = [number for number, handler in before.items() if handler == signal.SIG_DFL]
    for number in ours:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _waited_for(server: subprocess.Popen[bytes]) -> int:
    """Return the exit status of a server once it has ended; 0 where it was interrupted."""
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            # From a terminal Streamlit has got it too and closes by itself; else only we know. A second one is not
            # waited out.
            server.terminate()
            try:
                server.wait(timeout=5)
            except (KeyboardInterrupt, subprocess.TimeoutExpired):
                server.kill()
            return 0


def free_port(wanted: int | None, pages: Path) -> int:
    """Return the port wanted, or the first free one from 8501 on; say why others were passed over.

    Args:
        wanted: None for any.
        pages: Where it stands which ports are ours.

    Raises:
        BackendUnavailableError: It is taken, or all are.
    """
    ports = range(PORT, PORT + PORTS) if wanted is None else (wanted,)
    ours: list[int] = []
    others: list[int] = []
    for port in ports:
        if is_free(port):
            if others and not ours:
                note(f"端口 {others[0]} 被另一个程序占用；网页改用端口 {port}。")
            if ours:
                note(f"已有一个问据的网页：{_url(ours[0])}；这一个用端口 {port}。")
            return port
        (ours if is_ours(port, pages) else others).append(port)
    if wanted and ours:
        hint = f"端口 {wanted} 上已有一个问据的网页；请直接打开 {_url(wanted)}，或用 --port 换一个端口。"
    else:
        taken = f"端口 {wanted} 已被另一个程序占用" if wanted else f"端口 {PORT} 到 {ports[-1]} 都已被占用"
        hint = f"{taken}；请用 --port 换一个端口。"
    raise BackendUnavailableError("port", f"{ports[0]} is taken", hint=hint)


def is_ours(port: int, pages: Path) -> bool:
    """Return whether a page of ours is served at a port, as far as it could sign itself in."""
    from filelock import FileLock, Timeout

    path = pages / f"{port}.lock"
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError:
        return False
    lock.release()
    return False


@contextmanager
def _signed(pages: Path, port: int) -> Iterator[None]:
    """Hold what says that a port is ours; do without where the data folder cannot be written."""
    from filelock import FileLock, Timeout

    lock = FileLock(pages / f"{port}.lock")
    with suppress(OSError, Timeout):
        pages.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    try:
        yield
    finally:
        lock.release()


def is_free(port: int) -> bool:
    """Return whether nobody listens at a port of this machine."""
    with socket.socket() as probe:
        if os.name != "nt":
            # A port is free again as soon as its listener has gone; Windows means another thing by this.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def has_desktop() -> bool:
    """Return whether a browser could be shown to someone."""
    if os.environ.get("CI") or os.environ.get("SSH_CONNECTION"):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _announce(server: subprocess.Popen[bytes], host: str, port: int, browser: bool) -> None:
    """Say where the page is as soon as it answers, and open it."""
    deadline = time.monotonic() + _APPEARS_S
    while server.poll() is None and time.monotonic() < deadline:
        if _answers(HOST if host in _ANYWHERE else host, port):
            url = _url(port, HOST if host in _ANYWHERE else host)
            note(f"网页已就绪：{url}  （按 Ctrl-C 停止）")
            if browser:
                webbrowser.open(url)
            return
        time.sleep(0.05)


def _url(port: int, host: str = HOST) -> str:
    return f"http://{host}:{port}"


def _answers(host: str, port: int) -> bool:
    """Whether the server says that it is well."""
    connection = HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
