"""A build under strace, which kills it, or fails its system calls, at chosen ones; prints a JSON object.

    python traced.py HOME kill|full|broken-disk|order [--every N] [--control]

``kill`` kills the build before each system call on a file of the index once it commits; ``full`` lets each write fail
for want of space, ``broken-disk`` each sync and read; ``order`` tells what was not synced in time. ``--control`` builds
with a fault of its own, which has to be seen. Run by test_traced.py in a process of its own, because forking is safe
only where no thread has started. Needs strace and the right to trace.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

from kills import Toy, forked

import rag.encode.load
import rag.index.lexical
import rag.index.packs
import rag.index.previous  # what is loaded before the forks need not be loaded in each
import rag.index.store
from rag.build import build
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.errors import IndexStoreError
from rag.index import generation as generations
from rag.index.index import Index
from rag.settings import Settings
from rag.text.words import Segmenter

# How a file is copied without its bytes passing through the program.
COPYING = ("sendfile", "copy_file_range")
CALLS = "mkdir,openat,write,pwrite64,read,pread64,fsync,fdatasync,close,rename,link,linkat,unlink,unlinkat,rmdir"
CALLS = ",".join((CALLS, "ftruncate", *COPYING))
CHANGING = {"mkdir", "openat", "write", "pwrite64", "fsync", "fdatasync", "close", "rename", "unlink", "unlinkat"}
CITIES = ("温州", "瑞安", "乐清", "永嘉", "平阳", "苍南", "文成", "泰顺", "洞头", "瓯海")
QUESTIONS = [f"{city}{what}" for city in CITIES for what in ("的投资", "新增多少绿地")]
# Where threads cross, a call is in two lines; the first counts.
LINE = re.compile(r"^(\d+) +(\w+)\((.*)")
# However much of so few documents goes, the files of the generation before are taken over.
rag.index.lexical._GONE_IN = rag.index.store._GONE_IN = 1
# As in a large index, packs that lost nothing are the very files of the generation before.
rag.index.packs.SHARED_FROM_BYTES, rag.index.packs.MOST_BYTES = 0, 1300
BUILT, OLD_STAYS, UNSURE, OTHER = 0, 3, 4, 99


def write_documents(folder, version):
    """Ten documents; the new version edits three, removes one and adds one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for n, city in enumerate(CITIES):
        edited = version == "new" and n in (1, 4, 7)
        if not (version == "new" and n == 2):
            total = 9000 if edited else 3000 + n
            text = f"{city}投资{total}万元，新增绿地{n + 2}公顷。\n\n{city}的公园免费开放。\n"
            (folder / f"{city}.txt").write_text(text, encoding="utf-8")
    if version == "new":
        (folder / "龙港.txt").write_text("龙港投资8000万元，新增绿地60公顷。\n", encoding="utf-8")


def found(settings):
    """What both legs find for twenty questions, with their scores and the texts."""
    index = Index.open(settings.index, Toy(), Segmenter())
    if index.warning or index.generation != generations.current_generation(settings.index):
        return None
    hits = [leg.search(question, 5) for question in QUESTIONS for leg in (index.lexical, index.dense)]
    texts = [[chunk.text for chunk in index.chunks([hit.chunk_id for hit in some])] for some in hits]
    return json.dumps([[[hit.chunk_id, hit.score] for hit in some] for some in hits] + texts, ensure_ascii=False)


class Bench:
    """A small index, its documents in an old and a new version, and builds of the new one in traced children."""

    def __init__(self, home, control):
        self.home, self.control = home, control
        self.docs = {version: home / version / "docs" for version in ("old", "new")}
        self.settings = replace(Settings(), docs=home / "docs", index=home / "index", data=home / "data")
        self.known = {}
        rag.encode.load.load_embedder = lambda _: Toy()
        Segmenter().words("温州")
        chunks(document_of(read_string("甲.txt", "温州投资3000万元。\n")))
        for version in ("old", "new"):
            write_documents(self.settings.docs, version)
            assert forked(lambda: build(self.settings, verify=True) and 0) == 0
            answers = home / f"{version}.json"
            forked(lambda answers=answers: answers.write_text(found(self.settings), encoding="utf-8") and 0)
            self.known[version] = answers.read_text(encoding="utf-8")
            if version == "old":
                shutil.copytree(self.settings.index, home / "kept", symlinks=True)
        assert self.known["old"] != self.known["new"]
        home = generations.folder_of(self.settings.index, generations.current_generation(self.settings.index))
        assert (home / "lexical" / "holding.json").exists(), "words were written anew"

    def state(self):
        """``old``, ``new`` or ``bad``: which answers the index gives."""
        codes = ("old", "new", "bad")

        def look():
            try:
                answers = found(self.settings)
            except BaseException:
                return 2
            return next((n for n, version in enumerate(codes[:2]) if answers == self.known[version]), 2)

        code = forked(look)
        return codes[code] if code in (0, 1) else "bad"

    def reset(self):
        """The old index, with the new documents beside it."""
        shutil.rmtree(self.settings.index)
        shutil.copytree(self.home / "kept", self.settings.index, symlinks=True)

    def build(self):
        """Build; the exit status says how that ended."""
        try:
            build(self.settings, verify=True)
        except IndexStoreError as error:
            if "没有确认写好" in error.hint:
                return UNSURE
            return OLD_STAYS if "原来的索引不受影响" in error.hint or "不能写入" in error.hint else OTHER
        return BUILT

    def traced(self, *options):
        """Build in a child under strace from its first step on; the exit status, and the lines of the log."""
        go = self.home / "go"
        go.unlink(missing_ok=True)
        child = os.fork()
        if child == 0:
            status = OTHER
            try:
                # Calls that are not traced, so that their numbers are the same each time.
                while not go.exists():
                    time.sleep(0.01)
                if self.control:
                    self.control()
                status = self.build()
            except BaseException as error:
                os.write(2, "".join(traceback.format_exception(error, limit=-4)).encode())
            finally:
                os._exit(status)
        log = self.home / "strace.log"
        log.unlink(missing_ok=True)
        strace = subprocess.Popen(
            ["strace", "-f", "-y", "-s", "0", "-e", f"trace={CALLS}", *options, "-o", log, "-p", str(child)],
            stderr=subprocess.PIPE,
        )
        said = strace.stderr.readline()
        if b"attached" not in said:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise SystemExit(f"strace: {said.decode()}")
        go.touch()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        strace.communicate()
        return status, self.lines(log, child)

    def lines(self, log, child):
        """Calls of a log: whether of the main thread, name, its number among those of the name, arguments."""
        counts, calls = {}, []
        for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
            if match := LINE.match(line):
                pid, name, arguments = int(match[1]), match[2], match[3]
                counts[pid, name] = counts.get((pid, name), 0) + 1
                calls.append((pid == child, name, counts[pid, name], arguments))
        return calls

    def below(self, arguments):
        return str(self.settings.index) in arguments


def killed(bench, every):
    """Kill before each call on the index that changes something, from the first sync on."""
    bench.reset()
    status, calls = bench.traced()
    assert bench.control or status == BUILT
    begun = next(n for n, (main, name, _, args) in enumerate(calls) if main and name == "fsync" and bench.below(args))
    chosen = [
        (name, number)
        for main, name, number, args in calls[begun:]
        if main and name in CHANGING and bench.below(args)
    ]  # fmt: skip
    told = {"points": len(chosen), "tried": 0, "killed": 0, "old": 0, "new": 0, "bad": 0, "mended": 0, "left": 0}
    for name, number in chosen[::every]:
        # The number of a call may shift where threads write: where there is none of that number, the one before it.
        for sooner in range(min(number, 4)):
            bench.reset()
            status, _ = bench.traced("-e", f"inject={name}:signal=KILL:when={number - sooner}")
            if status == -signal.SIGKILL:
                break
        state = bench.state()
        told["tried"] += 1
        told["killed"] += status == -signal.SIGKILL
        told[state] += 1
        if state == "bad":
            print(f"bad: killed before {name} number {number}", file=sys.stderr)
        told["mended"] += forked(bench.build) == BUILT and bench.state() == "new"
        told["left"] = max(told["left"], len(list((bench.settings.index / "generations").iterdir())))
        if bench.control and told["bad"]:
            # It is seen; the others would be, too.
            break
    return told


def failing(bench, names, error, every):
    """Let each call of some names on the index fail."""
    bench.reset()
    _, calls = bench.traced()
    chosen = sorted({(name, number) for main, name, number, args in calls if name in names and bench.below(args)})
    told = {
        "points": len(chosen),
        "tried": 0,
        "fired": 0,
        "elsewhere": 0,
        "refused": 0,
        "built": 0,
        "bad": 0,
        "mended": 0,
    }
    for name, number in chosen[::every]:
        bench.reset()
        status, _ = bench.traced("-e", f"inject={name}:error={error}:when={number}")
        state = bench.state()
        log = (bench.home / "strace.log").read_text(encoding="utf-8", errors="replace")
        failed = [line for line in log.splitlines() if line.endswith("(INJECTED)")]
        told["tried"] += 1
        if failed and not any(map(bench.below, failed)):
            # Threads count for themselves: a call of that number failed where no file of the index was.
            told["elsewhere"] += 1
            told["mended"] += 1
            continue
        told["fired"] += bool(failed)
        told["refused"] += status in (OLD_STAYS, UNSURE)
        told["built"] += status == BUILT
        if (status, state) not in ((OLD_STAYS, "old"), (UNSURE, "new"), (BUILT, "new")):
            told["bad"] += 1
            print(f"bad: {name} number {number} failed: exit {status}, index {state}", file=sys.stderr)
        told["mended"] += forked(bench.build) == BUILT and bench.state() == "new"
    return told


def order(bench):
    """Return what of the new generation was not on the disk when it came into use, read off the log."""
    bench.reset()
    _, calls = bench.traced()
    index = bench.settings.index
    written, synced, renamed, missing = {}, {}, {}, []
    for n, (_, name, _, arguments) in enumerate(calls):
        at = re.match(r"\d+<([^>]*)>", arguments)
        if at and name in ("write", "pwrite64", "ftruncate", *COPYING):
            written[at[1]] = n
        elif at and name in ("fsync", "fdatasync"):
            synced.setdefault(at[1], []).append(n)
        elif name == "openat" and "O_CREAT" in arguments:
            path = re.search(r'"([^"]*)"', arguments)[1]
            written[path] = written[str(Path(path).parent)] = n
        elif name in ("rename", "mkdir", "link", "linkat"):
            names = re.findall(r'"([^"]*)"', arguments)
            renamed[names[-1]] = n
            written[str(Path(names[-1]).parent)] = n
    generation = generations.current_generation(index)
    home = generations.folder_of(index, generation)
    manifest = generations.read_manifest(index, generation)
    switch, whole = renamed[str(index / "CURRENT")], renamed[str(home / "manifest.json")]
    # What has another name, too, was on the disk before.
    own = [home / file.path for file in manifest.files if (home / file.path).stat().st_nlink == 1]
    needed = [(path, whole) for path in own]
    needed += [(home / "lexical", whole), (home / "records.packs", whole)]
    needed += [(home / "manifest.json.new", whole), (index / "CURRENT.new", switch)]
    for path, before in needed:
        last = max((n for p, n in written.items() if p == str(path) and n < before), default=-1)
        if not any(last < n < before for n in synced.get(str(path), [])):
            missing.append(path.name)
    for folder, after, before in (
        (home, whole, switch),
        (home.parent, renamed.get(str(home), 0), switch),
        (index, switch, len(calls)),
    ):
        if not any(after < n < before for n in synced.get(str(folder), [])):
            missing.append(f"{folder.name}/")
    shared = len(manifest.files) - len(own)
    return {"missing": missing, "files": len(own), "shared": shared, "renamed": whole < switch}


def hasty(then=lambda: None):
    """Name a generation before it is whole, do something, and go on."""
    commit = generations.commit

    def early(folder, manifest, **kwargs):
        generations._replace(folder / "CURRENT", f"{manifest.generation}\n".encode())
        then()
        home = generations.folder_of(folder, manifest.generation)
        (home / "manifest.json").write_bytes(generations._signed(manifest))
        return commit(folder, manifest, **kwargs)

    generations.commit = early


def careless():
    """Sync neither files nor folders."""
    generations._sync = generations._sync_folder = lambda path: None


def main():
    home, what = Path(sys.argv[1]), sys.argv[2]
    every = int(sys.argv[sys.argv.index("--every") + 1]) if "--every" in sys.argv else 1
    control = "--control" in sys.argv
    bench = Bench(home, {"kill": hasty, "order": careless}[what] if control else None)
    if what == "kill":
        told = killed(bench, every)
    elif what == "order":
        told = order(bench)
    elif what == "full":
        told = failing(bench, ("write", "pwrite64", *COPYING), "ENOSPC", every)
    else:
        told = failing(bench, ("fsync", "fdatasync", "read", "pread64"), "EIO", every)
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
