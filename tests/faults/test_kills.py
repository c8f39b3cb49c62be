"""Whenever a build is killed, the old index serves or the new one, whole; the next build mends the rest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def killed_in_turn(home, *arguments, script="kills.py"):
    program = Path(__file__).with_name(script)
    run = subprocess.run([sys.executable, program, home, *map(str, arguments)], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr.decode("utf-8", "replace")
    return json.loads(run.stdout)


@pytest.mark.slow
def test_a_build_killed_before_each_file_operation(tmp_path):
    told = killed_in_turn(tmp_path)
    assert told["ended"] == 0, "the last build, killed before an operation that it does not reach, completes"
    assert told["killed"] > 25
    assert told["found"]["bad"] == 0
    assert min(told["found"]["old"], told["found"]["new"]) > 2
    assert told["mended"]
    assert told["generations"] == 2


def test_the_harness_sees_a_build_that_names_its_generation_too_early(tmp_path):
    told = killed_in_turn(tmp_path, "--broken")
    assert told["found"]["bad"] > 0
    assert told["mended"]


def killed_at_random(home, kills):
    told = killed_in_turn(home, "--kills", kills, script="random_kills.py")
    assert told["killed"] == kills
    assert told["bad"] == 0
    assert told["mended"]
    # Between two builds that end, what the last killed one left lies about, and no more.
    assert told["left"] <= 4
    assert told["kept"] == 2
    return told


def test_builds_killed_at_random(tmp_path):
    killed_at_random(tmp_path, 12)


@pytest.mark.slow
def test_a_thousand_builds_killed_at_random(tmp_path):
    told = killed_at_random(tmp_path, 1000)
    assert min(told["old"], told["new"]) > 0
    assert told["moved"] > 0


def test_random_kills_see_a_build_that_names_its_generation_too_early(tmp_path):
    assert killed_in_turn(tmp_path, "--kills", 1, "--control", script="random_kills.py")["bad"] == 1


def rivals(home, rounds, builders):
    told = killed_in_turn(home, "--rounds", rounds, "--builders", builders, script="rivals.py")
    assert told["other"] == 0
    assert told["won"] + told["busy"] == rounds * builders
    assert told["won"] >= rounds
    assert told["rounds_without_a_winner"] == 0
    assert told["bad"] == 0
    assert told["told"] == told["freed"] == rounds
    return told


def test_of_builders_in_processes_one_wins_and_the_others_are_told(tmp_path):
    rivals(tmp_path, 3, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("rounds", "builders"), [(50, 2), (10, 4)])
def test_builders_at_many_offsets(tmp_path, rounds, builders):
    rivals(tmp_path, rounds, builders)
