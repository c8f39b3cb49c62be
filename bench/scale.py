"""How building and searching grow with the number of articles: time, memory, bytes on disk.

    python -m bench.scale --texts TEXTS.jsonl.xz [--sizes 1000 10000] [--questions QUESTIONS.jsonl]

TEXTS holds an object a line with ``text``; each becomes a file, a thousand to a folder. For each size: built from
nothing, built again unchanged, built with one document edited, each in a process of its own, then questions retrieved
for (understanding, both legs, fusion, reranking) and answered. Seconds are of the clock and of all processors together:
on a busy machine the second tell more. Memory is the most that was resident. QUESTIONS are gold questions; by default
those of ``evals/seeds.jsonl``, which nothing among the news answers.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from time import perf_counter

from bench.used import child_seconds, peaks
from rag import threads
from rag.settings import ROOT, Settings

Figures = dict[str, float]
_FOLDER = 1000


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file of JSON lines, packed or not."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)["text"]


def write_documents(found: Iterator[str], folder: Path, size: int) -> None:
    """Write the first texts as files, a thousand to a subfolder."""
    for n, text in enumerate(islice(found, size)):
        below = folder / f"{n // _FOLDER:03}"
        below.mkdir(parents=True, exist_ok=True)
        (below / f"{n:06}.txt").write_text(text, encoding="utf-8")


def settings_of(home: Path) -> Settings:
    """Return settings whose documents, index and data lie in a folder."""
    return replace(Settings(), docs=home / "docs", index=home / "index", data=home / "data", generator="built-in")


def built(home: Path) -> Figures:
    """Build, and return the seconds of each phase."""
    from rag.build import build
    from rag.writing import Progress

    phases: Figures = {}
    last = perf_counter()

    def note(progress: Progress) -> None:
        nonlocal last
        now = perf_counter()
        phases[progress.phase] = phases.get(progress.phase, 0.0) + now - last
        last = now

    began = perf_counter()
    report = build(settings_of(home), progress=note)
    return phases | {"wall": perf_counter() - began, "passages": report.chunks}


def asked(home: Path, questions: list[str]) -> Figures:
    """Open, then retrieve and answer each question; return milliseconds."""
    from rag.assistant import Assistant

    began = perf_counter()
    assistant = Assistant(settings_of(home))
    assistant.load()
    opened = perf_counter() - began
    assistant.answer(questions[0])
    retrieve, whole = [], []
    for question in questions:
        began = perf_counter()
        seconds = assistant.answer(question).seconds
        whole.append(1000 * (perf_counter() - began))
        retrieve.append(1000 * (seconds.get("understand", 0) + seconds.get("retrieve", 0)))
    found: Figures = {"open": opened}
    for name, times in (("retrieve", retrieve), ("answer", whole)):
        found |= {f"{name}_p50": statistics.median(times), f"{name}_p95": statistics.quantiles(times, n=20)[-1]}
    return found


def in_a_process(what: str, home: Path, questions: Path) -> Figures:
    """Return what one step finds in a process of its own, with its processor time and the most memory it held."""
    command = [sys.executable, "-m", "bench.scale", "--texts", questions, "--one", what, str(home)]
    before = child_seconds()
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: Figures = json.loads(run.stdout.splitlines()[-1])
    return found | {"cpu": child_seconds() - before}


def resident() -> float:
    """Return the most memory that this process held, and the largest of its children, in MB."""
    return sum(peaks())


def questions_of(path: Path) -> list[str]:
    """Return the questions of a gold file that stand alone."""
    lines = path.read_text(encoding="utf-8").split("\n")
    items = [json.loads(line) for line in lines if line.strip()]
    return [item["question"] for item in items if not item.get("history")]


def measure(found: Path, size: int, questions: Path) -> dict[str, Figures]:
    """Return the figures of one size by step."""
    with tempfile.TemporaryDirectory() as at:
        home = Path(at)
        write_documents(texts(found), home / "docs", size)
        steps = {"new": in_a_process("build", home, questions)}
        for path in (home / "docs").rglob("*.txt"):
            os.utime(path, (path.stat().st_mtime - 60,) * 2)
        in_a_process("build", home, questions)
        steps["unchanged"] = in_a_process("build", home, questions)
        edited = min((home / "docs").rglob("*.txt"))
        edited.write_text(edited.read_text(encoding="utf-8") + "\n新增一段。\n", encoding="utf-8")
        steps["one edited"] = in_a_process("build", home, questions)
        generation = max((home / "index" / "generations").iterdir())
        steps["disk"] = {path.name: path.stat().st_size / 1e6 for path in generation.iterdir() if path.is_file()}
        for folder in (path for path in generation.iterdir() if path.is_dir()):
            steps["disk"][folder.name] = sum(p.stat().st_size for p in folder.iterdir()) / 1e6
        steps["ask"] = in_a_process("ask", home, questions)
    return steps


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--questions", type=Path, default=ROOT / "evals" / "seeds.jsonl")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        # As the product does, before anything numeric is imported: threads that spin are told as work.
        threads.limit(Settings().threads)
        what, home = args.one
        found = built(Path(home)) if what == "build" else asked(Path(home), questions_of(args.texts))
        print(json.dumps(found | {"mb": resident()}))
        return
    for size in args.sizes:
        for step, figures in measure(args.texts, size, args.questions).items():
            shown = "  ".join(f"{name} {value:.1f}" for name, value in figures.items())
            print(f"{size:7} {step:11} {shown}", flush=True)


if __name__ == "__main__":
    main()
