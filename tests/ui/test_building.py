"""A build on the page: how far it is, what became of it, what mends it; whoever may not build is offered nothing."""

import os
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from filelock import FileLock

from rag import measuring
from rag.errors import DataFolderError, IndexCorruptError, IndexNotFoundError, RagError
from rag.index.report import BuildReport
from rag.jobs import Job, _board, folder_of
from rag.library.collections import Collection
from rag.measuring import Measured
from rag.settings import load
from rag.writing import Progress
from tests.ui.rooms import captions, chinese, click, drawn, labels, resting, words
from tests.ui.test_page import run, texts
from ui import building, gate

REPORT = BuildReport(3, 2, 1, 0, (), 0, 120, 1.5, "20261128-000000-000000")


def progress(settings, built=None, serving=True, language="zh"):
    from ui import building
    from ui.texts import TEXTS

    building.progress(settings, built, TEXTS[language], serving=serving)


def missing(settings, error, language="zh"):
    from ui import building
    from ui.texts import TEXTS

    building.missing(settings, settings, error, TEXTS[language])


def buttons(settings, language="zh"):
    from ui import building, edge
    from ui.texts import TEXTS

    building.buttons(settings, TEXTS[language])
    edge.draw(TEXTS[language])
    building.way_back(settings, TEXTS[language])
    building.none_left(settings, settings, TEXTS[language])


def failing(settings, language="zh"):
    from ui import building, edge
    from ui.texts import TEXTS

    edge.draw(TEXTS[language])
    building.buttons(settings, TEXTS[language])
    building.progress(settings, None, TEXTS[language], serving=True)


@pytest.fixture
def told(home):
    """Has a job told by its file, as its process does, which holds the lock beside it while it runs."""
    board = _board(folder_of(load()))
    board.folder.mkdir(parents=True)
    lock = FileLock(board.folder / "build.lock")

    def tell(job):
        board.write(job)
        if job.state == "running":
            lock.acquire()
        return load()

    yield tell
    lock.release(force=True)


def running(**changes):
    return replace(Job("running", time.time(), pid=os.getpid()), **changes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_before_anything_was_built_there_is_nothing_to_tell(home, language):
    assert words(drawn(progress, settings=load(), language=language)) == []


def test_a_build_tells_its_step_and_how_many_of_how_many(told):
    at = drawn(progress, settings=told(running(progress=Progress("read", 3, 10))))
    assert words(at)[-1] == "读取文件 3/10" and captions(at) == ["期间仍由原来的索引作答。"]
    assert labels(at) == {"stop-build": "停止"}
    at = drawn(progress, settings=told(running()), serving=False, language="en")
    assert words(at)[-1] == "Building the index" and captions(at) == [] and not chinese(at)


def test_whoever_may_not_build_may_not_stop_a_build(told, monkeypatch):
    monkeypatch.setattr(gate, "manages", lambda: False)
    at = drawn(progress, settings=told(running(progress=Progress("encode", 1, 2))))
    assert words(at)[-1] == "计算向量 1/2" and not labels(at)


def test_how_long_a_step_takes_is_told_once_its_pace_was_seen(told, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(building, "time", SimpleNamespace(monotonic=lambda: now[0]))
    job = running(progress=Progress("read", 0, 100))
    at = drawn(progress, settings=told(job))
    told(replace(job, progress=Progress("read", 10, 100)))
    now[0] += 1
    assert words(run(at))[-1] == "读取文件 10/100", "too little was seen"
    now[0] += 3
    assert words(run(at))[-1] == "读取文件 10/100 · 这一步约剩 36 秒"
    now[0] += 36
    assert words(run(at))[-1] == "读取文件 10/100 · 这一步约剩 6 分钟"


@pytest.mark.parametrize("serving", [True, False])
def test_why_it_failed_is_said_with_what_is_clicked(told, serving):
    job = Job("failed", time.time(), hint="找不到资料文件夹", hint_en="No such folder", mends=("other_docs",))
    at = drawn(progress, settings=told(job), serving=serving)
    assert texts(at) == ["找不到资料文件夹，或点“换一个文件夹”。"]
    assert captions(at) == ["没有建成，原来的索引照常使用。" if serving else "没有建成。"]
    assert texts(drawn(progress, settings=told(job), language="en")) == ["No such folder, or press “Change folder”."]


def test_a_failure_is_told_to_whoever_can_mend_it_and_until_a_later_build(told, monkeypatch, home):
    job = Job("failed", time.time(), hint="坏了。", hint_en="Broken.")
    later = Collection(home / "i", home / "docs", 1, 1, "2099-01-01T00:00:00Z")
    assert words(drawn(progress, settings=told(job), built=later)) == []
    assert "坏了。" in words(drawn(progress, settings=load(), built=replace(later, created="2001-01-01T00:00:00Z")))
    monkeypatch.setattr(gate, "manages", lambda: False)
    assert words(drawn(progress, settings=load())) == []


def test_that_it_was_stopped_is_seen_once(told):
    settings = told(Job("failed", 5.0, hint="已停止，索引没有改动。", hint_en="Stopped.", stopped=True))
    at = drawn(progress, settings=settings)
    assert texts(at) == ["已停止，索引没有改动。"] and texts(run(at)) == []


def test_what_was_built_is_counted_and_its_figures_stand_below(told, monkeypatch):
    monkeypatch.setattr(building, "current_generation", lambda index: REPORT.generation)
    both = (
        Measured("a", "", 40, (("solved", 80.0), ("wrong", 5.0)), ()),
        Measured("b", "", 40, (("solved", 82.5), ("refused", 70.0)), ()),
    )
    monkeypatch.setattr(measuring, "before_and_after", lambda settings, generation: both)
    at = drawn(progress, settings=told(Job("done", time.time(), report=REPORT)))
    assert texts(at)[0].startswith("收入 3 个文件：新增 2、修改 1、删除 0；没能收入 0；120 段，1.5 秒")
    assert texts(at)[1] == "评测题 40 道，更新前 → 更新后：答对 80 → 82.5 %", "of what both have"
    assert list(labels(at)) == ["look-at-quality"]
    monkeypatch.setattr(measuring, "before_and_after", lambda settings, generation: None)
    at = drawn(progress, settings=told(Job("done", time.time(), report=REPORT, anew=True)), language="en")
    assert texts(at)[0].startswith("All rebuilt") and not chinese(at)


NONE = IndexNotFoundError("x", "no index", hint="还没有建立索引", mends=("build",))
BROKEN = IndexCorruptError("x", "broken", hint="一个文件坏了", mends=("rebuild",))


def test_without_an_index_the_folder_and_the_one_act_stand_there(home):
    (home / "docs" / "a.txt").write_text("一份资料。", encoding="utf-8")
    at = drawn(missing, settings=load(), error=NONE)
    assert labels(at) == {"build": "建立索引"} and texts(at)[1] == str(home / "docs")
    at = drawn(missing, settings=load(), error=BROKEN)
    assert labels(at) == {"build": "全部重建"} and texts(at)[1] == "一个文件坏了；请点“全部重建”。"
    assert not chinese(drawn(missing, settings=load(), error=BROKEN, language="en"))


def test_what_cannot_be_built_from_is_changed(home, monkeypatch):
    at = drawn(missing, settings=load(), error=NONE)
    assert labels(at) == {"choose-folder": "换一个文件夹"} and "没有能读的资料" in texts(at)[0]
    (home / "docs").rmdir()
    at = drawn(missing, settings=load(), error=NONE)
    assert labels(at) == {"choose-folder": "换一个文件夹"} and texts(at)[0].startswith("找不到资料文件夹")
    assert not chinese(drawn(missing, settings=load(), error=NONE, language="en"))
    monkeypatch.setattr(gate, "manages", lambda: False)
    at = drawn(missing, settings=load(), error=NONE)
    assert texts(at) == ["还没有可用的索引；请管这台电脑的人建好它。"] and not labels(at)


def test_while_it_is_built_for_the_first_time_nothing_is_to_be_done(told, monkeypatch):
    at = drawn(missing, settings=told(running()), error=NONE)
    assert texts(at)[0] == "正在读取这个文件夹；建好索引就可以提问。" and "build" not in labels(at)
    monkeypatch.setattr(gate, "manages", lambda: False)
    assert texts(drawn(missing, settings=load(), error=NONE)) == ["正在读取这个文件夹；建好索引就可以提问。"]


def test_the_buttons_start_a_build_and_rest_while_one_runs(home, monkeypatch, told):
    started = []
    monkeypatch.setattr(building.Jobs, "start", lambda self, **asked: started.append(asked))
    at = drawn(buttons, settings=load())
    assert labels(at) == {"update": "建立索引", "choose-folder": "换一个文件夹"} and resting(at) == set()
    click(at, "update")
    assert started == [{"replace": False, "emptied": False}]
    monkeypatch.setattr(building, "current_generation", lambda index: REPORT.generation)
    at = drawn(buttons, settings=load(), language="en")
    assert labels(at) == {"update": "Update", "rebuild": "Rebuild all", "choose-folder": "Change folder"}
    click(at, "rebuild")
    assert started[1:] == [{"replace": True, "emptied": False}] and not chinese(at)
    assert resting(drawn(buttons, settings=told(running()))) == {"update", "rebuild"}


def test_why_a_build_cannot_begin_or_be_stopped_is_said_once(home, told, monkeypatch):
    def refuses(self, **asked):
        raise DataFolderError(home / "data", OSError(28, "full"))

    monkeypatch.setattr(building.Jobs, "start", refuses)
    monkeypatch.setattr(building.Jobs, "stop", refuses)
    (home / "docs" / "a.txt").write_text("一份资料。", encoding="utf-8")
    for language, why in (("zh", "磁盘已满"), ("en", "disk space")):
        at = click(drawn(failing, settings=load(), language=language), "update")
        assert why in texts(at)[0] and texts(run(at)) == []
        assert language == "zh" or not chinese(at)
    told(running())
    assert "磁盘已满" in texts(click(drawn(failing, settings=load()), "stop-build"))[0]


def test_the_way_back_says_how_it_went(home, monkeypatch):
    monkeypatch.setattr(building, "current_generation", lambda index: "b")
    monkeypatch.setattr(building, "candidates", lambda index: ["b", "a"])
    monkeypatch.setattr(building, "_made", lambda index, generation: "2026-11-28T07:08:09Z")
    monkeypatch.setattr(building, "rollback", lambda settings: None)
    at = drawn(buttons, settings=load())
    assert labels(at)["back-to-last"] == "退回上一个索引"
    at = click(at, "back-to-last")
    assert texts(at)[0].startswith("已换回 2026-11-28 ") and not texts(run(at))[0].startswith("已换回")

    def refuses(settings):
        raise RagError("busy", hint="有人正在重建。", hint_en="Somebody builds.")

    monkeypatch.setattr(building, "rollback", refuses)
    assert texts(click(drawn(buttons, settings=load()), "back-to-last"))[0] == "有人正在重建。"
    at = click(drawn(buttons, settings=load(), language="en"), "back-to-last")
    assert texts(at)[0] == "Somebody builds." and not chinese(at)
