"""The tokenizer of the models that want a GPU, and running text in its numbers.

A Han character, a digit and a mark are a piece each, so that spans fall between pieces; Latin letters come in learned
pieces, and what is not in the vocabulary in bytes: what a model writes can be read back character by character.
Traditional characters are read as simplified ones, full-width letters and digits as half-width ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from training.charsmap import precompiled_charsmap

Ids = npt.NDArray[np.int64]
_PIECE = r"\p{Han}|\p{Nd}|\s|[\p{L}&&[^\p{Han}]]+|[^\s\p{L}\p{Nd}]"
_LONGEST = 12  # letters
_BYTES = [f"<0x{byte:02X}>" for byte in range(256)]
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>")
_WIDE = {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum()}
# Roles before their words, an end behind them; what a writer adds ends likewise.
_TEMPLATE = (
    "{%- for message in messages %}{{- '<|' + message.role + '|>' + message.content + '<|end|>' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|assistant|>' }}{%- endif %}"
)


def learn_characters(
    texts: Iterable[str], *, pieces: int, replacements: Mapping[str, str], longest: int
) -> PreTrainedTokenizerFast:
    """Return a tokenizer with a vocabulary learned from texts.

    Args:
        texts: Running text.
        pieces: Size of the vocabulary, 256 bytes and the special pieces among them; at least 300.
        replacements: Characters that are read as others.
        longest: Pieces of a text that a model takes.
    """
    inner = Tokenizer(models.BPE(unk_token="[UNK]"))
    inner.normalizer = normalizers.Precompiled(precompiled_charsmap({**replacements, **_WIDE}))
    inner.pre_tokenizer = pre_tokenizers.Split(Regex(_PIECE), behavior="isolated")
    trainer = trainers.BpeTrainer(
        vocab_size=pieces - len(_BYTES),
        limit_alphabet=(pieces - len(_BYTES)) * 9 // 10,
        min_frequency=3,
        max_token_length=_LONGEST,
        special_tokens=list(SPECIAL),
        show_progress=False,
    )
    inner.train_from_iterator(texts, trainer)
    # The trainer knows no bytes: they are put behind what it learned.
    told = json.loads(inner.to_str())
    vocabulary = told["model"]["vocab"]
    vocabulary |= {piece: len(vocabulary) + at for at, piece in enumerate(_BYTES)}
    told["model"]["byte_fallback"] = True
    inner = Tokenizer.from_str(json.dumps(told))
    inner.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Fuse()])
    marks = [(mark, inner.token_to_id(mark)) for mark in ("[CLS]", "[SEP]")]
    inner.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]", special_tokens=marks
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        eos_token="<|end|>",
        additional_special_tokens=["<|system|>", "<|user|>", "<|assistant|>"],
        model_max_length=longest,
        model_input_names=["input_ids", "attention_mask"],
        chat_template=_TEMPLATE,
        clean_up_tokenization_spaces=False,
    )


def running(tokenizer: PreTrainedTokenizerFast, texts: Sequence[str]) -> npt.NDArray[np.uint16]:
    """Return texts as one row of piece numbers, each text closed by ``[SEP]``."""
    rows = []
    for at in range(0, len(texts), 4_000):
        encoded = tokenizer.backend_tokenizer.encode_batch_fast(texts[at : at + 4_000], add_special_tokens=False)
        rows += [np.array([*one.ids, tokenizer.sep_token_id], np.uint16) for one in encoded]
    return np.concatenate(rows)


class Windows:
    """Cuts running text into windows: all of them once in each pass, in another order and cut elsewhere each time."""

    def __init__(self, ids: npt.NDArray[np.uint16], *, size: int, batch: int, seed: int) -> None:
        """Hold the text; ``size`` is the length of a window, ``batch`` how many come at once."""
        self._ids, self._size, self._batch, self._seed = ids, size, batch, seed
        self._n = (len(ids) - size) // size
        if self._n < 1:
            raise ValueError(f"the text has {len(ids)} pieces; at least {2 * size} are needed")

    def of(self, step: int) -> Ids:
        """Return the windows of a batch, int64 of shape ``(batch, size)``; the same for the same number."""
        rows = np.arange(step * self._batch, (step + 1) * self._batch)
        starts = np.empty(len(rows), np.int64)
        for turn in np.unique(rows // self._n):
            random = np.random.default_rng((self._seed, int(turn)))
            shift, order = int(random.integers(self._size)), random.permutation(self._n)
            held = rows // self._n == turn
            starts[held] = shift + order[rows[held] % self._n] * self._size
        return self._ids[starts[:, None] + np.arange(self._size)].astype(np.int64)


def padded(rows: Sequence[Sequence[int] | Ids], filler: int) -> Ids:
    """Return rows of numbers filled up behind to the longest one's length, int64 of shape ``(len(rows), longest)``."""
    made = np.full((len(rows), max(map(len, rows), default=0)), filler, np.int64)
    for at, row in enumerate(rows):
        made[at, : len(row)] = row
    return made
