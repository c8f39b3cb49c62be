"""Whenever a build is killed, the old index serves or the new one, whole; the next build mends the rest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def killed_in_turn(home, *arguments):
    script = Path(__file__).with_name("kills.py")
    run = subprocess.run([sys.executable, script, home, *arguments], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    return json.loads(run.stdout)


def test_a_build_killed_before_each_file_operation(tmp_path):
    told = killed_in_turn(tmp_path)
    assert told["ended"] == 0, "the last build, killed before an operation that it does not reach, completes"
    assert told["killed"] > 25
    assert told["found"]["bad"] == 0
    assert min(told["found"]["old"], told["found"]["new"]) > 5
    assert told["mended"]
    assert told["generations"] == 2


def test_the_harness_sees_a_build_that_names_its_generation_too_early(tmp_path):
    told = killed_in_turn(tmp_path, "--broken")
    assert told["found"]["bad"] > 0
    assert told["mended"]
