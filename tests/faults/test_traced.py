"""A build that strace kills, or whose system calls it lets fail: the index is wholly the old one or wholly the new one.

Some points are tried with every run of the tests, all of them with the slow ones.
"""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@cache
def can_trace():
    """Whether strace is here and may attach to a process."""
    if not shutil.which("strace") or not hasattr(os, "fork"):
        return False
    sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    tracer = subprocess.Popen(["strace", "-f", "-o", os.devnull, "-p", str(sleeper.pid)], stderr=subprocess.PIPE)
    attached = b"attached" in tracer.stderr.readline()
    sleeper.communicate(b"\n")
    tracer.communicate()
    return attached


@pytest.fixture(autouse=True)
def strace():
    if not can_trace():
        pytest.skip("needs strace and the right to attach it")


def traced(home, *arguments):
    run = subprocess.run(
        [sys.executable, HERE / "traced.py", home, *map(str, arguments)], capture_output=True, check=False
    )
    said = run.stderr.decode("utf-8", "replace")
    assert run.returncode == 0, said
    return json.loads(run.stdout) | {"said": said}


def kill(home, every):
    told = traced(home, "kill", "--every", every)
    assert told["bad"] == 0, told["said"]
    assert told["mended"] == told["tried"] == told["old"] + told["new"]
    assert told["left"] <= 2
    assert told["points"] > 60
    assert told["killed"] == told["tried"] >= 3
    return told


def fail(home, what, every):
    told = traced(home, what, "--every", every)
    assert told["bad"] == 0, told["said"]
    assert told["mended"] == told["tried"] == told["elsewhere"] + told["refused"] + told["built"]
    assert told["tried"] >= 3
    assert told["fired"] >= 0.5 * told["tried"]
    assert told["refused"] > 0
    return told


def test_killed_before_some_calls_of_the_commit(tmp_path):
    kill(tmp_path, 22)


def test_a_commit_that_names_its_generation_too_early_is_seen(tmp_path):
    assert traced(tmp_path, "kill", "--control")["bad"] > 0


def test_all_is_synced_before_it_comes_into_use(tmp_path):
    told = traced(tmp_path, "order")
    assert told["missing"] == []
    assert told["renamed"]
    assert told["files"] >= 8
    assert told["shared"] >= 2


def test_a_build_that_syncs_nothing_is_seen(tmp_path):
    missing = set(traced(tmp_path, "order", "--control")["missing"])
    assert {"records.sqlite", "records.packs", "vectors", "meta.json", "index/"} <= missing


def test_some_writes_find_the_disk_full(tmp_path):
    fail(tmp_path, "full", 30)


@pytest.mark.slow
def test_some_syncs_and_reads_fail(tmp_path):
    fail(tmp_path, "broken-disk", 55)


@pytest.mark.slow
def test_killed_before_each_call_of_the_commit(tmp_path):
    told = kill(tmp_path, 1)
    assert min(told["old"], told["new"]) > 5


@pytest.mark.slow
def test_each_write_finds_the_disk_full(tmp_path):
    fail(tmp_path, "full", 1)


@pytest.mark.slow
def test_each_sync_and_read_fails(tmp_path):
    fail(tmp_path, "broken-disk", 1)
