"""A build killed before every file operation in turn, in forked processes; prints a JSON object.

    python kills.py HOME [--broken]

``--broken`` is the control: a build that names its generation before it is whole. Run by
test_kills.py in a process of its own, because forking is safe only where no thread has started.
"""

import json
import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import rag.encode.load
import rag.index.previous  # noqa: F401  what is loaded before the forks need not be loaded in each
from rag.build import build
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read_string
from rag.index import generation as generations
from rag.index.index import Index
from rag.settings import Settings
from rag.text.words import Segmenter

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TEXTS = {
    "old": "温州市地区生产总值达到6606亿元。旧的一版。\n",
    "new": "温州市地区生产总值达到7000亿元。新的一版。\n",
}


class Toy:
    """An embedder without files or threads."""

    name, model_hash, dim = "toy", "0", 8

    def passages(self, texts):
        import numpy as np

        rows = [[1.0 + sum(map(ord, text)) % (n + 2) for n in range(self.dim)] for text in texts]
        return np.array(rows, dtype=np.float32)

    queries = passages


def kill_before(number, folder):
    """Kill this process before its n-th operation that changes something below a folder."""
    seen = 0

    def hook(event, args):
        nonlocal seen
        if not changes(event, args) or not lies_below(folder, event, args[0]):
            return
        seen += 1
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)


def changes(event, args):
    if event == "open":
        return isinstance(args[2], int) and args[2] & WRITES
    return event in ("os.mkdir", "os.remove", "os.rmdir", "os.rename", "sqlite3.connect", "shutil.rmtree")


def lies_below(folder, event, named):
    if isinstance(named, int):
        return False
    path = os.fsdecode(named)
    # shutil.rmtree names what it removes below a folder that it holds open.
    return str(folder) in path or (event in ("os.remove", "os.rmdir") and not Path(path).is_absolute())


def forked(work):
    """Do some work in a child; return its exit status, negative for a signal."""
    child = os.fork()
    if child == 0:
        status = 99
        try:
            status = work() or 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def state(settings):
    """0 where the index is wholly the old one, 1 where wholly the new one, 2 for anything else."""
    try:
        index = Index.open(settings.index, Toy(), Segmenter())
        if index.warning or index.generation != generations.current_generation(settings.index):
            return 2
        (document,) = index.documents()
        version = list(TEXTS.values()).index(document.source.text)
        lexical = index.lexical.search("地区生产总值", 5)
        dense = index.dense.search("地区生产总值", 5)
        quoted = "".join(chunk.text for chunk in index.chunks([hit.chunk_id for hit in lexical]))
        whole = len(lexical) == len(dense) == index.manifest.chunks and "旧新"[version] in quoted
        return version if whole else 2
    except Exception:
        return 2


def break_the_commit():
    """Name a generation before its files are there."""
    begin = generations.begin

    def hasty(folder):
        generation = begin(folder)
        generations._replace(folder / "CURRENT", f"{generation}\n".encode())
        return generation

    generations.begin = hasty


def main():
    home = Path(sys.argv[1])
    settings = replace(Settings(), docs=home / "资料", index=home / "索引😀", data=home / "data")
    settings.docs.mkdir()
    rag.encode.load.load_embedder = lambda _: Toy()

    def write(version):
        (settings.docs / "甲.txt").write_text(TEXTS[version], encoding="utf-8")

    def whole_build():
        build(settings)

    Segmenter().words("温州")
    chunks(document_of(read_string("甲.txt", TEXTS["old"])))
    write("old")
    assert forked(whole_build) == 0
    if "--broken" in sys.argv:
        break_the_commit()
    killed, found, before, number = 0, {"old": 0, "new": 0, "bad": 0}, 0, 1
    while number < 300:
        write(("new", "old")[before])

        def killed_build(number=number):
            kill_before(number, settings.index)
            build(settings, verify=True)

        ended = forked(killed_build)
        after = forked(lambda: state(settings))
        kind = "bad" if after not in (0, 1) else "old" if after == before else "new"
        found[kind] += 1
        killed += ended == -signal.SIGKILL
        if ended != -signal.SIGKILL or ("--broken" in sys.argv and kind == "bad"):
            break
        # Once it is committed a build only removes files: every fourth of these operations will do.
        number += 4 if kind == "new" else 1
        before = before if kind == "bad" else after
    mended = forked(whole_build) == 0 and forked(lambda: state(settings)) in (0, 1)
    left = len(list((settings.index / "generations").iterdir()))
    print(json.dumps({"killed": killed, "ended": ended, "found": found, "mended": mended, "generations": left}))


if __name__ == "__main__":
    main()
