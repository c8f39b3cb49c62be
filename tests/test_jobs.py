"""Builds as processes of their own: one at a time, told by whoever looks, honest about death."""

import errno
import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock

from rag import measuring
from rag.build import build
from rag.errors import DataFolderError
from rag.index import generation as generations
from rag.index.report import BuildReport
from rag.jobs import Job, Jobs, _write, folder_of, run
from rag.settings import Settings
from rag.writing import Progress
from tests.conftest import write_tiny


@pytest.fixture
def settings(tiny_docs, tmp_path):
    return replace(Settings(), docs=tiny_docs, index=tmp_path / "向量 库😀", data=tmp_path / "data 😀")


def wait(settings, until=lambda job: job.state != "running", limit=60):
    """Look at the job as another process would, until it is as wanted."""
    deadline = time.monotonic() + limit
    while time.monotonic() < deadline:
        job = Jobs(settings).status()
        if job and until(job):
            return job
        time.sleep(0.02)
    raise AssertionError(f"still {job}")


def test_a_build_of_its_own(settings):
    assert Jobs(settings).status() is None
    started = Jobs(settings).start()
    assert started.state == "running" or started.report
    assert started.pid not in (0, os.getpid())
    assert Jobs(settings).start().pid == started.pid, "one at a time"
    done = wait(settings)
    assert done.state == "done"
    assert done.report.documents == 3
    assert done.report.generation == generations.current_generation(settings.index)
    assert done.started <= done.ended
    assert done.hint is None
    again = Jobs(settings).start(replace=True)
    assert again.pid != started.pid
    assert not wait(settings).report.up_to_date


def test_why_it_failed_stays_to_be_read(settings):
    Jobs(settings).start()
    wait(settings)
    current = generations.current_generation(settings.index)
    settings.docs.rename(settings.docs.with_name("weg"))
    Jobs(settings).start()
    failed = wait(settings)
    assert failed.state == "failed"
    assert "找不到资料文件夹" in failed.hint
    assert "LoadError" in (folder_of(settings) / "build.log").read_text(encoding="utf-8")
    assert generations.current_generation(settings.index) == current


def test_a_killed_build_is_noticed(settings):
    import signal

    pid = Jobs(settings).start().pid
    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    dead = wait(settings)
    assert dead.state == "failed"
    assert "中途停止" in dead.hint
    assert Jobs(settings).start().pid != pid
    assert wait(settings).state == "done"


def test_another_builder_is_at_it(settings):
    with generations.building(settings.index):
        Jobs(settings).start()
        refused = wait(settings)
    assert refused.state == "failed"
    assert "正在重建" in refused.hint


def test_run_reports_each_phase_and_the_result(settings, monkeypatch):
    written = []

    def noted(folder, job):
        written.append(job)
        _write(folder, job)

    monkeypatch.setattr("rag.jobs._write", noted)
    assert run(settings) == 0
    phases = [job.progress.phase for job in written if job.progress]
    assert list(dict.fromkeys(phases)) == ["read", "encode", "index", "commit"]
    assert written[0].state == "running"
    assert Jobs(settings).status() == written[-1]


def test_an_error_of_ours_is_told_and_raised(settings, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("x")

    monkeypatch.setattr("rag.jobs.build", broken)
    with pytest.raises(ZeroDivisionError):
        run(settings)
    job = Jobs(settings).status()
    assert job.state == "failed"
    assert "ZeroDivisionError" in job.hint
    assert "build.log" in job.hint


def test_a_second_process_changes_nothing(settings):
    folder = folder_of(settings)
    folder.mkdir(parents=True)
    running = Job("running", time.time(), pid=1, progress=Progress("read", 1, 3))
    _write(folder, running)
    with FileLock(folder / "build.lock"):
        assert Jobs(settings).status() == running
        assert run(settings) == 1
        assert Jobs(settings).start() == running
    assert Jobs(settings).status().state == "failed"


def test_a_process_that_does_not_come_up(settings, monkeypatch):
    monkeypatch.setattr("sys.executable", "/bin/false" if os.name != "nt" else "where.exe")
    job = Jobs(settings).start()
    assert job.state == "failed"
    assert "没有启动" in job.hint


def test_a_garbled_file_is_no_job(settings):
    folder = folder_of(settings)
    folder.mkdir(parents=True)
    (folder / "build.json").write_bytes(b"{")
    assert Jobs(settings).status() is None
    report = BuildReport(1, 1, 0, 0, (), 0, 2, 0.5, "g")
    _write(folder, Job("done", 1.0, "", 2.0, 3, report=report))
    assert Jobs(settings).status().report == report
    assert [path.name for path in folder.iterdir()] == ["build.json"]


def test_two_indexes_are_built_at_once_and_told_apart(settings, tmp_path):
    other = replace(settings, index=tmp_path / "另一个", docs=write_tiny(tmp_path / "别处"))
    first, second = Jobs(settings).start(), Jobs(other).start()
    assert first.pid != second.pid
    assert (first.docs, second.docs) == (str(settings.docs), str(other.docs))
    done, done_too = wait(settings), wait(other)
    assert done.report.generation == generations.current_generation(settings.index)
    assert done_too.report.generation == generations.current_generation(other.index)
    assert sorted(path.name for path in (settings.data / "jobs").iterdir()) == sorted(
        folder_of(s).name for s in (settings, other)
    )


def test_a_failed_build_says_its_mend_in_both_languages(settings):
    settings.docs.rename(settings.docs.with_name("weg"))
    Jobs(settings).start()
    failed = wait(settings)
    assert "找不到资料文件夹" in failed.hint and "no such folder" in failed.hint_en


def test_a_build_can_be_stopped_and_leaves_the_index_as_it_was(settings):
    Jobs(settings).stop()
    assert Jobs(settings).status() is None, "nothing to stop"
    Jobs(settings).start()
    wait(settings)
    before = generations.current_generation(settings.index)
    text = "第{n}号通知：各单位要做好第{n}项工作，按时上报进展。\n" * 20
    many = [settings.docs / f"{n}.txt" for n in range(500)]
    for n, path in enumerate(many):
        path.write_text(text.format(n=n), encoding="utf-8")
    Jobs(settings).start()
    wait(settings, lambda job: job.state != "running" or (job.progress is not None and job.progress.done > 5))
    Jobs(settings).stop()
    stopped = Jobs(settings).status()
    assert stopped.state == "failed" and "已停止" in stopped.hint and "Stopped" in stopped.hint_en
    assert generations.current_generation(settings.index) == before
    Jobs(settings).stop()
    assert Jobs(settings).status() == stopped
    for path in many:
        path.unlink()
    Jobs(settings).start()
    assert wait(settings).report.documents == 3


@pytest.mark.parametrize(
    ("error", "said"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有权限"), (errno.EROFS, "只读")]
)
def test_where_nothing_can_be_written_a_build_is_not_begun_and_the_folder_named(settings, monkeypatch, error, said):
    def refuse(self, data):
        raise OSError(error, os.strerror(error), str(self))

    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(DataFolderError) as caught:
        Jobs(settings).start()
    assert str(settings.data) in caught.value.hint
    assert said in caught.value.hint
    assert "RAG_DATA" in caught.value.hint
    assert not settings.index.exists()


def test_where_its_end_cannot_be_written_that_is_said(settings, monkeypatch):
    folder = folder_of(settings)
    folder.mkdir(parents=True)
    _write(folder, Job("running", time.time(), pid=os.getpid()))
    monkeypatch.setattr("rag.processes.Board.end", lambda self, pid: True)
    with FileLock(folder / "build.lock"), monkeypatch.context() as patch:

        def refuse(self, data):
            raise OSError(errno.ENOSPC, "full", str(self))

        patch.setattr(Path, "write_bytes", refuse)
        with pytest.raises(DataFolderError, match="full"):
            Jobs(settings).stop()


def test_a_disk_that_fills_up_while_it_is_told_costs_the_telling_only(settings, monkeypatch):
    """The jobs folder may lie on another disk than the index."""
    real, written = Path.write_bytes, []

    def fill(self, data):
        if self.suffix == ".new" and 1 < len(written) < 4:
            written.append(self)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        written.append(self)
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", fill)
    assert run(settings) == 0
    assert len(written) > 4
    assert Jobs(settings).status().report.documents == 3


def test_after_a_build_the_gold_questions_are_asked_where_they_were_asked_before(settings):
    wanted = {"answer_keys": ["3200万元"], "evidence": [{"doc": "公园.txt", "quote": "工程总投资3200万元"}]}
    line = {"id": "g1", "type": "fact", "question": "城东公园改造工程总投资多少？", **wanted}
    settings.data.mkdir(parents=True, exist_ok=True)
    (settings.data / "gold.jsonl").write_text(json.dumps(line, ensure_ascii=False), encoding="utf-8")
    build(settings)
    measuring.compare(settings, "one that nobody measured")
    assert measuring.status(settings) is None
    before = measuring.measure(settings)
    (settings.docs / "新.txt").write_text("又一份资料，讲的是别的事。", encoding="utf-8")
    Jobs(settings).start()
    built = wait(settings).report.generation
    deadline = time.monotonic() + 60
    while measuring.before_and_after(settings, built) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [one.generation for one in measuring.before_and_after(settings, built)] == [before.generation, built]
    assert measuring.before_and_after(settings, before.generation) is None, "nothing before it was measured"
    asked = measuring.status(settings).started
    measuring.compare(settings, built)
    assert measuring.status(settings).started == asked, "once for each"
