"""Builds killed at random times, one after the other on one index; prints a JSON object.

    python random_kills.py HOME --kills N [--control]

Each time the documents change from the old version to the new one or back, and the build is killed after a random part
of the time that builds take. The control names its generation before that is whole, and is killed just then. Run by
test_kills.py in a process of its own, as kills.py is.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from traced import Bench, hasty, write_documents

from rag.index import generation as generations


def main():
    home, kills = Path(sys.argv[1]), int(sys.argv[sys.argv.index("--kills") + 1])
    control = "--control" in sys.argv
    chance = random.Random(7)
    bench = Bench(home, None)
    named, say = os.pipe()
    lasts, serving = 1.0, "new"
    told = {"tried": 0, "killed": 0, "old": 0, "new": 0, "bad": 0, "moved": 0, "left": 0}
    # A build may end before it is killed: then the next one is killed sooner.
    while told["killed"] < kills and told["tried"] < 20 * kills:
        wanted = "old" if serving == "new" else "new"
        write_documents(bench.settings.docs, wanted)
        began = time.monotonic()
        child = os.fork()
        if child == 0:
            status = 99
            try:
                if control:
                    hasty(lambda: os.write(say, b"x") and time.sleep(600))
                status = bench.build()
            finally:
                os._exit(status)
        if control:
            os.read(named, 1)
        else:
            time.sleep(chance.random() * lasts)
        os.kill(child, signal.SIGKILL)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        state = bench.state()
        told["tried"] += 1
        told["killed"] += ended == -signal.SIGKILL
        if ended == 0:
            lasts = time.monotonic() - began
        elif ended == -signal.SIGKILL:
            lasts *= 1.02
        told[state] += 1
        told["bad"] += state != "bad" and state not in (serving, wanted)
        told["moved"] += state == wanted
        told["left"] = max(told["left"], len(list((bench.settings.index / "generations").iterdir())))
        serving = state if state != "bad" else serving
        if state == "bad":
            print(f"bad after kill {told['killed']}", file=sys.stderr)
            if control:
                break
    write_documents(bench.settings.docs, "new")
    child = os.fork()
    if child == 0:
        os._exit(bench.build())
    mended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 and bench.state() == "new"
    kept = len(list((bench.settings.index / "generations").iterdir()))
    current = generations.current_generation(bench.settings.index)
    print(json.dumps(told | {"mended": mended, "kept": kept, "current": bool(current)}))


if __name__ == "__main__":
    main()
