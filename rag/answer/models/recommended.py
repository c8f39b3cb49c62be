"""Language models that may be added, and how long an answer would take with one on this computer.

One table. What it says of sizes and licences comes from the models' own cards; none of them has been tried here with
its real weights, so that their order says how large they are and not how well they answer. Knows no model's insides.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.machine import Machine

PROMPT_TOKENS, ANSWER_TOKENS = 500, 80
_WORKING_BYTES = 800_000_000
# What of a measured speed a real model reaches: ``python -m bench.language_model``, see there for how well it fits.
READS, MULTIPLIES = 0.65, 0.78
_FEW, _PATIENCE_S = 3, 120.0


@dataclass(frozen=True, slots=True)
class Recommended:
    """A language model that fits this product: Chinese and English, a chat template, safetensors.

    Attributes:
        name: As people call it.
        hub: Its name on the Hugging Face hub.
        licence: Of its weights, by its card.
        parameters: How many it has, those of its output counted once more where they are kept apart.
        each_token: Of them, those that a word being written takes: all but the table of input words.
        each_prompt_token: Of them, those that a word of the prompt takes: the layers.
        download: Bytes of its files.
    """

    name: str
    hub: str
    licence: str
    parameters: int
    each_token: int
    each_prompt_token: int
    download: int


RECOMMENDED = (
    Recommended("Qwen3-0.6B", "Qwen/Qwen3-0.6B", "Apache-2.0", 596_000_000, 596_000_000, 440_000_000, 1_520_000_000),
    Recommended(
        "MiniCPM5-1B", "openbmb/MiniCPM5-1B", "Apache-2.0", 1_081_000_000, 880_000_000, 680_000_000, 2_170_000_000
    ),
    Recommended(
        "Qwen3-1.7B", "Qwen/Qwen3-1.7B", "Apache-2.0", 1_721_000_000, 1_721_000_000, 1_409_000_000, 4_080_000_000
    ),
    Recommended(
        "Qwen3-4B-Instruct-2507",
        "Qwen/Qwen3-4B-Instruct-2507",
        "Apache-2.0",
        4_022_000_000,
        4_022_000_000,
        3_633_000_000,
        8_060_000_000,
    ),
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a model would take on a computer.

    Attributes:
        model: The model.
        memory: Bytes while it answers.
        first_s: Seconds until its first word, for a prompt of ``PROMPT_TOKENS``; loaded already.
        answer_s: Seconds until the end of an answer of ``ANSWER_TOKENS``.
    """

    model: Recommended
    memory: int
    first_s: float
    answer_s: float


def estimate(model: Recommended, machine: Machine) -> Estimate:
    """Return what a model would take on a computer, without a graphics card.

    Half precision halves the memory; the time is that of single precision, which it does not exceed.
    """
    memory = model.parameters * (2 if machine.bf16 else 4) + _WORKING_BYTES
    first = 2 * model.each_prompt_token * PROMPT_TOKENS / (MULTIPLIES * machine.speed.multiplies)
    each = 4 * model.each_token / (READS * machine.speed.reads)
    return Estimate(model, memory, first, first + ANSWER_TOKENS * each)


def fitting(machine: Machine) -> list[Estimate]:
    """Return up to three models that a computer has room for, smallest first.

    Those that would take longer than two minutes for an answer are left out where a quicker one fits.
    """
    found = [estimate(model, machine) for model in RECOMMENDED]
    roomy = [e for e in found if e.memory <= machine.memory and e.model.download <= machine.disk]
    return [e for e in roomy if e.answer_s <= _PATIENCE_S][-_FEW:] or roomy[:1]
