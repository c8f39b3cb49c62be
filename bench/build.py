"""How long an index of a folder takes to build, by stages.

    python -m bench.build [--docs DIR] [--runs N]

Each run builds anew into a temporary folder, in a process of its own; imports are counted apart.
Then the same with one changed document, and with none. Prints medians in seconds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from rag.build import build
from rag.settings import ROOT, Settings
from rag.writing import Progress

STAGES = ("imports", "models", "survey", "read", "encode", "index", "commit", "build")


def measure(docs: Path, index: Path) -> dict[str, float]:
    """Return the seconds of one build's stages; ``build`` is all but the imports."""
    started = time.perf_counter()
    import rag.corpus.chunks
    import rag.corpus.folder
    import rag.corpus.load
    import rag.encode.load
    import rag.index.previous  # noqa: F401

    imported = time.perf_counter()
    settings = replace(Settings(), docs=docs, index=index, data=index / "data")
    embedder = rag.encode.load.load_embedder(settings)
    rag.encode.load.load_embedder = lambda _: embedder
    loaded = time.perf_counter()
    seconds = {"imports": imported - started, "models": loaded - imported}
    last = loaded

    def note(progress: Progress) -> None:
        nonlocal last
        now = time.perf_counter()
        stage = "survey" if progress.phase == "read" and progress.done == 0 else progress.phase
        seconds[stage] = seconds.get(stage, 0.0) + now - last
        last = now

    report = build(settings, progress=note)
    return seconds | {"build": time.perf_counter() - imported, "chunks": report.chunks}


def measure_unchanged(docs: Path, index: Path) -> dict[str, float]:
    """Return the seconds of a build that finds nothing to do, and so loads nothing."""
    started = time.perf_counter()
    report = build(replace(Settings(), docs=docs, index=index, data=index / "data"))
    if not report.up_to_date:
        raise SystemExit("the index was not up to date")
    return {"build": time.perf_counter() - started, "chunks": report.chunks}


def in_a_process(docs: Path, index: Path, *arguments: str) -> dict[str, float]:
    """Return what ``measure`` finds in a fresh process, and the seconds of the whole process."""
    started = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", "bench.build", "--docs", docs, "--one", index, *arguments],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found | {"process": time.perf_counter() - started}


def main() -> None:
    """Measure, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=Path, default=ROOT / "seeds")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--unchanged", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        print(json.dumps((measure_unchanged if args.unchanged else measure)(args.docs, args.one)))
        return
    kinds: dict[str, list[dict[str, float]]] = {"new": [], "one changed": [], "unchanged": []}
    for _ in range(args.runs):
        with tempfile.TemporaryDirectory() as home:
            docs, index = Path(home, "docs"), Path(home, "index")
            shutil.copytree(args.docs, docs)
            kinds["new"].append(in_a_process(docs, index))
            smallest = min((p for p in docs.rglob("*.txt")), key=lambda path: path.stat().st_size)
            smallest.chmod(0o644)
            smallest.write_bytes(smallest.read_bytes() + "\n新增一段。\n".encode())
            kinds["one changed"].append(in_a_process(docs, index))
            kinds["unchanged"].append(in_a_process(docs, index, "--unchanged"))
    print(f"{args.docs}: {int(kinds['new'][0]['chunks'])} passages, medians of {args.runs} runs, seconds")
    print(f"{'':12}" + "".join(f"{stage:>9}" for stage in (*STAGES, "process")))
    for kind, runs in kinds.items():
        medians = [statistics.median(run.get(stage, 0.0) for run in runs) for stage in (*STAGES, "process")]
        print(f"{kind:12}" + "".join(f"{median:9.3f}" for median in medians))


if __name__ == "__main__":
    main()
