"""How far the product is from what the computer and its libraries allow: dense search, segmentation, embedding.

    python -m bench.limits --docs DOCS --index INDEX [--questions evals/seeds.jsonl]

DOCS is a folder of text files (the passages of at most a thousand are used), INDEX an index whose vectors are searched.
A dense search cannot be quicker than its vectors are read: the bandwidth is that of one thread that multiplies an array
with itself, once of 256 MB and once of the size of the vectors, which may fit a cache. The words of passages are set
beside what rjieba alone takes for the same texts, vectors beside the tokenizer alone. Times are of processors, the best
of several rounds each, since other programs only ever make them longer. ``bench.peers`` runs it as a step of its own.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from time import process_time

import numpy as np

from bench.scale import questions_of
from rag import threads
from rag.corpus.chunks import chunks
from rag.corpus.load import document_of
from rag.corpus.read import read
from rag.encode.embedder import Vectors
from rag.encode.load import load_static
from rag.encode.static import StaticEmbedder
from rag.index.dense import Dense
from rag.index.index import Index
from rag.settings import ROOT, Settings
from rag.text.words import Segmenter

Figures = dict[str, float]
_ROUNDS, _BATCH, _FILES, _CANDIDATES, _LARGE = 7, 256, 1000, 50, 256 << 20


def best(call: Callable[[], object], times: int = 1) -> float:
    """Return the seconds of a call in its quickest round; a round is so many calls, for what is too short alone."""
    found = []
    for _ in range(_ROUNDS):
        began = process_time()
        for _ in range(times):
            call()
        found.append((process_time() - began) / times)
    return min(found)


def read_gb_s(size: int) -> float:
    """Return how many GB of an array of so many bytes one thread reads in a second, the array read over and over."""
    array = np.ones(max(1, size // 4), np.float32)
    return array.nbytes / best(lambda: np.dot(array, array), max(1, _LARGE // size)) / 1e9


def dense(index: Path, static: StaticEmbedder, questions: Sequence[str]) -> Figures:
    """Return how long the vectors of an index are searched for, and how fast they could be read."""
    opened = Index.open(index, static, Segmenter())
    leg = opened.dense
    assert isinstance(leg, Dense)
    rows: Vectors = leg.rows
    leg.search(questions[0], _CANDIDATES)
    searched = statistics.median(best(lambda q=q: leg.search(q, _CANDIDATES)) for q in questions)  # type: ignore[misc]
    understood = statistics.median(best(lambda q=q: static.queries([q])) for q in questions)  # type: ignore[misc]
    figures = {
        "vectors_mb": rows.nbytes / 1e6,
        "dense_ms": 1000 * searched,
        "dense_query_ms": 1000 * understood,
        "dense_gb_s": rows.nbytes / (searched - understood) / 1e9,
        "memory_gb_s": read_gb_s(_LARGE),
        "same_size_gb_s": read_gb_s(rows.nbytes),
    }
    opened.close()
    return figures


def made(docs: Path, static: StaticEmbedder) -> Figures:
    """Return how many characters a second are cut into words and made into vectors, and what the libraries alone do."""
    import rjieba

    files = islice(sorted(docs.rglob("*.txt")), _FILES)
    texts = [chunk.indexed for path in files for chunk in chunks(document_of(read(path, docs)[0]))]
    batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    chars, segmenter, tokenizer = sum(map(len, texts)), Segmenter(), static._tokenizer
    segmenter.terms("预热")
    ways: dict[str, Callable[[], object]] = {
        "words": lambda: [segmenter.terms(text) for text in texts],
        "rjieba": lambda: [rjieba.cut_for_search(text) for text in texts],
        "vectors": lambda: [static.passages(batch) for batch in batches],
        "tokenizer": lambda: [tokenizer.encode_batch_fast(batch, add_special_tokens=False) for batch in batches],
    }
    return {f"{name}_mchars_s": chars / best(call) / 1e6 for name, call in ways.items()}


def limits(docs: Path, index: Path, questions: Sequence[str]) -> Figures:
    """Return all figures."""
    static = load_static(Settings())
    return dense(index, static, questions[:_BATCH]) | made(docs, static)


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--questions", type=Path, default=ROOT / "evals" / "seeds.jsonl")
    args = parser.parse_args()
    threads.limit(Settings().threads)
    for name, value in limits(args.docs, args.index, questions_of(args.questions)).items():
        print(f"{name:18} {value:.2f}")


if __name__ == "__main__":
    main()
