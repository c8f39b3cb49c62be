"""Draws what ``bench.peers`` measured: build, query, memory and hits of each engine against the number of articles.

    python -m bench.peers --texts TEXTS.jsonl.xz --size 1000 --into bench/peers.jsonl      for each size
    python -m bench.peers_plot [bench/peers.jsonl] [bench/peers.svg]

Of several rounds of one engine and size the median is drawn. matplotlib is in ``bench/requirements-peers.txt``.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "wenju"  # so that the same figures give the same file
matplotlib.rcParams["svg.fonttype"] = "none"
import matplotlib.pyplot as plt  # noqa: E402

HERE = Path(__file__).resolve().parent
PANELS = {
    "build_cpu_s": "build, processor seconds",
    "query_cpu_p50_ms": "query p50, processor ms",
    "mb": "most memory, MB",
    "hit@5": "found among five, %",
}


def medians(path: Path) -> dict[str, dict[int, dict[str, float]]]:
    """Return the figures by engine and size."""
    rows: dict[tuple[str, int], list[dict[str, float]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["engine"], row["size"]].append(row)
    found: dict[str, dict[int, dict[str, float]]] = defaultdict(dict)
    for (engine, size), runs in sorted(rows.items()):
        found[engine][size] = {key: statistics.median(run[key] for run in runs) for key in PANELS}
    return found


def draw(found: dict[str, dict[int, dict[str, float]]], into: Path) -> None:
    """Write one panel a figure."""
    figure, panels = plt.subplots(1, len(PANELS), figsize=(13, 3.2))
    for panel, (key, title) in zip(panels, PANELS.items(), strict=True):
        for engine, sizes in found.items():
            panel.plot(list(sizes), [figures[key] for figures in sizes.values()], marker="o", label=engine)
        panel.set(title=title, xlabel="articles", xscale="log", yscale="linear" if key == "hit@5" else "log")
        panel.grid(alpha=0.3)
    panels[0].legend()
    figure.tight_layout()
    figure.savefig(into, metadata={"Date": None})


if __name__ == "__main__":
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "peers.jsonl"
    draw(medians(source), Path(sys.argv[2]) if len(sys.argv) > 2 else source.with_suffix(".svg"))
