"""Trains the built-in static embedder and writes it as a sentence-transformers folder.

A text's vector is the mean of its pieces' vectors, brought to unit length. The vectors begin at what
pieces stand beside each other in the news, which knows 奖金 and 奖励 as near, and are then learned by
telling the passage that belongs to a sentence, headline or question from the others of the batch. Knows
the training data and the folder's form; nothing of the product but that form.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save
from scipy import sparse
from sklearn.utils.extmath import randomized_svd
from tokenizers import Tokenizer
from torch import nn

from training.data import Question, articles_from, cases_from, cut_sentences
from training.vocabulary import UNKNOWN, learn_tokenizer, script_map

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a training run is made of.

    Attributes:
        pieces: Size of the vocabulary.
        dim: Length of a vector.
        batch: Pairs told apart at once.
        steps: Batches.
        rate: Learning rate at the start; it falls to nearly zero along a cosine. Much more forgets
            what the vectors began at: the mean vectors gain, late interaction loses.
        scale: Factor on the cosine before the softmax.
        window: Pieces of a passage.
        question_every: A batch in so many holds real questions, the others pairs drawn from the news.
        seed: Of everything drawn.
    """

    pieces: int = 48_000
    dim: int = 256
    batch: int = 1024
    steps: int = 1000
    rate: float = 0.003
    scale: float = 20.0
    window: int = 160
    question_every: int = 10
    seed: int = 11


class Pieces(NamedTuple):
    """Articles in pieces.

    Attributes:
        ids: Of all sentences, one after another.
        sentences: Where each sentence begins in ``ids``, and at last their length.
        articles: Where each article begins in ``sentences``, and at last their number.
    """

    ids: Ints
    sentences: npt.NDArray[np.int64]
    articles: npt.NDArray[np.int64]


def read_pieces(tokenizer: Tokenizer, articles: list[list[str]]) -> Pieces:
    """Return articles cut into sentences and pieces; articles of one sentence are left out."""
    cut = [[s for p in a for s in cut_sentences(p) if len(s) > 3] for a in articles]
    cut = [a for a in cut if len(a) > 1]
    flat = [s for a in cut for s in a]
    ids: list[Ints] = []
    for at in range(0, len(flat), 20_000):
        encoded = tokenizer.encode_batch_fast(flat[at : at + 20_000], add_special_tokens=False)
        ids += [np.array(e.ids, np.int32) for e in encoded]
    return Pieces(
        np.concatenate(ids),
        np.concatenate([[0], np.cumsum([len(i) for i in ids])]),
        np.concatenate([[0], np.cumsum([len(a) for a in cut])]),
    )


def inverse_document_frequency(pieces: Pieces, size: int) -> npt.NDArray[np.float32]:
    """Return the inverse document frequency of each piece, ``log(n / (1 + df))``, a document being four sentences."""
    starts = pieces.sentences[:-1:4]
    counts = np.zeros(size, np.int64)
    for low, high in zip(starts, [*starts[1:], pieces.sentences[-1]], strict=True):
        counts[np.unique(pieces.ids[low:high])] += 1
    return np.log(len(starts) / (1 + counts)).clip(0).astype(np.float32)


def neighbour_vectors(pieces: Pieces, size: int, dim: int, *, reach: int = 5, seed: int = 0) -> npt.NDArray[np.float32]:
    """Return a unit vector a piece, ``(size, dim)``: pieces that stand beside the same pieces come out near.

    The positive pointwise mutual information of pieces at most ``reach`` apart in a sentence, its singular
    vectors cut to ``dim``, each by the root of its singular value. A piece without neighbours has a zero row.
    """
    sentence = np.zeros(len(pieces.ids), np.int32)
    sentence[pieces.sentences[1:-1]] += 1
    sentence = np.cumsum(sentence, dtype=np.int32)
    counts = sparse.csr_matrix((size, size), dtype=np.float32)
    for distance in range(1, reach + 1):
        # In blocks, since each pair takes a dozen bytes until pairs are added up.
        for at in range(0, len(pieces.ids) - distance, 3_000_000):
            end = min(at + 3_000_000, len(pieces.ids) - distance)
            beside = sentence[at:end] == sentence[at + distance : end + distance]
            pair = pieces.ids[at:end][beside], pieces.ids[at + distance : end + distance][beside]
            counts = counts + sparse.csr_matrix(
                (np.full(len(pair[0]), distance**-0.5, np.float32), pair), shape=(size, size)
            )
    counts = (counts + counts.T).tocoo()
    seen = np.asarray(counts.sum(axis=1)).ravel()
    # Contexts to the power of 3/4, so that rare ones do not rule; pairs seen about once are chance.
    context = seen**0.75 / (seen**0.75).sum()
    often = counts.data >= 1.2
    rows, columns = counts.row[often], counts.col[often]
    information = np.log(counts.data[often] / (seen[rows] * context[columns]))
    positive = information > 0
    matrix = sparse.csr_matrix(
        (information[positive].astype(np.float32), (rows[positive], columns[positive])), shape=(size, size)
    )
    left, values, _ = randomized_svd(matrix, dim, n_oversamples=16, n_iter=2, random_state=seed)
    vectors = (left * values**0.5).astype(np.float32)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), np.float32)


def draw_pair(
    pieces: Pieces, article: int, window: int, random: np.random.Generator, *, longest: int = 16
) -> tuple[Ints, Ints]:
    """Return a query of at most ``longest`` pieces and the passage that it belongs to, both as piece ids.

    The query is a headline or part of a sentence. Half of the time that sentence is taken out of the
    passage, so that meaning must carry; half of the time it stays, so that what a query shares with
    its passage weighs by how much it tells.
    """
    first, last = int(pieces.articles[article]), int(pieces.articles[article + 1])
    bounds = pieces.sentences
    chosen = first if random.random() < 0.15 else int(random.integers(first, last))
    query = pieces.ids[bounds[chosen] : bounds[chosen + 1]]
    # The passage: sentences around the chosen one until the window is full.
    low, high = chosen, chosen + 1
    budget = int(window * random.uniform(0.35, 1.0))
    while bounds[high] - bounds[low] < budget and (low > first or high < last):
        if high < last and (low == first or random.random() < 0.6):
            high += 1
        else:
            low -= 1
    before = pieces.ids[bounds[low] : bounds[chosen]][-window:]
    after = pieces.ids[bounds[chosen + 1] : bounds[high]][:window]
    if random.random() < 0.5 and len(query) < window:
        passage = np.concatenate([before, query, after])
    else:
        passage = np.concatenate([before, after])
    length = int(random.integers(4, longest + 1))
    if len(query) > length:
        start = int(random.integers(0, len(query) - length + 1))
        query = query[start : start + length]
    kept = query[random.random(len(query)) > 0.15]
    return (kept if len(kept) > 1 else query), passage


def news_batches(pieces: Pieces, recipe: Recipe, random: np.random.Generator) -> Iterator[list[tuple[Ints, Ints]]]:
    """Yield batches of pairs for ever, an article at most once in each."""
    n = len(pieces.articles) - 1
    while True:
        order = random.permutation(n)
        for at in range(0, max(1, n - recipe.batch + 1), recipe.batch):
            drawn = (draw_pair(pieces, int(a), recipe.window, random) for a in order[at : at + recipe.batch])
            yield [(q, p) for q, p in drawn if len(q) and len(p)]


def question_batches(
    tokenizer: Tokenizer, asked: list[Question], recipe: Recipe, random: np.random.Generator
) -> Iterator[list[tuple[Ints, Ints]]]:
    """Yield batches of questions with their paragraphs for ever, a paragraph at most once in each."""
    by_paragraph: dict[str, list[Ints]] = {}
    for question in asked:
        ids = np.array(tokenizer.encode(question.text, add_special_tokens=False).ids, np.int32)
        by_paragraph.setdefault(question.paragraph, []).append(ids)
    encoded = tokenizer.encode_batch_fast(list(by_paragraph), add_special_tokens=False)
    passages = [np.array(e.ids, np.int32) for e in encoded]
    groups = list(by_paragraph.values())
    while True:
        order = random.permutation(len(groups))
        for at in range(0, max(1, len(order) - recipe.batch + 1), recipe.batch):
            batch = []
            for i in order[at : at + recipe.batch]:
                query, passage = groups[i][int(random.integers(len(groups[i])))], passages[i]
                if len(passage) > 2 * recipe.window:
                    start = int(random.integers(len(passage) - recipe.window))
                    passage = passage[start : start + 2 * recipe.window]
                if len(query) and len(passage):
                    batch.append((query, passage))
            yield batch


def _bag(rows: list[Ints], device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Return rows of ids as the flat ids and offsets that an embedding bag takes."""
    offsets = np.cumsum([0] + [len(row) for row in rows[:-1]])
    return torch.from_numpy(np.concatenate(rows)).long().to(device), torch.from_numpy(offsets).to(device)


def train_vectors(
    batches: Iterator[list[tuple[Ints, Ints]]],
    asked: Iterator[list[tuple[Ints, Ints]]],
    first: npt.NDArray[np.float32],
    recipe: Recipe,
) -> npt.NDArray[np.float32]:
    """Return the piece vectors, ``(pieces, dim)``, learned from those they begin at."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    bag = nn.EmbeddingBag.from_pretrained(torch.from_numpy(first), freeze=False, mode="mean").to(device)
    optimizer = torch.optim.Adam([bag.weight], lr=recipe.rate, betas=(0.9, 0.99), fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, recipe.steps, eta_min=recipe.rate / 50)
    began, shown = time.perf_counter(), 0.0
    for step in range(recipe.steps):
        source = asked if step % recipe.question_every == 0 else batches
        queries, passages = zip(*next(source), strict=True)
        a = nn.functional.normalize(bag(*_bag(list(queries), device)))
        b = nn.functional.normalize(bag(*_bag(list(passages), device)))
        logits = recipe.scale * a @ b.T
        target = torch.arange(len(logits), device=device)
        loss = (nn.functional.cross_entropy(logits, target) + nn.functional.cross_entropy(logits.T, target)) / 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        shown = loss.item() if not shown else 0.97 * shown + 0.03 * loss.item()
        if step % 50 == 49 or step + 1 == recipe.steps:
            spent = time.perf_counter() - began
            print(f"step {step + 1}/{recipe.steps}  loss {shown:.3f}  {spent:.0f} s", flush=True)
    return bag.weight.detach().cpu().numpy()


def in_bytes(vectors: npt.NDArray[np.float32]) -> bytes:
    """Return piece vectors as a weights file: a byte a number, one float32 factor a piece."""
    factors = (np.abs(vectors).max(axis=1) / 127).astype(np.float32)
    rows = np.round(vectors / np.maximum(factors, 1e-12)[:, None]).clip(-127, 127).astype(np.int8)
    return save({"embeddings": rows, "weights": factors})


def save_embedder(
    out: Path, tokenizer: Tokenizer, vectors: npt.NDArray[np.float32], idf: npt.NDArray[np.float32]
) -> None:
    """Write the folder that ``SentenceTransformer(out)`` loads: a static embedding, then a normalisation.

    The rows are stored as bytes with one float32 factor each, under the names of the model2vec form, which
    sentence-transformers multiplies out to float32 on loading. ``piece_idf.npy`` stands beside them.
    """
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    out.mkdir(parents=True, exist_ok=True)
    static = StaticEmbedding(tokenizer, embedding_weights=np.zeros((tokenizer.get_vocab_size(), 1), np.float32))
    card = out / "README.md"
    written = card.read_text(encoding="utf-8") if card.is_file() else None
    SentenceTransformer(modules=[static, Normalize()], device="cpu").save(str(out), create_model_card=False)
    if written is not None:
        card.write_text(written, encoding="utf-8")
    # The folder says nothing of the machine that made it.
    config = out / "config_sentence_transformers.json"
    config.write_text(re.sub(r"(\d)\+\w+", r"\1", config.read_text(encoding="utf-8")), encoding="utf-8")
    # A text of unknown characters alone has no direction.
    vectors = vectors.copy()
    vectors[tokenizer.token_to_id(UNKNOWN)] = 0
    weights = next(out.rglob("model.safetensors"))
    weights.write_bytes(in_bytes(vectors))
    np.save(weights.with_name("piece_idf.npy"), idf.astype(np.float32))


def train_embedder(data: Path, out: Path, recipe: Recipe) -> None:
    """Make the embedder from a data folder and write it to ``out``; progress goes to standard output.

    Neither the held-out fifth of the questions is used, nor any text that shares a sentence with it or with the
    development news.
    """
    began = time.perf_counter()
    articles = articles_from(data)
    asked = [q for q in cases_from(data) if not q.held_out]
    print(f"{len(articles)} articles, {len(asked)} questions", flush=True)
    tokenizer = learn_tokenizer((p for a in articles for p in a), pieces=recipe.pieces, replacements=script_map())
    print(f"{tokenizer.get_vocab_size()} pieces, {time.perf_counter() - began:.0f} s", flush=True)
    pieces = read_pieces(tokenizer, articles)
    print(f"{len(pieces.ids)} pieces of text, {time.perf_counter() - began:.0f} s", flush=True)
    idf = inverse_document_frequency(pieces, tokenizer.get_vocab_size())
    random = np.random.default_rng(recipe.seed)
    first = neighbour_vectors(pieces, len(idf), recipe.dim, seed=recipe.seed)
    print(f"neighbours, {time.perf_counter() - began:.0f} s", flush=True)
    # Vectors begin as long as their pieces are rare: the mean then weighs what tells.
    first *= (idf / idf.mean()).clip(0.1)[:, None]
    vectors = train_vectors(
        news_batches(pieces, recipe, random), question_batches(tokenizer, asked, recipe, random), first, recipe
    )
    save_embedder(out, tokenizer, vectors, idf)
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)
