"""A small language model of the Qwen3 kind, made on the spot and taught one answer by heart.

Its tokenizer (byte-level BPE with special tokens) and its ChatML template are real, it is saved as
any model is, and it goes the same way as one of four billion parameters.
"""

import tempfile
from functools import cache
from pathlib import Path
from threading import Event

from rag.answer.models.generator import Request
from rag.answer.models.prompt import messages
from rag.records import Constraints
from rag.settings import Settings
from tests.answer.evidence_of import evidence_of

PASSAGES = (
    "一年来，全市上下坚持以进固稳，地区生产总值达到6606亿元，增长8.2%，城乡居民收入稳步提高。",
    "本报讯（记者 林翔翔）7月21日上午，李坚走访人大代表联络总站。该总站于2020年5月竣工投入使用。",
)
QUESTION = "温州的经济总量是多少？"
ANSWER = (
    "<think>\n\n</think>\n\n地区生产总值达到6606亿元，增长8.2%[1]。该总站于2020年5月竣工[2]。资料中没有提到财政收入。"
)
EVIDENCE = evidence_of(*PASSAGES)
REQUEST = Request(QUESTION, Constraints(), (), EVIDENCE)
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEMPLATE = (
    "{%- for message in messages %}{{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}"
    "{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}"
    "{%- endif %}"
)

_folder = tempfile.TemporaryDirectory(prefix="wenju 模型 ")


def settings(**changes):
    """Return settings as a test wants them."""
    return Settings(**({"threads": 1, "max_new_tokens": 120} | changes))


def tokenizer(template=TEMPLATE):
    """Return a byte-level BPE tokenizer trained on the texts of the tests."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=900,
        special_tokens=SPECIALS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    told = [message["content"] for message in messages(REQUEST)]
    bpe.train_from_iterator([*told, *PASSAGES, ANSWER] * 3, trainer)
    made = PreTrainedTokenizerFast(
        tokenizer_object=bpe, eos_token="<|im_end|>", pad_token="<|endoftext|>", model_max_length=2048
    )
    made.chat_template = template
    return made


def untaught(folder, *, template=TEMPLATE, positions=2048, layers=2):
    """Save a model with random weights and return its folder, the model and the tokenizer."""
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(0)
    made = tokenizer(template)
    model = Qwen3ForCausalLM(
        Qwen3Config(
            vocab_size=len(made),
            hidden_size=64,
            intermediate_size=128,
            num_hidden_layers=layers,
            num_attention_heads=4,
            num_key_value_heads=2,
            head_dim=16,
            max_position_embeddings=positions,
            eos_token_id=made.eos_token_id,
            pad_token_id=made.pad_token_id,
            tie_word_embeddings=True,
        )
    )
    Path(folder).mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    made.save_pretrained(folder)
    return Path(folder), model, made


@cache
def taught():
    """Return the folder of a model that answers ``REQUEST`` with ``ANSWER``."""
    import torch

    torch.set_num_threads(1)
    folder, model, made = untaught(Path(_folder.name) / "tiny qwen3")
    prompt = made.apply_chat_template(
        messages(REQUEST), tokenize=False, add_generation_prompt=True, enable_thinking=False
    )
    before = made(prompt)["input_ids"]
    answer = made(ANSWER + "<|im_end|>")["input_ids"]
    ids = torch.tensor([before + answer])
    labels = torch.tensor([[-100] * len(before) + answer])
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3)
    model.train()
    for _ in range(150):
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        if loss.item() < 0.01:
            break
    model.save_pretrained(folder)
    return folder


def written(model, request=REQUEST, stop=None):
    """Return all that a generator writes."""
    return "".join(model.stream(request, stop or Event()))
