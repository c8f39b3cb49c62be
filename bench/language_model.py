"""How well the estimate of a language model's speed fits: the formula beside real models of random weights.

    python -m bench.language_model [--rounds 5] [--shapes 0.6B 1B 1.7B]

Weights decide what a model says and not how fast it says it, so that models of the shapes of those recommended are made
on the spot. One thread, and its processor time: what other programs take of the computer counts neither here nor there,
as long as they leave the memory alone. Figures are medians over the rounds. Memory: four bytes a parameter.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import replace
from time import process_time
from typing import TYPE_CHECKING

from rag.answer.models.recommended import (
    ANSWER_TOKENS,
    MULTIPLIES,
    PROMPT_TOKENS,
    READS,
    RECOMMENDED,
    Recommended,
    estimate,
)
from rag.machine import Machine, measured

if TYPE_CHECKING:
    from transformers import Qwen3ForCausalLM

# Hidden size, inner size, layers, heads, key-value heads, words; whether output and input words are one table.
SHAPES = {
    "0.6B": (RECOMMENDED[0], (1024, 3072, 28, 16, 8, 151_936, True)),
    "1B": (RECOMMENDED[1], (1536, 4608, 24, 16, 2, 130_560, False)),
    "1.7B": (RECOMMENDED[2], (2048, 6144, 28, 16, 8, 151_936, True)),
}
WRITTEN = 12


def main() -> None:
    """Make, measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--shapes", nargs="+", default=list(SHAPES), choices=list(SHAPES))
    args = parser.parse_args()
    import torch

    torch.set_num_threads(1)
    reads, multiplies = [], []
    for name in args.shapes:
        model, shape = SHAPES[name]
        made = random_model(shape)
        rows = [compared(made, model) for _ in range(args.rounds)]
        first, whole, first_off, whole_off = (statistics.median(column) for column in list(zip(*rows, strict=True))[:4])
        reads += [row[4] for row in rows]
        multiplies += [row[5] for row in rows]
        print(
            f"{name:>5}  first word {first:6.1f} s, estimated {100 * first_off:+4.0f} %;"
            f"  {ANSWER_TOKENS} tokens {whole:6.1f} s, estimated {100 * whole_off:+4.0f} %",
            flush=True,
        )
    for speed, reached, used in (("reads", reads, READS), ("multiplies", multiplies, MULTIPLIES)):
        print(f"reached of the measured speed, {speed}: {statistics.median(reached):.2f} (in use: {used})")


def random_model(shape: tuple[int, int, int, int, int, int, bool]) -> Qwen3ForCausalLM:
    """Return a model of a shape, its weights random."""
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    hidden, inner, layers, heads, kv_heads, words, tied = shape
    configuration = Qwen3Config(
        hidden_size=hidden, intermediate_size=inner, num_hidden_layers=layers, num_attention_heads=heads,
        num_key_value_heads=kv_heads, head_dim=128, vocab_size=words, tie_word_embeddings=tied,
        max_position_embeddings=4096, eos_token_id=None, pad_token_id=0,
    )  # fmt: skip
    with torch.device("meta"):
        model = Qwen3ForCausalLM(configuration)
    model = model.to_empty(device="cpu").eval()
    with torch.no_grad():
        for weights in model.parameters():
            weights.fill_(0.01)
        model.model.rotary_emb.inv_freq = 1e6 ** -(torch.arange(0, 128, 2) / 128)
    return model


def compared(made: Qwen3ForCausalLM, model: Recommended) -> tuple[float, float, float, float, float, float]:
    """Return seconds to the first word and to the last, how far off the estimates are, and the shares reached."""
    speed = measured(1, process_time)
    first, each = timed(made)
    again = measured(1, process_time)
    # As busy as the computer was before and behind.
    speed = replace(speed, reads=(speed.reads + again.reads) / 2, multiplies=(speed.multiplies + again.multiplies) / 2)
    said = estimate(model, Machine(speed, 0, 0, bf16=False, gpu=False))
    whole = first + ANSWER_TOKENS * each
    reached_reads = 4 * model.each_token / each / speed.reads
    reached_multiplies = 2 * model.each_prompt_token * PROMPT_TOKENS / first / speed.multiplies
    return first, whole, said.first_s / first - 1, said.answer_s / whole - 1, reached_reads, reached_multiplies


def timed(model: Qwen3ForCausalLM) -> tuple[float, float]:
    """Return the seconds until a model's first word, and for each further one."""
    import torch

    ids = torch.randint(10, 1000, (1, PROMPT_TOKENS))
    with torch.inference_mode():
        began = process_time()
        out = model(ids, use_cache=True, logits_to_keep=1)
        first = process_time() - began
        began = process_time()
        for _ in range(WRITTEN):
            word = out.logits[:, -1:].argmax(-1)
            out = model(word, past_key_values=out.past_key_values, use_cache=True)
        return first, (process_time() - began) / WRITTEN


if __name__ == "__main__":
    sys.exit(main())
