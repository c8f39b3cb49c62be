"""Adapts the built-in embedder to one's own documents: what stands together in them comes nearer.

The vocabulary stays, so composer and late interaction go on with the built-in vectors; only what finds
passages changes. A fifth of the articles is kept for measuring, and nothing is written that is no better on them.
Knows documents as the product reads them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from rag.corpus.folder import walk
from rag.corpus.load import load_document
from rag.encode.static import StaticEmbedder
from rag.errors import LoadError
from training.data import held_out
from training.embedder import Ints, Pieces, Recipe, draw_pair, in_bytes, news_batches, read_pieces, train_vectors

ADAPTING = Recipe(batch=256, steps=200, rate=0.0005, question_every=1_000_000)
_DRAWN = 4  # pairs drawn from each article that is kept for measuring


def adapt(docs: Path, embedder: Path, out: Path, recipe: Recipe = ADAPTING) -> bool:
    """Write an embedder adapted to the documents of a folder; return whether it was better, and so written.

    Args:
        docs: Any folder that ``python -m rag build`` takes.
        embedder: A static embedder as ``training`` writes it.
        out: Folder to write the adapted one to; used with ``RAG_EMBEDDER``.
        recipe: Of the training; its vocabulary and length of vectors are those of ``embedder``.

    Raises:
        ValueError: The documents hold too few articles to learn from, or ``out`` is ``embedder``.
    """
    if out.resolve() == embedder.resolve():
        raise ValueError("an adapted embedder takes a folder of its own: the composer rests on the built-in one")
    tokenizer, static = Tokenizer.from_file(str(embedder / "tokenizer.json")), StaticEmbedder(embedder)
    found = articles_of(docs)
    kept, learned = ([a for a in found if held_out(a[0]) is h] for h in (True, False))
    if len(learned) < 8 or not kept:
        raise ValueError(f"{len(found)} articles in {docs} are too few to learn from; at least about 20 are needed")
    own, other = read_pieces(tokenizer, learned), read_pieces(tokenizer, kept)
    first = static.vectors * lengths_of(embedder)[:, None]
    random = np.random.default_rng(recipe.seed)
    # All batches are news batches in form: the documents come without questions.
    batches = news_batches(own, replace(recipe, batch=min(recipe.batch, len(own.articles) - 1)), random)
    vectors = train_vectors(batches, batches, np.array(first), recipe)
    before, after = (first_places(rows, other, recipe) for rows in (first, vectors))
    print(
        f"{len(learned)} articles; of {len(kept)} others the passage stood first for {before:.1f} %, now {after:.1f} %"
    )
    if after <= before:
        print("no better: nothing was written")
        return False
    shutil.copytree(embedder, out, dirs_exist_ok=True, ignore=shutil.ignore_patterns("README.md"))
    _weights(out).write_bytes(in_bytes(vectors))
    print(f"written to {out}: RAG_EMBEDDER={out} python -m rag build --replace")
    return True


def articles_of(docs: Path) -> list[list[str]]:
    """Return the articles of a folder of documents, each as its paragraphs; a file that cannot be read is left out."""
    found = []
    for path in walk(docs).documents:
        try:
            document = load_document(path, docs)
        except LoadError as error:
            print(f"left out: {error.hint}")
            continue
        for article in document.articles:
            paragraphs = [document.text[p.start : p.end] for p in article.paragraphs]
            if paragraphs := [p for p in paragraphs if len(p) >= 8]:
                found.append(paragraphs)
    return found


def lengths_of(embedder: Path) -> npt.NDArray[np.float32]:
    """Return the length of each piece's vector, which the unit rows of ``StaticEmbedder`` lack."""
    weights = load_file(_weights(embedder))
    rows = weights["embeddings"].astype(np.float32) * weights["weights"].astype(np.float32)[:, None]
    return np.asarray(np.linalg.norm(rows, axis=1), np.float32)


def _weights(embedder: Path) -> Path:
    """Return where the weights of a folder lie."""
    modules = json.loads((embedder / "modules.json").read_text(encoding="utf-8"))
    return embedder / str(modules[0]["path"]) / "model.safetensors"


def first_places(vectors: npt.NDArray[np.float32], pieces: Pieces, recipe: Recipe) -> float:
    """Return for how many pairs drawn from articles the passage stands first among all drawn, in percent."""
    random = np.random.default_rng(recipe.seed)
    drawn = [
        draw_pair(pieces, a, recipe.window, random) for a in range(len(pieces.articles) - 1) for _ in range(_DRAWN)
    ]
    drawn = [(q, p) for q, p in drawn if len(q) and len(p)]
    queries, passages = (_means(vectors, [pair[i] for pair in drawn]) for i in (0, 1))
    scores = queries @ passages.T
    return 100 * float(np.mean(scores.argmax(axis=1) == np.arange(len(drawn))))


def _means(vectors: npt.NDArray[np.float32], rows: Sequence[Ints]) -> npt.NDArray[np.float32]:
    """Return the unit means of the vectors of rows of pieces."""
    means = np.stack([vectors[row].mean(axis=0) for row in rows])
    return np.asarray(means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12), np.float32)
