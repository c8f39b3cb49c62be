"""How good the built-in models are, in one run, beside what a user would take instead.

    python -m bench.models --data DIR [--models models …] [--quick] [--json FILE] [--only PART …]
        [--set NAME …] [--among N]

Passages: hit@1, 5 and 10 of vectors, words, both fused and reranked, alone and among 50,000 paragraphs of the news.
Sentences: the right one first and among two. Answers: area under the curve, and how many questions without an
answer are refused at 1, 3 and 5 % false refusals. Spans: the words that answer, marked by what comes nearest to that.
Speed: what it all costs. In each table stand BM25 over jieba's words, words shared by their rarity, and the first
embedder (read out of the repository's history; left out where that is missing). DIR is the data folder of
``training/README.md``; questions that models learned from are left out. ``--quick`` takes fewer questions among 2,000
paragraphs; ``--set`` and ``--among`` measure passages in parts. ``untouched`` are the questions whose articles share no
run of characters with what models learned from. ``--models`` given several times, of models made with several seeds,
tells the median of each figure.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from bench import model_passages, model_sentences, model_spans, model_speed
from bench.model_baselines import Words, first_embedder
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.settings import ROOT

PARTS = ("passages", "sentences", "answers", "spans", "speed")
Rows = list[dict]


def show(title: str, rows: Sequence[dict]) -> None:
    """Print rows as a table; a column that a row lacks stays empty."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [[str(row.get(name, "")) for name in names] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    print(f"\n{title}")
    for line in (names, *cells):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    sys.stdout.flush()


def measure(
    data: Path,
    models: Path,
    only: Sequence[str],
    *,
    quick: bool,
    sets: Sequence[str] = tuple(model_passages.SETS),
    among: int | None = None,
) -> dict[str, list[dict]]:
    """Return and print the rows of each table.

    Args:
        data: The data folder.
        models: A folder with ``embedder`` and ``composer``.
        only: Which of ``PARTS``.
        quick: Whether to take fewer questions and passages.
        sets: Sets of passages, of ``model_passages.SETS``.
        among: Paragraphs of the news put between the passages; None for 50,000, or 2,000 of a quick run.
    """
    static, first = StaticEmbedder(models / "embedder"), first_embedder(ROOT)
    if first is None:
        print("the history does not hold the first embedder: it is left out", file=sys.stderr)
    most, crowd = (40, 2_000) if quick else (10_000, 50_000)
    crowd = crowd if among is None else among
    found: dict[str, list[dict]] = {}

    def keep(name: str, title: str, make: Callable[[], list[dict]]) -> None:
        if name in only:
            found[name] = make()
            show(title, found[name])

    keep(
        "passages",
        "Passages, percent of questions",
        lambda: model_passages.measure(
            data, ROOT, [static, *([first] if first else [])], among=crowd, most=most, names=sets
        ),
    )
    if not set(only) - {"passages"}:
        return found
    placed, asked = model_sentences.held_out(data, most)
    known = list(dict.fromkeys(passage.text for p in placed for passage in (p.own, *p.others)))
    scorers = model_sentences.Scorers(models, LateInteraction(static, cached=20_000), Words(known), first)
    keep("sentences", "Sentences, percent of questions", lambda: model_sentences.sentence_rows(placed, scorers, asked))
    keep("answers", "Answered at all?", lambda: model_sentences.answer_rows(placed, scorers, asked))
    keep("spans", "Which words answer, percent of questions", lambda: model_spans.rows(placed, scorers, models))
    case = max(placed, key=lambda p: len(p.others))
    eight = model_sentences.case_of(case, 8)
    keep("speed", "Speed", lambda: model_speed.measure(data, models, eight))
    return found


def medians(runs: Sequence[Rows]) -> Rows:
    """Return rows with the median of each figure; what is no figure is taken from the first run."""
    return [
        {
            name: median(row[name] for row in of) if isinstance(first, int | float) else first
            for name, first in of[0].items()
        }
        for of in zip(*runs, strict=True)
    ]


def main() -> int:
    """Read the arguments, measure and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.models", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the training data")
    parser.add_argument("--models", type=Path, action="append", help="folder with the models; several times")
    parser.add_argument("--quick", action="store_true", help="fewer questions and passages")
    parser.add_argument("--json", type=Path, help="file to write all rows to")
    parser.add_argument("--only", choices=PARTS, action="append", help="a table; may be given several times")
    parser.add_argument("--set", choices=model_passages.SETS, action="append", help="a set of passages; several times")
    parser.add_argument("--among", type=int, help="paragraphs of the news between the passages")
    given = parser.parse_args()
    sets = given.set or tuple(model_passages.SETS)
    folders = given.models or [ROOT / "models"]
    runs = [
        measure(given.data, folder, given.only or PARTS, quick=given.quick, sets=sets, among=given.among)
        for folder in folders
    ]
    found = {name: medians([run[name] for run in runs]) for name in runs[0]}
    if len(runs) > 1:
        for name, rows in found.items():
            show(f"{name}: medians of {len(runs)}", rows)
    if given.json:
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
