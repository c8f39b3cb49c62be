"""Makes the tokenizer of the built-in embedder: byte-pair pieces of at most four characters, inside words.

Merges are learned from text that jieba's dictionary has cut into words, so that pieces are words
and parts of words; applied, they need no dictionary. Traditional characters are read as
simplified ones, full width as half width, capitals as small letters. Punctuation is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import rjieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from training.charsmap import precompiled_charsmap
from training.data import simplified

# What carries meaning: Han runs, digit runs and Latin runs. The rest falls away.
_CONTENT = r"\p{Han}+|\p{Nd}+|[\p{L}&&[^\p{Han}]]+"
_LONGEST = 4
_PLAIN = re.compile(r"\w+")
UNKNOWN = "[UNK]"


def script_map() -> dict[str, str]:
    """Return each traditional character of the unified block and extension A with its simplified one."""
    chars = [chr(code) for block in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for code in range(*block)]
    return {char: simple for char in chars if (simple := simplified(char)) != char}


def learn_tokenizer(texts: Iterable[str], *, pieces: int, replacements: dict[str, str]) -> Tokenizer:
    """Return a tokenizer with a vocabulary learned from texts.

    Args:
        texts: Running text.
        pieces: Size of the vocabulary, the unknown piece among them.
        replacements: Characters that are read as others.
    """
    tokenizer = Tokenizer(models.BPE(unk_token=UNKNOWN, fuse_unk=True))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Precompiled(precompiled_charsmap(replacements))]
    )
    content = pre_tokenizers.Split(Regex(_CONTENT), behavior="removed", invert=True)
    tokenizer.pre_tokenizer = content
    words: Counter[str] = Counter()
    for text in texts:
        words.update(rjieba.cut(tokenizer.normalizer.normalize_str(text)))
    # The trainer's bound is exclusive.
    trainer = trainers.BpeTrainer(
        vocab_size=pieces, min_frequency=3, max_token_length=_LONGEST + 1, special_tokens=[UNKNOWN], show_progress=False
    )
    # Each word once for every fourth time it was seen: frequencies keep their order and the pass stays short.
    tokenizer.train_from_iterator(
        ("\n".join([word] * -(-count // 4)) for word, count in sorted(words.items()) if count >= 3), trainer
    )
    return tokenizer


def readable(tokenizer: Tokenizer, texts: Iterable[str], *, length: int = 30) -> list[str]:
    """Return what of texts can be read out of a vocabulary: runs of so many characters, each once, in their order.

    Pieces are read alone and one after another in the order of their numbers, which is that of their learning.
    """
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda pair: pair[1])
    listed = "".join(_PLAIN.findall("".join(piece for piece, _ in pieces)))
    held = {listed[i : i + length] for i in range(len(listed) - length + 1)}
    found: dict[str, None] = {}
    for text in texts:
        plain = "".join(_PLAIN.findall(tokenizer.normalizer.normalize_str(text)))
        found |= dict.fromkeys(run for i in range(len(plain) - length + 1) if (run := plain[i : i + length]) in held)
    return list(found)
