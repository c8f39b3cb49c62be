"""Builders of one index at once, and a builder that is killed while it holds the lock; prints a JSON object.

    python rivals.py HOME --rounds N --builders M

In each round M processes build one after the other's start by a random moment; then one holds the lock for certain
while another builds, which has to be told, and is killed, after which the lock has to be free. Run by test_kills.py in
a process of its own, as kills.py is.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from kills import forked
from traced import BUILT, OTHER, Bench

from rag.build import build
from rag.errors import IndexBusyError
from rag.index import generation as generations

BUSY, AT_ONCE_S = 5, 2.0


def attempt(bench, delay):
    """Build after a moment; the exit status says who won, and whether whoever lost was told at once."""
    time.sleep(delay)
    began = time.process_time()
    try:
        build(bench.settings, replace=True)
    except IndexBusyError as error:
        told = "正在重建" in error.hint and time.process_time() - began < AT_ONCE_S
        return BUSY if told else OTHER
    return BUILT


def hold(bench, ready):
    with generations.building(bench.settings.index):
        os.write(ready, b"x")
        time.sleep(600)


def is_free(bench):
    """Whether the lock can be had, once the machine has ended who held it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            with generations.building(bench.settings.index):
                return True
        except IndexBusyError:
            time.sleep(0.01)
    return False


def main():
    home = Path(sys.argv[1])
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1])
    builders = int(sys.argv[sys.argv.index("--builders") + 1])
    bench, chance = Bench(home, None), random.Random(3)
    told = {"won": 0, "busy": 0, "other": 0, "rounds_without_a_winner": 0, "bad": 0, "told": 0, "freed": 0}
    for _ in range(rounds):
        children = []
        for n in range(builders):
            delay = chance.random() * 0.2 * n
            child = os.fork()
            if child == 0:
                status = OTHER
                try:
                    status = attempt(bench, delay)
                finally:
                    os._exit(status)
            children.append(child)
        ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        told["won"] += ended.count(BUILT)
        told["busy"] += ended.count(BUSY)
        told["other"] += len(ended) - ended.count(BUILT) - ended.count(BUSY)
        told["rounds_without_a_winner"] += BUILT not in ended
        told["bad"] += bench.state() != "new"
        ready, say = os.pipe()
        holder = os.fork()
        if holder == 0:
            try:
                hold(bench, say)
            finally:
                os._exit(OTHER)
        os.read(ready, 1)
        told["told"] += forked(lambda: attempt(bench, 0)) == BUSY
        os.kill(holder, signal.SIGKILL)
        os.waitpid(holder, 0)
        os.close(ready)
        os.close(say)
        told["freed"] += forked(lambda: int(not is_free(bench))) == 0
    print(json.dumps(told))


if __name__ == "__main__":
    main()
