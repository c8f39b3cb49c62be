"""Serves the page: chooses a port, starts Streamlit, says where it is. Knows nothing of what the page shows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from http.client import HTTPConnection, HTTPException

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
    chosen = free_port(port)
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.port", str(chosen), "--server.address", HOST, "--server.headless", "true"]
    command += ["--logger.hideWelcomeMessage", "true", "--logger.level", "warning"]
    environment = {**os.environ, "RAG_INDEX": str(settings.index)}
    # From the project folder: Streamlit looks for its settings in the folder it is started in.
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    announce = threading.Thread(target=_announce, args=(server, chosen, browser and has_desktop()), daemon=True)
    announce.start()
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


def free_port(wanted: int | None) -> int:
    """Return the port wanted, or the first free one from 8501 on.

    Raises:
        BackendUnavailableError: It is taken, or all are.
    """
    ports = range(PORT, PORT + PORTS) if wanted is None else (wanted,)
    for port in ports:
        if is_free(port):
            return port
    taken = f"端口 {wanted} 已被占用" if wanted else f"端口 {PORT} 到 {PORT + PORTS - 1} 都已被占用"
    raise BackendUnavailableError("port", f"{ports[0]} is taken", hint=f"{taken}；请用 --port 换一个。")


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
            url = f"http://{HOST}:{port}"
            note(f"网页已就绪：{url}  （按 Ctrl-C 停止）")
            if browser:
                webbrowser.open(url)
            return
        time.sleep(0.05)


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
