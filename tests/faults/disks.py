"""Builds where the index lies on a disk that is read-only or too small, or where few files may be open at once.

    python disks.py HOME read-only|small|few-files --tries N

Prints a JSON object. The first two mount, so they are run below ``unshare --mount`` as root, by test_disks.py.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from kills import forked
from traced import BUILT, OLD_STAYS, Bench

from rag.errors import LoadError

# With so many files more than what Python itself holds open, a build comes to its end.
MOST_MORE = 11


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


def unmount(path):
    # A child that is just ending may hold it for a moment.
    subprocess.run(["umount", "--lazy", path], check=True)


def read_only(bench):
    index = bench.settings.index
    bench.reset()
    mount("--bind", index, index)
    mount("-o", "remount,bind,ro", index)
    told = {"served": bench.state(), "status": forked(bench.build), "after": bench.state()}
    unmount(index)
    return told | {"mended": forked(bench.build) == BUILT and bench.state() == "new"}


def sized(path):
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def small(bench, tries):
    """An old index on disks that hold it and more or less of a new one beside it."""
    index, kept = bench.settings.index, bench.home / "kept"
    told = {"tried": 0, "refused": 0, "built": 0, "bad": 0}
    shutil.rmtree(index)
    index.mkdir()
    for n in range(tries):
        size = round(sized(kept) * (1.4 + 3 * n / tries))
        mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", index)
        try:
            shutil.copytree(kept, index, dirs_exist_ok=True)
        except shutil.Error:
            unmount(index)
            continue
        status, state = forked(bench.build), bench.state()
        told["tried"] += 1
        told["refused"] += status == OLD_STAYS
        told["built"] += status == BUILT
        told["bad"] += (status, state) not in ((OLD_STAYS, "old"), (BUILT, "new"))
        unmount(index)
    return told


def few_files(bench, tries):
    told = {"tried": 0, "refused": 0, "built": 0, "bad": 0}
    for more in {round(n * MOST_MORE / (tries - 1)) for n in range(tries)}:
        bench.reset()

        def build(more=more):
            os.closerange(3, 100)
            resource.setrlimit(resource.RLIMIT_NOFILE, (4 + more, 4 + more))
            try:
                return bench.build()
            except LoadError:
                # None of the documents could be opened.
                return OLD_STAYS

        status, state = forked(build), bench.state()
        told["tried"] += 1
        told["refused"] += status == OLD_STAYS
        told["built"] += status == BUILT
        if (status, state) not in ((OLD_STAYS, "old"), (BUILT, "new")):
            told["bad"] += 1
            print(f"bad: {more} more files: exit {status}, index {state}", file=sys.stderr)
    return told


def main():
    home, what, tries = Path(sys.argv[1]), sys.argv[2], int(sys.argv[4])
    bench = Bench(home, None)
    told = read_only(bench) if what == "read-only" else {"small": small, "few-files": few_files}[what](bench, tries)
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
