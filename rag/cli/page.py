"""Serves the page: chooses a port, starts Streamlit, says where it is. Knows nothing of what the page shows.

data/pages/8501.lock   held while a page of ours is served there; free again however it ends
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from rag.cli.terminal import note
from rag.errors import BackendUnavailableError
from rag.settings import ROOT, Settings

HOST = "127.0.0.1"
PORT, PORTS = 8501, 50
_APPEARS_S = 60.0


def serve(settings: Settings, *, port: int | None, browser: bool) -> int:
    """Serve the page until it is stopped, and return Streamlit's exit status.

    Args:
        settings: Which index.
        port: Where; None for the first free one from 8501 on.
        browser: Whether to open a browser, where there is a desktop.

    Raises:
        BackendUnavailableError: The port is taken.
    """
    pages = settings.data / "pages"
    chosen = free_port(port, pages)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(chosen), "--server.address", HOST, "--server.headless", "true"]
    command += ["--logger.hideWelcomeMessage", "true", "--logger.level", "warning"]
    environment = {**os.environ, "RAG_INDEX": str(settings.index)}
    with _signed(pages, chosen):
        # From the project folder: Streamlit looks for its settings in the folder it is started in.
        server = subprocess.Popen(command, cwd=ROOT, env=environment)
        announce = threading.Thread(target=_announce, args=(server, chosen, browser and has_desktop()), daemon=True)
        announce.start()
        return _waited_for(server)


def _waited_for(server: subprocess.Popen[bytes]) -> int:
    """Return the exit status of a server once it has ended; 0 where it was interrupted."""
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            # Streamlit has got it too and closes by itself; a second one is not waited out.
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


def _announce(server: subprocess.Popen[bytes], port: int, browser: bool) -> None:
    """Say where the page is as soon as it answers, and open it."""
    deadline = time.monotonic() + _APPEARS_S
    while server.poll() is None and time.monotonic() < deadline:
        if _answers(port):
            url = _url(port)
            note(f"网页已就绪：{url}  （按 Ctrl-C 停止）")
            if browser:
                webbrowser.open(url)
            return
        time.sleep(0.05)


def _url(port: int) -> str:
    return f"http://{HOST}:{port}"


def _answers(port: int) -> bool:
    """Whether the server says that it is well."""
    connection = HTTPConnection(HOST, port, timeout=1)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
