"""Side by side with what a user would pick instead, over the same documents with the same embedder.

    python -m bench.peers --texts TEXTS.jsonl.xz --size 1000 [--rounds 3]

Runs in an environment that has ``bench/requirements-peers.txt`` beside the product's own. Engines, each in a process of
its own: this product; LangChain's recursive splitter with FAISS and rank-bm25 over jieba words, ranks fused by its
ensemble (the make-up of Langchain-Chatchat); bm25s over jieba words. TEXTS holds an object a line with ``text``. The
questions are fifty stretches of twelve characters out of the texts; found is whether the file is among the first five.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.scale import settings_of, texts, write_documents
from bench.used import child_seconds, load, peaks, resident
from rag import threads
from rag.settings import ROOT, Settings

SIZE, OVERLAP, K, QUESTIONS = 750, 150, 5, 50
Search = Callable[[str], Sequence[str]]


def asked(found: Sequence[str]) -> list[tuple[str, str]]:
    """Return questions with the file that each was taken from: the middle twelve characters of a long clause."""
    pairs = []
    for n in range(0, len(found), max(1, len(found) // QUESTIONS)):
        clauses = [c for c in found[n].replace("。", "，").split("，") if len(c.strip()) >= 16]
        if clauses:
            clause = clauses[len(clauses) // 2].strip()
            pairs.append((clause[2:14], f"{n:06}.txt"))
    return pairs


def wenju(home: Path, found: Sequence[str]) -> Search:
    """Build an index of ours, and return its retrieval."""
    from rag.build import build
    from rag.encode.interaction import LateInteraction
    from rag.encode.load import load_static
    from rag.index.index import Index
    from rag.search.question import understand
    from rag.search.retrieve import Retriever
    from rag.text.words import Segmenter

    settings = settings_of(home)
    build(settings)
    static, segmenter = load_static(settings), Segmenter()
    index = Index.open(settings.index, static, segmenter)
    retriever = Retriever(index, LateInteraction(static), segmenter)

    def search(question: str) -> list[str]:
        return [Path(e.chunk.doc).name for e in retriever.retrieve(understand(question), k=K)]

    return search


def langchain(home: Path, found: Sequence[str]) -> Search:
    """Split, embed and index with LangChain, and return its ensemble."""
    import jieba
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_core.documents import Document
    from langchain_core.embeddings import Embeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from rag.encode.load import load_static

    static = load_static(Settings())

    class Same(Embeddings):
        """The product's embedder."""

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            """Return a row a text."""
            return static.passages(texts).tolist()

        def embed_query(self, text: str) -> list[float]:
            """Return the row of a query."""
            return static.queries([text])[0].tolist()

    splitter = RecursiveCharacterTextSplitter(
        chunk_size=SIZE, chunk_overlap=OVERLAP, separators=["\n\n", "\n", "。", "，", ""]
    )
    documents = [
        Document(part, metadata={"doc": f"{n:06}.txt"})
        for n, text in enumerate(found)
        for part in splitter.split_text(text)
    ]
    dense = FAISS.from_documents(documents, Same()).as_retriever(search_kwargs={"k": K})
    lexical = BM25Retriever.from_documents(documents, preprocess_func=jieba.lcut, k=K)
    both = EnsembleRetriever(retrievers=[lexical, dense], weights=[0.5, 0.5])
    return lambda question: [document.metadata["doc"] for document in both.invoke(question)[:K]]


def bm25s(home: Path, found: Sequence[str]) -> Search:
    """Index whole articles with bm25s over jieba words."""
    import bm25s as engine
    import jieba

    index = engine.BM25()
    index.index([jieba.lcut(text) for text in found], show_progress=False)

    def search(question: str) -> list[str]:
        rows, _ = index.retrieve([jieba.lcut(question)], k=K, show_progress=False)
        return [f"{row:06}.txt" for row in rows[0]]

    return search


ENGINES = {"wenju": wenju, "langchain": langchain, "bm25s": bm25s}


def measured(name: str, found: Path, size: int) -> dict[str, Any]:
    """Build with one engine in this process, ask, and return its figures."""
    some = list(islice(texts(found), size))
    with tempfile.TemporaryDirectory() as at:
        write_documents(iter(some), Path(at) / "docs", size)
        began, spent = perf_counter(), process_time() + child_seconds()
        search = ENGINES[name](Path(at), some)
        figures = {"build_s": perf_counter() - began, "build_cpu_s": process_time() + child_seconds() - spent}
        pairs = asked(some)
        search(pairs[0][0])
        times, hits = [], 0
        for question, doc in pairs:
            spent = process_time()
            hits += doc in search(question)
            times.append(1000 * (process_time() - spent))
    figures |= {"query_cpu_p50_ms": statistics.median(times), "query_cpu_p95_ms": statistics.quantiles(times, n=20)[-1]}
    return figures | {
        # Ours builds with processes beside it: as if each held its most when this one did.
        "mb": peaks()[0] + (Settings().threads * peaks()[1] if name == "wenju" else 0),
        "answering_mb": resident(),
        "load": load(),
        "hit@5": 100 * hits / len(pairs),
    }


def main() -> None:
    """Measure the engines in turn, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--size", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--into", type=Path, help="adds each run to a file, a line of JSON; bench.peers_plot draws it")
    parser.add_argument("--engines", nargs="+", choices=sorted(ENGINES), default=list(ENGINES))
    parser.add_argument("--one", choices=sorted(ENGINES), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        # As the product sets them; every engine alike.
        threads.limit(Settings().threads)
        print(json.dumps(measured(args.one, args.texts, args.size)))
        return
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in args.engines}
    for _ in range(args.rounds):
        for name in args.engines:
            command = [
                sys.executable,
                "-m",
                "bench.peers",
                "--texts",
                args.texts,
                "--size",
                str(args.size),
                "--one",
                name,
            ]
            run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
            runs[name].append(json.loads(run.stdout.splitlines()[-1]))
            if args.into:
                with args.into.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps({"engine": name, "size": args.size, **runs[name][-1]}) + "\n")
    for name, found in runs.items():
        medians = {key: statistics.median(run[key] for run in found) for key in found[0]}
        print(f"{name:10} {args.size}  " + "  ".join(f"{key} {value:.1f}" for key, value in medians.items()))


if __name__ == "__main__":
    main()
