"""How both legs answer over a million passages, made by multiplying those of an index: time, recall, memory, disk.

    python -m bench.million --index INDEX --home DIR [--size 1000000] [--legs dense lexical] [--questions FILE.jsonl]

INDEX is an index folder of many documents (``bench.update`` leaves one in its DIR). Each of its vectors comes again and
again, shifted by what lies between two others; of the words of a passage every copy lacks others. DIR keeps what is
written. Milliseconds are of processors; vectors are searched exactly and as the product does for so many, recall is of
the best fifty.
Memory is what the process holds for itself and, apart, of files that are mapped. Records are not multiplied: what is
measured is the legs alone.
"""

from __future__ import annotations

import argparse
import math
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import process_time

import numpy as np

from bench.scale import questions_of
from rag.encode.embedder import Vectors
from rag.encode.load import load_static
from rag.index import coarse, dense
from rag.index.index import Index
from rag.index.lexical import Lexical
from rag.index.vectors import CODES, VECTORS
from rag.records import Hit
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter

_K, _BATCH, _SHIFT = 50, 16384, 0.35


def ids_of(size: int) -> list[str]:
    """Return so many ids, in order."""
    return [f"{n:08}" for n in range(size)]


def multiplied(rows: Vectors, size: int) -> Iterator[Vectors]:
    """Yield so many unit vectors: those that there are, then each shifted by what lies between two others."""
    draw = np.random.default_rng(1)
    done = 0
    while done < size:
        for start in range(0, len(rows), _BATCH):
            some = np.array(rows[start : start + _BATCH])
            if done >= len(rows):
                one, two = (rows[np.sort(draw.integers(0, len(rows), len(some)))] for _ in range(2))
                some += _SHIFT * (draw.permutation(one) - draw.permutation(two))
                some /= np.maximum(np.linalg.norm(some, axis=1, keepdims=True), 1e-12)
            yield some[: size - done]
            done += len(some)
            if done >= size:
                return


def terms_of(leg: Lexical, ids: Sequence[str], size: int) -> Iterator[str]:
    """Yield the words of so many passages: those that there are, then each with others left out."""
    for n in range(-(-size // len(ids))):
        for start in range(0, min(len(ids), size - n * len(ids)), 500):
            batch = ids[start : min(start + 500, size - n * len(ids))]
            for found in leg.terms(batch):
                words = found.split()
                yield " ".join(word for at, word in enumerate(words) if not n or (at + n) % 7)


def timed(search: Callable[[str], list[Hit]], questions: Sequence[str]) -> tuple[str, list[list[Hit]]]:
    """Return what the searches take, as it is printed, and what they find."""
    for question in questions[:20]:
        search(question)
    times, found = [], []
    for question in questions:
        began = process_time()
        found.append(search(question))
        times.append(1000 * (process_time() - began))
    return f"p50 {statistics.median(times):.1f} ms  p95 {statistics.quantiles(times, n=20)[-1]:.1f} ms", found


def held() -> str:
    """Return what this process holds for itself and of mapped files, in MB; the second is told on Linux only."""
    import psutil

    memory = psutil.Process().memory_info()
    mapped = getattr(memory, "shared", math.nan)
    return f"own {(memory.rss - mapped) / 1e6:.0f} MB  mapped {mapped / 1e6:.0f} MB"


def disk(folder: Path) -> float:
    """Return how much the files of a folder take, in MB."""
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


def dense_figures(index: Path, home: Path, size: int, questions: list[str], *, exact: bool) -> None:
    """Print what the dense leg takes; exactly, or as the product searches so many."""
    embedder = load_static(Settings())
    ids, path = ids_of(size), home / VECTORS
    if not path.exists() or (not exact and not (home / CODES).exists()):
        began = process_time()
        source = Index.open(index, embedder, Segmenter())
        rows = source._dense.rows  # type: ignore[attr-defined]
        dense.write(path, ids, embedder.dim, multiplied(rows, size))
        sizes = {name: f"{(home / name).stat().st_size / 1e6:.0f} MB" for name in (VECTORS, CODES)}
        print(f"dense written {process_time() - began:.1f} s", sizes, flush=True)
        source.close()
    began = process_time()
    leg = dense.Dense.read(path, ids, embedder)
    opened = process_time() - began
    leg.search(questions[0], _K)
    before = held()
    if exact:
        leg = dense.Dense(leg.rows, ids, embedder)
    told, found = timed(lambda question: leg.search(question, _K), questions)
    name = "exact" if exact else coarse.told(size)
    print(f"dense {size} {name}: opened {opened:.2f} s  {told}  {held()} (after one question {before})", flush=True)
    np.save(
        home / f"found-{'exact' if exact else 'coarse'}.npy",
        np.array([[int(hit.chunk_id) for hit in hits] for hits in found if len(hits) == _K]),
    )


def lexical_figures(index: Path, home: Path, size: int, questions: list[str]) -> None:
    """Print what the lexical leg takes."""
    segmenter, folder, ids = Segmenter(), home / "lexical", ids_of(size)
    if not folder.exists():
        source = Index.open(index, load_static(Settings()), segmenter)
        began = process_time()
        leg = source.lexical
        aside = home / "lexical.part"
        shutil.rmtree(aside, ignore_errors=True)
        Lexical.of(ids, terms_of(leg, source._store.chunk_ids(), size), segmenter, aside)  # type: ignore[arg-type]
        aside.rename(folder)
        print(f"lexical written {process_time() - began:.1f} s  {disk(folder):.0f} MB")
        source.close()
    began = process_time()
    leg = Lexical.read(folder, ids, segmenter)
    opened = process_time() - began
    told, _ = timed(lambda question: leg.search(question, _K), questions)
    print(f"lexical {size}: opened {opened:.2f} s  {told}  {held()}", flush=True)


def main() -> None:
    """Read the command line; measure each leg in a process of its own; print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--legs", nargs="+", default=["dense", "lexical"])
    parser.add_argument("--questions", type=Path, default=ROOT / "evals" / "seeds.jsonl")
    parser.add_argument("--one", choices=["exact", "coarse", "lexical"], help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.home.mkdir(parents=True, exist_ok=True)
    questions = questions_of(args.questions)
    if args.one == "lexical":
        lexical_figures(args.index, args.home, args.size, questions)
    elif args.one:
        dense_figures(args.index, args.home, args.size, questions, exact=args.one == "exact")
    else:
        for one in [
            *(["coarse", "exact"] if "dense" in args.legs else []),
            *(["lexical"] if "lexical" in args.legs else []),
        ]:
            subprocess.run([sys.executable, "-m", "bench.million", *sys.argv[1:], "--one", one], check=True, cwd=ROOT)
        if "dense" in args.legs:
            exact, searched = (np.load(args.home / f"found-{name}.npy") for name in ("exact", "coarse"))
            shared = [len(set(a) & set(b)) / _K for a, b in zip(exact.tolist(), searched.tolist(), strict=True)]
            print(f"recall of {len(shared)} questions: {statistics.mean(shared):.4f}, the least {min(shared):.2f}")


if __name__ == "__main__":
    main()
