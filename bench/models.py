"""How good the built-in models are, in one run, beside what a user would take instead.

    python -m bench.models --data DIR [--models models] [--quick] [--json FILE] [--only PART …]
        [--set NAME …] [--among N]

Passages: hit@1, 5 and 10 of vectors, words, both fused and reranked, alone and among 50,000 paragraphs of the news.
Sentences: the right one first and among two. Answerability: area under the curve, and how many questions without an
answer are refused at 1, 3 and 5 % false refusals. Speed: what it all costs. No model marks spans, so there is no table
of them. DIR is the data folder of ``training/README.md``; questions that models learned from are left out. ``--quick``
takes fewer questions among 2,000 paragraphs; ``--set`` and ``--among`` measure passages in parts. ``untouched`` are the
questions whose articles share no run of characters with what models learned from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import model_passages, model_sentences, model_speed
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.settings import ROOT

PARTS = ("passages", "sentences", "answers", "speed")


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
    static = StaticEmbedder(models / "embedder")
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
        lambda: model_passages.measure(data, ROOT, static, among=crowd, most=most, names=sets),
    )
    if not set(only) - {"passages"}:
        return found
    placed, asked = model_sentences.held_out(data, most)
    scorers = model_sentences.Scorers(models, LateInteraction(static, cached=20_000))
    keep("sentences", "Sentences, percent of questions", lambda: model_sentences.sentence_rows(placed, scorers, asked))
    keep("answers", "Answered at all?", lambda: model_sentences.answer_rows(placed, scorers, asked))
    case = max(placed, key=lambda p: len(p.others))
    eight = model_sentences.case_of(case, 8)
    keep("speed", "Speed", lambda: model_speed.measure(data, models, eight))
    return found


def main() -> int:
    """Read the arguments, measure and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.models", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the training data")
    parser.add_argument("--models", type=Path, default=ROOT / "models", help="folder with the models")
    parser.add_argument("--quick", action="store_true", help="fewer questions and passages")
    parser.add_argument("--json", type=Path, help="file to write all rows to")
    parser.add_argument("--only", choices=PARTS, action="append", help="a table; may be given several times")
    parser.add_argument("--set", choices=model_passages.SETS, action="append", help="a set of passages; several times")
    parser.add_argument("--among", type=int, help="paragraphs of the news between the passages")
    given = parser.parse_args()
    sets = given.set or tuple(model_passages.SETS)
    found = measure(given.data, given.models, given.only or PARTS, quick=given.quick, sets=sets, among=given.among)
    if given.json:
        given.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
