"""Is the passage found? This retrieval beside the usual stack, over any gold questions.

    python -m bench.retrieval evals/seeds.jsonl seeds [--misses]

DOCS is a folder of documents, or a ``.jsonl``/``.jsonl.xz`` of ``{"name", "text"}``. The usual stack: a recursive
splitter of 750 characters with 150 overlap over the files as they are, BM25 over jieba words and the same
embedder, ranks fused (1 / (60 + rank)), the question as typed behind the history. hit@k as in ``rag.evaluate``.
"""

from __future__ import annotations

import argparse
import json
import lzma
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rag.corpus.chunks import chunks
from rag.corpus.folder import walk
from rag.corpus.load import document_of
from rag.corpus.read import read, read_string
from rag.encode.interaction import LateInteraction
from rag.encode.load import load_static
from rag.encode.static import StaticEmbedder
from rag.evaluate import DEPTHS, Gold, found, gold_of
from rag.index.bm25 import TermLists
from rag.index.dense import Dense
from rag.index.index import Index
from rag.records import Chunk, Document, Evidence, OffsetMap, SourceText, Turn
from rag.search.question import understand
from rag.search.retrieve import Retriever
from rag.settings import Settings
from rag.text.words import Segmenter
from rag.wire import Object

SIZE, OVERLAP, DAMPING = 750, 150, 60
SEPARATORS = ("\n\n", "\n", "。", "，", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question with the conversation before it."""

    gold: Gold
    question: str
    history: tuple[Turn, ...]


Search = Callable[[Asked], Sequence[Evidence]]


def sources(docs: Path) -> Iterator[SourceText]:
    """Yield the documents of a folder or of a JSON lines file."""
    if docs.is_dir():
        for path in walk(docs).documents:
            yield read(path, docs)[0]
        return
    data = docs.read_bytes()
    for line in (lzma.decompress(data) if docs.suffix == ".xz" else data).decode("utf-8").split("\n"):
        if line.strip():
            item = json.loads(line)
            yield read_string(item["name"], item["text"])


def ours(texts: Sequence[SourceText], static: StaticEmbedder, segmenter: Segmenter) -> tuple[Search, str]:
    """Return this project's retrieval over some texts, and what it is made of."""
    documents: list[Document] = [document_of(text) for text in texts]
    passages = [chunk for document in documents for chunk in chunks(document)]
    index = Index.in_memory(documents, passages, static, segmenter)
    retriever = Retriever(index, LateInteraction(static), segmenter)

    def search(asked: Asked) -> Sequence[Evidence]:
        return retriever.retrieve(understand(asked.question, asked.history))

    return search, _described(passages)


def usual(texts: Sequence[SourceText], static: StaticEmbedder, segmenter: Segmenter) -> tuple[Search, str]:
    """Return the usual stack over some texts, and what it is made of."""
    passages = [_chunk(text, start, end) for text in texts for start, end in split(text.text, 0, SEPARATORS)]
    ids = [passage.chunk_id for passage in passages]
    by_id = dict(zip(ids, passages, strict=True))
    lexical = TermLists(ids, [segmenter.terms(passage.text) for passage in passages], segmenter)
    dense = Dense.of(ids, [static.passages([passage.text for passage in passages])], static)

    def search(asked: Asked) -> Sequence[Evidence]:
        query = " ".join([*(turn.content for turn in asked.history), asked.question])
        scores: dict[str, float] = {}
        for leg in (lexical, dense):
            for hit in leg.search(query, 50):
                scores[hit.chunk_id] = scores.get(hit.chunk_id, 0.0) + 1 / (DAMPING + hit.rank)
        best = sorted(scores, key=lambda i: (-scores[i], i))[:10]
        return [Evidence(rank, scores[i], by_id[i]) for rank, i in enumerate(best, 1)]

    return search, _described(passages)


def split(text: str, at: int, separators: Sequence[str]) -> list[tuple[int, int]]:
    """Return the places of chunks as a recursive character splitter cuts them: the coarsest separator that fits."""
    separator = next(s for s in separators if s in text)
    finer = separators[separators.index(separator) + 1 :]
    parts = [part + separator for part in text.split(separator)] if separator else list(text)
    places: list[tuple[int, int]] = []
    held: list[tuple[int, int]] = []
    for part in parts:
        end = at + len(part)
        if len(part) > SIZE and finer:
            places += [(held[0][0], held[-1][1])] if held else []
            places += split(part, at, finer)
            held = []
        else:
            if held and end - held[0][0] > SIZE:
                places.append((held[0][0], held[-1][1]))
                while held and (held[-1][1] - held[0][0] > OVERLAP or end - held[0][0] > SIZE):
                    held.pop(0)
            held.append((at, end))
        at = end
    return places + ([(held[0][0], held[-1][1])] if held else [])


def _chunk(source: SourceText, start: int, end: int) -> Chunk:
    """Return a stretch of a file as a chunk."""
    end = min(end, len(source.text))
    text = source.text[start:end]
    return Chunk(
        chunk_id=f"{source.name}:{start}-{end}", doc_id=source.name, doc=source.name, title="", article="", byline="",
        date="", date_inferred=False, headings=(), kind="body", ordinal=start, text=text, indexed=text,
        offsets=OffsetMap(((0, start, len(text)),)), spans=((start, end),),
    )  # fmt: skip


def _described(passages: Sequence[Chunk]) -> str:
    """Return how many passages there are and how long."""
    return f"{len(passages)} passages, {statistics.mean(len(p.text) for p in passages):.0f} characters on average"


def _object(evidence: Evidence) -> Object:
    """Return a passage in the form that ``found`` reads."""
    chunk = evidence.chunk
    also = [{"doc": other.doc} for other in evidence.also]
    return {"doc": chunk.doc, "text": chunk.text, "spans": [list(span) for span in chunk.spans], "also": also}


def measure(name: str, search: Search, questions: Sequence[Asked], texts: dict[str, str], *, misses: bool) -> None:
    """Print the figures of one engine, over all questions and over the test third."""
    rows: list[tuple[bool, list[float]]] = []
    seconds = []
    for asked in questions:
        began = perf_counter()
        evidence = search(asked)
        seconds.append(perf_counter() - began)
        objects = [_object(e) for e in evidence]
        hits = [100 * found(asked.gold, objects, k, texts) for k in DEPTHS]
        rows.append((asked.gold.is_held_out, hits))
        if misses and hits[DEPTHS.index(5)] < 100 and not asked.gold.is_held_out:
            print(f"  {asked.gold.id} {asked.gold.type} hit@5 {hits[DEPTHS.index(5)]:.0f} {asked.question}")
    for part, chosen in (
        ("all", rows),
        ("development", [r for r in rows if not r[0]]),
        ("test third", [r for r in rows if r[0]]),
    ):
        if chosen:
            figures = "  ".join(
                f"hit@{k} {statistics.mean(r[1][i] for r in chosen):5.1f}" for i, k in enumerate(DEPTHS)
            )
            print(f"{name:8} {part:12} {figures}  ({len(chosen)} questions)")
    cut = statistics.quantiles(seconds, n=20)
    print(f"{name:8} p50 {1000 * statistics.median(seconds):.1f} ms  p95 {1000 * cut[-1]:.1f} ms")


def questions_of(path: Path) -> Iterator[Asked]:
    """Yield the answerable questions of a gold file."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip() and (gold := gold_of(item := json.loads(line))).type != "unanswerable":
            history = tuple(Turn(turn["role"], turn["content"]) for turn in item.get("history") or ())
            yield Asked(gold, item["question"], history)


def main() -> int:
    """Compare the two over the gold file and documents named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gold", type=Path)
    parser.add_argument("docs", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what was not found, the test third left out")
    args = parser.parse_args()
    questions = list(questions_of(args.gold))
    texts = list(sources(args.docs))
    static, segmenter = load_static(Settings()), Segmenter()
    segmenter.terms("热身")
    by_name = {source.name: source.text for source in texts}
    for name, make in (("wenju", ours), ("usual", usual)):
        search, described = make(texts, static, segmenter)
        search(questions[0])
        print(f"{name:8} {described}")
        measure(name, search, questions, by_name, misses=args.misses and name == "wenju")
    return 0


if __name__ == "__main__":
    sys.exit(main())
