"""A download as a process of its own: it goes on while pages are closed, and is told by whoever looks.

One at a time for all pages of a data folder. A download that was stopped, or whose process was killed, keeps what
came; starting it again goes on from there (``rag.fetch``). ``python -m rag.fetching MODEL`` is the process.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal

from rag import fetch
from rag.errors import DataFolderError, RagError
from rag.processes import STARTING_S, Board
from rag.settings import OFFLINE_BY_US, Settings, load

_BETWEEN_REPORTS_S = 0.2


@dataclass(frozen=True, slots=True)
class Download:
    """A download in a process of its own.

    Attributes:
        state: ``running``, ``done`` (see ``folder``), ``stopped`` by a person, or ``failed`` (see ``hint``).
        model: The model's name on the hub.
        started: Unix time in seconds.
        ended: The same; None while it runs.
        pid: Of the process; 0 before it has begun to report.
        step: How far it is; None before the hub has said how large the model is.
        before: Bytes that were here when it began.
        folder: Where the model is, once it is done.
        hint: Why it failed and what mends that, in Chinese.
        hint_en: The same in English.
    """

    state: Literal["running", "done", "stopped", "failed"]
    model: str
    started: float
    ended: float | None = None
    pid: int = 0
    step: fetch.Step | None = None
    before: int = 0
    folder: str = ""
    hint: str | None = None
    hint_en: str | None = None

    def left_s(self, now: float) -> float | None:
        """Return how many seconds are left at the pace until now; None before there is one."""
        if self.step is None or now <= self.started:
            return None
        pace = (self.step.done - self.before) / (now - self.started)
        return (self.step.total - self.step.done) / pace if pace > 0 else None


class Downloads:
    """Starts downloads of models, one at a time, and tells how they are. Holds settings only: make one where needed."""

    def __init__(self, settings: Settings) -> None:
        """Remember where models are kept, and where a download says how it is."""
        self._settings = settings
        self._board = _board(settings)

    def start(self, model: str) -> Download:
        """Start a download, and return it once it has begun; the running one where there is one already.

        Raises:
            FetchError: There is no model of that name.
            DataFolderError: Nothing can be written where jobs are kept.
        """
        repo = fetch.repository(model)
        last = self.status()
        if last and last.state == "running":
            return last
        try:
            self._board.folder.mkdir(parents=True, exist_ok=True)
            self._board.write(Download("running", repo, time.time()))
            process = self._board.spawn("rag.fetching", self._settings, [repo])
        except OSError as exc:
            raise DataFolderError(self._board.folder, exc) from exc
        deadline = time.monotonic() + STARTING_S
        while time.monotonic() < deadline:
            found = self.status()
            if found and (found.pid or found.state != "running"):
                return found
            if process.poll() is not None:
                break
            time.sleep(0.02)
        found = Download(
            "failed",
            repo,
            time.time(),
            ended=time.time(),
            hint=f"下载的进程没有启动；详情见 {self._board.log}。",
            hint_en=f"The process that downloads did not start; see {self._board.log}.",
        )
        self._keep(found)
        return found

    def status(self) -> Download | None:
        """Return the running download, else the last one; None where there was none. Costs a file read.

        A download whose process is gone without a word is given as failed.
        """
        found = self._board.read()
        if found is None or found.state != "running" or self._board.held():
            return found
        if not found.pid and time.time() - found.started < STARTING_S:
            return found
        # It may have ended between the two looks.
        found = self._board.read() or found
        if found.state != "running":
            return found
        return replace(
            found,
            state="failed",
            ended=time.time(),
            hint="下载的进程中途停止了；已下载的部分还在，再点一次会接着下载。",
            hint_en="The process that downloads stopped on its way; what came is kept. Start it again to go on.",
        )

    def stop(self) -> None:
        """End the running download; what came is kept. Nothing where none is running, or one is just beginning.

        Raises:
            DataFolderError: That it has ended cannot be written where jobs are kept.
        """
        found = self.status()
        if found is None or found.state != "running" or not found.pid:
            return
        ended = self._board.end(found.pid)
        last = self._board.read() or found
        if last.state == "running" and ended:
            self._keep(replace(last, state="stopped", ended=time.time()))

    def _keep(self, download: Download) -> None:
        try:
            self._board.write(download)
        except OSError as exc:
            raise DataFolderError(self._board.folder, exc) from exc


def run(settings: Settings, model: str) -> int:
    """Download in this process and report; return the exit status. Nothing where another process is at it."""
    board = _board(settings)
    with board.holding() as alone:
        if not alone:
            return 1
        found = Download("running", model, time.time(), pid=os.getpid())
        board.write(found)
        reported = 0.0

        def tell(step: fetch.Step) -> None:
            nonlocal found, reported
            first = found.step is None
            found = replace(found, step=step, before=step.done if first else found.before)
            if first or time.monotonic() - reported > _BETWEEN_REPORTS_S:
                with suppress(OSError):
                    board.write(found)
                reported = time.monotonic()

        try:
            done = fetch.fetch(settings, model, tell)
        except RagError as error:
            traceback.print_exc()
            board.write(replace(found, state="failed", ended=time.time(), hint=error.hint, hint_en=error.hint_en))
            return 1
        except BaseException as error:
            why = f"{type(error).__name__}: {error}"
            hint = f"下载时出错（{why}）；已下载的部分还在，请检查磁盘空间和权限后再试。"
            hint_en = f"The download failed ({why}); what came is kept. Check disk space and permissions and try again."
            board.write(replace(found, state="failed", ended=time.time(), hint=hint, hint_en=hint_en))
            raise
        board.write(replace(found, state="done", ended=time.time(), folder=str(done.folder)))
        return 0


def _board(settings: Settings) -> Board[Download]:
    return Board(settings.data / "jobs" / "models", "fetch", Download)


if __name__ == "__main__":
    if os.environ.get(OFFLINE_BY_US):
        os.environ.pop("HF_HUB_OFFLINE", None)
    sys.exit(run(load(), sys.argv[1]))
