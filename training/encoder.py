"""Pre-trains a small Chinese encoder on the news: it learns to tell characters that were hidden from it.

ModernBERT as transformers has it, about 29 million parameters, every layer seeing the whole window. Hidden are runs of
one to four characters, since a single character is told by its neighbours. Knows running text and the folder's form;
``biencoder.py``, ``crossencoder.py`` and ``writer.py`` begin with what comes out.
"""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForMaskedLM, ModernBertConfig, PreTrainedTokenizerFast

from training.characters import SPECIAL, Ids, Windows, learn_characters, running
from training.data import news, news_dev
from training.loop import KEPT, Batch, Course, device, learn, save_half
from training.recipes import EncoderRecipe
from training.vocabulary import script_map

LONGEST = 512  # pieces, of question and passage together
_RUN = (0.35, 0.4, 0.15, 0.1)  # How often a run of 1, 2, 3, 4 pieces is hidden.


def train_encoder(data: Path, out: Path, recipe: EncoderRecipe) -> None:
    """Make the encoder from the news of a data folder and write it to ``out``; a run that was cut off goes on."""
    began = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    articles = ["\n".join(paragraphs) for paragraphs in news(data)]
    tokenizer = learn_characters(articles, pieces=recipe.pieces, replacements=script_map(), longest=LONGEST)
    ids = running(tokenizer, articles)
    print(f"{len(articles)} articles, {len(tokenizer)} pieces, {len(ids)} pieces of text", flush=True)
    windows = Windows(ids, size=recipe.window, batch=recipe.batch, seed=recipe.seed)
    torch.manual_seed(recipe.seed)
    model = AutoModelForMaskedLM.from_config(_shape(tokenizer, recipe))
    print(f"{model.num_parameters()} parameters, {time.perf_counter() - began:.0f} s", flush=True)

    def batch_of(step: int) -> Batch:
        random = np.random.default_rng((recipe.seed, step, 1))
        shown, told = hide(windows.of(step), tokenizer, recipe.masked, random)
        return {"input_ids": torch.from_numpy(shown), "labels": torch.from_numpy(told)}

    course = Course(recipe.steps, recipe.minutes, recipe.rate, seed=recipe.seed)
    learn(model, batch_of, lambda batch: model(**batch).loss, course, out / KEPT)
    if (data / "news_dev_docs.jsonl.xz").is_file():
        share = told_rightly(model, tokenizer, list(news_dev(data)[0].values()), recipe)
        print(f"hidden characters of other news told: {share:.1%}", flush=True)
    save_half(model, out)
    tokenizer.save_pretrained(out)
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)


def _shape(tokenizer: PreTrainedTokenizerFast, recipe: EncoderRecipe) -> ModernBertConfig:
    """Return the configuration of the model."""
    marks = {"pad": tokenizer.pad_token_id, "cls": tokenizer.cls_token_id, "sep": tokenizer.sep_token_id}
    return ModernBertConfig(
        vocab_size=len(tokenizer),
        hidden_size=recipe.hidden,
        intermediate_size=recipe.inner,
        num_hidden_layers=recipe.layers,
        num_attention_heads=recipe.heads,
        max_position_embeddings=LONGEST,
        # Windows are short: every layer sees all of them, which needs no mask and is the quickest attention.
        layer_types=["full_attention"] * recipe.layers,
        global_rope_theta=10_000.0,
        sparse_prediction=True,
        bos_token_id=marks["cls"],
        eos_token_id=marks["sep"],
        **{f"{name}_token_id": number for name, number in marks.items()},
    )


def hide(
    windows: Ids, tokenizer: PreTrainedTokenizerFast, share: float, random: np.random.Generator
) -> tuple[Ids, Ids]:
    """Return windows with runs of pieces hidden, and what stands there: -100 where nothing is hidden.

    Of the hidden pieces 80 % are the mask, 10 % any other piece, 10 % themselves. Each window begins with ``[CLS]``.
    """
    shape = windows.shape
    lengths = random.choice(np.arange(1, len(_RUN) + 1), size=shape, p=_RUN)
    # Runs overlap: so many begin that the wished-for share is covered.
    begins = random.random(shape) < -math.log(1 - share) / float(np.dot(np.arange(1, len(_RUN) + 1), _RUN))
    hidden = begins.copy()
    for behind in range(1, len(_RUN)):
        hidden[:, behind:] |= (begins & (lengths > behind))[:, :-behind]
    hidden &= windows >= len(SPECIAL)
    hidden[:, 0] = False
    told = np.where(hidden, windows, -100)
    fate = random.random(shape)
    shown = np.where(hidden & (fate < 0.8), tokenizer.mask_token_id, windows)
    other = random.integers(len(SPECIAL), len(tokenizer), size=shape)
    shown = np.where(hidden & (fate >= 0.9), other, shown)
    shown[:, 0] = tokenizer.cls_token_id
    return shown, told


@torch.inference_mode()
def told_rightly(
    model: torch.nn.Module, tokenizer: PreTrainedTokenizerFast, texts: list[str], recipe: EncoderRecipe
) -> float:
    """Return the share of hidden pieces that the model tells, over at most so many windows; 0 for a short text."""
    ids = running(tokenizer, texts)
    n = min(recipe.measured, len(ids) // recipe.window - 1)
    right = asked = 0
    if n < 1:
        return 0.0
    size = min(64, n)
    windows = Windows(ids, size=recipe.window, batch=size, seed=recipe.seed)
    for at in range(n // size):
        shown, told = hide(windows.of(at), tokenizer, recipe.masked, np.random.default_rng((recipe.seed, at, 2)))
        hidden = told >= 0
        logits = model(input_ids=torch.from_numpy(shown).to(device())).logits.argmax(dim=-1).cpu().numpy()
        right += int((logits[hidden] == told[hidden]).sum())
        asked += int(hidden.sum())
    return right / max(1, asked)
