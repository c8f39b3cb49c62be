"""What the models that want a GPU are made of: sizes, times, rates; the defaults are for one H100 or H200.

Nothing heavy is imported here, so that the command line can name every setting at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class EncoderRecipe:
    """What pre-training is made of.

    Attributes:
        pieces: Size of the vocabulary.
        hidden: Length of a piece's vector.
        layers: How many there are.
        heads: Of attention, in each layer.
        inner: Width of the gated layer between.
        window: Pieces that are seen at once while it learns.
        masked: Share of pieces that are hidden.
        measured: Windows of other news that a figure is told of, at most.
        batch: Windows at once.
        steps: Batches at most.
        minutes: Time at most, reading and measuring apart.
        rate: Highest learning rate.
        seed: Of everything drawn.
    """

    pieces: int = 8_000
    hidden: int = 512
    layers: int = 11
    heads: int = 8
    inner: int = 768
    window: int = 256
    masked: float = 0.3
    measured: int = 2_000
    batch: int = 256
    steps: int = 20_000
    minutes: float = 15.0
    rate: float = 0.001
    seed: int = 11


@dataclass(frozen=True, slots=True)
class BiencoderRecipe:
    """What a run of the biencoder is made of.

    Attributes:
        batch: Pairs told apart at once.
        window: Pieces of a passage.
        question: Pieces of a question at most.
        scale: Factor on the cosine before the softmax.
        question_every: A batch in so many holds real questions, the others pairs drawn from the news.
        steps: Batches at most.
        minutes: Time at most, reading apart.
        rate: Highest learning rate.
        seed: Of everything drawn.
    """

    batch: int = 384
    window: int = 200
    question: int = 28
    scale: float = 20.0
    question_every: int = 6
    steps: int = 4_000
    minutes: float = 4.0
    rate: float = 0.0002
    seed: int = 11


@dataclass(frozen=True, slots=True)
class CrossencoderRecipe:
    """What a run of the crossencoder is made of.

    Attributes:
        batch: Pairs of question and passage at once.
        window: Characters of a passage.
        answered: Share of pairs whose passage answers.
        measured: Held-out cases that figures are told of, at most.
        steps: Batches at most.
        minutes: Time at most, reading and measuring apart.
        rate: Highest learning rate.
        seed: Of everything drawn.
    """

    batch: int = 64
    window: int = 320
    answered: float = 0.45
    measured: int = 800
    steps: int = 5_000
    minutes: float = 4.0
    rate: float = 0.0001
    seed: int = 11


@dataclass(frozen=True, slots=True)
class WriterRecipe:
    """What a run of the writer is made of.

    Attributes:
        layers: How many there are; the vectors are as long as the encoder's.
        heads: Of attention, in each layer.
        inner: Width of the layer between.
        window: Pieces that are seen at once while it reads the news.
        batch: Windows at once.
        steps: Batches of the news at most.
        minutes: Time at most for the news.
        rate: Highest learning rate there.
        prompts: Prompts at once.
        prompt_steps: Batches of prompts at most.
        prompt_minutes: Time at most for prompts.
        prompt_rate: Highest learning rate there.
        measured: Held-out cases that figures are told of, at most.
        processes: That write prompts before it learns from them, no more than there are processors.
        seed: Of everything drawn.
    """

    layers: int = 8
    heads: int = 8
    inner: int = 1408
    window: int = 512
    batch: int = 96
    steps: int = 8_000
    minutes: float = 6.0
    rate: float = 0.001
    prompts: int = 48
    prompt_steps: int = 3_000
    prompt_minutes: float = 2.0
    prompt_rate: float = 0.0002
    measured: int = 200
    processes: int = 16
    seed: int = 11


@dataclass(frozen=True, slots=True)
class KeeperRecipe:
    """What a run of the keeper, a small model for a processor, is made of.

    Attributes:
        pieces: Of the embedder, most frequent first, that have a vector of their own.
        hidden: Width of the layers.
        layers: How many there are.
        headlines: Headlines over opening sentences that are learned from too, at most.
        batch: Sentences at once.
        steps: Batches at most.
        minutes: Time at most, reading and measuring apart.
        rate: Highest learning rate.
        seed: Of everything drawn.
    """

    pieces: int = 15_000
    hidden: int = 128
    layers: int = 3
    headlines: int = 1_500
    batch: int = 32
    steps: int = 900
    minutes: float = 0.0
    rate: float = 0.001
    seed: int = 11


@dataclass(frozen=True, slots=True)
class NeuralRecipes:
    """Of all four."""

    encoder: EncoderRecipe = field(default_factory=EncoderRecipe)
    biencoder: BiencoderRecipe = field(default_factory=BiencoderRecipe)
    crossencoder: CrossencoderRecipe = field(default_factory=CrossencoderRecipe)
    writer: WriterRecipe = field(default_factory=WriterRecipe)
