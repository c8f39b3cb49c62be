"""Is the passage found? Questions of each set over their passages, alone and among paragraphs of the news.

Engines over the same passages: vectors alone, those of the first embedder beside them, words alone (BM25 over
jieba's), the rarity of the words shared, words and vectors as the product fuses them, and the product's whole ranking
with late interaction and what a question says of its source. Knows nothing of sentences.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
import numpy.typing as npt

from rag.corpus.chunks import chunks
from rag.corpus.folder import walk
from rag.corpus.load import document_of, load_document
from rag.corpus.read import read_string
from rag.encode.embedder import Vectors
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from rag.evaluate import fold
from rag.index.bm25 import K1, B, rarity
from rag.index.dense import Dense
from rag.index.ranking import ranked
from rag.records import Chunk, Hit, OffsetMap, Scope, Turn, Understood
from rag.search.question import understand
from rag.search.retrieve import Retriever, Weights
from rag.text.words import Segmenter
from training.data import news, news_dev, passages, questions, touched

DEPTHS = (1, 5, 10)
WORDS_AND_VECTORS = Weights(interaction=0.0, source=0.0, article=0.0, other_year=0.0)
_ENDS = 24  # characters of a quote by whose beginning or end the passage that holds it is known


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and for each of the places that answer it the chunks that hold it."""

    understood: Understood
    golds: tuple[frozenset[str], ...]
    any_will_do: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions over passages."""

    name: str
    chunks: tuple[Chunk, ...]
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Encoded:
    """Passages with what the legs need of them, a row each: words, and vectors of each embedder."""

    chunks: tuple[Chunk, ...]
    words: tuple[tuple[str, ...], ...]
    vectors: tuple[Vectors, ...]

    @classmethod
    def of(cls, found: Sequence[Chunk], embedders: Sequence[StaticEmbedder], segmenter: Segmenter) -> Encoded:
        """Cut and encode passages."""
        texts = [chunk.indexed for chunk in found]
        words = tuple(tuple(segmenter.terms(text)) for text in texts)
        return cls(tuple(found), words, tuple(static.passages(texts) for static in embedders))

    def __add__(self, other: Encoded) -> Encoded:
        vectors = tuple(np.concatenate(pair) for pair in zip(self.vectors, other.vectors, strict=True))
        return Encoded(self.chunks + other.chunks, self.words + other.words, vectors)


# ---------------------------------------------------------------- an index in memory, for many passages


class Postings:
    """BM25 as ``rag.index.bm25`` has it, over rows in memory and fast for many texts."""

    def __init__(self, chunk_ids: Sequence[str], words: Sequence[Sequence[str]], segmenter: Segmenter) -> None:
        """Count the words of all texts."""
        self._ids, self._segmenter = np.array(chunk_ids), segmenter
        numbers: dict[str, int] = {}
        coded = [np.array([numbers.setdefault(w, len(numbers)) for w in row], np.int64) for row in words]
        lengths = np.array([len(row) for row in coded], np.float64)
        held = [np.unique(row, return_counts=True) for row in coded]
        terms = np.concatenate([t for t, _ in held])
        times = np.concatenate([n for _, n in held]).astype(np.float64)
        rows = np.repeat(np.arange(len(coded)), [len(t) for t, _ in held])
        norm = K1 * (1 - B + B * lengths / max(1.0, lengths.mean()))
        order = np.argsort(terms, kind="stable")
        self._rows = rows[order]
        self._values = ((K1 + 1) * times / (times + norm[rows]))[order]
        self._once = np.ones(len(order))
        self._bounds = np.searchsorted(terms[order], np.arange(len(numbers) + 1))
        self._numbers = numbers

    def weight(self, term: str) -> float:
        """Return the inverse document frequency of a term."""
        at = self._numbers.get(term)
        return rarity(len(self._ids), 0 if at is None else int(self._bounds[at + 1] - self._bounds[at]))

    def search(self, query: str, k: int, among: Set[str] | None = None) -> list[Hit]:
        """Return at most ``k`` hits, as a lexical leg does; ``among`` is not for measuring."""
        if among is not None:
            raise ValueError("a scope is not measured here")
        return self._found(query, k, self._values)

    def overlap(self, query: str, k: int) -> list[Hit]:
        """Return at most ``k`` hits by the rarity of the words shared; how often and in how much text is left out."""
        return self._found(query, k, self._once)

    def _found(self, query: str, k: int, values: npt.NDArray[np.float64]) -> list[Hit]:
        """Return at most ``k`` hits by what each word is worth in each of its texts."""
        scores = np.zeros(len(self._ids))
        for term in dict.fromkeys(self._segmenter.terms(query)):
            if (at := self._numbers.get(term)) is not None:
                held = slice(self._bounds[at], self._bounds[at + 1])
                scores[self._rows[held]] += self.weight(term) * values[held]
        best = np.argpartition(-scores, min(4 * k, len(scores) - 1))[: 4 * k]
        return ranked(((str(self._ids[i]), float(scores[i])) for i in best if scores[i] > 0), k)


class Corpus:
    """What ``Retriever`` asks of an index, over encoded passages in memory."""

    def __init__(self, encoded: Encoded, embedders: Sequence[StaticEmbedder], segmenter: Segmenter) -> None:
        """Make both legs, and one of vectors for each further embedder."""
        ids = [chunk.chunk_id for chunk in encoded.chunks]
        self._by_id = dict(zip(ids, encoded.chunks, strict=True))
        self._by_doc: dict[str, list[Chunk]] = {}
        for chunk in encoded.chunks:
            self._by_doc.setdefault(chunk.doc, []).append(chunk)
        self.dense, *self.others = (
            Dense.of(ids, [rows], static) for rows, static in zip(encoded.vectors, embedders, strict=True)
        )
        self.lexical = Postings(ids, encoded.words, segmenter)
        self.weight = self.lexical.weight

    def chunk_ids(self, scope: Scope) -> None:
        """Leave nothing out."""

    def hidden(self, scope: Scope) -> frozenset[str]:
        """Hide nothing: no text stands here twice."""
        return frozenset()

    def elsewhere(self, chunk: Chunk) -> tuple[()]:
        """Return where else a text stands: nowhere."""
        return ()

    def chunks(self, chunk_ids: Sequence[str]) -> list[Chunk]:
        """Return chunks by their ids."""
        return [self._by_id[i] for i in chunk_ids]

    def pieces(self, chunk_ids: Sequence[str], model_hash: str) -> None:
        """Keep none: late interaction cuts the texts itself."""

    def chunks_of(self, doc: str, most: int | None = None) -> list[Chunk]:
        """Return the chunks of a document in reading order."""
        return self._by_doc.get(doc, [])[:most]

    def neighbours(self, chunk: Chunk, before: int = 1, after: int = 1) -> list[Chunk]:
        """Return the chunks around a chunk."""
        low, high = chunk.ordinal - before, chunk.ordinal + after
        return [c for c in self.chunks_of(chunk.doc) if low <= c.ordinal <= high and c.ordinal != chunk.ordinal]


def chunk_of(name: str, text: str, title: str = "") -> Chunk:
    """Return a text that is no file as one chunk of a document of its own."""
    indexed = f"{title}\n{text}" if title else text
    return Chunk(
        chunk_id=name, doc_id=name, doc=name, title=title, article="", byline="", date="", date_inferred=False,
        headings=(), kind="body", ordinal=0, text=text, indexed=indexed, offsets=OffsetMap(((0, 0, len(text)),)),
        spans=((0, len(text)),),
    )  # fmt: skip


# ---------------------------------------------------------------- the sets


def squad_set(name: str, folder: Path, source: str, *, script: str = "simplified") -> Questions:
    """Return all paragraphs of DRCD or CMRC, and the held-out questions over them."""
    every = [q for q in questions(folder, script=script) if q.source == source]
    ids: dict[str, str] = {}
    found = []
    for q in every:
        if q.paragraph not in ids:
            ids[q.paragraph] = f"{source}-{len(ids)}"
            found.append(chunk_of(ids[q.paragraph], q.paragraph, q.title))
    asked = [Asked(understand(q.text), (frozenset([ids[q.paragraph]]),), True) for q in every if q.held_out]
    return Questions(name, tuple(found), tuple(asked))


def gold_set(name: str, texts: Mapping[str, str], gold: Sequence[dict], docs: Path | None = None) -> Questions:
    """Return documents as the product cuts them, and the questions of a gold file that have an answer in them."""
    if docs is None:
        documents = [document_of(read_string(doc, text)) for doc, text in texts.items()]
    else:
        documents = [load_document(path, docs) for path in walk(docs).documents]
    found = [chunk for document in documents for chunk in chunks(document)]
    folded: dict[str, list[tuple[str, str]]] = {}
    for chunk in found:
        folded.setdefault(chunk.doc, []).append((chunk.chunk_id, fold(chunk.text)))
    asked = []
    for item in gold:
        history = tuple(Turn(turn["role"], turn["content"]) for turn in item.get("history") or ())
        golds = [_holding(fold(e["quote"]), folded.get(e["doc"], ())) for e in item.get("evidence") or ()]
        golds = [held for held in golds if held]
        if golds and item["type"] != "unanswerable":
            short = item["type"] in ("fact", "followup")
            asked.append(Asked(understand(item["question"], history), tuple(golds), short))
    return Questions(name, tuple(found), tuple(asked))


def _holding(quote: str, rows: Sequence[tuple[str, str]]) -> frozenset[str]:
    """Return the chunks that a quote begins or ends in."""
    return frozenset(i for i, text in rows if quote[:_ENDS] in text or quote[-_ENDS:] in text)


def lines_of(file: Path) -> list[dict]:
    """Return the objects of a JSON lines file."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def untouched(data: Path, root: Path) -> Questions:
    """Return the development news with those of its questions only whose articles share no run with the training data.

    News repeats itself, and embedders before 28 November 2026 were trained on articles and questions that share
    sentences with the development news.
    """
    texts = news_dev(data)[0]
    learned = dict.fromkeys(q.paragraph for q in questions(data) if not q.held_out)
    known = touched(texts.values(), ["\n".join(article) for article in news(data)] + list(learned))
    gold = [
        item
        for item in lines_of(data / "news_dev_questions.jsonl")
        if not any(texts[quote["doc"]] in known for quote in item["evidence"])
    ]
    return gold_set("news_dev untouched", texts, gold)


# Gold questions, development news, held-out encyclopaedia questions.
SETS: dict[str, Callable[[Path, Path], Questions]] = {
    "seeds": lambda _, root: gold_set("seeds", {}, lines_of(root / "evals" / "seeds.jsonl"), root / "seeds"),
    "more": lambda _, root: gold_set("more", {}, lines_of(root / "evals" / "more.jsonl"), root / "seeds"),
    "news_dev": lambda data, _: gold_set("news_dev", news_dev(data)[0], lines_of(data / "news_dev_questions.jsonl")),
    "news_dev untouched": untouched,
    "drcd": lambda data, _: squad_set("drcd", data, "drcd"),
    "drcd traditional": lambda data, _: squad_set("drcd traditional", data, "drcd", script="original"),
    "cmrc": lambda data, _: squad_set("cmrc", data, "cmrc"),
}


def distractors(data: Path, count: int, seed: int = 3) -> list[Chunk]:
    """Return passages of the news that no question is about, drawn with a fixed seed; the news' questions excepted."""
    taken = {q.paragraph[:60] for q in questions(data) if q.source == "news"}
    found: list[str] = []
    order = [a for a in news(data) if a[0][:60] not in taken]
    random = np.random.default_rng(seed)
    for i in random.permutation(len(order)):
        found += [p for p in passages("".join(order[int(i)])) if len(p) > 40]
        if len(found) >= count:
            break
    return [chunk_of(f"news-{n}", text) for n, text in enumerate(found[:count])]


# ---------------------------------------------------------------- measuring


def engines(
    corpus: Corpus, late: LateInteraction, segmenter: Segmenter
) -> dict[str, Callable[[Understood], list[str]]]:
    """Return what finds the ids of ten passages for a question, by name."""
    whole = Retriever(corpus, late, segmenter)  # type: ignore[arg-type]
    fused = Retriever(corpus, late, segmenter, WORDS_AND_VECTORS)  # type: ignore[arg-type]

    def by_leg(search: Callable[[str, int], list[Hit]]) -> Callable[[Understood], list[str]]:
        return lambda asked: [hit.chunk_id for hit in search(" ".join(asked.queries), max(DEPTHS))]

    def by_retriever(retriever: Retriever) -> Callable[[Understood], list[str]]:
        return lambda asked: [e.chunk.chunk_id for e in retriever.retrieve(asked, k=max(DEPTHS))]

    first = {"first embedder": by_leg(corpus.others[0].search)} if corpus.others else {}
    return first | {
        "dense": by_leg(corpus.dense.search),
        "idf overlap": by_leg(corpus.lexical.overlap),
        "lexical": by_leg(corpus.lexical.search),
        "fused": by_retriever(fused),
        "reranked": by_retriever(whole),
    }


def hits(asked: Sequence[Asked], search: Callable[[Understood], list[str]]) -> dict[str, float]:
    """Return hit@k in percent; of a question with several places the share found, unless any will do."""
    rows: list[list[float]] = []
    for question in asked:
        found = search(question.understood)
        shares = [[bool(gold & set(found[:k])) for gold in question.golds] for k in DEPTHS]
        rows.append([float(any(row)) if question.any_will_do else mean(row) for row in shares])
    return {f"hit@{k}": round(100 * mean(row[i] for row in rows), 1) for i, k in enumerate(DEPTHS)}


def measure(
    data: Path,
    root: Path,
    embedders: Sequence[StaticEmbedder],
    *,
    among: int,
    most: int,
    names: Sequence[str] = tuple(SETS),
) -> list[dict]:
    """Return a row for each set and engine: hit@1, 5 and 10, alone and among distractors.

    Args:
        data: The data folder of ``training/README.md``.
        root: The project folder, for ``seeds`` and ``evals``.
        embedders: The embedder; behind it, where it is there, the first one.
        among: Paragraphs of the news put between the passages; 0 for none.
        most: Questions of a set at most, spread over it.
        names: Which of ``SETS``.
    """
    segmenter, rows = Segmenter(), []
    crowd = Encoded.of(distractors(data, among), embedders, segmenter) if among else None
    for one in (SETS[name](data, root) for name in names):
        own = Encoded.of(one.chunks, embedders, segmenter)
        asked = one.asked[:: -(-len(one.asked) // most)]
        for encoded, label in ((own, 0), (own + crowd if crowd else None, among)):
            if encoded is None:
                continue
            late = LateInteraction(embedders[0])
            for engine, search in engines(Corpus(encoded, embedders, segmenter), late, segmenter).items():
                about = {"set": one.name, "engine": engine, "passages": len(encoded.chunks), "distractors": label}
                rows.append(about | {"questions": len(asked)} | hits(asked, search))
                # The whole takes long: what is measured so far is not lost with a run that is cut off.
                print(json.dumps(rows[-1], ensure_ascii=False), file=sys.stderr, flush=True)
    return rows
