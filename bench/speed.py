"""How fast long files of plain text become passages, stage by stage, and how much memory that takes.

    python -m bench.speed --data DIR [--sizes 1 5 20 50] [--shapes line 12 20 28 page]

DIR as in ``training/README.md``; its ``news_train.jsonl.xz`` gives the paragraphs. Shapes: ``line`` sets a line a
paragraph, a number hard-wraps at so many characters, ``page`` prints articles as on newspaper pages: headline, byline,
columns with blank lines between, running heads and page numbers. Sizes are megabytes of UTF-8.

Each file is read, repaired, cut into articles and passages by a process of its own, whose processor time and largest
memory are told; what it takes to start and to load the model is left out, by a short text first.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import ParamSpec, TypeVar

from bench.damage import Damaged, Piece, Style, printed
from bench.repair import articles
from bench.used import peaks
from rag import threads
from rag.corpus import load, read
from rag.corpus.chunks import chunks
from rag.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
STAGES = ("read", "repair", "columns", "articles", "passages")
HEADLINE_CHARS = 20
PAGE = Style(width=20, blanks=1, apart=1, indent="lost", justified=0.05, rows=30, head="海州日报 2021年6月", foot=0)


def text_of(data: Path, shape: str, size: int) -> str:
    """Return a text of so many bytes in UTF-8 at most, and hardly less; the same arguments give the same text."""
    source = "".join(made.source for made in printed_for(data, shape, size))
    return source.encode()[:size].decode(errors="ignore")


def printed_for(data: Path, shape: str, size: int) -> Iterator[Damaged]:
    """Yield printed articles until they hold so many bytes in UTF-8, as a text of ``text_of`` is made of."""
    have = 0
    for number, paragraphs in enumerate(_articles(data / "news_train.jsonl.xz")):
        if have >= size:
            break
        made = _printed(paragraphs, shape, number)
        yield made
        have += len(made.source.encode())


def _articles(path: Path) -> Iterator[list[Piece]]:
    """Yield the articles of a file, again and again."""
    for _ in count():
        yield from articles(path, "all")


def _printed(paragraphs: list[Piece], shape: str, number: int) -> Damaged:
    """Return an article in print."""
    if shape == "page":
        draw = random.Random(number)
        headline = Piece(
            paragraphs[0].text[:HEADLINE_CHARS].translate(dict.fromkeys(map(ord, "，。：；、“”"))), "heading"
        )
        name = draw.choice("王李张刘陈杨黄赵") + "".join(draw.sample("伟芳敏静丽强磊军", 2))
        return printed([headline, Piece(f"记者 {name}", "byline"), *paragraphs], PAGE, number)
    style = Style() if shape == "line" else Style(width=float(shape), indent="lost")
    return printed(paragraphs, style, number)


def measured(path: Path) -> dict[str, float]:
    """Return the processor seconds of each stage over a file, its characters and passages, and this process' memory."""
    spent = dict.fromkeys(STAGES, 0.0)

    def timed(stage: str, work: Callable[P, R]) -> Callable[P, R]:
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            began = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                spent[stage] += time.process_time() - began

        return run

    chunks(load.document_of(read.read_string("short.txt", "一行文字，\n两行文字。\n第三行在这里。\n" * 40)))
    start, _ = peaks()
    load.repair = timed("repair", load.repair)
    load.warning = timed("columns", load.warning)
    load.articles = timed("articles", load.articles)
    began = time.process_time()
    source, _ = timed("read", read.read)(path, path.parent)
    found = timed("passages", chunks)(load.document_of(source))
    whole = time.process_time() - began
    return spent | {
        "whole": whole,
        "chars": len(source.text),
        "found": len(found),
        "start": start,
        "peak": peaks()[0],
    }


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sizes", type=float, nargs="+", default=[1, 5, 20, 50])
    parser.add_argument("--shapes", nargs="+", default=["line", "12", "20", "28", "page"])
    parser.add_argument("--file", type=Path, help="measure this file in this process and print its figures as JSON")
    args = parser.parse_args()
    if args.file:
        print(json.dumps(measured(args.file.resolve())))
        return
    if args.data is None:
        parser.error("--data or --file is needed")
    threads.limit(Settings().threads)  # As the product does, for the processes that measure.
    print(
        "shape   MB  million characters a second: all, then " + ", ".join(STAGES) + "; memory in MB before and at most"
    )
    with tempfile.TemporaryDirectory() as folder:
        for shape in args.shapes:
            for size in args.sizes:
                path = Path(folder) / f"{shape}-{size:g}.txt"
                path.write_text(text_of(args.data, shape, int(size * (1 << 20))), encoding="utf-8", newline="")
                command = [sys.executable, "-m", "bench.speed", "--file", str(path)]
                told = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
                path.unlink()
                rates = "  ".join(f"{told['chars'] / 1e6 / max(told[stage], 1e-9):6.2f}" for stage in STAGES)
                whole = told["chars"] / 1e6 / told["whole"]
                print(
                    f"{shape:5} {size:4g}  {whole:5.2f}  {rates}   {told['start']:5.0f} {told['peak']:6.0f}", flush=True
                )


if __name__ == "__main__":
    main()
