"""Measures embedders, and words that were marked. Knows no thresholds.

Of an embedder: how often the passage that answers stands among the first ones. Of marked words: how far they agree
with the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rjieba

from rag.encode.embedder import Embedder
from rag.encode.interaction import LateInteraction
from rag.encode.static import StaticEmbedder
from training.data import news_dev, passages, questions, simplified

Scores = npt.NDArray[np.float32]
Task = tuple[list[str], list[str], list[set[int]]]


def bm25(texts: Sequence[str], asked: Sequence[str], *, k1: float = 1.2, b: float = 0.75) -> Scores:
    """Return the BM25 scores of texts over jieba's words, float32 of shape ``(len(asked), len(texts))``."""
    ids: dict[str, int] = {}
    counts = []
    for text in texts:
        words, n = np.unique([ids.setdefault(w, len(ids)) for w in rjieba.cut(text.lower())], return_counts=True)
        counts.append((words, n))
    lengths = np.array([n.sum() for _, n in counts], np.float64)
    rows = np.repeat(np.arange(len(texts)), [len(words) for words, _ in counts])
    terms, n = (np.concatenate(part) for part in zip(*counts, strict=True))
    values = n * (k1 + 1) / (n + k1 * (1 - b + b * lengths[rows] / lengths.mean()))
    order = np.argsort(terms, kind="stable")
    rows, values = rows[order], values[order]
    bounds = np.searchsorted(terms[order], np.arange(len(ids) + 1))
    frequency = np.diff(bounds)
    idf = np.log(1 + (len(texts) - frequency + 0.5) / (frequency + 0.5))
    scores = np.zeros((len(asked), len(texts)), np.float32)
    for at, question in enumerate(asked):
        for word in sorted({ids[w] for w in rjieba.cut(question.lower()) if w in ids}):
            held = slice(bounds[word], bounds[word + 1])
            scores[at, rows[held]] += (idf[word] * values[held]).astype(np.float32)
    return scores


def squad_task(folder: Path, *, script: str) -> Task:
    """Return all encyclopaedia paragraphs and the held-out questions over them."""
    every = [q for q in questions(folder, script=script) if q.source != "news"]
    texts = list(dict.fromkeys(q.paragraph for q in every))
    where = {text: i for i, text in enumerate(texts)}
    held = [q for q in every if q.held_out]
    return texts, [q.text for q in held], [{where[q.paragraph]} for q in held]


def news_task(folder: Path) -> Task:
    """Return the passages of the development news and the questions over them; one without its quote is left out."""
    documents, asked = news_dev(folder)
    texts: list[str] = []
    of: dict[str, list[int]] = {}
    for name, text in documents.items():
        cut = passages(text)
        of[name] = list(range(len(texts), len(texts) + len(cut)))
        texts += cut
    found, golds = [], []
    for question, evidence in asked:
        gold = {i for doc, quote in evidence for i in of[doc] if quote[:24] in texts[i] or quote[-24:] in texts[i]}
        if gold:
            found.append(question)
            golds.append(gold)
    return texts, found, golds


def figures(scores: Scores, golds: Sequence[set[int]]) -> str:
    """Return hit@1, 5 and 10 in percent, and the mean reciprocal rank within the first ten."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    ranks = [next((r for r, i in enumerate(row) if i in gold), 99) for row, gold in zip(order, golds, strict=True)]
    hits = "  ".join(f"{100 * np.mean([r < k for r in ranks]):5.1f}" for k in (1, 5, 10))
    return f"{hits}   {np.mean([1 / (r + 1) if r < 10 else 0 for r in ranks]):.3f}"


def standardised(scores: Scores) -> Scores:
    """Return each row with mean 0 and deviation 1."""
    deviation = np.maximum(scores.std(axis=1, keepdims=True), 1e-9)
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / deviation, np.float32)


def measure_embedder(embedder: Embedder, folder: Path, *, show: Callable[[str], None] = print) -> None:
    """Show hit@1, 5, 10 and MRR of the dense, the lexical and the fused ranking on each task."""
    tasks = {
        "news_dev": news_task(folder),
        "drcd+cmrc held out": squad_task(folder, script="simplified"),
        "the same, drcd in traditional": squad_task(folder, script="original"),
    }
    for name, (texts, asked, golds) in tasks.items():
        show(f"{name}: {len(asked)} questions, {len(texts)} passages      hit@1  @5  @10   mrr")
        dense = embedder.queries(asked) @ embedder.passages(texts).T
        lexical = bm25([simplified(t) for t in texts], [simplified(q) for q in asked])
        rows = {"dense": dense, "bm25": lexical}
        for weight in (0.2, 0.4, 0.7):
            rows[f"bm25 + {weight} dense"] = standardised(lexical) + weight * standardised(dense)
        if isinstance(embedder, StaticEmbedder):
            late = LateInteraction(embedder, cached=len(texts) + len(asked))
            rows["late interaction"] = np.stack([late.score(q, texts) for q in asked])
            for weight in (0.5, 1.0):
                rows[f"bm25 + {weight} late"] = standardised(lexical) + weight * standardised(rows["late interaction"])
        for label, scores in rows.items():
            show(f"  {label:20} {figures(scores, golds)}")


def agreement(ours: str, answer: str) -> float:
    """Return the F1 of two texts' characters, as CMRC counts it: by their longest common run."""
    if not ours or not answer:
        return 0.0
    run = max(
        (
            size
            for size in range(1, len(ours) + 1)
            for at in range(len(ours) - size + 1)
            if ours[at : at + size] in answer
        ),
        default=0,
    )
    return 2 * run / (len(ours) + len(answer))
