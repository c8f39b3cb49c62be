"""How long an answer takes, models loaded: p50 and p95 over the gold questions, and what each stage has of it.

    python -m bench.ask [--gold evals/seeds.jsonl] [--index DIR] [--rounds 3]

One thread, one question after the other, the built-in composer. The first round warms caches and is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Ask and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=ROOT / "evals" / "seeds.jsonl")
    parser.add_argument("--index", type=Path, default=ROOT / "indexes" / "default")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    # Before NumPy is imported: its threads would wait for each other on a busy machine.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    began = perf_counter()
    from rag.assistant import Assistant
    from rag.cli.requests import request_of
    from rag.evaluate import latency
    from rag.settings import load

    imported = perf_counter()
    # Nobody's dictionary or synonyms: this folder is not there.
    nobody = ROOT / "bench" / "nobody"
    assistant = Assistant(replace(load(), index=args.index, generator="built-in", data=nobody))
    assistant.load()
    loaded = perf_counter()
    lines = args.gold.read_text(encoding="utf-8").split("\n")
    requests = [request_of(json.loads(line)) for line in lines if line.strip()]
    seconds: list[float] = []
    stages: dict[str, list[float]] = defaultdict(list)
    for counted in [False] + [True] * args.rounds:
        for request in requests:
            asked = perf_counter()
            answer = assistant.answer(request.question, request.history, request.scope, request.passages)
            if counted:
                seconds.append(perf_counter() - asked)
                for stage, share in answer.seconds.items():
                    stages[stage].append(share)
    print(f"imports {imported - began:.2f} s, models and index {loaded - imported:.2f} s")
    print(f"{len(requests)} questions, {args.rounds} rounds: " + shown(latency(seconds)))
    for stage, shares in stages.items():
        print(f"  {stage:<10} " + shown(latency(shares)))
    print(f"  mean {1000 * statistics.mean(seconds):.1f} ms")


def shown(figures: dict[str, float | None]) -> str:
    """Return times for reading."""
    return f"p50 {figures['p50_ms']} ms, p95 {figures['p95_ms']} ms"


if __name__ == "__main__":
    sys.exit(main())
