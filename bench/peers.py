"""Side by side with what a user would pick instead, over the same documents with the same embedder.

    python -m bench.peers --data DIR [--sizes 1000 10000] [--rounds 3] [--into bench/peers.jsonl]

Runs in an environment that has ``bench/requirements-peers.txt`` beside the product's own. DIR as in
``training/README.md``: a size is so many text files, of which five are ``seeds/``, 924 the news that questions are
asked about, the others more news. Of each engine (``bench.engines``) and size, each step in a process of its own:

    build    all from nothing
    ask      opened, then each question that stands alone and has an answer, of ``evals/seeds.jsonl`` and of the news
    change   one file edited, taken in and written
    answer   the whole answer (this product alone: the others have none without a language model)
    limits   what the computer and the libraries allow (``bench.limits``; this product alone)

Seconds and milliseconds are of the clock and, as ``cpu``, of all processors together; imports are left out, opening
is not. Memory is the most that was resident. hit@5 is the share of the gold quotes that stand in the first five
passages, whichever file these are of (any one where one will do), and ``in2000`` the same where of these five only
the first 2,000 characters count, since passages of one engine are longer than another's.
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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time

from bench.engines import ENGINES, Engine, K, Wenju
from bench.limits import limits
from bench.scale import texts
from bench.used import child_seconds, load, peaks, resident
from rag import threads
from rag.evaluate import fold, gold_of
from rag.settings import ROOT, Settings

Figures = dict[str, float]
STEPS, OURS = ("build", "ask", "change"), ("answer", "limits")
_AGED_S, _FOLDER, _CHARS = 3600, 1000, 2000


# ---------------------------------------------------------------- documents and questions


def lines(path: Path) -> Iterator[dict[str, str]]:
    """Yield the objects of a packed file of JSON lines."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def write_documents(data: Path, docs: Path, size: int) -> None:
    """Write so many files, as if some time ago: the seeds, the news that is asked about, more news."""
    named = [(f"seeds/{path.name}", path.read_text(encoding="utf-8")) for path in (ROOT / "seeds").glob("*.txt")]
    named += [(f"asked/{item['name']}", item["text"]) for item in lines(data / "news_dev_docs.jsonl.xz")]
    more = islice(texts(data / "news_train.jsonl.xz"), max(0, size - len(named)))
    named += [(f"{n // _FOLDER:03}/{n:06}.txt", text) for n, text in enumerate(more)]
    for name, text in named[:size]:
        path = docs / name
        path.parent.mkdir(parents=True, exist_ok=True)
        written(path, text)


def written(path: Path, text: str, aged_s: int = _AGED_S) -> None:
    """Write a file as if so many seconds ago."""
    path.write_text(text, encoding="utf-8")
    os.utime(path, (path.stat().st_mtime - aged_s,) * 2)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its gold quotes folded, and whether any of them will do."""

    text: str
    quotes: tuple[str, ...]
    any_will_do: bool

    def found(self, passages: Sequence[str]) -> float:
        """Return the share of the quotes that stand in some folded passages."""
        hits = [any(quote in passage for passage in passages) for quote in self.quotes]
        return float(any(hits)) if self.any_will_do else sum(hits) / len(hits)


def questions_of(path: Path) -> list[Asked]:
    """Return the questions of a gold file that stand alone and have an answer."""
    items = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    golds = [(item["question"], gold_of(item)) for item in items if not item.get("history")]
    return [
        Asked(question, tuple(fold(quote.text) for quote in gold.quotes), gold.is_short)
        for question, gold in golds
        if gold.quotes
    ]


def cut(passages: Sequence[str], chars: int) -> list[str]:
    """Return passages up to so many characters in all."""
    kept = []
    for passage in passages:
        kept.append(passage[: max(0, chars)])
        chars -= len(passage)
    return kept


# ---------------------------------------------------------------- one step, in its own process


def timed(call: Callable[[], object]) -> Figures:
    """Return what a call takes by the clock and of all processors, and the most memory."""
    began, spent = perf_counter(), process_time() + child_seconds()
    call()
    seconds = {"s": perf_counter() - began, "cpu_s": process_time() + child_seconds() - spent}
    # Processes beside this one are told as if each held its most when this one did; the peers start none.
    return seconds | {"mb": peaks()[0] + (Settings().threads * peaks()[1] if child_seconds() else 0)}


def quantiles(prefix: str, clock: list[float], cpu: list[float]) -> Figures:
    """Return median and 95th percentile of times in milliseconds."""
    found = {}
    for kind, times in (("", clock), ("cpu_", cpu)):
        found[f"{prefix}_{kind}p50_ms"] = 1000 * statistics.median(times)
        found[f"{prefix}_{kind}p95_ms"] = 1000 * statistics.quantiles(times, n=20)[-1]
    return found


def asked(engine: Engine, home: Path, sets: dict[str, list[Asked]]) -> Figures:
    """Open, ask all questions, and return times, memory and hits."""
    began, spent = perf_counter(), process_time()
    search = engine.opened(home)
    search("预热一下")
    figures: Figures = {"open_s": perf_counter() - began, "open_cpu_s": process_time() - spent}
    clock, cpu = [], []
    for name, questions in sets.items():
        hits, within = [], []
        for question in questions:
            began, spent = perf_counter(), process_time()
            passages = search(question.text)
            cpu.append(process_time() - spent)
            clock.append(perf_counter() - began)
            folded = [fold(passage) for passage in passages[:K]]
            hits.append(question.found(folded))
            within.append(question.found(cut(folded, _CHARS)))
        figures |= {f"hit5_{name}": 100 * statistics.mean(hits), f"in2000_{name}": 100 * statistics.mean(within)}
    return figures | quantiles("query", clock, cpu) | {"ask_mb": peaks()[0], "ask_resident_mb": resident()}


def answered(docs: Path, home: Path, sets: dict[str, list[Asked]]) -> Figures:
    """Ask all questions of the whole product, and return times and memory."""
    from rag.assistant import Assistant

    assistant = Assistant(Wenju().settings(docs, home))
    assistant.load()
    assistant.answer("预热一下")
    clock, cpu = [], []
    for question in [question for questions in sets.values() for question in questions]:
        began, spent = perf_counter(), process_time()
        assistant.answer(question.text)
        cpu.append(process_time() - spent)
        clock.append(perf_counter() - began)
    return quantiles("answer", clock, cpu) | {"answer_mb": peaks()[0]}


def measured(name: str, step: str, docs: Path, home: Path, data: Path, every: int) -> Figures:
    """Return the figures of one step of one engine."""
    sets = {
        "seeds": questions_of(ROOT / "evals" / "seeds.jsonl")[::every],
        "news": questions_of(data / "news_dev_questions.jsonl")[::every],
    }
    if step == "answer":
        return answered(docs, home, sets)
    if step == "limits":
        return limits(docs, home / "index", [question.text for question in sets["news"]])
    engine = ENGINES[name]()
    if step == "ask":
        return asked(engine, home, sets)
    if step == "change":
        figures = timed(lambda: engine.change(docs, home, edited(docs)))
        return {f"change_{key}": value for key, value in figures.items()}
    passages = 0

    def build() -> None:
        nonlocal passages
        passages = engine.build(docs, home)

    figures = {f"build_{key}": value for key, value in timed(build).items()}
    disk = sum(path.stat().st_size for path in home.rglob("*") if path.is_file()) / 1e6
    return figures | {"passages": passages, "disk_mb": disk}


def edited(docs: Path) -> Path:
    """Return the file that is edited: the first of the news that is asked about."""
    return min((docs / "asked").iterdir())


# ---------------------------------------------------------------- all of it


def row(name: str, docs: Path, steps: Sequence[str], options: Sequence[object]) -> Figures:
    """Run the steps of one engine, each in a process of its own, and return all figures."""
    path = edited(docs)
    before = path.read_text(encoding="utf-8")
    figures: Figures = {"load": load()}
    with tempfile.TemporaryDirectory(dir=docs.parent) as at:
        for step in steps:
            if step == "change":
                written(path, before + "\n新增一段。\n", _AGED_S // 2)
            command = [sys.executable, "-m", "bench.peers", *options, "--one", name, step, docs, at]
            run = subprocess.run(list(map(str, command)), cwd=ROOT, stdout=subprocess.PIPE, check=True)
            figures |= (found := json.loads(run.stdout.splitlines()[-1]))
            # A large size takes long, and what comes later may fail.
            print(name, step, found, f"load {load():.1f}", file=sys.stderr, flush=True)
            figures["load"] = max(figures["load"], load())
        written(path, before)
    return figures


def main() -> None:
    """Measure the engines in turn, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--into", type=Path, help="adds each run to a file, a line of JSON; bench.peers_plot draws it")
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES))
    parser.add_argument("--every", type=int, default=1, help="asks each so manieth question only")
    parser.add_argument("--steps", nargs="+", choices=[*STEPS, *OURS], default=[*STEPS, *OURS])
    parser.add_argument("--one", nargs=4, metavar=("ENGINE", "STEP", "DOCS", "HOME"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        # As the product sets them, before anything numeric is imported; every engine alike.
        threads.limit(Settings().threads)
        name, step, docs, home = args.one
        print(json.dumps(measured(name, step, Path(docs), Path(home), args.data, args.every)))
        return
    for size in args.sizes:
        runs: dict[str, list[Figures]] = {name: [] for name in args.engines}
        with tempfile.TemporaryDirectory() as at:
            docs = Path(at) / "docs"
            write_documents(args.data, docs, size)
            for _ in range(args.rounds):
                for name, found in runs.items():
                    steps = [s for s in args.steps if s in STEPS or name == "wenju"]
                    found.append(row(name, docs, steps, ["--data", args.data, "--every", args.every]))
                    if args.into:
                        with args.into.open("a", encoding="utf-8") as rows:
                            rounded = {key: round(value, 4) for key, value in found[-1].items()}
                            rows.write(json.dumps({"engine": name, "size": size} | rounded) + "\n")
        for name, found in runs.items():
            medians = {key: statistics.median(run[key] for run in found) for key in found[0]}
            shown = "  ".join(f"{key} {value:.1f}" for key, value in medians.items())
            print(f"{name:10} {size}  {shown}", flush=True)


if __name__ == "__main__":
    main()
