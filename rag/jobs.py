"""A build as a process of its own, and what it says of itself in a file that any process can read.

    data/jobs/<index>/build.json   the last or running build of an index, replaced by rename
    data/jobs/<index>/build.lock   held by the running build; free again however it ends
    data/jobs/<index>/build.log    what it wrote to standard error

Where the index was measured before, its figures are measured anew after a build. Knows that file, ``rag.build`` and
``rag.measuring``; nothing of pages. ``python -m rag.jobs`` is the process.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rag import measuring
from rag.build import build
from rag.errors import DataFolderError, RagError
from rag.index.report import BuildReport
from rag.library.collections import index_name
from rag.processes import STARTING_S, Board
from rag.records import Mend
from rag.settings import Settings, load
from rag.writing import Progress

_BETWEEN_REPORTS_S = 0.1


@dataclass(frozen=True, slots=True)
class Job:
    """A build in a process of its own.

    Attributes:
        state: ``running``, ``done`` (see ``report``) or ``failed`` (see ``hint``).
        started: Unix time in seconds.
        docs: The documents folder it was given; an index that is not built yet has no other memory of it.
        ended: The same; None while it runs.
        pid: Of the process; 0 before it has begun to report.
        progress: How far it is; None before anything is known.
        report: What it did, once it is done.
        hint: Why it failed, in Chinese.
        hint_en: The same in English.
        mends: What mends that.
        anew: Whether every file was to be read anew.
        stopped: Whether a person ended it.
    """

    state: Literal["running", "done", "failed"]
    started: float
    docs: str = ""
    ended: float | None = None
    pid: int = 0
    progress: Progress | None = None
    report: BuildReport | None = None
    hint: str | None = None
    hint_en: str | None = None
    mends: tuple[Mend, ...] = ()
    anew: bool = False
    stopped: bool = False


class Jobs:
    """Starts builds of one index, one at a time, and tells how they are. Holds settings only: make one where needed."""

    def __init__(self, settings: Settings) -> None:
        """Remember which index is built, and where its jobs are kept."""
        self._settings = settings
        self._folder = folder_of(settings)
        self._board = _board(self._folder)

    def start(self, *, replace: bool = False, emptied: bool = False) -> Job:
        """Start a build, and return it once it has begun; the running one where there is one already.

        Args:
            replace: Build all anew, instead of what has changed.
            emptied: Whether documents were taken out of the folder on purpose, be it all of them.

        Raises:
            DataFolderError: Nothing can be written where jobs are kept.
        """
        last = self.status()
        if last and last.state == "running":
            return last
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(self._folder, Job("running", time.time(), str(self._settings.docs)))
            chosen = {"--replace": replace, "--emptied": emptied}
            process = self._board.spawn("rag.jobs", self._settings, [name for name, is_set in chosen.items() if is_set])
        except OSError as exc:
            raise DataFolderError(self._folder, exc) from exc
        deadline = time.monotonic() + STARTING_S
        while time.monotonic() < deadline:
            job = self.status()
            if job and (job.pid or job.state != "running"):
                return job
            if process.poll() is not None and not (self._board.read() or Job("running", 0)).pid:
                break
            time.sleep(0.02)
        log = self._board.log
        job = Job(
            "failed",
            time.time(),
            str(self._settings.docs),
            ended=time.time(),
            hint=f"建立索引的进程没有启动；详情见 {log}。",
            hint_en=f"The process that builds the index did not start; see {log}.",
        )
        self._keep(job)
        return job

    def status(self) -> Job | None:
        """Return the running build, else the last one; None where there was none. Costs a file read.

        A build whose process is gone without a word is given as failed.
        """
        job = self._board.read()
        if job is None or job.state != "running" or self._board.held():
            return job
        if not job.pid and time.time() - job.started < STARTING_S:
            return job
        # It may have ended between the two looks.
        job = self._board.read() or job
        if job.state != "running":
            return job
        return replace(
            job,
            state="failed",
            ended=job.ended or time.time(),
            hint="建立索引的进程中途停止了；原来的索引照常使用，请再试一次。",
            hint_en="The process that builds the index stopped on its way; what was indexed before stays. Try again.",
        )

    def stop(self) -> None:
        """End the running build; the index stays as it was. Nothing where none is running, or one is just beginning.

        Raises:
            DataFolderError: That it has ended cannot be written where jobs are kept.
        """
        job = self.status()
        if job is None or job.state != "running" or not job.pid:
            return
        ended = self._board.end(job.pid)
        last = self._board.read() or job
        if last.state == "running" and ended:
            hint, hint_en = "已停止，索引没有改动。", "Stopped; the index is as it was."
            ended_now = replace(last, state="failed", ended=time.time(), hint=hint, hint_en=hint_en, stopped=True)
            self._keep(ended_now)

    def _keep(self, job: Job) -> None:
        try:
            _write(self._folder, job)
        except OSError as exc:
            raise DataFolderError(self._folder, exc) from exc


def run(settings: Settings, *, replace_all: bool = False, emptied: bool = False) -> int:
    """Build in this process and report into the jobs folder; return the exit status.

    Where another process is at it, nothing is done and nothing is reported.
    """
    folder = folder_of(settings)
    with _board(folder).holding() as alone:
        if not alone:
            return 1
        job = Job("running", time.time(), str(settings.docs), pid=os.getpid(), anew=replace_all)
        _write(folder, job)
        reported = 0.0

        def report(progress: Progress) -> None:
            nonlocal job, reported
            fresh = job.progress is None or job.progress.phase != progress.phase
            job = replace(job, progress=progress)
            if fresh or time.monotonic() - reported > _BETWEEN_REPORTS_S:
                # A disk that is full here need not be the one of the index.
                with suppress(OSError):
                    _write(folder, job)
                reported = time.monotonic()

        try:
            done = build(settings, replace=replace_all, emptied=emptied, progress=report)
        except RagError as error:
            traceback.print_exc()
            zh, en, mends = error.told.zh, error.told.en, error.told.mends
            _write(folder, replace(job, state="failed", ended=time.time(), hint=zh, hint_en=en, mends=mends))
            return 1
        except BaseException as error:
            hint = f"建立索引时出错（{type(error).__name__}）；详情见 {folder / 'build.log'}。"
            hint_en = f"Building failed ({type(error).__name__}); see {folder / 'build.log'}."
            _write(folder, replace(job, state="failed", ended=time.time(), hint=hint, hint_en=hint_en))
            raise
        # Its files stand in the manifest: this file is read twice a second.
        _write(folder, replace(job, state="done", ended=time.time(), report=done))
        with suppress(DataFolderError):
            measuring.compare(settings, done.generation)
        return 0


# ---------------------------------------------------------------- the folder


def folder_of(settings: Settings) -> Path:
    """Return where the jobs of an index are kept: each index has its own, so that several may be built at once."""
    return settings.data / "jobs" / index_name(settings.index)


def _board(folder: Path) -> Board[Job]:
    return Board(folder, "build", Job)


def _write(folder: Path, job: Job) -> None:
    """Replace what is known of the build, whole."""
    _board(folder).write(job)


if __name__ == "__main__":
    sys.exit(run(load(), replace_all="--replace" in sys.argv[1:], emptied="--emptied" in sys.argv[1:]))
