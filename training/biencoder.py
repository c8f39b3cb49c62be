"""Fine-tunes a bi-encoder from the encoder: a question and the passage that answers it get vectors that are near.

The losses are those of sentence-transformers, and what comes out is a folder of its kind, for ``RAG_EMBEDDER``. Pairs
are those that the static embedder learns from (``embedder.draw_pair``), and real questions. Knows pairs and the
folder's form.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Normalize, Transformer
from sentence_transformers.sentence_transformer.losses import MatryoshkaLoss, MultipleNegativesRankingLoss
from sentence_transformers.sentence_transformer.modules import Pooling
from transformers import AutoTokenizer

from training.characters import Ids, padded
from training.data import cases_from, news
from training.embedder import draw_pair, read_pieces
from training.loop import KEPT, Batch, Course, learn, save_half
from training.recipes import BiencoderRecipe


def train_biencoder(data: Path, encoder: Path, out: Path, recipe: BiencoderRecipe) -> None:
    """Make the bi-encoder from a data folder and write it to ``out``; a run that was cut off goes on.

    The held-out fifth of the questions is not used.
    """
    began = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    pieces = read_pieces(tokenizer.backend_tokenizer, list(news(data)))
    asked = [q for q in cases_from(data) if not q.held_out]
    questions = _rows(tokenizer, [q.text for q in asked])
    paragraphs = _rows(tokenizer, [q.paragraph for q in asked])
    print(
        f"{len(pieces.articles) - 1} articles, {len(asked)} questions, {time.perf_counter() - began:.0f} s", flush=True
    )
    torch.manual_seed(recipe.seed)
    inner = Transformer(str(encoder), model_kwargs={"dtype": torch.float32}, max_seq_length=tokenizer.model_max_length)
    dim = inner.get_embedding_dimension()
    model = SentenceTransformer(modules=[inner, Pooling(dim, "mean"), Normalize()], device="cpu")
    loss = MatryoshkaLoss(
        model, MultipleNegativesRankingLoss(model, scale=recipe.scale), [d for d in (dim, 256, 128) if d <= dim]
    )

    def batch_of(step: int) -> Batch:
        random = np.random.default_rng((recipe.seed, step))
        if asked and step % recipe.question_every == 0:
            chosen = _different([q.paragraph for q in asked], recipe.batch, random)
            pairs = [(questions[i], _part(paragraphs[i], recipe.window, random)) for i in chosen]
        else:
            n = len(pieces.articles) - 1
            drawn = (
                draw_pair(pieces, int(article), recipe.window, random, longest=recipe.question)
                for article in random.permutation(n)[: recipe.batch]
            )
            pairs = [(q, p) for q, p in drawn if len(q) and len(p)]
        return [_features([q for q, _ in pairs], tokenizer), _features([p for _, p in pairs], tokenizer)]

    course = Course(recipe.steps, recipe.minutes, recipe.rate, seed=recipe.seed)
    learn(model, batch_of, lambda batch: loss(batch, None), course, out / KEPT)
    model.save(str(out), create_model_card=False)
    # In halves, as the encoder is, and with the tokenizer beside it.
    save_half(inner.model, out)
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)


def _rows(tokenizer: AutoTokenizer, texts: Sequence[str]) -> list[Ids]:
    """Return the piece numbers of texts, without marks."""
    encoded = tokenizer.backend_tokenizer.encode_batch_fast(list(texts), add_special_tokens=False) if texts else []
    return [np.array(one.ids, np.int64) for one in encoded]


def _different(paragraphs: Sequence[str], n: int, random: np.random.Generator) -> list[int]:
    """Return numbers of questions drawn at random, no two over one paragraph, ``n`` where there are as many."""
    found: dict[str, int] = {}
    for i in random.permutation(len(paragraphs)).tolist():
        found.setdefault(paragraphs[i], i)
        if len(found) == n:
            break
    return list(found.values())


def _part(row: Ids, window: int, random: np.random.Generator) -> Ids:
    """Return a paragraph, or so much of a longer one as two windows hold: where it is cut it may lack the answer."""
    if len(row) <= 2 * window:
        return row
    start = int(random.integers(len(row) - 2 * window))
    return row[start : start + 2 * window]


def _features(rows: Sequence[Ids], tokenizer: AutoTokenizer) -> dict[str, torch.Tensor]:
    """Return rows as what the model takes: numbers and mask, each int64 of shape ``(len(rows), longest)``."""
    marked = [[tokenizer.cls_token_id, *row, tokenizer.sep_token_id] for row in rows]
    ids = padded(marked, tokenizer.pad_token_id)
    return {
        "input_ids": torch.from_numpy(ids),
        "attention_mask": torch.from_numpy((ids != tokenizer.pad_token_id).astype(np.int64)),
    }
