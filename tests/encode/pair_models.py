"""Cross-encoders made on the spot and taught a few pairs by heart: real folders, as transformers saves them."""

PAIRS = (
    ("谁是局长", "李建国任局长。", "李建国"),
    ("投资多少", "总投资3200万元。", "3200万元"),
    ("谁是局长", "总投资3200万元。", ""),
    ("投资多少", "李建国任局长。", ""),
)
CLAIMS = (
    ("总投资3200万元。", "投资3200万元", "entailment"),
    ("总投资3200万元。", "没有花一分钱", "contradiction"),
    ("总投资3200万元。", "李建国任局长", "neutral"),
)
LABELS = ("contradiction", "neutral", "entailment")


def saved(folder, kind):
    """Teach a model of a kind, ``relevance``, ``two`` labels, ``span`` or ``inference``, and return its folder."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoModelForSequenceClassification, BertConfig

    # More threads than free cores would wait for each other at every one of these small steps.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    made = tokenizer()
    labels = {"relevance": 1, "two": 2, "span": 2, "inference": 3}[kind]
    config = BertConfig(
        vocab_size=len(made),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        # Drawn wide, so that what it attends to differs from the start and it learns in a few steps.
        initializer_range=0.2,
        pad_token_id=made.pad_token_id,
        num_labels=labels,
    )
    if kind == "inference":
        config.id2label, config.label2id = dict(enumerate(LABELS)), {name: n for n, name in enumerate(LABELS)}
    factory = AutoModelForQuestionAnswering if kind == "span" else AutoModelForSequenceClassification
    model = factory.from_config(config).train()
    taught = CLAIMS if kind == "inference" else PAIRS
    inputs = made([a for a, _, _ in taught], [b for _, b, _ in taught], padding=True, return_tensors="pt")
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.0015)
    for _ in range(400):
        loss = loss_of(kind, model, inputs, taught)
        if loss.item() < 0.03:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    torch.set_num_threads(threads)
    assert loss.item() < 0.03, "it knows them by heart"
    model.save_pretrained(folder)
    made.save_pretrained(folder)
    return folder


def loss_of(kind, model, inputs, taught):
    """Return the loss of a model on what it is taught."""
    import torch
    from torch.nn import functional

    if kind == "span":
        places = [
            (inputs.char_to_token(n, b.index(w), 1), inputs.char_to_token(n, b.index(w) + len(w) - 1, 1))
            if w
            else (0, 0)
            for n, (_, b, w) in enumerate(taught)
        ]
        starts, ends = (torch.tensor(column) for column in zip(*places, strict=True))
        return model(**inputs, start_positions=starts, end_positions=ends).loss
    logits = model(**inputs).logits
    if kind == "inference":
        return functional.cross_entropy(logits, torch.tensor([LABELS.index(label) for _, _, label in taught]))
    answers = torch.tensor([float(bool(words)) for _, _, words in taught])
    if kind == "two":
        return functional.cross_entropy(logits, answers.long())
    return functional.binary_cross_entropy_with_logits(logits[:, 0], answers)


def tokenizer():
    """Return a tokenizer of single characters."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    known = sorted({c for row in (*PAIRS, *CLAIMS) for text in row[:2] for c in text})
    inner = Tokenizer(models.WordLevel({piece: n for n, piece in enumerate([*special, *known])}, "[UNK]"))
    inner.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    marks = [(mark, special.index(mark)) for mark in ("[CLS]", "[SEP]")]
    inner.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=marks
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_max_length=64,
    )
