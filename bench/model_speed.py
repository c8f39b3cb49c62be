"""What the built-in models cost: passages a second, time for a question, loading, memory, size on disk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import psutil

from bench.model_sentences import Scorers
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from training.cases import Case
from training.data import news_dev, passages

_LOADING = """
import sys, time
from pathlib import Path
import psutil
from rag.answer.builtin import BuiltIn
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
before, began = psutil.Process().memory_info().rss, time.perf_counter()
folder = Path(sys.argv[1])
static = StaticEmbedder(folder / "embedder")
if sys.argv[2] == "all":
    BuiltIn(LateInteraction(static), folder / "composer")
print(time.perf_counter() - began, (psutil.Process().memory_info().rss - before) / 2**20)
"""


def _each(do: Callable[[], object], times: int = 5) -> float:
    """Return the median seconds of a call."""
    spent = []
    for _ in range(times):
        began = perf_counter()
        do()
        spent.append(perf_counter() - began)
    return median(spent)


def measure(data: Path, models: Path, case: Case) -> list[dict]:
    """Return a row a figure, all on one process; ``case`` is a question over some passages."""
    static = StaticEmbedder(models / "embedder")
    texts = [p for text in list(news_dev(data)[0].values())[:400] for p in passages(text)]
    rows: list[dict] = [
        {"what": "passages embedded a second", "value": round(len(texts) / _each(lambda: static.passages(texts), 3))}
    ]
    rows.append(
        {
            "what": "a question embedded, ms",
            "value": round(1000 * _each(lambda: static.queries([case.question]), 50), 2),
        }
    )

    spent = []
    for _ in range(9):
        # New models have nothing in their caches.
        scorers = Scorers(models, LateInteraction(static))
        began = process_time()
        scorers.compose(case)
        spent.append(process_time() - began)
    what = f"sentences of {len(case.passages)} passages not seen before ranked, ms of one processor"
    rows.append({"what": what, "value": round(1000 * median(spent), 1)})
    parts = ("embedder", "all")
    loaded = [{what: _loaded(models, what) for what in parts} for _ in range(5)]  # in turn: the first one reads a disk
    for what in parts:
        done = [one[what] for one in loaded]
        rows.append({"what": f"loading {what}, s", "value": round(median(s for s, _ in done), 2)})
        rows.append({"what": f"memory of {what}, MiB", "value": round(median(m for _, m in done))})
    for folder in sorted(p for p in models.iterdir() if p.is_dir()):
        size = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
        rows.append({"what": f"{folder.name} on disk, MB", "value": round(size / 1e6, 1)})
    rows.append({"what": "memory of this process, MiB", "value": round(psutil.Process().memory_info().rss / 2**20)})
    return rows


def _loaded(models: Path, what: str) -> tuple[float, float]:
    """Return seconds and MiB that loading takes in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADING, str(models), what], capture_output=True, check=True, encoding="utf-8"
    )
    seconds, memory = done.stdout.split()
    return float(seconds), float(memory)
