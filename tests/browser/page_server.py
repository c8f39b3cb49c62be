"""The page as a process of its own, over a folder of documents."""

import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from rag.cli.page import MEMORY
from rag.settings import ROOT, load


def free_port():
    """A port that nobody has, and that no system gives to whoever asks for any before the server has it."""
    for port in random.Random(time.monotonic_ns() ^ os.getpid()).sample(range(10_000, 30_000), 1000):
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


class Server:
    """``streamlit run`` over a folder of documents, with everything it writes in a folder of the test."""

    def __init__(self, home, docs, extra=None, app=ROOT / "app.py"):
        self.docs = docs
        self.allowed = home / "allowed"
        self.environ = {
            **MEMORY,
            "WENJU_ALLOWED": str(self.allowed),
            "RAG_DOCS": str(docs),
            "RAG_INDEX": str(home / "索引" / "本来 index"),
            "RAG_INDEXES": str(home / "索引"),
            "RAG_DATA": str(home / "data"),
            "RAG_GENERATOR": "built-in",
            **(extra or {}),
        }
        self.settings = load(self.environ, None)
        self.url = f"http://127.0.0.1:{free_port()}"
        self._log = (home / "server.log").open("wb")
        self._app = app
        self._process = self._started()

    def _started(self):
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("RAG_", "STREAMLIT_"))}
        path = os.pathsep.join(filter(None, (str(ROOT), inherited.get("PYTHONPATH"))))
        return subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(self._app), "--server.port", self.url.rpartition(":")[2]],
            cwd=ROOT,
            env=inherited | self.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": path},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    @property
    def pid(self):
        """The number of the process."""
        return self._process.pid

    def allow(self, sentences):
        """Let the assistant of ``scripted_app`` write so many sentences, after which it waits."""
        self.allowed.with_suffix(".new").write_text(str(sentences), encoding="ascii")
        self.allowed.with_suffix(".new").replace(self.allowed)

    def wait(self):
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return self
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(Path(self._log.name).read_text(encoding="utf-8", errors="replace"))

    def kill_and_start(self):
        """End the server without a word, as a power cut does, and start it anew at the same address."""
        self.kill()
        return self.start()

    def kill(self):
        self._process.kill()
        self._process.wait(60)

    def start(self):
        """Start it at the same address."""
        self._process = self._started()
        return self.wait()

    def stop(self):
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(60)
        self._log.close()
