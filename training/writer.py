"""Trains a small decoder that writes one or two cited sentences from numbered evidence.

Qwen3 as transformers has it, about 29 million parameters, loaded by ``local_model`` as any language model is. Its
pieces' vectors begin as the encoder's. It first reads the news, and then learns from the very prompts that the product
gives a small model: the clause that answers with its number, or that it is not there. Its verdicts stay those of the
product. Knows prompts and the folder's form.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer, PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

from rag.answer.models.generator import Request
from rag.answer.models.prompt import BRIEF_TOKENS, Message, brief, neutral
from rag.answer.passages.trim import around
from rag.records import Chunk, Evidence, OffsetMap
from rag.search.question import understand
from rag.text.sentences import sentences
from training.cases import Case, Passage, make_cases, spread
from training.characters import Ids, Windows, padded, running
from training.data import cases_from, news
from training.loop import KEPT, Batch, Course, device, learn, save_half
from training.recipes import WriterRecipe

NOT_HERE = "资料中没有提到。"
_PASSAGES = 4  # in a prompt
_ROOM = 160  # pieces that an answer may take
_WISH = 72  # characters of one
Row = tuple[Ids, int]


def train_writer(data: Path, encoder: Path, out: Path, recipe: WriterRecipe) -> None:
    """Make the writer from a data folder and write it to ``out``; a run that was cut off goes on."""
    began = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = _tokenizer(encoder)
    model = _begun(tokenizer, encoder, recipe)
    print(f"{model.num_parameters()} parameters", flush=True)
    windows = Windows(
        running(tokenizer, ["\n".join(paragraphs) for paragraphs in news(data)]),
        size=recipe.window,
        batch=recipe.batch,
        seed=recipe.seed,
    )

    def text_of(step: int) -> Batch:
        ids = torch.from_numpy(windows.of(step))
        return {"input_ids": ids, "labels": ids}

    course = Course(recipe.steps, recipe.minutes, recipe.rate, seed=recipe.seed)
    learn(model, text_of, lambda batch: model(**batch).loss, course, out / f"{KEPT}-news")
    cases = make_cases(cases_from(data), np.random.default_rng(recipe.seed))
    learned, measured = ([c for c in cases if c.held_out is held] for held in (False, True))
    print(f"{len(learned)} cases, {len(measured)} held out, {time.perf_counter() - began:.0f} s", flush=True)

    rows = rows_of(encoder, learned, recipe)
    print(f"{len(rows)} prompts, {time.perf_counter() - began:.0f} s", flush=True)

    def prompts_of(step: int) -> Batch:
        random = np.random.default_rng((recipe.seed, step))
        chosen = random.integers(len(rows), size=recipe.prompts)
        return _features([rows[int(number)] for number in chosen], tokenizer.pad_token_id)

    course = Course(recipe.prompt_steps, recipe.prompt_minutes, recipe.prompt_rate, seed=recipe.seed)
    learn(model, prompts_of, lambda batch: model(**batch).loss, course, out / KEPT)
    if measured:
        measure(model, tokenizer, spread(measured, recipe.measured))
    save_half(model, out)
    tokenizer.save_pretrained(out)
    print(f"written to {out}, {time.perf_counter() - began:.0f} s", flush=True)


def _tokenizer(encoder: Path) -> PreTrainedTokenizerFast:
    """Return the encoder's tokenizer, for prompts and their answers."""
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    tokenizer.model_max_length = BRIEF_TOKENS * 2 + _ROOM
    return tokenizer


def _begun(tokenizer: PreTrainedTokenizerFast, encoder: Path, recipe: WriterRecipe) -> Qwen3ForCausalLM:
    """Return the model as it begins: drawn at random, the pieces' vectors those of the encoder."""
    vectors = AutoModel.from_pretrained(encoder, dtype=torch.float32).get_input_embeddings().weight.data
    torch.manual_seed(recipe.seed)
    model = Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(tokenizer),
            hidden_size=vectors.shape[1],
            intermediate_size=recipe.inner,
            num_hidden_layers=recipe.layers,
            num_attention_heads=recipe.heads,
            num_key_value_heads=recipe.heads,
            head_dim=vectors.shape[1] // recipe.heads,
            max_position_embeddings=tokenizer.model_max_length,
            rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            tie_word_embeddings=True,
        )
    )
    model.get_input_embeddings().weight.data.copy_(vectors)
    return model


def request_of(case: Case, random: np.random.Generator) -> tuple[Request, int]:
    """Return what the product would ask of a small model, at most four passages, and the rank of the one that answers.

    The rank is 0 where none does.
    """
    others = [n for n in random.permutation(len(case.passages)).tolist() if n != case.gold]
    chosen = others[:_PASSAGES] if case.gold < 0 else [*others[: _PASSAGES - 1], case.gold]
    chosen = [chosen[i] for i in random.permutation(len(chosen))]
    evidence = tuple(Evidence(rank, 1.0, _chunk(case.passages[n], n)) for rank, n in enumerate(chosen, 1))
    constraints = understand(case.question).constraints
    return Request(case.question, constraints, (), evidence), chosen.index(case.gold) + 1 if case.gold >= 0 else 0


def _chunk(passage: Passage, number: int) -> Chunk:
    """Return a passage as the product holds one."""
    size = len(passage.text)
    return Chunk(
        chunk_id=str(number),
        doc_id=str(number),
        doc=str(number),
        title=passage.headings,
        article=passage.headings,
        byline="",
        date="",
        date_inferred=False,
        headings=(),
        kind="body",
        ordinal=number,
        text=passage.text,
        indexed=passage.text,
        offsets=OffsetMap(((0, 0, size),)),
        spans=((0, size),),
    )


def wanted(case: Case, rank: int) -> str:
    """Return what a case had best be answered: clauses around the answer with their number, or that it is not there."""
    if case.gold < 0:
        return NOT_HERE
    text, place = case.passages[case.gold].text, (case.start, case.start + len(case.answer))
    held = next((a, b) for a, b in sentences(text) if a <= place[0] < b)
    low, high = around(text, held[0], max(held[1], place[1]), place, _WISH)
    return f"{text[low:high].strip().rstrip('。！？!?；;，,')}[{rank}]。"


def rows_of(encoder: Path, cases: Sequence[Case], recipe: WriterRecipe) -> list[Row]:
    """Return the rows of cases, in their order, those left out that teach nothing; made before the clock runs.

    A prompt takes some ten milliseconds, and a device would wait for it.
    """
    processes = min(recipe.processes, os.cpu_count() or 1)
    numbered = list(enumerate(cases))
    if processes < 2:
        return [made for _, made in _rows(encoder, numbered, recipe.seed)]
    shares = [numbered[first::processes] for first in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = pool.map(_rows, repeat(encoder), shares, repeat(recipe.seed))
        found = sorted((pair for part in parts for pair in part), key=lambda pair: pair[0])
    return [made for _, made in found]


def _rows(encoder: Path, numbered: Sequence[tuple[int, Case]], seed: int) -> list[tuple[int, Row]]:
    """Return the rows of numbered cases with their numbers."""
    tokenizer = _tokenizer(encoder)
    made = ((number, row(tokenizer, case, np.random.default_rng((seed, number)))) for number, case in numbered)
    return [(number, told) for number, told in made if told is not None]


def row(tokenizer: PreTrainedTokenizerFast, case: Case, random: np.random.Generator) -> Row | None:
    """Return a case's prompt with its answer in piece numbers, and where the answer begins.

    None where the prompt does not show what the answer would say: who learned from that would invent.
    """
    request, rank = request_of(case, random)

    def n_tokens(found: list[Message]) -> int:
        return len(_prompted(tokenizer, found))

    found = brief(request, n_tokens, specials=tokenizer.all_special_tokens)
    answer = wanted(case, rank)
    if rank and neutral(answer.removesuffix(f"[{rank}]。")) not in found[-1]["content"]:
        return None
    prompt = _prompted(tokenizer, found)
    told = tokenizer(answer, add_special_tokens=False)["input_ids"][: _ROOM - 1]
    return np.array([*prompt, *told, tokenizer.eos_token_id], np.int64), len(prompt)


def _prompted(tokenizer: PreTrainedTokenizerFast, found: list[Message]) -> list[int]:
    """Return messages in piece numbers, ready to be answered."""
    return list(tokenizer.apply_chat_template(found, add_generation_prompt=True, return_dict=False))


def _features(rows: Sequence[Row], filler: int) -> dict[str, torch.Tensor]:
    """Return rows as the model takes them; what is learned is the answers alone."""
    ids = padded([ids for ids, _ in rows], filler)
    told = padded([np.where(np.arange(len(ids)) < at, -100, ids) for ids, at in rows], -100)
    mask = np.arange(ids.shape[1]) < np.array([[len(ids)] for ids, _ in rows])
    made = {"input_ids": ids, "labels": told, "attention_mask": mask.astype(np.int64)}
    return {name: torch.from_numpy(values) for name, values in made.items()}


@torch.inference_mode()
def measure(
    model: Qwen3ForCausalLM, tokenizer: PreTrainedTokenizerFast, cases: Sequence[Case], batch: int = 50
) -> dict[str, float]:
    """Print and return figures over held-out cases, shares from 0 to 1.

    ``holds``: of cases with an answer, what is written holds its characters. ``cites``: it names the right passage.
    ``refuses``: of cases without one, it says that it is not there.
    """
    holds, cites, refuses = [], [], []
    rows = [
        (case, rank, told[0][: told[1]])
        for number, case in enumerate(cases)
        if (told := row(tokenizer, case, np.random.default_rng(number)))
        for rank in (request_of(case, np.random.default_rng(number))[1],)
    ]
    for at in range(0, len(rows), batch):
        part = rows[at : at + batch]
        longest = max(len(ids) for _, _, ids in part)
        # Filled up in front: what is written stands behind.
        ids = np.full((len(part), longest), tokenizer.pad_token_id, np.int64)
        mask = np.zeros_like(ids)
        for i, (_, _, prompt) in enumerate(part):
            ids[i, longest - len(prompt) :], mask[i, longest - len(prompt) :] = prompt, 1
        written = model.generate(
            input_ids=torch.from_numpy(ids).to(device()),
            attention_mask=torch.from_numpy(mask).to(device()),
            max_new_tokens=_ROOM,
            do_sample=False,
            pad_token_id=tokenizer.pad_token_id,
        )
        texts = tokenizer.batch_decode(written[:, longest:], skip_special_tokens=True)
        for (case, rank, _), text in zip(part, texts, strict=True):
            if rank:
                holds.append(case.answer in text)
                cites.append(f"[{rank}]" in text)
            else:
                refuses.append("资料中没有" in text)
    named = (("holds", holds), ("cites", cites), ("refuses", refuses))
    figures = {name: float(np.mean(values)) if values else float("nan") for name, values in named}
    print("held out: " + ", ".join(f"{name} {value:.3f}" for name, value in figures.items()), flush=True)
    return figures
