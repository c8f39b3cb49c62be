"""What it costs to bring a large index up to date: one document edited, and nothing changed.

    python -m bench.update --texts TEXTS.jsonl.xz --home DIR [--size 10000] [--runs 5]

DIR keeps the documents and their index, which is built there first where it is missing (see ``bench.scale``), so that
the figures of another state of the program can be taken in turn, with a DIR of its own. Each build is a process
of its own; seconds are of the clock and of all processors together, medians, and the load of the machine is
told with them.
"""

from __future__ import annotations

import argparse
import os
import statistics
from pathlib import Path
from time import perf_counter

from bench.scale import Figures, in_a_process, settings_of, texts, write_documents
from bench.used import load
from rag.settings import ROOT

_AGED_S = 60


def made(found: Path, home: Path, size: int) -> None:
    """Write the documents and build their index, where they are missing."""
    if not (home / "docs").is_dir():
        write_documents(texts(found), home / "docs", size)
        for path in (home / "docs").rglob("*.txt"):
            os.utime(path, (path.stat().st_mtime - _AGED_S,) * 2)
    if not settings_of(home).index.is_dir():
        timed(home)


def timed(home: Path) -> Figures:
    """Build in a process of its own; return seconds of the clock, of the processors and of the build alone."""
    began = perf_counter()
    told = in_a_process("build", home, ROOT / "evals" / "seeds.jsonl")
    return {"process": perf_counter() - began, "cpu": told["cpu"], "build": told["wall"], "mb": told["mb"]}


def edited(home: Path, n: int) -> None:
    """Add a paragraph to one of the documents, another one each time, a while ago."""
    every = sorted((home / "docs").rglob("*.txt"))
    path = every[n % len(every)]
    was = path.stat().st_mtime
    path.write_text(f"{path.read_text(encoding='utf-8')}\n新增一段，第{n}次。\n", encoding="utf-8")
    os.utime(path, (was + 1,) * 2)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--first", type=int, default=0, help="the number of the first document that is edited")
    args = parser.parse_args()
    made(args.texts, args.home, args.size)
    kinds: dict[str, list[Figures]] = {"one edited": [], "nothing changed": []}
    for n in range(args.runs):
        edited(args.home, args.first + 17 * n)
        kinds["one edited"].append(timed(args.home))
        kinds["nothing changed"].append(timed(args.home))
    for kind, runs in kinds.items():
        medians = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        shown = "  ".join(f"{name} {value:.2f}" for name, value in medians.items())
        print(f"{args.size:7} {kind:16} {shown}  load {load():.1f}", flush=True)


if __name__ == "__main__":
    main()
