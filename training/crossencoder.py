"""Fine-tunes a cross-encoder from the encoder: it reads question and passage, marks the answer, or says "not here".

It is what transformers calls a question-answering model: each piece may begin or end the answer, and ``[CLS]`` as both
says that the passage has none. How far the best span stands above that is the passage's score, so that one head ranks
passages, marks words and refuses; ``RAG_RERANKER`` reads it. Learned from the composer's cases (``cases.py``), whose
passages without an answer are near misses.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from transformers import AutoModelForQuestionAnswering, AutoTokenizer, BatchEncoding, PreTrainedTokenizerFast

from rag.encode.pair_reader import best_span
from training.cases import Case, make_cases, spread
from training.data import cases_from
from training.encoder import LONGEST
from training.loop import KEPT, Batch, Course, device, learn, save_half
from training.measure import agreement
from training.recipes import CrossencoderRecipe


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage.

    Attributes:
        question: The question.
        passage: Words above it and its text.
        start: Offset of the answer in it, -1 where it has none.
        end: Offset behind the answer.
    """

    question: str
    passage: str
    start: int
    end: int


def train_crossencoder(data: Path, encoder: Path, out: Path, recipe: CrossencoderRecipe) -> None:
    """Make the cross-encoder from a data folder and write it to ``out``; a run that was cut off goes on."""
    began = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    cases = make_cases(cases_from(data), np.random.default_rng(recipe.seed))
    learned, measured = ([c for c in cases if c.held_out is held] for held in (False, True))
    print(f"{len(learned)} cases, {len(measured)} held out, {time.perf_counter() - began:.0f} s", flush=True)
    torch.manual_seed(recipe.seed)
    model = AutoModelForQuestionAnswering.from_pretrained(encoder, dtype=torch.float32, num_labels=2)

    def batch_of(step: int) -> Batch:
        random = np.random.default_rng((recipe.seed, step))
        pairs = [_drawn(learned, recipe, random) for _ in range(recipe.batch)]
        inputs, starts, ends = encoded(tokenizer, pairs)
        return {**inputs, "start_positions": starts, "end_positions": ends}

    course = Course(recipe.steps, recipe.minutes, recipe.rate, seed=recipe.seed)
    learn(model, batch_of, lambda batch: model(**batch).loss, course, out / KEPT)
    if measured:
        measure(model, tokenizer, spread(measured, recipe.measured), recipe)
    save_half(model, out)
    tokenizer.save_pretrained(out)
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)


def _drawn(cases: Sequence[Case], recipe: CrossencoderRecipe, random: np.random.Generator) -> Pair:
    """Return a pair of a case drawn at random: with the answer in the passage in so many of them as wished."""
    wanted = random.random() < recipe.answered
    while True:
        case = cases[int(random.integers(len(cases)))]
        if wanted and case.gold < 0:
            continue
        others = [n for n in range(len(case.passages)) if n != case.gold]
        if wanted or others:
            number = case.gold if wanted else int(random.choice(others))
            return pair_of(case, number, recipe.window, random)


def pair_of(case: Case, number: int, window: int, random: np.random.Generator | None = None) -> Pair:
    """Return a case's question with one of its passages, cut to a window around the answer where it is longer.

    Args:
        case: The case.
        number: Of the passage.
        window: Characters of its text that are kept.
        random: Where the window lies; None for its middle over the answer, or its beginning.
    """
    passage = case.passages[number]
    above = f"{passage.headings}\n" if passage.headings else ""
    start = case.start if number == case.gold else -1
    end = start + len(case.answer) if start >= 0 else -1
    spare = len(passage.text) - window
    first = 0
    if spare > 0:
        low, high = (max(0, end - window), min(start, spare)) if start >= 0 else (0, spare)
        low, high = min(low, high), max(low, high)
        first = int(random.integers(low, high + 1)) if random is not None else (low + high) // 2 if start >= 0 else 0
    text = passage.text[first : first + window]
    if start < 0 or end - first > len(text):
        return Pair(case.question, above + text, -1, -1)
    shift = len(above) - first
    return Pair(case.question, above + text, start + shift, end + shift)


def _cut(tokenizer: PreTrainedTokenizerFast, pairs: Sequence[Pair]) -> BatchEncoding:
    """Return pairs in pieces, long passages cut off, with where each piece stands."""
    return tokenizer(
        [pair.question for pair in pairs],
        [pair.passage for pair in pairs],
        truncation="only_second",
        max_length=LONGEST,
        padding=True,
        return_tensors="pt",
        return_offsets_mapping=True,
    )


def encoded(
    tokenizer: PreTrainedTokenizerFast, pairs: Sequence[Pair]
) -> tuple[dict[str, torch.Tensor], torch.Tensor, torch.Tensor]:
    """Return pairs as the model takes them, and the pieces that begin and end each answer: 0, ``[CLS]``, for none."""
    made = _cut(tokenizer, pairs)
    places = []
    for row, pair in enumerate(pairs):
        first, last = (
            made.char_to_token(row, at, sequence_index=1) if pair.start >= 0 else None
            for at in (pair.start, pair.end - 1)
        )
        places.append((first, last) if first is not None and last is not None else (0, 0))
    starts, ends = (torch.tensor(column) for column in zip(*places, strict=True))
    return {name: made[name] for name in ("input_ids", "attention_mask")}, starts, ends


@torch.inference_mode()
def read(
    model: torch.nn.Module, tokenizer: PreTrainedTokenizerFast, pairs: Sequence[Pair], batch: int = 64
) -> list[tuple[float, str]]:
    """Return for each pair the passage's score, best span above "not here", and the words of that span."""
    found = []
    for at in range(0, len(pairs), batch):
        part = pairs[at : at + batch]
        made = _cut(tokenizer, part)
        logits = model(**{name: made[name].to(device()) for name in ("input_ids", "attention_mask")})
        begin, end = logits.start_logits.float().cpu().numpy(), logits.end_logits.float().cpu().numpy()
        for row, pair in enumerate(part):
            inside = np.array([kind == 1 for kind in made.sequence_ids(row)])
            above, first, last = best_span(begin[row], end[row], inside)
            places = made["offset_mapping"][row].tolist()
            words = pair.passage[places[first][0] : places[last][1]]
            found.append((above, words))
    return found


def measure(
    model: torch.nn.Module, tokenizer: PreTrainedTokenizerFast, cases: Sequence[Case], recipe: CrossencoderRecipe
) -> dict[str, float]:
    """Print and return figures over held-out cases, shares from 0 to 1.

    ``first``: the passage that answers scores best of its case. ``exact``: the span marked in it is the answer.
    ``f1``: how far their characters agree. ``auc``: a case with an answer has a higher best score than one without.
    """
    best, label, first, exact, f1 = [], [], [], [], []
    for case in cases:
        rows = read(model, tokenizer, [pair_of(case, n, recipe.window) for n in range(len(case.passages))])
        scores = [score for score, _ in rows]
        best.append(max(scores))
        label.append(case.gold >= 0)
        if case.gold >= 0:
            first.append(int(np.argmax(scores)) == case.gold)
            exact.append(rows[case.gold][1] == case.answer)
            f1.append(agreement(rows[case.gold][1], case.answer))
    figures = {name: float(np.mean(values)) for name, values in (("first", first), ("exact", exact), ("f1", f1))}
    figures["auc"] = float(roc_auc_score(label, best)) if len(set(label)) == 2 else float("nan")
    print("held out: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()), flush=True)
    return figures
