"""A disk that is read-only or too small, and too few open files: the index stays what it was, and the error says so."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@cache
def can_mount():
    """Whether a process may have mounts of its own."""
    if not shutil.which("unshare"):
        return False
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
    )
    return tried.returncode == 0


def told(home, what, tries=1, *, mounts=True):
    if mounts and not can_mount():
        pytest.skip("needs the right to mount")
    program = Path(__file__).with_name("disks.py")
    command = [*(("unshare", "--mount") if mounts else ()), sys.executable, program, home, what, "--tries", str(tries)]
    run = subprocess.run(command, capture_output=True, check=False)
    said = run.stderr.decode("utf-8", "replace")
    assert run.returncode == 0, said
    return json.loads(run.stdout) | {"said": said}


def test_a_read_only_disk_serves_and_is_told(tmp_path):
    found = told(tmp_path, "read-only")
    assert (found["served"], found["after"]) == ("old", "old")
    assert found["status"] == 3
    assert found["mended"]


def small(home, tries):
    found = told(home, "small", tries)
    assert found["bad"] == 0
    assert found["tried"] == found["refused"] + found["built"] >= tries / 2
    assert min(found["refused"], found["built"]) > 0


def test_small_disks(tmp_path):
    small(tmp_path, 5)


@pytest.mark.slow
def test_disks_of_many_sizes(tmp_path):
    small(tmp_path, 24)


def few_files(home, tries):
    found = told(home, "few-files", tries, mounts=False)
    assert found["bad"] == 0, found["said"]
    assert found["tried"] == found["refused"] + found["built"]
    assert min(found["refused"], found["built"]) > 0


@pytest.mark.slow
def test_few_files_at_once(tmp_path):
    few_files(tmp_path, 5)


@pytest.mark.slow
def test_numbers_of_files_at_once(tmp_path):
    few_files(tmp_path, 12)
