"""Draws what ``bench.peers`` measured, against the number of articles, and how the product grows with its passages.

    python -m bench.peers --data DIR --sizes 1000 10000 --into bench/peers.jsonl
    python -m bench.peers_plot [bench/peers.jsonl]

Writes ``peers.svg`` (every engine) and ``growth.svg`` (this product; the dotted line is twice for twice as much) beside
the file, and prints the table of ``bench/README.md``. Of several rounds of one engine and size the median is taken.
matplotlib is in ``bench/requirements-peers.txt``.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "wenju"  # so that the same figures give the same file
matplotlib.rcParams["svg.fonttype"] = "none"
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.ticker import FuncFormatter, LogLocator  # noqa: E402

HERE = Path(__file__).resolve().parent
Runs = dict[str, dict[int, dict[str, float]]]
PEERS = {
    "build_cpu_s": "build, processor seconds",
    "change_cpu_s": "one file changed, processor seconds",
    "query_cpu_p50_ms": "query p50, processor ms",
    "query_cpu_p95_ms": "query p95, processor ms",
    "build_mb": "most memory while building, MB",
    "ask_mb": "most memory while answering, MB",
    "disk_mb": "on disk, MB",
    "hit5_seeds": "found among five, seeds, %",
    "hit5_news": "found among five, news, %",
}
GROWTH = {
    "build_cpu_s": "build, processor seconds",
    "change_cpu_s": "one file changed, processor seconds",
    "build_mb": "most memory while building, MB",
    "query_cpu_p50_ms": "retrieval p50, processor ms",
}
COLUMNS = {
    "build": ("build_cpu_s", "build_s"),
    "one file changed": ("change_cpu_s", "change_s"),
    "query p50": ("query_cpu_p50_ms", "query_p50_ms"),
    "p95": ("query_cpu_p95_ms", "query_p95_ms"),
    "MB building": ("build_mb",),
    "answering": ("ask_mb",),
    "on disk": ("disk_mb",),
    "hit@5 seeds": ("hit5_seeds", "in2000_seeds"),
    "news": ("hit5_news", "in2000_news"),
}
NAMES = {"wenju": "this product", "langchain": "LangChain", "haystack": "Haystack", "bm25s": "bm25s"}
_ACROSS, _SHARES, _MARKS = 3, "%", (1, 2, 5)


def medians(path: Path) -> Runs:
    """Return the figures by engine and size; those that not every round has are of the rounds that have them."""
    rows: dict[tuple[str, int], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for line in path.read_text(encoding="utf-8").splitlines():
        run = json.loads(line)
        at = rows[run.pop("engine"), run.pop("size")]
        for key, value in run.items():
            at[key].append(value)
    found: Runs = defaultdict(dict)
    order = list(NAMES)
    for (engine, size), figures in sorted(rows.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
        found[engine][size] = {key: statistics.median(values) for key, values in figures.items()}
    return found


def draw(found: Runs, into: Path) -> None:
    """Write a panel a figure, a line an engine."""
    figure, panels = plt.subplots(-(-len(PEERS) // _ACROSS), _ACROSS, figsize=(11, 9))
    for panel, (key, title) in zip(panels.flat, PEERS.items(), strict=True):
        for engine, sizes in found.items():
            there = {size: figures[key] for size, figures in sizes.items() if key in figures}
            panel.plot(list(there), list(there.values()), marker="o", label=NAMES[engine])
        _ruled(panel, title, "articles", [size for sizes in found.values() for size in sizes])
    panels.flat[0].legend()
    _save(figure, into)


def grow(sizes: dict[int, dict[str, float]], into: Path) -> None:
    """Write a panel a figure of one engine over its passages, beside a line of slope one."""
    figure, panels = plt.subplots(1, len(GROWTH), figsize=(13, 3.2))
    passages = [figures["passages"] for figures in sizes.values()]
    for panel, (key, title) in zip(panels, GROWTH.items(), strict=True):
        values = [figures[key] for figures in sizes.values()]
        panel.plot(passages, values, marker="o")
        panel.plot(passages, [values[0] * n / passages[0] for n in passages], linestyle=":", color="grey")
        _ruled(panel, title, "passages", passages)
    _save(figure, into)


def table(found: Runs) -> str:
    """Return all figures as a Markdown table, sizes together."""
    lines = ["| articles | engine | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 2) + "|"]
    for size in sorted({size for sizes in found.values() for size in sizes}):
        for engine, sizes in found.items():
            if size in sizes:
                cells = [" / ".join(_shown(sizes[size].get(key)) for key in keys) for keys in COLUMNS.values()]
                lines.append(f"| {size:,} | {NAMES[engine]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _shown(value: float | None) -> str:
    """Return a figure with about three digits."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _ruled(panel: plt.Axes, title: str, across: str, places: Iterable[float]) -> None:
    """Give a panel its title and logarithmic axes with plain numbers; shares have a linear one."""
    panel.set(title=title, xlabel=across, xscale="log", yscale="linear" if title.endswith(_SHARES) else "log")
    if not title.endswith(_SHARES):
        panel.yaxis.set_major_locator(LogLocator(subs=_MARKS))
        panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    panel.minorticks_off()
    panel.set_xticks(sorted(set(places)), [f"{place:,.0f}" for place in sorted(set(places))])
    panel.grid(alpha=0.3)


def _save(figure: plt.Figure, into: Path) -> None:
    """Write a picture whose bytes depend on the figures alone."""
    figure.tight_layout()
    figure.savefig(into, metadata={"Date": None})


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "peers.jsonl"
    runs = medians(source)
    draw(runs, source.with_suffix(".svg"))
    print(table(runs))
    grow(runs["wenju"], source.with_name("growth.svg"))
